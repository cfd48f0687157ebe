/* Text with a length: what every value of a connector space is made of.
 *
 * A cs_text borrows its bytes; whoever made them says how long they live. `s == NULL` means
 * "absent", which is not the same as empty. The bytes are UTF-8 and need not end in a NUL. */
#ifndef CS_BASE_TEXT_H
#define CS_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct cs_text {
    const char *s;
    size_t n;
} cs_text;

/* The text that is absent. */
#define CS_NO_TEXT ((cs_text){NULL, 0})

/* A text from a string literal. */
#define CS_LITERAL(literal) ((cs_text){"" literal, sizeof(literal) - 1})

/* A text over the bytes of a C string; absent for NULL. */
static inline cs_text cs_text_from(const char *s)
{
    return (cs_text){s, s ? strlen(s) : 0};
}

/* True where both hold the same bytes; absent equals empty. */
static inline bool cs_text_equal(cs_text a, cs_text b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

/* True where `a` holds exactly the bytes of the C string `b`. */
static inline bool cs_text_is(cs_text a, const char *b)
{
    if (a.n == 0 || a.s[0] != b[0]) /* tells most texts apart without a call */
        return a.n == 0 && b[0] == '\0';
    return cs_text_equal(a, cs_text_from(b));
}

/* True where the first bytes of `t` are those of `prefix`. */
static inline bool cs_text_starts(cs_text t, const char *prefix)
{
    size_t n = strlen(prefix);

    return t.n >= n && (n == 0 || memcmp(t.s, prefix, n) == 0);
}

/* True where the last byte of `t` is `c`. */
static inline bool cs_text_ends(cs_text t, char c)
{
    return t.n > 0 && t.s[t.n - 1] == c;
}

/* Where the first `c` of `t` stands; `t.n` where there is none. */
static inline size_t cs_text_find(cs_text t, char c)
{
    const char *at = t.n > 0 ? memchr(t.s, c, t.n) : NULL;

    return at ? (size_t)(at - t.s) : t.n;
}

/* True where `t` holds a `c`. */
static inline bool cs_text_has(cs_text t, char c)
{
    return cs_text_find(t, c) < t.n;
}

/* The first `n` bytes of `t`, all of it where it has fewer. */
static inline cs_text cs_text_first(cs_text t, size_t n)
{
    return (cs_text){t.s, t.n < n ? t.n : n};
}

/* The first `most` bytes of `t`, as the two arguments of a "%.*s". */
#define CS_PRINTED(t, most) (int)cs_text_first((t), (most)).n, (t).s ? (t).s : ""

/* `t` without its first `n` bytes, of which it has at least so many. */
static inline cs_text cs_text_skip(cs_text t, size_t n)
{
    return (cs_text){t.s + n, t.n - n};
}

/* Copies `t` to where there is room for it. */
static inline void cs_text_copy(char *to, cs_text t)
{
    if (t.n > 0) /* else there may be no address */
        memcpy(to, t.s, t.n);
}

/* Which of two numbers comes first, as qsort() has it. */
static inline int cs_number_compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Takes the first line off `rest`; gives it without its line feed. */
static inline cs_text cs_text_take_line(cs_text *rest)
{
    cs_text line = {rest->s, cs_text_find(*rest, '\n')};

    *rest = cs_text_skip(*rest, line.n < rest->n ? line.n + 1 : line.n);
    return line;
}

/* The lower-case form of an ASCII letter; every other byte as it is, whatever the locale. */
static inline char cs_ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Below, equal to or above zero as `a` comes before, with or behind `b`, by byte. */
int cs_text_compare(cs_text a, cs_text b);

/* True where both hold the same bytes when ASCII case is ignored. */
bool cs_text_equal_nocase(cs_text a, cs_text b);

/* True for the four characters that XML calls white space. */
static inline bool cs_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* `t` without the white space in front of it. */
cs_text cs_text_strip_front(cs_text t);

/* `t` without the white space around it. */
cs_text cs_text_strip(cs_text t);

/* True where `t` holds nothing but white space. */
bool cs_text_is_blank(cs_text t);

#endif
