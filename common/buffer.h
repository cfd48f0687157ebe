/* A growing run of bytes. */
#ifndef CS_BUFFER_H
#define CS_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

typedef struct cs_buffer {
    char *s;
    size_t n, room;
    bool failed; /* memory ran out: bytes are missing. Sticky until cs_buffer_free() */
} cs_buffer;

/* An empty buffer needs no initialisation beyond zeroes. */

/* Makes room for `more` bytes behind the `n` there are; NULL (and `failed`) out of memory. Returns
 * where they go; the caller adds what it wrote to `n`. */
char *cs_buffer_reserve(cs_buffer *buffer, size_t more);

void cs_buffer_add(cs_buffer *buffer, cs_text t);

static inline void cs_buffer_puts(cs_buffer *buffer, const char *s)
{
    cs_buffer_add(buffer, cs_text_from(s));
}

/* What is in the buffer; lives until the next change of it. */
static inline cs_text cs_buffer_text(const cs_buffer *buffer)
{
    return (cs_text){buffer->s ? buffer->s : "", buffer->n};
}

void cs_buffer_free(cs_buffer *buffer);

#endif
