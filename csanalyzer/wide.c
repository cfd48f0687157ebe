#include "wide.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/pack.h"
#include "decode/decode.h"
#include "records.h"

enum {
    MOST_NAMES = 8000,       /* no spreadsheet has room for the columns of more */
    LONGEST_NAMES = 16 << 20 /* bytes */
};

/* An attribute: where its columns are, NO_COLUMN where it has none of the kind. */
typedef struct wide_name {
    cs_text name;
    bool single, multiple; /* how it is met */
    size_t old, new, both;
} wide_name;

static const size_t no_column = (size_t)-1;

/* ---- The record of an object ---- */

static void put_shown(cs_buffer *to, const cs_change *change, cs_text value, bool decode)
{
    cs_buffer scratch = {0};

    if (decode && value.s)
        value = cs_decode(change->attribute, change->source ? change->source->type : CS_NO_TEXT,
                          value, &scratch);
    cs_pack_text(to, value);
    to->failed |= scratch.failed;
    cs_buffer_free(&scratch);
}

void wide_put_change(cs_buffer *to, const cs_change *change, bool decode)
{
    bool multiple = change->added != CS_COUNT_NONE;
    char counts[80], removed[32];

    cs_pack_text(to, change->attribute);
    cs_pack_number(to, multiple);
    if (!multiple) {
        put_shown(to, change, change->old_value, decode);
        put_shown(to, change, change->new_value, decode);
        return;
    }
    snprintf(removed, sizeof removed, "%lld", change->removed);
    int n = snprintf(counts, sizeof counts, "%lld added, %s removed", change->added,
                     change->removed == CS_COUNT_NONE ? "an unknown number" : removed);
    cs_pack_text(to, (cs_text){counts, (size_t)n});
    cs_pack_text(to, CS_NO_TEXT);
}

/* ---- Names ---- */

static int compare(const void *a, const void *b)
{
    return cs_text_compare(((const wide_name *)a)->name, ((const wide_name *)b)->name);
}

static wide_name *name_of(wide_names *names, cs_text name, cs_error *error)
{
    wide_name key = {.name = name};
    wide_name **found = tfind(&key, &names->tree, compare);

    if (found)
        return *found;
    if (names->count == MOST_NAMES || name.n > LONGEST_NAMES / MOST_NAMES) {
        cs_fail(error, "more attributes change than the layout \"wide\" has room for (%d)",
                MOST_NAMES);
        return NULL;
    }
    wide_name *fresh = calloc(1, sizeof *fresh + name.n);
    if (fresh) {
        memcpy(fresh + 1, name.s, name.n);
        fresh->name = (cs_text){(const char *)(fresh + 1), name.n};
    }
    if (!fresh || !tsearch(fresh, &names->tree, compare)) {
        free(fresh);
        cs_fail_memory(error);
        return NULL;
    }
    names->count++;
    return fresh;
}

bool wide_note(wide_names *names, cs_text body, size_t columns, cs_error *error)
{
    cs_unpack_number(&body);
    while (columns-- > 0)
        cs_unpack_text(&body);
    while (body.n > 0) {
        wide_name *name = name_of(names, cs_unpack_text(&body), error);
        if (!name)
            return false;
        bool multiple = cs_unpack_number(&body);
        name->single |= !multiple;
        name->multiple |= multiple;
        cs_unpack_text(&body);
        cs_unpack_text(&body);
    }
    return true;
}

void wide_free(wide_names *names)
{
    tdestroy(names->tree, free);
}

/* ---- The table ---- */

/* The columns of the table, and the row at hand. */
typedef struct table {
    size_t first, count; /* the attributes' columns begin at `first` */
    cs_text *header, *fields;
    cs_cell *cells;
    bool *filled;    /* the fields that an attribute has filled, be it with nothing */
    size_t *rooms;   /* of the fields that were put together */
    cs_arena memory; /* of the header */
    cs_arena joined; /* of the row: fields that were put together */
    bool failed;
} table;

static size_t add_header(table *t, cs_text name, const char *suffix)
{
    char *s = cs_arena_alloc(&t->memory, name.n + strlen(suffix) + 1);

    if (!s) {
        t->failed = true;
        return no_column;
    }
    memcpy(s, name.s, name.n);
    memcpy(s + name.n, suffix, strlen(suffix));
    t->header[t->count] = (cs_text){s, name.n + strlen(suffix)};
    return t->count++;
}

static void place_name(const void *node, VISIT visit, void *user)
{
    wide_name *name = *(wide_name *const *)node;
    table *t = user;

    if (visit != postorder && visit != leaf)
        return;
    name->old = name->single ? add_header(t, name->name, " old") : no_column;
    name->new = name->single ? add_header(t, name->name, " new") : no_column;
    name->both = name->multiple ? add_header(t, name->name, "") : no_column;
}

/* Puts a value into a field; an attribute that is changed twice has both, joined. */
static void put_field(table *t, size_t column, cs_text value)
{
    cs_text *field = &t->fields[column];

    if (!t->filled[column]) {
        t->filled[column] = true;
        *field = value;
        return;
    }
    size_t n = field->n + 2 + value.n;
    char *s = (char *)field->s; /* written to only where there is room, and so in `joined` */
    if (n > t->rooms[column]) {
        s = cs_arena_alloc(&t->joined, 2 * n);
        if (!s) {
            t->failed = true;
            return;
        }
        if (field->n > 0)
            memcpy(s, field->s, field->n);
        t->rooms[column] = 2 * n;
    }
    memcpy(s + field->n, "; ", 2);
    if (value.n > 0)
        memcpy(s + field->n + 2, value.s, value.n);
    *field = (cs_text){s, n};
}

static cs_omodt fill_row(table *t, const wide_names *names, cs_text body)
{
    memset(t->fields, 0, t->count * sizeof *t->fields);
    memset(t->filled, 0, t->count * sizeof *t->filled);
    memset(t->rooms, 0, t->count * sizeof *t->rooms);
    cs_arena_reset(&t->joined);
    cs_omodt omodt = record_get_row(&body, t->fields, t->first);
    while (body.n > 0) {
        wide_name key = {.name = cs_unpack_text(&body)};
        const wide_name *name = *(wide_name **)tfind(&key, &names->tree, compare);
        bool multiple = cs_unpack_number(&body);
        cs_text first = cs_unpack_text(&body), second = cs_unpack_text(&body);
        put_field(t, multiple ? name->both : name->old, first);
        if (!multiple)
            put_field(t, name->new, second);
    }
    return omodt;
}

static bool begin_table(table *t, const wide_names *names, const cs_columns *columns,
                        cs_error *error)
{
    size_t most = columns->count + 3 * names->count + 1;

    t->header = calloc(most, sizeof *t->header);
    t->fields = calloc(most, sizeof *t->fields);
    t->cells = calloc(most, sizeof *t->cells);
    t->filled = calloc(most, sizeof *t->filled);
    t->rooms = calloc(most, sizeof *t->rooms);
    if (!t->header || !t->fields || !t->cells || !t->filled || !t->rooms)
        return cs_fail_memory(error);
    cs_columns_cells(columns, NULL, t->cells);
    for (size_t i = 0; i < columns->count; i++)
        t->header[i] = columns->list[i].header;
    t->first = t->count = columns->count;
    twalk_r(names->tree, place_name, t);
    return !t->failed || cs_fail_memory(error);
}

static void free_table(table *t)
{
    cs_arena_free(&t->memory);
    cs_arena_free(&t->joined);
    free(t->header);
    free(t->fields);
    free(t->cells);
    free(t->filled);
    free(t->rooms);
}

bool wide_write(const wide_names *names, const cs_columns *columns, cs_table *to, waiting *rows,
                cs_error *error)
{
    table t = {0};
    cs_text body;
    cs_next got = CS_FAILED;

    bool ok =
        begin_table(&t, names, columns, error) && cs_table_header(to, t.header, t.count, error);
    while (ok && (got = waiting_next(rows, &body, error)) == CS_ITEM) {
        const cs_fields row = {fill_row(&t, names, body), t.fields, t.cells};
        ok = !t.failed ? cs_table_row(to, &row, error) : cs_fail_memory(error);
    }
    free_table(&t);
    return ok && got == CS_END;
}
