/* The half that runs in order: puts together what the threads have made. */
#ifndef CSANALYZER_CONSUME_H
#define CSANALYZER_CONSUME_H

#include "options.h"
#include "output.h"
#include "spool.h"
#include "summary.h"
#include "wide.h"

typedef struct consumer {
    analyzer_options *options;
    const cs_csv_options *csv;
    cs_output *output;
    cs_summary *summary;
    cs_spool *spool;    /* rows that wait; NULL where they are written as they come */
    wide_names names;   /* of layout `wide` */
    cs_buffer dn, name; /* of the object that is being counted */
} consumer;

/* Begins: writes the header, unless it is known only at the end. */
bool consumer_begin(consumer *c, cs_error *error);

/* Takes records, in order. */
bool consumer_take(consumer *c, cs_text records, cs_error *error);

/* Ends: writes what has waited. */
bool consumer_end(consumer *c, cs_error *error);

void consumer_free(consumer *c);

#endif
