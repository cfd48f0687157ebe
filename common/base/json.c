#include "base/json.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/error.h"
#include "base/terminal.h"
#include "base/utf8.h"

/* How many leading bytes need no escape: ASCII that is neither a control nor special. */
static size_t plain_prefix(cs_text text)
{
    size_t n = 0;

    while (n < text.n && text.s[n] >= 0x20 && text.s[n] < 0x7F && text.s[n] != '"' &&
           text.s[n] != '\\')
        n++;
    return n;
}

/* Adds the first character of `text`: how many bytes it takes there. */
static size_t put_character(cs_buffer *to, cs_text text)
{
    char escape[8];
    uint32_t c = 0;
    size_t n = cs_utf8_decode(text.s, text.n, &c);

    if (n == 0) { /* only what comes off a command line is not UTF-8 */
        cs_buffer_puts(to, "\\ufffd");
        return 1;
    }
    if (c == '"' || c == '\\') {
        cs_buffer_puts(to, c == '"' ? "\\\"" : "\\\\");
    } else if (cs_is_dangerous(c)) {
        snprintf(escape, sizeof escape, "\\u%04" PRIx32, c & 0xFFFF); /* all are below U+10000 */
        cs_buffer_puts(to, escape);
    } else {
        cs_buffer_add(to, (cs_text){text.s, n});
    }
    return n;
}

void cs_json_string(cs_buffer *to, cs_text text)
{
    cs_buffer_puts(to, "\"");
    while (text.n > 0) {
        size_t n = plain_prefix(text);
        if (n > 0)
            cs_buffer_add(to, (cs_text){text.s, n});
        else
            n = put_character(to, text);
        text = cs_text_skip(text, n);
    }
    cs_buffer_puts(to, "\"");
}

/* True for a whole number as JSON writes it, from -2^53 to 2^53. */
static bool is_exact_number(cs_text text)
{
    const uint64_t most = UINT64_C(1) << 53;
    size_t sign = cs_text_starts(text, "-"), digits = text.n - sign;
    uint64_t number = 0;

    if (digits == 0 || digits > 16 || (text.s[sign] == '0' && text.n > 1))
        return false;
    for (size_t i = sign; i < text.n; i++) {
        if (text.s[i] < '0' || text.s[i] > '9')
            return false;
        number = 10 * number + (uint64_t)(text.s[i] - '0');
    }
    return number <= most;
}

void cs_json_value(cs_buffer *to, cs_text field, cs_cell cell)
{
    bool verbatim = cell == CS_CELL_JSON || cell == CS_CELL_FLAG ||
                    (cell == CS_CELL_NUMBER && field.s && is_exact_number(field));

    if (!field.s)
        cs_buffer_puts(to, "null");
    else if (verbatim)
        cs_buffer_add(to, field);
    else
        cs_json_string(to, field);
}

void cs_json_record(cs_buffer *to, const cs_text *header, const cs_text *fields,
                    const cs_cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cs_buffer_puts(to, i > 0 ? "," : "{");
        cs_json_string(to, header[i]);
        cs_buffer_puts(to, ":");
        cs_json_value(to, fields[i], cells[i]);
    }
    cs_buffer_puts(to, "}\n");
}
