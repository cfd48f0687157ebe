/* From XML to objects, one at a time. libxml2 judges what is XML. */
#ifndef CS_XML_READ_READER_H
#define CS_XML_READ_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/limits.h"
#include "model/object.h"
#include "xml/read/input.h"

typedef struct cs_reader_options {
    unsigned parts; /* the parts to build, a bit each (1u << CS_UNAPPLIED_EXPORT …); the others are
                       checked and passed over. 0 is all of them */
    unsigned fields; /* the fields to build, a bit each (1u << CS_FIELD_MA_NAME and so on) */
    bool everything; /* all parts, fields and frames: what it takes to write the object again */
} cs_reader_options;

typedef struct cs_reader cs_reader;

/* Which of the two shapes a file has. */
typedef enum cs_shape {
    CS_SHAPE_UNKNOWN, /* the root has not been read yet */
    CS_SHAPE_EXPORT,
    CS_SHAPE_DROP
} cs_shape;

/* A reader over `input`, which stays the caller's and must outlive it. NULL out of memory. */
cs_reader *cs_reader_new(cs_input *input, const cs_reader_options *options, cs_error *error);

/* Reads from the middle of a csexport file: what the input has next stands in the root, behind
 * `objects` objects. Before the first cs_reader_next(). */
bool cs_reader_resume(cs_reader *reader, uint64_t objects, cs_error *error);

/* Lets the reader stop in front of an object, `after` bytes or more from here: cs_reader_next()
 * then returns CS_PAUSED, and the input goes on there. Not where everything is asked for. */
void cs_reader_pause(cs_reader *reader, size_t after);

/* The next object, which lives until the next call. CS_END comes only at the end of a whole and
 * well-formed file. After anything but CS_ITEM the reader is finished. */
cs_next cs_reader_next(cs_reader *reader, cs_object **object, cs_error *error);

/* The arena in which the current object lives; what a caller adds to it lives as long. */
cs_arena *cs_reader_arena(cs_reader *reader);

/* How many objects have begun so far. */
uint64_t cs_reader_count(const cs_reader *reader);

cs_shape cs_reader_shape(const cs_reader *reader);

/* The root's frame, once the end has been reached (everything asked for, a csexport file): the
 * root element with its unknown XML attributes and children, `<?objects N?>` where N objects
 * stand. Absent where there is nothing unknown. Lives as long as the reader. */
cs_text cs_reader_root_frame(const cs_reader *reader);

void cs_reader_free(cs_reader *reader);

#endif
