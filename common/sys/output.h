/* A file that appears whole or not at all. */
#ifndef CS_SYS_OUTPUT_H
#define CS_SYS_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/text.h"

typedef struct cs_output cs_output;

/* Opens `path` for writing; "-" is standard output. A regular file is written under a temporary
 * name in the directory of its target (the end of the symbolic links); it is readable by its owner
 * alone or has the mode of the file that it will replace. Anything else that exists (a pipe,
 * /dev/full, /dev/stdout) is written to directly. `inputs` (of `count`, NULL entries are skipped)
 * are the results of cs_input_stat(): an output that is one of them is refused. NULL on failure. */
cs_output *cs_output_open(const char *path, const struct stat *const *inputs, size_t count,
                          cs_error *error);

/* Writes through a buffer. After a failure every further call fails. */
bool cs_output_write(cs_output *out, cs_text bytes, cs_error *error);

/* True if it is a terminal, which the text must not be able to drive. */
bool cs_output_is_terminal(const cs_output *out);

/* Flushes, syncs, closes and renames into place: only then does the file exist. Always frees. False
 * if any of it failed: then the old file is untouched, or none exists. */
bool cs_output_commit(cs_output *out, cs_error *error);

/* Gives up: removes the temporary file. Takes NULL. */
void cs_output_abandon(cs_output *out);

#endif
