/* The facts of a rule. */
#include <stdio.h>

#include "gather.h"
#include "known.h"
#include "normal.h"

static bool is_named(const cs_node *node, const char *name)
{
    return cs_text_is(node->name, name);
}

/* Adds a fact whose two forms are in buffers, which are freed. */
static fact *add_forms(const place *at, const char *property, cs_buffer *shown, cs_buffer *compared,
                       cs_text more)
{
    facts *f = at->facts;

    f->failed |= shown->failed || compared->failed;
    cs_text value = gather_copy(f, cs_buffer_text(shown));
    cs_text compare = gather_copy(f, cs_buffer_text(compared));
    fact *made = gather_add(at, property, value, FORM_EXACT, more);
    made->compare = compare;
    cs_buffer_free(shown);
    cs_buffer_free(compared);
    return made;
}

static void critical(fact *made)
{
    made->class = made->presence = CLASS_CRITICAL;
}

/* ---- Flows ---- */

/* What nothing but the table of the elements knows. */
static void gather_rest(const place *at, const cs_node *node, const char *const *known,
                        size_t count)
{
    for (const cs_node *n = node->children; n; n = n->next) {
        bool found = false;
        for (size_t i = 0; i < count; i++)
            found |= is_named(n, known[i]);
        if (!found)
            gather_elements(at, n);
    }
}

/* The attributes that are listed beside an expression say nothing that it does not say itself. */
static void gather_inputs(const place *at, const cs_flow *flow)
{
    const cs_node *source = cs_node_at(flow->node, "src");
    cs_buffer text = {0}, folded = {0};
    bool contained = true;

    if (flow->kind != CS_FLOW_EXPRESSION || !cs_node_at(source, "attr"))
        return;
    for (const cs_node *n = cs_node_first(source, "attr"); n; n = cs_node_again(n)) {
        cs_buffer_puts(&text, text.n > 0 ? ", " : "");
        cs_buffer_add(&text, n->text);
        contained &= n->text.n == 0 || memmem(flow->source.s, flow->source.n, n->text.s, n->text.n);
    }
    cs_buffer_join(&folded, &text);
    fact *made = add_forms(at, "synchronizationRule/attribute-mappings/mapping/src/attr", &text,
                           &folded, CS_NO_TEXT);
    made->class = made->presence = CLASS_NOISE;
    made->quiet = contained;
}

static void gather_flow(const place *at, const cs_flow *flow)
{
    static const char *const parts[] = {"dest", "src", "expression", "valueMergeType"};
    static const char *const inner[] = {"attr"};
    facts *f = at->facts;
    cs_buffer shown = {0}, compared = {0}, property = {0};
    place inside = *at;

    cs_buffer_puts(&property, "flow:");
    cs_buffer_add(&property, flow->target);
    f->failed |= property.failed;
    cs_text name = gather_copy(f, cs_buffer_text(&property));
    cs_buffer_free(&property);
    normal_show_flow(flow, &shown);
    normal_flow(flow, f->mapping, &compared);
    fact *made = add_forms(at, name.s, &shown, &compared, CS_NO_TEXT);
    if (known_is_critical_target(flow->target))
        critical(made);
    inside.parent = gather_last(f);
    inside.note = name;
    inside.key = gather_key(f, at->key, name);
    gather_inputs(&inside, flow);
    gather_rest(&inside, flow->node, parts, 4);
    const cs_node *source = cs_node_at(flow->node, "src");
    if (source)
        gather_rest(&inside, source, inner, 1);
    for (const cs_node_attribute *a = flow->node->attributes; a; a = a->next)
        if (!cs_text_is(a->name, "execute-once")) {
            cs_node alone = *flow->node;
            cs_node_attribute one = *a;
            one.next = NULL;
            alone.attributes = &one;
            gather_attributes(&inside, &alone);
        }
}

static void gather_flows(const place *at, const cs_node *node)
{
    static const char *const known[] = {"mapping"};

    for (size_t i = 0; i < at->rule->flow_count; i++)
        gather_flow(at, &at->rule->flows[i]);
    gather_rest(at, node, known, 1);
}

/* ---- Scope and join ---- */

static void gather_conditions(const place *at, const cs_node *node)
{
    static const char *const group[] = {"conditions"};
    static const char *const clause[] = {"scope", "condition"};
    static const char *const word[] = {"csAttribute", "csOperator", "csValue", "ilmAttribute",
                                       "caseSensitive"};

    gather_rest(at, node, group, 1);
    for (const cs_node *g = cs_node_first(node, "conditions"); g; g = cs_node_again(g)) {
        gather_attributes(at, g);
        gather_rest(at, g, clause, 2);
        for (const cs_node *n = g->children; n; n = n->next) {
            gather_attributes(at, n);
            gather_rest(at, n, word, 5);
        }
    }
}

static void gather_scope(const place *at)
{
    cs_buffer shown = {0}, compared = {0};

    normal_show_scope(at->rule, &shown);
    normal_scope(at->rule, at->facts->mapping, &compared);
    critical(add_forms(at, "scope", &shown, &compared, CS_NO_TEXT));
}

static void gather_joins(const place *at)
{
    cs_buffer shown = {0}, compared = {0};

    normal_show_joins(at->rule, &shown);
    normal_joins(at->rule, at->facts->mapping, &compared);
    critical(add_forms(at, "join", &shown, &compared, CS_NO_TEXT));
}

/* ---- The rule ---- */

static void gather_types(const place *at)
{
    const cs_rule *rule = at->rule;
    cs_buffer text = {0}, same = {0};

    cs_buffer_add(&text, rule->source_type);
    cs_buffer_puts(&text, " → ");
    cs_buffer_add(&text, rule->target_type);
    cs_buffer_join(&same, &text);
    fact *made = add_forms(at, "object-type", &text, &same, CS_NO_TEXT);
    made->compare = gather_form(at->facts, made->value, FORM_FOLDED);
    critical(made);
}

static void gather_precedence(const place *at)
{
    char number[24];

    snprintf(number, sizeof number, "%d", at->rule->precedence);
    fact *made = gather_add(at, "precedence", gather_copy(at->facts, cs_text_from(number)),
                            FORM_EXACT, CS_NO_TEXT);
    made->class = made->presence = CLASS_NOISE;
}

static void gather_part(const place *at, const cs_node *node)
{
    static const char *const known[] = {
        "name",     "description",      "immutable-tag",    "disabled",
        "linkType", "sourceObjectType", "targetObjectType", "precedence",
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (is_named(node, known[i]))
            return;
    if (is_named(node, "attribute-mappings"))
        gather_flows(at, node);
    else if (is_named(node, "relationshipCriteria") || is_named(node, "synchronizationCriteria"))
        gather_conditions(at, node);
    else
        gather_elements(at, node);
}

void gather_rule(const place *at, const cs_rule *rule)
{
    const char *enabled = rule->disabled ? "disabled" : "enabled";
    place inside = *at;

    critical(gather_add(at, "presence", CS_LITERAL("present"), FORM_FOLDED, CS_NO_TEXT));
    inside.parent = gather_last(at->facts);
    gather_add(&inside, "name", rule->name, FORM_FOLDED, CS_NO_TEXT);
    gather_add(&inside, "version", rule->tag, FORM_FOLDED, CS_NO_TEXT);
    gather_add(&inside, "description", rule->description, FORM_FOLDED, CS_NO_TEXT);
    critical(gather_add(&inside, "enabled", cs_text_from(enabled), FORM_FOLDED, CS_NO_TEXT));
    critical(gather_add(&inside, "link-type", rule->link, FORM_FOLDED, CS_NO_TEXT));
    gather_types(&inside);
    gather_precedence(&inside);
    gather_scope(&inside);
    gather_joins(&inside);
    gather_attributes(&inside, rule->node);
    for (const cs_node *n = rule->node->children; n; n = n->next)
        gather_part(&inside, n);
}
