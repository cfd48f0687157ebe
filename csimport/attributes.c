#include "attributes.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/buffer.h"
#include "xml/read/input.h"

enum {
    LONGEST_FILE = 1 << 20 /* bytes: no schema has that many names */
};

/* Adds a name, in memory of its own. */
static bool add_name(cs_wanted *wanted, size_t *room, cs_text name, cs_error *error)
{
    cs_text *list =
        cs_grown((cs_text *)(uintptr_t)wanted->names, wanted->count, room, sizeof *list);
    char *copy = list ? malloc(name.n + 1) : NULL;

    if (list)
        wanted->names = list;
    if (!copy)
        return cs_fail_memory(error);
    cs_text_copy(copy, name);
    list[wanted->count++] = (cs_text){copy, name.n};
    return true;
}

/* Adds the names between the separators. */
static bool split(cs_text text, char separator, cs_wanted *wanted, cs_error *error)
{
    size_t room = 0;

    while (text.n > 0) {
        cs_text name = cs_text_first(text, cs_text_find(text, separator));
        text = cs_text_skip(text, name.n < text.n ? name.n + 1 : name.n);
        name = cs_text_strip(name);
        bool comment = separator == '\n' && name.n > 0 && name.s[0] == '#';
        if (name.n > 0 && !comment && !add_name(wanted, &room, name, error))
            return false;
    }
    return true;
}

static bool read_file(const char *path, cs_buffer *to, cs_error *error)
{
    cs_input *input = cs_input_open(path, error);
    cs_text text;
    int got = -1;

    while (input && (got = cs_input_next(input, &text, error)) == 1) {
        cs_buffer_add(to, text);
        if (to->failed || to->n > LONGEST_FILE) {
            cs_fail(error, "the list of attributes \"%s\" is longer than 1 MiB", path);
            got = -1;
            break;
        }
    }
    cs_input_close(input);
    return got == 0;
}

bool attributes_read(const char *text, cs_wanted *wanted, cs_error *error)
{
    cs_buffer file = {.s = NULL};
    bool is_file = strchr(text, '/') != NULL;
    bool ok = (!is_file || read_file(text, &file, error)) &&
              split(is_file ? cs_buffer_text(&file) : cs_text_from(text), is_file ? '\n' : ',',
                    wanted, error);

    cs_buffer_free(&file);
    return ok && (wanted->count > 0 ||
                  cs_fail_usage(error, "option \"--attributes\" names no attribute"));
}

void attributes_free(cs_wanted *wanted)
{
    cs_text *list = (cs_text *)(uintptr_t)wanted->names;

    for (size_t i = 0; i < wanted->count; i++)
        free((char *)(uintptr_t)list[i].s);
    free(list);
    *wanted = (cs_wanted){.names = NULL};
}
