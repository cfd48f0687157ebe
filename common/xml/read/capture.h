/* Keeps elements as XML that stands on its own: what a frame is written with.
 *
 * White space between elements is not kept, all other text is. Namespaces that an element uses and
 * that are declared outside of what is kept are declared where they are first used. */
#ifndef CS_XML_READ_CAPTURE_H
#define CS_XML_READ_CAPTURE_H

#include "base/buffer.h"
#include "xml/tag.h"

typedef struct cs_capture {
    cs_buffer *to; /* where the XML goes */
    cs_buffer run; /* text since the last tag */
    bool verbatim; /* white space between elements is kept too: markup inside a value */
    unsigned depth;
    /* What each open element needs at its end. */
    struct cs_capture_level {
        size_t name_at, name_n; /* its name in `names` */
        size_t scopes;          /* how many declarations were in scope before it */
        bool parent;            /* has child elements */
    } * levels;
    size_t level_room;
    cs_buffer names;
    struct cs_capture_scope {
        size_t prefix_at, prefix_n, uri_at, uri_n; /* in `scope_names` */
    } * scopes;
    size_t scope_count, scope_room;
    cs_buffer scope_names;
} cs_capture;

/* An empty capture needs no initialisation beyond zeroes. Where it runs out of memory, it is `to`
 * that has failed once the element's end is there. */

/* Begins keeping elements in `to`; the next call is cs_capture_start(). */
void cs_capture_begin(cs_capture *capture, cs_buffer *to, bool verbatim);

void cs_capture_start(cs_capture *capture, const cs_tag *tag);
void cs_capture_text(cs_capture *capture, cs_text text);
void cs_capture_end(cs_capture *capture);

/* Adds the tag's i-th XML attribute, with a blank in front, to a start tag that is being written to
 * `to`, and the declaration of its prefix where no attribute before it in the tag has the same. */
void cs_capture_attribute(cs_buffer *to, const cs_tag *tag, size_t i);

void cs_capture_free(cs_capture *capture);

#endif
