#include "normal.h"

#include <stdlib.h>

/* ---- As people read them ---- */

static void put_clause(const cs_clause *clause, cs_buffer *to)
{
    cs_buffer_add(to, clause->attribute);
    cs_buffer_puts(to, " ");
    cs_buffer_add(to, clause->operation);
    cs_buffer_puts(to, clause->value.n > 0 ? " " : "");
    cs_buffer_add(to, clause->value);
}

void normal_show_scope(const cs_rule *rule, cs_buffer *to)
{
    bool several = rule->scope_count > 1;

    if (rule->scope_count == 0)
        cs_buffer_puts(to, "all objects");
    for (size_t i = 0; i < rule->scope_count; i++) {
        cs_buffer_puts(to, i > 0 ? " or (" : several ? "(" : "");
        for (size_t k = 0; k < rule->scope[i].count; k++) {
            cs_buffer_puts(to, k > 0 ? " and " : "");
            put_clause(&rule->scope[i].list[k], to);
        }
        cs_buffer_puts(to, several ? ")" : "");
    }
}

static void put_equality(const cs_equality *equality, cs_buffer *to)
{
    cs_buffer_add(to, equality->connector_attribute);
    cs_buffer_puts(to, " = ");
    cs_buffer_add(to, equality->metaverse_attribute);
    cs_buffer_puts(to, equality->case_sensitive ? " (case-sensitive)" : "");
}

void normal_show_joins(const cs_rule *rule, cs_buffer *to)
{
    if (rule->join_count == 0)
        cs_buffer_puts(to, "none");
    for (size_t i = 0; i < rule->join_count; i++) {
        cs_buffer_puts(to, i > 0 ? ", else " : "");
        for (size_t k = 0; k < rule->joins[i].count; k++) {
            cs_buffer_puts(to, k > 0 ? " and " : "");
            put_equality(&rule->joins[i].list[k], to);
        }
    }
}

static bool is_plain_merge(const cs_flow *flow)
{
    return flow->merge.n == 0 || cs_text_is(flow->merge, "Update");
}

void normal_show_flow(const cs_flow *flow, cs_buffer *to)
{
    cs_buffer_puts(to, flow->kind == CS_FLOW_CONSTANT ? "\"" : "");
    cs_buffer_add(to, flow->source);
    cs_buffer_puts(to, flow->kind == CS_FLOW_CONSTANT ? "\"" : "");
    if (!is_plain_merge(flow)) {
        cs_buffer_puts(to, ", ");
        cs_buffer_add(to, flow->merge);
    }
    cs_buffer_puts(to, flow->once ? ", once" : "");
}

/* ---- As they are compared ---- */

/* Texts that are put in order before they are put together. */
typedef struct set {
    cs_text *list;
    size_t count;
    cs_arena memory;
    bool failed;
} set;

static void set_begin(set *s, size_t most)
{
    *s = (set){.failed = false};
    s->list = cs_arena_alloc(&s->memory, (most + 1) * sizeof *s->list);
    s->failed = !s->list;
}

static void set_add(set *s, cs_buffer *text)
{
    cs_text copy = cs_arena_copy(&s->memory, cs_buffer_text(text));

    s->failed |= text->failed || !copy.s;
    if (!s->failed)
        s->list[s->count++] = copy;
    cs_buffer_free(text);
}

static int compare_texts(const void *a, const void *b)
{
    return cs_text_compare(*(const cs_text *)a, *(const cs_text *)b);
}

/* Adds each text once, and ends the set. */
static void set_end(set *s, const char *between, cs_buffer *to)
{
    to->failed |= s->failed;
    if (s->count > 0)
        qsort(s->list, s->count, sizeof *s->list, compare_texts);
    for (size_t i = 0; i < s->count && !s->failed; i++) {
        if (i > 0 && cs_text_equal(s->list[i], s->list[i - 1]))
            continue;
        cs_buffer_puts(to, i > 0 ? between : "");
        cs_buffer_add(to, s->list[i]);
    }
    cs_arena_free(&s->memory);
}

static void put_mapped(cs_text text, const cs_mapping *mapping, cs_buffer *to)
{
    if (mapping)
        cs_mapping_apply(mapping, text, to);
    else
        cs_buffer_add(to, text);
}

static void put_folded(cs_text text, cs_buffer *to)
{
    size_t from = to->n;

    cs_buffer_add(to, text);
    for (size_t i = from; i < to->n; i++)
        to->s[i] = cs_ascii_lower(to->s[i]);
}

static bool is_flag(cs_text value)
{
    return cs_text_equal_nocase(value, CS_LITERAL("true")) ||
           cs_text_equal_nocase(value, CS_LITERAL("false"));
}

static void normal_group(const cs_clauses *group, const cs_mapping *mapping, cs_buffer *to)
{
    set clauses;

    set_begin(&clauses, group->count);
    for (size_t i = 0; i < group->count; i++) {
        const cs_clause *clause = &group->list[i];
        cs_buffer text = {0};
        cs_buffer_add(&text, clause->attribute);
        cs_buffer_puts(&text, " ");
        put_folded(clause->operation, &text);
        cs_buffer_puts(&text, " ");
        if (is_flag(clause->value))
            put_folded(clause->value, &text);
        else
            put_mapped(clause->value, mapping, &text);
        set_add(&clauses, &text);
    }
    set_end(&clauses, " and ", to);
}

void normal_scope(const cs_rule *rule, const cs_mapping *mapping, cs_buffer *to)
{
    set groups;

    set_begin(&groups, rule->scope_count);
    for (size_t i = 0; i < rule->scope_count; i++) {
        cs_buffer text = {0};
        normal_group(&rule->scope[i], mapping, &text);
        set_add(&groups, &text);
    }
    set_end(&groups, " or ", to);
}

void normal_joins(const cs_rule *rule, const cs_mapping *mapping, cs_buffer *to)
{
    (void)mapping; /* a join names attributes only */
    for (size_t i = 0; i < rule->join_count; i++) {
        set equalities;
        cs_buffer_puts(to, i > 0 ? ", else " : "");
        set_begin(&equalities, rule->joins[i].count);
        for (size_t k = 0; k < rule->joins[i].count; k++) {
            cs_buffer text = {0};
            put_equality(&rule->joins[i].list[k], &text);
            set_add(&equalities, &text);
        }
        set_end(&equalities, " and ", to);
    }
}

/* What cannot be parsed is compared as it is written, but for white space. */
static void put_unparsed(cs_text text, cs_buffer *to)
{
    for (size_t i = 0; i < text.n; i++)
        if (!cs_is_space(text.s[i]))
            cs_buffer_add(to, (cs_text){text.s + i, 1});
}

void normal_flow(const cs_flow *flow, const cs_mapping *mapping, cs_buffer *to)
{
    static const char *const kinds[] = {"direct ", "constant ", "expression "};
    cs_buffer source = {0};

    if (flow->kind == CS_FLOW_EXPRESSION && flow->tree)
        cs_expression_print(flow->tree, &source);
    else if (flow->kind == CS_FLOW_EXPRESSION)
        put_unparsed(flow->source, &source);
    else
        cs_buffer_add(&source, flow->source);
    to->failed |= source.failed;
    cs_buffer_puts(to, kinds[flow->kind]);
    put_mapped(cs_buffer_text(&source), mapping, to);
    cs_buffer_free(&source);
    cs_buffer_puts(to, " ");
    put_folded(flow->merge.n > 0 ? flow->merge : CS_LITERAL("update"), to);
    cs_buffer_puts(to, flow->once ? " once" : "");
}

void normal_content(const cs_rule *rule, const cs_mapping *mapping, cs_buffer *to)
{
    set flows;

    cs_buffer_puts(to, rule->outbound ? "outbound " : "inbound ");
    put_folded(rule->source_type, to);
    cs_buffer_puts(to, " ");
    put_folded(rule->target_type, to);
    cs_buffer_puts(to, " ");
    put_folded(rule->link, to);
    cs_buffer_puts(to, "\nscope ");
    normal_scope(rule, mapping, to);
    cs_buffer_puts(to, "\njoin ");
    normal_joins(rule, mapping, to);
    cs_buffer_puts(to, "\n");
    set_begin(&flows, rule->flow_count);
    for (size_t i = 0; i < rule->flow_count; i++) {
        cs_buffer text = {0};
        cs_buffer_add(&text, rule->flows[i].target);
        cs_buffer_puts(&text, " from ");
        normal_flow(&rule->flows[i], mapping, &text);
        set_add(&flows, &text);
    }
    set_end(&flows, "\n", to);
}

uint64_t normal_fingerprint(const cs_rule *rule)
{
    const uint64_t basis = UINT64_C(0xCBF29CE484222325), prime = UINT64_C(0x100000001B3);
    cs_buffer content = {0};
    uint64_t hash = basis;

    normal_content(rule, NULL, &content);
    for (size_t i = 0; i < content.n; i++)
        hash = (hash ^ (unsigned char)content.s[i]) * prime;
    cs_buffer_free(&content);
    return hash;
}
