#include "escape.h"

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
static inline size_t plain_of_sixteen(const char *s, bool attribute)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)s);

    return (size_t)__builtin_ctz((unsigned)_mm_movemask_epi8(marked(bytes, attribute)) | 1u << 16);
}

/* How many bytes at the start of `t` stand for themselves. */
static inline size_t plain(cs_text t, bool attribute)
{
    if (t.n < 16) {
        char padded[16] = {0};
        memcpy(padded, t.s, t.n);
        size_t n = plain_of_sixteen(padded, attribute);
        return n < t.n ? n : t.n;
    }
    for (size_t i = 0; i < t.n; i += 16) {
        if (i > t.n - 16)
            i = t.n - 16; /* the last sixteen, some of them looked at before */
        size_t n = plain_of_sixteen(t.s + i, attribute);
        if (n < 16)
            return i + n;
    }
    return t.n;
}

#else

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
