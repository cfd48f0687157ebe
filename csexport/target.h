/* The file that an export is written to. */
#ifndef CSEXPORT_TARGET_H
#define CSEXPORT_TARGET_H

#include <stddef.h>

#include "base/error.h"
#include "sys/output.h"

/* The default file for an export of the connector `name`: NAME.xml in the working directory, with
 * underscores instead of slashes. To be freed; NULL if that cannot be a file name. */
char *target_default(const char *name, cs_error *error);

/* Opens the file at `path`, "-" for standard output. Refuses the database and the files that SQLite
 * keeps next to it. NULL on failure. */
cs_output *target_open(const char *path, const char *database, cs_error *error);

#endif
