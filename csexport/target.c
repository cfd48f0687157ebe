#include "target.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The database's file and those that SQLite keeps next to it: what is added to its name. */
static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};

enum {
    SUFFIXES = sizeof suffixes / sizeof *suffixes
};

char *target_default(const char *name, cs_error *error)
{
    char *file = NULL;

    if (strlen(name) + strlen(".xml") > NAME_MAX) {
        cs_fail(error, "the connector's name is too long for a file name; give a FILE");
        return NULL;
    }
    if (asprintf(&file, "%s.xml", name) < 0) {
        cs_fail_memory(error);
        return NULL;
    }
    for (char *slash = file; (slash = strchr(slash, '/'));)
        *slash = '_';
    return file;
}

/* The absolute path of a file that may be missing, in a directory that exists. To be freed; NULL if
 * there is none. */
static char *absolute_path(const char *path)
{
    char *whole = realpath(path, NULL);
    char *copy = whole ? NULL : strdup(path), *other = whole ? NULL : strdup(path);

    if (copy && other) {
        char *directory = realpath(dirname(copy), NULL);
        if (directory && asprintf(&whole, "%s/%s", directory, basename(other)) < 0)
            whole = NULL;
        free(directory);
    }
    free(copy);
    free(other);
    return whole;
}

/* Refuses a missing file that SQLite would take for its own. */
static bool check_name(const char *path, const char *database, cs_error *error)
{
    char *target = absolute_path(path), *own = realpath(database, NULL);
    size_t n = own ? strlen(own) : 0;
    bool refused = false;

    for (size_t i = 0; i < SUFFIXES && target && own; i++)
        refused = refused || (strncmp(target, own, n) == 0 && strcmp(target + n, suffixes[i]) == 0);
    free(target);
    free(own);
    return !refused || cs_fail(error, "the output \"%s\" is part of the database", path);
}

cs_output *target_open(const char *path, const char *database, cs_error *error)
{
    struct stat files[SUFFIXES];
    const struct stat *there[SUFFIXES] = {NULL};

    for (size_t i = 0; i < SUFFIXES; i++) {
        char *name = NULL;
        if (asprintf(&name, "%s%s", database, suffixes[i]) < 0) {
            cs_fail_memory(error);
            return NULL;
        }
        if (stat(name, &files[i]) == 0)
            there[i] = &files[i];
        free(name);
    }
    if (strcmp(path, "-") != 0 && !check_name(path, database, error))
        return NULL;
    return cs_output_open(path, there, SUFFIXES, error);
}
