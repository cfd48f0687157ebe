/* Distinguished names as they are compared. */
#ifndef CS_NAMES_DN_H
#define CS_NAMES_DN_H

#include "base/buffer.h"
#include "base/text.h"

/* Adds the DN to `to` in the form that all spellings of it have in common: ASCII letters small, no
 * white space around the separators (`,` `;` `+` and the `=` behind a type) and at both ends. What
 * is escaped with a backslash or stands in quotes (RFC 4514, 2.4 and 3; RFC 2253, 4) separates
 * nothing, and its white space stays. Whatever is no DN is taken the same way. */
void cs_dn_normalize(cs_buffer *to, cs_text dn);

#endif
