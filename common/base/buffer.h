/* A growing run of bytes. */
#ifndef CS_BASE_BUFFER_H
#define CS_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

typedef struct cs_buffer {
    char *s;
    size_t n, room;
    bool failed; /* memory ran out: bytes are missing. Sticky until cs_buffer_free() */
} cs_buffer;

/* An empty buffer needs no initialisation beyond zeroes. */

/* What cs_buffer_reserve() does where there may be too little room. */
char *cs_buffer_grow(cs_buffer *buffer, size_t more);

/* Makes room for `more` bytes behind the `n` there are; NULL (and `failed`) out of memory. Returns
 * where they go; the caller adds what it wrote to `n`. */
static inline char *cs_buffer_reserve(cs_buffer *buffer, size_t more)
{
    return more < buffer->room - buffer->n ? buffer->s + buffer->n : cs_buffer_grow(buffer, more);
}

static inline void cs_buffer_add(cs_buffer *buffer, cs_text t)
{
    if (t.n == 0 || (t.n >= buffer->room - buffer->n && cs_buffer_grow(buffer, t.n) == NULL))
        return;
    memcpy(buffer->s + buffer->n, t.s, t.n);
    buffer->n += t.n;
}

static inline void cs_buffer_puts(cs_buffer *buffer, const char *s)
{
    cs_buffer_add(buffer, cs_text_from(s));
}

/* Appends a formatted text, whole however long it is. */
void cs_buffer_printf(cs_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds what is in `part`; where that has failed, so has the buffer. */
static inline void cs_buffer_join(cs_buffer *buffer, const cs_buffer *part)
{
    cs_buffer_add(buffer, (cs_text){part->s, part->n});
    buffer->failed |= part->failed;
}

/* What is in the buffer; lives until the next change of it. */
static inline cs_text cs_buffer_text(const cs_buffer *buffer)
{
    return (cs_text){buffer->s ? buffer->s : "", buffer->n};
}

void cs_buffer_free(cs_buffer *buffer);

#endif
