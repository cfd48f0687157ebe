#include "connector.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static bool is_dash(uint32_t c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63 ||
           c == 0xFF0D;
}

/* Takes the next character off `rest`, folded for the comparison. A byte that is no character
 * counts as itself, above all characters. */
static uint32_t next_folded(cs_text *rest)
{
    uint32_t c;
    size_t size = cs_utf8_decode(rest->s, rest->n, &c);

    if (size == 0) {
        c = 0x200000u + (unsigned char)rest->s[0];
        size = 1;
    } else if (is_dash(c)) {
        c = '-';
    } else if (c < 0x80) {
        c = (unsigned char)cs_ascii_lower((char)c);
    }
    *rest = (cs_text){rest->s + size, rest->n - size};
    return c;
}

bool connector_names_alike(const char *a, const char *b)
{
    cs_text x = cs_text_from(a), y = cs_text_from(b);

    while (x.n > 0 && y.n > 0)
        if (next_folded(&x) != next_folded(&y))
            return false;
    return x.n == y.n;
}

const cs_connector *connector_find(const cs_connector *list, size_t count, const char *name,
                                   size_t *matches)
{
    const cs_connector *found = NULL;

    *matches = 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].name, name) == 0) {
            *matches = 1;
            return &list[i];
        }
        if (connector_names_alike(list[i].name, name)) {
            found = &list[i];
            ++*matches;
        }
    }
    return *matches == 1 ? found : NULL;
}
