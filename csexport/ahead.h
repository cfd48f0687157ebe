/* Reading objects ahead: a thread takes them from the database, in batches, while the caller writes
 * those that came before. What is read, in which order, and what fails is as with cs_store_next().
 * Memory: a few megabytes, or the largest object. */
#ifndef CSEXPORT_AHEAD_H
#define CSEXPORT_AHEAD_H

#include "store/store.h"

typedef struct ahead ahead;

/* Begins to read what cs_store_select() chose. The store is not to be used until ahead_end(). With
 * `threads` 1, or where no thread can be had, reading happens in ahead_next(). NULL out of memory.
 */
ahead *ahead_begin(cs_store *store, unsigned threads, cs_error *error);

/* The next object: 1, 0 at the end, -1 on failure. Lives until the next call. */
int ahead_next(ahead *reader, const cs_object **object, cs_error *error);

/* Stops reading. Takes NULL. */
void ahead_end(ahead *reader);

#endif
