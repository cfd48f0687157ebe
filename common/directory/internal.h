/* What the files of building share. Nothing else includes this. */
#ifndef CS_DIRECTORY_INTERNAL_H
#define CS_DIRECTORY_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "directory/build.h"
#include "directory/schema.h"

/* An attribute, while its values are gathered. */
typedef struct cs_gathered {
    cs_attribute attribute; /* its values' texts are the bytes of the entry until it is finished */
    cs_schema_attribute schema;
    cs_value **next;
    bool wanted;
    bool ranged, whole;                /* its values came in ranges, the last one has come */
    uint64_t expected;                 /* the value with which the next range begins */
    struct cs_gathered *other, *after; /* of the same hash; in the order in which they came */
} cs_gathered;

/* What is being built. */
typedef struct cs_building {
    const cs_entry *entry;
    const cs_wanted *names;
    cs_arena *arena;
    cs_gathered **slots; /* by the hash of the name */
    size_t mask;
    cs_gathered *first, **last;
    cs_found *found;
    cs_error *error;
} cs_building;

/* Fails for want of memory. Always returns false. */
bool cs_building_full(cs_building *b);

/* Gathers the entry's values by attribute, whatever the order in which they came. */
bool cs_gather(cs_building *b);

/* The attribute of that name, NULL where the entry does not have it. */
const cs_gathered *cs_gathered_find(const cs_building *b, const char *name);

#endif
