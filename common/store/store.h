/* The connector space database (connector-space.md). The only code that speaks SQL. */
#ifndef CS_STORE_STORE_H
#define CS_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/object.h"

typedef struct cs_store cs_store;

/* Opens the database at `path` for reading, and begins a transaction: everything read through it
 * is of one moment. A database in a directory that cannot be written to can be read too. A file
 * that is missing, is another program's, is of a newer version or is damaged is refused with the
 * reason. Waits up to 30 seconds where another program has it to itself, and calls `waiting` (NULL
 * for nobody) once where that takes longer than a moment. NULL on failure. */
cs_store *cs_store_open(const char *path, void (*waiting)(void *user), void *user, cs_error *error);

/* Opens the database for one import: everything below happens when cs_store_commit() succeeds, or
 * not at all. A database that is not there is made beside its name and renamed into place on
 * commit. Waits for one that is busy as cs_store_open() does. */
cs_store *cs_store_import(const char *path, void (*waiting)(void *user), void *user,
                          cs_error *error);

bool cs_store_commit(cs_store *store, cs_error *error);

/* True where the commit failed because another program has made the database meanwhile: the same
 * import, begun again, goes into that one. */
bool cs_store_overtaken(const cs_store *store);

/* Closes; what was not committed has not happened. Takes NULL. */
void cs_store_close(cs_store *store);

/* ---- Writing: one import into one connector ---- */

typedef struct cs_import_counts {
    uint64_t added, replaced, removed;
} cs_import_counts;

/* Begins the import into connector `name`, made where it is missing. `guid` is the first object's
 * ma-id, absent where it has none; a connector of that name with another guid is an error that
 * points to -n. With `merge` what the connector holds stays unless it is met again. `drop`: the
 * objects have no id and are matched by DN. */
bool cs_store_begin(cs_store *store, cs_text name, cs_text guid, bool merge, bool drop,
                    cs_error *error);

/* Says the ma-id of an object further on, where the first one has none: checked and kept as that of
 * the first one is. */
bool cs_store_check_source(cs_store *store, cs_text guid, cs_error *error);

/* Stores an object of a reader that was asked for everything. */
bool cs_store_put(cs_store *store, const cs_object *object, cs_error *error);

/* Ends the import: removes what was not met again (unless merging), keeps the root's frame. */
bool cs_store_end(cs_store *store, cs_text root_frame, cs_import_counts *counts, cs_error *error);

/* ---- Reading ---- */

typedef struct cs_connector {
    int64_t connector_id;
    const char *name; /* this and the frame live until the store is closed */
    cs_text root_frame;
    uint64_t objects, adds, updates, deletes, import_errors, export_errors;
} cs_connector;

/* Every connector, by name in byte order: their number and an array that lives until the store is
 * closed. With `counts`, the numbers too (that takes a pass over the objects). -1 on failure. */
int cs_store_connectors(cs_store *store, bool counts, const cs_connector **list, cs_error *error);

/* Which objects to export (csexport's FILTER). */
typedef enum cs_filter_kind {
    CS_FILTER_NONE,
    CS_FILTER_DN, /* `text` is a DN or an anchor's base64 */
    CS_FILTER_RDN,
    CS_FILTER_GUID,
    CS_FILTER_DISCONNECTORS,
    CS_FILTER_IMPORT_ERRORS,
    CS_FILTER_EXPORT_ERRORS,
    CS_FILTER_PENDING_IMPORTS,
    CS_FILTER_PENDING_EXPORTS
} cs_filter_kind;

typedef struct cs_filter {
    cs_filter_kind kind;
    cs_text text;
} cs_filter;

/* Chooses the objects; `total` is how many there are. */
bool cs_store_select(cs_store *store, const cs_connector *connector, const cs_filter *filter,
                     uint64_t *total, cs_error *error);

/* The next of them, in the order in which they came in: 1, 0 at the end, -1 on failure. It is built
 * in `arena` and lives as long as what is there, or until the store is closed or selects again. */
int cs_store_next(cs_store *store, cs_arena *arena, const cs_object **object, cs_error *error);

#endif
