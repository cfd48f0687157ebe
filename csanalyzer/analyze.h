/* The run of csanalyzer: a file in, the report out. */
#ifndef CSANALYZER_ANALYZE_H
#define CSANALYZER_ANALYZE_H

#include "sink.h"

/* Writes the report of the options' input to their output. `totals` starts as zeroes; free it with
 * totals_free() in any case. False, with the reason, if anything failed. */
bool analyzer_run(const analyzer_options *options, totals *totals, cs_error *error);

void totals_free(totals *totals);

#endif
