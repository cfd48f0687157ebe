/* Which connectors and rules of two servers are the same (doc/config.md, "diff"). */
#ifndef CS_CSCONFIG_MATCH_H
#define CS_CSCONFIG_MATCH_H

#include "config/config.h"
#include "names/mapping.h"

enum {
    SIDES = 2
};

/* Numbers: what matches has the same on both sides. */
typedef struct match {
    size_t *connectors[SIDES], *rules[SIDES];
    cs_arena memory;
} match;

/* Matches; `mapping` (NULL for none) is applied to the names of the first side. Both sides may be
 * one configuration. */
bool match_configs(match *m, const cs_config *const sides[SIDES], const cs_mapping *mapping,
                   cs_error *error);

void match_free(match *m);

#endif
