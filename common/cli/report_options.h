/* The options that every program with a report has: its format, and which rows it shows.
 *
 *     cs_cli cli = {.argc = argc, .argv = argv, …, .more = cs_report_longs};
 *
 *     if (cs_report_options_have(option))
 *         ok = cs_report_options_take(option, &report, &error);
 *     … and once all have been read:
 *     ok = cs_report_options_check(&report, output, &error);
 */
#ifndef CS_CLI_REPORT_OPTIONS_H
#define CS_CLI_REPORT_OPTIONS_H

#include <getopt.h>

#include "report/filter.h"
#include "report/shown.h"
#include "report/wanted.h"
#include "table/table.h"

typedef struct cs_report_options {
    cs_table_options table;
    cs_row_filter filter;
    cs_showing showing;
    bool strict;                    /* a warning that questions the report is an error */
    bool accept;                    /* an undetermined file is none */
    const char *format, *delimiter; /* as given */
    bool excel;
    const char **chosen; /* the options that choose rows, or say how they are compared, as given:
                            names and values */
    size_t chosen_count;
} cs_report_options;

enum {
    CS_OPTION_FORMAT = 512,
    CS_OPTION_EXCEL,
    CS_OPTION_DELIMITER,
    CS_OPTION_RAW,
    CS_OPTION_DECODE,
    CS_OPTION_OBJECT_TYPE,
    CS_OPTION_OMODT,
    CS_OPTION_ATTRIBUTE,
    CS_OPTION_EXCLUDE_ATTRIBUTE,
    CS_OPTION_DN,
    CS_OPTION_SHOW_PASSWORDS,
    CS_OPTION_STRICT,
    CS_OPTION_ACCEPT_UNDETERMINED,
    CS_REPORT_OPTIONS_END
};

/* The long options, for cs_cli's `more`. */
extern const struct option cs_report_longs[];

/* True for one of these. */
static inline bool cs_report_options_have(int option)
{
    return option >= CS_OPTION_FORMAT && option < CS_REPORT_OPTIONS_END;
}

/* Takes an option, its value in `optarg`, which must outlive the options. They begin as zeroes. */
bool cs_report_options_take(int option, cs_report_options *options, cs_error *error);

/* Adds an option that is none of these to `chosen`; `value` is NULL if it has none. */
bool cs_report_options_note(cs_report_options *options, const char *name, const char *value,
                            cs_error *error);

/* Checks the options together once all have been read. Without --format the name of the output
 * chooses it: "report.xlsx" is a workbook. `output` is NULL if its name is to choose nothing. */
bool cs_report_options_check(cs_report_options *options, const char *output, cs_error *error);

/* Then: reads the value of --summary, `json` if the totals are printed instead of the report. */
bool cs_report_options_summary(const cs_report_options *options, const char *word, bool *json,
                               cs_error *error);

/* Adds the names of the options that choose rows to those that the input should hold. */
bool cs_report_options_want(const cs_report_options *options, cs_wanted **wanted, cs_error *error);

/* Opens the report's output, as cs_output_open() does. `*table` becomes the options of the table
 * that is written there: control characters are escaped on a terminal, and a workbook is refused.
 */
cs_output *cs_report_options_output(const cs_report_options *options, const char *path,
                                    const struct stat *const *inputs, size_t count,
                                    cs_table_options *table, cs_error *error);

void cs_report_options_free(cs_report_options *options);

#endif
