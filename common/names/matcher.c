/* An Aho-Corasick automaton (Communications of the ACM 18, 6, 1975) over names read backwards: as
 * the text passes from its end to its start, the state tells the longest name that begins there. */
#include "names/matcher.h"

#include <stdlib.h>

#include "base/array.h"

enum {
    ENDS_WORD = 256, /* added to a byte after which no word continues */
    SYMBOLS = 512,
    ROOT = 0
};

/* A state: the end of some names, as far as it has been read backwards. */
typedef struct node {
    uint32_t child, sibling; /* trees of longer ends; ROOT for none */
    uint32_t shorter;        /* the longest other end of a name that this one begins with */
    uint32_t name;           /* the longest name read as a whole, from 1; 0 for none */
    uint16_t symbol;         /* the last one read */
} node;

struct cs_matcher {
    node *nodes;
    size_t count, room;
    uint32_t names;
    uint32_t first[SYMBOLS]; /* the children of the root, by symbol */
};

/* ---- Symbols ---- */

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (cs_ascii_lower(c) >= 'a' && cs_ascii_lower(c) <= 'z') ||
           c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

/* True if a word continues from the byte before `i` to the one there. */
static bool is_joined(cs_text text, size_t i)
{
    return i > 0 && i < text.n && is_word(text.s[i - 1]) && is_word(text.s[i]);
}

static uint16_t symbol_at(cs_text text, size_t i)
{
    unsigned char c = (unsigned char)cs_ascii_lower(text.s[i]);

    return (uint16_t)(is_joined(text, i + 1) ? c : c + ENDS_WORD);
}

/* ---- The tree of names ---- */

static uint32_t child_of(const cs_matcher *m, uint32_t state, uint16_t symbol)
{
    if (state == ROOT)
        return m->first[symbol];
    uint32_t child = m->nodes[state].child;
    while (child != ROOT && m->nodes[child].symbol != symbol)
        child = m->nodes[child].sibling;
    return child;
}

/* A new child of the state; ROOT out of memory. */
static uint32_t add_child(cs_matcher *m, uint32_t state, uint16_t symbol)
{
    node *nodes = cs_grown(m->nodes, m->count, &m->room, sizeof *nodes);

    if (!nodes)
        return ROOT;
    m->nodes = nodes;
    uint32_t child = (uint32_t)m->count++;
    nodes[child] = (node){.symbol = symbol};
    if (state == ROOT) {
        m->first[symbol] = child;
    } else {
        nodes[child].sibling = nodes[state].child;
        nodes[state].child = child;
    }
    return child;
}

cs_matcher *cs_matcher_new(void)
{
    cs_matcher *m = calloc(1, sizeof *m);

    if (m && !(m->nodes = cs_grown(NULL, 0, &m->room, sizeof *m->nodes))) {
        free(m);
        return NULL;
    }
    if (m) {
        m->nodes[ROOT] = (node){0};
        m->count = 1;
    }
    return m;
}

cs_matcher_added cs_matcher_add(cs_matcher *m, cs_text name)
{
    uint32_t state = ROOT;

    for (size_t i = name.n; i-- > 0;) {
        uint16_t symbol = symbol_at(name, i);
        uint32_t child = child_of(m, state, symbol);
        if (child == ROOT)
            child = add_child(m, state, symbol);
        if (child == ROOT)
            return CS_MATCHER_MEMORY;
        state = child;
    }
    if (m->nodes[state].name > 0)
        return CS_MATCHER_KNOWN;
    m->nodes[state].name = ++m->names;
    return CS_MATCHER_ADDED;
}

/* ---- The automaton ---- */

static uint32_t next_state(const cs_matcher *m, uint32_t state, uint16_t symbol)
{
    uint32_t child;

    while ((child = child_of(m, state, symbol)) == ROOT && state != ROOT)
        state = m->nodes[state].shorter;
    return child;
}

bool cs_matcher_finish(cs_matcher *m)
{
    uint32_t *queue = malloc(m->count * sizeof *queue);
    size_t end = 0;

    if (!queue)
        return false;
    for (size_t symbol = 0; symbol < SYMBOLS; symbol++)
        if (m->first[symbol] != ROOT)
            queue[end++] = m->first[symbol];
    for (size_t i = 0; i < end; i++) { /* shorter ends come first */
        uint32_t state = queue[i];
        uint32_t child = m->nodes[state].child;
        for (; child != ROOT; child = m->nodes[child].sibling) {
            node *n = &m->nodes[child];
            n->shorter = next_state(m, m->nodes[state].shorter, n->symbol);
            if (n->name == 0)
                n->name = m->nodes[n->shorter].name;
            queue[end++] = child;
        }
    }
    free(queue);
    return true;
}

bool cs_matcher_find(const cs_matcher *m, cs_text text, cs_matches *matches)
{
    uint32_t state = ROOT;

    for (size_t i = text.n; i-- > 0;) {
        state = next_state(m, state, symbol_at(text, i));
        uint32_t name = m->nodes[state].name;
        if (name == 0 || is_joined(text, i))
            continue;
        cs_match *list = cs_grown(matches->list, matches->count, &matches->room, sizeof *list);
        if (!list)
            return false;
        matches->list = list;
        list[matches->count++] = (cs_match){i, name - 1};
    }
    return true;
}

void cs_matcher_free(cs_matcher *m)
{
    if (!m)
        return;
    free(m->nodes);
    free(m);
}
