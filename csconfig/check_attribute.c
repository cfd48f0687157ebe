/* Attributes that a rule reads or writes: whether they exist, are selected, and are fed. */
#include "check.h"

typedef struct using
{
    checking *c;
    const cs_rule *rule;
    const cs_connector *connector;
    const char *how;
    bool in_metaverse; /* where the attributes that are handed over are read */
}
using;

static bool is_dn(cs_text attribute)
{
    return cs_text_equal_nocase(attribute, CS_LITERAL("dn"));
}

static void use_connector(const using *u, cs_text attribute)
{
    const cs_connector *connector = u->connector;

    if (attribute.n == 0 || is_dn(attribute))
        return;
    if (connector->schema.attribute_count > 0 && !cs_schema_find(&connector->schema, attribute))
        check_add(u->c, LEVEL_ERROR, "attribute-unknown", u->rule, attribute,
                  "%s the attribute, which the connector's schema does not have", u->how);
    else if (!cs_connector_selects(connector, attribute))
        check_add(u->c, LEVEL_ERROR, "attribute-not-selected", u->rule, attribute,
                  "%s the attribute, which is not selected in the connector", u->how);
}

/* True where only rules that are disabled feed the attribute. */
static bool is_fed_by_disabled(const using *u, cs_text attribute)
{
    const cs_config *config = u->c->config;
    bool any = false;

    for (size_t i = 0; i < config->rule_count; i++) {
        if (!check_feeds(&config->rules[i], check_metaverse_type(u->rule), attribute))
            continue;
        if (!config->rules[i].disabled)
            return false;
        any = true;
    }
    return any;
}

static void use_metaverse(const using *u, cs_text attribute, bool reads)
{
    const cs_schema *schema = &u->c->config->schema;

    if (attribute.n == 0 || is_dn(attribute))
        return;
    if (schema->attribute_count > 0 && !cs_schema_find(schema, attribute))
        check_add(u->c, LEVEL_ERROR, "attribute-unknown", u->rule, attribute,
                  "%s the attribute, which the metaverse's schema does not have", u->how);
    else if (reads && is_fed_by_disabled(u, attribute))
        check_add(u->c, LEVEL_ERROR, "feeder-disabled", u->rule, attribute,
                  "%s the attribute, which only disabled rules feed", u->how);
}

static void use_source(cs_text attribute, void *context)
{
    const using *u = context;

    if (u->in_metaverse)
        use_metaverse(u, attribute, true);
    else
        use_connector(u, attribute);
}

/* What it reads beside values of the source: a value that is confirmed by an import. */
static void use_flow(using *u, const cs_flow *flow)
{
    u->how = "a flow reads";
    cs_flow_reads(flow, use_source, u);
    u->how = "a flow writes";
    if (u->rule->outbound)
        use_connector(u, flow->target);
    else
        use_metaverse(u, flow->target, false);
}

void check_attributes(checking *c, const cs_rule *rule)
{
    using u = {
        .c = c,
        .rule = rule,
        .connector = cs_config_connector(c->config, rule->connector),
        .in_metaverse = rule->outbound,
    };

    if (rule->disabled)
        return;
    u.how = "the scope reads";
    for (size_t i = 0; i < rule->scope_count; i++)
        for (size_t k = 0; k < rule->scope[i].count; k++)
            use_source(rule->scope[i].list[k].attribute, &u);
    u.how = "the join reads";
    for (size_t i = 0; i < rule->join_count; i++)
        for (size_t k = 0; k < rule->joins[i].count; k++) {
            use_connector(&u, rule->joins[i].list[k].connector_attribute);
            use_metaverse(&u, rule->joins[i].list[k].metaverse_attribute, true);
        }
    for (size_t i = 0; i < rule->flow_count; i++)
        use_flow(&u, &rule->flows[i]);
}
