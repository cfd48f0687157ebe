#include "decode/decode.h"

#include "decode/internal.h"

static bool decode(cs_text name, cs_text type, cs_text value, cs_buffer *to)
{
    bool untyped = type.n == 0;
    bool integer = cs_text_is(type, "integer");

    if ((untyped || cs_text_is(type, "binary")) && cs_decode_binary(name, value, to))
        return true;
    if ((untyped || integer) && cs_decode_number(name, value, to))
        return true;
    if (integer && cs_decode_hex(name, value, to))
        return true;
    return (untyped || cs_text_is(type, "string")) && cs_decode_generalized_time(value, to);
}

cs_text cs_decode(cs_text name, cs_text type, cs_text value, cs_buffer *scratch)
{
    size_t start = scratch->n;

    if (value.n == 0 || !decode(name, type, value, scratch))
        return value;
    if (scratch->failed) {
        scratch->n = start;
        return value;
    }
    return (cs_text){scratch->s + start, scratch->n - start};
}

/* Puts the printable characters that the hex digits stand for at `to`; false where one is not. */
static bool unhex_printable(cs_text hex, char *to)
{
    for (size_t i = 0; i < hex.n; i += 2) {
        int high = cs_hex_digit(hex.s[i]), low = cs_hex_digit(hex.s[i + 1]);
        int byte = high * 16 + low;
        if (high < 0 || low < 0 || byte < ' ' || byte > '~')
            return false;
        *to++ = (char)byte;
    }
    return true;
}

cs_text cs_decode_cloud_dn(cs_text dn, cs_buffer *scratch)
{
    static const cs_text before = {"CN={", 4};

    if (dn.n <= before.n + 1 || !cs_text_equal_nocase((cs_text){dn.s, before.n}, before) ||
        dn.s[dn.n - 1] != '}')
        return CS_NO_TEXT;
    cs_text hex = {dn.s + before.n, dn.n - before.n - 1};
    if (hex.n % 2 != 0)
        return CS_NO_TEXT;
    char *to = cs_buffer_reserve(scratch, hex.n / 2);
    if (!to || !unhex_printable(hex, to))
        return CS_NO_TEXT;
    scratch->n += hex.n / 2;
    return (cs_text){to, hex.n / 2};
}
