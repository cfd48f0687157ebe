/* csimport: puts a csexport file or a drop file into the connector space. */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/cli.h"
#include "import.h"
#include "store/database.h"
#include "sys/interrupt.h"

static const char program[] = "csimport";

static const char help[] =
    "Usage: csimport [-d DATABASE] [-n CONNECTOR] [--merge] FILE\n"
    "\n"
    "Puts a csexport file or a drop file into the connector space, a database that\n"
    "is made where it is missing. What the connector held before is replaced. All\n"
    "of the file goes in, or nothing. FILE - is standard input. Password change\n"
    "history is never stored.\n"
    "\n"
    "  -d, --database=DATABASE    else $CSTOOLS_DATABASE, else connectorspace.db\n"
    "  -n, --connector=CONNECTOR  its name, else the ma-name in the file\n"
    "      --merge                keep the objects that the file does not hold\n"
    "  -q, --quiet                only errors, and what is not stored\n"
    "  -h, --help                 this text\n"
    "  -V, --version              the version\n"
    "\n"
    "Exit status: 0 done, 2 nothing has been changed, unless it says that the import\n"
    "itself is done and only this could not be written.\n";

enum {
    OPTION_MERGE = 256 /* no letter */
};

/* Takes the one operand. */
static bool take_operands(char *const *operands, int count, import_options *options,
                          cs_error *error)
{
    if (count == 0)
        return cs_fail_usage(error, "which file? FILE is missing; - is standard input");
    if (count > 1)
        return cs_fail_usage(error, "one FILE at a time; \"%s\" is one too many", operands[1]);
    options->file = operands[0];
    if (operands[0][0] == '-' && operands[0][1] == '\0' && isatty(STDIN_FILENO))
        return cs_fail_usage(error, "standard input is a terminal; name a FILE");
    return true;
}

/* A name that is stored must be one that can be written as XML again. */
static bool check_name(cs_text name, cs_error *error)
{
    if (cs_text_is_blank(name))
        return cs_fail_usage(error, "the connector's name is empty");
    if (cs_utf8_xml_prefix(name.s, name.n) < name.n)
        return cs_fail_usage(error, "the connector's name \"%s\" is not text in UTF-8", name.s);
    return true;
}

/* Reads the command line. False with wrong usage in `error`, or where all is done already, with the
 * exit status in `*status`. */
static bool read_options(int argc, char **argv, import_options *options, int *status,
                         cs_error *error)
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
    cs_cli cli = {argc, argv, "d:n:qhV", longs, false};
    const char *database = NULL;
    int option;

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
            *status = option == 'h' ? cs_cli_help(program, help) : cs_cli_version(program);
            return false;
        }
        if (error->set)
            return false;
    }
    if (options->connector && !check_name(cs_text_from(options->connector), error))
        return false;
    if (database && database[0] == '\0')
        return cs_fail_usage(error, "the database's name is empty");
    options->database = cs_database_path(database);
    return take_operands(argv + optind, argc - optind, options, error);
}

/* Says what has happened. What has been left out is said even where quiet was asked for. */
static bool report(const import_result *result, bool quiet, cs_error *error)
{
    if (result->password_histories > 0)
        fprintf(stderr,
                "%s: %" PRIu64 " object%s had a password-change-history, which is never stored\n",
                program, result->password_histories, result->password_histories == 1 ? "" : "s");
    if (quiet)
        return true;
    printf("%s: %" PRIu64 " object%s added, %" PRIu64 " replaced, %" PRIu64 " removed\n",
           result->connector, result->counts.added, result->counts.added == 1 ? "" : "s",
           result->counts.replaced, result->counts.removed);
    cs_error lost = {.set = false};
    if (cs_cli_flush(&lost))
        return true;
    return cs_fail_cause(error, lost.cause, "%s; the import itself is done", lost.what);
}

int main(int argc, char **argv)
{
    import_options options = {.merge = false};
    import_result result;
    cs_error error = {.set = false};
    int status = CS_EXIT_OK;

    cs_interrupt_install();
    if (read_options(argc, argv, &options, &status, &error) &&
        import_file(&options, &result, &error))
        report(&result, options.quiet, &error);
    return error.set ? cs_error_print(&error, program, stderr) : status;
}
