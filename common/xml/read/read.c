#include "xml/read/read.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/utf8.h"
#include "sys/interrupt.h"
#include "sys/system.h"
#include "xml/read/runs.h"
#include "xml/read/scan.h"

enum tuning {
    RUN_SIZE = 1 << 20,
    SPILL_FROM = 256 << 10 /* output that is given away before the run is done */
};

/* How a run ended. */
typedef enum verdict {
    PLAIN,
    NOT_PLAIN,
    FAILED /* in the user's hands, or unreadable */
} verdict;

/* What all threads share. */
typedef struct shared {
    const cs_parallel *what;
    cs_input *input;
    cs_encoding encoding;

    pthread_mutex_t reading; /* guards the next three */
    cs_runs runs;
    cs_run first;   /* the first run, read to see the prologue */
    uint64_t taken; /* runs handed out */
    bool no_more;

    pthread_mutex_t turn; /* guards the rest */
    pthread_cond_t next;
    uint64_t given;   /* runs whose output has been given away */
    uint64_t objects; /* in them */
    bool stopped;     /* the run `given` is not plain, or something failed */
    cs_error error;
} shared;

typedef struct cs_worker {
    shared *shared;
    cs_scan *scan;
    cs_run run;
    bool has_run;
    uint64_t number; /* of the run */
    uint64_t objects;
    cs_object **kept; /* the run's objects, where they are handed over in order */
    size_t kept_room;
    uint64_t spilled; /* bytes of the run's output that have been given away */
    cs_batch batch;
    bool sequential; /* libxml2 reads: it is always this worker's turn */
    uint64_t skip;   /* then: bytes of output that have been given away before */
    pthread_t thread;
} cs_worker;

unsigned cs_parallel_jobs(void)
{
    unsigned count = cs_processors();

    return count > 8 ? 8 : count;
}

/* ---- Giving away ---- */

/* Gives away what the batch has made; the caller has the turn. */
static bool commit(cs_worker *w, cs_error *error)
{
    const cs_parallel *what = w->shared->what;
    cs_text out = cs_buffer_text(&w->batch.out);

    if (w->batch.out.failed)
        return cs_fail_memory(error);
    w->spilled += out.n;
    if (w->skip > 0) {
        size_t known = w->skip < out.n ? (size_t)w->skip : out.n;
        w->skip -= known;
        out = cs_text_skip(out, known);
    }
    w->batch.out.n = 0;
    return out.n == 0 || what->commit(what->user, out, error);
}

/* Waits until everything before the worker's run has been given away; false where that will not
 * come. Holds the turn where it returns true. */
static bool take_turn(cs_worker *w)
{
    shared *s = w->shared;

    pthread_mutex_lock(&s->turn);
    while (s->given != w->number && !s->stopped)
        pthread_cond_wait(&s->next, &s->turn);
    if (!s->stopped)
        return true;
    pthread_mutex_unlock(&s->turn);
    return false;
}

/* Nothing more is given away by the workers; holds the turn, and lets it go. */
static void stop(shared *s, const cs_error *error)
{
    s->stopped = true;
    if (error->set && !s->error.set)
        s->error = *error;
    pthread_cond_broadcast(&s->next);
    pthread_mutex_unlock(&s->turn);
}

bool cs_batch_spill(cs_batch *batch, cs_error *error)
{
    cs_worker *w = batch->worker;

    if (!cs_interrupt_check(error))
        return false;
    if (batch->out.n < SPILL_FROM && !batch->out.failed)
        return true;
    if (w->sequential)
        return commit(w, error);
    if (batch->out.n < 4 * SPILL_FROM && !batch->out.failed)
        return true;
    if (!take_turn(w))
        return cs_fail(error, "stopped");
    bool ok = commit(w, error);
    pthread_mutex_unlock(&w->shared->turn);
    return ok;
}

/* ---- A worker ---- */

static bool take_run(cs_worker *w, cs_error *error)
{
    shared *s = w->shared;
    cs_next got = CS_END;

    pthread_mutex_lock(&s->reading);
    if (!s->no_more) {
        if (s->first.raw.n > 0) {
            w->run = s->first;
            s->first = (cs_run){0};
            got = CS_ITEM;
        } else {
            got = cs_runs_next(&s->runs, &w->run, error);
        }
        w->number = s->taken;
        s->taken += got != CS_END;
        s->no_more = got != CS_ITEM;
    }
    w->has_run = got == CS_ITEM;
    pthread_mutex_unlock(&s->reading);
    return got != CS_END;
}

/* Puts an object by until it is the run's turn. */
static bool keep_object(cs_worker *w, cs_object *object, cs_error *error)
{
    cs_object **kept = cs_grown(w->kept, w->objects, &w->kept_room, sizeof *kept);

    if (!kept)
        return cs_fail_memory(error);
    w->kept = kept;
    w->kept[w->objects] = object;
    return true;
}

/* Scans the run and makes output of its objects. */
static verdict work(cs_worker *w, cs_error *error)
{
    const cs_parallel *what = w->shared->what;
    cs_scan_result result;
    cs_object *object;

    w->objects = w->spilled = 0;
    w->batch.out.n = 0;
    memset(w->batch.tally, 0, what->tally_size);
    cs_text text = w->run.whole ? cs_run_text(&w->run, w->shared->encoding) : CS_NO_TEXT;
    if (!text.s)
        return NOT_PLAIN;
    cs_scan_begin(w->scan, text.s, text.n, w->run.last);
    while ((result = cs_scan_next(w->scan, &object)) == CS_SCAN_OBJECT) {
        bool ok = what->in_order
                      ? keep_object(w, object, error)
                      : what->object(what->user, &w->batch, object, cs_scan_arena(w->scan), error);
        if (!ok)
            return FAILED;
        w->objects++;
    }
    if (!cs_interrupt_check(error))
        return FAILED;
    return result == CS_SCAN_END ? PLAIN : NOT_PLAIN;
}

/* Hands over the objects that were kept, with their places in the file; the worker has the turn. */
static bool hand_over_kept(cs_worker *w, cs_error *error)
{
    const cs_parallel *what = w->shared->what;
    bool is_utf8 = w->shared->encoding == CS_UTF_8;
    cs_text text = cs_buffer_text(is_utf8 ? &w->run.raw : &w->run.text);
    uint64_t at = 0, offset = w->run.offset;

    for (size_t i = 0; i < w->objects; i++) {
        cs_object *object = w->kept[i];
        uint64_t more = object->offset - at;
        offset += is_utf8 ? more : cs_utf8_as_utf16_size(text.s + at, more);
        at = object->offset;
        object->offset = offset;
        object->number += w->shared->objects;
        if (!what->object(what->user, &w->batch, object, NULL, error))
            return false;
    }
    return true;
}

/* Gives away what the run made, or stops everything; false where nothing more is to be done. */
static bool hand_over(cs_worker *w, verdict v, cs_error *error)
{
    shared *s = w->shared;

    if (!take_turn(w))
        return false;
    if (v == PLAIN && s->what->in_order && !hand_over_kept(w, error))
        v = FAILED;
    if (v == PLAIN && !commit(w, error))
        v = FAILED;
    if (v != PLAIN) {
        stop(s, error);
        return false;
    }
    if (s->what->total)
        s->what->total(s->what->user, w->batch.tally);
    s->objects += w->objects;
    s->given++;
    w->has_run = false;
    if (s->what->progress)
        s->what->progress(s->what->user, cs_input_done(s->input));
    pthread_cond_broadcast(&s->next);
    pthread_mutex_unlock(&s->turn);
    return true;
}

static void *worker_main(void *user)
{
    cs_worker *w = user;
    cs_error error = {0};
    bool more = true;

    while (more && take_run(w, &error)) {
        verdict v = w->has_run ? work(w, &error) : FAILED;
        more = hand_over(w, v, &error);
    }
    return NULL;
}

static bool begin_worker(cs_worker *w, shared *s, cs_error *error)
{
    *w = (cs_worker){.shared = s};
    w->batch.worker = w;
    w->batch.tally = calloc(1, s->what->tally_size ? s->what->tally_size : 1);
    w->scan = cs_scan_new(&s->what->reader, error);
    if (w->scan && s->what->in_order)
        cs_scan_keep(w->scan);
    return w->batch.tally && w->scan;
}

static void end_worker(cs_worker *w)
{
    cs_scan_free(w->scan);
    cs_run_free(&w->run);
    cs_buffer_free(&w->batch.out);
    free(w->batch.tally);
    free(w->kept);
}

/* ---- In sequence, with libxml2 ---- */

static bool put_in_sequence(cs_worker *w, cs_reader *reader, cs_object *object, cs_error *error)
{
    const cs_parallel *what = w->shared->what;

    if (what->progress)
        what->progress(what->user, cs_input_done(w->shared->input));
    return what->object(what->user, &w->batch, object, cs_reader_arena(reader), error) &&
           cs_interrupt_check(error);
}

/* Reads on with libxml2, from the start of the file or (`resume`) behind the objects that are done
 * with: CS_END at the end of the file, CS_PAUSED in front of an object from which runs can be
 * scanned again. */
static cs_next read_in_sequence(cs_worker *w, bool resume, cs_error *error)
{
    shared *s = w->shared;
    const cs_parallel *what = s->what;
    cs_reader *reader = cs_reader_new(s->input, &what->reader, error);
    cs_object *object;
    cs_next got = CS_FAILED;

    w->sequential = true;
    w->batch.out.n = 0;
    memset(w->batch.tally, 0, what->tally_size);
    if (reader && (!resume || cs_reader_resume(reader, s->objects, error))) {
        /* What the root has beside objects is known only to a reader that goes to the end. */
        if (resume && !what->reader.everything)
            cs_reader_pause(reader, s->runs.size);
        while ((got = cs_reader_next(reader, &object, error)) == CS_ITEM)
            if (!put_in_sequence(w, reader, object, error)) {
                got = CS_FAILED;
                break;
            }
        s->objects = cs_reader_count(reader);
    }
    if (got == CS_END && what->root && cs_reader_root_frame(reader).s)
        what->root(what->user, cs_reader_root_frame(reader));
    cs_reader_free(reader);
    if (got == CS_FAILED || !commit(w, error))
        return CS_FAILED;
    if (what->total)
        what->total(what->user, w->batch.tally);
    w->sequential = false;
    return got;
}

/* The worker that holds the run of that number; NULL where none does. */
static cs_worker *holder(cs_worker *workers, unsigned count, uint64_t number)
{
    for (unsigned i = 0; i < count; i++)
        if (workers[i].has_run && workers[i].number == number)
            return &workers[i];
    return NULL;
}

/* Puts back what has been read and not been given away, and lets libxml2 read on from there; as
 * read_in_sequence(). */
static cs_next read_on(shared *s, cs_worker *workers, unsigned count, cs_error *error)
{
    cs_buffer bytes = {0};
    cs_worker *w, *judge = holder(workers, count, s->given);

    for (uint64_t number = s->given; (w = holder(workers, count, number)) != NULL; number++)
        cs_buffer_join(&bytes, &w->run.raw);
    cs_buffer_join(&bytes, &s->runs.rest);
    bool ok = !bytes.failed || cs_fail_memory(error);
    ok = ok && cs_input_resume(s->input, cs_buffer_text(&bytes), error);
    cs_buffer_free(&bytes);
    if (!ok)
        return CS_FAILED;
    judge->skip = judge->spilled;
    return read_in_sequence(judge, true, error);
}

/* Makes everything ready to cut and scan from the input's place on. */
static void begin_runs(shared *s, cs_worker *workers, unsigned count)
{
    cs_runs_free(&s->runs);
    cs_runs_begin(&s->runs, s->input, s->what->run_size ? s->what->run_size : RUN_SIZE);
    s->taken = s->given = 0;
    s->no_more = s->stopped = false;
    for (unsigned i = 0; i < count; i++)
        workers[i].has_run = false;
}

/* ---- The whole file ---- */

/* True where what stands before the first object is the start of a plain csexport file; libxml2
 * judges it with the root's end put behind it. */
static bool is_plain_prologue(shared *s, cs_buffer *prologue)
{
    cs_run run = {.raw = *prologue};
    cs_text text = cs_run_text(&run, s->encoding);
    *prologue = run.raw; /* it may have moved */
    cs_buffer document = {0};
    cs_error unused = {0};
    cs_object *object;
    bool plain = false;

    /* The file's own byte-order mark has gone: another one is not to be taken for it. */
    cs_buffer_puts(&document, "\xEF\xBB\xBF");
    cs_buffer_add(&document, text);
    cs_buffer_puts(&document, "</cs-objects>");
    cs_input *input = cs_input_memory(document.s, document.n, "", &unused);
    cs_reader *reader = input ? cs_reader_new(input, &s->what->reader, &unused) : NULL;
    if (text.s && !document.failed && reader)
        plain = cs_reader_next(reader, &object, &unused) == CS_END &&
                cs_reader_shape(reader) == CS_SHAPE_EXPORT && !cs_reader_root_frame(reader).s &&
                !memmem(document.s, document.n, "xmlns", 5);
    cs_reader_free(reader);
    cs_input_close(input);
    cs_buffer_free(&document);
    cs_buffer_free(&run.text);
    return plain;
}

/* Reads the first run: CS_ITEM where runs can be scanned from here on, CS_END where libxml2 has to
 * read from the start of the file. */
static cs_next read_prologue(shared *s, cs_error *error)
{
    cs_buffer prologue = {0};

    if (!cs_input_start(s->input, error))
        return CS_FAILED;
    s->encoding = cs_input_encoding(s->input);
    begin_runs(s, NULL, 0);
    cs_next got = cs_runs_next(&s->runs, &s->first, error);
    if (got == CS_FAILED)
        return CS_FAILED;
    bool plain = got == CS_ITEM && cs_run_take_prologue(&s->first, s->encoding, &prologue) &&
                 is_plain_prologue(s, &prologue);
    if (!plain) {
        cs_buffer_join(&prologue, &s->first.raw);
        cs_buffer_join(&prologue, &s->runs.rest);
        got = !prologue.failed && cs_input_resume(s->input, cs_buffer_text(&prologue), error)
                  ? CS_END
                  : CS_FAILED;
    }
    cs_buffer_free(&prologue);
    return got;
}

/* Lets the threads work until all has been read or something stops them. */
static void run_workers(cs_worker *workers, unsigned count)
{
    unsigned started = 1;

    /* The calling thread is one of them; where no more can be had, it does it alone. */
    while (started < count &&
           pthread_create(&workers[started].thread, NULL, worker_main, &workers[started]) == 0)
        started++;
    worker_main(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
}

/* Scans runs as far as they are plain, lets libxml2 read on from there, and so forth. */
static bool read_runs(shared *s, cs_worker *workers, unsigned count, cs_error *error)
{
    for (;;) {
        run_workers(workers, count);
        if (s->error.set) {
            *error = error->set ? *error : s->error;
            return false;
        }
        if (!s->stopped)
            return true;
        cs_next read = read_on(s, workers, count, error);
        if (read != CS_PAUSED)
            return read == CS_END;
        begin_runs(s, workers, count);
    }
}

bool cs_parallel_read(cs_input *input, const cs_parallel *what, cs_error *error)
{
    cs_worker workers[CS_MOST_JOBS];
    unsigned count = what->jobs < CS_MOST_JOBS ? what->jobs : CS_MOST_JOBS, begun = 0;
    shared s = {.what = what, .input = input};
    bool ok = true;

    pthread_mutex_init(&s.reading, NULL);
    pthread_mutex_init(&s.turn, NULL);
    pthread_cond_init(&s.next, NULL);
    while (ok && begun < count)
        ok = begin_worker(&workers[begun++], &s, error);
    cs_next plain = ok ? read_prologue(&s, error) : CS_FAILED;
    if (plain == CS_FAILED)
        ok = cs_fail_memory(error);
    else
        ok = plain == CS_ITEM ? read_runs(&s, workers, count, error)
                              : read_in_sequence(&workers[0], false, error) == CS_END;
    while (begun > 0)
        end_worker(&workers[--begun]);
    cs_run_free(&s.first);
    cs_runs_free(&s.runs);
    pthread_cond_destroy(&s.next);
    pthread_mutex_destroy(&s.turn);
    pthread_mutex_destroy(&s.reading);
    return ok;
}
