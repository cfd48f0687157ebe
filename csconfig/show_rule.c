/* Rules in the documentation. */
#include "normal.h"
#include "show.h"

static const cs_connector *connector_of(const showing *s, const cs_rule *rule)
{
    return cs_config_connector(s->f->config, rule->connector);
}

static void row(showing *s, const char *name, cs_text value)
{
    document_row(s->d);
    document_cell(s->d);
    document_words(s->d, name);
    document_cell(s->d);
    document_text(s->d, value);
    document_row_end(s->d);
}

/* Facts that stand in the table of a rule. */
static bool is_in_table(const fact *x)
{
    static const char *const properties[] = {"name",      "version",     "description", "enabled",
                                             "link-type", "object-type", "precedence"};

    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (cs_text_is(x->property, properties[i]))
            return true;
    return false;
}

static void show_table(showing *s, const cs_rule *rule)
{
    static const char *const heads[] = {"", "", NULL};

    document_table(s->d, heads);
    row(s, "Connector", connector_of(s, rule)->name);
    row(s, "Direction", cs_text_from(rule->outbound ? "Outbound" : "Inbound"));
    for (size_t i = 0; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        if (x->rule != rule || !is_in_table(x))
            continue;
        s->told[i] = true;
        if (cs_text_is(x->property, "name") || x->value.n == 0)
            continue;
        document_row(s->d);
        document_cell(s->d);
        document_text(s->d, x->property);
        document_cell(s->d);
        document_text(s->d, x->value);
        document_row_end(s->d);
    }
    document_table_end(s->d);
}

static void show_scope(showing *s, const cs_rule *rule)
{
    document_list(s->d);
    for (size_t i = 0; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        bool scope = cs_text_is(x->property, "scope");
        if (x->rule != rule || (!scope && !cs_text_is(x->property, "join")))
            continue;
        document_item(s->d);
        document_words(s->d, scope ? "Scope: " : "Join: ");
        document_code(s->d, x->value);
        document_item_end(s->d);
        s->told[i] = true;
    }
    document_list_end(s->d);
}

static void show_flows(showing *s, const cs_rule *rule)
{
    document_list(s->d);
    for (size_t i = 0; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        if (x->rule != rule || !cs_text_starts(x->property, "flow:"))
            continue;
        document_item(s->d);
        document_text(s->d, cs_text_skip(x->property, strlen("flow:")));
        document_words(s->d, " ← ");
        document_code(s->d, x->value);
        document_item_end(s->d);
        s->told[i] = true;
    }
    document_list_end(s->d);
}

static void show_rule(showing *s, const cs_rule *rule)
{
    const char *why = show_why_first(rule);
    char id[256], summary[256];

    show_word(summary, "%.*s%s%s%s", CS_PRINTED(rule->name, 200), why ? " (" : "", why ? why : "",
              why ? ")" : "");
    document_fold(s->d, cs_text_from(summary),
                  show_word(id, "rule-%zu", (size_t)(rule - s->f->config->rules) + 1));
    show_table(s, rule);
    show_scope(s, rule);
    show_flows(s, rule);
    document_fold_end(s->d);
}

void show_rules(showing *s)
{
    const cs_config *config = s->f->config;
    bool any = false;

    if (config->rule_count == 0)
        return;
    document_heading(s->d, 2, CS_LITERAL("Rules that are not the product's own"), "custom");
    for (size_t i = 0; i < config->rule_count; i++)
        if (show_why_first(&config->rules[i])) {
            show_rule(s, &config->rules[i]);
            any = true;
        }
    if (!any) {
        document_paragraph(s->d);
        document_words(s->d, "None: every rule is a default rule, and none of those that are known "
                             "has been changed.");
        document_paragraph_end(s->d);
    }
    document_heading(s->d, 2, CS_LITERAL("Default rules"), "rules");
    document_paragraph(s->d);
    document_words(s->d, "A flow of which nothing else is told has the merge type Update.");
    document_paragraph_end(s->d);
    for (size_t i = 0; i < config->rule_count; i++)
        if (!show_why_first(&config->rules[i]))
            show_rule(s, &config->rules[i]);
}
