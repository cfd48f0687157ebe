/* What the files of the decoder share.
 *
 * Each cs_decode function appends the shown form of `value` to `to` and returns true, or appends
 * nothing and returns false where the value is not of its form. Out of memory it returns true, and
 * `to->failed` tells. */
#ifndef CS_DECODE_INTERNAL_H
#define CS_DECODE_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/text.h"

/* What the hex digit stands for, its case ignored; -1 for every other character. */
static inline int cs_hex_digit(char c)
{
    char lower = cs_ascii_lower(c);

    if (c >= '0' && c <= '9')
        return c - '0';
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* SIDs and GUIDs, by the attribute's name. */
bool cs_decode_binary(cs_text name, cs_text value, cs_buffer *to);

/* Times and numbers with named bits, by the attribute's name. */
bool cs_decode_number(cs_text name, cs_text value, cs_buffer *to);

/* A hexadecimal integer of any attribute. */
bool cs_decode_hex(cs_text name, cs_text value, cs_buffer *to);

/* A generalized time. */
bool cs_decode_generalized_time(cs_text value, cs_buffer *to);

/* A number of an attribute that holds bits or choices with names; false for every other attribute,
 * and where there is no name to be shown. */
bool cs_decode_flags(cs_text name, int64_t number, cs_buffer *to);

/* A number of a FILETIME attribute; false where it is negative. */
bool cs_decode_filetime(cs_text name, int64_t ticks, cs_buffer *to);

/* True for an attribute that holds a FILETIME. */
bool cs_is_filetime(cs_text name);

#endif
