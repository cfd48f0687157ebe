#include "cli/limits_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"

enum {
    LARGEST = 1 << 20 /* bytes */
};

/* The file's text, ended by a NUL; NULL on failure. */
static char *read_all(const char *path, cs_error *error)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char *text = file ? malloc(LARGEST + 2) : NULL;
    bool ok = false;

    if (!file) {
        cs_fail_errno(error, errno, "cannot open it");
    } else if (!text) {
        cs_fail_memory(error);
    } else {
        size_t n = fread(text, 1, LARGEST + 1, file);
        text[n] = '\0';
        if (ferror(file))
            cs_fail_errno(error, errno, "cannot read it");
        else if (n > LARGEST)
            cs_fail_usage(error, "more than %d bytes of limits", LARGEST);
        else if (memchr(text, '\0', n))
            cs_fail_usage(error, "a file of limits is text in UTF-8 or ASCII");
        else
            ok = true;
    }
    if (file && file != stdin)
        fclose(file);
    if (!ok) {
        free(text);
        text = NULL;
    }
    return text;
}

/* The rest of the line after the word, its white space skipped; NULL for another word. */
static char *after(char *line, const char *word)
{
    size_t n = strlen(word);

    if (strncmp(line, word, n) != 0 || (line[n] != ' ' && line[n] != '\t'))
        return NULL;
    return line + n + strspn(line + n, " \t");
}

static bool read_line(cs_limits *limits, char *line, cs_error *error)
{
    unsigned long long number = 0;
    char *value;

    if (line[0] == '\0' || line[0] == '#')
        return true;
    if ((value = after(line, "limit")) != NULL)
        return cs_limits_add(limits, value, false, error);
    if ((value = after(line, "at-least")) != NULL)
        return cs_limits_add(limits, value, true, error);
    if ((value = after(line, "objects")) == NULL)
        return cs_fail_usage(error,
                             "\"%s\": a line is \"limit WHAT=N\", \"at-least WHAT=N\" or "
                             "\"objects N\"",
                             line);
    if (!cs_cli_number("objects", value, 1, CS_MOST_OBJECTS, &number, error))
        return false;
    if (limits->total != 0 && limits->total != number)
        return cs_fail_usage(error, "the number of objects is given twice");
    limits->total = number;
    return true;
}

/* Cuts the white space off both ends of a line. */
static char *trimmed(char *line)
{
    size_t n;

    line += strspn(line, " \t\r");
    for (n = strlen(line); n > 0 && cs_is_space(line[n - 1]); n--)
        continue;
    line[n] = '\0';
    return line;
}

bool cs_limits_read_file(cs_limits *limits, const char *path, char **lines, cs_error *error)
{
    cs_error wrong = {.set = false};
    size_t number = 0;

    *lines = read_all(path, error);
    char *rest = *lines, *line;
    if (rest && strncmp(rest, "\xEF\xBB\xBF", 3) == 0)
        rest += 3;
    while ((line = strsep(&rest, "\n")) != NULL) {
        number++;
        if (read_line(limits, trimmed(line), &wrong))
            continue;
        if (wrong.cause == CS_CAUSE_USAGE)
            cs_fail_usage(error, "line %zu: %s", number, wrong.what);
        else
            *error = wrong;
        break;
    }
    cs_error_file(error, path);
    return !error->set;
}
