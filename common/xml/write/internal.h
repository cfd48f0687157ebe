/* What the parts of the writer share: writer.c knows the document, writer_object.c a cs-object,
 * writer_image.c what is inside a delta or a hologram, and writer_xml.c how XML gets out. */
#ifndef CS_XML_WRITE_INTERNAL_H
#define CS_XML_WRITE_INTERNAL_H

#include "xml/escape.h"
#include "xml/frame.h"
#include "xml/write/writer.h"

/* How deep in a document the element of each kind of frame lies. */
enum {
    CS_ROOT_LEVEL = 1,
    CS_OBJECT_LEVEL = 2,
    CS_PART_LEVEL = 3,
    CS_FIELD_LEVEL = 3,
    CS_VALUE_LEVEL = 6
};

struct cs_writer {
    cs_output *out;
    unsigned items;
    cs_buffer buffer;
    cs_buffer shown;         /* what a terminal gets */
    cs_buffer scratch;       /* a text to compare with */
    const cs_object *object; /* being written, NULL between objects */
    cs_error *error;         /* of the call under way */
    bool failed;             /* for good: something that was asked for is missing */
    bool framed;             /* there is a frame of the root */
    cs_frame root;           /* what is left of it */
    size_t places;           /* holes for objects that are left in it */
    uint64_t room;           /* objects that still go into the present one */
};

/* Nothing below returns a failure: it is kept in `failed`, and nothing more gets out. */

/* Says that a frame is damaged. */
void cs_writer_damaged(cs_writer *writer);

/* Hands what waits in the buffer to the output, the second only where it has become much. Not
 * inside of a character. */
void cs_writer_hand_on(cs_writer *writer);
void cs_writer_hand_on_much(cs_writer *writer);

/* Adds a string literal, as it stands. */
#define CS_PUT(writer, literal) cs_buffer_add(&(writer)->buffer, CS_LITERAL(literal))

/* Adds XML as it stands, or a text as character data. */
static inline void cs_writer_puts(cs_writer *writer, const char *xml)
{
    cs_buffer_puts(&writer->buffer, xml);
}

static inline void cs_writer_text(cs_writer *writer, cs_text text)
{
    cs_escape_text(&writer->buffer, text);
}

/* An XML attribute that is a field of its own; `value` absent where it is not there. */
typedef struct cs_known {
    const char *name;
    cs_text value;
} cs_known;

/* Adds an XML attribute with the blank in front; nothing where `value` is absent. */
void cs_writer_attribute(cs_writer *writer, const char *name, cs_text value);

/* Adds the XML attributes `others`, well-formed ones of a frame, without those that are there among
 * the `count` fields. */
void cs_writer_others(cs_writer *writer, cs_text others, const cs_known *fields, size_t count);

/* Adds a start tag, end tag or text of a frame. */
void cs_writer_token(cs_writer *writer, const cs_token *token);

/* True where the token opens an element of that name in no namespace. */
bool cs_writer_opens(const cs_token *token, const char *name);

/* True for text other than white space in an element of the frame that may hold only elements: one
 * at most `deepest` deep. No reader would take it back. */
bool cs_writer_is_stray(const cs_token *token, size_t deepest);

/* A number of at most 19 digits; false where `t` is none. */
bool cs_writer_number(cs_text t, uint64_t *number);

/* Writes a delta or hologram, an empty element where `image` is NULL. */
void cs_writer_part(cs_writer *writer, cs_part part, const cs_image *image);

/* Writes writer->object. */
void cs_writer_object(cs_writer *writer);

#endif
