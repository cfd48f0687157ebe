#include <stdlib.h>

#include "scan_token.h"
#include "suites.h"

/* A copy that ends with its allocation, so that a sanitizer sees what is read behind the padding.
 */
static char *padded(const char *text)
{
    const size_t n = strlen(text);
    char *copy = calloc(1, n + CS_SCAN_PADDING);

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, n);
    return copy;
}

/* How many bytes of `text` are the end tag of `name`; -1 where it is not that tag. */
static int end_tag(const char *text, const char *name)
{
    char *copy = padded(text), *name_copy = padded(name);
    const char *end = cs_scan_end_tag(copy, name_copy, strlen(name));
    int passed = end ? (int)(end - copy) : -1;

    free(copy);
    free(name_copy);
    return passed;
}

START_TEST(an_end_tag_has_the_name_of_its_start_tag)
{
    ck_assert_int_eq(end_tag("</attr>", "attr"), 7);
    ck_assert_int_eq(end_tag("</attr \t\r\n><", "attr"), 11);
    ck_assert_int_eq(end_tag("</attribute>", "attr"), -1);
    ck_assert_int_eq(end_tag("</att>", "attr"), -1);
    ck_assert_int_eq(end_tag("</attr /", "attr"), -1);
    ck_assert_int_eq(end_tag("</pending-import>", "pending-import"), 17);
    ck_assert_int_eq(end_tag("</pending-import-hologram>", "pending-import-hologram"), 26);
    ck_assert_int_eq(end_tag("</pending-import-hologran>", "pending-import-hologram"), -1);
}
END_TEST

START_TEST(an_end_tag_may_be_cut_off)
{
    char name[4 * CS_SCAN_PADDING + 1];

    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ck_assert_int_eq(end_tag("</", "attr"), -1);
    ck_assert_int_eq(end_tag("</attr", "attr"), -1);
    ck_assert_int_eq(end_tag("</attr ", "attr"), -1);
    ck_assert_int_eq(end_tag("</", name), -1);
    ck_assert_int_eq(end_tag("</aaaaaaaa", name), -1);
}
END_TEST

Suite *scan_token_suite(void)
{
    Suite *suite = suite_create("scan_token");
    TCase *tests = tcase_create("scan_token");

    tcase_add_test(tests, an_end_tag_has_the_name_of_its_start_tag);
    tcase_add_test(tests, an_end_tag_may_be_cut_off);
    suite_add_tcase(suite, tests);
    return suite;
}
