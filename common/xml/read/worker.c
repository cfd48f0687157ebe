/* What does a thread do with a run of objects, and when may it give away what it has made? */
#include "xml/read/worker.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/utf8.h"
#include "sys/interrupt.h"

enum tuning {
    SPILL_FROM = 256 << 10 /* output that is given away before the run is done */
};

/* How a run ended. */
typedef enum verdict {
    PLAIN,
    NOT_PLAIN,
    FAILED /* in the user's hands, or unreadable */
} verdict;

/* ---- Giving away ---- */

bool cs_worker_commit(cs_worker *w, cs_error *error)
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
    cs_shared *s = w->shared;

    pthread_mutex_lock(&s->turn);
    while (s->given != w->number && !s->stopped)
        pthread_cond_wait(&s->next, &s->turn);
    if (!s->stopped)
        return true;
    pthread_mutex_unlock(&s->turn);
    return false;
}

/* Nothing more is given away by the workers; holds the turn, and lets it go. */
static void stop(cs_shared *s, const cs_error *error)
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
        return cs_worker_commit(w, error);
    if (batch->out.n < 4 * SPILL_FROM && !batch->out.failed)
        return true;
    if (!take_turn(w))
        return cs_fail(error, "stopped");
    bool ok = cs_worker_commit(w, error);
    pthread_mutex_unlock(&w->shared->turn);
    return ok;
}

/* ---- A worker ---- */

static bool take_run(cs_worker *w, cs_error *error)
{
    cs_shared *s = w->shared;
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
    cs_shared *s = w->shared;

    if (!take_turn(w))
        return false;
    if (v == PLAIN && s->what->in_order && !hand_over_kept(w, error))
        v = FAILED;
    if (v == PLAIN && !cs_worker_commit(w, error))
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

void *cs_worker_main(void *user)
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

bool cs_worker_begin(cs_worker *w, cs_shared *s, cs_error *error)
{
    *w = (cs_worker){.shared = s};
    w->batch.worker = w;
    w->batch.tally = calloc(1, s->what->tally_size ? s->what->tally_size : 1);
    w->scan = cs_scan_new(&s->what->reader, error);
    if (w->scan && s->what->in_order)
        cs_scan_keep(w->scan);
    return w->batch.tally && w->scan;
}

void cs_worker_end(cs_worker *w)
{
    cs_scan_free(w->scan);
    cs_run_free(&w->run);
    cs_buffer_free(&w->batch.out);
    free(w->batch.tally);
    free(w->kept);
}
