/* What differs as a page for those who sign a change. */
#ifndef CS_CSDIFF_BOARD_H
#define CS_CSDIFF_BOARD_H

#include "counts.h"
#include "page/page.h"
#include "pending.h"
#include "sys/output.h"

typedef struct board {
    cs_page *page;
    cs_page_options options;
    cs_page_file *files;
    const char **operands;       /* a command line that reads the same files */
    cs_summary summaries[SIDES]; /* of all that is pending on a side */
} board;

bool board_begin(board *b, const diff_options *options, cs_error *error);

/* Counts what is pending for an object of a side. */
bool board_count(board *b, diff_side side, cs_pending pending, cs_error *error);

/* Begins an object that differs, and takes its rows. */
bool board_object(board *b, cs_text connector, cs_error *error);
void board_row(board *b, diff_side side, const cs_packed_change *row);

/* Writes the page; `objects` is how many objects each side has. */
bool board_end(board *b, const counts *totals, const uint64_t objects[SIDES], cs_output *output,
               cs_error *error);

void board_free(board *b);

#endif
