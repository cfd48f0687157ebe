/* The text of a file or pipe, as UTF-8.
 *
 * gzip is unpacked first (sys/source.h); offsets are those of the unpacked bytes.
 * Whatever the file's encoding (UTF-8 or UTF-16 in either byte order, with or without a byte-order
 * mark; the bytes beat the label), what comes out is checked UTF-8 without a byte-order mark and
 * without characters that XML forbids, and a place in it can be turned back into a byte offset in
 * the file. */
#ifndef CS_XML_READ_INPUT_H
#define CS_XML_READ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/error.h"

typedef struct cs_input cs_input;

/* Opens `path` ("-" is standard input). NULL on failure, with the reason. Free with
 * cs_input_close(). */
cs_input *cs_input_open(const char *path, cs_error *error);

/* An input over bytes in memory, which the caller keeps alive. `name` is for messages. NULL out of
 * memory. */
cs_input *cs_input_memory(const void *bytes, size_t size, const char *name, cs_error *error);

/* How many bytes to read from the file at a time, from 1; for tests. 128 KiB at first. */
void cs_input_chunk(cs_input *input, size_t bytes);

/* The next run of text, which lives until the next call. Of a file with a bad byte, all text before
 * that byte is delivered before CS_FAILED. */
cs_next cs_input_next(cs_input *input, cs_text *text, cs_error *error);

/* ---- The bytes as they stand in the file ---- */

typedef enum cs_encoding {
    CS_UTF_8,
    CS_UTF_16LE,
    CS_UTF_16BE
} cs_encoding;

/* Reads the start: finds out the encoding and checks the label. cs_input_next() does it by itself.
 */
bool cs_input_start(cs_input *input, cs_error *error);

cs_encoding cs_input_encoding(const cs_input *input);

/* Shows how the text begins without taking it: up to `size` of its first characters, of which those
 * that are not ASCII are NUL; how many in `*n`. */
bool cs_input_peek(cs_input *input, char *to, size_t size, size_t *n, cs_error *error);

/* Up to `size` of the next bytes, behind a byte-order mark: how many, 0 at the end, -1 on an error.
 * Not to be mixed with cs_input_next(), but through cs_input_resume(). */
ssize_t cs_input_bytes(cs_input *input, char *to, size_t size, cs_error *error);

/* Puts bytes back that were read last: cs_input_next() goes on with them, and then with what
 * follows in the file. False out of memory. */
bool cs_input_resume(cs_input *input, cs_text bytes, cs_error *error);

/* From here on, once `after` bytes of text have been delivered, cs_input_next() stops in front of
 * the next start tag of a cs-object and returns CS_PAUSED there, once. */
void cs_input_pause(cs_input *input, size_t after);

/* ---- Places ---- */

/* How many bytes of the file a run of delivered text was. */
uint64_t cs_input_width(const cs_input *input, cs_text text);

/* The byte offset in the file of the end of what has been delivered so far. */
uint64_t cs_input_delivered(const cs_input *input);

/* The name for messages, and how many bytes have been read so far, unpacked. */
const char *cs_input_name(const cs_input *input);
uint64_t cs_input_position(const cs_input *input);

/* For progress: how many bytes of the file have been read, as they stand there (packed, if it is
 * gzip), and how many it has; 0 where that is unknown. */
uint64_t cs_input_done(const cs_input *input);
uint64_t cs_input_size(const cs_input *input);

/* What fstat() said when it was opened, NULL for memory. */
const struct stat *cs_input_stat(const cs_input *input);

void cs_input_close(cs_input *input);

#endif
