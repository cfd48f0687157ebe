/* csdiff: what is pending on one server and not on the other. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "diff.h"
#include "sys/interrupt.h"

static const char program[] = "csdiff";
static const char prefix[] = "csdiff: ";

static const char help[] =
    "Usage: csdiff [OPTIONS] ACTIVE STAGING\n"
    "       csdiff [OPTIONS] --active FILE... --staging FILE...\n"
    "\n"
    "Compares what is pending on two servers: reports every change that is in only\n"
    "one of two csexport files or drop files. With several snapshots of a side, only\n"
    "changes pending in all of them count.\n"
    "\n"
    "      --active FILE, --staging FILE\n"
    "                        a snapshot of that side; can be repeated\n"
    "      --section SECTION what to compare: unapplied-export (the pending export;\n"
    "                        the default), escrowed-export, unconfirmed-export or\n"
    "                        pending-import\n"
    "      --key KEY         match objects by dn (default), sourceanchor or\n"
    "                        @ATTRIBUTE\n"
    "      --map FILE        a file that maps names on the active side to those on\n"
    "                        the staging side: lines of FROM, a tab, TO\n"
    "      --ignore-attribute LIST\n"
    "                        ignore changes of these attributes\n"
    "      --ignore-case     ignore the case of ASCII letters in values\n"
    "      --object-type LIST, --omodt LIST, --attribute LIST,\n"
    "      --exclude-attribute LIST, --dn PATTERN\n"
    "                        compare only the rows that match\n"
    "  -o, --output FILE     write to FILE, which appears when it is complete\n"
    "      --format FORMAT   csv (default), jsonl, xlsx or html\n"
    "      --decode          show SIDs, GUIDs, times and flags in readable form\n"
    "      --show-passwords  show the values of passwords\n"
    "      --excel           CSV that Excel opens directly: BOM, CRLF line ends\n"
    "      --delimiter C     field separator (default: comma)\n"
    "      --raw             do not protect values that look like formulas\n"
    "      --summary[=json]  totals even with -q, or as JSON instead of rows\n"
    "      --strict          exit with 2 if a warning questions the comparison\n"
    "      --accept-undetermined\n"
    "                        accept files that cannot tell what is pending\n"
    "  -j, --jobs N          use N threads\n"
    "  -q, --quiet           print only errors and warnings\n"
    "  -h, --help, -V, --version\n"
    "\n"
    "Example: csdiff active.xml staging.xml > differences.csv\n"
    "Exit status: 0 no difference, 1 differences, 2 error.\n";

/* Prints what was found in the files, also under -q, and what was counted. False if totals are
 * lost;
 * `*warned` if --strict refuses a finding. */
static bool say_outcome(const diff_options *options, const diff_outcome *outcome, bool *warned,
                        cs_error *error)
{
    bool totals = !options->quiet || options->summary == SUMMARY_TEXT;
    cs_buffer text = {0};

    *warned = diff_findings_text(options, outcome, prefix, &text);
    cs_table_cut_text(outcome->cut, prefix, &text);
    if (totals)
        diff_counts_text(&outcome->totals, &text);
    bool said = cs_cli_say(&text, error);
    cs_buffer_free(&text);
    return said || !totals;
}

/* The exit status. A comparison with a file that cannot tell what is pending says nothing. */
static int judge(const diff_options *options, const diff_outcome *outcome, bool warned)
{
    const cs_report_options *report = &options->report;

    if (!report->accept && diff_judge(options, outcome).reason != CS_DETERMINED)
        return CS_EXIT_TROUBLE;
    if (report->strict && warned)
        return CS_EXIT_TROUBLE;
    return diff_counts_are_same(&outcome->totals) ? CS_EXIT_OK : CS_EXIT_DIFFERENT;
}

static int run(diff_options *options)
{
    diff_outcome outcome = {0};
    cs_error error = {0};
    bool warned;

    int status =
        diff_run(options, &outcome, &error) && say_outcome(options, &outcome, &warned, &error)
            ? judge(options, &outcome, warned)
            : cs_error_print(&error, program, stderr);
    free(outcome.findings);
    return status;
}

int main(int argc, char **argv)
{
    diff_options options;
    cs_error error = {0};
    int status = CS_EXIT_TROUBLE;

    cs_interrupt_install();
    switch (diff_read_options(argc, argv, &options, &error)) {
    case DIFF_HELP:
        status = cs_cli_help(program, help);
        break;
    case DIFF_VERSION:
        status = cs_cli_version(program);
        break;
    case DIFF_WRONG:
        status = cs_error_print(&error, program, stderr);
        break;
    case DIFF_RUN:
        status = run(&options);
    }
    diff_free_options(&options);
    return status;
}
