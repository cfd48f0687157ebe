/* Rows of fields, and texts, as JSON (RFC 8259). Knows no XML and no object. */
#ifndef CS_BASE_JSON_H
#define CS_BASE_JSON_H

#include "base/buffer.h"

/* What a field holds. Only JSON tells them apart. */
typedef enum cs_cell {
    CS_CELL_TEXT,
    CS_CELL_NUMBER, /* a number where it is written as one, else a text */
    CS_CELL_FLAG,   /* "true" or "false" */
    CS_CELL_JSON    /* JSON already */
} cs_cell;

/* Adds a text as a JSON string, harmless for a terminal: what cs_is_dangerous() names is escaped.
 * A byte that is not UTF-8 becomes U+FFFD. */
void cs_json_string(cs_buffer *to, cs_text text);

/* Adds a field as a JSON value: null where it is absent. A number stays one where JavaScript's
 * numbers hold it exactly (up to 2^53 either way, RFC 7493, 2.2) and JSON would write it the same;
 * else it is a string. */
void cs_json_value(cs_buffer *to, cs_text field, cs_cell cell);

/* Adds `{"header":value,…}` and a line's end. */
void cs_json_record(cs_buffer *to, const cs_text *header, const cs_text *fields,
                    const cs_cell *cells, size_t count);

#endif
