#include "decode/errordetail.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "xml/frame.h"
#include "xml/token.h"

/* The names that are looked for; those of `detail` in the order in which they count. */
static const char *const names[] = {"error-type",          "error-code",          "date-occurred",
                                    "server-error-detail", "extra-error-details", "error-literal",
                                    "error-name"};

enum {
    NAMES = sizeof names / sizeof *names
};

static size_t name_index(cs_text name)
{
    size_t i = 0;

    while (i < NAMES && !cs_text_is(name, names[i]))
        i++;
    return i;
}

/* A text of a frame with its references decoded, in the arena. */
static cs_text decoded(cs_text written, cs_arena *arena)
{
    cs_buffer text = {0};

    cs_scan_decode(&text, written, false);
    cs_text kept = cs_arena_copy(arena, cs_buffer_text(&text));
    cs_buffer_free(&text);
    return kept;
}

static void read_attributes(cs_text written, cs_text *found, cs_arena *arena)
{
    cs_frame_attribute a;

    while (cs_frame_attribute_next(&written, &a) > 0) {
        size_t i = name_index(a.name);
        if (i < NAMES && found[i].n == 0)
            found[i] = decoded(a.value, arena);
    }
}

cs_error_detail cs_error_detail_read(cs_text xml, cs_arena *arena)
{
    cs_text found[NAMES] = {{0}};
    cs_frame *frame = malloc(sizeof *frame);
    size_t open = NAMES;
    cs_token token;

    if (frame && xml.s) {
        cs_frame_begin(frame, xml, 3);
        while (cs_frame_next(frame, &token) != CS_TOKEN_END && token.kind != CS_TOKEN_DAMAGED) {
            if (token.kind == CS_TOKEN_OPEN) {
                read_attributes(token.text, found, arena);
                open = name_index(token.name);
            } else if (token.kind == CS_TOKEN_TEXT && open < NAMES && found[open].n == 0) {
                found[open] = decoded(token.text, arena);
            } else {
                open = NAMES;
            }
        }
    }
    free(frame);
    size_t detail = 3;
    while (detail < NAMES - 1 && found[detail].n == 0)
        detail++;
    return (cs_error_detail){found[0], found[1], found[2], found[detail]};
}
