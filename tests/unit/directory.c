#include "directory.h"

#include <check.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char directory[64];

void enter_directory(void)
{
    strcpy(directory, "/tmp/cstools-unit.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    ck_assert_int_eq(chdir(directory), 0);
}

static DIR *open_here(void)
{
    DIR *here = opendir(".");

    ck_assert_ptr_nonnull(here);
    return here;
}

static bool is_dot(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

int files_here(void)
{
    DIR *here = open_here();
    int count = 0;

    for (const struct dirent *entry; (entry = readdir(here)) != NULL;)
        count += !is_dot(entry->d_name);
    closedir(here);
    return count;
}

void leave_directory(void)
{
    DIR *here = open_here();

    for (const struct dirent *entry; (entry = readdir(here)) != NULL;)
        if (!is_dot(entry->d_name))
            remove(entry->d_name);
    closedir(here);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(rmdir(directory), 0);
}

void make_file(const char *name, const char *content, mode_t mode)
{
    FILE *file = fopen(name, "w");

    ck_assert_ptr_nonnull(file);
    fputs(content, file);
    ck_assert_int_eq(fchmod(fileno(file), mode), 0);
    fclose(file);
}

const char *content_of(const char *name)
{
    static char text[256];
    FILE *file = fopen(name, "r");

    ck_assert_msg(file != NULL, "there is no %s", name);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

mode_t mode_of(const char *name)
{
    struct stat st;

    ck_assert_int_eq(stat(name, &st), 0);
    return st.st_mode & 07777;
}
