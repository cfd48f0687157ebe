/* Reading objects ahead: a thread takes them from the database, in batches, while the caller writes
 * those that came before. What is read, in which order, and what fails is as with cs_store_next().
 * Memory: a few megabytes, or the largest object. */
#ifndef CSEXPORT_PREFETCH_H
#define CSEXPORT_PREFETCH_H

#include "store/store.h"

typedef struct prefetch prefetch;

/* Begins to read what cs_store_select() chose. The store is not to be used until prefetch_end().
 * With `threads` 1, or where no thread can be had, reading happens in prefetch_next(). NULL out of
 * memory.
 */
prefetch *prefetch_begin(cs_store *store, unsigned threads, cs_error *error);

/* The next object: 1, 0 at the end, -1 on failure. Lives until the next call. */
int prefetch_next(prefetch *reader, const cs_object **object, cs_error *error);

/* Stops reading. Takes NULL. */
void prefetch_end(prefetch *reader);

#endif
