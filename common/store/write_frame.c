#include "store/internal.h"
#include "xml/escape.h"

/* The holes of an object that has no frame, in their order. */
#define USUAL_FRAME                                                                                \
    "<cs-object><?connector?><?import-delta-operation?><?export-delta-operation?>"                 \
    "<?import-errordetail?><?export-errordetail?><?ma-id?><?ma-name?></cs-object>"

/* True if the columns cannot give the field back as it is. */
static bool is_lost(const cs_store_writing *writing, cs_field field, cs_text text)
{
    switch (field) {
    case CS_FIELD_CONNECTOR:
        return text.s && !cs_text_is(text, "0") && !cs_text_is(text, "1");
    case CS_FIELD_MA_ID:
        return text.s && !(writing->guid.s && cs_text_equal(text, writing->guid));
    case CS_FIELD_MA_NAME:
        return text.s && !cs_text_equal(text, writing->name);
    default:
        return false;
    }
}

static bool is_anything_lost(const cs_store_writing *writing, const cs_object *object)
{
    for (cs_field field = 0; field < CS_FIELDS; field++)
        if (is_lost(writing, field, object->fields[field]))
            return true;
    return false;
}

static void put_element(cs_buffer *to, const char *name, cs_text text)
{
    cs_buffer_puts(to, "<");
    cs_buffer_puts(to, name);
    cs_buffer_puts(to, ">");
    cs_escape_text(to, text);
    cs_buffer_puts(to, "</");
    cs_buffer_puts(to, name);
    cs_buffer_puts(to, ">");
}

/* Adds a hole, or its element if the field would be lost. */
static void put_hole(const cs_store_writing *writing, cs_buffer *to, const cs_object *object,
                     cs_text hole)
{
    cs_text name = {hole.s + 2, hole.n - 4};

    for (cs_field field = 0; field < CS_FIELDS; field++) {
        cs_text text = object->fields[field];
        if (cs_text_is(name, cs_field_name(field)) && is_lost(writing, field, text)) {
            put_element(to, cs_field_name(field), text);
            return;
        }
    }
    cs_buffer_add(to, hole);
}

bool cs_store_frame(cs_store_writing *writing, const cs_object *object, cs_text *frame,
                    cs_error *error)
{
    cs_buffer *to = &writing->frame;
    cs_text rest = object->frame.s ? object->frame : CS_LITERAL(USUAL_FRAME);
    const char *start, *end;

    *frame = object->frame;
    if (!is_anything_lost(writing, object))
        return true;
    to->n = 0;
    /* Markup in a frame's text is escaped, so these two can only be a hole. */
    while ((start = memmem(rest.s, rest.n, "<?", 2)) != NULL &&
           (end = memmem(start, rest.n - (size_t)(start - rest.s), "?>", 2)) != NULL) {
        cs_text hole = {start, (size_t)(end - start) + 2};
        cs_buffer_add(to, (cs_text){rest.s, (size_t)(start - rest.s)});
        put_hole(writing, to, object, hole);
        rest = (cs_text){end + 2, rest.n - (size_t)(end + 2 - rest.s)};
    }
    cs_buffer_add(to, rest);
    *frame = cs_buffer_text(to);
    return !to->failed || cs_fail_memory(error);
}
