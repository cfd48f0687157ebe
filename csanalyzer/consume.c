#include "consume.h"

#include <stdlib.h>

#include "base/pack.h"
#include "records.h"

/* ---- The start ---- */

bool consumer_begin(consumer *c, cs_output *output, cs_error *error)
{
    const analyzer_options *o = c->options;
    bool wide = o->layout == CS_LAYOUT_WIDE;

    c->output = output;
    if ((wide || o->sort) && o->summary != SUMMARY_JSON) {
        c->waiting.sorter = cs_sorter_new(error);
        if (!c->waiting.sorter)
            return false;
    }
    if (analyzer_is_page(o))
        return board_begin(&c->board, o, error);
    c->table = cs_table_new(&o->report.table, output, error);
    c->fields = calloc(o->columns.count + 1, sizeof *c->fields);
    if (!c->table || !c->fields)
        return cs_fail_memory(error);
    return o->summary == SUMMARY_JSON || wide ||
           cs_table_header(c->table, c->header, o->columns.count, error);
}

/* ---- Records ---- */

/* Writes what a record has of a row: formatted already, but for a workbook or a page. */
static bool write_row(consumer *c, cs_text row, cs_error *error)
{
    if (!c->table)
        return board_take(&c->board, row, error);
    if (c->options->report.table.format != CS_FORMAT_XLSX)
        return cs_table_formatted(c->table, row, error);
    cs_omodt omodt = record_get_row(&row, c->fields, c->options->columns.count);
    const cs_fields fields = {omodt, c->fields, NULL};
    return cs_table_row(c->table, &fields, error);
}

static bool take_row(consumer *c, const record *r, cs_error *error)
{
    cs_text body = r->body;
    cs_text first = cs_unpack_text(&body), second = cs_unpack_text(&body);

    if (r->tag == RECORD_WIDE && !wide_note(&c->names, body, c->options->columns.count, error))
        return false;
    if (c->waiting.sorter)
        return waiting_put(&c->waiting, first, second, body, error);
    return write_row(c, body, error);
}

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
    cs_limits_object(&c->options->limits, &who, omodt, renamed, type);
    return !analyzer_counts(c->options) ||
           cs_summary_object(c->summary, omodt, renamed, type, error);
}

static bool take_attribute(consumer *c, cs_text body, cs_error *error)
{
    cs_text name = cs_unpack_text(&body);
    bool first = cs_unpack_number(&body);
    uint64_t removed = cs_unpack_number(&body);

    const cs_who who = counted_object(c);
    cs_limits_attribute(&c->options->limits, &who, name, removed);
    return !analyzer_counts(c->options) || !first || cs_summary_attribute(c->summary, name, error);
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

static bool write_waiting(consumer *c, cs_error *error)
{
    cs_text row;
    cs_next got;

    if (!cs_sorter_begin(c->waiting.sorter, c->options->sort, error))
        return false;
    if (c->options->layout == CS_LAYOUT_WIDE)
        return wide_write(&c->names, &c->options->columns, c->table, &c->waiting, error);
    while ((got = waiting_next(&c->waiting, &row, error)) == CS_ITEM)
        if (!write_row(c, row, error))
            return false;
    return got == CS_END;
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
    bool ok = !json.failed ? cs_table_formatted(c->table, cs_buffer_text(&json), error)
                           : cs_fail_memory(error);
    cs_buffer_free(&json);
    return ok;
}

/* A workbook begins with what was read and what was counted. */
static bool end_table(consumer *c, cs_error *error)
{
    const analyzer_options *o = c->options;
    const cs_text lines[][2] = {{CS_LITERAL("File"), cs_text_from(o->input)},
                                {CS_LITERAL("Section"), cs_text_from(cs_part_name(o->section))}};
    cs_buffer exceeded = {0};

    cs_limits_text(&o->limits, "", &exceeded);
    const cs_facts facts = {lines, 2, c->summary, cs_buffer_text(&exceeded)};
    bool ok = !exceeded.failed ? cs_table_end(c->table, &facts, error) : cs_fail_memory(error);
    cs_buffer_free(&exceeded);
    return ok;
}

bool consumer_end(consumer *c, uint64_t *cut, cs_error *error)
{
    if (c->options->summary == SUMMARY_JSON)
        return write_json(c, error);
    if (c->waiting.sorter && !write_waiting(c, error))
        return false;
    if (!c->table)
        return board_end(&c->board, c->summary, &c->options->limits, c->output, error);
    bool ok = end_table(c, error);
    *cut = cs_table_cut(c->table);
    return ok;
}

void consumer_free(consumer *c)
{
    cs_table_free(c->table);
    board_free(&c->board);
    free(c->fields);
    cs_sorter_free(c->waiting.sorter);
    wide_free(&c->names);
    cs_buffer_free(&c->dn);
    cs_buffer_free(&c->name);
}
