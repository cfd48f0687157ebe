#include "sys/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "sys/interrupt.h"

enum tuning {
    PACKED_SIZE = 64 << 10
};

enum {
    GZIP_WINDOW = 15 + 16, /* zlib.h: the largest window, with a gzip header */
};

struct cs_source {
    int fd; /* -1: memory */
    char *name;
    struct stat stat;
    const char *memory; /* what is left of it */
    size_t memory_left;
    _Atomic uint64_t done; /* bytes read from the file; any thread may ask */
    bool started;          /* the kind is known */
    bool ended;            /* no more bytes will come from the file */
    bool gzip;             /* what is in `packed` has to be inflated */
    bool in_member;        /* a gzip member has begun and not ended */
    z_stream stream;       /* of gzip; its next_in points into `packed` */
    char *packed;          /* PACKED_SIZE bytes read from the file, */
    size_t from, to;       /* of which these have not been handed out; not used by gzip */
};

static cs_source *new_source(const char *name, cs_error *error)
{
    cs_source *s = calloc(1, sizeof *s);

    if (s) {
        s->fd = -1;
        s->name = strdup(name);
        s->packed = malloc(PACKED_SIZE);
    }
    if (!s || !s->name || !s->packed) {
        cs_source_close(s);
        cs_fail_memory(error);
        return NULL;
    }
    return s;
}

/* Opens a file; a named pipe waits for a writer. -1 with errno. */
static int open_again(const char *path)
{
    int fd;

    do
        fd = open(path, O_RDONLY | O_CLOEXEC);
    while (fd == -1 && errno == EINTR && !cs_interrupted());
    return fd;
}

cs_source *cs_source_open(const char *path, cs_error *error)
{
    bool standard = strcmp(path, "-") == 0;
    cs_source *s = new_source(standard ? "standard input" : path, error);

    if (!s)
        return NULL;
    s->fd = standard ? STDIN_FILENO : open_again(path);
    if (s->fd == -1 || fstat(s->fd, &s->stat) != 0) {
        cs_fail_errno(error, errno, "cannot open \"%s\"", s->name);
        cs_source_close(s);
        return NULL;
    }
    if (S_ISDIR(s->stat.st_mode)) {
        cs_fail(error, "cannot read \"%s\": it is a directory", s->name);
        cs_source_close(s);
        return NULL;
    }
    posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return s;
}

cs_source *cs_source_memory(const void *bytes, size_t size, const char *name, cs_error *error)
{
    cs_source *s = new_source(name, error);

    if (s) {
        s->memory = bytes;
        s->memory_left = size;
    }
    return s;
}

void cs_source_close(cs_source *s)
{
    if (!s)
        return;
    if (s->fd > STDIN_FILENO)
        close(s->fd);
    if (s->gzip)
        inflateEnd(&s->stream);
    free(s->packed);
    free(s->name);
    free(s);
}

const char *cs_source_name(const cs_source *s)
{
    return s->name;
}

uint64_t cs_source_done(const cs_source *s)
{
    return s->done;
}

uint64_t cs_source_size(const cs_source *s)
{
    return s->fd != -1 && S_ISREG(s->stat.st_mode) ? (uint64_t)s->stat.st_size : 0;
}

const struct stat *cs_source_stat(const cs_source *s)
{
    return s->fd != -1 ? &s->stat : NULL;
}

/* Up to `size` bytes of the file to `to`; 0 at the end, -1 on failure. */
static ssize_t read_file(cs_source *s, char *to, size_t size, cs_error *error)
{
    for (;;) {
        if (!S_ISREG(s->stat.st_mode) && !cs_interrupt_wait(s->fd, POLLIN)) {
            cs_interrupt_check(error);
            return -1;
        }
        ssize_t got = read(s->fd, to, size);
        if (got >= 0)
            return got;
        if (errno != EINTR) {
            cs_fail_errno(error, errno, "cannot read \"%s\"", s->name);
            return -1;
        }
        if (!cs_interrupt_check(error))
            return -1;
    }
}

/* The same for memory, too. */
static ssize_t read_raw(cs_source *s, char *to, size_t size, cs_error *error)
{
    ssize_t got;

    if (s->fd == -1) {
        got = (ssize_t)(size < s->memory_left ? size : s->memory_left);
        cs_text_copy(to, (cs_text){s->memory, (size_t)got});
        s->memory += got;
        s->memory_left -= (size_t)got;
    } else {
        got = read_file(s, to, size, error);
    }
    s->ended = got == 0;
    s->done += got > 0 ? (uint64_t)got : 0;
    return got;
}

/* ---- The start: what kind of file it is ---- */

/* How packed files begin (the magic numbers are those of file(1)), and what unpacks those that are
 * not read. */
static const struct {
    const char *magic;
    size_t n;
    const char *kind, *command;
} packings[] = {
    {"\x1F\x8B", 2, "gzip", NULL},
    {"PK\3\4", 4, "a zip archive", "unzip"},
    {"PK\5\6", 4, "an empty zip archive", "unzip"},
    {"7z\xBC\xAF\x27\x1C", 6, "a 7z archive", "7z x"},
    {"\xFD\67zXZ\0", 6, "compressed by xz", "xz -d"},
    {"\x28\xB5\x2F\xFD", 4, "compressed by zstd", "zstd -d"},
    {"BZh", 3, "compressed by bzip2", "bzip2 -d"},
};

enum {
    PACKINGS = sizeof packings / sizeof *packings
};

/* The packing whose first bytes those of the file are, or may become when more have been read;
 * PACKINGS for none. */
static size_t find_packing(const cs_source *s)
{
    size_t i = 0;

    while (i < PACKINGS &&
           memcmp(s->packed, packings[i].magic, s->to < packings[i].n ? s->to : packings[i].n) != 0)
        i++;
    return i;
}

static bool refuse_archive(const cs_source *s, size_t packing, cs_error *error)
{
    cs_fail_cause(error, CS_CAUSE_CONTRACT,
                  "the file is %s; unpack it first (%s %s) and give the XML file that is in it",
                  packings[packing].kind, packings[packing].command,
                  s->fd > STDIN_FILENO ? s->name : "FILE");
    cs_error_place(error, s->name, 0, 0, CS_NO_TEXT);
    return false;
}

/* Reads the first bytes, no more than it takes to tell the kind, and prepares for gzip. */
static bool start(cs_source *s, cs_error *error)
{
    size_t packing;

    do {
        ssize_t got = read_raw(s, s->packed + s->to, PACKED_SIZE - s->to, error);
        if (got < 0)
            return false;
        s->to += (size_t)got;
        packing = find_packing(s);
    } while (packing < PACKINGS && s->to < packings[packing].n && !s->ended);
    s->started = true;
    if (packing == PACKINGS || s->to < packings[packing].n)
        return true;
    if (packings[packing].command != NULL)
        return refuse_archive(s, packing, error);
    if (inflateInit2(&s->stream, GZIP_WINDOW) != Z_OK)
        return cs_fail_memory(error);
    s->gzip = s->in_member = true;
    s->stream.next_in = (unsigned char *)s->packed;
    s->stream.avail_in = (unsigned)s->to;
    return true;
}

/* ---- gzip ---- */

static ssize_t fail_gzip(const cs_source *s, const char *what, cs_error *error)
{
    cs_fail_cause(error, CS_CAUSE_MALFORMED, "%s", what);
    cs_error_file(error, s->name);
    return -1;
}

/* Makes sure that there is something to inflate, unless the file has ended. */
static bool refill(cs_source *s, cs_error *error)
{
    if (s->stream.avail_in > 0 || s->ended)
        return true;
    ssize_t got = read_raw(s, s->packed, PACKED_SIZE, error);
    if (got < 0)
        return false;
    s->stream.next_in = (unsigned char *)s->packed;
    s->stream.avail_in = (unsigned)got;
    return true;
}

/* After a member: begins the next one. Zeros up to the end are padding, as gzip(1) has it. Returns
 * false at the end and on an error. */
static bool next_member(cs_source *s, cs_error *error)
{
    bool padding = false;

    for (;;) {
        if (!refill(s, error))
            return false;
        if (s->stream.avail_in == 0)
            return false;
        if (*s->stream.next_in != 0)
            break;
        padding = true;
        s->stream.next_in++;
        s->stream.avail_in--;
    }
    if (padding || *s->stream.next_in != 0x1F || inflateReset(&s->stream) != Z_OK) {
        fail_gzip(s, "something that is not gzip follows the compressed data", error);
        return false;
    }
    s->in_member = true;
    return true;
}

/* As cs_source_read(), of gzip. */
static ssize_t read_gzip(cs_source *s, char *to, size_t size, cs_error *error)
{
    unsigned room = size < PACKED_SIZE ? (unsigned)size : PACKED_SIZE;

    s->stream.next_out = (unsigned char *)to;
    s->stream.avail_out = room;
    for (;;) {
        if (!cs_interrupt_check(error))
            return -1;
        if (!s->in_member && !next_member(s, error))
            return error->set ? -1 : (ssize_t)(room - s->stream.avail_out);
        if (!refill(s, error))
            return -1;
        int status = inflate(&s->stream, Z_NO_FLUSH);
        if (status == Z_MEM_ERROR) {
            cs_fail_memory(error);
            return -1;
        }
        if (status == Z_STREAM_END)
            s->in_member = false;
        else if (status != Z_OK && status != Z_BUF_ERROR)
            return fail_gzip(s, "the gzip data is damaged (its checksum or structure is wrong)",
                             error);
        if (s->stream.avail_out < room)
            return (ssize_t)(room - s->stream.avail_out);
        if (s->in_member && s->ended && s->stream.avail_in == 0)
            return fail_gzip(s, "the file ends inside its gzip data", error);
    }
}

ssize_t cs_source_read(cs_source *s, char *to, size_t size, cs_error *error)
{
    if (!s->started && !start(s, error))
        return -1;
    if (s->gzip)
        return read_gzip(s, to, size, error);
    if (s->from == s->to)
        return read_raw(s, to, size, error);
    size = size < s->to - s->from ? size : s->to - s->from;
    memcpy(to, s->packed + s->from, size);
    s->from += size;
    return (ssize_t)size;
}
