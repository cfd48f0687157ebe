/* What is a delta or an entry, and what are its attributes? Their values are in build_value.c. */
#include <stdio.h>

#include "xml/read/build_internal.h"

/* ---- delta and entry ---- */

static bool read_omodt(const cs_tag *tag, cs_omodt *omodt, cs_error *error)
{
    cs_text word = cs_tag_value(tag, "operation");

    if (!word.s)
        return cs_fail(error, "a delta without operation");
    *omodt = cs_omodt_from(word);
    return *omodt != CS_OMODT_UNKNOWN || cs_build_fail_word(error, "a delta", word);
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
    return *amodt != CS_AMODT_UNKNOWN || cs_build_fail_word(error, "an attribute", word);
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

bool cs_build_end_image_text(cs_build *b, cs_error *error)
{
    static const char *const holes[] = {[CS_LEAF_ANCHOR] = "<?anchor?>",
                                        [CS_LEAF_PARENT_ANCHOR] = "<?parent-anchor?>",
                                        [CS_LEAF_PRIMARY_OBJECTCLASS] = "<?primary-objectclass?>"};

    if (!b->image)
        return true;
    if (b->captured)
        cs_capture_end(&b->capture);
    else if (b->everything)
        cs_buffer_puts(&b->image_frame, holes[b->leaf]);
    return cs_build_copy(b, cs_build_leaf_text(b), image_text(b->image, b->leaf), error);
}
