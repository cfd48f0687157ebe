/* What an object's error detail says (doc/csexport-xml.md, Errors). */
#ifndef CS_DECODE_ERRORDETAIL_H
#define CS_DECODE_ERRORDETAIL_H

#include "base/arena.h"

typedef struct cs_error_detail {
    cs_text type;   /* error-type */
    cs_text code;   /* error-code */
    cs_text date;   /* date-occurred */
    cs_text detail; /* server-error-detail, else extra-error-details, else error-literal, else
                       error-name */
} cs_error_detail;

/* Reads an error detail element, as an object's field holds it; each text wherever it stands below
 * the element, as an XML attribute or an element, the first of several that is not empty. They live
 * in `arena`. */
cs_error_detail cs_error_detail_read(cs_text xml, cs_arena *arena);

#endif
