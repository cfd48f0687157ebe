/* What the holograms of an object have in common is stored once, with the earliest that has it; the
 * later ones refer to it. An export changes few of an object's attributes, so a pending hologram
 * differs little from the synchronized one, and that of a pending import mostly not at all. */
#include "store/internal.h"

enum {
    MOST_PASSED_OVER = 8 /* attributes missing in a row that still let the next one be found */
};

void cs_share_begin(cs_sharing *sharing)
{
    cs_arena_reset(&sharing->arena);
    for (cs_part part = 0; part < CS_PARTS; part++)
        sharing->origins[part] = NULL;
}

/* ---- The same attribute ---- */

static bool is_same_text(cs_text a, cs_text b)
{
    return !a.s == !b.s && cs_text_equal(a, b);
}

static bool has_same_values(const cs_attribute *a, const cs_attribute *b)
{
    const cs_value *v = a->values, *w = b->values;

    while (v && w && v->unknown == w->unknown && v->vmodt == w->vmodt &&
           is_same_text(v->text, w->text) && is_same_text(v->anchor, w->anchor) &&
           is_same_text(v->frame, w->frame)) {
        v = v->next;
        w = w->next;
    }
    return !v && !w;
}

/* True where both are written alike, but for their values. */
static bool is_same_kind(const cs_attribute *a, const cs_attribute *b)
{
    return a->element == b->element && a->amodt == b->amodt && a->multivalued == b->multivalued &&
           is_same_text(a->name, b->name) && is_same_text(a->type, b->type) &&
           is_same_text(a->spelling, b->spelling);
}

/* ---- Finding it ---- */

/* How far an earlier hologram has been passed. Attributes mostly come in the same order in both;
 * one that does not is stored again. */
typedef struct cursor {
    const cs_attribute *next;
    int64_t attr; /* the place of `next` */
} cursor;

/* The attribute like `a`, at most MOST_PASSED_OVER after the cursor, which moves past it; else
 * NULL. */
static const cs_attribute *pass(cursor *at, const cs_attribute *a)
{
    const cs_attribute *b = at->next;
    int64_t passed = 0;

    while (b && passed < MOST_PASSED_OVER && !is_same_kind(a, b)) {
        b = b->next;
        passed++;
    }
    if (!b || passed == MOST_PASSED_OVER)
        return NULL;
    at->next = b->next;
    at->attr += passed + 1;
    return b;
}

/* Finds where the attribute is stored: with an earlier hologram, else `own`. */
static cs_origin find_origin(const cs_sharing *sharing, cursor at[CS_PARTS], cs_part part,
                             const cs_attribute *a, cs_origin own)
{
    cs_origin found = own;

    for (cs_part earlier = CS_SYNCHRONIZED_HOLOGRAM; earlier < part; earlier++) {
        const cs_attribute *b = pass(&at[earlier], a);
        if (!b || found.part != own.part || !has_same_values(a, b))
            continue;
        int64_t attr = at[earlier].attr - 1;
        found = sharing->origins[earlier] ? sharing->origins[earlier][attr]
                                          : (cs_origin){earlier + 1, attr};
    }
    return found;
}

bool cs_share_find(cs_sharing *sharing, const cs_object *object, cs_part part, cs_error *error)
{
    const cs_image *image = object->parts[part];
    cursor at[CS_PARTS] = {{NULL, 0}};
    bool any = false;

    for (cs_part earlier = CS_SYNCHRONIZED_HOLOGRAM; earlier < part; earlier++) {
        at[earlier].next = object->parts[earlier] ? object->parts[earlier]->attributes : NULL;
        any = any || at[earlier].next;
    }
    if (!any || image->count == 0)
        return true;
    cs_origin *origins = cs_arena_alloc(&sharing->arena, image->count * sizeof *origins);
    if (!origins)
        return cs_fail_memory(error);
    int64_t attr = 0;
    for (const cs_attribute *a = image->attributes; a; a = a->next, attr++)
        origins[attr] = find_origin(sharing, at, part, a, (cs_origin){part + 1, attr});
    sharing->origins[part] = origins;
    return true;
}

bool cs_is_shared(const cs_sharing *sharing, cs_part part, int64_t attr)
{
    const cs_origin *origins = sharing->origins[part];

    return origins && origins[attr].part != part + 1;
}

/* ---- Recording it ---- */

static bool put_run(cs_store *store, int64_t attr, int64_t count, cs_origin from, cs_error *error)
{
    sqlite3_stmt *statement = store->writing.shared;

    cs_sql_bind_number(store, statement, 3, attr);
    cs_sql_bind_number(store, statement, 4, count);
    cs_sql_bind_number(store, statement, 5, from.part);
    cs_sql_bind_number(store, statement, 6, from.attr);
    return cs_sql_do(store, statement, error);
}

bool cs_share_put(cs_store *store, int64_t object_id, cs_part part, size_t count, cs_error *error)
{
    const cs_origin *origins = store->writing.sharing.origins[part];
    size_t begin = 0, end;

    if (!origins)
        return true;
    cs_sql_bind_number(store, store->writing.shared, 1, object_id);
    cs_sql_bind_number(store, store->writing.shared, 2, part + 1);
    for (; begin < count; begin = end) {
        const cs_origin first = origins[begin];
        for (end = begin + 1; end < count && origins[end].part == first.part &&
                              origins[end].attr == first.attr + (int64_t)(end - begin);)
            end++;
        if (first.part != part + 1 &&
            !put_run(store, (int64_t)begin, (int64_t)(end - begin), first, error))
            return false;
    }
    return true;
}
