/* The run of csdiff: the files of two sides in, what differs out. */
#ifndef CS_CSDIFF_DIFF_H
#define CS_CSDIFF_DIFF_H

#include "counts.h"

/* What was compared. */
typedef struct diff_outcome {
    counts totals;
    uint64_t cut; /* values that a workbook had no room for */
} diff_outcome;

/* Writes what differs to the options' output. False, with the reason, where it did not all work. */
bool diff_run(diff_options *options, diff_outcome *outcome, cs_error *error);

#endif
