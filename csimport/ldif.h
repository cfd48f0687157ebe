/* One import of an LDIF file. */
#ifndef CSIMPORT_LDIF_H
#define CSIMPORT_LDIF_H

#include "import.h"
#include "sys/progress.h"
#include "xml/read/input.h"

/* Finds out whether the file is LDIF: by --from, else by its first line. */
bool ldif_is(const import_options *options, cs_input *input, bool *ldif, cs_error *error);

/* Fails where the options do not fit the kind of file. */
bool ldif_check_options(const import_options *options, bool ldif, cs_error *error);

/* Puts the entries into the database as pending imports, and commits, unless a limit is exceeded.
 */
bool ldif_import(import_options *options, cs_input *input, cs_store *store, cs_progress *progress,
                 import_result *result, cs_error *error);

#endif
