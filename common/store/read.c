#include <inttypes.h>

#include "model/limits.h"
#include "store/internal.h"

/* ---- Which objects ---- */

static const char guid_of_connector[] = "SELECT guid FROM connector WHERE connector_id = ?";
enum {
    CONNECTOR_GUID
};

/* Reads the connector's guid, which its objects give as their ma-id. */
static bool read_guid(cs_store *store, int64_t connector_id, cs_error *error)
{
    sqlite3_stmt *statement = NULL;

    if (!cs_sql_prepare(store, guid_of_connector, &statement, error))
        return false;
    cs_sql_bind_number(store, statement, 1, connector_id);
    cs_next found = cs_sql_step(store, statement, error);
    const cs_sql_row row = {store, statement, &store->arena};
    bool ok = found == CS_ITEM ? cs_sql_text(&row, CONNECTOR_GUID, "the connector's guid",
                                             &store->reading.guid, error)
                               : cs_fail(error, "the database has no such connector");
    sqlite3_finalize(statement);
    return ok;
}

bool cs_store_select(cs_store *store, const cs_connector *connector, const cs_filter *filter,
                     uint64_t *total, cs_error *error)
{
    cs_store_reading *reading = &store->reading;

    /* What was read of another connector is forgotten. */
    cs_attribute_cache_free(reading->attributes);
    reading->attributes = NULL;
    reading->connector_id = connector->connector_id;
    reading->name = cs_text_from(connector->name);
    reading->number = 0;
    if (!read_guid(store, connector->connector_id, error) ||
        !cs_store_filter(store, connector->connector_id, filter, total, error))
        return false;
    reading->expected = *total;
    return true;
}

/* ---- Deltas and holograms ---- */

static void *allocate(cs_store *store, size_t size, cs_error *error)
{
    void *start = cs_arena_zalloc(store->reading.arena, size);

    if (!start)
        cs_fail_object_memory(error);
    return start;
}

/* Reads an operation. It lives as long as the row; what is not text is no known operation. */
static bool read_word(const cs_sql_row *row, int column, cs_text *word, cs_error *error)
{
    *word = (cs_text){(const char *)sqlite3_column_text(row->statement, column), 0};
    if (sqlite3_column_type(row->statement, column) == SQLITE_NULL)
        return true;
    if (!word->s)
        return cs_sql_fail(row->store, error);
    word->n = (size_t)sqlite3_column_bytes(row->statement, column);
    return true;
}

static bool fail_word(const char *what, cs_text word, cs_error *error)
{
    return cs_fail(error, "%s has the invalid operation \"%.*s\"", what, CS_PRINTED(word, 40));
}

static const char images_of_object[] =
    "SELECT part, operation, dn, newdn, anchor, parent_anchor, primary_objectclass, extension "
    "FROM image WHERE object_id = ? ORDER BY part";
enum {
    IMAGE_PART,
    IMAGE_OPERATION,
    IMAGE_DN,
    IMAGE_NEWDN,
    IMAGE_ANCHOR,
    IMAGE_PARENT_ANCHOR,
    IMAGE_PRIMARY_OBJECTCLASS,
    IMAGE_EXTENSION
};

static bool read_image(cs_store *store, cs_error *error)
{
    const cs_sql_row row = {store, store->reading.images, store->reading.arena};
    int64_t number = sqlite3_column_int64(row.statement, IMAGE_PART);
    cs_text operation;

    if (number < 1 || number > CS_PARTS)
        return cs_fail(error, "the object has the invalid part %" PRId64, number);
    cs_part part = (cs_part)(number - 1);
    cs_image *image = allocate(store, sizeof *image, error);
    if (!image || !read_word(&row, IMAGE_OPERATION, &operation, error))
        return false;
    if (cs_part_is_delta(part)) {
        image->omodt = cs_omodt_from(operation);
        if (!operation.s || image->omodt == CS_OMODT_UNKNOWN)
            return fail_word("a delta", operation, error);
    } else if (operation.s) {
        return fail_word("a hologram", operation, error);
    }
    store->reading.object->parts[part] = image;
    return cs_sql_text(&row, IMAGE_DN, "a delta's dn", &image->dn, error) &&
           cs_sql_text(&row, IMAGE_NEWDN, "a newdn", &image->newdn, error) &&
           cs_sql_text(&row, IMAGE_ANCHOR, "an anchor", &image->anchor, error) &&
           cs_sql_text(&row, IMAGE_PARENT_ANCHOR, "a parent-anchor", &image->parent_anchor,
                       error) &&
           cs_sql_text(&row, IMAGE_PRIMARY_OBJECTCLASS, "a primary-objectclass",
                       &image->primary_objectclass, error) &&
           cs_sql_text(&row, IMAGE_EXTENSION, "a delta's extension", &image->frame, error);
}

static bool read_images(cs_store *store, int64_t object_id, cs_error *error)
{
    cs_next got;

    if (!cs_sql_prepare(store, images_of_object, &store->reading.images, error))
        return false;
    sqlite3_stmt *statement = store->reading.images;
    cs_sql_bind_number(store, statement, 1, object_id);
    while ((got = cs_sql_step(store, statement, error)) == CS_ITEM)
        if (!read_image(store, error))
            return false;
    return got == CS_END;
}

/* ---- Attributes and values ---- */

static const char values_of_object[] =
    "SELECT part, attr, attribute_id, amodt, vmodt, value, anchor, extension FROM value "
    "WHERE object_id = ? ORDER BY part, attr, position";
enum {
    VALUE_PART,
    VALUE_ATTR,
    VALUE_ATTRIBUTE_ID,
    VALUE_AMODT,
    VALUE_VMODT,
    VALUE_VALUE,
    VALUE_ANCHOR,
    VALUE_EXTENSION
};

/* How far the rows of `value` have been read. */
typedef struct place {
    int64_t part, attr, attribute_id;
    cs_attribute *attribute; /* NULL at first */
    cs_attribute **next;     /* where the image's next attribute goes */
    cs_value **next_value;
} place;

/* Begins the attribute that the row is the first of. */
static bool begin_attribute(cs_store *store, place *at, cs_error *error)
{
    const cs_sql_row row = {store, store->reading.values, store->reading.arena};
    int64_t part = sqlite3_column_int64(row.statement, VALUE_PART);
    cs_text word;

    if (part < 1 || part > CS_PARTS || !store->reading.object->parts[part - 1])
        return cs_fail(error, "the object has values in part %" PRId64 ", which it lacks", part);
    cs_image *image = store->reading.object->parts[part - 1];
    if (!at->attribute || part != at->part)
        at->next = &image->attributes;
    cs_attribute *attribute = allocate(store, sizeof *attribute, error);
    at->part = part;
    at->attr = sqlite3_column_int64(row.statement, VALUE_ATTR);
    at->attribute_id = sqlite3_column_int64(row.statement, VALUE_ATTRIBUTE_ID);
    if (!attribute || !cs_store_attribute(store, at->attribute_id, attribute, error) ||
        !read_word(&row, VALUE_AMODT, &word, error))
        return false;
    attribute->amodt = word.s ? cs_amodt_from(word) : CS_AMODT_ABSENT;
    if (attribute->amodt == CS_AMODT_UNKNOWN || (word.s && !cs_part_is_delta((cs_part)(part - 1))))
        return fail_word("an attribute", word, error);
    image->count++;
    *at->next = attribute;
    at->next = &attribute->next;
    at->next_value = &attribute->values;
    at->attribute = attribute;
    return cs_shared_note(&store->reading.shared, part, at->attr, attribute) ||
           cs_fail_memory(error);
}

/* True where the row says of the attribute what its first row says. */
static bool check_same(cs_store *store, const place *at, cs_error *error)
{
    const cs_sql_row row = {store, store->reading.values, store->reading.arena};
    cs_text word;

    if (!read_word(&row, VALUE_AMODT, &word, error))
        return false;
    cs_text first = cs_text_from(cs_amodt_word(at->attribute->amodt));
    if (sqlite3_column_int64(row.statement, VALUE_ATTRIBUTE_ID) == at->attribute_id &&
        !word.s == !first.s && cs_text_equal(word, first))
        return true;
    return cs_fail(error, "the rows of the attribute \"%.*s\" disagree on attribute_id or amodt",
                   CS_PRINTED(at->attribute->name, 100));
}

/* True where the frame is that of a value, not an unknown element among the values. */
static bool is_value_frame(cs_element element, cs_text frame)
{
    static const char *const starts[] = {
        [CS_ATTR] = "<value", [CS_DN_ATTR] = "<dn-value", [CS_OBJECTCLASS] = "<oc-value"};
    size_t n = strlen(starts[element]);

    return frame.n > n && cs_text_starts(frame, starts[element]) &&
           (frame.s[n] == '/' || frame.s[n] == '>' || cs_is_space(frame.s[n]));
}

/* Reads the row's columns into the value. */
static bool fill_value(cs_store *store, const place *at, cs_value *value, cs_error *error)
{
    const cs_sql_row row = {store, store->reading.values, store->reading.arena};
    cs_text word;

    if (!read_word(&row, VALUE_VMODT, &word, error))
        return false;
    value->vmodt = word.s ? cs_vmodt_from(word) : CS_VMODT_ABSENT;
    if (value->vmodt == CS_VMODT_UNKNOWN || (word.s && !cs_part_is_delta((cs_part)(at->part - 1))))
        return fail_word("a value", word, error);
    if (!cs_sql_text(&row, VALUE_VALUE, "a value", &value->text, error) ||
        !cs_sql_text(&row, VALUE_ANCHOR, "a value's anchor", &value->anchor, error) ||
        !cs_sql_text(&row, VALUE_EXTENSION, "a value's extension", &value->frame, error))
        return false;
    value->unknown = value->frame.s && !is_value_frame(at->attribute->element, value->frame);
    return !(value->unknown && value->text.s) ||
           cs_fail(error, "a value's extension holds another element");
}

/* Adds the row's value to the attribute. */
static bool read_value(cs_store *store, place *at, cs_error *error)
{
    sqlite3_stmt *row = store->reading.values;
    cs_error failed = {.set = false};

    if (sqlite3_column_type(row, VALUE_VALUE) == SQLITE_NULL &&
        sqlite3_column_type(row, VALUE_EXTENSION) == SQLITE_NULL)
        return true; /* the attribute has no value */
    cs_value *value = allocate(store, sizeof *value, error);
    if (!value)
        return false;
    if (!fill_value(store, at, value, &failed))
        return cs_fail(error, "the attribute \"%.*s\": %s", CS_PRINTED(at->attribute->name, 100),
                       failed.what);
    at->attribute->count += !value->unknown;
    *at->next_value = value;
    at->next_value = &value->next;
    return true;
}

static bool read_values(cs_store *store, int64_t object_id, cs_error *error)
{
    place at = {.attribute = NULL};
    cs_next got;

    if (!cs_shared_read(store, object_id, error) ||
        !cs_sql_prepare(store, values_of_object, &store->reading.values, error))
        return false;
    sqlite3_stmt *statement = store->reading.values;
    cs_sql_bind_number(store, statement, 1, object_id);
    while ((got = cs_sql_step(store, statement, error)) == CS_ITEM) {
        bool first = !at.attribute || sqlite3_column_int64(statement, VALUE_PART) != at.part ||
                     sqlite3_column_int64(statement, VALUE_ATTR) != at.attr;
        if (!(first ? begin_attribute(store, &at, error) : check_same(store, &at, error)) ||
            !read_value(store, &at, error))
            return false;
    }
    return got == CS_END && cs_shared_give(store, error);
}

/* ---- Objects ---- */

/* Reads the columns of the fields. */
static bool read_fields(const cs_sql_row *row, cs_text *fields, cs_error *error)
{
    static const struct {
        int column;
        cs_field field;
    } columns[] = {
        {CS_OBJECT_IS_CONNECTOR, CS_FIELD_CONNECTOR},
        {CS_OBJECT_IMPORT_OPERATION, CS_FIELD_IMPORT_DELTA_OPERATION},
        {CS_OBJECT_EXPORT_OPERATION, CS_FIELD_EXPORT_DELTA_OPERATION},
        {CS_OBJECT_IMPORT_ERROR, CS_FIELD_IMPORT_ERROR},
        {CS_OBJECT_EXPORT_ERROR, CS_FIELD_EXPORT_ERROR},
    };

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        cs_field field = columns[i].field;
        if (!cs_sql_text(row, columns[i].column, cs_field_name(field), &fields[field], error))
            return false;
        if (field == CS_FIELD_CONNECTOR && fields[field].s && !cs_text_is(fields[field], "0") &&
            !cs_text_is(fields[field], "1"))
            return cs_fail(error, "is_connector is neither 0 nor 1");
        /* An empty error detail means no error. */
        if ((field == CS_FIELD_IMPORT_ERROR || field == CS_FIELD_EXPORT_ERROR) &&
            fields[field].n == 0)
            fields[field] = CS_NO_TEXT;
    }
    return true;
}

static bool read_object(cs_store *store, cs_error *error)
{
    cs_store_reading *reading = &store->reading;
    cs_object *object = reading->object = allocate(store, sizeof *object, error);
    const cs_sql_row row = {store, reading->objects, reading->arena};

    if (!object)
        return false;
    int64_t object_id = sqlite3_column_int64(row.statement, CS_OBJECT_ID);
    object->number = ++reading->number;
    object->fields[CS_FIELD_MA_ID] = reading->guid;
    object->fields[CS_FIELD_MA_NAME] = reading->name;
    return cs_sql_text(&row, CS_OBJECT_DN, "the object's dn", &object->dn, error) &&
           (object->dn.s || cs_fail(error, "an object has no dn")) &&
           cs_sql_text(&row, CS_OBJECT_GUID, "the object's guid", &object->id, error) &&
           (object->id.s || cs_fail(error, "the object has no guid")) &&
           cs_sql_text(&row, CS_OBJECT_TYPE, "the object's type", &object->type, error) &&
           read_fields(&row, object->fields, error) &&
           cs_sql_text(&row, CS_OBJECT_DETAILS, "the object's details", &object->frame, error) &&
           read_images(store, object_id, error) && read_values(store, object_id, error);
}

/* Says of which object the error is; one whose DN cannot be read is named by its guid. */
static cs_next fail_object(cs_store *store, cs_error *error)
{
    const cs_object *object = store->reading.object;
    const cs_sql_row row = {store, store->reading.objects, store->reading.arena};
    cs_text name = object ? object->dn : CS_NO_TEXT;

    if (!name.s)
        read_word(&row, CS_OBJECT_GUID, &name, error);
    cs_error_file(error, store->path);
    cs_error_dn(error, name);
    return CS_FAILED;
}

cs_next cs_store_next(cs_store *store, cs_arena *arena, const cs_object **object, cs_error *error)
{
    cs_store_reading *reading = &store->reading;

    reading->arena = arena;
    arena->limit = CS_MAX_OBJECT_MEMORY;
    cs_next got = cs_sql_step(store, reading->objects, error);
    if (got == CS_ITEM && !read_object(store, error))
        return fail_object(store, error);
    if (got == CS_END && reading->number != reading->expected) {
        cs_fail(error, "the database is damaged: it counts %" PRIu64 " objects and holds %" PRIu64,
                reading->expected, reading->number);
        cs_error_file(error, store->path);
        return CS_FAILED;
    }
    *object = reading->object;
    return got;
}

bool cs_store_read_row(cs_store *store, sqlite3_stmt *row, cs_arena *arena, cs_object **object,
                       cs_error *error)
{
    cs_store_reading *reading = &store->reading;

    reading->connector_id = store->writing.connector_id;
    reading->name = store->writing.name;
    reading->guid = store->writing.guid;
    reading->objects = row;
    reading->arena = arena;
    arena->limit = CS_MAX_OBJECT_MEMORY;
    bool ok = read_object(store, error) || fail_object(store, error) > 0;
    reading->objects = NULL; /* it is another's */
    *object = reading->object;
    return ok;
}

void cs_store_reading_free(cs_store_reading *reading)
{
    sqlite3_stmt *const statements[] = {reading->objects, reading->images, reading->values,
                                        reading->shared_runs, reading->attribute};

    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        sqlite3_finalize(statements[i]);
    cs_attribute_cache_free(reading->attributes);
    cs_shared_free(&reading->shared);
    *reading = (cs_store_reading){.expected = 0};
}
