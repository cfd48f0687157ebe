#include "counts.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const names[COUNTED] = {
    [ONLY_ACTIVE] = "only on the active side",
    [ONLY_STAGING] = "only on the staging side",
    [DIFFERENT] = "on both but different",
    [SAME] = "the same",
};

static const char *const keys[COUNTED] = {
    [ONLY_ACTIVE] = "onlyActive",
    [ONLY_STAGING] = "onlyStaging",
    [DIFFERENT] = "different",
    [SAME] = "same",
};

bool diff_counts_are_same(const counts *c)
{
    return c->objects[ONLY_ACTIVE] + c->objects[ONLY_STAGING] + c->objects[DIFFERENT] == 0;
}

void diff_counts_text(const counts *c, cs_buffer *to)
{
    char numbers[64];

    cs_buffer_puts(to, "   objects   changes\n");
    for (counted i = 0; i < COUNTED; i++) {
        snprintf(numbers, sizeof numbers, "%10" PRIu64 "%10" PRIu64 "  ", c->objects[i],
                 c->changes[i]);
        cs_buffer_puts(to, numbers);
        cs_buffer_puts(to, names[i]);
        cs_buffer_puts(to, "\n");
    }
}

static void put_number(cs_buffer *to, uint64_t number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRIu64, number);
    cs_buffer_puts(to, digits);
}

static void put_object(cs_buffer *to, const uint64_t numbers[COUNTED])
{
    for (counted i = 0; i < COUNTED; i++) {
        cs_buffer_puts(to, i == 0 ? "{\"" : ",\"");
        cs_buffer_puts(to, keys[i]);
        cs_buffer_puts(to, "\":");
        put_number(to, numbers[i]);
    }
    cs_buffer_puts(to, "}");
}

void diff_counts_json(const counts *c, const cs_undetermined *verdict, cs_buffer *to)
{
    cs_buffer_puts(to, "{\"undetermined\":");
    cs_undetermined_json(verdict, to);
    cs_buffer_puts(to, ",\"objects\":");
    put_object(to, c->objects);
    cs_buffer_puts(to, ",\"changes\":");
    put_object(to, c->changes);
    cs_buffer_puts(to, "}\n");
}
