#include "buffer.h"

#include <stdint.h>
#include <stdlib.h>

enum {
    SMALLEST_ROOM = 256
};

char *cs_buffer_reserve(cs_buffer *buffer, size_t more)
{
    if (buffer->failed)
        return NULL;
    if (buffer->s != NULL && more <= buffer->room - buffer->n)
        return buffer->s + buffer->n;

    if (more > SIZE_MAX / 2 - buffer->n) {
        buffer->failed = true;
        return NULL;
    }
    size_t room = buffer->room * 2; /* cannot overflow: `room` stays under half of what is */
    if (room < buffer->n + more)
        room = buffer->n + more;
    if (room < SMALLEST_ROOM)
        room = SMALLEST_ROOM;

    char *s = realloc(buffer->s, room);
    if (s == NULL) {
        buffer->failed = true;
        return NULL;
    }
    buffer->s = s;
    buffer->room = room;
    return s + buffer->n;
}

void cs_buffer_add(cs_buffer *buffer, cs_text t)
{
    if (t.n == 0)
        return;
    char *to = cs_buffer_reserve(buffer, t.n);
    if (to == NULL)
        return;
    memcpy(to, t.s, t.n);
    buffer->n += t.n;
}

void cs_buffer_free(cs_buffer *buffer)
{
    free(buffer->s);
    *buffer = (cs_buffer){.s = NULL};
}
