/* The command line of csdiff. */
#ifndef CS_CSDIFF_OPTIONS_H
#define CS_CSDIFF_OPTIONS_H

#include "cli/report_options.h"

typedef enum diff_side {
    ACTIVE,
    STAGING,
    SIDES
} diff_side;

/* A snapshot of one side. */
typedef struct diff_file {
    diff_side side;
    const char *path; /* "-" is standard input */
} diff_file;

/* By what two objects are the same. */
typedef enum diff_key {
    KEY_DN,
    KEY_SOURCE_ANCHOR,
    KEY_ATTRIBUTE
} diff_key;

typedef enum diff_summary {
    SUMMARY_USUAL, /* on standard error, unless quiet */
    SUMMARY_TEXT,  /* there in any case */
    SUMMARY_JSON   /* in place of the rows */
} diff_summary;

typedef struct diff_options {
    diff_file *files; /* those of the active side first */
    size_t file_count;
    size_t snapshots[SIDES]; /* how many files a side has */
    const char *output;      /* "-" is standard output */
    cs_part section;
    diff_key key;
    cs_text key_attribute; /* of KEY_ATTRIBUTE */
    const char *mapping;   /* a file; NULL for none */
    cs_words ignored;      /* attributes */
    bool ignore_case;
    cs_wanted *wanted; /* names that some file should hold */
    cs_report_options report;
    diff_summary summary;
    unsigned jobs; /* threads; 0 for as many as there are processors */
    bool quiet;
} diff_options;

/* What to do after the command line has been read. */
typedef enum diff_action {
    DIFF_RUN,
    DIFF_HELP,
    DIFF_VERSION,
    DIFF_WRONG /* with the reason in `error` */
} diff_action;

/* Reads the command line, which must outlive the options. Free them in any case. */
diff_action diff_read_options(int argc, char **argv, diff_options *options, cs_error *error);

void diff_free_options(diff_options *options);

/* Says which side and file an error is about: "active side, a.xml". */
void diff_error_file(cs_error *error, const diff_file *file);

#endif
