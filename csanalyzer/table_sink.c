/* Reports that are tables: rows in one of the formats, or the totals as JSON. */
#include <stdlib.h>

#include "records.h"
#include "sink.h"

const sink_kind *sink_kind_of(analyzer_mode mode)
{
    static const sink_kind *const kinds[] = {[MODE_ROWS] = &table_sink,
                                             [MODE_TABLE] = &table_sink,
                                             [MODE_WIDE] = &wide_sink,
                                             [MODE_PAGE] = &page_sink,
                                             [MODE_TOTALS] = &totals_sink};

    return kinds[mode];
}

bool sink_open_table(sink *s, cs_error *error)
{
    s->table = cs_table_new(s->table_options, s->output, error);
    s->fields = calloc(s->options->columns.count + 1, sizeof *s->fields);
    return s->table && (s->fields || cs_fail_memory(error));
}

/* A workbook begins with what was read and what was counted. */
bool sink_close_table(sink *s, totals *t, cs_error *error)
{
    const analyzer_options *o = s->options;
    const cs_text lines[][2] = {{CS_LITERAL("File"), cs_text_from(o->input)},
                                {CS_LITERAL("Section"), cs_text_from(cs_part_name(o->section))}};
    const cs_undetermined verdict = cs_evidence_judge(&t->findings.evidence);
    cs_buffer exceeded = {0}, doubt = {0};

    cs_limits_text(&t->limits, "", &exceeded);
    cs_undetermined_text(&verdict, o->section, "", o->input, &doubt);
    const cs_facts facts = {.lines = lines,
                            .count = 2,
                            .summary = &t->summary,
                            .warnings = cs_buffer_text(&exceeded),
                            .first = cs_buffer_text(&doubt)};
    bool ok = !exceeded.failed && !doubt.failed ? cs_table_end(s->table, &facts, error)
                                                : cs_fail_memory(error);
    cs_buffer_free(&exceeded);
    cs_buffer_free(&doubt);
    t->cut = cs_table_cut(s->table);
    return ok;
}

void sink_free(sink *s)
{
    cs_table_free(s->table);
    cs_page_free(s->page);
    free(s->fields);
    wide_free(&s->wide);
}

/* ---- Rows ---- */

static bool begin_table(sink *s, cs_error *error)
{
    return sink_open_table(s, error) &&
           cs_table_header(s->table, s->header, s->options->columns.count, error);
}

/* Formatted already, but for a workbook. */
static bool write_row(sink *s, cs_text row, cs_error *error)
{
    if (s->table_options->format != CS_FORMAT_XLSX)
        return cs_table_formatted(s->table, row, error);
    cs_omodt omodt = record_get_row(&row, s->fields, s->options->columns.count);
    const cs_fields fields = {omodt, s->fields, NULL};
    return cs_table_row(s->table, &fields, error);
}

const sink_kind table_sink = {begin_table, NULL, write_row, sink_close_table};

/* ---- Totals ---- */

static bool pass_over(sink *s, cs_text row, cs_error *error)
{
    (void)s;
    (void)row;
    (void)error;
    return true;
}

static bool write_totals(sink *s, totals *t, cs_error *error)
{
    const cs_undetermined verdict = cs_evidence_judge(&t->findings.evidence);
    cs_buffer json = {0};

    cs_summary_json(&t->summary, &verdict, &json);
    if (t->limits.rules->count > 0) {
        cs_buffer_puts(&json, ",\"limits\":");
        cs_limits_json(&t->limits, &json);
    }
    cs_buffer_puts(&json, "}\n");
    bool ok = !json.failed ? cs_output_write(s->output, cs_buffer_text(&json), error)
                           : cs_fail_memory(error);
    cs_buffer_free(&json);
    return ok;
}

static bool begin_totals(sink *s, cs_error *error)
{
    (void)s;
    (void)error;
    return true;
}

const sink_kind totals_sink = {begin_totals, NULL, pass_over, write_totals};
