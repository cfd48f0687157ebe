/* Names that are known without a file that holds them: the attributes and object types that
 * directories and the engine itself define, and which of the attributes hold passwords. */
#ifndef CS_REPORT_KNOWN_H
#define CS_REPORT_KNOWN_H

#include "base/text.h"

/* True for a well-known name, ASCII case ignored. */
bool cs_is_known_attribute(cs_text name);
bool cs_is_known_type(cs_text name);

/* True for an attribute whose values are passwords (doc/answers.md, Passwords), ASCII case
 * ignored. */
bool cs_is_password(cs_text name);

#endif
