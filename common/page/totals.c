/* How much there is of what, and whether that is allowed. */
#include <inttypes.h>
#include <stdlib.h>

#include "page/internal.h"

enum {
    MOST_COUNTED = 20 /* object types, or attributes, that are listed */
};

/* ---- Limits ---- */

static void put_limit_subject(const cs_limit *limit, cs_buffer *to)
{
    static const char *const does[] = {[CS_LIMIT_ADD] = "created",
                                       [CS_LIMIT_UPDATE] = "updated",
                                       [CS_LIMIT_DELETE] = "deleted",
                                       [CS_LIMIT_RENAME] = "renamed or moved",
                                       [CS_LIMIT_OBJECT] = "in the file"};

    if (limit->kind == CS_LIMIT_REMOVED)
        cs_buffer_puts(to, "Values of ");
    else
        cs_buffer_puts(to, limit->kind == CS_LIMIT_ATTRIBUTE ? "Objects that change " : "Objects ");
    if (limit->kind < CS_LIMIT_ATTRIBUTE && limit->name.s)
        cs_buffer_puts(to, "of type ");
    if (limit->name.s) {
        page_value(to, limit->name, PAGE_NAME);
        cs_buffer_puts(to, limit->kind == CS_LIMIT_ATTRIBUTE ? "" : " ");
    }
    if (limit->kind == CS_LIMIT_REMOVED)
        cs_buffer_puts(to, "removed from a single object");
    else if (limit->kind < CS_LIMIT_ATTRIBUTE)
        cs_buffer_puts(to, does[limit->kind]);
}

static void put_limit_figures(const cs_limits *limits, const cs_limit *limit,
                              const cs_limit_count *count, cs_buffer *to)
{
    bool share = limit->percent && limit->kind == CS_LIMIT_REMOVED;

    cs_buffer_puts(to, ": <strong>");
    if (count->figure == UINT64_MAX) {
        cs_buffer_puts(to, share ? "an unknown share" : "an unknown number");
    } else if (share) {
        cs_limit_put_share(to, count->figure);
        cs_buffer_puts(to, " %");
    } else {
        page_number(to, count->figure);
    }
    cs_buffer_puts(to, limit->at_least ? "</strong>. At least: " : "</strong>. Allowed: ");
    if (limit->percent)
        cs_buffer_add(to, limit->bound); /* digits, a point and the sign */
    else
        page_number(to, limit->number);
    if (share) {
        cs_buffer_puts(to, " of its values");
    } else if (limit->percent) {
        cs_buffer_puts(to, " of ");
        page_count(to, limits->total, "object", "objects");
    }
    cs_buffer_puts(to, ".");
    if (count->over > 0) {
        cs_buffer_puts(to, " ");
        page_count(to, count->over, "object loses", "objects lose");
        cs_buffer_puts(to, " more than that.");
    }
}

static void put_limit_objects(const cs_limit_count *count, cs_buffer *to)
{
    if (count->shown == 0)
        return;
    cs_buffer_puts(to, count->shown == 1 ? "<p>It is:</p><ul>" : "<p>The first of them:</p><ul>");
    for (size_t i = 0; i < count->shown; i++) {
        cs_buffer_puts(to, "<li>");
        if (count->names[i][0]) {
            page_value(to, cs_text_from(count->names[i]), PAGE_NAME);
            cs_buffer_puts(to, " ");
        }
        cs_buffer_puts(to, "<span class=\"dn\">");
        page_value(to, cs_text_from(count->dns[i]), PAGE_DN);
        cs_buffer_puts(to, "</span></li>");
    }
    cs_buffer_puts(to, "</ul>");
}

static void put_limit(const cs_limit_counts *counts, size_t i, bool known, cs_buffer *to)
{
    const cs_limit *limit = &counts->rules->list[i];
    bool exceeded = cs_limit_is_exceeded(counts, i);

    if (!exceeded)
        cs_buffer_puts(to, known ? "<li><strong>Within the limit.</strong> "
                                 : "<li><strong>Cannot be judged.</strong> ");
    else if (limit->at_least)
        cs_buffer_puts(to, "<li class=\"bad\"><strong>Not reached.</strong> ");
    else
        cs_buffer_puts(to, "<li class=\"bad\"><strong>Exceeded.</strong> ");
    put_limit_subject(limit, to);
    put_limit_figures(counts->rules, limit, &counts->list[i], to);
    if (exceeded && !limit->at_least)
        put_limit_objects(&counts->list[i], to);
    cs_buffer_puts(to, "</li>\n");
}

void page_limits_write(const cs_page_facts *facts, cs_buffer *to)
{
    const cs_limit_counts *counts = facts->limits;
    bool known = facts->undetermined.n == 0;
    size_t exceeded = 0;

    if (!counts || counts->rules->count == 0)
        return;
    for (size_t i = 0; i < counts->rules->count; i++)
        exceeded += cs_limit_is_exceeded(counts, i);
    cs_buffer_puts(to, exceeded > 0 || !known ? "<section class=\"limits bad\" "
                                              : "<section class=\"limits\" ");
    cs_buffer_puts(to, "aria-labelledby=\"limits\">\n<h2 id=\"limits\">");
    if (exceeded == 0 && !known)
        cs_buffer_puts(to, "The limits cannot be judged");
    else if (exceeded == 0)
        cs_buffer_puts(to, "No limit is exceeded");
    else
        page_count(to, exceeded, "limit is exceeded", "limits are exceeded");
    cs_buffer_puts(to, "</h2>\n<ul>\n");
    for (int bad = 1; bad >= 0; bad--)
        for (size_t i = 0; i < counts->rules->count; i++)
            if (cs_limit_is_exceeded(counts, i) == bad)
                put_limit(counts, i, known, to);
    cs_buffer_puts(to, "</ul>\n</section>\n");
}

/* ---- What there is most of ---- */

/* The names that are counted most often, in falling order. */
typedef struct most {
    cs_counted list[MOST_COUNTED];
    size_t count;
    uint64_t names; /* how many there are in all */
} most;

static void note_counted(void *user, const cs_counted *counted)
{
    most *m = user;
    size_t i = m->count;

    m->names++;
    while (i > 0 && m->list[i - 1].objects < counted->objects)
        i--;
    if (i == MOST_COUNTED)
        return;
    size_t last = m->count < MOST_COUNTED ? m->count++ : MOST_COUNTED - 1;
    memmove(&m->list[i + 1], &m->list[i], (last - i) * sizeof *m->list);
    m->list[i] = *counted;
}

/* ---- Operations by object type ---- */

static void put_figure(cs_buffer *to, uint64_t number)
{
    cs_buffer_puts(to, number > 0 ? "<td>" : "<td class=\"zero\">");
    page_number(to, number);
    cs_buffer_puts(to, "</td>");
}

static void put_operations(cs_buffer *to, const cs_operations *o)
{
    put_figure(to, o->adds);
    put_figure(to, o->updates);
    put_figure(to, o->deletes);
    put_figure(to, o->renames);
    cs_buffer_puts(to, "</tr>\n");
}

static void put_more(cs_buffer *to, const most *m, const char *one, const char *many,
                     const cs_page_options *options)
{
    if (m->names <= m->count)
        return;
    cs_buffer_puts(to, "<p>And ");
    page_count(to, m->names - m->count, one, many);
    if (!options->compared) { /* what the two sides do alike, their comparison does not show */
        cs_buffer_puts(to, ". This command lists all of them: ");
        page_command(to, options, " --summary");
    }
    cs_buffer_puts(to, "</p>\n");
}

static void put_types(const cs_page_options *options, const cs_summary *summary, cs_buffer *to)
{
    most types = {.count = 0};

    cs_summary_types(summary, note_counted, &types);
    cs_buffer_puts(to, "<table class=\"totals\"><thead><tr><th scope=\"col\">Object type</th>"
                       "<th scope=\"col\">Created</th><th scope=\"col\">Updated</th>"
                       "<th scope=\"col\">Deleted</th><th scope=\"col\">Renamed or moved</th></tr>"
                       "</thead><tbody>\n");
    for (size_t i = 0; i < types.count; i++) {
        cs_buffer_puts(to, "<tr><th scope=\"row\">");
        if (types.list[i].name.n > 0)
            page_value(to, types.list[i].name, PAGE_NAME);
        else
            cs_buffer_puts(to, "<span class=\"n\">no type</span>");
        cs_buffer_puts(to, "</th>");
        put_operations(to, &types.list[i].operations);
    }
    cs_buffer_puts(to, "</tbody><tfoot><tr><th scope=\"row\">All</th>");
    put_operations(to, &summary->all);
    cs_buffer_puts(to, "</tfoot></table>\n");
    put_more(to, &types, "more object type", "more object types", options);
}

/* ---- Bars by attribute ---- */

/* A bar for a share of `all`, of which there is at least one; the words for it are for those who
 * cannot see it. */
static void put_bar(cs_buffer *to, uint64_t number, uint64_t all)
{
    double share = 100.0 * (double)number / (double)all;
    char svg[400];

    snprintf(svg, sizeof svg,
             "<svg role=\"img\" aria-label=\"%s%.0f percent\" viewBox=\"0 0 100 10\" "
             "preserveAspectRatio=\"none\"><rect class=\"track\" width=\"100\" height=\"10\"/>"
             "<rect class=\"bar\" width=\"%.1f\" height=\"10\"/></svg>",
             share < 1 ? "under " : "", share < 1 ? 1 : share, share);
    cs_buffer_puts(to, svg);
}

static void put_attributes(const cs_page_options *options, const cs_summary *summary, cs_buffer *to)
{
    most attributes = {.count = 0};

    cs_summary_attributes(summary, note_counted, &attributes);
    if (attributes.count == 0)
        return;
    cs_buffer_puts(to, "<table class=\"bars\"><thead><tr><th scope=\"col\">Attribute</th>"
                       "<th scope=\"col\">Objects</th><th scope=\"col\">Share of all that change"
                       "</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < attributes.count; i++) {
        const cs_counted *a = &attributes.list[i];
        cs_buffer_puts(to, "<tr><th scope=\"row\">");
        page_value(to, a->name, PAGE_NAME);
        if (cs_text_is(a->name, "dn"))
            cs_buffer_puts(to, " <small>renamed or moved</small>");
        cs_buffer_puts(to, "</th>");
        put_figure(to, a->objects);
        cs_buffer_puts(to, "<td>");
        put_bar(to, a->objects, summary->pending);
        cs_buffer_puts(to, "</td></tr>\n");
    }
    cs_buffer_puts(to, "</tbody></table>\n");
    put_more(to, &attributes, "more attribute", "more attributes", options);
}

/* ---- Both sides ---- */

static void put_compared(const cs_page_compared *compared, cs_buffer *to)
{
    const struct {
        const char *what;
        uint64_t count;
    } rows[] = {{"Change only on the active side", compared->only_active},
                {"Change only on the staging side", compared->only_staging},
                {"Change on both sides, but not in the same way", compared->different},
                {"Change on both sides in the same way (not listed below)", compared->same}};

    cs_buffer_puts(to, "<table class=\"totals\"><thead><tr><th scope=\"col\">Objects that</th>"
                       "<th scope=\"col\">Number</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cs_buffer_puts(to, "<tr><th scope=\"row\">");
        cs_buffer_puts(to, rows[i].what);
        cs_buffer_puts(to, "</th>");
        put_figure(to, rows[i].count);
        cs_buffer_puts(to, "</tr>\n");
    }
    cs_buffer_puts(to, "</tbody></table>\n");
}

/* ---- The sections ---- */

static void put_title(cs_buffer *to, const char *id, const char *title,
                      const cs_page_options *options, cs_page_side side)
{
    cs_buffer_puts(to, "<section aria-labelledby=\"");
    cs_buffer_puts(to, id);
    cs_buffer_puts(to, side == CS_PAGE_STAGING ? "2\">\n<h2 id=\"" : "\">\n<h2 id=\"");
    cs_buffer_puts(to, id);
    cs_buffer_puts(to, side == CS_PAGE_STAGING ? "2\">" : "\">");
    cs_buffer_puts(to, title);
    if (options->compared) {
        cs_buffer_puts(to, ", ");
        cs_buffer_puts(to, side == CS_PAGE_STAGING ? "staging" : "active");
        cs_buffer_puts(to, " side");
    }
    cs_buffer_puts(to, "</h2>\n");
}

void page_totals_write(const cs_page_options *options, const cs_page_facts *facts, cs_buffer *to)
{
    if (facts->compared && facts->undetermined.n == 0) {
        cs_buffer_puts(to, "<section aria-labelledby=\"compared\">\n<h2 id=\"compared\">Objects on "
                           "both sides</h2>\n");
        put_compared(facts->compared, to);
        cs_buffer_puts(to, "</section>\n");
    }
    for (cs_page_side side = 0; side < CS_PAGE_SIDES; side++) {
        const cs_summary *summary = facts->summaries[side];
        if (!summary || summary->pending == 0)
            continue;
        put_title(to, "totals", "How many objects change", options, side);
        put_types(options, summary, to);
        cs_buffer_puts(to, "</section>\n");
        put_title(to, "attributes", "Which attributes change", options, side);
        put_attributes(options, summary, to);
        cs_buffer_puts(to, "</section>\n");
    }
}
