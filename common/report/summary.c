#include "report/summary.h"

#include <inttypes.h>
#include <search.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/terminal.h"

enum {
    MOST_NAMES = 16 << 20 /* bytes */
};

void cs_operations_count(cs_operations *o, cs_omodt omodt, bool renamed)
{
    o->adds += omodt == CS_OMODT_ADD || omodt == CS_OMODT_DELETE_ADD;
    o->updates += omodt == CS_OMODT_UPDATE || omodt == CS_OMODT_REPLACE;
    o->deletes += cs_omodt_is_delete(omodt);
    o->renames += renamed;
}

/* ---- Names ---- */

static int compare_names(const void *a, const void *b)
{
    return cs_text_compare(((const cs_counted *)a)->name, ((const cs_counted *)b)->name);
}

static cs_counted *new_entry(cs_text name)
{
    cs_counted *e = calloc(1, sizeof *e + name.n);

    if (!e)
        return NULL;
    char *copy = (char *)(e + 1);
    cs_text_copy(copy, name);
    e->name = (cs_text){copy, name.n};
    return e;
}

/* What is counted under `name` in the tree; NULL out of memory. */
static cs_counted *entry_of(cs_summary *summary, void **tree, cs_text name)
{
    cs_counted key = {.name = name};
    cs_counted **found = tfind(&key, tree, compare_names);

    if (found)
        return *found;
    if (summary->names + name.n > MOST_NAMES) {
        key.name = CS_LITERAL("(other)");
        found = tfind(&key, tree, compare_names);
        if (found)
            return *found;
    }
    cs_counted *e = new_entry(key.name);
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
    cs_counted *e = entry_of(summary, &summary->types, type);

    if (!e)
        return cs_fail_memory(error);
    e->objects++;
    cs_operations_count(&e->operations, omodt, renamed);
    cs_operations_count(&summary->all, omodt, renamed);
    return true;
}

bool cs_summary_attribute(cs_summary *summary, cs_text name, cs_error *error)
{
    cs_counted *e = entry_of(summary, &summary->attributes, name);

    if (!e)
        return cs_fail_memory(error);
    e->objects++;
    return true;
}

void cs_summary_free(cs_summary *summary)
{
    tdestroy(summary->types, free);
    tdestroy(summary->attributes, free);
}

/* ---- Looking through ---- */

typedef struct walk {
    void (*each)(void *user, const cs_counted *counted);
    void *user;
} walk;

static void visit_name(const void *node, VISIT visit, void *user)
{
    const walk *w = user;

    if (visit == postorder || visit == leaf)
        w->each(w->user, *(cs_counted *const *)node);
}

void cs_summary_types(const cs_summary *summary,
                      void (*each)(void *user, const cs_counted *counted), void *user)
{
    walk w = {each, user};

    twalk_r(summary->types, visit_name, &w);
}

void cs_summary_attributes(const cs_summary *summary,
                           void (*each)(void *user, const cs_counted *counted), void *user)
{
    walk w = {each, user};

    twalk_r(summary->attributes, visit_name, &w);
}

/* ---- As text ---- */

static void put_number(cs_buffer *to, const char *format, uint64_t number)
{
    char s[32];

    snprintf(s, sizeof s, format, number);
    cs_buffer_puts(to, s);
}

static void put_name(cs_buffer *to, cs_text name)
{
    char shown[256];

    cs_escape(shown, sizeof shown, name);
    cs_buffer_puts(to, name.n > 0 ? shown : "(none)");
    cs_buffer_puts(to, "\n");
}

static void put_type_text(void *user, const cs_counted *e)
{
    cs_buffer *to = user;

    put_number(to, "%10" PRIu64, e->operations.adds);
    put_number(to, "%10" PRIu64, e->operations.updates);
    put_number(to, "%10" PRIu64, e->operations.deletes);
    put_number(to, "%10" PRIu64 "  ", e->operations.renames);
    put_name(to, e->name);
}

static void put_attribute_text(void *user, const cs_counted *e)
{
    put_number(user, "%10" PRIu64 "  ", e->objects);
    put_name(user, e->name);
}

void cs_summary_text(const cs_summary *s, cs_buffer *to)
{
    put_number(to, "%10" PRIu64 "  objects\n", s->objects);
    put_number(to, "%10" PRIu64 "  with a change\n", s->pending);
    put_number(to, "%10" PRIu64 "  without\n", s->objects - s->pending);
    cs_buffer_puts(to, "\n      adds   updates   deletes   renames  object type\n");
    cs_summary_types(s, put_type_text, to);
    put_number(to, "%10" PRIu64, s->all.adds);
    put_number(to, "%10" PRIu64, s->all.updates);
    put_number(to, "%10" PRIu64, s->all.deletes);
    put_number(to, "%10" PRIu64 "  in all\n", s->all.renames);
    cs_buffer_puts(to, "\n   objects  attribute\n");
    cs_summary_attributes(s, put_attribute_text, to);
}

/* ---- As JSON ---- */

/* What a walk through names writes to. */
typedef struct writing {
    cs_buffer *to;
    bool any;
} writing;

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

static void put_type_json(void *user, const cs_counted *e)
{
    writing *w = user;

    put_key(w, e->name);
    cs_buffer_puts(w->to, "{");
    put_operations_json(w->to, &e->operations);
    cs_buffer_puts(w->to, "}");
}

static void put_attribute_json(void *user, const cs_counted *e)
{
    writing *w = user;

    put_key(w, e->name);
    put_number(w->to, "%" PRIu64, e->objects);
}

void cs_summary_json(const cs_summary *s, const cs_undetermined *verdict, cs_buffer *to)
{
    writing types = {.to = to}, attributes = {.to = to};

    cs_buffer_puts(to, "{\"undetermined\":");
    cs_undetermined_json(verdict, to);
    put_number(to, ",\"objects\":%" PRIu64, s->objects);
    put_number(to, ",\"withChange\":%" PRIu64, s->pending);
    put_number(to, ",\"withoutChange\":%" PRIu64 ",", s->objects - s->pending);
    put_operations_json(to, &s->all);
    cs_buffer_puts(to, ",\"objectTypes\":{");
    cs_summary_types(s, put_type_json, &types);
    cs_buffer_puts(to, "},\"attributes\":{");
    cs_summary_attributes(s, put_attribute_json, &attributes);
    cs_buffer_puts(to, "}");
}
