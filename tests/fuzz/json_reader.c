#include "json_reader.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"

enum {
    DEEPEST = 8 /* values in values: the writer needs fewer */
};

bool fuzz_json_word(cs_text *rest, const char *word)
{
    size_t n = strlen(word);

    if (rest->n < n || memcmp(rest->s, word, n) != 0)
        return false;
    *rest = (cs_text){rest->s + n, rest->n - n};
    return true;
}

/* The four digits of `\uXXXX`. */
static bool take_unit(cs_text *rest, uint32_t *unit)
{
    char digits[5] = {0}, *end;

    if (rest->n < 4)
        return false;
    memcpy(digits, rest->s, 4);
    *rest = (cs_text){rest->s + 4, rest->n - 4};
    *unit = (uint32_t)strtoul(digits, &end, 16);
    return *end == '\0' && strspn(digits, "0123456789abcdefABCDEF") == 4;
}

static bool take_escape(cs_text *rest, cs_buffer *to)
{
    static const char *const short_ones[] = {"\"\"", "\\\\", "//",  "b\b",
                                             "f\f",  "n\n",  "r\r", "t\t"};
    uint32_t code, low;
    char bytes[4];

    for (size_t i = 0; i < sizeof short_ones / sizeof *short_ones; i++) {
        const char letter[] = {short_ones[i][0], '\0'};
        if (fuzz_json_word(rest, letter)) {
            cs_buffer_puts(to, short_ones[i] + 1);
            return true;
        }
    }
    if (!fuzz_json_word(rest, "u") || !take_unit(rest, &code))
        return false;
    if (code >= 0xD800 && code < 0xDC00) {
        if (!fuzz_json_word(rest, "\\u") || !take_unit(rest, &low) || low < 0xDC00 || low > 0xDFFF)
            return false;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    cs_buffer_add(to, (cs_text){bytes, cs_utf8_encode(bytes, code)});
    return code < 0xDC00 || code > 0xDFFF;
}

bool fuzz_json_string(cs_text *rest, cs_buffer *to)
{
    to->n = 0;
    if (!fuzz_json_word(rest, "\""))
        return false;
    while (!fuzz_json_word(rest, "\"")) {
        uint32_t code;
        size_t n = rest->n > 0 ? cs_utf8_decode(rest->s, rest->n, &code) : 0;
        if (n == 0 || code < 0x20)
            return false;
        const cs_text character = {rest->s, n};
        *rest = (cs_text){rest->s + n, rest->n - n};
        if (code != '\\')
            cs_buffer_add(to, character);
        else if (!take_escape(rest, to))
            return false;
    }
    return true;
}

static size_t take_digits(cs_text *rest)
{
    size_t n = 0;

    while (n < rest->n && rest->s[n] >= '0' && rest->s[n] <= '9')
        n++;
    *rest = (cs_text){rest->s + n, rest->n - n};
    return n;
}

static bool take_number(cs_text *rest)
{
    fuzz_json_word(rest, "-");
    if (!fuzz_json_word(rest, "0") && take_digits(rest) == 0)
        return false;
    return !fuzz_json_word(rest, ".") || take_digits(rest) > 0;
}

static bool take_value(cs_text *rest, unsigned depth, cs_buffer *string);

/* The members behind the opening bracket, with names where `named`. */
static bool take_members(cs_text *rest, const char *end, bool named, unsigned depth,
                         cs_buffer *string)
{
    if (fuzz_json_word(rest, end))
        return true;
    do {
        if (named && !(fuzz_json_string(rest, string) && fuzz_json_word(rest, ":")))
            return false;
        if (!take_value(rest, depth + 1, string))
            return false;
    } while (fuzz_json_word(rest, ","));
    return fuzz_json_word(rest, end);
}

static bool take_value(cs_text *rest, unsigned depth, cs_buffer *string)
{
    if (depth > DEEPEST)
        return false;
    if (fuzz_json_word(rest, "{"))
        return take_members(rest, "}", true, depth, string);
    if (fuzz_json_word(rest, "["))
        return take_members(rest, "]", false, depth, string);
    return fuzz_json_string(rest, string) || fuzz_json_word(rest, "null") ||
           fuzz_json_word(rest, "true") || fuzz_json_word(rest, "false") || take_number(rest);
}

bool fuzz_json_value(cs_text *rest)
{
    cs_buffer string = {.s = NULL};
    bool ok = take_value(rest, 0, &string);

    cs_buffer_free(&string);
    return ok;
}
