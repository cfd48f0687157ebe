/* The main loop of csanalyzer: objects in, the report out. */
#ifndef CSANALYZER_ANALYZE_H
#define CSANALYZER_ANALYZE_H

#include <stdint.h>

#include "options.h"

/* What was seen. */
typedef struct analyzer_counts {
    uint64_t objects, pending, adds, updates, deletes;
} analyzer_counts;

/* Writes the report of the options' input to their output; false, with the reason, where it did
 * not all work. */
bool analyzer_run(const analyzer_options *options, analyzer_counts *counts, cs_error *error);

#endif
