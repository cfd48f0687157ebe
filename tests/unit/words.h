/* All words of some letters, by their numbers. */
#ifndef CS_TEST_WORDS_H
#define CS_TEST_WORDS_H

#include "base/text.h"

/* The word with that number: 0 is the empty one, and the shorter ones come first. `s` has room for
 * it. */
static inline cs_text word_of(unsigned number, const char *letters, char *s)
{
    unsigned count = (unsigned)strlen(letters);
    size_t n = 0;

    for (; number > 0; number = (number - 1) / count)
        s[n++] = letters[(number - 1) % count];
    return (cs_text){s, n};
}

#endif
