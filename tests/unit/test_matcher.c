#include <stdlib.h>

#include "names/matcher.h"
#include "unit.h"

enum {
    NAMES = 12,
    LONGEST = 6
};

/* Numbers that are the same in every run. */
static unsigned next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* Few different letters, so that names overlap and contain each other. */
static cs_text random_text(uint32_t *state, char *room, size_t most)
{
    size_t n = 1 + next_random(state) % most;

    for (size_t i = 0; i < n; i++)
        room[i] = "aAb =,"[next_random(state) % 6];
    return (cs_text){room, n};
}

static bool is_letter(char c)
{
    return cs_ascii_lower(c) == 'a' || c == 'b';
}

/* The longest of the names that stands there as whole words; NAMES for none. */
static size_t plain_search(const cs_text *names, size_t count, cs_text text, size_t at)
{
    size_t found = NAMES;

    for (size_t i = 0; i < count; i++) {
        size_t end = at + names[i].n;
        if (end > text.n || !cs_text_equal_nocase(names[i], (cs_text){text.s + at, names[i].n}) ||
            (at > 0 && is_letter(text.s[at - 1]) && is_letter(text.s[at])) ||
            (end < text.n && is_letter(text.s[end - 1]) && is_letter(text.s[end])))
            continue;
        if (found == NAMES || names[i].n > names[found].n)
            found = i;
    }
    return found;
}

START_TEST(all_names_are_found_that_a_plain_search_finds)
{
    uint32_t random = 7;

    for (int run = 0; run < 3000; run++) {
        char room[NAMES][LONGEST], text_room[60];
        cs_text names[NAMES];
        cs_matches matches = {0};
        cs_matcher *matcher = cs_matcher_new();
        size_t count = 0;
        for (size_t i = 0; i < NAMES; i++) {
            names[count] = random_text(&random, room[i], LONGEST);
            cs_matcher_added added = cs_matcher_add(matcher, names[count]);
            ck_assert_int_ne(added, CS_MATCHER_MEMORY);
            count += added == CS_MATCHER_ADDED;
        }
        ck_assert(cs_matcher_finish(matcher));
        cs_text text = random_text(&random, text_room, sizeof text_room);
        ck_assert(cs_matcher_find(matcher, text, &matches));
        size_t next = matches.count;
        for (size_t at = 0; at < text.n; at++) {
            size_t wanted = plain_search(names, count, text, at);
            size_t found = NAMES;
            if (next > 0 && matches.list[next - 1].at == at)
                found = matches.list[--next].name;
            ck_assert_msg(found == wanted, "run %d, place %zu of \"%.*s\": %zu instead of %zu", run,
                          at, (int)text.n, text.s, found, wanted);
        }
        ck_assert_uint_eq(next, 0);
        free(matches.list);
        cs_matcher_free(matcher);
    }
}
END_TEST

START_TEST(a_name_is_known_in_any_case)
{
    cs_matcher *matcher = cs_matcher_new();

    ck_assert_int_eq(cs_matcher_add(matcher, CS_LITERAL("OU=Sales")), CS_MATCHER_ADDED);
    ck_assert_int_eq(cs_matcher_add(matcher, CS_LITERAL("Sales")), CS_MATCHER_ADDED);
    ck_assert_int_eq(cs_matcher_add(matcher, CS_LITERAL("ou=SALES")), CS_MATCHER_KNOWN);
    cs_matcher_free(matcher);
}
END_TEST

/* Three thousand names of as many lengths, each the start of the next, in a text of a megabyte that
 * consists of them: a search for each of them at each place takes minutes. */
START_TEST(the_time_does_not_depend_on_the_number_of_names)
{
    enum {
        MANY = 3000,
        SIZE = 1 << 20
    };
    char *text = malloc(SIZE);
    cs_matches matches = {0};
    cs_matcher *matcher = cs_matcher_new();

    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = i % 2 ? ' ' : 'a';
    for (size_t n = 1; n < 2 * (size_t)MANY; n += 2)
        ck_assert_int_eq(cs_matcher_add(matcher, (cs_text){text, n}), CS_MATCHER_ADDED);
    ck_assert(cs_matcher_finish(matcher));
    ck_assert(cs_matcher_find(matcher, (cs_text){text, SIZE}, &matches));
    ck_assert_uint_eq(matches.count, SIZE / 2);
    ck_assert_uint_eq(matches.list[matches.count - 1].name, MANY - 1);
    free(matches.list);
    free(text);
    cs_matcher_free(matcher);
}
END_TEST
