/* Made-up connector space objects, as csexport writes them. */
#ifndef OBJECT_H
#define OBJECT_H

#include <stdint.h>

#include "attributes.h"

/* What an object is made with, kept from one to the next. */
struct workshop {
    uint64_t seed;
    struct attributes attributes;
    struct text hologram; /* an entry that is written more than once */
};

/* Adds the object of that number, from 0. It depends on the seed and the number alone. */
void object_put(struct text *to, struct workshop *shop, uint64_t number);

void workshop_free(struct workshop *shop);

#endif
