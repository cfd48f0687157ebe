#include "readers.h"

#include <stdio.h>
#include <stdlib.h>

#include "changes.h"
#include "csv.h"
#include "parallel.h"
#include "report.h"

/* What came of reading a document. */
typedef struct outcome {
    cs_buffer rows;
    cs_error error;
    uint64_t objects;
} outcome;

static void add_rows(cs_buffer *to, cs_object *object, cs_arena *arena)
{
    const cs_csv_options csv = {.raw = true};
    cs_changes changes;
    const cs_change *change;
    cs_report_row row;

    /* Every section, so that all deltas are looked at. */
    for (cs_part section = CS_UNAPPLIED_EXPORT; cs_part_is_delta(section); section++) {
        cs_changes_begin(&changes, object, section, arena);
        while ((change = cs_changes_next(&changes)) != NULL) {
            cs_report_fields(change, &row);
            cs_csv_record(to, &csv, row.fields, CS_REPORT_COLUMNS);
        }
    }
    cs_buffer_add(to, object->fields[CS_FIELD_MA_NAME]);
}

static const cs_reader_options what = {.fields = 1u << CS_FIELD_MA_NAME};

static void read_in_sequence(const uint8_t *bytes, size_t size, outcome *o)
{
    cs_input *input = cs_input_memory(bytes, size, "f", &o->error);
    cs_reader *reader = cs_reader_new(input, &what, &o->error);
    cs_object *object;

    while (cs_reader_next(reader, &object, &o->error) > 0) {
        add_rows(&o->rows, object, cs_reader_arena(reader));
        o->objects++;
    }
    cs_reader_free(reader);
    cs_input_close(input);
}

static bool put_object(void *user, cs_batch *batch, cs_object *object, cs_arena *arena,
                       cs_error *error)
{
    (void)user;
    add_rows(&batch->out, object, arena);
    ++*(uint64_t *)batch->tally;
    return cs_batch_spill(batch, error);
}

static bool take_rows(void *user, cs_text out, cs_error *error)
{
    outcome *o = user;

    (void)error;
    cs_buffer_add(&o->rows, out);
    return true;
}

static void add_tally(void *user, const void *tally)
{
    outcome *o = user;

    o->objects += *(const uint64_t *)tally;
}

static void read_in_parallel(const uint8_t *bytes, size_t size, unsigned jobs, size_t run_size,
                             outcome *o)
{
    const cs_parallel parallel = {
        .reader = what,
        .jobs = jobs,
        .run_size = run_size,
        .tally_size = sizeof(uint64_t),
        .object = put_object,
        .commit = take_rows,
        .total = add_tally,
        .user = o,
    };
    cs_input *input = cs_input_memory(bytes, size, "f", &o->error);

    cs_parallel_read(input, &parallel, &o->error);
    cs_input_close(input);
}

/* True where two outcomes are the same; rows of a document that is refused may be fewer. */
static bool same(const outcome *a, const outcome *b)
{
    if (a->error.set != b->error.set)
        return false;
    if (!a->error.set)
        return a->objects == b->objects &&
               cs_text_equal(cs_buffer_text(&a->rows), cs_buffer_text(&b->rows));
    return strcmp(a->error.what, b->error.what) == 0 && a->error.offset == b->error.offset &&
           a->error.object == b->error.object && strcmp(a->error.dn, b->error.dn) == 0;
}

static void complain(const outcome *a, const outcome *b, size_t run_size, const uint8_t *bytes,
                     size_t size)
{
    const char *kept = "differs.xml";
    FILE *file = fopen(kept, "wb");

    if (file) {
        fwrite(bytes, 1, size, file);
        fclose(file);
    }
    fprintf(stderr, "the readers differ on %s (runs of %zu bytes)\n", kept, run_size);
    fprintf(stderr, "in sequence: %ju objects, %zu bytes; ", (uintmax_t)a->objects, a->rows.n);
    cs_error_print(&a->error, a->error.set ? "error" : "accepted", stderr);
    fprintf(stderr, "\nin parallel: %ju objects, %zu bytes; ", (uintmax_t)b->objects, b->rows.n);
    cs_error_print(&b->error, b->error.set ? "error" : "accepted", stderr);
    fprintf(stderr, "\n");
    abort();
}

int fuzz_compare_readers(const uint8_t *bytes, size_t size)
{
    static const size_t run_sizes[] = {1 << 20, 700};
    outcome judge = {0};

    read_in_sequence(bytes, size, &judge);
    for (size_t i = 0; i < sizeof run_sizes / sizeof *run_sizes; i++) {
        outcome fast = {0};
        read_in_parallel(bytes, size, 1, run_sizes[i], &fast);
        if (!same(&judge, &fast))
            complain(&judge, &fast, run_sizes[i], bytes, size);
        cs_buffer_free(&fast.rows);
    }
    cs_buffer_free(&judge.rows);
    return !judge.error.set;
}
