/* The bytes of a file, a pipe or memory, unpacked where they are gzip (RFC 1952). */
#ifndef CS_SYS_SOURCE_H
#define CS_SYS_SOURCE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/error.h"

typedef struct cs_source cs_source;

/* Opens `path` ("-" is standard input). NULL on failure, with the reason. Free with
 * cs_source_close(). */
cs_source *cs_source_open(const char *path, cs_error *error);

/* A source over bytes in memory, which the caller keeps alive. `name` is for messages. NULL out of
 * memory. */
cs_source *cs_source_memory(const void *bytes, size_t size, const char *name, cs_error *error);

/* Copies up to `size` of the next bytes to `to`: how many, 0 at the end, -1 on an error. gzip is
 * unpacked, one member after the other; a member that is cut short or damaged, and anything but
 * zeros after the last one, is an error. So is an archive of another kind (zip, 7z, xz, zstd,
 * bzip2): the message has the command that unpacks it. */
ssize_t cs_source_read(cs_source *source, char *to, size_t size, cs_error *error);

/* The name for messages. */
const char *cs_source_name(const cs_source *source);

/* For progress: how many bytes of the file have been read, as they stand there, and how many it
 * has; 0 where that is unknown. */
uint64_t cs_source_done(const cs_source *source);
uint64_t cs_source_size(const cs_source *source);

/* What fstat() said when it was opened, NULL for memory. */
const struct stat *cs_source_stat(const cs_source *source);

void cs_source_close(cs_source *source);

#endif
