/* The half that runs in every thread: from an object to rows, and to what is counted. */
#ifndef CSANALYZER_PRODUCE_H
#define CSANALYZER_PRODUCE_H

#include "options.h"
#include "page/page.h"
#include "xml/read/read.h"

/* What the threads share; nobody changes it. */
typedef struct producer {
    const analyzer_options *options;
    const cs_text *header;
    const cs_page *page; /* NULL where the report is a table */
    bool records;        /* not final rows, but records */
} producer;

/* Adds what the object gives to the batch; its tally is a cs_summary, of which only the numbers of
 * objects are counted here. */
bool produce(const producer *p, cs_batch *batch, cs_object *object, cs_arena *arena,
             cs_error *error);

#endif
