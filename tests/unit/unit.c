/* Runs the unit tests. CK_RUN_SUITE=name runs one file of them, CK_RUN_CASE=name one test. */
#include <stdio.h>
#include <stdlib.h>

#include "unit.h"

/* SUITE(name) for each file test_name.c, made by the Makefile. */
#define SUITE(name) Suite *name##_suite(void);
#include "unit_list.inc"
#undef SUITE

void unit_add(Suite *suite, const char *name, const TTest *test, int count, const char *tags,
              unit_fixture set_up, unit_fixture tear_down)
{
    TCase *tcase = tcase_create(name);

    tcase_set_tags(tcase, tags);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, test, 0, count);
    suite_add_tcase(suite, tcase);
}

int main(void)
{
    SRunner *runner = srunner_create(NULL);

    setvbuf(stdout, NULL, _IOLBF, 0); /* a failure is seen at once */
#define SUITE(name) srunner_add_suite(runner, name##_suite());
#include "unit_list.inc"
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
