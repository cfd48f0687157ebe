#include "report/limit.h"
#include "unit.h"

/* Limits out of words, ended by NULL; all of them have to be right. */
static cs_limits limits_of(uint64_t total, const char *const *words)
{
    cs_limits limits = {.total = total};
    cs_error error = {.set = false};

    for (; *words; words++)
        ck_assert_msg(cs_limits_add(&limits, *words, &error), "%s", error.what);
    ck_assert_msg(cs_limits_check(&limits, &error), "%s", error.what);
    return limits;
}

#define LIMITS(total, ...) limits_of((total), (const char *const[]){__VA_ARGS__, NULL})

static void count(cs_limits *limits, const char *dn, cs_omodt omodt, const char *type)
{
    const cs_who who = {.dn = cs_text_from(dn)};

    cs_limits_object(limits, &who, omodt, false, cs_text_from(type));
}

static void change(cs_limits *limits, const char *dn, const char *name, uint64_t removed)
{
    const cs_who who = {.dn = cs_text_from(dn)};

    cs_limits_attribute(limits, &who, cs_text_from(name), removed);
}

/* What is said of the limits that are exceeded, and that it fits the exit status. */
static void expect_text(const cs_limits *limits, const char *expected)
{
    cs_buffer text = {.s = NULL};

    cs_limits_text(limits, "", &text);
    ck_assert_msg(cs_text_is(cs_buffer_text(&text), expected), "%.*s", (int)text.n,
                  text.s ? text.s : "");
    ck_assert(cs_limits_exceeded(limits) == (*expected != '\0'));
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
        "removed@m=5%",
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
        ck_assert_msg(!cs_limits_add(&limits, wrong[i], &error), "\"%s\"", wrong[i]);
        ck_assert_int_eq(error.cause, CS_CAUSE_USAGE);
        cs_limits_free(&limits);
    }
}
END_TEST

START_TEST(a_percentage_needs_the_size)
{
    cs_limits limits = {.total = 0};
    cs_error error = {.set = false};

    ck_assert(cs_limits_add(&limits, "delete=5", &error));
    ck_assert(cs_limits_check(&limits, &error));
    ck_assert(cs_limits_add(&limits, "delete=5%", &error));
    ck_assert(!cs_limits_check(&limits, &error));
    ck_assert_int_eq(error.cause, CS_CAUSE_USAGE);
    cs_limits_free(&limits);
}
END_TEST

/* ---- Counting ---- */

START_TEST(a_limit_passes_up_to_its_number)
{
    cs_limits limits = LIMITS(0, "delete=1");

    expect_text(&limits, "");
    count(&limits, "CN=a", CS_OMODT_DELETE, "user");
    expect_text(&limits, "");
    count(&limits, "CN=b", CS_OMODT_DELETE, "user");
    expect_text(&limits,
                "limit delete=1 is exceeded: 2 objects; the first are \"CN=a\", \"CN=b\"\n");
    cs_limits_free(&limits);
}
END_TEST

START_TEST(operations_count_as_in_the_summary)
{
    cs_limits limits = LIMITS(0, "add=0", "update=0", "delete=1", "rename=0");

    count(&limits, "CN=none", CS_OMODT_NONE, "user");
    expect_text(&limits, "");
    count(&limits, "CN=b", CS_OMODT_DELETE_ADD, "user");
    count(&limits, "CN=o", CS_OMODT_OBSOLETE, "user");
    count(&limits, "CN=r", CS_OMODT_REPLACE, "user");
    cs_limits_object(&limits, &(cs_who){.dn = CS_LITERAL("CN=n")}, CS_OMODT_NONE, true,
                     CS_LITERAL("user"));
    expect_text(&limits, "limit add=0 is exceeded: 1 object; the first is \"CN=b\"\n"
                         "limit update=0 is exceeded: 1 object; the first is \"CN=r\"\n"
                         "limit delete=1 is exceeded: 2 objects; the first are \"CN=b\", \"CN=o\"\n"
                         "limit rename=0 is exceeded: 1 object; the first is \"CN=n\"\n");
    cs_limits_free(&limits);
}
END_TEST

START_TEST(a_type_narrows_an_operation)
{
    cs_limits limits = LIMITS(0, "delete:USER=0", "delete:a=b=0");

    count(&limits, "CN=a", CS_OMODT_DELETE, "group");
    count(&limits, "CN=b", CS_OMODT_DELETE, NULL);
    expect_text(&limits, "");
    count(&limits, "CN=c", CS_OMODT_DELETE, "user");
    count(&limits, "CN=d", CS_OMODT_DELETE, "a=b");
    expect_text(&limits, "limit delete:USER=0 is exceeded: 1 object; the first is \"CN=c\"\n"
                         "limit delete:a=b=0 is exceeded: 1 object; the first is \"CN=d\"\n");
    cs_limits_free(&limits);
}
END_TEST

START_TEST(an_attribute_counts_once_for_an_object)
{
    cs_limits limits = LIMITS(0, "@sourceAnchor=1");

    count(&limits, "CN=a", CS_OMODT_UPDATE, "user");
    change(&limits, "CN=a", "sourceanchor", 0);
    change(&limits, "CN=a", "SourceAnchor", 0);
    change(&limits, "CN=a", "title", 0);
    expect_text(&limits, "");
    count(&limits, "CN=b", CS_OMODT_UPDATE, "user");
    change(&limits, "CN=b", "sourceAnchor", 0);
    expect_text(&limits,
                "limit @sourceAnchor=1 is exceeded: 2 objects; the first are \"CN=a\", \"CN=b\"\n");
    cs_limits_free(&limits);
}
END_TEST

START_TEST(values_taken_are_those_of_one_object)
{
    cs_limits limits = LIMITS(0, "removed@member=5");

    count(&limits, "CN=a", CS_OMODT_UPDATE, "group");
    change(&limits, "CN=a", "member", 5);
    count(&limits, "CN=b", CS_OMODT_UPDATE, "group");
    change(&limits, "CN=b", "member", 5);
    change(&limits, "CN=b", "owner", 5);
    expect_text(&limits, "");
    change(&limits, "CN=b", "Member", 1); /* the attribute twice */
    expect_text(&limits, "limit removed@member=5 is exceeded: 6 values taken from one object, "
                         "1 object over the limit; the first is \"CN=b\"\n");
    cs_limits_free(&limits);
}
END_TEST

START_TEST(an_unknown_number_is_more_than_any)
{
    cs_limits limits = LIMITS(0, "removed@member=999999999999999");

    count(&limits, "CN=a", CS_OMODT_UPDATE, "group");
    change(&limits, "CN=a", "member", UINT64_MAX);
    change(&limits, "CN=a", "member", 7);
    expect_text(&limits, "limit removed@member=999999999999999 is exceeded: an unknown number of "
                         "values taken from one object, 1 object over the limit; the first is "
                         "\"CN=a\"\n");
    cs_limits_free(&limits);
}
END_TEST

static bool exceeded_by(uint64_t total, const char *limit, unsigned deletes)
{
    cs_limits limits = LIMITS(total, limit);

    while (deletes-- > 0)
        count(&limits, "CN=a", CS_OMODT_DELETE, "user");
    bool exceeded = cs_limits_exceeded(&limits);
    cs_limits_free(&limits);
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

/* ---- Saying it ---- */

START_TEST(the_first_five_objects_are_named_harmlessly)
{
    cs_limits limits = LIMITS(50, "add=10%");

    count(&limits, "CN=\u202e\xc2\x9b", CS_OMODT_ADD, "user");
    for (int i = 0; i < 5; i++)
        count(&limits, "CN=a", CS_OMODT_ADD, "user");
    expect_text(&limits, "limit add=10% is exceeded: 6 objects of 50; the first are "
                         "\"CN=\\u{202E}\\u{009B}\", \"CN=a\", \"CN=a\", \"CN=a\", \"CN=a\"\n");
    cs_limits_free(&limits);
}
END_TEST

START_TEST(objects_are_named_for_people)
{
    cs_limits limits = LIMITS(0, "add=0");
    const cs_who named[] = {{CS_LITERAL("CN={61}"), CS_LITERAL("Ada\n")},
                            {CS_LITERAL("CN=c"), CS_LITERAL("C")}};

    cs_limits_object(&limits, &named[0], CS_OMODT_ADD, false, CS_LITERAL("user"));
    count(&limits, "CN=b", CS_OMODT_ADD, "user");
    cs_limits_object(&limits, &named[1], CS_OMODT_ADD, false, CS_LITERAL("user"));
    expect_text(&limits,
                "limit add=0 is exceeded: 3 objects; the first are \"CN={61}\" (Ada\\x0A), "
                "\"CN=b\", \"CN=c\" (C)\n");
    cs_limits_free(&limits);
}
END_TEST

START_TEST(json_has_all_limits)
{
    cs_limits limits = LIMITS(0, "add=0", "@a\"=1", "removed@m=1");
    cs_buffer json = {.s = NULL};

    count(&limits, "CN=a", CS_OMODT_ADD, "user");
    change(&limits, "CN=a", "a\"", 0);
    change(&limits, "CN=a", "m", UINT64_MAX);
    cs_limits_json(&limits, &json);
    ck_assert(cs_text_is(cs_buffer_text(&json),
                         "[{\"limit\":\"add=0\",\"figure\":1,\"exceeded\":true},"
                         "{\"limit\":\"@a\\\"=1\",\"figure\":1,\"exceeded\":false},"
                         "{\"limit\":\"removed@m=1\",\"figure\":null,\"exceeded\":true}]"));
    cs_buffer_free(&json);
    cs_limits_free(&limits);
}
END_TEST
