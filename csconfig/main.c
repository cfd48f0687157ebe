/* csconfig: what the servers are configured to do, and whether they are configured alike. */
#include <stdio.h>

#include "cli/cli.h"
#include "options.h"
#include "run.h"
#include "sys/interrupt.h"

static const char program[] = "csconfig";

static const char help[] =
    "Usage: csconfig show  [OPTIONS] DIR\n"
    "       csconfig check [OPTIONS] DIR\n"
    "       csconfig diff  [OPTIONS] ACTIVE STAGING\n"
    "       csconfig path  [OPTIONS] DIR ATTRIBUTE\n"
    "\n"
    "Documents, checks and compares what synchronization servers are configured to\n"
    "do. Each DIR is a folder that Get-ADSyncServerConfiguration -Path has written.\n"
    "\n"
    "  show                  one server, documented\n"
    "  check                 what is wrong or suspicious in it\n"
    "  diff                  what differs between two\n"
    "  path                  where an attribute comes from and goes to\n"
    "\n"
    "      --format FORMAT   show: md (default), html, jsonl; check: text (default),\n"
    "                        jsonl; diff: text (default), md, html, jsonl\n"
    "      --map FILE        diff: names of the active side that are others on the\n"
    "                        staging side: lines of FROM, a tab, TO\n"
    "      --all             diff: show what is expected or noise, too\n"
    "      --connector NAME  path: only through this connector\n"
    "  -o, --output FILE     write to FILE, which appears when it is complete\n"
    "  -q, --quiet           say nothing but errors\n"
    "  -h, --help, -V, --version\n"
    "\n"
    "Passwords, keys and cookies are never shown.\n"
    "\n"
    "Example: csconfig diff active/ staging/\n"
    "Exit status: 0 well, 1 errors (check) or critical or changed settings (diff),\n"
    "2 trouble.\n";

int main(int argc, char **argv)
{
    config_options options;
    cs_error error = {.set = false};
    int status = CS_EXIT_TROUBLE;

    cs_interrupt_install();
    switch (config_read_options(argc, argv, &options, &error)) {
    case CONFIG_HELP:
        return cs_cli_help(program, help);
    case CONFIG_VERSION:
        return cs_cli_version(program);
    case CONFIG_WRONG:
        break;
    case CONFIG_RUN:
        status = config_run(&options, &error);
    }
    return error.set ? cs_error_print(&error, program, stderr) : status;
}
