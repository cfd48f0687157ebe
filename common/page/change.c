/* An object and its changes on the page. */
#include "page/internal.h"

/* ---- Words ---- */

const char *page_omodt_words(cs_omodt omodt)
{
    static const char *const words[] = {
        [CS_OMODT_NONE] = "Not changed",
        [CS_OMODT_ADD] = "Created",
        [CS_OMODT_REPLACE] = "Replaced",
        [CS_OMODT_UPDATE] = "Updated",
        [CS_OMODT_DELETE] = "Deleted",
        [CS_OMODT_DELETE_ADD] = "Deleted and created anew",
        [CS_OMODT_OBSOLETE] = "Deleted as obsolete",
        [CS_OMODT_UNKNOWN] = "Changed in an unknown way",
    };

    return words[omodt];
}

const char *page_omodt_class(cs_omodt omodt)
{
    if (cs_omodt_is_delete(omodt))
        return "delete";
    return omodt == CS_OMODT_ADD ? "add" : "update";
}

const char *page_side_name(cs_page_side side)
{
    return side == CS_PAGE_ACTIVE ? "Active" : "Staging";
}

/* What happens to an attribute; of what is new as a whole it goes without saying. */
static const char *amodt_words(const cs_change *row)
{
    if (row->omodt == CS_OMODT_ADD)
        return "";
    if (cs_text_is(row->attribute, "dn"))
        return "renamed or moved";
    switch (row->amodt) {
    case CS_AMODT_ADD:
        return "set";
    case CS_AMODT_REPLACE:
        return "replaced";
    case CS_AMODT_DELETE:
        return "removed";
    case CS_AMODT_ABSENT:
    case CS_AMODT_UPDATE:
    case CS_AMODT_UNKNOWN:
        break;
    }
    return "changed";
}

static const char *object_alone_words(cs_omodt omodt)
{
    switch (omodt) {
    case CS_OMODT_DELETE:
    case CS_OMODT_OBSOLETE:
        return "The object is deleted, with everything in it.";
    case CS_OMODT_ADD:
        return "The object is created; the change names no attribute.";
    case CS_OMODT_DELETE_ADD:
        return "The object is deleted and created anew; the change names no attribute.";
    case CS_OMODT_REPLACE:
        return "The object is replaced; the change names no attribute.";
    case CS_OMODT_NONE:
        return "Nothing changes.";
    case CS_OMODT_UPDATE:
    case CS_OMODT_UNKNOWN:
        break;
    }
    return "An update that names no attribute.";
}

/* ---- Values ---- */

static void put_nothing(cs_buffer *to, const char *words)
{
    cs_buffer_puts(to, "<span class=\"n\">");
    cs_buffer_puts(to, words);
    cs_buffer_puts(to, "</span>");
}

/* Values as a list: how many there are in all, and the other side's, whose values are not marked.
 */
typedef struct listed {
    const cs_text *values;
    size_t count;
    long long all;
    const char *element; /* that marks them */
    const cs_text *others;
    size_t other_count;
} listed;

static bool is_on_both_sides(const listed *l, cs_text value)
{
    for (size_t i = 0; i < l->other_count; i++)
        if (cs_text_equal(l->others[i], value))
            return true;
    return false;
}

static void put_list(cs_buffer *to, const listed *l, size_t from, size_t end)
{
    cs_buffer_puts(to, "<ul>");
    for (size_t i = from; i < end; i++) {
        const char *element = is_on_both_sides(l, l->values[i]) ? "span" : l->element;
        cs_buffer_puts(to, "<li><");
        cs_buffer_puts(to, element);
        cs_buffer_puts(to, ">");
        page_value(to, l->values[i], PAGE_VALUE);
        cs_buffer_puts(to, "</");
        cs_buffer_puts(to, element);
        cs_buffer_puts(to, "></li>");
    }
    cs_buffer_puts(to, "</ul>");
}

/* Adds values, many of them folded away, and how many there are beyond those. */
static void put_values(cs_buffer *to, const listed *l)
{
    const size_t at_once = 5;
    size_t first = l->count > at_once + 1 ? at_once : l->count;

    if (first > 0)
        put_list(to, l, 0, first);
    if (l->count > first) {
        cs_buffer_puts(to, "<details><summary>");
        page_count(to, l->count - first, "more", "more");
        cs_buffer_puts(to, "</summary>");
        put_list(to, l, first, l->count);
        cs_buffer_puts(to, "</details>");
    }
    if (l->all > (long long)l->count) {
        cs_buffer_puts(to, "<p class=\"n\">");
        page_number(to, (uint64_t)l->all - l->count);
        cs_buffer_puts(to, l->count > 0 ? " more, not on this page</p>" : " not listed here</p>");
    }
}

static void put_how_many(cs_buffer *to, long long count, const char *words)
{
    cs_buffer_puts(to, "<p class=\"q\">");
    if (count <= 0)
        cs_buffer_puts(to, count == 0 ? "none" : "an unknown number");
    else
        page_number(to, (uint64_t)count);
    cs_buffer_puts(to, words);
    cs_buffer_puts(to, "</p>");
}

/* The values that are removed (`added` false) or added. Of an attribute that is replaced as a whole
 * these are all that there were, and all that there will be: what is on both sides stays. Where not
 * all of them are known, nothing is marked. */
static listed list_values(const cs_page_change *change, bool added)
{
    const cs_change *row = change->row;
    listed gone = {.values = change->removed,
                   .count = change->removed_count,
                   .all = row->removed,
                   .element = "del"};
    listed come = {
        .values = change->added, .count = change->added_count, .all = row->added, .element = "ins"};
    listed *l = added ? &come : &gone;
    const listed *other = added ? &gone : &come;

    if (row->amodt != CS_AMODT_REPLACE)
        return *l;
    if (other->all != (long long)other->count)
        l->element = "span";
    l->others = other->values;
    l->other_count = other->count;
    return *l;
}

void page_removed(cs_buffer *to, const cs_page_change *change)
{
    const cs_change *row = change->row;
    const listed gone = list_values(change, false);

    put_how_many(to, row->removed, row->amodt == CS_AMODT_REPLACE ? " before" : " removed");
    put_values(to, &gone);
}

/* Adds what is added to a multi-valued attribute. */
static void put_added(cs_buffer *to, const cs_page_change *change)
{
    const cs_change *row = change->row;
    const listed come = list_values(change, true);

    put_how_many(to, row->added, row->amodt == CS_AMODT_REPLACE ? " after" : " added");
    put_values(to, &come);
}

/* ---- Cells ---- */

static void put_single(cs_buffer *to, const cs_change *row)
{
    cs_buffer after = {0};

    cs_buffer_puts(to, "<td>");
    if (row->old_value.s && row->new_value.s) {
        page_pair(to, row->old_value, &after, row->new_value);
    } else if (row->old_value.s) {
        cs_buffer_puts(to, "<del>");
        page_value(to, row->old_value, PAGE_VALUE);
        cs_buffer_puts(to, "</del>");
    } else {
        put_nothing(to, row->amodt == CS_AMODT_ADD ? "none" : "none known");
    }
    cs_buffer_puts(to, "</td><td>");
    if (row->old_value.s && row->new_value.s) {
        cs_buffer_join(to, &after);
    } else if (row->new_value.s) {
        cs_buffer_puts(to, "<ins>");
        page_value(to, row->new_value, PAGE_VALUE);
        cs_buffer_puts(to, "</ins>");
    } else {
        put_nothing(to, "none");
    }
    cs_buffer_puts(to, "</td>");
    cs_buffer_free(&after);
}

void page_before_after(cs_buffer *to, const cs_page_change *change)
{
    if (change->row->added == CS_COUNT_NONE) {
        put_single(to, change->row);
        return;
    }
    cs_buffer_puts(to, "<td>");
    page_removed(to, change);
    cs_buffer_puts(to, "</td><td>");
    put_added(to, change);
    cs_buffer_puts(to, "</td>");
}

/* Of an object that is new as a whole there is only an after. */
static void put_new_value(cs_buffer *to, const cs_page_change *change)
{
    const cs_change *row = change->row;

    cs_buffer_puts(to, "<td>");
    listed come = list_values(change, true);
    come.element = "span";
    if (row->added != CS_COUNT_NONE)
        put_values(to, &come);
    else if (row->new_value.s)
        page_value(to, row->new_value, PAGE_VALUE);
    else
        put_nothing(to, "none");
    cs_buffer_puts(to, "</td>");
}

/* ---- An object ---- */

static void put_table_head(cs_buffer *to, bool compared, bool is_new)
{
    cs_buffer_puts(to, is_new ? "<table class=\"new\"><thead><tr>"
                              : "<table class=\"changes\"><thead><tr>");
    if (compared)
        cs_buffer_puts(to, "<th scope=\"col\">Side</th>");
    cs_buffer_puts(to, "<th scope=\"col\">Attribute</th>");
    cs_buffer_puts(to, is_new ? "<th scope=\"col\">Value</th>"
                              : "<th scope=\"col\">Before</th><th scope=\"col\">After</th>");
    cs_buffer_puts(to, "</tr></thead><tbody>");
}

static void put_side(cs_buffer *to, cs_page_side side)
{
    cs_buffer_puts(to, side == CS_PAGE_ACTIVE ? "<td class=\"side\">" : "<td class=\"side s\">");
    cs_buffer_puts(to, page_side_name(side));
    cs_buffer_puts(to, "</td>");
}

static void put_row(page_object *object, bool compared, const cs_page_change *change)
{
    const cs_change *row = change->row;
    bool is_new = !compared && row->omodt == CS_OMODT_ADD;
    cs_buffer *to = &object->rows;

    if (!compared && !row->attribute.s) {
        cs_buffer_puts(to, "<p>");
        cs_buffer_puts(to, object_alone_words(row->omodt));
        cs_buffer_puts(to, "</p>");
        return;
    }
    if (!object->table)
        put_table_head(to, compared, is_new);
    object->table = true;
    cs_buffer_puts(to, "<tr>");
    if (compared)
        put_side(to, change->side);
    if (!row->attribute.s) {
        cs_buffer_puts(to, "<td colspan=\"3\">");
        cs_buffer_puts(to, object_alone_words(row->omodt));
        cs_buffer_puts(to, "</td></tr>");
        return;
    }
    cs_buffer_puts(to, "<th scope=\"row\">");
    page_value(to, row->attribute, PAGE_NAME);
    cs_buffer_puts(to, " <small>");
    cs_buffer_puts(to, amodt_words(row));
    cs_buffer_puts(to, "</small></th>");
    if (is_new)
        put_new_value(to, change);
    else
        page_before_after(to, change);
    cs_buffer_puts(to, "</tr>\n");
}

static void begin_head(page_object *object, const cs_change *row)
{
    cs_buffer *to = &object->head;

    if (row->display_name.n > 0)
        page_value(&object->dn, row->dn, PAGE_DN);
    page_value(to, row->display_name.n > 0 ? row->display_name : row->dn, PAGE_NAME);
    cs_buffer_puts(to, "</h3> <span class=\"type\">");
    if (row->object_type.n > 0)
        page_value(to, row->object_type, PAGE_NAME);
    cs_buffer_puts(to, "</span>");
}

void page_object_add(page_object *object, bool compared, const cs_page_change *change)
{
    if (object->changes == 1)
        begin_head(object, change->row);
    object->omodt[change->side] = change->row->omodt;
    object->attributes += change->row->attribute.s != NULL;
    if (object->rows.n < PAGE_OBJECT_SIZE)
        put_row(object, compared, change);
    else
        object->left_out++;
}

static void put_badges(const page_object *object, bool compared, cs_buffer *to)
{
    for (cs_page_side side = 0; side < CS_PAGE_SIDES; side++) {
        if (!object->seen[side])
            continue;
        cs_buffer_puts(to, "<span class=\"op ");
        cs_buffer_puts(to, page_omodt_class(object->omodt[side]));
        cs_buffer_puts(to, "\">");
        if (compared) {
            cs_buffer_puts(to, page_side_name(side));
            cs_buffer_puts(to, ": ");
        }
        cs_buffer_puts(to, page_omodt_words(object->omodt[side]));
        cs_buffer_puts(to, "</span> ");
    }
}

void page_object_end(page_object *object, bool compared, cs_buffer *to)
{
    cs_buffer_puts(to, "><summary><h3>");
    put_badges(object, compared, to);
    cs_buffer_join(to, &object->head);
    if (object->attributes > 0) {
        cs_buffer_puts(to, " <span class=\"n\">");
        page_count(to, object->attributes, "change", "changes");
        cs_buffer_puts(to, "</span>");
    }
    cs_buffer_puts(to, " <span class=\"dn\">");
    cs_buffer_join(to, &object->dn);
    cs_buffer_puts(to, "</span></summary>\n");
    cs_buffer_join(to, &object->rows);
    if (object->table)
        cs_buffer_puts(to, "</tbody></table>");
    if (object->left_out > 0) {
        cs_buffer_puts(to, "<p class=\"n\">");
        page_count(to, object->left_out, "more change", "more changes");
        cs_buffer_puts(to, " of this object would make the page too large.</p>");
    }
    cs_buffer_puts(to, "</details>\n");
}
