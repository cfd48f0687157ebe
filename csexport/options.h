/* The command line of csexport, in the original's syntax and in this toolkit's. */
#ifndef CSEXPORT_OPTIONS_H
#define CSEXPORT_OPTIONS_H

#include <stdbool.h>

#include "base/error.h"
#include "store/store.h"

typedef enum export_action {
    EXPORT_OBJECTS,
    EXPORT_LIST, /* --list */
    EXPORT_HELP,
    EXPORT_VERSION
} export_action;

typedef struct export_options {
    export_action action;
    bool quiet;
    const char *connector; /* as named on the command line */
    const char *file;      /* NULL for the default, CONNECTOR.xml */
    const char *database;  /* the value of -d, else NULL */
    cs_filter filter;
    unsigned items; /* CS_ITEM_… bits, CS_ITEM_ALL for everything */
} export_options;

/* Reads the command line. False with wrong usage in `error`. The texts are those of `argv`. */
bool export_options_read(int argc, char **argv, export_options *options, cs_error *error);

#endif
