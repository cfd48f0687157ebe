#include "records.h"

void record_put_number(cs_buffer *to, uint64_t number)
{
    cs_buffer_add(to, (cs_text){(const char *)&number, sizeof number});
}

/* In front of a text stands its length and one, or 0 where it is absent. */
void record_put_text(cs_buffer *to, cs_text text)
{
    record_put_number(to, text.s ? (uint64_t)text.n + 1 : 0);
    cs_buffer_add(to, text);
}

uint64_t record_get_number(cs_text *from)
{
    uint64_t number;

    memcpy(&number, from->s, sizeof number);
    *from = (cs_text){from->s + sizeof number, from->n - sizeof number};
    return number;
}

cs_text record_get_text(cs_text *from)
{
    uint64_t number = record_get_number(from);

    if (number == 0)
        return (cs_text){0};
    size_t n = (size_t)number - 1;
    cs_text text = {from->s, n};
    *from = (cs_text){from->s + n, from->n - n};
    return text;
}

void record_put_row(cs_buffer *to, cs_omodt omodt, const cs_text *fields, size_t count)
{
    record_put_number(to, omodt);
    for (size_t i = 0; i < count; i++)
        record_put_text(to, fields[i]);
}

cs_omodt record_get_row(cs_text *from, cs_text *fields, size_t count)
{
    cs_omodt omodt = (cs_omodt)record_get_number(from);

    for (size_t i = 0; i < count; i++)
        fields[i] = record_get_text(from);
    return omodt;
}

size_t record_begin(cs_buffer *to, char tag)
{
    cs_buffer_add(to, (cs_text){&tag, 1});
    record_put_number(to, 0);
    return to->n;
}

void record_end(cs_buffer *to, size_t begun)
{
    uint64_t size = to->n - begun + 1; /* as in front of a text */

    if (!to->failed)
        memcpy(to->s + begun - sizeof size, &size, sizeof size);
}

bool record_next(cs_text *from, record *r)
{
    if (from->n == 0)
        return false;
    r->tag = from->s[0];
    *from = (cs_text){from->s + 1, from->n - 1};
    r->body = record_get_text(from);
    return true;
}
