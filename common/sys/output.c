#include "sys/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sys/interrupt.h"
#include "sys/system.h"
#include "sys/tempfile.h"

enum tuning {
    BUFFER_SIZE = 256 << 10,
    START_EVERY = 8 << 20 /* bytes, after which the disk is told to begin writing */
};

enum {
    MOST_LINKS = 40 /* symbolic links that are followed, as in the kernel */
};

struct cs_output {
    int fd;
    int failure; /* errno of the first failed write, 0 while all is well */
    bool terminal;
    bool patient;     /* not a regular file: a write may wait for a reader */
    char *name;       /* for messages: "export.csv" in quotes, or standard output */
    cs_tempfile file; /* the new file, whose descriptor is `fd`; unused when writing directly */
    off_t written;    /* bytes of the file */
    off_t started;    /* bytes that the disk has been told to write */
    size_t n;         /* bytes in the buffer */
    char buffer[BUFFER_SIZE];
};

static bool cannot_write(const cs_output *out, int errnum, cs_error *error)
{
    return cs_fail_errno(error, errnum, "cannot write %s", out->name);
}

/* True unless the descriptor is a regular file. */
static bool is_patient(int fd)
{
    struct stat st;

    return fstat(fd, &st) != 0 || !S_ISREG(st.st_mode);
}

/* ---- The target ---- */

/* The descriptor that `path` names, such as 1 for /dev/stdout; -1 if it names none. */
static int named_descriptor(const char *path)
{
    static const char *const directories[] = {"/dev/fd/", "/proc/self/fd/"};

    if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof directories / sizeof *directories; i++) {
        size_t length = strlen(directories[i]);
        if (strncmp(path, directories[i], length) != 0)
            continue;
        const char *number = path + length;
        size_t digits = strspn(number, "0123456789");
        if (digits > 0 && digits < 10 && number[digits] == '\0')
            return atoi(number);
    }
    return -1;
}

/* The end of the symbolic links that begin at `path`: no link, or missing, or a name of a
 * descriptor. To be freed; NULL with errno. */
static char *follow_links(const char *path)
{
    char *at = strdup(path);

    for (int links = 0; at != NULL; links++) {
        struct stat st;
        if (named_descriptor(at) >= 0 || lstat(at, &st) != 0 || !S_ISLNK(st.st_mode))
            return at;
        char *next = links < MOST_LINKS ? cs_link_target(at) : NULL;
        int reason = links < MOST_LINKS ? errno : ELOOP;
        free(at);
        at = next;
        errno = reason;
    }
    return NULL;
}

/* True if `st` is one of the inputs. Only a regular file can be harmed by that. */
static bool is_input(const struct stat *st, const struct stat *const *inputs, size_t count)
{
    if (!S_ISREG(st->st_mode))
        return false;
    for (size_t i = 0; i < count; i++)
        if (inputs[i] != NULL && inputs[i]->st_dev == st->st_dev && inputs[i]->st_ino == st->st_ino)
            return true;
    return false;
}

static bool refuse_input(const cs_output *out, const struct stat *st,
                         const struct stat *const *inputs, size_t count, cs_error *error)
{
    return !is_input(st, inputs, count) ||
           cs_fail(error, "the output %s is also the input", out->name);
}

/* ---- Opening ---- */

/* Writes to a descriptor that is open already, through a duplicate that can be closed. */
static bool open_descriptor(cs_output *out, int descriptor, cs_error *error)
{
    int flags = fcntl(descriptor, F_GETFL);

    if (flags < 0)
        return cannot_write(out, errno, error);
    if ((flags & O_ACCMODE) == O_RDONLY)
        return cannot_write(out, EBADF, error);
    out->fd = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    return out->fd != -1 || cannot_write(out, errno, error);
}

/* Opens what exists and is not a regular file. Waits for the reader of a named pipe. */
static bool open_special(cs_output *out, const char *path, cs_error *error)
{
    do {
        if (!cs_interrupt_check(error))
            return false;
        out->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    } while (out->fd == -1 && errno == EINTR);
    return out->fd != -1 || cannot_write(out, errno, error);
}

/* Opens a temporary file for `target`, which is missing or is the regular file `old`. */
static bool open_new(cs_output *out, const char *target, const struct stat *old, cs_error *error)
{
    if (old != NULL && access(target, W_OK) != 0)
        return cannot_write(out, errno, error);
    int failed = cs_tempfile_open(&out->file, target, false);
    if (failed)
        return cannot_write(out, failed, error);
    out->fd = out->file.fd;
    if (old == NULL)
        return true;
    /* The owner comes first: changing it can clear bits of the mode. Without the right to change it
     * the new file is ours. */
    if (fchown(out->fd, old->st_uid, old->st_gid) != 0 && fchown(out->fd, (uid_t)-1, old->st_gid))
        errno = 0;
    return fchmod(out->fd, old->st_mode & 07777) == 0 || cannot_write(out, errno, error);
}

/* A link of /proc may lead elsewhere than its text says: to `st`, not to the file of that name. */
static bool check_target(const cs_output *out, const char *target, const struct stat *st,
                         cs_error *error)
{
    struct stat end;
    bool there = stat(target, &end) == 0;

    if (!there && errno != ENOENT)
        return cannot_write(out, errno, error);
    return (there && is_input(&end, &st, 1)) ||
           cs_fail(error, "cannot write %s: its target has no name", out->name);
}

/* Opens the end of the links that begin at `path`; `st` is NULL if it does not exist. */
static bool open_target(cs_output *out, const char *path, const char *target, const struct stat *st,
                        cs_error *error)
{
    int descriptor = named_descriptor(target);

    if (descriptor >= 0)
        return open_descriptor(out, descriptor, error);
    if (st != NULL && !S_ISREG(st->st_mode))
        return open_special(out, path, error);
    return (st == NULL || check_target(out, target, st, error)) && open_new(out, target, st, error);
}

/* Opens a path that is no name of a descriptor but may be a link to one. */
static bool open_path(cs_output *out, const char *path, const struct stat *const *inputs,
                      size_t count, cs_error *error)
{
    struct stat st;
    bool there = stat(path, &st) == 0;
    size_t length = strlen(path);

    if (!there && errno != ENOENT)
        return cannot_write(out, errno, error);
    if (length == 0 || (!there && path[length - 1] == '/'))
        return cannot_write(out, length == 0 ? ENOENT : EISDIR, error);
    if (there && !refuse_input(out, &st, inputs, count, error))
        return false;
    char *target = follow_links(path);
    if (target == NULL)
        return cannot_write(out, errno, error);
    bool ok = open_target(out, path, target, there ? &st : NULL, error);
    free(target);
    return ok;
}

/* The output's name as messages show it; NULL out of memory. */
static char *shown_name(const char *path)
{
    char *name = NULL;

    if (strcmp(path, "-") == 0)
        return strdup("standard output");
    return asprintf(&name, "\"%s\"", path) < 0 ? NULL : name;
}

cs_output *cs_output_open(const char *path, const struct stat *const *inputs, size_t count,
                          cs_error *error)
{
    cs_output *out = malloc(sizeof *out);
    char *name = shown_name(path);

    if (out == NULL || name == NULL) {
        free(out);
        free(name);
        cs_fail_memory(error);
        return NULL;
    }
    out->fd = -1;
    out->failure = 0;
    out->name = name;
    out->file = (cs_tempfile){.fd = -1};
    out->written = out->started = 0;
    out->n = 0;

    struct stat st;
    int descriptor = named_descriptor(path);
    bool ok = descriptor >= 0 ? open_descriptor(out, descriptor, error)
                              : open_path(out, path, inputs, count, error);
    if (ok && fstat(out->fd, &st) != 0)
        ok = cannot_write(out, errno, error);
    if (!ok || !refuse_input(out, &st, inputs, count, error)) {
        cs_output_abandon(out);
        return NULL;
    }
    out->terminal = cs_is_terminal(out->fd);
    out->patient = is_patient(out->fd);
    return out;
}

/* ---- Writing ---- */

/* How much to write at once: to a pipe no more than it takes without waiting once it is ready. */
static size_t step_of(const cs_output *out, size_t n)
{
    return out->patient && n > PIPE_BUF ? PIPE_BUF : n;
}

/* Lets the disk begin to write while more is to come: in the end all of the file must be on it.
 * Only a hint: cs_output_commit() syncs and checks the result. */
static void start_disk(cs_output *out)
{
    if (out->file.target == NULL || out->written - out->started < START_EVERY)
        return;
    sync_file_range(out->fd, out->started, out->written - out->started, SYNC_FILE_RANGE_WRITE);
    out->started = out->written;
}

static bool write_through(cs_output *out, cs_text bytes, cs_error *error)
{
    while (bytes.n > 0 && out->failure == 0) {
        /* One object may be written as gigabytes, so the look for a signal is here. */
        if (cs_interrupted() || (out->patient && !cs_interrupt_wait(out->fd, POLLOUT))) {
            out->failure = EINTR;
            break;
        }
        ssize_t n = write(out->fd, bytes.s, step_of(out, bytes.n));
        if (n >= 0) {
            bytes = cs_text_skip(bytes, (size_t)n);
            out->written += n;
        } else if (errno != EINTR && errno != EAGAIN)
            out->failure = errno;
    }
    start_disk(out);
    if (out->failure == EINTR)
        return cs_fail_cause(error, CS_CAUSE_INTERRUPTED, "interrupted");
    return out->failure == 0 || cannot_write(out, out->failure, error);
}

static bool flush(cs_output *out, cs_error *error)
{
    cs_text bytes = {out->buffer, out->n};

    out->n = 0;
    return write_through(out, bytes, error);
}

bool cs_output_write(cs_output *out, cs_text bytes, cs_error *error)
{
    if (bytes.n <= BUFFER_SIZE - out->n && out->failure == 0) {
        cs_text_copy(out->buffer + out->n, bytes);
        out->n += bytes.n;
        return true;
    }
    if (!flush(out, error))
        return false;
    if (bytes.n >= BUFFER_SIZE)
        return write_through(out, bytes, error);
    memcpy(out->buffer, bytes.s, bytes.n);
    out->n = bytes.n;
    return true;
}

bool cs_output_is_terminal(const cs_output *out)
{
    return out->terminal;
}

/* ---- The end ---- */

static bool close_checked(cs_output *out, cs_error *error)
{
    int fd = out->fd;

    out->fd = -1;
    return close(fd) == 0 || errno == EINTR || cannot_write(out, errno, error);
}

static bool move_into_place(cs_output *out, cs_error *error)
{
    if (!cs_interrupt_check(error))
        return false;
    int failed = cs_tempfile_place(&out->file, true);
    return !failed || cannot_write(out, failed, error);
}

bool cs_output_commit(cs_output *out, cs_error *error)
{
    bool ok = flush(out, error);

    if (ok)
        ok = out->file.target ? move_into_place(out, error) : close_checked(out, error);
    cs_output_abandon(out);
    return ok;
}

void cs_output_abandon(cs_output *out)
{
    if (out == NULL)
        return;
    if (out->file.target)
        cs_tempfile_drop(&out->file);
    else if (out->fd != -1)
        close(out->fd);
    free(out->name);
    free(out);
}
