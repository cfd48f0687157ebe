#include <limits.h>
#include <stdio.h>

#include "report/columns.h"
#include "unit.h"

START_TEST(the_columns_are_those_of_the_contract)
{
    static const char *const names[] = {"DN",          "ObjectType",   "DisplayName", "OMODT",
                                        "Attribute",   "AMODT",        "OldValue",    "NewValue",
                                        "ValuesAdded", "ValuesRemoved"};

    cs_text header[CS_USUAL_COLUMNS];

    cs_usual_header(header);
    ck_assert_uint_eq(sizeof names / sizeof *names, CS_USUAL_COLUMNS);
    for (size_t i = 0; i < CS_USUAL_COLUMNS; i++) {
        ck_assert_uint_eq(header[i].n, strlen(names[i]));
        ck_assert_mem_eq(header[i].s, names[i], strlen(names[i]));
    }
}
END_TEST

static void expect_fields(const cs_change *change, const char *const *expected)
{
    cs_text header[CS_USUAL_COLUMNS];
    cs_usual_row row;

    cs_usual_header(header);
    cs_usual_fields(change, &row);
    for (size_t i = 0; i < CS_USUAL_COLUMNS; i++)
        ck_assert_msg(cs_text_is(row.fields[i], expected[i]), "%s: \"%.*s\" is not \"%s\"",
                      header[i].s, (int)row.fields[i].n, row.fields[i].s, expected[i]);
}

START_TEST(a_single_value)
{
    const cs_change change = {.dn = CS_LITERAL("CN=ada"),
                              .object_type = CS_LITERAL("user"),
                              .display_name = CS_LITERAL("Ada"),
                              .omodt = CS_OMODT_DELETE_ADD,
                              .attribute = CS_LITERAL("title"),
                              .amodt = CS_AMODT_UPDATE,
                              .old_value = CS_LITERAL("Miss"),
                              .new_value = CS_LITERAL("Countess"),
                              .added = CS_COUNT_NONE,
                              .removed = CS_COUNT_NONE};
    static const char *const expected[] = {"CN=ada", "user", "Ada",      "DeleteAdd", "title",
                                           "Update", "Miss", "Countess", "",          ""};
    expect_fields(&change, expected);
}
END_TEST

START_TEST(what_is_absent_is_empty)
{
    const cs_change change = {
        .omodt = CS_OMODT_DELETE, .added = CS_COUNT_NONE, .removed = CS_COUNT_NONE};
    static const char *const expected[] = {"", "", "", "Delete", "", "", "", "", "", ""};

    expect_fields(&change, expected);
}
END_TEST

/* "both are always printed, `0` included"; unknown is not 0. */
START_TEST(counts_of_values)
{
    static const struct {
        long long added, removed;
        const char *added_field, *removed_field;
    } counts[] = {
        {0, 0, "0", "0"},
        {1, 0, "1", "0"},
        {1204, 7, "1204", "7"},
        {3, CS_COUNT_NONE, "3", ""},
        {CS_COUNT_NONE, 3, "", "3"},
        {LLONG_MAX, LLONG_MAX, "9223372036854775807", "9223372036854775807"},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const cs_change change = {.omodt = CS_OMODT_REPLACE,
                                  .attribute = CS_LITERAL("member"),
                                  .amodt = CS_AMODT_REPLACE,
                                  .added = counts[i].added,
                                  .removed = counts[i].removed};
        const char *const expected[] = {"",
                                        "",
                                        "",
                                        "Replace",
                                        "member",
                                        "Replace",
                                        "",
                                        "",
                                        counts[i].added_field,
                                        counts[i].removed_field};
        expect_fields(&change, expected);
    }
}
END_TEST
