/* What the files of the store share. Only they include this. */
#ifndef CS_STORE_INTERNAL_H
#define CS_STORE_INTERNAL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "model/object.h"
#include "store/store.h"
#include "sys/tempfile.h"

/* A database that is being made: it gets its name when it is complete (create.c). */
typedef struct cs_new_database {
    cs_tempfile file; /* all zero if no database is being made */
    bool overtaken;   /* another file has taken its name */
} cs_new_database;

/* The connector's attributes, so that they need not be looked up each time (attribute.c). */
typedef struct cs_attribute_cache cs_attribute_cache;

enum {
    CS_OBJECT_TABLES = 4 /* that have rows of objects */
};

/* Where the values of a hologram's attribute are stored: in which part (as the database numbers
 * them), at which place. */
typedef struct cs_origin {
    int64_t part, attr;
} cs_origin;

/* Of the object being stored (write_shared.c). */
typedef struct cs_sharing {
    cs_arena arena;
    cs_origin *origins[CS_PARTS]; /* for each attribute; NULL where the part shares nothing */
} cs_sharing;

/* The attributes of the object being stored whose values are stored with it (write_values.c). */
typedef struct cs_incoming_attribute cs_incoming_attribute;

typedef struct cs_incoming {
    int64_t object_id;
    cs_incoming_attribute *attributes;
    size_t count, room;
} cs_incoming;

/* Which attributes the object being read shares, and where they come from (read_shared.c). */
typedef struct cs_shared_run cs_shared_run;
typedef struct cs_stored_attribute cs_stored_attribute;

typedef struct cs_shared {
    cs_shared_run *runs; /* by part and place, as are `stored` */
    size_t run_count, run_room;
    cs_stored_attribute *stored; /* attributes with values of their own; none without runs */
    size_t stored_count, stored_room;
} cs_shared;

/* The state of an import (write.c). */
typedef struct cs_store_writing {
    int64_t connector_id;
    cs_text name, guid, copy_of; /* of the connector, as stored */
    bool merge, drop;
    int64_t last_old; /* the largest object_id before the import; 0 if the connector was empty */
    cs_import_counts counts;
    cs_buffer guid_buffer, frame; /* of the object being stored */
    cs_attribute_cache *attributes;
    cs_sharing sharing;
    cs_incoming incoming;
    sqlite3_stmt *find, *object, *image, *value, *shared;
    sqlite3_stmt *remove[CS_OBJECT_TABLES];
    sqlite3_stmt *find_attribute, *attribute;
} cs_store_writing;

/* The state of an import that changes objects where they stand (stage.c). */
typedef struct cs_store_staging {
    bool anchored; /* the table of anchors is filled */
    int64_t last;  /* the last object handed out as missing */
    sqlite3_stmt *by_guid, *by_anchor, *by_dn, *read, *meet, *missing;
} cs_store_staging;

/* The state of an export (read.c). */
typedef struct cs_store_reading {
    int64_t connector_id;
    cs_text name, guid; /* of the connector */
    uint64_t expected;  /* objects chosen */
    uint64_t number;    /* objects read so far */
    cs_object *object;  /* being read, in `arena` */
    cs_arena *arena;    /* the caller's */
    cs_shared shared;
    cs_attribute_cache *attributes;
    sqlite3_stmt *objects, *images, *values, *shared_runs, *attribute;
} cs_store_reading;

struct cs_store {
    sqlite3 *db;
    char *path; /* as the user named it */
    cs_new_database fresh;
    bool complete;    /* the indexes, triggers and views exist */
    bool makes_log;   /* no program had the database open: reading it made its log */
    bool bind_failed; /* a value could not be bound to the next statement */
    void (*waiting)(void *user);
    void *user;
    int waited;     /* milliseconds, for the current lock */
    cs_arena arena; /* for what lives until the store is closed */
    cs_store_writing writing;
    cs_store_staging staging;
    cs_store_reading reading;
};

/* ---- sql.c: statements and their errors ---- */

/* Fails with the error of SQLite's last call. Always returns false. */
bool cs_sql_fail(cs_store *store, cs_error *error);

/* Runs statements that give no rows. */
bool cs_sql_run(cs_store *store, const char *sql, cs_error *error);

/* Prepares a statement that is used often, unless that is done already. `*statement` stays NULL on
 * failure. */
bool cs_sql_prepare(cs_store *store, const char *sql, sqlite3_stmt **statement, cs_error *error);

/* Binds a text, which must live until the statement is reset; an absent one becomes NULL. */
void cs_sql_bind(cs_store *store, sqlite3_stmt *statement, int index, cs_text text);

/* Binds a static string (NULL becomes NULL); binds a number. */
void cs_sql_bind_word(cs_store *store, sqlite3_stmt *statement, int index, const char *word);
void cs_sql_bind_number(cs_store *store, sqlite3_stmt *statement, int index, int64_t number);

/* Steps to the next row. The statement is reset unless the answer is CS_ITEM. */
cs_next cs_sql_step(cs_store *store, sqlite3_stmt *statement, cs_error *error);

/* Runs a statement that gives no rows. */
bool cs_sql_do(cs_store *store, sqlite3_stmt *statement, cs_error *error);

/* A row that a statement has given, and the arena for what is read from it. */
typedef struct cs_sql_row {
    cs_store *store;
    sqlite3_stmt *statement;
    cs_arena *arena;
} cs_sql_row;

/* Reads a column as a text that lives in the row's arena; absent for NULL. Fails if XML cannot hold
 * the text, or if it is a BLOB; `what` names it in the message. */
bool cs_sql_text(const cs_sql_row *row, int column, const char *what, cs_text *text,
                 cs_error *error);

/* ---- create.c: a new database, under a temporary name until it is complete ---- */

/* Makes the empty file. On failure, false and no file. */
bool cs_new_database_begin(cs_new_database *fresh, const char *path, cs_error *error);

/* Gives the complete file, which SQLite has closed, its name, unless another file has taken that
 * name in the meantime. */
bool cs_new_database_place(cs_new_database *fresh, cs_error *error);

/* ---- schema.c: the tables, indexes, triggers and views ---- */

enum {
    CS_SCHEMA_VERSION = 2 /* that new databases have (user_version) */
};

/* Makes the tables; makes the indexes, triggers and views, once the tables are filled. */
bool cs_schema_tables(cs_store *store, cs_error *error);
bool cs_schema_rest(cs_store *store, cs_error *error);

/* Fails unless the tables, indexes, triggers and views are those of the version, by their text, and
 * have pages of their own. Other tables and views may be there, but no index or trigger of others
 * on ours. To be called in a transaction. */
bool cs_schema_check(cs_store *store, int64_t number, cs_error *error);

/* Brings a checked database of that version to the newest, in the transaction of the writer. */
bool cs_schema_upgrade(cs_store *store, int64_t number, cs_error *error);

/* ---- connector.c ---- */

/* Finds or makes the connector that is imported into; `name` and `guid` are the source's. */
bool cs_store_find_connector(cs_store *store, cs_text name, cs_text guid, cs_error *error);

/* ---- attribute.c ---- */

/* Finds the attribute_id of an attribute; makes its row if it is missing. */
bool cs_store_attribute_id(cs_store *store, const cs_attribute *attribute, int64_t *id,
                           cs_error *error);

/* Fills in the table's columns of the attribute `id`: element, name, type, multivalued, spelling.
 * The texts live as long as the object being read. */
bool cs_store_attribute(cs_store *store, int64_t id, cs_attribute *attribute, cs_error *error);

void cs_attribute_cache_free(cs_attribute_cache *cache);

/* ---- write_frame.c ---- */

/* Makes the object's frame as it is stored: a hole whose column cannot give the field back as it is
 * becomes the element itself. Lives until the next call; absent if the object needs no frame. */
bool cs_store_frame(cs_store_writing *writing, const cs_object *object, cs_text *frame,
                    cs_error *error);

/* ---- write_shared.c: attributes that holograms have in common are stored once ---- */

/* Begins an object. */
void cs_share_begin(cs_sharing *sharing);

/* Finds what the object's part, which may be a delta, has in common with its earlier ones. */
bool cs_share_find(cs_sharing *sharing, const cs_object *object, cs_part part, cs_error *error);

/* True if the part's attribute is stored with an earlier hologram. */
bool cs_is_shared(const cs_sharing *sharing, cs_part part, int64_t attr);

/* Inserts the rows that record this for the part, which has `count` attributes. */
bool cs_share_put(cs_store *store, int64_t object_id, cs_part part, size_t count, cs_error *error);

/* ---- write_values.c: the values of an object, in one statement ---- */

/* Makes the statement and the virtual table that it reads. */
bool cs_incoming_prepare(cs_store *store, cs_error *error);

/* Begins an object. */
void cs_incoming_begin(cs_incoming *incoming, int64_t object_id);

/* Adds an attribute. Each of its values takes a row; an attribute without values takes one row. The
 * attributes come in the order of part (as the database numbers them) and place, and must live
 * until cs_incoming_put(). */
bool cs_incoming_add(cs_store *store, const cs_attribute *attribute, int64_t part, int64_t attr,
                     cs_error *error);

/* Inserts the rows. */
bool cs_incoming_put(cs_store *store, cs_error *error);

void cs_incoming_free(cs_incoming *incoming);

/* ---- read_shared.c: shared attributes are read back ---- */

/* Reads what the object's holograms share, before their values. */
bool cs_shared_read(cs_store *store, int64_t object_id, cs_error *error);

/* Records an attribute of the object that has values of its own. They come in the order of part and
 * place. False if memory is exhausted. */
bool cs_shared_note(cs_shared *shared, int64_t part, int64_t attr, cs_attribute *attribute);

/* Adds to the holograms the attributes that they share, each in its place. */
bool cs_shared_give(cs_store *store, cs_error *error);

void cs_shared_free(cs_shared *shared);

/* ---- filter.c ---- */

/* Makes the SQL function rdn(), the first component of a DN. */
bool cs_store_add_functions(cs_store *store, cs_error *error);

/* Inserts the object whole, at the object_id `id`, from which what stood there is removed first; at
 * 0 it is a new one. (write.c) */
bool cs_store_put_at(cs_store *store, const cs_object *object, int64_t id, cs_error *error);

/* Removes an object with all that it has: the triggers are off. (write.c) */
bool cs_store_remove(cs_store *store, int64_t object_id, cs_error *error);

/* Builds in `arena` the object of the row, of CS_OBJECT_COLUMNS, that a statement of an import has
 * given. (read.c) */
bool cs_store_read_row(cs_store *store, sqlite3_stmt *row, cs_arena *arena, cs_object **object,
                       cs_error *error);

/* The columns of `reading.objects`. */
#define CS_OBJECT_COLUMNS                                                                          \
    "object_id, guid, dn, type, is_connector, import_operation, export_operation, import_error, "  \
    "export_error, details"
enum {
    CS_OBJECT_ID,
    CS_OBJECT_GUID,
    CS_OBJECT_DN,
    CS_OBJECT_TYPE,
    CS_OBJECT_IS_CONNECTOR,
    CS_OBJECT_IMPORT_OPERATION,
    CS_OBJECT_EXPORT_OPERATION,
    CS_OBJECT_IMPORT_ERROR,
    CS_OBJECT_EXPORT_ERROR,
    CS_OBJECT_DETAILS
};

/* Makes the statement that chooses the objects, in their order, and counts them. */
bool cs_store_filter(cs_store *store, int64_t connector_id, const cs_filter *filter,
                     uint64_t *total, cs_error *error);

/* ---- The end of each half ---- */

void cs_store_staging_free(cs_store_staging *staging);
void cs_store_writing_free(cs_store_writing *writing);
void cs_store_reading_free(cs_store_reading *reading);

#endif
