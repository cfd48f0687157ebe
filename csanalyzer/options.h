/* The command line of csanalyzer. */
#ifndef CSANALYZER_OPTIONS_H
#define CSANALYZER_OPTIONS_H

#include <stdbool.h>

#include "csv.h"
#include "error.h"
#include "object.h"

typedef struct analyzer_options {
    const char *input;  /* "-" is standard input */
    const char *output; /* "-" is standard output */
    cs_part section;
    unsigned jobs; /* threads; 0 for as many as there are processors */
    bool quiet;
    bool excel;
    cs_csv_options csv;
} analyzer_options;

/* What to do after the command line has been read. */
typedef enum analyzer_action {
    ANALYZER_RUN,
    ANALYZER_HELP,
    ANALYZER_VERSION,
    ANALYZER_WRONG /* with the reason in `error` */
} analyzer_action;

analyzer_action analyzer_read_options(int argc, char **argv, analyzer_options *options,
                                      cs_error *error);

#endif
