/* An entry of a directory, as LDIF or a server gives it: names and bytes, nothing interpreted. */
#ifndef CS_MODEL_ENTRY_H
#define CS_MODEL_ENTRY_H

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

#endif
