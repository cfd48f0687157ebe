/* Where do tags and text end, and are they what XML allows? What start tags have been seen is in
 * token_cache.c, what checked text says is in token_decode.c. */
#include "base/utf8.h"
#include "xml/token_internal.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* ---- Characters ---- */

/* What a byte may be in a name; names beyond ASCII are left to libxml2. */
enum {
    NAME_START = 1,
    NAME_PART = 2,
    SPACE = 4
};

static const uint8_t classes[256] = {
    [' '] = SPACE,
    ['\t'] = SPACE,
    ['\n'] = SPACE,
    ['\r'] = SPACE,
    ['-'] = NAME_PART,
    ['.'] = NAME_PART,
    ['_'] = NAME_START | NAME_PART,
#define LETTER(c) [c] = NAME_START | NAME_PART, [c - 'A' + 'a'] = NAME_START | NAME_PART
    LETTER('A'),
    LETTER('B'),
    LETTER('C'),
    LETTER('D'),
    LETTER('E'),
    LETTER('F'),
    LETTER('G'),
    LETTER('H'),
    LETTER('I'),
    LETTER('J'),
    LETTER('K'),
    LETTER('L'),
    LETTER('M'),
    LETTER('N'),
    LETTER('O'),
    LETTER('P'),
    LETTER('Q'),
    LETTER('R'),
    LETTER('S'),
    LETTER('T'),
    LETTER('U'),
    LETTER('V'),
    LETTER('W'),
    LETTER('X'),
    LETTER('Y'),
    LETTER('Z'),
#undef LETTER
    ['0'] = NAME_PART,
    ['1'] = NAME_PART,
    ['2'] = NAME_PART,
    ['3'] = NAME_PART,
    ['4'] = NAME_PART,
    ['5'] = NAME_PART,
    ['6'] = NAME_PART,
    ['7'] = NAME_PART,
    ['8'] = NAME_PART,
    ['9'] = NAME_PART,
};

static inline unsigned class_of(char c)
{
    return classes[(unsigned char)c];
}

bool cs_scan_is_object(cs_text text, size_t at)
{
    static const char tag[] = "<cs-object";
    const size_t n = sizeof tag - 1;

    if (text.n - at <= n || memcmp(text.s + at, tag, n) != 0)
        return false;
    char behind = text.s[at + n];
    return class_of(behind) & SPACE || behind == '>' || behind == '/';
}

size_t cs_scan_next_object(cs_text text, size_t at)
{
    while (at < text.n && !cs_scan_is_object(text, at)) {
        at++;
        at += cs_text_find(cs_text_skip(text, at), '<');
    }
    return at;
}

static const char *pass_space(const char *p)
{
    while (class_of(*p) & SPACE)
        p++;
    return p;
}

static const char *pass_name(const char *p)
{
    if (!(class_of(*p) & NAME_START))
        return NULL;
    do
        p++;
    while (class_of(*p) & NAME_PART);
    return p;
}

/* Passes a character, and those beyond ASCII that follow; NULL where that is none of XML's. The
 * padding makes four bytes readable. */
static const char *pass_characters(const char *p)
{
    uint32_t code;

    do {
        size_t size = cs_utf8_decode(p, 4, &code);
        if (size == 0 || !cs_is_xml_character(code))
            return NULL;
        p += size;
    } while ((unsigned char)*p >= 0x80);
    return p;
}

/* ---- Runs ---- */

/* The first byte from `p` on that is below the blank, beyond ASCII, or one of the three. */
static inline const char *find_special(const char *p, char a, char b, char c)
{
#ifdef __SSE2__
    const __m128i blank = _mm_set1_epi8(0x20), va = _mm_set1_epi8(a), vb = _mm_set1_epi8(b),
                  vc = _mm_set1_epi8(c);
    for (;; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmplt_epi8(v, blank), _mm_cmpeq_epi8(v, va)),
                                     _mm_or_si128(_mm_cmpeq_epi8(v, vb), _mm_cmpeq_epi8(v, vc)));
        unsigned mask = (unsigned)_mm_movemask_epi8(found);
        if (mask != 0)
            return p + __builtin_ctz(mask);
    }
#else
    while ((signed char)*p >= 0x20 && *p != a && *p != b && *p != c)
        p++;
    return p;
#endif
}

const char *cs_scan_text(const char *p, bool *decode)
{
    uint32_t code;

    while (p) {
        p = find_special(p, '<', '&', ']');
        switch (*p) {
        case '<':
            return p;
        case '&':
            *decode = true;
            p = cs_scan_reference(p, &code);
            break;
        case ']':
            p = p[1] == ']' && p[2] == '>' ? NULL : p + 1;
            break;
        case '\r':
            *decode = true;
            p++;
            break;
        case '\n':
        case '\t':
            p++;
            break;
        default:
            p = pass_characters(p);
        }
    }
    return NULL;
}

/* Passes the inside of an XML attribute's quotes, up to the closing one. */
static const char *pass_attribute_value(const char *p, char quote, bool *decode)
{
    uint32_t code;

    while (p) {
        p = find_special(p, quote, '&', '<');
        if (*p == quote)
            return p;
        if (*p == '&') {
            *decode = true;
            p = cs_scan_reference(p, &code);
        } else if (class_of(*p) & SPACE) {
            *decode = true;
            p++;
        } else {
            p = (unsigned char)*p >= 0x80 ? pass_characters(p) : NULL;
        }
    }
    return NULL;
}

/* ---- Start tags ---- */

/* Reads the XML attribute at `p`. */
static const char *read_attribute(const char *p, cs_scan_attribute *a)
{
    a->name = p;
    p = pass_name(p);
    if (!p)
        return NULL;
    a->name_n = (size_t)(p - a->name);
    if (a->name_n == 5 && memcmp(a->name, "xmlns", 5) == 0)
        return NULL;
    p = pass_space(p);
    if (*p != '=')
        return NULL;
    p = pass_space(p + 1);
    char quote = *p;
    if (quote != '"' && quote != '\'')
        return NULL;
    a->value = p + 1;
    a->decode = false;
    p = pass_attribute_value(a->value, quote, &a->decode);
    if (!p)
        return NULL;
    a->value_n = (size_t)(p - a->value);
    if (a->value_n > CS_SCAN_VALUE) /* perhaps too long: the builder knows */
        return NULL;
    return p + 1;
}

static bool is_new(const cs_scan_attribute *attributes, size_t count)
{
    const cs_scan_attribute *a = &attributes[count];

    for (size_t i = 0; i < count; i++)
        if (attributes[i].name_n == a->name_n &&
            memcmp(attributes[i].name, a->name, a->name_n) == 0)
            return false;
    return true;
}

static void set_flags(cs_scan_tag *tag, const cs_scan_attribute *a)
{
    static const char display_name[] = "displayName";

    cs_text name = {a->name, a->name_n}, value = {a->value, a->value_n};
    if (cs_text_is(name, "multivalued") && !cs_word_is_true(value) && !cs_word_is_false(value))
        tag->flags |= CS_SCAN_ODD_MULTIVALUED;
    if (!cs_text_is(name, "name"))
        return;
    tag->flags |= CS_SCAN_NAMED;
    if (a->decode)
        tag->flags |= CS_SCAN_ODD_NAME;
    if (a->value_n == sizeof display_name - 1 && memcmp(a->value, display_name, a->value_n) == 0)
        tag->flags |= CS_SCAN_DISPLAY_NAME;
}

const char *cs_scan_parse_tag(cs_scan_tags *tags, const char *p, cs_scan_tag *tag)
{
    tag->start = p;
    tag->flags = 0;
    tag->known = NULL;
    tag->attributes = tags->attributes;
    tag->count = 0;
    p = pass_name(p + 1);
    if (!p)
        return NULL;
    tag->name_n = (size_t)(p - tag->start) - 1;
    for (;;) {
        const char *next = pass_space(p);
        if (*next == '>') {
            tag->end = next + 1;
            break;
        }
        if (*next == '/' && next[1] == '>') {
            tag->flags |= CS_SCAN_CLOSED;
            tag->end = next + 2;
            break;
        }
        if (next == p || tag->count == CS_SCAN_MOST)
            return NULL;
        p = read_attribute(next, &tags->attributes[tag->count]);
        if (!p || !is_new(tags->attributes, tag->count))
            return NULL;
        set_flags(tag, &tags->attributes[tag->count++]);
    }
    tag->kind = cs_kind_from((cs_text){tag->start + 1, tag->name_n});
    return tag->end;
}

/* ---- The rest ---- */

const char *cs_scan_end_tag(const char *p, const char *name, size_t name_n)
{
    p += 2;
    /* A name may be longer than the padding; strncmp() ends at the first zero byte there. */
    if (name_n > 16 ? strncmp(p, name, name_n) != 0 : !cs_scan_same_bytes(p, name, name_n))
        return NULL;
    p += name_n;
    if (*p == '>')
        return p + 1;
    if (!(class_of(*p) & SPACE))
        return NULL;
    p = pass_space(p);
    return *p == '>' ? p + 1 : NULL;
}

/* Passes characters of any kind up to the byte `stop`. */
static const char *pass_until(const char *p, char stop, bool *decode)
{
    while (p) {
        p = find_special(p, stop, stop, stop);
        if (*p == stop)
            return p;
        *decode |= *p == '\r';
        if (class_of(*p) & SPACE)
            p++;
        else
            p = pass_characters(p);
    }
    return NULL;
}

static const char *pass_comment(const char *p)
{
    bool unused = false;

    p += strlen("<!--");
    for (;;) {
        p = pass_until(p, '-', &unused);
        if (!p)
            return NULL;
        if (p[1] == '-')
            return p[2] == '>' ? p + 3 : NULL;
        p++;
    }
}

static const char *pass_cdata(const char *p, cs_text *text, bool *decode)
{
    p += strlen("<![CDATA[");
    text->s = p;
    for (;;) {
        p = pass_until(p, ']', decode);
        if (!p)
            return NULL;
        if (p[1] == ']' && p[2] == '>') {
            text->n = (size_t)(p - text->s);
            return p + 3;
        }
        p++;
    }
}

static const char *pass_instruction(const char *p)
{
    const char *target = p + 2;
    bool unused = false;

    p = pass_name(target);
    if (!p || (p - target >= 3 && cs_text_equal_nocase((cs_text){target, 3}, CS_LITERAL("xml"))))
        return NULL;
    if (p[0] == '?' && p[1] == '>')
        return p + 2;
    if (!(class_of(*p) & SPACE))
        return NULL;
    for (;;) {
        p = pass_until(p, '?', &unused);
        if (!p)
            return NULL;
        if (p[1] == '>')
            return p + 2;
        p++;
    }
}

const char *cs_scan_misc(const char *p, cs_text *text, bool *decode)
{
    *text = CS_NO_TEXT;
    if (p[1] == '?')
        return pass_instruction(p);
    if (strncmp(p, "<!--", 4) == 0)
        return pass_comment(p);
    if (strncmp(p, "<![CDATA[", 9) == 0)
        return pass_cdata(p, text, decode);
    return NULL;
}
