#include "prefetch.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    BATCHES = 4,
    MOST_OBJECTS = 32, /* of a batch */
    LARGE = 4 << 20    /* bytes; a batch of this size ends, and no other is read until it has been
                          written */
};

typedef struct batch {
    cs_arena arena;
    const cs_object *objects[MOST_OBJECTS];
    size_t count;
    cs_next then; /* what follows, as cs_store_next() returns it */
} batch;

struct prefetch {
    cs_store *store;
    batch batches[BATCHES]; /* in turn */
    size_t at;              /* the caller's place in its batch */
    bool threaded;
    pthread_t thread;

    pthread_mutex_t lock; /* guards the next three */
    pthread_cond_t changed;
    uint64_t filled, emptied; /* batches, ever; from `emptied` to `filled` they are the caller's */
    bool stopped;
    cs_error error; /* the thread's until the last batch is filled */
};

/* Reads objects into an empty batch. */
static void fill(prefetch *reader, batch *b)
{
    b->count = 0;
    b->then = CS_ITEM;
    cs_arena_reset(&b->arena);
    while (b->then == CS_ITEM && b->count < MOST_OBJECTS && b->arena.total < LARGE) {
        b->then = cs_store_next(reader->store, &b->arena, &b->objects[b->count], &reader->error);
        b->count += b->then == CS_ITEM;
    }
}

/* True if there is room for one more batch. The caller holds the lock. */
static bool has_room(const prefetch *reader)
{
    if (reader->filled == reader->emptied)
        return true;
    return reader->filled - reader->emptied < BATCHES &&
           reader->batches[(reader->filled - 1) % BATCHES].arena.total < LARGE;
}

static void *thread_main(void *user)
{
    prefetch *reader = user;
    cs_next then = CS_ITEM;

    pthread_mutex_lock(&reader->lock);
    while (then == CS_ITEM) {
        while (!has_room(reader) && !reader->stopped)
            pthread_cond_wait(&reader->changed, &reader->lock);
        if (reader->stopped)
            break;
        batch *b = &reader->batches[reader->filled % BATCHES];
        pthread_mutex_unlock(&reader->lock);
        fill(reader, b);
        then = b->then;
        pthread_mutex_lock(&reader->lock);
        reader->filled++;
        pthread_cond_signal(&reader->changed);
    }
    pthread_mutex_unlock(&reader->lock);
    return NULL;
}

prefetch *prefetch_begin(cs_store *store, unsigned threads, cs_error *error)
{
    prefetch *reader = calloc(1, sizeof *reader);

    if (!reader) {
        cs_fail_memory(error);
        return NULL;
    }
    reader->store = store;
    pthread_mutex_init(&reader->lock, NULL);
    pthread_cond_init(&reader->changed, NULL);
    reader->threaded =
        threads > 1 && pthread_create(&reader->thread, NULL, thread_main, reader) == 0;
    return reader;
}

/* Gives a batch back that has been written. */
static void give_back(prefetch *reader)
{
    pthread_mutex_lock(&reader->lock);
    reader->emptied++;
    pthread_cond_signal(&reader->changed);
    pthread_mutex_unlock(&reader->lock);
}

/* Waits for the caller's batch, or reads it. */
static batch *get_batch(prefetch *reader)
{
    batch *b = &reader->batches[reader->emptied % BATCHES];

    pthread_mutex_lock(&reader->lock);
    while (reader->threaded && reader->filled == reader->emptied)
        pthread_cond_wait(&reader->changed, &reader->lock);
    if (reader->filled == reader->emptied) {
        fill(reader, b);
        reader->filled++;
    }
    pthread_mutex_unlock(&reader->lock);
    return b;
}

cs_next prefetch_next(prefetch *reader, const cs_object **object, cs_error *error)
{
    batch *b = get_batch(reader);

    if (reader->at == b->count && b->then == CS_ITEM) {
        give_back(reader);
        reader->at = 0;
        b = get_batch(reader);
    }
    if (reader->at < b->count) {
        *object = b->objects[reader->at++];
        return CS_ITEM;
    }
    if (b->then == CS_FAILED)
        *error = reader->error;
    return b->then;
}

void prefetch_end(prefetch *reader)
{
    if (!reader)
        return;
    pthread_mutex_lock(&reader->lock);
    reader->stopped = true;
    pthread_cond_signal(&reader->changed);
    pthread_mutex_unlock(&reader->lock);
    if (reader->threaded)
        pthread_join(reader->thread, NULL);
    for (size_t i = 0; i < BATCHES; i++)
        cs_arena_free(&reader->batches[i].arena);
    pthread_cond_destroy(&reader->changed);
    pthread_mutex_destroy(&reader->lock);
    free(reader);
}
