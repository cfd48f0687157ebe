/* Memory that is given back all at once: what one object is built in. */
#ifndef CS_BASE_ARENA_H
#define CS_BASE_ARENA_H

#include <stddef.h>

#include "base/text.h"

typedef struct cs_arena_block cs_arena_block;

typedef struct cs_arena {
    cs_arena_block *first; /* every block, the one being filled first */
    char *at, *end;        /* the free rest of the block being filled */
    size_t total;          /* bytes of all blocks */
    size_t limit;          /* `total` never passes this; 0 for no limit */
} cs_arena;

/* An empty arena needs no initialisation beyond zeroes. */

/* `size` bytes aligned for any type, not zeroed; NULL where memory or the limit is exhausted. */
void *cs_arena_alloc(cs_arena *arena, size_t size);

/* The same, zeroed. */
void *cs_arena_zalloc(cs_arena *arena, size_t size);

/* A copy of `t` that lives in the arena (absent stays absent), ended by a NUL that its length does
 * not count. For a `t` that is there, an absent one means that memory is exhausted. */
cs_text cs_arena_copy(cs_arena *arena, cs_text t);

/* Forgets everything in the arena; keeps one ordinary block for the next object. */
void cs_arena_reset(cs_arena *arena);

/* Frees everything. */
void cs_arena_free(cs_arena *arena);

#endif
