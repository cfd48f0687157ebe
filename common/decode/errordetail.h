/* What an object's error detail says (doc/csexport-xml.md, Errors). */
#ifndef CS_DECODE_ERRORDETAIL_H
#define CS_DECODE_ERRORDETAIL_H

#include "base/arena.h"

/* What an error detail can hold, by the name of the element or XML attribute. */
typedef enum cs_error_part {
    CS_ERROR_TYPE, /* error-type */
    CS_ERROR_CODE,
    CS_ERROR_DATE, /* date-occurred */
    CS_ERROR_FIRST,
    CS_ERROR_RETRIES,
    CS_ERROR_LITERAL,
    CS_ERROR_NAME,
    CS_ERROR_SERVER_DETAIL,
    CS_ERROR_EXTRA_DETAILS,
    CS_ERROR_CALL_STACK,
    CS_ERROR_STEP,
    CS_ERROR_ATTRIBUTE, /* dest-attr */
    CS_ERROR_EXTENSION_NAME,
    CS_ERROR_EXTENSION_CALLSITE,
    CS_ERROR_EXTENSION_CONTEXT,
    CS_ERROR_SCRIPT_CONTEXT,
    CS_ERROR_PARTS
} cs_error_part;

typedef struct cs_error_detail {
    cs_text parts[CS_ERROR_PARTS]; /* absent where the element has none */
} cs_error_detail;

/* Reads an error detail element, as an object's field holds it; each text wherever it stands below
 * the element, as an XML attribute or an element, the first of several that is not empty. They live
 * in `arena`. */
cs_error_detail cs_error_detail_read(cs_text xml, cs_arena *arena);

/* Of two parts, the first that is there and not empty; else absent. */
cs_text cs_error_detail_either(const cs_error_detail *detail, cs_error_part first,
                               cs_error_part second);

#endif
