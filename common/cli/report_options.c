#include "cli/report_options.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

bool cs_report_chosen(cs_report_options *options, const char *name, const char *value,
                      cs_error *error)
{
    const char **words = realloc(options->chosen, (options->chosen_count + 2) * sizeof *words);

    if (!words)
        return cs_fail_memory(error);
    options->chosen = words;
    words[options->chosen_count++] = name;
    if (value)
        words[options->chosen_count++] = value;
    return true;
}

/* Keeps an option that chooses rows as it was given. */
static bool keep_choosing(int option, cs_report_options *options, cs_error *error)
{
    static const char *const names[] = {
        [CS_OPTION_OBJECT_TYPE - CS_OPTION_FORMAT] = "--object-type",
        [CS_OPTION_OMODT - CS_OPTION_FORMAT] = "--omodt",
        [CS_OPTION_ATTRIBUTE - CS_OPTION_FORMAT] = "--attribute",
        [CS_OPTION_EXCLUDE_ATTRIBUTE - CS_OPTION_FORMAT] = "--exclude-attribute",
        [CS_OPTION_DN - CS_OPTION_FORMAT] = "--dn"};

    return cs_report_chosen(options, names[option - CS_OPTION_FORMAT], optarg, error);
}

/* An option that chooses rows. */
static bool read_choosing(int option, cs_report_options *options, cs_error *error)
{
    cs_row_filter *filter = &options->filter;

    if (!keep_choosing(option, options, error))
        return false;
    switch (option) {
    case CS_OPTION_OBJECT_TYPE:
        return cs_words_add(&filter->object_types, optarg, error);
    case CS_OPTION_OMODT:
        return cs_row_filter_add_omodts(filter, optarg, error);
    case CS_OPTION_ATTRIBUTE:
        return cs_words_add(&filter->attributes, optarg, error);
    case CS_OPTION_EXCLUDE_ATTRIBUTE:
        return cs_words_add(&filter->excluded_attributes, optarg, error);
    default:
        return cs_words_add_whole(&filter->dns, optarg, error);
    }
}

bool cs_report_option(int option, cs_report_options *options, cs_error *error)
{
    switch (option) {
    case CS_OPTION_FORMAT:
        return cs_cli_set(&options->format, "--format", error);
    case CS_OPTION_DELIMITER:
        return cs_cli_set(&options->delimiter, "--delimiter", error);
    case CS_OPTION_EXCEL:
        options->excel = true;
        return true;
    case CS_OPTION_RAW:
        options->table.csv.raw = true;
        return true;
    case CS_OPTION_DECODE:
        options->decode = true;
        return true;
    default:
        return read_choosing(option, options, error);
    }
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

bool cs_report_options_check(cs_report_options *options, cs_error *error)
{
    cs_table_options *table = &options->table;

    table->format = options->format ? cs_format_from(options->format) : CS_FORMAT_CSV;
    if (table->format == CS_FORMATS)
        return cs_fail_usage(error, "unknown format \"%s\": it is csv, jsonl, xlsx or html",
                             options->format);
    if (table->format != CS_FORMAT_CSV && (options->excel || options->delimiter))
        return cs_fail_usage(error, "option \"%s\" is for CSV, not for \"--format %s\"",
                             options->excel ? "--excel" : "--delimiter", options->format);
    table->mark = table->csv.crlf = options->excel;
    return !options->delimiter || read_delimiter(options->delimiter, &table->csv.delimiter, error);
}

bool cs_report_summary(const cs_report_options *options, const char *word, bool *json,
                       cs_error *error)
{
    *json = strcmp(word, "json") == 0;
    if (!*json && strcmp(word, "text") != 0)
        return cs_fail_usage(error, "option \"--summary\" takes text or json, not \"%s\"", word);
    if (*json && options->table.format != CS_FORMAT_CSV)
        return cs_fail_usage(error, "option \"--summary=json\" stands in place of the report, so "
                                    "there is none for \"--format\"");
    return true;
}

cs_output *cs_report_output(cs_report_options *options, const char *path,
                            const struct stat *const *inputs, size_t count, cs_error *error)
{
    cs_output *output = cs_output_open(path, inputs, count, error);

    if (!output)
        return NULL;
    options->table.csv.terminal = cs_output_is_terminal(output);
    if (!options->table.csv.terminal || options->table.format != CS_FORMAT_XLSX)
        return output;
    cs_fail_usage(error, "a workbook is nothing for a terminal: use \"-o FILE\"");
    cs_output_abandon(output);
    return NULL;
}

void cs_report_cut(uint64_t cut, const char *prefix, cs_buffer *to)
{
    char number[64];

    if (cut == 0)
        return;
    snprintf(number, sizeof number, "%" PRIu64 " value%s", cut, cut == 1 ? " was" : "s were");
    cs_buffer_puts(to, prefix);
    cs_buffer_puts(to, number);
    cs_buffer_puts(to, " cut at 32,767 characters, the most a cell holds\n");
}

void cs_report_options_free(cs_report_options *options)
{
    cs_row_filter_free(&options->filter);
    free(options->chosen);
}
