/* One import: from a file into the connector space. */
#ifndef CSIMPORT_IMPORT_H
#define CSIMPORT_IMPORT_H

#include <stdbool.h>

#include "base/error.h"
#include "options.h"
#include "store/store.h"

typedef struct import_result {
    char connector[1024]; /* its name, escaped for a terminal; a longer one is cut */
    cs_import_counts counts;
    uint64_t password_histories; /* objects that had one, which is not stored */
} import_result;

/* Imports the whole file, or on failure nothing. */
bool import_file(const import_options *options, import_result *result, cs_error *error);

#endif
