#include "wide.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/pack.h"
#include "records.h"
#include "sink.h"

enum {
    MOST_NAMES = 8000,       /* no spreadsheet has room for the columns of more */
    LONGEST_NAMES = 16 << 20 /* bytes */
};

/* An attribute: where its columns are, no_column if it has none of the kind. */
typedef struct wide_name {
    cs_text name;
    bool single, multiple; /* how it is met */
    size_t old, new, both;
} wide_name;

static const size_t no_column = (size_t)-1;

/* ---- The record of an object ---- */

void wide_put_change(cs_buffer *to, const cs_change *change, const cs_showing *showing,
                     uint64_t *hidden)
{
    const cs_text type = change->source ? change->source->type : CS_NO_TEXT;
    const cs_text values[] = {change->old_value, change->new_value};
    bool multiple = change->added != CS_COUNT_NONE;
    char counts[80], removed[32];
    cs_buffer scratch = {0};

    cs_pack_text(to, change->attribute);
    cs_pack_number(to, multiple);
    cs_pack_number(to, cs_text_is(type, "integer"));
    if (multiple) {
        snprintf(removed, sizeof removed, "%lld", change->removed);
        int n = snprintf(counts, sizeof counts, "%lld added, %s removed", change->added,
                         change->removed == CS_COUNT_NONE ? "an unknown number" : removed);
        cs_pack_text(to, (cs_text){counts, (size_t)n});
        cs_pack_text(to, CS_NO_TEXT);
        return;
    }
    for (size_t i = 0; i < 2; i++) {
        scratch.n = 0;
        cs_text shown = cs_shown(showing, change->attribute, type, values[i], &scratch);
        *hidden += cs_is_hidden(shown);
        cs_pack_text(to, shown);
    }
    to->failed |= scratch.failed;
    cs_buffer_free(&scratch);
}

/* ---- Names ---- */

static int compare(const void *a, const void *b)
{
    return cs_text_compare(((const wide_name *)a)->name, ((const wide_name *)b)->name);
}

static wide_name *name_of(wide *w, cs_text name, cs_error *error)
{
    wide_name key = {.name = name};
    wide_name **found = tfind(&key, &w->names, compare);

    if (found)
        return *found;
    if (w->name_count == MOST_NAMES || name.n > LONGEST_NAMES / MOST_NAMES) {
        cs_fail(error, "more attributes change than the layout \"wide\" has room for (%d)",
                MOST_NAMES);
        return NULL;
    }
    wide_name *fresh = calloc(1, sizeof *fresh + name.n);
    if (fresh) {
        memcpy(fresh + 1, name.s, name.n);
        fresh->name = (cs_text){(const char *)(fresh + 1), name.n};
    }
    if (!fresh || !tsearch(fresh, &w->names, compare)) {
        free(fresh);
        cs_fail_memory(error);
        return NULL;
    }
    w->name_count++;
    return fresh;
}

/* Notes the attributes of an object: the record's body, in which the operation and the columns'
 * fields come first. */
static bool note_names(sink *s, cs_text body, cs_error *error)
{
    cs_unpack_number(&body);
    for (size_t left = s->options->columns.count; left > 0; left--)
        cs_unpack_text(&body);
    while (body.n > 0) {
        wide_name *name = name_of(&s->wide, cs_unpack_text(&body), error);
        if (!name)
            return false;
        bool multiple = cs_unpack_number(&body);
        name->single |= !multiple;
        name->multiple |= multiple;
        cs_unpack_number(&body);
        cs_unpack_text(&body);
        cs_unpack_text(&body);
    }
    return true;
}

void wide_free(wide *w)
{
    tdestroy(w->names, free);
    cs_arena_free(&w->memory);
    cs_arena_free(&w->joined);
    free(w->header);
    free(w->fields);
    free(w->kinds);
    free(w->filled);
    free(w->rooms);
}

/* ---- The header ---- */

static size_t add_header(wide *w, cs_text name, const char *suffix)
{
    char *s = cs_arena_alloc(&w->memory, name.n + strlen(suffix) + 1);

    if (!s) {
        w->failed = true;
        return no_column;
    }
    memcpy(s, name.s, name.n);
    memcpy(s + name.n, suffix, strlen(suffix));
    w->header[w->count] = (cs_text){s, name.n + strlen(suffix)};
    return w->count++;
}

/* The suffix of a multi-valued attribute's column: none, unless JSON would have two members of that
 * name, since a column that was asked for has it already. */
static const char *suffix_of(const wide *w, cs_text name)
{
    for (size_t i = 0; w->json && i < w->first; i++)
        if (cs_text_equal(w->header[i], name))
            return " changes";
    return "";
}

static void place_name(const void *node, VISIT visit, void *user)
{
    wide_name *name = *(wide_name *const *)node;
    wide *w = user;

    if (visit != postorder && visit != leaf)
        return;
    name->old = name->single ? add_header(w, name->name, " old") : no_column;
    name->new = name->single ? add_header(w, name->name, " new") : no_column;
    name->both = name->multiple ? add_header(w, name->name, suffix_of(w, name->name)) : no_column;
}

static bool begin_table(sink *s, cs_error *error)
{
    const cs_columns *columns = &s->options->columns;
    wide *w = &s->wide;
    size_t most = columns->count + 3 * w->name_count + 1;

    w->json = s->table_options->format == CS_FORMAT_JSONL;
    w->header = calloc(most, sizeof *w->header);
    w->fields = calloc(most, sizeof *w->fields);
    w->kinds = calloc(most, sizeof *w->kinds);
    w->filled = calloc(most, sizeof *w->filled);
    w->rooms = calloc(most, sizeof *w->rooms);
    if (!w->header || !w->fields || !w->kinds || !w->filled || !w->rooms)
        return cs_fail_memory(error);
    cs_columns_kinds(columns, NULL, w->kinds);
    for (size_t i = 0; i < columns->count; i++)
        w->header[i] = s->header[i];
    w->first = w->count = columns->count;
    twalk_r(w->names, place_name, w);
    if (w->failed)
        return cs_fail_memory(error);
    return cs_table_header(s->table, w->header, w->count, error);
}

/* ---- The rows ---- */

/* Puts a value into a field; an attribute that is changed twice has both, joined. */
static void put_field(wide *w, size_t column, cs_text value, bool integer)
{
    cs_text *field = &w->fields[column];

    w->kinds[column] = integer && !w->filled[column] ? CS_CELL_NUMBER : CS_CELL_TEXT;
    if (!w->filled[column]) {
        w->filled[column] = true;
        *field = value;
        return;
    }
    size_t n = field->n + 2 + value.n;
    char *s = (char *)field->s; /* written to only if there is room, and so in `joined` */
    if (n > w->rooms[column]) {
        s = cs_arena_alloc(&w->joined, 2 * n);
        if (!s) {
            w->failed = true;
            return;
        }
        if (field->n > 0)
            memcpy(s, field->s, field->n);
        w->rooms[column] = 2 * n;
    }
    memcpy(s + field->n, "; ", 2);
    if (value.n > 0)
        memcpy(s + field->n + 2, value.s, value.n);
    *field = (cs_text){s, n};
}

static cs_omodt fill_row(wide *w, cs_text body)
{
    memset(w->fields, 0, w->count * sizeof *w->fields);
    memset(w->filled, 0, w->count * sizeof *w->filled);
    memset(w->rooms, 0, w->count * sizeof *w->rooms);
    cs_arena_reset(&w->joined);
    cs_omodt omodt = record_get_row(&body, w->fields, w->first);
    while (body.n > 0) {
        wide_name key = {.name = cs_unpack_text(&body)};
        const wide_name *name = *(wide_name **)tfind(&key, &w->names, compare);
        bool multiple = cs_unpack_number(&body), integer = cs_unpack_number(&body);
        cs_text first = cs_unpack_text(&body), second = cs_unpack_text(&body);
        put_field(w, multiple ? name->both : name->old, first, integer && !multiple);
        if (!multiple)
            put_field(w, name->new, second, integer);
    }
    return omodt;
}

static bool write_row(sink *s, cs_text body, cs_error *error)
{
    wide *w = &s->wide;

    if (!w->header && !begin_table(s, error))
        return false;
    const cs_fields row = {fill_row(w, body), w->fields, w->kinds};
    return !w->failed ? cs_table_row(s->table, &row, error) : cs_fail_memory(error);
}

static bool end_table(sink *s, totals *t, cs_error *error)
{
    return (s->wide.header || begin_table(s, error)) && sink_close_table(s, t, error);
}

const sink_kind wide_sink = {sink_open_table, note_names, write_row, end_table};
