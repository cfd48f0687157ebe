/* From objects to XML, byte for byte the same for the same object. */
#ifndef CS_XML_WRITE_WRITER_H
#define CS_XML_WRITE_WRITER_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "model/object.h"
#include "sys/output.h"

/* Which children of cs-object are written (csexport's ITEMS); all of them is everything, the
 * single-value elements included. */
enum {
    CS_ITEM_ERRORS = 1,    /* e */
    CS_ITEM_HOLOGRAM = 2,  /* b, the synchronized hologram */
    CS_ITEM_TOWER = 4,     /* h, the tower's holograms */
    CS_ITEM_DELTAS = 8,    /* d */
    CS_ITEM_PASSWORD = 16, /* p, never stored */
    CS_ITEM_ALL = 0,
};

typedef struct cs_writer cs_writer;

/* A writer of a csexport file to `out`, which stays the caller's. `root_frame` (absent for none)
 * as cs_reader_root_frame() gives it, for a document that holds every object; it must outlive the
 * writer. NULL out of memory or where that frame is damaged. */
cs_writer *cs_writer_new(cs_output *out, unsigned items, cs_text root_frame, cs_error *error);

/* Writes an object. After a failure every further call fails. */
bool cs_writer_put(cs_writer *writer, const cs_object *object, cs_error *error);

/* Ends the document; does not commit the output. */
bool cs_writer_end(cs_writer *writer, cs_error *error);

void cs_writer_free(cs_writer *writer);

#endif
