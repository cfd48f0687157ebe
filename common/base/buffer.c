#include "base/buffer.h"

#include <stdint.h>
#include <stdlib.h>

enum tuning {
    SMALLEST_ROOM = 256
};

/* Memory ran out. Nothing more fits, so that every further call comes here. */
static char *fail(cs_buffer *buffer)
{
    buffer->failed = true;
    buffer->room = buffer->n;
    return NULL;
}

char *cs_buffer_grow(cs_buffer *buffer, size_t more)
{
    if (buffer->failed)
        return NULL;
    if (buffer->s != NULL && more <= buffer->room - buffer->n)
        return buffer->s + buffer->n;

    if (more > SIZE_MAX / 2 - buffer->n)
        return fail(buffer);
    size_t room = buffer->room * 2; /* cannot overflow: `room` stays under half of what is */
    if (room < buffer->n + more)
        room = buffer->n + more;
    if (room < SMALLEST_ROOM)
        room = SMALLEST_ROOM;

    char *s = realloc(buffer->s, room);
    if (s == NULL)
        return fail(buffer);
    buffer->s = s;
    buffer->room = room;
    return s + buffer->n;
}

void cs_buffer_free(cs_buffer *buffer)
{
    free(buffer->s);
    *buffer = (cs_buffer){.s = NULL};
}
