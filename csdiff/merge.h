/* The half that runs once all has been read: objects come sorted by key, and leave as the rows in
 * which their two sides differ. */
#ifndef CS_CSDIFF_MERGE_H
#define CS_CSDIFF_MERGE_H

#include "rows.h"

/* One side of the object at hand. */
typedef struct side_state {
    cs_buffer packed; /* what the snapshots so far have in common; empty for nothing */
    size_t met;       /* snapshots that have the object */
} side_state;

typedef struct merger {
    const diff_options *options;
    rows *rows; /* where they go */
    cs_buffer key;
    bool has_key;
    size_t file; /* the last one that had the key */
    side_state sides[SIDES];
    cs_buffer spare;
    counts totals;
} merger;

/* Takes an object of a file (its place in the options), by key, then by file. */
bool diff_merger_take(merger *m, cs_text key, size_t file, cs_text packed, cs_error *error);

/* Takes the end of them. */
bool diff_merger_end(merger *m, cs_error *error);

void diff_merger_free(merger *m);

#endif
