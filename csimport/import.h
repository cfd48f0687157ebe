/* One import: from a file into the connector space. */
#ifndef CSIMPORT_IMPORT_H
#define CSIMPORT_IMPORT_H

#include <stdbool.h>

#include "base/error.h"
#include "directory/import.h"
#include "options.h"
#include "report/undetermined.h"
#include "store/store.h"

typedef struct import_result {
    char connector[1024]; /* its name, escaped for a terminal; a longer one is cut */
    cs_import_counts counts;
    cs_evidence evidence;        /* whether the file can tell what is pending */
    uint64_t password_histories; /* objects that had one, which is not stored */
    bool directory;              /* the import was from a directory: */
    cs_directory_counts found;
    uint64_t references; /* to other servers, passed over */
    bool exceeded;       /* a limit is exceeded: nothing has been changed */
} import_result;

/* Imports the whole file, or on failure nothing. What is gone is counted in the limits. */
bool import_file(import_options *options, import_result *result, cs_error *error);

#endif
