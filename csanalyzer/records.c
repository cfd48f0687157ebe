#include "records.h"

void record_put_number(cs_buffer *to, uint64_t number)
{
    cs_buffer_add(to, (cs_text){(const char *)&number, sizeof number});
}

void record_put_text(cs_buffer *to, cs_text text)
{
    record_put_number(to, text.n);
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
    size_t n = (size_t)record_get_number(from);
    cs_text text = {from->s, n};

    *from = (cs_text){from->s + n, from->n - n};
    return text;
}

size_t record_begin(cs_buffer *to, char tag)
{
    cs_buffer_add(to, (cs_text){&tag, 1});
    record_put_number(to, 0);
    return to->n;
}

void record_end(cs_buffer *to, size_t begun)
{
    uint64_t size = to->n - begun;

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
