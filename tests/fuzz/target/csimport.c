/* A document, imported and exported. What csimport takes comes back with the same rows; importing
 * that gives the same bytes again, into a new database or merged into the one that has it. */
#include <unistd.h>

#include "../fuzz.h"
#include "../readers.h"
#include "../space.h"

/* The rows of what was imported and of what came back. An object that comes twice is stored once. A
 * drop file's objects come back with a connector. */
static void compare_rows(cs_text document, cs_text exported, const cs_import_counts *counts)
{
    fuzz_outcome before = {.no_connectors = true}, after = {.no_connectors = true};

    fuzz_read_in_sequence(document, 0, &before);
    fuzz_read_in_sequence(exported, 0, &after);
    if (before.error.set || after.error.set)
        fuzz_fail("what csimport takes or makes cannot be read: %s%s", before.error.what,
                  after.error.what);
    if (before.objects == counts->added)
        fuzz_compare(&before, &after, false, "import and export");
    cs_buffer_free(&before.rows);
    cs_buffer_free(&after.rows);
}

static void expect_same(const char *database, const cs_buffer *exported, const char *what)
{
    cs_buffer again = fuzz_export_all(database);

    if (!cs_text_equal(cs_buffer_text(&again), cs_buffer_text(exported)))
        fuzz_fail("%s changes\n%.*s\ninto\n%.*s", what, (int)exported->n, exported->s, (int)again.n,
                  again.s);
    cs_buffer_free(&again);
}

static void check_round_trip(cs_text document, const char *database, const cs_import_counts *counts)
{
    cs_buffer exported = fuzz_export_all(database);
    const char *second = fuzz_path("second.db");
    cs_import_counts ignored;
    cs_error error = {.set = false};

    compare_rows(document, cs_buffer_text(&exported), counts);
    if (!fuzz_import(cs_buffer_text(&exported), second, false, &ignored, &error))
        fuzz_fail("what was exported is not taken again: %s", error.what);
    expect_same(second, &exported, "a second import");
    unlink(second);
    if (!fuzz_import(cs_buffer_text(&exported), database, true, &ignored, &error))
        fuzz_fail("what was exported cannot be merged: %s", error.what);
    expect_same(database, &exported, "a merge of the same");
    cs_buffer_free(&exported);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const cs_text document = {(const char *)bytes, size};
    const char *database = fuzz_path("space.db");
    cs_import_counts counts;
    cs_error error = {.set = false};

    if (fuzz_import(document, database, false, &counts, &error)) {
        check_round_trip(document, database, &counts);
        unlink(database);
    }
    fuzz_count_files(0);
    return 0;
}
