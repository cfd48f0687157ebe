/* The half that runs in every thread: from an object to rows, and to what is counted. */
#ifndef CSANALYZER_PRODUCE_H
#define CSANALYZER_PRODUCE_H

#include "options.h"
#include "page/page.h"
#include "report/findings.h"
#include "report/summary.h"
#include "xml/read/read.h"

/* What the threads share; it does not change. */
typedef struct producer {
    const analyzer_options *options;
    const cs_table_options *table;
    const cs_text *header;
    const cs_page *page; /* of MODE_PAGE */
} producer;

/* What a batch adds to the totals. */
typedef struct tally {
    uint64_t objects, pending;
    cs_operations all; /* of MODE_ROWS; else the records say what is counted */
    cs_findings findings;
    uint64_t limit_objects[]; /* cs_limits_count_object() */
} tally;

/* Adds what the object gives to the batch, and to its tally. */
bool produce(const producer *p, cs_batch *batch, cs_object *object, cs_arena *arena,
             cs_error *error);

#endif
