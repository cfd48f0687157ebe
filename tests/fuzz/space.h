/* A connector space database, as the targets use it. */
#ifndef CS_FUZZ_SPACE_H
#define CS_FUZZ_SPACE_H

#include "base/buffer.h"
#include "base/error.h"
#include "store/store.h"

/* Imports the document into the connector "fuzz" of the database, or merges it. */
bool fuzz_import(cs_text document, const char *database, bool merge, cs_import_counts *counts,
                 cs_error *error);

/* Writes what a filter chooses of a connector, in that order, as csexport does. False with the
 * reason, and nothing in `xml`. */
bool fuzz_export(cs_store *store, const cs_connector *connector, const cs_filter *filter,
                 unsigned items, cs_buffer *xml, cs_error *error);

/* The same for all of the only connector of a database that must be sound. */
cs_buffer fuzz_export_all(const char *database);

/* The bytes of a sound database: space.xml, imported. They live for ever. */
cs_text fuzz_good_database(void);

/* Goes through a database that may hold anything: the list, the export of each connector, and what
 * one of the filters chooses, by `choice`. What is exported must be a document that can be read.
 * Nothing may be written to it, or left beside it. */
void fuzz_look_through(const char *database, uint64_t choice);

#endif
