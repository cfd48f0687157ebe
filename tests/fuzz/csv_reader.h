/* A second opinion on CSV: reads it as RFC 4180 says, knows nothing of the writer and takes nothing
 * but what doc/csv.md promises. */
#ifndef CS_FUZZ_CSV_READER_H
#define CS_FUZZ_CSV_READER_H

#include "base/buffer.h"

typedef struct fuzz_csv {
    cs_text rest;
    char delimiter;
    const char *end; /* of a record: "\n" or "\r\n" */
} fuzz_csv;

/* The next field, every one of them quoted: its value in `field`, and `*last` where the record ends
 * behind it. False where this is no such CSV. An empty record is none. */
bool fuzz_csv_field(fuzz_csv *csv, cs_buffer *field, bool *last);

#endif
