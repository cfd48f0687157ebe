#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/json.h"
#include "report.h"
#include "sys/interrupt.h"

static cs_text connector_name(const checking *c, const cs_rule *rule)
{
    const cs_connector *connector = rule ? cs_config_connector(c->config, rule->connector) : NULL;

    return connector ? connector->name : CS_NO_TEXT;
}

static bool is_known(const checking *c, const char *code, const cs_rule *rule, cs_text attribute)
{
    for (size_t i = 0; rule && i < c->count; i++)
        if (strcmp(c->list[i].code, code) == 0 && c->list[i].rule.s == rule->name.s &&
            cs_text_equal_nocase(c->list[i].attribute, attribute))
            return true;
    return false;
}

void check_add(checking *c, check_level level, const char *code, const cs_rule *rule,
               cs_text attribute, const char *format, ...)
{
    char text[1024];
    va_list arguments;

    if (is_known(c, code, rule, attribute))
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    finding *larger = cs_grown(c->list, c->count, &c->room, sizeof *c->list);
    cs_text kept = cs_arena_copy(&c->memory, cs_text_from(text));
    c->failed |= !larger || !kept.s;
    if (!larger)
        return;
    c->list = larger;
    c->list[c->count++] = (finding){
        .level = level,
        .code = code,
        .connector = connector_name(c, rule),
        .rule = rule ? rule->name : CS_NO_TEXT,
        .attribute = attribute,
        .text = kept,
    };
    c->errors += level == LEVEL_ERROR;
}

/* ---- What the checks ask ---- */

cs_text check_metaverse_type(const cs_rule *rule)
{
    return rule->outbound ? rule->source_type : rule->target_type;
}

static bool is_type(cs_text a, cs_text b)
{
    return cs_text_is(a, "*") || cs_text_is(b, "*") || cs_text_equal_nocase(a, b);
}

bool check_feeds(const cs_rule *rule, cs_text type, cs_text attribute)
{
    if (rule->outbound || !is_type(rule->target_type, type))
        return false;
    for (size_t i = 0; i < rule->flow_count; i++)
        if (cs_text_equal_nocase(rule->flows[i].target, attribute))
            return true;
    return false;
}

typedef struct looking {
    cs_text attribute;
    bool found;
} looking;

static void look(cs_text attribute, void *context)
{
    looking *l = context;

    l->found |= cs_text_equal_nocase(attribute, l->attribute);
}

bool check_reads(const cs_flow *flow, cs_text attribute)
{
    looking l = {attribute, false};

    cs_flow_reads(flow, look, &l);
    return l.found;
}

/* ---- Running ---- */

static int compare_findings(const void *left, const void *right)
{
    const finding *a = left, *b = right;
    int order;

    if (a->level != b->level)
        return a->level < b->level ? -1 : 1;
    if ((order = strcmp(a->code, b->code)) != 0 ||
        (order = cs_name_compare(a->connector, b->connector)) != 0 ||
        (order = cs_name_compare(a->rule, b->rule)) != 0 ||
        (order = cs_name_compare(a->attribute, b->attribute)) != 0)
        return order;
    return cs_text_compare(a->text, b->text);
}

bool check_run(checking *c, cs_error *error)
{
    for (size_t i = 0; i < c->config->twice_count; i++) {
        const cs_config_twice *twice = &c->config->twice[i];
        check_add(c, LEVEL_ERROR, "id-twice", NULL, CS_NO_TEXT,
                  "%s %.*s is in two files, %.*s and %.*s", twice->what, CS_PRINTED(twice->id, 60),
                  CS_PRINTED(twice->first, 200), CS_PRINTED(twice->second, 200));
    }
    check_global(c);
    check_rules(c);
    for (size_t i = 0; i < c->config->rule_count; i++) {
        if (!cs_interrupt_check(error))
            return false;
        check_scope(c, &c->config->rules[i]);
        check_flows(c, &c->config->rules[i]);
        check_attributes(c, &c->config->rules[i]);
    }
    if (c->failed)
        return cs_fail_memory(error);
    if (c->count > 0)
        qsort(c->list, c->count, sizeof *c->list, compare_findings);
    return true;
}

void check_free(checking *c)
{
    free(c->list);
    cs_arena_free(&c->memory);
}

/* ---- Reporting ---- */

static const char *level_name(check_level level)
{
    return level == LEVEL_ERROR ? "error" : "warning";
}

static void put_part(cs_text part, cs_buffer *to)
{
    if (part.n == 0)
        return;
    cs_buffer_puts(to, ": ");
    report_plain(part, to);
}

void report_check_text(const checking *c, cs_buffer *to)
{
    char totals[128];

    for (size_t i = 0; i < c->count; i++) {
        const finding *f = &c->list[i];
        cs_buffer_puts(to, level_name(f->level));
        cs_buffer_puts(to, " ");
        cs_buffer_puts(to, f->code);
        put_part(f->connector, to);
        put_part(f->rule, to);
        put_part(f->attribute, to);
        put_part(f->text, to);
        cs_buffer_puts(to, "\n");
    }
    snprintf(totals, sizeof totals, "%zu error%s, %zu warning%s\n", c->errors,
             c->errors == 1 ? "" : "s", c->count - c->errors, c->count - c->errors == 1 ? "" : "s");
    cs_buffer_puts(to, totals);
}

void report_check_jsonl(const checking *c, cs_buffer *to)
{
    const cs_text header[] = {CS_LITERAL("level"), CS_LITERAL("code"),      CS_LITERAL("connector"),
                              CS_LITERAL("rule"),  CS_LITERAL("attribute"), CS_LITERAL("text")};
    static const cs_cell cells[6] = {CS_CELL_TEXT};

    for (size_t i = 0; i < c->count; i++) {
        const finding *f = &c->list[i];
        const cs_text fields[] = {cs_text_from(level_name(f->level)),
                                  cs_text_from(f->code),
                                  f->connector,
                                  f->rule,
                                  f->attribute,
                                  f->text};
        cs_json_record(to, header, fields, cells, 6);
    }
}
