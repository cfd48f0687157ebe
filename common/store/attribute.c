#include <stdlib.h>

#include "store/internal.h"

/* A connector has some hundred attributes, written in a few ways. With a file that has millions the
 * cache fills up, and the database is asked instead. */
enum tuning {
    SLOTS = 8192, /* a power of two */
    MOST_ENTRIES = SLOTS / 2,
    LONGEST_TEXTS = 1024 /* bytes of all texts of an entry */
};

typedef struct entry {
    int64_t id; /* 0 for an empty slot */
    uint64_t hash;
    cs_attribute attribute; /* its name, element, type, multivalued and spelling */
} entry;

struct cs_attribute_cache {
    entry slots[SLOTS];
    size_t count;
    cs_arena texts;
};

static const char *const elements[] = {
    [CS_ATTR] = "attr", [CS_DN_ATTR] = "dn-attr", [CS_OBJECTCLASS] = "objectclass"};

void cs_attribute_cache_free(cs_attribute_cache *cache)
{
    if (!cache)
        return;
    cs_arena_free(&cache->texts);
    free(cache);
}

static cs_attribute_cache *cache_made(cs_attribute_cache **cache, cs_error *error)
{
    if (!*cache)
        *cache = calloc(1, sizeof **cache);
    if (!*cache)
        cs_fail_memory(error);
    return *cache;
}

/* FNV-1a (Fowler, Noll, Vo), with a final value that tells absent from empty. */
static uint64_t hash_text(uint64_t hash, cs_text t)
{
    for (size_t i = 0; i < t.n; i++)
        hash = (hash ^ (unsigned char)t.s[i]) * 0x100000001B3u;
    return (hash ^ (t.s ? 0x1FFu : 0x100u)) * 0x100000001B3u;
}

static uint64_t hash_attribute(const cs_attribute *a)
{
    uint64_t hash = 0xCBF29CE484222325u ^ (uint64_t)a->element ^ (uint64_t)a->multivalued << 8;

    return hash_text(hash_text(hash_text(hash, a->name), a->type), a->spelling);
}

static bool same_text(cs_text a, cs_text b)
{
    return !a.s == !b.s && cs_text_equal(a, b);
}

static bool same_attribute(const cs_attribute *a, const cs_attribute *b)
{
    return a->element == b->element && a->multivalued == b->multivalued &&
           same_text(a->name, b->name) && same_text(a->type, b->type) &&
           same_text(a->spelling, b->spelling);
}

/* Copies the table's columns of an attribute; false out of memory. */
static bool copy_attribute(cs_arena *arena, const cs_attribute *from, cs_attribute *to)
{
    to->element = from->element;
    to->multivalued = from->multivalued;
    to->name = cs_arena_copy(arena, from->name);
    to->type = cs_arena_copy(arena, from->type);
    to->spelling = cs_arena_copy(arena, from->spelling);
    return to->name.s && !to->type.s == !from->type.s && !to->spelling.s == !from->spelling.s;
}

/* Keeps an attribute in the empty slot unless the cache is full. False out of memory. */
static bool keep(cs_attribute_cache *cache, entry *slot, int64_t id, uint64_t hash,
                 const cs_attribute *attribute)
{
    if (cache->count == MOST_ENTRIES ||
        attribute->name.n + attribute->type.n + attribute->spelling.n > LONGEST_TEXTS)
        return true;
    if (!copy_attribute(&cache->texts, attribute, &slot->attribute))
        return false;
    slot->id = id;
    slot->hash = hash;
    cache->count++;
    return true;
}

/* ---- For an import: from attribute to id ---- */

/* The slot of the attribute, or the empty one where it would be. */
static entry *find_slot(cs_attribute_cache *cache, uint64_t hash, const cs_attribute *attribute)
{
    size_t at = hash % SLOTS;

    while (cache->slots[at].id != 0 && (cache->slots[at].hash != hash ||
                                        !same_attribute(&cache->slots[at].attribute, attribute)))
        at = (at + 1) % SLOTS;
    return &cache->slots[at];
}

static bool prepare_writing(cs_store *store, cs_error *error)
{
    return cs_sql_prepare(store,
                          "SELECT attribute_id FROM attribute WHERE connector_id = ?1 "
                          "AND name = ?2 AND element = ?3 AND multivalued = ?5 "
                          "AND ifnull('=' || type, '') = ifnull('=' || ?4, '') "
                          "AND ifnull('=' || spelling, '') = ifnull('=' || ?6, '')",
                          &store->writing.find_attribute, error) &&
           cs_sql_prepare(store,
                          "INSERT INTO attribute (connector_id, name, element, type, multivalued, "
                          "spelling) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                          &store->writing.attribute, error);
}

static void bind_attribute(cs_store *store, sqlite3_stmt *statement, const cs_attribute *attribute)
{
    cs_sql_bind_number(store, statement, 1, store->writing.connector_id);
    cs_sql_bind(store, statement, 2, attribute->name);
    cs_sql_bind_word(store, statement, 3, elements[attribute->element]);
    cs_sql_bind(store, statement, 4, attribute->type);
    cs_sql_bind_number(store, statement, 5, attribute->multivalued);
    cs_sql_bind(store, statement, 6, attribute->spelling);
}

/* Finds or makes the attribute's row. */
static bool look_up(cs_store *store, const cs_attribute *attribute, int64_t *id, cs_error *error)
{
    cs_store_writing *writing = &store->writing;

    if (!prepare_writing(store, error))
        return false;
    bind_attribute(store, writing->find_attribute, attribute);
    cs_next found = cs_sql_step(store, writing->find_attribute, error);
    if (found == CS_FAILED)
        return false;
    if (found == CS_ITEM) {
        *id = sqlite3_column_int64(writing->find_attribute, 0);
        sqlite3_reset(writing->find_attribute);
        return true;
    }
    bind_attribute(store, writing->attribute, attribute);
    if (!cs_sql_do(store, writing->attribute, error))
        return false;
    *id = sqlite3_last_insert_rowid(store->db);
    return true;
}

bool cs_store_attribute_id(cs_store *store, const cs_attribute *attribute, int64_t *id,
                           cs_error *error)
{
    cs_attribute_cache *cache = cache_made(&store->writing.attributes, error);
    uint64_t hash = hash_attribute(attribute);

    if (!cache)
        return false;
    entry *slot = find_slot(cache, hash, attribute);
    *id = slot->id;
    if (*id != 0)
        return true;
    return look_up(store, attribute, id, error) &&
           (keep(cache, slot, *id, hash, attribute) || cs_fail_memory(error));
}

/* ---- For an export: from id to attribute ---- */

static entry *find_id_slot(cs_attribute_cache *cache, int64_t id)
{
    size_t at = (uint64_t)id % SLOTS;

    while (cache->slots[at].id != 0 && cache->slots[at].id != id)
        at = (at + 1) % SLOTS;
    return &cache->slots[at];
}

static bool element_from(cs_text word, cs_element *element)
{
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
        *element = (cs_element)i;
        if (cs_text_is(word, elements[i]))
            return true;
    }
    return false;
}

static const char attribute_by_id[] = "SELECT name, element, type, multivalued, spelling "
                                      "FROM attribute WHERE attribute_id = ? AND connector_id = ?";
enum {
    ATTRIBUTE_NAME,
    ATTRIBUTE_ELEMENT,
    ATTRIBUTE_TYPE,
    ATTRIBUTE_MULTIVALUED,
    ATTRIBUTE_SPELLING
};

/* Reads the attribute's row into the arena of the object being read. */
static bool read_attribute(cs_store *store, int64_t id, cs_attribute *a, cs_error *error)
{
    cs_text element;

    if (!cs_sql_prepare(store, attribute_by_id, &store->reading.attribute, error))
        return false;
    sqlite3_stmt *statement = store->reading.attribute;
    cs_sql_bind_number(store, statement, 1, id);
    cs_sql_bind_number(store, statement, 2, store->reading.connector_id);
    cs_next found = cs_sql_step(store, statement, error);
    if (found == CS_FAILED)
        return false;
    if (found == CS_END)
        return cs_fail(error,
                       "a value refers to attribute %lld, which the connector does not define",
                       (long long)id);
    const cs_sql_row row = {store, statement, store->reading.arena};
    a->multivalued = sqlite3_column_int(statement, ATTRIBUTE_MULTIVALUED) != 0;
    bool ok =
        cs_sql_text(&row, ATTRIBUTE_NAME, "an attribute's name", &a->name, error) &&
        cs_sql_text(&row, ATTRIBUTE_ELEMENT, "an attribute's element", &element, error) &&
        cs_sql_text(&row, ATTRIBUTE_TYPE, "an attribute's type", &a->type, error) &&
        cs_sql_text(&row, ATTRIBUTE_SPELLING, "an attribute's spelling", &a->spelling, error) &&
        (element_from(element, &a->element) ||
         cs_fail(error, "an attribute has the unknown element \"%s\"",
                 element.s ? element.s : "")) &&
        (a->name.s || cs_fail(error, "an attribute has no name"));
    sqlite3_reset(statement);
    return ok;
}

bool cs_store_attribute(cs_store *store, int64_t id, cs_attribute *attribute, cs_error *error)
{
    cs_attribute_cache *cache = cache_made(&store->reading.attributes, error);

    if (!cache)
        return false;
    entry *slot = find_id_slot(cache, id);
    if (slot->id == 0) {
        if (!read_attribute(store, id, attribute, error))
            return false;
        if (!keep(cache, slot, id, 0, attribute))
            return cs_fail_memory(error);
        return true;
    }
    attribute->element = slot->attribute.element;
    attribute->multivalued = slot->attribute.multivalued;
    attribute->name = slot->attribute.name;
    attribute->type = slot->attribute.type;
    attribute->spelling = slot->attribute.spelling;
    return true;
}
