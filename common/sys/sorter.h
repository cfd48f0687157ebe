/* Keeps any number of rows and gives them back sorted. SQLite does the work, in a temporary file
 * that no other program can open. */
#ifndef CS_SYS_SORTER_H
#define CS_SYS_SORTER_H

#include "base/error.h"

typedef struct cs_sorter cs_sorter;

/* NULL on failure. */
cs_sorter *cs_sorter_new(cs_error *error);

/* Adds a row under two keys. */
bool cs_sorter_put(cs_sorter *sorter, cs_text first_key, cs_text second_key, cs_text row,
                   cs_error *error);

/* Begins to give the rows back: sorted by the bytes of the first key, then the second, then in the
 * order in which they came; or only in that order. */
bool cs_sorter_begin(cs_sorter *sorter, bool sorted, cs_error *error);

/* The next row, which lives until the next call. */
cs_next cs_sorter_next(cs_sorter *sorter, cs_text *row, cs_error *error);

/* The keys of that row, with the same life. */
cs_text cs_sorter_first_key(const cs_sorter *sorter);
cs_text cs_sorter_second_key(const cs_sorter *sorter);

void cs_sorter_free(cs_sorter *sorter);

#endif
