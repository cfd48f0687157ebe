#include "grow.h"

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
    void *larger = realloc(list, more * size);
    if (larger)
        *room = more;
    return larger;
}
