#include "table/csv.h"

#include <csv.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/error.h"

/* True for a character that begins a formula in a spreadsheet's cell. */
static bool begins_formula(char c)
{
    return c == '=' || c == '+' || c == '-' || c == '@';
}

/* True for a character behind which a spreadsheet may begin a new cell. */
static bool ends_cell(char c)
{
    return c == ';' || c == '\t' || c == '\r' || c == '\n';
}

/* True where an apostrophe goes in front of the field's i-th character (doc/csv.md, Spreadsheet
 * formulas). */
static bool needs_guard(cs_text field, size_t i)
{
    char c = field.s[i];

    if (i > 0)
        return begins_formula(c) && ends_cell(field.s[i - 1]);
    return begins_formula(c) || c == '\t' || c == '\r' || c == '\n';
}

/* The first character from `i` on that ends a cell; the field's length where none does. Hardly any
 * field has one, so they are looked for sixteen at a time. */
static size_t next_cell_end(cs_text field, size_t i)
{
#ifdef __SSE2__
    const __m128i semicolon = _mm_set1_epi8(';'), tab = _mm_set1_epi8('\t'),
                  cr = _mm_set1_epi8('\r'), lf = _mm_set1_epi8('\n');
    for (; i + 16 <= field.n; i += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(field.s + i));
        __m128i found =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, semicolon), _mm_cmpeq_epi8(v, tab)),
                         _mm_or_si128(_mm_cmpeq_epi8(v, cr), _mm_cmpeq_epi8(v, lf)));
        if (_mm_movemask_epi8(found) != 0)
            break;
    }
#endif
    while (i < field.n && !ends_cell(field.s[i]))
        i++;
    return i;
}

/* Where the next apostrophe goes, from `i` on; the field's length where none does. */
static size_t next_guard(cs_text field, size_t i)
{
    if (i == 0 && field.n > 0 && needs_guard(field, 0))
        return 0;
    for (i = i > 0 ? i - 1 : 0; (i = next_cell_end(field, i)) < field.n; i++)
        if (i + 1 < field.n && needs_guard(field, i + 1))
            return i + 1;
    return field.n;
}

static void add_guarded(cs_buffer *to, cs_text field)
{
    for (size_t at = 0; at < field.n;) {
        size_t guard = next_guard(field, at);
        cs_buffer_add(to, (cs_text){field.s + at, guard - at});
        if (guard == field.n)
            return;
        /* The apostrophe, and the character it stands before, which is done with. */
        cs_buffer_puts(to, "'");
        cs_buffer_add(to, (cs_text){field.s + guard, 1});
        at = guard + 1;
    }
}

/* As a terminal may see it. */
static void add_escaped(cs_buffer *to, cs_text field)
{
    size_t room = 4 * field.n + 1; /* no escape is more than four times as long as what it is for */
    char *at = cs_buffer_reserve(to, room);

    if (at)
        to->n += cs_escape(at, room, field);
}

/* Adds the field in quotes; libcsv doubles those inside, byte by byte, where there are any. */
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
