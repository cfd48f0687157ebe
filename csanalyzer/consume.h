/* The half that runs in order: puts together what the threads have made. */
#ifndef CSANALYZER_CONSUME_H
#define CSANALYZER_CONSUME_H

#include "board.h"
#include "options.h"
#include "report/summary.h"
#include "waiting.h"
#include "wide.h"

typedef struct consumer {
    analyzer_options *options;
    cs_output *output;
    cs_table *table;       /* NULL where the report is a page */
    board board;           /* the page */
    const cs_text *header; /* of the columns asked for */
    cs_text *fields;       /* of a row that is formatted here */
    cs_summary *summary;
    waiting waiting;    /* rows; none where they are written as they come */
    wide_names names;   /* of layout `wide` */
    cs_buffer dn, name; /* of the object that is being counted */
} consumer;

/* Begins a report on `output`: writes the header, unless it is known only at the end. */
bool consumer_begin(consumer *c, cs_output *output, cs_error *error);

/* Takes records, in order. */
bool consumer_take(consumer *c, cs_text records, cs_error *error);

/* Ends: writes what has waited. `*cut` is how many values had no room in their cells. */
bool consumer_end(consumer *c, uint64_t *cut, cs_error *error);

void consumer_free(consumer *c);

#endif
