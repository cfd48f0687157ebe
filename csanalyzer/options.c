#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/limits_file.h"
#include "sys/system.h"
#include "xml/read/read.h"

/* Long options without a letter. */
enum {
    OPTION_LAYOUT = 256,
    OPTION_COLUMNS,
    OPTION_ALL_OBJECTS,
    OPTION_SORT,
    OPTION_SUMMARY,
    OPTION_LIMIT,
    OPTION_AT_LEAST,
    OPTION_LIMITS,
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
    {"at-least", required_argument, NULL, OPTION_AT_LEAST},
    {"limits", required_argument, NULL, OPTION_LIMITS},
    {"objects", required_argument, NULL, OPTION_OBJECTS},
    {"jobs", required_argument, NULL, 'j'},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* What is kept of the options until all of them have been read. */
typedef struct given {
    const char *layout, *columns, *summary, *jobs, *objects, *limits;
} given;

static bool read_option(int option, analyzer_options *options, given *g, cs_error *error)
{
    if (cs_report_options_have(option))
        return cs_report_options_take(option, &options->report, error);
    switch (option) {
    case 'o':
        return cs_cli_set(&options->output, "--output", error);
    case 'j':
        return cs_cli_set(&g->jobs, "--jobs", error);
    case 'q':
        options->quiet = true;
        return true;
    case OPTION_LAYOUT:
        return cs_cli_set(&g->layout, "--layout", error);
    case OPTION_COLUMNS:
        return cs_cli_set(&g->columns, "--columns", error);
    case OPTION_ALL_OBJECTS:
        options->all_objects = true;
        return true;
    case OPTION_SORT:
        options->sort = true;
        return true;
    case OPTION_SUMMARY:
        return cs_cli_set_or(&g->summary, "--summary", "text", error);
    case OPTION_LIMIT:
    case OPTION_AT_LEAST:
        return cs_limits_add(&options->limits, optarg, option == OPTION_AT_LEAST, error);
    case OPTION_LIMITS:
        return cs_cli_set(&g->limits, "--limits", error);
    case OPTION_OBJECTS:
        return cs_cli_set(&g->objects, "--objects", error);
    }
    return cs_fail_usage(error, "unknown option");
}

/* A page has a form of its own. */
static bool check_page(const given *g, const analyzer_options *options, cs_error *error)
{
    const char *option = g->layout ? "--layout" : g->columns ? "--columns" : "--all-objects";

    if (options->report.table.format != CS_FORMAT_HTML ||
        (!g->layout && !g->columns && !options->all_objects))
        return true;
    return cs_fail_usage(error, "option \"%s\" cannot be used with \"--format html\"", option);
}

static bool read_columns(const given *g, analyzer_options *o, cs_error *error)
{
    o->layout = g->layout ? cs_layout_from(g->layout, error) : CS_LAYOUT_CHANGES;
    return o->layout != CS_LAYOUTS && cs_columns_read(&o->columns, o->layout, g->columns, error) &&
           (o->report.table.format != CS_FORMAT_JSONL || cs_columns_differ(&o->columns, error)) &&
           check_page(g, o, error);
}

static bool read_limits(const given *g, analyzer_options *o, cs_error *error)
{
    unsigned long long number = 0;

    if (g->objects && !cs_cli_number("--objects", g->objects, 1, CS_MOST_OBJECTS, &number, error))
        return false;
    o->limits.total = number;
    if (g->limits && !cs_limits_read_file(&o->limits, g->limits, &o->limit_lines, error))
        return false;
    return cs_limits_check(&o->limits, error);
}

/* Which way the report is made: the first of these that is asked for. */
static analyzer_mode mode_of(const analyzer_options *o, bool json)
{
    cs_format format = o->report.table.format;

    if (json)
        return MODE_TOTALS;
    if (format == CS_FORMAT_HTML)
        return MODE_PAGE;
    if (o->layout == CS_LAYOUT_WIDE)
        return MODE_WIDE;
    if (o->sort || o->summary || o->limits.count > 0 || format == CS_FORMAT_XLSX)
        return MODE_TABLE;
    return MODE_ROWS;
}

/* Names that the input should hold (doc/answers.md, Warnings). */
static bool want_names(analyzer_options *o, cs_error *error)
{
    bool ok = cs_report_options_want(&o->report, &o->wanted, error);

    for (size_t i = 0; ok && i < o->limits.count; i++) {
        const cs_limit *limit = &o->limits.list[i];
        if (limit->name.s)
            ok = cs_wanted_add(
                &o->wanted, limit->kind < CS_LIMIT_ATTRIBUTE ? CS_WANTED_TYPE : CS_WANTED_ATTRIBUTE,
                limit->at_least ? "--at-least" : "--limit", limit->name, error);
    }
    for (size_t i = 0; ok && i < o->columns.count; i++)
        if (o->columns.list[i].attribute.s)
            ok = cs_wanted_add(&o->wanted, CS_WANTED_EXACTLY, "--columns",
                               o->columns.list[i].attribute, error);
    return ok;
}

/* What the output is called, if its name may choose the format: totals have one of their own. */
static const char *output_name(const given *g, const analyzer_options *options)
{
    return g->summary && strcmp(g->summary, "json") == 0 ? NULL : options->output;
}

/* Makes sense of the values that were kept. */
static bool read_values(const given *g, analyzer_options *o, cs_error *error)
{
    unsigned long long jobs = 0;
    bool json = false;

    if (!cs_report_options_check(&o->report, output_name(g, o), error) ||
        !read_columns(g, o, error))
        return false;
    if (g->summary && !cs_report_options_summary(&o->report, g->summary, &json, error))
        return false;
    o->summary = g->summary && !json;
    if (g->jobs && !cs_cli_number("--jobs", g->jobs, 1, CS_MOST_JOBS, &jobs, error))
        return false;
    o->jobs = (unsigned)jobs;
    if (!read_limits(g, o, error) || !want_names(o, error))
        return false;
    o->mode = mode_of(o, json);
    return true;
}

/* True for a word that is meant to be a file, and so no section. */
static bool is_file(const char *word)
{
    return strpbrk(word, "./\\") != NULL || cs_exists(word);
}

/* What is left of the command line: [FILE [SECTION]]. */
static bool read_operands(int count, char **operands, analyzer_options *options, cs_error *error)
{
    if (count > 1 && is_file(operands[1]))
        return cs_fail_usage(error, "\"%s\" is a second file: run csanalyzer once for each file",
                             operands[1]);
    if (count > 2)
        return cs_fail_usage(error, "unexpected argument \"%s\"", operands[2]);
    options->input = count > 0 ? operands[0] : "-";
    options->section = CS_UNAPPLIED_EXPORT;
    if (count > 1 && !cs_cli_section(operands[1], &options->section, error))
        return false;
    if (strcmp(options->input, "-") == 0 && cs_is_terminal(CS_STDIN))
        return cs_fail_usage(error, "no FILE, and standard input is a terminal");
    return cs_cli_path(options->input, error) && cs_cli_path(options->output, error);
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
    if (!read_values(&g, options, error) ||
        !read_operands(argc - optind, argv + optind, options, error))
        return ANALYZER_WRONG;
    return ANALYZER_RUN;
}

void analyzer_free_options(analyzer_options *options)
{
    cs_columns_free(&options->columns);
    cs_report_options_free(&options->report);
    cs_limits_free(&options->limits);
    free(options->limit_lines);
    cs_wanted_free(options->wanted);
}
