/* Text on a page: nothing of a value is markup, hides, or moves what stands beside it. */
#ifndef CS_PAGE_TEXT_H
#define CS_PAGE_TEXT_H

#include "base/buffer.h"

/* Adds a number with commas: 1,000. */
void page_number(cs_buffer *to, uint64_t number);

/* Adds a number and what it counts: "1 object", "2,500 objects". */
void page_count(cs_buffer *to, uint64_t number, const char *one, const char *many);

/* Adds the first `most` characters of `text`, and a word on how long it is where that is not all;
 * characters that cannot be seen show up by their number. page_plain() is for places that take no
 * elements, such as the title. */
void page_value(cs_buffer *to, cs_text text, size_t most);
void page_plain(cs_buffer *to, cs_text text, size_t most);

/* How many characters there are. */
uint64_t page_characters(cs_text t);

/* True where a text can be parted at byte `i`: not within what is drawn as one character. */
bool page_is_boundary(cs_text t, size_t i);

/* Where the first `most` characters from `from` on end, or `end`. */
size_t page_forward(cs_text t, size_t from, size_t end, size_t most);

/* Adds the bytes from `from` to `end` of a value, with what cannot be seen made visible. */
void page_piece(cs_buffer *to, cs_text t, size_t from, size_t end);

/* Adds both values, each to its place, with what differs marked. Of what is the same on both sides
 * only what stands next to a difference is shown where it is long. */
void page_pair(cs_buffer *before, cs_text old_value, cs_buffer *after, cs_text new_value);

#endif
