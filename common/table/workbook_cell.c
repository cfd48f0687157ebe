#include <ctype.h>

#include "base/utf8.h"
#include "table/workbook_internal.h"

enum {
    MOST_UNITS = 32767 /* UTF-16 code units in a cell, by Excel's limits */
};

static const cs_text cut_mark = {" [cut]", 6};

/* True where the text begins with an escape for a character: _xHHHH_. */
static bool begins_escape(cs_text text)
{
    if (text.n < 7 || text.s[0] != '_' || text.s[1] != 'x' || text.s[6] != '_')
        return false;
    for (int i = 2; i < 6; i++)
        if (!isxdigit((unsigned char)text.s[i]))
            return false;
    return true;
}

/* The first character of `text` (which is not empty) as it is put into a cell: its bytes there, of
 * which there are `*used` in the text, and its code units. */
static cs_text cell_character(cs_text text, size_t *used, size_t *units)
{
    uint32_t c = 0;
    size_t n = cs_utf8_decode(text.s, text.n, &c);

    *used = n > 0 ? n : 1;
    if (begins_escape(text)) {
        *units = 7;
        return CS_LITERAL("_x005F_");
    }
    *units = c >= 0x10000 ? 2 : 1;
    return (cs_text){text.s, *used};
}

bool cs_workbook_cell(cs_buffer *cell, cs_text field)
{
    size_t units = 0, marked_from = 0, used, more;
    bool whole = true;

    cell->n = 0;
    for (; field.n > 0 && whole; field = cs_text_skip(field, used)) {
        cs_text character = cell_character(field, &used, &more);
        whole = units + more <= MOST_UNITS;
        units += more;
        if (units <= MOST_UNITS - cut_mark.n)
            marked_from = cell->n + character.n;
        if (whole)
            cs_buffer_add(cell, character);
    }
    if (!whole) {
        cell->n = marked_from;
        cs_buffer_add(cell, cut_mark);
    }
    cs_buffer_add(cell, (cs_text){"", 1});
    return whole;
}
