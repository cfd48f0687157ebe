#include "options.h"

#include <unistd.h>

#include "base/utf8.h"
#include "cli/cli.h"
#include "store/database.h"

enum {
    OPTION_MERGE = 256 /* no letter */
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
    if (operands[0][0] == '-' && operands[0][1] == '\0' && isatty(STDIN_FILENO))
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

bool import_options_read(int argc, char **argv, import_options *options, cs_error *error)
{
    static const struct option longs[] = {
        {"database", required_argument, NULL, 'd'},
        {"connector", required_argument, NULL, 'n'},
        {"merge", no_argument, NULL, OPTION_MERGE},
        {"quiet", no_argument, NULL, 'q'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {NULL, 0, NULL, 0},
    };
    cs_cli cli = {.argc = argc, .argv = argv, .letters = "d:n:qhV", .longs = longs};
    const char *database = NULL;
    int option;

    *options = (import_options){.action = IMPORT_FILE};
    while ((option = cs_cli_next(&cli, error)) != -1) {
        if (option == 'd')
            cs_cli_set(&database, "--database", error);
        else if (option == 'n')
            cs_cli_set(&options->connector, "--connector", error);
        else if (option == OPTION_MERGE)
            options->merge = true;
        else if (option == 'q')
            options->quiet = true;
        else if (option == 'h' || option == 'V') {
            options->action = option == 'h' ? IMPORT_HELP : IMPORT_VERSION;
            return true;
        }
        if (error->set)
            return false;
    }
    if (options->connector && !check_name(cs_text_from(options->connector), error))
        return false;
    if (database && database[0] == '\0')
        return cs_fail_usage(error, "the database's name is empty");
    if (!cs_cli_path(database, error))
        return false;
    options->database = cs_database_path(database);
    return take_operands(argv + optind, argc - optind, options, error);
}
