/* What is wrong, and where.
 *
 * The library never prints and never exits: a function that can fail takes a `cs_error *`, fills
 * it and returns false (or CS_FAILED). The program shows it with cs_error_print(). The first error
 * wins: filling an error that is already set changes nothing, so that a failing clean-up does not
 * hide the cause. */
#ifndef CS_BASE_ERROR_H
#define CS_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/text.h"

/* The exit statuses of every program (doc/cli.md). */
enum {
    CS_EXIT_OK = 0,
    CS_EXIT_DIFFERENT = 1,
    CS_EXIT_TROUBLE = 2,
    CS_EXIT_LIMIT = 3,
};

/* What a program or a test has to tell apart; the message says the rest. */
typedef enum cs_cause {
    CS_CAUSE_OTHER,       /* only the message tells */
    CS_CAUSE_MEMORY,      /* out of memory */
    CS_CAUSE_SYSTEM,      /* a system call failed */
    CS_CAUSE_INTERRUPTED, /* a signal asked the program to end */
    CS_CAUSE_PIPE,        /* the reader of a pipe has gone: nothing is printed */
    CS_CAUSE_USAGE,       /* wrong usage: the program points to --help */
    CS_CAUSE_MALFORMED,   /* the input is not well-formed, or not in the encoding it claims */
    CS_CAUSE_CONTRACT,    /* well-formed, but not what a file of its kind holds */
    CS_CAUSE_LIMIT,       /* larger than anything the programs accept */
} cs_cause;

typedef struct cs_error {
    bool set;
    cs_cause cause;
    bool has_offset; /* `offset` is known */
    char what[480];  /* what is wrong; a longer text is cut at a character */
    char file[256];  /* the file as the user named it; "" if unknown */
    char dn[256];    /* DN of the object; "" if unknown */
    uint64_t offset; /* byte offset in the file, from 0 */
    uint64_t object; /* the object's number in the file, from 1; 0 if unknown */
} cs_error;

/* The answer of a function that hands out one thing at a time. Positive: ask again. */
typedef enum cs_next {
    CS_FAILED = -1, /* the cs_error says why */
    CS_END,         /* nothing is left */
    CS_ITEM,        /* the next one */
    CS_PAUSED       /* stopped at the place that was asked for (cs_reader_pause()) */
} cs_next;

/* Sets what is wrong, printf-style, with the cause CS_CAUSE_OTHER. Always returns false, so that a
 * caller can write `return cs_fail(error, "...")`. */
bool cs_fail(cs_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same with another cause. */
bool cs_fail_cause(cs_error *error, cs_cause cause, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The message is followed by ": " and the text of `errnum` (an errno value). The cause is
 * CS_CAUSE_PIPE for EPIPE, else CS_CAUSE_SYSTEM. */
bool cs_fail_errno(cs_error *error, int errnum, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

bool cs_fail_usage(cs_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "out of memory". */
bool cs_fail_memory(cs_error *error);

/* An object passes CS_MAX_OBJECT_MEMORY, or memory runs out while it is built: CS_CAUSE_LIMIT. */
bool cs_fail_object_memory(cs_error *error);

/* Adds those parts of an error's place that are still unknown; `dn` may be absent, `object` 0. */
void cs_error_place(cs_error *error, const char *file, uint64_t offset, uint64_t object,
                    cs_text dn);

/* Adds the file's name, or the object's DN, unless the error has one. */
void cs_error_file(cs_error *error, const char *file);
void cs_error_dn(cs_error *error, cs_text dn);

/* Prints `PROGRAM: what (file, byte offset 7, object 3, DN "…")` on `to`, with everything that
 * could drive a terminal escaped; nothing for CS_CAUSE_PIPE. Always returns CS_EXIT_TROUBLE. */
int cs_error_print(const cs_error *error, const char *program, FILE *to);

#endif
