/* Global settings, and whether the rules do what they say. */
#include "check.h"

static const char anchor[] = "sourceAnchor";
static const char user_name[] = "userPrincipalName";

static void check_threshold(checking *c)
{
    cs_text on =
        cs_config_parameter(c->config, "Microsoft.OptionalFeature.ExportDeletionThreshold");

    if (c->config->metaverse && cs_node_at(c->config->metaverse, "parameter-values") &&
        !cs_is_true(on.s ? on : CS_LITERAL("")))
        check_add(c, LEVEL_WARNING, "threshold-off", NULL, CS_NO_TEXT,
                  "the export deletion threshold is off: nothing stops an export that deletes many "
                  "objects");
}

static bool is_forest_rule(const checking *c, const cs_rule *rule)
{
    return !rule->disabled && !rule->outbound &&
           cs_connector_is_forest(cs_config_connector(c->config, rule->connector));
}

/* ---- The anchor ---- */

/* The types that are exported to the cloud. */
static bool provisions_to_cloud(const checking *c, const cs_rule *rule)
{
    if (rule->disabled || !rule->outbound ||
        !cs_text_equal_nocase(rule->link, CS_LITERAL("Provision")) ||
        !cs_connector_is_cloud(cs_config_connector(c->config, rule->connector)))
        return false;
    for (size_t i = 0; i < rule->flow_count; i++)
        if (check_reads(&rule->flows[i], cs_text_from(anchor)))
            return true;
    return false;
}

static bool is_fed(const checking *c, cs_text type, const char *attribute)
{
    for (size_t i = 0; i < c->config->rule_count; i++)
        if (!c->config->rules[i].disabled &&
            check_feeds(&c->config->rules[i], type, cs_text_from(attribute)) &&
            is_forest_rule(c, &c->config->rules[i]))
            return true;
    return false;
}

static void check_anchor_flow(checking *c)
{
    for (size_t i = 0; i < c->config->rule_count; i++) {
        const cs_rule *rule = &c->config->rules[i];
        if (provisions_to_cloud(c, rule) && !is_fed(c, rule->source_type, anchor))
            check_add(c, LEVEL_ERROR, "anchor-no-flow", rule, cs_text_from(anchor),
                      "it provisions objects of type %.*s, whose anchor no enabled rule feeds",
                      CS_PRINTED(rule->source_type, 100));
    }
}

/* ---- Parameters against rules ---- */

/* An anchor that is chosen for people is that of people alone: others keep objectGUID. */
static bool reads_choice(const cs_rule *rule, const cs_flow *flow, cs_text choice)
{
    bool person = cs_text_equal_nocase(rule->source_type, CS_LITERAL("user")) ||
                  cs_text_equal_nocase(rule->source_type, CS_LITERAL("inetOrgPerson"));

    return check_reads(flow, choice) || (!person && check_reads(flow, CS_LITERAL("objectGUID"))) ||
           check_reads(flow, CS_LITERAL("sourceAnchorBinary"));
}

static void check_choice(checking *c, const char *parameter, const char *target, const char *code)
{
    cs_text choice = cs_config_parameter(c->config, parameter);

    if (choice.n == 0)
        return;
    for (size_t i = 0; i < c->config->rule_count; i++) {
        const cs_rule *rule = &c->config->rules[i];
        if (!is_forest_rule(c, rule))
            continue;
        for (size_t k = 0; k < rule->flow_count; k++) {
            const cs_flow *flow = &rule->flows[k];
            if (cs_text_equal_nocase(flow->target, cs_text_from(target)) &&
                (flow->kind != CS_FLOW_EXPRESSION || flow->tree) &&
                !reads_choice(rule, flow, choice))
                check_add(c, LEVEL_ERROR, code, rule, flow->target,
                          "the rule does not read %.*s, which %s names", CS_PRINTED(choice, 100),
                          parameter);
        }
    }
}

void check_global(checking *c)
{
    check_threshold(c);
    check_anchor_flow(c);
    check_choice(c, "Microsoft.SynchronizationOption.AnchorAttribute", anchor,
                 "anchor-contradiction");
    check_choice(c, "Microsoft.SynchronizationOption.UPNAttribute", user_name, "upn-contradiction");
}
