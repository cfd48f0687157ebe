#include "base/nearest.h"

#include "unit.h"

/* Which of the columns a word means, "" for none. */
static const char *meant(const char *word)
{
    const cs_text columns[] = {
        CS_LITERAL("DN"),          CS_LITERAL("ObjectType"),
        CS_LITERAL("DisplayName"), CS_LITERAL("OMODT"),
        CS_LITERAL("AMODT"),       CS_LITERAL("OldValue"),
        CS_LITERAL("ValuesAdded"), CS_LITERAL("UserPrincipalName"),
        CS_LITERAL("Mail"),
    };
    size_t count = sizeof columns / sizeof *columns;
    size_t found = cs_nearest(cs_text_from(word), columns, count);

    return found < count ? columns[found].s : "";
}

START_TEST(a_slip_of_the_fingers_is_near)
{
    ck_assert_str_eq(meant("dn"), "DN");
    ck_assert_str_eq(meant("DispalyName"), "DisplayName");
    ck_assert_str_eq(meant("ObjektType"), "ObjectType");
    ck_assert_str_eq(meant("amodt"), "AMODT");
    ck_assert_str_eq(meant("MODT"), "OMODT");
    ck_assert_str_eq(meant("userPrincipalNam"), "UserPrincipalName");
}
END_TEST

START_TEST(initials_and_parts_are_near)
{
    ck_assert_str_eq(meant("UPN"), "UserPrincipalName");
    ck_assert_str_eq(meant("added"), "ValuesAdded");
    ck_assert_str_eq(meant("E-Mail"), "Mail");
}
END_TEST

START_TEST(what_has_little_in_common_is_not_near)
{
    char long_word[200];

    memset(long_word, 'a', sizeof long_word);
    ck_assert_str_eq(meant("department"), "");
    ck_assert_str_eq(meant("x"), "");
    ck_assert_str_eq(meant(""), "");
    ck_assert_uint_eq(cs_distance((cs_text){long_word, 200}, (cs_text){long_word, 199}),
                      CS_NOT_NEAR);
}
END_TEST

static void must_say(const char *word, const char *message)
{
    const cs_text formats[] = {CS_LITERAL("csv"), CS_LITERAL("jsonl"), CS_LITERAL("xlsx"),
                               CS_LITERAL("html")};
    cs_error error = {0};

    ck_assert(!cs_fail_unknown(&error, "format", cs_text_from(word), formats, 4));
    ck_assert_str_eq(error.what, message);
    ck_assert_int_eq(error.cause, CS_CAUSE_USAGE);
}

START_TEST(the_names_are_listed_with_the_nearest_first)
{
    must_say("pdf", "unknown format \"pdf\": use csv, jsonl, xlsx or html");
    must_say("xslx", "unknown format \"xslx\": use xlsx, csv, jsonl or html");
    must_say("", "unknown format \"\": use csv, jsonl, xlsx or html");
}
END_TEST

START_TEST(one_name_is_a_list_too)
{
    cs_error error = {0};
    const cs_text name = CS_LITERAL("dn");

    cs_fail_unknown(&error, "key", CS_LITERAL("DM"), &name, 1);
    ck_assert_str_eq(error.what, "unknown key \"DM\": use dn");
}
END_TEST

START_TEST(a_long_list_ends_where_an_error_has_no_room)
{
    cs_text names[100];
    cs_error error = {0};

    for (size_t i = 0; i < 100; i++)
        names[i] = CS_LITERAL("aColumnWithALongName");
    names[99] = CS_LITERAL("Mail");
    cs_fail_unknown(&error, "column", CS_LITERAL("mial"), names, 100);
    ck_assert_ptr_nonnull(strstr(error.what, "use Mail, aColumnWithALongName, "));
    ck_assert(cs_text_starts(cs_text_from(error.what + strlen(error.what) - 5), ", …"));
}
END_TEST
