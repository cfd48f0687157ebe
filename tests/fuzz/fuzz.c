#include "fuzz.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MOST_NAMES = 8,
    LONGEST_PATH = 600
};

static char directory[256]; /* "" before it is needed */

void fuzz_fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("fuzz: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    abort();
}

/* FNV-1a. */
uint64_t fuzz_hash(const uint8_t *bytes, size_t size)
{
    uint64_t hash = 14695981039346656037u;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * 1099511628211u;
    return hash ^ hash >> 32;
}

/* ---- Files ---- */

/* Calls `each` for every file of the directory; how many there are. */
static int each_file(void (*each)(const char *path))
{
    DIR *files = opendir(directory);
    const struct dirent *entry;
    char path[LONGEST_PATH];
    int count = 0;

    while (files && (entry = readdir(files)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        count++;
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        if (each)
            each(path);
    }
    if (files)
        closedir(files);
    return count;
}

static void remove_file(const char *path)
{
    unlink(path);
}

static void remove_directory(void)
{
    each_file(remove_file);
    rmdir(directory);
}

static void make_directory(void)
{
    const char *place = getenv("TMPDIR");

    snprintf(directory, sizeof directory, "%s/fuzz.XXXXXX", place ? place : "/tmp");
    if (!mkdtemp(directory))
        fuzz_fail("cannot make the directory %s", directory);
    atexit(remove_directory);
}

const char *fuzz_path(const char *name)
{
    static char paths[MOST_NAMES][LONGEST_PATH];
    size_t i = 0;

    if (directory[0] == '\0')
        make_directory();
    while (i < MOST_NAMES && paths[i][0] != '\0' && strcmp(strrchr(paths[i], '/') + 1, name) != 0)
        i++;
    if (i == MOST_NAMES)
        fuzz_fail("too many names of files");
    snprintf(paths[i], LONGEST_PATH, "%s/%s", directory, name);
    return paths[i];
}

static void say_file(const char *path)
{
    fprintf(stderr, "%s\n", path);
}

void fuzz_count_files(int count)
{
    if (each_file(NULL) == count)
        return;
    each_file(say_file);
    fuzz_fail("there should be %d files", count);
}

void fuzz_write(const char *path, cs_text bytes)
{
    FILE *file = fopen(path, "wb");

    if (!file || fwrite(bytes.s, 1, bytes.n, file) != bytes.n || fclose(file) != 0)
        fuzz_fail("cannot write %s", path);
}

cs_buffer fuzz_read(const char *path)
{
    cs_buffer all = {.s = NULL};
    FILE *file = fopen(path, "rb");
    char piece[4096];
    size_t n;

    if (!file)
        fuzz_fail("cannot read %s", path);
    while ((n = fread(piece, 1, sizeof piece, file)) > 0)
        cs_buffer_add(&all, (cs_text){piece, n});
    if (ferror(file) || all.failed)
        fuzz_fail("cannot read %s", path);
    fclose(file);
    return all;
}

/* ---- Pieces of an input ---- */

cs_text fuzz_take(cs_text *rest, char end)
{
    const char *at = rest->n > 0 ? memchr(rest->s, end, rest->n) : NULL;
    cs_text taken = {rest->s, at ? (size_t)(at - rest->s) : rest->n};
    size_t used = taken.n + (at != NULL);

    *rest = (cs_text){rest->s + used, rest->n - used};
    return taken;
}

int fuzz_arguments(cs_text text, const char *program, cs_buffer *memory, char **argv, int most)
{
    size_t starts[256] = {0};
    int count = 1;

    memory->n = 0;
    cs_buffer_puts(memory, program);
    cs_buffer_add(memory, (cs_text){"", 1});
    while (text.n > 0 && count < most && count < 256) {
        starts[count++] = memory->n;
        cs_buffer_add(memory, fuzz_take(&text, '\n'));
        cs_buffer_add(memory, (cs_text){"", 1});
    }
    if (memory->failed)
        fuzz_fail("out of memory");
    for (int i = 0; i < count; i++)
        argv[i] = memory->s + starts[i];
    argv[count] = NULL;
    return count;
}
