/* The order of precedence between rules that feed one attribute. */
#include <stdlib.h>

#include "compare.h"
#include "sys/interrupt.h"

enum {
    ACTIVE,
    STAGING
};

/* A rule that both sides have. */
typedef struct both_rules {
    const cs_rule *rules[SIDES];
    size_t line;     /* the difference of their precedences; SIZE_MAX for none */
    size_t disorder; /* how many rules it has passed, or that have passed it */
    bool moved;      /* it is what explains that */
} both_rules;

typedef struct ordering {
    both_rules *list;
    size_t count;
    unsigned char *passed; /* a matrix, one bit for each two rules */
} ordering;

static bool get(const ordering *o, size_t i, size_t k)
{
    size_t bit = i * o->count + k;

    return o->passed[bit / 8] >> bit % 8 & 1;
}

static void set(ordering *o, size_t i, size_t k)
{
    size_t bit = i * o->count + k;

    o->passed[bit / 8] = (unsigned char)(o->passed[bit / 8] | 1u << bit % 8);
}

/* True where both write one attribute of one kind of object. */
static bool feed_together(const cs_rule *a, const cs_rule *b)
{
    bool any = cs_text_is(a->target_type, "*") || cs_text_is(b->target_type, "*");

    if (a->outbound != b->outbound || (a->outbound && !cs_id_equal(a->connector, b->connector)) ||
        (!any && !cs_text_equal_nocase(a->target_type, b->target_type)))
        return false;
    for (size_t i = 0; i < a->flow_count; i++)
        for (size_t k = 0; k < b->flow_count; k++)
            if (cs_text_equal_nocase(a->flows[i].target, b->flows[k].target))
                return true;
    return false;
}

static int sign(int a, int b)
{
    return (a > b) - (a < b);
}

/* A rule that is disabled on both sides feeds nothing. */
static bool is_idle(const both_rules *b)
{
    return b->rules[ACTIVE]->disabled && b->rules[STAGING]->disabled;
}

static bool have_passed(const both_rules *a, const both_rules *b)
{
    if (sign(a->rules[ACTIVE]->precedence, b->rules[ACTIVE]->precedence) ==
            sign(a->rules[STAGING]->precedence, b->rules[STAGING]->precedence) ||
        is_idle(a) || is_idle(b))
        return false;
    return feed_together(a->rules[ACTIVE], b->rules[ACTIVE]) ||
           feed_together(a->rules[STAGING], b->rules[STAGING]);
}

static bool find_passed(ordering *o, cs_error *error)
{
    for (size_t i = 0; i < o->count; i++) {
        if (!cs_interrupt_check(error))
            return false;
        for (size_t k = 0; k < i; k++) {
            both_rules *a = &o->list[i], *b = &o->list[k];
            if ((a->line == SIZE_MAX && b->line == SIZE_MAX) || !have_passed(a, b))
                continue;
            set(o, i, k);
            set(o, k, i);
            a->disorder++;
            b->disorder++;
        }
    }
    return true;
}

static int distance(const both_rules *b)
{
    return abs(b->rules[ACTIVE]->precedence - b->rules[STAGING]->precedence);
}

/* The rule that explains most of what is left; NULL where nothing is. */
static both_rules *most_moved(ordering *o)
{
    both_rules *most = NULL;

    for (size_t i = 0; i < o->count; i++) {
        both_rules *b = &o->list[i];
        if (b->line == SIZE_MAX || b->disorder == 0)
            continue;
        if (!most || b->disorder > most->disorder ||
            (b->disorder == most->disorder && distance(b) > distance(most)))
            most = b;
    }
    return most;
}

static void move(ordering *o, both_rules *moved)
{
    size_t i = (size_t)(moved - o->list);

    moved->moved = true;
    moved->disorder = 0;
    for (size_t k = 0; k < o->count; k++)
        if (get(o, i, k) && !o->list[k].moved)
            o->list[k].disorder--;
}

/* Names a few of the rules that it has passed. */
static cs_text passed_names(comparison *c, const ordering *o, const both_rules *of)
{
    size_t i = (size_t)(of - o->list), named = 0, all = 0;

    c->work.n = 0;
    cs_buffer_puts(&c->work, "its order has changed against ");
    for (size_t k = 0; k < o->count; k++) {
        if (!get(o, i, k))
            continue;
        all++;
        if (named == 3)
            continue;
        cs_buffer_puts(&c->work, named++ > 0 ? ", " : "");
        cs_buffer_add(&c->work, o->list[k].rules[STAGING]->name);
    }
    char more[48];
    snprintf(more, sizeof more, " and %zu more", all - named);
    cs_buffer_puts(&c->work, all > named ? more : "");
    return compare_worked(c);
}

static size_t precedence_line(const comparison *c, const cs_rule *active)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->list[i].facts[ACTIVE] && c->list[i].facts[STAGING] &&
            c->list[i].facts[ACTIVE]->rule == active &&
            cs_text_is(c->list[i].property, "precedence"))
            return i;
    return SIZE_MAX;
}

/* The rule of the staging side with that number; NULL for none. */
static const cs_rule *other_rule(const comparison *c, size_t number)
{
    for (size_t i = 0; i < c->sides[STAGING]->rule_count; i++)
        if (c->match.rules[STAGING][i] == number)
            return &c->sides[STAGING]->rules[i];
    return NULL;
}

static bool has_precedence_line(const comparison *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (cs_text_is(c->list[i].property, "precedence"))
            return true;
    return false;
}

bool compare_precedence(comparison *c, cs_error *error)
{
    size_t most = c->sides[ACTIVE]->rule_count;
    ordering o = {.count = 0};

    if (!has_precedence_line(c))
        return true;
    o.list = cs_arena_alloc(&c->memory, (most + 1) * sizeof *o.list);
    if (!o.list)
        return cs_fail_memory(error);
    for (size_t i = 0; i < most; i++) {
        const cs_rule *active = &c->sides[ACTIVE]->rules[i];
        const cs_rule *staging = other_rule(c, c->match.rules[ACTIVE][i]);
        if (staging)
            o.list[o.count++] =
                (both_rules){.rules = {active, staging}, .line = precedence_line(c, active)};
    }
    o.passed = calloc(o.count * o.count / 8 + 1, 1);
    bool ok = o.passed ? find_passed(&o, error) : cs_fail_memory(error);
    for (both_rules *b; ok && (b = most_moved(&o)) != NULL;)
        move(&o, b);
    for (size_t i = 0; ok && i < o.count; i++)
        if (o.list[i].moved) {
            difference *line = &c->list[o.list[i].line];
            line->class = CLASS_CRITICAL;
            line->note = passed_names(c, &o, &o.list[i]);
        }
    free(o.passed);
    return ok;
}
