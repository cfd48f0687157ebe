/* What is inside a delta or a hologram, as XML. */
#include "xml/write/internal.h"

/* ---- Values ---- */

static const char *const attribute_elements[] = {"attr", "dn-attr", "objectclass"};
static const char *const value_elements[] = {"value", "dn-value", "oc-value"};

/* The holes of a value. */
typedef struct value_holes {
    bool value, anchor; /* have been filled */
} value_holes;

static void fill_value_hole(cs_writer *writer, const cs_value *value, cs_text name,
                            value_holes *filled)
{
    if (cs_text_is(name, "value") && !value->unknown) {
        if (!filled->value)
            cs_writer_text(writer, value->text);
        filled->value = true;
    } else if (cs_text_is(name, "anchor") && !value->unknown) {
        if (!filled->anchor)
            cs_writer_text(writer, value->anchor);
        filled->anchor = true;
    } else {
        cs_writer_damaged(writer);
    }
}

/* Opens the element of a value's frame. */
static void open_framed_value(cs_writer *writer, const cs_attribute *attribute,
                              const cs_value *value, const cs_token *token)
{
    const cs_known operation = {"operation", cs_text_from(cs_vmodt_word(value->vmodt))};

    const char *name = value_elements[attribute->element];
    bool foreign = cs_text_is(token->name, name) && !cs_writer_opens(token, name);

    /* An element of that name in a foreign namespace is unknown, whatever it is called here. */
    if (value->unknown || (foreign && !value->text.s)) {
        cs_writer_token(writer, token);
        return;
    }
    if (!cs_writer_opens(token, name)) {
        cs_writer_damaged(writer);
        return;
    }
    CS_PUT(writer, "<");
    cs_buffer_add(&writer->buffer, token->name);
    cs_writer_attribute(writer, operation.name, operation.value);
    cs_writer_others(writer, token->text, &operation, 1);
    CS_PUT(writer, ">");
}

static void put_framed_value(cs_writer *writer, const cs_attribute *attribute,
                             const cs_value *value)
{
    cs_frame frame;
    cs_token token;
    value_holes filled = {false, false};

    cs_frame_begin(&frame, value->frame, CS_VALUE_LEVEL);
    while (cs_frame_next(&frame, &token) > CS_TOKEN_END && !writer->failed) {
        if (token.kind == CS_TOKEN_OPEN && token.depth == 1)
            open_framed_value(writer, attribute, value, &token);
        else if (token.kind == CS_TOKEN_HOLE)
            fill_value_hole(writer, value, token.name, &filled);
        else if (attribute->element == CS_DN_ATTR && !value->unknown &&
                 cs_writer_is_stray(&token, 1))
            cs_writer_damaged(writer);
        else
            cs_writer_token(writer, &token);
    }
    if (token.kind == CS_TOKEN_DAMAGED)
        cs_writer_damaged(writer);
}

static void put_operation(cs_writer *writer, const char *word)
{
    if (!word)
        return;
    CS_PUT(writer, " operation=\"");
    cs_writer_puts(writer, word);
    CS_PUT(writer, "\"");
}

/* A dn-value: its dn, and its anchor where it has one. */
static void put_reference(cs_writer *writer, const cs_value *value)
{
    CS_PUT(writer, "<dn-value");
    put_operation(writer, cs_vmodt_word(value->vmodt));
    CS_PUT(writer, "><dn>");
    cs_writer_text(writer, value->text);
    CS_PUT(writer, "</dn>");
    if (value->anchor.s) {
        CS_PUT(writer, "<anchor encoding=\"base64\">");
        cs_writer_text(writer, value->anchor);
        CS_PUT(writer, "</anchor>");
    }
    CS_PUT(writer, "</dn-value>");
}

static void put_value(cs_writer *writer, const cs_attribute *attribute, const cs_value *value)
{
    if (value->frame.s) {
        put_framed_value(writer, attribute, value);
        return;
    }
    switch (attribute->element) {
    case CS_DN_ATTR:
        put_reference(writer, value);
        break;
    case CS_OBJECTCLASS:
        CS_PUT(writer, "<oc-value");
        put_operation(writer, cs_vmodt_word(value->vmodt));
        CS_PUT(writer, ">");
        cs_writer_text(writer, value->text);
        CS_PUT(writer, "</oc-value>");
        break;
    case CS_ATTR:
        CS_PUT(writer, "<value");
        put_operation(writer, cs_vmodt_word(value->vmodt));
        if (cs_text_is(attribute->type, "binary"))
            CS_PUT(writer, " encoding=\"base64\"");
        CS_PUT(writer, ">");
        cs_writer_text(writer, value->text);
        CS_PUT(writer, "</value>");
        break;
    }
}

/* ---- Attributes ---- */

/* Writes what an attribute has in place of a plain multivalued="…". */
static void put_spelling(cs_writer *writer, const cs_attribute *attribute, const cs_known *fields,
                         size_t count)
{
    cs_buffer *scratch = &writer->scratch;

    /* It may come with or without the blank in front that an XML attribute needs. */
    scratch->n = 0;
    cs_buffer_puts(scratch, " ");
    cs_buffer_add(scratch, attribute->spelling);
    cs_text spelling = cs_buffer_text(scratch);
    if (scratch->failed)
        return; /* cs_writer_hand_on() says so */
    if (!cs_frame_attributes_check(spelling))
        cs_writer_damaged(writer);
    else
        cs_writer_others(writer, spelling, fields, count);
}

/* Writes an attr, dn-attr or objectclass. In a hologram nothing has an operation. */
static void put_attribute_element(cs_writer *writer, const cs_attribute *attribute, bool delta)
{
    const char *element = attribute_elements[attribute->element];
    bool named = attribute->element != CS_OBJECTCLASS;
    const cs_known fields[] = {
        {"name", named ? attribute->name : CS_NO_TEXT},
        {"operation", cs_text_from(delta ? cs_amodt_word(attribute->amodt) : NULL)},
        {"type", named ? attribute->type : CS_NO_TEXT},
    };

    CS_PUT(writer, "<");
    cs_writer_puts(writer, element);
    for (size_t i = 0; i < 3; i++)
        cs_writer_attribute(writer, fields[i].name, fields[i].value);
    if (attribute->spelling.s)
        put_spelling(writer, attribute, fields, 3);
    else if (named && attribute->multivalued)
        CS_PUT(writer, " multivalued=\"true\"");
    else if (named)
        CS_PUT(writer, " multivalued=\"false\"");
    CS_PUT(writer, ">");
    for (const cs_value *value = attribute->values; value && !writer->failed; value = value->next) {
        put_value(writer, attribute, value);
        cs_writer_hand_on_much(writer);
    }
    CS_PUT(writer, "</");
    cs_writer_puts(writer, element);
    CS_PUT(writer, ">");
    cs_writer_hand_on_much(writer);
}

/* ---- Deltas and holograms ---- */

/* The elements of an image that hold one text. */
enum {
    ANCHOR,
    PARENT_ANCHOR,
    PRIMARY_OBJECTCLASS,
    SIMPLE
};

static const char *const simple_elements[SIMPLE] = {"anchor", "parent-anchor",
                                                    "primary-objectclass"};

static cs_text simple_text(const cs_image *image, size_t simple)
{
    return simple == ANCHOR          ? image->anchor
           : simple == PARENT_ANCHOR ? image->parent_anchor
                                     : image->primary_objectclass;
}

static void put_simple(cs_writer *writer, const cs_image *image, size_t simple)
{
    cs_text text = simple_text(image, simple);

    if (!text.s)
        return;
    CS_PUT(writer, "<");
    cs_writer_puts(writer, simple_elements[simple]);
    if (simple == PRIMARY_OBJECTCLASS)
        CS_PUT(writer, ">");
    else
        CS_PUT(writer, " encoding=\"base64\">");
    cs_writer_text(writer, text);
    CS_PUT(writer, "</");
    cs_writer_puts(writer, simple_elements[simple]);
    CS_PUT(writer, ">");
}

/* The element that a part holds. */
static const char *inner_element(cs_part part)
{
    return cs_part_is_delta(part) ? "delta" : "entry";
}

/* Opens the delta or entry; `others` are XML attributes beyond the known ones, absent for none. */
static void open_inner(cs_writer *writer, cs_part part, const cs_image *image, cs_text others)
{
    bool delta = cs_part_is_delta(part);
    const cs_known fields[] = {
        {"operation", cs_text_from(delta ? cs_omodt_word(image->omodt) : NULL)},
        {"dn", image->dn},
        {"newdn", delta ? image->newdn : CS_NO_TEXT},
    };

    CS_PUT(writer, "<");
    cs_writer_puts(writer, inner_element(part));
    for (size_t i = 0; i < 3; i++)
        cs_writer_attribute(writer, fields[i].name, fields[i].value);
    if (others.s)
        cs_writer_others(writer, others, fields, 3);
    CS_PUT(writer, ">");
}

/* A delta or hologram with a frame, while it is written. */
typedef struct framed_image {
    cs_part part;
    const cs_image *image;
    bool in_frame[SIMPLE];    /* has a hole, or stands there as it is */
    bool filled[SIMPLE];      /* its hole */
    const cs_attribute *next; /* not yet written */
    uint64_t written;         /* so many attributes are */
    bool inside;              /* inside the delta or entry */
    unsigned entered;         /* how many of them there are */
} framed_image;

static size_t simple_from(cs_text name)
{
    size_t simple = 0;

    while (simple < SIMPLE && !cs_text_is(name, simple_elements[simple]))
        simple++;
    return simple;
}

/* Notes what the frame has a place for; true where there is exactly one delta or entry in it. */
static bool survey_image(framed_image *framed)
{
    cs_frame frame;
    cs_token token;
    bool inside = false;

    cs_frame_begin(&frame, framed->image->frame, CS_PART_LEVEL);
    while (cs_frame_next(&frame, &token) > CS_TOKEN_END) {
        if (token.depth == 1 && token.kind == CS_TOKEN_OPEN &&
            !cs_writer_opens(&token, cs_part_name(framed->part)))
            return false;
        if (cs_writer_is_stray(&token, inside ? 2 : 1))
            return false;
        if (token.depth == 2 && cs_writer_opens(&token, inner_element(framed->part))) {
            inside = true;
            framed->entered++;
        }
        bool literal = inside && token.depth == 3 && token.kind == CS_TOKEN_OPEN;
        bool hole = inside && token.depth == 2 && token.kind == CS_TOKEN_HOLE;
        size_t simple = literal || hole ? simple_from(token.name) : SIMPLE;
        if (simple < SIMPLE && (hole || cs_writer_opens(&token, simple_elements[simple])))
            framed->in_frame[simple] = true;
        if (token.depth == 2 && token.kind == CS_TOKEN_CLOSE)
            inside = false;
    }
    return token.kind == CS_TOKEN_END && framed->entered == 1;
}

/* Writes attributes until `count` are written. */
static void put_attributes_to(cs_writer *writer, framed_image *framed, uint64_t count)
{
    while (framed->next && framed->written < count && !writer->failed) {
        put_attribute_element(writer, framed->next, cs_part_is_delta(framed->part));
        framed->next = framed->next->next;
        framed->written++;
    }
}

static void fill_image_hole(cs_writer *writer, framed_image *framed, const cs_token *token)
{
    size_t simple = simple_from(token->name);
    uint64_t last;

    if (!framed->inside || token->depth != 2) {
        cs_writer_damaged(writer);
    } else if (simple < SIMPLE && token->text.n == 0) {
        if (!framed->filled[simple])
            put_simple(writer, framed->image, simple);
        framed->filled[simple] = true;
    } else if (cs_text_is(token->name, "attr") && cs_writer_number(token->text, &last)) {
        put_attributes_to(writer, framed, last + 1); /* numbered from 0 */
    } else {
        cs_writer_damaged(writer);
    }
}

static void open_framed_inner(cs_writer *writer, framed_image *framed, const cs_token *token)
{
    framed->inside = true;
    open_inner(writer, framed->part, framed->image, token->text);
    for (size_t simple = 0; simple < SIMPLE; simple++)
        if (!framed->in_frame[simple])
            put_simple(writer, framed->image, simple);
}

static void put_framed_image(cs_writer *writer, cs_part part, const cs_image *image)
{
    framed_image framed = {.part = part, .image = image, .next = image->attributes};
    cs_frame frame;
    cs_token token;

    if (!survey_image(&framed)) {
        cs_writer_damaged(writer);
        return;
    }
    cs_frame_begin(&frame, image->frame, CS_PART_LEVEL);
    while (cs_frame_next(&frame, &token) > CS_TOKEN_END && !writer->failed) {
        if (token.depth == 2 && cs_writer_opens(&token, inner_element(part))) {
            open_framed_inner(writer, &framed, &token);
            continue;
        }
        if (token.kind == CS_TOKEN_HOLE)
            fill_image_hole(writer, &framed, &token);
        if (framed.inside && token.depth == 2 && token.kind == CS_TOKEN_CLOSE) {
            put_attributes_to(writer, &framed, UINT64_MAX);
            framed.inside = false;
        }
        cs_writer_token(writer, &token);
        cs_writer_hand_on_much(writer);
    }
}

void cs_writer_part(cs_writer *writer, cs_part part, const cs_image *image)
{
    if (image && image->frame.s) {
        put_framed_image(writer, part, image);
        return;
    }
    CS_PUT(writer, "<");
    cs_writer_puts(writer, cs_part_name(part));
    CS_PUT(writer, ">");
    if (image) {
        open_inner(writer, part, image, CS_NO_TEXT);
        for (size_t simple = 0; simple < SIMPLE; simple++)
            put_simple(writer, image, simple);
        for (const cs_attribute *a = image->attributes; a && !writer->failed; a = a->next)
            put_attribute_element(writer, a, cs_part_is_delta(part));
        CS_PUT(writer, "</");
        cs_writer_puts(writer, inner_element(part));
        CS_PUT(writer, ">");
    }
    CS_PUT(writer, "</");
    cs_writer_puts(writer, cs_part_name(part));
    CS_PUT(writer, ">");
}
