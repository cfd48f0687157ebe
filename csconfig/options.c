#include "options.h"

#include <string.h>

#include "cli/cli.h"

enum {
    OPTION_FORMAT = 256,
    OPTION_ALL,
    OPTION_MAP,
    OPTION_CONNECTOR
};

static const struct option longs[] = {
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"all", no_argument, NULL, OPTION_ALL},
    {"map", required_argument, NULL, OPTION_MAP},
    {"connector", required_argument, NULL, OPTION_CONNECTOR},
    {"output", required_argument, NULL, 'o'},
    {"quiet", no_argument, NULL, 'q'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* What the commands take. */
static const struct {
    const char *name;
    int operands;
    const char *missing; /* the operands, for a message */
    config_format formats[FORMATS];
    int format_count; /* the first of them is the default */
    const char *format_names;
    bool map, all, output, connector;
} commands[COMMANDS] = {
    [COMMAND_SHOW] = {"show",
                      1,
                      "which configuration? DIR is missing",
                      {FORMAT_MARKDOWN, FORMAT_HTML, FORMAT_JSONL},
                      3,
                      "md, html or jsonl",
                      false,
                      false,
                      true,
                      false},
    [COMMAND_CHECK] = {"check",
                       1,
                       "which configuration? DIR is missing",
                       {FORMAT_TEXT, FORMAT_JSONL},
                       2,
                       "text or jsonl",
                       false,
                       false,
                       true,
                       false},
    [COMMAND_DIFF] = {"diff",
                      2,
                      "which configurations? ACTIVE and STAGING are needed",
                      {FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_HTML, FORMAT_JSONL},
                      4,
                      "text, md, html or jsonl",
                      true,
                      true,
                      true,
                      false},
    [COMMAND_PATH] = {"path",
                      2,
                      "which attribute? DIR and ATTRIBUTE are needed",
                      {FORMAT_TEXT},
                      1,
                      "text",
                      false,
                      false,
                      true,
                      true},
};

static const char *const format_names[FORMATS] = {"text", "md", "html", "jsonl"};

/* Options as they were given. */
typedef struct given {
    const char *format, *map, *connector;
    bool all;
} given;

static bool read_option(int option, config_options *options, given *g, cs_error *error)
{
    switch (option) {
    case OPTION_FORMAT:
        return cs_cli_set(&g->format, "--format", error);
    case OPTION_MAP:
        return cs_cli_set(&g->map, "--map", error);
    case OPTION_CONNECTOR:
        return cs_cli_set(&g->connector, "--connector", error);
    case OPTION_ALL:
        g->all = true;
        return true;
    case 'o':
        return cs_cli_set(&options->output, "--output", error);
    default:
        options->quiet = true;
        return true;
    }
}

static bool read_format(const char *word, config_options *options, cs_error *error)
{
    for (int i = 0; i < commands[options->command].format_count; i++) {
        config_format format = commands[options->command].formats[i];
        if (strcmp(word, format_names[format]) == 0) {
            options->format = format;
            return true;
        }
    }
    return cs_fail_usage(error, "unknown format \"%s\": for %s it is %s", word,
                         commands[options->command].name, commands[options->command].format_names);
}

static bool read_values(const given *g, config_options *options, cs_error *error)
{
    const char *name = commands[options->command].name;

    if (g->map && !commands[options->command].map)
        return cs_fail_usage(error, "%s takes no --map", name);
    if (g->all && !commands[options->command].all)
        return cs_fail_usage(error, "%s takes no --all", name);
    if (g->connector && !commands[options->command].connector)
        return cs_fail_usage(error, "%s takes no --connector", name);
    options->mapping = g->map;
    options->connector = g->connector;
    options->all = g->all;
    options->format = commands[options->command].formats[0];
    return !g->format || read_format(g->format, options, error);
}

static bool read_command(const char *word, config_options *options, cs_error *error)
{
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(word, commands[i].name) == 0) {
            options->command = (config_command)i;
            return true;
        }
    return cs_fail_usage(error, "unknown command \"%s\": it is show, check, diff or path", word);
}

static bool read_operands(int count, char **operands, config_options *options, cs_error *error)
{
    if (count == 0)
        return cs_fail_usage(error, "what to do? show, check, diff or path");
    if (!read_command(operands[0], options, error))
        return false;
    int wanted = commands[options->command].operands;
    if (count - 1 < wanted)
        return cs_fail_usage(error, "%s", commands[options->command].missing);
    if (count - 1 > wanted)
        return cs_fail_usage(error, "too many arguments: \"%s\"", operands[wanted + 1]);
    options->folders[0] = operands[1];
    if (options->command == COMMAND_DIFF)
        options->folders[1] = operands[2];
    if (options->command == COMMAND_PATH)
        options->attribute = operands[2];
    return true;
}

config_action config_read_options(int argc, char **argv, config_options *options, cs_error *error)
{
    cs_cli cli = {.argc = argc, .argv = argv, .letters = "o:qhV", .longs = longs};
    given g = {.all = false};
    int option;

    *options = (config_options){.output = NULL};
    while ((option = cs_cli_next(&cli, error)) != -1) {
        if (option == 'h')
            return CONFIG_HELP;
        if (option == 'V')
            return CONFIG_VERSION;
        if (option == '?' || !read_option(option, options, &g, error))
            return CONFIG_WRONG;
    }
    if (!read_operands(argc - optind, argv + optind, options, error) ||
        !read_values(&g, options, error))
        return CONFIG_WRONG;
    if (!options->output)
        options->output = "-";
    return CONFIG_RUN;
}
