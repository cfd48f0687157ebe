#include "decode/errordetail.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "xml/frame.h"
#include "xml/token.h"

/* The elements and XML attributes that Microsoft documents for import-errordetail and
 * export-errordetail (Connector Space Export XML), and those that newer engines write. */
static const char *const names[CS_ERROR_PARTS] = {
    [CS_ERROR_TYPE] = "error-type",
    [CS_ERROR_CODE] = "error-code",
    [CS_ERROR_DATE] = "date-occurred",
    [CS_ERROR_FIRST] = "first-occurred",
    [CS_ERROR_RETRIES] = "retry-count",
    [CS_ERROR_LITERAL] = "error-literal",
    [CS_ERROR_NAME] = "error-name",
    [CS_ERROR_SERVER_DETAIL] = "server-error-detail",
    [CS_ERROR_EXTRA_DETAILS] = "extra-error-details",
    [CS_ERROR_CALL_STACK] = "call-stack",
    [CS_ERROR_STEP] = "algorithm-step",
    [CS_ERROR_ATTRIBUTE] = "dest-attr",
    [CS_ERROR_EXTENSION_NAME] = "extension-name",
    [CS_ERROR_EXTENSION_CALLSITE] = "extension-callsite",
    [CS_ERROR_EXTENSION_CONTEXT] = "extension-context",
    [CS_ERROR_SCRIPT_CONTEXT] = "script-context",
};

static unsigned part_of(cs_text name)
{
    unsigned i = 0;

    while (i < CS_ERROR_PARTS && !cs_text_is(name, names[i]))
        i++;
    return i;
}

/* Keeps a part's text, its references decoded, in the arena; unless it has one already. */
static void keep(cs_error_detail *detail, unsigned part, cs_text written, cs_arena *arena)
{
    cs_buffer text = {0};

    if (part == CS_ERROR_PARTS || detail->parts[part].n > 0)
        return;
    cs_scan_decode(&text, written, false);
    detail->parts[part] = cs_arena_copy(arena, cs_buffer_text(&text));
    cs_buffer_free(&text);
}

static void keep_attributes(cs_error_detail *detail, cs_text written, cs_arena *arena)
{
    cs_frame_attribute a;

    while (cs_frame_attribute_next(&written, &a) > 0)
        keep(detail, part_of(a.name), a.value, arena);
}

cs_error_detail cs_error_detail_read(cs_text xml, cs_arena *arena)
{
    cs_error_detail detail = {.parts = {{0}}};
    cs_frame *frame = malloc(sizeof *frame);
    unsigned open = CS_ERROR_PARTS;
    cs_token token;

    if (frame && xml.s) {
        cs_frame_begin(frame, xml, 3);
        while (cs_frame_next(frame, &token) != CS_TOKEN_END && token.kind != CS_TOKEN_DAMAGED) {
            if (token.kind == CS_TOKEN_OPEN) {
                keep_attributes(&detail, token.text, arena);
                open = part_of(token.name);
            } else if (token.kind == CS_TOKEN_TEXT) {
                keep(&detail, open, token.text, arena);
            } else {
                open = CS_ERROR_PARTS;
            }
        }
    }
    free(frame);
    return detail;
}

cs_text cs_error_detail_either(const cs_error_detail *detail, cs_error_part first,
                               cs_error_part second)
{
    return detail->parts[first].n > 0 ? detail->parts[first] : detail->parts[second];
}
