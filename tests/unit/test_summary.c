#include <stdlib.h>

#include "report/summary.h"
#include "unit.h"

static const cs_undetermined determined = {CS_DETERMINED, 0, ""};

static void count(cs_summary *summary, cs_omodt omodt, bool renamed, const char *type)
{
    cs_error error = {.set = false};

    summary->objects++;
    summary->pending++;
    ck_assert(cs_summary_object(summary, omodt, renamed, cs_text_from(type), &error));
}

static void change(cs_summary *summary, cs_text name)
{
    cs_error error = {.set = false};

    ck_assert(cs_summary_attribute(summary, name, &error));
}

static void expect(cs_buffer *found, const char *expected)
{
    ck_assert_msg(cs_text_is(cs_buffer_text(found), expected), "%.*s", (int)found->n,
                  found->s ? found->s : "");
    cs_buffer_free(found);
}

static void expect_json(const cs_summary *summary, const char *expected)
{
    cs_buffer json = {.s = NULL};

    cs_summary_json(summary, &determined, &json);
    expect(&json, expected);
}

START_TEST(operations_are_counted_by_what_they_do)
{
    static const struct {
        cs_omodt omodt;
        uint64_t adds, updates, deletes;
    } cases[] = {{CS_OMODT_NONE, 0, 0, 0},    {CS_OMODT_ADD, 1, 0, 0},
                 {CS_OMODT_UPDATE, 0, 1, 0},  {CS_OMODT_REPLACE, 0, 1, 0},
                 {CS_OMODT_DELETE, 0, 0, 1},  {CS_OMODT_DELETE_ADD, 1, 0, 1},
                 {CS_OMODT_OBSOLETE, 0, 0, 1}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int renamed = 0; renamed < 2; renamed++) {
            cs_operations o = {.adds = 0};
            cs_operations_count(&o, cases[i].omodt, renamed);
            ck_assert_uint_eq(o.adds, cases[i].adds);
            ck_assert_uint_eq(o.updates, cases[i].updates);
            ck_assert_uint_eq(o.deletes, cases[i].deletes);
            ck_assert_uint_eq(o.renames, (uint64_t)renamed);
        }
}
END_TEST

START_TEST(an_empty_summary_is_all_zero)
{
    const cs_summary summary = {.objects = 0};

    expect_json(
        &summary,
        "{\"undetermined\":null,\"objects\":0,\"withChange\":0,\"withoutChange\":0,\"adds\":0,"
        "\"updates\":0,\"deletes\":0,\"renames\":0,\"objectTypes\":{},"
        "\"attributes\":{}");
}
END_TEST

static cs_summary small_summary(void)
{
    cs_summary summary = {.objects = 2};

    count(&summary, CS_OMODT_UPDATE, true, "user");
    change(&summary, CS_LITERAL("title"));
    change(&summary, CS_LITERAL("dn"));
    count(&summary, CS_OMODT_DELETE_ADD, false, NULL);
    change(&summary, CS_LITERAL("title"));
    return summary;
}

START_TEST(types_and_attributes_come_in_byte_order)
{
    cs_summary summary = small_summary();

    expect_json(&summary, "{\"undetermined\":null,\"objects\":4,\"withChange\":2,\"withoutChange\":"
                          "2,\"adds\":1,\"updates\":1,"
                          "\"deletes\":1,\"renames\":1,\"objectTypes\":{"
                          "\"\":{\"adds\":1,\"updates\":0,\"deletes\":1,\"renames\":0},"
                          "\"user\":{\"adds\":0,\"updates\":1,\"deletes\":0,\"renames\":1}},"
                          "\"attributes\":{\"dn\":1,\"title\":2}");
    cs_summary_free(&summary);
}
END_TEST

START_TEST(the_text_says_the_same)
{
    cs_summary summary = small_summary();
    cs_buffer text = {.s = NULL};

    cs_summary_text(&summary, &text);
    expect(&text, "         4  objects\n"
                  "         2  with a change\n"
                  "         2  without\n"
                  "\n"
                  "      adds   updates   deletes   renames  object type\n"
                  "         1         0         1         0  (none)\n"
                  "         0         1         0         1  user\n"
                  "         1         1         1         1  in all\n"
                  "\n"
                  "   objects  attribute\n"
                  "         1  dn\n"
                  "         2  title\n");
    cs_summary_free(&summary);
}
END_TEST

START_TEST(names_are_harmless_in_the_text)
{
    cs_summary summary = {.objects = 0};
    cs_buffer text = {.s = NULL};

    change(&summary, CS_LITERAL("\xc2\x9b"
                                "2J\n"));
    cs_summary_text(&summary, &text);
    ck_assert_ptr_nonnull(strstr(text.s, "  \\u{009B}2J\\x0A\n"));
    cs_buffer_free(&text);
    cs_summary_free(&summary);
}
END_TEST

/* Hostile names do not fill the memory; nothing is left uncounted. */
START_TEST(too_many_names_are_counted_together)
{
    enum {
        LENGTH = 1 << 16,
        NAMES = 1000
    };
    static char name[LENGTH];
    cs_summary summary = {.objects = 0};
    cs_buffer json = {.s = NULL};

    memset(name, 'a', sizeof name);
    for (int i = 0; i < NAMES; i++) {
        memcpy(name, (char[]){(char)('A' + i / 26 % 26), (char)('A' + i % 26)}, 2);
        memcpy(name + 2, (char[]){(char)('A' + i / 676)}, 1);
        change(&summary, (cs_text){name, sizeof name});
        change(&summary, (cs_text){name, sizeof name});
    }
    ck_assert_uint_le(summary.names, 17 << 20);
    cs_summary_json(&summary, &determined, &json);
    cs_buffer_add(&json, (cs_text){"", 1});
    const char *other = strstr(json.s, "\"(other)\":");
    ck_assert_ptr_nonnull(other);
    int kept = 0;
    for (size_t i = 2; i < json.n; i++)
        kept += json.s[i - 2] == 'a' && json.s[i - 1] == '"' && json.s[i] == ':';
    ck_assert_int_eq(atoi(other + strlen("\"(other)\":")), 2 * (NAMES - kept));
    ck_assert_int_gt(kept, 200);
    cs_buffer_free(&json);
    cs_summary_free(&summary);
}
END_TEST
