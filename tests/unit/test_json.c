#include "base/json.h"
#include "unit.h"

static void expect(cs_buffer *found, const char *expected)
{
    ck_assert_msg(cs_text_is(cs_buffer_text(found), expected), "%.*s instead of %s", (int)found->n,
                  found->s ? found->s : "", expected);
    cs_buffer_free(found);
}

static void expect_value(cs_text field, cs_cell cell, const char *expected)
{
    cs_buffer json = {.s = NULL};

    cs_json_value(&json, field, cell);
    expect(&json, expected);
}

START_TEST(a_string_holds_any_text)
{
    static const struct {
        const char *text, *json;
    } cases[] = {{"", "\"\""},
                 {"ada", "\"ada\""},
                 {"a\"b\\c", "\"a\\\"b\\\\c\""},
                 {"\t\n\x1b\x7f", "\"\\u0009\\u000a\\u001b\\u007f\""},
                 {"\u00e9\u5c0f\U0001f600", "\"\u00e9\u5c0f\U0001f600\""},
                 {"\xc2\x9b\u202e\ufeff", "\"\\u009b\\u202e\\ufeff\""},
                 {"a\xff\xc3", "\"a\\ufffd\\ufffd\""}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_buffer json = {.s = NULL};
        cs_json_string(&json, cs_text_from(cases[i].text));
        expect(&json, cases[i].json);
    }
}
END_TEST

START_TEST(what_is_absent_is_null_and_what_is_empty_is_not)
{
    for (cs_cell cell = CS_CELL_TEXT; cell <= CS_CELL_JSON; cell++)
        expect_value(CS_NO_TEXT, cell, "null");
    expect_value(CS_LITERAL(""), CS_CELL_TEXT, "\"\"");
    expect_value(CS_LITERAL(""), CS_CELL_NUMBER, "\"\"");
}
END_TEST

START_TEST(a_number_is_one_where_it_is_exact)
{
    static const struct {
        const char *field, *json;
    } cases[] = {{"0", "0"},
                 {"-1", "-1"},
                 {"512", "512"},
                 {"9007199254740992", "9007199254740992"},
                 {"-9007199254740992", "-9007199254740992"},
                 {"9007199254740993", "\"9007199254740993\""},
                 {"-9007199254740993", "\"-9007199254740993\""},
                 {"10000000000000000", "\"10000000000000000\""},
                 {"99999999999999999999", "\"99999999999999999999\""},
                 {"00123", "\"00123\""},
                 {"-0", "\"-0\""},
                 {"-", "\"-\""},
                 {"+1", "\"+1\""},
                 {" 1", "\" 1\""},
                 {"1.5", "\"1.5\""},
                 {"1E10", "\"1E10\""},
                 {"0x200", "\"0x200\""}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_value(cs_text_from(cases[i].field), CS_CELL_NUMBER, cases[i].json);
    expect_value(CS_LITERAL("512"), CS_CELL_TEXT, "\"512\"");
}
END_TEST

START_TEST(flags_and_json_stand_as_they_are)
{
    expect_value(CS_LITERAL("true"), CS_CELL_FLAG, "true");
    expect_value(CS_LITERAL("[\"a\"]"), CS_CELL_JSON, "[\"a\"]");
    expect_value(CS_LITERAL("true"), CS_CELL_TEXT, "\"true\"");
}
END_TEST

START_TEST(a_record_is_an_object_on_a_line_of_its_own)
{
    const cs_text header[] = {CS_LITERAL("DN"), CS_LITERAL("a \"b\""), CS_LITERAL("n")};
    const cs_text fields[] = {CS_LITERAL("CN=ada\n"), {NULL, 0}, CS_LITERAL("7")};
    const cs_cell cells[] = {CS_CELL_TEXT, CS_CELL_TEXT, CS_CELL_NUMBER};
    cs_buffer json = {.s = NULL};

    cs_json_record(&json, header, fields, cells, 3);
    expect(&json, "{\"DN\":\"CN=ada\\u000a\",\"a \\\"b\\\"\":null,\"n\":7}\n");
}
END_TEST
