#include "options.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/nearest.h"
#include "cli/cli.h"
#include "sys/system.h"
#include "xml/read/read.h"

/* Long options without a letter. */
enum {
    OPTION_ACTIVE = 256,
    OPTION_STAGING,
    OPTION_SECTION,
    OPTION_KEY,
    OPTION_MAP,
    OPTION_IGNORE_ATTRIBUTE,
    OPTION_IGNORE_CASE,
    OPTION_SUMMARY
};

static const struct option longs[] = {
    {"active", required_argument, NULL, OPTION_ACTIVE},
    {"staging", required_argument, NULL, OPTION_STAGING},
    {"section", required_argument, NULL, OPTION_SECTION},
    {"key", required_argument, NULL, OPTION_KEY},
    {"map", required_argument, NULL, OPTION_MAP},
    {"ignore-attribute", required_argument, NULL, OPTION_IGNORE_ATTRIBUTE},
    {"ignore-case", no_argument, NULL, OPTION_IGNORE_CASE},
    {"summary", optional_argument, NULL, OPTION_SUMMARY},
    {"output", required_argument, NULL, 'o'},
    {"jobs", required_argument, NULL, 'j'},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* What is kept of the options until all of them have been read. */
typedef struct given {
    const char *section, *key, *summary, *jobs;
} given;

static const char *const side_names[SIDES] = {"active", "staging"};

void diff_error_file(cs_error *error, const diff_file *file)
{
    bool standard = strcmp(file->path, "-") == 0;
    cs_buffer name = {0};

    cs_buffer_puts(&name, side_names[file->side]);
    cs_buffer_puts(&name, " side, ");
    cs_buffer_puts(&name, standard ? "standard input" : file->path);
    cs_buffer_add(&name, (cs_text){"", 1});
    error->file[0] = '\0';
    cs_error_file(error, name.failed ? file->path : name.s);
    cs_buffer_free(&name);
}

/* ---- Files ---- */

/* Adds a file behind those of its side; room was made for as many as there are arguments. */
static void add_file(diff_options *options, diff_side side, const char *path)
{
    size_t at = side == ACTIVE ? options->snapshots[ACTIVE] : options->file_count;

    memmove(options->files + at + 1, options->files + at,
            (options->file_count - at) * sizeof *options->files);
    options->files[at] = (diff_file){side, path};
    options->file_count++;
    options->snapshots[side]++;
}

/* What is left of the command line: ACTIVE STAGING, where no option names a file. */
static bool read_operands(int count, char **operands, diff_options *options, cs_error *error)
{
    bool named = options->file_count > 0;

    if (count > (named ? 0 : 2))
        return cs_fail_usage(error, "unexpected argument \"%s\"%s", operands[named ? 0 : 2],
                             named ? ": --active and --staging name the files" : "");
    for (int i = 0; i < count; i++)
        add_file(options, (diff_side)i, operands[i]);
    for (diff_side side = ACTIVE; side < SIDES; side++)
        if (options->snapshots[side] == 0)
            return cs_fail_usage(error, "no file for the %s side", side_names[side]);
    return true;
}

/* No path may be one of another system. */
static bool check_paths(const diff_options *options, cs_error *error)
{
    for (size_t i = 0; i < options->file_count; i++)
        if (!cs_cli_path(options->files[i].path, error))
            return false;
    return cs_cli_path(options->mapping, error) && cs_cli_path(options->output, error);
}

/* Standard input can be read once. */
static bool check_standard_input(const diff_options *options, cs_error *error)
{
    size_t count = options->mapping && strcmp(options->mapping, "-") == 0;

    for (size_t i = 0; i < options->file_count; i++)
        count += strcmp(options->files[i].path, "-") == 0;
    if (count > 1)
        return cs_fail_usage(error, "standard input is named more than once");
    if (count > 0 && cs_is_terminal(CS_STDIN))
        return cs_fail_usage(error, "standard input is a terminal");
    return true;
}

/* ---- Options ---- */

/* Says on a page what the option does to the comparison. */
static bool note(diff_options *options, const char *name, const char *value, cs_error *error)
{
    return cs_report_options_note(&options->report, name, value, error);
}

static bool read_option(int option, diff_options *options, given *g, cs_error *error)
{
    if (cs_report_options_have(option))
        return cs_report_options_take(option, &options->report, error);
    switch (option) {
    case OPTION_ACTIVE:
    case OPTION_STAGING:
        add_file(options, option == OPTION_ACTIVE ? ACTIVE : STAGING, optarg);
        return true;
    case OPTION_SECTION:
        return cs_cli_set(&g->section, "--section", error) &&
               note(options, "--section", optarg, error);
    case OPTION_KEY:
        return cs_cli_set(&g->key, "--key", error) && note(options, "--key", optarg, error);
    case OPTION_MAP:
        return cs_cli_set(&options->mapping, "--map", error) &&
               note(options, "--map", optarg, error);
    case OPTION_IGNORE_ATTRIBUTE:
        return cs_words_add(&options->ignored, optarg, error) &&
               note(options, "--ignore-attribute", optarg, error);
    case OPTION_IGNORE_CASE:
        options->ignore_case = true;
        return note(options, "--ignore-case", NULL, error);
    case OPTION_SUMMARY:
        return cs_cli_set_or(&g->summary, "--summary", "text", error);
    case 'o':
        return cs_cli_set(&options->output, "--output", error);
    case 'j':
        return cs_cli_set(&g->jobs, "--jobs", error);
    case 'q':
        options->quiet = true;
        return true;
    }
    return cs_fail(error, "option %d is not handled", option);
}

static bool read_key(const char *word, diff_options *options, cs_error *error)
{
    if (word[0] == '@' && word[1] != '\0') {
        options->key = KEY_ATTRIBUTE;
        options->key_attribute = cs_text_from(word + 1);
        return true;
    }
    static const cs_text names[] = {{"dn", 2}, {"sourceanchor", 12}, {"@ATTRIBUTE", 10}};
    options->key = strcmp(word, "sourceanchor") == 0 ? KEY_SOURCE_ANCHOR : KEY_DN;
    return options->key == KEY_SOURCE_ANCHOR || strcmp(word, "dn") == 0 ||
           cs_fail_unknown(error, "key", cs_text_from(word), names, 3);
}

/* Makes sense of the values that were kept. */
static bool read_values(const given *g, diff_options *options, cs_error *error)
{
    unsigned long long jobs = 0;
    bool json;

    if (g->section && !cs_cli_section(g->section, &options->section, error))
        return false;
    if (g->key && !read_key(g->key, options, error))
        return false;
    if (!cs_report_options_check(
            &options->report,
            g->summary && strcmp(g->summary, "json") == 0 ? NULL : options->output, error))
        return false;
    if (g->summary && !cs_report_options_summary(&options->report, g->summary, &json, error))
        return false;
    if (g->summary)
        options->summary = json ? SUMMARY_JSON : SUMMARY_TEXT;
    if (g->jobs && !cs_cli_number("--jobs", g->jobs, 1, CS_MOST_JOBS, &jobs, error))
        return false;
    options->jobs = (unsigned)jobs;
    return true;
}

/* Notes the names that some object of the files should hold. */
static bool want_names(diff_options *o, cs_error *error)
{
    bool ok = cs_report_options_want(&o->report, &o->wanted, error);

    for (size_t i = 0; ok && i < o->ignored.count; i++)
        ok = cs_wanted_add(&o->wanted, CS_WANTED_ATTRIBUTE, "--ignore-attribute",
                           o->ignored.list[i], error);
    if (ok && o->key == KEY_ATTRIBUTE)
        ok = cs_wanted_add(&o->wanted, CS_WANTED_EXACTLY, "--key", o->key_attribute, error);
    return ok;
}

diff_action diff_read_options(int argc, char **argv, diff_options *options, cs_error *error)
{
    cs_cli cli = {
        .argc = argc, .argv = argv, .letters = "o:j:qhV", .longs = longs, .more = cs_report_longs};
    given g = {0};
    int option;

    *options = (diff_options){.section = CS_UNAPPLIED_EXPORT,
                              .files = calloc((size_t)argc + 1, sizeof *options->files)};
    if (!options->files) {
        cs_fail_memory(error);
        return DIFF_WRONG;
    }
    while ((option = cs_cli_next(&cli, error)) != -1) {
        if (option == 'h')
            return DIFF_HELP;
        if (option == 'V')
            return DIFF_VERSION;
        if (option == '?' || !read_option(option, options, &g, error))
            return DIFF_WRONG;
    }
    if (!options->output)
        options->output = "-";
    if (!read_values(&g, options, error) ||
        !read_operands(argc - optind, argv + optind, options, error) ||
        !check_paths(options, error) || !check_standard_input(options, error) ||
        !want_names(options, error))
        return DIFF_WRONG;
    return DIFF_RUN;
}

void diff_free_options(diff_options *options)
{
    free(options->files);
    free(options->ignored.list);
    cs_wanted_free(options->wanted);
    cs_report_options_free(&options->report);
}
