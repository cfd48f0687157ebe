#include "produce.h"

#include "base/json.h"
#include "base/pack.h"
#include "records.h"
#include "sink.h"

/* An object that is being turned into rows. */
typedef struct producing {
    const producer *p;
    cs_batch *batch;
    cs_view view;
    cs_image *delta; /* NULL where it has no change */
    cs_filler filler;
    cs_error *error;
} producing;

/* ---- Rows ---- */

/* Begins the record of a row with the keys that it is sorted by. */
static size_t begin_row(producing *g, cs_text dn, cs_text attribute)
{
    cs_buffer *out = &g->batch->out;
    bool sorted = g->p->options->sort;
    size_t begun = record_begin(out, RECORD_ROW);

    cs_pack_text(out, sorted ? dn : CS_NO_TEXT);
    cs_pack_text(out, sorted ? attribute : CS_NO_TEXT);
    return begun;
}

/* Puts a row into the batch: as it is written, or (for a workbook) so that it can be. */
static bool put_row(producing *g, const cs_cells *cells)
{
    const producer *p = g->p;
    const cs_change *change = cells->change;
    cs_buffer *out = &g->batch->out;
    size_t count = p->options->columns.count, begun = 0;

    if (!cs_filler_row(&g->filler, cells, g->error))
        return false;
    if (p->options->mode != MODE_ROWS)
        begun = begin_row(g, change->dn, change->attribute);
    const cs_fields row = {change->omodt, g->filler.fields, g->filler.kinds};
    if (p->table->format == CS_FORMAT_XLSX)
        record_put_row(out, row.omodt, row.list, count);
    else
        cs_table_format(out, p->table, p->header, count, &row);
    if (p->options->mode != MODE_ROWS)
        record_end(out, begun);
    return cs_batch_spill(g->batch, g->error);
}

static bool put_value(producing *g, const cs_change *change, cs_vmodt vmodt, cs_text value)
{
    const cs_cells cells = {.change = change, .vmodt = vmodt, .value = value};

    return put_row(g, &cells);
}

/* A row for each value. */
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

/* A row of layout `objects`, which names the attributes that are chosen. `change` is the first of
 * `changes`, or stands alone (`changes` is NULL). */
static bool put_object(producing *g, cs_changes *changes, const cs_change *change)
{
    const cs_row_filter *filter = &g->p->options->report.filter;
    cs_change alone = *change;
    cs_buffer names = {0};
    size_t count = 0;
    bool json = g->filler.json;

    cs_buffer_puts(&names, json ? "[" : "");
    for (; changes && change; change = cs_changes_next(changes)) {
        if (!change->attribute.s || !cs_row_filter_has_change(filter, change) ||
            !is_first(g, change))
            continue;
        if (count++ > 0)
            cs_buffer_puts(&names, json ? "," : "; ");
        if (json)
            cs_json_string(&names, change->attribute);
        else
            cs_buffer_add(&names, change->attribute);
    }
    cs_buffer_puts(&names, json ? "]" : "");
    alone.attribute = CS_NO_TEXT; /* the row is of the object alone */
    const cs_cells cells = {
        .change = &alone, .attribute_count = count, .attribute_names = cs_buffer_text(&names)};
    bool ok = !names.failed ? put_row(g, &cells) : cs_fail_memory(g->error);
    cs_buffer_free(&names);
    return ok;
}

/* The record of layout `wide`: the columns' fields and then the changes, of which `change` is the
 * first (or the only one, then `changes` is NULL). */
static bool put_wide(producing *g, cs_changes *changes, const cs_change *change)
{
    const analyzer_options *o = g->p->options;
    const cs_cells cells = {.change = change};
    cs_buffer *out = &g->batch->out;

    if (!cs_filler_row(&g->filler, &cells, g->error))
        return false;
    size_t begun = begin_row(g, change->dn, CS_NO_TEXT);
    record_put_row(out, change->omodt, g->filler.fields, o->columns.count);
    for (; changes && change; change = cs_changes_next(changes))
        if (change->attribute.s && cs_row_filter_has_change(&o->report.filter, change))
            wide_put_change(out, change, &o->report.showing, &g->filler.hidden);
    record_end(out, begun);
    return cs_batch_spill(g->batch, g->error);
}

/* ---- What is counted ---- */

/* A deletion is none, whatever the delta holds. */
static bool is_renamed(const cs_image *delta)
{
    return delta->omodt != CS_OMODT_DELETE && delta->newdn.n > 0 &&
           !cs_text_equal(delta->newdn, delta->dn);
}

static uint64_t count_or_unknown(long long count)
{
    return count == CS_COUNT_NONE ? UINT64_MAX : (uint64_t)count;
}

/* How many values the change takes away; UINT64_MAX if that is unknown. */
static uint64_t taken(const cs_change *change)
{
    if (change->added == CS_COUNT_NONE)
        return change->old_value.s ? 1 : 0;
    return count_or_unknown(change->removed);
}

/* Says what the object changes, whatever rows are chosen. */
static bool count_changes(producing *g)
{
    cs_buffer *out = &g->batch->out;
    const cs_change *change;
    cs_changes changes;

    size_t begun = record_begin(out, RECORD_OBJECT);
    cs_pack_number(out, g->delta->omodt);
    cs_pack_number(out, is_renamed(g->delta));
    cs_pack_text(out, g->view.object->type);
    cs_pack_text(out, g->view.object->dn);
    cs_changes_begin(&changes, g->view.object, g->view.section, g->view.arena);
    cs_pack_text(out, changes.row.display_name);
    record_end(out, begun);
    while ((change = cs_changes_next(&changes)) != NULL) {
        if (!change->attribute.s)
            continue;
        begun = record_begin(out, RECORD_ATTRIBUTE);
        cs_pack_text(out, change->attribute);
        cs_pack_number(out, is_first(g, change));
        cs_pack_number(out, taken(change));
        cs_pack_number(out, count_or_unknown(cs_changes_before(&changes, change)));
        record_end(out, begun);
        if (!cs_batch_spill(g->batch, g->error))
            return false;
    }
    return true;
}

/* ---- An object ---- */

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
        size_t begun = begin_row(g, change->dn, CS_NO_TEXT);
        page_put_change(&g->batch->out, o, changes, change, begins);
        record_end(&g->batch->out, begun);
        if (!cs_batch_spill(g->batch, g->error))
            return false;
        begins = false;
    }
    return true;
}

static bool put_changes(producing *g, cs_changes *changes)
{
    const analyzer_options *o = g->p->options;
    const cs_change *change;

    if (o->mode == MODE_PAGE)
        return put_page_changes(g, changes);
    while ((change = cs_changes_next(changes)) != NULL) {
        const cs_cells cells = {.change = change};
        bool ok = false;
        if (!cs_row_filter_has_change(&o->report.filter, change))
            continue;
        switch (o->layout) {
        case CS_LAYOUT_OBJECTS: /* takes the rest of the changes, too */
            return put_object(g, changes, change);
        case CS_LAYOUT_WIDE:
            return put_wide(g, changes, change);
        case CS_LAYOUT_VALUES:
            ok = put_values(g, change);
            break;
        case CS_LAYOUT_CHANGES:
        case CS_LAYOUTS:
            ok = put_row(g, &cells);
        }
        if (!ok)
            return false;
    }
    return true;
}

/* The one row of an object without a change. */
static bool put_unchanged(producing *g)
{
    const analyzer_options *o = g->p->options;
    const cs_change change = {.dn = g->view.object->dn,
                              .object_type = g->view.object->type,
                              .display_name = cs_view_name(&g->view, NULL, CS_NAMING_DISPLAY),
                              .omodt = CS_OMODT_NONE,
                              .added = CS_COUNT_NONE,
                              .removed = CS_COUNT_NONE};

    if (!cs_row_filter_has_object(&o->report.filter, &change) ||
        !cs_row_filter_has_change(&o->report.filter, &change))
        return true;
    switch (o->layout) {
    case CS_LAYOUT_OBJECTS:
        return put_object(g, NULL, &change);
    case CS_LAYOUT_WIDE:
        return put_wide(g, NULL, &change);
    case CS_LAYOUT_VALUES:
    case CS_LAYOUT_CHANGES:
    case CS_LAYOUTS:
        break;
    }
    return put_value(g, &change, CS_VMODT_ABSENT, CS_NO_TEXT);
}

static bool produce_all(producing *g)
{
    const analyzer_options *o = g->p->options;
    cs_changes changes;

    if (g->delta && o->mode != MODE_ROWS && !count_changes(g))
        return false;
    if (o->mode == MODE_TOTALS)
        return true;
    if (!g->delta)
        return !o->all_objects || put_unchanged(g);
    cs_changes_begin(&changes, g->view.object, o->section, g->view.arena);
    return !cs_row_filter_has_object(&o->report.filter, &changes.row) || put_changes(g, &changes);
}

bool produce(const producer *p, cs_batch *batch, cs_object *object, cs_arena *arena,
             cs_error *error)
{
    const analyzer_options *o = p->options;
    tally *t = batch->tally;
    producing g = {.p = p,
                   .batch = batch,
                   .view = {object, o->section, arena},
                   .delta = cs_object_delta(object, o->section),
                   .error = error};

    g.filler = (cs_filler){.columns = &o->columns,
                           .view = &g.view,
                           .delta = g.delta,
                           .showing = &o->report.showing,
                           .json = p->table->format == CS_FORMAT_JSONL};
    t->objects++;
    t->pending += g.delta != NULL;
    if (g.delta && o->mode == MODE_ROWS)
        cs_operations_count(&t->all, g.delta->omodt, is_renamed(g.delta));
    cs_findings_note(&t->findings, object, o->section);
    cs_limits_count_object(&o->limits, object->type, t->limit_objects);
    if (!cs_wanted_note(o->wanted, object, arena, error))
        return false;
    bool ok = produce_all(&g);
    t->findings.hidden += g.filler.hidden;
    cs_filler_free(&g.filler);
    return ok;
}
