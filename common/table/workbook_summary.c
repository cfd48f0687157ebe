#include "table/workbook_sheets.h"

static bool put_text(cs_workbook *w, size_t column, cs_text text, lxw_format *format,
                     cs_error *error)
{
    return cs_workbook_put(w, w->summary, w->summary_row, column, text, format, error);
}

static void put_number(cs_workbook *w, size_t column, uint64_t number)
{
    worksheet_write_number(w->summary, w->summary_row, (lxw_col_t)column, (double)number, NULL);
}

static bool put_line(cs_workbook *w, const char *name, uint64_t number, cs_error *error)
{
    bool ok = put_text(w, 0, cs_text_from(name), NULL, error);

    put_number(w, 1, number);
    w->summary_row++;
    return ok;
}

static bool put_headers(cs_workbook *w, const char *const *headers, size_t count, cs_error *error)
{
    bool ok = true;

    w->summary_row++;
    for (size_t i = 0; i < count; i++)
        ok = ok && put_text(w, i, cs_text_from(headers[i]), w->bold, error);
    w->summary_row++;
    return ok;
}

/* What a walk through the summary writes to. */
typedef struct listing {
    cs_workbook *workbook;
    cs_error *error;
    bool ok;
} listing;

static void put_operations(cs_workbook *w, const cs_operations *o)
{
    put_number(w, 1, o->adds);
    put_number(w, 2, o->updates);
    put_number(w, 3, o->deletes);
    put_number(w, 4, o->renames);
    w->summary_row++;
}

static void put_type(void *user, const cs_counted *counted)
{
    listing *l = user;

    l->ok = l->ok && put_text(l->workbook, 0, counted->name, l->workbook->text, l->error);
    put_operations(l->workbook, &counted->operations);
}

static void put_attribute(void *user, const cs_counted *counted)
{
    listing *l = user;

    l->ok = l->ok && put_text(l->workbook, 0, counted->name, l->workbook->text, l->error);
    put_number(l->workbook, 1, counted->objects);
    l->workbook->summary_row++;
}

static bool put_summary(cs_workbook *w, const cs_summary *s, cs_error *error)
{
    static const char *const types[] = {"Object type", "Adds", "Updates", "Deletes", "Renames"};
    static const char *const attributes[] = {"Attribute", "Objects"};
    listing l = {w, error, true};

    if (!put_line(w, "Objects", s->objects, error) ||
        !put_line(w, "With a change", s->pending, error) ||
        !put_line(w, "Without", s->objects - s->pending, error) || !put_headers(w, types, 5, error))
        return false;
    cs_summary_types(s, put_type, &l);
    if (!put_text(w, 0, CS_LITERAL("In all"), w->bold, error))
        return false;
    put_operations(w, &s->all);
    if (!put_headers(w, attributes, 2, error))
        return false;
    cs_summary_attributes(s, put_attribute, &l);
    return l.ok;
}

static bool put_warnings(cs_workbook *w, cs_text lines, cs_error *error)
{
    bool ok = true;

    w->summary_row += lines.n > 0 && w->summary_row > 0;
    while (ok && lines.n > 0) {
        ok = put_text(w, 0, cs_text_take_line(&lines), w->text, error);
        w->summary_row++;
    }
    return ok;
}

bool cs_workbook_put_summary(cs_workbook *w, const cs_facts *facts, cs_error *error)
{
    worksheet_set_column(w->summary, 0, 0, 36, NULL);
    worksheet_set_column(w->summary, 1, 4, 14, NULL);
    if (!put_warnings(w, facts->first, error))
        return false;
    w->summary_row += facts->first.n > 0;
    for (size_t i = 0; i < facts->count; i++) {
        if (!put_text(w, 0, facts->lines[i][0], w->bold, error) ||
            !put_text(w, 1, facts->lines[i][1], w->text, error))
            return false;
        w->summary_row++;
    }
    w->summary_row += facts->count > 0;
    if (facts->summary && !put_summary(w, facts->summary, error))
        return false;
    w->summary_row += w->cut > 0;
    return (w->cut == 0 || put_line(w, "Values cut to what a cell holds", w->cut, error)) &&
           put_warnings(w, facts->warnings, error);
}
