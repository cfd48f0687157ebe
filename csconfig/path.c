#include "path.h"

#include <stdio.h>
#include <stdlib.h>

#include "normal.h"
#include "report.h"

/* An attribute of an object type in the metaverse. */
typedef struct station {
    cs_text type, attribute;
} station;

typedef struct tracing {
    const cs_config *config;
    cs_text attribute;
    const cs_connector *only; /* NULL for all */
    station *list;            /* by type and attribute, each once */
    size_t count, room;
    cs_buffer *to;
    bool failed;
} tracing;

static const cs_connector *connector_of(const tracing *t, const cs_rule *rule)
{
    return cs_config_connector(t->config, rule->connector);
}

/* ---- Which attributes of the metaverse ---- */

static void add_station(tracing *t, cs_text type, cs_text attribute)
{
    for (size_t i = 0; i < t->count; i++)
        if (cs_text_equal_nocase(t->list[i].type, type) &&
            cs_text_equal_nocase(t->list[i].attribute, attribute))
            return;
    if (t->count == t->room) {
        size_t room = t->room > 0 ? 2 * t->room : 16;
        station *larger = realloc(t->list, room * sizeof *larger);
        t->failed |= !larger;
        if (!larger)
            return;
        t->list = larger;
        t->room = room;
    }
    t->list[t->count++] = (station){type, attribute};
}

typedef struct source {
    tracing *t;
    const cs_rule *rule;
    cs_text target;
} source;

static void visit_source(cs_text attribute, void *context)
{
    const source *s = context;

    if (s->rule->outbound) { /* it reads the metaverse */
        if (cs_text_equal_nocase(attribute, s->t->attribute) ||
            cs_text_equal_nocase(s->target, s->t->attribute))
            add_station(s->t, s->rule->source_type, attribute);
    } else if (cs_text_equal_nocase(attribute, s->t->attribute)) {
        add_station(s->t, s->rule->target_type, s->target);
    }
}

static void find_stations(tracing *t)
{
    for (size_t i = 0; i < t->config->rule_count; i++) {
        const cs_rule *rule = &t->config->rules[i];
        if (t->only && connector_of(t, rule) != t->only)
            continue;
        for (size_t k = 0; k < rule->flow_count; k++) {
            source s = {t, rule, rule->flows[k].target};
            cs_flow_reads(&rule->flows[k], visit_source, &s);
            if (!rule->outbound && cs_text_equal_nocase(rule->flows[k].target, t->attribute))
                add_station(t, rule->target_type, rule->flows[k].target);
        }
    }
}

static int compare_stations(const void *left, const void *right)
{
    const station *a = left, *b = right;
    int order = cs_name_compare(a->type, b->type);

    return order ? order : cs_name_compare(a->attribute, b->attribute);
}

/* ---- The ways ---- */

typedef struct reading {
    cs_text attribute;
    bool found;
} reading;

static void look(cs_text attribute, void *context)
{
    reading *r = context;

    r->found |= cs_text_equal_nocase(attribute, r->attribute);
}

static bool is_on_way(const cs_rule *rule, const cs_flow *flow, const station *s, bool outbound)
{
    cs_text type = outbound ? rule->source_type : rule->target_type;
    reading r = {s->attribute, false};

    if (rule->outbound != outbound ||
        !(cs_text_equal_nocase(type, s->type) || cs_text_is(type, "*")))
        return false;
    if (!outbound)
        return cs_text_equal_nocase(flow->target, s->attribute);
    cs_flow_reads(flow, look, &r);
    return r.found;
}

static void put_flow(tracing *t, const cs_rule *rule, const cs_flow *flow)
{
    cs_buffer shown = {0};
    char number[32];

    normal_show_flow(flow, &shown);
    snprintf(number, sizeof number, "    %5d  ", rule->precedence);
    cs_buffer_puts(t->to, number);
    report_plain(connector_of(t, rule)->name, t->to);
    cs_buffer_puts(t->to, ": ");
    report_plain(rule->name, t->to);
    cs_buffer_puts(t->to, rule->disabled ? " (disabled)" : "");
    cs_buffer_puts(t->to, "\n           ");
    report_plain(rule->outbound ? rule->target_type : rule->source_type, t->to);
    cs_buffer_puts(t->to, " ");
    report_plain(flow->target, t->to);
    cs_buffer_puts(t->to, " ← ");
    report_plain(cs_buffer_text(&shown), t->to);
    cs_buffer_puts(t->to, "\n");
    t->to->failed |= shown.failed;
    cs_buffer_free(&shown);
}

typedef struct way {
    const cs_rule *rule;
    const cs_flow *flow;
} way;

/* By precedence; equal ones as the configuration has them. */
static int compare_ways(const void *left, const void *right)
{
    const way *a = left, *b = right;

    if (a->rule->precedence != b->rule->precedence)
        return a->rule->precedence < b->rule->precedence ? -1 : 1;
    return a->flow != b->flow ? (a->rule == b->rule ? (a->flow > b->flow) - (a->flow < b->flow)
                                                    : (a->rule > b->rule) - (a->rule < b->rule))
                              : 0;
}

static void put_ways(tracing *t, const station *s, bool outbound)
{
    size_t most = 0, count = 0;

    for (size_t i = 0; i < t->config->rule_count; i++)
        most += t->config->rules[i].flow_count;
    way *ways = malloc((most + 1) * sizeof *ways);
    t->failed |= !ways;
    for (size_t i = 0; ways && i < t->config->rule_count; i++) {
        const cs_rule *rule = &t->config->rules[i];
        for (size_t k = 0; k < rule->flow_count; k++)
            if ((!t->only || connector_of(t, rule) == t->only) &&
                is_on_way(rule, &rule->flows[k], s, outbound))
                ways[count++] = (way){rule, &rule->flows[k]};
    }
    cs_buffer_puts(t->to,
                   outbound ? "  goes to\n" : "  comes from, the first that gives a value\n");
    if (count == 0)
        cs_buffer_puts(t->to, "    nothing\n");
    else
        qsort(ways, count, sizeof *ways, compare_ways);
    for (size_t i = 0; i < count; i++)
        put_flow(t, ways[i].rule, ways[i].flow);
    free(ways);
}

static bool find_connector(tracing *t, const char *name, cs_error *error)
{
    for (size_t i = 0; name && i < t->config->connector_count; i++)
        if (cs_text_equal_nocase(t->config->connectors[i].name, cs_text_from(name)))
            t->only = &t->config->connectors[i];
    return !name || t->only || cs_fail(error, "there is no connector \"%s\"", name);
}

bool path_report(const cs_config *config, const char *attribute, const char *connector,
                 cs_buffer *to, cs_error *error)
{
    tracing t = {.config = config, .attribute = cs_text_from(attribute), .to = to};

    if (!find_connector(&t, connector, error))
        return false;
    find_stations(&t);
    if (t.count > 0)
        qsort(t.list, t.count, sizeof *t.list, compare_stations);
    for (size_t i = 0; i < t.count; i++) {
        cs_buffer_puts(to, i > 0 ? "\n" : "");
        report_plain(t.list[i].type, to);
        cs_buffer_puts(to, " ");
        report_plain(t.list[i].attribute, to);
        cs_buffer_puts(to, " in the metaverse\n");
        put_ways(&t, &t.list[i], false);
        put_ways(&t, &t.list[i], true);
    }
    size_t found = t.count;
    free(t.list);
    if (t.failed)
        return cs_fail_memory(error);
    return found > 0 || cs_fail(error, "no rule reads or writes an attribute \"%s\"%s%s%s",
                                attribute, connector ? " of connector \"" : "",
                                connector ? connector : "", connector ? "\"" : "");
}
