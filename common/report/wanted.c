#include "report/wanted.h"

#include <pthread.h>
#include <search.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/nearest.h"
#include "base/terminal.h"
#include "report/filter.h"
#include "report/known.h"

enum {
    MOST_NAMES = 65536 /* that are kept to find the nearest */
};

typedef struct wanted_name {
    cs_wanted_kind kind;
    const char *option;
    cs_text name;
    bool found;
} wanted_name;

/* Names that occur: a tree of them, each with its text behind it. */
typedef struct occurring {
    void *tree;
    size_t count;
} occurring;

struct cs_wanted {
    wanted_name *list;
    size_t count;
    atomic_size_t missing; /* not found yet; once it is 0, nothing more is noted */

    pthread_mutex_t lock; /* of all that follows, and of `found` */
    occurring attributes, types;
};

bool cs_wanted_add(cs_wanted **wanted, cs_wanted_kind kind, const char *option, cs_text name,
                   cs_error *error)
{
    bool attribute = kind == CS_WANTED_ATTRIBUTE || kind == CS_WANTED_EXACTLY;

    if (attribute && (cs_text_equal_nocase(name, CS_LITERAL("dn")) ||
                      cs_text_equal_nocase(name, CS_LITERAL("objectClass"))))
        return true;
    if (!*wanted) {
        *wanted = calloc(1, sizeof **wanted);
        if (!*wanted)
            return cs_fail_memory(error);
        pthread_mutex_init(&(*wanted)->lock, NULL);
    }
    wanted_name *list = realloc((*wanted)->list, ((*wanted)->count + 1) * sizeof *list);
    if (!list)
        return cs_fail_memory(error);
    (*wanted)->list = list;
    list[(*wanted)->count++] = (wanted_name){kind, option, name, false};
    atomic_fetch_add(&(*wanted)->missing, 1);
    return true;
}

unsigned cs_wanted_parts(const cs_wanted *wanted)
{
    for (size_t i = 0; wanted && i < wanted->count; i++)
        if (wanted->list[i].kind <= CS_WANTED_EXACTLY)
            return (1u << CS_PARTS) - 1;
    return 0;
}

/* ---- What occurs ---- */

static int compare_names(const void *a, const void *b)
{
    return cs_text_compare(*(const cs_text *)a, *(const cs_text *)b);
}

static bool add_occurring(occurring *o, cs_text name)
{
    if (o->count == MOST_NAMES || tfind(&name, &o->tree, compare_names))
        return true;
    cs_text *kept = malloc(sizeof *kept + name.n);
    if (!kept)
        return false;
    *kept = (cs_text){(const char *)(kept + 1), name.n};
    cs_text_copy((char *)(kept + 1), name);
    if (!tsearch(kept, &o->tree, compare_names)) {
        free(kept);
        return false;
    }
    o->count++;
    return true;
}

static bool matches(const wanted_name *w, cs_text text)
{
    switch (w->kind) {
    case CS_WANTED_ATTRIBUTE:
    case CS_WANTED_TYPE:
        return cs_text_equal_nocase(w->name, text);
    case CS_WANTED_EXACTLY:
        return cs_text_equal(w->name, text);
    case CS_WANTED_DN:
        return cs_glob_match(w->name, text);
    }
    return false;
}

/* Marks the names of the kinds, given as bits, that the text answers. */
static void find(cs_wanted *wanted, unsigned kinds, cs_text text)
{
    for (size_t i = 0; i < wanted->count; i++) {
        wanted_name *w = &wanted->list[i];
        if (w->found || !(kinds >> w->kind & 1) || !matches(w, text))
            continue;
        w->found = true;
        atomic_fetch_sub(&wanted->missing, 1);
    }
}

static bool note_object(cs_wanted *wanted, const cs_object *object)
{
    const unsigned attributes = 1u << CS_WANTED_ATTRIBUTE | 1u << CS_WANTED_EXACTLY;
    bool ok = add_occurring(&wanted->types, object->type);

    find(wanted, 1u << CS_WANTED_TYPE, object->type);
    find(wanted, 1u << CS_WANTED_DN, object->dn);
    for (size_t part = 0; part < CS_PARTS; part++) {
        const cs_image *image = object->parts[part];
        for (const cs_attribute *a = image ? image->attributes : NULL; a && ok; a = a->next) {
            ok = a->element == CS_OBJECTCLASS || add_occurring(&wanted->attributes, a->name);
            if (a->element != CS_OBJECTCLASS)
                find(wanted, attributes, a->name);
        }
    }
    return ok;
}

bool cs_wanted_note(cs_wanted *wanted, cs_object *object, cs_arena *arena, cs_error *error)
{
    if (!wanted || atomic_load(&wanted->missing) == 0)
        return true;
    for (size_t part = 0; cs_wanted_parts(wanted) && part < CS_PARTS; part++)
        if (object->parts[part]) /* is built by being asked */
            cs_image_objectclass(object->parts[part], arena);
    pthread_mutex_lock(&wanted->lock);
    bool ok = note_object(wanted, object);
    pthread_mutex_unlock(&wanted->lock);
    return ok || cs_fail_memory(error);
}

/* ---- What is missing ---- */

static void gather(const void *node, VISIT visit, void *user)
{
    cs_text **next = user;

    if (visit == postorder || visit == leaf)
        *(*next)++ = **(cs_text *const *)node;
}

/* Adds `; the nearest that occurs is "mail"`, if one is near. */
static void put_nearest(cs_text name, const occurring *o, cs_buffer *to)
{
    cs_text *names = calloc(o->count + 1, sizeof *names), *end = names;
    char shown[300];

    if (!names) {
        to->failed = true;
        return;
    }
    twalk_r(o->tree, gather, &end);
    size_t nearest = cs_nearest(name, names, o->count);
    if (nearest < o->count && names[nearest].n > 0) {
        cs_escape(shown, sizeof shown, names[nearest]);
        cs_buffer_puts(to, "; the nearest that occurs is \"");
        cs_buffer_puts(to, shown);
        cs_buffer_puts(to, "\"");
    }
    free(names);
}

bool cs_wanted_text(const cs_wanted *wanted, const char *prefix, cs_buffer *to)
{
    char shown[300];
    bool strict = false;

    for (size_t i = 0; wanted && i < wanted->count; i++) {
        const wanted_name *w = &wanted->list[i];
        if (w->found)
            continue;
        cs_escape(shown, sizeof shown, w->name);
        cs_buffer_puts(to, prefix);
        cs_buffer_puts(to, w->option);
        cs_buffer_puts(to, w->kind == CS_WANTED_DN     ? ": no object has the DN \""
                           : w->kind == CS_WANTED_TYPE ? ": no object has the type \""
                                                       : ": no object has the attribute \"");
        cs_buffer_puts(to, shown);
        cs_buffer_puts(to, "\"");
        if (w->kind != CS_WANTED_DN) {
            bool type = w->kind == CS_WANTED_TYPE;
            put_nearest(w->name, type ? &wanted->types : &wanted->attributes, to);
            strict |= !(type ? cs_is_known_type(w->name) : cs_is_known_attribute(w->name));
        }
        cs_buffer_puts(to, "\n");
    }
    return strict;
}

void cs_wanted_free(cs_wanted *wanted)
{
    if (!wanted)
        return;
    tdestroy(wanted->attributes.tree, free);
    tdestroy(wanted->types.tree, free);
    pthread_mutex_destroy(&wanted->lock);
    free(wanted->list);
    free(wanted);
}
