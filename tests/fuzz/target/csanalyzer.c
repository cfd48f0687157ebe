/* csanalyzer as a whole: lines of options, an empty line, a document. A report appears whole and
 * well-formed, CSV with as many fields in each record as in the first, or nothing is left behind.
 */
#include <unistd.h>

#include "../../../csanalyzer/analyze.h"
#include "../fuzz.h"
#include "../judge.h"

enum {
    MOST = 32
};

static void run(analyzer_options *options, cs_text document)
{
    totals t = {.cut = 0};
    cs_error error = {.set = false};
    const char *input = fuzz_path("export.xml"), *output = fuzz_path("report");

    fuzz_write(input, document);
    options->input = input;
    options->output = output;
    options->quiet = true;
    options->jobs = 1;
    if (analyzer_run(options, &t, &error)) {
        cs_buffer report = fuzz_read(output);
        fuzz_check_report(cs_buffer_text(&report), &options->report.table,
                          options->mode == MODE_TOTALS);
        cs_buffer_free(&report);
        unlink(output);
    } else if (!error.set) {
        fuzz_fail("it failed and said nothing");
    }
    totals_free(&t);
    unlink(input);
    fuzz_count_files(0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    cs_text rest = {(const char *)bytes, size}, document;
    const char *gap = memmem(bytes, size, "\n\n", 2);
    cs_buffer memory = {0};
    char *argv[MOST + 1];
    analyzer_options options;
    cs_error error = {.set = false};

    if (!gap)
        return 0;
    document = (cs_text){gap + 2, size - (size_t)(gap + 2 - rest.s)};
    rest.n = (size_t)(gap - rest.s);
    int argc = fuzz_arguments(rest, "csanalyzer", &memory, argv, MOST);
    if (analyzer_read_options(argc, argv, &options, &error) == ANALYZER_RUN)
        run(&options, document);
    analyzer_free_options(&options);
    cs_buffer_free(&memory);
    return 0;
}
