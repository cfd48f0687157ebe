/* Exports that have arrived (doc/directory.md, Pending). */
#ifndef CS_DIRECTORY_CONFIRM_H
#define CS_DIRECTORY_CONFIRM_H

#include <stdbool.h>

#include "base/arena.h"
#include "model/object.h"

/* Moves what the directory now has, `found`, out of the object's exports into its synchronized
 * hologram, and drops exports of which nothing is left; what is missing stays. `*confirmed` says
 * whether anything was. The object changes; what is new of it lies in `arena`. False out of memory.
 */
bool cs_confirm(cs_object *object, const cs_image *found, cs_arena *arena, bool *confirmed);

/* The same for an object that the directory no longer has: pending deletes have arrived. */
void cs_confirm_gone(cs_object *object, bool *confirmed);

#endif
