#include <stdlib.h>

#include "report/limit.h"
#include "unit.h"

/* Limits and what is counted for them. */
typedef struct gate {
    cs_limits rules;
    cs_limit_counts counts;
} gate;

/* Limits out of words, ended by NULL; all of them have to be right. "at-least " may stand in front
 * of one. */
static gate *gate_of(uint64_t total, const char *const *words)
{
    static const char least[] = "at-least ";
    gate *g = calloc(1, sizeof *g);
    cs_error error = {.set = false};

    g->rules.total = total;
    for (; *words; words++) {
        bool at_least = strncmp(*words, least, strlen(least)) == 0;
        ck_assert_msg(
            cs_limits_add(&g->rules, *words + (at_least ? strlen(least) : 0), at_least, &error),
            "%s", error.what);
    }
    ck_assert_msg(cs_limits_check(&g->rules, &error), "%s", error.what);
    ck_assert(cs_limit_counts_begin(&g->counts, &g->rules, &error));
    return g;
}

#define LIMITS(total, ...) gate_of((total), (const char *const[]){__VA_ARGS__, NULL})

static void free_gate(gate *g)
{
    cs_limit_counts_free(&g->counts);
    cs_limits_free(&g->rules);
    free(g);
}

static void count(gate *g, const char *dn, cs_omodt omodt, const char *type)
{
    const cs_who who = {.dn = cs_text_from(dn)};

    cs_limit_counts_object(&g->counts, &who, omodt, false, cs_text_from(type));
}

/* A change that takes `removed` of `before` values. */
static void change_of(gate *g, const char *dn, const char *name, uint64_t removed, uint64_t before)
{
    const cs_who who = {.dn = cs_text_from(dn)};

    cs_limit_counts_attribute(&g->counts, &who, cs_text_from(name), removed, before);
}

static void change(gate *g, const char *dn, const char *name, uint64_t removed)
{
    change_of(g, dn, name, removed, UINT64_MAX);
}

/* What is said of the limits that are exceeded, and that it fits the exit status. */
static void expect_text(const gate *g, const char *expected)
{
    cs_buffer text = {.s = NULL};

    cs_limits_text(&g->counts, "", &text);
    ck_assert_msg(cs_text_is(cs_buffer_text(&text), expected), "%.*s", (int)text.n,
                  text.s ? text.s : "");
    ck_assert(cs_limits_exceeded(&g->counts) == (*expected != '\0'));
    cs_buffer_free(&text);
}

/* ---- Reading ---- */

START_TEST(wrong_limits_are_wrong_usage)
{
    static const char *const wrong[] = {
        "",
        "delete",
        "delete=",
        "delete=x",
        "delete=-1",
        "delete=1x",
        "delete=1.5",
        "delete:=1",
        "Delete=1",
        "modify=1",
        "@=1",
        "removed@=1",
        "removed@m=101%",
        "object=5%",
        "object:=5",
        "objects=5",
        "=1",
        "delete=1234567890123456",
        "delete=%",
        "delete=.5%",
        "delete=5.%",
        "delete=1.2.3%",
        "delete=0.1234567%",
        "delete=+1",
        "delete=101%",
        "delete=100.01%",
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cs_limits limits = {.total = 100};
        cs_error error = {.set = false};
        ck_assert_msg(!cs_limits_add(&limits, wrong[i], false, &error), "\"%s\"", wrong[i]);
        ck_assert_int_eq(error.cause, CS_CAUSE_USAGE);
        cs_limits_free(&limits);
    }
}
END_TEST

START_TEST(a_percentage_needs_the_size)
{
    cs_limits limits = {.total = 0};
    cs_error error = {.set = false};

    ck_assert(cs_limits_add(&limits, "delete=5", false, &error));
    ck_assert(cs_limits_check(&limits, &error));
    ck_assert(cs_limits_add(&limits, "delete=5%", false, &error));
    ck_assert(!cs_limits_check(&limits, &error));
    ck_assert_int_eq(error.cause, CS_CAUSE_USAGE);
    cs_limits_free(&limits);
}
END_TEST

/* ---- Counting ---- */

START_TEST(a_limit_passes_up_to_its_number)
{
    gate *g = LIMITS(0, "delete=1");

    expect_text(g, "");
    count(g, "CN=a", CS_OMODT_DELETE, "user");
    expect_text(g, "");
    count(g, "CN=b", CS_OMODT_DELETE, "user");
    expect_text(g, "limit delete=1 is exceeded: 2 objects; the first are \"CN=a\", \"CN=b\"\n");
    free_gate(g);
}
END_TEST

START_TEST(operations_count_as_in_the_summary)
{
    gate *g = LIMITS(0, "add=0", "update=0", "delete=1", "rename=0");

    count(g, "CN=none", CS_OMODT_NONE, "user");
    expect_text(g, "");
    count(g, "CN=b", CS_OMODT_DELETE_ADD, "user");
    count(g, "CN=o", CS_OMODT_OBSOLETE, "user");
    count(g, "CN=r", CS_OMODT_REPLACE, "user");
    cs_limit_counts_object(&g->counts, &(cs_who){.dn = CS_LITERAL("CN=n")}, CS_OMODT_NONE, true,
                           CS_LITERAL("user"));
    expect_text(g, "limit add=0 is exceeded: 1 object; the first is \"CN=b\"\n"
                   "limit update=0 is exceeded: 1 object; the first is \"CN=r\"\n"
                   "limit delete=1 is exceeded: 2 objects; the first are \"CN=b\", \"CN=o\"\n"
                   "limit rename=0 is exceeded: 1 object; the first is \"CN=n\"\n");
    free_gate(g);
}
END_TEST

START_TEST(a_type_narrows_an_operation)
{
    gate *g = LIMITS(0, "delete:USER=0", "delete:a=b=0");

    count(g, "CN=a", CS_OMODT_DELETE, "group");
    count(g, "CN=b", CS_OMODT_DELETE, NULL);
    expect_text(g, "");
    count(g, "CN=c", CS_OMODT_DELETE, "user");
    count(g, "CN=d", CS_OMODT_DELETE, "a=b");
    expect_text(g, "limit delete:USER=0 is exceeded: 1 object; the first is \"CN=c\"\n"
                   "limit delete:a=b=0 is exceeded: 1 object; the first is \"CN=d\"\n");
    free_gate(g);
}
END_TEST

START_TEST(an_attribute_counts_once_for_an_object)
{
    gate *g = LIMITS(0, "@sourceAnchor=1");

    count(g, "CN=a", CS_OMODT_UPDATE, "user");
    change(g, "CN=a", "sourceanchor", 0);
    change(g, "CN=a", "SourceAnchor", 0);
    change(g, "CN=a", "title", 0);
    expect_text(g, "");
    count(g, "CN=b", CS_OMODT_UPDATE, "user");
    change(g, "CN=b", "sourceAnchor", 0);
    expect_text(g,
                "limit @sourceAnchor=1 is exceeded: 2 objects; the first are \"CN=a\", \"CN=b\"\n");
    free_gate(g);
}
END_TEST

START_TEST(values_taken_are_those_of_one_object)
{
    gate *g = LIMITS(0, "removed@member=5");

    count(g, "CN=a", CS_OMODT_UPDATE, "group");
    change(g, "CN=a", "member", 5);
    count(g, "CN=b", CS_OMODT_UPDATE, "group");
    change(g, "CN=b", "member", 5);
    change(g, "CN=b", "owner", 5);
    expect_text(g, "");
    change(g, "CN=b", "Member", 1); /* the attribute twice */
    expect_text(g, "limit removed@member=5 is exceeded: 6 values taken from one object, "
                   "1 object over the limit; the first is \"CN=b\"\n");
    free_gate(g);
}
END_TEST

START_TEST(an_unknown_number_is_more_than_any)
{
    gate *g = LIMITS(0, "removed@member=999999999999999");

    count(g, "CN=a", CS_OMODT_UPDATE, "group");
    change(g, "CN=a", "member", UINT64_MAX);
    change(g, "CN=a", "member", 7);
    expect_text(g, "limit removed@member=999999999999999 is exceeded: an unknown number of "
                   "values taken from one object, 1 object over the limit; the first is "
                   "\"CN=a\"\n");
    free_gate(g);
}
END_TEST

static bool exceeded_by(uint64_t total, const char *limit, unsigned deletes)
{
    gate *g = LIMITS(total, limit);

    while (deletes-- > 0)
        count(g, "CN=a", CS_OMODT_DELETE, "user");
    bool exceeded = cs_limits_exceeded(&g->counts);
    free_gate(g);
    return exceeded;
}

START_TEST(a_percentage_is_not_rounded)
{
    ck_assert(!exceeded_by(150, "delete=1%", 1));
    ck_assert(exceeded_by(150, "delete=1%", 2));
    ck_assert(!exceeded_by(200, "delete=1%", 2));
    ck_assert(exceeded_by(199, "delete=1%", 2));
    ck_assert(!exceeded_by(3, "delete=100%", 3));
    ck_assert(exceeded_by(2, "delete=100%", 3));
    ck_assert(exceeded_by(1000000000000000, "delete=0%", 1));
    ck_assert(!exceeded_by(1000000000000000, "delete=100%", 1));
    ck_assert(!exceeded_by(400000000, "delete=0.000001%", 4));
    ck_assert(exceeded_by(399999999, "delete=0.000001%", 4));
    ck_assert(!exceeded_by(16, "delete=12.5%", 2));
    ck_assert(exceeded_by(16, "delete=12.499999%", 2));
}
END_TEST

static bool least_missed_by(uint64_t total, const char *limit, unsigned deletes)
{
    gate *g = LIMITS(total, limit);

    while (deletes-- > 0)
        count(g, "CN=a", CS_OMODT_DELETE, "user");
    bool missed = cs_limits_exceeded(&g->counts);
    free_gate(g);
    return missed;
}

START_TEST(a_lower_limit_passes_from_its_number_on)
{
    ck_assert(least_missed_by(0, "at-least delete=2", 1));
    ck_assert(!least_missed_by(0, "at-least delete=2", 2));
    ck_assert(!least_missed_by(0, "at-least delete=0", 0));
    ck_assert(least_missed_by(150, "at-least delete=1%", 1)); /* 1.5 of them */
    ck_assert(!least_missed_by(150, "at-least delete=1%", 2));
    ck_assert(!least_missed_by(200, "at-least delete=1%", 2));
    gate *g = LIMITS(0, "at-least delete=1", "at-least removed@member=3");
    count(g, "CN=a", CS_OMODT_UPDATE, "group");
    change(g, "CN=a", "member", 2);
    expect_text(g, "at least delete=1 is not reached: 0 objects\n"
                   "at least removed@member=3 is not reached: 2 values taken from one object\n");
    free_gate(g);
}
END_TEST

START_TEST(objects_of_the_file_are_counted_apart)
{
    gate *g = LIMITS(0, "object=2", "object:user=1", "at-least object:group=1", "delete=0");
    uint64_t figures[4] = {0};

    cs_limits_count_object(&g->rules, CS_LITERAL("User"), figures);
    cs_limits_count_object(&g->rules, CS_LITERAL("user"), figures);
    cs_limits_count_object(&g->rules, CS_NO_TEXT, figures);
    cs_limit_counts_add(&g->counts, figures);
    count(g, "CN=a", CS_OMODT_UPDATE, "user");
    expect_text(g, "limit object=2 is exceeded: 3 objects\n"
                   "limit object:user=1 is exceeded: 2 objects\n"
                   "at least object:group=1 is not reached: 0 objects\n");
    free_gate(g);
}
END_TEST

START_TEST(values_taken_as_a_share_of_those_there_were)
{
    gate *g = LIMITS(0, "removed@member=50%");

    count(g, "CN=a", CS_OMODT_UPDATE, "group");
    change_of(g, "CN=a", "member", 2, 4);
    count(g, "CN=b", CS_OMODT_UPDATE, "group");
    change_of(g, "CN=b", "member", 0, 0); /* none of none */
    count(g, "CN=c", CS_OMODT_UPDATE, "group");
    change_of(g, "CN=c", "member", 5, 0); /* values that it does not have */
    count(g, "CN=d", CS_OMODT_ADD, "group");
    change_of(g, "CN=d", "member", 0, UINT64_MAX);
    expect_text(g, "");
    count(g, "CN=e", CS_OMODT_UPDATE, "group");
    change_of(g, "CN=e", "member", 1, 3);
    change_of(g, "CN=e", "member", 1, 3);
    expect_text(g, "limit removed@member=50% is exceeded: 66.666666 % of the values taken from "
                   "one object, 1 object over the limit; the first is \"CN=e\"\n");
    free_gate(g);
}
END_TEST

/* 1 of 3 is more than 33.333333 %, whatever is printed. */
START_TEST(a_share_is_not_rounded)
{
    gate *g = LIMITS(0, "removed@m=33.333333%", "removed@m=33.333334%");

    count(g, "CN=a", CS_OMODT_UPDATE, "group");
    change_of(g, "CN=a", "m", 1, 3);
    ck_assert(cs_limit_is_exceeded(&g->counts, 0) && !cs_limit_is_exceeded(&g->counts, 1));
    free_gate(g);
}
END_TEST

START_TEST(an_unknown_share_is_more_than_any)
{
    gate *g = LIMITS(0, "removed@m=100%");
    cs_buffer json = {.s = NULL};

    count(g, "CN=a", CS_OMODT_UPDATE, "group");
    change_of(g, "CN=a", "m", 1, UINT64_MAX);
    expect_text(g, "limit removed@m=100% is exceeded: an unknown share of values taken from one "
                   "object, 1 object over the limit; the first is \"CN=a\"\n");
    cs_limits_json(&g->counts, &json);
    ck_assert(cs_text_is(cs_buffer_text(&json),
                         "[{\"limit\":\"removed@m=100%\",\"figure\":null,\"exceeded\":true}]"));
    cs_buffer_free(&json);
    free_gate(g);
}
END_TEST

/* ---- Saying it ---- */

START_TEST(the_first_five_objects_are_named_harmlessly)
{
    gate *g = LIMITS(50, "add=10%");

    count(g, "CN=\u202e\xc2\x9b", CS_OMODT_ADD, "user");
    for (int i = 0; i < 5; i++)
        count(g, "CN=a", CS_OMODT_ADD, "user");
    expect_text(g, "limit add=10% is exceeded: 6 objects of 50; the first are "
                   "\"CN=\\u{202E}\\u{009B}\", \"CN=a\", \"CN=a\", \"CN=a\", \"CN=a\"\n");
    free_gate(g);
}
END_TEST

START_TEST(objects_are_named_for_people)
{
    gate *g = LIMITS(0, "add=0");
    const cs_who named[] = {{CS_LITERAL("CN={61}"), CS_LITERAL("Ada\n")},
                            {CS_LITERAL("CN=c"), CS_LITERAL("C")}};

    cs_limit_counts_object(&g->counts, &named[0], CS_OMODT_ADD, false, CS_LITERAL("user"));
    count(g, "CN=b", CS_OMODT_ADD, "user");
    cs_limit_counts_object(&g->counts, &named[1], CS_OMODT_ADD, false, CS_LITERAL("user"));
    expect_text(g, "limit add=0 is exceeded: 3 objects; the first are \"CN={61}\" (Ada\\x0A), "
                   "\"CN=b\", \"CN=c\" (C)\n");
    free_gate(g);
}
END_TEST

START_TEST(json_has_all_limits)
{
    gate *g = LIMITS(0, "add=0", "@a\"=1", "removed@m=1");
    cs_buffer json = {.s = NULL};

    count(g, "CN=a", CS_OMODT_ADD, "user");
    change(g, "CN=a", "a\"", 0);
    change(g, "CN=a", "m", UINT64_MAX);
    cs_limits_json(&g->counts, &json);
    ck_assert(cs_text_is(cs_buffer_text(&json),
                         "[{\"limit\":\"add=0\",\"figure\":1,\"exceeded\":true},"
                         "{\"limit\":\"@a\\\"=1\",\"figure\":1,\"exceeded\":false},"
                         "{\"limit\":\"removed@m=1\",\"figure\":null,\"exceeded\":true}]"));
    cs_buffer_free(&json);
    free_gate(g);
}
END_TEST
