/* A second opinion on JSON: reads it as RFC 8259 says and knows nothing of the writer. */
#ifndef CS_FUZZ_JSON_READER_H
#define CS_FUZZ_JSON_READER_H

#include "base/buffer.h"

/* Takes a string off `rest`, its value into `to`; any value; the word. False where there is none:
 * white space is nothing that the writer writes. */
bool fuzz_json_string(cs_text *rest, cs_buffer *to);
bool fuzz_json_value(cs_text *rest);
bool fuzz_json_word(cs_text *rest, const char *word);

#endif
