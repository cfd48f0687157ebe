#include <stdio.h>

#include "store/internal.h"

/* ---- The first component of a DN ---- */

/* The length of the first component: up to the first comma that is neither escaped by a backslash
 * nor inside quotes (RFC 4514 and, for the quotes, RFC 2253). */
static size_t rdn_length(cs_text dn)
{
    bool quoted = false;
    size_t i = 0;

    while (i < dn.n && (quoted || dn.s[i] != ',')) {
        if (dn.s[i] == '"')
            quoted = !quoted;
        if (dn.s[i] == '\\' && i + 1 < dn.n)
            i++;
        i++;
    }
    return i;
}

/* The SQL function rdn(dn). */
static void rdn(sqlite3_context *context, int count, sqlite3_value **values)
{
    cs_text dn = {(const char *)sqlite3_value_text(values[0]), 0};

    (void)count;
    if (!dn.s)
        return; /* NULL */
    dn.n = (size_t)sqlite3_value_bytes(values[0]);
    cs_text first = cs_text_strip((cs_text){dn.s, rdn_length(dn)});
    sqlite3_result_text(context, first.s, (int)first.n, SQLITE_TRANSIENT);
}

bool cs_store_add_functions(cs_store *store, cs_error *error)
{
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;

    return sqlite3_create_function_v2(store->db, "rdn", 1, flags, NULL, rdn, NULL, NULL, NULL) ==
               SQLITE_OK ||
           cs_sql_fail(store, error);
}

/* ---- Choosing ---- */

/* Parameters: ?1 the connector, ?2 the filter's text, ?3 and ?4 the first and last object_id. */
typedef struct choice {
    bool few;              /* an index finds them: no pass over the objects */
    const char *condition; /* of a row of `object` */
} choice;

static const choice choices[] = {
    [CS_FILTER_NONE] = {false, "1"},
    [CS_FILTER_DN] = {true, "object_id IN (SELECT object_id FROM object WHERE connector_id = ?1 "
                            "AND dn = ?2 UNION SELECT object_id FROM image WHERE anchor = ?2)"},
    [CS_FILTER_RDN] = {false, "rdn(dn) = rdn(?2) COLLATE NOCASE"},
    [CS_FILTER_GUID] = {true, "guid IN (upper(?2), '{' || upper(?2) || '}')"},
    [CS_FILTER_DISCONNECTORS] = {false, "is_connector = 0"},
    [CS_FILTER_IMPORT_ERRORS] = {false, "import_error <> ''"},
    [CS_FILTER_EXPORT_ERRORS] = {false, "export_error <> ''"},
    [CS_FILTER_PENDING_IMPORTS] = {false, "EXISTS (SELECT 1 FROM image AS i WHERE i.object_id = "
                                          "object.object_id AND part = 4 AND operation <> 'none')"},
    [CS_FILTER_PENDING_EXPORTS] = {false, "EXISTS (SELECT 1 FROM image AS i WHERE i.object_id = "
                                          "object.object_id AND part = 1 AND operation <> 'none')"},
};

/* What is chosen from. */
typedef struct chooser {
    cs_store *store;
    int64_t connector_id;
    const cs_filter *filter;
    int64_t first, last; /* the connector's object_ids */
} chooser;

/* Makes the statement that reads the columns `what` of the objects. With `by_index` SQLite may take
 * any index. Without, a pass over the table in its own order needs no sorting: the unary plus keeps
 * SQLite from using an index. */
static bool prepare(const chooser *from, const char *what, bool by_index, sqlite3_stmt **statement,
                    cs_error *error)
{
    cs_store *store = from->store;
    char sql[700];

    snprintf(sql, sizeof sql,
             "SELECT %s FROM object WHERE %sconnector_id = ?1 AND object_id BETWEEN ?3 AND ?4 "
             "AND %s ORDER BY object_id",
             what, by_index ? "" : "+", choices[from->filter->kind].condition);
    if (!cs_sql_prepare(store, sql, statement, error))
        return false;
    cs_sql_bind_number(store, *statement, 1, from->connector_id);
    cs_sql_bind(store, *statement, 2, from->filter->text);
    cs_sql_bind_number(store, *statement, 3, from->first);
    cs_sql_bind_number(store, *statement, 4, from->last);
    return true;
}

/* Finds the connector's first and last object_id. */
static bool find_range(chooser *from, cs_error *error)
{
    static const char sql[] =
        "SELECT min(object_id), max(object_id) FROM object WHERE connector_id = ?";
    enum {
        FIRST_ID,
        LAST_ID
    };
    cs_store *store = from->store;
    sqlite3_stmt *statement = NULL;

    if (!cs_sql_prepare(store, sql, &statement, error))
        return false;
    cs_sql_bind_number(store, statement, 1, from->connector_id);
    cs_next got = cs_sql_step(store, statement, error);
    if (got == CS_ITEM) {
        from->first = sqlite3_column_int64(statement, FIRST_ID);
        from->last = sqlite3_column_int64(statement, LAST_ID);
    }
    sqlite3_finalize(statement);
    return got != CS_FAILED;
}

static bool count(const chooser *from, uint64_t *total, cs_error *error)
{
    sqlite3_stmt *statement = NULL;
    /* All are counted by an index: if it disagrees with the table, one of the two is damaged. */
    bool by_index = choices[from->filter->kind].few || from->filter->kind == CS_FILTER_NONE;

    if (!prepare(from, "count(*)", by_index, &statement, error))
        return false;
    cs_next got = cs_sql_step(from->store, statement, error);
    *total = got == CS_ITEM ? (uint64_t)sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return got != CS_FAILED;
}

bool cs_store_filter(cs_store *store, int64_t connector_id, const cs_filter *filter,
                     uint64_t *total, cs_error *error)
{
    sqlite3_stmt **objects = &store->reading.objects;
    chooser from = {store, connector_id, filter, 0, -1};

    sqlite3_finalize(*objects);
    *objects = NULL;
    return find_range(&from, error) && count(&from, total, error) &&
           prepare(&from, CS_OBJECT_COLUMNS, choices[filter->kind].few, objects, error);
}
