/* The rows that differ, in the format that is asked for; or the totals in their place. */
#ifndef CSDIFF_ROWS_H
#define CSDIFF_ROWS_H

#include "counts.h"
#include "output.h"
#include "pending.h"

typedef struct rows {
    const diff_options *options;
    cs_output *output;
    cs_table *table; /* NULL where no rows are asked for */
} rows;

/* Begins: writes the header. */
bool rows_begin(rows *r, const diff_options *options, cs_output *output, cs_error *error);

/* A row of one side. */
bool rows_put(rows *r, diff_side side, const cs_pending_row *row, cs_error *error);

/* Ends, with the totals; says how many fields a workbook had no room for. */
bool rows_end(rows *r, const counts *totals, uint64_t *cut, cs_error *error);

void rows_free(rows *r);

#endif
