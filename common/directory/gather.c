#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "directory/internal.h"

bool cs_building_full(cs_building *b)
{
    return cs_fail_object_memory(b->error);
}

/* ---- Names ---- */

/* Takes the option off the name, in any ASCII case: false where the name does not have it. An
 * option that ends in "=" takes what follows it along, into `*value`. */
static bool take_option(cs_arena *arena, cs_text *name, const char *option, cs_text *value)
{
    size_t n = strlen(option);

    for (size_t at = cs_text_find(*name, ';'); at < name->n;) {
        cs_text rest = cs_text_skip(*name, at + 1);
        cs_text one = cs_text_first(rest, cs_text_find(rest, ';'));
        bool takes = cs_text_ends(cs_text_from(option), '=') ? one.n > n : one.n == n;
        if (takes && cs_text_equal_nocase(cs_text_first(one, n), cs_text_from(option))) {
            *value = cs_text_skip(one, n);
            cs_text after = cs_text_skip(rest, one.n);
            char *joined = cs_arena_alloc(arena, name->n);
            if (!joined)
                return false;
            memcpy(joined, name->s, at);
            cs_text_copy(joined + at, after);
            *name = (cs_text){joined, at + after.n};
            return true;
        }
        at += 1 + one.n;
    }
    return false;
}

static bool is_wanted(const cs_wanted *wanted, cs_text name, const cs_schema_attribute *schema)
{
    cs_text base = cs_text_first(name, cs_text_find(name, ';'));

    if (cs_text_equal_nocase(base, CS_LITERAL("objectClass")))
        return true;
    if (!wanted->names)
        return !schema->left_out;
    for (size_t i = 0; i < wanted->count; i++)
        if (cs_text_equal_nocase(wanted->names[i], name) ||
            cs_text_equal_nocase(wanted->names[i], base))
            return true;
    return false;
}

/* FNV-1a (Fowler, Noll, Vo) of the name in lower case. */
static size_t hash_name(cs_text name)
{
    uint64_t hash = 0xCBF29CE484222325u;

    for (size_t i = 0; i < name.n; i++)
        hash = (hash ^ (unsigned char)cs_ascii_lower(name.s[i])) * 0x100000001B3u;
    return (size_t)(hash ^ hash >> 32);
}

/* The attribute of that name, made where it is not there yet. NULL out of memory. */
static cs_gathered *find_attribute(cs_building *b, cs_text name)
{
    cs_gathered **slot = &b->slots[hash_name(name) & b->mask];

    for (cs_gathered *g = *slot; g; g = g->other)
        if (cs_text_equal_nocase(g->attribute.name, name))
            return g;
    cs_gathered *g = cs_arena_zalloc(b->arena, sizeof *g);
    if (!g)
        return NULL;
    g->schema = cs_schema_well_known(cs_text_first(name, cs_text_find(name, ';')));
    g->wanted = is_wanted(b->names, name, &g->schema);
    g->attribute.name = name;
    g->next = &g->attribute.values;
    g->other = *slot;
    *slot = g;
    *b->last = g;
    b->last = &g->after;
    return g;
}

/* Notes that a range of values of the attribute begins: "0-1499", "1500-*"
 * ([MS-ADTS] 3.1.1.3.1.3.3).
 */
static bool begin_range(cs_building *b, cs_gathered *g, cs_text range)
{
    char text[48], *end;

    snprintf(text, sizeof text, "%.*s", CS_PRINTED(range, sizeof text - 1));
    uint64_t first = strtoull(text, &end, 10);
    bool good = text[0] >= '0' && text[0] <= '9' && *end == '-';
    bool last = good && strcmp(end + 1, "*") == 0;
    uint64_t final = good && !last ? strtoull(end + 1, &end, 10) : first;
    if (!good || (!last && (*end || final < first || final >= UINT64_MAX)))
        return cs_fail(b->error, "\"%.*s\" is not a range of values of the attribute \"%.*s\"",
                       CS_PRINTED(range, 40), CS_PRINTED(g->attribute.name, 100));
    if (first != g->expected || g->whole || (!g->ranged && g->attribute.values))
        return cs_fail(b->error,
                       "the values of the attribute \"%.*s\" from %" PRIu64 " on are missing",
                       CS_PRINTED(g->attribute.name, 100), g->expected);
    g->ranged = true;
    g->whole = last;
    g->expected = final + 1;
    return true;
}

/* The attribute that values of that name go to. NULL on failure. */
static cs_gathered *attribute_of(cs_building *b, cs_text name)
{
    cs_text range, nothing;

    while (take_option(b->arena, &name, "binary", &nothing))
        continue;
    bool ranged = take_option(b->arena, &name, "range=", &range);
    cs_gathered *g = find_attribute(b, name);
    if (!g)
        cs_building_full(b);
    return g && (!ranged || begin_range(b, g, range)) ? g : NULL;
}

/* ---- Gathering values ---- */

bool cs_gather(cs_building *b)
{
    size_t slots = 64;
    cs_text name = CS_NO_TEXT;
    cs_gathered *g = NULL;

    while (slots < b->entry->count)
        slots *= 2;
    b->mask = slots - 1;
    b->slots = cs_arena_zalloc(b->arena, slots * sizeof *b->slots);
    if (!b->slots)
        return cs_building_full(b);
    for (size_t i = 0; i < b->entry->count; i++) {
        const cs_entry_value *from = &b->entry->values[i];
        if (!g || !cs_text_equal(from->name, name))
            g = attribute_of(b, from->name);
        name = from->name;
        cs_value *value = g ? cs_arena_zalloc(b->arena, sizeof *value) : NULL;
        if (!value)
            return g ? cs_building_full(b) : false;
        value->text = from->bytes;
        *g->next = value;
        g->next = &value->next;
        g->attribute.count++;
    }
    for (g = b->first; g; g = g->after)
        if (g->ranged && !g->whole)
            return cs_fail(b->error,
                           "the values of the attribute \"%.*s\" end with number %" PRIu64
                           " of a range: the entry is incomplete",
                           CS_PRINTED(g->attribute.name, 100), g->expected - 1);
    return true;
}

const cs_gathered *cs_gathered_find(const cs_building *b, const char *name)
{
    cs_text text = cs_text_from(name);

    for (const cs_gathered *g = b->slots[hash_name(text) & b->mask]; g; g = g->other)
        if (cs_text_equal_nocase(g->attribute.name, text))
            return g;
    return NULL;
}
