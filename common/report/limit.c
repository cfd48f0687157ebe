#include "report/limit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/terminal.h"
#include "report/summary.h"

enum {
    WHOLE = 100000000 /* 100 %, in millionths of a percent */
};

/* ---- Rules ---- */

static bool read_what(cs_limit *limit, cs_text what)
{
    static const char *const words[] = {"add", "update", "delete", "rename", "object"};
    static const char removed[] = "removed@";
    size_t colon = cs_text_find(what, ':');

    if (what.n > 1 && cs_text_starts(what, "@")) {
        limit->kind = CS_LIMIT_ATTRIBUTE;
        limit->name = cs_text_skip(what, 1);
        return true;
    }
    if (what.n > strlen(removed) && cs_text_starts(what, removed)) {
        limit->kind = CS_LIMIT_REMOVED;
        limit->name = cs_text_skip(what, strlen(removed));
        return true;
    }
    if (colon < what.n) {
        limit->name = cs_text_skip(what, colon + 1);
        what.n = colon;
        if (limit->name.n == 0)
            return false;
    }
    for (cs_limit_kind kind = CS_LIMIT_ADD; kind <= CS_LIMIT_OBJECT; kind++)
        if (cs_text_is(what, words[kind])) {
            limit->kind = kind;
            return true;
        }
    return false;
}

/* A number; of a percentage up to six decimals count. */
static bool read_number(cs_limit *limit, cs_text word)
{
    unsigned decimals = 0;
    bool point = false;

    limit->percent = cs_text_ends(word, '%');
    size_t n = word.n - limit->percent;
    if (n == 0 || n > 15 || word.s[0] == '.' || word.s[n - 1] == '.')
        return false;
    for (size_t i = 0; i < n; i++) {
        if (word.s[i] == '.' && limit->percent && !point) {
            point = true;
            continue;
        }
        if (word.s[i] < '0' || word.s[i] > '9' || (point && ++decimals > 6))
            return false;
        limit->number = limit->number * 10 + (uint64_t)(word.s[i] - '0');
    }
    for (; limit->percent && decimals < 6; decimals++)
        limit->number *= 10;
    return !limit->percent || limit->number <= WHOLE;
}

bool cs_limits_add(cs_limits *limits, const char *text, bool at_least, cs_error *error)
{
    const char *equals = strrchr(text, '=');
    cs_limit limit = {.text = cs_text_from(text), .at_least = at_least};

    if (!equals || !read_what(&limit, (cs_text){text, (size_t)(equals - text)}))
        return cs_fail_usage(error,
                             "limit \"%s\": use add, update, delete, rename or object (with or "
                             "without :TYPE), @ATTRIBUTE or removed@ATTRIBUTE, followed by = and "
                             "a number",
                             text);
    limit.bound = cs_text_from(equals + 1);
    if (!read_number(&limit, limit.bound) || (limit.percent && limit.kind == CS_LIMIT_OBJECT))
        return cs_fail_usage(error, "limit \"%s\": \"%s\" is not a number%s", text, limit.bound.s,
                             limit.kind == CS_LIMIT_OBJECT ? "" : " or a percentage up to 100%");
    cs_limit *list = realloc(limits->list, (limits->count + 1) * sizeof *list);
    if (!list)
        return cs_fail_memory(error);
    limits->list = list;
    list[limits->count++] = limit;
    return true;
}

bool cs_limits_check(const cs_limits *limits, cs_error *error)
{
    for (size_t i = 0; i < limits->count; i++)
        if (limits->list[i].percent && limits->list[i].kind != CS_LIMIT_REMOVED &&
            limits->total == 0)
            return cs_fail_usage(error,
                                 "limit \"%s\": a percentage needs --objects, because the export "
                                 "does not contain the connector's size",
                                 limits->list[i].text.s);
    return true;
}

void cs_limits_free(cs_limits *limits)
{
    free(limits->list);
}

/* ---- Counting ---- */

bool cs_limit_counts_begin(cs_limit_counts *counts, const cs_limits *rules, cs_error *error)
{
    counts->rules = rules;
    counts->list = calloc(rules->count + 1, sizeof *counts->list);
    return counts->list || cs_fail_memory(error);
}

void cs_limit_counts_free(cs_limit_counts *counts)
{
    free(counts->list);
}

static void note_object(cs_limit_count *count, const cs_who *who)
{
    if (count->shown == CS_LIMIT_OBJECTS)
        return;
    cs_escape(count->dns[count->shown], CS_LIMIT_DN, who->dn);
    cs_escape(count->names[count->shown], CS_LIMIT_NAME, who->name);
    count->shown++;
}

static bool is_of_type(const cs_limit *limit, cs_text type)
{
    return !limit->name.s || cs_text_equal_nocase(limit->name, type);
}

void cs_limit_counts_object(cs_limit_counts *counts, const cs_who *who, cs_omodt omodt,
                            bool renamed, cs_text type)
{
    cs_operations o = {0};

    cs_operations_count(&o, omodt, renamed);
    const uint64_t figures[] = {[CS_LIMIT_ADD] = o.adds,
                                [CS_LIMIT_UPDATE] = o.updates,
                                [CS_LIMIT_DELETE] = o.deletes,
                                [CS_LIMIT_RENAME] = o.renames};
    for (size_t i = 0; i < counts->rules->count; i++) {
        const cs_limit *limit = &counts->rules->list[i];
        cs_limit_count *count = &counts->list[i];
        count->removed = 0;
        count->counted = false;
        if (limit->kind > CS_LIMIT_RENAME || figures[limit->kind] == 0 || !is_of_type(limit, type))
            continue;
        count->figure++;
        note_object(count, who);
    }
}

void cs_limits_count_object(const cs_limits *limits, cs_text type, uint64_t *figures)
{
    for (size_t i = 0; i < limits->count; i++)
        figures[i] += limits->list[i].kind == CS_LIMIT_OBJECT && is_of_type(&limits->list[i], type);
}

void cs_limit_counts_add(cs_limit_counts *counts, const uint64_t *figures)
{
    for (size_t i = 0; i < counts->rules->count; i++)
        counts->list[i].figure += figures[i];
}

/* The share of `before` values that `removed` of them are; what an object does not have cannot be
 * taken from it. */
static uint64_t share(uint64_t removed, uint64_t before)
{
    if (removed == 0 || before == 0)
        return 0;
    if (removed == UINT64_MAX || before == UINT64_MAX)
        return UINT64_MAX;
    return removed >= before ? WHOLE : removed * WHOLE / before;
}

static void count_removed(const cs_limit *limit, cs_limit_count *count, const cs_who *who,
                          uint64_t removed, uint64_t before)
{
    bool unknown = removed > UINT64_MAX - count->removed;

    count->removed = unknown ? UINT64_MAX : count->removed + removed;
    uint64_t figure = limit->percent ? share(count->removed, before) : count->removed;
    if (figure > count->figure)
        count->figure = figure;
    bool over = figure > limit->number;
    if (limit->percent && figure != UINT64_MAX && before != UINT64_MAX && removed < before)
        over = count->removed * WHOLE > limit->number * before; /* exactly */
    if (!over || count->counted || limit->at_least)
        return;
    count->counted = true;
    count->over++;
    note_object(count, who);
}

void cs_limit_counts_attribute(cs_limit_counts *counts, const cs_who *who, cs_text name,
                               uint64_t removed, uint64_t before)
{
    for (size_t i = 0; i < counts->rules->count; i++) {
        const cs_limit *limit = &counts->rules->list[i];
        cs_limit_count *count = &counts->list[i];
        if (limit->kind < CS_LIMIT_ATTRIBUTE || !cs_text_equal_nocase(limit->name, name))
            continue;
        if (limit->kind == CS_LIMIT_REMOVED) {
            count_removed(limit, count, who, removed, before);
        } else if (!count->counted) {
            count->counted = true;
            count->figure++;
            note_object(count, who);
        }
    }
}

/* ---- The outcome ---- */

bool cs_limit_is_exceeded(const cs_limit_counts *counts, size_t i)
{
    const cs_limit *limit = &counts->rules->list[i];
    const cs_limit_count *count = &counts->list[i];
    uint64_t bound = limit->number;

    if (limit->kind == CS_LIMIT_REMOVED && !limit->at_least)
        return count->over > 0;
    if (limit->percent && limit->kind != CS_LIMIT_REMOVED) {
        /* In two steps, so that nothing overflows. */
        uint64_t total = counts->rules->total, rest = limit->number * (total % WHOLE);
        bound = limit->number * (total / WHOLE) + rest / WHOLE;
        bound += limit->at_least && rest % WHOLE > 0;
    }
    if (count->figure == UINT64_MAX)
        return true;
    return limit->at_least ? count->figure < bound : count->figure > bound;
}

bool cs_limits_exceeded(const cs_limit_counts *counts)
{
    for (size_t i = 0; i < counts->rules->count; i++)
        if (cs_limit_is_exceeded(counts, i))
            return true;
    return false;
}

void cs_limit_put_share(cs_buffer *to, uint64_t share_of)
{
    const unsigned decimals = 6, unit = WHOLE / 100;
    char s[40];

    int n = snprintf(s, sizeof s, "%" PRIu64 ".%06" PRIu64, share_of / unit, share_of % unit);
    for (unsigned i = 0; i < decimals && s[n - 1] == '0'; i++)
        n--;
    if (s[n - 1] == '.')
        n--;
    cs_buffer_add(to, (cs_text){s, (size_t)n});
}

static void put_figure(const cs_limit *limit, const cs_limit_count *count, cs_buffer *to)
{
    if (limit->kind != CS_LIMIT_REMOVED) {
        cs_buffer_printf(to, "%" PRIu64 " object%s", count->figure, count->figure == 1 ? "" : "s");
        return;
    }
    if (count->figure == UINT64_MAX) {
        cs_buffer_puts(to, limit->percent ? "an unknown share" : "an unknown number");
        cs_buffer_puts(to, " of values");
    } else if (limit->percent) {
        cs_limit_put_share(to, count->figure);
        cs_buffer_puts(to, " % of the values");
    } else {
        cs_buffer_printf(to, "%" PRIu64 " value%s", count->figure, count->figure == 1 ? "" : "s");
    }
    cs_buffer_puts(to, " taken from one object");
    if (!limit->at_least)
        cs_buffer_printf(to, ", %" PRIu64 " object%s over the limit", count->over,
                         count->over == 1 ? "" : "s");
}

static void put_objects(const cs_limit_count *count, cs_buffer *to)
{
    if (count->shown == 0)
        return;
    cs_buffer_puts(to, count->shown > 1 ? "; the first are" : "; the first is");
    for (size_t k = 0; k < count->shown; k++) {
        cs_buffer_puts(to, k > 0 ? ", \"" : " \"");
        cs_buffer_puts(to, count->dns[k]);
        cs_buffer_puts(to, count->names[k][0] ? "\" (" : "\"");
        cs_buffer_puts(to, count->names[k]);
        cs_buffer_puts(to, count->names[k][0] ? ")" : "");
    }
}

void cs_limits_text(const cs_limit_counts *counts, const char *prefix, cs_buffer *to)
{
    char shown[256];

    for (size_t i = 0; i < counts->rules->count; i++) {
        const cs_limit *limit = &counts->rules->list[i];
        if (!cs_limit_is_exceeded(counts, i))
            continue;
        cs_escape(shown, sizeof shown, limit->text);
        cs_buffer_puts(to, prefix);
        cs_buffer_puts(to, limit->at_least ? "at least " : "limit ");
        cs_buffer_puts(to, shown);
        cs_buffer_puts(to, limit->at_least ? " is not reached: " : " is exceeded: ");
        put_figure(limit, &counts->list[i], to);
        if (limit->percent && limit->kind != CS_LIMIT_REMOVED)
            cs_buffer_printf(to, " of %" PRIu64, counts->rules->total);
        if (!limit->at_least)
            put_objects(&counts->list[i], to);
        cs_buffer_puts(to, "\n");
    }
}

void cs_limits_json(const cs_limit_counts *counts, cs_buffer *to)
{
    cs_buffer_puts(to, "[");
    for (size_t i = 0; i < counts->rules->count; i++) {
        const cs_limit *limit = &counts->rules->list[i];
        const cs_limit_count *count = &counts->list[i];
        cs_buffer_puts(to, i > 0 ? ",{\"limit\":" : "{\"limit\":");
        cs_json_string(to, limit->text);
        cs_buffer_puts(to, limit->at_least ? ",\"atLeast\":true" : "");
        cs_buffer_puts(to, ",\"figure\":");
        if (count->figure == UINT64_MAX)
            cs_buffer_puts(to, "null");
        else if (limit->percent && limit->kind == CS_LIMIT_REMOVED)
            cs_limit_put_share(to, count->figure);
        else
            cs_buffer_printf(to, "%" PRIu64, count->figure);
        cs_buffer_puts(to, cs_limit_is_exceeded(counts, i) ? ",\"exceeded\":true}"
                                                           : ",\"exceeded\":false}");
    }
    cs_buffer_puts(to, "]");
}
