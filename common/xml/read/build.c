#include "xml/read/build.h"

#include <stdlib.h>

#include "xml/read/build_internal.h"

enum {
    MOST_UNKNOWN_TEXT = 4 * CS_MAX_VALUE /* bytes of an unknown element that are kept as one text */
};

cs_build *cs_build_new(const cs_reader_options *options, cs_error *error)
{
    cs_build *b = calloc(1, sizeof *b);

    if (!b) {
        cs_fail_memory(error);
        return NULL;
    }
    b->everything = options->everything;
    b->fields = options->fields;
    b->parts = options->parts && !b->everything ? options->parts : (1u << CS_PARTS) - 1;
    b->finished_tail = &b->finished;
    return b;
}

static void free_slots(cs_slot *slot)
{
    while (slot) {
        cs_slot *next = slot->next;
        cs_arena_free(&slot->own);
        free(slot);
        slot = next;
    }
}

void cs_build_free(cs_build *b)
{
    if (!b)
        return;
    free_slots(b->current);
    free_slots(b->finished);
    free_slots(b->taken);
    free_slots(b->spare);
    cs_arena_free(&b->kept);
    cs_buffer_free(&b->text);
    cs_capture_free(&b->capture);
    cs_buffer_free(&b->step);
    cs_buffer_free(&b->root_frame);
    cs_buffer_free(&b->object_frame);
    cs_buffer_free(&b->image_frame);
    cs_buffer_free(&b->value_frame);
    free(b);
}

cs_shape cs_build_shape(const cs_build *b)
{
    return b->shape;
}

uint64_t cs_build_number(const cs_build *b)
{
    return b->current ? b->current->object.number : 0;
}

cs_text cs_build_dn(const cs_build *b)
{
    return b->current ? b->current->object.dn : CS_NO_TEXT;
}

cs_object *cs_build_current(cs_build *b)
{
    return b->current ? &b->current->object : NULL;
}

bool cs_build_is_between(const cs_build *b)
{
    return b->shape == CS_SHAPE_EXPORT && b->depth == 1;
}

bool cs_build_is_open(const cs_build *b)
{
    return b->depth > 0;
}

uint64_t cs_build_count(const cs_build *b)
{
    return b->count;
}

cs_text cs_build_root_frame(const cs_build *b)
{
    return b->root_frame.n > 0 ? cs_buffer_text(&b->root_frame) : CS_NO_TEXT;
}

/* ---- Slots: finished objects wait until they are taken ---- */

/* What the caller has looked at is used again. */
static void recycle_taken(cs_build *b)
{
    while (b->taken) {
        cs_slot *slot = b->taken;
        b->taken = slot->next;
        cs_arena_reset(slot->arena);
        slot->next = b->spare;
        b->spare = slot;
    }
}

void cs_build_keep(cs_build *b)
{
    b->keep = true;
    b->kept.limit = CS_MAX_OBJECT_MEMORY;
}

cs_object *cs_build_take(cs_build *b)
{
    if (!b->keep)
        recycle_taken(b);
    cs_slot *slot = b->finished;
    if (!slot)
        return NULL;
    b->finished = slot->next;
    if (!b->finished)
        b->finished_tail = &b->finished;
    slot->next = b->taken;
    b->taken = slot;
    return &slot->object;
}

cs_arena *cs_build_arena(cs_build *b)
{
    return b->taken->arena;
}

/* ---- What a parser calls ---- */

static bool start_element(cs_build *b, const cs_tag *tag, uint64_t at, cs_error *error)
{
    switch (b->states[b->depth]) {
    case CS_AT_DOCUMENT:
        return cs_build_start_root(b, tag, error);
    case CS_AT_OBJECTS:
        return cs_build_start_in_objects(b, tag, at, error);
    case CS_AT_DROP:
        if (tag->kind == CS_KIND_DIRECTORY_ENTRIES)
            return cs_build_push(b, CS_AT_ENTRIES, error);
        return cs_build_push(b, CS_AT_UNKNOWN, error);
    case CS_AT_ENTRIES:
        if (tag->kind != CS_KIND_DELTA)
            return cs_build_push(b, CS_AT_UNKNOWN, error);
        return cs_build_begin_object(b, at, error) && cs_build_start_drop_delta(b, tag, error);
    case CS_AT_OBJECT:
        return cs_build_start_in_object(b, tag, error);
    case CS_AT_SECTION:
        return cs_build_start_in_section(b, tag, error);
    case CS_AT_IMAGE:
        return cs_build_start_in_image(b, tag, error);
    case CS_AT_ATTRIBUTE:
        return cs_build_start_in_attribute(b, tag, error);
    case CS_AT_DN_VALUE:
        return cs_build_start_in_dn_value(b, tag, error);
    case CS_AT_LEAF:
    case CS_AT_MARKUP:
        return cs_build_start_markup(b, tag, error);
    case CS_AT_KEPT:
        cs_capture_start(&b->capture, tag);
        if (b->root_frame.n > CS_MAX_VALUE)
            return cs_build_fail_root(error);
        return cs_build_push(b, CS_AT_KEPT, error);
    case CS_AT_UNKNOWN:
        break;
    }
    return cs_build_push(b, CS_AT_UNKNOWN, error);
}

bool cs_build_start(cs_build *b, const cs_tag *tag, uint64_t at, cs_error *error)
{
    size_t namespaces = b->namespaces[b->depth] + tag->namespace_count;

    if (!start_element(b, tag, at, error))
        return false;
    b->namespaces[b->depth] = namespaces;
    return namespaces <= CS_MAX_NAMESPACES ||
           cs_fail(error, "more than %d namespace declarations in scope", CS_MAX_NAMESPACES);
}

bool cs_build_text(cs_build *b, cs_text text, cs_error *error)
{
    switch (b->states[b->depth]) {
    case CS_AT_LEAF:
    case CS_AT_MARKUP:
        return cs_build_add_leaf_text(b, text, error);
    case CS_AT_KEPT:
        cs_capture_text(&b->capture, text);
        if (!b->current)
            return b->capture.run.n <= CS_MAX_VALUE || cs_build_fail_root(error);
        /* Escaped, it takes up to five times as much. */
        return (b->capture.run.n <= MOST_UNKNOWN_TEXT && b->capture.to->n <= CS_MAX_OBJECT) ||
               cs_fail_object_memory(error);
    case CS_AT_UNKNOWN:
    case CS_AT_DOCUMENT:
        return true;
    case CS_AT_OBJECTS:
    case CS_AT_DROP:
    case CS_AT_ENTRIES:
    case CS_AT_OBJECT:
    case CS_AT_SECTION:
    case CS_AT_IMAGE:
    case CS_AT_ATTRIBUTE:
    case CS_AT_DN_VALUE:
        break;
    }
    /* It is what is left of an element that a browser has folded or an editor has damaged. */
    text = cs_text_strip(text);
    return text.n == 0 ||
           cs_fail_cause(error, CS_CAUSE_CONTRACT, "text where only elements are allowed: \"%.*s\"",
                         CS_PRINTED(text, 80));
}

static bool end_leaf(cs_build *b, cs_error *error)
{
    switch (b->leaf) {
    case CS_LEAF_ANCHOR:
    case CS_LEAF_PARENT_ANCHOR:
    case CS_LEAF_PRIMARY_OBJECTCLASS:
        return cs_build_end_image_text(b, error);
    case CS_LEAF_VALUE:
    case CS_LEAF_DN:
    case CS_LEAF_DN_ANCHOR:
        return cs_build_end_value_leaf(b, error);
    case CS_LEAF_FIELD:
        break;
    }
    return cs_build_end_field(b, error);
}

static bool end_kept(cs_build *b, cs_error *error)
{
    cs_capture_end(&b->capture);
    if (b->capture.to->failed)
        return cs_fail_memory(error);
    if (b->root_frame.n > CS_MAX_VALUE)
        return cs_build_fail_root(error);
    if (b->capture.depth == 0 && b->states[b->depth] == CS_AT_ATTRIBUTE)
        return cs_build_end_unknown_value(b, error);
    return true;
}

bool cs_build_end(cs_build *b, uint64_t at, cs_error *error)
{
    switch (b->states[b->depth--]) {
    case CS_AT_OBJECTS:
        return cs_build_end_root(b, error);
    case CS_AT_OBJECT:
        return cs_build_end_object(b, at, error);
    case CS_AT_SECTION:
        return cs_build_end_section(b, error);
    case CS_AT_IMAGE:
        if (!cs_build_end_image(b, error))
            return false;
        return b->shape != CS_SHAPE_DROP || cs_build_end_drop_delta(b, at, error);
    case CS_AT_DN_VALUE:
        return cs_build_end_dn_value(b, error);
    case CS_AT_LEAF:
        return end_leaf(b, error);
    case CS_AT_MARKUP:
        if (b->captured)
            cs_capture_end(&b->capture);
        return true;
    case CS_AT_KEPT:
        return end_kept(b, error);
    default:
        return true;
    }
}

/* ---- For a parser that passes things over ---- */

void cs_build_restart(cs_build *b, uint64_t count)
{
    while (cs_build_take(b))
        continue;
    recycle_taken(b);
    if (b->current) {
        b->current->next = NULL;
        b->taken = b->current;
        b->current = NULL;
        recycle_taken(b);
    }
    b->root_frame.n = 0;
    if (b->everything)
        cs_buffer_puts(&b->root_frame, "<cs-objects>");
    b->objects_pending = count;
    b->shape = CS_SHAPE_EXPORT;
    b->depth = 1;
    b->namespaces[1] = 0;
    b->states[1] = CS_AT_OBJECTS;
    b->count = count;
}

bool cs_build_put_lazy(cs_build *b, cs_part part, cs_lazy *lazy, cs_error *error)
{
    cs_image *image = cs_build_alloc(b, sizeof *image, error);

    if (!image)
        return false;
    image->lazy = lazy;
    b->current->object.parts[part] = image;
    return true;
}

void cs_build_reopen(cs_build *b, cs_image *image)
{
    b->current = b->taken;
    b->part = CS_SYNCHRONIZED_HOLOGRAM; /* any hologram: they are all alike inside */
    b->building = true;
    b->image = image;
    b->attribute_tail = &image->attributes;
    while (*b->attribute_tail)
        b->attribute_tail = &(*b->attribute_tail)->next;
    b->depth = 4; /* root, object, section, entry */
    b->namespaces[4] = 0;
    b->states[4] = CS_AT_IMAGE;
}

void cs_build_close(cs_build *b)
{
    b->current = NULL;
    b->image = NULL;
    b->depth = 1;
}
