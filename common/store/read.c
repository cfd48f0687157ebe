#include <inttypes.h>

#include "store/internal.h"

enum {
    MOST_MEMORY = 1 << 30 /* bytes that an object may take: no file can have held a larger one */
};

/* ---- Which objects ---- */

/* The connector's guid, which its objects give as their ma-id. */
static bool read_guid(cs_store *store, int64_t connector_id, cs_error *error)
{
    sqlite3_stmt *statement = NULL;

    if (!cs_sql_prepare(store, "SELECT guid FROM connector WHERE connector_id = ?", &statement,
                        error))
        return false;
    cs_sql_bind_number(store, statement, 1, connector_id);
    int found = cs_sql_step(store, statement, error);
    bool ok = found == 1 ? cs_sql_text(store, statement, 0, "the connector's guid", &store->arena,
                                       &store->reading.guid, error)
                         : cs_fail(error, "the database has no such connector");
    sqlite3_finalize(statement);
    return ok;
}

static bool prepare_parts(cs_store *store, cs_error *error)
{
    return cs_sql_prepare(store,
                          "SELECT part, operation, dn, newdn, anchor, parent_anchor, "
                          "primary_objectclass, extension FROM image WHERE object_id = ? "
                          "ORDER BY part",
                          &store->reading.images, error) &&
           cs_sql_prepare(store,
                          "SELECT part, attr, attribute_id, amodt, vmodt, value, anchor, extension "
                          "FROM value WHERE object_id = ? ORDER BY part, attr, position",
                          &store->reading.values, error) &&
           cs_sql_prepare(store,
                          "SELECT part, attr, count, from_part, from_attr FROM shared "
                          "WHERE object_id = ? ORDER BY part, attr",
                          &store->reading.shared_runs, error);
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
    if (!read_guid(store, connector->connector_id, error) || !prepare_parts(store, error) ||
        !cs_store_filter(store, connector->connector_id, filter, total, error))
        return false;
    reading->expected = *total;
    return true;
}

/* ---- Deltas and holograms ---- */

static bool read_text(cs_store *store, sqlite3_stmt *statement, int column, const char *what,
                      cs_text *text, cs_error *error)
{
    return cs_sql_text(store, statement, column, what, store->reading.arena, text, error);
}

static void *allocate(cs_store *store, size_t size, cs_error *error)
{
    void *start = cs_arena_zalloc(store->reading.arena, size);

    if (!start)
        cs_fail_object_memory(error);
    return start;
}

/* Reads one of the words; one that is not text is none of them. */
static bool read_word(cs_store *store, sqlite3_stmt *statement, int column, cs_text *word,
                      cs_error *error)
{
    /* They are checked here, and live as long as the row: there is no need for a copy. */
    *word = (cs_text){(const char *)sqlite3_column_text(statement, column), 0};
    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
        return true;
    if (!word->s)
        return cs_sql_fail(store, error);
    word->n = (size_t)sqlite3_column_bytes(statement, column);
    return true;
}

static bool fail_word(const char *what, cs_text word, cs_error *error)
{
    return cs_fail(error, "%s has the operation \"%.*s\", which there is not", what,
                   CS_PRINTED(word, 40));
}

static bool read_operation(cs_store *store, cs_part part, cs_omodt *omodt, cs_error *error)
{
    cs_text word;

    if (!read_word(store, store->reading.images, 1, &word, error))
        return false;
    if (!cs_part_is_delta(part))
        return !word.s || fail_word("a hologram", word, error);
    *omodt = cs_omodt_from(word);
    return (word.s && *omodt != CS_OMODT_UNKNOWN) || fail_word("a delta", word, error);
}

static bool read_image(cs_store *store, cs_error *error)
{
    sqlite3_stmt *statement = store->reading.images;
    int64_t number = sqlite3_column_int64(statement, 0);

    if (number < 1 || number > CS_PARTS)
        return cs_fail(error, "the object has a part %" PRId64 ", which there is not", number);
    cs_part part = (cs_part)(number - 1);
    cs_image *image = allocate(store, sizeof *image, error);
    if (!image || !read_operation(store, part, &image->omodt, error))
        return false;
    store->reading.object->parts[part] = image;
    return read_text(store, statement, 2, "a delta's dn", &image->dn, error) &&
           read_text(store, statement, 3, "a newdn", &image->newdn, error) &&
           read_text(store, statement, 4, "an anchor", &image->anchor, error) &&
           read_text(store, statement, 5, "a parent-anchor", &image->parent_anchor, error) &&
           read_text(store, statement, 6, "a primary-objectclass", &image->primary_objectclass,
                     error) &&
           read_text(store, statement, 7, "a delta's extension", &image->frame, error);
}

static bool read_images(cs_store *store, int64_t object_id, cs_error *error)
{
    sqlite3_stmt *statement = store->reading.images;
    int got;

    cs_sql_bind_number(store, statement, 1, object_id);
    while ((got = cs_sql_step(store, statement, error)) == 1)
        if (!read_image(store, error))
            return false;
    return got == 0;
}

/* ---- Attributes and values ---- */

/* Where the rows of `value` stand that are being read. */
typedef struct place {
    int64_t part, attr, attribute_id;
    cs_attribute *attribute; /* NULL at first */
    cs_attribute **next;     /* where the image's next attribute goes */
    cs_value **next_value;
} place;

/* Begins the attribute that the row is the first of. */
static bool begin_attribute(cs_store *store, place *at, cs_error *error)
{
    sqlite3_stmt *statement = store->reading.values;
    int64_t part = sqlite3_column_int64(statement, 0);
    cs_text word;

    if (part < 1 || part > CS_PARTS || !store->reading.object->parts[part - 1])
        return cs_fail(error, "the object has values in a part %" PRId64 ", which it has not",
                       part);
    cs_image *image = store->reading.object->parts[part - 1];
    if (!at->attribute || part != at->part)
        at->next = &image->attributes;
    cs_attribute *attribute = allocate(store, sizeof *attribute, error);
    at->part = part;
    at->attr = sqlite3_column_int64(statement, 1);
    at->attribute_id = sqlite3_column_int64(statement, 2);
    if (!attribute || !cs_store_attribute(store, at->attribute_id, attribute, error) ||
        !read_word(store, statement, 3, &word, error))
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
    sqlite3_stmt *statement = store->reading.values;
    cs_text word;

    if (!read_word(store, statement, 3, &word, error))
        return false;
    cs_text first = cs_text_from(cs_amodt_word(at->attribute->amodt));
    if (sqlite3_column_int64(statement, 2) == at->attribute_id && !word.s == !first.s &&
        cs_text_equal(word, first))
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

static bool read_vmodt(cs_store *store, cs_value *value, int64_t part, cs_error *error)
{
    cs_text word;

    if (!read_word(store, store->reading.values, 4, &word, error))
        return false;
    value->vmodt = word.s ? cs_vmodt_from(word) : CS_VMODT_ABSENT;
    return (value->vmodt != CS_VMODT_UNKNOWN &&
            (!word.s || cs_part_is_delta((cs_part)(part - 1)))) ||
           fail_word("a value", word, error);
}

/* Reads the row's columns into the value. */
static bool fill_value(cs_store *store, const place *at, cs_value *value, cs_error *error)
{
    sqlite3_stmt *statement = store->reading.values;

    if (!read_vmodt(store, value, at->part, error) ||
        !read_text(store, statement, 5, "a value", &value->text, error) ||
        !read_text(store, statement, 6, "a value's anchor", &value->anchor, error) ||
        !read_text(store, statement, 7, "a value's extension", &value->frame, error))
        return false;
    value->unknown = value->frame.s && !is_value_frame(at->attribute->element, value->frame);
    return !(value->unknown && value->text.s) ||
           cs_fail(error, "a value's extension is another element's");
}

/* Adds the row's value to the attribute. */
static bool read_value(cs_store *store, place *at, cs_error *error)
{
    sqlite3_stmt *statement = store->reading.values;
    cs_error failed = {.set = false};

    if (sqlite3_column_type(statement, 5) == SQLITE_NULL &&
        sqlite3_column_type(statement, 7) == SQLITE_NULL)
        return true; /* the attribute has no value */
    cs_value *value = allocate(store, sizeof *value, error);
    if (!value)
        return false;
    if (!fill_value(store, at, value, &failed)) {
        return cs_fail(error, "the attribute \"%.*s\": %s", CS_PRINTED(at->attribute->name, 100),
                       failed.what);
    }
    at->attribute->count += !value->unknown;
    *at->next_value = value;
    at->next_value = &value->next;
    return true;
}

static bool read_values(cs_store *store, int64_t object_id, cs_error *error)
{
    sqlite3_stmt *statement = store->reading.values;
    place at = {.attribute = NULL};
    int got;

    if (!cs_shared_read(store, object_id, error))
        return false;
    cs_sql_bind_number(store, statement, 1, object_id);
    while ((got = cs_sql_step(store, statement, error)) == 1) {
        bool first = !at.attribute || sqlite3_column_int64(statement, 0) != at.part ||
                     sqlite3_column_int64(statement, 1) != at.attr;
        if (!(first ? begin_attribute(store, &at, error) : check_same(store, &at, error)) ||
            !read_value(store, &at, error))
            return false;
    }
    return got == 0 && cs_shared_give(store, error);
}

/* ---- Objects ---- */

static bool read_field(cs_store *store, int column, cs_field field, cs_error *error)
{
    return read_text(store, store->reading.objects, column, cs_field_name(field),
                     &store->reading.object->fields[field], error);
}

/* An error detail that is empty is none. */
static bool read_error_detail(cs_store *store, int column, cs_field field, cs_error *error)
{
    cs_text *text = &store->reading.object->fields[field];

    if (!read_field(store, column, field, error))
        return false;
    if (text->n == 0)
        *text = CS_NO_TEXT;
    return true;
}

static bool read_connector_field(cs_store *store, cs_error *error)
{
    cs_text *text = &store->reading.object->fields[CS_FIELD_CONNECTOR];

    return read_field(store, 4, CS_FIELD_CONNECTOR, error) &&
           (!text->s || cs_text_is(*text, "0") || cs_text_is(*text, "1") ||
            cs_fail(error, "is_connector is neither 0 nor 1"));
}

static bool read_object(cs_store *store, cs_error *error)
{
    cs_store_reading *reading = &store->reading;
    cs_object *object = reading->object = allocate(store, sizeof *object, error);
    sqlite3_stmt *statement = reading->objects;

    if (!object)
        return false;
    object->number = ++reading->number;
    object->fields[CS_FIELD_MA_ID] = reading->guid;
    object->fields[CS_FIELD_MA_NAME] = reading->name;
    return read_text(store, statement, 2, "the object's dn", &object->dn, error) &&
           (object->dn.s || cs_fail(error, "an object has no dn")) &&
           read_text(store, statement, 1, "the object's guid", &object->id, error) &&
           (object->id.s || cs_fail(error, "the object has no guid")) &&
           read_text(store, statement, 3, "the object's type", &object->type, error) &&
           read_connector_field(store, error) &&
           read_field(store, 5, CS_FIELD_IMPORT_DELTA_OPERATION, error) &&
           read_field(store, 6, CS_FIELD_EXPORT_DELTA_OPERATION, error) &&
           read_error_detail(store, 7, CS_FIELD_IMPORT_ERROR, error) &&
           read_error_detail(store, 8, CS_FIELD_EXPORT_ERROR, error) &&
           read_text(store, statement, 9, "the object's details", &object->frame, error) &&
           read_images(store, sqlite3_column_int64(statement, 0), error) &&
           read_values(store, sqlite3_column_int64(statement, 0), error);
}

/* Says of which object the error is; one whose DN cannot be read is named by its guid. */
static int fail_object(cs_store *store, cs_error *error)
{
    const cs_object *object = store->reading.object;
    cs_text name = object ? object->dn : CS_NO_TEXT;

    if (!name.s)
        read_word(store, store->reading.objects, 1, &name, error);
    cs_error_file(error, store->path);
    cs_error_dn(error, name);
    return -1;
}

int cs_store_next(cs_store *store, cs_arena *arena, const cs_object **object, cs_error *error)
{
    cs_store_reading *reading = &store->reading;

    reading->arena = arena;
    arena->limit = MOST_MEMORY;
    int got = cs_sql_step(store, reading->objects, error);
    if (got == 1 && !read_object(store, error))
        return fail_object(store, error);
    if (got == 0 && reading->number != reading->expected) {
        cs_fail(error,
                "the database is damaged: %" PRIu64 " objects were counted, %" PRIu64 " are there",
                reading->expected, reading->number);
        cs_error_file(error, store->path);
        return -1;
    }
    *object = reading->object;
    return got;
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
