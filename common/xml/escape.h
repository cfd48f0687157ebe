/* Text as XML spells it. */
#ifndef CS_XML_ESCAPE_H
#define CS_XML_ESCAPE_H

#include "base/buffer.h"
#include "base/text.h"

/* Adds `t` as character data: & < > as entities, CR as a character reference, so that it comes
 * back to the byte. */
void cs_escape_text(cs_buffer *to, cs_text t);

/* Adds `t` as the inside of a double-quoted XML attribute: the above, the quote, tab and LF too. */
void cs_escape_attribute(cs_buffer *to, cs_text t);

#endif
