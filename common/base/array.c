#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>

enum tuning {
    FIRST_ROOM = 16,
    FACTOR = 2
};

void *cs_grown(void *list, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return list;
    size_t more = *room ? FACTOR * *room : FIRST_ROOM;
    void *larger = more <= SIZE_MAX / size ? realloc(list, more * size) : NULL;
    if (larger)
        *room = more;
    return larger;
}
