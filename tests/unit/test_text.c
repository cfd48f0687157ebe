#include "base/text.h"
#include "unit.h"

START_TEST(absent_equals_empty)
{
    ck_assert(cs_text_equal(CS_NO_TEXT, CS_LITERAL("")));
    ck_assert(cs_text_is(CS_NO_TEXT, ""));
    ck_assert_ptr_null(cs_text_from(NULL).s);
    ck_assert_ptr_nonnull(cs_text_from("").s);
}
END_TEST

START_TEST(equality_counts_every_byte)
{
    ck_assert(cs_text_equal(CS_LITERAL("a\0b"), CS_LITERAL("a\0b")));
    ck_assert(!cs_text_equal(CS_LITERAL("a\0b"), CS_LITERAL("a\0c")));
    ck_assert(!cs_text_equal(CS_LITERAL("a"), CS_LITERAL("ab")));
    ck_assert(!cs_text_is(CS_LITERAL("CN"), "cn"));
}
END_TEST

START_TEST(case_is_ignored_in_ascii_alone)
{
    ck_assert(cs_text_equal_nocase(CS_LITERAL("CN=Ada,DC=Z"), CS_LITERAL("cn=aDA,dc=z")));
    ck_assert(!cs_text_equal_nocase(CS_LITERAL("CN=Ada"), CS_LITERAL("CN=Ad")));
    ck_assert(!cs_text_equal_nocase(CS_LITERAL("\u00C4"), CS_LITERAL("\u00E4")));
    /* The neighbours of the letters are no letters: "[" is not "{". */
    ck_assert(!cs_text_equal_nocase(CS_LITERAL("@[`{"), CS_LITERAL("`{@[")));
}
END_TEST

START_TEST(order_is_that_of_the_bytes)
{
    ck_assert_int_lt(cs_text_compare(CS_LITERAL("a"), CS_LITERAL("ab")), 0);
    ck_assert_int_gt(cs_text_compare(CS_LITERAL("b"), CS_LITERAL("ab")), 0);
    ck_assert_int_gt(cs_text_compare(CS_LITERAL("\u00E4"), CS_LITERAL("z")), 0);
    ck_assert_int_eq(cs_text_compare(CS_LITERAL("ab"), CS_LITERAL("ab")), 0);
    ck_assert_int_eq(cs_text_compare(CS_NO_TEXT, CS_LITERAL("")), 0);
}
END_TEST

START_TEST(strip_takes_the_four_white_spaces_of_xml)
{
    ck_assert(cs_text_is(cs_text_strip(CS_LITERAL(" \t\r\n a b\n ")), "a b"));
    ck_assert(cs_text_is(cs_text_strip(CS_LITERAL("\f a \v")), "\f a \v"));
    ck_assert(cs_text_is(cs_text_strip(CS_LITERAL("\u00A0a")), "\u00A0a"));
    ck_assert_uint_eq(cs_text_strip(CS_LITERAL(" \t")).n, 0);
    ck_assert_ptr_null(cs_text_strip(CS_NO_TEXT).s);
}
END_TEST

START_TEST(blank_is_white_space_or_nothing)
{
    ck_assert(cs_text_is_blank(CS_LITERAL("")));
    ck_assert(cs_text_is_blank(CS_LITERAL(" \r\n\t")));
    ck_assert(cs_text_is_blank(CS_NO_TEXT));
    ck_assert(!cs_text_is_blank(CS_LITERAL(" \0 ")));
}
END_TEST
