/* From an object to change rows, exactly as doc/csv.md says. Knows no format. */
#ifndef CS_REPORT_CHANGES_H
#define CS_REPORT_CHANGES_H

#include <stdbool.h>
#include <stddef.h>

#include "model/object.h"

/* A number of values that may be unknown. */
enum {
    CS_COUNT_NONE = -1 /* nothing is printed: not multi-valued, or unknown */
};

/* A row. Texts live as long as the object. */
typedef struct cs_change {
    cs_text dn, object_type, display_name; /* absent prints as empty */
    cs_omodt omodt;
    cs_text attribute;            /* absent where the row speaks of the object alone */
    cs_amodt amodt;               /* CS_AMODT_ABSENT with it */
    cs_text old_value, new_value; /* single-valued only; absent where there is none */
    long long added, removed;     /* multi-valued only, else CS_COUNT_NONE */
    const cs_attribute *source;   /* where the row comes from one; NULL for newdn and the object */
} cs_change;

/* Walks the rows of one object. */
typedef struct cs_changes {
    cs_object *object;
    cs_arena *arena; /* for the indexes of large images */
    cs_image *delta; /* NULL where there is nothing to report */
    int stage;
    const cs_attribute *next;
    bool any;
    cs_change row;
} cs_changes;

/* Which parts a reader must build for the rows of `section`, as bits. */
unsigned cs_changes_parts(cs_part section);

/* Begins the rows of `object`; indexes for quick look-up are made in `arena`. */
void cs_changes_begin(cs_changes *changes, cs_object *object, cs_part section, cs_arena *arena);

/* The next row, NULL after the last. Lives until the next call. */
const cs_change *cs_changes_next(cs_changes *changes);

/* How many values the attribute of a change had when it was last synchronized; CS_COUNT_NONE if
 * that is unknown. */
long long cs_changes_before(cs_changes *changes, const cs_change *change);

/* The attribute whose values `row` counts as removed, where those are not listed by the change
 * itself: the one last synchronized, which is replaced or deleted as a whole. NULL where the change
 * lists them, or nothing is known of them. */
const cs_attribute *cs_changes_replaced(cs_changes *changes, const cs_change *row);

#endif
