#include "rows.h"

#include "report/shown.h"
#include "sys/interrupt.h"

static const cs_text titles[SIDES] = {{"Active", 6}, {"Staging", 7}};

bool diff_rows_begin(rows *r, const diff_options *options, cs_output *output, cs_error *error)
{
    *r = (rows){.options = options, .output = output, .header = {{"Side", 4}}};
    if (options->summary == SUMMARY_JSON)
        return true;
    r->is_page = options->report.table.format == CS_FORMAT_HTML;
    if (r->is_page)
        return diff_page_begin(&r->page, options, error);
    cs_usual_header(r->header + 1);
    r->table = cs_table_new(&options->report.table, output, error);
    return r->table && cs_table_header(r->table, r->header, DIFF_COLUMNS, error);
}

bool diff_rows_count(rows *r, diff_side side, const cs_pending *pending, cs_error *error)
{
    return !r->is_page || diff_page_count(&r->page, side, *pending, error);
}

bool diff_rows_object(rows *r, cs_text connector, cs_error *error)
{
    return !r->is_page || diff_page_object(&r->page, connector, error);
}

/* How many values of the row stand for passwords. */
static uint64_t count_hidden(const cs_packed_change *row)
{
    uint64_t count = (uint64_t)cs_is_hidden(row->change.old_value) +
                     (uint64_t)cs_is_hidden(row->change.new_value);

    for (size_t i = 0; i < row->added_count; i++)
        count += cs_is_hidden(row->added[i]);
    for (size_t i = 0; i < row->removed_count; i++)
        count += cs_is_hidden(row->removed[i]);
    return count;
}

bool diff_rows_put(rows *r, diff_side side, const cs_packed_change *row, cs_error *error)
{
    cs_cell kinds[DIFF_COLUMNS] = {CS_CELL_TEXT};
    cs_text fields[DIFF_COLUMNS] = {titles[side]};
    cs_usual_row usual;

    r->hidden[side] += count_hidden(row);
    if (r->is_page) {
        diff_page_row(&r->page, side, row);
        return cs_interrupt_check(error);
    }
    if (!r->table)
        return true;
    cs_usual_fields(&row->change, &usual);
    cs_usual_kinds(row->integer, kinds + 1);
    memcpy(fields + 1, usual.fields, sizeof usual.fields);
    const cs_fields shown = {row->change.omodt, fields, kinds};
    return cs_table_row(r->table, &shown, error) && cs_interrupt_check(error);
}

/* ---- The end ---- */

static bool write_json(rows *r, const diff_outcome *outcome, cs_error *error)
{
    const cs_undetermined verdict = diff_judge(r->options, outcome);
    cs_buffer json = {0};

    diff_counts_json(&outcome->totals, &verdict, &json);
    bool ok = !json.failed ? cs_output_write(r->output, cs_buffer_text(&json), error)
                           : cs_fail_memory(error);
    cs_buffer_free(&json);
    return ok;
}

/* Adds the names of a side's files, a comma between. */
static void put_files(const diff_options *options, diff_side side, cs_buffer *to)
{
    for (size_t i = 0; i < options->file_count; i++) {
        if (options->files[i].side != side)
            continue;
        cs_buffer_puts(to, to->n > 0 ? ", " : "");
        cs_buffer_puts(to, options->files[i].path);
    }
}

/* A workbook begins with what was compared. */
static bool end_table(rows *r, const diff_outcome *outcome, cs_error *error)
{
    const diff_options *o = r->options;
    cs_buffer files[SIDES] = {{0}}, text = {0}, doubt = {0};

    for (diff_side side = ACTIVE; side < SIDES; side++)
        put_files(o, side, &files[side]);
    diff_counts_text(&outcome->totals, &text);
    diff_undetermined_text(o, outcome, &doubt);
    const cs_text lines[][2] = {
        {CS_LITERAL("Active side"), cs_buffer_text(&files[ACTIVE])},
        {CS_LITERAL("Staging side"), cs_buffer_text(&files[STAGING])},
        {CS_LITERAL("Section"), cs_text_from(cs_part_name(o->section))},
    };
    const cs_facts facts = {.lines = lines,
                            .count = sizeof lines / sizeof *lines,
                            .warnings = cs_buffer_text(&text),
                            .first = cs_buffer_text(&doubt)};
    bool ok = files[ACTIVE].failed || files[STAGING].failed || text.failed || doubt.failed
                  ? cs_fail_memory(error)
                  : cs_table_end(r->table, &facts, error);
    cs_buffer_free(&files[ACTIVE]);
    cs_buffer_free(&files[STAGING]);
    cs_buffer_free(&text);
    cs_buffer_free(&doubt);
    return ok;
}

bool diff_rows_end(rows *r, diff_outcome *outcome, const uint64_t objects[SIDES], cs_error *error)
{
    outcome->findings[0].hidden += r->hidden[ACTIVE];
    outcome->findings[r->options->snapshots[ACTIVE]].hidden += r->hidden[STAGING];
    if (r->is_page)
        return diff_page_end(&r->page, r->options, outcome, objects, r->output, error);
    if (!r->table)
        return write_json(r, outcome, error);
    bool ok = end_table(r, outcome, error);
    outcome->cut = cs_table_cut(r->table);
    return ok;
}

void diff_rows_free(rows *r)
{
    cs_table_free(r->table);
    diff_page_free(&r->page);
}
