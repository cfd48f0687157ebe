/* Text on the page: nothing of a value is markup, hides, or moves what stands beside it. */
#include <inttypes.h>

#include "base/terminal.h"
#include "base/utf8.h"
#include "page/internal.h"
#include "xml/escape.h"

enum {
    NO_CHARACTER = 0x110000 /* what a byte that is not UTF-8 counts as */
};

/* ---- Numbers ---- */

void page_number(cs_buffer *to, uint64_t number)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRIu64, number);

    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            cs_buffer_puts(to, ",");
        cs_buffer_add(to, (cs_text){digits + i, 1});
    }
}

void page_count(cs_buffer *to, uint64_t number, const char *one, const char *many)
{
    page_number(to, number);
    cs_buffer_puts(to, " ");
    cs_buffer_puts(to, number == 1 ? one : many);
}

/* ---- Characters ---- */

static size_t next_character(cs_text t, size_t i, uint32_t *c)
{
    size_t n = cs_utf8_decode(t.s + i, t.n - i, c);

    if (n == 0)
        *c = NO_CHARACTER;
    return n > 0 ? n : 1;
}

/* True for a character without a shape of its own (general categories Cf and Zs of Unicode 15, and
 * the Hangul fillers). The joiners, and the selectors that choose a shape, are part of what stands
 * beside them; U+3000 is the ordinary space of East Asian names. */
static bool is_invisible(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0xA0, 0xA0},     {0xAD, 0xAD},     {0x34F, 0x34F},   {0x115F, 0x1160},   {0x1680, 0x1680},
        {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x200B}, {0x202F, 0x202F},   {0x205F, 0x206F},
        {0x3164, 0x3164}, {0xFFA0, 0xFFA0}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
    };

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return cs_is_dangerous(c) || c == NO_CHARACTER;
}

/* True for a character that is drawn together with the one before it: combining marks, joiners,
 * variation selectors, skin tones. */
static bool joins_before(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) ||
           (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
           (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFE20 && c <= 0xFE2F) || c == 0x200C ||
           c == 0x200D || (c >= 0x1F3FB && c <= 0x1F3FF) || (c >= 0xE0100 && c <= 0xE01EF);
}

bool page_is_boundary(cs_text t, size_t i)
{
    static const char joiner[] = "\u200D";
    uint32_t c;

    if (i == 0 || i >= t.n)
        return true;
    if (((unsigned char)t.s[i] & 0xC0) == 0x80)
        return false;
    next_character(t, i, &c);
    return !joins_before(c) &&
           (i < strlen(joiner) || memcmp(t.s + i - strlen(joiner), joiner, strlen(joiner)) != 0);
}

/* ---- Pieces ---- */

uint64_t page_characters(cs_text t)
{
    uint64_t count = 0;

    for (size_t i = 0; i < t.n; i++)
        count += ((unsigned char)t.s[i] & 0xC0) != 0x80;
    return count;
}

/* Adds a sign in place of a character that cannot be seen. */
static void put_sign(cs_buffer *to, const char *sign, bool elements)
{
    cs_buffer_puts(to, elements ? "<span class=\"c\">" : "[");
    cs_buffer_puts(to, sign);
    cs_buffer_puts(to, elements ? "</span>" : "]");
}

static void put_invisible(cs_buffer *to, uint32_t c, cs_text bytes, bool elements)
{
    char sign[16];

    if (c == NO_CHARACTER)
        snprintf(sign, sizeof sign, "byte %02X", (unsigned)(unsigned char)bytes.s[0]);
    else
        snprintf(sign, sizeof sign, "U+%04" PRIX32, c);
    put_sign(to, sign, elements);
}

/* A blank at an edge, or beside another one, is easily overlooked. */
static bool is_odd_blank(cs_text t, size_t i)
{
    return i == 0 || i + 1 == t.n || cs_is_space(t.s[i - 1]) || cs_is_space(t.s[i + 1]);
}

static void show(cs_buffer *to, cs_text t, size_t from, size_t end, bool elements)
{
    uint32_t c;

    for (size_t i = from, n; i < end; i += n) {
        n = next_character(t, i, &c);
        const cs_text bytes = {t.s + i, n};
        if (c == '\n' && elements)
            cs_buffer_puts(to, "<span class=\"c\">↵</span>\n");
        else if (c == '\t' && elements)
            put_sign(to, "⇥", elements);
        else if (c == ' ' && elements && is_odd_blank(t, i))
            put_sign(to, "␣", elements);
        else if (is_invisible(c))
            put_invisible(to, c, bytes, elements);
        else
            cs_escape_text(to, bytes);
    }
}

void page_piece(cs_buffer *to, cs_text t, size_t from, size_t end)
{
    show(to, t, from, end, true);
}

/* Where the first `most` characters end; at most so many. */
static size_t end_of_first(cs_text t, size_t most)
{
    size_t i = 0, good = 0;
    uint32_t c;

    while (i < t.n && most-- > 0) {
        i += next_character(t, i, &c);
        if (page_is_boundary(t, i))
            good = i;
    }
    return good > 0 ? good : i;
}

size_t page_forward(cs_text t, size_t from, size_t end, size_t most)
{
    return from + end_of_first((cs_text){t.s + from, end - from}, most);
}

void page_value(cs_buffer *to, cs_text text, size_t most)
{
    size_t end = end_of_first(text, most);

    cs_buffer_puts(to, "<bdi>");
    if (text.n == 0)
        cs_buffer_puts(to, "<span class=\"n\">empty</span>");
    page_piece(to, text, 0, end);
    cs_buffer_puts(to, "</bdi>");
    if (end == text.n)
        return;
    cs_buffer_puts(to, "<span class=\"n\">… (shortened: ");
    page_count(to, page_characters(text), "character", "characters");
    cs_buffer_puts(to, " in all)</span>");
}

void page_plain(cs_buffer *to, cs_text text, size_t most)
{
    size_t end = end_of_first(text, most);

    show(to, text, 0, end, false);
    if (end < text.n)
        cs_buffer_puts(to, "…");
}

/* ---- Command lines ---- */

/* True where a shell and a person take the word as it stands. */
static bool is_plain_word(const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "%+,-./:=@_";

    return *word && strspn(word, plain) == strlen(word);
}

/* True where the word can be copied from the page: all of it is shown as it is. */
static bool can_be_copied(cs_text word)
{
    uint32_t c;

    for (size_t i = 0; i < word.n;) {
        i += next_character(word, i, &c);
        if (is_invisible(c))
            return false;
    }
    return true;
}

static void put_word(cs_buffer *to, const char *word)
{
    const cs_text text = cs_text_from(word);

    cs_buffer_puts(to, " ");
    if (cs_text_is(text, "-") || !can_be_copied(text)) {
        cs_buffer_puts(to, "FILE");
    } else if (is_plain_word(word)) {
        cs_buffer_puts(to, word);
    } else {
        cs_buffer_puts(to, "'");
        for (size_t i = 0; i < text.n; i++)
            if (word[i] == '\'')
                cs_buffer_puts(to, "'\\''");
            else
                cs_escape_text(to, (cs_text){word + i, 1});
        cs_buffer_puts(to, "'");
    }
}

void page_command(cs_buffer *to, const cs_page_options *options, const char *more)
{
    cs_buffer_puts(to, "<code>");
    cs_buffer_puts(to, options->program);
    cs_buffer_puts(to, more);
    for (size_t i = 0; i < options->chosen.count; i++)
        put_word(to, options->chosen.list[i]);
    for (size_t i = 0; i < options->operands.count; i++)
        put_word(to, options->operands.list[i]);
    cs_buffer_puts(to, "</code>");
}
