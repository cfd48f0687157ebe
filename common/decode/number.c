/* Integers, in hex or decimal. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include "decode/internal.h"

enum {
    HEX_DIGITS_32 = 8,
    HEX_DIGITS_64 = 16
};

/* Attributes of the syntax large integer, beside the times, that hold numbers from 2 to the 31st
 * on: those eight hex digits are no negative number. msExchRecipientTypeDetails is 0x80000000 for
 * every remote mailbox, update sequence numbers grow past it in old domains. */
static bool is_large_integer(cs_text name)
{
    static const char *const names[] = {"msExchRecipientTypeDetails",
                                        "msExchPreviousRecipientTypeDetails",
                                        "msExchRemoteRecipientType",
                                        "uSNChanged",
                                        "uSNCreated",
                                        "uSNLastObjRem",
                                        "uSNDSALastObjRemoved",
                                        "maxStorage",
                                        "modifiedCount",
                                        "modifiedCountAtLastProm",
                                        "rIDAllocationPool",
                                        "rIDAvailablePool",
                                        "rIDPreviousAllocationPool"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cs_text_equal_nocase(name, cs_text_from(names[i])))
            return true;
    return cs_is_filetime(name);
}

static bool is_hex(cs_text value)
{
    return value.n > 2 && value.s[0] == '0' && cs_ascii_lower(value.s[1]) == 'x';
}

/* `digits` without their 0x. An integer has 32 bits, a large one 64, both signed
 * ([MS-ADTS] 3.1.1.2.2.2); how many digits are written says which, where the name does not. */
static bool parse_hex(cs_text digits, bool large, int64_t *number)
{
    uint64_t bits = 0;

    if (digits.n > HEX_DIGITS_64)
        return false;
    for (size_t i = 0; i < digits.n; i++) {
        int digit = cs_hex_digit(digits.s[i]);
        if (digit < 0)
            return false;
        bits = bits << 4 | (uint64_t)digit;
    }
    *number = large || digits.n > HEX_DIGITS_32 ? (int64_t)bits : (int32_t)bits;
    return true;
}

/* Decimal as a program writes it: no plus, no zero in front, no white space. */
static bool parse_decimal(cs_text value, int64_t *number)
{
    bool negative = value.s[0] == '-';
    int64_t n = 0;

    if (negative)
        value = cs_text_skip(value, 1);
    if (value.n == 0 || (value.s[0] == '0' && (value.n > 1 || negative)))
        return false;
    for (size_t i = 0; i < value.n; i++) {
        int digit = value.s[i] - '0';
        if (digit < 0 || digit > 9 || n < (INT64_MIN + digit) / 10)
            return false;
        n = n * 10 - digit; /* downwards: there is one more negative number */
    }
    if (!negative && n == INT64_MIN)
        return false;
    *number = negative ? n : -n;
    return true;
}

bool cs_decode_hex(cs_text name, cs_text value, cs_buffer *to)
{
    int64_t number;
    char text[24];

    if (!is_hex(value) || !parse_hex(cs_text_skip(value, 2), is_large_integer(name), &number))
        return false;
    if (number < 0 && cs_is_filetime(name))
        return false; /* no time; a large negative number would say less than the hex does */
    snprintf(text, sizeof text, "%" PRId64, number);
    cs_buffer_puts(to, text);
    return true;
}

bool cs_decode_number(cs_text name, cs_text value, cs_buffer *to)
{
    bool is_time = cs_is_filetime(name);
    int64_t number;

    if (is_hex(value) ? !parse_hex(cs_text_skip(value, 2), is_time, &number)
                      : !parse_decimal(value, &number))
        return false;
    return is_time ? cs_decode_filetime(name, number, to) : cs_decode_flags(name, number, to);
}
