#include <stdio.h>

#include "store/internal.h"

/* ---- Removing ---- */

static const char *const tables[CS_OBJECT_TABLES] = {"value", "shared", "image", "object"};

/* Makes a statement that removes rows of the table. */
static bool prepare_removal(cs_store *store, const char *table, const char *where,
                            sqlite3_stmt **statement, cs_error *error)
{
    char sql[200];

    snprintf(sql, sizeof sql, "DELETE FROM %s WHERE %s", table, where);
    return cs_sql_prepare(store, sql, statement, error);
}

bool cs_store_remove(cs_store *store, int64_t object_id, cs_error *error)
{
    for (size_t i = 0; i < CS_OBJECT_TABLES; i++) {
        sqlite3_stmt **statement = &store->writing.remove[i];
        if (!prepare_removal(store, tables[i], "object_id = ?", statement, error))
            return false;
        cs_sql_bind_number(store, *statement, 1, object_id);
        if (!cs_sql_do(store, *statement, error))
            return false;
    }
    return true;
}

/* Removes what a full import did not meet again, and counts it. */
static bool remove_old(cs_store *store, cs_error *error)
{
    cs_store_writing *writing = &store->writing;
    bool ok = true;

    for (size_t i = 0; ok && i < CS_OBJECT_TABLES; i++) {
        sqlite3_stmt *statement = NULL;
        if (!prepare_removal(store, tables[i],
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

/* ---- Begin and end ---- */

static const char find_by_dn[] =
    "SELECT object_id, guid FROM object "
    "WHERE connector_id = ? AND dn = ? ORDER BY object_id DESC LIMIT 2";
static const char find_by_guid[] =
    "SELECT object_id, guid FROM object WHERE connector_id = ? AND guid = ?";
enum {
    FOUND_ID,
    FOUND_GUID
};

static bool prepare(cs_store *store, cs_error *error)
{
    cs_store_writing *w = &store->writing;
    const char *find = w->drop ? find_by_dn : find_by_guid;

    return cs_sql_prepare(store, find, &w->find, error) &&
           cs_sql_prepare(store,
                          "INSERT INTO object (connector_id, guid, dn, type, is_connector, "
                          "import_operation, export_operation, import_error, export_error, "
                          "details, object_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                          &w->object, error) &&
           cs_sql_prepare(store,
                          "INSERT INTO image (object_id, part, operation, dn, newdn, anchor, "
                          "parent_anchor, primary_objectclass, extension) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                          &w->image, error) &&
           cs_incoming_prepare(store, error) &&
           cs_sql_prepare(store,
                          "INSERT INTO shared (object_id, part, attr, count, from_part, from_attr) "
                          "VALUES (?, ?, ?, ?, ?, ?)",
                          &w->shared, error);
}

bool cs_store_begin(cs_store *store, const cs_import_source *source, cs_error *error)
{
    cs_store_writing *writing = &store->writing;

    writing->merge = source->merge;
    writing->drop = source->drop;
    /* Objects are looked up by DN, which needs the index from the start. */
    if (source->drop && !store->complete &&
        !(cs_sql_run(store, "COMMIT", error) && cs_schema_rest(store, error) &&
          cs_sql_run(store, "BEGIN", error)))
        return false;
    return cs_store_find_connector(store, source->name, source->guid, error) &&
           prepare(store, error);
}

static bool keep_root_frame(cs_store *store, cs_text root_frame, cs_error *error)
{
    sqlite3_stmt *statement = NULL;

    if (!cs_sql_prepare(store, "UPDATE connector SET extension = ? WHERE connector_id = ?",
                        &statement, error))
        return false;
    cs_sql_bind(store, statement, 1, root_frame);
    cs_sql_bind_number(store, statement, 2, store->writing.connector_id);
    bool ok = cs_sql_do(store, statement, error);
    sqlite3_finalize(statement);
    return ok;
}

bool cs_store_end(cs_store *store, cs_text root_frame, cs_import_counts *counts, cs_error *error)
{
    cs_store_writing *writing = &store->writing;

    if (!writing->merge && writing->last_old > 0 && !remove_old(store, error))
        return false;
    if ((!writing->merge || root_frame.s) && !keep_root_frame(store, root_frame, error))
        return false;
    *counts = writing->counts;
    return true;
}

/* ---- Objects ---- */

/* A made-up id: a random UUID (RFC 4122, 4.4), upper case, in braces. */
static void make_up_guid(cs_buffer *to)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned char bytes[16];

    sqlite3_randomness(sizeof bytes, bytes);
    bytes[6] = (bytes[6] & 0x0F) | 0x40;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    cs_buffer_puts(to, "{");
    for (size_t i = 0; i < sizeof bytes; i++) {
        char hex[3] = {digits[bytes[i] >> 4], digits[bytes[i] & 0x0F], '\0'};
        cs_buffer_puts(to, i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "");
        cs_buffer_puts(to, hex);
    }
    cs_buffer_puts(to, "}");
}

static void put_upper_case(cs_buffer *to, cs_text t)
{
    char *upper = cs_buffer_reserve(to, t.n);

    if (!upper)
        return;
    for (size_t i = 0; i < t.n; i++)
        upper[i] = t.s[i] >= 'a' && t.s[i] <= 'z' ? (char)(t.s[i] - 'a' + 'A') : t.s[i];
    to->n += t.n;
}

/* Judges the row that `find` has given: an object from before the import is replaced, `*old` is its
 * object_id; an object of this import is in the file twice. */
static bool judge_found(cs_store *store, int64_t *old, cs_error *error)
{
    cs_store_writing *writing = &store->writing;
    int64_t id = sqlite3_column_int64(writing->find, FOUND_ID);

    if (id > writing->last_old)
        return cs_fail(error, writing->drop ? "this DN is in the file twice"
                                            : "this id is in the file twice");
    *old = id;
    if (!writing->drop)
        return true;
    /* The file gives no id: the object keeps the one that it has. */
    cs_text guid = {(const char *)sqlite3_column_text(writing->find, FOUND_GUID),
                    (size_t)sqlite3_column_bytes(writing->find, FOUND_GUID)};
    writing->guid_buffer.n = 0;
    cs_buffer_add(&writing->guid_buffer, guid);
    return guid.s || cs_sql_fail(store, error);
}

/* Finds the object if the connector has it already; else `*old` is 0. */
static bool find_old(cs_store *store, cs_text key, int64_t *old, cs_error *error)
{
    cs_store_writing *writing = &store->writing;

    *old = 0;
    /* In an empty connector the unique key finds what is in the file twice. */
    if (writing->last_old == 0 && !writing->drop)
        return true;
    cs_sql_bind_number(store, writing->find, 1, writing->connector_id);
    cs_sql_bind(store, writing->find, 2, key);
    cs_next found = cs_sql_step(store, writing->find, error);
    if (found != CS_ITEM)
        return found == CS_END;
    bool ok = judge_found(store, old, error);
    if (ok && writing->drop && writing->merge) {
        cs_next more = cs_sql_step(store, writing->find, error);
        ok = more == CS_END ||
             (more == CS_ITEM && cs_fail(error, "the connector has several objects with this "
                                                "DN; a drop file has no id to tell them apart"));
    }
    sqlite3_reset(writing->find);
    return ok;
}

/* Removes the old state of the object, and counts. */
static bool replace_old(cs_store *store, const cs_object *object, cs_error *error)
{
    cs_store_writing *writing = &store->writing;
    int64_t old;

    writing->guid_buffer.n = 0;
    if (writing->drop)
        make_up_guid(&writing->guid_buffer);
    else
        put_upper_case(&writing->guid_buffer, object->id);
    cs_text key = writing->drop ? object->dn : cs_buffer_text(&writing->guid_buffer);
    if (!find_old(store, key, &old, error))
        return false;
    if (writing->guid_buffer.failed)
        return cs_fail_memory(error);
    writing->counts.added += old == 0;
    writing->counts.replaced += old != 0;
    return old == 0 || cs_store_remove(store, old, error);
}

static void bind_field(cs_store *store, int index, const cs_object *object, cs_field field)
{
    cs_sql_bind(store, store->writing.object, index, object->fields[field]);
}

/* With an id of 0 the object gets the next one. */
static void bind_object(cs_store *store, const cs_object *object, cs_text frame, int64_t id)
{
    cs_store_writing *writing = &store->writing;
    cs_text connector = object->fields[CS_FIELD_CONNECTOR];

    cs_sql_bind_number(store, writing->object, 1, writing->connector_id);
    cs_sql_bind(store, writing->object, 2, cs_buffer_text(&writing->guid_buffer));
    cs_sql_bind(store, writing->object, 3, object->dn);
    cs_sql_bind(store, writing->object, 4, object->type);
    if (cs_text_is(connector, "0") || cs_text_is(connector, "1"))
        cs_sql_bind_number(store, writing->object, 5, connector.s[0] - '0');
    else
        cs_sql_bind(store, writing->object, 5, CS_NO_TEXT);
    bind_field(store, 6, object, CS_FIELD_IMPORT_DELTA_OPERATION);
    bind_field(store, 7, object, CS_FIELD_EXPORT_DELTA_OPERATION);
    bind_field(store, 8, object, CS_FIELD_IMPORT_ERROR);
    bind_field(store, 9, object, CS_FIELD_EXPORT_ERROR);
    cs_sql_bind(store, writing->object, 10, frame);
    if (id != 0)
        cs_sql_bind_number(store, writing->object, 11, id);
    else
        cs_sql_bind(store, writing->object, 11, CS_NO_TEXT);
}

/* Inserts the object's own row; `*id` is 0 for a new object, and becomes its object_id. */
static bool put_object(cs_store *store, const cs_object *object, int64_t *id, cs_error *error)
{
    cs_text frame;

    if (!cs_store_frame(&store->writing, object, &frame, error))
        return false;
    bind_object(store, object, frame, *id);
    cs_error failed = {.set = false};
    if (cs_sql_do(store, store->writing.object, &failed)) {
        *id = sqlite3_last_insert_rowid(store->db);
        return true;
    }
    if (sqlite3_extended_errcode(store->db) == SQLITE_CONSTRAINT_UNIQUE)
        return cs_fail(error, "this id is in the file twice");
    *error = failed;
    return false;
}

/* ---- Images ---- */

/* Inserts the image's own row. */
static bool put_image_row(cs_store *store, const cs_image *image, int64_t id, cs_part part,
                          cs_error *error)
{
    cs_store_writing *writing = &store->writing;

    cs_sql_bind_number(store, writing->image, 1, id);
    cs_sql_bind_number(store, writing->image, 2, part + 1);
    cs_sql_bind_word(store, writing->image, 3,
                     cs_part_is_delta(part) ? cs_omodt_word(image->omodt) : NULL);
    cs_sql_bind(store, writing->image, 4, image->dn);
    cs_sql_bind(store, writing->image, 5, image->newdn);
    cs_sql_bind(store, writing->image, 6, image->anchor);
    cs_sql_bind(store, writing->image, 7, image->parent_anchor);
    cs_sql_bind(store, writing->image, 8, image->primary_objectclass);
    cs_sql_bind(store, writing->image, 9, image->frame);
    return cs_sql_do(store, writing->image, error);
}

static bool put_image(cs_store *store, const cs_object *object, int64_t id, cs_part part,
                      cs_error *error)
{
    cs_store_writing *writing = &store->writing;
    const cs_image *image = object->parts[part];
    int64_t attr = 0;

    if (!put_image_row(store, image, id, part, error) ||
        !cs_share_find(&writing->sharing, object, part, error))
        return false;
    for (const cs_attribute *a = image->attributes; a; a = a->next, attr++)
        if (!cs_is_shared(&writing->sharing, part, attr) &&
            !cs_incoming_add(store, a, part + 1, attr, error))
            return false;
    return cs_share_put(store, id, part, image->count, error);
}

/* Inserts the object with all that it has; `*id` as put_object() has it. */
static bool put_whole(cs_store *store, const cs_object *object, int64_t *id, cs_error *error)
{
    if (!put_object(store, object, id, error))
        return false;
    cs_share_begin(&store->writing.sharing);
    cs_incoming_begin(&store->writing.incoming, *id);
    for (cs_part part = 0; part < CS_PARTS; part++)
        if (object->parts[part] && !put_image(store, object, *id, part, error))
            return false;
    return cs_incoming_put(store, error);
}

bool cs_store_put_at(cs_store *store, const cs_object *object, int64_t id, cs_error *error)
{
    store->writing.guid_buffer.n = 0;
    put_upper_case(&store->writing.guid_buffer, object->id);
    if (store->writing.guid_buffer.failed)
        return cs_fail_memory(error);
    return (id == 0 || cs_store_remove(store, id, error)) && put_whole(store, object, &id, error);
}

static bool put_all(cs_store *store, const cs_object *object, cs_error *error)
{
    int64_t id = 0;

    if (!object->dn.s)
        return cs_fail(error, "the object has no DN");
    if (!store->writing.drop && object->id.n == 0)
        return cs_fail(error, "the object has no id");
    return replace_old(store, object, error) && put_whole(store, object, &id, error);
}

bool cs_store_put(cs_store *store, const cs_object *object, cs_error *error)
{
    if (put_all(store, object, error))
        return true;
    /* An error that names a file is about the database. */
    if (error->file[0] == '\0')
        cs_error_place(error, NULL, object->offset, object->number, object->dn);
    return false;
}

void cs_store_writing_free(cs_store_writing *writing)
{
    sqlite3_stmt *const statements[] = {writing->find,     writing->object, writing->image,
                                        writing->value,    writing->shared, writing->find_attribute,
                                        writing->attribute};

    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        sqlite3_finalize(statements[i]);
    for (size_t i = 0; i < CS_OBJECT_TABLES; i++)
        sqlite3_finalize(writing->remove[i]);
    cs_attribute_cache_free(writing->attributes);
    cs_buffer_free(&writing->guid_buffer);
    cs_buffer_free(&writing->frame);
    cs_arena_free(&writing->sharing.arena);
    cs_incoming_free(&writing->incoming);
    *writing = (cs_store_writing){.merge = false};
}
