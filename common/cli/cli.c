#include "cli/cli.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/nearest.h"
#include "base/version.h"

/* The length of an option's name as it was given: "--name" of "--name=value". */
static int name_length(const char *given)
{
    return (int)strcspn(given, "=");
}

/* How many options the long name `given` could be the start of. */
static int candidates(const cs_cli *cli, const char *given)
{
    int count = 0;
    size_t length = (size_t)name_length(given) - strlen("--");

    for (const struct option *option = cli->all; option->name != NULL; option++)
        if (strncmp(option->name, given + strlen("--"), length) == 0)
            count++;
    return count;
}

/* The name of the long option whose value is `value`; NULL if there is none. */
static const char *long_name(const cs_cli *cli, int value)
{
    for (const struct option *option = cli->all; option->name != NULL; option++)
        if (option->val == value)
            return option->name;
    return NULL;
}

/* Says why getopt_long() did not take an option; it has left the reason in optopt and optind. */
static int explain(const cs_cli *cli, int result, cs_error *error)
{
    const char *given = cli->argv[optind - 1];
    bool is_long = strncmp(given, "--", 2) == 0;

    if (result == ':' && is_long)
        cs_fail_usage(error, "option \"%s\" needs a value", given);
    else if (result == ':')
        cs_fail_usage(error, "option \"-%c\" needs a value", optopt);
    else if (optopt == 0 && candidates(cli, given) > 1)
        cs_fail_usage(error, "option \"%.*s\" is ambiguous", name_length(given), given);
    else if (optopt == 0)
        cs_fail_usage(error, "unknown option \"%.*s\"", name_length(given), given);
    else if (long_name(cli, optopt) != NULL)
        cs_fail_usage(error, "option \"--%s\" takes no value", long_name(cli, optopt));
    else
        cs_fail_usage(error, "unknown option \"-%c\"", optopt);
    return '?';
}

/* Puts the two lists of long options together. */
static void join_options(cs_cli *cli)
{
    const struct option *lists[] = {cli->longs, cli->more};
    size_t count = 0;

    for (size_t i = 0; i < 2; i++)
        for (const struct option *option = lists[i]; option && option->name; option++) {
            assert(count < CS_CLI_OPTIONS);
            cli->all[count++] = *option;
        }
}

/* True if an operand is "/?". After "--" it is a file. */
static bool asks_for_help(const cs_cli *cli)
{
    if (optind > 1 && strcmp(cli->argv[optind - 1], "--") == 0)
        return false;
    for (int i = optind; i < cli->argc; i++)
        if (strcmp(cli->argv[i], "/?") == 0)
            return true;
    return false;
}

int cs_cli_next(cs_cli *cli, cs_error *error)
{
    char letters[128];

    if (!cli->begun) {
        join_options(cli);
        optind = 0; /* makes glibc begin a new command line */
    }
    cli->begun = true;
    opterr = 0;
    /* The colon makes getopt_long() tell a missing value from an unknown option. */
    snprintf(letters, sizeof letters, ":%s", cli->letters);
    int option = getopt_long(cli->argc, cli->argv, letters, cli->all, NULL);
    if (option == -1 && asks_for_help(cli))
        return 'h';
    return option == '?' || option == ':' ? explain(cli, option, error) : option;
}

bool cs_cli_set_or(const char **value, const char *option, const char *usual, cs_error *error)
{
    if (*value != NULL)
        return cs_fail_usage(error, "option \"%s\" is given twice", option);
    *value = optarg ? optarg : usual;
    return true;
}

bool cs_cli_set(const char **value, const char *option, cs_error *error)
{
    return cs_cli_set_or(value, option, NULL, error);
}

bool cs_cli_path(const char *path, cs_error *error)
{
    bool drive = path && cs_ascii_lower(path[0]) >= 'a' && cs_ascii_lower(path[0]) <= 'z' &&
                 path[1] == ':' && path[2] == '\\';
    bool share = path && path[0] == '\\' && path[1] == '\\';

    return (!drive && !share) ||
           cs_fail_usage(error,
                         "\"%s\" is a Windows path; use \"./%s\" for a file with that name here",
                         path, path);
}

bool cs_cli_number(const char *option, const char *word, unsigned long long least,
                   unsigned long long most, unsigned long long *number, cs_error *error)
{
    char *end;

    *number = strtoull(word, &end, 10);
    if (word[0] >= '0' && word[0] <= '9' && !*end && *number >= least && *number <= most)
        return true;
    return cs_fail_usage(error, "option \"%s\" takes a number from %llu to %llu, not \"%s\"",
                         option, least, most, word);
}

bool cs_cli_section(const char *word, cs_part *section, cs_error *error)
{
    cs_text names[CS_PARTS];
    size_t count = 0;

    *section = cs_part_from(cs_text_from(word));
    if (*section != CS_NO_PART && cs_part_is_delta(*section))
        return true;
    for (cs_part part = 0; part < CS_PARTS; part++)
        if (cs_part_is_delta(part))
            names[count++] = cs_text_from(cs_part_name(part));
    return cs_fail_unknown(error, "section", cs_text_from(word), names, count);
}

int cs_cli_help(const char *program, const char *text)
{
    cs_error error = {.set = false};

    fputs(text, stdout);
    return cs_cli_flush(&error) ? CS_EXIT_OK : cs_error_print(&error, program, stderr);
}

int cs_cli_version(const char *program)
{
    char text[128];

    snprintf(text, sizeof text, "%s (cstools) %s\n", program, CS_VERSION);
    return cs_cli_help(program, text);
}

bool cs_cli_say(const cs_buffer *said, cs_error *error)
{
    if (said->failed)
        return cs_fail(error, "out of memory while printing totals; the report is complete");
    return said->n == 0 || fwrite(said->s, 1, said->n, stderr) == said->n ||
           cs_fail_errno(error, errno, "cannot write standard error");
}

bool cs_cli_flush(cs_error *error)
{
    static const char message[] = "cannot write standard output";

    if (fflush(stdout) != 0)
        return cs_fail_errno(error, errno, message);
    if (ferror(stdout))
        return cs_fail(error, message);
    /* Some file systems say only at the close that a file has no room; closing a copy asks. */
    int copy = dup(STDOUT_FILENO);
    return copy < 0 || close(copy) == 0 || cs_fail_errno(error, errno, message);
}
