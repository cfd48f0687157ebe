#include "report/changes.h"

#include "report/view.h"

/* What comes next for an object. */
enum stage {
    STAGE_RENAME,
    STAGE_OBJECTCLASS,
    STAGE_ATTRIBUTES,
    STAGE_OBJECT,
    STAGE_DONE
};

unsigned cs_changes_parts(cs_part section)
{
    return 1u << section | 1u << CS_UNAPPLIED_EXPORT | 1u << CS_SYNCHRONIZED_HOLOGRAM |
           1u << CS_UNAPPLIED_EXPORT_HOLOGRAM | 1u << CS_PENDING_IMPORT_HOLOGRAM;
}

/* ---- Rows ---- */

void cs_changes_begin(cs_changes *c, cs_object *object, cs_part section, cs_arena *arena)
{
    *c = (cs_changes){.object = object, .arena = arena, .stage = STAGE_DONE};
    c->delta = cs_object_delta(object, section);
    if (!c->delta)
        return;
    c->row.dn = object->dn;
    c->row.object_type = object->type;
    const cs_view view = {object, section, arena};
    c->row.display_name = cs_view_name(&view, c->delta, CS_NAMING_DISPLAY);
    c->row.omodt = c->delta->omodt;
    c->stage = c->delta->omodt == CS_OMODT_DELETE ? STAGE_OBJECT : STAGE_RENAME;
    c->next = c->delta->attributes;
}

/* Empties what differs from row to row. */
static cs_change *fresh_row(cs_changes *c)
{
    c->row.attribute = c->row.old_value = c->row.new_value = CS_NO_TEXT;
    c->row.amodt = CS_AMODT_ABSENT;
    c->row.added = c->row.removed = CS_COUNT_NONE;
    c->row.source = NULL;
    return &c->row;
}

static const cs_change *rename_row(cs_changes *c)
{
    const cs_image *delta = c->delta;

    if (delta->newdn.n == 0 || cs_text_equal(delta->newdn, delta->dn))
        return NULL;
    cs_change *row = fresh_row(c);
    row->attribute = CS_LITERAL("dn");
    row->amodt = CS_AMODT_UPDATE;
    row->old_value = delta->dn;
    row->new_value = delta->newdn;
    return row;
}

/* The AMODT of an attribute that has none of its own. */
static cs_amodt default_amodt(cs_omodt omodt)
{
    switch (omodt) {
    case CS_OMODT_ADD:
    case CS_OMODT_DELETE_ADD:
        return CS_AMODT_ADD;
    case CS_OMODT_REPLACE:
        return CS_AMODT_REPLACE;
    default:
        return CS_AMODT_UPDATE;
    }
}

static cs_amodt effective_amodt(const cs_changes *c, const cs_attribute *a)
{
    return a->amodt != CS_AMODT_ABSENT ? a->amodt : default_amodt(c->delta->omodt);
}

/* The attribute as it was last synchronized, NULL where that is unknown or it had none. */
static const cs_attribute *synchronized(cs_changes *c, const cs_attribute *a)
{
    cs_image *entry = c->object->parts[CS_SYNCHRONIZED_HOLOGRAM];

    if (!entry)
        return NULL;
    if (a->element == CS_OBJECTCLASS)
        return cs_image_objectclass(entry, c->arena);
    return cs_image_find(entry, a->name, c->arena);
}

/* The values of an attribute by VMODT. */
struct tally {
    long long added, removed;
    const cs_value *first_added, *first_removed;
};

static struct tally tally_values(const cs_attribute *a, cs_amodt amodt)
{
    struct tally t = {0, 0, NULL, NULL};

    for (const cs_value *v = cs_first_value(a); v; v = cs_next_value(v)) {
        if (cs_vmodt_effective(v->vmodt, amodt) == CS_VMODT_ADD) {
            if (t.added++ == 0)
                t.first_added = v;
        } else if (t.removed++ == 0) {
            t.first_removed = v;
        }
    }
    return t;
}

static void fill_single(cs_changes *c, const cs_attribute *a, const struct tally *t, cs_change *row)
{
    if (t->first_added)
        row->new_value = cs_value_shown(a, t->first_added);
    if (t->first_removed) {
        row->old_value = cs_value_shown(a, t->first_removed);
    } else if (row->amodt != CS_AMODT_ADD) {
        const cs_attribute *before = synchronized(c, a);
        const cs_value *value = before ? cs_first_value(before) : NULL;
        if (value)
            row->old_value = cs_value_shown(before, value);
    }
}

/* True where all values that there were are removed, whatever the delta lists. */
static bool removes_all(const cs_attribute *a, cs_amodt amodt)
{
    return amodt == CS_AMODT_REPLACE || (amodt == CS_AMODT_DELETE && a->count == 0);
}

static void fill_multiple(cs_changes *c, const cs_attribute *a, const struct tally *t,
                          cs_change *row)
{
    row->added = t->added;
    row->removed = t->removed;
    if (removes_all(a, row->amodt)) {
        const cs_attribute *before = synchronized(c, a);
        row->removed = before ? (long long)before->count : 0;
        if (!c->object->parts[CS_SYNCHRONIZED_HOLOGRAM])
            row->removed = CS_COUNT_NONE;
    }
}

static const cs_change *attribute_row(cs_changes *c, const cs_attribute *a)
{
    cs_change *row = fresh_row(c);

    row->attribute = a->name;
    row->amodt = effective_amodt(c, a);
    row->source = a;
    struct tally t = tally_values(a, row->amodt);
    if (a->multivalued || t.added > 1 || t.removed > 1)
        fill_multiple(c, a, &t, row);
    else
        fill_single(c, a, &t, row);
    return row;
}

long long cs_changes_before(cs_changes *c, const cs_change *change)
{
    if (!change->source) /* the rename: an object has one DN */
        return 1;
    if (!c->object->parts[CS_SYNCHRONIZED_HOLOGRAM])
        return CS_COUNT_NONE;
    const cs_attribute *before = synchronized(c, change->source);
    return before ? (long long)before->count : 0;
}

const cs_attribute *cs_changes_replaced(cs_changes *c, const cs_change *row)
{
    if (!row->source || row->added == CS_COUNT_NONE || !removes_all(row->source, row->amodt))
        return NULL;
    return synchronized(c, row->source);
}

/* The row of the next objectclass that has values, in an update or replace. */
static const cs_change *objectclass_row(cs_changes *c)
{
    if (c->delta->omodt != CS_OMODT_UPDATE && c->delta->omodt != CS_OMODT_REPLACE)
        return NULL;
    while (c->next) {
        const cs_attribute *a = c->next;
        c->next = a->next;
        if (a->element == CS_OBJECTCLASS && a->count > 0)
            return attribute_row(c, a);
    }
    return NULL;
}

static const cs_change *next_attribute_row(cs_changes *c)
{
    while (c->next) {
        const cs_attribute *a = c->next;
        c->next = a->next;
        if (a->element != CS_OBJECTCLASS)
            return attribute_row(c, a);
    }
    return NULL;
}

const cs_change *cs_changes_next(cs_changes *c)
{
    for (;;) {
        const cs_change *row = NULL;
        switch (c->stage) {
        case STAGE_RENAME:
            row = rename_row(c);
            c->stage = STAGE_OBJECTCLASS;
            break;
        case STAGE_OBJECTCLASS:
            row = objectclass_row(c);
            if (!row) {
                c->next = c->delta->attributes;
                c->stage = STAGE_ATTRIBUTES;
            }
            break;
        case STAGE_ATTRIBUTES:
            row = next_attribute_row(c);
            if (!row)
                c->stage = c->any ? STAGE_DONE : STAGE_OBJECT;
            break;
        case STAGE_OBJECT:
            c->stage = STAGE_DONE;
            row = fresh_row(c);
            break;
        default:
            return NULL;
        }
        if (row) {
            c->any = true;
            return row;
        }
    }
}
