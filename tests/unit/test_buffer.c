#include <stdint.h>

#include "base/buffer.h"
#include "unit.h"

START_TEST(grows_by_what_is_added)
{
    cs_buffer buffer = {.s = NULL};

    ck_assert(cs_text_is(cs_buffer_text(&buffer), ""));
    cs_buffer_puts(&buffer, "CN=");
    cs_buffer_add(&buffer, CS_LITERAL("A\0da"));
    cs_buffer_add(&buffer, CS_NO_TEXT);
    ck_assert(cs_text_equal(cs_buffer_text(&buffer), CS_LITERAL("CN=A\0da")));
    cs_buffer_free(&buffer);
    ck_assert_uint_eq(buffer.n, 0);
}
END_TEST

START_TEST(keeps_what_is_there_while_it_grows)
{
    cs_buffer buffer = {.s = NULL};

    for (unsigned i = 0; i < 10000; i++)
        cs_buffer_add(&buffer, (cs_text){(char[]){(char)(i % 127)}, 1});
    ck_assert_uint_eq(buffer.n, 10000);
    for (unsigned i = 0; i < 10000; i++)
        ck_assert(buffer.s[i] == (char)(i % 127));
    cs_buffer_free(&buffer);
}
END_TEST

START_TEST(reserved_room_is_not_content_yet)
{
    cs_buffer buffer = {.s = NULL};

    ck_assert_ptr_nonnull(cs_buffer_reserve(&buffer, 0));
    char *room = cs_buffer_reserve(&buffer, 5000);
    ck_assert_ptr_nonnull(room);
    memset(room, 'x', 5000);
    ck_assert_uint_eq(cs_buffer_text(&buffer).n, 0);
    buffer.n += 2;
    ck_assert(cs_text_is(cs_buffer_text(&buffer), "xx"));
    ck_assert_ptr_eq(cs_buffer_reserve(&buffer, 4998), room + 2); /* there is room already */
    cs_buffer_free(&buffer);
}
END_TEST

START_TEST(failure_stays_until_it_is_freed)
{
    const size_t hostile[] = {SIZE_MAX, SIZE_MAX - 3, SIZE_MAX / 2};

    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        cs_buffer buffer = {.s = NULL};

        cs_buffer_puts(&buffer, "abc");
        ck_assert_ptr_null(cs_buffer_reserve(&buffer, hostile[i]));
        ck_assert(buffer.failed);
        cs_buffer_puts(&buffer, "d");
        ck_assert(cs_text_is(cs_buffer_text(&buffer), "abc"));
        ck_assert_ptr_null(cs_buffer_reserve(&buffer, 0));

        cs_buffer_free(&buffer);
        ck_assert(!buffer.failed);
        cs_buffer_puts(&buffer, "d");
        ck_assert(cs_text_is(cs_buffer_text(&buffer), "d"));
        cs_buffer_free(&buffer);
    }
}
END_TEST

START_TEST(a_formatted_text_is_appended_whole)
{
    cs_buffer b = {.s = NULL};
    cs_buffer wanted = {.s = NULL};
    char text[1001];

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    cs_buffer_puts(&wanted, "7 ");
    cs_buffer_puts(&wanted, text);
    cs_buffer_puts(&wanted, "!");
    cs_buffer_printf(&b, "%d ", 7);
    cs_buffer_printf(&b, "%s!", text);
    ck_assert(!b.failed);
    ck_assert(cs_text_equal(cs_buffer_text(&b), cs_buffer_text(&wanted)));
    cs_buffer_free(&b);
    cs_buffer_free(&wanted);
}
END_TEST
