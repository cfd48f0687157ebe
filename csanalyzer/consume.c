#include "consume.h"

#include "base/pack.h"
#include "records.h"
#include "sys/interrupt.h"

bool consumer_begin(consumer *c, cs_error *error)
{
    const analyzer_options *o = c->options;

    c->sink.kind = sink_kind_of(o->mode);
    if (o->mode == MODE_WIDE || (o->sort && o->mode != MODE_TOTALS)) {
        c->sorter = cs_sorter_new(error);
        if (!c->sorter)
            return false;
    }
    return c->sink.kind->begin(&c->sink, error);
}

/* ---- Records ---- */

static bool take_row(consumer *c, cs_text body, cs_error *error)
{
    cs_text first = cs_unpack_text(&body), second = cs_unpack_text(&body);

    if (c->sink.kind->note && !c->sink.kind->note(&c->sink, body, error))
        return false;
    if (!c->sorter)
        return c->sink.kind->row(&c->sink, body, error);
    c->waiting++;
    return cs_sorter_put(c->sorter, first, second, body, error);
}

/* Names the object that is counted from here on. */
static cs_who counted_object(const consumer *c)
{
    return (cs_who){cs_buffer_text(&c->dn), cs_buffer_text(&c->name)};
}

static bool take_object(consumer *c, cs_text body, cs_error *error)
{
    cs_omodt omodt = (cs_omodt)cs_unpack_number(&body);
    bool renamed = cs_unpack_number(&body);
    cs_text type = cs_unpack_text(&body);

    c->dn.n = c->name.n = 0;
    cs_buffer_add(&c->dn, cs_unpack_text(&body));
    cs_buffer_add(&c->name, cs_unpack_text(&body));
    if (c->dn.failed || c->name.failed)
        return cs_fail_memory(error);
    const cs_who who = counted_object(c);
    cs_limit_counts_object(&c->totals->limits, &who, omodt, renamed, type);
    return cs_summary_object(&c->totals->summary, omodt, renamed, type, error);
}

static bool take_attribute(consumer *c, cs_text body, cs_error *error)
{
    cs_text name = cs_unpack_text(&body);
    bool first = cs_unpack_number(&body);
    uint64_t removed = cs_unpack_number(&body), before = cs_unpack_number(&body);

    const cs_who who = counted_object(c);
    cs_limit_counts_attribute(&c->totals->limits, &who, name, removed, before);
    return !first || cs_summary_attribute(&c->totals->summary, name, error);
}

bool consumer_take(consumer *c, cs_text out, cs_error *error)
{
    record r;
    bool ok = true;

    if (c->options->mode == MODE_ROWS)
        return cs_table_formatted(c->sink.table, out, error);
    while (ok && record_next(&out, &r)) {
        if (r.tag == RECORD_OBJECT)
            ok = take_object(c, r.body, error);
        else if (r.tag == RECORD_ATTRIBUTE)
            ok = take_attribute(c, r.body, error);
        else
            ok = take_row(c, r.body, error);
    }
    return ok;
}

/* ---- The end ---- */

static bool write_waiting(consumer *c, cs_error *error)
{
    cs_text row;
    cs_next got;
    uint64_t written = 0;

    if (!cs_sorter_begin(c->sorter, c->options->sort, error))
        return false;
    while ((got = cs_sorter_next(c->sorter, &row, error)) == CS_ITEM) {
        if (!cs_interrupt_check(error) || !c->sink.kind->row(&c->sink, row, error))
            return false;
        cs_progress_count(c->progress, ++written, c->waiting);
    }
    return got == CS_END;
}

bool consumer_end(consumer *c, cs_error *error)
{
    return (!c->sorter || write_waiting(c, error)) && c->sink.kind->end(&c->sink, c->totals, error);
}

void consumer_free(consumer *c)
{
    sink_free(&c->sink);
    cs_sorter_free(c->sorter);
    cs_buffer_free(&c->dn);
    cs_buffer_free(&c->name);
}
