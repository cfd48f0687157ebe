/* Room in a list that grows. */
#ifndef CS_BASE_ARRAY_H
#define CS_BASE_ARRAY_H

#include <stddef.h>

/* `list` with room for one more than `count` entries of `size` bytes: `*room` says for how many.
 * NULL (and all as it was) out of memory. An empty list is NULL, with no room. */
void *cs_grown(void *list, size_t count, size_t *room, size_t size);

#endif
