#include "report/filter.h"
#include "unit.h"
#include "words.h"

static cs_text t(const char *s)
{
    return cs_text_from(s);
}

/* ---- Patterns ---- */

START_TEST(a_pattern_matches_the_whole_text)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
    } cases[] = {
        {"CN=ada", "CN=ada", true},
        {"CN=ada", "CN=ada,DC=contoso", false},
        {"ada", "CN=ada", false},
        {"cn=ADA", "CN=ada", true},
        {"", "", true},
        {"", "a", false},
        {"a", "", false},
        {"*", "", true},
        {"***", "", true},
        {"*", "CN=ada", true},
        {"CN=*,DC=contoso", "CN=ada,OU=People,DC=contoso", true},
        {"CN=*,DC=contoso", "CN=ada,OU=People,DC=contoso,DC=com", false},
        {"*a*a*", "banana", true},
        {"*ana", "banana", true},
        {"*anab", "banana", false},
        {"b*", "banana", true},
        {"?", "a", true},
        {"?", "", false},
        {"??", "a", false},
        {"[ab]", "a", false},
        {"[ab]", "[ab]", true},
        {"\\*", "\\x", true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(cs_glob_match(t(cases[i].pattern), t(cases[i].text)) == cases[i].matches,
                      "\"%s\" and \"%s\"", cases[i].pattern, cases[i].text);
}
END_TEST

/* What a pattern means, said plainly. */
static bool means(cs_text pattern, cs_text text)
{
    if (pattern.n == 0)
        return text.n == 0;
    cs_text rest = cs_text_skip(pattern, 1);
    if (pattern.s[0] == '*') {
        for (size_t n = 0; n <= text.n; n++)
            if (means(rest, cs_text_skip(text, n)))
                return true;
        return false;
    }
    return text.n > 0 && (pattern.s[0] == '?' || pattern.s[0] == text.s[0]) &&
           means(rest, cs_text_skip(text, 1));
}

START_TEST(all_short_patterns_match_what_they_mean)
{
    char p[8], s[8];

    for (unsigned i = 0; i < 1 + 4 + 16 + 64 + 256 + 1024; i++) {
        cs_text pattern = word_of(i, "ab*?", p);
        for (unsigned k = 0; k < 1 + 2 + 4 + 8 + 16 + 32; k++) {
            cs_text text = word_of(k, "ab", s);
            ck_assert_msg(cs_glob_match(pattern, text) == means(pattern, text),
                          "\"%.*s\" and \"%.*s\"", (int)pattern.n, p, (int)text.n, s);
        }
    }
}
END_TEST

START_TEST(a_pattern_ends_where_it_ends)
{
    static const char *const more[] = {"a*", "a?", "ab"};

    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        ck_assert(cs_glob_match((cs_text){more[i], 1}, t("a")));
        ck_assert(!cs_glob_match((cs_text){more[i], 1}, t("ab")));
    }
}
END_TEST

START_TEST(a_question_mark_is_one_character)
{
    ck_assert(cs_glob_match(t("?"), t("\u00e9")));
    ck_assert(cs_glob_match(t("?"), t("\u5c0f")));
    ck_assert(cs_glob_match(t("?"), t("\U0001f600")));
    ck_assert(!cs_glob_match(t("??"), t("\u5c0f")));
    ck_assert(!cs_glob_match(t("*??"), t("\u5c0f")));
    ck_assert(cs_glob_match(t("*?"), t("\u5c0f")));
    ck_assert(cs_glob_match(t("a?*b"), t("a\u5c0fb")));
    ck_assert(!cs_glob_match(t("a*??b"), t("a\u00e9b")));
}
END_TEST

/* Only the last star goes back: this would never end otherwise. */
START_TEST(many_stars_take_no_time)
{
    char pattern[200], text[5000];

    for (size_t i = 0; i + 2 < sizeof pattern; i += 2)
        memcpy(pattern + i, "*a", 2);
    memcpy(pattern + sizeof pattern - 2, "b", 2);
    memset(text, 'a', sizeof text);
    ck_assert(!cs_glob_match(t(pattern), (cs_text){text, sizeof text}));
}
END_TEST

/* ---- Lists ---- */

START_TEST(words_have_commas_between)
{
    cs_row_filter filter = {.omodts = 0};
    cs_error error = {.set = false};

    ck_assert(cs_words_add(&filter.object_types, "user,group", &error));
    ck_assert(cs_words_add(&filter.object_types, "device", &error));
    ck_assert_uint_eq(filter.object_types.count, 3);
    ck_assert(cs_text_is(filter.object_types.list[1], "group"));
    ck_assert(cs_words_add_whole(&filter.dns, "CN=ada,DC=contoso", &error));
    ck_assert_uint_eq(filter.dns.count, 1);
    cs_row_filter_free(&filter);
}
END_TEST

START_TEST(no_word_is_empty)
{
    static const char *const lists[] = {"", ",", "a,", ",a", "a,,b"};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        cs_row_filter filter = {.omodts = 0};
        cs_error error = {.set = false};
        ck_assert_msg(!cs_words_add(&filter.attributes, lists[i], &error), "\"%s\"", lists[i]);
        ck_assert_int_eq(error.cause, CS_CAUSE_USAGE);
        cs_row_filter_free(&filter);
    }
}
END_TEST

START_TEST(operations_are_words_of_the_file_or_of_the_report)
{
    static const char *const wrong[] = {"", "modify", "add,", "add,,update", "deleteadd2"};
    cs_row_filter filter = {.omodts = 0};
    cs_error error = {.set = false};

    ck_assert(cs_row_filter_add_omodts(&filter, "add,Delete-Add", &error));
    ck_assert(cs_row_filter_add_omodts(&filter, "DELETEADD,None", &error));
    ck_assert_uint_eq(filter.omodts,
                      1u << CS_OMODT_ADD | 1u << CS_OMODT_DELETE_ADD | 1u << CS_OMODT_NONE);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        error = (cs_error){.set = false};
        ck_assert_msg(!cs_row_filter_add_omodts(&filter, wrong[i], &error), "\"%s\"", wrong[i]);
        ck_assert_int_eq(error.cause, CS_CAUSE_USAGE);
    }
}
END_TEST

/* ---- Rows ---- */

static const cs_change title_of_ada = {.dn = {"CN=ada", 6},
                                       .object_type = {"user", 4},
                                       .omodt = CS_OMODT_UPDATE,
                                       .attribute = {"title", 5}};
static const cs_change ada_alone = {
    .dn = {"CN=ada", 6}, .object_type = {"user", 4}, .omodt = CS_OMODT_DELETE};

START_TEST(without_a_choice_all_rows_are_shown)
{
    const cs_row_filter filter = {.omodts = 0};

    ck_assert(cs_row_filter_has_object(&filter, &title_of_ada));
    ck_assert(cs_row_filter_has_change(&filter, &title_of_ada));
    ck_assert(cs_row_filter_has_change(&filter, &ada_alone));
}
END_TEST

START_TEST(objects_are_chosen_by_each_list)
{
    cs_row_filter filter = {.omodts = 0};
    cs_error error = {.set = false};

    cs_words_add(&filter.object_types, "group,USER", &error);
    ck_assert(cs_row_filter_has_object(&filter, &title_of_ada));
    cs_words_add_whole(&filter.dns, "cn=a*", &error);
    ck_assert(cs_row_filter_has_object(&filter, &title_of_ada));
    cs_row_filter_add_omodts(&filter, "delete", &error);
    ck_assert(!cs_row_filter_has_object(&filter, &title_of_ada));
    ck_assert(cs_row_filter_has_object(&filter, &ada_alone));
    filter.dns.list[0] = t("cn=g*");
    ck_assert(!cs_row_filter_has_object(&filter, &ada_alone));
    cs_row_filter_free(&filter);
}
END_TEST

START_TEST(a_row_of_the_object_alone_has_no_attribute)
{
    cs_row_filter wanted = {.omodts = 0}, unwanted = {.omodts = 0};
    cs_error error = {.set = false};

    cs_words_add(&wanted.attributes, "mail,TITLE", &error);
    ck_assert(cs_row_filter_has_change(&wanted, &title_of_ada));
    ck_assert(!cs_row_filter_has_change(&wanted, &ada_alone));
    cs_words_add(&unwanted.excluded_attributes, "mail,TITLE", &error);
    ck_assert(!cs_row_filter_has_change(&unwanted, &title_of_ada));
    ck_assert(cs_row_filter_has_change(&unwanted, &ada_alone));
    /* What is wanted and unwanted is unwanted. */
    cs_words_add(&wanted.excluded_attributes, "title", &error);
    ck_assert(!cs_row_filter_has_change(&wanted, &title_of_ada));
    cs_row_filter_free(&wanted);
    cs_row_filter_free(&unwanted);
}
END_TEST
