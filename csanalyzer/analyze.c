#include "analyze.h"

#include <stdlib.h>

#include "consume.h"
#include "produce.h"
#include "sys/progress.h"

/* Everything that is open during a run. */
typedef struct run {
    const analyzer_options *options;
    cs_table_options table; /* those of the command line, and whether a terminal shows it */
    cs_input *input;
    cs_output *output;
    cs_text *header;
    producer producer;
    consumer consumer;
    cs_progress progress;
} run;

static bool open_all(run *r, cs_error *error)
{
    const analyzer_options *o = r->options;

    r->input = cs_input_open(o->input, error);
    if (!r->input)
        return false;
    const struct stat *inputs[] = {cs_input_stat(r->input)};
    r->output = cs_report_options_output(&o->report, o->output, inputs, 1, &r->table, error);
    if (!r->output)
        return false;
    r->header = cs_columns_header(&o->columns);
    r->producer = (producer){.options = o, .table = &r->table, .header = r->header};
    r->consumer.sink =
        (sink){.options = o, .table_options = &r->table, .output = r->output, .header = r->header};
    return r->header || cs_fail_memory(error);
}

/* ---- What cs_parallel_read() calls ---- */

static bool take_object(void *user, cs_batch *batch, cs_object *object, cs_arena *arena,
                        cs_error *error)
{
    const run *r = user;

    return produce(&r->producer, batch, object, arena, error);
}

static bool take_output(void *user, cs_text out, cs_error *error)
{
    run *r = user;

    return consumer_take(&r->consumer, out, error);
}

static void add_tally(void *user, const void *more)
{
    run *r = user;
    totals *t = r->consumer.totals;
    const tally *m = more;

    t->summary.objects += m->objects;
    t->summary.pending += m->pending;
    t->summary.all.adds += m->all.adds;
    t->summary.all.updates += m->all.updates;
    t->summary.all.deletes += m->all.deletes;
    t->summary.all.renames += m->all.renames;
    cs_findings_add(&t->findings, &m->findings);
    cs_limit_counts_add(&t->limits, m->limit_objects);
}

static void show_progress(void *user, uint64_t done)
{
    run *r = user;

    cs_progress_file(&r->progress, done, cs_input_size(r->input),
                     r->consumer.totals->summary.objects);
}

/* ---- The run ---- */

static bool read_all(run *r, cs_error *error)
{
    const analyzer_options *o = r->options;
    const cs_parallel what = {
        .reader = {.parts = cs_changes_parts(o->section) | 1u << cs_hologram_after(o->section) |
                            cs_wanted_parts(o->wanted),
                   .fields = o->columns.fields | cs_evidence_fields(o->section) |
                             (o->mode == MODE_PAGE ? 1u << CS_FIELD_MA_NAME : 0)},
        .jobs = o->jobs ? o->jobs : cs_parallel_jobs(),
        .tally_size = sizeof(tally) + o->limits.count * sizeof(uint64_t),
        .object = take_object,
        .commit = take_output,
        .total = add_tally,
        .progress = show_progress,
        .user = r,
    };

    if (!consumer_begin(&r->consumer, error))
        return false;
    r->producer.page = r->consumer.sink.page;
    return cs_parallel_read(r->input, &what, error) && consumer_end(&r->consumer, error);
}

bool analyzer_run(const analyzer_options *options, totals *t, cs_error *error)
{
    run r = {.options = options, .consumer = {.options = options, .totals = t}};

    r.consumer.progress = &r.progress;
    cs_progress_begin(&r.progress, options->quiet);
    bool ok = cs_limit_counts_begin(&t->limits, &options->limits, error) && open_all(&r, error) &&
              read_all(&r, error);
    cs_progress_end(&r.progress);
    if (ok)
        ok = cs_output_commit(r.output, error);
    else
        cs_output_abandon(r.output);
    consumer_free(&r.consumer);
    free(r.header);
    cs_input_close(r.input);
    return ok;
}

void totals_free(totals *t)
{
    cs_summary_free(&t->summary);
    cs_limit_counts_free(&t->limits);
}
