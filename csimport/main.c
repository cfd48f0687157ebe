/* csimport: puts a csexport file or a drop file into the connector space. */
#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"
#include "import.h"
#include "options.h"
#include "sys/interrupt.h"

static const char program[] = "csimport";

static const char help[] =
    "Usage: csimport [-d DATABASE] [-n CONNECTOR] [--merge] FILE\n"
    "\n"
    "Imports a csexport file or a drop file into the connector space, a database that\n"
    "is created if it is missing. The file replaces what the connector held before.\n"
    "It is imported as a whole or not at all. FILE - is standard input. Password\n"
    "change history is never stored.\n"
    "\n"
    "  -d, --database=DATABASE    the database (default: $CSTOOLS_DATABASE, else\n"
    "                             connectorspace.db)\n"
    "  -n, --connector=CONNECTOR  its name (default: the ma-name in the file)\n"
    "      --merge                keep the objects that the file does not hold\n"
    "  -q, --quiet                print only errors and what is not stored\n"
    "  -h, --help                 show this help\n"
    "  -V, --version              show the version\n"
    "\n"
    "Exit status: 0 done, 2 error; the database is unchanged unless the message says\n"
    "that the import is done.\n";

/* Reports the result. What was left out is reported even under -q. */
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
    return cs_fail_cause(error, lost.cause, "%s; the import is done", lost.what);
}

int main(int argc, char **argv)
{
    import_options options;
    import_result result;
    cs_error error = {.set = false};

    cs_interrupt_install();
    if (import_options_read(argc, argv, &options, &error)) {
        if (options.action == IMPORT_HELP)
            return cs_cli_help(program, help);
        if (options.action == IMPORT_VERSION)
            return cs_cli_version(program);
        if (import_file(&options, &result, &error))
            report(&result, options.quiet, &error);
    }
    return error.set ? cs_error_print(&error, program, stderr) : CS_EXIT_OK;
}
