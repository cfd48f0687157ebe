/* Scopes that no object can be in. */
#include <stdlib.h>

#include "check.h"

typedef enum meaning {
    MEANS_NOTHING, /* that is known here */
    MEANS_NULL,
    MEANS_PRESENT,
    MEANS_EQUAL,
    MEANS_NOT_EQUAL,
    MEANS_STARTS,
    MEANS_NOT_STARTS,
    MEANS_ENDS,
    MEANS_NOT_ENDS,
    MEANS_CONTAINS,
    MEANS_NOT_CONTAINS,
    MEANS_LESS,
    MEANS_LESS_EQUAL,
    MEANS_GREATER,
    MEANS_GREATER_EQUAL,
    MEANS_BIT,
    MEANS_NO_BIT,
} meaning;

static meaning meaning_of(cs_text operation)
{
    static const struct {
        const char *name;
        meaning meaning;
    } names[] = {
        {"ISNULL", MEANS_NULL},         {"ISNOTNULL", MEANS_PRESENT},
        {"EQUAL", MEANS_EQUAL},         {"NOTEQUAL", MEANS_NOT_EQUAL},
        {"STARTSWITH", MEANS_STARTS},   {"NOTSTARTSWITH", MEANS_NOT_STARTS},
        {"ENDSWITH", MEANS_ENDS},       {"NOTENDSWITH", MEANS_NOT_ENDS},
        {"CONTAINS", MEANS_CONTAINS},   {"NOTCONTAINS", MEANS_NOT_CONTAINS},
        {"LESSTHAN", MEANS_LESS},       {"LESSTHAN_OR_EQUAL", MEANS_LESS_EQUAL},
        {"GREATERTHAN", MEANS_GREATER}, {"GREATERTHAN_OR_EQUAL", MEANS_GREATER_EQUAL},
        {"ISBITSET", MEANS_BIT},        {"ISBITNOTSET", MEANS_NO_BIT},
        {"ISNOTBITSET", MEANS_NO_BIT},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cs_text_equal_nocase(operation, cs_text_from(names[i].name)))
            return names[i].meaning;
    return MEANS_NOTHING;
}

/* True where the condition holds only of an object that has the attribute. */
static bool needs_value(meaning m)
{
    return m == MEANS_PRESENT || m == MEANS_EQUAL || m == MEANS_STARTS || m == MEANS_ENDS ||
           m == MEANS_CONTAINS || (m >= MEANS_LESS && m <= MEANS_BIT);
}

static bool starts(cs_text text, cs_text with)
{
    return text.n >= with.n && cs_text_equal_nocase(cs_text_first(text, with.n), with);
}

static bool ends(cs_text text, cs_text with)
{
    return text.n >= with.n && cs_text_equal_nocase(cs_text_skip(text, text.n - with.n), with);
}

static bool contains(cs_text text, cs_text what)
{
    for (size_t i = 0; i + what.n <= text.n; i++)
        if (starts(cs_text_skip(text, i), what))
            return true;
    return false;
}

static bool read_number(cs_text value, double *number)
{
    char *end;

    *number = strtod(value.s, &end); /* a text of the arena ends in a NUL */
    return value.n > 0 && *end == '\0';
}

static bool is_below(meaning m)
{
    return m == MEANS_LESS || m == MEANS_LESS_EQUAL;
}

static bool is_above(meaning m)
{
    return m == MEANS_GREATER || m == MEANS_GREATER_EQUAL;
}

/* True where no number is within both bounds. */
static bool bounds_exclude(meaning m, cs_text a, meaning n, cs_text b)
{
    double x, y;

    if (!read_number(a, &x) || !read_number(b, &y))
        return false;
    if (is_below(m) && (is_above(n) || n == MEANS_EQUAL))
        return m == MEANS_LESS_EQUAL && n != MEANS_GREATER ? y > x : y >= x;
    if (is_above(m) && n == MEANS_EQUAL)
        return m == MEANS_GREATER_EQUAL ? y < x : y <= x;
    return false;
}

/* True where an object with a single value cannot meet both, in this order. */
static bool excludes(meaning m, cs_text a, meaning n, cs_text b)
{
    if (m == MEANS_NULL && needs_value(n))
        return true;
    if (m == MEANS_EQUAL) {
        switch (n) {
        case MEANS_EQUAL:
            return !cs_text_equal_nocase(a, b);
        case MEANS_NOT_EQUAL:
            return cs_text_equal_nocase(a, b);
        case MEANS_STARTS:
        case MEANS_NOT_STARTS:
            return starts(a, b) == (n == MEANS_NOT_STARTS);
        case MEANS_ENDS:
        case MEANS_NOT_ENDS:
            return ends(a, b) == (n == MEANS_NOT_ENDS);
        case MEANS_CONTAINS:
        case MEANS_NOT_CONTAINS:
            return contains(a, b) == (n == MEANS_NOT_CONTAINS);
        default:
            break;
        }
    }
    if (m == MEANS_STARTS && n == MEANS_NOT_STARTS)
        return starts(a, b);
    if (m == MEANS_STARTS && n == MEANS_STARTS)
        return !starts(a, b) && !starts(b, a);
    if (m == MEANS_ENDS && n == MEANS_NOT_ENDS)
        return ends(a, b);
    if (m == MEANS_ENDS && n == MEANS_ENDS)
        return !ends(a, b) && !ends(b, a);
    if (m == MEANS_CONTAINS && n == MEANS_NOT_CONTAINS)
        return contains(a, b);
    if (m == MEANS_BIT && n == MEANS_NO_BIT)
        return cs_text_equal_nocase(a, b);
    return bounds_exclude(m, a, n, b);
}

/* True where the attribute has at most one value: of several each may meet one condition. */
static bool has_one_value(const checking *c, const cs_rule *rule, cs_text attribute)
{
    const cs_connector *connector = cs_config_connector(c->config, rule->connector);
    const cs_schema *schema = rule->outbound ? &c->config->schema : &connector->schema;
    const cs_schema_attribute *found = cs_schema_find(schema, attribute);

    return !found || !found->multi;
}

static bool contradict(const checking *c, const cs_rule *rule, const cs_clause *a,
                       const cs_clause *b)
{
    meaning m = meaning_of(a->operation), n = meaning_of(b->operation);

    if (!cs_text_equal_nocase(a->attribute, b->attribute))
        return false;
    if (m != MEANS_NULL && n != MEANS_NULL && m != MEANS_NOT_EQUAL && n != MEANS_NOT_EQUAL &&
        !has_one_value(c, rule, a->attribute))
        return false;
    return excludes(m, a->value, n, b->value) || excludes(n, b->value, m, a->value);
}

static void check_group(checking *c, const cs_rule *rule, const cs_clauses *group)
{
    for (size_t i = 0; i < group->count; i++)
        for (size_t k = 0; k < i; k++) {
            const cs_clause *a = &group->list[k], *b = &group->list[i];
            if (contradict(c, rule, a, b))
                check_add(c, LEVEL_ERROR, "scope-never", rule, a->attribute,
                          "no object is in scope: %.*s %.*s and %.*s %.*s exclude each other",
                          CS_PRINTED(a->operation, 40), CS_PRINTED(a->value, 100),
                          CS_PRINTED(b->operation, 40), CS_PRINTED(b->value, 100));
        }
}

void check_scope(checking *c, const cs_rule *rule)
{
    for (size_t i = 0; i < rule->scope_count; i++)
        check_group(c, rule, &rule->scope[i]);
}
