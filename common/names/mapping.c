#include "names/mapping.h"

#include <stdlib.h>

#include "base/arena.h"
#include "names/dn.h"
#include "names/matcher.h"
#include "xml/read/input.h"

enum {
    LARGEST_FILE = 16 << 20 /* bytes */
};

/* A name as the file spells it, or as DNs are compared. */
typedef struct pair {
    cs_text from, to;
    size_t line;
} pair;

/* Pairs in the order of the file, and what finds their names. */
typedef struct pairs {
    pair *list;
    size_t count;
    cs_matcher *matcher;
} pairs;

struct cs_mapping {
    struct stat stat; /* of its file */
    cs_arena memory;
    pairs texts, dns;
};

/* ---- Reading the file ---- */

static bool fail_line(size_t line, const char *what, cs_error *error)
{
    return cs_fail(error, "line %zu %s", line, what);
}

static bool add_pair(cs_mapping *m, pair p, cs_error *error)
{
    cs_text *halves[] = {&p.from, &p.to};
    pair dn = p;
    cs_text *dn_halves[] = {&dn.from, &dn.to};
    cs_buffer scratch = {0};
    bool ok = true;

    for (int i = 0; i < 2 && ok; i++) {
        scratch.n = 0;
        cs_dn_normalize(&scratch, *halves[i]);
        *halves[i] = cs_arena_copy(&m->memory, *halves[i]);
        *dn_halves[i] = cs_arena_copy(&m->memory, cs_buffer_text(&scratch));
        ok = !scratch.failed && halves[i]->s && dn_halves[i]->s;
    }
    cs_buffer_free(&scratch);
    if (!ok)
        return cs_fail_memory(error);
    if (dn.from.n == 0)
        return fail_line(p.line, "has no name before its tab", error);
    m->texts.list[m->texts.count++] = p;
    m->dns.list[m->dns.count++] = dn;
    return true;
}

static bool read_line(cs_mapping *m, cs_text text, size_t line, cs_error *error)
{
    if (cs_text_ends(text, '\r'))
        text.n--;
    if (text.n == 0)
        return true;
    size_t tab = cs_text_find(text, '\t');
    if (tab == text.n)
        return fail_line(line, "has no tab between two names", error);
    pair p = {.from = {text.s, tab}, .to = cs_text_skip(text, tab + 1), .line = line};
    if (cs_text_has(p.to, '\t'))
        return fail_line(line, "has more than one tab", error);
    return add_pair(m, p, error);
}

static size_t count_lines(cs_text text)
{
    size_t lines = 1;

    for (size_t i = 0; i < text.n; i++)
        lines += text.s[i] == '\n';
    return lines;
}

static bool read_lines(cs_mapping *m, cs_text text, cs_error *error)
{
    size_t lines = count_lines(text);

    m->texts.list = cs_arena_alloc(&m->memory, lines * sizeof *m->texts.list);
    m->dns.list = cs_arena_alloc(&m->memory, lines * sizeof *m->dns.list);
    if (!m->texts.list || !m->dns.list)
        return cs_fail_memory(error);
    for (size_t line = 1; text.n > 0; line++)
        if (!read_line(m, cs_text_take_line(&text), line, error))
            return false;
    return m->texts.count > 0 || cs_fail(error, "the file contains no names");
}

static bool read_all(cs_input *input, cs_buffer *to, cs_error *error)
{
    cs_text text;
    cs_next got;

    while ((got = cs_input_next(input, &text, error)) == CS_ITEM) {
        cs_buffer_add(to, text);
        if (to->n > LARGEST_FILE)
            return cs_fail(error, "the file is larger than %d MiB", LARGEST_FILE >> 20);
    }
    return got == CS_END && (!to->failed || cs_fail_memory(error));
}

/* ---- Names ---- */

static bool prepare(pairs *p, cs_error *error)
{
    p->matcher = cs_matcher_new();
    if (!p->matcher)
        return cs_fail_memory(error);
    for (size_t i = 0; i < p->count; i++) {
        switch (cs_matcher_add(p->matcher, p->list[i].from)) {
        case CS_MATCHER_ADDED:
            break;
        case CS_MATCHER_KNOWN:
            return fail_line(p->list[i].line, "maps a name that an earlier line already maps",
                             error);
        case CS_MATCHER_MEMORY:
            return cs_fail_memory(error);
        }
    }
    return cs_matcher_finish(p->matcher) || cs_fail_memory(error);
}

/* Takes what the lines say into a mapping that is empty. */
static bool take_lines(cs_mapping *m, cs_text lines, cs_error *error)
{
    return read_lines(m, lines, error) && prepare(&m->texts, error) && prepare(&m->dns, error);
}

static cs_mapping *make(cs_error *error)
{
    cs_mapping *m = calloc(1, sizeof *m);

    if (!m)
        cs_fail_memory(error);
    return m;
}

cs_mapping *cs_mapping_read(const char *path, cs_error *error)
{
    cs_mapping *m = make(error);
    cs_buffer text = {0};

    if (!m)
        return NULL;
    cs_input *input = cs_input_open(path, error);
    bool ok = input && read_all(input, &text, error) && take_lines(m, cs_buffer_text(&text), error);
    if (input) {
        m->stat = *cs_input_stat(input);
        cs_error_file(error, cs_input_name(input));
    }
    cs_input_close(input);
    cs_buffer_free(&text);
    if (ok)
        return m;
    cs_mapping_free(m);
    return NULL;
}

cs_mapping *cs_mapping_parse(cs_text lines, cs_error *error)
{
    cs_mapping *m = make(error);

    if (m && take_lines(m, lines, error))
        return m;
    cs_mapping_free(m);
    return NULL;
}

const struct stat *cs_mapping_stat(const cs_mapping *mapping)
{
    return &mapping->stat;
}

void cs_mapping_free(cs_mapping *m)
{
    if (!m)
        return;
    cs_matcher_free(m->texts.matcher);
    cs_matcher_free(m->dns.matcher);
    cs_arena_free(&m->memory);
    free(m);
}

/* ---- Replacing ---- */

/* Of names that overlap, the one that begins first is replaced. */
static void replace(const pairs *p, cs_text text, cs_buffer *to)
{
    cs_matches matches = {0};
    size_t copied = 0;

    if (text.n == 0) /* it may be absent */
        return;
    to->failed |= !cs_matcher_find(p->matcher, text, &matches);
    while (matches.count-- > 0) {
        const cs_match *match = &matches.list[matches.count];
        const pair *found = &p->list[match->name];
        if (match->at < copied)
            continue;
        cs_buffer_add(to, (cs_text){text.s + copied, match->at - copied});
        cs_buffer_add(to, found->to);
        copied = match->at + found->from.n;
    }
    cs_buffer_add(to, cs_text_skip(text, copied));
    free(matches.list);
}

void cs_mapping_apply(const cs_mapping *mapping, cs_text text, cs_buffer *to)
{
    replace(&mapping->texts, text, to);
}

void cs_mapping_apply_dn(const cs_mapping *mapping, cs_text dn, cs_buffer *to)
{
    replace(&mapping->dns, dn, to);
}
