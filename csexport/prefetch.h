/* Reading objects ahead: a thread reads them from the database, in batches, while the caller writes
 * the previous ones. Objects, order and errors are those of cs_store_next(). Memory: a few
 * megabytes, or the largest object. */
#ifndef CSEXPORT_PREFETCH_H
#define CSEXPORT_PREFETCH_H

#include "store/store.h"

typedef struct prefetch prefetch;

/* Begins to read what cs_store_select() chose. The store must not be used until prefetch_end().
 * With `threads` 1, or if no thread can be started, prefetch_next() reads. NULL out of memory. */
prefetch *prefetch_begin(cs_store *store, unsigned threads, cs_error *error);

/* The next object, which lives until the next call. */
cs_next prefetch_next(prefetch *reader, const cs_object **object, cs_error *error);

/* Stops reading. Takes NULL. */
void prefetch_end(prefetch *reader);

#endif
