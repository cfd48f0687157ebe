/* A file that gets its name when it is complete.
 *
 * If the file system can do it (O_TMPFILE), the file has no name until then, so that nothing is
 * left of it when the program is killed. Else, and for the moment in which it replaces another
 * file, it is called ".NAME.cstools-" with 16 unguessable digits, in the directory of its target,
 * and is locked. One without a lock was left by a program that was killed; it is removed when a
 * file is next made for that target. */
#ifndef CS_SYS_TEMPFILE_H
#define CS_SYS_TEMPFILE_H

#include <stdbool.h>

typedef struct cs_tempfile {
    int fd;       /* for reading and writing, else -1 */
    char *target; /* the name that it will get; NULL if there is no file */
    char *name;   /* its temporary name, NULL if it has none */
} cs_tempfile;

/* Makes the file, readable by its owner alone, for `target`, which is no symbolic link; `named`: it
 * needs a temporary name. To be dropped also on failure. 0 or an errno value. */
int cs_tempfile_open(cs_tempfile *file, const char *target, bool named);

/* Syncs the file to the disk and gives it its name; EEXIST if that is taken and not to be replaced.
 * 0 or an errno value: then the target is as it was. */
int cs_tempfile_place(cs_tempfile *file, bool replace);

/* Closes the file, and removes it unless it has got its name. May be called again. */
void cs_tempfile_drop(cs_tempfile *file);

/* What the symbolic link `path` points to, as seen from the working directory; to be freed. NULL
 * with errno, EINVAL if it is no link. */
char *cs_link_target(const char *path);

#endif
