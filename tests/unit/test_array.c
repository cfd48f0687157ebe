#include <stdint.h>
#include <stdlib.h>

#include "base/array.h"
#include "unit.h"

START_TEST(a_list_keeps_what_is_in_it)
{
    size_t room = 0;
    int *list = NULL;

    for (int i = 0; i < 1000; i++) {
        list = cs_grown(list, (size_t)i, &room, sizeof *list);
        ck_assert_ptr_nonnull(list);
        ck_assert_uint_gt(room, (size_t)i);
        list[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(list[i], i);
    free(list);
}
END_TEST

START_TEST(it_stays_where_it_is_while_there_is_room)
{
    size_t room = 0;
    char *list = cs_grown(NULL, 0, &room, 1);
    const size_t before = room;

    ck_assert_uint_gt(room, 1);
    ck_assert_ptr_eq(cs_grown(list, room - 1, &room, 1), list);
    ck_assert_uint_eq(room, before);
    list = cs_grown(list, room, &room, 1);
    ck_assert_uint_gt(room, before);
    free(list);
}
END_TEST

/* More than there are addresses. */
START_TEST(without_memory_all_stays_as_it_was)
{
    size_t room = 0;

    ck_assert_ptr_null(cs_grown(NULL, 0, &room, SIZE_MAX / 8));
    ck_assert_uint_eq(room, 0);
}
END_TEST
