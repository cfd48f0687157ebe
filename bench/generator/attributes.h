/* The attributes of a made-up object: what they were, what they become, how the delta says so. */
#ifndef ATTRIBUTES_H
#define ATTRIBUTES_H

#include "person.h"

enum fate {
    KEPT,
    ADDED,
    REMOVED
};

/* Which values an attribute of a delta lists. */
enum listing {
    LIST_CHANGES,     /* the removed, then the added */
    LIST_ADDED_FIRST, /* both, the other way round */
    LIST_ADDED,       /* the added alone: the removed one is for the reader to find */
    LIST_REMOVED,
    LIST_AFTER, /* what the attribute has then, as added */
    LIST_NOTHING
};

/* How a delta speaks of an attribute. */
struct style {
    const char *operation; /* NULL: not at all; "": it leaves the word to the object */
    enum listing listing;
    bool before, after; /* does the attribute have values before, and after? */
    unsigned weight;    /* how often, in a thousand */
};

struct value {
    size_t at, n; /* in `texts` */
    enum fate fate;
};

struct attribute {
    const char *name, *type; /* type NULL: a reference */
    bool multivalued;
    const struct style *style;
    size_t first, count; /* in `values` */
};

enum {
    MOST_ATTRIBUTES = 32
};

struct attributes {
    struct attribute list[MOST_ATTRIBUTES];
    size_t count;
    struct value *values;
    size_t value_count, value_room;
    struct text texts; /* of the values, escaped for XML */
};

/* What an attribute of an object type is like. */
struct kind {
    const char *name, *type; /* type NULL: a reference */
    bool multivalued;
    const char *pattern; /* see person_put(); values with | between them */
};

/* How all attributes of an object are spoken of that is made, or replaced, or not changed. */
extern const struct style style_made, style_replaced, style_updated, style_unchanged;

/* Draws how one attribute changes. */
const struct style *style_draw(struct draw *d);

void attributes_clear(struct attributes *a);
void attributes_free(struct attributes *a);

/* Adds an attribute whose values the pattern makes of the person before and after. */
void attributes_add(struct attributes *a, const struct kind *kind, const struct style *style,
                    const struct person *before, const struct person *after);

/* Begins an attribute of references; each is added with its fate, which the style may overrule. */
void attributes_add_references(struct attributes *a, const char *name, bool multivalued,
                               const struct style *style);
void attributes_add_reference(struct attributes *a, const struct identity *to, enum fate fate);

/* Writes the attributes as a hologram has them, before or after. */
void attributes_put_entry(struct text *to, const struct attributes *a, bool after);

/* Writes what a delta says of them. A terse one leaves out the operation of a value that has the
 * usual one. */
void attributes_put_delta(struct text *to, const struct attributes *a, bool terse);

#endif
