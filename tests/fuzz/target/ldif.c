/* A file of LDIF, its entries, and what differs between each and the one before it: what a delta
 * adds is in the later state and not in the earlier one, a state does not differ from itself, and
 * an export of just that delta is confirmed whole. */
#include <string.h>

#include "../fuzz.h"
#include "base/arena.h"
#include "directory/build.h"
#include "directory/confirm.h"
#include "directory/difference.h"
#include "ldif/read.h"

static cs_image *difference(const cs_image *before, const cs_image *after, cs_arena *arena)
{
    cs_image *delta;

    if (!cs_difference(before, after, arena, &delta))
        fuzz_fail("out of memory");
    return delta;
}

/* Exports the delta to a directory that then has `after`. */
static void check_confirmation(cs_image *before, cs_image *delta, const cs_image *after,
                               cs_arena *arena)
{
    cs_object object = {.parts = {NULL}};
    bool confirmed;

    object.dn = before->dn;
    object.parts[CS_UNAPPLIED_EXPORT] = delta;
    object.parts[CS_SYNCHRONIZED_HOLOGRAM] = before;
    if (!cs_confirm(&object, after, arena, &confirmed))
        fuzz_fail("out of memory");
    if (!confirmed || object.parts[CS_UNAPPLIED_EXPORT])
        fuzz_fail("an export that has arrived is not confirmed");
    if (difference(object.parts[CS_SYNCHRONIZED_HOLOGRAM], after, arena))
        fuzz_fail("a confirmed export is a pending import");
}

/* The next entry, built; a copy of its bytes lies in the arena. NULL at the end. */
static cs_image *next_image(cs_ldif *ldif, cs_arena *arena, cs_error *error)
{
    static const cs_wanted all = {.names = NULL};
    const cs_entry *entry;
    cs_found found;

    if (cs_ldif_next(ldif, &entry, error) != 1)
        return NULL;
    cs_entry copy = *entry;
    cs_entry_value *values = cs_arena_alloc(arena, (entry->count + 1) * sizeof *values);
    copy.dn = cs_arena_copy(arena, entry->dn);
    copy.values = values;
    for (size_t i = 0; i < entry->count; i++)
        values[i] = (cs_entry_value){cs_arena_copy(arena, entry->values[i].name),
                                     cs_arena_copy(arena, entry->values[i].bytes)};
    return cs_directory_build(&copy, CS_LITERAL("ad"), &all, arena, &found, error) ? found.entry
                                                                                   : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    cs_error error = {.set = false};
    cs_arena arena = {0};
    cs_input *input = cs_input_memory(bytes, size, "in.ldif", &error);
    cs_ldif *ldif = cs_ldif_new(input, &error);
    cs_image *before = NULL, *after;

    cs_input_chunk(input, 1 + fuzz_hash(bytes, size) % 64);
    while ((after = next_image(ldif, &arena, &error)) != NULL) {
        if (difference(after, after, &arena))
            fuzz_fail("an entry differs from itself");
        cs_image *delta = before ? difference(before, after, &arena) : NULL;
        if (delta)
            check_confirmation(before, delta, after, &arena);
        before = after;
    }
    if (error.set && error.what[0] == '\0')
        fuzz_fail("an error without a reason");
    cs_ldif_free(ldif);
    cs_input_close(input);
    cs_arena_free(&arena);
    return 0;
}
