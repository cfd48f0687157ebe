#include "summary.h"

#include <inttypes.h>
#include <search.h>
#include <stdlib.h>

#include "utf8.h"

enum {
    MOST_NAMES = 16 << 20 /* bytes */
};

/* What is counted under a name. */
typedef struct counted {
    cs_text name;
    uint64_t objects;
    cs_operations operations;
} counted;

void cs_operations_count(cs_operations *o, cs_omodt omodt, bool renamed)
{
    o->adds += omodt == CS_OMODT_ADD || omodt == CS_OMODT_DELETE_ADD;
    o->updates += omodt == CS_OMODT_UPDATE || omodt == CS_OMODT_REPLACE;
    o->deletes +=
        omodt == CS_OMODT_DELETE || omodt == CS_OMODT_DELETE_ADD || omodt == CS_OMODT_OBSOLETE;
    o->renames += renamed;
}

/* ---- Names ---- */

static int compare_names(const void *a, const void *b)
{
    return cs_text_compare(((const counted *)a)->name, ((const counted *)b)->name);
}

static counted *new_entry(cs_text name)
{
    counted *e = calloc(1, sizeof *e + name.n);

    if (!e)
        return NULL;
    char *copy = (char *)(e + 1);
    if (name.n > 0)
        memcpy(copy, name.s, name.n);
    e->name = (cs_text){copy, name.n};
    return e;
}

/* What is counted under `name` in the tree; NULL out of memory. */
static counted *entry_of(cs_summary *summary, void **tree, cs_text name)
{
    counted key = {.name = name};
    counted **found = tfind(&key, tree, compare_names);

    if (found)
        return *found;
    if (summary->names + name.n > MOST_NAMES) {
        key.name = CS_LITERAL("(other)");
        found = tfind(&key, tree, compare_names);
        if (found)
            return *found;
    }
    counted *e = new_entry(key.name);
    found = e ? tsearch(e, tree, compare_names) : NULL;
    if (!found) {
        free(e);
        return NULL;
    }
    summary->names += sizeof *e + e->name.n;
    return *found;
}

bool cs_summary_object(cs_summary *summary, cs_omodt omodt, bool renamed, cs_text type,
                       cs_error *error)
{
    counted *e = entry_of(summary, &summary->types, type);

    if (!e)
        return cs_fail(error, "out of memory");
    e->objects++;
    cs_operations_count(&e->operations, omodt, renamed);
    cs_operations_count(&summary->all, omodt, renamed);
    return true;
}

bool cs_summary_attribute(cs_summary *summary, cs_text name, cs_error *error)
{
    counted *e = entry_of(summary, &summary->attributes, name);

    if (!e)
        return cs_fail(error, "out of memory");
    e->objects++;
    return true;
}

void cs_summary_free(cs_summary *summary)
{
    tdestroy(summary->types, free);
    tdestroy(summary->attributes, free);
}

/* ---- Showing ---- */

static void put_number(cs_buffer *to, const char *format, uint64_t number)
{
    char s[32];

    snprintf(s, sizeof s, format, number);
    cs_buffer_puts(to, s);
}

/* What a walk through a tree of names writes to. */
typedef struct writing {
    cs_buffer *to;
    bool any;
} writing;

static void put_name(cs_buffer *to, cs_text name)
{
    char shown[256];

    cs_escape(shown, sizeof shown, name);
    cs_buffer_puts(to, name.n > 0 ? shown : "(none)");
    cs_buffer_puts(to, "\n");
}

static void put_type_text(const void *node, VISIT visit, void *user)
{
    const counted *e = *(counted *const *)node;
    writing *w = user;

    if (visit != postorder && visit != leaf)
        return;
    put_number(w->to, "%10" PRIu64, e->operations.adds);
    put_number(w->to, "%10" PRIu64, e->operations.updates);
    put_number(w->to, "%10" PRIu64, e->operations.deletes);
    put_number(w->to, "%10" PRIu64 "  ", e->operations.renames);
    put_name(w->to, e->name);
}

static void put_attribute_text(const void *node, VISIT visit, void *user)
{
    const counted *e = *(counted *const *)node;
    writing *w = user;

    if (visit != postorder && visit != leaf)
        return;
    put_number(w->to, "%10" PRIu64 "  ", e->objects);
    put_name(w->to, e->name);
}

void cs_summary_text(const cs_summary *s, cs_buffer *to)
{
    writing w = {.to = to};

    put_number(to, "%10" PRIu64 "  objects\n", s->objects);
    put_number(to, "%10" PRIu64 "  with a change\n", s->pending);
    put_number(to, "%10" PRIu64 "  without\n", s->objects - s->pending);
    cs_buffer_puts(to, "\n      adds   updates   deletes   renames  object type\n");
    twalk_r(s->types, put_type_text, &w);
    put_number(to, "%10" PRIu64, s->all.adds);
    put_number(to, "%10" PRIu64, s->all.updates);
    put_number(to, "%10" PRIu64, s->all.deletes);
    put_number(to, "%10" PRIu64 "  in all\n", s->all.renames);
    cs_buffer_puts(to, "\n   objects  attribute\n");
    twalk_r(s->attributes, put_attribute_text, &w);
}

void cs_json_string(cs_buffer *to, cs_text text)
{
    cs_buffer_puts(to, "\"");
    for (size_t i = 0, n; i < text.n; i += n) {
        uint32_t c = 0xFFFD; /* what is not UTF-8 comes off the command line */
        n = cs_utf8_decode(text.s + i, text.n - i, &c);
        bool valid = n > 0;
        n += !valid;
        if (c == '"' || c == '\\')
            cs_buffer_puts(to, c == '"' ? "\\\"" : "\\\\");
        else if (!valid || cs_is_dangerous(c))
            put_number(to, "\\u%04" PRIx64, c);
        else
            cs_buffer_add(to, (cs_text){text.s + i, n});
    }
    cs_buffer_puts(to, "\"");
}

static void put_operations_json(cs_buffer *to, const cs_operations *o)
{
    put_number(to, "\"adds\":%" PRIu64, o->adds);
    put_number(to, ",\"updates\":%" PRIu64, o->updates);
    put_number(to, ",\"deletes\":%" PRIu64, o->deletes);
    put_number(to, ",\"renames\":%" PRIu64, o->renames);
}

static void put_key(writing *w, cs_text name)
{
    cs_buffer_puts(w->to, w->any ? "," : "");
    w->any = true;
    cs_json_string(w->to, name);
    cs_buffer_puts(w->to, ":");
}

static void put_type_json(const void *node, VISIT visit, void *user)
{
    const counted *e = *(counted *const *)node;
    writing *w = user;

    if (visit != postorder && visit != leaf)
        return;
    put_key(w, e->name);
    cs_buffer_puts(w->to, "{");
    put_operations_json(w->to, &e->operations);
    cs_buffer_puts(w->to, "}");
}

static void put_attribute_json(const void *node, VISIT visit, void *user)
{
    const counted *e = *(counted *const *)node;
    writing *w = user;

    if (visit != postorder && visit != leaf)
        return;
    put_key(w, e->name);
    put_number(w->to, "%" PRIu64, e->objects);
}

void cs_summary_json(const cs_summary *s, cs_buffer *to)
{
    writing types = {.to = to}, attributes = {.to = to};

    put_number(to, "{\"objects\":%" PRIu64, s->objects);
    put_number(to, ",\"withChange\":%" PRIu64, s->pending);
    put_number(to, ",\"withoutChange\":%" PRIu64 ",", s->objects - s->pending);
    put_operations_json(to, &s->all);
    cs_buffer_puts(to, ",\"objectTypes\":{");
    twalk_r(s->types, put_type_json, &types);
    cs_buffer_puts(to, "},\"attributes\":{");
    twalk_r(s->attributes, put_attribute_json, &attributes);
    cs_buffer_puts(to, "}");
}
