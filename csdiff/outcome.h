/* What was compared, and what was found beside it. */
#ifndef CS_CSDIFF_OUTCOME_H
#define CS_CSDIFF_OUTCOME_H

#include "counts.h"
#include "report/findings.h"

typedef struct diff_outcome {
    counts totals;
    uint64_t cut;          /* values that a workbook had no room for */
    cs_findings *findings; /* of each file of the options, to be freed */
} diff_outcome;

/* The verdict on the first file that cannot tell what is pending; CS_DETERMINED if all can. */
cs_undetermined diff_judge(const diff_options *options, const diff_outcome *outcome);

/* Adds a line for each file that cannot tell what is pending. */
void diff_undetermined_text(const diff_options *options, const diff_outcome *outcome,
                            cs_buffer *to);

/* Adds a line for each finding in any file, and for each name that no file holds. True if --strict
 * refuses one of them. */
bool diff_findings_text(const diff_options *options, const diff_outcome *outcome,
                        const char *prefix, cs_buffer *to);

#endif
