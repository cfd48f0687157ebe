/* Names that differ between two directories: of domains, of OUs. A file says which name here is
 * which there, a line for each: `from`, a tab, `to`.
 *
 * A name is found wherever it stands as whole words, ignoring ASCII case: `OU=Sales` is not found
 * in `OU=SalesEurope`. Letters, digits, `-`, `_` and all that is not ASCII make words. Where
 * several names are found at one place the longest counts; what has been put in is not looked at
 * again. */
#ifndef CS_NAMES_MAPPING_H
#define CS_NAMES_MAPPING_H

#include <sys/stat.h>

#include "base/buffer.h"
#include "base/error.h"

typedef struct cs_mapping cs_mapping;

/* Reads the file (UTF-8 or UTF-16, lines that end in LF or CR LF, empty ones passed over, at most
 * 16 MiB; "-" is standard input). NULL where it cannot be read or a line is not as above, names
 * something twice, or names nothing. */
cs_mapping *cs_mapping_read(const char *path, cs_error *error);

/* The same from memory: lines of UTF-8 as they stand in a file. */
cs_mapping *cs_mapping_parse(cs_text lines, cs_error *error);

/* What cs_input_stat() gave for the file. */
const struct stat *cs_mapping_stat(const cs_mapping *mapping);

/* Adds the text to `to`, with its names replaced. */
void cs_mapping_apply(const cs_mapping *mapping, cs_text text, cs_buffer *to);

/* The same for a DN as cs_dn_normalize() makes it; what it adds is one too. */
void cs_mapping_apply_dn(const cs_mapping *mapping, cs_text dn, cs_buffer *to);

void cs_mapping_free(cs_mapping *mapping);

#endif
