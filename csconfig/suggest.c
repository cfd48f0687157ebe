/* Which names of the two servers are others, where everything else is equal. */
#include "report.h"

enum {
    ACTIVE,
    STAGING,
    MOST_NAMES = 100
};

/* Names, each once. */
typedef struct names {
    cs_text from[MOST_NAMES], to[MOST_NAMES];
    size_t count;
} names;

static void add(names *n, cs_text from, cs_text to)
{
    if (from.n == 0 || to.n == 0 || cs_text_equal_nocase(from, to) || n->count == MOST_NAMES ||
        cs_text_has(from, '\t') || cs_text_has(from, '\n') || cs_text_has(to, '\t') ||
        cs_text_has(to, '\n'))
        return;
    for (size_t i = 0; i < n->count; i++)
        if (cs_text_equal_nocase(n->from[i], from))
            return;
    n->from[n->count] = from;
    n->to[n->count++] = to;
}

/* Parameters that hold a name of a forest or domain. */
static void add_parameters(names *n, const cs_node *a, const cs_node *s)
{
    const cs_node *values[SIDES] = {cs_node_at(a, "parameter-values"),
                                    cs_node_at(s, "parameter-values")};

    for (const cs_node *x = cs_node_first(values[ACTIVE], "parameter"); x; x = cs_node_again(x)) {
        cs_text name = cs_node_value(x, "name");
        if (!cs_text_starts(name, "Domain.") && !cs_text_starts(name, "Forest."))
            continue;
        for (const cs_node *y = cs_node_first(values[STAGING], "parameter"); y;
             y = cs_node_again(y))
            if (cs_text_equal(name, cs_node_value(y, "name")))
                add(n, x->text, y->text);
    }
}

static void add_connectors(names *n, const cs_connector *a, const cs_connector *s)
{
    static const char forest[] = "private-configuration/adma-configuration";

    add(n, a->realm, s->realm);
    add(n, a->name, s->name);
    add_parameters(n, cs_node_at(a->node, forest), cs_node_at(s->node, forest));
    if (a->partition_count != s->partition_count)
        return;
    for (size_t i = 0; i < a->partition_count; i++) {
        add(n, a->partitions[i].name, s->partitions[i].name);
        add_parameters(n, a->partitions[i].node, s->partitions[i].node);
    }
}

static void find_names(const comparison *c, names *n)
{
    for (size_t i = 0; i < c->sides[ACTIVE]->connector_count; i++)
        for (size_t k = 0; k < c->sides[STAGING]->connector_count; k++)
            if (c->match.connectors[ACTIVE][i] == c->match.connectors[STAGING][k])
                add_connectors(n, &c->sides[ACTIVE]->connectors[i],
                               &c->sides[STAGING]->connectors[k]);
}

/* True where the names make all equal that counts. */
static bool would_be_equal(const comparison *c, cs_text lines, bool *equal, cs_error *error)
{
    cs_mapping *mapping = cs_mapping_parse(lines, error);
    comparison again = {.sides = {c->sides[ACTIVE], c->sides[STAGING]}, .mapping = mapping};
    bool ok = mapping && compare_run(&again, error);

    *equal = ok && again.counts[CLASS_CRITICAL] + again.counts[CLASS_CHANGED] == 0;
    compare_free(&again);
    cs_mapping_free(mapping);
    return ok;
}

bool report_suggestion(const comparison *c, cs_buffer *to, cs_error *error)
{
    names n = {.count = 0};
    bool equal = false;

    if (c->mapping || c->counts[CLASS_CRITICAL] + c->counts[CLASS_CHANGED] == 0)
        return true;
    find_names(c, &n);
    for (size_t i = 0; i < n.count; i++) {
        cs_buffer_add(to, n.from[i]);
        cs_buffer_puts(to, "\t");
        cs_buffer_add(to, n.to[i]);
        cs_buffer_puts(to, "\n");
    }
    if (n.count == 0)
        return true;
    if (to->failed)
        return cs_fail_memory(error);
    bool ok = would_be_equal(c, cs_buffer_text(to), &equal, error);
    if (!equal)
        to->n = 0;
    return ok;
}
