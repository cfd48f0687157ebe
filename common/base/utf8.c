#include "base/utf8.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

size_t cs_utf8_decode(const char *s, size_t n, uint32_t *code)
{
    const unsigned char *u = (const unsigned char *)s;
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size = u[0] < 0x80 ? 1 : u[0] < 0xC2 ? 0 : u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;

    if (size == 0 || u[0] > 0xF4 || size > n)
        return 0;
    uint32_t c = size == 1 ? u[0] : u[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((u[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (u[i] & 0x3Fu);
    }
    if (c < least[size] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *code = c;
    return size;
}

bool cs_is_xml_character(uint32_t c)
{
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r';
    return c < 0xD800 || (c > 0xDFFF && c < 0xFFFE) || (c > 0xFFFF && c <= 0x10FFFF);
}

/* Bytes of `s` that are plain ASCII text, looked at sixteen at a time. */
static size_t plain_prefix(const char *s, size_t n)
{
    size_t i = 0;

#ifdef __SSE2__
    const __m128i space = _mm_set1_epi8(0x20);
    for (; i + 16 <= n; i += 16) {
        /* Signed: below the space are the controls and every byte of a longer character. */
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
        if (_mm_movemask_epi8(_mm_cmplt_epi8(bytes, space)) != 0)
            break;
    }
#endif
    while (i < n && (signed char)s[i] >= 0x20)
        i++;
    return i;
}

size_t cs_utf8_xml_prefix(const char *s, size_t n)
{
    size_t i = 0;

    for (;;) {
        i += plain_prefix(s + i, n - i);
        if (i == n)
            return n;
        uint32_t c;
        size_t size = cs_utf8_decode(s + i, n - i, &c);
        if (size == 0 || !cs_is_xml_character(c))
            return i;
        i += size;
    }
}

bool cs_utf8_is_partial(const char *s, size_t n)
{
    char whole[4] = {0};
    uint32_t c;

    if (n == 0 || n > 3 || (unsigned char)s[0] < 0xC2)
        return false;
    /* Complete it with the lowest and with the highest continuation: one of them is a character
     * where the beginning is a beginning. */
    for (int fill = 0x80; fill <= 0xBF; fill += 0x3F) {
        memset(whole, fill, sizeof whole);
        memcpy(whole, s, n);
        if (cs_utf8_decode(whole, sizeof whole, &c) > n)
            return true;
    }
    return false;
}

static uint32_t unit_at(const unsigned char *in, bool big_endian)
{
    return big_endian ? (uint32_t)in[0] << 8 | in[1] : (uint32_t)in[1] << 8 | in[0];
}

/* Code units of `in` (of `n` bytes) that are ASCII, written to `out`, eight at a time. */
static size_t ascii_units(const unsigned char *in, size_t n, bool big_endian, char *out)
{
    size_t units = 0;

#ifdef __SSE2__
    const __m128i beyond = _mm_set1_epi16((short)0xFF80);
    for (; 2 * units + 16 <= n; units += 8) {
        __m128i u = _mm_loadu_si128((const __m128i *)(const void *)(in + 2 * units));
        if (big_endian)
            u = _mm_or_si128(_mm_slli_epi16(u, 8), _mm_srli_epi16(u, 8));
        __m128i high = _mm_cmpeq_epi16(_mm_and_si128(u, beyond), _mm_setzero_si128());
        if (_mm_movemask_epi8(high) != 0xFFFF)
            break;
        _mm_storel_epi64((__m128i *)(void *)(out + units), _mm_packus_epi16(u, u));
    }
#endif
    for (; 2 * units + 2 <= n; units++) {
        uint32_t c = unit_at(in + 2 * units, big_endian);
        if (c >= 0x80)
            break;
        out[units] = (char)c;
    }
    return units;
}

size_t cs_utf8_encode(char out[4], uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

size_t cs_utf16_to_utf8(const unsigned char *in, size_t n, bool big_endian, char *out,
                        size_t *written)
{
    size_t i = 0;
    char *to = out;

    for (;;) {
        size_t units = ascii_units(in + i, n - i, big_endian, to);
        i += 2 * units;
        to += units;
        if (i + 2 > n)
            break;
        uint32_t c = unit_at(in + i, big_endian);
        size_t size = 2;
        if (c >= 0xD800 && c <= 0xDFFF) {
            uint32_t low = c < 0xDC00 && i + 4 <= n ? unit_at(in + i + 2, big_endian) : 0;
            if (low < 0xDC00 || low > 0xDFFF)
                break;
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            size = 4;
        }
        to += cs_utf8_encode(to, c);
        i += size;
    }
    *written = (size_t)(to - out);
    return i;
}

uint64_t cs_utf8_as_utf16_size(const char *s, size_t n)
{
    uint64_t units = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        units += (c & 0xC0) != 0x80;
        units += c >= 0xF0;
    }
    return 2 * units;
}
