/* The one noun: an object of a connector space.
 *
 * A reader or the store builds it in an arena, hands it out as `const`, and takes it back when it
 * is asked for the next one. Nothing in it is owned by whoever looks at it.
 *
 * Names and words are those of doc/csexport-xml.md. */
#ifndef CS_MODEL_OBJECT_H
#define CS_MODEL_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

/* The deltas and holograms of an object, in the order in which the original writes them. */
typedef enum cs_part {
    CS_UNAPPLIED_EXPORT, /* the pending export */
    CS_ESCROWED_EXPORT,
    CS_UNCONFIRMED_EXPORT,
    CS_PENDING_IMPORT,
    CS_SYNCHRONIZED_HOLOGRAM,
    CS_UNAPPLIED_EXPORT_HOLOGRAM,
    CS_ESCROWED_EXPORT_HOLOGRAM,
    CS_UNCONFIRMED_EXPORT_HOLOGRAM,
    CS_PENDING_IMPORT_HOLOGRAM,
    CS_PARTS,
    CS_NO_PART = CS_PARTS
} cs_part;

/* Deltas come before holograms. */
static inline bool cs_part_is_delta(cs_part part)
{
    return part < CS_SYNCHRONIZED_HOLOGRAM;
}

/* The element's name, "unapplied-export" and so on. */
const char *cs_part_name(cs_part part);

/* The part of that element's name; CS_NO_PART where there is none. */
cs_part cs_part_from(cs_text name);

/* Object modification type. */
typedef enum cs_omodt {
    CS_OMODT_NONE,
    CS_OMODT_ADD,
    CS_OMODT_REPLACE,
    CS_OMODT_UPDATE,
    CS_OMODT_DELETE,
    CS_OMODT_DELETE_ADD,
    CS_OMODT_OBSOLETE,
    CS_OMODT_UNKNOWN /* no such word */
} cs_omodt;

/* True if the object is removed, also if it is created anew afterwards. */
static inline bool cs_omodt_is_delete(cs_omodt omodt)
{
    return omodt == CS_OMODT_DELETE || omodt == CS_OMODT_DELETE_ADD || omodt == CS_OMODT_OBSOLETE;
}

/* Attribute modification type. */
typedef enum cs_amodt {
    CS_AMODT_ABSENT, /* the object's operation decides */
    CS_AMODT_ADD,
    CS_AMODT_REPLACE,
    CS_AMODT_UPDATE,
    CS_AMODT_DELETE,
    CS_AMODT_UNKNOWN
} cs_amodt;

/* Value modification type. */
typedef enum cs_vmodt {
    CS_VMODT_ABSENT, /* the attribute's operation decides */
    CS_VMODT_ADD,
    CS_VMODT_DELETE,
    CS_VMODT_UNKNOWN
} cs_vmodt;

/* The word as the XML spells it ("delete-add"), NULL for absent or unknown; and back, exactly. */
const char *cs_omodt_word(cs_omodt omodt);
const char *cs_amodt_word(cs_amodt amodt);
const char *cs_vmodt_word(cs_vmodt vmodt);
cs_omodt cs_omodt_from(cs_text word);
cs_amodt cs_amodt_from(cs_text word);
cs_vmodt cs_vmodt_from(cs_text word);

/* The word as the report spells it ("DeleteAdd"), "" for absent. */
const char *cs_omodt_title(cs_omodt omodt);
const char *cs_amodt_title(cs_amodt amodt);
const char *cs_vmodt_title(cs_vmodt vmodt);

/* ---- Frames -------------------------------------------------------------------------------
 *
 * What a file holds beyond the fields below (unknown elements and XML attributes, an unusual
 * order) is kept in a *frame*: the element as XML, in its order, with a processing instruction as
 * the hole where a field goes. A frame is absent where the default one would say the same, which
 * is nearly always. No document can put a hole into a frame: its own processing instructions
 * are not kept. Frames are made only when a reader is asked for everything.
 *
 *   of an object  <cs-object transient="1"><?connector?><connector-state>normal</connector-state>
 *                 …</cs-object>; holes: the nine parts, connector, import-delta-operation,
 *                 export-delta-operation, import-errordetail, export-errordetail, ma-id, ma-name.
 *                 Parts without a hole are written first, in their order. `<?PART literal?>` says
 *                 that what follows is that part already (of a field the same), `<?PART absent?>`
 *                 that there was none, not even an empty one; `<?tower absent?>` the same of all
 *                 parts but the synchronized hologram.
 *   of an image   <unapplied-export><delta x="1"><?anchor?><?attr 3?><new/><?attr 9?></delta>
 *                 </unapplied-export>; holes: anchor, parent-anchor, primary-objectclass (the whole
 *                 element) and `attr N`: the attributes up to number N that are not yet written.
 *   of a value    <value x="1"><?value?></value>, or <dn-value><anchor><?anchor?></anchor><dn>
 *                 <?value?></dn></dn-value>; holes: the bare text. A frame without a hole is the
 *                 value as it stands.
 */

/* A value of an attribute. */
typedef struct cs_value {
    cs_text text;   /* the value; of a reference the text of its dn, white space included */
    cs_text anchor; /* of a reference; absent where it has none */
    cs_text frame;  /* see Frames */
    cs_vmodt vmodt; /* as the XML says it: absent stays CS_VMODT_ABSENT */
    bool unknown;   /* not a value: an unknown element among the values, whole in `frame` */
    struct cs_value *next;
} cs_value;

/* Which element names the attribute. */
typedef enum cs_element {
    CS_ATTR,       /* attr, of value */
    CS_DN_ATTR,    /* dn-attr, of dn-value */
    CS_OBJECTCLASS /* objectclass, of oc-value; its name is "objectClass" */
} cs_element;

/* An attribute of a delta or hologram. */
typedef struct cs_attribute {
    cs_element element;
    cs_amodt amodt; /* as the XML says it; always CS_AMODT_ABSENT in a hologram */
    cs_text name;
    cs_text type; /* string, binary, …; absent where the XML has none */
    bool multivalued;
    cs_text spelling; /* XML attributes other than name, operation and type, as they are to be
                         written, where that is not just multivalued="true" or ="false" (for
                         objectclass: not nothing); absent otherwise */
    cs_value *values; /* in document order, linked by `next` */
    size_t count;     /* how many of them are values */
    struct cs_attribute *next;
} cs_attribute;

/* A delta or a hologram's entry. */
typedef struct cs_image {
    cs_omodt omodt;                                     /* of a delta */
    cs_text dn, newdn;                                  /* absent where the XML has none */
    cs_text anchor, parent_anchor, primary_objectclass; /* absent where the XML has none */
    cs_text frame;                                      /* see Frames */
    cs_attribute *attributes;    /* in document order, linked by `next`; objectclass among them */
    size_t count;                /* how many */
    struct cs_name_index *index; /* made by cs_image_find() */
    struct cs_lazy *lazy;        /* of an image that is not built before it is looked into */
} cs_image;

/* How an image that is not built yet answers for itself. A parser that has checked a hologram and
 * passed it over leaves this in its place; whoever builds an image whole leaves NULL. */
typedef struct cs_lazy {
    /* The first attribute of that element (and, but for objectclass, name), or NULL. */
    const cs_attribute *(*find)(cs_image *image, cs_element element, cs_text name, cs_arena *arena);
} cs_lazy;

/* Children of cs-object with a single text that a program can ask for. The first ones, up to
 * CS_FIELD_MA_NAME, have a hole in the object's frame, in this order. */
typedef enum cs_field {
    CS_FIELD_CONNECTOR, /* 1 joined, 0 a disconnector */
    CS_FIELD_IMPORT_DELTA_OPERATION,
    CS_FIELD_EXPORT_DELTA_OPERATION,
    CS_FIELD_IMPORT_ERROR, /* the error detail as XML; absent if it is missing or empty */
    CS_FIELD_EXPORT_ERROR,
    CS_FIELD_MA_ID,
    CS_FIELD_MA_NAME,
    CS_FIELD_HOLES, /* how many have a hole; no field */
    CS_FIELD_MV_LINK = CS_FIELD_HOLES,
    CS_FIELD_LAST_EXPORT_DELTA_TIME,
    CS_FIELD_CONNECTOR_STATE,
    CS_FIELD_DISCONNECTION_TYPE,
    CS_FIELD_DISCONNECTION_TIME,
    CS_FIELD_ACCOUNT_NAME,
    CS_FIELD_USER_PRINCIPAL_NAME,
    CS_FIELDS
} cs_field;

/* The element's name. */
const char *cs_field_name(cs_field field);

typedef struct cs_object {
    cs_text dn;   /* cs-dn; of a drop file the delta's dn */
    cs_text id;   /* as written; absent where there is none */
    cs_text type; /* object-type; of a drop file primary-objectclass; absent where there is none */
    bool drop;    /* from a drop file: the one delta is parts[CS_UNAPPLIED_EXPORT] */
    cs_text step; /* of a drop file: its step-type; absent elsewhere, and where it has none */
    bool corrupted;            /* status="corrupted": the engine throws its deltas away */
    cs_image *parts[CS_PARTS]; /* NULL where the part is absent or empty */
    cs_text fields[CS_FIELDS]; /* absent where the element is; the first of several */
    cs_text frame;         /* see Frames; absent for an object made with SQL or of a drop file */
    bool password_history; /* had password-change-history, which is never kept */

    /* What the source holds, whatever a reader was asked to build; bits (1u << cs_part). */
    unsigned elements; /* parts whose element is there, even an empty one */
    unsigned deltas;   /* parts with a delta, whatever its operation */
    unsigned pending;  /* parts whose delta has another operation than `none` */

    uint64_t number; /* its place in the file, from 1 */
    uint64_t offset; /* of its start tag, in bytes from the start of the file */
} cs_object;

/* The delta that is reported for a section (doc/csv.md): the section's own, of a drop file the one
 * there is; NULL where there is none or its operation is `none`. */
cs_image *cs_object_delta(const cs_object *object, cs_part section);

/* The first attr or dn-attr of exactly that name, NULL where there is none. Quick for any number
 * of attributes: a large image gets an index in `arena` (without one, or out of memory, it looks
 * through them all). */
const cs_attribute *cs_image_find(cs_image *image, cs_text name, cs_arena *arena);

/* The same, ASCII case ignored: an attribute of exactly that name before all others. */
const cs_attribute *cs_image_find_nocase(cs_image *image, cs_text name, cs_arena *arena);

/* The image's first objectclass, NULL where it has none. */
const cs_attribute *cs_image_objectclass(cs_image *image, cs_arena *arena);

/* The VMODT that counts: the value's own, else delete where `amodt` is Delete, else add. */
cs_vmodt cs_vmodt_effective(cs_vmodt vmodt, cs_amodt amodt);

/* The first of the attribute's values, and the one behind a value: unknown elements among them are
 * passed over. NULL where there is none. */
const cs_value *cs_first_value(const cs_attribute *attribute);
const cs_value *cs_next_value(const cs_value *value);

/* The value as the report shows it: a reference without the white space around it. */
cs_text cs_value_shown(const cs_attribute *attribute, const cs_value *value);

#endif
