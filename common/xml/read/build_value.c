/* What are the values of an attribute? */
#include "xml/read/build_internal.h"

/* What a reference looks like as a rule, but for its end tag. */
#define USUAL_DN "<dn-value><dn><?value?></dn>"
#define USUAL_ANCHOR "<anchor encoding=\"base64\"><?anchor?></anchor>"

static bool read_vmodt(const cs_build *b, const cs_tag *tag, cs_vmodt *vmodt, cs_error *error)
{
    cs_text word = cs_tag_value(tag, "operation");

    *vmodt = CS_VMODT_ABSENT;
    if (!word.s || !cs_part_is_delta(b->part))
        return true;
    *vmodt = cs_vmodt_from(word);
    return *vmodt != CS_VMODT_UNKNOWN || cs_build_fail_word(error, "a value", word);
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

/* ---- The end of a value ---- */

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

bool cs_build_end_value_leaf(cs_build *b, cs_error *error)
{
    if (!b->image)
        return true;
    switch (b->leaf) {
    case CS_LEAF_VALUE:
        return end_value(b, error);
    case CS_LEAF_DN:
        if (b->captured)
            end_captured(b, &b->value_frame, "<?value?>");
        return cs_build_copy(b, cs_build_leaf_text(b), &b->value->text, error);
    default: /* CS_LEAF_DN_ANCHOR */
        if (!b->captured)
            return true;
        end_captured(b, &b->value_frame, "<?anchor?>");
        return cs_build_copy(b, cs_build_leaf_text(b), &b->value->anchor, error);
    }
}
