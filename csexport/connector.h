/* Finding a connector by name. */
#ifndef CSEXPORT_CONNECTOR_H
#define CSEXPORT_CONNECTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

/* The connector called `name`, exactly, else ignoring ASCII case and the kind of dash. NULL if none
 * or several match; `*matches` is their number. */
const cs_connector *connector_find(const cs_connector *list, size_t count, const char *name,
                                   size_t *matches);

/* True if the names are the same but for ASCII case and the kind of dash. */
bool connector_names_alike(const char *a, const char *b);

#endif
