/*
 * What every file of unit tests includes. The file test_NAME.c is the suite NAME; each of its tests
 * is a case, so that CK_RUN_CASE=a_test build/unit runs that one. There is no list to keep: the
 * Makefile finds the tests by the macro that a line begins with (tests/unit/list).
 *
 *     START_TEST(name) { ... } END_TEST
 *     LOOP_TEST(name, n)         runs n times; _i counts from 0
 *     SLOW_TEST(name)            takes or measures seconds of processor time: `tests/run slow` only
 *     SLOW_LOOP_TEST(name, n)
 *     FIXTURE(set_up, tear_down)  runs them around each test of the file
 */
#ifndef CS_TEST_UNIT_H
#define CS_TEST_UNIT_H

#include <check.h>

#define LOOP_TEST(name, n)                                                                         \
    enum {                                                                                         \
        count_of_##name = (n)                                                                      \
    };                                                                                             \
    START_TEST(name)
#define SLOW_TEST(name) START_TEST(name)
#define SLOW_LOOP_TEST(name, n) LOOP_TEST(name, n)
#define FIXTURE(set_up, tear_down)                                                                 \
    static const unit_fixture unit_set_up = (set_up), unit_tear_down = (tear_down)

typedef void (*unit_fixture)(void);

/* Adds a test to its suite; `tags` is "" or "slow", the fixture's functions may be NULL. */
void unit_add(Suite *suite, const char *name, const TTest *test, int count, const char *tags,
              unit_fixture set_up, unit_fixture tear_down);

/* The lines of the generated lists. */
#define ADD_START_TEST(name) unit_add(suite, #name, name, 1, "", unit_set_up, unit_tear_down)
#define ADD_LOOP_TEST(name)                                                                        \
    unit_add(suite, #name, name, count_of_##name, "", unit_set_up, unit_tear_down)
#define ADD_SLOW_TEST(name) unit_add(suite, #name, name, 1, "slow", unit_set_up, unit_tear_down)
#define ADD_SLOW_LOOP_TEST(name)                                                                   \
    unit_add(suite, #name, name, count_of_##name, "slow", unit_set_up, unit_tear_down)

#endif
