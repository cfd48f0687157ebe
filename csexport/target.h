/* Where an export goes. */
#ifndef CSEXPORT_TARGET_H
#define CSEXPORT_TARGET_H

#include <stddef.h>

#include "base/error.h"
#include "sys/output.h"

/* The file that an export of the connector `name` goes to where none is named: NAME.xml in the
 * working directory, every slash an underscore. To be freed; NULL where that is no file's name. */
char *target_default(const char *name, cs_error *error);

/* Opens the file at `path`, "-" for standard output. The database and what SQLite keeps beside it
 * are refused. NULL on failure. */
cs_output *target_open(const char *path, const char *database, cs_error *error);

#endif
