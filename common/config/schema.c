#include "config/schema.h"

#include <stdlib.h>

int cs_name_compare(cs_text a, cs_text b)
{
    size_t n = a.n < b.n ? a.n : b.n;

    for (size_t i = 0; i < n; i++) {
        unsigned char x = (unsigned char)cs_ascii_lower(a.s[i]);
        unsigned char y = (unsigned char)cs_ascii_lower(b.s[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return a.n != b.n ? (a.n > b.n) - (a.n < b.n) : cs_text_compare(a, b);
}

static int compare_attributes(const void *a, const void *b)
{
    return cs_name_compare(((const cs_schema_attribute *)a)->name,
                           ((const cs_schema_attribute *)b)->name);
}

/* The syntaxes of LDAP (RFC 4517, 3.3) and of Active Directory that the files use. */
static cs_value_type type_of(cs_text syntax)
{
    static const struct {
        const char *oid;
        cs_value_type type;
    } syntaxes[] = {
        {"1.3.6.1.4.1.1466.115.121.1.15", CS_TEXT},      /* directory string */
        {"1.3.6.1.4.1.1466.115.121.1.26", CS_TEXT},      /* IA5 string */
        {"1.3.6.1.4.1.1466.115.121.1.44", CS_TEXT},      /* printable string */
        {"1.3.6.1.4.1.1466.115.121.1.36", CS_TEXT},      /* numeric string */
        {"1.2.840.113556.1.4.905", CS_TEXT},             /* case-ignoring string */
        {"1.2.840.113556.1.4.1362", CS_TEXT},            /* case-exact string */
        {"1.3.6.1.4.1.1466.115.121.1.27", CS_NUMBER},    /* integer */
        {"1.2.840.113556.1.4.906", CS_NUMBER},           /* large integer */
        {"1.3.6.1.4.1.1466.115.121.1.7", CS_BOOLEAN},    /* boolean */
        {"1.3.6.1.4.1.1466.115.121.1.5", CS_BINARY},     /* binary */
        {"1.3.6.1.4.1.1466.115.121.1.40", CS_BINARY},    /* octet string */
        {"1.3.6.1.4.1.1466.115.121.1.12", CS_REFERENCE}, /* DN */
    };

    for (size_t i = 0; i < sizeof syntaxes / sizeof *syntaxes; i++)
        if (cs_text_is(syntax, syntaxes[i].oid))
            return syntaxes[i].type;
    return CS_ANY;
}

static cs_text name_of(const cs_node *node)
{
    cs_text name = cs_node_text_at(node, "name"), id = cs_node_value(node, "id");

    return name.n > 0 ? name : id.s ? id : CS_LITERAL("");
}

static int compare_attribute_ids(const void *a, const void *b)
{
    return cs_text_compare((*(const cs_schema_attribute *const *)a)->id,
                           (*(const cs_schema_attribute *const *)b)->id);
}

static int compare_class_ids(const void *a, const void *b)
{
    return cs_text_compare((*(const cs_schema_class *const *)a)->id,
                           (*(const cs_schema_class *const *)b)->id);
}

static bool sort_by_id(cs_schema *schema, cs_arena *arena)
{
    size_t attribute = sizeof(cs_schema_attribute *), class = sizeof(cs_schema_class *);

    schema->attributes_by_id = cs_arena_alloc(arena, (schema->attribute_count + 1) * attribute);
    schema->classes_by_id = cs_arena_alloc(arena, (schema->class_count + 1) * class);
    if (!schema->attributes_by_id || !schema->classes_by_id)
        return false;
    for (size_t i = 0; i < schema->attribute_count; i++)
        schema->attributes_by_id[i] = &schema->attributes[i];
    for (size_t i = 0; i < schema->class_count; i++)
        schema->classes_by_id[i] = &schema->classes[i];
    qsort(schema->attributes_by_id, schema->attribute_count, attribute, compare_attribute_ids);
    qsort(schema->classes_by_id, schema->class_count, class, compare_class_ids);
    return true;
}

bool cs_schema_read(const cs_node *node, cs_arena *arena, cs_schema *schema, cs_error *error)
{
    const cs_node *inside = cs_node_at(node, "dsml/directory-schema");
    size_t attributes = cs_node_count(inside, "attribute-type");
    size_t classes = cs_node_count(inside, "class");

    *schema = (cs_schema){.node = node};
    schema->attributes = cs_arena_alloc(arena, (attributes + 1) * sizeof *schema->attributes);
    schema->classes = cs_arena_alloc(arena, (classes + 1) * sizeof *schema->classes);
    if (!schema->attributes || !schema->classes)
        return cs_fail(error, "the configuration is too large");
    for (const cs_node *n = cs_node_first(inside, "attribute-type"); n; n = cs_node_again(n)) {
        cs_text syntax = cs_node_text_at(n, "syntax");
        schema->attributes[schema->attribute_count++] = (cs_schema_attribute){
            .name = name_of(n),
            .id = cs_node_value(n, "id"),
            .syntax = syntax,
            .type = type_of(syntax),
            .multi = !cs_is_true(cs_node_value(n, "single-value")),
            .node = n,
        };
    }
    qsort(schema->attributes, schema->attribute_count, sizeof *schema->attributes,
          compare_attributes);
    for (const cs_node *n = cs_node_first(inside, "class"); n; n = cs_node_again(n))
        schema->classes[schema->class_count++] =
            (cs_schema_class){name_of(n), cs_node_value(n, "id"), n};
    return sort_by_id(schema, arena) || cs_fail(error, "the configuration is too large");
}

const cs_schema_attribute *cs_schema_find(const cs_schema *schema, cs_text name)
{
    size_t low = 0, high = schema->attribute_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        cs_text found = schema->attributes[middle].name;
        if (cs_text_equal_nocase(found, name))
            return &schema->attributes[middle];
        if (cs_name_compare(found, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static cs_text referred(cs_text reference)
{
    return cs_text_starts(reference, "#") ? cs_text_skip(reference, 1) : reference;
}

static int find_attribute(const void *id, const void *of)
{
    return cs_text_compare(*(const cs_text *)id, (*(const cs_schema_attribute *const *)of)->id);
}

static int find_class(const void *id, const void *of)
{
    return cs_text_compare(*(const cs_text *)id, (*(const cs_schema_class *const *)of)->id);
}

const cs_schema_attribute *cs_schema_attribute_of(const cs_schema *schema, cs_text reference)
{
    cs_text id = referred(reference);
    const cs_schema_attribute **found =
        bsearch(&id, schema->attributes_by_id, schema->attribute_count,
                sizeof(cs_schema_attribute *), find_attribute);

    return found ? *found : NULL;
}

const cs_schema_class *cs_schema_class_of(const cs_schema *schema, cs_text reference)
{
    cs_text id = referred(reference);
    const cs_schema_class **found = bsearch(&id, schema->classes_by_id, schema->class_count,
                                            sizeof(cs_schema_class *), find_class);

    return found ? *found : NULL;
}
