#include "base/nearest.h"

#include <stdlib.h>

#include "base/buffer.h"

enum {
    LONGEST = 64, /* bytes of a word that are compared */
    LISTED = 300, /* bytes of an error that the names take */
    PART_OF =
        1 << 8 /* the distance of a name that contains the word, or begins each part with it */
};

/* ---- Distance ---- */

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static bool same_letter(char a, char b)
{
    return cs_ascii_lower(a) == cs_ascii_lower(b);
}

/* The fewest letters to insert, delete, replace or swap with their neighbour that turn one text
 * into the other (the optimal string alignment distance), in three rows of its table. */
static unsigned count_edits(cs_text a, cs_text b)
{
    unsigned rows[3][LONGEST + 1];
    unsigned *before = rows[0], *last = rows[1], *now = rows[2];

    for (unsigned k = 0; k <= b.n; k++)
        last[k] = k;
    for (unsigned i = 1; i <= a.n; i++) {
        now[0] = i;
        for (unsigned k = 1; k <= b.n; k++) {
            now[k] = least(least(last[k], now[k - 1]) + 1,
                           last[k - 1] + !same_letter(a.s[i - 1], b.s[k - 1]));
            if (i > 1 && k > 1 && same_letter(a.s[i - 1], b.s[k - 2]) &&
                same_letter(a.s[i - 2], b.s[k - 1]))
                now[k] = least(now[k], before[k - 2] + 1);
        }
        unsigned *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return last[b.n];
}

/* True if the word is the name's capitals. */
static bool is_initials(cs_text word, cs_text name)
{
    size_t at = 0;

    for (size_t i = 0; i < name.n; i++) {
        if (i > 0 && !(name.s[i] >= 'A' && name.s[i] <= 'Z'))
            continue;
        if (at == word.n || !same_letter(word.s[at], name.s[i]))
            return false;
        at++;
    }
    return at == word.n && word.n > 1;
}

/* True if the name contains the word, which has three letters or more. */
static bool is_part(cs_text word, cs_text name)
{
    for (size_t i = 0; word.n >= 3 && i + word.n <= name.n; i++)
        if (cs_text_equal_nocase(word, (cs_text){name.s + i, word.n}))
            return true;
    return false;
}

unsigned cs_distance(cs_text word, cs_text name)
{
    if (cs_text_equal_nocase(word, name))
        return 0;
    if (word.n == 0 || word.n > LONGEST || name.n > LONGEST)
        return CS_NOT_NEAR;
    unsigned edits = count_edits(word, name);
    if (3 * edits <= word.n + 1)
        return edits;
    return is_initials(word, name) || is_part(word, name) ? PART_OF + edits : CS_NOT_NEAR;
}

size_t cs_nearest(cs_text word, const cs_text *names, size_t count)
{
    unsigned best = CS_NOT_NEAR;
    size_t found = count;

    for (size_t i = 0; i < count; i++) {
        unsigned distance = cs_distance(word, names[i]);
        if (distance < best) {
            best = distance;
            found = i;
        }
    }
    return found;
}

/* ---- The message ---- */

typedef struct candidate {
    cs_text name;
    unsigned distance;
    size_t place;
} candidate;

static int compare_candidates(const void *left, const void *right)
{
    const candidate *a = left, *b = right;

    return a->distance != b->distance ? cs_number_compare(a->distance, b->distance)
                                      : cs_number_compare(a->place, b->place);
}

static void list_names(const candidate *list, size_t count, cs_buffer *to)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && to->n + list[i].name.n > LISTED) {
            cs_buffer_puts(to, ", …");
            return;
        }
        if (i > 0)
            cs_buffer_puts(to, i + 1 == count ? " or " : ", ");
        cs_buffer_add(to, list[i].name);
    }
}

bool cs_fail_unknown(cs_error *error, const char *what, cs_text word, const cs_text *names,
                     size_t count)
{
    candidate *list = calloc(count, sizeof *list);
    cs_buffer text = {0};

    for (size_t i = 0; list && i < count; i++)
        list[i] = (candidate){names[i], cs_distance(word, names[i]), i};
    if (list) {
        qsort(list, count, sizeof *list, compare_candidates);
        list_names(list, count, &text);
    }
    if (!list || text.failed)
        cs_fail_memory(error);
    else
        cs_fail_usage(error, "unknown %s \"%.*s\": use %.*s", what, CS_PRINTED(word, 100),
                      CS_PRINTED(cs_buffer_text(&text), 2 * LISTED));
    cs_buffer_free(&text);
    free(list);
    return false;
}
