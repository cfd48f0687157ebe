/* The half that runs in order: puts together what the threads have made. */
#ifndef CSANALYZER_CONSUME_H
#define CSANALYZER_CONSUME_H

#include "sink.h"
#include "sys/progress.h"
#include "sys/sorter.h"

typedef struct consumer {
    const analyzer_options *options;
    totals *totals;
    sink sink;
    cs_sorter *sorter;     /* rows that wait until all are there; NULL if none has to */
    uint64_t waiting;      /* how many */
    cs_progress *progress; /* shown while they are written */
    cs_buffer dn, name;    /* of the object that is being counted */
} consumer;

/* Begins a report. The sink's output, options and header are set already. */
bool consumer_begin(consumer *c, cs_error *error);

/* Takes what a thread has made, in order: rows of MODE_ROWS, else records. */
bool consumer_take(consumer *c, cs_text out, cs_error *error);

/* Ends: writes what has waited, and the totals where they belong into the report. */
bool consumer_end(consumer *c, cs_error *error);

void consumer_free(consumer *c);

#endif
