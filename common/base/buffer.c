#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
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

void cs_buffer_printf(cs_buffer *b, const char *format, ...)
{
    va_list arguments, again;

    va_start(arguments, format);
    va_copy(again, arguments);
    int n = vsnprintf(NULL, 0, format, arguments);
    char *to = n >= 0 ? cs_buffer_reserve(b, (size_t)n + 1) : NULL;
    if (to && vsnprintf(to, (size_t)n + 1, format, again) == n)
        b->n += (size_t)n;
    else
        fail(b);
    va_end(again);
    va_end(arguments);
}

void cs_buffer_free(cs_buffer *buffer)
{
    free(buffer->s);
    *buffer = (cs_buffer){.s = NULL};
}
