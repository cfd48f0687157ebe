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
    OPTION_DELIMITER
};

/* Reads `--delimiter`: one ASCII character, or \t or "tab" for a tab. */
static bool read_delimiter(const char *word, char *delimiter, cs_error *error)
{
    if (*delimiter)
        return cs_fail_usage(error, "option \"--delimiter\" is given twice");
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

/* Reads `-j`: a number of threads. */
static bool read_jobs(const char *word, unsigned *jobs, cs_error *error)
{
    char *end;
    unsigned long n = strtoul(word, &end, 10);

    if (*jobs)
        return cs_fail_usage(error, "option \"--jobs\" is given twice");
    if (word[0] < '0' || word[0] > '9' || *end || n < 1 || n > CS_MOST_JOBS)
        return cs_fail_usage(error, "option \"--jobs\" takes a number from 1 to %d, not \"%s\"",
                             CS_MOST_JOBS, word);
    *jobs = (unsigned)n;
    return true;
}

static bool read_option(int option, analyzer_options *options, cs_error *error)
{
    switch (option) {
    case 'o':
        return cs_cli_set(&options->output, "--output", error);
    case 'j':
        return read_jobs(optarg, &options->jobs, error);
    case 'q':
        options->quiet = true;
        return true;
    case OPTION_RAW:
        options->csv.raw = true;
        return true;
    case OPTION_EXCEL:
        options->excel = options->csv.crlf = true;
        return true;
    case OPTION_DELIMITER:
        return read_delimiter(optarg, &options->csv.delimiter, error);
    default:
        return false;
    }
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
    static const struct option longs[] = {
        {"output", required_argument, NULL, 'o'},
        {"raw", no_argument, NULL, OPTION_RAW},
        {"excel", no_argument, NULL, OPTION_EXCEL},
        {"delimiter", required_argument, NULL, OPTION_DELIMITER},
        {"jobs", required_argument, NULL, 'j'},
        {"quiet", no_argument, NULL, 'q'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {NULL, 0, NULL, 0},
    };
    cs_cli cli = {argc, argv, "o:j:qhV", longs, false};
    int option;

    *options = (analyzer_options){0};
    while ((option = cs_cli_next(&cli, error)) != -1) {
        if (option == 'h')
            return ANALYZER_HELP;
        if (option == 'V')
            return ANALYZER_VERSION;
        if (!read_option(option, options, error))
            return ANALYZER_WRONG;
    }
    if (!options->output)
        options->output = "-";
    if (!read_operands(argc - optind, argv + optind, options, error))
        return ANALYZER_WRONG;
    return ANALYZER_RUN;
}
