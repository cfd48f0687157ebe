#include "xml/escape.h"

#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What stands for a byte; NULL where it stands for itself. */
static const char *reference(char c, bool attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;";
    case '"':
        return attribute ? "&quot;" : NULL;
    case '\t':
        return attribute ? "&#9;" : NULL;
    case '\n':
        return attribute ? "&#10;" : NULL;
    default:
        return NULL;
    }
}

#ifdef __SSE2__

/* Marks the bytes that are not themselves. */
static inline __m128i marked(__m128i bytes, bool attribute)
{
    __m128i amp = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('&'));
    __m128i lt = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('<'));
    __m128i gt = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('>'));
    __m128i cr = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r'));
    __m128i marks = _mm_or_si128(_mm_or_si128(amp, lt), _mm_or_si128(gt, cr));

    if (attribute) {
        __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
        __m128i tab = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t'));
        __m128i lf = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n'));
        marks = _mm_or_si128(marks, _mm_or_si128(_mm_or_si128(quote, tab), lf));
    }
    return marks;
}

/* The first of sixteen bytes that is not itself; sixteen where there is none. */
static inline size_t plain_of_sixteen(__m128i bytes, bool attribute)
{
    return (size_t)__builtin_ctz((unsigned)_mm_movemask_epi8(marked(bytes, attribute)) | 1u << 16);
}

/* Fewer than sixteen bytes, with zeroes behind them. Most values are short, and for those a call of
 * memcpy() takes as long as all the rest. */
static inline __m128i load_short(cs_text t)
{
    uint64_t low = 0, high = 0;

    if (t.n > 8) {
        memcpy(&low, t.s, 8);
        memcpy(&high, t.s + t.n - 8, 8);
        high >>= 8 * (16 - t.n);
    } else if (t.n >= 4) {
        uint32_t first, last;
        memcpy(&first, t.s, 4);
        memcpy(&last, t.s + t.n - 4, 4);
        low = first | (uint64_t)last << 8 * (t.n - 4);
    } else {
        for (size_t i = 0; i < t.n; i++)
            low |= (uint64_t)(unsigned char)t.s[i] << 8 * i;
    }
    return _mm_set_epi64x((int64_t)high, (int64_t)low);
}

/* Adds a short text; false, with nothing added, where not all of it stands for itself. */
static inline bool add_short(cs_buffer *to, cs_text t, bool attribute)
{
    if (t.n >= 16)
        return false;
    __m128i bytes = load_short(t);
    if (plain_of_sixteen(bytes, attribute) < 16)
        return false;
    char *end = cs_buffer_reserve(to, 16);
    if (end != NULL) {
        _mm_storeu_si128((__m128i *)(void *)end, bytes);
        to->n += t.n;
    }
    return true;
}

/* How many bytes at the start of `t` stand for themselves. */
static inline size_t plain(cs_text t, bool attribute)
{
    if (t.n < 16) {
        size_t n = plain_of_sixteen(load_short(t), attribute);
        return n < t.n ? n : t.n;
    }
    for (size_t i = 0; i < t.n; i += 16) {
        if (i > t.n - 16)
            i = t.n - 16; /* the last sixteen, some of them looked at before */
        size_t n =
            plain_of_sixteen(_mm_loadu_si128((const __m128i *)(const void *)(t.s + i)), attribute);
        if (n < 16)
            return i + n;
    }
    return t.n;
}

#else

static inline bool add_short(cs_buffer *to, cs_text t, bool attribute)
{
    (void)to, (void)t, (void)attribute;
    return false;
}

/* How many bytes at the start of `t` stand for themselves. */
static inline size_t plain(cs_text t, bool attribute)
{
    size_t n = 0;

    while (n < t.n && reference(t.s[n], attribute) == NULL)
        n++;
    return n;
}

#endif

static inline void escape(cs_buffer *to, cs_text t, bool attribute)
{
    if (add_short(to, t, attribute))
        return;
    while (t.n > 0) {
        size_t n = plain(t, attribute);

        cs_buffer_add(to, (cs_text){t.s, n});
        if (n == t.n)
            return;
        cs_buffer_puts(to, reference(t.s[n], attribute));
        t = (cs_text){t.s + n + 1, t.n - n - 1};
    }
}

void cs_escape_text(cs_buffer *to, cs_text t)
{
    escape(to, t, false);
}

void cs_escape_attribute(cs_buffer *to, cs_text t)
{
    escape(to, t, true);
}
