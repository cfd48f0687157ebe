/* The rows that differ, in the format chosen, or the totals instead. */
#ifndef CS_CSDIFF_ROWS_H
#define CS_CSDIFF_ROWS_H

#include "page_input.h"
#include "report/columns.h"

enum {
    DIFF_COLUMNS = 1 + CS_USUAL_COLUMNS /* Side, then those of the report */
};

typedef struct rows {
    const diff_options *options;
    cs_output *output;
    cs_table *table; /* NULL if totals or a page replace the rows */
    cs_text header[DIFF_COLUMNS];
    uint64_t hidden[SIDES]; /* values of passwords */
    bool is_page;
    diff_page page;
} rows;

/* Begins: writes the header. */
bool diff_rows_begin(rows *r, const diff_options *options, cs_output *output, cs_error *error);

/* What is pending for an object of a side, whether it differs or not. */
bool diff_rows_count(rows *r, diff_side side, const cs_pending *pending, cs_error *error);

/* Begins an object that differs. */
bool diff_rows_object(rows *r, cs_text connector, cs_error *error);

/* A row of one side. */
bool diff_rows_put(rows *r, diff_side side, const cs_packed_change *row, cs_error *error);

/* Ends, with what was counted and found, and the number of objects of each side. Adds to the
 * outcome the values that a workbook had no room for, and the passwords that were hidden. */
bool diff_rows_end(rows *r, diff_outcome *outcome, const uint64_t objects[SIDES], cs_error *error);

void diff_rows_free(rows *r);

#endif
