#include "directory.h"
#include "table/table.h"
#include "unit.h"

FIXTURE(enter_directory, leave_directory);

static const cs_text header[] = {{"DN", 2}, {"OMODT", 5}, {"ValuesAdded", 11}};
static const cs_text fields[] = {{"=CN", 3}, {"Add", 3}, {NULL, 0}};
static const cs_text more[] = {{"CN=b", 4}, {"Delete", 6}, {"2", 1}};
static const cs_cell cells[] = {CS_CELL_TEXT, CS_CELL_TEXT, CS_CELL_NUMBER};
static const cs_fields first = {CS_OMODT_ADD, fields, cells};
static const cs_fields second = {CS_OMODT_DELETE, more, cells};

/* Makes a table of the two rows, the second formatted beforehand, in the file "report". */
static void make_table(const cs_table_options *options)
{
    cs_error error = {.set = false};
    cs_buffer row = {.s = NULL};
    const cs_facts facts = {.count = 0};
    cs_output *out = cs_output_open("report", NULL, 0, &error);
    cs_table *table = cs_table_new(options, out, &error);

    ck_assert_ptr_nonnull(table);
    ck_assert(cs_table_header(table, header, 3, &error));
    ck_assert(cs_table_row(table, &first, &error));
    cs_table_format(&row, options, header, 3, &second);
    ck_assert(cs_table_formatted(table, cs_buffer_text(&row), &error));
    ck_assert(cs_table_end(table, &facts, &error));
    ck_assert_uint_eq(cs_table_cut(table), 0);
    cs_table_free(table);
    cs_buffer_free(&row);
    ck_assert(cs_output_commit(out, &error));
}

START_TEST(csv_has_a_header)
{
    const cs_table_options options = {.format = CS_FORMAT_CSV};

    make_table(&options);
    ck_assert_str_eq(content_of("report"), "\"DN\",\"OMODT\",\"ValuesAdded\"\n"
                                           "\"'=CN\",\"Add\",\"\"\n\"CN=b\",\"Delete\",\"2\"\n");
}
END_TEST

START_TEST(csv_is_as_it_is_asked_for)
{
    const cs_table_options options = {.format = CS_FORMAT_CSV,
                                      .csv = {.delimiter = ';', .raw = true, .crlf = true},
                                      .mark = true};

    make_table(&options);
    ck_assert_str_eq(content_of("report"), "\xEF\xBB\xBF\"DN\";\"OMODT\";\"ValuesAdded\"\r\n"
                                           "\"=CN\";\"Add\";\"\"\r\n\"CN=b\";\"Delete\";\"2\"\r\n");
}
END_TEST

START_TEST(json_names_each_field)
{
    const cs_table_options options = {.format = CS_FORMAT_JSONL};

    make_table(&options);
    ck_assert_str_eq(content_of("report"),
                     "{\"DN\":\"=CN\",\"OMODT\":\"Add\",\"ValuesAdded\":null}\n"
                     "{\"DN\":\"CN=b\",\"OMODT\":\"Delete\",\"ValuesAdded\":2}\n");
}
END_TEST

START_TEST(formats_have_names)
{
    ck_assert_int_eq(cs_format_from("csv"), CS_FORMAT_CSV);
    ck_assert_int_eq(cs_format_from("jsonl"), CS_FORMAT_JSONL);
    ck_assert_int_eq(cs_format_from("xlsx"), CS_FORMAT_XLSX);
    ck_assert_int_eq(cs_format_from("CSV"), CS_FORMATS);
    ck_assert_int_eq(cs_format_from(""), CS_FORMATS);
}
END_TEST
