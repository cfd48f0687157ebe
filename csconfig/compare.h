/* What differs between two servers, line by line. */
#ifndef CS_CSCONFIG_COMPARE_H
#define CS_CSCONFIG_COMPARE_H

#include "facts.h"
#include "match.h"

typedef struct difference {
    fact_class class;
    fact_area area;
    cs_text connector, name, property; /* absent where there is none */
    cs_text values[SIDES];             /* absent where the side does not have it */
    cs_text note;
    const fact *facts[SIDES]; /* NULL where the side does not have it */
} difference;

typedef struct comparison {
    const cs_config *sides[SIDES];
    const cs_mapping *mapping;
    match match;
    facts facts[SIDES];
    difference *list; /* in order */
    size_t count, room;
    size_t counts[CLASSES];
    cs_arena memory;
    cs_buffer work;
    bool failed;
} comparison;

/* Compares the two configurations of `sides`; `mapping` may be NULL. Free it in any case. */
bool compare_run(comparison *c, cs_error *error);

void compare_free(comparison *c);

/* Adds a difference; the texts live as long as the comparison. The pointer is valid until the next
 * one is added. */
difference *compare_add(comparison *c, const fact *active, const fact *staging, fact_class class);

/* The text in `work`, copied. */
cs_text compare_worked(comparison *c);

/* ---- order.c ---- */

/* Turns the differences of precedence that change the order of rules that feed one attribute into
 * critical ones, as few as explain it. */
bool compare_precedence(comparison *c, cs_error *error);

/* ---- versions.c ---- */

/* Puts together what differs because default rules are of other versions. */
void compare_versions(comparison *c);

#endif
