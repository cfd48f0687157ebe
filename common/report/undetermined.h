/* Whether a file can tell what is pending (doc/answers.md, Undetermined).
 *
 * A program notes every object in a cs_evidence (one for each thread, added up in the order of the
 * file) and asks at the end for the verdict. */
#ifndef CS_REPORT_UNDETERMINED_H
#define CS_REPORT_UNDETERMINED_H

#include "base/buffer.h"
#include "report/sighting.h"

/* What the objects of a file say about their pending changes. Starts as zeroes. */
typedef struct cs_evidence {
    uint64_t objects;     /* noted */
    cs_sighting silent;   /* that say nothing: no delta, no element for one, no operation */
    cs_sighting contrary; /* that name an operation, but hold no delta with one */
} cs_evidence;

/* The fields that a reader must fill for cs_evidence_note(), as bits. */
unsigned cs_evidence_fields(cs_part section);

/* Notes an object. `section` is the one that is reported: its pending exports are in question, or
 * with CS_PENDING_IMPORT its pending import. An object of a drop file is neither silent nor
 * contrary. */
void cs_evidence_note(cs_evidence *evidence, const cs_object *object, cs_part section);

/* Adds what was noted of later objects of the same file. */
void cs_evidence_add(cs_evidence *evidence, const cs_evidence *more);

typedef enum cs_undetermined_reason {
    CS_DETERMINED,
    CS_SILENT,       /* there are objects, and all are silent */
    CS_CONTRADICTION /* at least one object contradicts itself */
} cs_undetermined_reason;

/* The verdict on a file. */
typedef struct cs_undetermined {
    cs_undetermined_reason reason;
    uint64_t objects;  /* that are silent, or contradict themselves */
    const char *first; /* DN of the first of them, borrowed from the evidence; "" if determined */
} cs_undetermined;

cs_undetermined cs_evidence_judge(const cs_evidence *evidence);

/* Adds the line that says why a file is undetermined and how to get one that is not, with a line
 * feed; nothing if it is determined. `prefix` comes first ("csanalyzer: "), then `file` as the user
 * named it. */
void cs_undetermined_text(const cs_undetermined *verdict, cs_part section, const char *prefix,
                          const char *file, cs_buffer *to);

/* Adds `{"reason":"silent","objects":2,"first":"CN=…"}`, or `null` if the file is determined. */
void cs_undetermined_json(const cs_undetermined *verdict, cs_buffer *to);

#endif
