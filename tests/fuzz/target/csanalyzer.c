/* csanalyzer as a whole: lines of options, an empty line, a document. A report appears whole and
 * well-formed, CSV with as many fields in each record as in the first, or nothing is left behind.
 */
#include <unistd.h>

#include "../../../csanalyzer/analyze.h"
#include "../csv_reader.h"
#include "../fuzz.h"
#include "../json_reader.h"

enum {
    MOST = 32
};

static void check_csv(cs_text report, const analyzer_options *options)
{
    const cs_table_options *table = &options->report.table;
    fuzz_csv csv = {report, table->csv.delimiter, table->csv.crlf ? "\r\n" : "\n"};
    cs_buffer field = {0};
    size_t columns = 0, column = 0;
    bool last;

    if (!csv.delimiter)
        csv.delimiter = ',';
    if (table->mark && csv.rest.n >= 3)
        csv.rest = (cs_text){csv.rest.s + 3, csv.rest.n - 3};
    while (csv.rest.n > 0) {
        if (!fuzz_csv_field(&csv, &field, &last))
            fuzz_fail("this is no CSV: %.*s", (int)csv.rest.n, csv.rest.s);
        column++;
        if (!last)
            continue;
        if (columns != 0 && column != columns)
            fuzz_fail("a record of %zu fields, the first has %zu", column, columns);
        columns = column;
        column = 0;
    }
    if (columns == 0 || column != 0)
        fuzz_fail("a report without a header, or cut short");
    cs_buffer_free(&field);
}

static void check_json(cs_text lines)
{
    while (lines.n > 0)
        if (lines.s[0] != '{' || !fuzz_json_value(&lines) || !fuzz_json_word(&lines, "\n"))
            fuzz_fail("this is no JSON: %.*s", (int)lines.n, lines.s);
}

static void check_report(cs_text report, const analyzer_options *options)
{
    cs_format format = options->report.table.format;

    if (options->summary == SUMMARY_JSON || format == CS_FORMAT_JSONL)
        check_json(report);
    else if (format == CS_FORMAT_CSV)
        check_csv(report, options);
    else if (report.n < 4 || memcmp(report.s, "PK\3\4", 4) != 0)
        fuzz_fail("this is no workbook");
}

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
        check_report(cs_buffer_text(&report), options);
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
