/* Limits on what a section may change: the gate of a pipeline. */
#ifndef CS_REPORT_LIMIT_H
#define CS_REPORT_LIMIT_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "model/object.h"

enum {
    CS_LIMIT_OBJECTS = 5, /* that are named for a limit */
    CS_LIMIT_DN = 200,    /* bytes for their DNs */
    CS_LIMIT_NAME = 100   /* and names */
};

typedef enum cs_limit_kind {
    CS_LIMIT_ADD,
    CS_LIMIT_UPDATE,
    CS_LIMIT_DELETE,
    CS_LIMIT_RENAME,
    CS_LIMIT_ATTRIBUTE,
    CS_LIMIT_REMOVED
} cs_limit_kind;

typedef struct cs_limit {
    cs_limit_kind kind;
    cs_text text;  /* as it was given */
    cs_text name;  /* object type or attribute; absent for every type */
    uint64_t most; /* a number, or a percentage in millionths of a percent */
    bool percent;

    /* What has been counted. */
    uint64_t figure;  /* the count; of CS_LIMIT_REMOVED the largest of an object, UINT64_MAX where
                         that is unknown */
    uint64_t removed; /* of the object at hand */
    uint64_t over;    /* of CS_LIMIT_REMOVED: objects over the limit */
    bool counted;     /* the object at hand is noted */
    size_t shown;     /* objects noted: the first that make the figure, escaped for a terminal */
    char dns[CS_LIMIT_OBJECTS][CS_LIMIT_DN], names[CS_LIMIT_OBJECTS][CS_LIMIT_NAME];
} cs_limit;

typedef struct cs_limits {
    cs_limit *list;
    size_t count;
    uint64_t total; /* --objects: the connector's size, 0 where it is not known */
} cs_limits;

/* An empty set of limits needs no initialisation beyond zeroes. */

/* Adds `WHAT=N` or `WHAT=N%`: WHAT is add, update, delete or rename, optionally with an object type
 * (`delete:user`), `@NAME` (objects whose attribute changes) or `removed@NAME` (values taken from
 * one object). It borrows the text. */
bool cs_limits_add(cs_limits *limits, const char *text, cs_error *error);

/* Once all are there: a percentage needs the connector's size. */
bool cs_limits_check(const cs_limits *limits, cs_error *error);

/* An object as people know it: its DN, and its display name, empty where there is none. */
typedef struct cs_who {
    cs_text dn, name;
} cs_who;

/* Counts an object with a change, and what it changes: `removed` values are taken, UINT64_MAX where
 * that is unknown. An attribute that the object changes twice makes it one object. */
void cs_limits_object(cs_limits *limits, const cs_who *who, cs_omodt omodt, bool renamed,
                      cs_text type);
void cs_limits_attribute(cs_limits *limits, const cs_who *who, cs_text name, uint64_t removed);

/* True where the limit, or any of them, is exceeded: it passes up to and including its number. */
bool cs_limit_is_exceeded(const cs_limits *limits, const cs_limit *limit);
bool cs_limits_exceeded(const cs_limits *limits);

/* Adds a line for each limit that is exceeded, with `prefix` in front: the figure and the first
 * objects that make it, escaped for a terminal. */
void cs_limits_text(const cs_limits *limits, const char *prefix, cs_buffer *to);

/* Adds all limits as a JSON array. */
void cs_limits_json(const cs_limits *limits, cs_buffer *to);

void cs_limits_free(cs_limits *limits);

#endif
