/* The options that every program with a report has: its format, and which rows it shows.
 *
 *     static const struct option longs[] = {
 *         CS_REPORT_LONGS,
 *         …
 *     };
 *
 *     if (cs_report_option_is(option))
 *         ok = cs_report_option(option, &report, &error);
 *     … and once all have been read:
 *     ok = cs_report_options_check(&report, &error);
 */
#ifndef CS_CLI_REPORT_OPTIONS_H
#define CS_CLI_REPORT_OPTIONS_H

#include <getopt.h>

#include "report/filter.h"
#include "table/table.h"

typedef struct cs_report_options {
    cs_table_options table;
    cs_row_filter filter;
    bool decode;                    /* values of the directory as people read them */
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
    CS_REPORT_OPTIONS_END
};

#define CS_REPORT_LONGS                                                                            \
    {"format", required_argument, NULL, CS_OPTION_FORMAT},                                         \
        {"excel", no_argument, NULL, CS_OPTION_EXCEL},                                             \
        {"delimiter", required_argument, NULL, CS_OPTION_DELIMITER},                               \
        {"raw", no_argument, NULL, CS_OPTION_RAW},                                                 \
        {"decode", no_argument, NULL, CS_OPTION_DECODE},                                           \
        {"object-type", required_argument, NULL, CS_OPTION_OBJECT_TYPE},                           \
        {"omodt", required_argument, NULL, CS_OPTION_OMODT},                                       \
        {"attribute", required_argument, NULL, CS_OPTION_ATTRIBUTE},                               \
        {"exclude-attribute", required_argument, NULL, CS_OPTION_EXCLUDE_ATTRIBUTE},               \
    {                                                                                              \
        "dn", required_argument, NULL, CS_OPTION_DN                                                \
    }

/* True for one of these. */
static inline bool cs_report_option_is(int option)
{
    return option >= CS_OPTION_FORMAT && option < CS_REPORT_OPTIONS_END;
}

/* Takes an option, its value in `optarg`, which must outlive the options. They begin as zeroes. */
bool cs_report_option(int option, cs_report_options *options, cs_error *error);

/* Adds an option that is none of these to `chosen`; `value` is NULL where it has none. */
bool cs_report_chosen(cs_report_options *options, const char *name, const char *value,
                      cs_error *error);

/* Once all have been read: makes sense of them together. */
bool cs_report_options_check(cs_report_options *options, cs_error *error);

/* Then: reads the value of --summary, `json` where the totals stand in place of the report. */
bool cs_report_summary(const cs_report_options *options, const char *word, bool *json,
                       cs_error *error);

/* Opens the report's output, as cs_output_open() does. A terminal is protected from what is written
 * there, and gets no workbook. */
cs_output *cs_report_output(cs_report_options *options, const char *path,
                            const struct stat *const *inputs, size_t count, cs_error *error);

/* Adds a line that says how many values a workbook had no room for; nothing where it had. */
void cs_report_cut(uint64_t cut, const char *prefix, cs_buffer *to);

void cs_report_options_free(cs_report_options *options);

#endif
