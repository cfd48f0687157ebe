/* Rows of fields as CSV (doc/csv.md, As CSV). Knows no XML and no object. */
#ifndef CS_TABLE_CSV_H
#define CS_TABLE_CSV_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/text.h"

typedef struct cs_csv_options {
    char delimiter; /* between fields; 0 is a comma */
    bool raw;       /* no guard against spreadsheet formulas */
    bool crlf;      /* records end in CR LF */
    bool terminal;  /* control characters escaped: a person's terminal reads it */
} cs_csv_options;

/* Adds a record of `count` fields to `to`: every field quoted, guarded against formulas. */
void cs_csv_record(cs_buffer *to, const cs_csv_options *options, const cs_text *fields,
                   size_t count);

#endif
