#include "compare.h"

#include <stdlib.h>

#include "base/array.h"
#include "sys/interrupt.h"

enum {
    ACTIVE,
    STAGING
};

cs_text compare_worked(comparison *c)
{
    cs_text copy = cs_arena_copy(&c->memory, cs_buffer_text(&c->work));

    c->failed |= c->work.failed || !copy.s;
    return copy.s ? copy : CS_LITERAL("");
}

/* ---- Differences ---- */

difference *compare_add(comparison *c, const fact *active, const fact *staging, fact_class class)
{
    static difference lost; /* where memory has run out; never looked at */
    const fact *any = staging ? staging : active;
    difference *larger = cs_grown(c->list, c->count, &c->room, sizeof *c->list);

    c->failed |= !larger;
    if (!larger)
        return &lost;
    c->list = larger;
    c->list[c->count] = (difference){
        .class = class,
        .area = any->area,
        .connector = any->connector,
        .name = any->name,
        .property = any->property,
        .values = {active ? active->value : CS_NO_TEXT, staging ? staging->value : CS_NO_TEXT},
        .note = any->note,
        .facts = {active, staging},
    };
    return &c->list[c->count++];
}

/* ---- Lists of words ---- */

static cs_text next_word(cs_text *rest)
{
    cs_text word = cs_text_first(*rest, cs_text_find(*rest, ','));

    *rest = cs_text_skip(*rest, word.n < rest->n ? word.n + 1 : word.n);
    return cs_text_strip(word);
}

static bool has_word(cs_text list, cs_text word)
{
    while (list.n > 0)
        if (cs_text_equal_nocase(next_word(&list), word))
            return true;
    return false;
}

/* The words that only one list has. */
static cs_text only_in(comparison *c, cs_text list, cs_text other)
{
    c->work.n = 0;
    while (list.n > 0) {
        cs_text word = next_word(&list);
        if (has_word(other, word))
            continue;
        cs_buffer_puts(&c->work, c->work.n > 0 ? ", " : "");
        cs_buffer_add(&c->work, word);
    }
    return compare_worked(c);
}

/* ---- Two facts ---- */

/* True where nothing at all differs, once names are mapped. */
static bool is_identical(comparison *c, const fact *a, const fact *s)
{
    if (a->container || s->container || cs_text_equal(a->value, s->value))
        return true;
    if (!c->mapping)
        return false;
    c->work.n = 0;
    cs_mapping_apply(c->mapping, a->value, &c->work);
    return cs_text_equal(cs_buffer_text(&c->work), s->value);
}

/* Rules may bear one name, and one description, whatever else is called otherwise. */
static bool is_called_alike(const fact *a, const fact *s)
{
    return a->rule && cs_text_equal_nocase(a->value, s->value) &&
           (cs_text_is(a->property, "name") || cs_text_is(a->property, "description"));
}

static void compare_two(comparison *c, const fact *a, const fact *s)
{
    if (cs_text_equal(a->compare, s->compare) || is_called_alike(a, s)) {
        if (!is_identical(c, a, s))
            compare_add(c, a, s, CLASS_NOISE);
        return;
    }
    difference *made = compare_add(c, a, s, a->class);
    if (!a->list)
        return;
    cs_text values[SIDES] = {only_in(c, a->value, s->value), only_in(c, s->value, a->value)};
    made->values[ACTIVE] = values[ACTIVE];
    made->values[STAGING] = values[STAGING];
    made->note = CS_LITERAL("only what differs of a list");
}

/* An element that is empty says as much as one that is not there. */
static bool says_nothing(const fact *f)
{
    return f->value.n == 0 && cs_text_has(f->property, '/');
}

static void compare_one(comparison *c, const fact *f, int side)
{
    fact_class class = says_nothing(f) ? CLASS_NOISE : f->presence;

    compare_add(c, side == ACTIVE ? f : NULL, side == ACTIVE ? NULL : f, class);
}

/* ---- Both lists ---- */

/* Facts by their keys. */
typedef struct sorted {
    const fact **list;
    bool *alone; /* by the fact's number: the other side does not have it */
} sorted;

static int compare_facts(const void *left, const void *right)
{
    const fact *a = *(const fact *const *)left, *b = *(const fact *const *)right;
    int order = cs_text_compare(a->key, b->key);

    if (order == 0)
        order = cs_text_compare(a->compare, b->compare);
    return order ? order : (a > b) - (a < b);
}

static bool sort(comparison *c, int side, sorted *s)
{
    const facts *f = &c->facts[side];

    s->list = cs_arena_alloc(&c->memory, (f->count + 1) * sizeof(const fact *));
    s->alone = cs_arena_zalloc(&c->memory, (f->count + 1) * sizeof *s->alone);
    if (!s->list || !s->alone)
        return false;
    for (size_t i = 0; i < f->count; i++)
        s->list[i] = &f->list[i];
    qsort(s->list, f->count, sizeof(const fact *), compare_facts);
    return true;
}

/* Goes through both lists; notes what stands alone. */
static void merge(comparison *c, sorted both[SIDES])
{
    size_t counts[SIDES] = {c->facts[ACTIVE].count, c->facts[STAGING].count};
    size_t a = 0, s = 0;

    while (a < counts[ACTIVE] || s < counts[STAGING]) {
        const fact *x = a < counts[ACTIVE] ? both[ACTIVE].list[a] : NULL;
        const fact *y = s < counts[STAGING] ? both[STAGING].list[s] : NULL;
        int order = !x ? 1 : !y ? -1 : cs_text_compare(x->key, y->key);
        if (order == 0)
            compare_two(c, x, y);
        else if (order < 0)
            both[ACTIVE].alone[x - c->facts[ACTIVE].list] = true;
        else
            both[STAGING].alone[y - c->facts[STAGING].list] = true;
        a += order <= 0;
        s += order >= 0;
    }
}

/* The fact that stands alone on the staging side and is what has become of this one; NULL. */
static const fact *partner(comparison *c, sorted *staging, const fact *of)
{
    const facts *f = &c->facts[STAGING];

    for (size_t i = 0; i < f->count; i++) {
        const fact *candidate = &f->list[i];
        if (staging->alone[i] && candidate->paired &&
            cs_text_equal(candidate->property, of->property) &&
            cs_text_equal_nocase(candidate->connector, of->connector) &&
            cs_text_equal_nocase(candidate->name, of->name)) {
            staging->alone[i] = false;
            return candidate;
        }
    }
    return NULL;
}

static size_t count_pairable(const facts *f, const sorted *s)
{
    size_t count = 0;

    for (size_t i = 0; i < f->count; i++)
        count += s->alone[i] && f->list[i].paired;
    return count;
}

/* Where very much stands alone it is no change of single things. */
static void pair_the_rest(comparison *c, sorted both[SIDES])
{
    enum {
        VERY_MUCH = 1000
    };
    const facts *f = &c->facts[ACTIVE];

    if (count_pairable(f, &both[ACTIVE]) > VERY_MUCH)
        return;
    for (size_t i = 0; i < f->count; i++) {
        if (!both[ACTIVE].alone[i] || !f->list[i].paired)
            continue;
        const fact *other = partner(c, &both[STAGING], &f->list[i]);
        if (!other)
            continue;
        both[ACTIVE].alone[i] = false;
        compare_two(c, &f->list[i], other);
    }
}

/* What is in something that is not there goes without saying. */
static bool is_within_alone(const facts *f, const sorted *s, size_t i)
{
    for (int k = 0; k < FACT_PARENTS; k++)
        if (f->list[i].parents[k] != NO_FACT && s->alone[f->list[i].parents[k]])
            return true;
    return false;
}

/* A rule of a connector that is not there is in it, too. */
static bool is_of_alone_connector(const comparison *c, int side, const fact *f)
{
    const cs_config *config = c->sides[side], *other = c->sides[!side];

    if (!f->rule)
        return false;
    size_t number = c->match.connectors[side][f->of - config->connectors];
    for (size_t i = 0; i < other->connector_count; i++)
        if (c->match.connectors[!side][i] == number)
            return false;
    return true;
}

static void add_alone(comparison *c, int side, const sorted *s)
{
    const facts *f = &c->facts[side];

    for (size_t i = 0; i < f->count; i++)
        if (s->alone[i] && !is_within_alone(f, s, i) &&
            !is_of_alone_connector(c, side, &f->list[i]))
            compare_one(c, &f->list[i], side);
}

/* ---- Order ---- */

static int compare_differences(const void *left, const void *right)
{
    const difference *a = left, *b = right;
    int order;

    if (a->class != b->class)
        return a->class < b->class ? -1 : 1;
    if (a->area != b->area)
        return a->area < b->area ? -1 : 1;
    if ((order = cs_name_compare(a->connector, b->connector)) != 0 ||
        (order = cs_name_compare(a->name, b->name)) != 0 ||
        (order = cs_name_compare(a->property, b->property)) != 0 ||
        (order = cs_text_compare(a->note, b->note)) != 0 ||
        (order = cs_text_compare(a->values[ACTIVE], b->values[ACTIVE])) != 0)
        return order;
    return cs_text_compare(a->values[STAGING], b->values[STAGING]);
}

static bool gather(comparison *c, cs_error *error)
{
    for (int side = 0; side < SIDES; side++) {
        c->facts[side] = (facts){
            .config = c->sides[side],
            .mapping = side == ACTIVE ? c->mapping : NULL,
            .connectors = c->match.connectors[side],
            .rules = c->match.rules[side],
        };
        if (!facts_gather(&c->facts[side], error) || !cs_interrupt_check(error))
            return false;
    }
    return true;
}

bool compare_run(comparison *c, cs_error *error)
{
    sorted both[SIDES];

    if (!match_configs(&c->match, c->sides, c->mapping, error) || !gather(c, error))
        return false;
    if (!sort(c, ACTIVE, &both[ACTIVE]) || !sort(c, STAGING, &both[STAGING]))
        return cs_fail_memory(error);
    merge(c, both);
    pair_the_rest(c, both);
    add_alone(c, ACTIVE, &both[ACTIVE]);
    add_alone(c, STAGING, &both[STAGING]);
    if (!compare_precedence(c, error))
        return false;
    compare_versions(c);
    if (c->failed)
        return cs_fail_memory(error);
    if (c->count > 0)
        qsort(c->list, c->count, sizeof *c->list, compare_differences);
    for (size_t i = 0; i < c->count; i++)
        c->counts[c->list[i].class]++;
    return cs_interrupt_check(error);
}

void compare_free(comparison *c)
{
    for (int side = 0; side < SIDES; side++)
        facts_free(&c->facts[side]);
    match_free(&c->match);
    free(c->list);
    cs_arena_free(&c->memory);
    cs_buffer_free(&c->work);
}
