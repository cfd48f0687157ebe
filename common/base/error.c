#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/terminal.h"

#define ELLIPSIS "\u2026"

/* Keeps `n` bytes of `s` in `to`; what does not fit is cut at a character and shown by an ellipsis.
 * `s` may be `to` itself, and then holds at least `size - 1` bytes where `n` is more than that. */
static void keep(char *to, size_t size, const char *s, size_t n)
{
    bool cut = n >= size;

    if (cut) {
        n = size - sizeof ELLIPSIS;
        for (int back = 0; back < 3 && ((unsigned char)s[n] & 0xC0) == 0x80; back++)
            n--;
    }
    if (n > 0)
        memmove(to, s, n);
    to[n] = '\0';
    if (cut)
        memcpy(to + n, ELLIPSIS, sizeof ELLIPSIS);
}

static bool fail(cs_error *error, cs_cause cause, int errnum, const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));

/* `errnum` 0: the message ends with what is formatted. */
static bool fail(cs_error *error, cs_cause cause, int errnum, const char *format, va_list arguments)
{
    if (error->set)
        return false;
    error->set = true;
    error->cause = cause;

    char unused[64];
    const char *reason = errnum != 0 ? strerror_r(errnum, unused, sizeof unused) : "";
    size_t reserved = errnum != 0 ? strlen(": ") + strnlen(reason, 128) : 0;
    size_t size = sizeof error->what - reserved;

    int n = vsnprintf(error->what, size, format, arguments);
    if (n < 0)
        keep(error->what, size, format, strlen(format));
    else
        keep(error->what, size, error->what, (size_t)n);
    if (reserved > 0) {
        size_t end = strlen(error->what);
        snprintf(error->what + end, sizeof error->what - end, ": %.128s", reason);
    }
    return false;
}

bool cs_fail(cs_error *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fail(error, CS_CAUSE_OTHER, 0, format, arguments);
    va_end(arguments);
    return false;
}

bool cs_fail_cause(cs_error *error, cs_cause cause, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fail(error, cause, 0, format, arguments);
    va_end(arguments);
    return false;
}

bool cs_fail_errno(cs_error *error, int errnum, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fail(error, errnum == EPIPE ? CS_CAUSE_PIPE : CS_CAUSE_SYSTEM, errnum, format, arguments);
    va_end(arguments);
    return false;
}

bool cs_fail_usage(cs_error *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fail(error, CS_CAUSE_USAGE, 0, format, arguments);
    va_end(arguments);
    return false;
}

bool cs_fail_memory(cs_error *error)
{
    return cs_fail_cause(error, CS_CAUSE_MEMORY, "out of memory");
}

bool cs_fail_object_memory(cs_error *error)
{
    return cs_fail_cause(error, CS_CAUSE_LIMIT, "the object takes too much memory");
}

void cs_error_file(cs_error *error, const char *file)
{
    if (error->set && error->file[0] == '\0' && file != NULL)
        keep(error->file, sizeof error->file, file, strlen(file));
}

void cs_error_dn(cs_error *error, cs_text dn)
{
    if (error->set && error->dn[0] == '\0')
        keep(error->dn, sizeof error->dn, dn.s, dn.n);
}

void cs_error_place(cs_error *error, const char *file, uint64_t offset, uint64_t object, cs_text dn)
{
    if (!error->set)
        return;
    cs_error_file(error, file);
    if (!error->has_offset) {
        error->has_offset = true;
        error->offset = offset;
    }
    if (error->object == 0)
        error->object = object;
    cs_error_dn(error, dn);
}

/* ---- Printing ---- */

/* A line is put together before it is printed, because standard error has no buffer: several
 * programs that share a terminal do not cut into each other's lines. */
typedef struct line {
    /* An escape is at most four times as long as what it stands for. */
    char s[4 * sizeof(cs_error) + 512];
    size_t n;
} line;

static void add_plain(line *to, const char *s)
{
    int n = snprintf(to->s + to->n, sizeof to->s - to->n, "%s", s);

    if (n > 0)
        to->n += (size_t)n < sizeof to->s - to->n ? (size_t)n : sizeof to->s - to->n - 1;
}

static void add_escaped(line *to, const char *s)
{
    to->n += cs_escape(to->s + to->n, sizeof to->s - to->n, cs_text_from(s));
}

static void add_number(line *to, const char *name, uint64_t number)
{
    char s[64];

    snprintf(s, sizeof s, "%s %llu", name, (unsigned long long)number);
    add_plain(to, s);
}

/* What stands in front of the next known part of the place. */
static void add_separator(line *to, bool *any)
{
    add_plain(to, *any ? ", " : " (");
    *any = true;
}

static void add_place(line *to, const cs_error *error)
{
    bool any = false;

    if (error->file[0] != '\0') {
        add_separator(to, &any);
        add_escaped(to, error->file);
    }
    if (error->has_offset) {
        add_separator(to, &any);
        add_number(to, "byte offset", error->offset);
    }
    if (error->object != 0) {
        add_separator(to, &any);
        add_number(to, "object", error->object);
    }
    if (error->dn[0] != '\0') {
        add_separator(to, &any);
        add_plain(to, "DN \"");
        add_escaped(to, error->dn);
        add_plain(to, "\"");
    }
    if (any)
        add_plain(to, ")");
}

int cs_error_print(const cs_error *error, const char *program, FILE *to)
{
    if (error->cause == CS_CAUSE_PIPE)
        return CS_EXIT_TROUBLE;

    line text = {.n = 0};
    add_plain(&text, program);
    add_plain(&text, ": ");
    add_escaped(&text, error->what);
    add_place(&text, error);
    add_plain(&text, "\n");
    if (error->cause == CS_CAUSE_USAGE) {
        add_plain(&text, "Try '");
        add_plain(&text, program);
        add_plain(&text, " --help'.\n");
    }
    fwrite(text.s, 1, text.n, to);
    return CS_EXIT_TROUBLE;
}
