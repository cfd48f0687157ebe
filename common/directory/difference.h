/* What differs between two states of an object, as a delta. */
#ifndef CS_DIRECTORY_DIFFERENCE_H
#define CS_DIRECTORY_DIFFERENCE_H

#include <stdbool.h>

#include "base/arena.h"
#include "model/object.h"

/* The delta that makes `after` of `before`, either of which may be NULL for an object that is not
 * there: an add, an update (with a newdn where the DNs differ), a delete. `*delta` is NULL where
 * both are the same. Attributes are compared by name in any ASCII case, values as sets; references
 * by their anchors where all of both have one, else by their DNs in any ASCII case. It is made in
 * `arena` and borrows the values. False out of memory. */
bool cs_difference(const cs_image *before, const cs_image *after, cs_arena *arena,
                   cs_image **delta);

/* Values of an attribute, for looking one up: quick for any number of them. */
typedef struct cs_value_set {
    const cs_value **values; /* sorted, none twice */
    size_t count;
    int by; /* how they are compared */
} cs_value_set;

/* Makes the set of the values of `a` (NULL for none), for comparing them with those of `other`. It
 * lies in `arena`. False out of memory. */
bool cs_value_set_make(cs_value_set *set, const cs_attribute *a, const cs_attribute *other,
                       cs_arena *arena);

bool cs_value_set_has(const cs_value_set *set, const cs_value *value);

/* Attributes by name, in any ASCII case. */
typedef struct cs_attribute_table {
    cs_attribute **slots;
    size_t mask;
} cs_attribute_table;

/* Makes the table of the image's attributes (NULL for none), with room for `more`, in `arena`; the
 * first of several of one name is found. False out of memory. */
bool cs_attribute_table_make(cs_attribute_table *table, const cs_image *image, size_t more,
                             cs_arena *arena);

void cs_attribute_table_put(cs_attribute_table *table, cs_attribute *attribute);

/* The attribute of that name, objectclass apart from the others; NULL where there is none. */
cs_attribute *cs_attribute_table_find(const cs_attribute_table *table, const cs_attribute *like);

#endif
