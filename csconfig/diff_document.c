/* A comparison as Markdown and as a page. */
#include <stdio.h>

#include "document.h"
#include "page/document.h"
#include "page/text.h"
#include "report.h"
#include "show.h"

enum {
    ACTIVE,
    STAGING,
    LONGEST_NAME = 400 /* characters on a page */
};

/* What the classes mean, for those who read. */
static const struct {
    const char *title, *lead, *mark;
} classes[CLASSES] = {
    [CLASS_CRITICAL] = {"Critical",
                        "What decides which objects are synchronized, and how they find each "
                        "other. A switch of the servers would change the directory.",
                        "delete"},
    [CLASS_CHANGED] = {"Changed", "Every other difference in the settings.", "update"},
    [CLASS_VERSION] = {"Version", "What another version of the product brings with it.", "add"},
    [CLASS_EXPECTED] = {"Expected", "What must differ between two servers.", "update"},
    [CLASS_NOISE] = {"Noise", "Identifiers, times, counters, and what is written otherwise.",
                     "update"},
};

/* ---- The verdict ---- */

static void put_verdict(const comparison *c, cs_buffer *to)
{
    size_t critical = c->counts[CLASS_CRITICAL], changed = c->counts[CLASS_CHANGED];
    char word[256];

    if (critical + changed == 0)
        cs_buffer_puts(to, "The servers are configured alike");
    else if (critical == 0)
        cs_buffer_puts(to, show_word(word, "No critical difference, %zu other%s", changed,
                                     changed == 1 ? "" : "s"));
    else
        cs_buffer_puts(
            to, show_word(word, "%zu critical difference%s", critical, critical == 1 ? "" : "s"));
    size_t named = 0;
    for (size_t i = 0; i < c->count && c->list[i].class == CLASS_CRITICAL && named < 3; i++) {
        const difference *d = &c->list[i];
        cs_buffer_puts(to, named++ > 0 ? ", " : ": ");
        cs_buffer_puts(to, show_word(word, "%.*s%s%.*s", CS_PRINTED(d->name, 60),
                                     d->name.n > 0 ? " " : "", CS_PRINTED(d->property, 60)));
    }
    cs_buffer_puts(to, critical > named ? " …" : "");
    cs_buffer_puts(to, show_word(word, ". %zu changed, %zu version, %zu expected, %zu noise.",
                                 changed, c->counts[CLASS_VERSION], c->counts[CLASS_EXPECTED],
                                 c->counts[CLASS_NOISE]));
}

static bool is_same_group(const difference *a, const difference *b)
{
    return a->class == b->class && a->area == b->area &&
           cs_text_equal(a->connector, b->connector) &&
           (a->area != AREA_RULE || cs_text_equal(a->name, b->name));
}

static void put_group_name(const difference *d, cs_buffer *to)
{
    char word[256];

    if (d->area == AREA_RULE)
        cs_buffer_puts(to, show_word(word, "Rule %.*s", CS_PRINTED(d->name, 200)));
    else
        cs_buffer_puts(to, d->area == AREA_GLOBAL      ? "Global settings"
                           : d->area == AREA_CONNECTOR ? "Connector"
                           : d->area == AREA_METAVERSE ? "Metaverse"
                                                       : "Other");
    cs_buffer_puts(to, d->connector.n > 0 ? " · " : "");
    cs_buffer_add(to, d->connector);
}

/* What differs, within its group: the property, and of which thing where that is not the rule. */
static void put_what(const difference *d, cs_buffer *to)
{
    cs_buffer_add(to, d->property);
    if (d->area != AREA_RULE && d->name.n > 0 && !cs_text_equal(d->name, d->connector)) {
        cs_buffer_puts(to, " ");
        cs_buffer_add(to, d->name);
    }
}

/* ---- Markdown ---- */

static void put_markdown_value(document *d, cs_text value)
{
    document_cell(d);
    if (value.s)
        document_code(d, value);
    else
        document_words(d, "not there");
}

static void put_markdown_row(document *d, const difference *x)
{
    cs_buffer what = {0};

    put_what(x, &what);
    document_row(d);
    document_cell(d);
    document_text(d, cs_buffer_text(&what));
    put_markdown_value(d, x->values[ACTIVE]);
    put_markdown_value(d, x->values[STAGING]);
    document_cell(d);
    document_text(d, x->note);
    document_row_end(d);
    d->to->failed |= what.failed;
    cs_buffer_free(&what);
}

static void put_suggestion(document *d, cs_text suggestion)
{
    bool first = true;

    document_paragraph(d);
    document_words(d, "With --map and these names nothing else would differ: ");
    while (suggestion.n > 0) {
        cs_text line = cs_text_take_line(&suggestion);
        size_t tab = cs_text_find(line, '\t');
        document_words(d, first ? "" : ", ");
        document_text(d, cs_text_first(line, tab));
        document_words(d, " → ");
        document_text(d, cs_text_skip(line, tab < line.n ? tab + 1 : tab));
        first = false;
    }
    document_paragraph_end(d);
}

void report_diff_markdown(const comparison *c, const config_options *options, cs_text suggestion,
                          cs_buffer *to)
{
    static const char *const heads[] = {"What", "Active", "Staging", "Note", NULL};
    document d = {.to = to};
    cs_buffer text = {0};
    const difference *last = NULL;

    if (suggestion.n > 0)
        put_suggestion(&d, suggestion);
    put_verdict(c, &text);
    document_begin(&d, CS_LITERAL("Differences between two servers"), cs_buffer_text(&text));
    for (size_t i = 0; i < c->count; i++) {
        const difference *x = &c->list[i];
        if (x->class > CLASS_VERSION && !options->all)
            continue;
        if (!last || last->class != x->class)
            document_heading(&d, 2, cs_text_from(classes[x->class].title), NULL);
        if (!last || !is_same_group(last, x)) {
            text.n = 0;
            put_group_name(x, &text);
            document_heading(&d, 3, cs_buffer_text(&text), NULL);
            document_table(&d, heads);
        }
        put_markdown_row(&d, x);
        last = x;
    }
    to->failed |= text.failed;
    cs_buffer_free(&text);
}

/* ---- The page ---- */

static void put_missing(cs_buffer *to)
{
    cs_buffer_puts(to, "<span class=\"n\">not there</span>");
}

static void put_page_row(const difference *x, cs_buffer *to)
{
    cs_buffer what = {0}, values[SIDES] = {{0}, {0}};

    put_what(x, &what);
    cs_buffer_puts(to, "<tr><th scope=\"row\">");
    page_value(to, cs_buffer_text(&what), LONGEST_NAME);
    if (x->note.n > 0) {
        cs_buffer_puts(to, "<span class=\"dn\">");
        page_value(to, x->note, LONGEST_NAME);
        cs_buffer_puts(to, "</span>");
    }
    if (x->values[ACTIVE].s && x->values[STAGING].s)
        page_pair(&values[ACTIVE], x->values[ACTIVE], &values[STAGING], x->values[STAGING]);
    for (int side = 0; side < SIDES; side++) {
        cs_buffer_puts(to, side == ACTIVE ? "</th><td>" : "</td><td>");
        if (values[side].n > 0)
            cs_buffer_join(to, &values[side]);
        else if (x->values[side].s)
            page_value(to, x->values[side], 1 << 16);
        else
            put_missing(to);
        to->failed |= values[side].failed;
        cs_buffer_free(&values[side]);
    }
    cs_buffer_puts(to, "</td></tr>\n");
    to->failed |= what.failed;
    cs_buffer_free(&what);
}

static void put_group_head(const difference *x, cs_buffer *to)
{
    cs_buffer name = {0};

    put_group_name(x, &name);
    cs_buffer_puts(to, "<details class=\"o\"");
    cs_buffer_puts(to, x->class <= CLASS_CHANGED ? " open" : "");
    cs_buffer_puts(to, "><summary><span class=\"op ");
    cs_buffer_puts(to, classes[x->class].mark);
    cs_buffer_puts(to, "\">");
    cs_buffer_puts(to, fact_class_name(x->class));
    cs_buffer_puts(to, "</span><h3>");
    page_value(to, cs_buffer_text(&name), LONGEST_NAME);
    cs_buffer_puts(to, "</h3></summary>\n<table class=\"changes\"><thead><tr>"
                       "<th scope=\"col\">What</th><th scope=\"col\">Active</th>"
                       "<th scope=\"col\">Staging</th></tr></thead><tbody>\n");
    to->failed |= name.failed;
    cs_buffer_free(&name);
}

static void put_class_head(const comparison *c, fact_class class, cs_buffer *to)
{
    cs_buffer_puts(to, "<section><h2 id=\"");
    cs_buffer_puts(to, fact_class_name(class));
    cs_buffer_puts(to, "\">");
    cs_buffer_puts(to, classes[class].title);
    cs_buffer_puts(to, " <small>");
    page_number(to, c->counts[class]);
    cs_buffer_puts(to, "</small></h2>\n<p>");
    cs_buffer_puts(to, classes[class].lead);
    cs_buffer_puts(to, "</p>\n");
}

/* The number of each class; those that are shown are links. */
static void put_cards(const comparison *c, const config_options *options, cs_buffer *to)
{
    cs_buffer_puts(to, "<dl class=\"cards\">\n");
    for (int i = 0; i < CLASSES; i++) {
        bool linked = c->counts[i] > 0 && (i <= CLASS_VERSION || options->all);
        cs_buffer_puts(to, "<div class=\"");
        cs_buffer_puts(to, c->counts[i] > 0 ? classes[i].mark : "none");
        cs_buffer_puts(to, "\"><dt>");
        if (linked) {
            cs_buffer_puts(to, "<a href=\"#");
            cs_buffer_puts(to, fact_class_name((fact_class)i));
            cs_buffer_puts(to, "\">");
        }
        cs_buffer_puts(to, fact_class_name((fact_class)i));
        cs_buffer_puts(to, linked ? "</a></dt><dd>" : "</dt><dd>");
        page_number(to, c->counts[i]);
        cs_buffer_puts(to, "</dd></div>\n");
    }
    cs_buffer_puts(to, "</dl>\n");
}

static void put_page_head(const comparison *c, const config_options *options, cs_text suggestion,
                          cs_buffer *to)
{
    static const char *const labels[SIDES] = {"<dt>Active side</dt><dd>",
                                              "<dt>Staging side</dt><dd>"};
    document d = {.to = to, .html = true};
    cs_buffer verdict = {0};

    put_verdict(c, &verdict);
    page_document_begin(CS_LITERAL("Differences between two servers"), to);
    cs_buffer_puts(to, "<body>\n<a class=\"skip\" href=\"#main\">Skip to the differences</a>\n"
                       "<header>\n<h1>Differences between two servers</h1>\n<p class=\"lead\">");
    page_value(to, cs_buffer_text(&verdict), 1 << 16);
    cs_buffer_puts(to, "</p>\n");
    if (suggestion.n > 0)
        put_suggestion(&d, suggestion);
    cs_buffer_puts(to, "<dl class=\"about\">");
    for (int side = 0; side < SIDES; side++) {
        cs_buffer_puts(to, labels[side]);
        page_value(to, cs_text_from(options->folders[side]), LONGEST_NAME);
        cs_buffer_puts(to, c->sides[side]->server.n > 0 ? ", server " : "");
        if (c->sides[side]->server.n > 0)
            page_value(to, c->sides[side]->server, LONGEST_NAME);
        cs_buffer_puts(to, "</dd>\n");
    }
    cs_buffer_puts(to, "</dl>\n");
    put_cards(c, options, to);
    cs_buffer_puts(to, "</header>\n<main id=\"main\">\n");
    to->failed |= verdict.failed;
    cs_buffer_free(&verdict);
}

void report_diff_html(const comparison *c, const config_options *options, cs_text suggestion,
                      cs_buffer *to)
{
    const difference *last = NULL;

    put_page_head(c, options, suggestion, to);
    for (size_t i = 0; i < c->count; i++) {
        const difference *x = &c->list[i];
        if (x->class > CLASS_VERSION && !options->all)
            continue;
        bool new_class = !last || last->class != x->class;
        if (last && !is_same_group(last, x))
            cs_buffer_puts(to, "</tbody></table>\n</details>\n");
        if (last && new_class)
            cs_buffer_puts(to, "</section>\n");
        if (new_class)
            put_class_head(c, x->class, to);
        if (!last || !is_same_group(last, x))
            put_group_head(x, to);
        put_page_row(x, to);
        last = x;
    }
    if (last)
        cs_buffer_puts(to, "</tbody></table>\n</details>\n</section>\n");
    page_document_end("csconfig", to);
}
