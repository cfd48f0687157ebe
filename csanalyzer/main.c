/* csanalyzer: from the XML of csexport to a report of every change. */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "analyze.h"
#include "cli/cli.h"
#include "sys/interrupt.h"

static const char program[] = "csanalyzer";

static const char help[] =
    "Usage: csanalyzer [OPTIONS] [FILE [SECTION]]\n"
    "\n"
    "Reports every change in a csexport file or a drop file. FILE defaults to\n"
    "standard input. SECTION is unapplied-export (the pending export; the default),\n"
    "escrowed-export, unconfirmed-export or pending-import.\n"
    "\n"
    "  -o, --output FILE     write to FILE, which appears when it is complete\n"
    "      --format FORMAT   csv (default), jsonl (JSON lines), xlsx (a workbook)\n"
    "                        or html (a page for the people who approve a change)\n"
    "      --layout LAYOUT   what a row is: changes (default), values, objects or\n"
    "                        wide (an object with its attributes side by side)\n"
    "      --columns LIST    which columns; @NAME and @NAME:old are attributes\n"
    "      --object-type LIST, --omodt LIST, --attribute LIST,\n"
    "      --exclude-attribute LIST, --dn PATTERN\n"
    "                        show only the rows that match\n"
    "      --all-objects     also show objects without a change\n"
    "      --sort            sort rows by DN, then by attribute\n"
    "      --decode          show SIDs, GUIDs, times and flags in readable form\n"
    "      --summary[=json]  totals on standard error, or as JSON instead of rows\n"
    "      --limit WHAT=N    exit with 3 if there are more than N: WHAT is add,\n"
    "                        update, delete, rename (:TYPE), @NAME, removed@NAME\n"
    "      --objects TOTAL   the connector's number of objects, for limits of N%\n"
    "      --excel           CSV that Excel opens directly: BOM, CRLF line ends\n"
    "      --delimiter C     field separator (default: comma)\n"
    "      --raw             do not protect values that look like formulas\n"
    "  -j, --jobs N          use N threads\n"
    "  -q, --quiet           print only errors, warnings and exceeded limits\n"
    "  -h, --help, -V, --version\n"
    "\n"
    "Example: csanalyzer export.xml > export.csv\n"
    "Exit status: 0 done, 2 error, 3 a limit is exceeded.\n";

/* Says on a terminal what was seen. */
static void say_counts(const analyzer_options *options, const cs_summary *s)
{
    const char *section = options->section == CS_UNAPPLIED_EXPORT ? "pending export" : "change";

    if (options->quiet || !isatty(STDERR_FILENO))
        return;
    fprintf(stderr,
            "%s: %" PRIu64 " objects: %" PRIu64 " with a %s (%" PRIu64 " adds, %" PRIu64
            " updates, %" PRIu64 " deletes), %" PRIu64 " without\n",
            program, s->objects, s->pending, section, s->all.adds, s->all.updates, s->all.deletes,
            s->objects - s->pending);
}

/* Says what was counted, and which limits are exceeded. A summary that is lost is trouble: it was
 * asked for. */
static int say_outcome(const analyzer_options *options, const cs_summary *summary, uint64_t cut)
{
    cs_buffer text = {0};
    cs_error error = {0};

    cs_table_cut_text(cut, "csanalyzer: ", &text);
    if (options->summary == SUMMARY_TEXT)
        cs_summary_text(summary, &text);
    else
        say_counts(options, summary);
    cs_limits_text(&options->limits, "csanalyzer: ", &text);
    int status = cs_cli_say(&text, &error) ? CS_EXIT_OK : cs_error_print(&error, program, stderr);
    cs_buffer_free(&text);
    if (status != CS_EXIT_OK && options->summary == SUMMARY_TEXT)
        return status;
    return cs_limits_exceeded(&options->limits) ? CS_EXIT_LIMIT : CS_EXIT_OK;
}

static int run(analyzer_options *options)
{
    cs_summary summary = {0};
    cs_error error = {0};
    uint64_t cut = 0;
    int status;

    if (analyzer_run(options, &summary, &cut, &error))
        status = say_outcome(options, &summary, cut);
    else
        status = cs_error_print(&error, program, stderr);
    cs_summary_free(&summary);
    return status;
}

int main(int argc, char **argv)
{
    analyzer_options options;
    cs_error error = {0};
    int status = CS_EXIT_TROUBLE;

    cs_interrupt_install();
    switch (analyzer_read_options(argc, argv, &options, &error)) {
    case ANALYZER_HELP:
        status = cs_cli_help(program, help);
        break;
    case ANALYZER_VERSION:
        status = cs_cli_version(program);
        break;
    case ANALYZER_WRONG:
        status = cs_error_print(&error, program, stderr);
        break;
    case ANALYZER_RUN:
        status = run(&options);
    }
    analyzer_free_options(&options);
    return status;
}
