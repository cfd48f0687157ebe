/* Finds many names in a text at once, in time linear in the text however many names there are.
 *
 * A name is found only as whole words, ignoring ASCII case: `OU=Sales` is not found in
 * `OU=SalesEurope`. Letters, digits, `-`, `_` and everything beyond ASCII form words. */
#ifndef CS_NAMES_MATCHER_H
#define CS_NAMES_MATCHER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef struct cs_matcher cs_matcher;

/* A name found in a text. */
typedef struct cs_match {
    size_t at;   /* where it begins */
    size_t name; /* which it is: its number from 0 */
} cs_match;

/* Matches from the last of the text to the first. Starts as zeroes; free the list. */
typedef struct cs_matches {
    cs_match *list;
    size_t count, room;
} cs_matches;

/* NULL out of memory. */
cs_matcher *cs_matcher_new(void);

typedef enum cs_matcher_added {
    CS_MATCHER_ADDED,
    CS_MATCHER_KNOWN, /* the same name was added before */
    CS_MATCHER_MEMORY /* out of memory */
} cs_matcher_added;

/* Adds a name that is not empty; its number is the number of names added before. */
cs_matcher_added cs_matcher_add(cs_matcher *matcher, cs_text name);

/* Once all names are added and before the first search. False out of memory. */
bool cs_matcher_finish(cs_matcher *matcher);

/* Adds to `matches`, for each place of the text where names begin, the longest of them. Matches may
 * overlap. Any number of threads may search at once. False out of memory. */
bool cs_matcher_find(const cs_matcher *matcher, cs_text text, cs_matches *matches);

void cs_matcher_free(cs_matcher *matcher);

#endif
