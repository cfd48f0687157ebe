#include "config/rule.h"

#include <stdlib.h>

static cs_text present(cs_text t)
{
    return t.s ? t : CS_LITERAL("");
}

static bool too_large(cs_error *error)
{
    return cs_fail(error, "the configuration is too large");
}

/* ---- Flows ---- */

/* The attributes of `src`; several of a direct flow are named one after another. */
static cs_text read_source(const cs_node *source, cs_arena *arena)
{
    cs_text first = cs_node_text_at(source, "attr");
    cs_buffer names = {0};

    if (cs_node_count(source, "attr") < 2)
        return first;
    for (const cs_node *n = cs_node_first(source, "attr"); n; n = cs_node_again(n)) {
        cs_buffer_puts(&names, names.n > 0 ? " " : "");
        cs_buffer_add(&names, n->text);
    }
    cs_text all = names.failed ? CS_NO_TEXT : cs_arena_copy(arena, cs_buffer_text(&names));
    cs_buffer_free(&names);
    return all;
}

static bool read_expression(cs_flow *flow, cs_arena *arena, cs_error *error)
{
    cs_error wrong = {.set = false};

    flow->tree = cs_expression_parse(arena, flow->source, &wrong);
    if (flow->tree)
        return true;
    flow->wrong = cs_arena_copy(arena, cs_text_from(wrong.what));
    return flow->wrong.s || too_large(error);
}

static bool read_flow(const cs_node *node, cs_arena *arena, cs_flow *flow, cs_error *error)
{
    const cs_node *expression = cs_node_at(node, "expression");
    const cs_node *source = cs_node_at(node, "src");

    *flow = (cs_flow){
        .target = present(cs_node_text_at(node, "dest")),
        .merge = present(cs_node_text_at(node, "valueMergeType")),
        .once = cs_is_true(cs_node_value(node, "execute-once")),
        .node = node,
    };
    if (expression && expression->text.n > 0) {
        flow->kind = CS_FLOW_EXPRESSION;
        flow->source = expression->text;
        return read_expression(flow, arena, error);
    }
    flow->kind = cs_node_at(source, "attr") ? CS_FLOW_DIRECT : CS_FLOW_CONSTANT;
    flow->source = flow->kind == CS_FLOW_DIRECT ? read_source(source, arena)
                                                : present(source ? source->text : CS_NO_TEXT);
    return flow->source.s || too_large(error);
}

static bool read_flows(const cs_node *node, cs_arena *arena, cs_rule *rule, cs_error *error)
{
    const cs_node *mappings = cs_node_at(node, "attribute-mappings");
    size_t count = cs_node_count(mappings, "mapping");

    rule->flows = cs_arena_alloc(arena, (count + 1) * sizeof *rule->flows);
    if (!rule->flows)
        return too_large(error);
    for (const cs_node *n = cs_node_first(mappings, "mapping"); n; n = cs_node_again(n))
        if (!read_flow(n, arena, &rule->flows[rule->flow_count++], error))
            return false;
    return true;
}

/* ---- Scope and join ---- */

static bool read_scope(const cs_node *node, cs_arena *arena, cs_rule *rule, cs_error *error)
{
    const cs_node *criteria = cs_node_at(node, "synchronizationCriteria");
    size_t groups = cs_node_count(criteria, "conditions");

    rule->scope = cs_arena_alloc(arena, (groups + 1) * sizeof *rule->scope);
    if (!rule->scope)
        return too_large(error);
    for (const cs_node *g = cs_node_first(criteria, "conditions"); g; g = cs_node_again(g)) {
        size_t count = cs_node_count(g, "scope");
        cs_clauses *group = &rule->scope[rule->scope_count];
        if (count == 0)
            continue;
        *group = (cs_clauses){.list = cs_arena_alloc(arena, count * sizeof *group->list)};
        if (!group->list)
            return too_large(error);
        for (const cs_node *n = cs_node_first(g, "scope"); n; n = cs_node_again(n))
            group->list[group->count++] = (cs_clause){
                .attribute = present(cs_node_text_at(n, "csAttribute")),
                .operation = present(cs_node_text_at(n, "csOperator")),
                .value = present(cs_node_text_at(n, "csValue")),
            };
        rule->scope_count++;
    }
    return true;
}

static bool read_joins(const cs_node *node, cs_arena *arena, cs_rule *rule, cs_error *error)
{
    const cs_node *criteria = cs_node_at(node, "relationshipCriteria");
    size_t groups = cs_node_count(criteria, "conditions");

    rule->joins = cs_arena_alloc(arena, (groups + 1) * sizeof *rule->joins);
    if (!rule->joins)
        return too_large(error);
    for (const cs_node *g = cs_node_first(criteria, "conditions"); g; g = cs_node_again(g)) {
        size_t count = cs_node_count(g, "condition");
        cs_equalities *group = &rule->joins[rule->join_count];
        if (count == 0)
            continue;
        *group = (cs_equalities){.list = cs_arena_alloc(arena, count * sizeof *group->list)};
        if (!group->list)
            return too_large(error);
        for (const cs_node *n = cs_node_first(g, "condition"); n; n = cs_node_again(n))
            group->list[group->count++] = (cs_equality){
                .connector_attribute = present(cs_node_text_at(n, "csAttribute")),
                .metaverse_attribute = present(cs_node_text_at(n, "ilmAttribute")),
                .case_sensitive = cs_is_true(cs_node_text_at(n, "caseSensitive")),
            };
        rule->join_count++;
    }
    return true;
}

/* ---- The rule ---- */

bool cs_rule_read(const cs_node *node, cs_text file, cs_arena *arena, cs_rule *rule,
                  cs_error *error)
{
    cs_text direction = present(cs_node_text_at(node, "direction"));
    cs_text precedence = present(cs_node_text_at(node, "precedence"));

    *rule = (cs_rule){
        .id = present(cs_node_text_at(node, "id")),
        .name = present(cs_node_text_at(node, "name")),
        .description = present(cs_node_text_at(node, "description")),
        .tag = present(cs_node_text_at(node, "immutable-tag")),
        .connector = present(cs_node_text_at(node, "connector")),
        .outbound = cs_text_equal_nocase(direction, CS_LITERAL("Outbound")),
        .disabled = cs_is_true(cs_node_text_at(node, "disabled")),
        .source_type = present(cs_node_text_at(node, "sourceObjectType")),
        .target_type = present(cs_node_text_at(node, "targetObjectType")),
        .link = present(cs_node_text_at(node, "linkType")),
        .node = node,
        .file = file,
    };
    if (!rule->outbound && !cs_text_equal_nocase(direction, CS_LITERAL("Inbound")))
        return cs_fail(error, "the rule \"%.*s\" has no direction, Inbound or Outbound",
                       CS_PRINTED(rule->name, 200));
    char *end;
    long number = strtol(precedence.s, &end, 10);
    if (precedence.n == 0 || *end || number < INT32_MIN || number > INT32_MAX)
        return cs_fail(error, "the rule \"%.*s\" has a precedence that is not a number",
                       CS_PRINTED(rule->name, 200));
    rule->precedence = (int)number;
    return read_flows(node, arena, rule, error) && read_scope(node, arena, rule, error) &&
           read_joins(node, arena, rule, error);
}

bool cs_rule_is_default(const cs_rule *rule)
{
    return cs_text_starts(rule->tag, "Microsoft.");
}

cs_text cs_rule_tag_base(const cs_rule *rule)
{
    size_t n = rule->tag.n;

    while (n > 0 && rule->tag.s[n - 1] >= '0' && rule->tag.s[n - 1] <= '9')
        n--;
    return n > 0 && n < rule->tag.n && rule->tag.s[n - 1] == '.' ? cs_text_first(rule->tag, n - 1)
                                                                 : rule->tag;
}

cs_text cs_rule_tag_version(const cs_rule *rule)
{
    size_t base = cs_rule_tag_base(rule).n;

    return base < rule->tag.n ? cs_text_skip(rule->tag, base + 1) : CS_NO_TEXT;
}

/* ---- What a flow reads ---- */

typedef struct reading {
    cs_flow_visit *visit;
    void *context;
} reading;

static void visit_node(const cs_expression *node, void *context)
{
    const reading *r = context;

    if (node->kind == CS_EXPR_ATTRIBUTE)
        r->visit(node->text, r->context);
    /* These two name an attribute by a text. */
    if (node->kind == CS_EXPR_CALL && node->count > 0 && node->operands[0]->kind == CS_EXPR_TEXT &&
        (cs_text_is(node->text, "ImportedValue") || cs_text_is(node->text, "ValueCount")))
        r->visit(node->operands[0]->text, r->context);
}

void cs_flow_reads(const cs_flow *flow, cs_flow_visit *visit, void *context)
{
    reading r = {visit, context};

    if (flow->kind == CS_FLOW_DIRECT)
        for (const cs_node *n = cs_node_first(cs_node_at(flow->node, "src"), "attr"); n;
             n = cs_node_again(n))
            visit(n->text, context);
    else if (flow->tree)
        cs_expression_walk(flow->tree, visit_node, &r);
}
