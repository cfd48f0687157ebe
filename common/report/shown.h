/* A value as the report shows it. */
#ifndef CS_REPORT_SHOWN_H
#define CS_REPORT_SHOWN_H

#include "base/buffer.h"

/* How values are shown. */
typedef struct cs_showing {
    bool decode;    /* as people read them (decode/decode.h) */
    bool passwords; /* those of passwords, too: else "(hidden)" stands there */
} cs_showing;

/* The value of an attribute as it is shown; `value` itself where nothing is to be changed, or in
 * `scratch` as cs_decode() has it. Absent stays absent. */
cs_text cs_shown(const cs_showing *showing, cs_text name, cs_text type, cs_text value,
                 cs_buffer *scratch);

/* True for what cs_shown() gives for a value that it hides. */
bool cs_is_hidden(cs_text shown);

#endif
