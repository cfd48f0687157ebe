#include "attributes.h"

#include <stdlib.h>
#include <string.h>

/* ---- Styles ---- */

const struct style style_made = {"add", LIST_AFTER, true, true, 0};
const struct style style_replaced = {"replace", LIST_AFTER, true, true, 0};
const struct style style_updated = {"update", LIST_CHANGES, true, true, 0};
const struct style style_unchanged = {NULL, LIST_NOTHING, true, true, 0};

/* The weights add up to a thousand. */
static const struct style changes[] = {
    {"update", LIST_CHANGES, true, true, 650}, {"update", LIST_ADDED_FIRST, true, true, 60},
    {"update", LIST_ADDED, true, true, 80},    {"", LIST_CHANGES, true, true, 40},
    {"replace", LIST_AFTER, true, true, 50},   {"delete", LIST_NOTHING, true, false, 50},
    {"delete", LIST_REMOVED, true, false, 30}, {"add", LIST_AFTER, false, true, 40},
};

const struct style *style_draw(struct draw *d)
{
    unsigned at = draw_below(d, 1000);
    const struct style *s = changes;

    for (; at >= s->weight; s++)
        at -= s->weight;
    return s;
}

/* ---- Making ---- */

void attributes_clear(struct attributes *a)
{
    a->count = a->value_count = a->texts.n = 0;
}

void attributes_free(struct attributes *a)
{
    free(a->values);
    text_free(&a->texts);
}

static void begin_attribute(struct attributes *a, const char *name, const char *type,
                            bool multivalued, const struct style *style)
{
    if (a->count == MOST_ATTRIBUTES)
        abort(); /* the tables of kinds are ours */
    a->list[a->count++] = (struct attribute){name, type, multivalued, style, a->value_count, 0};
}

/* Adds the text from `at` on as a value of the last attribute, unless it is neither before nor
 * after there. */
static void add_value(struct attributes *a, size_t at, enum fate fate)
{
    struct attribute *last = &a->list[a->count - 1];

    if (!last->style->before)
        fate = fate == REMOVED ? REMOVED : ADDED;
    if (!last->style->after)
        fate = fate == ADDED ? ADDED : REMOVED;
    if ((fate == REMOVED && !last->style->before) || (fate == ADDED && !last->style->after))
        return;
    if (a->value_count == a->value_room) {
        a->value_room = 2 * a->value_room + 64;
        a->values = realloc(a->values, a->value_room * sizeof *a->values);
        if (!a->values) {
            fputs("generate: out of memory\n", stderr);
            exit(1);
        }
    }
    a->values[a->value_count++] = (struct value){at, a->texts.n - at, fate};
    last->count++;
}

/* Adds the values that one part of a pattern makes: one that is kept, or two. */
static void add_part(struct attributes *a, const char *pattern, const struct person *before,
                     const struct person *after)
{
    size_t at = a->texts.n;

    person_put(&a->texts, pattern, before);
    size_t middle = a->texts.n;
    person_put(&a->texts, pattern, after);
    size_t old = middle - at, new = a->texts.n - middle;
    bool same = old == new &&memcmp(a->texts.s + at, a->texts.s + middle, old) == 0;
    a->texts.n = middle;
    add_value(a, at, same ? KEPT : REMOVED);
    if (same)
        return;
    a->texts.n = middle + new;
    add_value(a, middle, ADDED);
}

void attributes_add(struct attributes *a, const struct kind *kind, const struct style *style,
                    const struct person *before, const struct person *after)
{
    char part[128];
    const char *from = kind->pattern;

    if (style->listing == LIST_ADDED && kind->multivalued)
        style = &style_updated; /* otherwise the removed value would be unclear */
    begin_attribute(a, kind->name, kind->type, kind->multivalued, style);
    for (;;) {
        size_t n = strcspn(from, "|");
        memcpy(part, from, n);
        part[n] = '\0';
        add_part(a, part, before, style->operation ? after : before);
        if (from[n] == '\0')
            return;
        from += n + 1;
    }
}

void attributes_add_references(struct attributes *a, const char *name, bool multivalued,
                               const struct style *style)
{
    begin_attribute(a, name, NULL, multivalued, style);
}

void attributes_add_reference(struct attributes *a, const struct identity *to, enum fate fate)
{
    size_t at = a->texts.n;

    identity_put_reference(&a->texts, to);
    add_value(a, at, fate);
}

/* ---- Writing ---- */

static void put_word(struct text *to, const char *name, const char *word)
{
    text_put(to, " ");
    text_put(to, name);
    text_put(to, "=\"");
    text_put(to, word);
    text_put(to, "\"");
}

static void open_attribute(struct text *to, const struct attribute *which, const char *operation)
{
    text_put(to, which->type ? "<attr" : "<dn-attr");
    put_word(to, "name", which->name);
    if (*operation)
        put_word(to, "operation", operation);
    if (which->type)
        put_word(to, "type", which->type);
    put_word(to, "multivalued", which->multivalued ? "true" : "false");
    text_put(to, ">");
}

static void close_attribute(struct text *to, const struct attribute *which)
{
    text_put(to, which->type ? "</attr>" : "</dn-attr>");
}

static void put_value(struct text *to, const struct attributes *a, const struct attribute *of,
                      const struct value *v, const char *operation)
{
    text_put(to, of->type ? "<value" : "<dn-value");
    if (*operation)
        put_word(to, "operation", operation);
    if (of->type && strcmp(of->type, "binary") == 0)
        put_word(to, "encoding", "base64");
    text_put(to, ">");
    text_add(to, a->texts.s + v->at, v->n);
    text_put(to, of->type ? "</value>" : "</dn-value>");
}

void attributes_put_entry(struct text *to, const struct attributes *a, bool after)
{
    enum fate other = after ? REMOVED : ADDED;

    for (const struct attribute *of = a->list; of < a->list + a->count; of++) {
        const struct value *v = a->values + of->first, *end = v + of->count;
        bool open = false;
        for (; v < end; v++) {
            if (v->fate == other)
                continue;
            if (!open)
                open_attribute(to, of, "");
            open = true;
            put_value(to, a, of, v, "");
        }
        if (open)
            close_attribute(to, of);
    }
}

/* Writes the values of that fate as an attribute of a delta lists them. */
static void put_fate(struct text *to, const struct attributes *a, const struct attribute *of,
                     enum fate fate, bool terse)
{
    const char *word = fate == REMOVED ? "delete" : "add";
    const char *usual = strcmp(of->style->operation, "delete") == 0 ? "delete" : "add";
    const struct value *v = a->values + of->first, *end = v + of->count;

    if (terse && strcmp(word, usual) == 0)
        word = "";
    for (; v < end; v++)
        if (v->fate == fate)
            put_value(to, a, of, v, word);
}

static void put_change(struct text *to, const struct attributes *a, const struct attribute *of,
                       bool terse)
{
    enum listing listing = of->style->listing;

    open_attribute(to, of, of->style->operation);
    if (listing == LIST_AFTER)
        put_fate(to, a, of, KEPT, terse);
    if (listing == LIST_CHANGES || listing == LIST_REMOVED)
        put_fate(to, a, of, REMOVED, terse);
    if (listing != LIST_REMOVED && listing != LIST_NOTHING)
        put_fate(to, a, of, ADDED, terse);
    if (listing == LIST_ADDED_FIRST)
        put_fate(to, a, of, REMOVED, terse);
    close_attribute(to, of);
}

/* True where the delta has something to say of the attribute. */
static bool changes_something(const struct attributes *a, const struct attribute *of)
{
    const struct value *v = a->values + of->first, *end = v + of->count;

    if (!of->style->operation)
        return false;
    if (of->style->listing == LIST_AFTER)
        return of->count > 0;
    while (v < end && v->fate == KEPT)
        v++;
    return v < end;
}

void attributes_put_delta(struct text *to, const struct attributes *a, bool terse)
{
    for (const struct attribute *of = a->list; of < a->list + a->count; of++)
        if (changes_something(a, of))
            put_change(to, a, of, terse);
}
