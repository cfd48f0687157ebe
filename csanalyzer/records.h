/* What the threads hand to the one that puts everything together: a stream of records.
 *
 * MODE_ROWS needs none, its rows are final. In every other mode each record is a tag, the length of
 * what follows, and that. */
#ifndef CSANALYZER_RECORDS_H
#define CSANALYZER_RECORDS_H

#include <stdint.h>

#include "base/buffer.h"
#include "model/object.h"

enum {
    RECORD_ROW = 'R',       /* two keys to sort by, and what the sink makes a row of */
    RECORD_OBJECT = 'O',    /* a changed object: its operation, type, DN and name */
    RECORD_ATTRIBUTE = 'A', /* an attribute that it changes, how many values it takes of how many */
};

typedef struct record {
    char tag;
    cs_text body;
} record;

/* Begins a record in the buffer; its body is packed into the buffer, and then it is ended. */
size_t record_begin(cs_buffer *to, char tag);
void record_end(cs_buffer *to, size_t begun);

/* Takes the first record off `from`; false at the end. */
bool record_next(cs_text *from, record *r);

/* A row that is formatted later: its operation and fields. */
void record_put_row(cs_buffer *to, cs_omodt omodt, const cs_text *fields, size_t count);
cs_omodt record_get_row(cs_text *from, cs_text *fields, size_t count);

#endif
