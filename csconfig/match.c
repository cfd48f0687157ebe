#include "match.h"

#include <stdlib.h>

#include "normal.h"

enum {
    ACTIVE,
    STAGING
};

/* What a connector or rule is known by, in small letters and with its names mapped. */
typedef struct known_by {
    cs_text keys[7];
} known_by;

typedef struct matching {
    match *m;
    const cs_config *const *sides;
    const cs_mapping *mapping;
    known_by *by[SIDES];
    size_t counts[SIDES];
    size_t *numbers[SIDES];
    size_t next; /* number */
    cs_buffer work;
    bool failed;
} matching;

static cs_text folded(matching *g, int side, cs_text text)
{
    g->work.n = 0;
    if (text.n > 2 && text.s[0] == '{' && cs_text_ends(text, '}'))
        text = (cs_text){text.s + 1, text.n - 2};
    if (side == ACTIVE && g->mapping)
        cs_mapping_apply(g->mapping, text, &g->work);
    else
        cs_buffer_add(&g->work, text);
    for (size_t i = 0; i < g->work.n; i++)
        g->work.s[i] = cs_ascii_lower(g->work.s[i]);
    cs_text copy = cs_arena_copy(&g->m->memory, cs_buffer_text(&g->work));
    g->failed |= g->work.failed || !copy.s;
    return copy.s ? copy : CS_LITERAL("");
}

/* Begins with nothing matched. */
static bool begin(matching *g, size_t active, size_t staging)
{
    const size_t counts[SIDES] = {active, staging};

    g->next = 0;
    for (int side = 0; side < SIDES; side++) {
        g->counts[side] = counts[side];
        g->by[side] = cs_arena_zalloc(&g->m->memory, (counts[side] + 1) * sizeof *g->by[side]);
        g->numbers[side] =
            cs_arena_alloc(&g->m->memory, (counts[side] + 1) * sizeof *g->numbers[side]);
        if (!g->by[side] || !g->numbers[side])
            return false;
        for (size_t i = 0; i < counts[side]; i++)
            g->numbers[side][i] = SIZE_MAX;
    }
    return true;
}

/* True where both have all keys of the list, alike. */
static bool agree(const known_by *a, const known_by *b, const int *keys)
{
    for (; *keys >= 0; keys++)
        if (a->keys[*keys].n == 0 || !cs_text_equal(a->keys[*keys], b->keys[*keys]))
            return false;
    return true;
}

/* Matches what is left and agrees in the keys (a list ended by -1). */
static void pass(matching *g, const int *keys)
{
    for (size_t i = 0; i < g->counts[ACTIVE]; i++) {
        if (g->numbers[ACTIVE][i] != SIZE_MAX)
            continue;
        for (size_t k = 0; k < g->counts[STAGING]; k++)
            if (g->numbers[STAGING][k] == SIZE_MAX &&
                agree(&g->by[ACTIVE][i], &g->by[STAGING][k], keys)) {
                g->numbers[ACTIVE][i] = g->numbers[STAGING][k] = g->next++;
                break;
            }
    }
}

/* The one that is left and agrees; SIZE_MAX for none or several. */
static size_t only_left(const matching *g, int side, const known_by *like, const int *keys)
{
    size_t found = SIZE_MAX, count = 0;

    for (size_t i = 0; i < g->counts[side]; i++)
        if (g->numbers[side][i] == SIZE_MAX && agree(&g->by[side][i], like, keys)) {
            found = i;
            count++;
        }
    return count == 1 ? found : SIZE_MAX;
}

/* Matches what is the only one of its kind that is left, on both sides. */
static void pass_only(matching *g, const int *keys)
{
    for (size_t i = 0; i < g->counts[ACTIVE]; i++) {
        if (g->numbers[ACTIVE][i] != SIZE_MAX)
            continue;
        const known_by *like = &g->by[ACTIVE][i];
        size_t other = only_left(g, STAGING, like, keys);
        if (other != SIZE_MAX && only_left(g, ACTIVE, like, keys) == i)
            g->numbers[ACTIVE][i] = g->numbers[STAGING][other] = g->next++;
    }
}

static void number_the_rest(matching *g)
{
    for (int side = 0; side < SIDES; side++)
        for (size_t i = 0; i < g->counts[side]; i++)
            if (g->numbers[side][i] == SIZE_MAX)
                g->numbers[side][i] = g->next++;
}

/* ---- Connectors ---- */

enum {
    BY_TYPE,
    BY_SUBTYPE,
    BY_REALM,
    BY_NAME,
    BY_CONNECTOR_ID
};

static bool match_connectors(matching *g)
{
    static const int passes[][5] = {
        {BY_TYPE, BY_SUBTYPE, BY_REALM, BY_NAME, -1},
        {BY_TYPE, BY_SUBTYPE, BY_REALM, -1},
        {BY_TYPE, BY_SUBTYPE, BY_NAME, -1},
        {BY_NAME, -1},
        {BY_CONNECTOR_ID, -1},
    };
    static const int type[] = {BY_TYPE, BY_SUBTYPE, -1};

    if (!begin(g, g->sides[ACTIVE]->connector_count, g->sides[STAGING]->connector_count))
        return false;
    for (int side = 0; side < SIDES; side++)
        for (size_t i = 0; i < g->counts[side]; i++) {
            const cs_connector *c = &g->sides[side]->connectors[i];
            cs_text *keys = g->by[side][i].keys;
            keys[BY_TYPE] = folded(g, side, c->category);
            keys[BY_SUBTYPE] = c->subtype.n > 0 ? folded(g, side, c->subtype) : CS_LITERAL("-");
            keys[BY_REALM] = folded(g, side, c->realm);
            keys[BY_NAME] = folded(g, side, c->name);
            keys[BY_CONNECTOR_ID] = folded(g, STAGING, c->id);
        }
    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
        pass(g, passes[i]);
    pass_only(g, type);
    number_the_rest(g);
    for (int side = 0; side < SIDES; side++)
        g->m->connectors[side] = g->numbers[side];
    return true;
}

/* ---- Rules ---- */

enum {
    BY_PLACE, /* connector and direction */
    BY_TAG,
    BY_RULE_NAME,
    BY_CONTENT,
    BY_KIND, /* default or custom */
    BY_RULE_ID,
    BY_OWN_NAME /* without a mapping: people may call their rules alike everywhere */
};

static cs_text place_of(matching *g, int side, const cs_rule *rule)
{
    const cs_config *config = g->sides[side];
    const cs_connector *connector = cs_config_connector(config, rule->connector);
    char text[48];

    snprintf(text, sizeof text, "%zu %d", g->m->connectors[side][connector - config->connectors],
             rule->outbound);
    return folded(g, STAGING, cs_text_from(text));
}

static cs_text content_of(matching *g, int side, const cs_rule *rule)
{
    cs_buffer content = {0};

    normal_content(rule, side == ACTIVE ? g->mapping : NULL, &content);
    cs_text copy = cs_arena_copy(&g->m->memory, cs_buffer_text(&content));
    g->failed |= content.failed || !copy.s;
    cs_buffer_free(&content);
    return copy.s ? copy : CS_LITERAL("");
}

static void describe_rule(matching *g, int side, const cs_rule *rule, cs_text *keys)
{
    bool is_default = cs_rule_is_default(rule);

    keys[BY_PLACE] = place_of(g, side, rule);
    keys[BY_TAG] = is_default ? folded(g, STAGING, cs_rule_tag_base(rule)) : CS_LITERAL("");
    keys[BY_RULE_NAME] = folded(g, side, rule->name);
    keys[BY_OWN_NAME] = folded(g, STAGING, rule->name);
    keys[BY_CONTENT] = content_of(g, side, rule);
    keys[BY_KIND] = is_default ? CS_LITERAL("default") : CS_LITERAL("custom");
    keys[BY_RULE_ID] = folded(g, STAGING, rule->id);
}

static bool match_rules(matching *g)
{
    static const int passes[][6] = {
        {BY_PLACE, BY_TAG, BY_RULE_NAME, BY_CONTENT, -1},
        {BY_PLACE, BY_TAG, BY_RULE_NAME, -1},
        {BY_PLACE, BY_TAG, -1},
        {BY_PLACE, BY_KIND, BY_RULE_NAME, BY_CONTENT, -1},
        {BY_PLACE, BY_KIND, BY_RULE_NAME, -1},
        {BY_PLACE, BY_KIND, BY_OWN_NAME, -1},
        {BY_PLACE, BY_KIND, BY_CONTENT, -1},
        {BY_PLACE, BY_RULE_NAME, -1},
        {BY_RULE_ID, BY_RULE_NAME, -1},
        {BY_RULE_ID, -1},
        {BY_TAG, BY_RULE_NAME, BY_CONTENT, -1},
    };

    if (!begin(g, g->sides[ACTIVE]->rule_count, g->sides[STAGING]->rule_count))
        return false;
    for (int side = 0; side < SIDES; side++)
        for (size_t i = 0; i < g->counts[side]; i++)
            describe_rule(g, side, &g->sides[side]->rules[i], g->by[side][i].keys);
    for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
        pass(g, passes[i]);
    number_the_rest(g);
    for (int side = 0; side < SIDES; side++)
        g->m->rules[side] = g->numbers[side];
    return true;
}

bool match_configs(match *m, const cs_config *const sides[SIDES], const cs_mapping *mapping,
                   cs_error *error)
{
    matching g = {.m = m, .sides = sides, .mapping = mapping};
    bool ok = match_connectors(&g) && match_rules(&g) && !g.failed;

    cs_buffer_free(&g.work);
    return ok || cs_fail_memory(error);
}

void match_free(match *m)
{
    cs_arena_free(&m->memory);
}
