#include "base/terminal.h"

#include <string.h>

#include "base/utf8.h"

bool cs_is_dangerous(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200B || c == 0x200E ||
           c == 0x200F || (c >= 0x2028 && c <= 0x202E) || c == 0x2060 ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

enum tuning {
    ESCAPED_ROOM = 12 /* at least the longest thing that one character becomes, and a NUL */
};

/* Spells the first character of `t` into `out`: how many bytes of `t` it was. */
static size_t escape_one(cs_text t, char out[ESCAPED_ROOM])
{
    uint32_t c = 0;
    size_t length = cs_utf8_decode(t.s, t.n, &c);

    if (length > 0 && !cs_is_dangerous(c)) {
        memcpy(out, t.s, length);
        out[length] = '\0';
        return length;
    }
    if (length <= 1)
        snprintf(out, ESCAPED_ROOM, "\\x%02X", (unsigned)(unsigned char)t.s[0]);
    else
        snprintf(out, ESCAPED_ROOM, "\\u{%04X}", (unsigned)c);
    return length > 0 ? length : 1;
}

/* Escapes as much of `t` as fits into `size` bytes with a NUL; moves `t` past it. */
static size_t escape_some(char *buffer, size_t size, cs_text *t)
{
    size_t n = 0;

    while (t->n > 0) {
        char one[ESCAPED_ROOM];
        size_t used = escape_one(*t, one);
        size_t length = strlen(one);

        if (length >= size - n)
            break;
        memcpy(buffer + n, one, length);
        n += length;
        *t = (cs_text){t->s + used, t->n - used};
    }
    buffer[n] = '\0';
    return n;
}

size_t cs_escape(char *buffer, size_t size, cs_text t)
{
    return size > 0 ? escape_some(buffer, size, &t) : 0;
}

void cs_print_escaped(FILE *to, cs_text t)
{
    char buffer[1024];

    while (t.n > 0) {
        size_t n = escape_some(buffer, sizeof buffer, &t);
        fwrite(buffer, 1, n, to);
    }
}
