/* What is pending for an object, put into a form in which two sides can be compared: the order of
 * attributes and values, and how the file spells them, are gone.
 *
 * A *change* is what a delta does to one attribute, or to the object alone. It is known by the
 * attribute's name and AMODT; what it says is the set of its values, each with its VMODT. An
 * attribute that a delta has twice with the same AMODT is one change with the values of both, and
 * one without a value says just that. The rows of the report that show a change travel with it.
 *
 *     cs_pending_pack(&options, object, arena, &buffer, &error);
 *     …
 *     pending = cs_pending_open(text);
 *     while (cs_pending_next(&pending, &change))
 *         while (cs_pending_next_row(&pending, &change, &row))
 *             …
 *
 * Everything that is taken out points into the packed text. */
#ifndef CS_CSDIFF_PENDING_H
#define CS_CSDIFF_PENDING_H

#include "names/mapping.h"
#include "report/filter.h"
#include "report/packed_change.h"

typedef struct cs_pending_options {
    cs_part section;
    const cs_row_filter *filter; /* rows that are not chosen are not there */
    const cs_words *ignored;     /* attributes that do not count; ASCII case is ignored */
    bool ignore_case;            /* of ASCII letters in values that are not binary */
    const cs_mapping *mapping;   /* names to replace in values; NULL for none */
    cs_pack_options row;
} cs_pending_options;

/* Packs what is pending for the object behind what is in `to`: 1, 0 where that is nothing (that is
 * chosen and counts), -1 out of memory or where the object takes too much of it. */
int cs_pending_pack(const cs_pending_options *options, cs_object *object, cs_arena *arena,
                    cs_buffer *to, cs_error *error);

/* A packed object. */
typedef struct cs_pending {
    cs_omodt omodt;
    cs_text dn, object_type, display_name, connector;
    cs_text changes; /* those that have not been taken out */
} cs_pending;

cs_pending cs_pending_open(cs_text packed);

/* A change, in the order of name, by byte, and AMODT. */
typedef struct cs_pending_change {
    cs_text attribute; /* absent where it speaks of the object alone */
    cs_amodt amodt;
    bool implied;   /* no change of its own: it stands for the operation, whose attributes do not
                       count */
    cs_text values; /* equal bytes are equal sets */
    cs_text rows;   /* those that have not been taken out */
} cs_pending_change;

bool cs_pending_next(cs_pending *pending, cs_pending_change *change);

/* The next row of the change; the DN and the like are those of `pending`. */
bool cs_pending_next_row(const cs_pending *pending, cs_pending_change *change,
                         cs_packed_change *row);

/* Below, equal to or above zero as a change comes before, with or behind another. */
int cs_pending_compare(const cs_pending_change *a, const cs_pending_change *b);

/* True where both do the same to the object itself. An object that is made anew is also of the same
 * type, as far as both sides name one (a drop file need not). */
bool cs_pending_same_operation(const cs_pending *a, const cs_pending *b);

/* Packs what two snapshots have in common, as the first shows it, behind what is in `to`: false
 * where that is nothing. The operation has to be the same; the operation itself is in common, but
 * for an update, which is nothing beyond its changes. */
bool cs_pending_intersect(cs_text first, cs_text second, cs_buffer *to);

#endif
