#include "pending.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/pack.h"
#include "names/dn.h"

enum {
    LARGEST = 512 << 20 /* bytes of a packed object; an object of the file may be as large */
};

/* A row, and its place in the delta. */
typedef struct item {
    cs_change change;
    size_t place;
    bool implied;
} item;

/* A value as it is compared. */
typedef struct value {
    cs_vmodt vmodt;
    cs_text text;
} value;

/* An object that is being packed. */
typedef struct packing {
    const cs_pending_options *options;
    cs_changes *changes;
    item *items;
    size_t count, room;
    value *values; /* of the change at hand */
    size_t value_count, value_room;
    cs_arena memory; /* of values that were changed */
    cs_buffer rows, set, scratch;
    bool failed;
} packing;

/* ---- Which changes there are ---- */

static void add_item(packing *p, const cs_change *change, bool implied)
{
    item *items = cs_grown(p->items, p->count, &p->room, sizeof *items);

    if (!items) {
        p->failed = true;
        return;
    }
    p->items = items;
    p->items[p->count] = (item){*change, p->count, implied};
    p->count++;
}

/* The row that stands for the operation where none of its attributes is left. */
static cs_change operation_row(cs_omodt omodt)
{
    return (cs_change){.omodt = omodt, .added = CS_COUNT_NONE, .removed = CS_COUNT_NONE};
}

static void collect_items(packing *p, cs_changes *changes)
{
    const cs_pending_options *o = p->options;
    const cs_change *change;
    bool ignored = false;

    while ((change = cs_changes_next(changes)) != NULL) {
        if (!cs_row_filter_has_change(o->filter, change))
            continue;
        if (change->attribute.s && cs_words_have(o->ignored, change->attribute))
            ignored = true;
        else
            add_item(p, change, false);
    }
    const cs_change row = operation_row(changes->row.omodt);
    if (p->count == 0 && ignored && row.omodt != CS_OMODT_UPDATE &&
        cs_row_filter_has_change(o->filter, &row))
        add_item(p, &row, true);
}

static int compare(cs_text a, cs_amodt a_amodt, cs_text b, cs_amodt b_amodt)
{
    int order = cs_text_compare(a, b);

    return order != 0 ? order : (int)a_amodt - (int)b_amodt;
}

static int compare_items(const void *left, const void *right)
{
    const item *a = left, *b = right;
    int order = compare(a->change.attribute, a->change.amodt, b->change.attribute, b->change.amodt);

    return order != 0 ? order : cs_number_compare(a->place, b->place);
}

/* ---- The set of values ---- */

/* The value with names replaced and without case, as far as that is asked for. */
static cs_text comparable(packing *p, const cs_attribute *source, cs_text text)
{
    const cs_pending_options *o = p->options;

    if ((!o->mapping && !o->ignore_case) || (source && cs_text_is(source->type, "binary")))
        return text;
    p->scratch.n = 0;
    if (o->mapping)
        cs_mapping_apply(o->mapping, text, &p->scratch);
    else
        cs_buffer_add(&p->scratch, text);
    for (size_t i = 0; o->ignore_case && i < p->scratch.n; i++)
        p->scratch.s[i] = cs_ascii_lower(p->scratch.s[i]);
    cs_text copy = cs_arena_copy(&p->memory, cs_buffer_text(&p->scratch));
    p->failed |= p->scratch.failed || !copy.s;
    return copy;
}

/* A DN of the object itself in the form in which DNs are compared, so that a rename is the same
 * however the DN is spelled. */
static cs_text comparable_dn(packing *p, cs_text dn)
{
    cs_buffer plain = {0};

    p->scratch.n = 0;
    cs_dn_normalize(p->options->mapping ? &plain : &p->scratch, dn);
    if (p->options->mapping)
        cs_mapping_apply_dn(p->options->mapping, cs_buffer_text(&plain), &p->scratch);
    cs_text copy = cs_arena_copy(&p->memory, cs_buffer_text(&p->scratch));
    p->failed |= plain.failed || p->scratch.failed || !copy.s;
    cs_buffer_free(&plain);
    return copy;
}

/* Adds a value as it is compared. */
static void add_value(packing *p, cs_vmodt vmodt, cs_text text)
{
    value *values = cs_grown(p->values, p->value_count, &p->value_room, sizeof *values);

    if (!values) {
        p->failed = true;
        return;
    }
    p->values = values;
    p->values[p->value_count++] = (value){vmodt, text};
}

/* Adds what the row says to the set of its change. */
static void add_values(packing *p, const cs_change *change)
{
    const cs_attribute *a = change->source;

    for (const cs_value *v = a ? cs_first_value(a) : NULL; v; v = cs_next_value(v))
        add_value(p, cs_vmodt_effective(v->vmodt, change->amodt),
                  comparable(p, a, cs_value_shown(a, v)));
    if (!a && change->attribute.s) { /* the rename */
        add_value(p, CS_VMODT_DELETE, comparable_dn(p, change->old_value));
        add_value(p, CS_VMODT_ADD, comparable_dn(p, change->new_value));
    }
}

static int compare_values(const void *left, const void *right)
{
    const value *a = left, *b = right;

    return a->vmodt != b->vmodt ? (int)a->vmodt - (int)b->vmodt : cs_text_compare(a->text, b->text);
}

/* Packs the set of a change; a change without any value says just that. */
static void pack_set(packing *p)
{
    if (p->value_count == 0)
        add_value(p, CS_VMODT_ABSENT, CS_LITERAL(""));
    if (p->value_count > 1)
        qsort(p->values, p->value_count, sizeof *p->values, compare_values);
    p->set.n = 0;
    for (size_t i = 0; i < p->value_count; i++) {
        if (i > 0 && compare_values(&p->values[i - 1], &p->values[i]) == 0)
            continue;
        cs_pack_number(&p->set, p->values[i].vmodt);
        cs_pack_text(&p->set, p->values[i].text);
    }
}

/* ---- An object ---- */

static void pack_change(cs_buffer *to, const cs_pending_change *change)
{
    cs_pack_text(to, change->attribute);
    cs_pack_number(to, change->amodt);
    cs_pack_number(to, change->implied);
    cs_pack_text(to, change->values);
    cs_pack_text(to, change->rows);
}

static void pack_head(cs_buffer *to, const cs_pending *pending)
{
    cs_pack_number(to, pending->omodt);
    cs_pack_text(to, pending->dn);
    cs_pack_text(to, pending->object_type);
    cs_pack_text(to, pending->display_name);
    cs_pack_text(to, pending->connector);
}

/* Packs the change that begins with an item: the next change's first item. */
static size_t pack_items(packing *p, size_t first, cs_buffer *to)
{
    const cs_change *change = &p->items[first].change;
    size_t next = first;

    p->value_count = 0;
    p->rows.n = 0;
    for (; next < p->count && p->rows.n <= LARGEST && !p->failed; next++) {
        const cs_change *row = &p->items[next].change;
        if (compare(change->attribute, change->amodt, row->attribute, row->amodt) != 0)
            break;
        add_values(p, row);
        cs_change_pack(&p->rows, &p->options->row, p->changes, row);
    }
    if (p->failed)
        return p->count;
    pack_set(p);
    const cs_pending_change packed = {
        .attribute = change->attribute,
        .amodt = change->amodt,
        .implied = p->items[first].implied,
        .values = cs_buffer_text(&p->set),
        .rows = cs_buffer_text(&p->rows),
    };
    pack_change(to, &packed);
    return next;
}

static bool pack_all(packing *p, const cs_pending *head, cs_buffer *to, cs_error *error)
{
    size_t begun = to->n;

    if (p->count > 1)
        qsort(p->items, p->count, sizeof *p->items, compare_items);
    pack_head(to, head);
    for (size_t i = 0; i < p->count;) {
        i = pack_items(p, i, to);
        if (p->rows.n > LARGEST || to->n - begun > LARGEST)
            return cs_fail(error, "the pending changes of the object take more than %d MiB",
                           LARGEST >> 20);
    }
    if (p->failed || p->rows.failed || p->set.failed || to->failed)
        return cs_fail_memory(error);
    return true;
}

int cs_pending_pack(const cs_pending_options *options, cs_object *object, cs_arena *arena,
                    cs_buffer *to, cs_error *error)
{
    cs_changes changes;
    packing p = {.options = options, .changes = &changes};

    cs_changes_begin(&changes, object, options->section, arena);
    if (!changes.delta || !cs_row_filter_has_object(options->filter, &changes.row))
        return 0;
    const cs_pending head = {
        .omodt = changes.row.omodt,
        .dn = changes.row.dn,
        .object_type = changes.row.object_type,
        .display_name = changes.row.display_name,
        .connector = object->fields[CS_FIELD_MA_NAME],
    };
    collect_items(&p, &changes);
    int packed = p.count > 0 || p.failed;
    if (packed && !pack_all(&p, &head, to, error))
        packed = -1;
    free(p.items);
    free(p.values);
    cs_arena_free(&p.memory);
    cs_buffer_free(&p.rows);
    cs_buffer_free(&p.set);
    cs_buffer_free(&p.scratch);
    return packed;
}

/* ---- Taking out ---- */

cs_pending cs_pending_open(cs_text packed)
{
    cs_pending p;

    p.omodt = (cs_omodt)cs_unpack_number(&packed);
    p.dn = cs_unpack_text(&packed);
    p.object_type = cs_unpack_text(&packed);
    p.display_name = cs_unpack_text(&packed);
    p.connector = cs_unpack_text(&packed);
    p.changes = packed;
    return p;
}

bool cs_pending_next(cs_pending *pending, cs_pending_change *change)
{
    cs_text *from = &pending->changes;

    if (from->n == 0)
        return false;
    change->attribute = cs_unpack_text(from);
    change->amodt = (cs_amodt)cs_unpack_number(from);
    change->implied = cs_unpack_number(from) != 0;
    change->values = cs_unpack_text(from);
    change->rows = cs_unpack_text(from);
    return true;
}

bool cs_pending_next_row(const cs_pending *pending, cs_pending_change *change,
                         cs_packed_change *row)
{
    if (change->rows.n == 0)
        return false;
    cs_change_unpack(&change->rows, row);
    row->change.dn = pending->dn;
    row->change.object_type = pending->object_type;
    row->change.display_name = pending->display_name;
    row->change.omodt = pending->omodt;
    row->change.attribute = change->attribute;
    row->change.amodt = change->amodt;
    return true;
}

/* ---- Comparing ---- */

int cs_pending_compare(const cs_pending_change *a, const cs_pending_change *b)
{
    return compare(a->attribute, a->amodt, b->attribute, b->amodt);
}

bool cs_pending_same_operation(const cs_pending *a, const cs_pending *b)
{
    bool anew = a->omodt == CS_OMODT_ADD || a->omodt == CS_OMODT_DELETE_ADD;

    return a->omodt == b->omodt && (!anew || a->object_type.n == 0 || b->object_type.n == 0 ||
                                    cs_text_equal_nocase(a->object_type, b->object_type));
}

/* The change that stands for the operation. */
static void pack_operation(cs_buffer *to, cs_omodt omodt)
{
    const cs_change row = operation_row(omodt);
    packing p = {.options = &(cs_pending_options){.filter = NULL}};

    add_values(&p, &row);
    pack_set(&p);
    cs_change_pack(&p.rows, &p.options->row, NULL, &row);
    const cs_pending_change change = {
        .implied = true, .values = cs_buffer_text(&p.set), .rows = cs_buffer_text(&p.rows)};
    pack_change(to, &change);
    to->failed |= p.failed || p.set.failed || p.rows.failed;
    free(p.values);
    cs_buffer_free(&p.set);
    cs_buffer_free(&p.rows);
}

bool cs_pending_intersect(cs_text first, cs_text second, cs_buffer *to)
{
    cs_pending a = cs_pending_open(first), b = cs_pending_open(second);
    cs_pending_change of_a, of_b;
    bool any = false;

    if (!cs_pending_same_operation(&a, &b))
        return false;
    pack_head(to, &a);
    bool more = cs_pending_next(&b, &of_b);
    while (cs_pending_next(&a, &of_a)) {
        while (more && cs_pending_compare(&of_b, &of_a) < 0)
            more = cs_pending_next(&b, &of_b);
        if (more && cs_pending_compare(&of_b, &of_a) == 0 &&
            cs_text_equal(of_b.values, of_a.values)) {
            pack_change(to, &of_a);
            any = true;
        }
    }
    if (!any && a.omodt != CS_OMODT_UPDATE) {
        pack_operation(to, a.omodt);
        any = true;
    }
    return any;
}
