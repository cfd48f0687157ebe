/* One import: from a file into the connector space. */
#ifndef CSIMPORT_IMPORT_H
#define CSIMPORT_IMPORT_H

#include <stdbool.h>

#include "base/error.h"
#include "store/store.h"

typedef struct import_options {
    const char *file;      /* "-" is standard input */
    const char *database;  /* its path */
    const char *connector; /* -n; NULL where the file says it */
    bool merge;
    bool quiet; /* no progress, and no word about waiting */
} import_options;

typedef struct import_result {
    char connector[1024]; /* its name, escaped for a terminal; cut where it is longer */
    cs_import_counts counts;
    uint64_t password_histories; /* objects that had one; it is not stored */
} import_result;

/* Puts the file into the database, all of it or nothing. */
bool import_file(const import_options *options, import_result *result, cs_error *error);

#endif
