/* What differs as a page for those who sign a change. */
#ifndef CS_CSDIFF_PAGE_INPUT_H
#define CS_CSDIFF_PAGE_INPUT_H

#include "outcome.h"
#include "page/page.h"
#include "pending.h"
#include "sys/output.h"

typedef struct diff_page {
    cs_page *page;
    cs_page_options options;
    cs_page_file *files;
    const char **operands;       /* a command line that reads the same files */
    cs_summary summaries[SIDES]; /* of all that is pending on a side */
} diff_page;

bool diff_page_begin(diff_page *p, const diff_options *options, cs_error *error);

/* Counts what is pending for an object of a side. */
bool diff_page_count(diff_page *p, diff_side side, cs_pending pending, cs_error *error);

/* Begins an object that differs, and takes its rows. */
bool diff_page_object(diff_page *p, cs_text connector, cs_error *error);
void diff_page_row(diff_page *p, diff_side side, const cs_packed_change *row);

/* Writes the page; `objects` is how many objects each side has. */
bool diff_page_end(diff_page *p, const diff_options *options, const diff_outcome *outcome,
                   const uint64_t objects[SIDES], cs_output *output, cs_error *error);

void diff_page_free(diff_page *p);

#endif
