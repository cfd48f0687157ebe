/* How is a whole file read: with threads as far as it is plain, by libxml2 where it is not? What a
 * thread does with a run is in worker.c. */
#include "xml/read/read.h"

#include "sys/interrupt.h"
#include "sys/system.h"
#include "xml/read/worker.h"

enum tuning {
    RUN_SIZE = 1 << 20
};

unsigned cs_parallel_jobs(void)
{
    unsigned count = cs_processors();

    return count > 8 ? 8 : count;
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
    cs_shared *s = w->shared;
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
    if (got == CS_FAILED || !cs_worker_commit(w, error))
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
static cs_next read_on(cs_shared *s, cs_worker *workers, unsigned count, cs_error *error)
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
static void begin_runs(cs_shared *s, cs_worker *workers, unsigned count)
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
static bool is_plain_prologue(cs_shared *s, cs_buffer *prologue)
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
static cs_next read_prologue(cs_shared *s, cs_error *error)
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
           pthread_create(&workers[started].thread, NULL, cs_worker_main, &workers[started]) == 0)
        started++;
    cs_worker_main(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
}

/* Scans runs as far as they are plain, lets libxml2 read on from there, and so forth. */
static bool read_runs(cs_shared *s, cs_worker *workers, unsigned count, cs_error *error)
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
    cs_shared s = {.what = what, .input = input};
    bool ok = true;

    pthread_mutex_init(&s.reading, NULL);
    pthread_mutex_init(&s.turn, NULL);
    pthread_cond_init(&s.next, NULL);
    while (ok && begun < count)
        ok = cs_worker_begin(&workers[begun++], &s, error);
    cs_next plain = ok ? read_prologue(&s, error) : CS_FAILED;
    if (plain == CS_FAILED)
        ok = cs_fail_memory(error);
    else
        ok = plain == CS_ITEM ? read_runs(&s, workers, count, error)
                              : read_in_sequence(&workers[0], false, error) == CS_END;
    while (begun > 0)
        cs_worker_end(&workers[--begun]);
    cs_run_free(&s.first);
    cs_runs_free(&s.runs);
    pthread_cond_destroy(&s.next);
    pthread_mutex_destroy(&s.turn);
    pthread_mutex_destroy(&s.reading);
    return ok;
}
