/* Limits on what a section may change: the gate of a pipeline (doc/cli.md, doc/answers.md). */
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

/* ---- Rules ---- */

typedef enum cs_limit_kind {
    CS_LIMIT_ADD,
    CS_LIMIT_UPDATE,
    CS_LIMIT_DELETE,
    CS_LIMIT_RENAME,
    CS_LIMIT_OBJECT,    /* objects of the file, whether they change or not */
    CS_LIMIT_ATTRIBUTE, /* objects that change it */
    CS_LIMIT_REMOVED    /* values of it taken out of one object */
} cs_limit_kind;

typedef struct cs_limit {
    cs_limit_kind kind;
    bool at_least;   /* the figure may not be below, else not above, the number */
    bool percent;    /* of the connector's objects; of CS_LIMIT_REMOVED of the object's values */
    cs_text text;    /* as it was given: "delete:user=5%" */
    cs_text bound;   /* its number: "5%" */
    cs_text name;    /* object type or attribute; absent for every type */
    uint64_t number; /* of a percentage in millionths of a percent */
} cs_limit;

/* Starts as zeroes. */
typedef struct cs_limits {
    cs_limit *list;
    size_t count;
    uint64_t total; /* --objects: the connector's size, 0 if unknown */
} cs_limits;

/* Adds `WHAT=N` or `WHAT=N%`: WHAT is add, update, delete or rename, each with or without an object
 * type (`delete:user`), object[:TYPE], `@NAME` or `removed@NAME`. Borrows the text. */
bool cs_limits_add(cs_limits *limits, const char *text, bool at_least, cs_error *error);

/* Once all are there: a percentage of the connector needs its size. */
bool cs_limits_check(const cs_limits *limits, cs_error *error);

void cs_limits_free(cs_limits *limits);

/* ---- Counting ---- */

/* What has been counted for a rule. */
typedef struct cs_limit_count {
    uint64_t figure;  /* the count; of CS_LIMIT_REMOVED the largest of an object (of a percentage in
                         millionths of a percent), UINT64_MAX if that is unknown */
    uint64_t removed; /* of the object at hand */
    uint64_t over;    /* of CS_LIMIT_REMOVED: objects over the limit */
    bool counted;     /* the object at hand is noted */
    size_t shown;     /* objects noted: the first that make the figure, escaped for a terminal */
    char dns[CS_LIMIT_OBJECTS][CS_LIMIT_DN], names[CS_LIMIT_OBJECTS][CS_LIMIT_NAME];
} cs_limit_count;

/* The counts of a run: one for each rule. */
typedef struct cs_limit_counts {
    const cs_limits *rules;
    cs_limit_count *list;
} cs_limit_counts;

/* Begins to count; the rules must outlive the counts. */
bool cs_limit_counts_begin(cs_limit_counts *counts, const cs_limits *rules, cs_error *error);

/* An object as people know it: its DN, and its display name, empty if it has none. */
typedef struct cs_who {
    cs_text dn, name;
} cs_who;

/* Counts an object with a change, and what it changes: `removed` values are taken out of the
 * `before` that it had; UINT64_MAX if one of these is unknown. An attribute that the object changes
 * twice makes it one object. */
void cs_limit_counts_object(cs_limit_counts *counts, const cs_who *who, cs_omodt omodt,
                            bool renamed, cs_text type);
void cs_limit_counts_attribute(cs_limit_counts *counts, const cs_who *who, cs_text name,
                               uint64_t removed, uint64_t before);

/* Objects of the file are counted apart, in any thread: one more of that type in `figures`, which
 * has a number for each rule; later added to the counts. */
void cs_limits_count_object(const cs_limits *limits, cs_text type, uint64_t *figures);
void cs_limit_counts_add(cs_limit_counts *counts, const uint64_t *figures);

/* True if the figure is above the number, or with `at_least` below it. */
bool cs_limit_is_exceeded(const cs_limit_counts *counts, size_t limit);
bool cs_limits_exceeded(const cs_limit_counts *counts);

/* Adds a line for each limit that is exceeded, with `prefix` in front: the figure and the first
 * objects that make it, escaped for a terminal. */
void cs_limits_text(const cs_limit_counts *counts, const char *prefix, cs_buffer *to);

/* Adds all limits as a JSON array. */
void cs_limits_json(const cs_limit_counts *counts, cs_buffer *to);

/* Adds a percentage in millionths of a percent: "12.5". */
void cs_limit_put_share(cs_buffer *to, uint64_t share);

void cs_limit_counts_free(cs_limit_counts *counts);

#endif
