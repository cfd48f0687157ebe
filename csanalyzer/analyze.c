#include "analyze.h"

#include "changes.h"
#include "output.h"
#include "parallel.h"
#include "progress.h"
#include "report.h"

/* Everything that is open during a run. */
typedef struct run {
    const analyzer_options *options;
    analyzer_counts *counts;
    cs_input *input;
    cs_output *output;
    cs_csv_options csv;
    cs_progress progress;
} run;

static bool open_all(run *r, cs_error *error)
{
    r->input = cs_input_open(r->options->input, error);
    if (!r->input)
        return false;
    const struct stat *inputs[] = {cs_input_stat(r->input)};
    r->output = cs_output_open(r->options->output, inputs, 1, error);
    if (!r->output)
        return false;
    r->csv = r->options->csv;
    r->csv.terminal = cs_output_is_terminal(r->output);
    return true;
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

/* ---- What cs_parallel_read() calls ---- */

static bool put_object(void *user, cs_batch *batch, cs_object *object, cs_arena *arena,
                       cs_error *error)
{
    const run *r = user;
    cs_changes changes;
    const cs_change *change;
    cs_report_row row;

    count_object(batch->tally, cs_changes_delta(object, r->options->section));
    cs_changes_begin(&changes, object, r->options->section, arena);
    while ((change = cs_changes_next(&changes)) != NULL) {
        cs_report_fields(change, &row);
        cs_csv_record(&batch->out, &r->csv, row.fields, CS_REPORT_COLUMNS);
        if (!cs_batch_spill(batch, error))
            return false;
    }
    return true;
}

static bool write_rows(void *user, cs_text rows, cs_error *error)
{
    const run *r = user;

    return cs_output_write(r->output, rows, error);
}

static void add_counts(void *user, const void *tally)
{
    const run *r = user;
    const analyzer_counts *more = tally;

    r->counts->objects += more->objects;
    r->counts->pending += more->pending;
    r->counts->adds += more->adds;
    r->counts->updates += more->updates;
    r->counts->deletes += more->deletes;
}

static void show_progress(void *user, uint64_t done)
{
    run *r = user;

    cs_progress_file(&r->progress, done, cs_input_size(r->input), r->counts->objects);
}

/* ---- The run ---- */

static bool put_header(run *r, cs_error *error)
{
    cs_buffer header = {0};

    if (r->options->excel)
        cs_buffer_puts(&header, "\xEF\xBB\xBF");
    cs_csv_record(&header, &r->csv, cs_report_header, CS_REPORT_COLUMNS);
    bool ok = header.failed ? cs_fail(error, "out of memory")
                            : cs_output_write(r->output, cs_buffer_text(&header), error);
    cs_buffer_free(&header);
    return ok;
}

static bool put_all(run *r, cs_error *error)
{
    const cs_parallel what = {
        .reader = {.parts = cs_changes_parts(r->options->section)},
        .jobs = r->options->jobs ? r->options->jobs : cs_parallel_jobs(),
        .tally_size = sizeof(analyzer_counts),
        .object = put_object,
        .commit = write_rows,
        .total = add_counts,
        .progress = show_progress,
        .user = r,
    };

    return put_header(r, error) && cs_parallel_read(r->input, &what, error);
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
    cs_input_close(r.input);
    return ok;
}
