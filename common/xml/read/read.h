/* Reads a whole file with several threads, and gives what they make of it away in order.
 *
 * The file is cut into runs of objects. A thread takes the next run, scans it and makes output of
 * its objects; when everything before it has been given away, so is that. The first run that is
 * not plain, and all that follows, is read by libxml2, in sequence, which is also how errors are
 * found. What comes out does not depend on the number of threads. Memory: a run and its output
 * for each thread, or the largest object. */
#ifndef CS_XML_READ_READ_H
#define CS_XML_READ_READ_H

#include "base/buffer.h"
#include "base/error.h"
#include "xml/read/input.h"
#include "xml/read/reader.h"

enum {
    CS_MOST_JOBS = 64
};

/* What is made of the objects of one run. */
typedef struct cs_batch {
    cs_buffer out; /* output, to be given away in order */
    void *tally;   /* `tally_size` bytes, zeroed before the first object */
    struct cs_worker *worker;
} cs_batch;

typedef struct cs_parallel {
    cs_reader_options reader;
    unsigned jobs;   /* threads, from 1 */
    size_t run_size; /* bytes; 0 for what is best. For tests */
    size_t tally_size;

    /* True: `object` is called in order and one at a time; the threads only build ahead. */
    bool in_order;

    /* An object, in any thread: adds to the batch. The object lives until it returns. Its number
     * and offset are those in the file where `in_order` says so. */
    bool (*object)(void *user, cs_batch *batch, cs_object *object, cs_arena *arena,
                   cs_error *error);

    /* What the next batch has made, in order and one at a time: takes `out`. Needed where `object`
     * adds anything; with `in_order` it does not. */
    bool (*commit)(void *user, cs_text out, cs_error *error);

    /* Once for each batch, after its last commit: adds up the tally. May be NULL. */
    void (*total)(void *user, const void *tally);

    /* At the end, the root's frame (cs_reader_root_frame()) where there is one. May be NULL. */
    void (*root)(void *user, cs_text frame);

    /* Now and then, in order: how many bytes of the file are done. May be NULL. */
    void (*progress)(void *user, uint64_t done);
    void *user;
} cs_parallel;

/* Reads all of `input`; false with the reason where something failed. */
bool cs_parallel_read(cs_input *input, const cs_parallel *what, cs_error *error);

/* Called by `object` whenever it has added a row: gives away what there is once it is much, so
 * that memory stays bounded whatever an object makes. */
bool cs_batch_spill(cs_batch *batch, cs_error *error);

/* How many threads to use: the processors that the process may use, at most 8. */
unsigned cs_parallel_jobs(void);

#endif
