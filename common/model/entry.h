/* An entry of a directory, as LDIF or a server gives it: names and bytes, nothing interpreted. */
#ifndef CS_MODEL_ENTRY_H
#define CS_MODEL_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* One value. An attribute with several has several of these, not always side by side. */
typedef struct cs_entry_value {
    cs_text name;  /* the attribute's, with its options: "cn;lang-de", "member;range=0-1499" */
    cs_text bytes; /* of the value: any bytes, present even where there are none */
} cs_entry_value;

typedef struct cs_entry {
    cs_text dn;
    const cs_entry_value *values; /* in the order in which they came */
    size_t count;
    uint64_t number; /* its place in the source, from 1 */
    uint64_t offset; /* in bytes from the start of the file; 0 from a server */
} cs_entry;

/* True where the name is one of an attribute, with its options (RFC 4512, 2.5). */
static inline bool cs_entry_is_name(cs_text name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = cs_ascii_lower(name.s[i]);
        bool other = c != '\0' && strchr("-;.=*_", c);
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !other)
            return false;
    }
    return name.n > 0 && name.n <= 1024;
}

#endif
