/* The page for the change board: what the threads say of a change, and how it gets onto the page.
 */
#ifndef CSANALYZER_BOARD_H
#define CSANALYZER_BOARD_H

#include "options.h"
#include "page/page.h"

/* What a page says about itself. Everything that it borrows must outlive it. */
typedef struct board {
    cs_page_file file;
    const char *operands[2];
    cs_page_options options;
    cs_page *page;
} board;

/* Begins a page; false on failure. */
bool board_begin(board *b, const analyzer_options *options, cs_error *error);

/* Adds a change, of those that `changes` walks through, to the record that the buffer ends with;
 * `begins` where it is the object's first. */
void board_put(cs_buffer *to, cs_changes *changes, const cs_change *change, bool begins,
               bool decode);

/* Takes what board_put() has put into a record. */
bool board_take(board *b, cs_text body, cs_error *error);

/* Writes the page. */
bool board_end(board *b, const cs_summary *summary, const cs_limits *limits, cs_output *output,
               cs_error *error);

void board_free(board *b);

#endif
