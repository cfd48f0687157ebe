/* The run of csanalyzer: a file in, the report out. */
#ifndef CSANALYZER_ANALYZE_H
#define CSANALYZER_ANALYZE_H

#include "options.h"
#include "report/summary.h"

/* Writes the report of the options' input to their output, counts into `summary` (the caller's to
 * free) and the options' limits; `*cut` is how many values a workbook had no room for. False, with
 * the reason, where it did not all work. */
bool analyzer_run(analyzer_options *options, cs_summary *summary, uint64_t *cut, cs_error *error);

#endif
