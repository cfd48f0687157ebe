/* The command line of csanalyzer. */
#ifndef CSANALYZER_OPTIONS_H
#define CSANALYZER_OPTIONS_H

#include "cli/report_options.h"
#include "report/columns.h"
#include "report/limit.h"

typedef enum analyzer_summary {
    NO_SUMMARY,
    SUMMARY_TEXT, /* on standard error, beside the rows */
    SUMMARY_JSON  /* in place of the rows */
} analyzer_summary;

typedef struct analyzer_options {
    const char *input;  /* "-" is standard input */
    const char *output; /* "-" is standard output */
    cs_part section;
    unsigned jobs; /* threads; 0 for as many as there are processors */
    bool quiet;
    cs_report_options report;
    cs_layout layout;
    cs_columns columns;
    bool usual;       /* the default report: the columns of doc/csv.md, as CSV */
    bool all_objects; /* those without a change too */
    bool sort;
    analyzer_summary summary;
    cs_limits limits;
} analyzer_options;

/* True where every object's changes must be counted by type and attribute. */
static inline bool analyzer_counts(const analyzer_options *options)
{
    cs_format format = options->report.table.format;

    return options->summary != NO_SUMMARY || format == CS_FORMAT_XLSX || format == CS_FORMAT_HTML;
}

/* True where the report is a page to read, and not a table. */
static inline bool analyzer_is_page(const analyzer_options *options)
{
    return options->report.table.format == CS_FORMAT_HTML;
}

/* What to do after the command line has been read. */
typedef enum analyzer_action {
    ANALYZER_RUN,
    ANALYZER_HELP,
    ANALYZER_VERSION,
    ANALYZER_WRONG /* with the reason in `error` */
} analyzer_action;

/* Reads the command line, which must outlive the options. Free them in any case. */
analyzer_action analyzer_read_options(int argc, char **argv, analyzer_options *options,
                                      cs_error *error);

void analyzer_free_options(analyzer_options *options);

#endif
