/* Rows that wait until all have been read, because they are to be sorted or because their columns
 * are not known before. */
#ifndef CSANALYZER_WAITING_H
#define CSANALYZER_WAITING_H

#include "sys/progress.h"
#include "sys/sorter.h"

typedef struct waiting {
    cs_sorter *sorter; /* NULL where no row has to wait */
    uint64_t count, taken;
    cs_progress *progress; /* shown while they are taken up again */
} waiting;

/* Puts a row aside, under the keys that it is sorted by. */
bool waiting_put(waiting *w, cs_text first_key, cs_text second_key, cs_text row, cs_error *error);

/* The next row, as cs_sorter_next(); a signal ends it. */
cs_next waiting_next(waiting *w, cs_text *row, cs_error *error);

#endif
