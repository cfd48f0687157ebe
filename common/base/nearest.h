/* Words that are not known: which of the known ones was probably meant. */
#ifndef CS_BASE_NEAREST_H
#define CS_BASE_NEAREST_H

#include "base/error.h"

/* How far a known name is from the word, ASCII case aside: 0 for the same, more for more letters to
 * change, insert, delete or swap; CS_NOT_NEAR where the two have too little in common. The capitals
 * of a name ("UPN" of "UserPrincipalName") and a part of it are near, too. Bounded time, however
 * long the two are. */
enum {
    CS_NOT_NEAR = 1 << 20
};
unsigned cs_distance(cs_text word, cs_text name);

/* The index of the nearest of `count` names, the first of equals; `count` if none is near. */
size_t cs_nearest(cs_text word, const cs_text *names, size_t count);

/* Fails as wrong usage: `unknown format "xml": use xlsx, csv, jsonl or html`, the names that are
 * near first, the others in the order given, as many as an error has room for. `what` is "format".
 * There is at least one name. Always returns false. */
bool cs_fail_unknown(cs_error *error, const char *what, cs_text word, const cs_text *names,
                     size_t count);

#endif
