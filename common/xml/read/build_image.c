/* What is inside a delta or a hologram: attributes and values. */
#include <stdio.h>

#include "xml/read/build_internal.h"

/* What a reference looks like as a rule, but for its end tag. */
#define USUAL_DN "<dn-value><dn><?value?></dn>"
#define USUAL_ANCHOR "<anchor encoding=\"base64\"><?anchor?></anchor>"

/* A word of the contract, as an error shows it. */
static bool fail_word(cs_error *error, const char *what, cs_text word)
{
    return cs_fail(error, "unknown operation \"%.*s\" of %s", CS_PRINTED(word, 80), what);
}

/* ---- delta and entry ---- */

static bool read_omodt(const cs_tag *tag, cs_omodt *omodt, cs_error *error)
{
    cs_text word = cs_tag_value(tag, "operation");

    if (!word.s)
        return cs_fail(error, "a delta without operation");
    *omodt = cs_omodt_from(word);
    return *omodt != CS_OMODT_UNKNOWN || fail_word(error, "a delta", word);
}

bool cs_build_start_image(cs_build *b, const cs_tag *tag, cs_error *error)
{
    static const char *const of_delta[] = {"operation", "dn", "newdn", NULL};
    static const char *const of_entry[] = {"dn", NULL};
    bool is_delta = cs_part_is_delta(b->part);
    cs_omodt omodt = CS_OMODT_NONE;

    b->image_seen = true;
    b->image = NULL;
    b->attributes_pending = b->attributes_framed = 0;
    if (is_delta) {
        cs_object *object = &b->current->object;
        if (!read_omodt(tag, &omodt, error))
            return false;
        object->deltas |= 1u << b->part;
        object->pending |= omodt != CS_OMODT_NONE ? 1u << b->part : 0;
    }
    if (b->everything) {
        cs_buffer_puts(&b->image_frame, is_delta ? "<delta" : "<entry");
        cs_build_put_extras(&b->image_frame, tag, is_delta ? of_delta : of_entry);
        cs_buffer_puts(&b->image_frame, ">");
    }
    if (b->building) {
        cs_image *image = cs_build_alloc(b, sizeof *image, error);
        if (!image)
            return false;
        image->omodt = omodt;
        if (!cs_build_copy(b, cs_tag_value(tag, "dn"), &image->dn, error) ||
            (is_delta && !cs_build_copy(b, cs_tag_value(tag, "newdn"), &image->newdn, error)))
            return false;
        b->image = b->current->object.parts[b->part] = image;
        b->attribute_tail = &image->attributes;
    }
    return cs_build_push(b, CS_AT_IMAGE, error);
}

/* Writes the hole of the attributes that are not yet in the image's frame. */
static void flush_attributes(cs_build *b)
{
    char hole[48];

    if (!b->everything || b->attributes_pending == b->attributes_framed)
        return;
    snprintf(hole, sizeof hole, "<?attr %zu?>", b->attributes_pending - 1);
    cs_buffer_puts(&b->image_frame, hole);
    b->attributes_framed = b->attributes_pending;
}

/* The frame that the image would have if there were nothing unusual in it, but for the end of the
 * section. */
static void put_usual_frame(const cs_build *b, cs_buffer *to)
{
    const cs_image *image = b->image;
    char hole[48];

    cs_buffer_puts(to, "<");
    cs_buffer_puts(to, cs_part_name(b->part));
    cs_buffer_puts(to, cs_part_is_delta(b->part) ? "><delta>" : "><entry>");
    if (image->anchor.s)
        cs_buffer_puts(to, "<?anchor?>");
    if (image->parent_anchor.s)
        cs_buffer_puts(to, "<?parent-anchor?>");
    if (image->primary_objectclass.s)
        cs_buffer_puts(to, "<?primary-objectclass?>");
    if (image->count > 0) {
        snprintf(hole, sizeof hole, "<?attr %zu?>", image->count - 1);
        cs_buffer_puts(to, hole);
    }
    cs_buffer_puts(to, cs_part_is_delta(b->part) ? "</delta>" : "</entry>");
}

bool cs_build_end_image(cs_build *b, cs_error *error)
{
    if (!b->everything)
        return true;
    flush_attributes(b);
    cs_buffer_puts(&b->image_frame, cs_part_is_delta(b->part) ? "</delta>" : "</entry>");
    if (b->image_frame.failed)
        return cs_fail_memory(error);
    return true;
}

/* Once the section has ended: keeps the image's frame where it is not the usual one. */
bool cs_build_frame_image(cs_build *b, cs_error *error)
{
    const char *name = cs_part_name(b->part);

    /* The value's frame is free between attributes. */
    b->value_frame.n = 0;
    put_usual_frame(b, &b->value_frame);
    for (cs_buffer *to = &b->image_frame; to; to = to == &b->image_frame ? &b->value_frame : NULL) {
        cs_buffer_puts(to, "</");
        cs_buffer_puts(to, name);
        cs_buffer_puts(to, ">");
        if (to->failed)
            return cs_fail_memory(error);
    }
    if (cs_text_equal(cs_buffer_text(&b->image_frame), cs_buffer_text(&b->value_frame)))
        return true;
    return cs_build_copy_frame(b, &b->image_frame, &b->image->frame, error);
}

/* ---- attr, dn-attr and objectclass ---- */

static bool read_amodt(const cs_build *b, const cs_tag *tag, cs_amodt *amodt, cs_error *error)
{
    cs_text word = cs_tag_value(tag, "operation");

    *amodt = CS_AMODT_ABSENT;
    if (word.n == 0 || !cs_part_is_delta(b->part))
        return true;
    *amodt = cs_amodt_from(word);
    return *amodt != CS_AMODT_UNKNOWN || fail_word(error, "an attribute", word);
}

/* Keeps what the start tag says beyond the columns, unless that is just a plain `multivalued`. */
static bool read_spelling(cs_build *b, const cs_tag *tag, cs_attribute *a, cs_error *error)
{
    const char *of_objectclass[] = {"operation", NULL};
    const char *of_attr[] = {"name", "type", "operation", NULL};
    bool is_objectclass = a->element == CS_OBJECTCLASS;
    cs_buffer *to = &b->value_frame;

    if (a->amodt == CS_AMODT_ABSENT) /* empty, or that of a hologram: it has no column */
        of_objectclass[0] = of_attr[2] = NULL;
    to->n = 0;
    cs_build_put_extras(to, tag, is_objectclass ? of_objectclass : of_attr);
    cs_text spelling = cs_buffer_text(to);
    if (is_objectclass ? spelling.n == 0
                       : cs_text_is(spelling, " multivalued=\"true\"") ||
                             cs_text_is(spelling, " multivalued=\"false\"") ||
                             cs_text_is(spelling, " multivalued=\"1\""))
        return true;
    return cs_build_copy(b, cs_text_strip_front(spelling), &a->spelling, error);
}

/* As .NET and XML Schema spell it (doc/answers.md): a word that is not understood could make
 * several values look like one. */
static bool read_multivalued(const cs_tag *tag, bool *multivalued, cs_error *error)
{
    cs_text word = cs_tag_value(tag, "multivalued");

    *multivalued = cs_word_is_true(word);
    return !word.s || *multivalued || cs_word_is_false(word) ||
           cs_fail_cause(error, CS_CAUSE_CONTRACT,
                         "multivalued=\"%.*s\" of an attribute is neither true nor false",
                         CS_PRINTED(word, 80));
}

static bool read_attribute(cs_build *b, const cs_tag *tag, cs_attribute *a, cs_error *error)
{
    cs_text name = cs_tag_value(tag, "name");

    if (a->element == CS_OBJECTCLASS) {
        a->name = CS_LITERAL("objectClass");
        a->multivalued = true;
    } else if (!name.s) {
        return cs_fail(error, "an attribute without name");
    } else {
        if (!cs_build_copy(b, name, &a->name, error) ||
            !cs_build_copy(b, cs_tag_value(tag, "type"), &a->type, error))
            return false;
        if (!read_multivalued(tag, &a->multivalued, error))
            return false;
    }
    return !b->everything || read_spelling(b, tag, a, error);
}

/* Where an attribute is only checked: the name must be there, and its type is nobody's business. */
static bool check_attribute(cs_build *b, const cs_tag *tag, cs_error *error)
{
    cs_attribute *a = b->attribute;

    a->type = CS_NO_TEXT;
    if (a->element == CS_OBJECTCLASS)
        return true;
    if (!cs_tag_value(tag, "name").s)
        return cs_fail(error, "an attribute without name");
    return read_multivalued(tag, &a->multivalued, error);
}

static bool start_attribute(cs_build *b, cs_element element, const cs_tag *tag, cs_error *error)
{
    cs_amodt amodt;

    if (!read_amodt(b, tag, &amodt, error))
        return false;
    b->attribute = &b->checked_attribute;
    b->attribute->element = element;
    if (!b->image) {
        if (!check_attribute(b, tag, error))
            return false;
        return cs_build_push(b, CS_AT_ATTRIBUTE, error);
    }
    cs_attribute *a = cs_build_alloc(b, sizeof *a, error);
    if (!a)
        return false;
    a->element = element;
    a->amodt = amodt;
    if (!read_attribute(b, tag, a, error))
        return false;
    *b->attribute_tail = a;
    b->attribute_tail = &a->next;
    b->image->count++;
    b->attributes_pending++;
    b->attribute = a;
    b->value_tail = &a->values;
    return cs_build_push(b, CS_AT_ATTRIBUTE, error);
}

/* Where the image keeps the text of such a leaf. */
static cs_text *image_text(cs_image *image, cs_leaf leaf)
{
    switch (leaf) {
    case CS_LEAF_ANCHOR:
        return &image->anchor;
    case CS_LEAF_PARENT_ANCHOR:
        return &image->parent_anchor;
    default:
        return &image->primary_objectclass;
    }
}

/* True where the tag's only XML attribute says that its text is base64. */
static bool is_base64_only(const cs_tag *tag)
{
    return tag->attribute_count == 1 && cs_text_is(cs_tag_value(tag, "encoding"), "base64");
}

/* An anchor or the primary object class; only the first of each has a column. */
static bool start_image_text(cs_build *b, const cs_tag *tag, cs_leaf leaf, cs_error *error)
{
    cs_buffer *frame = b->everything ? &b->image_frame : NULL;
    bool usual =
        leaf == CS_LEAF_PRIMARY_OBJECTCLASS ? tag->attribute_count == 0 : is_base64_only(tag);

    if (b->image && image_text(b->image, leaf)->s)
        return cs_build_unknown(b, tag, frame, error);
    return cs_build_open_leaf(b, leaf, tag, usual, frame, error);
}

bool cs_build_start_in_image(cs_build *b, const cs_tag *tag, cs_error *error)
{
    switch (tag->kind) {
    case CS_KIND_ATTR:
        return start_attribute(b, CS_ATTR, tag, error);
    case CS_KIND_DN_ATTR:
        return start_attribute(b, CS_DN_ATTR, tag, error);
    case CS_KIND_OBJECTCLASS:
        return start_attribute(b, CS_OBJECTCLASS, tag, error);
    default:
        break;
    }
    flush_attributes(b);
    switch (tag->kind) {
    case CS_KIND_ANCHOR:
        return start_image_text(b, tag, CS_LEAF_ANCHOR, error);
    case CS_KIND_PARENT_ANCHOR:
        return start_image_text(b, tag, CS_LEAF_PARENT_ANCHOR, error);
    case CS_KIND_PRIMARY_OBJECTCLASS:
        return start_image_text(b, tag, CS_LEAF_PRIMARY_OBJECTCLASS, error);
    default:
        return cs_build_unknown(b, tag, &b->image_frame, error);
    }
}

/* ---- Values ---- */

static bool read_vmodt(const cs_build *b, const cs_tag *tag, cs_vmodt *vmodt, cs_error *error)
{
    cs_text word = cs_tag_value(tag, "operation");

    *vmodt = CS_VMODT_ABSENT;
    if (!word.s || !cs_part_is_delta(b->part))
        return true;
    *vmodt = cs_vmodt_from(word);
    return *vmodt != CS_VMODT_UNKNOWN || fail_word(error, "a value", word);
}

static cs_value *new_value(cs_build *b, cs_vmodt vmodt, cs_error *error)
{
    cs_value *value = cs_build_alloc(b, sizeof *value, error);

    if (!value)
        return NULL;
    value->vmodt = vmodt;
    *b->value_tail = value;
    b->value_tail = &value->next;
    return value;
}

/* True where a value's tag has just its operation and, of a binary one, its encoding. */
static bool is_usual_value(const cs_build *b, const cs_tag *tag)
{
    size_t usual = cs_part_is_delta(b->part) && cs_tag_value(tag, "operation").s;

    if (cs_text_is(b->attribute->type, "binary")) {
        if (!cs_text_is(cs_tag_value(tag, "encoding"), "base64"))
            return false;
        usual++;
    }
    return tag->attribute_count == usual;
}

static bool start_value(cs_build *b, const cs_tag *tag, cs_error *error)
{
    if (!read_vmodt(b, tag, &b->leaf_vmodt, error))
        return false;
    b->value_frame.n = 0;
    bool usual = !b->everything || is_usual_value(b, tag);
    return cs_build_open_leaf(b, CS_LEAF_VALUE, tag, usual, b->everything ? &b->value_frame : NULL,
                              error);
}

static bool start_dn_value(cs_build *b, const cs_tag *tag, cs_error *error)
{
    static const char *const operation[] = {"operation", NULL};
    static const char *const nothing[] = {NULL};
    cs_vmodt vmodt;

    if (!read_vmodt(b, tag, &vmodt, error))
        return false;
    b->value = NULL;
    b->dn_seen = b->anchor_seen = false;
    if (b->image) {
        b->value = new_value(b, vmodt, error);
        if (!b->value)
            return false;
        b->attribute->count++;
    }
    if (b->everything) {
        b->value_frame.n = 0;
        cs_buffer_puts(&b->value_frame, "<dn-value");
        cs_build_put_extras(&b->value_frame, tag, cs_part_is_delta(b->part) ? operation : nothing);
        cs_buffer_puts(&b->value_frame, ">");
    }
    return cs_build_push(b, CS_AT_DN_VALUE, error);
}

bool cs_build_start_in_attribute(cs_build *b, const cs_tag *tag, cs_error *error)
{
    static const cs_kind kinds[] = {[CS_ATTR] = CS_KIND_VALUE,
                                    [CS_DN_ATTR] = CS_KIND_DN_VALUE,
                                    [CS_OBJECTCLASS] = CS_KIND_OC_VALUE};
    cs_element element = b->attribute->element;

    if (tag->kind == kinds[element])
        return element == CS_DN_ATTR ? start_dn_value(b, tag, error) : start_value(b, tag, error);
    b->value_frame.n = 0;
    return cs_build_unknown(b, tag, &b->value_frame, error);
}

/* An unknown element among the values keeps its place there. */
bool cs_build_end_unknown_value(cs_build *b, cs_error *error)
{
    cs_value *value = new_value(b, CS_VMODT_ABSENT, error);

    if (!value)
        return false;
    value->unknown = true;
    return cs_build_copy_frame(b, &b->value_frame, &value->frame, error);
}

bool cs_build_start_in_dn_value(cs_build *b, const cs_tag *tag, cs_error *error)
{
    cs_buffer *frame = b->everything ? &b->value_frame : NULL;
    bool is_dn = tag->kind == CS_KIND_DN;
    bool *seen = is_dn ? &b->dn_seen : &b->anchor_seen;
    cs_leaf leaf = is_dn ? CS_LEAF_DN : CS_LEAF_DN_ANCHOR;

    if (*seen || (!is_dn && tag->kind != CS_KIND_ANCHOR))
        return cs_build_unknown(b, tag, frame, error);
    *seen = true;
    /* Kept as it stands at first; at its end the text turns into a hole. */
    if (!cs_build_open_leaf(b, leaf, tag, false, frame, error))
        return false;
    b->collect = b->building && (is_dn || b->everything);
    return true;
}

bool cs_build_end_dn_value(cs_build *b, cs_error *error)
{
    if (!b->everything || !b->value)
        return true;
    cs_text usual = b->value->anchor.s ? CS_LITERAL(USUAL_DN USUAL_ANCHOR) : CS_LITERAL(USUAL_DN);
    if (b->value_frame.failed)
        return cs_fail_memory(error);
    if (cs_text_equal(cs_buffer_text(&b->value_frame), usual))
        return true;
    cs_buffer_puts(&b->value_frame, "</dn-value>");
    return cs_build_copy_frame(b, &b->value_frame, &b->value->frame, error);
}

/* ---- The end of an element whose text counts ---- */

/* Ends the kept element; where nothing but text was in it, the text turns into the hole. */
static void end_captured(cs_build *b, cs_buffer *frame, const char *hole)
{
    cs_capture_end(&b->capture);
    if (b->markup)
        return;
    frame->n = b->text_mark;
    cs_buffer_puts(frame, hole);
    cs_buffer_puts(frame, "</");
    cs_buffer_add(frame, cs_build_leaf_name(b));
    cs_buffer_puts(frame, ">");
}

static bool end_value(cs_build *b, cs_error *error)
{
    cs_value *value = new_value(b, b->leaf_vmodt, error);

    if (!value || !cs_build_copy(b, cs_build_leaf_text(b), &value->text, error))
        return false;
    b->attribute->count++;
    if (!b->captured)
        return true;
    end_captured(b, &b->value_frame, "<?value?>");
    if (b->value_frame.failed)
        return cs_fail_memory(error);
    return cs_build_copy_frame(b, &b->value_frame, &value->frame, error);
}

/* An anchor or the primary object class of an image. */
static bool end_image_text(cs_build *b, cs_error *error)
{
    static const char *const holes[] = {[CS_LEAF_ANCHOR] = "<?anchor?>",
                                        [CS_LEAF_PARENT_ANCHOR] = "<?parent-anchor?>",
                                        [CS_LEAF_PRIMARY_OBJECTCLASS] = "<?primary-objectclass?>"};

    if (b->captured)
        cs_capture_end(&b->capture);
    else if (b->everything)
        cs_buffer_puts(&b->image_frame, holes[b->leaf]);
    return cs_build_copy(b, cs_build_leaf_text(b), image_text(b->image, b->leaf), error);
}

bool cs_build_end_image_leaf(cs_build *b, cs_error *error)
{
    if (!b->image)
        return true;
    switch (b->leaf) {
    case CS_LEAF_ANCHOR:
    case CS_LEAF_PARENT_ANCHOR:
    case CS_LEAF_PRIMARY_OBJECTCLASS:
        return end_image_text(b, error);
    case CS_LEAF_VALUE:
        return end_value(b, error);
    case CS_LEAF_DN:
        if (b->captured)
            end_captured(b, &b->value_frame, "<?value?>");
        return cs_build_copy(b, cs_build_leaf_text(b), &b->value->text, error);
    case CS_LEAF_DN_ANCHOR:
        if (!b->captured)
            return true;
        end_captured(b, &b->value_frame, "<?anchor?>");
        return cs_build_copy(b, cs_build_leaf_text(b), &b->value->anchor, error);
    case CS_LEAF_FIELD:
        break;
    }
    return true;
}
