#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "unit.h"

enum {
    KIB = 1024
};

START_TEST(memory_is_aligned_for_any_type)
{
    cs_arena arena = {.first = NULL};

    for (size_t size = 1; size < 300; size++) {
        char *memory = cs_arena_alloc(&arena, size);
        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
        memset(memory, 0xAA, size);
        ck_assert_ptr_nonnull(cs_arena_copy(&arena, CS_LITERAL("x")).s); /* spoils the alignment */
    }
    cs_arena_free(&arena);
}
END_TEST

static bool holds_only(const unsigned char *memory, size_t size, unsigned char byte)
{
    for (size_t i = 0; i < size; i++)
        if (memory[i] != byte)
            return false;
    return true;
}

START_TEST(pieces_do_not_overlap)
{
    enum {
        PIECES = 3000
    };
    cs_arena arena = {.first = NULL};
    unsigned char *pieces[PIECES];

    for (size_t i = 0; i < PIECES; i++) {
        pieces[i] = cs_arena_alloc(&arena, i + 1);
        ck_assert_ptr_nonnull(pieces[i]);
        memset(pieces[i], (int)(i % 251), i + 1);
    }
    for (size_t i = 0; i < PIECES; i++)
        ck_assert(holds_only(pieces[i], i + 1, (unsigned char)(i % 251)));
    cs_arena_free(&arena);
}
END_TEST

START_TEST(zeroed_memory_is_zero_even_where_it_was_used)
{
    cs_arena arena = {.first = NULL};
    static const char zeroes[1000];

    memset(cs_arena_alloc(&arena, 1000), 0xFF, 1000);
    cs_arena_reset(&arena);
    ck_assert_mem_eq(cs_arena_zalloc(&arena, 1000), zeroes, 1000);
    cs_arena_free(&arena);
}
END_TEST

START_TEST(copies_end_in_a_nul)
{
    cs_arena arena = {.first = NULL};
    char large[200 * KIB];

    cs_text copy = cs_arena_copy(&arena, CS_LITERAL("CN=\0Ada"));
    ck_assert_uint_eq(copy.n, 7);
    ck_assert_mem_eq(copy.s, "CN=\0Ada", 8);

    memset(large, 'x', sizeof large);
    cs_text big = cs_arena_copy(&arena, (cs_text){large, sizeof large});
    ck_assert_uint_eq(big.n, sizeof large);
    ck_assert_mem_eq(big.s, large, sizeof large);
    ck_assert_int_eq(big.s[big.n], '\0');
    cs_arena_free(&arena);
}
END_TEST

START_TEST(absent_and_empty_stay_apart)
{
    cs_arena arena = {.first = NULL};

    ck_assert_ptr_null(cs_arena_copy(&arena, CS_NO_TEXT).s);
    ck_assert_ptr_null(arena.first); /* and nothing was needed for it */
    ck_assert_str_eq(cs_arena_copy(&arena, CS_LITERAL("")).s, "");
    cs_arena_free(&arena);
}
END_TEST

START_TEST(copies_fill_a_block_to_the_last_byte)
{
    cs_arena arena = {.first = NULL};

    ck_assert_ptr_nonnull(cs_arena_alloc(&arena, 1));
    while (arena.end - arena.at >= 8)
        ck_assert_ptr_nonnull(cs_arena_copy(&arena, CS_LITERAL("1234567")).s);
    ck_assert_ptr_nonnull(cs_arena_copy(&arena, (cs_text){"7654321", 7}).s);
    ck_assert_uint_gt(arena.total, 64 * KIB);
    cs_arena_free(&arena);
}
END_TEST

START_TEST(a_large_piece_leaves_the_rest_of_the_block_in_use)
{
    cs_arena arena = {.first = NULL};
    char *before = cs_arena_alloc(&arena, 16);

    ck_assert_ptr_nonnull(cs_arena_alloc(&arena, 5000 * KIB));
    ck_assert_ptr_eq(cs_arena_alloc(&arena, 16), before + 16);
    cs_arena_free(&arena);
}
END_TEST

START_TEST(the_limit_holds)
{
    cs_arena arena = {.limit = 1000 * KIB};
    size_t pieces = 0;

    ck_assert_ptr_null(cs_arena_alloc(&arena, 1000 * KIB)); /* a block has a head, too */
    while (cs_arena_alloc(&arena, KIB) != NULL)
        pieces++;
    ck_assert_uint_le(arena.total, arena.limit);
    ck_assert_uint_gt(pieces, 950); /* and nearly all of it can be used */
    cs_text none = cs_arena_copy(&arena, (cs_text){(char[2 * KIB]){0}, 2 * KIB});
    ck_assert_ptr_null(none.s);
    ck_assert_uint_eq(none.n, 0); /* an absent text can be used like an empty one */

    cs_arena_reset(&arena);
    ck_assert_ptr_nonnull(cs_arena_alloc(&arena, KIB));
    cs_arena_free(&arena);
}
END_TEST

START_TEST(a_limit_below_a_block_holds_too)
{
    cs_arena arena = {.limit = 100};

    ck_assert_ptr_nonnull(cs_arena_alloc(&arena, 40));
    ck_assert_uint_le(arena.total, 100);
    ck_assert_ptr_null(cs_arena_alloc(&arena, 100));
    cs_arena_free(&arena);
}
END_TEST

START_TEST(hostile_sizes_are_refused)
{
    const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 15, SIZE_MAX - 40, SIZE_MAX / 2 + 1};
    cs_arena arena = {.first = NULL};

    ck_assert_ptr_nonnull(cs_arena_alloc(&arena, 1));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        ck_assert_ptr_null(cs_arena_alloc(&arena, sizes[i]));
        ck_assert_ptr_null(cs_arena_copy(&arena, (cs_text){"", sizes[i]}).s);
    }
    cs_arena_free(&arena);
}
END_TEST

START_TEST(reset_keeps_one_ordinary_block)
{
    cs_arena arena = {.limit = 100000 * KIB};

    for (int i = 0; i < 100; i++)
        ck_assert_ptr_nonnull(cs_arena_alloc(&arena, 20 * KIB));
    ck_assert_ptr_nonnull(cs_arena_alloc(&arena, 50000 * KIB));
    cs_arena_reset(&arena);
    ck_assert_ptr_nonnull(arena.first);
    ck_assert_uint_le(arena.total, 1024 * KIB);
    ck_assert_uint_eq(arena.limit, 100000 * KIB);

    const cs_arena_block *kept = arena.first;
    ck_assert_ptr_nonnull(cs_arena_alloc(&arena, KIB));
    cs_arena_reset(&arena);
    ck_assert_ptr_eq(arena.first, kept);
    cs_arena_free(&arena);
    ck_assert_uint_eq(arena.total, 0);
}
END_TEST

START_TEST(an_empty_arena_can_be_reset_and_freed)
{
    cs_arena arena = {.first = NULL};

    cs_arena_reset(&arena);
    cs_arena_free(&arena);
    cs_arena_free(&arena);
    ck_assert_ptr_nonnull(cs_arena_alloc(&arena, 0));
    cs_arena_free(&arena);
}
END_TEST
