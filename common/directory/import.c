#include "directory/import.h"

#include <stdlib.h>

#include "directory/confirm.h"
#include "directory/difference.h"
#include "sys/interrupt.h"

struct cs_directory {
    cs_store *store;
    cs_directory_options options;
    cs_directory_counts counts;
    cs_arena arena; /* of the object at hand */
};

cs_directory *cs_directory_begin(cs_store *store, const cs_directory_options *options,
                                 cs_error *error)
{
    cs_directory *d = calloc(1, sizeof *d);

    if (!d) {
        cs_fail_memory(error);
        return NULL;
    }
    d->store = store;
    d->options = *options;
    if (cs_store_stage_begin(store, options->connector, &d->counts.before, error))
        return d;
    cs_directory_free(d);
    return NULL;
}

const cs_directory_counts *cs_directory_count(const cs_directory *d)
{
    return &d->counts;
}

void cs_directory_free(cs_directory *d)
{
    if (!d)
        return;
    cs_arena_free(&d->arena);
    free(d);
}

/* ---- Staging ---- */

static bool is_pending(const cs_image *delta)
{
    return delta && delta->omodt != CS_OMODT_NONE;
}

/* Sets what the object has pending from the directory, NULL for nothing: true where that changes
 * it.
 */
static bool set_pending(cs_object *object, cs_image *delta, cs_image *hologram)
{
    bool had = is_pending(object->parts[CS_PENDING_IMPORT]) ||
               object->parts[CS_PENDING_IMPORT_HOLOGRAM] != NULL;

    if (!delta && !had)
        return false;
    object->parts[CS_PENDING_IMPORT] = delta;
    object->parts[CS_PENDING_IMPORT_HOLOGRAM] = hologram;
    object->fields[CS_FIELD_IMPORT_DELTA_OPERATION] =
        !delta                            ? CS_LITERAL("none")
        : delta->omodt == CS_OMODT_ADD    ? CS_LITERAL("add")
        : delta->omodt == CS_OMODT_DELETE ? CS_LITERAL("delete")
                                          : CS_LITERAL("modify");
    return true;
}

/* Counts what the import finds of an object. */
static void count_change(cs_directory *d, const cs_image *delta)
{
    d->counts.unchanged += !delta;
    d->counts.adds += delta && delta->omodt == CS_OMODT_ADD;
    d->counts.updates += delta && delta->omodt == CS_OMODT_UPDATE;
}

/* True where the same is pending already. `*same` is false where memory ran out, too. */
static bool is_staged(cs_directory *d, const cs_object *object, const cs_image *delta,
                      const cs_image *found, bool *same)
{
    const cs_image *staged = object->parts[CS_PENDING_IMPORT];
    const cs_image *hologram = object->parts[CS_PENDING_IMPORT_HOLOGRAM];
    cs_image *difference;

    *same = false;
    if (!delta || !is_pending(staged) || !hologram || staged->omodt != delta->omodt)
        return true;
    if (!cs_difference(hologram, found, &d->arena, &difference))
        return false;
    *same = !difference && cs_text_equal(staged->newdn, delta->newdn);
    return true;
}

/* Stages what was found of the object: `*changed` says whether it is to be stored. False out of
 * memory. */
static bool stage(cs_directory *d, cs_object *object, const cs_found *found, bool *changed)
{
    bool confirmed, staged;
    cs_image *delta;

    if (!cs_confirm(object, found->entry, &d->arena, &confirmed) ||
        !cs_difference(object->parts[CS_SYNCHRONIZED_HOLOGRAM], found->entry, &d->arena, &delta) ||
        !is_staged(d, object, delta, found->entry, &staged))
        return false;
    count_change(d, delta);
    d->counts.confirmed += confirmed;
    *changed = confirmed;
    if (!object->type.s) {
        object->type = found->type;
        *changed |= found->type.s != NULL;
    }
    if (d->options.synchronized) {
        *changed |= delta != NULL;
        *changed |= set_pending(object, NULL, NULL);
        if (delta) {
            object->parts[CS_SYNCHRONIZED_HOLOGRAM] = found->entry;
            object->dn = found->entry->dn;
            object->type = found->type.s ? found->type : object->type;
        }
    } else if (!staged) {
        *changed |= set_pending(object, delta, delta ? found->entry : NULL);
    }
    return true;
}

static bool put(cs_directory *d, const cs_entry *entry, cs_error *error)
{
    cs_found found;
    cs_object *object = NULL;
    bool changed;

    cs_arena_reset(&d->arena);
    if (!cs_directory_build(entry, d->options.connector, &d->options.wanted, &d->arena, &found,
                            error))
        return false;
    const cs_store_key key = {{found.id, CS_ID_LENGTH}, found.anchor, entry->dn};
    int64_t number = cs_store_stage_find(d->store, &key, &d->arena, &object, error);
    if (number < 0)
        return false;
    if (number == 0) {
        object = cs_arena_zalloc(&d->arena, sizeof *object);
        if (!object)
            return cs_fail_object_memory(error);
        object->dn = entry->dn;
        object->id = key.id;
        object->type = found.type;
    }
    if (!stage(d, object, &found, &changed))
        return cs_fail_object_memory(error);
    return (number != 0 && !changed) || cs_store_stage_put(d->store, object, number, error);
}

bool cs_directory_put(cs_directory *d, const cs_entry *entry, cs_error *error)
{
    if (put(d, entry, error))
        return true;
    cs_error_dn(error, entry->dn);
    return false;
}

/* ---- What is gone ---- */

/* True where an export makes the object in the directory. */
static bool is_made_by_export(const cs_object *object)
{
    static const cs_part exports[] = {CS_UNAPPLIED_EXPORT, CS_ESCROWED_EXPORT,
                                      CS_UNCONFIRMED_EXPORT};

    for (size_t i = 0; i < sizeof exports / sizeof *exports; i++) {
        const cs_image *delta = object->parts[exports[i]];
        if (delta && (delta->omodt == CS_OMODT_ADD || delta->omodt == CS_OMODT_DELETE_ADD ||
                      delta->omodt == CS_OMODT_REPLACE))
            return true;
    }
    return false;
}

/* Says that the import takes the object away. */
static void take_away(cs_directory *d, const cs_object *object)
{
    d->counts.deletes++;
    if (d->options.gone)
        d->options.gone(d->options.user, object);
}

/* Stages the object, which was not found, as a delete; one of which nothing is synchronized has no
 * more than what was pending, and goes. */
static bool miss(cs_directory *d, cs_object *object, int64_t number, cs_error *error)
{
    cs_image *pending = object->parts[CS_PENDING_IMPORT], *delta;
    bool confirmed;

    cs_confirm_gone(object, &confirmed);
    d->counts.confirmed += confirmed;
    const cs_image *synchronized = object->parts[CS_SYNCHRONIZED_HOLOGRAM];
    if (!confirmed && !synchronized && !is_pending(pending))
        return true; /* the directory has never had it */
    if (!confirmed)
        take_away(d, object);
    if (confirmed || !synchronized || d->options.synchronized) {
        object->parts[CS_SYNCHRONIZED_HOLOGRAM] = NULL;
        set_pending(object, NULL, NULL);
        return is_made_by_export(object) ? cs_store_stage_put(d->store, object, number, error)
                                         : cs_store_stage_remove(d->store, number, error);
    }
    if (is_pending(pending) && pending->omodt == CS_OMODT_DELETE)
        return true;
    if (!cs_difference(synchronized, NULL, &d->arena, &delta))
        return cs_fail_object_memory(error);
    set_pending(object, delta, NULL);
    return cs_store_stage_put(d->store, object, number, error);
}

bool cs_directory_end(cs_directory *d, cs_error *error)
{
    cs_object *object;
    int64_t number;

    do {
        cs_arena_reset(&d->arena);
        number = cs_store_stage_missing(d->store, &d->arena, &object, error);
        if (number > 0 && !miss(d, object, number, error)) {
            cs_error_dn(error, object->dn);
            return false;
        }
        if (!cs_interrupt_check(error))
            return false;
    } while (number > 0);
    return number == 0;
}
