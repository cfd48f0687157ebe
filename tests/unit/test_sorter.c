#include <signal.h>

#include "sys/interrupt.h"
#include "sys/sorter.h"
#include "unit.h"

static cs_text text(const char *s)
{
    return cs_text_from(s);
}

static void put(cs_sorter *sorter, const char *first, const char *second, const char *row)
{
    cs_error error = {0};

    ck_assert_msg(cs_sorter_put(sorter, text(first), text(second), text(row), &error), "%s",
                  error.what);
}

/* Expects the next row with its keys; NULL for the end. */
static void expect(cs_sorter *sorter, const char *first, const char *second, const char *row)
{
    cs_error error = {0};
    cs_text found;

    ck_assert_int_eq(cs_sorter_next(sorter, &found, &error), row ? CS_ITEM : CS_END);
    if (!row)
        return;
    ck_assert(cs_text_is(found, row));
    ck_assert(cs_text_is(cs_sorter_first_key(sorter), first));
    ck_assert(cs_text_is(cs_sorter_second_key(sorter), second));
}

static cs_sorter *filled(void)
{
    cs_error error = {0};
    cs_sorter *sorter = cs_sorter_new(&error);

    ck_assert_msg(sorter != NULL, "%s", error.what);
    put(sorter, "b", "1", "first");
    put(sorter, "a", "2", "second");
    put(sorter, "a", "1", "");
    put(sorter, "\u00e9", "", "fourth");
    put(sorter, "a", "2", "fifth");
    put(sorter, "ab", "", "sixth");
    return sorter;
}

START_TEST(rows_come_sorted_by_both_keys_and_then_as_they_came)
{
    cs_error error = {0};
    cs_sorter *sorter = filled();

    ck_assert(cs_sorter_begin(sorter, true, &error));
    expect(sorter, "a", "1", "");
    expect(sorter, "a", "2", "second");
    expect(sorter, "a", "2", "fifth");
    expect(sorter, "ab", "", "sixth");
    expect(sorter, "b", "1", "first");
    expect(sorter, "\u00e9", "", "fourth");
    expect(sorter, NULL, NULL, NULL);
    cs_sorter_free(sorter);
}
END_TEST

START_TEST(rows_come_as_they_came)
{
    cs_error error = {0};
    cs_sorter *sorter = filled();

    ck_assert(cs_sorter_begin(sorter, false, &error));
    expect(sorter, "b", "1", "first");
    expect(sorter, "a", "2", "second");
    expect(sorter, "a", "1", "");
    expect(sorter, "\u00e9", "", "fourth");
    expect(sorter, "a", "2", "fifth");
    expect(sorter, "ab", "", "sixth");
    expect(sorter, NULL, NULL, NULL);
    cs_sorter_free(sorter);
}
END_TEST

START_TEST(bytes_are_bytes)
{
    cs_error error = {0};
    cs_sorter *sorter = cs_sorter_new(&error);
    cs_text row;

    ck_assert(cs_sorter_put(sorter, CS_LITERAL("a\0b"), CS_NO_TEXT, CS_LITERAL("\0\xFF"), &error));
    ck_assert(cs_sorter_put(sorter, CS_LITERAL("a"), CS_NO_TEXT, CS_NO_TEXT, &error));
    ck_assert(cs_sorter_begin(sorter, true, &error));
    ck_assert_int_eq(cs_sorter_next(sorter, &row, &error), CS_ITEM);
    ck_assert_uint_eq(row.n, 0);
    ck_assert_int_eq(cs_sorter_next(sorter, &row, &error), CS_ITEM);
    ck_assert(cs_text_equal(row, CS_LITERAL("\0\xFF")));
    ck_assert(cs_text_equal(cs_sorter_first_key(sorter), CS_LITERAL("a\0b")));
    ck_assert_int_eq(cs_sorter_next(sorter, &row, &error), CS_END);
    cs_sorter_free(sorter);
    cs_sorter_free(NULL);
}
END_TEST

START_TEST(a_signal_ends_the_sorting)
{
    cs_error error = {0};
    cs_sorter *sorter = cs_sorter_new(&error);
    cs_text row;

    for (int i = 0; i < 100000; i++)
        put(sorter, i % 2 ? "b" : "a", "", "row");
    ck_assert(cs_sorter_begin(sorter, true, &error));
    cs_interrupt_install();
    ck_assert_int_eq(raise(SIGTERM), 0);
    ck_assert_int_eq(cs_sorter_next(sorter, &row, &error), CS_FAILED);
    ck_assert_int_eq(error.cause, CS_CAUSE_INTERRUPTED);
    cs_sorter_free(sorter);
}
END_TEST
