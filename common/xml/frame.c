#include "xml/frame.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"

/* ---- Names and references ---- */

/* Code points that may begin a name, beyond ASCII (XML 1.0, production 4). */
static const struct range {
    uint32_t first, last;
} name_starts[] = {
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
    {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};

static bool is_name_start(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
    for (size_t i = 0; i < sizeof name_starts / sizeof *name_starts; i++)
        if (c >= name_starts[i].first && c <= name_starts[i].last)
            return true;
    return false;
}

/* Production 4a. */
static bool is_name_character(uint32_t c)
{
    return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == 0xB7 ||
           (c >= 0x300 && c <= 0x36F) || c == 0x203F || c == 0x2040;
}

/* How many bytes at the start of `t` are ASCII characters of a name. */
static size_t ascii_name_length(cs_text t)
{
    /* A bit for each: "-", ".", the digits and ":"; the letters and "_". */
    static const uint64_t allowed[4] = {0x07FF600000000000u, 0x07FFFFFE87FFFFFEu, 0, 0};
    size_t n = 0;

    while (n < t.n) {
        unsigned char c = (unsigned char)t.s[n];
        if (!(allowed[c >> 6] >> (c & 63) & 1))
            break;
        n++;
    }
    return n;
}

/* Takes a name off `rest`; false where there is none. */
static bool take_name(cs_text *rest, cs_text *name)
{
    size_t n = 0;

    if (rest->n > 0 && (unsigned char)rest->s[0] < 0x80 && is_name_start((unsigned char)rest->s[0]))
        n = ascii_name_length(*rest);
    while (n < rest->n) {
        uint32_t c = (unsigned char)rest->s[n];
        size_t size = c < 0x80 ? 1 : cs_utf8_decode(rest->s + n, rest->n - n, &c);
        if (size == 0 || !(n == 0 ? is_name_start(c) : is_name_character(c)))
            break;
        n += size;
    }
    *name = (cs_text){rest->s, n};
    *rest = cs_text_skip(*rest, n);
    return n > 0;
}

/* True where `digits`, what stands between "&#" and ";", is a character that XML allows. */
static bool is_character_number(cs_text digits)
{
    uint32_t base = 10, c = 0;

    if (cs_text_starts(digits, "x")) {
        base = 16;
        digits = cs_text_skip(digits, 1);
    }
    if (digits.n == 0)
        return false;
    for (size_t i = 0; i < digits.n; i++) {
        char d = cs_ascii_lower(digits.s[i]);
        uint32_t value = d >= '0' && d <= '9'   ? (uint32_t)(d - '0')
                         : d >= 'a' && d <= 'f' ? (uint32_t)(d - 'a') + 10
                                                : base;
        if (value >= base)
            return false;
        c = c * base + value;
        if (c > 0x10FFFF)
            return false;
    }
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r';
    return !(c >= 0xD800 && c <= 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
}

/* True where every ampersand in `t` begins a reference that needs no declaration. */
static bool references_hold(cs_text t)
{
    static const char *const entities[] = {"amp", "lt", "gt", "quot", "apos"};
    size_t ampersand;

    while ((ampersand = cs_text_find(t, '&')) < t.n) {
        t = cs_text_skip(t, ampersand + 1);
        cs_text name = {t.s, cs_text_find(t, ';')};
        if (name.n == t.n)
            return false;
        bool known = cs_text_starts(name, "#") && is_character_number(cs_text_skip(name, 1));
        for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
            known = known || cs_text_is(name, entities[i]);
        if (!known)
            return false;
        t = cs_text_skip(t, name.n + 1);
    }
    return true;
}

/* ---- XML attributes ---- */

int cs_frame_attribute_next(cs_text *rest, cs_frame_attribute *attribute)
{
    cs_text at = cs_text_strip_front(*rest);

    if (at.n == 0)
        return 0;
    attribute->whole.s = at.s;
    if (at.s == rest->s || !take_name(&at, &attribute->name))
        return -1;
    at = cs_text_strip_front(at);
    if (!cs_text_starts(at, "="))
        return -1;
    at = cs_text_strip_front(cs_text_skip(at, 1));
    if (!cs_text_starts(at, "\"") && !cs_text_starts(at, "'"))
        return -1;
    char quote = at.s[0];
    at = cs_text_skip(at, 1);
    attribute->value = (cs_text){at.s, cs_text_find(at, quote)};
    if (attribute->value.n == at.n)
        return -1;
    *rest = cs_text_skip(at, attribute->value.n + 1);
    attribute->whole.n = (size_t)(rest->s - attribute->whole.s);
    if (!references_hold(attribute->value) || cs_text_has(attribute->value, '<'))
        return -1;
    return 1;
}

static int compare_names(const void *left, const void *right)
{
    const cs_text *a = left, *b = right;

    return cs_text_compare(*a, *b);
}

/* True where none of the well-formed `attributes` is there twice. Sorted, so that their number
 * does not matter; out of memory they count as damaged. */
static bool names_differ(cs_text attributes, size_t count)
{
    cs_text few[16];
    cs_text *names = count <= 16 ? few : calloc(count, sizeof *names);
    bool differ = names != NULL;
    cs_frame_attribute attribute;

    if (!names)
        return false;
    for (size_t i = 0; i < count && cs_frame_attribute_next(&attributes, &attribute) > 0; i++)
        names[i] = attribute.name;
    qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 1; i < count; i++)
        differ = differ && !cs_text_equal(names[i - 1], names[i]);
    if (names != few)
        free(names);
    return differ;
}

/* True where `attributes` are well-formed and none of them is there twice. */
static bool attributes_hold(cs_text attributes)
{
    cs_text rest = attributes;
    cs_frame_attribute attribute;
    size_t count = 0;
    int got;

    while ((got = cs_frame_attribute_next(&rest, &attribute)) > 0)
        count++;
    return got == 0 && (count < 2 || names_differ(attributes, count));
}

cs_text cs_frame_attribute_value(cs_text attributes, const char *name)
{
    cs_frame_attribute attribute;

    while (cs_frame_attribute_next(&attributes, &attribute) > 0)
        if (cs_text_is(attribute.name, name))
            return attribute.value;
    return CS_NO_TEXT;
}

/* ---- Namespaces ---- */

/* The prefix of a name, absent where it has none; false where its colons make no sense. */
static bool prefix_of(cs_text name, cs_text *prefix)
{
    size_t colon = cs_text_find(name, ':');

    *prefix = CS_NO_TEXT;
    if (colon == name.n)
        return true;
    *prefix = (cs_text){name.s, colon};
    cs_text local = cs_text_skip(name, prefix->n + 1);
    return prefix->n > 0 && local.n > 0 && local.s[0] != '-' && local.s[0] != '.' &&
           !cs_text_has(local, ':') && !(local.s[0] >= '0' && local.s[0] <= '9');
}

static bool declare_prefixes(cs_frame *frame, cs_text attributes)
{
    cs_frame_attribute attribute;
    cs_text prefix;

    while (cs_frame_attribute_next(&attributes, &attribute) > 0) {
        if (!prefix_of(attribute.name, &prefix) || !cs_text_is(prefix, "xmlns"))
            continue;
        if (attribute.value.n == 0 || frame->prefix_count == CS_MAX_NAMESPACES)
            return false;
        frame->prefixes[frame->prefix_count++] = cs_text_skip(attribute.name, strlen("xmlns:"));
    }
    return true;
}

static bool is_declared(const cs_frame *frame, cs_text name)
{
    cs_text prefix;

    if (!prefix_of(name, &prefix))
        return false;
    if (!prefix.s || cs_text_is(prefix, "xml") || cs_text_is(prefix, "xmlns"))
        return true;
    for (size_t i = frame->prefix_count; i-- > 0;)
        if (cs_text_equal(frame->prefixes[i], prefix))
            return true;
    return false;
}

/* Declares what a start tag declares; true where every prefix in it is then declared. */
static bool prefixes_hold(cs_frame *frame, cs_text name, cs_text attributes)
{
    cs_frame_attribute attribute;

    if (!cs_text_has(name, ':') && !cs_text_has(attributes, ':'))
        return true;
    if (!declare_prefixes(frame, attributes) || !is_declared(frame, name))
        return false;
    while (cs_frame_attribute_next(&attributes, &attribute) > 0)
        if (!is_declared(frame, attribute.name))
            return false;
    return true;
}

bool cs_frame_attributes_check(cs_text attributes)
{
    cs_frame nothing_declared = {.prefix_count = 0};

    return attributes_hold(attributes) &&
           prefixes_hold(&nothing_declared, CS_LITERAL("attr"), attributes);
}

/* ---- Pieces ---- */

void cs_frame_begin(cs_frame *frame, cs_text text, size_t level)
{
    frame->rest = cs_text_strip(text);
    frame->depth = 0;
    frame->limit = CS_MAX_DEPTH + 1 - level;
    frame->begun = false;
    frame->damaged = false;
    frame->owed = false;
    frame->prefix_count = 0;
}

/* The text up to the byte `end` of a tag, which is not inside quotes; absent where there is none.
 */
static cs_text up_to_tag_end(cs_text t)
{
    char quote = 0;

    for (size_t i = 0; i < t.n; i++) {
        char c = t.s[i];
        if (quote != 0)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return (cs_text){t.s, i};
    }
    return CS_NO_TEXT;
}

static bool open_element(cs_frame *frame, cs_token *token)
{
    cs_text at = cs_text_skip(frame->rest, 1);

    if ((frame->depth == 0 && frame->begun) || frame->depth == frame->limit ||
        !take_name(&at, &token->name))
        return false;
    cs_text tag = up_to_tag_end(at);
    if (!tag.s)
        return false;
    frame->rest = cs_text_skip(at, tag.n + 1);
    frame->owed = cs_text_ends(tag, '/');
    if (frame->owed)
        tag.n--;
    while (tag.n > 0 && cs_is_space(tag.s[tag.n - 1]))
        tag.n--;
    token->text = tag;
    frame->begun = true;
    frame->outside[frame->depth] = frame->prefix_count;
    frame->open[frame->depth++] = token->name;
    token->depth = frame->depth;
    token->kind = CS_TOKEN_OPEN;
    return (tag.n == 0 || attributes_hold(tag)) && prefixes_hold(frame, token->name, tag);
}

static void close_innermost(cs_frame *frame, cs_token *token)
{
    token->depth = frame->depth--;
    token->name = frame->open[frame->depth];
    frame->prefix_count = frame->outside[frame->depth];
    token->kind = CS_TOKEN_CLOSE;
}

static bool close_element(cs_frame *frame, cs_token *token)
{
    cs_text at = cs_text_skip(frame->rest, 2);

    if (frame->depth == 0)
        return false;
    cs_text name = frame->open[frame->depth - 1];
    if (at.n < name.n || memcmp(at.s, name.s, name.n) != 0)
        return false;
    at = cs_text_strip_front(cs_text_skip(at, name.n));
    if (!cs_text_starts(at, ">"))
        return false;
    frame->rest = cs_text_skip(at, 1);
    close_innermost(frame, token);
    return true;
}

static bool read_hole(cs_frame *frame, cs_token *token)
{
    cs_text at = cs_text_skip(frame->rest, 2);

    if (frame->depth == 0 || !take_name(&at, &token->name))
        return false;
    const char *end = memmem(at.s, at.n, "?>", 2);
    if (!end)
        return false;
    token->text = cs_text_strip((cs_text){at.s, (size_t)(end - at.s)});
    token->depth = frame->depth;
    token->kind = CS_TOKEN_HOLE;
    frame->rest = cs_text_skip(at, (size_t)(end - at.s) + 2);
    return true;
}

static bool read_text(cs_frame *frame, cs_token *token)
{
    token->text = (cs_text){frame->rest.s, cs_text_find(frame->rest, '<')};
    token->depth = frame->depth;
    token->kind = CS_TOKEN_TEXT;
    frame->rest = cs_text_skip(frame->rest, token->text.n);
    return frame->depth > 0 && references_hold(token->text) &&
           !memmem(token->text.s, token->text.n, "]]>", 3);
}

static bool read_token(cs_frame *frame, cs_token *token)
{
    if (cs_text_starts(frame->rest, "</"))
        return close_element(frame, token);
    if (cs_text_starts(frame->rest, "<?"))
        return read_hole(frame, token);
    if (cs_text_starts(frame->rest, "<"))
        return open_element(frame, token);
    return read_text(frame, token);
}

cs_token_kind cs_frame_next(cs_frame *frame, cs_token *token)
{
    *token = (cs_token){.kind = CS_TOKEN_END};
    if (!frame->damaged && frame->owed) {
        frame->owed = false;
        close_innermost(frame, token);
    } else if (!frame->damaged && frame->rest.n == 0) {
        frame->damaged = frame->depth > 0 || !frame->begun;
    } else if (!frame->damaged) {
        frame->damaged = !read_token(frame, token);
    }
    if (frame->damaged)
        *token = (cs_token){.kind = CS_TOKEN_DAMAGED};
    return token->kind;
}
