#include <stdio.h>
#include <stdlib.h>

#include "directory.h"
#include "table/workbook.h"
#include "table/workbook_internal.h"
#include "unit.h"

FIXTURE(enter_directory, leave_directory);

enum {
    MOST = 32767 /* code units in a cell */
};

/* `count` times `one`, and `last`. */
static cs_text repeated(cs_buffer *buffer, const char *one, size_t count, const char *last)
{
    buffer->n = 0;
    while (count-- > 0)
        cs_buffer_puts(buffer, one);
    cs_buffer_puts(buffer, last);
    return cs_buffer_text(buffer);
}

static void expect_cell(cs_text field, cs_text expected, bool whole)
{
    cs_buffer cell = {.s = NULL};

    ck_assert_int_eq(cs_workbook_cell(&cell, field), whole);
    ck_assert_uint_eq(cell.n, expected.n + 1);
    ck_assert_int_eq(cell.s[expected.n], '\0');
    ck_assert(cs_text_equal((cs_text){cell.s, expected.n}, expected));
    cs_buffer_free(&cell);
}

START_TEST(a_cell_holds_the_text)
{
    static const char *const texts[] = {
        "", "ada", "\xc3\xa9\xe5\xb0\x8f", "one\ntwo", "_x000", "_", "_x00G0_", "x000D_"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_cell(cs_text_from(texts[i]), cs_text_from(texts[i]), true);
}
END_TEST

START_TEST(what_looks_like_an_escape_is_escaped)
{
    expect_cell(CS_LITERAL("_x000D_"), CS_LITERAL("_x005F_x000D_"), true);
    expect_cell(CS_LITERAL("a_xaBcD_b"), CS_LITERAL("a_x005F_xaBcD_b"), true);
    expect_cell(CS_LITERAL("__x000D_"), CS_LITERAL("__x005F_x000D_"), true);
    expect_cell(CS_LITERAL("_x005F_x000D_"), CS_LITERAL("_x005F_x005F_x005F_x000D_"), true);
}
END_TEST

START_TEST(a_long_text_is_cut_and_marked)
{
    cs_buffer text = {.s = NULL}, cell = {.s = NULL};

    repeated(&text, "z", MOST, "");
    expect_cell(cs_buffer_text(&text), cs_buffer_text(&text), true);
    repeated(&text, "z", MOST + 1, "");
    expect_cell(cs_buffer_text(&text), repeated(&cell, "z", MOST - 6, " [cut]"), false);
    repeated(&text, "z", 40000, "");
    expect_cell(cs_buffer_text(&text), repeated(&cell, "z", MOST - 6, " [cut]"), false);
    cs_buffer_free(&text);
    cs_buffer_free(&cell);
}
END_TEST

/* A character beyond the first plane takes two code units, and goes whole or not at all. */
START_TEST(no_character_is_cut_in_two)
{
    cs_buffer text = {.s = NULL}, cell = {.s = NULL};

    repeated(&text, "\U0001f600", MOST / 2, "z");
    expect_cell(cs_buffer_text(&text), cs_buffer_text(&text), true);
    repeated(&text, "\U0001f600", MOST / 2 + 1, "");
    expect_cell(cs_buffer_text(&text), repeated(&cell, "\U0001f600", (MOST - 6) / 2, " [cut]"),
                false);
    cs_buffer_free(&text);
    cs_buffer_free(&cell);
}
END_TEST

/* What is put into a cell, one character behind the other. */
typedef struct piece {
    const char *text;
    size_t units;
} piece;

/* What a cell of so many z and then those pieces holds. */
static bool fill(cs_buffer *cell, size_t n, const piece *pieces)
{
    size_t all = n, kept = n < MOST - 6 ? n : MOST - 6;
    bool whole, fits = n <= MOST - 6;

    for (const piece *p = pieces; p->text; p++)
        all += p->units;
    whole = all <= MOST;
    repeated(cell, "z", whole ? n : kept, "");
    for (all = n; pieces->text && (whole || fits); pieces++) {
        all += pieces->units;
        fits = all <= MOST - 6;
        if (whole || fits)
            cs_buffer_puts(cell, pieces->text);
    }
    cs_buffer_puts(cell, whole ? "" : " [cut]");
    return whole;
}

/* The last characters of a long text are of all widths. */
START_TEST(whatever_stands_where_a_cell_ends)
{
    static const struct {
        const char *text;
        piece pieces[12];
    } ends[] = {
        {"\U0001f600zz", {{"\U0001f600", 2}, {"z", 1}, {"z", 1}}},
        {"\u00e9\U0001f600", {{"\u00e9", 1}, {"\U0001f600", 2}}},
        {"_x000d_", {{"_x005F_", 7}, {"x", 1}, {"0", 1}, {"0", 1}, {"0", 1}, {"d", 1}, {"_", 1}}},
        {"_x000G_", {{"_", 1}, {"x", 1}, {"0", 1}, {"0", 1}, {"0", 1}, {"G", 1}, {"_", 1}}}};
    cs_buffer text = {.s = NULL}, cell = {.s = NULL};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        for (size_t n = MOST - 24; n < MOST + 2; n++) {
            repeated(&text, "z", n, ends[i].text);
            bool whole = fill(&cell, n, ends[i].pieces);
            expect_cell(cs_buffer_text(&text), cs_buffer_text(&cell), whole);
        }
    }
    cs_buffer_free(&text);
    cs_buffer_free(&cell);
}
END_TEST

/* ---- Is it all there? ---- */

static void put_number(cs_buffer *to, uint64_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++, number >>= 8)
        cs_buffer_add(to, (cs_text){(const char *)&(unsigned char){number & 0xFF}, 1});
}

/* An entry of a ZIP archive's directory, for a file of `size` bytes. */
static void put_entry(cs_buffer *to, const char *name, uint64_t size)
{
    put_number(to, 0x02014B50, 4);
    put_number(to, 0, 20);
    put_number(to, size, 4);
    put_number(to, strlen(name), 2);
    put_number(to, 0, 16);
    cs_buffer_puts(to, name);
}

static void put_end(cs_buffer *to, size_t from)
{
    size_t size = to->n - from;

    put_number(to, 0x06054B50, 4);
    put_number(to, 0, 8);
    put_number(to, size, 4);
    put_number(to, from, 4);
    put_number(to, 0, 2);
}

/* What the check says of an archive that is `archive` but for the last `less` bytes. */
static bool is_whole(const cs_buffer *archive, size_t less, const uint64_t *least, size_t count)
{
    cs_error error = {.set = false};
    FILE *file = tmpfile();

    ck_assert_uint_eq(fwrite(archive->s, 1, archive->n - less, file), archive->n - less);
    ck_assert_int_eq(fflush(file), 0);
    bool whole = cs_workbook_check(fileno(file), least, count, &error);
    ck_assert_int_eq(whole, !error.set);
    fclose(file);
    return whole;
}

START_TEST(a_sheet_that_lost_bytes_is_noticed)
{
    cs_buffer archive = {.s = NULL};
    const uint64_t fits[] = {999, 4999}, too_much[] = {999, 5000};

    cs_buffer_puts(&archive, "what has been packed");
    size_t from = archive.n;
    put_entry(&archive, "[Content_Types].xml", 10);
    put_entry(&archive, "xl/worksheets/sheet1.xml", 1000);
    put_entry(&archive, "xl/worksheets/_rels/sheet1.xml.rels", 100000);
    put_entry(&archive, "xl/worksheets/sheet2.xml", 5000);
    put_end(&archive, from);
    ck_assert(is_whole(&archive, 0, fits, 2));
    ck_assert(!is_whole(&archive, 0, too_much, 2));
    ck_assert(!is_whole(&archive, 0, fits, 3));
    for (size_t less = 1; less <= archive.n; less++)
        ck_assert(!is_whole(&archive, less, fits, 2));
    cs_buffer_free(&archive);
}
END_TEST

/* What the end says is behind the end. */
START_TEST(a_directory_that_is_not_there_is_noticed)
{
    cs_buffer archive = {.s = NULL};
    const uint64_t least = 999;

    put_entry(&archive, "xl/worksheets/sheet1.xml", 1000);
    put_end(&archive, 0);
    ck_assert(is_whole(&archive, 0, &least, 1));
    archive.s[archive.n - 6] = 99; /* where the directory begins */
    ck_assert(!is_whole(&archive, 0, &least, 1));
    cs_buffer_free(&archive);
}
END_TEST

START_TEST(sheets_are_told_apart_by_their_numbers)
{
    cs_buffer archive = {.s = NULL};
    uint64_t least[12];
    char name[64];

    for (size_t i = 0; i < 12; i++) {
        snprintf(name, sizeof name, "xl/worksheets/sheet%zu.xml", 12 - i);
        put_entry(&archive, name, 1000 * (12 - i));
        least[i] = 1000 * (i + 1) - 1;
    }
    put_end(&archive, 0);
    ck_assert(is_whole(&archive, 0, least, 12));
    for (size_t i = 0; i < 12; i++) {
        least[i]++;
        ck_assert(!is_whole(&archive, 0, least, 12));
        least[i]--;
    }
    cs_buffer_free(&archive);
}
END_TEST

/* ---- Sheets ---- */

/* How many sheets a workbook has after so many rows of updates. */
static size_t sheets_of(size_t rows)
{
    const cs_text header = CS_LITERAL("DN"), field = CS_LITERAL("");
    cs_error error = {.set = false};
    cs_workbook *w = cs_workbook_new(&error);
    cs_output *out = cs_output_open("a.xlsx", NULL, 0, &error);

    ck_assert(w != NULL && out != NULL);
    bool ok = cs_workbook_header(w, &header, 1, &error);
    for (size_t i = 0; ok && i < rows; i++)
        ok = cs_workbook_row(w, CS_OMODT_UPDATE, &field, &error);
    ck_assert(ok);
    ck_assert(cs_workbook_write(w, &(cs_facts){.count = 0}, out, &error));
    ck_assert(cs_output_commit(out, &error));
    cs_workbook_free(w);

    char name[40], held[1 << 14];
    FILE *file = fopen("a.xlsx", "rb");
    size_t n = fread(held, 1, sizeof held, file), sheets = 0;
    fclose(file);
    do
        snprintf(name, sizeof name, "xl/worksheets/sheet%zu.xml", ++sheets);
    while (memmem(held, n, name, strlen(name)));
    return sheets - 1;
}

/* Summary, Adds, Updates and Deletes; a sheet has room for 1,048,576 rows, of which the header is
 * one. */
START_TEST(a_full_sheet_is_followed_by_another)
{
    ck_assert_uint_eq(sheets_of(0), 4);
    ck_assert_uint_eq(sheets_of((1 << 20) - 1), 4);
    ck_assert_uint_eq(sheets_of(1 << 20), 5);
}
END_TEST

/* Columns go from A to XFD. */
START_TEST(no_more_columns_than_a_sheet_has)
{
    static cs_text header[(1 << 14) + 1];
    cs_error error = {.set = false};
    cs_workbook *w = cs_workbook_new(&error);

    ck_assert(!cs_workbook_header(w, header, (1 << 14) + 1, &error));
    ck_assert_str_eq(error.what, "16385 columns, more than a workbook can hold (16384)");
    cs_workbook_free(w);
    error = (cs_error){.set = false};
    w = cs_workbook_new(&error);
    ck_assert(cs_workbook_header(w, header, 1 << 14, &error));
    cs_workbook_free(w);
}
END_TEST
