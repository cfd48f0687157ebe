/* A file that is made beside the name it is to get, and gets it when it is whole.
 *
 * Where the file system can (O_TMPFILE), it has no name at all before that, so that nothing is left
 * of it when the program is killed. Else, and for the moment in which it replaces another file, it
 * is ".NAME.cstools-" and 16 unguessable digits, and holds a lock: one that is left without it is
 * of a program that was killed, and goes when a file is next made for that name. */
#ifndef CS_SYS_TEMPFILE_H
#define CS_SYS_TEMPFILE_H

#include <stdbool.h>

typedef struct cs_tempfile {
    int fd;       /* for reading and writing; -1 where there is none */
    char *target; /* the name that it is to get; NULL where there is no file */
    char *name;   /* that it has until then; NULL while it has none */
} cs_tempfile;

/* Makes the file, readable by its owner alone, for `target`, the end of any symbolic links; with a
 * `name` of its own where `named`. To be dropped in any case. 0 or an errno value. */
int cs_tempfile_open(cs_tempfile *file, const char *target, bool named);

/* Brings the file to the disk and gives it its name; EEXIST where something has that and it is not
 * to be replaced. 0 or an errno value: then the target is as it was. */
int cs_tempfile_place(cs_tempfile *file, bool replace);

/* Closes the file, and removes it where it has not got its name. May be called again. */
void cs_tempfile_drop(cs_tempfile *file);

/* What the symbolic link `path` points to, seen from where we are; to be freed. NULL with errno,
 * EINVAL where it is no link. */
char *cs_link_target(const char *path);

#endif
