#include "readers.h"

#include <stdio.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "report/changes.h"
#include "report/columns.h"
#include "table/csv.h"
#include "xml/read/read.h"
#include "xml/write/writer.h"

static const cs_reader_options usual = {.fields = 1u << CS_FIELD_MA_NAME};
static const cs_reader_options everything = {.everything = true};

/* Adds the rows of all of an object's sections as raw CSV, and its connector's name. */
static void add_rows(cs_buffer *to, cs_object *object, cs_arena *arena, bool connector)
{
    const cs_csv_options csv = {.raw = true};
    cs_changes changes;
    const cs_change *change;
    cs_usual_row row;

    /* Every section, so that all deltas are looked at. */
    for (cs_part section = CS_UNAPPLIED_EXPORT; cs_part_is_delta(section); section++) {
        cs_changes_begin(&changes, object, section, arena);
        while ((change = cs_changes_next(&changes)) != NULL) {
            cs_usual_fields(change, &row);
            cs_csv_record(to, &csv, row.fields, CS_USUAL_COLUMNS);
        }
        if (object->drop) /* the same in every section */
            break;
    }
    if (connector)
        cs_buffer_add(to, object->fields[CS_FIELD_MA_NAME]);
}

/* ---- With libxml2 alone ---- */

void fuzz_read_in_sequence(cs_text document, size_t chunk, fuzz_outcome *o)
{
    cs_input *input = cs_input_memory(document.s, document.n, "f", &o->error);

    if (chunk > 0)
        cs_input_chunk(input, chunk);
    cs_reader *reader = cs_reader_new(input, &usual, &o->error);
    cs_object *object;
    while (cs_reader_next(reader, &object, &o->error) == CS_ITEM) {
        add_rows(&o->rows, object, cs_reader_arena(reader), !o->no_connectors);
        o->objects++;
    }
    cs_reader_free(reader);
    cs_input_close(input);
}

/* ---- In runs ---- */

static bool put_rows(void *user, cs_batch *batch, cs_object *object, cs_arena *arena,
                     cs_error *error)
{
    const fuzz_outcome *o = user;

    add_rows(&batch->out, object, arena, !o->no_connectors);
    ++*(uint64_t *)batch->tally;
    return cs_batch_spill(batch, error);
}

static bool take_rows(void *user, cs_text out, cs_error *error)
{
    fuzz_outcome *o = user;

    (void)error;
    cs_buffer_add(&o->rows, out);
    return true;
}

static void add_tally(void *user, const void *tally)
{
    fuzz_outcome *o = user;

    o->objects += *(const uint64_t *)tally;
}

static void read_as(const cs_parallel *what, cs_text document, cs_error *error)
{
    cs_input *input = cs_input_memory(document.s, document.n, "f", error);

    cs_parallel_read(input, what, error);
    cs_input_close(input);
}

void fuzz_read_in_parallel(cs_text document, unsigned jobs, size_t run_size, fuzz_outcome *o)
{
    const cs_parallel what = {
        .reader = usual,
        .jobs = jobs,
        .run_size = run_size,
        .tally_size = sizeof(uint64_t),
        .object = put_rows,
        .commit = take_rows,
        .total = add_tally,
        .user = o,
    };

    read_as(&what, document, &o->error);
}

/* ---- Everything, written again ---- */

/* The objects are written behind one another, and then the root's frame. */
typedef struct again {
    cs_output *out;
    cs_writer *writer;
    fuzz_outcome *o;
    cs_buffer root;
} again;

static bool write_object(void *user, cs_batch *batch, cs_object *object, cs_arena *arena,
                         cs_error *error)
{
    again *w = user;

    (void)batch;
    (void)arena;
    w->o->objects++;
    return cs_writer_put(w->writer, object, error);
}

static void keep_root(void *user, cs_text frame)
{
    again *w = user;

    cs_buffer_add(&w->root, frame);
}

static void write_in_sequence(cs_text document, again *w)
{
    cs_error *error = &w->o->error;
    cs_input *input = cs_input_memory(document.s, document.n, "f", error);
    cs_reader *reader = cs_reader_new(input, &everything, error);
    cs_object *object;

    while (cs_reader_next(reader, &object, error) == CS_ITEM)
        if (!write_object(w, NULL, object, NULL, error))
            break;
    if (!error->set)
        cs_buffer_add(&w->root, cs_reader_root_frame(reader));
    cs_reader_free(reader);
    cs_input_close(input);
}

static void write_in_parallel(cs_text document, size_t run_size, again *w)
{
    const cs_parallel what = {
        .reader = everything,
        .jobs = 1,
        .run_size = run_size,
        .in_order = true,
        .object = write_object,
        .root = keep_root,
        .user = w,
    };

    read_as(&what, document, &w->o->error);
}

void fuzz_write_again(cs_text document, bool in_parallel, size_t run_size, fuzz_outcome *o)
{
    const char *path = fuzz_path("again.xml");
    again w = {.o = o};

    w.out = cs_output_open(path, NULL, 0, &o->error);
    w.writer = w.out ? cs_writer_new(w.out, CS_ITEM_ALL, CS_NO_TEXT, &o->error) : NULL;
    if (!w.writer)
        fuzz_fail("cannot write: %s", o->error.what);
    if (in_parallel)
        write_in_parallel(document, run_size, &w);
    else
        write_in_sequence(document, &w);
    if (!o->error.set && cs_writer_end(w.writer, &o->error) && cs_output_commit(w.out, &o->error))
        o->rows = fuzz_read(path);
    else
        cs_output_abandon(w.out);
    cs_writer_free(w.writer);
    remove(path);
    fuzz_count_files(0);
    if (!o->error.set)
        cs_buffer_add(&o->rows, cs_buffer_text(&w.root));
    cs_buffer_free(&w.root);
}

/* ---- Comparing ---- */

/* True where two outcomes are the same; rows of a document that is refused may be fewer. */
static bool same(const fuzz_outcome *a, const fuzz_outcome *b, bool places)
{
    if (a->error.set != b->error.set)
        return false;
    if (!a->error.set)
        return a->objects == b->objects &&
               cs_text_equal(cs_buffer_text(&a->rows), cs_buffer_text(&b->rows));
    return strcmp(a->error.what, b->error.what) == 0 && a->error.object == b->error.object &&
           strcmp(a->error.dn, b->error.dn) == 0 && (!places || a->error.offset == b->error.offset);
}

static void show(const fuzz_outcome *o)
{
    fprintf(stderr, "%ju objects, %zu bytes; ", (uintmax_t)o->objects, o->rows.n);
    cs_error_print(&o->error, o->error.set ? "error" : "accepted", stderr);
    fprintf(stderr, "\n");
}

void fuzz_compare(const fuzz_outcome *a, const fuzz_outcome *b, bool places, const char *what)
{
    if (same(a, b, places))
        return;
    show(a);
    show(b);
    fuzz_fail("%s: it makes a difference", what);
}

/* ---- UTF-16 ---- */

static void put_unit(cs_buffer *to, uint32_t unit, bool big_endian)
{
    char high = (char)(unit >> 8), low = (char)(unit & 0xFF);
    char bytes[2] = {big_endian ? high : low, big_endian ? low : high};

    cs_buffer_add(to, (cs_text){bytes, sizeof bytes});
}

bool fuzz_to_utf16(cs_text document, bool big_endian, cs_buffer *to)
{
    if (document.n >= 2 && (document.s[0] == '\0' || document.s[1] == '\0'))
        return false;
    if (document.n < 3 || memcmp(document.s, "\xEF\xBB\xBF", 3) != 0)
        put_unit(to, 0xFEFF, big_endian);
    while (document.n > 0) {
        uint32_t code;
        size_t n = cs_utf8_decode(document.s, document.n, &code);
        if (n == 0)
            return false;
        if (code >= 0x10000) {
            put_unit(to, 0xD800 + ((code - 0x10000) >> 10), big_endian);
            put_unit(to, 0xDC00 + ((code - 0x10000) & 0x3FF), big_endian);
        } else {
            put_unit(to, code, big_endian);
        }
        document = (cs_text){document.s + n, document.n - n};
    }
    return true;
}

/* ---- All of them ---- */

static void free_rows(fuzz_outcome *o)
{
    cs_buffer_free(&o->rows);
}

static void compare_runs(cs_text document, const fuzz_outcome *judge, uint64_t hash)
{
    fuzz_outcome whole = {0}, pieces = {0}, chunks = {0};

    fuzz_read_in_parallel(document, 1, 0, &whole);
    fuzz_compare(judge, &whole, true, "libxml2, or the scanner");
    fuzz_read_in_parallel(document, hash % 8 == 0 ? 2 : 1, 1 + hash % 1500, &pieces);
    fuzz_compare(judge, &pieces, true, "the size of runs");
    fuzz_read_in_sequence(document, 1 + hash % 97, &chunks);
    fuzz_compare(judge, &chunks, true, "the size of what is read at once");
    free_rows(&whole);
    free_rows(&pieces);
    free_rows(&chunks);
}

static void compare_encodings(cs_text document, const fuzz_outcome *judge, bool big_endian,
                              uint64_t hash)
{
    cs_buffer utf16 = {0};

    if (fuzz_to_utf16(document, big_endian, &utf16)) {
        fuzz_outcome alone = {0}, runs = {0};
        fuzz_read_in_sequence(cs_buffer_text(&utf16), 0, &alone);
        fuzz_compare(judge, &alone, false, "UTF-8, or UTF-16");
        fuzz_read_in_parallel(cs_buffer_text(&utf16), 1, hash % 2 ? 0 : 1 + hash % 3000, &runs);
        fuzz_compare(&alone, &runs, true, "libxml2, or the scanner, in UTF-16");
        free_rows(&alone);
        free_rows(&runs);
    }
    cs_buffer_free(&utf16);
}

bool fuzz_compare_readers(cs_text document)
{
    uint64_t hash = fuzz_hash((const uint8_t *)document.s, document.n);
    fuzz_outcome judge = {0};

    fuzz_read_in_sequence(document, 0, &judge);
    compare_runs(document, &judge, hash);
    compare_encodings(document, &judge, false, hash);
    compare_encodings(document, &judge, true, hash >> 8);
    free_rows(&judge);
    return !judge.error.set;
}
