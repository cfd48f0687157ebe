#include "build.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "build_internal.h"

enum {
    MOST_UNKNOWN_TEXT = 4 * CS_MAX_VALUE /* bytes of an unknown element that are kept as one text */
};

static const char drop_namespace[] = "http://www.microsoft.com/mms/mmsml/v2";

cs_build *cs_build_new(const cs_reader_options *options, cs_error *error)
{
    cs_build *b = calloc(1, sizeof *b);

    if (!b) {
        cs_fail(error, "out of memory");
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
    return b->current ? b->current->object.dn : (cs_text){0};
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
    return b->root_frame.n > 0 ? cs_buffer_text(&b->root_frame) : (cs_text){0};
}

/* ---- Slots: finished objects wait until they are taken ---- */

static cs_slot *new_slot(cs_build *b)
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

/* ---- Helpers of both halves ---- */

bool cs_build_push(cs_build *b, cs_build_state state, cs_error *error)
{
    if (b->depth == CS_MAX_DEPTH)
        return cs_fail(error, "elements nest deeper than %d", CS_MAX_DEPTH);
    b->states[++b->depth] = state;
    return true;
}

cs_kind cs_build_kind(const cs_build *b, const cs_name *name)
{
    bool own = name->uri.n == 0;

    if (b->shape == CS_SHAPE_DROP || (b->shape == CS_SHAPE_UNKNOWN && !own))
        own = cs_text_is(name->uri, drop_namespace);
    return own ? cs_kind_from(name->local) : CS_KIND_UNKNOWN;
}

cs_text cs_tag_value(const cs_tag *tag, const char *name)
{
    for (size_t i = 0; i < tag->attribute_count; i++)
        if (tag->attributes[i].name.prefix.n == 0 &&
            cs_text_is(tag->attributes[i].name.local, name))
            return tag->attributes[i].value;
    return (cs_text){0};
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
        return cs_fail(error, "the object takes too much memory");
    return true;
}

bool cs_build_copy_frame(cs_build *b, const cs_buffer *from, cs_text *to, cs_error *error)
{
    *to = cs_arena_copy(b->current->arena, cs_buffer_text(from));
    if (!to->s)
        return cs_fail(error, "the object takes too much memory");
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

static bool add_leaf_text(cs_build *b, cs_text text, cs_error *error)
{
    b->leaf_size += text.n;
    if (b->leaf_size > CS_MAX_VALUE)
        return cs_fail(error, "a value over %d MiB", CS_MAX_VALUE >> 20);
    if (b->collect)
        cs_buffer_add(&b->text, text);
    if (b->captured)
        cs_capture_text(&b->capture, text);
    if (b->text.failed || b->capture.run.failed)
        return cs_fail(error, "out of memory");
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
static bool start_markup(cs_build *b, const cs_tag *tag, cs_error *error)
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

/* ---- The root ---- */

/* Nobody knows how much there may be outside of objects; it is kept in one piece. */
static bool fail_root(cs_error *error)
{
    return cs_fail(error, "more than %d MiB outside of objects", CS_MAX_VALUE >> 20);
}

static bool start_root(cs_build *b, const cs_tag *tag, cs_error *error)
{
    static const char *const nothing[] = {NULL};

    if (tag->kind == CS_KIND_CS_OBJECTS && tag->name.uri.n == 0) {
        b->shape = CS_SHAPE_EXPORT;
        if (b->everything) {
            cs_buffer_puts(&b->root_frame, "<cs-objects");
            cs_build_put_extras(&b->root_frame, tag, nothing);
            cs_buffer_puts(&b->root_frame, ">");
        }
        return cs_build_push(b, CS_AT_OBJECTS, error);
    }
    if (tag->kind == CS_KIND_MMSML && tag->name.uri.n > 0) {
        b->shape = CS_SHAPE_DROP;
        return cs_build_push(b, CS_AT_DROP, error);
    }
    return cs_fail(
        error,
        "the root element is \"%.*s\", neither cs-objects (a csexport file) nor mmsml of "
        "\"%s\" (a drop file)",
        (int)(tag->name.local.n < 80 ? tag->name.local.n : 80), tag->name.local.s, drop_namespace);
}

static void flush_objects(cs_build *b)
{
    char hole[48];

    if (b->objects_pending == 0 || !b->everything)
        return;
    snprintf(hole, sizeof hole, "<?objects %" PRIu64 "?>", b->objects_pending);
    cs_buffer_puts(&b->root_frame, hole);
    b->objects_pending = 0;
}

/* Forgets a root's frame that says nothing beyond the usual. */
static bool end_root(cs_build *b, cs_error *error)
{
    char usual[80];

    if (!b->everything || b->shape != CS_SHAPE_EXPORT)
        return true;
    flush_objects(b);
    cs_buffer_puts(&b->root_frame, "</cs-objects>");
    if (b->root_frame.failed)
        return cs_fail(error, "out of memory");
    int n =
        snprintf(usual, sizeof usual, "<cs-objects><?objects %" PRIu64 "?></cs-objects>", b->count);
    if (cs_text_equal(cs_buffer_text(&b->root_frame), (cs_text){usual, (size_t)n}) ||
        cs_text_is(cs_buffer_text(&b->root_frame), "<cs-objects></cs-objects>"))
        b->root_frame.n = 0;
    return true;
}

/* ---- An object ---- */

static bool begin_object(cs_build *b, uint64_t at, cs_error *error)
{
    b->current = new_slot(b);
    if (!b->current)
        return cs_fail(error, "out of memory");
    b->current->arena = b->keep ? &b->kept : &b->current->own;
    b->current->object.number = ++b->count;
    b->current->object.offset = at;
    b->current->object.drop = b->shape == CS_SHAPE_DROP;
    b->object_at = at;
    b->objects_pending++;
    b->parts_seen = 0;
    b->object_frame.n = 0;
    return true;
}

/* Hands the object over to whoever takes it next. */
static void finish_object(cs_build *b)
{
    b->current->next = NULL;
    *b->finished_tail = b->current;
    b->finished_tail = &b->current->next;
    b->current = NULL;
}

static bool has_lower_case(cs_text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.s[i] >= 'a' && t.s[i] <= 'z')
            return true;
    return false;
}

static void begin_object_frame(cs_build *b, const cs_tag *tag, cs_text id)
{
    static const char *const with_id[] = {"cs-dn", "object-type", "id", NULL};
    static const char *const without_id[] = {"cs-dn", "object-type", NULL};

    cs_buffer_puts(&b->object_frame, "<cs-object");
    /* Ids are stored in upper case; one that is spelled otherwise is kept as it stands. */
    cs_build_put_extras(&b->object_frame, tag, has_lower_case(id) ? without_id : with_id);
    cs_buffer_puts(&b->object_frame, ">");
}

static bool start_object(cs_build *b, const cs_tag *tag, cs_error *error)
{
    cs_object *object = &b->current->object;
    cs_text dn = cs_tag_value(tag, "cs-dn"), id = cs_tag_value(tag, "id");

    if (!dn.s)
        return cs_fail(error, "a cs-object without cs-dn");
    if (!cs_build_copy(b, dn, &object->dn, error) || !cs_build_copy(b, id, &object->id, error) ||
        !cs_build_copy(b, cs_tag_value(tag, "object-type"), &object->type, error))
        return false;
    if (b->everything)
        begin_object_frame(b, tag, id);
    return cs_build_push(b, CS_AT_OBJECT, error);
}

/* Writes the hole of a part, with what it says beside the name. */
static size_t part_hole(char *hole, size_t size, cs_part part, const char *rest)
{
    return (size_t)snprintf(hole, size, "<?%s%s", cs_part_name(part), rest);
}

/* True where there is a hole of a part from `at` on. */
static bool has_part_hole(cs_text frame, size_t at)
{
    char hole[64];

    for (cs_part part = 0; part < CS_PARTS; part++)
        if (memmem(frame.s + at, frame.n - at, hole, part_hole(hole, sizeof hole, part, "")))
            return true;
    return false;
}

/* Parts that come first and in their order need no holes: drops the holes at the frame's front. Of
 * the parts, only an absent synchronized hologram differs from an empty one (cli.md, csimport). */
static void end_object_frame(cs_build *b)
{
    cs_buffer *to = &b->object_frame;
    cs_buffer rest = {0};
    cs_text frame = cs_buffer_text(to);
    const char *start = memchr(frame.s, '>', frame.n);
    size_t front = start ? (size_t)(start - frame.s) + 1 : 0, at = front;
    char hole[64];

    for (cs_part part = 0; part < CS_PARTS; part++) {
        size_t n = part_hole(hole, sizeof hole, part, "?>");
        if (frame.n - at >= n && memcmp(frame.s + at, hole, n) == 0)
            at += n;
    }
    if (has_part_hole(frame, at))
        at = front;
    cs_buffer_add(&rest, (cs_text){frame.s + at, frame.n - at});
    to->n = front;
    if (!(b->parts_seen & 1u << CS_SYNCHRONIZED_HOLOGRAM))
        cs_buffer_puts(to, "<?synchronized-hologram absent?>");
    cs_buffer_add(to, cs_buffer_text(&rest));
    cs_buffer_puts(to, "</cs-object>");
    to->failed |= rest.failed;
    cs_buffer_free(&rest);
}

static bool end_object(cs_build *b, uint64_t at, cs_error *error)
{
    if (!cs_build_check_size(b, at, error))
        return false;
    if (b->everything) {
        end_object_frame(b);
        if (b->object_frame.failed || b->capture.failed)
            return cs_fail(error, "out of memory");
        if (!cs_build_copy_frame(b, &b->object_frame, &b->current->object.frame, error))
            return false;
    }
    finish_object(b);
    return true;
}

bool cs_build_check_size(const cs_build *b, uint64_t at, cs_error *error)
{
    if (b->current && at - b->object_at > CS_MAX_OBJECT)
        return cs_fail(error, "an object over %d MiB", CS_MAX_OBJECT >> 20);
    return true;
}

/* ---- The children of an object ---- */

static bool start_section(cs_build *b, cs_part part, const cs_tag *tag, cs_error *error)
{
    static const char *const nothing[] = {NULL};

    if (!cs_build_pass_part(b, part, error))
        return false;
    b->part = part;
    b->building = b->parts & 1u << part;
    b->image_seen = false;
    b->image = NULL;
    if (b->everything) {
        b->image_frame.n = 0;
        cs_buffer_puts(&b->image_frame, "<");
        cs_buffer_puts(&b->image_frame, cs_part_name(part));
        cs_build_put_extras(&b->image_frame, tag, nothing);
        cs_buffer_puts(&b->image_frame, ">");
    }
    return cs_build_push(b, CS_AT_SECTION, error);
}

static void put_hole(cs_buffer *frame, const char *name, const char *rest)
{
    cs_buffer_puts(frame, "<?");
    cs_buffer_puts(frame, name);
    cs_buffer_puts(frame, rest);
    cs_buffer_puts(frame, "?>");
}

/* A section without a delta or entry leaves only its hole, or, where it holds something unknown,
 * itself. */
static bool end_section(cs_build *b, cs_error *error)
{
    const char *name = cs_part_name(b->part);
    char empty[80];

    if (!b->everything)
        return true;
    if (b->image_seen) {
        put_hole(&b->object_frame, name, "");
        return cs_build_frame_image(b, error);
    }
    cs_buffer_puts(&b->image_frame, "</");
    cs_buffer_puts(&b->image_frame, name);
    cs_buffer_puts(&b->image_frame, ">");
    snprintf(empty, sizeof empty, "<%s></%s>", name, name);
    if (cs_text_is(cs_buffer_text(&b->image_frame), empty)) {
        put_hole(&b->object_frame, name, "");
    } else {
        put_hole(&b->object_frame, name, " literal");
        cs_buffer_add(&b->object_frame, cs_buffer_text(&b->image_frame));
    }
    return !b->object_frame.failed || cs_fail(error, "out of memory");
}

/* True for the fields that are kept as XML. */
static bool is_error_detail(cs_field field)
{
    return field == CS_FIELD_IMPORT_ERROR || field == CS_FIELD_EXPORT_ERROR;
}

static bool start_field(cs_build *b, cs_field field, const cs_tag *tag, cs_error *error)
{
    b->field = field;
    if (b->everything) {
        /* Kept as it stands, and turned into a hole at its end where a column says it all. */
        if (!cs_build_open_leaf(b, CS_LEAF_FIELD, tag, false, &b->object_frame, error))
            return false;
        b->plain = tag->attribute_count == 0;
        return true;
    }
    if (!(b->fields & 1u << field))
        return cs_build_push(b, CS_AT_UNKNOWN, error);
    if (!is_error_detail(field))
        return cs_build_open_leaf(b, CS_LEAF_FIELD, tag, true, NULL, error);
    b->object_frame.n = 0;
    if (!cs_build_open_leaf(b, CS_LEAF_FIELD, tag, false, &b->object_frame, error))
        return false;
    b->plain = tag->attribute_count == 0;
    return true;
}

/* The element that has just been kept turns into a hole where a column holds all of it, and gets a
 * mark where a column holds only its text. */
static void frame_field(cs_build *b)
{
    cs_buffer *frame = &b->object_frame;
    cs_text text = cs_build_leaf_text(b);
    bool to_column = b->plain && !b->markup;

    if (b->field == CS_FIELD_MV_LINK || b->field == CS_FIELD_LAST_EXPORT_DELTA_TIME)
        return;
    if (b->field == CS_FIELD_CONNECTOR)
        to_column = to_column && (cs_text_is(text, "0") || cs_text_is(text, "1"));
    if (is_error_detail(b->field))
        to_column = true;
    size_t size = frame->n - b->frame_mark;
    if (to_column)
        frame->n = b->frame_mark;
    put_hole(frame, cs_field_name(b->field), to_column ? "" : " literal");
    if (to_column)
        return;
    /* Behind the mark comes the element: it was written first, so it is moved. */
    cs_buffer element = {0};
    cs_buffer_add(&element, (cs_text){frame->s + b->frame_mark, size});
    frame->failed |= element.failed;
    if (!frame->failed) {
        size_t mark = frame->n - b->frame_mark - size;
        memmove(frame->s + b->frame_mark, frame->s + b->frame_mark + size, mark);
        memcpy(frame->s + b->frame_mark + mark, element.s, size);
    }
    cs_buffer_free(&element);
}

static bool end_field(cs_build *b, cs_error *error)
{
    cs_text *field = &b->current->object.fields[b->field];
    cs_text text = cs_build_leaf_text(b);
    bool is_error = is_error_detail(b->field);

    if (!b->captured)
        return field->s || cs_build_copy(b, text, field, error);
    cs_capture_end(&b->capture);
    bool is_empty = b->plain && !b->markup && cs_text_is_blank(text);
    if (field->s || (is_error && is_empty))
        return true;
    if (is_error)
        text = (cs_text){b->object_frame.s + b->frame_mark, b->object_frame.n - b->frame_mark};
    *field = cs_arena_copy(b->current->arena, text);
    if (!field->s || b->object_frame.failed)
        return cs_fail(error, "the object takes too much memory");
    if (b->everything)
        frame_field(b);
    return true;
}

static bool start_in_object(cs_build *b, const cs_tag *tag, cs_error *error)
{
    if (cs_kind_is_part(tag->kind))
        return start_section(b, cs_kind_part(tag->kind), tag, error);
    if (cs_kind_is_field(tag->kind))
        return start_field(b, cs_kind_field(tag->kind), tag, error);
    if (tag->kind == CS_KIND_PASSWORD_CHANGE_HISTORY) {
        b->current->object.password_history = true;
        return cs_build_push(b, CS_AT_UNKNOWN, error);
    }
    return cs_build_unknown(b, tag, &b->object_frame, error);
}

static bool start_in_section(cs_build *b, const cs_tag *tag, cs_error *error)
{
    cs_kind image = cs_part_is_delta(b->part) ? CS_KIND_DELTA : CS_KIND_ENTRY;

    if (tag->kind != image)
        return cs_build_unknown(b, tag, &b->image_frame, error);
    if (b->image_seen)
        return cs_fail(error, "\"%s\" stands twice in \"%s\"",
                       image == CS_KIND_DELTA ? "delta" : "entry", cs_part_name(b->part));
    return cs_build_start_image(b, tag, error);
}

static bool start_in_objects(cs_build *b, const cs_tag *tag, uint64_t at, cs_error *error)
{
    if (tag->kind == CS_KIND_CS_OBJECT)
        return begin_object(b, at, error) && start_object(b, tag, error);
    flush_objects(b);
    return cs_build_unknown(b, tag, &b->root_frame, error);
}

/* A delta of a drop file stands for an object that has nothing else. */
static bool start_drop_delta(cs_build *b, const cs_tag *tag, cs_error *error)
{
    cs_text dn = cs_tag_value(tag, "dn");

    if (!dn.s)
        return cs_fail(error, "a delta without dn");
    if (!cs_build_copy(b, dn, &b->current->object.dn, error))
        return false;
    b->part = CS_UNAPPLIED_EXPORT;
    b->building = b->parts & 1u << CS_UNAPPLIED_EXPORT;
    b->image_frame.n = 0;
    if (b->everything)
        cs_buffer_puts(&b->image_frame, "<unapplied-export>");
    return cs_build_start_image(b, tag, error);
}

static bool end_drop_delta(cs_build *b, uint64_t at, cs_error *error)
{
    cs_object *object = &b->current->object;

    if (b->image)
        object->type = b->image->primary_objectclass;
    if (!cs_build_check_size(b, at, error) || (b->everything && !cs_build_frame_image(b, error)))
        return false;
    finish_object(b);
    return true;
}

/* ---- What a parser calls ---- */

static bool start_element(cs_build *b, const cs_tag *tag, uint64_t at, cs_error *error)
{
    switch (b->states[b->depth]) {
    case CS_AT_DOCUMENT:
        return start_root(b, tag, error);
    case CS_AT_OBJECTS:
        return start_in_objects(b, tag, at, error);
    case CS_AT_DROP:
        if (tag->kind == CS_KIND_DIRECTORY_ENTRIES)
            return cs_build_push(b, CS_AT_ENTRIES, error);
        return cs_build_push(b, CS_AT_UNKNOWN, error);
    case CS_AT_ENTRIES:
        if (tag->kind != CS_KIND_DELTA)
            return cs_build_push(b, CS_AT_UNKNOWN, error);
        return begin_object(b, at, error) && start_drop_delta(b, tag, error);
    case CS_AT_OBJECT:
        return start_in_object(b, tag, error);
    case CS_AT_SECTION:
        return start_in_section(b, tag, error);
    case CS_AT_IMAGE:
        return cs_build_start_in_image(b, tag, error);
    case CS_AT_ATTRIBUTE:
        return cs_build_start_in_attribute(b, tag, error);
    case CS_AT_DN_VALUE:
        return cs_build_start_in_dn_value(b, tag, error);
    case CS_AT_LEAF:
    case CS_AT_MARKUP:
        return start_markup(b, tag, error);
    case CS_AT_KEPT:
        cs_capture_start(&b->capture, tag);
        if (b->root_frame.n > CS_MAX_VALUE)
            return fail_root(error);
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
        return add_leaf_text(b, text, error);
    case CS_AT_KEPT:
        cs_capture_text(&b->capture, text);
        if (!b->current)
            return b->capture.run.n <= CS_MAX_VALUE || fail_root(error);
        /* Escaped, it takes up to five times as much. */
        return (b->capture.run.n <= MOST_UNKNOWN_TEXT && b->capture.to->n <= CS_MAX_OBJECT) ||
               cs_fail(error, "the object takes too much memory");
    case CS_AT_UNKNOWN:
    case CS_AT_DOCUMENT:
        return true;
    default:
        /* Nothing is lost in silence where everything is asked for. */
        if (b->everything && !cs_text_is_blank(text))
            return cs_fail(error, "text where only elements can be kept");
        return true;
    }
}

static bool end_leaf(cs_build *b, cs_error *error)
{
    if (b->leaf == CS_LEAF_FIELD)
        return end_field(b, error);
    return cs_build_end_image_leaf(b, error);
}

static bool end_kept(cs_build *b, cs_error *error)
{
    cs_capture_end(&b->capture);
    if (b->capture.failed || b->capture.to->failed)
        return cs_fail(error, "out of memory");
    if (b->root_frame.n > CS_MAX_VALUE)
        return fail_root(error);
    if (b->capture.depth == 0 && b->states[b->depth] == CS_AT_ATTRIBUTE)
        return cs_build_end_unknown_value(b, error);
    return true;
}

bool cs_build_end(cs_build *b, uint64_t at, cs_error *error)
{
    switch (b->states[b->depth--]) {
    case CS_AT_OBJECTS:
        return end_root(b, error);
    case CS_AT_OBJECT:
        return end_object(b, at, error);
    case CS_AT_SECTION:
        return end_section(b, error);
    case CS_AT_IMAGE:
        if (!cs_build_end_image(b, error))
            return false;
        return b->shape != CS_SHAPE_DROP || end_drop_delta(b, at, error);
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

bool cs_build_pass_part(cs_build *b, cs_part part, cs_error *error)
{
    if (b->parts_seen & 1u << part)
        return cs_fail(error, "\"%s\" stands twice in the object", cs_part_name(part));
    b->parts_seen |= 1u << part;
    return true;
}

void *cs_build_alloc(cs_build *b, size_t size, cs_error *error)
{
    void *memory = cs_arena_zalloc(b->current->arena, size);

    if (!memory)
        cs_fail(error, "the object takes too much memory");
    return memory;
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
