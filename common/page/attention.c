/* What deserves attention first: lists of a fixed length, filled from all objects. */
#include <inttypes.h>

#include "page/internal.h"

/* The attributes of people whose change cuts somebody off, or joins the wrong two. */
static const struct {
    const char *name, *title, *why, *command;
} watched[PAGE_WATCHED] = {
    {"userPrincipalName", "Sign-in names that change", "These people will sign in with a new name.",
     " --attribute userPrincipalName"},
    {"sourceAnchor", "Source anchors that change",
     "The source anchor ties an object to its counterpart on the other side. It should never "
     "change.",
     " --attribute sourceAnchor"},
    {"accountEnabled", "Accounts switched on or off",
     "An account with accountEnabled false cannot be used to sign in.",
     " --attribute accountEnabled"},
    {"proxyAddresses", "Mail addresses that change",
     "Mail to a removed address will no longer be delivered.", " --attribute proxyAddresses"},
};

/* Who is in a group: in directories, and of groups and sets of MIM. */
static bool is_member(cs_text attribute)
{
    return cs_text_equal_nocase(attribute, CS_LITERAL("member")) ||
           cs_text_equal_nocase(attribute, CS_LITERAL("ExplicitMember"));
}

/* The number of the attribute among the watched ones; PAGE_WATCHED where it is none. */
static size_t watched_index(cs_text attribute)
{
    size_t i = 0;

    while (i < PAGE_WATCHED && !cs_text_equal_nocase(attribute, cs_text_from(watched[i].name)))
        i++;
    return i;
}

bool cs_page_watches(cs_text attribute)
{
    return watched_index(attribute) < PAGE_WATCHED || is_member(attribute);
}

/* ---- Looking ---- */

/* Counts the object once. */
static void count_object(page_list *list, const page_object *object)
{
    list->count += list->last != object->number;
    list->last = object->number;
}

/* Begins a row: whose it is, with a link to its changes where they are on the page. */
static void begin_row(cs_buffer *to, const page_object *object, bool compared,
                      const cs_page_change *change)
{
    const cs_change *row = change->row;
    char id[32];

    cs_buffer_puts(to, "<tr><th scope=\"row\">");
    if (object->kept) {
        snprintf(id, sizeof id, "<a href=\"#o%" PRIu64 "\">", object->number);
        cs_buffer_puts(to, id);
    }
    page_value(to, row->display_name.n > 0 ? row->display_name : row->dn, PAGE_NAME);
    cs_buffer_puts(to, object->kept ? "</a>" : "");
    if (row->object_type.n > 0) {
        cs_buffer_puts(to, " <small>");
        page_value(to, row->object_type, PAGE_NAME);
        cs_buffer_puts(to, "</small>");
    }
    if (row->display_name.n > 0) {
        cs_buffer_puts(to, " <span class=\"dn\">");
        page_value(to, row->dn, PAGE_DN);
        cs_buffer_puts(to, "</span>");
    }
    if (compared) {
        cs_buffer_puts(to, " <small class=\"side\">");
        cs_buffer_puts(to, page_side_name(change->side));
        cs_buffer_puts(to, "</small>");
    }
    cs_buffer_puts(to, "</th>");
}

/* Counts the object and, while there is room in the list, begins its row. */
static bool begin_object(page_list *list, const page_object *object, bool compared,
                         const cs_page_change *change)
{
    count_object(list, object);
    if (list->shown == PAGE_LISTED)
        return false;
    list->shown++;
    begin_row(&list->rows, object, compared, change);
    return true;
}

static void add_delete(page_list *list, const page_object *object, bool compared,
                       const cs_page_change *change)
{
    if (!begin_object(list, object, compared, change))
        return;
    cs_buffer_puts(&list->rows, "<td>");
    cs_buffer_puts(&list->rows, page_omodt_words(change->row->omodt));
    cs_buffer_puts(&list->rows, "</td></tr>\n");
}

static void add_watched(page_list *list, const page_object *object, bool compared,
                        const cs_page_change *change)
{
    if (!begin_object(list, object, compared, change))
        return;
    page_before_after(&list->rows, change);
    cs_buffer_puts(&list->rows, "</tr>\n");
}

/* Where a loss of that size goes among the largest; PAGE_LISTED where it does not. */
static size_t place_of(const page_attention *attention, uint64_t removed)
{
    size_t i = attention->members.shown;

    while (i > 0 && attention->losses[i - 1].removed < removed)
        i--;
    return i;
}

/* Makes room at `place`; what falls off the end gives its memory. */
static page_loss *insert_loss(page_attention *attention, size_t place)
{
    size_t last =
        attention->members.shown < PAGE_LISTED ? attention->members.shown++ : PAGE_LISTED - 1;
    page_loss spare = attention->losses[last];

    memmove(&attention->losses[place + 1], &attention->losses[place],
            (last - place) * sizeof *attention->losses);
    spare.row.n = 0;
    attention->losses[place] = spare;
    return &attention->losses[place];
}

/* Which members go, and how many come. */
static void put_loss(cs_buffer *to, const cs_page_change *change)
{
    if (change->row->added == CS_COUNT_NONE) {
        page_before_after(to, change);
        return;
    }
    cs_buffer_puts(to, "<td>");
    page_removed(to, change);
    cs_buffer_puts(to, "</td><td>");
    page_number(to, (uint64_t)change->row->added);
    cs_buffer_puts(to, "</td>");
}

static void add_loss(page_attention *attention, const page_object *object, bool compared,
                     const cs_page_change *change)
{
    const cs_change *row = change->row;
    uint64_t removed = row->removed == CS_COUNT_NONE ? UINT64_MAX : (uint64_t)row->removed;

    if (row->added == CS_COUNT_NONE) /* a single value */
        removed = row->old_value.s != NULL;
    if (removed == 0)
        return;
    count_object(&attention->members, object);
    size_t place = place_of(attention, removed);
    if (place == PAGE_LISTED)
        return;
    page_loss *loss = insert_loss(attention, place);
    loss->removed = removed;
    begin_row(&loss->row, object, compared, change);
    put_loss(&loss->row, change);
    cs_buffer_puts(&loss->row, "</tr>\n");
}

void page_attention_add(page_attention *attention, const page_object *object, bool compared,
                        const cs_page_change *change)
{
    const cs_change *row = change->row;
    size_t i = watched_index(row->attribute);

    if (!object->seen[change->side] && cs_omodt_is_delete(row->omodt))
        add_delete(&attention->deletes, object, compared, change);
    if (row->omodt == CS_OMODT_ADD)
        return; /* what is new takes nothing from anybody */
    if (i < PAGE_WATCHED)
        add_watched(&attention->watched[i], object, compared, change);
    else if (is_member(row->attribute))
        add_loss(attention, object, compared, change);
}

void page_attention_free(page_attention *attention)
{
    cs_buffer_free(&attention->deletes.rows);
    for (size_t i = 0; i < PAGE_WATCHED; i++)
        cs_buffer_free(&attention->watched[i].rows);
    for (size_t i = 0; i < PAGE_LISTED; i++)
        cs_buffer_free(&attention->losses[i].row);
    cs_buffer_free(&attention->members.rows);
}

/* ---- Writing ---- */

/* How a list presents itself. */
typedef struct presented {
    const char *title, *why, *class_name, *columns;
    const char *command; /* the options that show all of it */
} presented;

static void write_list(const page_list *list, const presented *as, const cs_page_options *options,
                       cs_buffer *to)
{
    if (list->count == 0)
        return;
    cs_buffer_puts(to, "<details class=\"eye\" open><summary><h3>");
    cs_buffer_puts(to, as->title);
    cs_buffer_puts(to, "</h3> <span class=\"n\">");
    page_count(to, list->count, "object", "objects");
    cs_buffer_puts(to, "</span></summary>\n<p>");
    cs_buffer_puts(to, options->compared
                           ? "The servers differ in this. Side is the server that would "
                             "make the change."
                           : as->why);
    cs_buffer_puts(to, "</p>\n<table class=\"");
    cs_buffer_puts(to, as->class_name);
    cs_buffer_puts(to, "\"><thead><tr><th scope=\"col\">Object</th>");
    cs_buffer_puts(to, as->columns);
    cs_buffer_puts(to, "</tr></thead><tbody>");
    cs_buffer_join(to, &list->rows);
    cs_buffer_puts(to, "</tbody></table>");
    if (list->count > list->shown) {
        cs_buffer_puts(to, "<p>There are ");
        page_number(to, list->count - list->shown);
        cs_buffer_puts(to, " more. This command lists all of them: ");
        page_command(to, options, as->command);
        cs_buffer_puts(to, "</p>");
    }
    cs_buffer_puts(to, "</details>\n");
}

#define BEFORE_AFTER "<th scope=\"col\">Before</th><th scope=\"col\">After</th>"

static void write_lists(page_attention *attention, const cs_page_options *options, cs_buffer *to)
{
    static const presented deletes = {
        "Objects that are deleted",
        "These objects will be removed, and with them any access that depends on them.", "listed",
        "<th scope=\"col\">What happens</th>", " --omodt delete,delete-add,obsolete"};
    static const presented members = {
        "Members removed from groups",
        "Removed members lose the access that the group grants. The groups that lose most "
        "members come first.",
        "listed lost", "<th scope=\"col\">Removed</th><th scope=\"col\">Added</th>",
        " --attribute member,ExplicitMember"};

    write_list(&attention->deletes, &deletes, options, to);
    for (size_t i = 0; i < attention->members.shown; i++)
        cs_buffer_join(&attention->members.rows, &attention->losses[i].row);
    write_list(&attention->members, &members, options, to);
    for (size_t i = 0; i < PAGE_WATCHED; i++) {
        const presented as = {watched[i].title, watched[i].why, "changes", BEFORE_AFTER,
                              watched[i].command};
        write_list(&attention->watched[i], &as, options, to);
    }
}

static bool is_empty(const page_attention *attention)
{
    uint64_t count = attention->deletes.count + attention->members.count;

    for (size_t i = 0; i < PAGE_WATCHED; i++)
        count += attention->watched[i].count;
    return count == 0;
}

void page_attention_write(page_attention *attention, const cs_page_options *options,
                          const cs_page_facts *facts, cs_buffer *to)
{
    cs_buffer_puts(to, "<section aria-labelledby=\"eyes\">\n<h2 id=\"eyes\">Look at these "
                       "first</h2>\n");
    if (is_empty(attention) && facts->undetermined.n > 0)
        cs_buffer_puts(to, "<p>Whether an object is deleted, a group loses a member, or a sign-in "
                           "name changes cannot be told.</p>\n");
    else if (is_empty(attention))
        cs_buffer_puts(to, options->chosen.count > 0 ? "<p>None of the selected changes is "
                                                       "of these kinds.</p>\n"
                           : options->compared
                               ? "<p>No difference is about a delete, a member that "
                                 "leaves a group, or a sign-in name, source anchor, "
                                 "account state or mail address.</p>\n"
                               : "<p>Nothing is deleted, no group loses a "
                                 "member, and no sign-in name, source "
                                 "anchor, account state or mail address "
                                 "of an existing object changes.</p>\n");
    write_lists(attention, options, to);
    cs_buffer_puts(to, "</section>\n");
}
