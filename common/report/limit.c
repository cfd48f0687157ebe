#include "report/limit.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/terminal.h"
#include "report/summary.h"

/* ---- Reading ---- */

static bool read_what(cs_limit *limit, cs_text what)
{
    static const char *const words[] = {"add", "update", "delete", "rename"};
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
    for (cs_limit_kind kind = CS_LIMIT_ADD; kind <= CS_LIMIT_RENAME; kind++)
        if (cs_text_is(what, words[kind])) {
            limit->kind = kind;
            return true;
        }
    return false;
}

/* A number; of a percentage up to six decimals count. */
static bool read_most(cs_limit *limit, const char *word)
{
    size_t n = strlen(word);
    unsigned decimals = 0;
    bool point = false;

    limit->percent = n > 0 && word[n - 1] == '%';
    n -= limit->percent;
    if (n == 0 || n > 15 || word[0] == '.' || word[n - 1] == '.')
        return false;
    for (size_t i = 0; i < n; i++) {
        if (word[i] == '.' && limit->percent && !point) {
            point = true;
            continue;
        }
        if (word[i] < '0' || word[i] > '9' || (point && ++decimals > 6))
            return false;
        limit->most = limit->most * 10 + (uint64_t)(word[i] - '0');
    }
    for (; limit->percent && decimals < 6; decimals++)
        limit->most *= 10;
    return !limit->percent || limit->most <= 100000000;
}

bool cs_limits_add(cs_limits *limits, const char *text, cs_error *error)
{
    const char *equals = strrchr(text, '=');
    cs_limit limit = {.text = cs_text_from(text)};

    if (!equals || !read_what(&limit, (cs_text){text, (size_t)(equals - text)}))
        return cs_fail_usage(error,
                             "limit \"%s\": use add, update, delete or rename (with or without "
                             ":TYPE), @ATTRIBUTE or removed@ATTRIBUTE, followed by = and a number",
                             text);
    if (!read_most(&limit, equals + 1) || (limit.percent && limit.kind == CS_LIMIT_REMOVED))
        return cs_fail_usage(error, "limit \"%s\": \"%s\" is not a number%s", text, equals + 1,
                             limit.kind == CS_LIMIT_REMOVED ? "" : " or a percentage up to 100%");
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
        if (limits->list[i].percent && limits->total == 0)
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

static void note_object(cs_limit *limit, const cs_who *who)
{
    if (limit->shown == CS_LIMIT_OBJECTS)
        return;
    cs_escape(limit->dns[limit->shown], CS_LIMIT_DN, who->dn);
    cs_escape(limit->names[limit->shown], CS_LIMIT_NAME, who->name);
    limit->shown++;
}

static bool counts(const cs_limit *limit, const cs_operations *o, cs_text type)
{
    const uint64_t figures[] = {o->adds, o->updates, o->deletes, o->renames};

    if (limit->kind > CS_LIMIT_RENAME || figures[limit->kind] == 0)
        return false;
    return !limit->name.s || cs_text_equal_nocase(limit->name, type);
}

void cs_limits_object(cs_limits *limits, const cs_who *who, cs_omodt omodt, bool renamed,
                      cs_text type)
{
    cs_operations operations = {0};

    cs_operations_count(&operations, omodt, renamed);
    for (size_t i = 0; i < limits->count; i++) {
        cs_limit *limit = &limits->list[i];
        limit->removed = 0;
        limit->counted = false;
        if (!counts(limit, &operations, type))
            continue;
        limit->figure++;
        note_object(limit, who);
    }
}

static void count_removed(cs_limit *limit, const cs_who *who, uint64_t removed)
{
    bool unknown = removed > UINT64_MAX - limit->removed;

    limit->removed = unknown ? UINT64_MAX : limit->removed + removed;
    if (limit->removed > limit->figure)
        limit->figure = limit->removed;
    if (limit->removed <= limit->most || limit->counted)
        return;
    limit->counted = true;
    limit->over++;
    note_object(limit, who);
}

void cs_limits_attribute(cs_limits *limits, const cs_who *who, cs_text name, uint64_t removed)
{
    for (size_t i = 0; i < limits->count; i++) {
        cs_limit *limit = &limits->list[i];
        if (limit->kind < CS_LIMIT_ATTRIBUTE || !cs_text_equal_nocase(limit->name, name))
            continue;
        if (limit->kind == CS_LIMIT_REMOVED) {
            count_removed(limit, who, removed);
        } else if (!limit->counted) {
            limit->counted = true;
            limit->figure++;
            note_object(limit, who);
        }
    }
}

/* ---- The outcome ---- */

bool cs_limit_is_exceeded(const cs_limits *limits, const cs_limit *limit)
{
    if (!limit->percent)
        return limit->figure > limit->most;
    /* `most` is in millionths of a percent: in two steps, so that nothing overflows. */
    const uint64_t whole = 100000000;
    uint64_t allowed =
        limit->most * (limits->total / whole) + limit->most * (limits->total % whole) / whole;
    return limit->figure > allowed;
}

bool cs_limits_exceeded(const cs_limits *limits)
{
    for (size_t i = 0; i < limits->count; i++)
        if (cs_limit_is_exceeded(limits, &limits->list[i]))
            return true;
    return false;
}

static void put(cs_buffer *to, const char *format, uint64_t number)
{
    char s[96];

    snprintf(s, sizeof s, format, number);
    cs_buffer_puts(to, s);
}

static void put_figure(const cs_limit *limit, cs_buffer *to)
{
    if (limit->kind != CS_LIMIT_REMOVED) {
        put(to, limit->figure == 1 ? "%" PRIu64 " object" : "%" PRIu64 " objects", limit->figure);
        return;
    }
    if (limit->figure == UINT64_MAX)
        cs_buffer_puts(to, "an unknown number of values taken from one object");
    else
        put(to,
            limit->figure == 1 ? "%" PRIu64 " value taken from one object"
                               : "%" PRIu64 " values taken from one object",
            limit->figure);
    put(to,
        limit->over == 1 ? ", %" PRIu64 " object over the limit"
                         : ", %" PRIu64 " objects over the limit",
        limit->over);
}

void cs_limits_text(const cs_limits *limits, const char *prefix, cs_buffer *to)
{
    char shown[256];

    for (size_t i = 0; i < limits->count; i++) {
        const cs_limit *limit = &limits->list[i];
        if (!cs_limit_is_exceeded(limits, limit))
            continue;
        cs_escape(shown, sizeof shown, limit->text);
        cs_buffer_puts(to, prefix);
        cs_buffer_puts(to, "limit ");
        cs_buffer_puts(to, shown);
        cs_buffer_puts(to, " is exceeded: ");
        put_figure(limit, to);
        if (limit->percent)
            put(to, " of %" PRIu64, limits->total);
        cs_buffer_puts(to, limit->shown > 1 ? "; the first are" : "; the first is");
        for (size_t k = 0; k < limit->shown; k++) {
            cs_buffer_puts(to, k > 0 ? ", \"" : " \"");
            cs_buffer_puts(to, limit->dns[k]);
            cs_buffer_puts(to, limit->names[k][0] ? "\" (" : "\"");
            cs_buffer_puts(to, limit->names[k]);
            cs_buffer_puts(to, limit->names[k][0] ? ")" : "");
        }
        cs_buffer_puts(to, "\n");
    }
}

void cs_limits_json(const cs_limits *limits, cs_buffer *to)
{
    cs_buffer_puts(to, "[");
    for (size_t i = 0; i < limits->count; i++) {
        const cs_limit *limit = &limits->list[i];
        cs_buffer_puts(to, i > 0 ? ",{\"limit\":" : "{\"limit\":");
        cs_json_string(to, limit->text);
        if (limit->figure == UINT64_MAX)
            cs_buffer_puts(to, ",\"figure\":null");
        else
            put(to, ",\"figure\":%" PRIu64, limit->figure);
        cs_buffer_puts(to, cs_limit_is_exceeded(limits, limit) ? ",\"exceeded\":true}"
                                                               : ",\"exceeded\":false}");
    }
    cs_buffer_puts(to, "]");
}
