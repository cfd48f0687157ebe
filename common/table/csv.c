#include "table/csv.h"

#include <csv.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/error.h"
#include "base/terminal.h"
#include "base/utf8.h"

/* ---- Spreadsheet formulas (doc/csv.md) ---- */

/* True for a character that begins a formula in a spreadsheet's cell: one of = + - @. It is asked
 * of nearly every character of a report. */
static bool begins_formula(char c)
{
    const uint32_t formula =
        1U << ('=' - '+') | 1U << ('+' - '+') | 1U << ('-' - '+') | 1U << ('@' - '+');
    unsigned at = (unsigned char)c - (unsigned)'+';

    return at <= '@' - '+' && (formula >> at & 1) != 0;
}

/* The same for a character past ASCII: a full-width one, which a spreadsheet takes for its ASCII
 * counterpart. */
static bool is_wide_formula(uint32_t c)
{
    return c == 0xFF1D || c == 0xFF0B || c == 0xFF0D || c == 0xFF20;
}

/* True for a blank that no line is broken at, or that has no width: a spreadsheet may drop it. */
static bool is_odd_blank(uint32_t c)
{
    return c == 0xA0 || c == 0x2007 || c == 0x202F || c == 0x2060 || c == 0xFEFF ||
           (c >= 0x200B && c <= 0x200D);
}

/* True if the field begins, perhaps after blanks of which one is odd, with a formula. */
static bool begins_odd_formula(cs_text field)
{
    bool odd = false;

    for (size_t i = 0, n; i < field.n; i += n) {
        uint32_t c = (unsigned char)field.s[i];
        n = c < 0x80 ? 1 : cs_utf8_decode(field.s + i, field.n - i, &c);
        if (n == 0)
            return false;
        if (is_wide_formula(c) || (c < 0x80 && begins_formula((char)c)))
            return odd || c >= 0x80;
        if (c != ' ' && !is_odd_blank(c))
            return false;
        odd |= c != ' ';
    }
    return false;
}

/* True if an apostrophe goes in front of the field's first character. */
static bool needs_first_guard(cs_text field)
{
    char c = field.s[0];

    if (c == ' ' || (unsigned char)c >= 0x80)
        return begins_odd_formula(field);
    return begins_formula(c) || c == '\t' || c == '\r' || c == '\n';
}

/* True if an apostrophe goes in front of the character at `at`, which is not the field's first: a
 * spreadsheet that is set to another separator begins a cell there. */
static bool needs_guard(const char *at)
{
    if (!begins_formula(*at))
        return false;
    switch (at[-1]) {
    case ';':
    case '\t':
    case '\r':
    case '\n':
        return true;
    case ',':
    case '|':
    case ' ':
        return *at == '=';
    default:
        return false;
    }
}

#ifdef __SSE2__
static __m128i load(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

/* Which of the 16 characters at `at` may need a guard, as bits: one after a semicolon or a control
 * character, or an equals sign. Few fields have any. */
static unsigned may_need_guard(const char *at)
{
    const __m128i last_control = _mm_set1_epi8(0x1F);
    __m128i before = load(at - 1);
    __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(before, _mm_min_epu8(before, last_control)),
                                _mm_cmpeq_epi8(before, _mm_set1_epi8(';')));
    __m128i equals = _mm_cmpeq_epi8(load(at), _mm_set1_epi8('='));

    return (unsigned)_mm_movemask_epi8(_mm_or_si128(ends, equals));
}

/* Which of the 16 characters at `at` is the first that needs a guard; 16 for none. */
static size_t first_guard(const char *at)
{
    for (unsigned bits = may_need_guard(at); bits != 0; bits &= bits - 1)
        if (needs_guard(at + __builtin_ctz(bits)))
            return (size_t)__builtin_ctz(bits);
    return 16;
}
#endif

/* Where the next apostrophe goes, from `i` on; the field's length if there is none. */
static size_t next_guard(cs_text field, size_t i)
{
    if (i == 0) {
        if (field.n == 0 || needs_first_guard(field))
            return 0;
        i = 1;
    }
#ifdef __SSE2__
    for (; i + 16 <= field.n; i += 16) {
        size_t guard = first_guard(field.s + i);
        if (guard < 16)
            return i + guard;
    }
    if (i < field.n && field.n > 16 && may_need_guard(field.s + field.n - 16) == 0)
        return field.n;
#endif
    while (i < field.n && !needs_guard(field.s + i))
        i++;
    return i;
}

static void add_guarded(cs_buffer *to, cs_text field)
{
    for (size_t at = 0; at < field.n;) {
        size_t guard = next_guard(field, at);
        cs_buffer_add(to, (cs_text){field.s + at, guard - at});
        if (guard == field.n)
            return;
        /* The apostrophe, and the character that it stands before. */
        cs_buffer_puts(to, "'");
        cs_buffer_add(to, (cs_text){field.s + guard, 1});
        at = guard + 1;
    }
}

/* ---- Fields ---- */

/* Adds the field as a terminal may show it. */
static void add_escaped(cs_buffer *to, cs_text field)
{
    size_t room = 4 * field.n + 1; /* an escape is at most four times as long as its character */
    char *at = cs_buffer_reserve(to, room);

    if (at)
        to->n += cs_escape(at, room, field);
}

/* Adds the field in quotes; libcsv doubles those inside, byte by byte, if it has any. */
static void add_quoted(cs_buffer *to, cs_text field)
{
    size_t room = 2 * field.n + 2;
    char *at = cs_buffer_reserve(to, room);

    if (!at)
        return;
    if (cs_text_has(field, '"')) {
        to->n += csv_write(at, room, field.s, field.n);
        return;
    }
    at[0] = at[field.n + 1] = '"';
    cs_text_copy(at + 1, field);
    to->n += field.n + 2;
}

/* Adds a field that is not as it stands in the row. */
static void add_changed(cs_buffer *to, const cs_csv_options *options, cs_text field)
{
    cs_buffer safe = {0}, shown = {0};

    if (!options->raw) {
        add_guarded(&safe, field);
        field = cs_buffer_text(&safe);
    }
    if (options->terminal) {
        add_escaped(&shown, field);
        field = cs_buffer_text(&shown);
    }
    add_quoted(to, field);
    to->failed |= safe.failed;
    to->failed |= shown.failed;
    cs_buffer_free(&safe);
    cs_buffer_free(&shown);
}

static void add_field(cs_buffer *to, const cs_csv_options *options, cs_text field)
{
    if (options->terminal || (!options->raw && next_guard(field, 0) < field.n))
        add_changed(to, options, field);
    else
        add_quoted(to, field);
}

void cs_csv_record(cs_buffer *to, const cs_csv_options *options, const cs_text *fields,
                   size_t count)
{
    const cs_text delimiter = {options->delimiter ? &options->delimiter : ",", 1};

    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            cs_buffer_add(to, delimiter);
        add_field(to, options, fields[i]);
    }
    cs_buffer_puts(to, options->crlf ? "\r\n" : "\n");
}
