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

/* How many bytes at the start of `t` stand for themselves, sixteen at a time; the last sixteen may
 * overlap those before them. */
static inline size_t plain_in_sixteens(cs_text t, bool attribute)
{
    for (size_t i = 0; i < t.n; i += 16) {
        if (i > t.n - 16)
            i = t.n - 16;
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(t.s + i));
        unsigned marks = (unsigned)_mm_movemask_epi8(marked(bytes, attribute));
        if (marks != 0)
            return i + (size_t)__builtin_ctz(marks);
    }
    return t.n;
}

#endif

/* How many bytes at the start of `t` stand for themselves. */
static inline size_t plain(cs_text t, bool attribute)
{
    size_t n = 0;

#ifdef __SSE2__
    if (t.n >= 16)
        return plain_in_sixteens(t, attribute);
#endif
    while (n < t.n && reference(t.s[n], attribute) == NULL)
        n++;
    return n;
}

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
