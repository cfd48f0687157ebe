/* The ways to read a document, and what came of it. */
#ifndef CS_FUZZ_READERS_H
#define CS_FUZZ_READERS_H

#include "base/buffer.h"
#include "base/error.h"
#include "model/object.h"

/* What came of reading a document. */
typedef struct fuzz_outcome {
    cs_buffer rows;     /* of all sections, and each object's connector */
    bool no_connectors; /* set before reading: rows alone */
    cs_error error;
    uint64_t objects;
} fuzz_outcome;

/* Reads with libxml2 alone, `chunk` bytes at a time (0 for the usual). */
void fuzz_read_in_sequence(cs_text document, size_t chunk, fuzz_outcome *outcome);

/* Reads in runs of `run_size` bytes (0 for the usual), with so many threads. */
void fuzz_read_in_parallel(cs_text document, unsigned jobs, size_t run_size, fuzz_outcome *outcome);

/* Reads everything in one of those ways and writes it again as XML, into `outcome->rows`. */
void fuzz_write_again(cs_text document, bool in_parallel, size_t run_size, fuzz_outcome *outcome);

/* Ends the program with a message that begins with `what` where two outcomes differ: in the
 * verdict, and of documents that are accepted in a row, of others in the error and, with `places`,
 * in its byte offset. */
void fuzz_compare(const fuzz_outcome *a, const fuzz_outcome *b, bool places, const char *what);

/* The document as UTF-16 behind a byte-order mark; false where it is not UTF-8, or begins as UTF-16
 * does. */
bool fuzz_to_utf16(cs_text document, bool big_endian, cs_buffer *to);

/* Reads the document in every way: in runs and pieces of sizes that depend on it, in each encoding.
 * Ends the program with a message where two differ. True where all accept it. */
bool fuzz_compare_readers(cs_text document);

#endif
