#include "csv_reader.h"

/* Takes `text` off what is left. */
static bool take(fuzz_csv *csv, cs_text text)
{
    if (csv->rest.n < text.n || memcmp(csv->rest.s, text.s, text.n) != 0)
        return false;
    csv->rest = (cs_text){csv->rest.s + text.n, csv->rest.n - text.n};
    return true;
}

bool fuzz_csv_field(fuzz_csv *csv, cs_buffer *field, bool *last)
{
    const cs_text quote = CS_LITERAL("\"");

    field->n = 0;
    if (!take(csv, quote))
        return false;
    do {
        /* Up to a quote, which is the last one or the first of two. */
        const char *at = csv->rest.n > 0 ? memchr(csv->rest.s, '"', csv->rest.n) : NULL;
        if (!at)
            return false;
        const cs_text piece = {csv->rest.s, (size_t)(at - csv->rest.s)};
        cs_buffer_add(field, piece);
        if (!take(csv, piece) || !take(csv, quote))
            return false;
        if (csv->rest.n > 0 && csv->rest.s[0] == '"')
            cs_buffer_add(field, quote);
    } while (take(csv, quote));
    *last = take(csv, cs_text_from(csv->end));
    return *last || take(csv, (cs_text){&csv->delimiter, 1});
}
