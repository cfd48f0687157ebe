/* Rows put aside, to be taken up again in another order, however many there are: SQLite keeps and
 * sorts them, in a temporary file that nobody else can open. */
#ifndef CS_SYS_SORTER_H
#define CS_SYS_SORTER_H

#include "base/error.h"

typedef struct cs_sorter cs_sorter;

/* NULL on failure. */
cs_sorter *cs_sorter_new(cs_error *error);

/* Puts a row aside under two keys. */
bool cs_sorter_put(cs_sorter *sorter, cs_text first_key, cs_text second_key, cs_text row,
                   cs_error *error);

/* Begins to take the rows up: sorted by the first key, then the second, by byte, then as they came;
 * or just as they came. */
bool cs_sorter_begin(cs_sorter *sorter, bool sorted, cs_error *error);

/* The next row, which lives until the next call. */
cs_next cs_sorter_next(cs_sorter *sorter, cs_text *row, cs_error *error);

/* The keys of that row, which live as long. */
cs_text cs_sorter_first_key(const cs_sorter *sorter);
cs_text cs_sorter_second_key(const cs_sorter *sorter);

void cs_sorter_free(cs_sorter *sorter);

#endif
