/* The files of a configuration: every XML document in a folder and the folders in it. */
#ifndef CS_CONFIG_FOLDER_H
#define CS_CONFIG_FOLDER_H

#include "config/tree.h"

typedef struct cs_config_file {
    cs_text name;  /* within the folder */
    cs_node *root; /* NULL for a file that is no XML document */
} cs_config_file;

typedef struct cs_folder {
    cs_config_file *files; /* by name */
    size_t count;
} cs_folder;

/* Reads all files of the folder `path` (or the one file `path`) into the arena. Names that begin
 * with a dot are passed over; what a symbolic link leads to is read with what lies in the folder,
 * and one that leads out of it is an error. A file that is named *.xml must be a whole document; of
 * another file that is none only its name is kept. */
bool cs_folder_read(const char *path, cs_arena *arena, cs_folder *folder, cs_error *error);

#endif
