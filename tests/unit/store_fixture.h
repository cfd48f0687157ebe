/* What the tests of the store share: a place for a database, objects made by hand, and plain SQL as
 * anybody else would speak it. */
#ifndef CS_STORE_FIXTURE_H
#define CS_STORE_FIXTURE_H

#include <check.h>
#include <sqlite3.h>

#include "store/store.h"

#define GUID_A "{0C0B0A09-0807-0605-0403-020100000001}"
#define GUID_B "{0C0B0A09-0807-0605-0403-020100000002}"
#define GUID_C "{0C0B0A09-0807-0605-0403-020100000003}"
#define MA_ID "{B891884F-051E-4A83-95AF-2544101C9083}"
#define MA_NAME "contoso.com - AAD"

/* A directory of its own, and the database in it, which is not there at first. */
typedef struct place {
    char directory[64];
    char path[128];
} place;

place new_place(void);

/* Removes the directory and the files in it. */
void remove_place(const place *here);

/* How many entries the directory has. */
int count_files(const place *here);

/* ---- Plain SQL ---- */

/* Opens the database as any program does: foreign keys are off. */
sqlite3 *open_sql(const char *path);

/* Runs statements that must succeed. */
void run_sql(const char *path, const char *sql);

/* The same, and puts the list of tables, indexes, triggers and views back as it was: the rows are
 * damaged, the tables are ours. */
void run_damage(const char *path, const char *sql);

/* The rows of a query: columns separated by "|", rows by "\n", NULL as "NULL". To be freed. */
char *query(const char *path, const char *sql);

/* Fails unless the query gives just these rows. */
void assert_rows(const char *path, const char *sql, const char *rows);

/* ---- Objects ---- */

/* An object of the connector above with nothing in it. */
cs_object new_object(const char *id, const char *dn);

/* The same of a drop file: without an id. */
cs_object new_drop_object(const char *dn);

/* An object with a pending export of one value. */
typedef struct pending {
    cs_value value;
    cs_attribute attribute;
    cs_image delta;
    cs_object object;
} pending;

/* Makes one; an `id` of NULL is that of a drop file. */
void make_pending(pending *p, const char *id, const char *dn, const char *value);

/* Imports `count` objects. False, with the reason in `error`, where that fails. */
typedef struct import {
    const char *name, *guid; /* the connector's, as csimport would say it */
    bool merge, drop;
    const char *root_frame;
    int (*step)(void *user); /* called before each step of SQLite's machine: should it fail? */
    void *user;
    cs_import_counts counts; /* what it did */
} import;
bool import_objects(const place *here, import *how, const cs_object *objects, size_t count,
                    cs_error *error);

/* The same with the usual connector; it must succeed. */
cs_import_counts import_all(const place *here, const cs_object *objects, size_t count);
cs_import_counts merge_all(const place *here, const cs_object *objects, size_t count);
cs_import_counts import_drop(const place *here, bool merge, const cs_object *objects, size_t count);

/* ---- Reading ---- */

/* Opens the database and chooses objects of its connector `name`. */
cs_store *open_connector(const place *here, const char *name, cs_filter filter, uint64_t *total);

/* What cs_store_next() gives; it lives until the next call. */
cs_next next_chosen(cs_store *store, const cs_object **object, cs_error *error);

/* The next object, which must be there. */
const cs_object *next_object(cs_store *store);

/* The DNs of what a filter chooses, joined by "\n". To be freed. */
char *chosen(const place *here, cs_filter filter);

/* Fails unless both are the same text; absent is not empty here (store_compare.c). */
void assert_text(cs_text found, cs_text wanted);

/* Fails unless the usual connector holds just that object. */
void assert_stored(const place *here, const cs_object *wanted);

/* What reading the whole connector fails with; "" where it does not. */
void read_failure(const place *here, cs_error *error);

#endif
