/* A start tag as a parser delivers it. Everything is borrowed for the length of a call. */
#ifndef CS_XML_TAG_H
#define CS_XML_TAG_H

#include <stddef.h>

#include "base/text.h"
#include "model/names.h"

/* A name with its namespace; prefix and uri are absent where there are none. */
typedef struct cs_name {
    cs_text local, prefix, uri;
} cs_name;

/* An XML attribute; namespace declarations are not among them. */
typedef struct cs_tag_attribute {
    cs_name name;
    cs_text value;
} cs_tag_attribute;

/* A namespace declaration; prefix absent for the default namespace, uri empty to undo it. */
typedef struct cs_tag_namespace {
    cs_text prefix, uri;
} cs_tag_namespace;

typedef struct cs_tag {
    cs_kind kind; /* CS_KIND_UNKNOWN for one in a foreign namespace */
    cs_name name;
    const cs_tag_attribute *attributes;
    size_t attribute_count;
    const cs_tag_namespace *namespaces;
    size_t namespace_count;
} cs_tag;

#endif
