/* What is known of a directory's attributes and classes: the built-in table of the well-known ones
 * of Active Directory and of RFC 4519, 2798 and 4512. */
#ifndef CS_DIRECTORY_SCHEMA_H
#define CS_DIRECTORY_SCHEMA_H

#include <stdbool.h>

#include "base/text.h"

/* How the values of an attribute are kept (doc/csexport-xml.md, type). */
typedef enum cs_syntax {
    CS_SYNTAX_STRING,
    CS_SYNTAX_BINARY,
    CS_SYNTAX_INTEGER, /* of 32 bits */
    CS_SYNTAX_LARGE,   /* an integer of 64 bits */
    CS_SYNTAX_BOOLEAN,
    CS_SYNTAX_REFERENCE
} cs_syntax;

typedef struct cs_schema_attribute {
    cs_syntax syntax;
    bool multivalued; /* may have several values; met with several it is multi-valued anyway */
    bool left_out;    /* is not imported unless it is asked for by name */
} cs_schema_attribute;

/* What is known of the attribute of that name (without options), in any ASCII case. One that is not
 * known is a string that is imported. */
cs_schema_attribute cs_schema_well_known(cs_text name);

/* True where `above` is a superclass of `below`, both well known, in any ASCII case. */
bool cs_schema_is_superclass(cs_text above, cs_text below);

#endif
