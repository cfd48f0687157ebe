/* The elements that the contract names. */
#ifndef CS_MODEL_NAMES_H
#define CS_MODEL_NAMES_H

#include "model/object.h"

typedef enum cs_kind {
    CS_KIND_UNKNOWN, /* every other element, and those of a foreign namespace */
    CS_KIND_CS_OBJECTS,
    CS_KIND_CS_OBJECT,
    CS_KIND_MMSML,
    CS_KIND_DIRECTORY_ENTRIES,
    CS_KIND_DELTA,
    CS_KIND_ENTRY,
    CS_KIND_ANCHOR,
    CS_KIND_PARENT_ANCHOR,
    CS_KIND_PRIMARY_OBJECTCLASS,
    CS_KIND_OBJECTCLASS,
    CS_KIND_OC_VALUE,
    CS_KIND_ATTR,
    CS_KIND_VALUE,
    CS_KIND_DN_ATTR,
    CS_KIND_DN_VALUE,
    CS_KIND_DN,
    CS_KIND_PASSWORD_CHANGE_HISTORY,
    CS_KIND_PART,                            /* the first of the parts, in their order */
    CS_KIND_FIELD = CS_KIND_PART + CS_PARTS, /* the first of the fields, in their order */
    CS_KINDS = CS_KIND_FIELD + CS_FIELDS
} cs_kind;

/* How .NET and XML Schema spell a boolean: true and 1, false and 0, in any ASCII case. */
bool cs_word_is_true(cs_text word);
bool cs_word_is_false(cs_text word);

/* The kind of the element of that name, in the document's own namespace. */
cs_kind cs_kind_from(cs_text name);

static inline bool cs_kind_is_part(cs_kind kind)
{
    return kind >= CS_KIND_PART && kind < CS_KIND_FIELD;
}

static inline bool cs_kind_is_field(cs_kind kind)
{
    return kind >= CS_KIND_FIELD;
}

static inline cs_part cs_kind_part(cs_kind kind)
{
    return (cs_part)(kind - CS_KIND_PART);
}

static inline cs_field cs_kind_field(cs_kind kind)
{
    return (cs_field)(kind - CS_KIND_FIELD);
}

#endif
