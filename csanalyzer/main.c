/* csanalyzer: from the XML of csexport to a report of every change. */
#include <inttypes.h>
#include <stdio.h>

#include "analyze.h"
#include "cli/cli.h"
#include "sys/interrupt.h"
#include "sys/system.h"

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
    "      --show-passwords  show the values of passwords\n"
    "      --summary[=json]  totals on standard error, or as JSON instead of rows\n"
    "      --limit WHAT=N    exit with 3 if there are more than N: WHAT is add,\n"
    "                        update, delete, rename, object (:TYPE), @NAME,\n"
    "                        removed@NAME\n"
    "      --at-least WHAT=N exit with 3 if there are fewer than N\n"
    "      --limits FILE     read limits from FILE\n"
    "      --objects TOTAL   the connector's number of objects, for limits of N%\n"
    "      --strict          exit with 2 if a warning questions the report\n"
    "      --accept-undetermined\n"
    "                        accept a file that cannot tell what is pending\n"
    "      --excel           CSV that Excel opens directly: BOM, CRLF line ends\n"
    "      --delimiter C     field separator (default: comma)\n"
    "      --raw             do not protect values that look like formulas\n"
    "  -j, --jobs N          use N threads\n"
    "  -q, --quiet           print only errors, warnings and exceeded limits\n"
    "  -h, --help, -V, --version\n"
    "\n"
    "Example: csanalyzer export.xml > export.csv\n"
    "Exit status: 0 done, 2 error, 3 a limit is exceeded.\n";

static const char prefix[] = "csanalyzer: ";

/* Says on a terminal what was seen. */
static void say_counts(const analyzer_options *options, const cs_summary *s)
{
    const char *section = options->section == CS_UNAPPLIED_EXPORT ? "pending export" : "change";

    if (options->quiet || !cs_is_terminal(CS_STDERR))
        return;
    fprintf(stderr,
            "%s: %" PRIu64 " objects: %" PRIu64 " with a %s (%" PRIu64 " adds, %" PRIu64
            " updates, %" PRIu64 " deletes), %" PRIu64 " without\n",
            program, s->objects, s->pending, section, s->all.adds, s->all.updates, s->all.deletes,
            s->objects - s->pending);
}

/* Whether the report may be relied on (doc/answers.md): an undetermined file answers no gate. */
static int judge(const analyzer_options *options, const totals *t, bool warned)
{
    const cs_report_options *report = &options->report;
    bool gate = report->strict || options->limits.count > 0;
    bool undetermined = cs_evidence_judge(&t->findings.evidence).reason != CS_DETERMINED;

    if (undetermined && gate && !report->accept)
        return CS_EXIT_TROUBLE;
    if (warned && report->strict)
        return CS_EXIT_TROUBLE;
    return cs_limits_exceeded(&t->limits) ? CS_EXIT_LIMIT : CS_EXIT_OK;
}

/* Says what was found and counted, and which limits are exceeded. A summary that is lost is
 * trouble: it was asked for. */
static int say_outcome(const analyzer_options *options, const totals *t)
{
    const cs_findings_about about = {prefix, options->input, options->section};
    cs_buffer text = {0};
    cs_error error = {0};

    bool warned = cs_findings_text(&t->findings, &about, &text);
    warned |= cs_wanted_text(options->wanted, prefix, &text);
    cs_table_cut_text(t->cut, prefix, &text);
    if (options->summary)
        cs_summary_text(&t->summary, &text);
    else
        say_counts(options, &t->summary);
    cs_limits_text(&t->limits, prefix, &text);
    int status = cs_cli_say(&text, &error) ? CS_EXIT_OK : cs_error_print(&error, program, stderr);
    cs_buffer_free(&text);
    if (status != CS_EXIT_OK && options->summary)
        return status;
    return judge(options, t, warned);
}

static int run(const analyzer_options *options)
{
    totals t = {.cut = 0};
    cs_error error = {0};

    int status = analyzer_run(options, &t, &error) ? say_outcome(options, &t)
                                                   : cs_error_print(&error, program, stderr);
    totals_free(&t);
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
