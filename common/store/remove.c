/* Removing objects with all that they have: no trigger does it for an import. */
#include <stdio.h>

#include "store/internal.h"

static const char *const tables[CS_OBJECT_TABLES] = {"value", "shared", "image", "object"};

enum {
    LONGEST_SQL = 200
};

/* Makes a statement that removes rows of the table. */
static bool prepare(cs_store *store, const char *table, const char *where, sqlite3_stmt **statement,
                    cs_error *error)
{
    char sql[LONGEST_SQL];

    snprintf(sql, sizeof sql, "DELETE FROM %s WHERE %s", table, where);
    return cs_sql_prepare(store, sql, statement, error);
}

bool cs_store_remove_prepare(cs_store *store, cs_error *error)
{
    for (size_t i = 0; i < CS_OBJECT_TABLES; i++)
        if (!prepare(store, tables[i], "object_id = ?", &store->writing.remove[i], error))
            return false;
    return true;
}

bool cs_store_remove(cs_store *store, int64_t object_id, cs_error *error)
{
    for (size_t i = 0; i < CS_OBJECT_TABLES; i++) {
        cs_sql_bind_number(store, store->writing.remove[i], 1, object_id);
        if (!cs_sql_do(store, store->writing.remove[i], error))
            return false;
    }
    return true;
}

bool cs_store_remove_old(cs_store *store, cs_error *error)
{
    cs_store_writing *writing = &store->writing;
    bool ok = true;

    for (size_t i = 0; ok && i < CS_OBJECT_TABLES; i++) {
        sqlite3_stmt *statement = NULL;
        if (!prepare(store, tables[i],
                     "object_id IN (SELECT object_id FROM object WHERE connector_id = ? "
                     "AND object_id <= ?)",
                     &statement, error))
            return false;
        cs_sql_bind_number(store, statement, 1, writing->connector_id);
        cs_sql_bind_number(store, statement, 2, writing->last_old);
        ok = cs_sql_do(store, statement, error);
        sqlite3_finalize(statement);
    }
    writing->counts.removed = (uint64_t)sqlite3_changes(store->db);
    return ok;
}
