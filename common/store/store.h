/* The connector space database (doc/connector-space.md). The only code that speaks SQL. */
#ifndef CS_STORE_STORE_H
#define CS_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/object.h"

typedef struct cs_store cs_store;

/* Opens the database at `path` for reading and begins a transaction, so that everything read
 * through it is of one moment. The directory need not be writable. A file that is missing, belongs
 * to another program, has a newer version or is damaged is refused with the reason. If another
 * program has locked the database, waits up to 30 seconds, and calls `waiting` (may be NULL) once
 * if that takes longer than a moment. NULL on failure. */
cs_store *cs_store_open(const char *path, void (*waiting)(void *user), void *user, cs_error *error);

/* Opens the database for one import: everything below happens when cs_store_commit() succeeds, or
 * not at all. A missing database is made under a temporary name in the same directory and renamed
 * on commit. Waits for a locked one as cs_store_open() does. */
cs_store *cs_store_import(const char *path, void (*waiting)(void *user), void *user,
                          cs_error *error);

bool cs_store_commit(cs_store *store, cs_error *error);

/* True if the commit failed because another program has made the database in the meantime: the same
 * import, begun again, goes into that one. */
bool cs_store_overtaken(const cs_store *store);

/* Closes the database; what was not committed is undone. Takes NULL. */
void cs_store_close(cs_store *store);

/* ---- Writing: one import into one connector ---- */

typedef struct cs_import_counts {
    uint64_t added, replaced, removed;
} cs_import_counts;

typedef struct cs_import_source {
    cs_text name; /* of the connector, which is made if it is missing */
    cs_text guid; /* the first object's ma-id, absent if it has none */
    bool merge;   /* what the connector holds stays unless the source has it too */
    bool drop;    /* a drop file: its objects have no id and are matched by DN */
} cs_import_source;

/* Begins the import. A connector of that name with another guid is an error that points to -n. */
bool cs_store_begin(cs_store *store, const cs_import_source *source, cs_error *error);

/* Gives the ma-id of a later object if the first one has none. It is checked and kept as that of
 * the first object would be. */
bool cs_store_check_source(cs_store *store, cs_text guid, cs_error *error);

/* Stores an object, from a reader that was asked for everything. */
bool cs_store_put(cs_store *store, const cs_object *object, cs_error *error);

/* Ends the import: removes what the source did not have (unless merging), keeps the root's frame.
 */
bool cs_store_end(cs_store *store, cs_text root_frame, cs_import_counts *counts, cs_error *error);

/* ---- Writing: objects changed where they stand (an import from a directory) ---- */

/* What an object is found by: first its id, then an image's anchor, then its DN. An object that has
 * another anchor of the same length is another one, whatever its DN. */
typedef struct cs_store_key {
    cs_text id;     /* upper case, in braces */
    cs_text anchor; /* base64; may be absent */
    cs_text dn;
} cs_store_key;

/* Begins the import into connector `name`, which is made if it is missing; `*objects` is how many
 * it holds. What is not changed stays. */
bool cs_store_stage_begin(cs_store *store, cs_text name, uint64_t *objects, cs_error *error);

/* Finds an object that was there before the import and reads it into `arena`, to be changed freely:
 * its number for cs_store_stage_put(), 0 if there is none, -1 on failure. What is found twice is an
 * error. */
int64_t cs_store_stage_find(cs_store *store, const cs_store_key *key, cs_arena *arena,
                            cs_object **object, cs_error *error);

/* The next object from before the import that cs_store_stage_find() did not meet: likewise. */
int64_t cs_store_stage_missing(cs_store *store, cs_arena *arena, cs_object **object,
                               cs_error *error);

/* Stores the object: with its number in place of what it was, with 0 as a new one. */
bool cs_store_stage_put(cs_store *store, const cs_object *object, int64_t number, cs_error *error);

bool cs_store_stage_remove(cs_store *store, int64_t number, cs_error *error);

/* ---- Reading ---- */

typedef struct cs_connector {
    int64_t connector_id;
    const char *name; /* it and the frame live until the store is closed */
    cs_text root_frame;
    uint64_t objects, adds, updates, deletes, import_errors, export_errors;
} cs_connector;

/* Lists the connectors by name in byte order; returns how many. The array lives until the store is
 * closed. With `counts`, fills in the counts too, which takes a pass over all objects. -1 on
 * failure. */
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

/* Chooses the objects; `total` is their number. */
bool cs_store_select(cs_store *store, const cs_connector *connector, const cs_filter *filter,
                     uint64_t *total, cs_error *error);

/* Reads the next of them, in the order in which they were stored. The object is built in
 * `arena` and is valid until the arena is reset or the store is closed or selects again. */
cs_next cs_store_next(cs_store *store, cs_arena *arena, const cs_object **object, cs_error *error);

#endif
