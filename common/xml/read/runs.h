/* Cuts a csexport file into runs of whole objects, without understanding it: where `<cs-object`
 * stands, an object begins, or nobody can tell (it may stand in a comment). A run that turns out
 * not to be whole objects is not plain, and then libxml2 reads on from its start. */
#ifndef CS_XML_READ_RUNS_H
#define CS_XML_READ_RUNS_H

#include "base/buffer.h"
#include "xml/read/input.h"

typedef struct cs_run {
    cs_buffer raw;   /* the bytes as they stand in the file */
    cs_buffer text;  /* where they are UTF-16: as UTF-8 */
    bool whole;      /* false: the object it begins with goes on behind it */
    bool last;       /* the file ends with this run */
    uint64_t offset; /* where it begins in the file */
} cs_run;

typedef struct cs_runs {
    cs_input *input;
    cs_buffer rest; /* read already, behind the last run */
    size_t size;    /* how large a run should be */
    bool ended;
    uint64_t offset; /* of the next run */
} cs_runs;

/* Begins to cut; `size` is how many bytes a run has as a rule. The input's start has been read. */
void cs_runs_begin(cs_runs *runs, cs_input *input, size_t size);

/* The next run, in the memory of the one before. Of an object that is longer than a few MiB, the
 * run has only the beginning, and no more runs follow. */
cs_next cs_runs_next(cs_runs *runs, cs_run *run, cs_error *error);

/* Takes what stands before the first object off the first run, into `prologue`; false where the
 * run has no object. */
bool cs_run_take_prologue(cs_run *run, cs_encoding encoding, cs_buffer *prologue);

/* The run as UTF-8, followed by zero bytes for the scanner; absent where it is not UTF-16 that can
 * be turned into it, or out of memory. */
cs_text cs_run_text(cs_run *run, cs_encoding encoding);

void cs_run_free(cs_run *run);
void cs_runs_free(cs_runs *runs);

#endif
