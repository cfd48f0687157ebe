/* Numbers and texts put one behind another into a buffer, and taken out again in the same order.
 *
 * Who takes out must ask for what was put in: nothing is checked, for it never leaves the
 * process. */
#ifndef CS_BASE_PACK_H
#define CS_BASE_PACK_H

#include <stdint.h>

#include "base/buffer.h"

void cs_pack_number(cs_buffer *to, uint64_t number);

/* An absent text comes out absent. */
void cs_pack_text(cs_buffer *to, cs_text text);

/* Each takes what is next off `from`; a text points into it. */
uint64_t cs_unpack_number(cs_text *from);
cs_text cs_unpack_text(cs_text *from);

#endif
