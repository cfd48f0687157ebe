/* The rows that differ, in the format that is asked for; or the totals in their place. */
#ifndef CS_CSDIFF_ROWS_H
#define CS_CSDIFF_ROWS_H

#include "board.h"

typedef struct rows {
    const diff_options *options;
    cs_output *output;
    cs_table *table; /* NULL where no rows are asked for, or a page */
    bool has_board;
    board board;
} rows;

/* Begins: writes the header. */
bool rows_begin(rows *r, const diff_options *options, cs_output *output, cs_error *error);

/* What is pending for an object of a side, whether it differs or not. */
bool rows_count(rows *r, diff_side side, const cs_pending *pending, cs_error *error);

/* Begins an object that differs. */
bool rows_object(rows *r, cs_text connector, cs_error *error);

/* A row of one side. */
bool rows_put(rows *r, diff_side side, const cs_packed_change *row, cs_error *error);

/* Ends, with the totals and the number of objects each side has; says how many fields a workbook
 * had no room for. */
bool rows_end(rows *r, const counts *totals, const uint64_t objects[SIDES], uint64_t *cut,
              cs_error *error);

void rows_free(rows *r);

#endif
