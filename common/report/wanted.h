/* Names on the command line that the input should hold, and whether it does (doc/answers.md,
 * Warnings): a limit on a misspelt attribute would pass everything. */
#ifndef CS_REPORT_WANTED_H
#define CS_REPORT_WANTED_H

#include "base/buffer.h"
#include "base/error.h"
#include "model/object.h"

typedef enum cs_wanted_kind {
    CS_WANTED_ATTRIBUTE, /* of any delta or hologram, ASCII case ignored */
    CS_WANTED_EXACTLY,   /* the same, to the letter */
    CS_WANTED_TYPE,      /* an object type, ASCII case ignored */
    CS_WANTED_DN         /* a pattern that some object's DN should match */
} cs_wanted_kind;

/* NULL if no name is wanted. */
typedef struct cs_wanted cs_wanted;

/* Adds a name of the option; both are borrowed. The first makes `*wanted`, which is NULL before.
 * Not wanted are "dn" and "objectClass", which the report names even where no attribute has that
 * name. */
bool cs_wanted_add(cs_wanted **wanted, cs_wanted_kind kind, const char *option, cs_text name,
                   cs_error *error);

/* The parts that a reader must build for cs_wanted_note(), as bits. */
unsigned cs_wanted_parts(const cs_wanted *wanted);

/* Notes what an object holds, in any thread. Takes time only while a name has not been found. */
bool cs_wanted_note(cs_wanted *wanted, cs_object *object, cs_arena *arena, cs_error *error);

/* Adds a line for each name that was not found, with `prefix` in front, and the nearest that was.
 * True if --strict refuses one of them: a name that is not even well-known. */
bool cs_wanted_text(const cs_wanted *wanted, const char *prefix, cs_buffer *to);

void cs_wanted_free(cs_wanted *wanted);

#endif
