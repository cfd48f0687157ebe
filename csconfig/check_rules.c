/* Rules against each other, and against what is known of them. */
#include "check.h"
#include "fingerprint.h"

enum {
    FIRST_DEFAULT = 100 /* the precedence from which on the product numbers its own rules */
};

/* ---- Precedence ---- */

static void check_same_precedence(checking *c, size_t i)
{
    const cs_rule *a = &c->config->rules[i];

    for (size_t k = 0; k < i; k++) {
        const cs_rule *b = &c->config->rules[k];
        if (a->outbound == b->outbound && a->precedence == b->precedence && !a->disabled &&
            !b->disabled && cs_id_equal(a->connector, b->connector))
            check_add(c, LEVEL_ERROR, "precedence-same", a, CS_NO_TEXT,
                      "it has the precedence %d, like \"%.*s\"", a->precedence,
                      CS_PRINTED(b->name, 200));
    }
}

static void check_custom(checking *c, const cs_rule *rule)
{
    if (!cs_rule_is_default(rule) && rule->precedence >= FIRST_DEFAULT)
        check_add(c, LEVEL_WARNING, "precedence-custom", rule, CS_NO_TEXT,
                  "a custom rule has the precedence %d; below 100 an update of the product would "
                  "leave its place alone",
                  rule->precedence);
}

/* ---- Default rules ---- */

static void check_defaults(checking *c)
{
    size_t unknown = 0;

    for (size_t i = 0; i < c->config->rule_count; i++) {
        const cs_rule *rule = &c->config->rules[i];
        if (!cs_rule_is_default(rule))
            continue;
        fingerprint_result result = fingerprint_check(rule);
        unknown += result == FINGERPRINT_UNKNOWN;
        if (result == FINGERPRINT_CHANGED)
            check_add(c, LEVEL_WARNING, "default-changed", rule, CS_NO_TEXT,
                      "the default rule %.*s has been changed; an update of the product would undo "
                      "that",
                      CS_PRINTED(rule->tag, 100));
    }
    if (unknown > 0)
        check_add(c, LEVEL_WARNING, "default-unknown", NULL, CS_NO_TEXT,
                  "%zu default rule%s of versions that are not known here: whether they have been "
                  "changed is not known",
                  unknown, unknown == 1 ? " is" : "s are");
}

/* ---- Values from several rules ---- */

static const cs_flow *flow_into(const cs_rule *rule, cs_text attribute)
{
    for (size_t i = 0; i < rule->flow_count; i++)
        if (cs_text_equal_nocase(rule->flows[i].target, attribute))
            return &rule->flows[i];
    return NULL;
}

static cs_text merge_of(const cs_flow *flow)
{
    return flow->merge.n > 0 ? flow->merge : CS_LITERAL("Update");
}

/* The first rule before `rule` that merges otherwise; NULL for none. */
static const cs_rule *other_merge(const checking *c, const cs_rule *rule, const cs_flow *flow)
{
    for (const cs_rule *other = c->config->rules; other < rule; other++) {
        const cs_flow *same =
            other->disabled || !check_feeds(other, rule->target_type, flow->target)
                ? NULL
                : flow_into(other, flow->target);
        if (same && !cs_text_equal_nocase(merge_of(same), merge_of(flow)))
            return other;
    }
    return NULL;
}

static void check_merges(checking *c, const cs_rule *rule)
{
    if (rule->outbound || rule->disabled)
        return;
    for (size_t i = 0; i < rule->flow_count; i++) {
        const cs_flow *flow = &rule->flows[i];
        const cs_rule *other = other_merge(c, rule, flow);
        if (other)
            check_add(c, LEVEL_ERROR, "merge-mixed", rule, flow->target,
                      "it merges by %.*s, and \"%.*s\" otherwise", CS_PRINTED(merge_of(flow), 40),
                      CS_PRINTED(other->name, 200));
    }
}

/* ---- Joins ---- */

static bool are_alike(const cs_rule *a, const cs_rule *b)
{
    return a->outbound == b->outbound && cs_id_equal(a->connector, b->connector) &&
           cs_text_equal_nocase(a->source_type, b->source_type) &&
           cs_text_equal_nocase(a->target_type, b->target_type);
}

static bool links(const cs_rule *rule)
{
    return rule->join_count > 0 || cs_text_equal_nocase(rule->link, CS_LITERAL("Provision"));
}

/* Reports an object type with its first rule. */
static void check_links(checking *c, const cs_rule *rule)
{
    const cs_rule *end = c->config->rules + c->config->rule_count;

    if (rule->disabled || rule->flow_count == 0)
        return;
    for (const cs_rule *other = c->config->rules; other < end; other++) {
        if (other->disabled || !are_alike(rule, other))
            continue;
        if (links(other) || (other < rule && other->flow_count > 0))
            return;
    }
    check_add(c, LEVEL_WARNING, "type-no-join", rule, CS_NO_TEXT,
              "objects of type %.*s get values, and no rule joins or provisions them",
              CS_PRINTED(rule->source_type, 100));
}

void check_rules(checking *c)
{
    check_defaults(c);
    for (size_t i = 0; i < c->config->rule_count; i++) {
        const cs_rule *rule = &c->config->rules[i];
        check_same_precedence(c, i);
        check_custom(c, rule);
        check_merges(c, rule);
        check_links(c, rule);
    }
}
