#include "store/internal.h"

/* A copy that lives until the store is closed. */
static bool keep_text(cs_store *store, cs_text text, cs_text *kept, cs_error *error)
{
    *kept = cs_arena_copy(&store->arena, text);
    return !kept->s == !text.s || cs_fail_memory(error);
}

static const char find_by_name[] =
    "SELECT c.connector_id, c.guid, c.copy_of, (SELECT max(object_id) FROM object AS o "
    "WHERE o.connector_id = c.connector_id) FROM connector AS c WHERE c.name = ?";
enum {
    CONNECTOR_ID,
    CONNECTOR_GUID,
    CONNECTOR_COPY_OF,
    CONNECTOR_LAST_OBJECT
};

/* Reads the connector of that name; CS_END if there is none. */
static cs_next read_connector(cs_store *store, cs_error *error)
{
    cs_store_writing *writing = &store->writing;
    sqlite3_stmt *statement = NULL;

    if (!cs_sql_prepare(store, find_by_name, &statement, error))
        return CS_FAILED;
    cs_sql_bind(store, statement, 1, writing->name);
    cs_next found = cs_sql_step(store, statement, error);
    if (found == CS_ITEM) {
        const cs_sql_row row = {store, statement, &store->arena};
        writing->connector_id = sqlite3_column_int64(statement, CONNECTOR_ID);
        writing->last_old = sqlite3_column_int64(statement, CONNECTOR_LAST_OBJECT);
        if (!cs_sql_text(&row, CONNECTOR_GUID, "the connector's guid", &writing->guid, error) ||
            !cs_sql_text(&row, CONNECTOR_COPY_OF, "the connector's copy_of", &writing->copy_of,
                         error))
            found = CS_FAILED;
    }
    sqlite3_finalize(statement);
    return found;
}

/* Keeps the ma-id as the connector's guid, or as its copy_of if another connector already has that
 * guid: the same server's file may be kept twice. */
static bool keep_guid(cs_store *store, cs_text guid, cs_error *error)
{
    cs_store_writing *writing = &store->writing;
    sqlite3_stmt *statement = NULL;

    if (guid.n == 0)
        return true;
    if (!cs_sql_prepare(store, "SELECT 1 FROM connector WHERE guid = ? COLLATE NOCASE", &statement,
                        error))
        return false;
    cs_sql_bind(store, statement, 1, guid);
    cs_next found = cs_sql_step(store, statement, error);
    sqlite3_finalize(statement);
    return found != CS_FAILED &&
           keep_text(store, guid, found == CS_ITEM ? &writing->copy_of : &writing->guid, error);
}

static bool make_connector(cs_store *store, cs_text guid, cs_error *error)
{
    cs_store_writing *writing = &store->writing;
    sqlite3_stmt *statement = NULL;

    if (!keep_guid(store, guid, error) ||
        !cs_sql_prepare(store, "INSERT INTO connector (guid, name, copy_of) VALUES (?, ?, ?)",
                        &statement, error))
        return false;
    cs_sql_bind(store, statement, 1, writing->guid);
    cs_sql_bind(store, statement, 2, writing->name);
    cs_sql_bind(store, statement, 3, writing->copy_of);
    bool ok = cs_sql_do(store, statement, error);
    sqlite3_finalize(statement);
    writing->connector_id = sqlite3_last_insert_rowid(store->db);
    return ok;
}

/* Fills in the guid of a connector whose guid was not known. */
static bool complete_guid(cs_store *store, cs_text guid, cs_error *error)
{
    cs_store_writing *writing = &store->writing;
    sqlite3_stmt *statement = NULL;

    if (!keep_guid(store, guid, error) ||
        !cs_sql_prepare(store, "UPDATE connector SET guid = ?, copy_of = ? WHERE connector_id = ?",
                        &statement, error))
        return false;
    cs_sql_bind(store, statement, 1, writing->guid);
    cs_sql_bind(store, statement, 2, writing->copy_of);
    cs_sql_bind_number(store, statement, 3, writing->connector_id);
    bool ok = cs_sql_do(store, statement, error);
    sqlite3_finalize(statement);
    return ok;
}

bool cs_store_check_source(cs_store *store, cs_text guid, cs_error *error)
{
    cs_store_writing *writing = &store->writing;
    cs_text known = writing->guid.s ? writing->guid : writing->copy_of;

    if (guid.n == 0)
        return true;
    if (!known.s)
        return complete_guid(store, guid, error);
    if (cs_text_equal_nocase(guid, known))
        return true;
    return cs_fail(error,
                   "the database has a connector \"%s\" of another server (ma-id %s, here %.*s): "
                   "import this one under another name with -n",
                   writing->name.s, known.s, CS_PRINTED(guid, 80));
}

bool cs_store_find_connector(cs_store *store, cs_text name, cs_text guid, cs_error *error)
{
    cs_store_writing *writing = &store->writing;

    if (name.n == 0)
        return cs_fail(error, "the connector has no name");
    if (!keep_text(store, name, &writing->name, error))
        return false;
    cs_next found = read_connector(store, error);
    if (found == CS_FAILED)
        return false;
    if (found == CS_END)
        return make_connector(store, guid, error);
    return cs_store_check_source(store, guid, error);
}
