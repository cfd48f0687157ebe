/* The layout `wide`: which columns there are is known only once all objects have been read. */
#ifndef CSANALYZER_WIDE_H
#define CSANALYZER_WIDE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/json.h"
#include "report/changes.h"
#include "report/shown.h"

/* Adds a change to the record of an object, and its hidden values to `hidden`. */
void wide_put_change(cs_buffer *to, const cs_change *change, const cs_showing *showing,
                     uint64_t *hidden);

/* The attributes that change anywhere, and the table of them. Starts as zeroes. */
typedef struct wide {
    void *names; /* a tree */
    size_t name_count;

    /* The columns of the table, and the row at hand; no header before the first row. */
    size_t first, count; /* the attributes' columns begin at `first` */
    cs_text *header, *fields;
    cs_cell *kinds;
    bool *filled;    /* the fields that an attribute has filled, be it with nothing */
    size_t *rooms;   /* of the fields that were put together */
    bool json;       /* no two columns may have the same name */
    cs_arena memory; /* of the header */
    cs_arena joined; /* of the row: fields that were put together */
    bool failed;
} wide;

void wide_free(wide *w);

#endif
