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
    cs_summary summary = {0};
    uint64_t cut;
    cs_error error = {.set = false};
    const char *input = fuzz_path("export.xml"), *output = fuzz_path("report");

    fuzz_write(input, document);
    options->input = input;
    options->output = output;
    options->quiet = true;
    options->jobs = 1;
    if (analyzer_run(options, &summary, &cut, &error)) {
        cs_buffer report = fuzz_read(output);
        fuzz_check_report(cs_buffer_text(&report), &options->report.table,
                          options->summary == SUMMARY_JSON);
        cs_buffer_free(&report);
        unlink(output);
    } else if (!error.set) {
        fuzz_fail("it failed and said nothing");
    }
    cs_summary_free(&summary);
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
