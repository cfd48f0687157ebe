/* The command line of csanalyzer. */
#ifndef CSANALYZER_OPTIONS_H
#define CSANALYZER_OPTIONS_H

#include "cli/report_options.h"
#include "report/columns.h"
#include "report/limit.h"
#include "report/wanted.h"

/* What the threads hand over, and what becomes of it. */
typedef enum analyzer_mode {
    MODE_ROWS,  /* rows as they are written: nothing has to wait, to be sorted or to be counted */
    MODE_TABLE, /* records, of which a table is made */
    MODE_WIDE,  /* records of layout `wide`, likewise */
    MODE_PAGE,  /* records of changes, of which a page is made */
    MODE_TOTALS /* records of what is counted: JSON instead of rows */
} analyzer_mode;

typedef struct analyzer_options {
    const char *input;  /* "-" is standard input */
    const char *output; /* "-" is standard output */
    cs_part section;
    unsigned jobs; /* threads; 0 for as many as there are processors */
    bool quiet;
    cs_report_options report;
    cs_layout layout;
    cs_columns columns;
    bool all_objects; /* those without a change too */
    bool sort;
    bool summary; /* totals on standard error */
    analyzer_mode mode;
    cs_limits limits;
    char *limit_lines; /* the memory of limits that came from a file */
    cs_wanted *wanted; /* names that the input should hold */
} analyzer_options;

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
