/* What libxml2 complains about, in words that help a user: what has happened to the file. */
#ifndef CS_XML_READ_COMPLAINT_H
#define CS_XML_READ_COMPLAINT_H

#include <libxml/xmlerror.h>
#include <stdbool.h>

#include "base/error.h"

/* Where in the document the complaint is. */
typedef enum cs_complaint_place {
    CS_BEFORE_ROOT,
    CS_IN_ROOT,
    CS_AFTER_ROOT
} cs_complaint_place;

/* Sets the error. `rest` is the text from the place on, or, if the whole file has been read
 * (`ended`), what was left of it before libxml2 was told so. */
void cs_describe_complaint(const xmlError *complaint, cs_complaint_place place, bool ended,
                           cs_text rest, cs_error *error);

/* True if the text ends inside a tag or other markup. */
bool cs_ends_early(cs_text rest);

/* True if another document begins with this text. */
bool cs_begins_document(cs_text text);

#endif
