/* Rows put aside, to be taken up again in another order, however many there are: SQLite keeps and
 * sorts them, in a temporary file that nobody else can open. */
#ifndef CS_SYS_SORTER_H
#define CS_SYS_SORTER_H

#include "base/error.h"

typedef struct cs_spool cs_spool;

/* NULL on failure. */
cs_spool *cs_spool_new(cs_error *error);

/* Puts a row aside under two keys. */
bool cs_spool_put(cs_spool *spool, cs_text first_key, cs_text second_key, cs_text row,
                  cs_error *error);

/* Begins to take the rows up: sorted by the first key, then the second, by byte, then as they came;
 * or just as they came. */
bool cs_spool_begin(cs_spool *spool, bool sorted, cs_error *error);

/* The next row: 1 and the row, which lives until the next call, 0 at the end, -1 on failure. */
int cs_spool_next(cs_spool *spool, cs_text *row, cs_error *error);

/* The keys of that row, which live as long. */
cs_text cs_spool_first_key(const cs_spool *spool);
cs_text cs_spool_second_key(const cs_spool *spool);

void cs_spool_free(cs_spool *spool);

#endif
