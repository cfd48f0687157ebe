#include "report/packed_change.h"

#include "report/known.h"

/* A row that is being put. */
typedef struct putting {
    cs_buffer *to;
    const cs_pack_options *options;
    const cs_change *row;
} putting;

/* Puts a value as it is shown. */
static void put_value(const putting *p, cs_text value)
{
    const cs_attribute *source = p->row->source;
    cs_buffer scratch = {0};

    cs_pack_text(p->to, cs_shown(&p->options->showing, p->row->attribute,
                                 source ? source->type : CS_NO_TEXT, value, &scratch));
    p->to->failed |= scratch.failed;
    cs_buffer_free(&scratch);
}

/* Puts the first values of an attribute: those with that VMODT, or all of them. An absent one ends
 * them. */
static void put_values(const putting *p, const cs_attribute *a, cs_vmodt vmodt)
{
    size_t left = p->options->values ? CS_PACKED_VALUES : 0;

    for (const cs_value *v = a ? cs_first_value(a) : NULL; v && left > 0; v = cs_next_value(v)) {
        if (vmodt != CS_VMODT_ABSENT && cs_vmodt_effective(v->vmodt, p->row->amodt) != vmodt)
            continue;
        put_value(p, cs_value_shown(a, v));
        left--;
    }
    cs_pack_text(p->to, CS_NO_TEXT);
}

void cs_change_pack(cs_buffer *to, const cs_pack_options *options, cs_changes *changes,
                    const cs_change *row)
{
    const putting p = {to, options, row};
    const cs_attribute *counted = row->added != CS_COUNT_NONE ? row->source : NULL;
    const cs_attribute *replaced = options->values ? cs_changes_replaced(changes, row) : NULL;

    put_value(&p, row->old_value);
    put_value(&p, row->new_value);
    cs_pack_number(to, row->source && cs_text_is(row->source->type, "integer"));
    cs_pack_number(to, !options->showing.passwords && cs_is_password(row->attribute));
    cs_pack_number(to, (uint64_t)(row->added - CS_COUNT_NONE));
    cs_pack_number(to, (uint64_t)(row->removed - CS_COUNT_NONE));
    put_values(&p, counted, CS_VMODT_ADD);
    if (replaced)
        put_values(&p, replaced, CS_VMODT_ABSENT);
    else
        put_values(&p, counted, CS_VMODT_DELETE);
}

static size_t get_values(cs_text *from, cs_text values[CS_PACKED_VALUES])
{
    cs_text value;
    size_t count = 0;

    while ((value = cs_unpack_text(from)).s)
        values[count++] = value;
    return count;
}

void cs_change_unpack(cs_text *from, cs_packed_change *row)
{
    row->change = (cs_change){0};
    row->change.old_value = cs_unpack_text(from);
    row->change.new_value = cs_unpack_text(from);
    row->integer = cs_unpack_number(from) != 0;
    row->hidden = cs_unpack_number(from) != 0;
    row->change.added = (long long)cs_unpack_number(from) + CS_COUNT_NONE;
    row->change.removed = (long long)cs_unpack_number(from) + CS_COUNT_NONE;
    row->added_count = get_values(from, row->added);
    row->removed_count = get_values(from, row->removed);
}
