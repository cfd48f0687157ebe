/* The metaverse in the documentation. */
#include "show.h"

/* Rules that feed one attribute of one object type, in order of precedence. */
static void show_feeders(showing *s, const cs_schema_class *class, cs_text attribute)
{
    const cs_config *config = s->f->config;
    const cs_rule *last = NULL;
    char id[256];
    bool any = false;

    for (;;) {
        const cs_rule *next = NULL;
        for (size_t i = 0; i < config->rule_count; i++) {
            const cs_rule *rule = &config->rules[i];
            bool feeds = false;
            for (size_t k = 0; k < rule->flow_count; k++)
                feeds |= cs_text_equal_nocase(rule->flows[k].target, attribute);
            if (rule->outbound || rule->disabled || !feeds ||
                !(cs_text_equal_nocase(rule->target_type, class->name) ||
                  cs_text_is(rule->target_type, "*")) ||
                (last && (rule->precedence < last->precedence ||
                          (rule->precedence == last->precedence && rule <= last))))
                continue;
            if (!next || rule->precedence < next->precedence)
                next = rule;
        }
        if (!next)
            return;
        document_words(s->d, any ? ", " : "");
        document_link(s->d, next->name,
                      show_word(id, "rule-%zu", (size_t)(next - config->rules) + 1));
        any = true;
        last = next;
    }
}

static void show_class(showing *s, const cs_schema_class *class)
{
    static const char *const heads[] = {"Attribute", "Type", "Fed by, in order", NULL};
    const cs_schema *schema = &s->f->config->schema;
    char word[256];

    show_word(word, "Object type %.*s", CS_PRINTED(class->name, 200));
    document_fold(s->d, cs_text_from(word), NULL);
    document_table(s->d, heads);
    for (const cs_node *n = cs_node_first(class->node, "attribute"); n; n = cs_node_again(n)) {
        cs_text reference = cs_node_value(n, "ref");
        const cs_schema_attribute *found =
            reference.s ? cs_schema_attribute_of(schema, reference) : NULL;
        if (!found)
            continue;
        document_row(s->d);
        document_cell(s->d);
        document_text(s->d, found->name);
        document_cell(s->d);
        document_words(s->d, cs_value_type_name(found->type));
        document_words(s->d, found->multi ? ", multi-valued" : "");
        document_words(s->d, cs_is_true(cs_node_value(n, "required")) ? ", required" : "");
        document_cell(s->d);
        show_feeders(s, class, found->name);
        document_row_end(s->d);
    }
    document_table_end(s->d);
    document_fold_end(s->d);
}

/* Types with the same words stand together. */
static void show_types(showing *s)
{
    document_fold(s->d, CS_LITERAL("Types of the metaverse's attributes"), NULL);
    for (size_t i = 0; i < s->f->count; i++) {
        const fact *first = &s->f->list[i];
        bool any = false;
        if (first->area != AREA_METAVERSE || s->told[i] || first->quiet || first->note.n > 0 ||
            !cs_text_is(first->property, "attribute"))
            continue;
        document_paragraph(s->d);
        document_text(s->d, first->value);
        document_words(s->d, ": ");
        for (size_t k = i; k < s->f->count; k++) {
            const fact *x = &s->f->list[k];
            if (x->area != AREA_METAVERSE || x->note.n > 0 || s->told[k] ||
                !cs_text_is(x->property, "attribute") || !cs_text_equal(x->value, first->value))
                continue;
            document_words(s->d, any ? ", " : "");
            document_text(s->d, x->name);
            any = true;
            s->told[k] = true;
        }
        document_paragraph_end(s->d);
    }
    document_fold_end(s->d);
}

void show_metaverse(showing *s)
{
    const cs_schema *schema = &s->f->config->schema;

    if (schema->class_count == 0)
        return;
    document_heading(s->d, 2, CS_LITERAL("Metaverse"), "metaverse");
    for (size_t i = 0; i < schema->class_count; i++)
        show_class(s, &schema->classes[i]);
    show_types(s);
    for (size_t i = 0; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        if (x->area == AREA_METAVERSE && (cs_text_is(x->property, "object-type") ||
                                          (cs_text_is(x->property, "attribute") && x->note.n > 0)))
            s->told[i] = true; /* its table has shown it */
    }
}
