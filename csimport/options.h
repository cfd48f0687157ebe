/* The command line of csimport. */
#ifndef CSIMPORT_OPTIONS_H
#define CSIMPORT_OPTIONS_H

#include <stdbool.h>

#include "base/error.h"
#include "directory/build.h"
#include "ldap/server.h"
#include "report/limit.h"

typedef enum import_action {
    IMPORT_FILE,
    IMPORT_HELP,
    IMPORT_VERSION
} import_action;

/* What a file is. */
typedef enum import_format {
    FORMAT_BY_START, /* its first line tells */
    FORMAT_XML,      /* of csexport, or a drop file */
    FORMAT_LDIF
} import_format;

typedef struct import_options {
    import_action action;
    const char *file;      /* "-" is standard input; NULL if a server is read */
    const char *database;  /* its path */
    const char *connector; /* -n; NULL if the file is to name it */
    import_format format;
    bool merge;
    bool synchronized;        /* directory: straight into the synchronized hologram */
    cs_limits limits;         /* directory: of what may go */
    cs_limit_counts counts;   /* what goes, once the directory has been read */
    cs_wanted wanted;         /* directory: attributes */
    cs_server_options server; /* its `uri` is NULL if a file is read */
    bool quiet;               /* no progress, no message about waiting */
} import_options;

/* Reads the command line. False with wrong usage in `error`. The texts are those of `argv`; to be
 * freed in any case. */
bool import_options_read(int argc, char **argv, import_options *options, cs_error *error);

/* Fails where the options do not fit what is read, a `directory` or a csexport file. */
bool import_options_check(const import_options *options, bool directory, cs_error *error);

void import_options_free(import_options *options);

#endif
