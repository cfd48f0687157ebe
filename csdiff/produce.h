/* The half that runs in every thread: from an object to what is compared. */
#ifndef CS_CSDIFF_PRODUCE_H
#define CS_CSDIFF_PRODUCE_H

#include "options.h"
#include "pending.h"
#include "report/findings.h"
#include "xml/read/read.h"

/* What the threads share; nobody changes it. */
typedef struct producer {
    const diff_options *options;
    diff_side side;             /* of the file that is read */
    cs_pending_options pending; /* the same for every file of the side */
} producer;

/* How many objects were seen, and with something pending that counts; what was found beside it. */
typedef struct tally {
    uint64_t objects, pending;
    cs_findings findings;
} tally;

/* Adds the object's key and what is pending for it to the batch, packed, where something is. */
bool diff_produce(const producer *p, cs_batch *batch, cs_object *object, cs_arena *arena,
                  cs_error *error);

#endif
