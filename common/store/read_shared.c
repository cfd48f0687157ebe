#include <inttypes.h>
#include <stdlib.h>

#include "base/array.h"
#include "store/internal.h"
#include "sys/interrupt.h"

struct cs_shared_run {
    int64_t part, attr, count, from_part, from_attr;
};

struct cs_stored_attribute {
    int64_t part, attr;
    cs_attribute *attribute;
};

/* ---- Reading ---- */

static bool is_hologram(const cs_object *object, int64_t part)
{
    return part > CS_SYNCHRONIZED_HOLOGRAM && part <= CS_PARTS && object->parts[part - 1];
}

static const char runs_of_object[] = "SELECT part, attr, count, from_part, from_attr FROM shared "
                                     "WHERE object_id = ? ORDER BY part, attr";
enum {
    RUN_PART,
    RUN_ATTR,
    RUN_COUNT,
    RUN_FROM_PART,
    RUN_FROM_ATTR
};

static bool read_run(cs_store *store, cs_error *error)
{
    cs_shared *shared = &store->reading.shared;
    sqlite3_stmt *statement = store->reading.shared_runs;
    cs_shared_run run = {
        .part = sqlite3_column_int64(statement, RUN_PART),
        .attr = sqlite3_column_int64(statement, RUN_ATTR),
        .count = sqlite3_column_int64(statement, RUN_COUNT),
        .from_part = sqlite3_column_int64(statement, RUN_FROM_PART),
        .from_attr = sqlite3_column_int64(statement, RUN_FROM_ATTR),
    };

    if (!is_hologram(store->reading.object, run.part) ||
        !is_hologram(store->reading.object, run.from_part) || run.from_part >= run.part)
        return cs_fail(error, "part %" PRId64 " cannot share attributes of part %" PRId64, run.part,
                       run.from_part);
    if (run.count < 1)
        return cs_fail(error, "a hologram shares %" PRId64 " attributes", run.count);
    cs_shared_run *runs = cs_grown(shared->runs, shared->run_count, &shared->run_room, sizeof run);
    if (!runs)
        return cs_fail_memory(error);
    shared->runs = runs;
    runs[shared->run_count++] = run;
    return true;
}

bool cs_shared_read(cs_store *store, int64_t object_id, cs_error *error)
{
    cs_next got;

    store->reading.shared.run_count = store->reading.shared.stored_count = 0;
    if (!cs_sql_prepare(store, runs_of_object, &store->reading.shared_runs, error))
        return false;
    sqlite3_stmt *statement = store->reading.shared_runs;
    cs_sql_bind_number(store, statement, 1, object_id);
    while ((got = cs_sql_step(store, statement, error)) == CS_ITEM)
        if (!read_run(store, error))
            return false;
    return got == CS_END;
}

bool cs_shared_note(cs_shared *shared, int64_t part, int64_t attr, cs_attribute *attribute)
{
    if (shared->run_count == 0 || part <= CS_SYNCHRONIZED_HOLOGRAM)
        return true;
    cs_stored_attribute *stored =
        cs_grown(shared->stored, shared->stored_count, &shared->stored_room, sizeof *stored);
    if (!stored)
        return false;
    shared->stored = stored;
    stored[shared->stored_count++] = (cs_stored_attribute){part, attr, attribute};
    return true;
}

/* ---- Giving ---- */

/* The first stored attribute of the part that is not before the place. */
static size_t find_stored(const cs_shared *shared, int64_t part, int64_t attr)
{
    size_t low = 0, high = shared->stored_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const cs_stored_attribute *at = &shared->stored[middle];
        if (at->part < part || (at->part == part && at->attr < attr))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A hologram whose attributes are put together. */
typedef struct whole {
    cs_image *image;
    cs_attribute **next; /* where the next attribute goes */
    int64_t free;        /* the first place after those that are taken */
} whole;

/* Takes the attribute's place; every place is there once. */
static bool take(whole *to, int64_t attr, cs_attribute *attribute, cs_error *error)
{
    if (attr < to->free || attr == INT64_MAX)
        return cs_fail(error, "a hologram has two attributes at place %" PRId64, attr);
    to->free = attr + 1;
    to->image->count++;
    *to->next = attribute;
    to->next = &attribute->next;
    return true;
}

/* True if the stored attribute `at` is the one `i` places after `attr` in the part. */
static bool is_stored(const cs_shared *shared, size_t at, int64_t part, int64_t attr, int64_t i)
{
    return at < shared->stored_count && shared->stored[at].part == part &&
           (uint64_t)shared->stored[at].attr - (uint64_t)attr == (uint64_t)i;
}

/* Copies the run's attributes; their values stay where they are. */
static bool give_run(cs_store *store, whole *to, const cs_shared_run *run, cs_error *error)
{
    const cs_shared *shared = &store->reading.shared;
    size_t at = find_stored(shared, run->from_part, run->from_attr);

    if (!cs_interrupt_check(error))
        return false;
    for (int64_t i = 0; i < run->count; i++, at++) {
        if (!is_stored(shared, at, run->from_part, run->from_attr, i))
            return cs_fail(error,
                           "a hologram shares %" PRId64 " attributes of the part %" PRId64
                           " that are not all there",
                           run->count, run->from_part);
        cs_attribute *copy = cs_arena_alloc(store->reading.arena, sizeof *copy);
        if (!copy)
            return cs_fail_object_memory(error);
        *copy = *shared->stored[at].attribute;
        if (run->attr > INT64_MAX - i || !take(to, run->attr + i, copy, error))
            return false;
    }
    return true;
}

/* Puts the part's own attributes and its runs, from `*run` on, in their order. `*run` moves on. */
static bool give_part(cs_store *store, int64_t part, size_t *run, cs_error *error)
{
    const cs_shared *shared = &store->reading.shared;
    cs_image *image = store->reading.object->parts[part - 1];
    size_t own = find_stored(shared, part, INT64_MIN), end = own;
    whole to = {image, &image->attributes, INT64_MIN};

    while (end < shared->stored_count && shared->stored[end].part == part)
        end++;
    image->count = 0;
    while (own < end || (*run < shared->run_count && shared->runs[*run].part == part)) {
        bool has_run = *run < shared->run_count && shared->runs[*run].part == part;
        bool is_own = own < end && !(has_run && shared->runs[*run].attr < shared->stored[own].attr);
        if (is_own ? !take(&to, shared->stored[own].attr, shared->stored[own].attribute, error)
                   : !give_run(store, &to, &shared->runs[*run], error))
            return false;
        *(is_own ? &own : run) += 1;
    }
    *to.next = NULL;
    return true;
}

bool cs_shared_give(cs_store *store, cs_error *error)
{
    const cs_shared *shared = &store->reading.shared;
    size_t run = 0;

    while (run < shared->run_count)
        if (!give_part(store, shared->runs[run].part, &run, error))
            return false;
    return true;
}

void cs_shared_free(cs_shared *shared)
{
    free(shared->runs);
    free(shared->stored);
    *shared = (cs_shared){.run_count = 0};
}
