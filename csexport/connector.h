/* Which connector somebody means. */
#ifndef CSEXPORT_CONNECTOR_H
#define CSEXPORT_CONNECTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

/* The connector called `name`, exactly, else ignoring ASCII case and the kind of dash. NULL where
 * there is none, or more than one that differs only in these: `*matches` says how many. */
const cs_connector *connector_find(const cs_connector *list, size_t count, const char *name,
                                   size_t *matches);

/* True where both names are the same when ASCII case and the kind of dash are ignored. */
bool connector_names_alike(const char *a, const char *b);

#endif
