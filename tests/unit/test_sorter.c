#include <signal.h>

#include "suites.h"
#include "sys/interrupt.h"
#include "sys/sorter.h"

static cs_text text(const char *s)
{
    return cs_text_from(s);
}

static void put(cs_spool *spool, const char *first, const char *second, const char *row)
{
    cs_error error = {0};

    ck_assert_msg(cs_spool_put(spool, text(first), text(second), text(row), &error), "%s",
                  error.what);
}

/* Expects the next row with its keys; NULL for the end. */
static void expect(cs_spool *spool, const char *first, const char *second, const char *row)
{
    cs_error error = {0};
    cs_text found;

    ck_assert_int_eq(cs_spool_next(spool, &found, &error), row != NULL);
    if (!row)
        return;
    ck_assert(cs_text_is(found, row));
    ck_assert(cs_text_is(cs_spool_first_key(spool), first));
    ck_assert(cs_text_is(cs_spool_second_key(spool), second));
}

static cs_spool *filled(void)
{
    cs_error error = {0};
    cs_spool *spool = cs_spool_new(&error);

    ck_assert_msg(spool != NULL, "%s", error.what);
    put(spool, "b", "1", "first");
    put(spool, "a", "2", "second");
    put(spool, "a", "1", "");
    put(spool, "\u00e9", "", "fourth");
    put(spool, "a", "2", "fifth");
    put(spool, "ab", "", "sixth");
    return spool;
}

START_TEST(rows_come_sorted_by_both_keys_and_then_as_they_came)
{
    cs_error error = {0};
    cs_spool *spool = filled();

    ck_assert(cs_spool_begin(spool, true, &error));
    expect(spool, "a", "1", "");
    expect(spool, "a", "2", "second");
    expect(spool, "a", "2", "fifth");
    expect(spool, "ab", "", "sixth");
    expect(spool, "b", "1", "first");
    expect(spool, "\u00e9", "", "fourth");
    expect(spool, NULL, NULL, NULL);
    cs_spool_free(spool);
}
END_TEST

START_TEST(rows_come_as_they_came)
{
    cs_error error = {0};
    cs_spool *spool = filled();

    ck_assert(cs_spool_begin(spool, false, &error));
    expect(spool, "b", "1", "first");
    expect(spool, "a", "2", "second");
    expect(spool, "a", "1", "");
    expect(spool, "\u00e9", "", "fourth");
    expect(spool, "a", "2", "fifth");
    expect(spool, "ab", "", "sixth");
    expect(spool, NULL, NULL, NULL);
    cs_spool_free(spool);
}
END_TEST

START_TEST(bytes_are_bytes)
{
    cs_error error = {0};
    cs_spool *spool = cs_spool_new(&error);
    cs_text row;

    ck_assert(cs_spool_put(spool, CS_LITERAL("a\0b"), CS_NO_TEXT, CS_LITERAL("\0\xFF"), &error));
    ck_assert(cs_spool_put(spool, CS_LITERAL("a"), CS_NO_TEXT, CS_NO_TEXT, &error));
    ck_assert(cs_spool_begin(spool, true, &error));
    ck_assert_int_eq(cs_spool_next(spool, &row, &error), 1);
    ck_assert_uint_eq(row.n, 0);
    ck_assert_int_eq(cs_spool_next(spool, &row, &error), 1);
    ck_assert(cs_text_equal(row, CS_LITERAL("\0\xFF")));
    ck_assert(cs_text_equal(cs_spool_first_key(spool), CS_LITERAL("a\0b")));
    ck_assert_int_eq(cs_spool_next(spool, &row, &error), 0);
    cs_spool_free(spool);
    cs_spool_free(NULL);
}
END_TEST

START_TEST(a_signal_ends_the_sorting)
{
    cs_error error = {0};
    cs_spool *spool = cs_spool_new(&error);
    cs_text row;

    for (int i = 0; i < 100000; i++)
        put(spool, i % 2 ? "b" : "a", "", "row");
    ck_assert(cs_spool_begin(spool, true, &error));
    cs_interrupt_install();
    ck_assert_int_eq(raise(SIGTERM), 0);
    ck_assert_int_eq(cs_spool_next(spool, &row, &error), -1);
    ck_assert_str_eq(error.what, "interrupted");
    cs_spool_free(spool);
}
END_TEST

Suite *spool_suite(void)
{
    Suite *suite = suite_create("spool");
    TCase *tests = tcase_create("spool");

    tcase_add_test(tests, rows_come_sorted_by_both_keys_and_then_as_they_came);
    tcase_add_test(tests, rows_come_as_they_came);
    tcase_add_test(tests, bytes_are_bytes);
    tcase_add_test(tests, a_signal_ends_the_sorting);
    suite_add_tcase(suite, tests);
    return suite;
}
