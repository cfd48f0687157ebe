/* A file that appears whole or not at all. */
#ifndef CS_SYS_OUTPUT_H
#define CS_SYS_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/text.h"

typedef struct cs_output cs_output;

/* Opens `path` for writing; "-" is standard output. A regular file is written beside its target
 * (the end of the symbolic links) under an unguessable name, readable by its owner alone, or with
 * the mode of the file it will replace. What is there and is not a regular file (a pipe,
 * /dev/full, /dev/stdout) is written to directly. `inputs` (of `count`, NULL entries passed over)
 * are what cs_input_stat() gave: an output that is one of them is refused. NULL on failure. */
cs_output *cs_output_open(const char *path, const struct stat *const *inputs, size_t count,
                          cs_error *error);

/* Writes through a buffer. After a failure every further call fails. */
bool cs_output_write(cs_output *out, cs_text bytes, cs_error *error);

/* True where it goes to a terminal, whose reader must be protected from what is written. */
bool cs_output_is_terminal(const cs_output *out);

/* Flushes, syncs, closes and renames into place; only then is the file there. Always frees. False
 * where any of it failed: then the old file is untouched, or nothing is there. */
bool cs_output_commit(cs_output *out, cs_error *error);

/* Gives up: removes what was written to a file. Takes NULL. */
void cs_output_abandon(cs_output *out);

#endif
