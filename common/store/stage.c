/* An import from a directory changes objects where they stand: they keep their object_id, and with
 * it their place, and all of them that the directory does not tell about. */
#include "store/internal.h"

/* ---- Begin ---- */

/* The connector's objects; and a table for those that are met. */
static bool begin_meeting(cs_store *store, uint64_t *objects, cs_error *error)
{
    sqlite3_stmt *count = NULL;

    if (!cs_sql_prepare(store, "SELECT count(*) FROM object WHERE connector_id = ?", &count, error))
        return false;
    cs_sql_bind_number(store, count, 1, store->writing.connector_id);
    int got = cs_sql_step(store, count, error);
    *objects = got == 1 ? (uint64_t)sqlite3_column_int64(count, 0) : 0;
    sqlite3_finalize(count);
    return got == 1 &&
           cs_sql_run(store, "CREATE TEMP TABLE met (object_id INTEGER PRIMARY KEY)", error);
}

bool cs_store_stage_begin(cs_store *store, cs_text name, uint64_t *objects, cs_error *error)
{
    const cs_import_source source = {.name = name, .merge = true};
    cs_store_staging *staging = &store->staging;

    *staging = (cs_store_staging){.anchored = false};
    return cs_store_begin(store, &source, error) && begin_meeting(store, objects, error) &&
           cs_sql_prepare(store,
                          "SELECT object_id FROM object WHERE connector_id = ?1 AND guid = ?2 "
                          "AND object_id <= ?3",
                          &staging->by_guid, error) &&
           cs_sql_prepare(store, "SELECT " CS_OBJECT_COLUMNS " FROM object WHERE object_id = ?",
                          &staging->read, error) &&
           cs_sql_prepare(store, "INSERT INTO temp.met (object_id) VALUES (?)", &staging->meet,
                          error) &&
           /* With the plus, SQLite passes over the objects in their order. */
           cs_sql_prepare(store,
                          "SELECT " CS_OBJECT_COLUMNS " FROM object WHERE +connector_id = ?1 "
                          "AND object_id > ?2 AND object_id <= ?3 AND NOT EXISTS "
                          "(SELECT 1 FROM temp.met AS m WHERE m.object_id = object.object_id) "
                          "ORDER BY object_id LIMIT 1",
                          &staging->missing, error);
}

/* ---- Finding ---- */

/* Fills the table of anchors. No index of the database leads to them: only objects that did not
 * come from a directory need it. */
static bool find_anchors(cs_store *store, cs_error *error)
{
    cs_store_staging *staging = &store->staging;
    sqlite3_stmt *fill = NULL;

    if (staging->anchored)
        return true;
    if (!cs_sql_run(store,
                    "CREATE TEMP TABLE anchor (anchor TEXT, object_id INTEGER, "
                    "PRIMARY KEY (anchor, object_id)) WITHOUT ROWID",
                    error) ||
        !cs_sql_prepare(store,
                        "INSERT OR IGNORE INTO temp.anchor "
                        "SELECT i.anchor, o.object_id FROM object AS o JOIN image AS i "
                        "ON i.object_id = o.object_id WHERE o.connector_id = ?1 "
                        "AND o.object_id <= ?2 AND i.anchor <> ''",
                        &fill, error))
        return false;
    cs_sql_bind_number(store, fill, 1, store->writing.connector_id);
    cs_sql_bind_number(store, fill, 2, store->writing.last_old);
    staging->anchored = cs_sql_do(store, fill, error);
    sqlite3_finalize(fill);
    return staging->anchored &&
           cs_sql_prepare(store,
                          "SELECT a.object_id FROM temp.anchor AS a WHERE a.anchor = ?1 "
                          "AND a.object_id NOT IN (SELECT object_id FROM temp.met) LIMIT 1",
                          &staging->by_anchor, error) &&
           cs_sql_prepare(
               store,
               "SELECT o.object_id FROM object AS o WHERE o.connector_id = ?1 "
               "AND o.dn = ?2 AND o.object_id <= ?3 "
               "AND o.object_id NOT IN (SELECT object_id FROM temp.met) "
               "AND NOT EXISTS (SELECT 1 FROM image AS i WHERE i.object_id = o.object_id "
               "AND i.anchor <> ?4 AND length(i.anchor) = length(?4)) "
               "ORDER BY o.object_id LIMIT 1",
               &staging->by_dn, error);
}

/* The object_id that the statement gives, 0 for none, -1 on failure. */
static int64_t get_id(cs_store *store, sqlite3_stmt *statement, cs_error *error)
{
    int got = cs_sql_step(store, statement, error);
    int64_t id = got == 1 ? sqlite3_column_int64(statement, 0) : got;

    sqlite3_reset(statement);
    return id;
}

static int64_t find_by_anchor(cs_store *store, const cs_store_key *key, cs_error *error)
{
    cs_store_staging *staging = &store->staging;
    int64_t id = 0;

    if (!find_anchors(store, error))
        return -1;
    if (key->anchor.s) {
        cs_sql_bind(store, staging->by_anchor, 1, key->anchor);
        id = get_id(store, staging->by_anchor, error);
    }
    if (id != 0)
        return id;
    cs_sql_bind_number(store, staging->by_dn, 1, store->writing.connector_id);
    cs_sql_bind(store, staging->by_dn, 2, key->dn);
    cs_sql_bind_number(store, staging->by_dn, 3, store->writing.last_old);
    cs_sql_bind(store, staging->by_dn, 4, key->anchor);
    return get_id(store, staging->by_dn, error);
}

static int64_t find(cs_store *store, const cs_store_key *key, cs_error *error)
{
    cs_store_staging *staging = &store->staging;

    if (store->writing.last_old == 0)
        return 0;
    cs_sql_bind_number(store, staging->by_guid, 1, store->writing.connector_id);
    cs_sql_bind(store, staging->by_guid, 2, key->id);
    cs_sql_bind_number(store, staging->by_guid, 3, store->writing.last_old);
    int64_t id = get_id(store, staging->by_guid, error);
    return id != 0 ? id : find_by_anchor(store, key, error);
}

static bool fail_twice(cs_error *error)
{
    return cs_fail_cause(error, CS_CAUSE_CONTRACT, "the entry occurs twice");
}

/* Notes that the object is there. */
static bool meet(cs_store *store, int64_t id, cs_error *error)
{
    cs_error failed = {.set = false};

    cs_sql_bind_number(store, store->staging.meet, 1, id);
    if (cs_sql_do(store, store->staging.meet, &failed))
        return true;
    if (sqlite3_errcode(store->db) == SQLITE_CONSTRAINT ||
        (sqlite3_extended_errcode(store->db) & 0xFF) == SQLITE_CONSTRAINT)
        return fail_twice(error);
    *error = failed;
    return false;
}

/* Reads the object of the row that the statement gives: its object_id, 0 where there is no row. */
static int64_t read_object(cs_store *store, sqlite3_stmt *statement, cs_arena *arena,
                           cs_object **object, cs_error *error)
{
    int got = cs_sql_step(store, statement, error);

    if (got <= 0)
        return got;
    int64_t id = sqlite3_column_int64(statement, CS_OBJECT_ID);
    bool ok = cs_store_read_row(store, statement, arena, object, error);
    sqlite3_reset(statement);
    return ok ? id : -1;
}

int64_t cs_store_stage_find(cs_store *store, const cs_store_key *key, cs_arena *arena,
                            cs_object **object, cs_error *error)
{
    int64_t id = find(store, key, error);

    if (id <= 0)
        return id;
    if (!meet(store, id, error))
        return -1;
    cs_sql_bind_number(store, store->staging.read, 1, id);
    return read_object(store, store->staging.read, arena, object, error);
}

int64_t cs_store_stage_missing(cs_store *store, cs_arena *arena, cs_object **object,
                               cs_error *error)
{
    cs_store_staging *staging = &store->staging;

    cs_sql_bind_number(store, staging->missing, 1, store->writing.connector_id);
    cs_sql_bind_number(store, staging->missing, 2, staging->last);
    cs_sql_bind_number(store, staging->missing, 3, store->writing.last_old);
    int64_t id = read_object(store, staging->missing, arena, object, error);
    if (id > 0)
        staging->last = id;
    return id;
}

/* ---- Changing ---- */

bool cs_store_stage_put(cs_store *store, const cs_object *object, int64_t number, cs_error *error)
{
    cs_error failed = {.set = false};

    if (cs_store_put_at(store, object, number, &failed))
        return true;
    if (number == 0 && sqlite3_extended_errcode(store->db) == SQLITE_CONSTRAINT_UNIQUE)
        return fail_twice(error);
    *error = failed;
    return false;
}

bool cs_store_stage_remove(cs_store *store, int64_t number, cs_error *error)
{
    return cs_store_remove(store, number, error);
}

void cs_store_staging_free(cs_store_staging *staging)
{
    sqlite3_stmt *const statements[] = {staging->by_guid, staging->by_anchor, staging->by_dn,
                                        staging->read,    staging->meet,      staging->missing};

    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        sqlite3_finalize(statements[i]);
    *staging = (cs_store_staging){.anchored = false};
}
