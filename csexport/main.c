/* csexport: writes objects of the connector space as a csexport file. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/terminal.h"
#include "cli/cli.h"
#include "connector.h"
#include "export.h"
#include "options.h"
#include "store/database.h"
#include "sys/interrupt.h"
#include "sys/system.h"
#include "target.h"

static const char program[] = "csexport";

static const char help[] =
    "Usage: csexport CONNECTOR [FILE] [/f[:]FILTER] [/o[:]ITEMS] [-d DATABASE]\n"
    "       csexport --list [-d DATABASE]\n"
    "\n"
    "Writes objects of the connector space as XML, by default to CONNECTOR.xml in the\n"
    "working directory. FILE - is standard output.\n"
    "\n"
    "  /f:FILTER, -f, --filter=FILTER  which objects (default: all)\n"
    "      d=DN    that DN or anchor     s  disconnectors     m  pending imports\n"
    "      r=RDN   that RDN              i  import errors     x  pending exports\n"
    "      g=GUID  that id               e  export errors\n"
    "  /o:ITEMS, -o, --items=ITEMS     which parts of an object (default: all)\n"
    "      e  error details              h  the tower's holograms\n"
    "      b  synchronized hologram      d  the tower's deltas\n"
    "      p  password history (never stored: writes nothing)\n"
    "      --list                      list the connectors\n"
    "  -d, --database=DATABASE         the database (default: $CSTOOLS_DATABASE, else\n"
    "                                  connectorspace.db)\n"
    "  -q, --quiet                     print errors only\n"
    "  -h, --help, /?                  show this help\n"
    "  -V, --version                   show the version\n"
    "\n"
    "Exit status: 0 done (also if no object matches), 2 error; FILE is unchanged.\n";

/* ---- --list ---- */

static bool list_connectors(cs_store *store, cs_error *error)
{
    const cs_connector *list;
    int count = cs_store_connectors(store, true, &list, error);

    if (count < 0)
        return false;
    puts("name\tobjects\tadds\tupdates\tdeletes\timport errors\texport errors");
    for (const cs_connector *c = list; c < list + count; c++) {
        cs_print_escaped(stdout, cs_text_from(c->name));
        printf("\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n",
               c->objects, c->adds, c->updates, c->deletes, c->import_errors, c->export_errors);
    }
    return cs_cli_flush(error);
}

/* ---- An export ---- */

/* Says that the name fits no connector, or several, and lists the possible ones. */
static void print_choice(const cs_connector *list, size_t count, const char *name, size_t matches,
                         const char *database)
{
    fprintf(stderr, "%s: ", program);
    fputs(matches > 0 ? "several connectors match \"" : "there is no connector \"", stderr);
    cs_print_escaped(stderr, cs_text_from(name));
    fputs("\" in \"", stderr);
    cs_print_escaped(stderr, cs_text_from(database));
    fputs(count > 0 ? "\"; choose one of:\n" : "\", which is empty: import one with csimport\n",
          stderr);
    for (size_t i = 0; i < count; i++) {
        if (matches > 0 && !connector_names_alike(list[i].name, name))
            continue;
        fputs("  ", stderr);
        cs_print_escaped(stderr, cs_text_from(list[i].name));
        fputs("\n", stderr);
    }
}

/* Says how it went. That nothing matched is always worth a line; the rest is for a terminal. */
static void report(const char *path, uint64_t total)
{
    if (total == 0) {
        fprintf(stderr, "%s: no objects found\n", program);
    } else if (cs_is_terminal(CS_STDERR) && strcmp(path, "-") != 0) {
        fprintf(stderr, "%s: %" PRIu64 " object%s written to \"", program, total,
                total == 1 ? "" : "s");
        cs_print_escaped(stderr, cs_text_from(path));
        fputs("\"\n", stderr);
    }
}

static int export_connector(cs_store *store, const export_options *options, cs_error *error)
{
    const cs_connector *list;
    size_t matches;
    uint64_t total;
    int count = cs_store_connectors(store, false, &list, error);

    if (count < 0)
        return CS_EXIT_TROUBLE;
    const cs_connector *connector =
        connector_find(list, (size_t)count, options->connector, &matches);
    if (!connector) {
        print_choice(list, (size_t)count, options->connector, matches,
                     cs_database_path(options->database));
        return CS_EXIT_TROUBLE;
    }
    char *made = options->file ? NULL : target_default(connector->name, error);
    const char *path = options->file ? options->file : made;
    bool ok = path && export_objects(store, connector, options, path, &total, error);
    if (ok && !options->quiet)
        report(path, total);
    free(made);
    return ok ? CS_EXIT_OK : CS_EXIT_TROUBLE;
}

static void say_waiting(void *user)
{
    const export_options *options = user;

    if (!options->quiet)
        fprintf(stderr, "%s: another program has locked the database; waiting\n", program);
}

static int run(export_options *options, cs_error *error)
{
    const char *database = cs_database_path(options->database);
    cs_store *store = cs_store_open(database, say_waiting, options, error);
    int status = CS_EXIT_TROUBLE;

    if (store && options->action == EXPORT_LIST)
        status = list_connectors(store, error) ? CS_EXIT_OK : CS_EXIT_TROUBLE;
    else if (store)
        status = export_connector(store, options, error);
    cs_store_close(store);
    return status;
}

int main(int argc, char **argv)
{
    export_options options;
    cs_error error = {.set = false};
    int status = CS_EXIT_TROUBLE;

    cs_interrupt_install();
    if (export_options_read(argc, argv, &options, &error)) {
        if (options.action == EXPORT_HELP)
            return cs_cli_help(program, help);
        if (options.action == EXPORT_VERSION)
            return cs_cli_version(program);
        status = run(&options, &error);
    }
    return error.set ? cs_error_print(&error, program, stderr) : status;
}
