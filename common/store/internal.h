/* What the files of the store share. Nobody else includes this. */
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

/* A database that is being made: it gets its name when it is complete (store_new.c). */
typedef struct cs_new_database {
    cs_tempfile file; /* all zero where there is none */
    bool overtaken;   /* something else has got its name */
} cs_new_database;

/* The connector's attributes, so that they need not be looked up each time (store_attribute.c). */
typedef struct cs_attribute_cache cs_attribute_cache;

enum {
    CS_OBJECT_TABLES = 4 /* that have rows of objects */
};

/* Where the values of a hologram's attribute are stored: in which part, as the database counts, at
 * which place. */
typedef struct cs_origin {
    int64_t part, attr;
} cs_origin;

/* Of the object being stored (store_share.c). */
typedef struct cs_sharing {
    cs_arena arena;
    cs_origin *origins[CS_PARTS]; /* for each attribute; NULL where the part shares nothing */
} cs_sharing;

/* The attributes of the object being stored whose values are stored with it (store_value.c). */
typedef struct cs_incoming_attribute cs_incoming_attribute;

typedef struct cs_incoming {
    int64_t object_id;
    cs_incoming_attribute *attributes;
    size_t count, room;
} cs_incoming;

/* What is shared by the object being read, and what it may be taken from (store_shared.c). */
typedef struct cs_shared_run cs_shared_run;
typedef struct cs_stored_attribute cs_stored_attribute;

typedef struct cs_shared {
    cs_shared_run *runs; /* by part and place, as are `stored` */
    size_t run_count, run_room;
    cs_stored_attribute *stored; /* attributes with values of their own; none without runs */
    size_t stored_count, stored_room;
} cs_shared;

/* What an import keeps in mind (store_write.c). */
typedef struct cs_store_writing {
    int64_t connector_id;
    cs_text name, guid, copy_of; /* of the connector, as stored */
    bool merge, drop;
    int64_t last_old; /* the last object_id that was there before; 0 where the connector had none */
    cs_import_counts counts;
    cs_buffer guid_buffer, frame; /* of the object being stored */
    cs_attribute_cache *attributes;
    cs_sharing sharing;
    cs_incoming incoming;
    sqlite3_stmt *find, *object, *image, *value, *shared;
    sqlite3_stmt *remove[CS_OBJECT_TABLES];
    sqlite3_stmt *find_attribute, *attribute;
} cs_store_writing;

/* What an export keeps in mind (store_read.c). */
typedef struct cs_store_reading {
    int64_t connector_id;
    cs_text name, guid; /* of the connector */
    uint64_t expected;  /* objects that were chosen */
    uint64_t number;    /* of them that have been read */
    cs_object *object;  /* being read, in `arena` */
    cs_arena *arena;    /* whoever reads it brings one */
    cs_shared shared;
    cs_attribute_cache *attributes;
    sqlite3_stmt *objects, *images, *values, *shared_runs, *attribute;
} cs_store_reading;

struct cs_store {
    sqlite3 *db;
    char *path; /* as the user named it */
    cs_new_database fresh;
    bool complete;    /* indexes, triggers and views are there */
    bool makes_log;   /* nobody had the database open: reading it has made its log */
    bool bind_failed; /* a value could not be bound to the statement that comes next */
    void (*waiting)(void *user);
    void *user;
    int waited;     /* milliseconds, for the lock that is being waited for */
    cs_arena arena; /* what lives until the store is closed */
    cs_store_writing writing;
    cs_store_reading reading;
};

/* ---- store_sql.c: statements, and what they say when they fail ---- */

/* Fails with what SQLite says of its last call. Always returns false. */
bool cs_sql_fail(cs_store *store, cs_error *error);

/* Runs statements that give no rows. */
bool cs_sql_run(cs_store *store, const char *sql, cs_error *error);

/* Makes a statement that is used often. `*statement` stays NULL on failure. */
bool cs_sql_prepare(cs_store *store, const char *sql, sqlite3_stmt **statement, cs_error *error);

/* Binds a text, which must live until the statement is reset; an absent one is NULL. */
void cs_sql_bind(cs_store *store, sqlite3_stmt *statement, int index, cs_text text);

/* Binds a word that lives for ever, NULL for none; and a number. */
void cs_sql_bind_word(cs_store *store, sqlite3_stmt *statement, int index, const char *word);
void cs_sql_bind_number(cs_store *store, sqlite3_stmt *statement, int index, int64_t number);

/* The next row: 1, 0 at the end, -1 on failure. The statement is reset but where there is a row. */
int cs_sql_step(cs_store *store, sqlite3_stmt *statement, cs_error *error);

/* Runs a statement that gives no row. */
bool cs_sql_do(cs_store *store, sqlite3_stmt *statement, cs_error *error);

/* Reads a column as a text that lives in `arena`; absent for NULL. Fails where it is no text that
 * XML can hold; `what` names it. */
bool cs_sql_text(cs_store *store, sqlite3_stmt *statement, int column, const char *what,
                 cs_arena *arena, cs_text *text, cs_error *error);

/* ---- store_new.c: a new database, beside its name until it is complete ---- */

/* Makes the empty file. False, with nothing left behind, on failure. */
bool cs_new_database_begin(cs_new_database *fresh, const char *path, cs_error *error);

/* Gives the complete file, which SQLite has closed, its name, unless something has got that name
 * meanwhile. */
bool cs_new_database_place(cs_new_database *fresh, cs_error *error);

/* Makes the tables; and, once they are filled, indexes, triggers and views. */
bool cs_schema_tables(cs_store *store, cs_error *error);
bool cs_schema_rest(cs_store *store, cs_error *error);

/* ---- store_connector.c ---- */

/* Finds the connector that is imported into, or makes it; `guid` as cs_store_begin() has it. */
bool cs_store_find_connector(cs_store *store, cs_text name, cs_text guid, cs_error *error);

/* ---- store_attribute.c ---- */

/* The attribute_id of an attribute; a row is made where there is none. */
bool cs_store_attribute_id(cs_store *store, const cs_attribute *attribute, int64_t *id,
                           cs_error *error);

/* Fills in what the table knows of the attribute `id`: element, name, type, multivalued, spelling.
 * The texts live as long as the object being read. */
bool cs_store_attribute(cs_store *store, int64_t id, cs_attribute *attribute, cs_error *error);

void cs_attribute_cache_free(cs_attribute_cache *cache);

/* ---- store_frame.c ---- */

/* The object's frame as it is to be stored: where a column cannot give back what a hole stands for,
 * the element itself stands in its place. Lives until the next call; absent for none. */
bool cs_store_frame(cs_store_writing *writing, const cs_object *object, cs_text *frame,
                    cs_error *error);

/* ---- store_remove.c ---- */

/* Makes the statements of cs_store_remove(). */
bool cs_store_remove_prepare(cs_store *store, cs_error *error);

/* Removes an object with all that it has. */
bool cs_store_remove(cs_store *store, int64_t object_id, cs_error *error);

/* Removes what a full import did not meet again, and counts it. */
bool cs_store_remove_old(cs_store *store, cs_error *error);

/* ---- store_share.c: attributes that holograms have in common are stored once ---- */

/* A new object. */
void cs_share_begin(cs_sharing *sharing);

/* Finds what the object's part, which may be a delta, has in common with its earlier ones. */
bool cs_share_find(cs_sharing *sharing, const cs_object *object, cs_part part, cs_error *error);

/* True where the part's attribute is stored with an earlier hologram. */
bool cs_is_shared(const cs_sharing *sharing, cs_part part, int64_t attr);

/* Inserts the rows that say so of the part, which has `count` attributes. */
bool cs_share_put(cs_store *store, int64_t object_id, cs_part part, size_t count, cs_error *error);

/* ---- store_value.c: the values of an object, in one statement ---- */

/* Makes the statement, and what it reads from. */
bool cs_incoming_prepare(cs_store *store, cs_error *error);

/* A new object. */
void cs_incoming_begin(cs_incoming *incoming, int64_t object_id);

/* Adds an attribute, whose values have a row each; an attribute without one has a row, too. The
 * attributes come by part, as the database counts, and place; they must live until they are put. */
bool cs_incoming_add(cs_store *store, const cs_attribute *attribute, int64_t part, int64_t attr,
                     cs_error *error);

/* Inserts the rows. */
bool cs_incoming_put(cs_store *store, cs_error *error);

void cs_incoming_free(cs_incoming *incoming);

/* ---- store_shared.c: and are read back ---- */

/* Reads what the object's holograms share, before their values. */
bool cs_shared_read(cs_store *store, int64_t object_id, cs_error *error);

/* Keeps in mind an attribute of the object that has values of its own. They come by part and place.
 * False where memory is exhausted. */
bool cs_shared_note(cs_shared *shared, int64_t part, int64_t attr, cs_attribute *attribute);

/* Gives the holograms what they share, where it belongs among what they have. */
bool cs_shared_give(cs_store *store, cs_error *error);

void cs_shared_free(cs_shared *shared);

/* ---- store_filter.c ---- */

/* Makes the SQL function rdn(), the first component of a DN. */
bool cs_store_add_functions(cs_store *store, cs_error *error);

/* Makes the statement that chooses the objects, in their order, and counts them. */
bool cs_store_filter(cs_store *store, int64_t connector_id, const cs_filter *filter,
                     uint64_t *total, cs_error *error);

/* ---- The end of each half ---- */

void cs_store_writing_free(cs_store_writing *writing);
void cs_store_reading_free(cs_store_reading *reading);

#endif
