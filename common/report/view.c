#include "report/view.h"

#include <stdlib.h>

#include "decode/decode.h"

/* ---- Who it is ---- */

/* Where a value is looked for, in this order. */
static const cs_part holograms[] = {CS_UNAPPLIED_EXPORT_HOLOGRAM, CS_SYNCHRONIZED_HOLOGRAM,
                                    CS_PENDING_IMPORT_HOLOGRAM};

/* The last value that the delta adds to the attribute. */
static cs_text last_added(const cs_attribute *attribute)
{
    cs_text last = {0};

    for (const cs_value *v = cs_first_value(attribute); v; v = cs_next_value(v))
        if (cs_vmodt_effective(v->vmodt, attribute->amodt) == CS_VMODT_ADD)
            last = cs_value_shown(attribute, v);
    return last;
}

cs_text cs_view_first(const cs_view *view, cs_image *delta, cs_text name)
{
    for (size_t i = 0; i < sizeof holograms / sizeof *holograms; i++) {
        cs_image *entry = view->object->parts[holograms[i]];
        const cs_attribute *a = entry ? cs_image_find(entry, name, view->arena) : NULL;
        const cs_value *value = a ? cs_first_value(a) : NULL;
        if (value)
            return cs_value_shown(a, value);
    }
    const cs_attribute *a = delta ? cs_image_find(delta, name, view->arena) : NULL;
    return a ? last_added(a) : CS_NO_TEXT;
}

/* The attributes of each meaning, in the order in which they count (doc/answers.md, People's
 * names). */
static const char *const namings[CS_NAMINGS][6] = {
    [CS_NAMING_DISPLAY] = {"displayName", "cn", "name", "AccountName", "userPrincipalName"},
    [CS_NAMING_USER_PRINCIPAL] = {"userPrincipalName"},
    [CS_NAMING_MAIL] = {"mail", "Email"},
    [CS_NAMING_ACCOUNT] = {"onPremisesSamAccountName", "sAMAccountName", "AccountName"},
};

/* The first value of the attribute that is not empty; of a delta, the last that it adds. */
static cs_text first_value(const cs_attribute *attribute)
{
    for (const cs_value *v = cs_first_value(attribute); v; v = cs_next_value(v)) {
        cs_text text = cs_value_shown(attribute, v);
        if (text.n > 0)
            return text;
    }
    return CS_NO_TEXT;
}

static cs_text last_value(const cs_attribute *attribute)
{
    cs_text last = CS_NO_TEXT;

    for (const cs_value *v = cs_first_value(attribute); v; v = cs_next_value(v)) {
        cs_text text = cs_value_shown(attribute, v);
        if (text.n > 0 && cs_vmodt_effective(v->vmodt, attribute->amodt) == CS_VMODT_ADD)
            last = text;
    }
    return last;
}

/* As cs_view_first(), but ignoring ASCII case and empty values. */
static cs_text first_named(const cs_view *view, cs_image *delta, cs_text name)
{
    for (size_t i = 0; i < sizeof holograms / sizeof *holograms; i++) {
        cs_image *entry = view->object->parts[holograms[i]];
        const cs_attribute *a = entry ? cs_image_find_nocase(entry, name, view->arena) : NULL;
        cs_text text = a ? first_value(a) : CS_NO_TEXT;
        if (text.s)
            return text;
    }
    const cs_attribute *a = delta ? cs_image_find_nocase(delta, name, view->arena) : NULL;
    return a ? last_value(a) : CS_NO_TEXT;
}

cs_text cs_view_name(const cs_view *view, cs_image *delta, cs_naming naming)
{
    for (const char *const *name = namings[naming]; *name; name++) {
        cs_text text = first_named(view, delta, cs_text_from(*name));
        if (text.s)
            return text;
    }
    return CS_NO_TEXT;
}

cs_text cs_view_source_anchor(const cs_view *view, cs_image *delta)
{
    cs_text anchor = first_named(view, delta, CS_LITERAL("sourceAnchor"));
    cs_buffer scratch = {0};

    if (!anchor.s)
        anchor = cs_arena_copy(view->arena, cs_decode_cloud_dn(view->object->dn, &scratch));
    cs_buffer_free(&scratch);
    return anchor;
}

cs_text cs_view_object_guid(const cs_view *view, cs_image *delta)
{
    cs_text guid = first_named(view, delta, CS_LITERAL("objectGUID"));
    char text[CS_GUID_ROOM];

    if (!guid.s || !cs_read_guid(guid, text)) {
        guid = cs_view_source_anchor(view, delta);
        if (!guid.s || !cs_read_guid(guid, text))
            return CS_NO_TEXT;
    }
    return cs_arena_copy(view->arena, cs_text_from(text));
}

cs_text cs_view_on_premises_dn(const cs_view *view, cs_image *delta)
{
    cs_text dn = first_named(view, delta, CS_LITERAL("onPremisesDistinguishedName"));

    if (dn.s)
        return dn;
    dn = view->object->dn;
    bool opaque = dn.n > 4 && cs_text_equal_nocase(cs_text_first(dn, 4), CS_LITERAL("CN={"));
    return opaque ? CS_NO_TEXT : dn;
}

/* ---- Before and after ---- */

typedef void each_value(void *user, const cs_attribute *attribute, cs_text value);

static void all_values(const cs_attribute *a, each_value *each, void *user)
{
    for (const cs_value *v = a ? cs_first_value(a) : NULL; v; v = cs_next_value(v))
        each(user, a, cs_value_shown(a, v));
}

static void values_of(const cs_attribute *a, cs_vmodt vmodt, each_value *each, void *user)
{
    for (const cs_value *v = a ? cs_first_value(a) : NULL; v; v = cs_next_value(v))
        if (cs_vmodt_effective(v->vmodt, a->amodt) == vmodt)
            each(user, a, cs_value_shown(a, v));
}

cs_part cs_hologram_after(cs_part section)
{
    switch (section) {
    case CS_ESCROWED_EXPORT:
        return CS_ESCROWED_EXPORT_HOLOGRAM;
    case CS_UNCONFIRMED_EXPORT:
        return CS_UNCONFIRMED_EXPORT_HOLOGRAM;
    case CS_PENDING_IMPORT:
        return CS_PENDING_IMPORT_HOLOGRAM;
    default:
        return CS_UNAPPLIED_EXPORT_HOLOGRAM;
    }
}

/* True where the delta makes the attribute anew: what it was before does not stay. */
static bool starts_empty(const cs_image *delta, const cs_attribute *change)
{
    return delta->omodt == CS_OMODT_ADD || delta->omodt == CS_OMODT_DELETE_ADD ||
           delta->omodt == CS_OMODT_REPLACE ||
           (change && (change->amodt == CS_AMODT_ADD || change->amodt == CS_AMODT_REPLACE));
}

/* Texts in byte order, so that a group of a hundred thousand members is looked up quickly. */
typedef struct text_set {
    cs_text *texts;
    size_t count;
} text_set;

static int compare_texts(const void *a, const void *b)
{
    return cs_text_compare(*(const cs_text *)a, *(const cs_text *)b);
}

static bool contains(const text_set *set, cs_text text)
{
    return set->count > 0 &&
           bsearch(&text, set->texts, set->count, sizeof *set->texts, compare_texts) != NULL;
}

/* The values of an attribute with that VMODT, in the arena; empty out of memory. Those of a
 * hologram count as added. */
static text_set set_of(const cs_attribute *a, cs_vmodt vmodt, cs_arena *arena)
{
    text_set set = {cs_arena_alloc(arena, (a->count + 1) * sizeof *set.texts), 0};

    for (const cs_value *v = set.texts ? cs_first_value(a) : NULL; v; v = cs_next_value(v))
        if (cs_vmodt_effective(v->vmodt, a->amodt) == vmodt)
            set.texts[set.count++] = cs_value_shown(a, v);
    if (set.count > 1)
        qsort(set.texts, set.count, sizeof *set.texts, compare_texts);
    return set;
}

/* The attribute as the delta makes it out of what was there: what stays, and what is added unless
 * it stays. */
static void apply(const cs_view *view, const cs_image *delta, const cs_attribute *change,
                  const cs_attribute *before, each_value *each, void *user)
{
    bool gone = change && change->amodt == CS_AMODT_DELETE && change->count == 0;
    bool replaced = change && !change->multivalued && change->count > 0;

    if (!before || starts_empty(delta, change) || gone || replaced) {
        values_of(change, CS_VMODT_ADD, each, user);
        return;
    }
    if (!change) {
        all_values(before, each, user);
        return;
    }
    text_set removed = set_of(change, CS_VMODT_DELETE, view->arena);
    text_set there = set_of(before, CS_VMODT_ADD, view->arena);
    for (const cs_value *v = cs_first_value(before); v; v = cs_next_value(v))
        if (!contains(&removed, cs_value_shown(before, v)))
            each(user, before, cs_value_shown(before, v));
    for (const cs_value *v = cs_first_value(change); v; v = cs_next_value(v)) {
        cs_text text = cs_value_shown(change, v);
        if (cs_vmodt_effective(v->vmodt, change->amodt) == CS_VMODT_ADD &&
            (!contains(&there, text) || contains(&removed, text)))
            each(user, change, text);
    }
}

static const cs_attribute *find(const cs_view *view, cs_image *image, cs_text name)
{
    const cs_attribute *found = image ? cs_image_find(image, name, view->arena) : NULL;

    if (image && !found && cs_text_is(name, "objectClass"))
        found = cs_image_objectclass(image, view->arena);
    return found;
}

bool cs_view_values(const cs_view *view, cs_text name, bool before, each_value *each, void *user)
{
    cs_image *delta = cs_object_delta(view->object, view->section);
    cs_image *entry = view->object->parts[CS_SYNCHRONIZED_HOLOGRAM];
    cs_image *after = view->object->parts[cs_hologram_after(view->section)];
    const cs_attribute *change = find(view, delta, name), *old = find(view, entry, name);
    bool several = (change && change->multivalued) || (old && old->multivalued);

    if (before && entry) {
        all_values(old, each, user);
    } else if (before) {
        values_of(change, CS_VMODT_DELETE, each, user);
    } else if (delta && (delta->omodt == CS_OMODT_DELETE || delta->omodt == CS_OMODT_OBSOLETE)) {
        return false;
    } else if (after) {
        const cs_attribute *new = find(view, after, name);
        all_values(new, each, user);
        several |= new &&new->multivalued;
    } else if (delta) {
        apply(view, delta, change, old, each, user);
    } else {
        all_values(old, each, user);
    }
    return several;
}
