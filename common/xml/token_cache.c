/* Has this start tag been seen before, byte for byte? Then it need not be checked again. */
#include "xml/token_internal.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static uint64_t load8(const char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return v;
}

enum tuning {
    APART = 31 /* tags of the same words in another order */
};

/* A number for the tag's bytes; where it is the same for different tags one is forgotten. */
static size_t hash_tag(const char *p, size_t n)
{
    const uint64_t k = 0x9E3779B97F4A7C15u;
    uint64_t h;

    if (n <= 8)
        h = load8(p) << (64 - 8 * n);
    else if (n <= 16)
        h = load8(p) * APART + load8(p + n - 8);
    else if (n <= 28)
        h = (load8(p + 1) * APART + load8(p + 8)) * APART + load8(p + n - 8);
    else
        h = (load8(p + 12) * APART + load8(p + 20)) * APART + load8(p + n - 20);
    return (size_t)(((h + n) * k) >> 56) & (CS_SCAN_SETS - 1);
}

/* The length of the tag at `p` up to its first `>`, 0 where that is too far to be remembered. */
static inline size_t short_tag_size(const char *p)
{
#ifdef __SSE2__
    const __m128i end = _mm_set1_epi8('>');
    for (size_t i = 0; i < CS_SCAN_TAG_SIZE; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, end));
        if (mask != 0)
            return i + (size_t)__builtin_ctz(mask) + 1;
        /* The padding is shorter than the longest tag: never look past a zero byte. */
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128())) != 0)
            return 0;
    }
    return 0;
#else
    for (size_t i = 0; i < CS_SCAN_TAG_SIZE && p[i] != '\0'; i++)
        if (p[i] == '>')
            return i + 1;
    return 0;
#endif
}

/* True for a tag that will come again: not one that names a single object. */
static bool is_worth_remembering(const cs_scan_tag *tag)
{
    if (tag->count == 0)
        return true;
    if (tag->count > CS_SCAN_TAG_ATTRIBUTES || tag->kind < CS_KIND_ANCHOR ||
        tag->kind > CS_KIND_DN_VALUE)
        return false;
    for (size_t i = 0; i < tag->count; i++)
        if (tag->attributes[i].decode)
            return false;
    return true;
}

/* Remembers a tag that is short and ends at its first `>`. */
static void remember(cs_scan_tags *tags, const cs_scan_tag *tag, size_t size)
{
    if (size == 0 || (size_t)(tag->end - tag->start) != size || !is_worth_remembering(tag))
        return;
    cs_scan_known *set = tags->known[hash_tag(tag->start, size)], *known = &set[0];
    set[1] = set[0];
    memset(known, 0, sizeof *known);
    memcpy(known->text, tag->start, size);
    known->size = (uint8_t)size;
    known->name_n = (uint8_t)tag->name_n;
    known->kind = (uint8_t)tag->kind;
    known->flags = (uint8_t)tag->flags;
    known->count = (uint8_t)tag->count;
    for (size_t i = 0; i < tag->count; i++) {
        const cs_scan_attribute *a = &tag->attributes[i];
        known->attributes[i].name = (uint8_t)(a->name - tag->start);
        known->attributes[i].name_n = (uint8_t)a->name_n;
        known->attributes[i].value = (uint8_t)(a->value - tag->start);
        known->attributes[i].value_n = (uint8_t)a->value_n;
    }
}

/* The remembered tag of these bytes; NULL where there is none. */
static inline const cs_scan_known *recall(const cs_scan_tags *tags, const char *p, size_t size)
{
    const cs_scan_known *set = tags->known[hash_tag(p, size)];

    for (size_t i = 0; i < 2; i++)
        if (set[i].size == size && cs_scan_same_bytes(p, set[i].text, size))
            return &set[i];
    return NULL;
}

const char *cs_scan_start_tag(cs_scan_tags *tags, const char *p, cs_scan_tag *tag)
{
    size_t size = short_tag_size(p);
    const cs_scan_known *known = size > 0 ? recall(tags, p, size) : NULL;

    if (known) {
        tag->start = p;
        tag->end = p + size;
        tag->kind = known->kind;
        tag->flags = known->flags;
        tag->name_n = known->name_n;
        tag->known = known;
        tag->count = known->count;
        return tag->end;
    }
    const char *end = cs_scan_parse_tag(tags, p, tag);
    if (end)
        remember(tags, tag, size);
    return end;
}

cs_scan_attribute cs_scan_tag_attribute(const cs_scan_tag *tag, size_t i)
{
    if (!tag->known)
        return tag->attributes[i];
    /* In the tag, not in what is remembered, which the next tag may push out. */
    return (cs_scan_attribute){.name = tag->start + tag->known->attributes[i].name,
                               .name_n = tag->known->attributes[i].name_n,
                               .value = tag->start + tag->known->attributes[i].value,
                               .value_n = tag->known->attributes[i].value_n};
}
