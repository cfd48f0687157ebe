/* Rows of fields in, a report in one of the formats out. Knows no XML. */
#ifndef CS_TABLE_TABLE_H
#define CS_TABLE_TABLE_H

#include "base/json.h"
#include "sys/output.h"
#include "table/csv.h"
#include "table/format.h"
#include "table/workbook.h"

typedef struct cs_table_options {
    cs_format format;
    cs_csv_options csv; /* of CS_FORMAT_CSV */
    bool mark;          /* then: a byte-order mark first */
} cs_table_options;

/* A row. */
typedef struct cs_fields {
    cs_omodt omodt;
    const cs_text *list;  /* absent is nothing, which only JSON tells from empty */
    const cs_cell *cells; /* what they hold */
} cs_fields;

typedef struct cs_table cs_table;

/* Begins a table on `out`, which stays the caller's to commit. The options must outlive it. NULL on
 * failure. */
cs_table *cs_table_new(const cs_table_options *options, cs_output *out, cs_error *error);

/* Writes the header; the table keeps `header` and its texts borrowed. Before any row. */
bool cs_table_header(cs_table *table, const cs_text *header, size_t count, cs_error *error);

/* Writes a row, of as many fields as the header has. */
bool cs_table_row(cs_table *table, const cs_fields *row, cs_error *error);

/* Formats a row into a buffer, in any thread, for cs_table_formatted(). Not for workbooks. */
void cs_table_format(cs_buffer *to, const cs_table_options *options, const cs_text *header,
                     size_t count, const cs_fields *row);

/* Writes rows that have been formatted. */
bool cs_table_formatted(cs_table *table, cs_text rows, cs_error *error);

/* Ends the table; a workbook gets the facts as its first sheet. */
bool cs_table_end(cs_table *table, const cs_facts *facts, cs_error *error);

/* How many fields of a workbook were cut to what a cell holds. */
uint64_t cs_table_cut(const cs_table *table);

/* Adds a line that reports this number, after `prefix`; nothing for 0. */
void cs_table_cut_text(uint64_t cut, const char *prefix, cs_buffer *to);

void cs_table_free(cs_table *table);

#endif
