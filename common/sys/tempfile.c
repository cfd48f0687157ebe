#include "sys/tempfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/interrupt.h"
#include "sys/system.h"

enum {
    MOST_NAME_BYTES = 100,   /* of the target's name that go into the temporary one */
    DIGITS = 16,             /* after the mark */
    PROC_NAME = 32,          /* bytes of "/proc/self/fd/N" */
    LOCKED_BYTE = 0x7ffffff0 /* not one that SQLite locks */
};

enum tuning {
    TRIES = 100 /* to find a free name */
};

static const char mark[] = ".cstools-";

/* How many bytes of a path name its directory, with the slash; 0 if it names none. */
static int directory_length(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (int)(slash - path) + 1 : 0;
}

char *cs_link_target(const char *path)
{
    char to[PATH_MAX];
    char *joined = NULL;
    ssize_t n = readlink(path, to, sizeof to - 1);

    if (n < 0)
        return NULL;
    to[n] = '\0';
    if (to[0] == '/')
        return strdup(to);
    return asprintf(&joined, "%.*s%s", directory_length(path), path, to) < 0 ? NULL : joined;
}

/* The directory of `path`, to be freed; NULL without memory. */
static char *directory_of(const char *path)
{
    int n = directory_length(path);

    return n > 0 ? strndup(path, (size_t)n) : strdup(".");
}

/* The kernel's name of the open file. */
static const char *proc_name(int fd, char buffer[PROC_NAME])
{
    snprintf(buffer, PROC_NAME, "/proc/self/fd/%d", fd);
    return buffer;
}

/* True if a system call was cut short by a signal that does not end the program. */
static bool is_again(void)
{
    return errno == EINTR && !cs_interrupted();
}

static int open_again(const char *path, int flags)
{
    int fd;

    do
        fd = open(path, flags | O_CLOEXEC, 0600);
    while (fd == -1 && is_again());
    return fd;
}

static int sync_again(int fd)
{
    int failed;

    do
        failed = fsync(fd);
    while (failed != 0 && is_again());
    return failed == 0 ? 0 : errno;
}

/* ---- Names ---- */

/* A new name beside the target, to be freed; NULL with errno. */
static char *new_name(const char *target)
{
    int directory = directory_length(target);
    uint64_t number;
    char *name = NULL;

    if (!cs_random(&number, sizeof number))
        return NULL;
    if (asprintf(&name, "%.*s.%.*s%s%016" PRIx64, directory, target, MOST_NAME_BYTES,
                 target + directory, mark, number) < 0)
        return NULL;
    return name;
}

/* False if another program holds the lock. On a file system without locks `*locked` is false, and
 * no file is removed. */
static bool lock(int fd, bool *locked)
{
    struct flock byte = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCKED_BYTE, .l_len = 1};

    *locked = fcntl(fd, F_OFD_SETLK, &byte) == 0;
    return *locked || (errno != EAGAIN && errno != EACCES);
}

/* True if the open file still has the name. */
static bool has_name(int fd, int directory, const char *name)
{
    struct stat file, named;

    return fstat(fd, &file) == 0 && fstatat(directory, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           file.st_dev == named.st_dev && file.st_ino == named.st_ino;
}

/* ---- Files that killed programs have left ---- */

/* True for the name of a temporary file for `target`, a name without a directory. */
static bool is_temporary_of(const char *name, const char *target)
{
    size_t n = strnlen(target, MOST_NAME_BYTES);

    if (name[0] != '.' || strncmp(name + 1, target, n) != 0 ||
        strncmp(name + 1 + n, mark, strlen(mark)) != 0)
        return false;
    const char *digits = name + 1 + n + strlen(mark);
    return strspn(digits, "0123456789abcdef") == DIGITS && digits[DIGITS] == '\0';
}

/* Removes a file and those that SQLite keeps next to it; the file last, so that all are found after
 * a kill. Takes no memory: there may be none left. */
static void remove_all(int directory, const char *name)
{
    static const char *const suffixes[] = {"-wal", "-shm", "-journal", ""};

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char path[PATH_MAX];
        if (snprintf(path, sizeof path, "%s%s", name, suffixes[i]) < PATH_MAX)
            unlinkat(directory, path, 0);
    }
}

/* Removes the file if it is a regular one of ours that no program has locked. */
static void remove_stale(int directory, const char *name)
{
    struct stat st;
    bool locked;
    int fd = openat(directory, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd == -1)
        return;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() && lock(fd, &locked) &&
        locked && has_name(fd, directory, name))
        remove_all(directory, name);
    close(fd);
}

static void remove_leftovers(const char *target)
{
    char *path = directory_of(target);
    DIR *directory = path ? opendir(path) : NULL;

    free(path);
    if (!directory)
        return;
    for (const struct dirent *entry; (entry = readdir(directory)) != NULL;)
        if (is_temporary_of(entry->d_name, target + directory_length(target)))
            remove_stale(dirfd(directory), entry->d_name);
    closedir(directory);
}

/* ---- Making ---- */

/* Opens a file without a name. False if the file system has none, or could not give it a name
 * later. */
static bool open_nameless(cs_tempfile *file)
{
    char buffer[PROC_NAME];
    char *directory = directory_of(file->target);

    file->fd = directory ? open_again(directory, O_TMPFILE | O_RDWR) : -1;
    free(directory);
    if (file->fd == -1)
        return false;
    if (access(proc_name(file->fd, buffer), F_OK) == 0)
        return true;
    close(file->fd);
    file->fd = -1;
    return false;
}

/* Opens a file under a temporary name and locks it. In between, another program may have taken it
 * for a leftover and removed it. */
static int open_named(cs_tempfile *file)
{
    bool locked;

    for (int tries = 0; tries < TRIES; tries++) {
        file->name = new_name(file->target);
        file->fd = file->name ? open_again(file->name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW) : -1;
        int reason = errno;
        if (file->fd == -1) {
            free(file->name);
            file->name = NULL;
            if (reason != EEXIST)
                return reason;
            continue;
        }
        if (lock(file->fd, &locked) && has_name(file->fd, AT_FDCWD, file->name))
            return 0;
        close(file->fd);
        unlink(file->name);
        free(file->name);
        file->fd = -1;
        file->name = NULL;
    }
    return EEXIST;
}

int cs_tempfile_open(cs_tempfile *file, const char *target, bool named)
{
    *file = (cs_tempfile){.fd = -1, .target = strdup(target)};
    if (!file->target)
        return ENOMEM;
    remove_leftovers(target);
    return !named && open_nameless(file) ? 0 : open_named(file);
}

/* ---- The name ---- */

/* Gives the nameless file a free name. */
static int link_nameless(const cs_tempfile *file, const char *name)
{
    char buffer[PROC_NAME];

    return linkat(AT_FDCWD, proc_name(file->fd, buffer), AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
               ? 0
               : errno;
}

/* The same with a temporary name, which can then be moved over another file. */
static int link_beside(cs_tempfile *file)
{
    int failed = EEXIST;
    bool locked;

    lock(file->fd, &locked);
    for (int tries = 0; failed == EEXIST && tries < TRIES; tries++) {
        file->name = new_name(file->target);
        failed = file->name ? link_nameless(file, file->name) : errno;
        if (failed) {
            free(file->name);
            file->name = NULL;
        }
    }
    return failed;
}

/* Moves the file to a free name. A file system that lacks the first way may have the second. */
static int move_without_replacing(const cs_tempfile *file)
{
    if (renameat2(AT_FDCWD, file->name, AT_FDCWD, file->target, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return errno;
    if (link(file->name, file->target) != 0)
        return errno;
    unlink(file->name);
    return 0;
}

static int take_name(cs_tempfile *file, bool replace)
{
    int failed = 0;

    if (!file->name) {
        failed = link_nameless(file, file->target);
        if (failed != EEXIST || !replace)
            return failed;
        failed = link_beside(file);
    }
    if (!failed && replace)
        failed = rename(file->name, file->target) == 0 ? 0 : errno;
    else if (!failed)
        failed = move_without_replacing(file);
    if (!failed) {
        free(file->name);
        file->name = NULL;
    }
    return failed;
}

/* Some file systems report a lack of room only at the close; closing a duplicate asks. */
static int close_copy(int fd)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);

    return copy >= 0 && (close(copy) == 0 || errno == EINTR) ? 0 : errno;
}

/* Makes the name durable by syncing its directory, if the file system can. */
static void sync_directory(const char *target)
{
    char *directory = directory_of(target);
    int fd = directory ? open_again(directory, O_RDONLY | O_DIRECTORY) : -1;

    free(directory);
    if (fd == -1)
        return;
    sync_again(fd);
    close(fd);
}

int cs_tempfile_place(cs_tempfile *file, bool replace)
{
    int failed = sync_again(file->fd);

    if (!failed)
        failed = close_copy(file->fd);
    if (!failed)
        failed = take_name(file, replace);
    if (!failed)
        sync_directory(file->target);
    return failed;
}

void cs_tempfile_drop(cs_tempfile *file)
{
    if (file->name)
        remove_all(AT_FDCWD, file->name);
    if (file->fd != -1)
        close(file->fd);
    free(file->name);
    free(file->target);
    *file = (cs_tempfile){.fd = -1};
}
