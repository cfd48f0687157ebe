/* What every program does with its command line: options, --help, --version.
 *
 *     static const struct option longs[] = {
 *         {"output", required_argument, NULL, 'o'},
 *         {"quiet", no_argument, NULL, 'q'},
 *         {"help", no_argument, NULL, 'h'},
 *         {"version", no_argument, NULL, 'V'},
 *         {NULL, 0, NULL, 0},
 *     };
 *     cs_cli cli = {argc, argv, "o:qhV", longs, false};
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

typedef struct cs_cli {
    int argc;
    char **argv;
    const char *letters;        /* short options, as getopt() takes them */
    const struct option *longs; /* long options, `flag` NULL in each, ended by zeroes */
    bool begun;                 /* false at first */
} cs_cli;

/* The next option's value, -1 behind the last, '?' with wrong usage in `error`. Its argument is in
 * `optarg`, as ever. */
int cs_cli_next(cs_cli *cli, cs_error *error);

/* Keeps `optarg` as the value of an option that may be given once; `option` is its name,
 * "--output". Given again it is wrong usage. `*value` is NULL at first. */
bool cs_cli_set(const char **value, const char *option, cs_error *error);

/* Reads a whole number from `least` to `most`, the value of an option. */
bool cs_cli_number(const char *option, const char *word, unsigned long long least,
                   unsigned long long most, unsigned long long *number, cs_error *error);

/* Reads the name of a section: one of the four deltas. */
bool cs_cli_section(const char *word, cs_part *section, cs_error *error);

/* Prints the help text, or the program's name and version, on standard output. Both return the
 * exit status: a help that cannot be written is a failure too, and says so. */
int cs_cli_help(const char *program, const char *text);
int cs_cli_version(const char *program);

/* Writes what there is to say of an output that is complete on standard error: nothing of it where
 * memory ran out before. Fails where any of it is lost. */
bool cs_cli_say(const cs_buffer *said, cs_error *error);

/* Flushes what stdio holds for standard output; fails where any of it could not be written. */
bool cs_cli_flush(cs_error *error);

#endif
