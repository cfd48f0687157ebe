/* Reading a frame (object.h, Frames), piece by piece.
 *
 * A frame can come out of a database that anybody may have edited, so nothing about it is taken
 * for granted: what is handed out is balanced, its names, prefixes, XML attributes and references
 * are what XML 1.0 with namespaces allows, and it nests no deeper than a document may. Not checked
 * here: that its bytes are characters that XML allows.
 *
 * Texts that are handed out lie in the frame and live as long as it does. */
#ifndef CS_XML_FRAME_H
#define CS_XML_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "model/limits.h"

/* What a hole says after its name (CS_HOLE_LITERAL: the element follows as it stood;
 * CS_HOLE_ABSENT: the object had none), and the hole that stands for all elements of the tower. */
#define CS_HOLE_LITERAL "literal"
#define CS_HOLE_ABSENT "absent"
#define CS_HOLE_TOWER "tower"

typedef enum cs_token_kind {
    CS_TOKEN_DAMAGED, /* what follows is no frame */
    CS_TOKEN_END,     /* the frame ended where its element did */
    CS_TOKEN_OPEN,    /* a start tag; an empty-element tag gives this and CS_TOKEN_CLOSE */
    CS_TOKEN_CLOSE,
    CS_TOKEN_TEXT,
    CS_TOKEN_HOLE
} cs_token_kind;

typedef struct cs_token {
    cs_token_kind kind;
    cs_text name; /* of the element or hole */
    cs_text text; /* as written: the XML attributes of a start tag, character data, or what follows
                     the name of a hole */
    size_t depth; /* of the element opened or closed, the frame's own being 1; of text and holes
                     that of the element they stand in */
} cs_token;

typedef struct cs_frame {
    cs_text rest; /* not yet read */
    size_t depth, limit;
    bool begun, damaged;
    bool owed;                           /* an empty-element tag still has to be closed */
    cs_text open[CS_MAX_DEPTH];          /* names of the open elements */
    size_t outside[CS_MAX_DEPTH];        /* prefixes that were declared outside of each */
    cs_text prefixes[CS_MAX_NAMESPACES]; /* those that are declared now */
    size_t prefix_count;
} cs_frame;

/* Begins to read `text`, whose element lies `level` elements deep in a document (the root: 1). */
void cs_frame_begin(cs_frame *frame, cs_text text, size_t level);

/* The next piece; the kind of it. CS_TOKEN_DAMAGED and CS_TOKEN_END stay. */
cs_token_kind cs_frame_next(cs_frame *frame, cs_token *token);

/* An XML attribute of a start tag. */
typedef struct cs_frame_attribute {
    cs_text name;
    cs_text value; /* as written, without its quotes */
    cs_text whole; /* name, equals sign and quotes */
} cs_frame_attribute;

/* Takes the next XML attribute off `rest`: 1, 0 where there is none, -1 where it is damaged. */
int cs_frame_attribute_next(cs_text *rest, cs_frame_attribute *attribute);

/* True where `attributes` are those of a start tag: well-formed, none of them twice, every prefix
 * declared among them. */
bool cs_frame_attributes_check(cs_text attributes);

/* The value of the one of that name, as written; absent where there is none. */
cs_text cs_frame_attribute_value(cs_text attributes, const char *name);

#endif
