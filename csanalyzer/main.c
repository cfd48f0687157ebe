/* csanalyzer: from the XML of csexport to a report of every change. */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "analyze.h"
#include "cli.h"
#include "interrupt.h"

static const char program[] = "csanalyzer";

static const char help[] =
    "Usage: csanalyzer [OPTIONS] [FILE [SECTION]]\n"
    "\n"
    "Reports every change that a csexport file (or a drop file) holds, as CSV: a row\n"
    "for each changed attribute of each object. FILE defaults to standard input.\n"
    "SECTION is unapplied-export (the pending export; the default), escrowed-export,\n"
    "unconfirmed-export or pending-import.\n"
    "\n"
    "  -o, --output FILE   write to FILE, which appears when it is complete\n"
    "      --excel         for a double click: with a byte-order mark and CR LF\n"
    "      --delimiter C   between fields, in place of the comma; \"tab\" is a tab\n"
    "      --raw           values exactly as they are, also those that a spreadsheet\n"
    "                      would run as a formula\n"
    "  -j, --jobs N        use N threads; as many as there are processors, at most 8\n"
    "  -q, --quiet         say nothing but errors\n"
    "  -h, --help          show this help\n"
    "  -V, --version       show the version\n"
    "\n"
    "Example: csanalyzer export.xml > export.csv\n"
    "Exit status: 0 done, 2 trouble (then the report is not complete).\n";

/* Says on a terminal what was seen. */
static void say_counts(const analyzer_options *options, const analyzer_counts *counts)
{
    const char *section = options->section == CS_UNAPPLIED_EXPORT ? "pending export" : "change";

    if (options->quiet || !isatty(STDERR_FILENO))
        return;
    fprintf(stderr,
            "%s: %" PRIu64 " objects: %" PRIu64 " with a %s (%" PRIu64 " adds, %" PRIu64
            " updates, %" PRIu64 " deletes), %" PRIu64 " without\n",
            program, counts->objects, counts->pending, section, counts->adds, counts->updates,
            counts->deletes, counts->objects - counts->pending);
}

int main(int argc, char **argv)
{
    analyzer_options options;
    analyzer_counts counts;
    cs_error error = {0};

    cs_interrupt_install();
    switch (analyzer_read_options(argc, argv, &options, &error)) {
    case ANALYZER_HELP:
        return cs_cli_help(program, help);
    case ANALYZER_VERSION:
        return cs_cli_version(program);
    case ANALYZER_WRONG:
        return cs_error_print(&error, program, stderr);
    case ANALYZER_RUN:
        break;
    }
    if (!analyzer_run(&options, &counts, &error))
        return cs_error_print(&error, program, stderr);
    say_counts(&options, &counts);
    return CS_EXIT_OK;
}
