/* Flows: expressions, functions and types. */
#include "check.h"
#include "rules/function.h"

/* ---- Types ---- */

typedef struct value {
    cs_value_type type;
    bool multi; /* it may be several values */
} value;

static const cs_schema *source_schema(const checking *c, const cs_rule *rule)
{
    const cs_connector *connector = cs_config_connector(c->config, rule->connector);

    return rule->outbound ? &c->config->schema : &connector->schema;
}

static const cs_schema *target_schema(const checking *c, const cs_rule *rule)
{
    const cs_connector *connector = cs_config_connector(c->config, rule->connector);

    return rule->outbound ? &connector->schema : &c->config->schema;
}

static value attribute_value(const cs_schema *schema, cs_text name)
{
    const cs_schema_attribute *found = cs_schema_find(schema, name);

    return found ? (value){found->type, found->multi} : (value){CS_ANY, false};
}

static value value_of(const cs_schema *schema, const cs_expression *tree);

static value either(value a, value b)
{
    if (a.type == CS_ANY)
        return b;
    return b.type == CS_ANY || a.type == b.type ? (value){a.type, a.multi || b.multi}
                                                : (value){CS_ANY, false};
}

/* What a function gives that gives one of its arguments. */
static value value_alike(const cs_schema *schema, const cs_expression *tree)
{
    value result = {CS_ANY, false};

    for (size_t i = 1; i < tree->count; i++)
        if (tree->count == 3 || i % 2 == 1) /* IIF has two of them, Switch every second */
            result = either(result, value_of(schema, tree->operands[i]));
    return result;
}

static value value_of_call(const cs_schema *schema, const cs_expression *tree)
{
    const cs_function *function = cs_function_find(tree->text);

    if (!function)
        return (value){CS_ANY, false};
    if (function->flags & CS_FUNCTION_ALIKE)
        return value_alike(schema, tree);
    return (value){function->result, false}; /* a function is there to make one value of many */
}

static value value_of(const cs_schema *schema, const cs_expression *tree)
{
    switch (tree->kind) {
    case CS_EXPR_TEXT:
    case CS_EXPR_CRLF:
    case CS_EXPR_PARAMETER:
        return (value){CS_TEXT, false};
    case CS_EXPR_NUMBER:
    case CS_EXPR_NEGATION:
        return (value){CS_NUMBER, false};
    case CS_EXPR_BOOLEAN:
        return (value){CS_BOOLEAN, false};
    case CS_EXPR_ATTRIBUTE:
        return attribute_value(schema, tree->text);
    case CS_EXPR_CALL:
        return value_of_call(schema, tree);
    case CS_EXPR_OPERATION:
        return (value){tree->op >= CS_PLUS   ? CS_NUMBER
                       : tree->op == CS_JOIN ? CS_ANY /* texts, or bytes */
                                             : CS_BOOLEAN,
                       false};
    default:
        return (value){CS_ANY, false};
    }
}

static void check_type(checking *c, const cs_rule *rule, const cs_flow *flow)
{
    const cs_schema_attribute *target = cs_schema_find(target_schema(c, rule), flow->target);
    check_level level = cs_rule_is_default(rule) ? LEVEL_WARNING : LEVEL_ERROR;
    value given = {CS_ANY, false};

    if (flow->kind == CS_FLOW_DIRECT)
        given = attribute_value(source_schema(c, rule), flow->source);
    else if (flow->tree)
        given = value_of(source_schema(c, rule), flow->tree);
    if (!target)
        return;
    if (given.type != CS_ANY && target->type != CS_ANY && given.type != CS_DATE &&
        given.type != target->type)
        check_add(c, level, "type-mismatch", rule, flow->target, "%s flows into %s",
                  cs_value_type_name(given.type), cs_value_type_name(target->type));
    else if (given.multi && !target->multi)
        check_add(c, level, "type-mismatch", rule, flow->target,
                  "several values flow into a single one without a function that chooses");
}

/* ---- Expressions ---- */

typedef struct calls {
    checking *c;
    const cs_rule *rule;
    const cs_flow *flow;
} calls;

static void check_call(const cs_expression *node, void *context)
{
    const calls *in = context;

    if (node->kind != CS_EXPR_CALL)
        return;
    const cs_function *function = cs_function_find(node->text);
    const cs_function *like = cs_function_like(node->text);
    if (!function && like)
        check_add(in->c, LEVEL_ERROR, "function-unknown", in->rule, in->flow->target,
                  "no function is called %.*s; %s is, in this case", CS_PRINTED(node->text, 100),
                  like->name);
    else if (!function)
        check_add(in->c, LEVEL_ERROR, "function-unknown", in->rule, in->flow->target,
                  "no function is called %.*s", CS_PRINTED(node->text, 100));
    else if (!cs_function_takes(function, node->count))
        check_add(in->c, LEVEL_ERROR, "function-arguments", in->rule, in->flow->target,
                  "%s takes %d to %d arguments%s, not %zu", function->name, function->least,
                  function->most, function->flags & CS_FUNCTION_PAIRS ? " in pairs" : "",
                  node->count);
}

/* True where the expression can give False. */
static bool gives_false(const cs_expression *tree)
{
    const cs_function *function = tree->kind == CS_EXPR_CALL ? cs_function_find(tree->text) : NULL;

    if (tree->kind == CS_EXPR_BOOLEAN)
        return tree->number == 0;
    if (tree->kind == CS_EXPR_TEXT)
        return cs_text_equal_nocase(tree->text, CS_LITERAL("false"));
    if (tree->kind == CS_EXPR_OPERATION)
        return tree->op < CS_JOIN;
    if (!function)
        return false;
    if (function->flags & CS_FUNCTION_ALIKE) {
        for (size_t i = 1; i < tree->count; i++)
            if ((tree->count == 3 || i % 2 == 1) && gives_false(tree->operands[i]))
                return true;
        return false;
    }
    return function->result == CS_BOOLEAN;
}

static void check_cloud_filtered(checking *c, const cs_rule *rule, const cs_flow *flow)
{
    bool constant =
        flow->kind == CS_FLOW_CONSTANT && cs_text_equal_nocase(flow->source, CS_LITERAL("false"));

    if (!rule->outbound && cs_text_equal_nocase(flow->target, CS_LITERAL("cloudFiltered")) &&
        (constant || (flow->tree && gives_false(flow->tree))))
        check_add(c, LEVEL_WARNING, "cloudfiltered-false", rule, flow->target,
                  "False keeps the rules with a higher number from filtering the object; NULL "
                  "would not");
}

void check_flows(checking *c, const cs_rule *rule)
{
    for (size_t i = 0; i < rule->flow_count; i++) {
        const cs_flow *flow = &rule->flows[i];
        calls in = {c, rule, flow};
        if (flow->kind == CS_FLOW_EXPRESSION && !flow->tree)
            check_add(c, LEVEL_ERROR, "expression-syntax", rule, flow->target, "%.*s",
                      CS_PRINTED(flow->wrong, 300));
        if (flow->tree)
            cs_expression_walk(flow->tree, check_call, &in);
        check_cloud_filtered(c, rule, flow);
        if (!rule->disabled)
            check_type(c, rule, flow);
    }
}
