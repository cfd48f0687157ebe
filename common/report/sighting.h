/* Objects of some kind: how many, and which was the first. */
#ifndef CS_REPORT_SIGHTING_H
#define CS_REPORT_SIGHTING_H

#include "model/object.h"

/* Starts as zeroes. Can be copied. */
typedef struct cs_sighting {
    uint64_t count;
    char first[512]; /* DN of the first; a longer one is cut at a character */
} cs_sighting;

/* Counts an object, or the objects that were counted after those of `sighting`. */
void cs_sighting_note(cs_sighting *sighting, cs_text dn);
void cs_sighting_add(cs_sighting *sighting, const cs_sighting *more);

#endif
