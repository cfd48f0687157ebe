#include "judge.h"

#include "csv_reader.h"
#include "fuzz.h"
#include "json_reader.h"
#include "page_reader.h"

static void check_csv(cs_text report, const cs_table_options *table)
{
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

static void check_page(cs_text page)
{
    cs_text rest;
    const char *wrong = fuzz_page(page, &rest);

    if (wrong)
        fuzz_fail("%s: %.*s", wrong, (int)(rest.n < 300 ? rest.n : 300), rest.s);
}

void fuzz_check_report(cs_text report, const cs_table_options *table, bool summary)
{
    if (summary || table->format == CS_FORMAT_JSONL)
        check_json(report);
    else if (table->format == CS_FORMAT_CSV)
        check_csv(report, table);
    else if (table->format == CS_FORMAT_HTML)
        check_page(report);
    else if (report.n < 4 || memcmp(report.s, "PK\3\4", 4) != 0)
        fuzz_fail("this is no workbook");
}
