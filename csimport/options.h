/* The command line of csimport. */
#ifndef CSIMPORT_OPTIONS_H
#define CSIMPORT_OPTIONS_H

#include <stdbool.h>

#include "base/error.h"

typedef enum import_action {
    IMPORT_FILE,
    IMPORT_HELP,
    IMPORT_VERSION
} import_action;

typedef struct import_options {
    import_action action;
    const char *file;      /* "-" is standard input */
    const char *database;  /* its path */
    const char *connector; /* -n; NULL if the file is to name it */
    bool merge;
    bool quiet; /* no progress, no message about waiting */
} import_options;

/* Reads the command line. False with wrong usage in `error`. The texts are those of `argv`. */
bool import_options_read(int argc, char **argv, import_options *options, cs_error *error);

#endif
