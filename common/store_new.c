#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_internal.h"

enum {
    LINKS_FOLLOWED = 40,   /* as the kernel does */
    LONGEST_LINK = 4096,   /* bytes that a symbolic link can hold */
    LONGEST_BASENAME = 200 /* of a temporary file: the name is cut, so that it stays valid */
};

/* common/schema.sql, as the build turns it into a list of characters. */
static const char schema[] =
#include "schema.inc"
    ;

/* Where the schema's second half begins. */
static const char *schema_rest(void)
{
    const char *rest = strstr(schema, "\n-- == What follows");

    return rest ? rest : schema + sizeof schema - 1;
}

bool cs_schema_tables(cs_store *store, cs_error *error)
{
    size_t n = (size_t)(schema_rest() - schema);
    char *tables = malloc(n + 1);

    if (!tables)
        return cs_fail(error, "out of memory");
    memcpy(tables, schema, n);
    tables[n] = '\0';
    bool ok = cs_sql_run(store, tables, error);
    free(tables);
    return ok;
}

bool cs_schema_rest(cs_store *store, cs_error *error)
{
    if (store->complete)
        return true;
    store->complete = cs_sql_run(store, schema_rest(), error);
    return store->complete;
}

/* `format` with two strings, in memory of its own; NULL without memory. */
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

/* The length of the directory part of `path`, the slash included; 0 where there is none. */
static size_t directory_length(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Follows one symbolic link: replaces `*path` by what it points to. 1 where it is one, 0 where it
 * is none, -1 on failure. */
static int follow_link(char **path, cs_error *error)
{
    char to[LONGEST_LINK + 1];
    ssize_t n = readlink(*path, to, LONGEST_LINK);

    if (n < 0)
        return 0;
    to[n] = '\0';
    char *next;
    if (to[0] == '/') {
        next = joined(to, "");
    } else {
        size_t directory = directory_length(*path);
        (*path)[directory] = '\0';
        next = joined(*path, to);
    }
    if (!next) {
        cs_fail(error, "out of memory");
        return -1;
    }
    free(*path);
    *path = next;
    return 1;
}

/* The name behind `path`, symbolic links followed: they may point to a file that is yet to be. */
static char *resolved(const char *path, cs_error *error)
{
    char *name = joined(path, "");
    int followed = name ? 1 : -1;

    for (int i = 0; followed == 1 && i < LINKS_FOLLOWED; i++)
        followed = follow_link(&name, error);
    if (followed == 0)
        return name;
    if (!name)
        cs_fail(error, "out of memory");
    else if (followed == 1)
        cs_fail_errno(error, ELOOP, "cannot make the database");
    free(name);
    return NULL;
}

/* What SQLite would take for the new database's own: the log of one that is gone. Where a database
 * has come meanwhile the log is its own; that it has the name is noticed later. */
static bool check_leftovers(const char *target, cs_error *error)
{
    static const char *const suffixes[] = {"-wal", "-journal"};
    struct stat st;

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char *name = joined(target, suffixes[i]);
        if (!name)
            return cs_fail(error, "out of memory");
        bool there = lstat(name, &st) == 0;
        free(name);
        if (there && lstat(target, &st) != 0)
            return cs_fail(error,
                           "there is no database, but its log of that name with \"%s\": put the "
                           "database back, or remove the log",
                           suffixes[i]);
    }
    return true;
}

/* The template of the temporary file: `.NAME.XXXXXX` in the directory of `target`. */
static char *temporary_name(const char *target)
{
    size_t directory = directory_length(target);
    size_t size = strlen(target) + sizeof "..XXXXXX";
    char *name = malloc(size);

    if (name)
        snprintf(name, size, "%.*s.%.*s.XXXXXX", (int)directory, target, LONGEST_BASENAME,
                 target + directory);
    return name;
}

bool cs_new_database_begin(cs_new_database *fresh, const char *path, cs_error *error)
{
    fresh->target = resolved(path, error);
    if (!fresh->target || !check_leftovers(fresh->target, error))
        return false;
    char *temporary = temporary_name(fresh->target);
    if (!temporary)
        return cs_fail(error, "out of memory");
    int fd = mkstemp(temporary);
    if (fd < 0) {
        cs_fail_errno(error, errno, "cannot make the database");
        free(temporary);
        return false;
    }
    fresh->temporary = temporary;
    close(fd);
    return true;
}

/* Brings a file or directory to the disk. */
static int sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    int failed = fd < 0 || fsync(fd) != 0 ? errno : 0;

    if (fd >= 0)
        close(fd);
    return failed;
}

/* Gives the file its name; 0 or an errno value, EEXIST where something has that name. */
static int take_name(const cs_new_database *fresh)
{
    if (renameat2(AT_FDCWD, fresh->temporary, AT_FDCWD, fresh->target, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    /* A file system that does not know this way may know the other. */
    if (link(fresh->temporary, fresh->target) != 0)
        return errno;
    unlink(fresh->temporary);
    return 0;
}

bool cs_new_database_place(cs_new_database *fresh, cs_error *error)
{
    int failed = sync_path(fresh->temporary, O_RDWR);

    if (failed)
        return cs_fail_errno(error, failed, "cannot write the database");
    if (!check_leftovers(fresh->target, error))
        return false;
    failed = take_name(fresh);
    fresh->overtaken = failed == EEXIST;
    if (fresh->overtaken)
        return cs_fail(error, "another program has made the database meanwhile: import again");
    if (failed)
        return cs_fail_errno(error, failed, "cannot make the database");
    free(fresh->temporary);
    fresh->temporary = NULL;
    size_t directory = directory_length(fresh->target);
    fresh->target[directory] = '\0';
    failed = sync_path(directory ? fresh->target : ".", O_RDONLY | O_DIRECTORY);
    if (failed && failed != EINVAL && failed != EACCES)
        return cs_fail_errno(error, failed, "cannot bring the database's name to the disk");
    return true;
}

void cs_new_database_drop(cs_new_database *fresh)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};

    for (size_t i = 0; fresh->temporary && i < sizeof suffixes / sizeof *suffixes; i++) {
        char *name = joined(fresh->temporary, suffixes[i]);
        if (name)
            unlink(name);
        free(name);
    }
    free(fresh->temporary);
    free(fresh->target);
    *fresh = (cs_new_database){.temporary = NULL, .overtaken = fresh->overtaken};
}
