#include "rules/function.h"
#include "unit.h"

START_TEST(functions_are_found_by_name_and_case)
{
    ck_assert_ptr_nonnull(cs_function_find(CS_LITERAL("IIF")));
    ck_assert_ptr_null(cs_function_find(CS_LITERAL("iif")));
    ck_assert_str_eq(cs_function_like(CS_LITERAL("iif"))->name, "IIF");
    ck_assert_ptr_null(cs_function_like(CS_LITERAL("Nothing")));
}
END_TEST

START_TEST(the_table_is_in_order_and_makes_sense)
{
    size_t count = 0;

    for (const cs_function *f; (f = cs_function_at(count)) != NULL; count++) {
        ck_assert_ptr_eq(cs_function_find(cs_text_from(f->name)), f);
        ck_assert_int_le(f->least, f->most);
        if (count > 0)
            ck_assert_int_lt(strcmp(cs_function_at(count - 1)->name, f->name), 0);
    }
    ck_assert_uint_ge(count, 85);
}
END_TEST

START_TEST(arguments_are_counted)
{
    const cs_function *iif = cs_function_find(CS_LITERAL("IIF"));
    const cs_function *choose = cs_function_find(CS_LITERAL("Switch"));
    const cs_function *find = cs_function_find(CS_LITERAL("InStr"));

    ck_assert(!cs_function_takes(iif, 2) && cs_function_takes(iif, 3) &&
              !cs_function_takes(iif, 4));
    ck_assert(cs_function_takes(choose, 4) && !cs_function_takes(choose, 3) &&
              !cs_function_takes(choose, 0));
    ck_assert(cs_function_takes(find, 2) && cs_function_takes(find, 4));
}
END_TEST
