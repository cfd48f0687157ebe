#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/internal.h"

enum {
    LINKS_FOLLOWED = 40 /* as the kernel does */
};

/* Both strings joined, to be freed; NULL out of memory. */
static char *joined(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b);
    char *s = malloc(n + m + 1);

    if (s) {
        memcpy(s, a, n);
        memcpy(s + n, b, m + 1);
    }
    return s;
}

/* The name that `path` stands for, symbolic links followed: they may point to a file that does not
 * exist yet. To be freed; NULL with errno. */
static char *resolved(const char *path)
{
    char *name = strdup(path);

    for (int links = 0; name; links++) {
        char *next = links < LINKS_FOLLOWED ? cs_link_target(name) : NULL;
        int reason = links < LINKS_FOLLOWED ? errno : ELOOP;
        if (!next && reason != ELOOP && reason != ENOMEM)
            return name;
        free(name);
        name = next;
        errno = reason;
    }
    return NULL;
}

/* Refuses a log that SQLite would take for the new database's: it belongs to one that has gone. If
 * a database has appeared in the meantime, the log is its own, and cs_new_database_place() finds
 * that the name is taken. */
static bool check_leftovers(const char *target, cs_error *error)
{
    static const char *const suffixes[] = {"-wal", "-journal"};
    struct stat st;

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char *name = joined(target, suffixes[i]);
        if (!name)
            return cs_fail_memory(error);
        bool there = lstat(name, &st) == 0;
        free(name);
        if (there && lstat(target, &st) != 0)
            return cs_fail(error,
                           "the database is missing, but its log (the same name with \"%s\") "
                           "exists; restore the database or remove the log",
                           suffixes[i]);
    }
    return true;
}

bool cs_new_database_begin(cs_new_database *fresh, const char *path, cs_error *error)
{
    char *target = resolved(path);
    int failed = target ? 0 : errno;

    if (!failed && !check_leftovers(target, error)) {
        free(target);
        return false;
    }
    if (!failed)
        failed = cs_tempfile_open(&fresh->file, target, true);
    free(target);
    return !failed || cs_fail_errno(error, failed, "cannot create the database");
}

bool cs_new_database_place(cs_new_database *fresh, cs_error *error)
{
    if (!check_leftovers(fresh->file.target, error))
        return false;
    int failed = cs_tempfile_place(&fresh->file, false);
    fresh->overtaken = failed == EEXIST;
    if (fresh->overtaken)
        return cs_fail(
            error,
            "another program has created the database in the meantime; run the import again");
    return !failed || cs_fail_errno(error, failed, "cannot write the database");
}
