/* UTF-8 and UTF-16, strictly (RFC 3629; the characters of XML 1.0, production 2). */
#ifndef CS_BASE_UTF8_H
#define CS_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many leading bytes of `s` are whole characters that XML allows: `n` where all of it is. */
size_t cs_utf8_xml_prefix(const char *s, size_t n);

/* True where the `n` bytes are the beginning of a UTF-8 character whose rest is yet to come. */
bool cs_utf8_is_partial(const char *s, size_t n);

/* Decodes the character at the start of `s` (`n` > 0): its length in bytes and, in `*code`, its
 * code point; 0 where the bytes are not UTF-8. Characters that XML forbids are decoded too. */
size_t cs_utf8_decode(const char *s, size_t n, uint32_t *code);

/* Writes a code point as UTF-8: how many of the four bytes it takes. */
size_t cs_utf8_encode(char out[4], uint32_t code);

/* True for a code point that is a character of XML. */
bool cs_is_xml_character(uint32_t code);

/* Turns UTF-16 into UTF-8, up to the first code unit that is not part of a whole character: the
 * bytes of `in` used, and in `*written` the bytes put at `out`, which has room for 3 bytes for
 * each 2 of `in`. */
size_t cs_utf16_to_utf8(const unsigned char *in, size_t n, bool big_endian, char *out,
                        size_t *written);

/* How many bytes the (valid) UTF-8 text takes as UTF-16. */
uint64_t cs_utf8_as_utf16_size(const char *s, size_t n);

#endif
