/* One way to say what is wrong and where.
 *
 * The library never prints and never exits: a function that can fail takes a `cs_error *`, fills
 * it and returns false (or -1). The program shows it with cs_error_print(). The first error wins:
 * filling an error that is already set changes nothing, so a clean-up that fails too does not
 * hide the cause. */
#ifndef CS_BASE_ERROR_H
#define CS_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/text.h"

/* The exit statuses of every program (cli.md). */
enum {
    CS_EXIT_OK = 0,
    CS_EXIT_DIFFERENT = 1,
    CS_EXIT_TROUBLE = 2,
    CS_EXIT_LIMIT = 3,
};

typedef struct cs_error {
    bool set;
    bool silent;     /* nobody is there to read it: the reader of a pipe has gone */
    bool usage;      /* wrong usage: the program points to --help */
    bool has_offset; /* `offset` is known */
    char what[480];  /* what is wrong, cut at a character where it is longer */
    char file[256];  /* the file as the user named it, "" where there is none */
    char dn[256];    /* DN of the object, "" where there is none */
    uint64_t offset; /* byte offset in the file, from 0 */
    uint64_t object; /* the object's number in the file, from 1; 0 for none */
} cs_error;

/* Sets what is wrong, printf-style. Always returns false, so that a caller can say
 * `return cs_fail(error, "...")`. */
bool cs_fail(cs_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, followed by ": " and the text of `errnum` (an errno value). EPIPE is silent. */
bool cs_fail_errno(cs_error *error, int errnum, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same as cs_fail(), marked as wrong usage. */
bool cs_fail_usage(cs_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds what is not known yet of an error's place; `dn` may be absent, `object` 0. */
void cs_error_place(cs_error *error, const char *file, uint64_t offset, uint64_t object,
                    cs_text dn);

/* Adds the file's name, or the object's DN, where none is set. */
void cs_error_file(cs_error *error, const char *file);
void cs_error_dn(cs_error *error, cs_text dn);

/* Prints `PROGRAM: what (file, byte offset 7, object 3, DN "…")` on `to`, with everything that
 * could drive a terminal escaped; nothing for a silent error. Always returns CS_EXIT_TROUBLE. */
int cs_error_print(const cs_error *error, const char *program, FILE *to);

/* Writes `t` to `to`, or into a buffer of `size` bytes (cut at a character, always ended by a NUL;
 * returns how many bytes stand before it), with C0 and C1 controls, DEL, bidirectional controls,
 * zero-width spaces, line separators and bytes that are not UTF-8 written as \xHH or \u{HHHH}, and
 * a backslash left as it is. */
void cs_print_escaped(FILE *to, cs_text t);
size_t cs_escape(char *buffer, size_t size, cs_text t);

/* True for a character that drives a terminal, turns text around or hides in it: those above. The
 * joiners U+200C and U+200D are none: names are spelled with them. */
bool cs_is_dangerous(uint32_t c);

#endif
