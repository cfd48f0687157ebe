#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table/csv.h"
#include "unit.h"

static const cs_csv_options raw = {.raw = true};
static const cs_csv_options guarded = {.raw = false};

/* ---- Single fields and records ---- */

static void expect_record(const cs_csv_options *options, const cs_text *fields, size_t count,
                          cs_text expected)
{
    cs_buffer to = {.s = NULL};

    cs_csv_record(&to, options, fields, count);
    ck_assert(!to.failed);
    ck_assert_msg(cs_text_equal(cs_buffer_text(&to), expected), "%.*s is not %.*s", (int)to.n, to.s,
                  (int)expected.n, expected.s);
    cs_buffer_free(&to);
}

/* What a field is as a record of its own, without the line end. */
static void expect_field(const cs_csv_options *options, const char *field, const char *expected)
{
    cs_buffer record = {.s = NULL};
    const cs_text fields[] = {cs_text_from(field)};

    cs_buffer_puts(&record, expected);
    cs_buffer_puts(&record, options->crlf ? "\r\n" : "\n");
    expect_record(options, fields, 1, cs_buffer_text(&record));
    cs_buffer_free(&record);
}

START_TEST(every_field_is_in_quotes)
{
    const cs_text fields[] = {CS_LITERAL("CN=ada"), CS_LITERAL(""), {NULL, 0}, CS_LITERAL("0")};

    expect_record(&guarded, fields, 4, CS_LITERAL("\"CN=ada\",\"\",\"\",\"0\"\n"));
    expect_record(&guarded, fields, 1, CS_LITERAL("\"CN=ada\"\n"));
    expect_record(&guarded, fields, 0, CS_LITERAL("\n"));
}
END_TEST

START_TEST(a_quote_is_doubled)
{
    expect_field(&raw, "\"", "\"\"\"\"");
    expect_field(&raw, "a\"b", "\"a\"\"b\"");
    expect_field(&raw, "\"\"\"", "\"\"\"\"\"\"\"\"");
}
END_TEST

START_TEST(all_else_is_kept_inside_the_quotes)
{
    expect_field(&raw, "a,b;c\td", "\"a,b;c\td\"");
    expect_field(&raw, "a\nb\r\nc\r", "\"a\nb\r\nc\r\"");
    expect_field(&raw, " a ", "\" a \"");
    expect_field(&raw, "\u00E9\u20AC\U0001F600", "\"\u00E9\u20AC\U0001F600\"");
    const cs_text nul = {"a\0b", 3}; /* XML has none, but nothing is cut short */
    expect_record(&raw, &nul, 1, (cs_text){"\"a\0b\"\n", 6});
}
END_TEST

START_TEST(records_follow_what_is_there)
{
    cs_buffer to = {.s = NULL};
    const cs_text field = CS_LITERAL("a");

    cs_buffer_puts(&to, "\xEF\xBB\xBF");
    cs_csv_record(&to, &guarded, &field, 1);
    cs_csv_record(&to, &guarded, &field, 1);
    ck_assert(cs_text_is(cs_buffer_text(&to), "\xEF\xBB\xBF\"a\"\n\"a\"\n"));
    cs_buffer_free(&to);
}
END_TEST

START_TEST(the_separator_can_be_chosen)
{
    const cs_text fields[] = {CS_LITERAL("a"), CS_LITERAL("b;c")};

    expect_record(&(cs_csv_options){.delimiter = ';'}, fields, 2, CS_LITERAL("\"a\";\"b;c\"\n"));
    expect_record(&(cs_csv_options){.delimiter = '\t'}, fields, 2, CS_LITERAL("\"a\"\t\"b;c\"\n"));
    expect_record(&(cs_csv_options){.delimiter = ','}, fields, 2, CS_LITERAL("\"a\",\"b;c\"\n"));
}
END_TEST

START_TEST(records_can_end_in_cr_lf)
{
    const cs_text fields[] = {CS_LITERAL("a\nb"), CS_LITERAL("c")};

    /* A line break inside a value stays what it is. */
    expect_record(&(cs_csv_options){.crlf = true}, fields, 2, CS_LITERAL("\"a\nb\",\"c\"\r\n"));
}
END_TEST

/* ---- Spreadsheet formulas (doc/csv.md) ---- */

/* "an apostrophe goes in front of a field that begins with `=`, `+`, `-`, `@`, tab, carriage
 * return or line feed" */
START_TEST(an_apostrophe_in_front_of_a_formula)
{
    static const char begins[] = "=+-@\t\r\n";

    for (const char *c = begins; *c; c++) {
        char field[] = {*c, 'x', '\0'}, expected[] = {'"', '\'', *c, 'x', '"', '\0'};
        expect_field(&guarded, field, expected);
        char alone[] = {*c, '\0'}, expected_alone[] = {'"', '\'', *c, '"', '\0'};
        expect_field(&guarded, alone, expected_alone);
    }
}
END_TEST

/* "in front of a `+`, `-` or `@` that directly follows a semicolon, tab, carriage return or line
 * feed", and of a `=` there, too */
START_TEST(an_apostrophe_behind_what_may_end_a_cell)
{
    for (const char *end = ";\t\r\n"; *end; end++) {
        for (const char *c = "=+-@"; *c; c++) {
            char field[] = {'a', *end, *c, 'b', '\0'};
            char expected[] = {'"', 'a', *end, '\'', *c, 'b', '"', '\0'};
            expect_field(&guarded, field, expected);
        }
    }
}
END_TEST

/* "in front of a `=` that directly follows a semicolon, comma, bar, tab, blank, carriage return or
 * line feed": a spreadsheet may be set to any of them. */
START_TEST(an_equals_sign_gets_one_after_more_separators)
{
    expect_field(&guarded, ",=1+1,", "\",'=1+1,\"");
    expect_field(&guarded, "|=1+2|", "\"|'=1+2|\"");
    expect_field(&guarded, " =1+3 ", "\" '=1+3 \"");
    expect_field(&guarded, "a; =b", "\"a; '=b\"");
    expect_field(&guarded, "0123456789abcdef,=x", "\"0123456789abcdef,'=x\"");
    expect_field(&guarded, "Manager - Europe", "\"Manager - Europe\"");
    expect_field(&guarded, "a,+b|-c @d", "\"a,+b|-c @d\"");
}
END_TEST

/* "their full-width forms", and "Blanks in front of the formula are passed over if at least one of
 * them is a no-break or zero-width one" */
START_TEST(a_formula_in_disguise_gets_one_in_front_of_the_field)
{
    static const char *const formulas[] = {
        "\uFF1D1+1",      "\uFF0B1",  "\uFF0D1",        "\uFF20a",    " \uFF1D1",
        "\u00A0=1",       "\u200B+1", "\u200C-1",       "\u200D@a",   "\u202F-1",
        "\u2007\u2060+1", "\uFEFF@a", "\uFEFF\u00A0+1", " \u00A0 -1", "\u00A0\uFF1D1",
    };
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        char expected[64];
        snprintf(expected, sizeof expected, "\"'%s\"", formulas[i]);
        expect_field(&guarded, formulas[i], expected);
    }
}
END_TEST

/* Cells' ends are looked for many characters at a time. */
START_TEST(an_apostrophe_in_every_place)
{
    static const char zeros[] = "0000000000000000000000000000000000000000";

    for (int place = 0; place < 40; place++) {
        for (int after = 0; after < 40; after++) {
            char field[100], expected[100];
            snprintf(field, sizeof field, "%.*s;=%.*s", place, zeros, after, zeros);
            snprintf(expected, sizeof expected, "\"%.*s;'=%.*s\"", place, zeros, after, zeros);
            expect_field(&guarded, field, expected);
        }
    }
}
END_TEST

START_TEST(both_rules_meet)
{
    expect_field(&guarded, "\t=x", "\"'\t'=x\"");
    expect_field(&guarded, "\n-", "\"'\n'-\"");
    expect_field(&guarded, ";=x", "\";'=x\"");        /* a field may begin with a semicolon */
    expect_field(&guarded, "\r\n+x", "\"'\r\n'+x\""); /* a line feed inside needs nothing */
    expect_field(&guarded, "==", "\"'==\"");
    expect_field(&guarded, "a;=;=;b", "\"a;'=;'=;b\"");
    expect_field(&guarded, "=\"a\";@b", "\"'=\"\"a\"\";'@b\"");
}
END_TEST

START_TEST(nothing_else_gets_an_apostrophe)
{
    static const char *const harmless[] = {
        "a=b",       "a-b",    "a@b",       "1+1",      "smtp:ada@contoso.com",
        "CN={6d61}", "a\tb",   "a;\tb",     "a\r\nb",   "'=x",
        ";",         " +x",    " -x",       " @x",      "|+x",
        "\u00A0x=",  "a\v=b",  "a;\uFF1Dx", "\u3000=x", "\u00A0",
        " ",         "\xFF=x",
    };
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        char expected[64] = "\"";
        strcat(strcat(expected, harmless[i]), "\"");
        expect_field(&guarded, harmless[i], expected);
    }
}
END_TEST

START_TEST(raw_values_get_none)
{
    expect_field(&raw, "=1+1", "\"=1+1\"");
    expect_field(&raw, "\t=x;-y", "\"\t=x;-y\"");
}
END_TEST

/* ---- On a terminal ---- */

START_TEST(a_terminal_is_not_driven)
{
    const cs_csv_options terminal = {.terminal = true};
    const cs_csv_options both = {.terminal = true, .raw = true};

    expect_field(&terminal, "a\x1B[2Jb\x7F", "\"a\\x1B[2Jb\\x7F\"");
    expect_field(&terminal, "a\nb\tc\r", "\"a\\x0Ab\\x09c\\x0D\"");
    expect_field(&terminal, "\xC2\x85\u202E", "\"\\u{0085}\\u{202E}\"");
    expect_field(&terminal, "\u20AC \"q\" \\", "\"\u20AC \"\"q\"\" \\\"");
    expect_field(&terminal, "=x;\t=y", "\"'=x;\\x09'=y\""); /* the guard comes first */
    expect_field(&terminal, "\t", "\"'\\x09\"");
    expect_field(&both, "\t=x", "\"\\x09=x\"");
}
END_TEST

/* As long as escaping can make it. */
START_TEST(a_terminal_gets_all_of_a_long_value)
{
    cs_buffer field = {.s = NULL}, expected = {.s = NULL};

    for (int i = 0; i < 10000; i++) {
        cs_buffer_puts(&field, "\x01\xC2\x85\u2028");
        cs_buffer_puts(&expected, i == 0 ? "\"" : "");
        cs_buffer_puts(&expected, "\\x01\\u{0085}\\u{2028}");
    }
    cs_buffer_puts(&expected, "\"\n");
    const cs_text fields[] = {cs_buffer_text(&field)};
    expect_record(&(cs_csv_options){.terminal = true}, fields, 1, cs_buffer_text(&expected));
    cs_buffer_free(&field);
    cs_buffer_free(&expected);
}
END_TEST

/* ---- What libcsv reads is what was written ---- */

enum {
    FIELDS = 10,
    RECORDS = 300,
    LONGEST = 40
};

/* Numbers that are the same in every run. */
static unsigned next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* Random bytes, half of them such as matter in CSV. */
static void make_field(uint32_t *state, cs_buffer *field)
{
    static const char special[] = "\",;'\r\n\t =+-@\0\\";
    size_t n = next_random(state) % LONGEST;

    field->n = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned r = next_random(state);
        char c = r % 2 ? special[r / 2 % (sizeof special - 1)] : (char)(r / 2 % 256);
        cs_buffer_add(field, (cs_text){&c, 1});
    }
}

/* What the reading of a file is compared with. */
typedef struct expectation {
    const cs_buffer *fields;
    size_t field, in_record;
} expectation;

static void on_field(void *s, size_t n, void *user)
{
    expectation *e = user;

    ck_assert_uint_lt(e->field, FIELDS * RECORDS);
    ck_assert(cs_text_equal((cs_text){s, n}, cs_buffer_text(&e->fields[e->field])));
    e->field++;
    e->in_record++;
}

static void on_record(int end, void *user)
{
    expectation *e = user;

    (void)end;
    ck_assert_uint_eq(e->in_record, FIELDS);
    e->in_record = 0;
}

static void read_back(cs_text file, char delimiter, const cs_buffer *fields)
{
    struct csv_parser parser;
    expectation e = {fields, 0, 0};

    ck_assert_int_eq(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
    csv_set_delim(&parser, (unsigned char)delimiter);
    ck_assert_uint_eq(csv_parse(&parser, file.s, file.n, on_field, on_record, &e), file.n);
    ck_assert_int_eq(csv_fini(&parser, on_field, on_record, &e), 0);
    csv_free(&parser);
    ck_assert_uint_eq(e.field, FIELDS * RECORDS);
    ck_assert_uint_eq(e.in_record, 0);
}

START_TEST(libcsv_reads_back_what_was_written)
{
    static const cs_csv_options ways[] = {
        {.raw = true},
        {.raw = true, .crlf = true},
        {.raw = true, .delimiter = ';'},
        {.raw = true, .delimiter = '\t', .crlf = true},
        {.raw = true, .delimiter = '='},
    };
    uint32_t state = 1;

    for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
        static cs_buffer fields[FIELDS * RECORDS];
        cs_buffer file = {.s = NULL};
        for (size_t i = 0; i < FIELDS * RECORDS; i++) {
            cs_text record[FIELDS];
            make_field(&state, &fields[i]);
            if (i % FIELDS < FIELDS - 1)
                continue;
            for (size_t k = 0; k < FIELDS; k++)
                record[k] = cs_buffer_text(&fields[i - (FIELDS - 1) + k]);
            cs_csv_record(&file, &ways[way], record, FIELDS);
        }
        read_back(cs_buffer_text(&file), ways[way].delimiter ? ways[way].delimiter : ',', fields);
        cs_buffer_free(&file);
        for (size_t i = 0; i < FIELDS * RECORDS; i++)
            cs_buffer_free(&fields[i]);
    }
}
END_TEST
