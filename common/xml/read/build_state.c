/* What does every part of the builder need: open elements, the memory of an object, and the
 * elements whose text counts? */
#include "xml/read/build_internal.h"

#include <stdlib.h>

/* ---- Memory and parts of an object ---- */

cs_slot *cs_build_new_slot(cs_build *b)
{
    cs_slot *slot = b->spare;

    if (slot) {
        b->spare = slot->next;
        slot->object = (cs_object){0};
        slot->next = NULL;
        return slot;
    }
    slot = calloc(1, sizeof *slot);
    if (slot)
        slot->own.limit = CS_MAX_OBJECT_MEMORY;
    return slot;
}

bool cs_build_pass_part(cs_build *b, cs_part part, cs_error *error)
{
    if (b->parts_seen & 1u << part)
        return cs_fail(error, "\"%s\" occurs twice in the object", cs_part_name(part));
    b->parts_seen |= 1u << part;
    b->current->object.elements |= 1u << part;
    return true;
}

void *cs_build_alloc(cs_build *b, size_t size, cs_error *error)
{
    void *memory = cs_arena_zalloc(b->current->arena, size);

    if (!memory)
        cs_fail_object_memory(error);
    return memory;
}

/* ---- Elements of any kind ---- */

bool cs_build_push(cs_build *b, cs_build_state state, cs_error *error)
{
    if (b->depth == CS_MAX_DEPTH)
        return cs_fail(error, "elements are nested deeper than %d", CS_MAX_DEPTH);
    b->states[++b->depth] = state;
    return true;
}

cs_kind cs_build_kind(const cs_build *b, const cs_name *name)
{
    bool own = name->uri.n == 0;

    if (b->shape == CS_SHAPE_DROP || (b->shape == CS_SHAPE_UNKNOWN && !own))
        own = cs_text_is(name->uri, CS_DROP_NAMESPACE);
    return own ? cs_kind_from(name->local) : CS_KIND_UNKNOWN;
}

bool cs_build_fail_word(cs_error *error, const char *what, cs_text word)
{
    return cs_fail(error, "unknown operation \"%.*s\" of %s", CS_PRINTED(word, 80), what);
}

cs_text cs_tag_value(const cs_tag *tag, const char *name)
{
    for (size_t i = 0; i < tag->attribute_count; i++)
        if (tag->attributes[i].name.prefix.n == 0 &&
            cs_text_is(tag->attributes[i].name.local, name))
            return tag->attributes[i].value;
    return CS_NO_TEXT;
}

void cs_build_put_extras(cs_buffer *to, const cs_tag *tag, const char *const *known)
{
    for (size_t i = 0; i < tag->attribute_count; i++) {
        const cs_name *name = &tag->attributes[i].name;
        bool is_known = false;
        for (size_t k = 0; known[k] && !is_known; k++)
            is_known = name->prefix.n == 0 && cs_text_is(name->local, known[k]);
        if (!is_known)
            cs_capture_attribute(to, tag, i);
    }
}

bool cs_build_copy(cs_build *b, cs_text from, cs_text *to, cs_error *error)
{
    if (from.n > CS_MAX_VALUE)
        return cs_fail(error, "a value over %d MiB", CS_MAX_VALUE >> 20);
    *to = cs_arena_copy(b->current->arena, from);
    if (from.s && !to->s)
        return cs_fail_object_memory(error);
    return true;
}

bool cs_build_copy_frame(cs_build *b, const cs_buffer *from, cs_text *to, cs_error *error)
{
    *to = cs_arena_copy(b->current->arena, cs_buffer_text(from));
    if (!to->s)
        return cs_fail_object_memory(error);
    return true;
}

bool cs_build_unknown(cs_build *b, const cs_tag *tag, cs_buffer *frame, cs_error *error)
{
    if (!b->everything || !frame)
        return cs_build_push(b, CS_AT_UNKNOWN, error);
    cs_capture_begin(&b->capture, frame, false);
    cs_capture_start(&b->capture, tag);
    return cs_build_push(b, CS_AT_KEPT, error);
}

/* ---- Elements whose text counts ---- */

/* Begins to keep the leaf's element; of a value without its operation, which has a column. */
static void capture_leaf(cs_build *b, const cs_tag *tag, cs_buffer *frame)
{
    static const char *const operation[] = {"operation", NULL};
    static const char *const nothing[] = {NULL};
    bool is_change = b->leaf == CS_LEAF_VALUE && cs_part_is_delta(b->part);
    cs_tag bare = {.name.local = tag->name.local};

    b->captured = true;
    b->frame_mark = frame->n;
    cs_capture_begin(&b->capture, frame, b->leaf != CS_LEAF_FIELD);
    cs_capture_start(&b->capture, &bare);
    if (frame->failed)
        return;
    frame->n--; /* back before the `>` */
    cs_build_put_extras(frame, tag, is_change ? operation : nothing);
    cs_buffer_puts(frame, ">");
    b->text_mark = frame->n;
}

bool cs_build_open_leaf(cs_build *b, cs_leaf leaf, const cs_tag *tag, bool usual, cs_buffer *frame,
                        cs_error *error)
{
    b->leaf = leaf;
    b->plain = usual;
    b->markup = false;
    b->captured = false;
    b->leaf_size = 0;
    b->text.n = 0;
    b->collect = b->building || leaf == CS_LEAF_FIELD;
    if (frame && !usual)
        capture_leaf(b, tag, frame);
    return cs_build_push(b, CS_AT_LEAF, error);
}

cs_text cs_build_leaf_text(const cs_build *b)
{
    return cs_buffer_text(&b->text);
}

bool cs_build_add_leaf_text(cs_build *b, cs_text text, cs_error *error)
{
    b->leaf_size += text.n;
    if (b->leaf_size > CS_MAX_VALUE)
        return cs_fail(error, "a value over %d MiB", CS_MAX_VALUE >> 20);
    if (b->collect)
        cs_buffer_add(&b->text, text);
    if (b->captured)
        cs_capture_text(&b->capture, text);
    if (b->text.failed)
        return cs_fail_memory(error);
    return true;
}

/* The frame that a leaf's element is kept in. */
static cs_buffer *leaf_frame(cs_build *b)
{
    if (b->leaf == CS_LEAF_FIELD)
        return &b->object_frame;
    bool of_image = b->leaf <= CS_LEAF_PRIMARY_OBJECTCLASS;
    return of_image ? &b->image_frame : &b->value_frame;
}

cs_text cs_build_leaf_name(const cs_build *b)
{
    static const char *const names[] = {
        [CS_LEAF_ANCHOR] = "anchor",
        [CS_LEAF_PARENT_ANCHOR] = "parent-anchor",
        [CS_LEAF_PRIMARY_OBJECTCLASS] = "primary-objectclass",
        [CS_LEAF_DN] = "dn",
        [CS_LEAF_DN_ANCHOR] = "anchor",
        [CS_LEAF_FIELD] = "",
    };
    if (b->leaf != CS_LEAF_VALUE)
        return cs_text_from(names[b->leaf]);
    return b->attribute->element == CS_OBJECTCLASS ? CS_LITERAL("oc-value") : CS_LITERAL("value");
}

/* An element inside a leaf: its text counts, and the leaf can only be kept as it stands. */
bool cs_build_start_markup(cs_build *b, const cs_tag *tag, cs_error *error)
{
    b->markup = true;
    if (b->everything && b->building && !b->captured) {
        /* Up to here it was plain: begin again, with the text there is. Its usual XML attributes
         * are said again too. */
        static const cs_tag_attribute base64 = {{{"encoding", 8}, {0}, {0}}, {"base64", 6}};
        bool encoded = b->leaf == CS_LEAF_ANCHOR || b->leaf == CS_LEAF_PARENT_ANCHOR ||
                       b->leaf == CS_LEAF_DN_ANCHOR ||
                       (b->leaf == CS_LEAF_VALUE && cs_text_is(b->attribute->type, "binary"));
        cs_tag leaf = {.name.local = cs_build_leaf_name(b),
                       .attributes = &base64,
                       .attribute_count = encoded ? 1 : 0};
        capture_leaf(b, &leaf, leaf_frame(b));
        cs_capture_text(&b->capture, cs_build_leaf_text(b));
    }
    if (b->captured)
        cs_capture_start(&b->capture, tag);
    return cs_build_push(b, CS_AT_MARKUP, error);
}
