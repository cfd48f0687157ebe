#include "text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void text_free(struct text *t)
{
    free(t->s);
    *t = (struct text){0};
}

/* Room for `n` more bytes, which count as used. */
static char *extend(struct text *t, size_t n)
{
    if (t->room - t->n < n) {
        t->room = 2 * t->room + n;
        t->s = realloc(t->s, t->room);
        if (!t->s) {
            fputs("generate: out of memory\n", stderr);
            exit(1);
        }
    }
    t->n += n;
    return t->s + t->n - n;
}

void text_add(struct text *t, const char *s, size_t n)
{
    if (n > 0)
        memcpy(extend(t, n), s, n);
}

void text_put(struct text *t, const char *s)
{
    text_add(t, s, strlen(s));
}

void text_format(struct text *t, const char *format, ...)
{
    char made[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(made, sizeof made, format, arguments);
    va_end(arguments);
    text_put(t, made);
}

void text_base64(struct text *t, const unsigned char *bytes, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = extend(t, (n + 2) / 3 * 4);

    for (size_t i = 0; i < n; i += 3, to += 4) {
        unsigned second = i + 1 < n ? bytes[i + 1] : 0, third = i + 2 < n ? bytes[i + 2] : 0;
        unsigned bits = (unsigned)bytes[i] << 16 | second << 8 | third;
        to[0] = digits[bits >> 18];
        to[1] = digits[bits >> 12 & 63];
        to[2] = i + 1 < n ? digits[bits >> 6 & 63] : '=';
        to[3] = i + 2 < n ? digits[bits & 63] : '=';
    }
}

void text_hex(struct text *t, const unsigned char *bytes, size_t n)
{
    char *to = extend(t, 2 * n);

    for (size_t i = 0; i < n; i++) {
        *to++ = "0123456789ABCDEF"[bytes[i] >> 4];
        *to++ = "0123456789ABCDEF"[bytes[i] & 15];
    }
}

/* ---- UTF-16 ---- */

static unsigned char *put_unit(unsigned char *to, uint32_t unit)
{
    *to++ = (unsigned char)unit;
    *to++ = (unsigned char)(unit >> 8);
    return to;
}

/* The character that begins at `from`, and where the next one begins. */
static const unsigned char *take_character(const unsigned char *from, uint32_t *c)
{
    int more = *from >= 0xF0 ? 3 : *from >= 0xE0 ? 2 : *from >= 0xC0 ? 1 : 0;

    *c = more > 0 ? *from & (0x3Fu >> more) : *from;
    for (from++; more > 0; more--)
        *c = *c << 6 | (*from++ & 0x3Fu);
    return from;
}

/* Makes UTF-16 of valid UTF-8. `to` has room for twice the bytes. Returns the end. */
static unsigned char *to_utf16(unsigned char *to, const unsigned char *from,
                               const unsigned char *end)
{
    while (from < end) {
        uint32_t c;
        from = take_character(from, &c);
        if (c >= 0x10000) {
            to = put_unit(to, 0xD800 + ((c - 0x10000) >> 10));
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        to = put_unit(to, c);
    }
    return to;
}

bool text_write(struct text *t, bool utf16, FILE *file)
{
    size_t n = t->n;

    if (n == 0)
        return true;
    if (utf16) {
        extend(t, 2 * n);
        unsigned char *from = (unsigned char *)t->s, *to = from + n;
        to += to_utf16(to, from, to) - to;
        t->n = (size_t)(to - (from + n));
        bool ok = fwrite(from + n, 1, t->n, file) == t->n;
        t->n = 0;
        return ok;
    }
    t->n = 0;
    return fwrite(t->s, 1, n, file) == n;
}
