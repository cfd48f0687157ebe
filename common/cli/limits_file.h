/* Limits in a file: a line each (doc/answers.md, Limits at both ends). */
#ifndef CS_CLI_LIMITS_FILE_H
#define CS_CLI_LIMITS_FILE_H

#include "report/limit.h"

/* Adds the limits of the file: lines `limit WHAT=N`, `at-least WHAT=N` and `objects N`, blank lines
 * and those that begin with `#`. `*lines` becomes the memory that the limits borrow, the caller's
 * to free in any case; NULL before. A wrong line is wrong usage, and says its number. */
bool cs_limits_read_file(cs_limits *limits, const char *path, char **lines, cs_error *error);

#endif
