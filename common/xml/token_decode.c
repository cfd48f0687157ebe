/* What does text say once its references and line ends are decoded? */
#include "base/utf8.h"
#include "xml/token_internal.h"

/* The value of a digit, 16 where it is none. */
static unsigned digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    c = cs_ascii_lower(c);
    return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

const char *cs_scan_reference(const char *p, uint32_t *code)
{
    static const struct {
        const char *name;
        uint32_t code;
    } entities[] = {{"lt;", '<'}, {"gt;", '>'}, {"amp;", '&'}, {"quot;", '"'}, {"apos;", '\''}};

    p++;
    if (*p != '#') {
        for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
            size_t n = strlen(entities[i].name);
            if (strncmp(p, entities[i].name, n) == 0) {
                *code = entities[i].code;
                return p + n;
            }
        }
        return NULL;
    }
    unsigned base = p[1] == 'x' ? 16 : 10;
    const char *digits = p + (base == 16 ? 2 : 1), *at = digits;
    uint32_t c = 0;
    /* Eight digits are more than any character needs. */
    while (digit(*at) < base && at - digits < 8)
        c = c * base + digit(*at++);
    if (at == digits || *at != ';' || !cs_is_xml_character(c))
        return NULL;
    *code = c;
    return at + 1;
}

/* Adds a code point as UTF-8. */
static void add_code(cs_buffer *to, uint32_t c)
{
    char s[4];

    cs_buffer_add(to, (cs_text){s, cs_utf8_encode(s, c)});
}

void cs_scan_decode(cs_buffer *to, cs_text text, bool in_tag)
{
    const char *end = text.s + text.n, *from = text.s;
    uint32_t code;

    for (const char *p = text.s; p < end;) {
        bool line = *p == '\r' || (in_tag && (*p == '\n' || *p == '\t'));
        if (*p != '&' && !line) {
            p++;
            continue;
        }
        cs_buffer_add(to, (cs_text){from, (size_t)(p - from)});
        if (*p == '&') {
            p = cs_scan_reference(p, &code);
            add_code(to, code);
        } else {
            /* CR LF is one line end, and so is CR alone. */
            p += p[0] == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
            cs_buffer_puts(to, in_tag ? " " : "\n");
        }
        from = p;
    }
    cs_buffer_add(to, (cs_text){from, (size_t)(end - from)});
}

void cs_scan_decode_lines(cs_buffer *to, cs_text text)
{
    const char *end = text.s + text.n, *from = text.s;

    for (const char *p = text.s; p < end; p++) {
        if (*p != '\r')
            continue;
        cs_buffer_add(to, (cs_text){from, (size_t)(p - from)});
        /* Of CR LF the LF stays. */
        if (p + 1 == end || p[1] != '\n')
            cs_buffer_puts(to, "\n");
        from = p + 1;
    }
    cs_buffer_add(to, (cs_text){from, (size_t)(end - from)});
}
