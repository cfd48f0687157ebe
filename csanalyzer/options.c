#include "options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "xml/read/read.h"

/* Long options without a letter. */
enum {
    OPTION_LAYOUT = 256,
    OPTION_COLUMNS,
    OPTION_ALL_OBJECTS,
    OPTION_SORT,
    OPTION_SUMMARY,
    OPTION_LIMIT,
    OPTION_OBJECTS
};

static const struct option longs[] = {
    {"output", required_argument, NULL, 'o'},
    {"layout", required_argument, NULL, OPTION_LAYOUT},
    {"columns", required_argument, NULL, OPTION_COLUMNS},
    {"all-objects", no_argument, NULL, OPTION_ALL_OBJECTS},
    {"sort", no_argument, NULL, OPTION_SORT},
    {"summary", optional_argument, NULL, OPTION_SUMMARY},
    {"limit", required_argument, NULL, OPTION_LIMIT},
    {"objects", required_argument, NULL, OPTION_OBJECTS},
    {"jobs", required_argument, NULL, 'j'},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* What is kept of the options until all of them have been read. */
typedef struct given {
    const char *layout, *columns, *summary, *jobs, *objects;
} given;

/* An option with a value that is looked at later. */
static bool keep_value(int option, analyzer_options *options, given *g, cs_error *error)
{
    switch (option) {
    case 'o':
        return cs_cli_set(&options->output, "--output", error);
    case 'j':
        return cs_cli_set(&g->jobs, "--jobs", error);
    case OPTION_LAYOUT:
        return cs_cli_set(&g->layout, "--layout", error);
    case OPTION_COLUMNS:
        return cs_cli_set(&g->columns, "--columns", error);
    case OPTION_OBJECTS:
        return cs_cli_set(&g->objects, "--objects", error);
    default:
        return cs_limits_add(&options->limits, optarg, error);
    }
}

static bool read_option(int option, analyzer_options *options, given *g, cs_error *error)
{
    if (cs_report_options_have(option))
        return cs_report_options_take(option, &options->report, error);
    switch (option) {
    case 'q':
        options->quiet = true;
        return true;
    case OPTION_ALL_OBJECTS:
        options->all_objects = true;
        return true;
    case OPTION_SORT:
        options->sort = true;
        return true;
    case OPTION_SUMMARY:
        return cs_cli_set_or(&g->summary, "--summary", "text", error);
    default:
        return keep_value(option, options, g, error);
    }
}

/* A page has a form of its own. */
static bool check_page(const given *g, const analyzer_options *options, cs_error *error)
{
    const char *option = g->layout ? "--layout" : g->columns ? "--columns" : "--all-objects";

    if (!analyzer_is_page(options) || (!g->layout && !g->columns && !options->all_objects))
        return true;
    return cs_fail_usage(error, "option \"%s\" cannot be used with \"--format html\"", option);
}

/* Makes sense of the values that were kept. */
static bool read_values(const given *g, analyzer_options *options, cs_error *error)
{
    unsigned long long number = 0;
    bool json;

    options->layout = g->layout ? cs_layout_from(g->layout) : CS_LAYOUT_CHANGES;
    if (options->layout == CS_LAYOUTS)
        return cs_fail_usage(error, "unknown layout \"%s\": it is changes, values, objects or wide",
                             g->layout);
    if (!cs_columns_read(&options->columns, options->layout, g->columns, error))
        return false;
    options->usual = options->layout == CS_LAYOUT_CHANGES && !g->columns &&
                     !options->report.decode && options->report.table.format == CS_FORMAT_CSV;
    if (g->summary && !cs_report_options_summary(&options->report, g->summary, &json, error))
        return false;
    if (g->summary)
        options->summary = json ? SUMMARY_JSON : SUMMARY_TEXT;
    if (!check_page(g, options, error))
        return false;
    if (g->jobs && !cs_cli_number("--jobs", g->jobs, 1, CS_MOST_JOBS, &number, error))
        return false;
    options->jobs = (unsigned)number;
    number = 0;
    if (g->objects && !cs_cli_number("--objects", g->objects, 1, 1000000000000000, &number, error))
        return false;
    options->limits.total = number;
    return cs_limits_check(&options->limits, error);
}

/* What is left of the command line: [FILE [SECTION]]. */
static bool read_operands(int count, char **operands, analyzer_options *options, cs_error *error)
{
    if (count > 2)
        return cs_fail_usage(error, "unexpected argument \"%s\"", operands[2]);
    options->input = count > 0 ? operands[0] : "-";
    options->section = CS_UNAPPLIED_EXPORT;
    if (count > 1 && !cs_cli_section(operands[1], &options->section, error))
        return false;
    if (strcmp(options->input, "-") == 0 && isatty(STDIN_FILENO))
        return cs_fail_usage(error, "no FILE, and standard input is a terminal");
    return cs_cli_path(options->input, error);
}

/* What the output is called, if its name may choose the format: totals have one of their own. */
static const char *output_name(const given *g, const analyzer_options *options)
{
    return g->summary && strcmp(g->summary, "json") == 0 ? NULL : options->output;
}

analyzer_action analyzer_read_options(int argc, char **argv, analyzer_options *options,
                                      cs_error *error)
{
    cs_cli cli = {
        .argc = argc, .argv = argv, .letters = "o:j:qhV", .longs = longs, .more = cs_report_longs};
    given g = {0};
    int option;

    *options = (analyzer_options){0};
    while ((option = cs_cli_next(&cli, error)) != -1) {
        if (option == 'h')
            return ANALYZER_HELP;
        if (option == 'V')
            return ANALYZER_VERSION;
        if (option == '?' || !read_option(option, options, &g, error))
            return ANALYZER_WRONG;
    }
    if (!options->output)
        options->output = "-";
    if (!cs_report_options_check(&options->report, output_name(&g, options), error) ||
        !cs_cli_path(options->output, error) || !read_values(&g, options, error) ||
        !read_operands(argc - optind, argv + optind, options, error))
        return ANALYZER_WRONG;
    return ANALYZER_RUN;
}

void analyzer_free_options(analyzer_options *options)
{
    cs_columns_free(&options->columns);
    cs_report_options_free(&options->report);
    cs_limits_free(&options->limits);
}
