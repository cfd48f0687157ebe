#include "analyze.h"

#include <stdlib.h>

#include "consume.h"
#include "produce.h"
#include "sys/progress.h"

/* Everything that is open during a run. */
typedef struct run {
    cs_input *input;
    cs_output *output;
    cs_text *header;
    producer producer;
    consumer consumer;
    cs_progress progress;
} run;

static bool open_all(run *r, analyzer_options *options, cs_error *error)
{
    r->input = cs_input_open(options->input, error);
    if (!r->input)
        return false;
    const struct stat *inputs[] = {cs_input_stat(r->input)};
    r->output = cs_report_options_output(&options->report, options->output, inputs, 1, error);
    if (!r->output)
        return false;
    r->header = cs_columns_header(&options->columns);
    r->producer.header = r->consumer.header = r->header;
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

    if (r->producer.records)
        return consumer_take(&r->consumer, out, error);
    return cs_table_formatted(r->consumer.table, out, error);
}

static void add_tally(void *user, const void *tally)
{
    const run *r = user;
    cs_summary *sum = r->consumer.summary;
    const cs_summary *more = tally;

    sum->objects += more->objects;
    sum->pending += more->pending;
    if (analyzer_counts(r->producer.options))
        return; /* the records tell the rest */
    sum->all.adds += more->all.adds;
    sum->all.updates += more->all.updates;
    sum->all.deletes += more->all.deletes;
    sum->all.renames += more->all.renames;
}

static void show_progress(void *user, uint64_t done)
{
    run *r = user;

    cs_progress_file(&r->progress, done, cs_input_size(r->input), r->consumer.summary->objects);
}

/* ---- The run ---- */

static bool read_all(run *r, uint64_t *cut, cs_error *error)
{
    const analyzer_options *options = r->producer.options;
    const cs_parallel what = {
        .reader = {.parts = cs_changes_parts(options->section) |
                            1u << cs_hologram_after(options->section),
                   .fields = options->columns.fields |
                             (analyzer_is_page(options) ? 1u << CS_FIELD_MA_NAME : 0)},
        .jobs = options->jobs ? options->jobs : cs_parallel_jobs(),
        .tally_size = sizeof(cs_summary),
        .object = take_object,
        .commit = take_output,
        .total = add_tally,
        .progress = show_progress,
        .user = r,
    };

    if (!consumer_begin(&r->consumer, r->output, error))
        return false;
    r->producer.page = r->consumer.board.page;
    return cs_parallel_read(r->input, &what, error) && consumer_end(&r->consumer, cut, error);
}

/* True where the threads hand over more than final rows. */
static bool needs_records(const analyzer_options *o)
{
    return o->sort || o->layout == CS_LAYOUT_WIDE || analyzer_counts(o) || o->limits.count > 0;
}

bool analyzer_run(analyzer_options *options, cs_summary *summary, uint64_t *cut, cs_error *error)
{
    run r = {.producer.options = options, .consumer = {.options = options, .summary = summary}};

    r.producer.records = needs_records(options);
    r.consumer.waiting.progress = &r.progress;
    cs_progress_begin(&r.progress, options->quiet);
    bool ok = open_all(&r, options, error) && read_all(&r, cut, error);
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
