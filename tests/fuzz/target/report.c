/* A document, made into change rows and these into CSV in every way, and into JSON: what
 * independent readers make of it is the rows. */
#include "report/columns.h"
#include "../csv_reader.h"
#include "../fuzz.h"
#include "../json_reader.h"
#include "base/json.h"
#include "report/changes.h"
#include "table/csv.h"
#include "xml/read/reader.h"

/* What has been written, and what it must be read as: every field with its length in front. */
typedef struct writing {
    cs_csv_options options;
    cs_buffer csv, expected;
} writing;

/* True for a text that begins with one of a list of UTF-8 characters, each with its length. */
static size_t begins_with(cs_text t, const char *const *characters)
{
    for (; *characters; characters++)
        if (cs_text_starts(t, *characters))
            return strlen(*characters);
    return 0;
}

/* True for a formula in full width, or after blanks of which one is a no-break or zero-width one.
 */
static bool begins_odd_formula(cs_text field)
{
    static const char *const blanks[] = {"\u00A0", "\u2007", "\u200B", "\u200C", "\u200D",
                                         "\u202F", "\u2060", "\uFEFF", NULL};
    static const char *const wide[] = {"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20", NULL};
    bool odd = false;

    for (;;) {
        size_t n = begins_with(field, blanks);
        odd |= n > 0;
        if (n == 0 && field.n > 0 && field.s[0] == ' ')
            n = 1;
        if (n == 0)
            break;
        field = cs_text_skip(field, n);
    }
    return begins_with(field, wide) > 0 ||
           (odd && field.n > 0 && memchr("=+-@", field.s[0], 4) != NULL);
}

/* Adds a field as doc/csv.md has it, guarded character by character. */
static void expect_field(writing *w, cs_text field)
{
    cs_buffer shown = {0};

    for (size_t i = 0; i < field.n; i++) {
        const char *begins = i == 0 ? "=+-@\t\r\n" : "=+-@", c = field.s[i];
        bool at_start = i == 0 || memchr(";\t\r\n", field.s[i - 1], 4) ||
                        (c == '=' && memchr(",| ", field.s[i - 1], 3));
        if (!w->options.raw && ((at_start && memchr(begins, c, strlen(begins))) ||
                                (i == 0 && begins_odd_formula(field))))
            cs_buffer_puts(&shown, "'");
        cs_buffer_add(&shown, (cs_text){&c, 1});
    }
    cs_buffer_add(&w->expected, (cs_text){(const char *)&shown.n, sizeof shown.n});
    cs_buffer_add(&w->expected, cs_buffer_text(&shown));
    cs_buffer_free(&shown);
}

/* Reads a member's value: a text, null where it is absent, the counts as numbers. */
static void check_member(cs_text *rest, cs_text field, cs_cell cell, cs_buffer *string)
{
    cs_text before = *rest;
    bool ok = fuzz_json_value(rest);
    const cs_text value = {before.s, before.n - rest->n};

    if (ok && !field.s)
        ok = cs_text_is(value, "null");
    else if (ok && cell == CS_CELL_NUMBER && field.n > 0)
        ok = cs_text_equal(value, field);
    else if (ok)
        ok = fuzz_json_string(&before, string) && cs_text_equal(cs_buffer_text(string), field);
    if (!ok)
        fuzz_fail("\"%.*s\" as JSON is %.*s", (int)field.n, field.s, (int)value.n, value.s);
}

/* Writes a row as JSON and reads it back. */
static void check_json(const cs_usual_row *row)
{
    cs_cell cells[CS_USUAL_COLUMNS];
    cs_text header[CS_USUAL_COLUMNS];
    cs_buffer json = {.s = NULL}, string = {.s = NULL};

    cs_usual_kinds(false, cells);
    cs_usual_header(header);
    cs_json_record(&json, header, row->fields, cells, CS_USUAL_COLUMNS);
    cs_text rest = cs_buffer_text(&json);
    for (size_t i = 0; i < CS_USUAL_COLUMNS; i++) {
        if (!fuzz_json_word(&rest, i == 0 ? "{" : ",") || !fuzz_json_string(&rest, &string) ||
            !cs_text_equal(cs_buffer_text(&string), header[i]) ||
            !fuzz_json_word(&rest, ":"))
            fuzz_fail("the member %zu is not in its place: %.*s", i, (int)json.n, json.s);
        check_member(&rest, row->fields[i], cells[i], &string);
    }
    if (!cs_text_is(rest, "}\n"))
        fuzz_fail("the record does not end: %.*s", (int)json.n, json.s);
    cs_buffer_free(&json);
    cs_buffer_free(&string);
}

/* Writes an object's rows of all sections. */
static void put_rows(writing *w, cs_object *object, cs_arena *arena)
{
    cs_changes changes;
    const cs_change *change;
    cs_usual_row row;

    for (cs_part section = CS_UNAPPLIED_EXPORT; cs_part_is_delta(section); section++) {
        cs_changes_begin(&changes, object, section, arena);
        while ((change = cs_changes_next(&changes)) != NULL) {
            cs_usual_fields(change, &row);
            cs_csv_record(&w->csv, &w->options, row.fields, CS_USUAL_COLUMNS);
            for (size_t i = 0; i < CS_USUAL_COLUMNS; i++)
                expect_field(w, row.fields[i]);
            check_json(&row);
        }
    }
}

static void read_back(const writing *w)
{
    fuzz_csv csv = {cs_buffer_text(&w->csv), w->options.delimiter, w->options.crlf ? "\r\n" : "\n"};
    cs_text expected = cs_buffer_text(&w->expected);
    cs_buffer field = {0};
    size_t column = 0, n;
    bool last;

    while (csv.rest.n > 0) {
        if (!fuzz_csv_field(&csv, &field, &last))
            fuzz_fail("this is no CSV: %.*s", (int)csv.rest.n, csv.rest.s);
        if (++column == CS_USUAL_COLUMNS ? !last : last)
            fuzz_fail("a record does not end behind its field %d", CS_USUAL_COLUMNS);
        column = last ? 0 : column;
        if (expected.n < sizeof n)
            fuzz_fail("there are fields that nobody wrote");
        memcpy(&n, expected.s, sizeof n);
        expected = (cs_text){expected.s + sizeof n, expected.n - sizeof n};
        if (!cs_text_equal(cs_buffer_text(&field), (cs_text){expected.s, n}))
            fuzz_fail("\"%.*s\" should be \"%.*s\"", (int)field.n, field.s, (int)n, expected.s);
        expected = (cs_text){expected.s + n, expected.n - n};
    }
    if (column != 0 || expected.n != 0)
        fuzz_fail("fields are missing");
    cs_buffer_free(&field);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char delimiters[] = ",;\t=";
    uint64_t hash = fuzz_hash(bytes, size);
    writing w = {.options = {.delimiter = delimiters[hash % 4], .raw = hash & 4, .crlf = hash & 8}};
    const cs_reader_options every_part = {.fields = 0};
    cs_error error = {.set = false};
    cs_input *input = cs_input_memory(bytes, size, "f", &error);
    cs_reader *reader = cs_reader_new(input, &every_part, &error);
    cs_object *object;

    while (cs_reader_next(reader, &object, &error) == CS_ITEM)
        put_rows(&w, object, cs_reader_arena(reader));
    read_back(&w);
    cs_reader_free(reader);
    cs_input_close(input);
    cs_buffer_free(&w.csv);
    cs_buffer_free(&w.expected);
    return 0;
}
