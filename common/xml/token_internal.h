/* What the files of the scanner's tokens share: token.c passes over tags and text, token_cache.c
 * remembers start tags, token_decode.c reads references. */
#ifndef CS_XML_TOKEN_INTERNAL_H
#define CS_XML_TOKEN_INTERNAL_H

#include "xml/token.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* True where the `n` bytes at `p` are those at `other`, sixteen at a time; both may be
 * read up to the next multiple of sixteen. */
static inline bool cs_scan_same_bytes(const char *p, const char *other, size_t n)
{
#ifdef __SSE2__
    size_t i = 0;
    for (;; i += 16) {
        __m128i a = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(other + i));
        unsigned same = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(a, b));
        if (n - i <= 16) {
            unsigned needed = n - i == 16 ? 0xFFFFu : (1u << (n - i)) - 1;
            return (same & needed) == needed;
        }
        if (same != 0xFFFF)
            return false;
    }
#else
    return memcmp(p, other, n) == 0;
#endif
}

/* Reads the start tag at `p`, a `<`, from scratch: returns where it ends, NULL where it is not
 * plain. Its XML attributes are in `tags` until the next call. In token.c. */
const char *cs_scan_parse_tag(cs_scan_tags *tags, const char *p, cs_scan_tag *tag);

/* Reads the reference at `p`, an `&`: `*code` is the character it stands for. Returns what follows
 * it, NULL where it is none of XML's. In token_decode.c. */
const char *cs_scan_reference(const char *p, uint32_t *code);

#endif
