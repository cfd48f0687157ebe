#include "options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "parallel.h"

/* Long options without a letter. */
enum {
    OPTION_RAW = 256,
    OPTION_EXCEL,
    OPTION_DELIMITER,
    OPTION_LAYOUT,
    OPTION_COLUMNS,
    OPTION_OBJECT_TYPE,
    OPTION_OMODT,
    OPTION_ATTRIBUTE,
    OPTION_EXCLUDE_ATTRIBUTE,
    OPTION_DN,
    OPTION_ALL_OBJECTS,
    OPTION_SORT,
    OPTION_DECODE,
    OPTION_SUMMARY,
    OPTION_LIMIT,
    OPTION_OBJECTS
};

static const struct option longs[] = {
    {"output", required_argument, NULL, 'o'},
    {"raw", no_argument, NULL, OPTION_RAW},
    {"excel", no_argument, NULL, OPTION_EXCEL},
    {"delimiter", required_argument, NULL, OPTION_DELIMITER},
    {"layout", required_argument, NULL, OPTION_LAYOUT},
    {"columns", required_argument, NULL, OPTION_COLUMNS},
    {"object-type", required_argument, NULL, OPTION_OBJECT_TYPE},
    {"omodt", required_argument, NULL, OPTION_OMODT},
    {"attribute", required_argument, NULL, OPTION_ATTRIBUTE},
    {"exclude-attribute", required_argument, NULL, OPTION_EXCLUDE_ATTRIBUTE},
    {"dn", required_argument, NULL, OPTION_DN},
    {"all-objects", no_argument, NULL, OPTION_ALL_OBJECTS},
    {"sort", no_argument, NULL, OPTION_SORT},
    {"decode", no_argument, NULL, OPTION_DECODE},
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
    const char *layout, *columns, *summary, *jobs, *objects, *delimiter;
} given;

/* Reads a whole number from `least` to `most`. */
static bool read_number(const char *option, const char *word, unsigned long long least,
                        unsigned long long most, unsigned long long *number, cs_error *error)
{
    char *end;

    *number = strtoull(word, &end, 10);
    if (word[0] >= '0' && word[0] <= '9' && !*end && *number >= least && *number <= most)
        return true;
    return cs_fail_usage(error, "option \"%s\" takes a number from %llu to %llu, not \"%s\"",
                         option, least, most, word);
}

/* One ASCII character, or \t or "tab" for a tab. */
static bool read_delimiter(const char *word, char *delimiter, cs_error *error)
{
    if (strcmp(word, "\\t") == 0 || strcmp(word, "tab") == 0)
        word = "\t";
    unsigned char c = (unsigned char)word[0];
    if (strlen(word) != 1 || c == '"' || c >= 0x7F || (c < 0x20 && c != '\t'))
        return cs_fail_usage(error,
                             "option \"--delimiter\" takes one ASCII character other than a quote, "
                             "not \"%s\"",
                             word);
    *delimiter = word[0];
    return true;
}

static bool read_summary(const char *word, analyzer_summary *summary, cs_error *error)
{
    bool json = strcmp(word, "json") == 0;

    if (!json && strcmp(word, "text") != 0)
        return cs_fail_usage(error, "option \"--summary\" takes text or json, not \"%s\"", word);
    *summary = json ? SUMMARY_JSON : SUMMARY_TEXT;
    return true;
}

/* An option that chooses rows. */
static bool read_choosing(int option, cs_choice *choice, cs_error *error)
{
    switch (option) {
    case OPTION_OBJECT_TYPE:
        return cs_words_add(&choice->object_types, optarg, error);
    case OPTION_OMODT:
        return cs_choice_add_omodts(choice, optarg, error);
    case OPTION_ATTRIBUTE:
        return cs_words_add(&choice->attributes, optarg, error);
    case OPTION_EXCLUDE_ATTRIBUTE:
        return cs_words_add(&choice->excluded_attributes, optarg, error);
    default:
        return cs_words_add_whole(&choice->dns, optarg, error);
    }
}

/* An option with a value that is looked at later. */
static bool keep_value(int option, analyzer_options *options, given *g, cs_error *error)
{
    switch (option) {
    case 'o':
        return cs_cli_set(&options->output, "--output", error);
    case 'j':
        return cs_cli_set(&g->jobs, "--jobs", error);
    case OPTION_DELIMITER:
        return cs_cli_set(&g->delimiter, "--delimiter", error);
    case OPTION_LAYOUT:
        return cs_cli_set(&g->layout, "--layout", error);
    case OPTION_COLUMNS:
        return cs_cli_set(&g->columns, "--columns", error);
    case OPTION_OBJECTS:
        return cs_cli_set(&g->objects, "--objects", error);
    case OPTION_LIMIT:
        return cs_limits_add(&options->limits, optarg, error);
    default:
        return read_choosing(option, &options->choice, error);
    }
}

static bool read_option(int option, analyzer_options *options, given *g, cs_error *error)
{
    switch (option) {
    case 'q':
        options->quiet = true;
        return true;
    case OPTION_RAW:
        options->csv.raw = true;
        return true;
    case OPTION_EXCEL:
        options->excel = options->csv.crlf = true;
        return true;
    case OPTION_ALL_OBJECTS:
        options->all_objects = true;
        return true;
    case OPTION_SORT:
        options->sort = true;
        return true;
    case OPTION_DECODE:
        options->decode = true;
        return true;
    case OPTION_SUMMARY:
        if (!optarg)
            optarg = "text";
        return cs_cli_set(&g->summary, "--summary", error);
    default:
        return keep_value(option, options, g, error);
    }
}

/* Makes sense of the values that were kept. */
static bool read_values(const given *g, analyzer_options *options, cs_error *error)
{
    unsigned long long number = 0;

    options->layout = g->layout ? cs_layout_from(g->layout) : CS_LAYOUT_CHANGES;
    if (options->layout == CS_LAYOUTS)
        return cs_fail_usage(error, "unknown layout \"%s\": it is changes, values, objects or wide",
                             g->layout);
    if (!cs_columns_read(&options->columns, options->layout, g->columns, error))
        return false;
    options->usual = options->layout == CS_LAYOUT_CHANGES && !g->columns && !options->decode;
    if (g->summary && !read_summary(g->summary, &options->summary, error))
        return false;
    if (g->delimiter && !read_delimiter(g->delimiter, &options->csv.delimiter, error))
        return false;
    if (g->jobs && !read_number("--jobs", g->jobs, 1, CS_MOST_JOBS, &number, error))
        return false;
    options->jobs = (unsigned)number;
    number = 0;
    if (g->objects && !read_number("--objects", g->objects, 1, 1000000000000000, &number, error))
        return false;
    options->limits.total = number;
    return cs_limits_check(&options->limits, error);
}

static bool read_section(const char *word, cs_part *section, cs_error *error)
{
    *section = cs_part_from(cs_text_from(word));
    if (*section != CS_NO_PART && cs_part_is_delta(*section))
        return true;
    return cs_fail_usage(error,
                         "unknown section \"%s\": it is unapplied-export, escrowed-export, "
                         "unconfirmed-export or pending-import",
                         word);
}

/* What is left of the command line: [FILE [SECTION]]. */
static bool read_operands(int count, char **operands, analyzer_options *options, cs_error *error)
{
    if (count > 2)
        return cs_fail_usage(error, "too many arguments: \"%s\"", operands[2]);
    options->input = count > 0 ? operands[0] : "-";
    options->section = CS_UNAPPLIED_EXPORT;
    if (count > 1 && !read_section(operands[1], &options->section, error))
        return false;
    if (strcmp(options->input, "-") == 0 && isatty(STDIN_FILENO))
        return cs_fail_usage(error, "no FILE, and standard input is a terminal");
    return true;
}

analyzer_action analyzer_read_options(int argc, char **argv, analyzer_options *options,
                                      cs_error *error)
{
    cs_cli cli = {argc, argv, "o:j:qhV", longs, false};
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
    cs_choice_free(&options->choice);
    cs_limits_free(&options->limits);
}
