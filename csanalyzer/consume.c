#include "consume.h"

#include "interrupt.h"
#include "records.h"
#include "report.h"

static bool write_rows(void *user, cs_text rows, cs_error *error)
{
    const consumer *c = user;

    return cs_output_write(c->output, rows, error);
}

/* ---- The start ---- */

static void put_header(const consumer *c, cs_buffer *to)
{
    const cs_columns *columns = &c->options->columns;
    cs_arena memory = {0};
    cs_text *header = cs_arena_alloc(&memory, (columns->count + 1) * sizeof *header);

    for (size_t i = 0; header && i < columns->count; i++)
        header[i] = columns->list[i].header;
    if (header)
        cs_csv_record(to, c->csv, header, columns->count);
    to->failed |= !header;
    cs_arena_free(&memory);
}

bool consumer_begin(consumer *c, cs_error *error)
{
    bool wide = c->options->layout == CS_LAYOUT_WIDE;
    cs_buffer start = {0};

    if (c->options->summary == SUMMARY_JSON)
        return true;
    if (wide || c->options->sort) {
        c->spool = cs_spool_new(error);
        if (!c->spool)
            return false;
    }
    if (c->options->excel)
        cs_buffer_puts(&start, "\xEF\xBB\xBF");
    if (!wide)
        put_header(c, &start);
    bool ok = !start.failed ? write_rows(c, cs_buffer_text(&start), error)
                            : cs_fail(error, "out of memory");
    cs_buffer_free(&start);
    return ok;
}

/* ---- Records ---- */

static bool take_row(consumer *c, const record *r, cs_error *error)
{
    cs_text body = r->body;
    cs_text first = record_get_text(&body), second = record_get_text(&body);

    if (r->tag == RECORD_WIDE && !wide_note(&c->names, body, c->options->columns.count, error))
        return false;
    if (c->spool)
        return cs_spool_put(c->spool, first, second, body, error);
    return write_rows(c, body, error);
}

static cs_who counted_object(const consumer *c)
{
    return (cs_who){cs_buffer_text(&c->dn), cs_buffer_text(&c->name)};
}

static bool take_object(consumer *c, cs_text body, cs_error *error)
{
    cs_omodt omodt = (cs_omodt)record_get_number(&body);
    bool renamed = record_get_number(&body);
    cs_text type = record_get_text(&body);

    c->dn.n = c->name.n = 0;
    cs_buffer_add(&c->dn, record_get_text(&body));
    cs_buffer_add(&c->name, record_get_text(&body));
    if (c->dn.failed || c->name.failed)
        return cs_fail(error, "out of memory");
    const cs_who who = counted_object(c);
    cs_limits_object(&c->options->limits, &who, omodt, renamed, type);
    return c->options->summary == NO_SUMMARY ||
           cs_summary_object(c->summary, omodt, renamed, type, error);
}

static bool take_attribute(consumer *c, cs_text body, cs_error *error)
{
    cs_text name = record_get_text(&body);
    bool first = record_get_number(&body);
    uint64_t removed = record_get_number(&body);

    const cs_who who = counted_object(c);
    cs_limits_attribute(&c->options->limits, &who, name, removed);
    return c->options->summary == NO_SUMMARY || !first ||
           cs_summary_attribute(c->summary, name, error);
}

bool consumer_take(consumer *c, cs_text records, cs_error *error)
{
    record r;
    bool ok = true;

    while (ok && record_next(&records, &r)) {
        if (r.tag == RECORD_OBJECT)
            ok = take_object(c, r.body, error);
        else if (r.tag == RECORD_ATTRIBUTE)
            ok = take_attribute(c, r.body, error);
        else
            ok = take_row(c, &r, error);
    }
    return ok;
}

/* ---- The end ---- */

static bool write_spool(consumer *c, cs_error *error)
{
    cs_text row;
    int got;

    if (!cs_spool_begin(c->spool, c->options->sort, error))
        return false;
    if (c->options->layout == CS_LAYOUT_WIDE)
        return wide_write(&c->names, &c->options->columns, c->csv, c->spool, write_rows, c, error);
    while ((got = cs_spool_next(c->spool, &row, error)) > 0)
        if (!write_rows(c, row, error) || !cs_interrupt_check(error))
            return false;
    return got == 0;
}

static bool write_json(consumer *c, cs_error *error)
{
    cs_buffer json = {0};

    cs_summary_json(c->summary, &json);
    if (c->options->limits.count > 0) {
        cs_buffer_puts(&json, ",\"limits\":");
        cs_limits_json(&c->options->limits, &json);
    }
    cs_buffer_puts(&json, "}\n");
    bool ok = !json.failed ? write_rows(c, cs_buffer_text(&json), error)
                           : cs_fail(error, "out of memory");
    cs_buffer_free(&json);
    return ok;
}

bool consumer_end(consumer *c, cs_error *error)
{
    if (c->options->summary == SUMMARY_JSON)
        return write_json(c, error);
    return !c->spool || write_spool(c, error);
}

void consumer_free(consumer *c)
{
    cs_spool_free(c->spool);
    wide_free(&c->names);
    cs_buffer_free(&c->dn);
    cs_buffer_free(&c->name);
}
