#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>

struct cs_arena_block {
    cs_arena_block *next;
    size_t size; /* bytes of the block, this head included */
    max_align_t bytes[];
};

enum {
    ALIGNMENT = _Alignof(max_align_t)
};

enum tuning {
    SMALLEST_BLOCK = 64 << 10,
    LARGEST_ORDINARY =
        1 << 20, /* blocks grow up to this; only one large request makes a larger one */
    LARGE = 4    /* a request of more than such a part of a block gets one of its own */
};

/* How many bytes the block being filled has left. */
static size_t rest(const cs_arena *arena)
{
    return (size_t)((uintptr_t)arena->end - (uintptr_t)arena->at);
}

/* Gets a block of `size` bytes, head included; NULL where memory or the limit is exhausted. */
static cs_arena_block *get_block(cs_arena *arena, size_t size)
{
    if (arena->limit != 0 && (arena->total > arena->limit || size > arena->limit - arena->total))
        return NULL;
    cs_arena_block *block = malloc(size);
    if (block == NULL)
        return NULL;
    block->size = size;
    arena->total += size;
    return block;
}

/* The size of the next ordinary block: as much as there is already, within bounds. */
static size_t ordinary_size(const cs_arena *arena)
{
    size_t size = arena->total;

    if (size < SMALLEST_BLOCK)
        size = SMALLEST_BLOCK;
    if (size > LARGEST_ORDINARY)
        size = LARGEST_ORDINARY;
    if (arena->limit > arena->total && size > arena->limit - arena->total)
        size = arena->limit - arena->total;
    return size;
}

/* `size` bytes where the block being filled has no room for them. */
static void *alloc_in_new_block(cs_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        return NULL;

    size_t needed = sizeof(cs_arena_block) + size;
    size_t ordinary = ordinary_size(arena);

    /* A large request gets a block of its own behind the one being filled, whose rest stays in
     * use. */
    if (needed > ordinary / LARGE && arena->first != NULL) {
        cs_arena_block *block = get_block(arena, needed);
        if (block == NULL)
            return NULL;
        block->next = arena->first->next;
        arena->first->next = block;
        return block->bytes;
    }

    cs_arena_block *block = get_block(arena, needed > ordinary ? needed : ordinary);
    if (block == NULL)
        return NULL;
    block->next = arena->first;
    arena->first = block;
    arena->at = (char *)block->bytes + size;
    arena->end = (char *)block + block->size;
    return block->bytes;
}

void *cs_arena_alloc(cs_arena *arena, size_t size)
{
    size_t gap = (size_t)(-(uintptr_t)arena->at % ALIGNMENT);
    size_t free_bytes = rest(arena);

    if (free_bytes < gap || size >= free_bytes - gap)
        return alloc_in_new_block(arena, size);
    char *start = arena->at + gap;
    arena->at = start + size;
    return start;
}

void *cs_arena_zalloc(cs_arena *arena, size_t size)
{
    void *start = cs_arena_alloc(arena, size);

    if (start != NULL)
        memset(start, 0, size);
    return start;
}

cs_text cs_arena_copy(cs_arena *arena, cs_text t)
{
    char *start = arena->at; /* text needs no alignment */

    if (t.s == NULL)
        return CS_NO_TEXT;
    if (t.n < rest(arena))
        arena->at += t.n + 1;
    else
        start = t.n < SIZE_MAX ? alloc_in_new_block(arena, t.n + 1) : NULL;
    if (start == NULL)
        return CS_NO_TEXT;
    memcpy(start, t.s, t.n);
    start[t.n] = '\0';
    return (cs_text){start, t.n};
}

/* Frees all blocks but `kept`. */
static void free_blocks(cs_arena *arena, const cs_arena_block *kept)
{
    cs_arena_block *block = arena->first;

    while (block != NULL) {
        cs_arena_block *next = block->next;
        if (block != kept)
            free(block);
        block = next;
    }
}

void cs_arena_reset(cs_arena *arena)
{
    cs_arena_block *kept = NULL;

    for (cs_arena_block *block = arena->first; block != NULL; block = block->next)
        if (block->size <= LARGEST_ORDINARY && (kept == NULL || block->size > kept->size))
            kept = block;
    free_blocks(arena, kept);
    *arena = (cs_arena){.first = kept, .limit = arena->limit};
    if (kept != NULL) {
        kept->next = NULL;
        arena->total = kept->size;
        arena->at = (char *)kept->bytes;
        arena->end = (char *)kept + kept->size;
    }
}

void cs_arena_free(cs_arena *arena)
{
    free_blocks(arena, NULL);
    *arena = (cs_arena){.limit = arena->limit};
}
