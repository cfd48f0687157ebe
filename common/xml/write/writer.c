#include "xml/write/writer.h"

#include <stdlib.h>

#include "xml/write/internal.h"

/* Checks the root's frame and counts its holes for objects. */
static void survey_root(cs_writer *writer, cs_text frame)
{
    cs_token token;
    uint64_t number;

    cs_frame_begin(&writer->root, frame, CS_ROOT_LEVEL);
    while (cs_frame_next(&writer->root, &token) > CS_TOKEN_END) {
        bool objects = token.kind == CS_TOKEN_HOLE && token.depth == 1 &&
                       cs_text_is(token.name, "objects") && cs_writer_number(token.text, &number);
        bool wrong = (token.depth == 1 && token.kind == CS_TOKEN_OPEN &&
                      !cs_writer_opens(&token, "cs-objects")) ||
                     (token.depth == 2 && cs_writer_opens(&token, "cs-object"));
        if (wrong || cs_writer_is_stray(&token, 1) || (token.kind == CS_TOKEN_HOLE && !objects))
            cs_writer_damaged(writer);
        writer->places += objects;
    }
    if (token.kind == CS_TOKEN_DAMAGED)
        cs_writer_damaged(writer);
}

/* Writes the root's frame up to the next hole for objects, or to its end. */
static void put_root(cs_writer *writer)
{
    cs_token token;

    while (cs_frame_next(&writer->root, &token) > CS_TOKEN_END) {
        if (token.kind == CS_TOKEN_HOLE) {
            cs_writer_number(token.text, &writer->room);
            writer->places--;
            return;
        }
        cs_writer_token(writer, &token);
        cs_writer_hand_on_much(writer);
    }
}

/* Writes what stands in front of the next object. Objects beyond those that the root's frame knows
 * go into its last place. */
static void put_before_object(cs_writer *writer)
{
    while (writer->room == 0 && writer->places > 0)
        put_root(writer);
    if (writer->room > 0)
        writer->room--;
}

static void put_start(cs_writer *writer, cs_text root_frame)
{
    cs_token token;

    CS_PUT(writer, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    writer->framed = root_frame.s != NULL;
    if (!writer->framed) {
        CS_PUT(writer, "<cs-objects>");
        return;
    }
    survey_root(writer, root_frame);
    cs_frame_begin(&writer->root, root_frame, CS_ROOT_LEVEL);
    if (cs_frame_next(&writer->root, &token) == CS_TOKEN_OPEN)
        cs_writer_token(writer, &token);
}

cs_writer *cs_writer_new(cs_output *out, unsigned items, cs_text root_frame, cs_error *error)
{
    cs_writer *writer = calloc(1, sizeof *writer);

    if (!writer) {
        cs_fail_memory(error);
        return NULL;
    }
    writer->out = out;
    writer->items = items;
    writer->error = error;
    put_start(writer, root_frame);
    if (writer->failed) {
        cs_writer_free(writer);
        return NULL;
    }
    return writer;
}

bool cs_writer_put(cs_writer *writer, const cs_object *object, cs_error *error)
{
    if (writer->failed)
        return cs_fail(error, "an earlier write of this document failed");
    writer->error = error;
    put_before_object(writer);
    writer->object = object;
    cs_writer_object(writer);
    cs_writer_hand_on(writer);
    writer->object = NULL;
    return !writer->failed;
}

bool cs_writer_end(cs_writer *writer, cs_error *error)
{
    if (writer->failed)
        return cs_fail(error, "an earlier write of this document failed");
    writer->error = error;
    while (writer->places > 0)
        put_root(writer);
    if (writer->framed)
        put_root(writer);
    else
        CS_PUT(writer, "</cs-objects>");
    cs_writer_hand_on(writer);
    return !writer->failed;
}

void cs_writer_free(cs_writer *writer)
{
    if (!writer)
        return;
    cs_buffer_free(&writer->buffer);
    cs_buffer_free(&writer->shown);
    cs_buffer_free(&writer->scratch);
    free(writer);
}
