/* LDIF content records (RFC 2849), one entry at a time.
 *
 * Read are: the version line, folded lines, base64, comments, LF and CRLF; UTF-8 beyond ASCII,
 * which ldifde -u writes without base64; and what ldapsearch adds: continuation references (`ref:`,
 * counted and passed over) and the result after the entries. Change records and values by URL
 * (`:<`) are refused, and every file that shows that it is not whole. */
#ifndef CS_LDIF_READ_H
#define CS_LDIF_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/entry.h"
#include "xml/read/input.h"

typedef struct cs_ldif cs_ldif;

/* True where a text begins as LDIF does: its first line is a comment, or names `version`, `dn`, or
 * what ldapsearch writes. A few dozen bytes of the text are enough. */
bool cs_ldif_is_likely(cs_text start);

/* A reader of `input`, which must outlive it. NULL out of memory. */
cs_ldif *cs_ldif_new(cs_input *input, cs_error *error);

/* The next entry: 1, 0 at the end, -1 on an error, which says the file, the byte offset, the record
 * and its DN. The entry lives until the next call. */
int cs_ldif_next(cs_ldif *ldif, const cs_entry **entry, cs_error *error);

/* How many continuation references have been passed over. */
uint64_t cs_ldif_references(const cs_ldif *ldif);

void cs_ldif_free(cs_ldif *ldif);

#endif
