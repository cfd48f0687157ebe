#include "options.h"

#include <string.h>

#include "attributes.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "store/database.h"
#include "sys/system.h"

enum {
    OPTION_MERGE = 256, /* no letter */
    OPTION_FROM,
    OPTION_SYNCHRONIZED,
    OPTION_ATTRIBUTES,
    OPTION_LIMIT,
    OPTION_CA,
    OPTION_FILTER
};

/* Takes the one operand. */
static bool take_operands(char *const *operands, int count, import_options *options,
                          cs_error *error)
{
    if (count == 0)
        return cs_fail_usage(error, "no FILE given (- is standard input)");
    if (count > 1)
        return cs_fail_usage(error, "unexpected argument \"%s\"; csimport takes one FILE",
                             operands[1]);
    options->file = operands[0];
    if (operands[0][0] == '-' && operands[0][1] == '\0' && cs_is_terminal(CS_STDIN))
        return cs_fail_usage(error, "standard input is a terminal; name a FILE");
    return cs_cli_path(options->file, error);
}

/* A stored name must be one that XML can hold. */
static bool check_name(cs_text name, cs_error *error)
{
    if (cs_text_is_blank(name))
        return cs_fail_usage(error, "the connector's name is empty");
    if (cs_utf8_xml_prefix(name.s, name.n) < name.n)
        return cs_fail_usage(error, "the connector's name \"%s\" is not text in UTF-8", name.s);
    return true;
}

static bool take_format(const char *word, import_options *options, cs_error *error)
{
    if (options->format != FORMAT_BY_START)
        return cs_fail_usage(error, "option \"--from\" is given twice");
    options->format = strcmp(word, "xml") == 0    ? FORMAT_XML
                      : strcmp(word, "ldif") == 0 ? FORMAT_LDIF
                                                  : FORMAT_BY_START;
    return options->format != FORMAT_BY_START ||
           cs_fail_usage(error, "option \"--from\" takes xml or ldif, not \"%s\"", word);
}

/* Takes a limit on what may go: nothing else can be told of an import. */
static bool take_limit(const char *text, import_options *options, cs_error *error)
{
    cs_limits *limits = &options->limits;

    return cs_limits_add(limits, text, false, error) &&
           (limits->list[limits->count - 1].kind == CS_LIMIT_DELETE ||
            cs_fail_usage(error, "option \"--limit\" takes delete=N or delete:TYPE=N, not \"%s\"",
                          text));
}

/* Takes an option that is about a server. */
static bool take_server_option(int option, cs_server_options *server, cs_error *error)
{
    switch (option) {
    case 'H':
        return cs_cli_set(&server->uri, "--uri", error);
    case 'b':
        return cs_cli_set(&server->base, "--base", error);
    case 'D':
        return cs_cli_set(&server->bind_dn, "--bind-dn", error);
    case 'y':
        return cs_cli_set(&server->password_file, "--password-file", error);
    case 'Y':
        return cs_cli_set(&server->mechanism, "--mechanism", error);
    case OPTION_CA:
        return cs_cli_set(&server->ca, "--ca", error);
    case OPTION_FILTER:
        return cs_cli_set(&server->filter, "--filter", error);
    case 'Z':
        server->start_tls = true;
        return true;
    default:
        return false;
    }
}

/* Takes one option; false with wrong usage in `error`. */
static bool take_option(int option, const char **database, import_options *options,
                        const char **attributes, cs_error *error)
{
    switch (option) {
    case 'd':
        return cs_cli_set(database, "--database", error);
    case 'n':
        return cs_cli_set(&options->connector, "--connector", error);
    case OPTION_ATTRIBUTES:
        return cs_cli_set(attributes, "--attributes", error);
    case OPTION_FROM:
        return take_format(optarg, options, error);
    case OPTION_LIMIT:
        return take_limit(optarg, options, error);
    case OPTION_MERGE:
        options->merge = true;
        return true;
    case OPTION_SYNCHRONIZED:
        options->synchronized = true;
        return true;
    case 'q':
        options->quiet = true;
        return true;
    default:
        return take_server_option(option, &options->server, error);
    }
}

/* Takes the source: a server, or the one operand. */
static bool take_source(char *const *operands, int count, import_options *options, cs_error *error)
{
    cs_server_options *server = &options->server;

    if (!server->uri) {
        if (server->base || server->bind_dn || server->password_file || server->mechanism ||
            server->ca || server->filter || server->start_tls)
            return cs_fail_usage(error, "which server? -H names it");
        return take_operands(operands, count, options, error);
    }
    if (count > 0)
        return cs_fail_usage(error, "-H and a FILE (\"%s\"): one source at a time", operands[0]);
    server->attributes = options->wanted.names;
    server->attribute_count = options->wanted.count;
    return cs_server_check(server, error);
}

bool import_options_check(const import_options *options, bool directory, cs_error *error)
{
    const char *option = options->synchronized       ? "--synchronized"
                         : options->limits.count > 0 ? "--limit"
                         : options->wanted.names     ? "--attributes"
                                                     : NULL;

    if (!directory)
        return !option ||
               cs_fail_usage(error, "option \"%s\" is for LDIF, but the file is not LDIF", option);
    if (!options->connector)
        return cs_fail_usage(error, "%s does not say which connector it is of; name it with -n",
                             options->file ? "LDIF" : "a server");
    return !options->merge ||
           cs_fail_usage(
               error,
               "option \"--merge\" is for csexport files; a directory is imported as a whole");
}

bool import_options_read(int argc, char **argv, import_options *options, cs_error *error)
{
    static const struct option longs[] = {
        {"database", required_argument, NULL, 'd'},
        {"connector", required_argument, NULL, 'n'},
        {"merge", no_argument, NULL, OPTION_MERGE},
        {"from", required_argument, NULL, OPTION_FROM},
        {"synchronized", no_argument, NULL, OPTION_SYNCHRONIZED},
        {"attributes", required_argument, NULL, OPTION_ATTRIBUTES},
        {"limit", required_argument, NULL, OPTION_LIMIT},
        {"uri", required_argument, NULL, 'H'},
        {"base", required_argument, NULL, 'b'},
        {"bind-dn", required_argument, NULL, 'D'},
        {"password-file", required_argument, NULL, 'y'},
        {"mechanism", required_argument, NULL, 'Y'},
        {"start-tls", no_argument, NULL, 'Z'},
        {"ca", required_argument, NULL, OPTION_CA},
        {"filter", required_argument, NULL, OPTION_FILTER},
        {"quiet", no_argument, NULL, 'q'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {NULL, 0, NULL, 0},
    };
    cs_cli cli = {.argc = argc, .argv = argv, .letters = "d:n:H:b:D:y:Y:ZqhV", .longs = longs};
    const char *database = NULL, *attributes = NULL;
    int option;

    *options = (import_options){.action = IMPORT_FILE};
    while ((option = cs_cli_next(&cli, error)) != -1) {
        if (option == 'h' || option == 'V') {
            options->action = option == 'h' ? IMPORT_HELP : IMPORT_VERSION;
            return true;
        }
        if (!take_option(option, &database, options, &attributes, error))
            return false;
    }
    if (options->connector && !check_name(cs_text_from(options->connector), error))
        return false;
    if (database && database[0] == '\0')
        return cs_fail_usage(error, "the database's name is empty");
    if (!cs_cli_path(database, error))
        return false;
    options->database = cs_database_path(database);
    return (!attributes || attributes_read(attributes, &options->wanted, error)) &&
           take_source(argv + optind, argc - optind, options, error);
}

void import_options_free(import_options *options)
{
    cs_limit_counts_free(&options->counts);
    cs_limits_free(&options->limits);
    attributes_free(&options->wanted);
}
