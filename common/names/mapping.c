#include "names/mapping.h"

#include <stdlib.h>

#include "base/arena.h"
#include "names/dn.h"
#include "xml/read/input.h"

enum {
    LARGEST_FILE = 16 << 20 /* bytes */
};

/* A name as the file spells it, or as DNs are compared. */
typedef struct pair {
    cs_text from, to;
    size_t line;
} pair;

/* Pairs whose names are of one length. */
typedef struct group {
    size_t first, end;
} group;

/* Pairs, the longest names first, and those of one length by name without case. */
typedef struct pairs {
    pair *list;
    size_t count;
    group *groups;
    size_t group_count;
    bool begins[256]; /* true for a byte, in small letters, that a name begins with */
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

/* ---- Order ---- */

static int compare_folded(cs_text a, cs_text b)
{
    size_t n = a.n < b.n ? a.n : b.n;

    for (size_t i = 0; i < n; i++) {
        unsigned char x = (unsigned char)cs_ascii_lower(a.s[i]);
        unsigned char y = (unsigned char)cs_ascii_lower(b.s[i]);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return (a.n > n) - (b.n > n);
}

static int compare_pairs(const void *left, const void *right)
{
    const pair *a = left, *b = right;

    if (a->from.n != b->from.n)
        return a->from.n > b->from.n ? -1 : 1;
    int order = compare_folded(a->from, b->from);
    return order != 0 ? order : cs_number_compare(a->line, b->line);
}

static bool sort_pairs(pairs *p, cs_arena *memory, cs_error *error)
{
    qsort(p->list, p->count, sizeof *p->list, compare_pairs);
    p->groups = cs_arena_alloc(memory, p->count * sizeof *p->groups);
    if (!p->groups)
        return cs_fail_memory(error);
    for (size_t i = 0; i < p->count; i++) {
        cs_text from = p->list[i].from;
        if (i > 0 && compare_folded(p->list[i - 1].from, from) == 0)
            return fail_line(p->list[i].line, "maps a name that an earlier line already maps",
                             error);
        if (i == 0 || from.n != p->list[i - 1].from.n)
            p->groups[p->group_count++].first = i;
        p->groups[p->group_count - 1].end = i + 1;
        p->begins[(unsigned char)cs_ascii_lower(from.s[0])] = true;
    }
    return true;
}

cs_mapping *cs_mapping_read(const char *path, cs_error *error)
{
    cs_mapping *m = calloc(1, sizeof *m);
    cs_buffer text = {0};

    if (!m) {
        cs_fail_memory(error);
        return NULL;
    }
    cs_input *input = cs_input_open(path, error);
    bool ok = input && read_all(input, &text, error) &&
              read_lines(m, cs_buffer_text(&text), error) &&
              sort_pairs(&m->texts, &m->memory, error) && sort_pairs(&m->dns, &m->memory, error);
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

const struct stat *cs_mapping_stat(const cs_mapping *mapping)
{
    return &mapping->stat;
}

void cs_mapping_free(cs_mapping *m)
{
    if (!m)
        return;
    cs_arena_free(&m->memory);
    free(m);
}

/* ---- Replacing ---- */

/* True for a byte of a word. */
static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (cs_ascii_lower(c) >= 'a' && cs_ascii_lower(c) <= 'z') ||
           c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

/* True where a word goes on from one of the two bytes to the other. */
static bool is_joined(char before, char behind)
{
    return is_word(before) && is_word(behind);
}

/* True where a name of that length can stand there. */
static bool has_room(cs_text text, size_t at, size_t length)
{
    size_t end = at + length;

    return length <= text.n - at && (end == text.n || !is_joined(text.s[end - 1], text.s[end]));
}

static int compare_from(const void *text, const void *of)
{
    return compare_folded(*(const cs_text *)text, ((const pair *)of)->from);
}

/* The longest name that stands there; NULL where there is none. */
static const pair *pair_at(const pairs *p, cs_text text, size_t at)
{
    const pair *found = NULL;

    if (!p->begins[(unsigned char)cs_ascii_lower(text.s[at])] ||
        (at > 0 && is_joined(text.s[at - 1], text.s[at])))
        return NULL;
    for (size_t i = 0; i < p->group_count && !found; i++) {
        const group *g = &p->groups[i];
        cs_text name = {text.s + at, p->list[g->first].from.n};
        if (has_room(text, at, name.n))
            found = bsearch(&name, p->list + g->first, g->end - g->first, sizeof *p->list,
                            compare_from);
    }
    return found;
}

static void replace(const pairs *p, cs_text text, cs_buffer *to)
{
    size_t copied = 0, at = 0;

    if (text.n == 0) /* it may be absent */
        return;
    while (at < text.n) {
        const pair *found = pair_at(p, text, at);
        if (!found) {
            at++;
            continue;
        }
        cs_buffer_add(to, (cs_text){text.s + copied, at - copied});
        cs_buffer_add(to, found->to);
        at += found->from.n;
        copied = at;
    }
    cs_buffer_add(to, cs_text_skip(text, copied));
}

void cs_mapping_apply(const cs_mapping *mapping, cs_text text, cs_buffer *to)
{
    replace(&mapping->texts, text, to);
}

void cs_mapping_apply_dn(const cs_mapping *mapping, cs_text dn, cs_buffer *to)
{
    replace(&mapping->dns, dn, to);
}
