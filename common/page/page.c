#include "page/page.h"

#include <inttypes.h>
#include <stdlib.h>

#include "page/internal.h"
#include "sys/interrupt.h"

enum {
    OPEN_OBJECTS = 20 /* up to so many objects are unfolded from the start */
};

struct cs_page {
    const cs_page_options *options;
    cs_sorter *sorter;  /* the objects that are shown, as HTML */
    atomic_bool full;   /* there will be no more of them */
    uint64_t kept;      /* how many there are */
    size_t kept_size;   /* in bytes */
    uint64_t objects;   /* that have passed */
    page_object object; /* at hand */
    page_connectors connectors;
    page_attention attention;
    cs_buffer work;
};

cs_page *cs_page_new(const cs_page_options *options, cs_error *error)
{
    cs_page *page = calloc(1, sizeof *page);

    if (!page) {
        cs_fail_memory(error);
        return NULL;
    }
    page->options = options;
    page->sorter = cs_sorter_new(error);
    if (!page->sorter) {
        free(page);
        return NULL;
    }
    return page;
}

void cs_page_free(cs_page *page)
{
    if (!page)
        return;
    cs_sorter_free(page->sorter);
    for (size_t i = 0; i < page->connectors.count; i++)
        cs_buffer_free(&page->connectors.names[i]);
    cs_buffer_free(&page->object.head);
    cs_buffer_free(&page->object.dn);
    cs_buffer_free(&page->object.rows);
    page_attention_free(&page->attention);
    cs_buffer_free(&page->work);
    free(page);
}

bool cs_page_wants_values(const cs_page *page)
{
    return !atomic_load(&page->full);
}

/* ---- Objects come ---- */

/* Puts the object at hand aside, if the page shows it. */
static bool end_object(cs_page *page, cs_error *error)
{
    page_object *object = &page->object;
    bool ok = true;

    page->objects += object->changes > 0;
    if (object->kept && object->changes > 0) {
        page->work.n = 0;
        page_object_end(object, page->options->compared, &page->work);
        if (page->work.failed)
            return cs_fail_memory(error);
        ok =
            cs_sorter_put(page->sorter, CS_NO_TEXT, CS_NO_TEXT, cs_buffer_text(&page->work), error);
        page->kept++;
        page->kept_size += page->work.n;
        if (page->kept == CS_PAGE_OBJECTS || page->kept_size > PAGE_ALL_OBJECTS_SIZE)
            atomic_store(&page->full, true);
    }
    cs_buffer head = object->head, dn = object->dn, rows = object->rows;
    head.n = dn.n = rows.n = 0;
    *object = (page_object){.head = head, .dn = dn, .rows = rows};
    return ok;
}

static bool note_connector(page_connectors *connectors, cs_text name, cs_error *error)
{
    if (name.n == 0)
        return true;
    if (name.n > PAGE_DN)
        name.n = page_forward(name, 0, name.n, PAGE_DN);
    for (size_t i = 0; i < connectors->count; i++)
        if (cs_text_equal(name, cs_buffer_text(&connectors->names[i])))
            return true;
    if (connectors->count == PAGE_CONNECTORS) {
        connectors->more = true;
        return true;
    }
    cs_buffer *noted = &connectors->names[connectors->count++];
    cs_buffer_add(noted, name);
    return !noted->failed || cs_fail_memory(error);
}

bool cs_page_object(cs_page *page, cs_text connector, cs_error *error)
{
    if (!end_object(page, error))
        return false;
    page->object.number = page->objects + 1;
    page->object.kept = !atomic_load(&page->full);
    return note_connector(&page->connectors, connector, error);
}

void cs_page_add(cs_page *page, const cs_page_change *change)
{
    bool compared = page->options->compared;
    page_object *object = &page->object;

    page_attention_add(&page->attention, object, compared, change);
    object->changes++;
    if (object->kept)
        page_object_add(object, compared, change);
    object->seen[change->side] = true;
}

void cs_page_add_packed(cs_page *page, cs_page_side side, const cs_packed_change *packed)
{
    const cs_page_change change = {.side = side,
                                   .row = &packed->change,
                                   .added = packed->added,
                                   .removed = packed->removed,
                                   .added_count = packed->added_count,
                                   .removed_count = packed->removed_count};

    cs_page_add(page, &change);
}

/* ---- The document ---- */

/* Writes what has been put together. */
static bool flush(cs_page *page, cs_output *output, cs_error *error)
{
    if (page->work.failed)
        return cs_fail_memory(error);
    bool ok = cs_output_write(output, cs_buffer_text(&page->work), error);
    page->work.n = 0;
    return ok;
}

static bool write_objects(cs_page *page, cs_output *output, cs_error *error)
{
    const char *open = page->kept <= OPEN_OBJECTS ? " open" : "";
    char start[64];
    cs_text row;
    cs_next got;

    if (!cs_sorter_begin(page->sorter, false, error))
        return false;
    for (uint64_t number = 1; (got = cs_sorter_next(page->sorter, &row, error)) == CS_ITEM;
         number++) {
        snprintf(start, sizeof start, "<details class=\"o\" id=\"o%" PRIu64 "\"%s", number, open);
        if (!cs_output_write(output, cs_text_from(start), error) ||
            !cs_output_write(output, row, error) || !cs_interrupt_check(error))
            return false;
    }
    return got == CS_END;
}

static void put_order(const cs_page_options *options, cs_buffer *to)
{
    cs_buffer_puts(to, options->compared ? ", in the order in which they are compared."
                                         : ", in the order of the file.");
}

static void put_objects_title(cs_page *page, const cs_page_facts *facts, cs_buffer *to)
{
    cs_buffer_puts(to, "<section aria-labelledby=\"objects\">\n<h2 id=\"objects\">Object by "
                       "object</h2>\n<p>");
    if (page->objects == 0) {
        cs_buffer_puts(to, facts->undetermined.n > 0 ? "Whether anything changes cannot be told."
                           : page->options->chosen.count > 0 ? "No change is selected."
                           : page->options->compared         ? "Nothing differs."
                                                             : "Nothing changes.");
    } else if (page->objects > page->kept) {
        cs_buffer_puts(to, "These are the first ");
        page_number(to, page->kept);
        cs_buffer_puts(to, " of ");
        page_count(to, page->objects, "object", "objects");
        put_order(page->options, to);
        cs_buffer_puts(to, " The rest is described at the end of the list.");
    } else {
        page_count(to, page->objects, "object", "objects");
        put_order(page->options, to);
    }
    cs_buffer_puts(to, "</p>\n");
}

static void put_objects_end(cs_page *page, cs_buffer *to)
{
    if (page->objects > page->kept) {
        cs_buffer_puts(to, "<p class=\"rest\"><strong>");
        page_count(to, page->objects - page->kept, "more object is", "more objects are");
        cs_buffer_puts(to,
                       " not shown here.</strong> This command writes a table with every change "
                       "of every object, for a spreadsheet: ");
        page_command(to, page->options, "");
        cs_buffer_puts(to, "</p>\n");
    }
    cs_buffer_puts(to, "</section>\n");
}

bool cs_page_end(cs_page *page, const cs_page_facts *facts, cs_output *output, cs_error *error)
{
    const cs_page_options *options = page->options;
    cs_buffer *to = &page->work;

    if (!end_object(page, error))
        return false;
    to->n = 0;
    page_head_write(options, &page->connectors, facts, to);
    page_undetermined_write(facts, to);
    page_limits_write(facts, to);
    page_attention_write(&page->attention, options, facts, to);
    page_totals_write(options, facts, to);
    put_objects_title(page, facts, to);
    if (!flush(page, output, error) || !write_objects(page, output, error))
        return false;
    put_objects_end(page, to);
    page_legend_write(options, to);
    page_foot_write(options, to);
    return flush(page, output, error);
}
