/* How much there is of what: objects, or changed attributes of objects, by where they are pending.
 */
#ifndef CS_CSDIFF_COUNTS_H
#define CS_CSDIFF_COUNTS_H

#include "base/buffer.h"
#include "options.h"
#include "report/undetermined.h"

typedef enum counted {
    ONLY_ACTIVE,
    ONLY_STAGING,
    DIFFERENT, /* on both sides, but not the same */
    SAME,
    COUNTED
} counted;

typedef struct counts {
    uint64_t objects[COUNTED], changes[COUNTED];
} counts;

/* True where the two sides are the same. */
bool diff_counts_are_same(const counts *c);

/* Adds a table to read, or a line of JSON that begins with the verdict on the files. */
void diff_counts_text(const counts *c, cs_buffer *to);
void diff_counts_json(const counts *c, const cs_undetermined *verdict, cs_buffer *to);

#endif
