#include "store_fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "store/internal.h"

place new_place(void)
{
    place here = {"/tmp/cstools-store-XXXXXX", ""};

    ck_assert_ptr_nonnull(mkdtemp(here.directory));
    snprintf(here.path, sizeof here.path, "%s/connectorspace.db", here.directory);
    return here;
}

/* Counts the directory's entries, and removes them where that is asked for. */
static int each_file(const place *here, bool away)
{
    DIR *directory = opendir(here->directory);
    const struct dirent *entry;
    int count = 0;

    ck_assert_ptr_nonnull(directory);
    while ((entry = readdir(directory)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        count++;
        if (away)
            ck_assert_int_eq(unlinkat(dirfd(directory), entry->d_name, 0), 0);
    }
    closedir(directory);
    return count;
}

void remove_place(const place *here)
{
    each_file(here, true);
    ck_assert_int_eq(rmdir(here->directory), 0);
}

int count_files(const place *here)
{
    return each_file(here, false);
}

/* ---- Plain SQL ---- */

sqlite3 *open_sql(const char *path)
{
    sqlite3 *db = NULL;

    ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    return db;
}

void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = open_sql(path);

    ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
                  sqlite3_errmsg(db));
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

void run_damage(const char *path, const char *sql)
{
    static const char keep[] = "CREATE TEMP TABLE master AS SELECT * FROM main.sqlite_master";
    static const char restore[] = "PRAGMA writable_schema = ON; DELETE FROM main.sqlite_master; "
                                  "INSERT INTO main.sqlite_master SELECT * FROM temp.master";
    const char *const scripts[] = {keep, sql, restore};
    sqlite3 *db = open_sql(path);

    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        ck_assert_msg(sqlite3_exec(db, scripts[i], NULL, NULL, NULL) == SQLITE_OK, "%s: %s",
                      scripts[i], sqlite3_errmsg(db));
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

char *query(const char *path, const char *sql)
{
    sqlite3 *db = open_sql(path);
    sqlite3_stmt *statement = NULL;
    cs_buffer rows = {.s = NULL};
    int rc;

    ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s", sql,
                  sqlite3_errmsg(db));
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
        if (rows.n > 0)
            cs_buffer_puts(&rows, "\n");
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *text = (const char *)sqlite3_column_text(statement, i);
            cs_buffer_puts(&rows, i > 0 ? "|" : "");
            cs_buffer_puts(&rows, text ? text : "NULL");
        }
    }
    ck_assert_int_eq(rc, SQLITE_DONE);
    sqlite3_finalize(statement);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    cs_buffer_add(&rows, (cs_text){"", 1});
    return rows.s;
}

void assert_rows(const char *path, const char *sql, const char *rows)
{
    char *found = query(path, sql);

    ck_assert_str_eq(found, rows);
    free(found);
}

/* ---- Objects ---- */

cs_object new_object(const char *id, const char *dn)
{
    cs_object object = {.dn = cs_text_from(dn), .id = cs_text_from(id)};

    object.fields[CS_FIELD_MA_ID] = CS_LITERAL(MA_ID);
    object.fields[CS_FIELD_MA_NAME] = CS_LITERAL(MA_NAME);
    return object;
}

cs_object new_drop_object(const char *dn)
{
    return (cs_object){.dn = cs_text_from(dn), .drop = true};
}

void make_pending(pending *p, const char *id, const char *dn, const char *value)
{
    *p = (pending){
        .value = {.text = cs_text_from(value)},
        .attribute = {.name = CS_LITERAL("title"), .type = CS_LITERAL("string"), .count = 1},
        .delta = {.omodt = CS_OMODT_UPDATE, .count = 1},
        .object = id ? new_object(id, dn) : new_drop_object(dn)};
    p->attribute.values = &p->value;
    p->delta.attributes = &p->attribute;
    p->object.parts[CS_UNAPPLIED_EXPORT] = &p->delta;
}

bool import_objects(const place *here, import *how, const cs_object *objects, size_t count,
                    cs_error *error)
{
    *error = (cs_error){.set = false};
    cs_store *store = cs_store_import(here->path, NULL, NULL, error);
    if (store && how->step)
        sqlite3_progress_handler(store->db, 1, how->step, how->user);
    const cs_import_source source = {cs_text_from(how->name), cs_text_from(how->guid), how->merge,
                                     how->drop};
    bool ok = store && cs_store_begin(store, &source, error);
    for (size_t i = 0; ok && i < count; i++)
        ok = cs_store_put(store, &objects[i], error);
    ok = ok && cs_store_end(store, cs_text_from(how->root_frame), &how->counts, error) &&
         cs_store_commit(store, error);
    cs_store_close(store);
    ck_assert_int_eq(ok, !error->set);
    return ok;
}

static cs_import_counts must_import(const place *here, import how, const cs_object *objects,
                                    size_t count)
{
    cs_error error;

    how.name = MA_NAME;
    if (!import_objects(here, &how, objects, count, &error))
        ck_abort_msg("%s", error.what);
    return how.counts;
}

cs_import_counts import_all(const place *here, const cs_object *objects, size_t count)
{
    return must_import(here, (import){.guid = MA_ID}, objects, count);
}

cs_import_counts merge_all(const place *here, const cs_object *objects, size_t count)
{
    return must_import(here, (import){.guid = MA_ID, .merge = true}, objects, count);
}

cs_import_counts import_drop(const place *here, bool merge, const cs_object *objects, size_t count)
{
    return must_import(here, (import){.merge = merge, .drop = true}, objects, count);
}

/* ---- Reading ---- */

cs_store *open_connector(const place *here, const char *name, cs_filter filter, uint64_t *total)
{
    const cs_connector *list;
    cs_error error = {.set = false};
    cs_store *store = cs_store_open(here->path, NULL, NULL, &error);

    ck_assert_msg(store != NULL, "%s", error.what);
    int count = cs_store_connectors(store, false, &list, &error);
    for (int i = 0; i < count; i++) {
        if (strcmp(list[i].name, name) != 0)
            continue;
        ck_assert_msg(cs_store_select(store, &list[i], &filter, total, &error), "%s", error.what);
        return store;
    }
    ck_abort_msg("no connector \"%s\"", name);
    return NULL;
}

cs_next next_chosen(cs_store *store, const cs_object **object, cs_error *error)
{
    static cs_arena arena;

    cs_arena_reset(&arena);
    return cs_store_next(store, &arena, object, error);
}

const cs_object *next_object(cs_store *store)
{
    const cs_object *object = NULL;
    cs_error error = {.set = false};
    cs_next got = next_chosen(store, &object, &error);

    ck_assert_msg(got == CS_ITEM, "%d, %s", got, error.what);
    return object;
}

char *chosen(const place *here, cs_filter filter)
{
    cs_buffer dns = {.s = NULL};
    const cs_object *object;
    uint64_t total, count = 0;
    cs_error error = {.set = false};
    cs_store *store = open_connector(here, MA_NAME, filter, &total);
    cs_next got;

    while ((got = next_chosen(store, &object, &error)) == CS_ITEM) {
        cs_buffer_puts(&dns, count > 0 ? "\n" : "");
        cs_buffer_add(&dns, object->dn);
        ck_assert_uint_eq(object->number, ++count);
    }
    ck_assert_msg(got == CS_END, "%s", error.what);
    ck_assert_uint_eq(total, count);
    cs_store_close(store);
    cs_buffer_add(&dns, (cs_text){"", 1});
    return dns.s;
}

void read_failure(const place *here, cs_error *error)
{
    const cs_connector *list;
    const cs_object *object;
    const cs_filter all = {.kind = CS_FILTER_NONE};
    uint64_t total;
    cs_next got = CS_FAILED;

    *error = (cs_error){.set = false};
    cs_store *store = cs_store_open(here->path, NULL, NULL, error);
    if (store && cs_store_connectors(store, true, &list, error) == 1 &&
        cs_store_select(store, &list[0], &all, &total, error))
        while ((got = next_chosen(store, &object, error)) == CS_ITEM)
            ;
    cs_store_close(store);
    ck_assert_int_eq(got == CS_FAILED, error->set);
}
