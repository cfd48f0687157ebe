#include "records.h"

#include "base/pack.h"

void record_put_row(cs_buffer *to, cs_omodt omodt, const cs_text *fields, size_t count)
{
    cs_pack_number(to, omodt);
    for (size_t i = 0; i < count; i++)
        cs_pack_text(to, fields[i]);
}

cs_omodt record_get_row(cs_text *from, cs_text *fields, size_t count)
{
    cs_omodt omodt = (cs_omodt)cs_unpack_number(from);

    for (size_t i = 0; i < count; i++)
        fields[i] = cs_unpack_text(from);
    return omodt;
}

/* Of the length of a body there is room for all its bytes, for it is known only at the end. */
size_t record_begin(cs_buffer *to, char tag)
{
    static const char room[sizeof(uint64_t)];

    cs_buffer_add(to, (cs_text){&tag, 1});
    cs_buffer_add(to, (cs_text){room, sizeof room});
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
    uint64_t size;

    if (from->n == 0)
        return false;
    r->tag = from->s[0];
    memcpy(&size, from->s + 1, sizeof size);
    r->body = (cs_text){from->s + 1 + sizeof size, (size_t)size};
    size_t used = 1 + sizeof size + r->body.n;
    *from = (cs_text){from->s + used, from->n - used};
    return true;
}
