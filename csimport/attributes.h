/* The value of --attributes: which attributes of a directory are imported. */
#ifndef CSIMPORT_ATTRIBUTES_H
#define CSIMPORT_ATTRIBUTES_H

#include <stdbool.h>

#include "base/error.h"
#include "directory/build.h"

/* Reads a list with commas between the names or, where the text has a slash, the file of that name:
 * a name on each line, blank lines and lines that begin with # passed over. The names are freed
 * with attributes_free(). */
bool attributes_read(const char *text, cs_wanted *wanted, cs_error *error);

void attributes_free(cs_wanted *wanted);

#endif
