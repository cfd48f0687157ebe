/* Base64 (RFC 4648, section 4), in the one spelling that an encoder writes: no white space, padded,
 * the bits below the padding zero. Two texts that differ never stand for the same bytes. */
#ifndef CS_BASE_BASE64_H
#define CS_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* Decodes `text` to `to`, which has room for 3 bytes for each 4 of `text` and may be where `text`
 * stands; the number of bytes in `*n`. False where it is not base64. Empty text is no bytes. */
bool cs_base64_decode(cs_text text, void *to, size_t *n);

/* How many bytes the base64 of `n` bytes takes. */
static inline size_t cs_base64_size(size_t n)
{
    return (n + 2) / 3 * 4;
}

/* Encodes the bytes to `to`, which has room for cs_base64_size() of them. */
void cs_base64_encode(cs_text bytes, char *to);

#endif
