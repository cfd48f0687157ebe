#include "base/pack.h"
#include "unit.h"

START_TEST(numbers_come_out_as_they_went_in)
{
    static const uint64_t numbers[] = {
        0, 1, 127, 128, 16383, 16384, UINT32_MAX, (uint64_t)1 << 63, INT64_MAX, UINT64_MAX};
    cs_buffer buffer = {0};

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        cs_pack_number(&buffer, numbers[i]);
    cs_text rest = cs_buffer_text(&buffer);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        ck_assert_uint_eq(cs_unpack_number(&rest), numbers[i]);
    ck_assert_uint_eq(rest.n, 0);
    cs_buffer_free(&buffer);
}
END_TEST

START_TEST(small_numbers_are_small)
{
    cs_buffer buffer = {0};

    cs_pack_number(&buffer, 127);
    ck_assert_uint_eq(buffer.n, 1);
    cs_pack_number(&buffer, 128);
    ck_assert_uint_eq(buffer.n, 3);
    cs_pack_number(&buffer, UINT64_MAX);
    ck_assert_uint_eq(buffer.n, 13);
    cs_buffer_free(&buffer);
}
END_TEST

START_TEST(texts_and_numbers_stand_side_by_side)
{
    cs_buffer buffer = {0};

    cs_pack_text(&buffer, CS_LITERAL("a\0b"));
    cs_pack_number(&buffer, 300);
    cs_pack_text(&buffer, CS_LITERAL(""));
    cs_pack_text(&buffer, CS_NO_TEXT);
    cs_text rest = cs_buffer_text(&buffer);
    ck_assert(cs_text_equal(cs_unpack_text(&rest), CS_LITERAL("a\0b")));
    ck_assert_uint_eq(cs_unpack_number(&rest), 300);
    cs_text empty = cs_unpack_text(&rest);
    ck_assert_ptr_nonnull(empty.s);
    ck_assert_uint_eq(empty.n, 0);
    ck_assert_ptr_null(cs_unpack_text(&rest).s);
    ck_assert_uint_eq(rest.n, 0);
    cs_buffer_free(&buffer);
}
END_TEST
