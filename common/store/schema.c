/* The tables, indexes, triggers and views of each version, and whether a database has them. */
#include <stdlib.h>

#include "base/array.h"
#include "store/internal.h"

/* schema.sql and schema_1.sql, which the build turns into lists of characters. */
static const char schema[] =
#include "store/schema.sql.inc"
    ;
static const char schema_1[] =
#include "store/schema_1.sql.inc"
    ;

/* The start of the schema's second half. */
static const char *schema_rest(void)
{
    const char *rest = strstr(schema, "\n-- == What follows");

    return rest ? rest : schema + sizeof schema - 1;
}

bool cs_schema_tables(cs_store *store, cs_error *error)
{
    size_t n = (size_t)(schema_rest() - schema);
    char *tables = malloc(n + 1);

    if (!tables)
        return cs_fail_memory(error);
    memcpy(tables, schema, n);
    tables[n] = '\0';
    bool ok = cs_sql_run(store, tables, error);
    free(tables);
    return ok;
}

bool cs_schema_rest(cs_store *store, cs_error *error)
{
    if (store->complete)
        return true;
    store->complete = cs_sql_run(store, schema_rest(), error);
    return store->complete;
}

/* ---- What a version has ---- */

/* A row of sqlite_master (https://www.sqlite.org/schematab.html). */
static const char master[] = "SELECT type, name, tbl_name, sql, rootpage FROM sqlite_master";
enum {
    MASTER_TYPE,
    MASTER_NAME,
    MASTER_TABLE,
    MASTER_SQL,
    MASTER_ROOT
};

typedef struct item {
    cs_text type, name, table, sql;
    bool has_root; /* a page of its own: a table or an index */
    bool met;      /* in the database that is checked */
} item;

typedef struct version {
    item *items;
    size_t count, room;
    cs_arena texts;
} version;

static void version_free(version *v)
{
    cs_arena_free(&v->texts);
    free(v->items);
}

static cs_text column(sqlite3_stmt *row, int index)
{
    const char *s = (const char *)sqlite3_column_text(row, index);

    return s ? (cs_text){s, (size_t)sqlite3_column_bytes(row, index)} : CS_NO_TEXT;
}

/* Adds the row to the version. False out of memory. */
static bool add_item(version *v, sqlite3_stmt *row)
{
    item *items = cs_grown(v->items, v->count, &v->room, sizeof *items);

    if (!items)
        return false;
    v->items = items;
    item *added = &items[v->count++];
    *added = (item){.type = cs_arena_copy(&v->texts, column(row, MASTER_TYPE)),
                    .name = cs_arena_copy(&v->texts, column(row, MASTER_NAME)),
                    .table = cs_arena_copy(&v->texts, column(row, MASTER_TABLE)),
                    .sql = cs_arena_copy(&v->texts, column(row, MASTER_SQL)),
                    .has_root = sqlite3_column_int64(row, MASTER_ROOT) > 0};
    return added->type.s && added->name.s && added->table.s &&
           (added->sql.s || sqlite3_column_type(row, MASTER_SQL) == SQLITE_NULL);
}

/* Learns what a version of the tables has, from an empty database in memory. */
static bool version_learn(version *v, int64_t number, cs_error *error)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;
    int rc = sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_exec(db, schema, NULL, NULL, NULL);
    if (rc == SQLITE_OK && number == 1)
        rc = sqlite3_exec(db, schema_1, NULL, NULL, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(db, master, -1, &row, NULL);
    while (rc == SQLITE_OK && (rc = sqlite3_step(row)) == SQLITE_ROW)
        rc = add_item(v, row) ? SQLITE_OK : SQLITE_NOMEM;
    sqlite3_finalize(row);
    sqlite3_close(db);
    if (rc == SQLITE_DONE)
        return true;
    return rc == SQLITE_NOMEM ? cs_fail_memory(error)
                              : cs_fail(error, "cannot create the tables: %s", sqlite3_errstr(rc));
}

/* ---- Checking a database ---- */

/* SQLite compares names ignoring ASCII case. */
static item *find_item(const version *v, cs_text name)
{
    for (size_t i = 0; i < v->count; i++)
        if (cs_text_equal_nocase(v->items[i].name, name))
            return &v->items[i];
    return NULL;
}

/* Checks a row that is one of ours by its name. */
static bool check_ours(item *ours, sqlite3_stmt *row, cs_error *error)
{
    cs_text sql = column(row, MASTER_SQL);
    int64_t root = sqlite3_column_int64(row, MASTER_ROOT);
    bool is_number = sqlite3_column_type(row, MASTER_ROOT) == SQLITE_INTEGER;

    if (ours->met)
        return cs_fail(error, "the database is damaged: it has \"%s\" twice", ours->name.s);
    ours->met = true;
    if (!cs_text_equal(column(row, MASTER_NAME), ours->name) ||
        !cs_text_equal(column(row, MASTER_TYPE), ours->type) ||
        !cs_text_equal(column(row, MASTER_TABLE), ours->table) || !sql.s != !ours->sql.s ||
        !cs_text_equal(sql, ours->sql))
        return cs_fail(error,
                       "the %s \"%s\" of the database differs from the one that csimport creates",
                       ours->type.s, ours->name.s);
    if (!is_number || (ours->has_root ? root <= 1 : root != 0))
        return cs_fail(error, "the database is damaged: the %s \"%s\" has no page of its own",
                       ours->type.s, ours->name.s);
    return true;
}

/* Checks a row of others: their tables and views may be there, but nothing that belongs to ours. */
static bool check_other(const version *v, sqlite3_stmt *row, cs_error *error)
{
    static const struct {
        const char *type, *begin;
    } kinds[] = {
        {"table", "CREATE TABLE "},        {"table", "CREATE VIRTUAL TABLE "},
        {"view", "CREATE VIEW "},          {"index", "CREATE INDEX "},
        {"index", "CREATE UNIQUE INDEX "}, {"trigger", "CREATE TRIGGER "},
    };
    cs_text type = column(row, MASTER_TYPE), sql = column(row, MASTER_SQL);
    cs_text name = column(row, MASTER_NAME), table = column(row, MASTER_TABLE);
    bool known = !sql.s && cs_text_is(type, "index"); /* of a key */

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        known |= cs_text_is(type, kinds[i].type) && sql.s && cs_text_starts(sql, kinds[i].begin);
    if (!known)
        return cs_fail(error, "the database is damaged: \"%.*s\" is not what it is called",
                       CS_PRINTED(name, 100));
    if ((cs_text_is(type, "index") || cs_text_is(type, "trigger")) && find_item(v, table))
        return cs_fail(
            error, "the %s \"%.*s\" on \"%.*s\" is not part of a connector space; drop it first",
            cs_text_is(type, "index") ? "index" : "trigger", CS_PRINTED(name, 100),
            CS_PRINTED(table, 100));
    return true;
}

static bool check_rows(cs_store *store, version *v, cs_error *error)
{
    sqlite3_stmt *row = NULL;
    bool ok = cs_sql_prepare(store, master, &row, error);
    int got = 0;

    while (ok && (got = cs_sql_step(store, row, error)) == 1) {
        item *ours = find_item(v, column(row, MASTER_NAME));
        ok = ours ? check_ours(ours, row, error) : check_other(v, row, error);
    }
    sqlite3_finalize(row);
    for (size_t i = 0; ok && got == 0 && i < v->count; i++)
        if (!v->items[i].met)
            return cs_fail(error, "the database lacks the %s \"%s\"", v->items[i].type.s,
                           v->items[i].name.s);
    return ok && got == 0;
}

/* Two tables or indexes on one page would be written over each other. */
static bool check_roots(cs_store *store, cs_error *error)
{
    static const char shared[] = "SELECT name FROM sqlite_master WHERE rootpage > 0 "
                                 "GROUP BY rootpage HAVING count(*) > 1";
    enum {
        SHARED_NAME
    };
    sqlite3_stmt *row = NULL;

    if (!cs_sql_prepare(store, shared, &row, error))
        return false;
    int got = cs_sql_step(store, row, error);
    if (got == 1)
        cs_fail(error, "the database is damaged: \"%.*s\" has the page of another",
                CS_PRINTED(column(row, SHARED_NAME), 100));
    sqlite3_finalize(row);
    return got == 0;
}

/* What the rows say of an index need not be what SQLite makes of them: asks it for the indexes that
 * it has put on our tables. */
static bool check_indexes(cs_store *store, const version *v, cs_error *error)
{
    enum { /* PRAGMA index_list gives */
        LIST_SEQ,
        LIST_NAME,
        LIST_UNIQUE,
        LIST_ORIGIN /* "c": a CREATE INDEX; else the table's own text */
    };

    for (size_t i = 0; i < v->count; i++) {
        sqlite3_stmt *row = NULL;
        char sql[100];
        int got;
        if (!cs_text_is(v->items[i].type, "table"))
            continue;
        snprintf(sql, sizeof sql, "PRAGMA main.index_list(\"%.60s\")", v->items[i].name.s);
        if (!cs_sql_prepare(store, sql, &row, error))
            return false;
        while ((got = cs_sql_step(store, row, error)) == 1) {
            const item *index = find_item(v, column(row, LIST_NAME));
            if (!cs_text_is(column(row, LIST_ORIGIN), "c") ||
                (index && cs_text_equal(index->table, v->items[i].name)))
                continue;
            cs_fail(error, "the database is damaged: \"%.*s\" is not what it is called",
                    CS_PRINTED(column(row, LIST_NAME), 100));
            break;
        }
        sqlite3_finalize(row);
        if (got != 0)
            return false;
    }
    return true;
}

bool cs_schema_check(cs_store *store, int64_t number, cs_error *error)
{
    version v = {.items = NULL};
    bool ok = version_learn(&v, number, error) && check_rows(store, &v, error) &&
              check_roots(store, error) && check_indexes(store, &v, error);

    version_free(&v);
    return ok;
}

/* ---- Upgrading ---- */

/* True if `v` has exactly this. */
static bool has(const version *v, const item *i)
{
    const item *same = find_item(v, i->name);

    return same && cs_text_equal(same->sql, i->sql);
}

/* Puts what the new version has in the place of what the old one had. The tables are the same. */
static bool replace_items(cs_store *store, const version *old, const version *new, cs_error *error)
{
    char sql[100];

    for (size_t i = 0; i < old->count; i++) {
        if (has(new, &old->items[i]))
            continue;
        snprintf(sql, sizeof sql, "DROP %.20s \"%.60s\"", old->items[i].type.s,
                 old->items[i].name.s);
        if (!cs_sql_run(store, sql, error))
            return false;
    }
    for (size_t i = 0; i < new->count; i++)
        if (!has(old, &new->items[i]) && !cs_sql_run(store, new->items[i].sql.s, error))
            return false;
    return true;
}

bool cs_schema_upgrade(cs_store *store, int64_t number, cs_error *error)
{
    version old = {.items = NULL}, new = {.items = NULL};

    if (number == CS_SCHEMA_VERSION)
        return true;
    bool ok = version_learn(&old, number, error) && version_learn(&new, CS_SCHEMA_VERSION, error) &&
              replace_items(store, &old, &new, error) &&
              cs_sql_run(store, "PRAGMA user_version = 2", error);
    version_free(&old);
    version_free(&new);
    return ok;
}
