#include "cli/report_options.h"

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "cli/cli.h"

bool cs_report_options_note(cs_report_options *options, const char *name, const char *value,
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

const struct option cs_report_longs[] = {
    {"format", required_argument, NULL, CS_OPTION_FORMAT},
    {"excel", no_argument, NULL, CS_OPTION_EXCEL},
    {"delimiter", required_argument, NULL, CS_OPTION_DELIMITER},
    {"raw", no_argument, NULL, CS_OPTION_RAW},
    {"decode", no_argument, NULL, CS_OPTION_DECODE},
    {"object-type", required_argument, NULL, CS_OPTION_OBJECT_TYPE},
    {"omodt", required_argument, NULL, CS_OPTION_OMODT},
    {"attribute", required_argument, NULL, CS_OPTION_ATTRIBUTE},
    {"exclude-attribute", required_argument, NULL, CS_OPTION_EXCLUDE_ATTRIBUTE},
    {"dn", required_argument, NULL, CS_OPTION_DN},
    {"show-passwords", no_argument, NULL, CS_OPTION_SHOW_PASSWORDS},
    {"strict", no_argument, NULL, CS_OPTION_STRICT},
    {"accept-undetermined", no_argument, NULL, CS_OPTION_ACCEPT_UNDETERMINED},
    {NULL, 0, NULL, 0},
};

bool cs_report_options_take(int option, cs_report_options *options, cs_error *error)
{
    cs_row_filter *filter = &options->filter;

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
        options->showing.decode = true;
        return true;
    case CS_OPTION_SHOW_PASSWORDS:
        options->showing.passwords = true;
        return true;
    case CS_OPTION_STRICT:
        options->strict = true;
        return true;
    case CS_OPTION_ACCEPT_UNDETERMINED:
        options->accept = true;
        return true;
    case CS_OPTION_OBJECT_TYPE:
        return cs_report_options_note(options, "--object-type", optarg, error) &&
               cs_words_add(&filter->object_types, optarg, error);
    case CS_OPTION_OMODT:
        return cs_report_options_note(options, "--omodt", optarg, error) &&
               cs_row_filter_add_omodts(filter, optarg, error);
    case CS_OPTION_ATTRIBUTE:
        return cs_report_options_note(options, "--attribute", optarg, error) &&
               cs_words_add(&filter->attributes, optarg, error);
    case CS_OPTION_EXCLUDE_ATTRIBUTE:
        return cs_report_options_note(options, "--exclude-attribute", optarg, error) &&
               cs_words_add(&filter->excluded_attributes, optarg, error);
    case CS_OPTION_DN:
        return cs_report_options_note(options, "--dn", optarg, error) &&
               cs_words_add_whole(&filter->dns, optarg, error);
    }
    return cs_fail(error, "option %d is not one of a report", option);
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

bool cs_report_options_check(cs_report_options *options, const char *output, cs_error *error)
{
    cs_table_options *table = &options->table;

    table->format = options->format ? cs_format_from(options->format) : cs_format_of_file(output);
    if (options->format && table->format == CS_FORMATS)
        return cs_fail_unknown(error, "format", cs_text_from(options->format), cs_format_names,
                               CS_FORMATS);
    if (table->format == CS_FORMATS)
        table->format = CS_FORMAT_CSV;
    if (table->format != CS_FORMAT_CSV && (options->excel || options->delimiter))
        return cs_fail_usage(error, "option \"%s\" is for CSV, not for \"--format %s\"",
                             options->excel ? "--excel" : "--delimiter",
                             cs_format_names[table->format].s);
    table->mark = table->csv.crlf = options->excel;
    return !options->delimiter || read_delimiter(options->delimiter, &table->csv.delimiter, error);
}

bool cs_report_options_summary(const cs_report_options *options, const char *word, bool *json,
                               cs_error *error)
{
    *json = strcmp(word, "json") == 0;
    if (!*json && strcmp(word, "text") != 0)
        return cs_fail_usage(error, "option \"--summary\" takes text or json, not \"%s\"", word);
    if (*json && options->table.format != CS_FORMAT_CSV)
        return cs_fail_usage(error, "option \"--summary=json\" replaces the report, so "
                                    "\"--format\" has no effect");
    return true;
}

static bool want_words(cs_wanted **wanted, cs_wanted_kind kind, const char *option,
                       const cs_words *words, cs_error *error)
{
    for (size_t i = 0; i < words->count; i++)
        if (!cs_wanted_add(wanted, kind, option, words->list[i], error))
            return false;
    return true;
}

bool cs_report_options_want(const cs_report_options *options, cs_wanted **wanted, cs_error *error)
{
    const cs_row_filter *f = &options->filter;

    return want_words(wanted, CS_WANTED_ATTRIBUTE, "--attribute", &f->attributes, error) &&
           want_words(wanted, CS_WANTED_ATTRIBUTE, "--exclude-attribute", &f->excluded_attributes,
                      error) &&
           want_words(wanted, CS_WANTED_TYPE, "--object-type", &f->object_types, error) &&
           want_words(wanted, CS_WANTED_DN, "--dn", &f->dns, error);
}

cs_output *cs_report_options_output(const cs_report_options *options, const char *path,
                                    const struct stat *const *inputs, size_t count,
                                    cs_table_options *table, cs_error *error)
{
    cs_output *output = cs_output_open(path, inputs, count, error);

    if (!output)
        return NULL;
    *table = options->table;
    table->csv.terminal = cs_output_is_terminal(output);
    if (!table->csv.terminal || table->format != CS_FORMAT_XLSX)
        return output;
    cs_fail_usage(error, "cannot write a workbook to a terminal; use \"-o FILE\"");
    cs_output_abandon(output);
    return NULL;
}

void cs_report_options_free(cs_report_options *options)
{
    cs_row_filter_free(&options->filter);
    free(options->chosen);
}
