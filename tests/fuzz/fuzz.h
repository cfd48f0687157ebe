/* What the fuzz targets share. A target is one function that takes any bytes, and ends the program
 * where something is wrong that no sanitizer sees. libFuzzer calls it, or replay.c. */
#ifndef CS_FUZZ_H
#define CS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "xml/read/input.h"

/* The target. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Says what is wrong, printf-style, and ends the program. */
_Noreturn void fuzz_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A number that depends on the bytes alone: what a target may choose by. */
uint64_t fuzz_hash(const uint8_t *bytes, size_t size);

/* The path of `name` in a directory of our own, which goes when the program ends: the same text for
 * the same of a few names. */
const char *fuzz_path(const char *name);

/* Fails unless there are just `count` files in that directory. */
void fuzz_count_files(int count);

/* Writes a file; reads one whole (to be freed with cs_buffer_free()). They must not fail. */
void fuzz_write(const char *path, cs_text bytes);
cs_buffer fuzz_read(const char *path);

/* Takes the text up to the next `end` off `rest`, all of it where there is none. */
cs_text fuzz_take(cs_text *rest, char end);

/* The lines of `text` as arguments of a program, which is the first of them, ended by NULL: their
 * number, at most `most`. They live in `memory`, which is emptied first. */
int fuzz_arguments(cs_text text, const char *program, cs_buffer *memory, char **argv, int most);

#endif
