#include "base/base64.h"

#include <stdint.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The value of a digit, -1 for any other character. */
static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool cs_base64_decode(cs_text text, void *to, size_t *n)
{
    unsigned char *out = to;
    uint32_t bits = 0;

    *n = 0;
    if (text.n % 4 != 0)
        return false;
    size_t padding = !cs_text_ends(text, '=') ? 0 : text.s[text.n - 2] != '=' ? 1 : 2;
    for (size_t i = 0; i < text.n - padding; i++) {
        int digit = digit_value(text.s[i]);
        if (digit < 0)
            return false;
        bits = bits << 6 | (uint32_t)digit;
        if (i % 4 != 0)
            out[(*n)++] = (unsigned char)(bits >> (6 - 2 * (i % 4)));
    }
    return (bits & ((UINT32_C(1) << 2 * padding) - 1)) == 0;
}

void cs_base64_encode(cs_text bytes, char *to)
{
    const unsigned char *s = (const unsigned char *)bytes.s;

    for (size_t i = 0; i < bytes.n; i += 3) {
        size_t left = bytes.n - i;
        uint32_t bits = (uint32_t)s[i] << 16 | (uint32_t)(left > 1 ? s[i + 1] : 0) << 8 |
                        (uint32_t)(left > 2 ? s[i + 2] : 0);
        *to++ = digits[bits >> 18];
        *to++ = digits[bits >> 12 & 63];
        *to++ = left > 1 ? digits[bits >> 6 & 63] : '=';
        *to++ = left > 2 ? digits[bits & 63] : '=';
    }
}
