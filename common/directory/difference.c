#include "directory/difference.h"

#include <stdlib.h>

/* ---- Values ---- */

/* How the values of two attributes are compared. */
typedef enum way {
    BY_TEXT,
    BY_DN,
    BY_ANCHOR
} way;

static int compare_nocase(cs_text a, cs_text b)
{
    size_t n = a.n < b.n ? a.n : b.n;

    for (size_t i = 0; i < n; i++) {
        int difference =
            (unsigned char)cs_ascii_lower(a.s[i]) - (unsigned char)cs_ascii_lower(b.s[i]);
        if (difference != 0)
            return difference;
    }
    return cs_number_compare(a.n, b.n);
}

static int compare_values(const cs_value *a, const cs_value *b, way by)
{
    if (by == BY_ANCHOR)
        return cs_text_compare(a->anchor, b->anchor);
    if (by == BY_DN)
        return compare_nocase(cs_text_strip(a->text), cs_text_strip(b->text));
    return cs_text_compare(a->text, b->text);
}

static int by_text(const void *a, const void *b)
{
    return compare_values(*(const cs_value *const *)a, *(const cs_value *const *)b, BY_TEXT);
}

static int by_dn(const void *a, const void *b)
{
    return compare_values(*(const cs_value *const *)a, *(const cs_value *const *)b, BY_DN);
}

static int by_anchor(const void *a, const void *b)
{
    return compare_values(*(const cs_value *const *)a, *(const cs_value *const *)b, BY_ANCHOR);
}

static int (*const orders[])(const void *, const void *) = {
    [BY_TEXT] = by_text, [BY_DN] = by_dn, [BY_ANCHOR] = by_anchor};

static bool all_anchored(const cs_attribute *a)
{
    for (const cs_value *v = cs_first_value(a); v; v = cs_next_value(v))
        if (v->anchor.n == 0)
            return false;
    return true;
}

static way find_way(const cs_attribute *a, const cs_attribute *b)
{
    if (a->element != CS_DN_ATTR)
        return BY_TEXT;
    return all_anchored(a) && all_anchored(b) ? BY_ANCHOR : BY_DN;
}

/* True where both have the same values in the same order, as they mostly have. */
static bool in_step(const cs_attribute *a, const cs_attribute *b, way by)
{
    const cs_value *v = cs_first_value(a), *w = cs_first_value(b);

    while (v && w && compare_values(v, w, by) == 0) {
        v = cs_next_value(v);
        w = cs_next_value(w);
    }
    return !v && !w;
}

/* Makes the set, with that way of comparing. */
static bool make_set(cs_value_set *set, const cs_attribute *a, way by, cs_arena *arena)
{
    const cs_value **list = cs_arena_alloc(arena, ((a ? a->count : 0) + 1) * sizeof *list);
    size_t n = 0;

    *set = (cs_value_set){list, 0, by};
    if (!list)
        return false;
    for (const cs_value *v = a ? cs_first_value(a) : NULL; v; v = cs_next_value(v))
        list[n++] = v;
    qsort(list, n, sizeof *list, orders[by]);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || compare_values(list[i], list[i - 1], by) != 0)
            list[set->count++] = list[i];
    return true;
}

bool cs_value_set_make(cs_value_set *set, const cs_attribute *a, const cs_attribute *other,
                       cs_arena *arena)
{
    return make_set(set, a, a && other ? find_way(a, other) : BY_TEXT, arena);
}

bool cs_value_set_has(const cs_value_set *set, const cs_value *value)
{
    return bsearch(&value, set->values, set->count, sizeof *set->values, orders[set->by]) != NULL;
}

static bool add_value(cs_attribute *to, cs_value ***next, const cs_value *from, cs_vmodt vmodt,
                      cs_arena *arena)
{
    cs_value *value = cs_arena_alloc(arena, sizeof *value);

    if (!value)
        return false;
    *value = (cs_value){.text = from->text, .anchor = from->anchor, .vmodt = vmodt};
    **next = value;
    *next = &value->next;
    to->count++;
    return true;
}

/* Adds what is in one set and not in the other. */
static bool add_missing(cs_attribute *to, cs_value ***next, const cs_value_set *from,
                        const cs_value_set *other, cs_vmodt vmodt, cs_arena *arena)
{
    for (size_t i = 0; i < from->count; i++)
        if (!cs_value_set_has(other, from->values[i]) &&
            !add_value(to, next, from->values[i], vmodt, arena))
            return false;
    return true;
}

/* ---- Attributes ---- */

static cs_attribute *new_attribute(const cs_attribute *like, cs_amodt amodt, cs_arena *arena)
{
    cs_attribute *a = cs_arena_zalloc(arena, sizeof *a);

    if (a)
        *a = (cs_attribute){.element = like->element,
                            .amodt = like->element == CS_OBJECTCLASS ? CS_AMODT_ABSENT : amodt,
                            .name = like->name,
                            .type = like->type,
                            .multivalued = like->multivalued};
    return a;
}

/* The change of an attribute that both have; `*change` stays NULL where it has none. */
static bool change_attribute(const cs_attribute *before, const cs_attribute *after, cs_arena *arena,
                             cs_attribute **change)
{
    way by = find_way(before, after);
    cs_value_set old_values, new_values;

    if (in_step(before, after, by))
        return true;
    cs_attribute *a = new_attribute(after, CS_AMODT_UPDATE, arena);
    if (!a || !make_set(&old_values, before, by, arena) || !make_set(&new_values, after, by, arena))
        return false;
    a->multivalued |= before->multivalued;
    cs_value **next = &a->values;
    if (!add_missing(a, &next, &old_values, &new_values, CS_VMODT_DELETE, arena) ||
        !add_missing(a, &next, &new_values, &old_values, CS_VMODT_ADD, arena))
        return false;
    *change = a->count > 0 ? a : NULL;
    return true;
}

/* The change of an attribute that only one state has: all of its values come, or it goes. */
static cs_attribute *whole_change(const cs_attribute *a, bool comes, cs_arena *arena)
{
    cs_attribute *change = new_attribute(a, comes ? CS_AMODT_ADD : CS_AMODT_DELETE, arena);
    bool each = a->element == CS_OBJECTCLASS && !comes;
    cs_value **next = change ? &change->values : NULL;

    for (const cs_value *v = change && (comes || each) ? cs_first_value(a) : NULL; v;
         v = cs_next_value(v))
        if (!add_value(change, &next, v, each ? CS_VMODT_DELETE : CS_VMODT_ABSENT, arena))
            return NULL;
    return change;
}

static int compare_attributes(const void *a, const void *b)
{
    const cs_attribute *one = *(cs_attribute *const *)a, *other = *(cs_attribute *const *)b;
    int by_element = (one->element == CS_OBJECTCLASS) - (other->element == CS_OBJECTCLASS);

    return by_element != 0 ? by_element : compare_nocase(one->name, other->name);
}

/* The image's attributes by name, each once; the first of several. NULL out of memory. */
static const cs_attribute **by_name(const cs_image *image, cs_arena *arena, size_t *count)
{
    size_t n = 0;

    for (const cs_attribute *a = image->attributes; a; a = a->next)
        n++;
    const cs_attribute **list = cs_arena_alloc(arena, (n + 1) * sizeof *list);
    *count = n;
    n = 0;
    for (const cs_attribute *a = list ? image->attributes : NULL; a; a = a->next)
        list[n++] = a;
    if (list)
        qsort(list, n, sizeof *list, compare_attributes);
    return list;
}

/* ---- Attributes by name ---- */

/* The slot of the attribute, or the empty one where it would be. FNV-1a (Fowler, Noll, Vo). */
static size_t find_slot(const cs_attribute_table *table, const cs_attribute *like)
{
    uint64_t hash = 0xCBF29CE484222325u ^ (like->element == CS_OBJECTCLASS);

    for (size_t i = 0; i < like->name.n; i++)
        hash = (hash ^ (unsigned char)cs_ascii_lower(like->name.s[i])) * 0x100000001B3u;
    size_t at = (hash ^ hash >> 32) & table->mask;
    while (table->slots[at] &&
           compare_attributes(&(const cs_attribute *){table->slots[at]}, &like) != 0)
        at = (at + 1) & table->mask;
    return at;
}

bool cs_attribute_table_make(cs_attribute_table *table, const cs_image *image, size_t more,
                             cs_arena *arena)
{
    size_t slots = 16;

    for (const cs_attribute *a = image ? image->attributes : NULL; a; a = a->next)
        more++;
    while (slots < 2 * more)
        slots *= 2;
    table->mask = slots - 1;
    table->slots = cs_arena_zalloc(arena, slots * sizeof *table->slots);
    for (cs_attribute *a = image && table->slots ? image->attributes : NULL; a; a = a->next)
        cs_attribute_table_put(table, a);
    return table->slots;
}

void cs_attribute_table_put(cs_attribute_table *table, cs_attribute *attribute)
{
    cs_attribute **slot = &table->slots[find_slot(table, attribute)];

    if (!*slot)
        *slot = attribute;
}

cs_attribute *cs_attribute_table_find(const cs_attribute_table *table, const cs_attribute *like)
{
    return table->slots[find_slot(table, like)];
}

/* ---- Deltas ---- */

/* Puts a change behind the delta's others. */
static void put_change(cs_image *delta, cs_attribute ***next, cs_attribute *change)
{
    **next = change;
    *next = &change->next;
    delta->count++;
}

/* Puts what differs in attributes of the element. */
static bool put_changes(cs_image *delta, cs_attribute ***next, cs_element element,
                        const cs_attribute **old_list, size_t old_count,
                        const cs_attribute **new_list, size_t new_count, cs_arena *arena)
{
    size_t i = 0, k = 0;

    while (i < old_count || k < new_count) {
        int order = i == old_count   ? 1
                    : k == new_count ? -1
                                     : compare_attributes(&old_list[i], &new_list[k]);
        const cs_attribute *a = order < 0 ? old_list[i] : new_list[k];
        cs_attribute *change = NULL;
        if (a->element == element) {
            if (order == 0 && !change_attribute(old_list[i], new_list[k], arena, &change))
                return false;
            if (order != 0 && !(change = whole_change(a, order > 0, arena)))
                return false;
            if (change)
                put_change(delta, next, change);
        }
        i += order <= 0;
        k += order >= 0;
    }
    return true;
}

bool cs_difference(const cs_image *before, const cs_image *after, cs_arena *arena, cs_image **delta)
{
    static const cs_image nothing = {.omodt = CS_OMODT_NONE};
    const cs_image *from = before ? before : &nothing, *to = after ? after : &nothing;
    cs_image *d = cs_arena_zalloc(arena, sizeof *d);
    size_t old_count, new_count;
    const cs_attribute **old_list = by_name(from, arena, &old_count);
    const cs_attribute **new_list = by_name(to, arena, &new_count);

    *delta = NULL;
    if (!d || !old_list || !new_list)
        return false;
    d->omodt = !before ? CS_OMODT_ADD : !after ? CS_OMODT_DELETE : CS_OMODT_UPDATE;
    d->dn = before ? before->dn : to->dn;
    d->anchor = after && after->anchor.s ? after->anchor : from->anchor;
    if (before && after && !cs_text_equal(before->dn, after->dn))
        d->newdn = after->dn;
    if (!before)
        d->primary_objectclass = to->primary_objectclass;
    cs_attribute **next = &d->attributes;
    for (cs_element element = CS_ATTR; after && element <= CS_OBJECTCLASS; element++) {
        static const cs_element order[] = {CS_OBJECTCLASS, CS_DN_ATTR, CS_ATTR};
        if (!put_changes(d, &next, order[element], old_list, old_count, new_list, new_count, arena))
            return false;
    }
    if (!before || !after || d->count > 0 || d->newdn.s)
        *delta = d;
    return true;
}
