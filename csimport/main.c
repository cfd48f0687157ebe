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
    "       csimport [-d DATABASE] -n CONNECTOR [--synchronized] [--attributes LIST]\n"
    "                [--limit delete=N] FILE.ldif | -H URI -b DN [-D DN -y FILE] [-Z]\n"
    "\n"
    "Imports a csexport file or a drop file into the connector space, a database that\n"
    "is created if it is missing. The file replaces what the connector held before.\n"
    "It is imported as a whole or not at all. FILE - is standard input. Password\n"
    "change history is never stored.\n"
    "\n"
    "An LDIF file or a server lists the entries of a directory. Differences from the\n"
    "synchronized objects are staged as pending imports, missing objects as deletes.\n"
    "\n"
    "  -d, --database=DATABASE    the database (default: $CSTOOLS_DATABASE, else\n"
    "                             connectorspace.db)\n"
    "  -n, --connector=CONNECTOR  its name (default: the ma-name in the file)\n"
    "      --merge                keep the objects that the file does not hold\n"
    "      --from=FORMAT          xml or ldif (default: by the first line)\n"
    "  -q, --quiet                print only errors and what is not stored\n"
    "  -h, --help                 show this help\n"
    "  -V, --version              show the version\n"
    "  -H, --uri=URI              read a server: ldap://, ldaps:// or ldapi://\n"
    "  -b, --base=DN              the entry that is read, with all below it\n"
    "      --filter=FILTER        only the entries that it matches\n"
    "  -D, --bind-dn=DN           bind as this user\n"
    "  -y, --password-file=FILE   the file that holds the password\n"
    "  -Y, --mechanism=NAME       bind by SASL: GSSAPI, EXTERNAL\n"
    "  -Z, --start-tls            begin TLS, or fail\n"
    "      --ca=FILE              certificates to trust\n"
    "      --synchronized         store directly in the synchronized holograms\n"
    "      --attributes=LIST      only these; a name with a slash is a file of names\n"
    "      --limit=delete=N       exit with 3 if more than N (or N%) are missing\n"
    "\n"
    "Exit status: 0 done, 2 error; the database is unchanged unless the message says\n"
    "that the import is done; 3 a limit is exceeded, the database is unchanged.\n";

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* Says what the file cannot tell and what was left out, also under -q. */
static bool report_left_out(const import_options *options, const import_result *result,
                            cs_error *error)
{
    cs_undetermined verdict = cs_evidence_judge(&result->evidence);
    cs_buffer line = {.s = NULL};

    cs_undetermined_text(&verdict, CS_UNAPPLIED_EXPORT, "csimport: ", options->file, &line);
    bool ok = cs_cli_say(&line, error);
    cs_buffer_free(&line);
    if (result->password_histories > 0)
        fprintf(stderr,
                "%s: %" PRIu64 " object%s had a password-change-history, which is never stored\n",
                program, result->password_histories, plural(result->password_histories));
    if (result->references > 0)
        fprintf(stderr, "%s: %" PRIu64 " reference%s to other servers passed over\n", program,
                result->references, plural(result->references));
    return ok;
}

/* Says what an import from a directory has found or done. */
static void report_directory(const import_result *result, bool synchronized)
{
    const cs_directory_counts *n = &result->found;

    printf("%s: %" PRIu64 " add%s, %" PRIu64 " update%s, %" PRIu64 " delete%s %s, %" PRIu64
           " unchanged",
           result->connector, n->adds, plural(n->adds), n->updates, plural(n->updates), n->deletes,
           plural(n->deletes), synchronized ? "synchronized" : "pending", n->unchanged);
    if (n->confirmed > 0)
        printf(", exports of %" PRIu64 " object%s confirmed", n->confirmed, plural(n->confirmed));
    printf("\n");
}

/* Reports the result. What was left out is reported even under -q. */
static bool print_result(const import_result *result, const import_options *options,
                         cs_error *error)
{
    if (!report_left_out(options, result, error))
        return false;
    if (options->quiet)
        return true;
    if (result->directory)
        report_directory(result, options->synchronized);
    else
        printf("%s: %" PRIu64 " object%s added, %" PRIu64 " replaced, %" PRIu64 " removed\n",
               result->connector, result->counts.added, plural(result->counts.added),
               result->counts.replaced, result->counts.removed);
    return cs_cli_flush(error);
}

static bool report(const import_result *result, const import_options *options, cs_error *error)
{
    cs_error lost = {.set = false};

    if (print_result(result, options, &lost))
        return true;
    return cs_fail_cause(error, lost.cause, "%s; the import is done", lost.what);
}

/* Says which limits are exceeded. */
static int report_exceeded(const cs_limit_counts *counts, cs_error *error)
{
    cs_buffer said = {.s = NULL};

    cs_limits_text(counts, "csimport: ", &said);
    cs_buffer_puts(&said, "csimport: nothing has been changed\n");
    bool ok = cs_cli_say(&said, error);
    cs_buffer_free(&said);
    return ok ? CS_EXIT_LIMIT : CS_EXIT_TROUBLE;
}

/* Imports as the command line says: the exit status, unless there is an error. */
static int import(import_options *options, cs_error *error)
{
    import_result result;

    if (!import_file(options, &result, error))
        return CS_EXIT_TROUBLE;
    if (result.exceeded)
        return report_exceeded(&options->counts, error);
    return report(&result, options, error) ? CS_EXIT_OK : CS_EXIT_TROUBLE;
}

int main(int argc, char **argv)
{
    import_options options;
    cs_error error = {.set = false};
    int status = CS_EXIT_OK;

    cs_interrupt_install();
    if (import_options_read(argc, argv, &options, &error))
        status = options.action == IMPORT_HELP      ? cs_cli_help(program, help)
                 : options.action == IMPORT_VERSION ? cs_cli_version(program)
                                                    : import(&options, &error);
    if (error.set)
        status = cs_error_print(&error, program, stderr);
    import_options_free(&options);
    return status;
}
