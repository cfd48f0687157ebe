#include "model/object.h"

#include <stdlib.h>

static const char *const part_names[CS_PARTS] = {
    "unapplied-export",         "escrowed-export",
    "unconfirmed-export",       "pending-import",
    "synchronized-hologram",    "unapplied-export-hologram",
    "escrowed-export-hologram", "unconfirmed-export-hologram",
    "pending-import-hologram",
};

static const char *const field_names[CS_FIELDS] = {
    [CS_FIELD_CONNECTOR] = "connector",
    [CS_FIELD_IMPORT_DELTA_OPERATION] = "import-delta-operation",
    [CS_FIELD_EXPORT_DELTA_OPERATION] = "export-delta-operation",
    [CS_FIELD_IMPORT_ERROR] = "import-errordetail",
    [CS_FIELD_EXPORT_ERROR] = "export-errordetail",
    [CS_FIELD_MA_ID] = "ma-id",
    [CS_FIELD_MA_NAME] = "ma-name",
    [CS_FIELD_MV_LINK] = "mv-link",
    [CS_FIELD_LAST_EXPORT_DELTA_TIME] = "last-export-delta-time",
    [CS_FIELD_CONNECTOR_STATE] = "connector-state",
    [CS_FIELD_DISCONNECTION_TYPE] = "disconnection-type",
    [CS_FIELD_DISCONNECTION_TIME] = "disconnection-time",
    [CS_FIELD_ACCOUNT_NAME] = "account-name",
    [CS_FIELD_USER_PRINCIPAL_NAME] = "user-principal-name",
};

/* A word as the XML spells it and as the report does. */
struct word {
    const char *word, *title;
};

static const struct word omodt_words[] = {
    [CS_OMODT_NONE] = {"none", "None"},
    [CS_OMODT_ADD] = {"add", "Add"},
    [CS_OMODT_REPLACE] = {"replace", "Replace"},
    [CS_OMODT_UPDATE] = {"update", "Update"},
    [CS_OMODT_DELETE] = {"delete", "Delete"},
    [CS_OMODT_DELETE_ADD] = {"delete-add", "DeleteAdd"},
    [CS_OMODT_OBSOLETE] = {"obsolete", "Obsolete"},
    [CS_OMODT_UNKNOWN] = {NULL, ""},
};

static const struct word amodt_words[] = {
    [CS_AMODT_ABSENT] = {NULL, ""},
    [CS_AMODT_ADD] = {"add", "Add"},
    [CS_AMODT_REPLACE] = {"replace", "Replace"},
    [CS_AMODT_UPDATE] = {"update", "Update"},
    [CS_AMODT_DELETE] = {"delete", "Delete"},
    [CS_AMODT_UNKNOWN] = {NULL, ""},
};

static const struct word vmodt_words[] = {
    [CS_VMODT_ABSENT] = {NULL, ""},
    [CS_VMODT_ADD] = {"add", "Add"},
    [CS_VMODT_DELETE] = {"delete", "Delete"},
    [CS_VMODT_UNKNOWN] = {NULL, ""},
};

/* The index of `word` among the `count` words, `count` where it is none of them. */
static size_t find_word(const struct word *words, size_t count, cs_text word)
{
    for (size_t i = 0; i < count; i++)
        if (words[i].word && cs_text_is(word, words[i].word))
            return i;
    return count;
}

const char *cs_part_name(cs_part part)
{
    return part_names[part];
}

cs_part cs_part_from(cs_text name)
{
    for (cs_part part = 0; part < CS_PARTS; part++)
        if (cs_text_is(name, part_names[part]))
            return part;
    return CS_NO_PART;
}

const char *cs_field_name(cs_field field)
{
    return field_names[field];
}

const char *cs_omodt_word(cs_omodt omodt)
{
    return omodt_words[omodt].word;
}

const char *cs_amodt_word(cs_amodt amodt)
{
    return amodt_words[amodt].word;
}

const char *cs_vmodt_word(cs_vmodt vmodt)
{
    return vmodt_words[vmodt].word;
}

cs_omodt cs_omodt_from(cs_text word)
{
    return (cs_omodt)find_word(omodt_words, CS_OMODT_UNKNOWN, word);
}

cs_amodt cs_amodt_from(cs_text word)
{
    return (cs_amodt)find_word(amodt_words, CS_AMODT_UNKNOWN, word);
}

cs_vmodt cs_vmodt_from(cs_text word)
{
    return (cs_vmodt)find_word(vmodt_words, CS_VMODT_UNKNOWN, word);
}

const char *cs_omodt_title(cs_omodt omodt)
{
    return omodt_words[omodt].title;
}

const char *cs_amodt_title(cs_amodt amodt)
{
    return amodt_words[amodt].title;
}

const char *cs_vmodt_title(cs_vmodt vmodt)
{
    return vmodt_words[vmodt].title;
}

cs_vmodt cs_vmodt_effective(cs_vmodt vmodt, cs_amodt amodt)
{
    if (vmodt != CS_VMODT_ABSENT)
        return vmodt;
    return amodt == CS_AMODT_DELETE ? CS_VMODT_DELETE : CS_VMODT_ADD;
}

static const cs_value *known_from(const cs_value *value)
{
    while (value && value->unknown)
        value = value->next;
    return value;
}

const cs_value *cs_first_value(const cs_attribute *attribute)
{
    return known_from(attribute->values);
}

const cs_value *cs_next_value(const cs_value *value)
{
    return known_from(value->next);
}

cs_text cs_value_shown(const cs_attribute *attribute, const cs_value *value)
{
    return attribute->element == CS_DN_ATTR ? cs_text_strip(value->text) : value->text;
}

cs_image *cs_object_delta(const cs_object *object, cs_part section)
{
    cs_image *delta = object->parts[object->drop ? CS_UNAPPLIED_EXPORT : section];

    return delta && delta->omodt != CS_OMODT_NONE ? delta : NULL;
}

/* ---- Looking up an attribute ---- */

/* The attributes of a large image, sorted by name. Sorted and not hashed: names come from the
 * file, and no choice of names makes sorting slow. */
struct cs_name_index {
    const cs_attribute *objectclass; /* the first, or NULL */
    size_t count;
    struct cs_name_entry {
        const cs_attribute *attribute;
        size_t order; /* among attributes of the same name the first in the document comes first */
    } entries[];
};

/* From this many attributes on, an index pays. */
enum tuning {
    INDEX_FROM = 64
};

static int compare_entries(const void *left, const void *right)
{
    const struct cs_name_entry *a = left, *b = right;
    int order = cs_text_compare(a->attribute->name, b->attribute->name);

    return order != 0 ? order : cs_number_compare(a->order, b->order);
}

static struct cs_name_index *make_index(const cs_image *image, cs_arena *arena)
{
    struct cs_name_index *index =
        cs_arena_alloc(arena, sizeof *index + image->count * sizeof index->entries[0]);

    if (!index)
        return NULL;
    index->objectclass = NULL;
    index->count = 0;
    for (const cs_attribute *a = image->attributes; a; a = a->next) {
        if (a->element == CS_OBJECTCLASS) {
            index->objectclass = index->objectclass ? index->objectclass : a;
            continue;
        }
        index->entries[index->count] = (struct cs_name_entry){a, index->count};
        index->count++;
    }
    qsort(index->entries, index->count, sizeof index->entries[0], compare_entries);
    return index;
}

static const cs_attribute *find_in_index(const struct cs_name_index *index, cs_text name)
{
    size_t low = 0, high = index->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cs_text_compare(index->entries[middle].attribute->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == index->count || !cs_text_equal(index->entries[low].attribute->name, name))
        return NULL;
    return index->entries[low].attribute;
}

/* The image's index, made where that pays; NULL where there is none. */
static const struct cs_name_index *index_of(cs_image *image, cs_arena *arena)
{
    if (!image->index && image->count >= INDEX_FROM && arena)
        image->index = make_index(image, arena);
    return image->index;
}

const cs_attribute *cs_image_find(cs_image *image, cs_text name, cs_arena *arena)
{
    if (image->lazy)
        return image->lazy->find(image, CS_ATTR, name, arena);
    const struct cs_name_index *index = index_of(image, arena);
    if (index)
        return find_in_index(index, name);
    for (const cs_attribute *a = image->attributes; a; a = a->next)
        if (a->element != CS_OBJECTCLASS && cs_text_equal(a->name, name))
            return a;
    return NULL;
}

const cs_attribute *cs_image_find_nocase(cs_image *image, cs_text name, cs_arena *arena)
{
    const cs_attribute *found = cs_image_find(image, name, arena);

    if (found)
        return found;
    if (image->lazy) /* what answers for the image knows exact names alone: build it */
        image->lazy->find(image, CS_OBJECTCLASS, CS_NO_TEXT, arena);
    for (const cs_attribute *a = image->attributes; a; a = a->next)
        if (a->element != CS_OBJECTCLASS && cs_text_equal_nocase(a->name, name))
            return a;
    return NULL;
}

const cs_attribute *cs_image_objectclass(cs_image *image, cs_arena *arena)
{
    if (image->lazy)
        return image->lazy->find(image, CS_OBJECTCLASS, CS_NO_TEXT, arena);
    const struct cs_name_index *index = index_of(image, arena);
    if (index)
        return index->objectclass;
    for (const cs_attribute *a = image->attributes; a; a = a->next)
        if (a->element == CS_OBJECTCLASS)
            return a;
    return NULL;
}
