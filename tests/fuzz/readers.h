/* Both ways to read, against each other. */
#ifndef CS_FUZZ_READERS_H
#define CS_FUZZ_READERS_H

#include <stddef.h>
#include <stdint.h>

/* Reads the bytes with libxml2 alone and in parallel runs, and makes a report of both. Ends the
 * program with a message where they differ in a row, in the verdict or in the error's place. True
 * where they both accept. */
int fuzz_compare_readers(const uint8_t *bytes, size_t size);

#endif
