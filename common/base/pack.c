#include "base/pack.h"

enum {
    LONGEST_NUMBER = 10, /* bytes that 64 bits take, seven in each */
    MORE = 0x80          /* in a byte: another one follows */
};

void cs_pack_number(cs_buffer *to, uint64_t number)
{
    char *s = cs_buffer_reserve(to, LONGEST_NUMBER);

    if (!s)
        return;
    for (; number >= MORE; number >>= 7, to->n++)
        *s++ = (char)(number | MORE);
    *s = (char)number;
    to->n++;
}

void cs_pack_text(cs_buffer *to, cs_text text)
{
    cs_pack_number(to, text.s ? (uint64_t)text.n + 1 : 0);
    cs_buffer_add(to, text);
}

uint64_t cs_unpack_number(cs_text *from)
{
    uint64_t number = 0;
    unsigned char c;

    for (unsigned shift = 0;; shift += 7) {
        c = (unsigned char)*from->s++;
        from->n--;
        number |= (uint64_t)(c & ~MORE) << shift;
        if (!(c & MORE))
            return number;
    }
}

cs_text cs_unpack_text(cs_text *from)
{
    uint64_t n = cs_unpack_number(from);

    if (n == 0)
        return CS_NO_TEXT;
    cs_text text = {from->s, (size_t)n - 1};
    *from = (cs_text){from->s + text.n, from->n - text.n};
    return text;
}
