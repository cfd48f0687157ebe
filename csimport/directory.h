/* One import from a directory: of an LDIF file, or from a server. */
#ifndef CSIMPORT_DIRECTORY_H
#define CSIMPORT_DIRECTORY_H

#include "import.h"
#include "sys/progress.h"
#include "xml/read/input.h"

/* Finds out whether the file is LDIF: by --from, else by its first line. */
bool directory_is_ldif(const import_options *options, cs_input *input, bool *ldif, cs_error *error);

/* Puts the entries of the LDIF file, with `input` NULL of the server, into the database as pending
 * imports, and commits, unless a limit is exceeded. */
bool directory_import(import_options *options, cs_input *input, cs_store *store,
                      cs_progress *progress, import_result *result, cs_error *error);

#endif
