/* An entry of a directory as an object of a connector space (doc/directory.md, Objects). */
#ifndef CS_DIRECTORY_BUILD_H
#define CS_DIRECTORY_BUILD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "model/entry.h"
#include "model/object.h"

enum {
    CS_ID_LENGTH = 38, /* {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX} */
    CS_ID_ROOM = CS_ID_LENGTH + 1
};

/* Which attributes are imported. */
typedef struct cs_wanted {
    const cs_text
        *names; /* in any ASCII case; NULL: all but those that are left out by themselves */
    size_t count;
} cs_wanted;

/* What an entry is. The texts lie in the entry or in the arena. */
typedef struct cs_found {
    char id[CS_ID_ROOM]; /* UUIDv5 (RFC 4122, 4.3) of the connector's name and the anchor */
    cs_text anchor;      /* base64 of objectGUID or entryUUID; absent where the entry has neither */
    cs_text type;        /* object-type; absent where the entry has no class */
    cs_image *entry;     /* as a hologram */
} cs_found;

/* Builds the object in `arena`; `connector` is its name. Fails where the entry contradicts itself
 * or shows that it is not whole. */
bool cs_directory_build(const cs_entry *entry, cs_text connector, const cs_wanted *wanted,
                        cs_arena *arena, cs_found *found, cs_error *error);

#endif
