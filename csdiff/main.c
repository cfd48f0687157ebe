/* csdiff: what is pending on one server and not on the other. */
#include <stdio.h>

#include "cli/cli.h"
#include "diff.h"
#include "sys/interrupt.h"

static const char program[] = "csdiff";

static const char help[] =
    "Usage: csdiff [OPTIONS] ACTIVE STAGING\n"
    "       csdiff [OPTIONS] --active FILE... --staging FILE...\n"
    "\n"
    "Compares what is pending on two servers: reports, as CSV, every change that only\n"
    "one of two csexport files (or drop files) has. Of several snapshots of one side\n"
    "only what is pending in all of them counts.\n"
    "\n"
    "      --active FILE, --staging FILE\n"
    "                        a snapshot of that side; can be repeated\n"
    "      --section SECTION what is compared: unapplied-export (the pending export;\n"
    "                        the default), escrowed-export, unconfirmed-export or\n"
    "                        pending-import\n"
    "      --key KEY         objects are the same by dn (default), sourceanchor or\n"
    "                        @ATTRIBUTE\n"
    "      --map FILE        names of the active side that are others on the staging\n"
    "                        side: lines of FROM, a tab, TO\n"
    "      --ignore-attribute LIST\n"
    "                        changes of these attributes do not count\n"
    "      --ignore-case     nor does the case of ASCII letters in values\n"
    "      --object-type LIST, --omodt LIST, --attribute LIST,\n"
    "      --exclude-attribute LIST, --dn PATTERN\n"
    "                        compare only these rows\n"
    "  -o, --output FILE     write to FILE, which appears when it is complete\n"
    "      --format FORMAT   csv (default), jsonl, xlsx or html\n"
    "      --decode          SIDs, GUIDs, times and flags as people read them\n"
    "      --excel           for a double click: with a byte-order mark and CR LF\n"
    "      --delimiter C     between fields, in place of the comma\n"
    "      --raw             values as they are, also those that look like formulas\n"
    "      --summary[=json]  totals in any case; as JSON in place of the rows\n"
    "  -j, --jobs N          use N threads\n"
    "  -q, --quiet           say nothing but errors\n"
    "  -h, --help, -V, --version\n"
    "\n"
    "Example: csdiff active.xml staging.xml > differences.csv\n"
    "Exit status: 0 no difference, 1 differences, 2 trouble.\n";

/* Says what was counted, and what a workbook had no room for. False where totals are lost. */
static bool say_outcome(const diff_options *options, const diff_outcome *outcome, cs_error *error)
{
    bool totals = !options->quiet || options->summary == SUMMARY_TEXT;
    cs_buffer text = {0};

    cs_table_cut_text(outcome->cut, "csdiff: ", &text);
    if (totals)
        diff_counts_text(&outcome->totals, &text);
    bool said = cs_cli_say(&text, error);
    cs_buffer_free(&text);
    return said || !totals;
}

static int run(diff_options *options)
{
    diff_outcome outcome = {0};
    cs_error error = {0};

    if (!diff_run(options, &outcome, &error) || !say_outcome(options, &outcome, &error))
        return cs_error_print(&error, program, stderr);
    return diff_counts_are_same(&outcome.totals) ? CS_EXIT_OK : CS_EXIT_DIFFERENT;
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
