#include <limits.h>

#include "store/internal.h"

/* The connectors, without and with the counts of cs_connector, in the order of its fields. */
static const char plain_list[] =
    "SELECT connector_id, name, extension FROM connector ORDER BY name";
static const char counted_list[] =
    "SELECT c.connector_id, c.name, c.extension, o.objects, d.adds, d.updates, d.deletes, "
    "o.import_errors, o.export_errors FROM connector AS c "
    "LEFT JOIN (SELECT connector_id, count(*) AS objects, "
    "count(nullif(import_error, '')) AS import_errors, "
    "count(nullif(export_error, '')) AS export_errors FROM object GROUP BY +connector_id) AS o "
    "ON o.connector_id = c.connector_id "
    "LEFT JOIN (SELECT connector_id, sum(operation IN ('add', 'delete-add')) AS adds, "
    "sum(operation IN ('update', 'replace')) AS updates, "
    "sum(operation IN ('delete', 'delete-add', 'obsolete')) AS deletes "
    "FROM image JOIN object USING (object_id) WHERE part = 1 AND operation <> 'none' "
    "GROUP BY +connector_id) AS d ON d.connector_id = c.connector_id ORDER BY c.name";
enum {
    LIST_ID,
    LIST_NAME,
    LIST_EXTENSION,
    LIST_COUNTS /* the first of them */
};

/* Reads a row of either list. */
static bool read_connector(cs_store *store, sqlite3_stmt *statement, cs_connector *connector,
                           cs_error *error)
{
    uint64_t *const counts[] = {&connector->objects,       &connector->adds,
                                &connector->updates,       &connector->deletes,
                                &connector->import_errors, &connector->export_errors};
    const cs_sql_row row = {store, statement, &store->arena};
    cs_text name;

    connector->connector_id = sqlite3_column_int64(statement, LIST_ID);
    if (!cs_sql_text(&row, LIST_NAME, "a connector's name", &name, error) ||
        !cs_sql_text(&row, LIST_EXTENSION, "a connector's extension", &connector->root_frame,
                     error))
        return false;
    connector->name = name.s ? name.s : "";
    for (int i = 0; LIST_COUNTS + i < sqlite3_column_count(statement); i++)
        *counts[i] = (uint64_t)sqlite3_column_int64(statement, LIST_COUNTS + i);
    return true;
}

/* Adds a connector to the array, which doubles when it is full. */
static bool add_connector(cs_store *store, cs_connector **list, size_t count,
                          const cs_connector *connector, cs_error *error)
{
    /* Full where `count` is a power of two, or nothing yet. */
    if ((count & (count - 1)) == 0) {
        size_t room = count ? 2 * count : 1;
        cs_connector *larger = cs_arena_alloc(&store->arena, room * sizeof *larger);
        if (!larger)
            return cs_fail_memory(error);
        if (count)
            memcpy(larger, *list, count * sizeof *larger);
        *list = larger;
    }
    (*list)[count] = *connector;
    return true;
}

int cs_store_connectors(cs_store *store, bool counts, const cs_connector **list, cs_error *error)
{
    sqlite3_stmt *statement = NULL;
    cs_connector *found = NULL;
    size_t count = 0;
    cs_next got;

    if (!cs_sql_prepare(store, counts ? counted_list : plain_list, &statement, error))
        return -1;
    while ((got = cs_sql_step(store, statement, error)) == CS_ITEM) {
        cs_connector connector = {.name = NULL};
        if (!read_connector(store, statement, &connector, error) ||
            !add_connector(store, &found, count, &connector, error) || ++count == INT_MAX) {
            got = CS_FAILED;
            break;
        }
    }
    sqlite3_finalize(statement);
    *list = found;
    return got == CS_FAILED ? -1 : (int)count;
}
