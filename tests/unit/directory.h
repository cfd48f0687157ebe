/* An empty directory for a test that makes files. */
#ifndef CS_TEST_DIRECTORY_H
#define CS_TEST_DIRECTORY_H

#include <sys/stat.h>

/* Makes one and goes there; and leaves it, with everything in it removed. */
void enter_directory(void);
void leave_directory(void);

/* How many files the directory holds. */
int files_here(void);

/* Puts a file there as anybody would. */
void make_file(const char *name, const char *content, mode_t mode);

/* The (short) content of a file, until the next call. */
const char *content_of(const char *name);

mode_t mode_of(const char *name);

#endif
