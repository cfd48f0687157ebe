/* csdiff as a whole: lines of options, an empty line, then, with zero bytes between, the snapshots
 * of both sides and a mapping. The report is whole and well-formed, or nothing is left behind; and
 * a snapshot does not differ from itself. */
#include <stdlib.h>
#include <unistd.h>

#include "../../../csdiff/diff.h"
#include "../fuzz.h"
#include "../judge.h"

enum {
    MOST = 32
};

/* Gives the options the files at hand in place of those that they name. */
static void use_files(diff_options *options, const char *active, const char *staging)
{
    for (size_t i = 0; i < options->file_count; i++)
        options->files[i].path = options->files[i].side == ACTIVE ? active : staging;
    if (options->mapping)
        options->mapping = fuzz_path("mapping");
    options->output = fuzz_path("report");
    options->quiet = true;
    options->jobs = 1;
}

/* 1 where nothing differs, 0 where something does, -1 where it failed. */
static int run(diff_options *options)
{
    diff_outcome outcome = {.cut = 0};
    cs_error error = {.set = false};

    if (!diff_run(options, &outcome, &error)) {
        if (!error.set)
            fuzz_fail("it failed and said nothing");
        free(outcome.findings);
        return -1;
    }
    free(outcome.findings);
    cs_buffer report = fuzz_read(options->output);
    fuzz_check_report(cs_buffer_text(&report), &options->report.table,
                      options->summary == SUMMARY_JSON);
    cs_buffer_free(&report);
    unlink(options->output);
    return diff_counts_are_same(&outcome.totals);
}

/* Both sides as they are, the other way round, and one of them twice. */
static void run_all(diff_options *options, cs_text active, cs_text staging, cs_text mapping)
{
    const char *a = fuzz_path("active.xml"), *b = fuzz_path("staging.xml");
    bool one_each = options->snapshots[ACTIVE] == 1 && options->snapshots[STAGING] == 1;

    fuzz_write(a, active);
    fuzz_write(b, staging);
    fuzz_write(fuzz_path("mapping"), mapping);
    use_files(options, a, b);
    int same = run(options);
    if (one_each && !options->mapping) {
        use_files(options, b, a);
        if (run(options) != same)
            fuzz_fail("it matters which side is which");
        use_files(options, a, a);
        if (run(options) == 0)
            fuzz_fail("a snapshot differs from itself");
    }
    unlink(a);
    unlink(b);
    unlink(fuzz_path("mapping"));
    fuzz_count_files(0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    cs_text rest = {(const char *)bytes, size};
    const char *gap = memmem(bytes, size, "\n\n", 2);
    cs_buffer memory = {0};
    char *argv[MOST + 1];
    diff_options options;
    cs_error error = {.set = false};

    if (!gap)
        return 0;
    const cs_text lines = {rest.s, (size_t)(gap - rest.s)};
    rest = (cs_text){gap + 2, size - lines.n - 2};
    const cs_text active = fuzz_take(&rest, '\0'), staging = fuzz_take(&rest, '\0');
    int argc = fuzz_arguments(lines, "csdiff", &memory, argv, MOST);
    if (diff_read_options(argc, argv, &options, &error) == DIFF_RUN)
        run_all(&options, active, staging, rest);
    diff_free_options(&options);
    cs_buffer_free(&memory);
    return 0;
}
