/* The facts of the metaverse's document: global settings and the schema. */
#include "gather.h"
#include "known.h"

static cs_text present(cs_text t)
{
    return t.s ? t : CS_LITERAL("");
}

/* ---- Types ---- */

static void put_type(facts *f, const cs_schema_attribute *attribute)
{
    cs_buffer *work = &f->work;

    work->n = 0;
    cs_buffer_puts(work, attribute->type == CS_ANY ? "" : cs_value_type_name(attribute->type));
    cs_buffer_puts(work, attribute->type == CS_ANY ? "" : " ");
    cs_buffer_add(work, present(attribute->syntax));
    cs_buffer_puts(work, attribute->multi ? ", multi-valued" : ", single-valued");
    for (const cs_node_attribute *a = attribute->node->attributes; a; a = a->next)
        if (!cs_text_is(a->name, "id") && !cs_text_is(a->name, "single-value")) {
            cs_buffer_puts(work, ", ");
            cs_buffer_add(work, a->name);
            cs_buffer_puts(work, " ");
            cs_buffer_add(work, a->value);
        }
    for (const cs_node *n = attribute->node->children; n; n = n->next)
        if (!cs_text_is(n->name, "name") && !cs_text_is(n->name, "syntax")) {
            cs_buffer_puts(work, ", ");
            cs_buffer_add(work, n->name);
            cs_buffer_puts(work, " ");
            cs_buffer_add(work, n->text);
        }
}

void gather_schema_attributes(const place *at, const cs_schema *schema, const char *property,
                              fact_class class)
{
    for (size_t i = 0; i < schema->attribute_count; i++) {
        place inside = *at;
        inside.name = schema->attributes[i].name;
        put_type(at->facts, &schema->attributes[i]);
        cs_text type = gather_worked(at->facts);
        fact *made = gather_add(&inside, property, type, FORM_FOLDED,
                                gather_form(at->facts, inside.name, FORM_FOLDED));
        made->class = made->presence = class;
    }
}

/* ---- Object types ---- */

static void gather_class(const place *at, const cs_schema *schema, const cs_schema_class *class,
                         size_t first_type)
{
    facts *f = at->facts;
    place inside = *at;

    inside.name = class->name;
    inside.key = gather_key(f, gather_key(f, at->key, CS_LITERAL("class")),
                            gather_form(f, class->name, FORM_FOLDED));
    fact *made = gather_add(&inside, "object-type", present(cs_node_value(class->node, "type")),
                            FORM_FOLDED, CS_NO_TEXT);
    made->presence = CLASS_CRITICAL;
    inside.parent = gather_last(f);
    f->work.n = 0;
    cs_buffer_puts(&f->work, "object type ");
    cs_buffer_add(&f->work, class->name);
    inside.note = gather_worked(f);
    for (const cs_node *n = class->node->children; n; n = n->next) {
        if (cs_text_is(n->name, "name"))
            continue;
        if (!cs_text_is(n->name, "attribute")) {
            gather_elements(&inside, n);
            continue;
        }
        cs_text reference = present(cs_node_value(n, "ref"));
        const cs_schema_attribute *found = cs_schema_attribute_of(schema, reference);
        inside.name = found ? found->name : reference;
        bool required = cs_is_true(present(cs_node_value(n, "required")));
        made = gather_add(&inside, "attribute", cs_text_from(required ? "required" : "optional"),
                          FORM_FOLDED, gather_form(f, inside.name, FORM_FOLDED));
        if (found) /* their facts are in the order of the schema */
            made->parents[1] = first_type + (size_t)(found - schema->attributes);
    }
}

static void gather_schema(const place *at, const cs_schema *schema)
{
    const cs_node *inside = cs_node_at(schema->node, "dsml/directory-schema");
    size_t first = at->facts->count;
    place metaverse = *at;

    metaverse.area = AREA_METAVERSE;
    metaverse.key = CS_LITERAL("metaverse");
    gather_schema_attributes(&metaverse, schema, "attribute", CLASS_CHANGED);
    for (size_t i = 0; i < schema->class_count; i++)
        gather_class(&metaverse, schema, &schema->classes[i], first);
    for (const cs_node *n = inside ? inside->children : NULL; n; n = n->next)
        if (!cs_text_is(n->name, "class") && !cs_text_is(n->name, "attribute-type"))
            gather_elements(&metaverse, n);
}

void gather_metaverse(const place *at)
{
    const cs_config *config = at->facts->config;
    const cs_node *data = config->metaverse, *root = data->parent;

    gather_attributes(at, data);
    for (const cs_node *n = data->children; n; n = n->next)
        if (cs_text_is(n->name, "schema"))
            gather_schema(at, &config->schema);
        else
            gather_elements(at, n);
    if (!root)
        return;
    gather_attributes(at, root);
    for (const cs_node *n = root->children; n; n = n->next)
        if (n != data)
            gather_elements(at, n);
}
