#include "diff.h"

#include <stdlib.h>

#include "base/pack.h"
#include "merge.h"
#include "produce.h"
#include "sys/interrupt.h"
#include "sys/progress.h"
#include "sys/sorter.h"

/* Everything that is open during a run. */
typedef struct run {
    diff_options *options;
    diff_outcome *outcome;
    cs_input **inputs; /* one for each file */
    cs_output *output;
    cs_mapping *mapping;
    cs_sorter *sorter;
    producer producer;
    size_t file;               /* the one that is being read */
    uint64_t objects, pending; /* in all files so far */
    uint64_t sizes[SIDES];     /* objects of the last snapshot */
    rows rows;
    merger merger;
    cs_progress progress;
} run;

/* ---- Opening ---- */

/* A pipe can be read once. */
static bool check_pipes(const run *r, cs_error *error)
{
    for (size_t i = 0; i < r->options->file_count; i++) {
        const struct stat *a = cs_input_stat(r->inputs[i]);
        for (size_t j = 0; j < i && !S_ISREG(a->st_mode); j++) {
            const struct stat *b = cs_input_stat(r->inputs[j]);
            if (a->st_dev == b->st_dev && a->st_ino == b->st_ino)
                return cs_fail_usage(
                    error, "\"%s\" and \"%s\" are the same pipe, which can be read only once",
                    cs_input_name(r->inputs[j]), cs_input_name(r->inputs[i]));
        }
    }
    return true;
}

static bool open_inputs(run *r, cs_error *error)
{
    const diff_options *options = r->options;

    r->inputs = calloc(options->file_count, sizeof *r->inputs);
    if (!r->inputs)
        return cs_fail_memory(error);
    for (size_t i = 0; i < options->file_count; i++) {
        r->inputs[i] = cs_input_open(options->files[i].path, error);
        if (!r->inputs[i]) {
            diff_error_file(error, &options->files[i]);
            return false;
        }
    }
    if (!check_pipes(r, error))
        return false;
    r->mapping = options->mapping ? cs_mapping_read(options->mapping, error) : NULL;
    return !options->mapping || r->mapping;
}

static bool open_output(run *r, cs_error *error)
{
    size_t count = r->options->file_count;
    const struct stat **stats = calloc(count + 1, sizeof *stats);

    if (!stats)
        return cs_fail_memory(error);
    for (size_t i = 0; i < count; i++)
        stats[i] = cs_input_stat(r->inputs[i]);
    if (r->mapping)
        stats[count++] = cs_mapping_stat(r->mapping);
    r->output = cs_report_options_output(&r->options->report, r->options->output, stats, count,
                                         &r->options->report.table, error);
    free(stats);
    return r->output != NULL;
}

/* ---- Reading: what cs_parallel_read() calls ---- */

static bool take_object(void *user, cs_batch *batch, cs_object *object, cs_arena *arena,
                        cs_error *error)
{
    const run *r = user;

    return diff_produce(&r->producer, batch, object, arena, error);
}

static bool take_output(void *user, cs_text out, cs_error *error)
{
    const run *r = user;
    unsigned char place[4]; /* sorts as the number does */

    for (int i = 0; i < 4; i++)
        place[i] = (unsigned char)(r->file >> (24 - 8 * i));
    while (out.n > 0) {
        cs_text key = cs_unpack_text(&out), packed = cs_unpack_text(&out);
        if (!cs_sorter_put(r->sorter, key, (cs_text){(char *)place, sizeof place}, packed, error))
            return false;
    }
    return true;
}

static void add_tally(void *user, const void *more)
{
    run *r = user;
    const tally *t = more;

    r->objects += t->objects;
    r->pending += t->pending;
    cs_findings_add(&r->outcome->findings[r->file], &t->findings);
}

static void show_progress(void *user, uint64_t done)
{
    run *r = user;

    cs_progress_file(&r->progress, done, cs_input_size(r->inputs[r->file]), r->objects);
}

/* ---- The run ---- */

/* Reads a file, and puts aside what is pending in it. */
static bool read_file(run *r, cs_error *error)
{
    const diff_options *options = r->options;
    const diff_file *file = &options->files[r->file];
    bool page = options->report.table.format == CS_FORMAT_HTML;
    uint64_t before = r->objects;
    const cs_parallel what = {
        .reader = {.parts = cs_changes_parts(options->section) | cs_wanted_parts(options->wanted),
                   .fields =
                       cs_evidence_fields(options->section) | (page ? 1u << CS_FIELD_MA_NAME : 0)},
        .jobs = options->jobs ? options->jobs : cs_parallel_jobs(),
        .tally_size = sizeof(tally),
        .object = take_object,
        .commit = take_output,
        .total = add_tally,
        .progress = show_progress,
        .user = r,
    };

    r->producer = (producer){
        .options = options,
        .side = file->side,
        .pending = {.section = options->section,
                    .filter = &options->report.filter,
                    .ignored = &options->ignored,
                    .ignore_case = options->ignore_case,
                    .mapping = file->side == ACTIVE ? r->mapping : NULL,
                    .row = {.showing = options->report.showing, .values = page}},
    };
    if (!cs_parallel_read(r->inputs[r->file], &what, error)) {
        diff_error_file(error, file);
        return false;
    }
    r->sizes[file->side] = r->objects - before;
    return true;
}

static size_t read_place(cs_text key)
{
    size_t place = 0;

    for (size_t i = 0; i < key.n; i++)
        place = place << 8 | (unsigned char)key.s[i];
    return place;
}

/* Takes up again what was put aside, and writes what differs. */
static bool merge(run *r, cs_error *error)
{
    cs_text packed;
    uint64_t done = 0;
    cs_next got;

    if (!diff_rows_begin(&r->rows, r->options, r->output, error) ||
        !cs_sorter_begin(r->sorter, true, error))
        return false;
    while ((got = cs_sorter_next(r->sorter, &packed, error)) == CS_ITEM) {
        if (!diff_merger_take(&r->merger, cs_sorter_first_key(r->sorter),
                              read_place(cs_sorter_second_key(r->sorter)), packed, error) ||
            !cs_interrupt_check(error))
            return false;
        cs_progress_count(&r->progress, ++done, r->pending);
    }
    if (got != CS_END || !diff_merger_end(&r->merger, error))
        return false;
    r->outcome->totals = r->merger.totals;
    return diff_rows_end(&r->rows, r->outcome, r->sizes, error);
}

static bool run_all(run *r, cs_error *error)
{
    r->outcome->findings = calloc(r->options->file_count, sizeof *r->outcome->findings);
    if (!r->outcome->findings)
        return cs_fail_memory(error);
    if (!open_inputs(r, error) || !open_output(r, error))
        return false;
    r->sorter = cs_sorter_new(error);
    if (!r->sorter)
        return false;
    for (r->file = 0; r->file < r->options->file_count; r->file++)
        if (!read_file(r, error))
            return false;
    return merge(r, error);
}

static void close_all(run *r)
{
    diff_rows_free(&r->rows);
    diff_merger_free(&r->merger);
    cs_sorter_free(r->sorter);
    cs_mapping_free(r->mapping);
    for (size_t i = 0; r->inputs && i < r->options->file_count; i++)
        cs_input_close(r->inputs[i]);
    free(r->inputs);
}

bool diff_run(diff_options *options, diff_outcome *outcome, cs_error *error)
{
    run r = {
        .options = options, .outcome = outcome, .merger = {.options = options, .rows = &r.rows}};

    cs_progress_begin(&r.progress, options->quiet);
    bool ok = run_all(&r, error);
    cs_progress_end(&r.progress);
    if (ok)
        ok = cs_output_commit(r.output, error);
    else
        cs_output_abandon(r.output);
    close_all(&r);
    return ok;
}
