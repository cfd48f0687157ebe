/* An import from a directory: what was found is compared with what the connector space has
 * synchronized, and what differs is staged as a pending import (doc/directory.md, Pending). */
#ifndef CS_DIRECTORY_IMPORT_H
#define CS_DIRECTORY_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "directory/build.h"
#include "model/entry.h"
#include "store/store.h"

typedef struct cs_directory cs_directory;

typedef struct cs_directory_options {
    cs_text connector; /* its name; lives as long as the import */
    cs_wanted wanted;
    bool synchronized; /* what is found goes straight into the synchronized hologram */
    /* Called for each object that the import takes away. */
    void (*gone)(void *user, const cs_object *object);
    void *user;
} cs_directory_options;

typedef struct cs_directory_counts {
    uint64_t before;                 /* objects that the connector held */
    uint64_t adds, updates, deletes; /* pending imports; with `synchronized` what was done */
    uint64_t unchanged;              /* objects found as they were synchronized */
    uint64_t confirmed;              /* objects with exports that have arrived */
} cs_directory_counts;

/* Begins the import into `store`, which was opened for one and outlives it. NULL on failure. */
cs_directory *cs_directory_begin(cs_store *store, const cs_directory_options *options,
                                 cs_error *error);

/* Takes in an entry. An error says its DN. */
bool cs_directory_put(cs_directory *directory, const cs_entry *entry, cs_error *error);

/* Ends a full import: what was not found is gone. */
bool cs_directory_end(cs_directory *directory, cs_error *error);

const cs_directory_counts *cs_directory_count(const cs_directory *directory);

void cs_directory_free(cs_directory *directory);

#endif
