/* What stands around the changes: the head of the document, its legend and its foot. */
#include "page/document.h"
#include "page/internal.h"

/* ---- Words for sections ---- */

static const struct {
    const char *title, *lead;
} sections[] = {
    [CS_UNAPPLIED_EXPORT] = {"Pending changes",
                             "None of this has happened yet: the synchronization is about to make "
                             "these changes in the directory. "},
    [CS_ESCROWED_EXPORT] =
        {"Changes on their way",
         "An export of these changes has begun, but its result is not known yet. "},
    [CS_UNCONFIRMED_EXPORT] = {"Changes to be confirmed",
                               "These changes have been made in the directory, but no import has "
                               "confirmed them yet. "},
    [CS_PENDING_IMPORT] = {"Changes not yet synchronized",
                           "These changes were found in the directory, but have not been "
                           "synchronized yet. "},
};

/* The section whose words describe the changes. */
static cs_part section_of(const cs_page_options *options, const cs_page_facts *facts)
{
    return facts->import ? CS_PENDING_IMPORT : options->section;
}

static const char *title_of(const cs_page_options *options, const cs_page_facts *facts)
{
    return options->compared ? "Differences between two servers"
                             : sections[section_of(options, facts)].title;
}

/* ---- The head ---- */

static void put_document_head(const cs_page_options *options, const page_connectors *connectors,
                              const cs_page_facts *facts, cs_buffer *to)
{
    cs_buffer title = {0};

    cs_buffer_puts(&title, title_of(options, facts));
    if (connectors->count == 1) {
        cs_buffer_puts(&title, ": ");
        page_plain(&title, cs_buffer_text(&connectors->names[0]), PAGE_NAME);
    }
    to->failed |= title.failed;
    page_document_begin(cs_buffer_text(&title), to);
    cs_buffer_free(&title);
}

/* ---- The header of the page ---- */

static void put_connectors(const page_connectors *connectors, cs_buffer *to)
{
    if (connectors->count == 0)
        return;
    cs_buffer_puts(to, connectors->count > 1 ? "<dt>Connectors</dt>" : "<dt>Connector</dt>");
    for (size_t i = 0; i < connectors->count; i++) {
        cs_buffer_puts(to, "<dd>");
        page_value(to, cs_buffer_text(&connectors->names[i]), PAGE_NAME);
        cs_buffer_puts(to, "</dd>");
    }
    cs_buffer_puts(to, connectors->more ? "<dd>and others</dd>\n" : "\n");
}

static void put_files(const cs_page_options *options, cs_page_side side, cs_buffer *to)
{
    static const char *const labels[] = {"<dt>Active side</dt>", "<dt>Staging side</dt>"};
    bool any = false;

    for (size_t i = 0; i < options->file_count; i++) {
        const cs_page_file *file = &options->files[i];
        if (file->side != side)
            continue;
        if (!any)
            cs_buffer_puts(to, options->compared ? labels[side] : "<dt>File</dt>");
        any = true;
        cs_buffer_puts(to, "<dd>");
        if (strcmp(file->name, "-") == 0)
            cs_buffer_puts(to, "standard input");
        else
            page_value(to, cs_text_from(file->name), PAGE_DN);
        cs_buffer_puts(to, "</dd>");
    }
    cs_buffer_puts(to, any ? "\n" : "");
}

static void put_chosen(const cs_page_options *options, cs_buffer *to)
{
    if (options->chosen.count == 0)
        return;
    cs_buffer_puts(to, "<dt>Selected</dt><dd>");
    for (size_t i = 0; i < options->chosen.count; i++) {
        cs_buffer_puts(to, i > 0 ? " " : "");
        page_value(to, cs_text_from(options->chosen.list[i]), PAGE_DN);
    }
    cs_buffer_puts(to, "<br><span class=\"n\">");
    cs_buffer_puts(to, options->compared ? "Only what matches is compared."
                                         : "Only changes that match are listed. The totals and "
                                           "limits count all.");
    cs_buffer_puts(to, "</span></dd>\n");
}

static void put_card(cs_buffer *to, const char *class_name, uint64_t number, const char *words)
{
    cs_buffer_puts(to, "<div class=\"");
    cs_buffer_puts(to, number > 0 ? class_name : "none");
    cs_buffer_puts(to, "\"><dt>");
    cs_buffer_puts(to, words);
    cs_buffer_puts(to, "</dt><dd>");
    page_number(to, number);
    cs_buffer_puts(to, "</dd></div>\n");
}

static void put_cards(const cs_summary *summary, cs_buffer *to)
{
    const cs_operations *o = &summary->all;

    cs_buffer_puts(to, "<dl class=\"cards\">\n");
    put_card(to, "add", o->adds, "created");
    put_card(to, "update", o->updates, "updated");
    put_card(to, "delete", o->deletes, "deleted");
    put_card(to, "update", o->renames, "renamed or moved");
    cs_buffer_puts(to, "</dl>\n");
}

static void put_lead(const cs_page_options *options, const cs_page_facts *facts, cs_buffer *to)
{
    const cs_summary *summary = facts->summaries[CS_PAGE_ACTIVE];

    cs_buffer_puts(to, "<p class=\"lead\">");
    if (facts->undetermined.n > 0)
        cs_buffer_puts(to, options->compared
                               ? "<strong>What is pending cannot be told from all of these "
                                 "files.</strong> What is not listed here may differ all the "
                                 "same.</p>\n"
                               : "<strong>What is pending cannot be told from this "
                                 "file.</strong> What is not listed here may change all the "
                                 "same.</p>\n");
    if (facts->undetermined.n > 0 && (options->compared || !summary || summary->pending == 0))
        return;
    if (facts->undetermined.n > 0)
        cs_buffer_puts(to, "<p class=\"lead\">");
    if (options->compared) {
        cs_buffer_puts(to, "What one server is about to change and the other is not. The active "
                           "server is in charge today; the staging server is to take over. What is "
                           "not listed, both would do alike.</p>\n");
        return;
    }
    if (summary && summary->pending == 0) {
        page_count(to, summary->objects, "object", "objects");
        cs_buffer_puts(to, ", none with a change.");
    } else {
        cs_buffer_puts(to, sections[section_of(options, facts)].lead);
    }
    if (summary && summary->pending > 0) {
        page_number(to, summary->pending);
        cs_buffer_puts(to, " of ");
        page_count(to, summary->objects, "object", "objects");
        cs_buffer_puts(to, summary->pending == 1 ? " changes." : " change.");
    }
    cs_buffer_puts(to, "</p>\n");
    if (summary && summary->pending > 0)
        put_cards(summary, to);
}

static void put_navigation(const cs_page_options *options, const cs_page_facts *facts,
                           cs_buffer *to)
{
    cs_buffer_puts(to, "<nav aria-label=\"On this page\"><ul>");
    if (facts->limits && facts->limits->rules->count > 0)
        cs_buffer_puts(to, "<li><a href=\"#limits\">Limits</a></li>");
    cs_buffer_puts(to, "<li><a href=\"#eyes\">Look at these first</a></li>");
    if (options->compared)
        cs_buffer_puts(to, facts->compared && facts->undetermined.n == 0
                               ? "<li><a href=\"#compared\">Totals</a></li>"
                               : "");
    else if (facts->summaries[CS_PAGE_ACTIVE] && facts->summaries[CS_PAGE_ACTIVE]->pending > 0)
        cs_buffer_puts(to, "<li><a href=\"#totals\">Totals</a></li>");
    cs_buffer_puts(to, "<li><a href=\"#objects\">Object by object</a></li>"
                       "<li><a href=\"#words\">Legend</a></li></ul></nav>\n");
}

void page_head_write(const cs_page_options *options, const page_connectors *connectors,
                     const cs_page_facts *facts, cs_buffer *to)
{
    put_document_head(options, connectors, facts, to);
    cs_buffer_puts(to, "<body>\n<a class=\"skip\" href=\"#main\">Skip to the changes</a>\n"
                       "<header>\n<h1>");
    cs_buffer_puts(to, title_of(options, facts));
    cs_buffer_puts(to, "</h1>\n<dl class=\"about\">");
    put_connectors(connectors, to);
    put_files(options, CS_PAGE_ACTIVE, to);
    put_files(options, CS_PAGE_STAGING, to);
    put_chosen(options, to);
    cs_buffer_puts(to, "</dl>\n");
    put_lead(options, facts, to);
    put_navigation(options, facts, to);
    cs_buffer_puts(to, "</header>\n<main id=\"main\">\n");
}

void page_undetermined_write(const cs_page_facts *facts, cs_buffer *to)
{
    cs_text lines = facts->undetermined;

    if (lines.n == 0)
        return;
    cs_buffer_puts(to, "<section class=\"limits bad\" aria-labelledby=\"undetermined\">\n"
                       "<h2 id=\"undetermined\">What is pending cannot be told</h2>\n<ul>\n");
    while (lines.n > 0) {
        cs_buffer_puts(to, "<li class=\"bad\">");
        page_value(to, cs_text_take_line(&lines), 2 * PAGE_DN);
        cs_buffer_puts(to, "</li>\n");
    }
    cs_buffer_puts(to, "</ul>\n</section>\n");
}

/* ---- The legend and the foot ---- */

void page_legend_write(const cs_page_options *options, cs_buffer *to)
{
    cs_buffer_puts(
        to,
        "<section aria-labelledby=\"words\">\n<h2 id=\"words\">Legend</h2>\n<dl "
        "class=\"words\">\n"
        "<dt>Object</dt><dd>A person, group, device or contact in the directory.</dd>\n"
        "<dt>Attribute</dt><dd>A single piece of information about an object, such as its "
        "department.</dd>\n"
        "<dt>Connector</dt><dd>The synchronization's link to a directory.</dd>\n"
        "<dt>Created, updated, deleted</dt><dd>What happens to an object. An object that is "
        "deleted "
        "and created anew counts as both. One that is replaced counts as updated and loses "
        "whatever is not listed.</dd>\n"
        "<dt>Renamed or moved</dt><dd>The object's place in the directory changes, and so does "
        "its full name, the <em>dn</em>.</dd>\n"
        "<dt><del>struck through</del></dt><dd>Removed by the change.</dd>\n"
        "<dt><ins>underlined</ins></dt><dd>Added by the change.</dd>\n"
        "<dt>none, empty, none known</dt><dd>There is no value; the value has no characters; "
        "the file does not say whether there was a value.</dd>\n"
        "<dt><span class=\"c\">␣</span> <span class=\"c\">↵</span> <span class=\"c\">⇥</span> "
        "<span class=\"c\">U+202E</span></dt><dd>A blank that is easily overlooked, a line break, "
        "a tab, and any other invisible character, by its number.</dd>\n");
    if (options->compared)
        cs_buffer_puts(to, "<dt>Side</dt><dd>The server that would make the change: the active one "
                           "or the staging one.</dd>\n");
    cs_buffer_puts(to, "</dl>\n</section>\n");
}

void page_foot_write(const cs_page_options *options, cs_buffer *to)
{
    page_document_end(options->program, to);
}
