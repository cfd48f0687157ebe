#include "directory/confirm.h"

#include "directory/difference.h"

/* The object whose exports are confirmed. */
typedef struct confirming {
    cs_object *object;
    const cs_image *found;
    cs_arena *arena;
    cs_attribute_table there, held; /* the attributes of `found`, of the hologram */
    bool synchronized;              /* it had a hologram before */
    bool confirmed, failed;
} confirming;

static const cs_part exports[] = {CS_UNAPPLIED_EXPORT, CS_ESCROWED_EXPORT, CS_UNCONFIRMED_EXPORT};

enum {
    EXPORTS = sizeof exports / sizeof *exports
};

/* The hologram that belongs to an export's delta. */
static cs_part hologram_of(cs_part part)
{
    return (cs_part)(part + CS_UNAPPLIED_EXPORT_HOLOGRAM - CS_UNAPPLIED_EXPORT);
}

static void *allocate(confirming *c, size_t size)
{
    void *start = cs_arena_zalloc(c->arena, size);

    c->failed |= !start;
    return start;
}

/* ---- The synchronized hologram ---- */

/* The hologram's attribute like that one, made where it is missing. */
static cs_attribute *make_attribute(confirming *c, const cs_attribute *like)
{
    cs_attribute *a = cs_attribute_table_find(&c->held, like);
    cs_image *image = c->object->parts[CS_SYNCHRONIZED_HOLOGRAM];

    if (a || !(a = allocate(c, sizeof *a)))
        return a;
    *a = (cs_attribute){.element = like->element,
                        .name = like->name,
                        .type = like->type,
                        .multivalued = like->multivalued,
                        .next = image->attributes};
    image->attributes = a;
    image->count++;
    cs_attribute_table_put(&c->held, a);
    return a;
}

/* Copies the values of the list that are not in the set behind `*next`, which moves. */
static void copy_others(confirming *c, cs_attribute *to, cs_value ***next, const cs_value *from,
                        const cs_value_set *set)
{
    for (; from && !c->failed; from = from->next) {
        cs_value *copy = NULL;
        if ((from->unknown || !cs_value_set_has(set, from)) &&
            (copy = allocate(c, sizeof *copy)) != NULL) {
            *copy = *from;
            copy->vmodt = CS_VMODT_ABSENT;
            copy->next = NULL;
            **next = copy;
            *next = &copy->next;
            to->count += !copy->unknown;
        }
    }
}

/* Gives the hologram's attribute the values that have come, and takes those that have gone; or,
 * with `whole`, nothing but the former. An attribute without values goes, too: it is marked. Other
 * holograms may have the same values, so they are not changed where they stand. */
static void apply(confirming *c, const cs_attribute *come, const cs_attribute *gone, bool whole)
{
    cs_attribute *a = make_attribute(c, come);
    cs_value_set removed, kept;

    if (!a)
        return;
    const cs_value *old =
        whole || (come->count > 0 && !come->multivalued && come->element != CS_OBJECTCLASS)
            ? NULL
            : a->values;
    cs_value **next = &a->values;
    if (!cs_value_set_make(&removed, gone, come, c->arena)) {
        c->failed = true;
        return;
    }
    a->values = NULL;
    a->count = 0;
    copy_others(c, a, &next, old, &removed);
    c->failed |= !cs_value_set_make(&kept, a, come, c->arena);
    if (!c->failed)
        copy_others(c, a, &next, come->values, &kept);
    a->amodt = a->values ? CS_AMODT_ABSENT : CS_AMODT_DELETE;
}

/* Takes the attributes that are marked out of the hologram. */
static void sweep(cs_image *image)
{
    for (cs_attribute **at = &image->attributes; *at;) {
        if ((*at)->amodt == CS_AMODT_DELETE) {
            *at = (*at)->next;
            image->count--;
        } else {
            at = &(*at)->next;
        }
    }
}

/* ---- One attribute of a delta ---- */

/* Splits the values by whether they have arrived; what has not stays with the attribute. */
static void split_values(confirming *c, cs_attribute *a, const cs_attribute *found,
                         cs_attribute *come, cs_attribute *gone)
{
    cs_value_set there;
    cs_value **stay = &a->values, **add = &come->values, **take = &gone->values;

    if (!cs_value_set_make(&there, found, a, c->arena)) {
        c->failed = true;
        return;
    }
    for (cs_value *v = a->values; v; v = v->next) {
        bool adds = cs_vmodt_effective(v->vmodt, a->amodt) == CS_VMODT_ADD;
        bool arrived = !v->unknown && cs_value_set_has(&there, v) == adds;
        cs_value ***next = !arrived ? &stay : adds ? &add : &take;
        **next = v;
        *next = &v->next;
        a->count -= arrived;
        come->count += arrived && adds;
        gone->count += arrived && !adds;
    }
    *stay = *add = *take = NULL;
}

/* True where the directory has exactly the values that a replace leaves. */
static bool is_replaced(confirming *c, const cs_attribute *a, const cs_attribute *found)
{
    cs_value_set wanted, there;

    if (!cs_value_set_make(&wanted, a, found, c->arena) ||
        !cs_value_set_make(&there, found, a, c->arena)) {
        c->failed = true;
        return false;
    }
    bool same = wanted.count == there.count;
    for (size_t i = 0; same && i < wanted.count; i++)
        same = cs_value_set_has(&there, wanted.values[i]);
    return same;
}

/* True where something of the attribute's change has not arrived; that stays. */
static bool keep_attribute(confirming *c, cs_attribute *a)
{
    const cs_attribute *found = cs_attribute_table_find(&c->there, a);
    cs_attribute come = *a, gone = *a;
    bool goes = a->amodt == CS_AMODT_DELETE && a->count == 0;

    come.values = gone.values = NULL;
    come.count = gone.count = 0;
    if (goes || a->amodt == CS_AMODT_REPLACE) {
        if (goes ? found != NULL : !is_replaced(c, a, found))
            return true;
        apply(c, a, NULL, true);
        c->confirmed = true;
        return false;
    }
    split_values(c, a, found, &come, &gone);
    if (come.count + gone.count > 0 && !c->failed) {
        apply(c, &come, &gone, false);
        c->confirmed = true;
    }
    return a->values != NULL;
}

/* ---- Deltas ---- */

/* True where the delta is of an object that is deleted and made anew, and that has not happened. */
static bool is_still_old(const confirming *c, const cs_image *delta)
{
    const cs_image *synchronized = c->object->parts[CS_SYNCHRONIZED_HOLOGRAM];

    return delta->omodt == CS_OMODT_DELETE_ADD && c->synchronized &&
           (synchronized->anchor.n == 0 || cs_text_equal(synchronized->anchor, c->found->anchor));
}

static bool is_export(const cs_image *delta)
{
    return delta && delta->omodt != CS_OMODT_NONE;
}

/* Confirms what has arrived of one export. */
static void confirm_delta(confirming *c, cs_part part)
{
    cs_image *delta = c->object->parts[part];
    cs_attribute **next = &delta->attributes;

    if (delta->omodt == CS_OMODT_DELETE || delta->omodt == CS_OMODT_OBSOLETE ||
        is_still_old(c, delta))
        return;
    delta->index = NULL;
    for (cs_attribute *a = delta->attributes; a && !c->failed; a = a->next)
        if (keep_attribute(c, a)) {
            *next = a;
            next = &a->next;
        } else {
            delta->count--;
        }
    *next = NULL;
    cs_image *image = c->object->parts[CS_SYNCHRONIZED_HOLOGRAM];
    if (delta->newdn.s && cs_text_equal_nocase(delta->newdn, c->found->dn)) {
        image->dn = delta->dn = c->found->dn;
        c->object->dn = c->found->dn;
        delta->newdn = CS_NO_TEXT;
        c->confirmed = true;
    }
    if (delta->omodt == CS_OMODT_ADD || delta->omodt == CS_OMODT_DELETE_ADD) {
        delta->omodt = CS_OMODT_UPDATE; /* the object itself is there */
        c->confirmed = true;
    }
    if (delta->attributes || delta->newdn.s)
        return;
    c->object->parts[part] = NULL;
    c->object->parts[hologram_of(part)] = NULL;
    c->confirmed = true;
}

/* export-delta-operation, after exports have been confirmed. */
static void say_operation(cs_object *object)
{
    cs_text *field = &object->fields[CS_FIELD_EXPORT_DELTA_OPERATION];

    *field = CS_LITERAL("none");
    for (size_t i = 0; i < EXPORTS; i++)
        if (is_export(object->parts[exports[i]]))
            *field = object->parts[exports[i]]->omodt == CS_OMODT_DELETE ? CS_LITERAL("delete")
                                                                         : CS_LITERAL("modify");
}

/* Makes the hologram where there is none yet, and the tables. */
static bool prepare(confirming *c, size_t changes)
{
    cs_image **image = &c->object->parts[CS_SYNCHRONIZED_HOLOGRAM];

    if (!*image && (*image = allocate(c, sizeof **image)) != NULL) {
        (*image)->dn = c->found->dn;
        (*image)->anchor = c->found->anchor;
        (*image)->primary_objectclass = c->found->primary_objectclass;
    }
    if (!*image || !cs_attribute_table_make(&c->there, c->found, 0, c->arena) ||
        !cs_attribute_table_make(&c->held, *image, changes, c->arena))
        return false;
    (*image)->index = NULL; /* what it knows is about to change */
    return true;
}

bool cs_confirm(cs_object *object, const cs_image *found, cs_arena *arena, bool *confirmed)
{
    confirming c = {.object = object, .found = found, .arena = arena};
    bool any = false;
    size_t changes = 0;

    c.synchronized = object->parts[CS_SYNCHRONIZED_HOLOGRAM];
    *confirmed = false;
    for (size_t i = 0; i < EXPORTS; i++)
        if (is_export(object->parts[exports[i]])) {
            any = true;
            changes += object->parts[exports[i]]->count;
        }
    if (!any)
        return true;
    if (!prepare(&c, changes))
        return false;
    for (size_t i = 0; i < EXPORTS && !c.failed; i++)
        if (is_export(object->parts[exports[i]]))
            confirm_delta(&c, exports[i]);
    sweep(object->parts[CS_SYNCHRONIZED_HOLOGRAM]);
    if (!c.confirmed && !c.synchronized)
        object->parts[CS_SYNCHRONIZED_HOLOGRAM] = NULL;
    *confirmed = c.confirmed;
    if (c.confirmed)
        say_operation(object);
    return !c.failed;
}

void cs_confirm_gone(cs_object *object, bool *confirmed)
{
    *confirmed = false;
    for (size_t i = 0; i < EXPORTS; i++) {
        const cs_image *delta = object->parts[exports[i]];
        if (!delta || delta->omodt != CS_OMODT_DELETE)
            continue;
        object->parts[exports[i]] = NULL;
        object->parts[hologram_of(exports[i])] = NULL;
        *confirmed = true;
    }
    if (*confirmed) {
        object->parts[CS_SYNCHRONIZED_HOLOGRAM] = NULL;
        say_operation(object);
    }
}
