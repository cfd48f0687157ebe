#include "produce.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/pack.h"
#include "board.h"
#include "records.h"
#include "report/report.h"
#include "report/summary.h"
#include "wide.h"

/* An object that is being turned into rows. */
typedef struct producing {
    const producer *p;
    cs_batch *batch;
    cs_view view;
    cs_image *delta; /* NULL where it has no change */
    cs_error *error;
    cs_arena memory;   /* of the fields of a row */
    cs_text *fields;   /* one for each column */
    cs_cell *cells;    /* what they hold, where that matters */
    bool has_fields;   /* those of the object are filled */
    cs_change nothing; /* the row of an object without a change */
    cs_buffer names;   /* of layout `objects` */
    size_t names_count;
} producing;

/* ---- Rows ---- */

/* Puts a row of fields behind the keys of its record as the consumer will write it. */
static void put_fields(producing *g, const cs_fields *row)
{
    const producer *p = g->p;
    const cs_table_options *table = &p->options->report.table;
    size_t count = p->options->columns.count;

    if (table->format == CS_FORMAT_XLSX)
        record_put_row(&g->batch->out, row->omodt, row->list, count);
    else
        cs_table_format(&g->batch->out, table, p->header, count, row);
}

/* Begins the record of a row with the keys that it is sorted by. */
static size_t begin_row(producing *g, char tag, cs_text dn, cs_text attribute)
{
    cs_buffer *out = &g->batch->out;
    bool sorted = g->p->options->sort;
    size_t begun = record_begin(out, tag);

    cs_pack_text(out, sorted ? dn : CS_NO_TEXT);
    cs_pack_text(out, sorted ? attribute : CS_NO_TEXT);
    return begun;
}

/* Writes a row, or puts it into a record with the keys that rows are sorted by. */
static bool put_row(producing *g, const cs_change *change, const cs_text *fields)
{
    const cs_fields row = {change->omodt, fields, g->cells};
    cs_buffer *out = &g->batch->out;

    if (!g->p->records) {
        put_fields(g, &row);
        return cs_batch_spill(g->batch, g->error);
    }
    size_t begun = begin_row(g, RECORD_ROW, change->dn, change->attribute);
    put_fields(g, &row);
    record_end(out, begun);
    return cs_batch_spill(g->batch, g->error);
}

static bool is_json(const producing *g)
{
    return g->p->options->report.table.format == CS_FORMAT_JSONL;
}

/* Adds to a row what is the same in all. */
static void complete_row(const producing *g, cs_cells *row)
{
    row->view = &g->view;
    row->delta = g->delta;
    row->decode = g->p->options->report.decode;
    row->json = is_json(g);
}

/* Fills the fields of a row and writes it. */
static bool put_columns(producing *g, cs_cells *row)
{
    const cs_columns *columns = &g->p->options->columns;

    complete_row(g, row);
    if (!g->has_fields && !cs_columns_object_fields(columns, row, g->view.arena, g->fields))
        return cs_fail_object_memory(g->error);
    g->has_fields = true;
    cs_arena_reset(&g->memory);
    if (!cs_columns_row_fields(columns, row, &g->memory, g->fields))
        return cs_fail_memory(g->error);
    cs_columns_cells(columns, row->change, g->cells);
    return put_row(g, row->change, g->fields);
}

static bool put_change(producing *g, const cs_change *change)
{
    cs_report_row usual;
    cs_cells row = {.change = change};

    if (!g->p->options->usual)
        return put_columns(g, &row);
    cs_report_fields(change, &usual);
    return put_row(g, change, usual.fields);
}

/* ---- A row for each value ---- */

static bool put_value(producing *g, const cs_change *change, cs_vmodt vmodt, cs_text value)
{
    cs_cells row = {.change = change, .vmodt = vmodt, .value = value};

    return put_columns(g, &row);
}

static bool put_values(producing *g, const cs_change *change)
{
    const cs_attribute *a = change->source;

    if (!a && change->attribute.s) /* the rename */
        return put_value(g, change, CS_VMODT_DELETE, change->old_value) &&
               put_value(g, change, CS_VMODT_ADD, change->new_value);
    if (!a || !cs_first_value(a))
        return put_value(g, change, CS_VMODT_ABSENT, CS_NO_TEXT);
    for (const cs_value *v = cs_first_value(a); v; v = cs_next_value(v))
        if (!put_value(g, change, cs_vmodt_effective(v->vmodt, change->amodt),
                       cs_value_shown(a, v)))
            return false;
    return true;
}

/* ---- A row for each object ---- */

/* True the first time that the object changes the attribute. */
static bool is_first(const producing *g, const cs_change *change)
{
    if (!change->source)
        return true;
    if (change->source->element == CS_OBJECTCLASS)
        return change->source == cs_image_objectclass(g->delta, g->view.arena);
    return change->source == cs_image_find(g->delta, change->attribute, g->view.arena);
}

static void note_name(producing *g, const cs_change *change)
{
    if (!change->attribute.s || !is_first(g, change))
        return;
    bool json = is_json(g);
    if (g->names_count++ > 0)
        cs_buffer_puts(&g->names, json ? "," : "; ");
    if (json)
        cs_json_string(&g->names, change->attribute);
    else
        cs_buffer_add(&g->names, change->attribute);
}

static void end_names(producing *g)
{
    cs_buffer all = {0};

    if (!is_json(g))
        return;
    cs_buffer_puts(&all, "[");
    cs_buffer_join(&all, &g->names);
    cs_buffer_puts(&all, "]");
    cs_buffer_free(&g->names);
    g->names = all;
}

static bool put_object(producing *g, const cs_change *change)
{
    end_names(g);
    cs_cells row = {.change = change,
                    .attribute_count = g->names_count,
                    .attribute_names = cs_buffer_text(&g->names)};

    if (g->names.failed)
        return cs_fail_memory(g->error);
    return put_columns(g, &row);
}

/* ---- An object, its attributes side by side ---- */

static bool begin_wide(producing *g, const cs_change *change, size_t *begun)
{
    const cs_columns *columns = &g->p->options->columns;
    cs_buffer *out = &g->batch->out;
    cs_cells row = {.change = change};

    complete_row(g, &row);
    if (!cs_columns_object_fields(columns, &row, g->view.arena, g->fields))
        return cs_fail_object_memory(g->error);
    *begun = begin_row(g, RECORD_WIDE, change->dn, CS_NO_TEXT);
    record_put_row(out, change->omodt, g->fields, columns->count);
    return true;
}

/* ---- What is counted ---- */

/* A deletion is none, whatever the delta holds. */
static bool is_renamed(const cs_image *delta)
{
    return delta->omodt != CS_OMODT_DELETE && delta->newdn.n > 0 &&
           !cs_text_equal(delta->newdn, delta->dn);
}

/* How many values the change takes away; UINT64_MAX where that is unknown. */
static uint64_t taken(const cs_change *change)
{
    if (change->added == CS_COUNT_NONE)
        return change->old_value.s ? 1 : 0;
    return change->removed == CS_COUNT_NONE ? UINT64_MAX : (uint64_t)change->removed;
}

/* Says what the object changes, whatever rows are chosen. */
static bool count_changes(producing *g, cs_part section)
{
    cs_buffer *out = &g->batch->out;
    const cs_change *change;
    cs_changes changes;

    size_t begun = record_begin(out, RECORD_OBJECT);
    cs_pack_number(out, g->delta->omodt);
    cs_pack_number(out, is_renamed(g->delta));
    cs_pack_text(out, g->view.object->type);
    cs_pack_text(out, g->view.object->dn);
    cs_changes_begin(&changes, g->view.object, section, g->view.arena);
    cs_pack_text(out, changes.row.display_name);
    record_end(out, begun);
    while ((change = cs_changes_next(&changes)) != NULL) {
        if (!change->attribute.s)
            continue;
        begun = record_begin(out, RECORD_ATTRIBUTE);
        cs_pack_text(out, change->attribute);
        cs_pack_number(out, is_first(g, change));
        cs_pack_number(out, taken(change));
        record_end(out, begun);
        if (!cs_batch_spill(g->batch, g->error))
            return false;
    }
    return true;
}

/* ---- An object ---- */

/* Writes the rows of layouts with a row for each object, of the changes that are chosen. */
static bool put_rows_together(producing *g, cs_changes *changes)
{
    const analyzer_options *o = g->p->options;
    const cs_change *change;
    size_t begun = 0;
    bool any = false;

    while ((change = cs_changes_next(changes)) != NULL) {
        if (!cs_row_filter_has_change(&o->report.filter, change))
            continue;
        if (o->layout == CS_LAYOUT_WIDE) {
            if (!any && !begin_wide(g, change, &begun))
                return false;
            if (change->attribute.s)
                wide_put_change(&g->batch->out, change, o->report.decode);
        } else {
            note_name(g, change);
        }
        any = true;
    }
    if (!any)
        return true;
    if (o->layout != CS_LAYOUT_WIDE) {
        changes->row.attribute = CS_NO_TEXT; /* the row is of the object alone */
        return put_object(g, &changes->row);
    }
    record_end(&g->batch->out, begun);
    return cs_batch_spill(g->batch, g->error);
}

/* Hands the changes that are chosen to the page. Once it has all the objects that it shows, it
 * needs of the others only what they are, and the changes that it watches. */
static bool put_page_changes(producing *g, cs_changes *changes)
{
    const analyzer_options *o = g->p->options;
    bool all = cs_page_wants_values(g->p->page), begins = true;
    const cs_change *change;

    while ((change = cs_changes_next(changes)) != NULL) {
        if (!cs_row_filter_has_change(&o->report.filter, change) ||
            !(all || begins || cs_page_watches(change->attribute)))
            continue;
        size_t begun = begin_row(g, RECORD_ROW, change->dn, CS_NO_TEXT);
        board_put(&g->batch->out, changes, change, begins, o->report.decode);
        record_end(&g->batch->out, begun);
        if (!cs_batch_spill(g->batch, g->error))
            return false;
        begins = false;
    }
    return true;
}

static bool put_rows(producing *g, cs_changes *changes)
{
    const analyzer_options *o = g->p->options;
    const cs_change *change;

    if (g->p->page)
        return put_page_changes(g, changes);
    if (o->layout == CS_LAYOUT_OBJECTS || o->layout == CS_LAYOUT_WIDE)
        return put_rows_together(g, changes);
    while ((change = cs_changes_next(changes)) != NULL) {
        if (!cs_row_filter_has_change(&o->report.filter, change))
            continue;
        if (o->layout == CS_LAYOUT_VALUES ? !put_values(g, change) : !put_change(g, change))
            return false;
    }
    return true;
}

/* The one row of an object without a change. */
static bool put_unchanged(producing *g)
{
    const analyzer_options *o = g->p->options;
    cs_change *row = &g->nothing;
    size_t begun;

    *row = (cs_change){.dn = g->view.object->dn,
                       .object_type = g->view.object->type,
                       .display_name = cs_view_first(&g->view, NULL, CS_LITERAL("displayName")),
                       .omodt = CS_OMODT_NONE,
                       .added = CS_COUNT_NONE,
                       .removed = CS_COUNT_NONE};
    if (!cs_row_filter_has_object(&o->report.filter, row) ||
        !cs_row_filter_has_change(&o->report.filter, row))
        return true;
    switch (o->layout) {
    case CS_LAYOUT_VALUES:
        return put_value(g, row, CS_VMODT_ABSENT, CS_NO_TEXT);
    case CS_LAYOUT_OBJECTS:
        return put_object(g, row);
    case CS_LAYOUT_WIDE:
        if (!begin_wide(g, row, &begun))
            return false;
        record_end(&g->batch->out, begun);
        return cs_batch_spill(g->batch, g->error);
    default:
        return put_change(g, row);
    }
}

static bool produce_all(producing *g)
{
    const analyzer_options *o = g->p->options;
    bool counts = analyzer_counts(o) || o->limits.count > 0;
    cs_changes changes;

    if (g->delta && counts && !count_changes(g, o->section))
        return false;
    if (o->summary == SUMMARY_JSON)
        return true;
    if (!g->delta)
        return !o->all_objects || put_unchanged(g);
    cs_changes_begin(&changes, g->view.object, o->section, g->view.arena);
    return !cs_row_filter_has_object(&o->report.filter, &changes.row) || put_rows(g, &changes);
}

bool produce(const producer *p, cs_batch *batch, cs_object *object, cs_arena *arena,
             cs_error *error)
{
    cs_summary *tally = batch->tally;
    producing g = {.p = p,
                   .batch = batch,
                   .view = {object, p->options->section, arena},
                   .delta = cs_object_delta(object, p->options->section),
                   .error = error};

    tally->objects++;
    tally->pending += g.delta != NULL;
    if (g.delta)
        cs_operations_count(&tally->all, g.delta->omodt, is_renamed(g.delta));
    if (!p->options->usual) {
        size_t room = p->options->columns.count + 1;
        g.fields = cs_arena_zalloc(arena, room * sizeof *g.fields);
        g.cells = cs_arena_zalloc(arena, room * sizeof *g.cells);
        if (!g.fields || !g.cells)
            return cs_fail_object_memory(error);
    }
    bool ok = produce_all(&g);
    cs_arena_free(&g.memory);
    cs_buffer_free(&g.names);
    return ok;
}
