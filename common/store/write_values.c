/* One statement inserts all values of an object. It reads them, row by row, from a virtual table,
 * `incoming`, that presents the object. One statement for each value would take twice as long. */
#include <stdlib.h>

#include "base/array.h"
#include "store/internal.h"

/* An attribute whose values are to be stored, and the columns that are the same in all rows. */
struct cs_incoming_attribute {
    const cs_attribute *attribute;
    int64_t part, attr, id;
};

void cs_incoming_begin(cs_incoming *incoming, int64_t object_id)
{
    incoming->object_id = object_id;
    incoming->count = 0;
}

bool cs_incoming_add(cs_store *store, const cs_attribute *attribute, int64_t part, int64_t attr,
                     cs_error *error)
{
    cs_incoming *incoming = &store->writing.incoming;
    int64_t id;

    if (!cs_store_attribute_id(store, attribute, &id, error))
        return false;
    cs_incoming_attribute *list = cs_grown(incoming->attributes, incoming->count, &incoming->room,
                                           sizeof *incoming->attributes);
    if (!list)
        return cs_fail_memory(error);
    incoming->attributes = list;
    list[incoming->count++] = (cs_incoming_attribute){attribute, part, attr, id};
    return true;
}

/* ---- The virtual table (https://www.sqlite.org/vtab.html) ---- */

typedef struct table {
    sqlite3_vtab base;
    const cs_incoming *incoming;
} table;

/* A row: a value, or an attribute without values. */
typedef struct cursor {
    sqlite3_vtab_cursor base;
    size_t at;             /* the attribute */
    const cs_value *value; /* NULL for an attribute without values */
    int64_t position;
} cursor;

static const cs_incoming *incoming_of(const cursor *c)
{
    return ((const table *)c->base.pVtab)->incoming;
}

static const char columns[] =
    "CREATE TABLE incoming (object_id, part, attr, position, attribute_id, amodt, vmodt, value, "
    "anchor, extension, PRIMARY KEY (part, attr, position)) WITHOUT ROWID";
enum incoming_column {
    INCOMING_OBJECT_ID,
    INCOMING_PART,
    INCOMING_ATTR,
    INCOMING_POSITION,
    INCOMING_ATTRIBUTE_ID,
    INCOMING_AMODT,
    INCOMING_VMODT,
    INCOMING_VALUE,
    INCOMING_ANCHOR,
    INCOMING_EXTENSION
};

static int connect_table(sqlite3 *db, void *incoming, int argc, const char *const *argv,
                         sqlite3_vtab **made, char **message)
{
    table *t = sqlite3_malloc(sizeof *t);

    (void)argc, (void)argv, (void)message;
    if (!t)
        return SQLITE_NOMEM;
    *t = (table){.incoming = incoming};
    *made = &t->base;
    return sqlite3_declare_vtab(db, columns);
}

static int disconnect_table(sqlite3_vtab *t)
{
    sqlite3_free(t);
    return SQLITE_OK;
}

/* There is one way to read the table: from the first row to the last. */
static int choose_way(sqlite3_vtab *t, sqlite3_index_info *info)
{
    (void)t;
    info->estimatedCost = 1;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *t, sqlite3_vtab_cursor **made)
{
    cursor *c = sqlite3_malloc(sizeof *c);

    (void)t;
    if (!c)
        return SQLITE_NOMEM;
    *c = (cursor){.at = 0};
    *made = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    sqlite3_free(base);
    return SQLITE_OK;
}

static void begin_attribute(cursor *c, size_t at)
{
    const cs_incoming *incoming = incoming_of(c);

    c->at = at;
    c->value = at < incoming->count ? incoming->attributes[at].attribute->values : NULL;
    c->position = 0;
}

static int first_row(sqlite3_vtab_cursor *base, int way, const char *way_name, int argc,
                     sqlite3_value **argv)
{
    (void)way, (void)way_name, (void)argc, (void)argv;
    begin_attribute((cursor *)base, 0);
    return SQLITE_OK;
}

static int next_row(sqlite3_vtab_cursor *base)
{
    cursor *c = (cursor *)base;

    if (c->value && c->value->next) {
        c->value = c->value->next;
        c->position++;
    } else {
        begin_attribute(c, c->at + 1);
    }
    return SQLITE_OK;
}

static int is_past_last(sqlite3_vtab_cursor *base)
{
    const cursor *c = (const cursor *)base;

    return c->at >= incoming_of(c)->count;
}

/* An absent text is NULL: the result of a column that is not set. */
static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *result, int column)
{
    static const cs_value none = {.vmodt = CS_VMODT_ABSENT};
    const cursor *c = (const cursor *)base;
    const cs_incoming_attribute *a = &incoming_of(c)->attributes[c->at];
    const cs_value *v = c->value ? c->value : &none;
    cs_text text = CS_NO_TEXT;

    switch ((enum incoming_column)column) {
    case INCOMING_OBJECT_ID:
        sqlite3_result_int64(result, incoming_of(c)->object_id);
        break;
    case INCOMING_PART:
        sqlite3_result_int64(result, a->part);
        break;
    case INCOMING_ATTR:
        sqlite3_result_int64(result, a->attr);
        break;
    case INCOMING_POSITION:
        sqlite3_result_int64(result, c->position);
        break;
    case INCOMING_ATTRIBUTE_ID:
        sqlite3_result_int64(result, a->id);
        break;
    case INCOMING_AMODT:
        text = cs_text_from(cs_amodt_word(a->attribute->amodt));
        break;
    case INCOMING_VMODT:
        text = cs_text_from(cs_vmodt_word(v->vmodt));
        break;
    case INCOMING_VALUE:
        text = v->text;
        break;
    case INCOMING_ANCHOR:
        text = v->anchor;
        break;
    case INCOMING_EXTENSION:
        text = v->frame;
        break;
    }
    if (text.s)
        sqlite3_result_text64(result, text.s, text.n, SQLITE_STATIC, SQLITE_UTF8);
    return SQLITE_OK;
}

static const sqlite3_module module = {
    .xConnect = connect_table,
    .xBestIndex = choose_way,
    .xDisconnect = disconnect_table,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = first_row,
    .xNext = next_row,
    .xEof = is_past_last,
    .xColumn = give_column,
};

/* ---- Storing ---- */

bool cs_incoming_prepare(cs_store *store, cs_error *error)
{
    cs_store_writing *writing = &store->writing;

    if (writing->value)
        return true;
    /* With OR FAIL, SQLite keeps nothing to undo the statement alone: a failure ends the import.
     * temp. is the connection's own schema, so that no table of the database is taken instead. */
    return (sqlite3_create_module(store->db, "incoming", &module, &writing->incoming) ==
                SQLITE_OK ||
            cs_sql_fail(store, error)) &&
           cs_sql_prepare(store,
                          "INSERT OR FAIL INTO value (object_id, part, attr, position, "
                          "attribute_id, amodt, vmodt, value, anchor, extension) "
                          "SELECT * FROM temp.incoming",
                          &writing->value, error);
}

bool cs_incoming_put(cs_store *store, cs_error *error)
{
    return store->writing.incoming.count == 0 || cs_sql_do(store, store->writing.value, error);
}

void cs_incoming_free(cs_incoming *incoming)
{
    free(incoming->attributes);
}
