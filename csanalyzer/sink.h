/* Where the report goes: what is made of the rows and of what was counted. */
#ifndef CSANALYZER_SINK_H
#define CSANALYZER_SINK_H

#include "options.h"
#include "page/page.h"
#include "report/findings.h"
#include "report/summary.h"
#include "wide.h"

/* What is known once all objects have been read. */
typedef struct totals {
    cs_summary summary;
    cs_findings findings;
    cs_limit_counts limits;
    uint64_t cut; /* values that a workbook had no room for */
} totals;

typedef struct sink sink;

/* How a kind of report is written. Each may fail. */
typedef struct sink_kind {
    bool (*begin)(sink *s, cs_error *error);
    /* A row as it is made, in the order of the file; NULL if that is of no use. Then every row,
     * perhaps sorted: the body of its record. */
    bool (*note)(sink *s, cs_text body, cs_error *error);
    bool (*row)(sink *s, cs_text body, cs_error *error);
    bool (*end)(sink *s, totals *totals, cs_error *error);
} sink_kind;

struct sink {
    const sink_kind *kind;
    const analyzer_options *options;
    const cs_table_options *table_options;
    cs_output *output;

    cs_table *table;       /* of tables, and for the JSON of totals */
    const cs_text *header; /* of the columns asked for */
    cs_text *fields;       /* of a row that is formatted here */
    wide wide;             /* of layout `wide` */

    cs_page *page;
    cs_page_file page_file;
    const char *page_operands[2];
    cs_page_options page_options;
};

/* The kind for a mode. */
const sink_kind *sink_kind_of(analyzer_mode mode);

extern const sink_kind table_sink, wide_sink, page_sink, totals_sink;

/* Begins the table that table_sink and wide_sink write, without its header, and ends it. */
bool sink_open_table(sink *s, cs_error *error);
bool sink_close_table(sink *s, totals *totals, cs_error *error);

/* Adds a change, of those that `changes` walks through, to the record of a row of a page; `begins`
 * if it is the object's first. */
void page_put_change(cs_buffer *to, const analyzer_options *options, cs_changes *changes,
                     const cs_change *change, bool begins);

void sink_free(sink *s);

#endif
