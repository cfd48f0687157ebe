/* The schema of a connector or of the metaverse, as a configuration holds it (DSML). */
#ifndef CS_CONFIG_SCHEMA_H
#define CS_CONFIG_SCHEMA_H

#include "config/tree.h"
#include "rules/function.h"

typedef struct cs_schema_attribute {
    cs_text name, id;
    cs_text syntax;     /* an OID */
    cs_value_type type; /* CS_ANY where the syntax is not known */
    bool multi;         /* it may have several values */
    const cs_node *node;
} cs_schema_attribute;

typedef struct cs_schema_class {
    cs_text name, id;
    const cs_node *node;
} cs_schema_class;

typedef struct cs_schema {
    const cs_node *node;             /* NULL where the file has none */
    cs_schema_attribute *attributes; /* by name, ASCII case ignored */
    size_t attribute_count;
    cs_schema_class *classes; /* in the file's order */
    size_t class_count;
    const cs_schema_attribute **attributes_by_id;
    const cs_schema_class **classes_by_id;
} cs_schema;

/* Reads the element `schema`, which may be NULL. */
bool cs_schema_read(const cs_node *node, cs_arena *arena, cs_schema *schema, cs_error *error);

/* The attribute of that name, ASCII case ignored; NULL for none. */
const cs_schema_attribute *cs_schema_find(const cs_schema *schema, cs_text name);

/* The attribute or class that a reference (`#A12`) means; NULL for none. */
const cs_schema_attribute *cs_schema_attribute_of(const cs_schema *schema, cs_text reference);
const cs_schema_class *cs_schema_class_of(const cs_schema *schema, cs_text reference);

/* Compares as a list is sorted here: ASCII case ignored, then by byte. */
int cs_name_compare(cs_text a, cs_text b);

#endif
