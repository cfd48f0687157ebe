#include "config/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "sys/interrupt.h"
#include "xml/read/input.h"

enum {
    LARGEST_FILE = 16 << 20, /* bytes */
    MOST_FILES = 10000,
    DEEPEST = 8 /* folders in folders */
};

/* A folder that is being read. */
typedef struct reading {
    const char *top; /* as the user named it */
    char *real;      /* without symbolic links; NULL until a link asks for it */
    cs_arena *arena;
    cs_config_file *files;
    size_t count, room;
    cs_buffer bytes, text; /* of the file at hand */
    cs_error *error;
} reading;

/* ---- One file ---- */

static bool fail_file(reading *r, const char *name, const char *what)
{
    cs_fail(r->error, "%s", what);
    cs_error_file(r->error, name);
    return false;
}

static bool read_bytes(reading *r, int fd)
{
    ssize_t got = 1;

    r->bytes.n = 0;
    while (got > 0) {
        char *to = cs_buffer_reserve(&r->bytes, 1 << 16);
        if (!to)
            return cs_fail_memory(r->error);
        got = read(fd, to, 1 << 16);
        if (got < 0 && errno != EINTR)
            return cs_fail_errno(r->error, errno, "cannot read the file");
        if (!cs_interrupt_check(r->error))
            return false;
        r->bytes.n += got > 0 ? (size_t)got : 0;
        got = got < 0 ? 1 : got;
        if (r->bytes.n > LARGEST_FILE)
            return cs_fail(r->error, "the file is larger than %d MiB", LARGEST_FILE >> 20);
    }
    return true;
}

/* Turns the bytes into UTF-8. */
static bool decode(reading *r, const char *name, cs_error *error)
{
    cs_input *input = cs_input_memory(r->bytes.s, r->bytes.n, name, error);
    cs_text text;
    cs_next got = CS_FAILED;

    r->text.n = 0;
    if (input)
        while ((got = cs_input_next(input, &text, error)) == CS_ITEM)
            cs_buffer_add(&r->text, text);
    cs_input_close(input);
    return got == CS_END && (!r->text.failed || cs_fail_memory(error));
}

/* Within the folder, the name of a file. */
static cs_text inner_name(const reading *r, const char *path)
{
    cs_text name = cs_text_from(path), top = cs_text_from(r->top);

    while (cs_text_ends(top, '/'))
        top.n--;
    if (name.n > top.n + 1)
        return cs_text_skip(name, top.n + 1);
    const char *slash = strrchr(path, '/');
    return slash ? cs_text_from(slash + 1) : name;
}

static bool is_named_xml(cs_text name)
{
    return name.n >= 4 && cs_text_equal_nocase(cs_text_skip(name, name.n - 4), CS_LITERAL(".xml"));
}

static bool add_file(reading *r, const char *path)
{
    cs_error found = {.set = false};
    cs_text name = inner_name(r, path);
    cs_node *root = NULL;

    if (decode(r, path, &found))
        root = cs_tree_read(cs_buffer_text(&r->text), path, r->arena, &found);
    if (found.set && is_named_xml(name)) {
        cs_error_file(&found, path);
        *r->error = found;
        return false;
    }
    if (r->count == MOST_FILES)
        return cs_fail(r->error, "the folder has more than %d files", MOST_FILES);
    cs_config_file *larger = cs_grown(r->files, r->count, &r->room, sizeof *r->files);
    cs_text kept = cs_arena_copy(r->arena, name);
    if (larger)
        r->files = larger;
    if (!larger || !kept.s)
        return cs_fail_memory(r->error);
    r->files[r->count++] = (cs_config_file){kept, root};
    return true;
}

static bool read_file(reading *r, const char *path)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0) {
        cs_fail_errno(r->error, errno, "cannot open the file");
        cs_error_file(r->error, path);
        return false;
    }
    bool regular = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
    bool ok = regular ? read_bytes(r, fd) : fail_file(r, path, "it is not a regular file");
    close(fd);
    ok = ok && add_file(r, path);
    if (!ok)
        cs_error_file(r->error, path);
    return ok;
}

/* ---- Folders ---- */

/* A link to what lies in the folder adds nothing: it is read at its own place. */
static bool check_link(reading *r, const char *path)
{
    char *target = realpath(path, NULL);

    if (!r->real)
        r->real = realpath(r->top, NULL);
    size_t n = r->real ? strlen(r->real) : 0;
    bool inside = target && r->real && strncmp(target, r->real, n) == 0 &&
                  (target[n] == '/' || target[n] == '\0' || n == 1);
    free(target);
    return inside ||
           fail_file(r, path, "a symbolic link that leads out of the folder is not followed");
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* By byte, in every locale. */
static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool read_folder(reading *r, const char *path, int depth);

static bool read_entry(reading *r, const char *path, int depth)
{
    struct stat about;

    if (!cs_interrupt_check(r->error))
        return false;
    if (lstat(path, &about) != 0) {
        cs_fail_errno(r->error, errno, "cannot examine the file");
        cs_error_file(r->error, path);
        return false;
    }
    if (S_ISLNK(about.st_mode))
        return check_link(r, path);
    return S_ISDIR(about.st_mode) ? read_folder(r, path, depth + 1) : read_file(r, path);
}

static bool read_folder(reading *r, const char *path, int depth)
{
    struct dirent **entries = NULL;

    if (depth > DEEPEST)
        return fail_file(r, path, "folders are nested too deeply");
    int count = scandir(path, &entries, is_visible, compare_names);
    if (count < 0) {
        cs_fail_errno(r->error, errno, "cannot read the folder");
        cs_error_file(r->error, path);
        return false;
    }
    bool ok = true;
    for (int i = 0; i < count; i++) {
        char *inner = NULL;
        const char *slash = path[0] && path[strlen(path) - 1] == '/' ? "" : "/";
        if (ok && asprintf(&inner, "%s%s%s", path, slash, entries[i]->d_name) < 0) {
            inner = NULL;
            ok = cs_fail_memory(r->error);
        }
        ok = ok && read_entry(r, inner, depth);
        free(inner);
        free(entries[i]);
    }
    free(entries);
    return ok;
}

/* What the user names may be a link. */
static bool read_top(reading *r)
{
    struct stat about;

    if (stat(r->top, &about) != 0) {
        cs_fail_errno(r->error, errno, "cannot open the folder");
        cs_error_file(r->error, r->top);
        return false;
    }
    if (S_ISDIR(about.st_mode))
        return read_folder(r, r->top, 0);
    char *real = realpath(r->top, NULL);
    bool ok = real ? read_file(r, real) : cs_fail_errno(r->error, errno, "cannot open the file");
    free(real);
    return ok;
}

bool cs_folder_read(const char *path, cs_arena *arena, cs_folder *folder, cs_error *error)
{
    reading r = {.top = path, .arena = arena, .error = error};
    bool ok = read_top(&r);

    folder->count = ok ? r.count : 0;
    folder->files = cs_arena_alloc(arena, (r.count + 1) * sizeof *folder->files);
    if (!folder->files)
        ok = cs_fail_memory(error);
    else if (r.count > 0)
        memcpy(folder->files, r.files, r.count * sizeof *folder->files);
    free(r.files);
    free(r.real);
    cs_buffer_free(&r.bytes);
    cs_buffer_free(&r.text);
    return ok;
}
