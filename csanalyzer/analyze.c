#include "analyze.h"

#include "changes.h"
#include "interrupt.h"
#include "output.h"
#include "progress.h"
#include "reader.h"
#include "report.h"

enum {
    FLUSH_FROM = 64 << 10 /* bytes of rows that are written together */
};

/* Everything that is open during a run. */
typedef struct run {
    const analyzer_options *options;
    analyzer_counts *counts;
    cs_input *input;
    cs_output *output;
    cs_reader *reader;
    cs_csv_options csv;
    cs_buffer rows;
    cs_progress progress;
} run;

static bool open_all(run *r, cs_error *error)
{
    const cs_reader_options what = {.parts = cs_changes_parts(r->options->section)};

    r->input = cs_input_open(r->options->input, error);
    if (!r->input)
        return false;
    r->reader = cs_reader_new(r->input, &what, error);
    if (!r->reader)
        return false;
    const struct stat *inputs[] = {cs_input_stat(r->input)};
    r->output = cs_output_open(r->options->output, inputs, 1, error);
    if (!r->output)
        return false;
    r->csv = r->options->csv;
    r->csv.terminal = cs_output_is_terminal(r->output);
    return true;
}

static bool flush_rows(run *r, size_t from, cs_error *error)
{
    if (r->rows.failed)
        return cs_fail(error, "out of memory");
    if (r->rows.n < from)
        return true;
    bool ok = cs_output_write(r->output, cs_buffer_text(&r->rows), error);
    r->rows.n = 0;
    return ok;
}

static void put_header(run *r)
{
    if (r->options->excel)
        cs_buffer_puts(&r->rows, "\xEF\xBB\xBF");
    cs_csv_record(&r->rows, &r->csv, cs_report_header, CS_REPORT_COLUMNS);
}

/* A delete-add counts as an add and a delete, a replace as an update, an obsolete as a delete. */
static void count_object(analyzer_counts *counts, const cs_image *delta)
{
    counts->objects++;
    if (!delta)
        return;
    cs_omodt omodt = delta->omodt;
    counts->pending++;
    counts->adds += omodt == CS_OMODT_ADD || omodt == CS_OMODT_DELETE_ADD;
    counts->updates += omodt == CS_OMODT_UPDATE || omodt == CS_OMODT_REPLACE;
    counts->deletes +=
        omodt == CS_OMODT_DELETE || omodt == CS_OMODT_DELETE_ADD || omodt == CS_OMODT_OBSOLETE;
}

static bool put_object(run *r, cs_object *object, cs_error *error)
{
    cs_changes changes;
    const cs_change *change;
    cs_report_row row;

    count_object(r->counts, cs_changes_delta(object, r->options->section));
    cs_changes_begin(&changes, object, r->options->section, cs_reader_arena(r->reader));
    while ((change = cs_changes_next(&changes)) != NULL) {
        cs_report_fields(change, &row);
        cs_csv_record(&r->rows, &r->csv, row.fields, CS_REPORT_COLUMNS);
        if (!flush_rows(r, FLUSH_FROM, error))
            return false;
    }
    cs_progress_file(&r->progress, cs_input_position(r->input), cs_input_size(r->input),
                     r->counts->objects);
    return cs_interrupt_check(error);
}

static bool put_all(run *r, cs_error *error)
{
    cs_object *object;
    int got;

    put_header(r);
    while ((got = cs_reader_next(r->reader, &object, error)) > 0)
        if (!put_object(r, object, error))
            return false;
    return got == 0 && flush_rows(r, 0, error);
}

bool analyzer_run(const analyzer_options *options, analyzer_counts *counts, cs_error *error)
{
    run r = {.options = options, .counts = counts};

    *counts = (analyzer_counts){0};
    cs_progress_begin(&r.progress, options->quiet);
    bool ok = open_all(&r, error) && put_all(&r, error);
    cs_progress_end(&r.progress);
    if (ok)
        ok = cs_output_commit(r.output, error);
    else
        cs_output_abandon(r.output);
    cs_reader_free(r.reader);
    cs_input_close(r.input);
    cs_buffer_free(&r.rows);
    return ok;
}
