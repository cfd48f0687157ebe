/* One export: from the connector space into a file. */
#ifndef CSEXPORT_EXPORT_H
#define CSEXPORT_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "store/store.h"

/* Writes the connector's objects that `options` choose to `path`, "-" for standard output. `*total`
 * is the number of objects written. On failure the file at `path` is as it was. */
bool export_objects(cs_store *store, const cs_connector *connector, const export_options *options,
                    const char *path, uint64_t *total, cs_error *error);

#endif
