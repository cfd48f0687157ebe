/* What every program does with its command line: options, --help, --version.
 *
 *     static const struct option longs[] = {
 *         {"output", required_argument, NULL, 'o'},
 *         {"quiet", no_argument, NULL, 'q'},
 *         {"help", no_argument, NULL, 'h'},
 *         {"version", no_argument, NULL, 'V'},
 *         {NULL, 0, NULL, 0},
 *     };
 *     cs_cli cli = {.argc = argc, .argv = argv, .letters = "o:qhV", .longs = longs};
 *
 *     while ((option = cs_cli_next(&cli, &error)) != -1) {
 *         switch (option) {
 *         case 'o': ok = cs_cli_set(&output, "--output", &error); break;
 *         case 'h': return cs_cli_help("csanalyzer", help);
 *         case 'V': return cs_cli_version("csanalyzer");
 *         …
 *         default: return cs_error_print(&error, "csanalyzer", stderr);
 *         }
 *     }
 *     // the operands are argv[optind] … argv[argc - 1]
 */
#ifndef CS_CLI_CLI_H
#define CS_CLI_CLI_H

#include <getopt.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "model/object.h"

enum {
    CS_CLI_OPTIONS = 63 /* long options of a program, at most */
};

typedef struct cs_cli {
    int argc;
    char **argv;
    const char *letters;        /* short options, as getopt() takes them */
    const struct option *longs; /* long options, `flag` NULL in each, ended by zeroes */
    const struct option *more;  /* further long options, in the same form; NULL for none */

    /* Zero at first. */
    bool begun;
    struct option all[CS_CLI_OPTIONS + 1]; /* `longs`, then `more` */
} cs_cli;

/* The next option's value, -1 after the last, '?' with wrong usage in `error`. Its argument is in
 * `optarg`, as getopt_long() leaves it. An operand "/?" asks for help, as on Windows: 'h'. */
int cs_cli_next(cs_cli *cli, cs_error *error);

/* Keeps `optarg` as the value of an option that may be given once; `option` is its name,
 * "--output". `*value` is NULL at first. Wrong usage if the option is given twice. */
bool cs_cli_set(const char **value, const char *option, cs_error *error);

/* The same for an option whose value may be left out: then it is `usual`. */
bool cs_cli_set_or(const char **value, const char *option, const char *usual, cs_error *error);

/* Refuses the path of another system, "C:\Temp\a.xml" or "\\server\share": a file of that name
 * would be created in the current directory. "./C:\Temp\a.xml" is accepted. NULL is no path. */
bool cs_cli_path(const char *path, cs_error *error);

/* The most objects of a connector that --objects takes. */
#define CS_MOST_OBJECTS 1000000000000000ULL

/* Reads a whole number from `least` to `most`, the value of an option. */
bool cs_cli_number(const char *option, const char *word, unsigned long long least,
                   unsigned long long most, unsigned long long *number, cs_error *error);

/* Reads the name of a section: one of the four deltas. */
bool cs_cli_section(const char *word, cs_part *section, cs_error *error);

/* Prints the help text, or the program's name and version, on standard output. Both return the
 * exit status; a failure to write is reported on standard error. */
int cs_cli_help(const char *program, const char *text);
int cs_cli_version(const char *program);

/* Writes totals and the like, collected in `said`, to standard error once the report is complete.
 * Fails if any of it is lost; nothing is written if `said` ran out of memory. */
bool cs_cli_say(const cs_buffer *said, cs_error *error);

/* Flushes standard output; fails if anything printed could not be written. */
bool cs_cli_flush(cs_error *error);

#endif
