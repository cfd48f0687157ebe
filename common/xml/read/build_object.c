#include <inttypes.h>
#include <stdio.h>

#include "xml/frame.h"
#include "xml/read/build_internal.h"

/* ---- The root ---- */

/* Nobody knows how much there may be outside of objects; it is kept in one piece. */
bool cs_build_fail_root(cs_error *error)
{
    return cs_fail(error, "more than %d MiB outside of objects", CS_MAX_VALUE >> 20);
}

/* A root that no csexport or drop file has: says which file it is, where that is known. */
static bool fail_unknown_root(cs_text name, cs_error *error)
{
    static const struct {
        const char *root, *advice;
    } known[] = {
        {"cs-object", ": put the object between <cs-objects> and </cs-objects>"},
        {"Objs", ": this is CLIXML of PowerShell's Export-Clixml; give the file that csexport.exe "
                 "wrote"},
        {"run-history", ": this is a run history; give the file that csexport.exe wrote"},
        {"run-details", ": this is a run history; give the file that csexport.exe wrote"},
        {"mv-objects", ": these are metaverse objects; give the file that csexport.exe wrote"},
    };
    const char *advice = "";

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (cs_text_is(name, known[i].root))
            advice = known[i].advice;
    return cs_fail_cause(error, CS_CAUSE_CONTRACT,
                         "the root element is \"%.*s\", neither cs-objects (a csexport file) nor "
                         "mmsml of \"%s\" (a drop file)%s",
                         CS_PRINTED(name, 80), CS_DROP_NAMESPACE, advice);
}

bool cs_build_start_root(cs_build *b, const cs_tag *tag, cs_error *error)
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
        cs_buffer_add(&b->step, cs_tag_value(tag, "step-type"));
        if (b->step.failed)
            return cs_fail_memory(error);
        return cs_build_push(b, CS_AT_DROP, error);
    }
    return fail_unknown_root(tag->name.local, error);
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
bool cs_build_end_root(cs_build *b, cs_error *error)
{
    char usual[80];

    if (!b->everything || b->shape != CS_SHAPE_EXPORT)
        return true;
    flush_objects(b);
    cs_buffer_puts(&b->root_frame, "</cs-objects>");
    if (b->root_frame.failed)
        return cs_fail_memory(error);
    int n =
        snprintf(usual, sizeof usual, "<cs-objects><?objects %" PRIu64 "?></cs-objects>", b->count);
    if (cs_text_equal(cs_buffer_text(&b->root_frame), (cs_text){usual, (size_t)n}) ||
        cs_text_is(cs_buffer_text(&b->root_frame), "<cs-objects></cs-objects>"))
        b->root_frame.n = 0;
    return true;
}

/* ---- An object ---- */

bool cs_build_begin_object(cs_build *b, uint64_t at, cs_error *error)
{
    b->current = cs_build_new_slot(b);
    if (!b->current)
        return cs_fail_memory(error);
    b->current->arena = b->keep ? &b->kept : &b->current->own;
    b->current->object.number = ++b->count;
    b->current->object.offset = at;
    b->current->object.drop = b->shape == CS_SHAPE_DROP;
    b->current->object.step = b->step.n > 0 ? cs_buffer_text(&b->step) : CS_NO_TEXT;
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
    object->corrupted = cs_text_is(cs_tag_value(tag, "status"), "corrupted");
    if (b->everything)
        begin_object_frame(b, tag, id);
    return cs_build_push(b, CS_AT_OBJECT, error);
}

static void put_hole(cs_buffer *frame, const char *name, const char *rest)
{
    cs_buffer_puts(frame, "<?");
    cs_buffer_puts(frame, name);
    cs_buffer_puts(frame, rest);
    cs_buffer_puts(frame, "?>");
}

/* What stands in the hole at `at`, absent where there is none. */
static cs_text hole_at(cs_text frame, size_t at)
{
    cs_text rest = cs_text_skip(frame, at);

    if (!cs_text_starts(rest, "<?"))
        return CS_NO_TEXT;
    rest = cs_text_skip(rest, strlen("<?"));
    cs_text hole = {rest.s, cs_text_find(rest, '?')};
    return hole.n < rest.n ? hole : CS_NO_TEXT;
}

/* True where there is a hole of a part from `at` on. */
static bool has_part_hole(cs_text frame, size_t at)
{
    const char *found;

    while ((found = memmem(frame.s + at, frame.n - at, "<?", 2))) {
        cs_text hole = hole_at(frame, (size_t)(found - frame.s));
        if (cs_part_from((cs_text){hole.s, cs_text_find(hole, ' ')}) != CS_NO_PART)
            return true;
        at = (size_t)(hole.s - frame.s);
    }
    return false;
}

/* Where the holes end that stand at `at`, of parts in their order. */
static size_t pass_part_holes(cs_text frame, size_t at)
{
    cs_part part, next = 0;
    cs_text hole;

    while ((hole = hole_at(frame, at)).s && (part = cs_part_from(hole)) != CS_NO_PART &&
           part >= next) {
        next = part + 1;
        at = (size_t)(hole.s - frame.s) + hole.n + strlen("?>");
    }
    return at;
}

/* Parts that come first and in their order need no holes: drops the holes at the frame's front. An
 * absent synchronized hologram differs from an empty one, and an object without any element of the
 * tower from one with empty ones: it may be silent (doc/answers.md). */
static void end_object_frame(cs_build *b)
{
    cs_buffer *to = &b->object_frame;
    cs_buffer rest = {0};
    cs_text frame = cs_buffer_text(to);
    const char *start = memchr(frame.s, '>', frame.n);
    size_t front = start ? (size_t)(start - frame.s) + 1 : 0, at = pass_part_holes(frame, front);

    if (has_part_hole(frame, at))
        at = front;
    cs_buffer_add(&rest, cs_text_skip(frame, at));
    to->n = front;
    if (!(b->parts_seen & 1u << CS_SYNCHRONIZED_HOLOGRAM))
        put_hole(to, cs_part_name(CS_SYNCHRONIZED_HOLOGRAM), " " CS_HOLE_ABSENT);
    if (!(b->parts_seen & ~(1u << CS_SYNCHRONIZED_HOLOGRAM)))
        put_hole(to, CS_HOLE_TOWER, " " CS_HOLE_ABSENT);
    cs_buffer_join(to, &rest);
    cs_buffer_puts(to, "</cs-object>");
    cs_buffer_free(&rest);
}

bool cs_build_end_object(cs_build *b, uint64_t at, cs_error *error)
{
    if (!cs_build_check_size(b, at, error))
        return false;
    if (b->everything) {
        end_object_frame(b);
        if (b->object_frame.failed)
            return cs_fail_memory(error);
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

/* A section without a delta or entry leaves only its hole, or, where it holds something unknown,
 * itself. */
bool cs_build_end_section(cs_build *b, cs_error *error)
{
    const char *name = cs_part_name(b->part);

    if (!b->everything)
        return true;
    if (b->image_seen) {
        put_hole(&b->object_frame, name, "");
        return cs_build_frame_image(b, error);
    }
    cs_buffer_puts(&b->image_frame, "</");
    cs_buffer_puts(&b->image_frame, name);
    cs_buffer_puts(&b->image_frame, ">");
    if (b->image_frame.n == strlen("<></>") + 2 * strlen(name)) {
        put_hole(&b->object_frame, name, "");
    } else {
        put_hole(&b->object_frame, name, " " CS_HOLE_LITERAL);
        cs_buffer_join(&b->object_frame, &b->image_frame);
    }
    return !b->object_frame.failed || cs_fail_memory(error);
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

    if (b->field >= CS_FIELD_HOLES)
        return;
    if (b->field == CS_FIELD_CONNECTOR)
        to_column = to_column && (cs_text_is(text, "0") || cs_text_is(text, "1"));
    if (is_error_detail(b->field))
        to_column = true;
    size_t size = frame->n - b->frame_mark;
    if (to_column)
        frame->n = b->frame_mark;
    put_hole(frame, cs_field_name(b->field), to_column ? "" : " " CS_HOLE_LITERAL);
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

bool cs_build_end_field(cs_build *b, cs_error *error)
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
        text = cs_text_skip(cs_buffer_text(&b->object_frame), b->frame_mark);
    *field = cs_arena_copy(b->current->arena, text);
    if (!field->s || b->object_frame.failed)
        return cs_fail_object_memory(error);
    if (b->everything)
        frame_field(b);
    return true;
}

bool cs_build_start_in_object(cs_build *b, const cs_tag *tag, cs_error *error)
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

bool cs_build_start_in_section(cs_build *b, const cs_tag *tag, cs_error *error)
{
    cs_kind image = cs_part_is_delta(b->part) ? CS_KIND_DELTA : CS_KIND_ENTRY;

    if (tag->kind != image)
        return cs_build_unknown(b, tag, &b->image_frame, error);
    if (b->image_seen)
        return cs_fail(error, "\"%s\" occurs twice in \"%s\"",
                       image == CS_KIND_DELTA ? "delta" : "entry", cs_part_name(b->part));
    return cs_build_start_image(b, tag, error);
}

bool cs_build_start_in_objects(cs_build *b, const cs_tag *tag, uint64_t at, cs_error *error)
{
    if (tag->kind == CS_KIND_CS_OBJECT)
        return cs_build_begin_object(b, at, error) && start_object(b, tag, error);
    flush_objects(b);
    return cs_build_unknown(b, tag, &b->root_frame, error);
}

/* A delta of a drop file stands for an object that has nothing else. */
bool cs_build_start_drop_delta(cs_build *b, const cs_tag *tag, cs_error *error)
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

bool cs_build_end_drop_delta(cs_build *b, uint64_t at, cs_error *error)
{
    cs_object *object = &b->current->object;

    if (b->image)
        object->type = b->image->primary_objectclass;
    if (!cs_build_check_size(b, at, error) || (b->everything && !cs_build_frame_image(b, error)))
        return false;
    finish_object(b);
    return true;
}
