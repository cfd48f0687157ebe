/* A comparison as text, and as JSON lines. */
#include <inttypes.h>
#include <stdio.h>

#include "base/json.h"
#include "base/terminal.h"
#include "report.h"

enum {
    ACTIVE,
    STAGING
};

void report_plain(cs_text text, cs_buffer *to)
{
    char piece[512];

    while (text.n > 0) {
        cs_text line = cs_text_take_line(&text);
        while (line.n > 0) { /* each byte may become six */
            size_t most = sizeof piece / 8, n = line.n < most ? line.n : most;
            while (n > 0 && n < line.n && ((unsigned char)line.s[n] & 0xC0) == 0x80)
                n--;
            n = n > 0 ? n : line.n < most ? line.n : most;
            cs_escape(piece, sizeof piece, cs_text_first(line, n));
            cs_buffer_puts(to, piece);
            line = cs_text_skip(line, n);
        }
        cs_buffer_puts(to, text.n > 0 ? " ¶ " : "");
    }
}

/* ---- JSON ---- */

void report_diff_jsonl(const comparison *c, cs_buffer *to)
{
    const cs_text header[] = {
        CS_LITERAL("class"),    CS_LITERAL("area"),   CS_LITERAL("connector"), CS_LITERAL("name"),
        CS_LITERAL("property"), CS_LITERAL("active"), CS_LITERAL("staging"),   CS_LITERAL("note"),
    };
    static const cs_cell cells[8] = {CS_CELL_TEXT};

    for (size_t i = 0; i < c->count; i++) {
        const difference *d = &c->list[i];
        const cs_text fields[] = {
            cs_text_from(fact_class_name(d->class)),
            cs_text_from(fact_area_name(d->area)),
            d->connector,
            d->name,
            d->property,
            d->values[ACTIVE],
            d->values[STAGING],
            d->note,
        };
        cs_json_record(to, header, fields, cells, sizeof fields / sizeof *fields);
    }
}

/* How a flow merges, which its value says only where it is not usual. */
static cs_text note_of(const fact *x)
{
    if (x->note.s || !x->rule || !cs_text_starts(x->property, "flow:"))
        return x->note;
    cs_text target = cs_text_skip(x->property, strlen("flow:"));
    for (size_t i = 0; i < x->rule->flow_count; i++)
        if (cs_text_equal(x->rule->flows[i].target, target) && x->rule->flows[i].merge.n > 0)
            return x->rule->flows[i].merge;
    return CS_NO_TEXT;
}

void report_show_jsonl(const facts *f, cs_buffer *to)
{
    const cs_text header[] = {
        CS_LITERAL("area"),     CS_LITERAL("connector"), CS_LITERAL("name"),
        CS_LITERAL("property"), CS_LITERAL("value"),     CS_LITERAL("note"),
    };
    static const cs_cell cells[6] = {CS_CELL_TEXT};

    for (size_t i = 0; i < f->count; i++) {
        const fact *x = &f->list[i];
        if (x->container)
            continue;
        const cs_text fields[] = {cs_text_from(fact_area_name(x->area)),
                                  x->connector,
                                  x->name,
                                  x->property,
                                  x->value,
                                  note_of(x)};
        cs_json_record(to, header, fields, cells, sizeof fields / sizeof *fields);
    }
}

/* ---- Text ---- */

static void put_line(const difference *d, cs_buffer *to)
{
    static const char *const signs[SIDES] = {"    - ", "    + "};

    cs_buffer_puts(to, "  ");
    report_plain(d->property, to);
    if (d->area != AREA_RULE && d->name.n > 0 && !cs_text_equal(d->name, d->connector)) {
        cs_buffer_puts(to, " ");
        report_plain(d->name, to);
    }
    if (d->note.n > 0) {
        cs_buffer_puts(to, "  (");
        report_plain(d->note, to);
        cs_buffer_puts(to, ")");
    }
    cs_buffer_puts(to, "\n");
    for (int side = 0; side < SIDES; side++) {
        cs_buffer_puts(to, signs[side]);
        if (d->values[side].s)
            report_plain(d->values[side], to);
        else
            cs_buffer_puts(to, "(not there)");
        cs_buffer_puts(to, "\n");
    }
}

/* Lines of one rule, or else of one connector and area, stand under one heading. */
static bool is_same_group(const difference *a, const difference *b)
{
    return a->class == b->class && a->area == b->area &&
           cs_text_equal(a->connector, b->connector) &&
           (a->area != AREA_RULE || cs_text_equal(a->name, b->name));
}

static void put_group(const difference *d, cs_buffer *to)
{
    cs_buffer_puts(to, "\n");
    cs_buffer_puts(to, fact_class_name(d->class));
    cs_buffer_puts(to, ": ");
    cs_buffer_puts(to, fact_area_name(d->area));
    if (d->area == AREA_RULE) {
        cs_buffer_puts(to, " ");
        report_plain(d->name, to);
    }
    if (d->connector.n > 0) {
        cs_buffer_puts(to, d->area == AREA_RULE ? ", " : " ");
        report_plain(d->connector, to);
    }
    cs_buffer_puts(to, "\n");
}

static void put_totals(const comparison *c, cs_buffer *to)
{
    char text[64];

    for (int i = 0; i < CLASSES; i++) {
        snprintf(text, sizeof text, "%s%zu %s", i > 0 ? ", " : "", c->counts[i],
                 fact_class_name((fact_class)i));
        cs_buffer_puts(to, text);
    }
    cs_buffer_puts(to, "\n");
}

/* The mapping in one line: a → b, c → d. */
static void put_suggestion(cs_text suggestion, cs_buffer *to)
{
    bool first = true;

    cs_buffer_puts(to, "With --map and these names nothing else would differ: ");
    while (suggestion.n > 0) {
        cs_text line = cs_text_take_line(&suggestion);
        size_t tab = cs_text_find(line, '\t');
        cs_buffer_puts(to, first ? "" : ", ");
        report_plain(cs_text_first(line, tab), to);
        cs_buffer_puts(to, " → ");
        report_plain(cs_text_skip(line, tab < line.n ? tab + 1 : tab), to);
        first = false;
    }
    cs_buffer_puts(to, "\n");
}

void report_diff_text(const comparison *c, const config_options *options, cs_text suggestion,
                      cs_buffer *to)
{
    const difference *last = NULL;

    if (suggestion.n > 0)
        put_suggestion(suggestion, to);
    put_totals(c, to);
    for (size_t i = 0; i < c->count; i++) {
        const difference *d = &c->list[i];
        if (d->class > CLASS_VERSION && !options->all)
            continue;
        if (!last || !is_same_group(last, d))
            put_group(d, to);
        put_line(d, to);
        last = d;
    }
}
