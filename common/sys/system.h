/* What differs between operating systems. system_posix.c and system_windows.c implement it; the
 * Makefile chooses. Failures leave errno. */
#ifndef CS_SYS_SYSTEM_H
#define CS_SYS_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

/* The descriptors of the standard streams. */
enum {
    CS_STDIN,
    CS_STDOUT,
    CS_STDERR
};

/* True if the descriptor is a terminal, in which a person reads or types. */
bool cs_is_terminal(int fd);

/* True if a file or directory of that name exists. */
bool cs_exists(const char *path);

/* The number of processors that this process may use, at least 1. */
unsigned cs_processors(void);

/* Fills `n` bytes, at most 256, with numbers that cannot be guessed. */
bool cs_random(void *to, size_t n);

#endif
