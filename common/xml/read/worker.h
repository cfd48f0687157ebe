/* A thread that scans runs of objects and gives away in order what it makes of them. Shared by
 * read.c, which reads the whole file, and worker.c; no business of others. */
#ifndef CS_XML_READ_WORKER_H
#define CS_XML_READ_WORKER_H

#include <pthread.h>

#include "xml/read/read.h"
#include "xml/read/runs.h"
#include "xml/read/scan.h"

/* What all threads share. */
typedef struct cs_shared {
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
} cs_shared;

typedef struct cs_worker {
    cs_shared *shared;
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

/* Makes a worker ready; false out of memory. It is to be ended in either case. */
bool cs_worker_begin(cs_worker *w, cs_shared *s, cs_error *error);
void cs_worker_end(cs_worker *w);

/* The thread of the worker `user`: takes runs until there are no more, or until one of them is not
 * plain or something failed, which `stopped` says. Returns NULL. */
void *cs_worker_main(void *user);

/* Gives away what the batch has made; the caller has the turn. */
bool cs_worker_commit(cs_worker *w, cs_error *error);

#endif
