#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "page/page.h"
#include "unit.h"

/* A page that is being made, and what came of it. */
static cs_error error;
static cs_page_options options;
static cs_page *page;
static char *document;

static void set_up(void)
{
    static const cs_page_file file = {CS_PAGE_ACTIVE, "export.xml"};
    static const char *const operands[] = {"export.xml"};

    error = (cs_error){.set = false};
    options = (cs_page_options){.program = "csanalyzer",
                                .section = CS_UNAPPLIED_EXPORT,
                                .files = &file,
                                .file_count = 1,
                                .operands = {operands, 1}};
    page = cs_page_new(&options, &error);
    ck_assert_ptr_nonnull(page);
}

static void tear_down(void)
{
    cs_page_free(page);
    free(document);
    document = NULL;
}

FIXTURE(set_up, tear_down);

static void object(const char *connector)
{
    ck_assert(cs_page_object(page, cs_text_from(connector), &error));
}

static void add(const cs_page_change *change)
{
    cs_page_add(page, change);
}

/* A row of an object, to be filled further. */
static cs_change row_of(const char *dn, cs_omodt omodt, const char *attribute)
{
    return (cs_change){.dn = cs_text_from(dn),
                       .omodt = omodt,
                       .attribute = cs_text_from(attribute),
                       .amodt = attribute ? CS_AMODT_UPDATE : CS_AMODT_ABSENT,
                       .added = CS_COUNT_NONE,
                       .removed = CS_COUNT_NONE};
}

static void add_row(const cs_change *row)
{
    add(&(cs_page_change){.row = row});
}

static void deleted(const char *dn)
{
    const cs_change row = row_of(dn, CS_OMODT_DELETE, NULL);

    object("contoso.com");
    add_row(&row);
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t room = 0;

    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(getdelim(&text, &room, '\0', file), 0);
    fclose(file);
    return text;
}

static void end(const cs_page_facts *facts)
{
    char path[] = "/tmp/cstools-page.XXXXXX";
    int fd = mkstemp(path);

    ck_assert_int_ge(fd, 0);
    close(fd);
    cs_output *output = cs_output_open(path, NULL, 0, &error);
    ck_assert_ptr_nonnull(output);
    ck_assert(cs_page_end(page, facts, output, &error));
    ck_assert(cs_output_commit(output, &error));
    document = read_file(path);
    remove(path);
}

static void end_without_facts(void)
{
    end(&(cs_page_facts){.limits = NULL});
}

static void has(const char *text)
{
    ck_assert_msg(strstr(document, text) != NULL, "the page lacks: %s", text);
}

static void lacks(const char *text)
{
    ck_assert_msg(strstr(document, text) == NULL, "the page has: %s", text);
}

static size_t count(const char *text)
{
    size_t n = 0;

    for (const char *at = document; (at = strstr(at, text)) != NULL; at++)
        n++;
    return n;
}

/* ---- The document ---- */

START_TEST(a_page_claims_nothing_of_a_file_that_cannot_tell)
{
    end(&(cs_page_facts){.undetermined = CS_LITERAL("a.xml: <cannot> tell\nb.xml: nor this\n")});
    has("<strong>What is pending cannot be told from this file.</strong>");
    has("<bdi>a.xml: &lt;cannot&gt; tell</bdi></li>\n<li class=\"bad\"><bdi>b.xml: nor this</bdi>");
    lacks("Nothing is deleted");
    lacks("Nothing changes.");
}
END_TEST

START_TEST(a_page_of_an_import_speaks_of_what_was_found)
{
    deleted("CN=a");
    end(&(cs_page_facts){.import = true});
    has("<h1>Changes not yet synchronized</h1>");
    lacks("Pending changes");
}
END_TEST

START_TEST(a_page_without_changes_says_so)
{
    end_without_facts();
    has("<!DOCTYPE html>\n<html lang=\"en\">");
    has("Nothing changes.");
    has("Nothing is deleted, no group loses a member");
    ck_assert_str_eq(document + strlen(document) - strlen("</html>\n"), "</html>\n");
}
END_TEST

START_TEST(it_names_connectors_and_files)
{
    for (int i = 0; i < 2; i++)
        deleted("CN=ada");
    end_without_facts();
    has("<title>Pending changes: contoso.com</title>");
    has("<dt>Connector</dt><dd><bdi>contoso.com</bdi></dd>\n");
    has("<dt>File</dt><dd><bdi>export.xml</bdi></dd>");
}
END_TEST

START_TEST(two_connectors_are_more_than_one)
{
    const cs_change row = row_of("CN=ada", CS_OMODT_DELETE, NULL);

    deleted("CN=ada");
    object("fabrikam.com");
    add_row(&row);
    end_without_facts();
    has("<title>Pending changes</title>");
    has("<dt>Connectors</dt><dd><bdi>contoso.com</bdi></dd><dd><bdi>fabrikam.com</bdi></dd>\n");
}
END_TEST

START_TEST(of_many_connectors_some_are_named)
{
    char name[] = "connector 0";

    for (; name[10] < '7'; name[10]++) {
        const cs_change row = row_of("CN=ada", CS_OMODT_DELETE, NULL);
        object(name);
        add_row(&row);
    }
    end_without_facts();
    has("<dd><bdi>connector 4</bdi></dd><dd>and others</dd>");
    lacks("connector 5");
    has("<title>Pending changes</title>");
}
END_TEST

START_TEST(of_a_long_name_of_a_connector_the_beginning_counts)
{
    char name[500];

    memset(name, 'x', sizeof name);
    name[499] = '\0';
    object(name);
    name[400] = '\0';
    object(name);
    end_without_facts();
    lacks("<dt>Connectors</dt>");
    name[200] = '\0';
    has(name);
    has("</bdi><span class=\"n\">… (shortened: 400 characters in all)</span></dd>\n");
}
END_TEST

START_TEST(all_files_of_a_side_are_named)
{
    static const cs_page_file files[] = {
        {CS_PAGE_ACTIVE, "a.xml"}, {CS_PAGE_STAGING, "-"}, {CS_PAGE_ACTIVE, "b.xml"}};

    options.files = files;
    options.file_count = 3;
    options.compared = true;
    end_without_facts();
    has("<dt>Active side</dt><dd><bdi>a.xml</bdi></dd><dd><bdi>b.xml</bdi></dd>\n<dt>Staging "
        "side</dt><dd>standard input</dd>\n");
}
END_TEST

START_TEST(what_was_chosen_is_said)
{
    static const char *const chosen[] = {"--attribute", "title"};

    options.chosen = (cs_page_words){chosen, 2};
    end_without_facts();
    has("<dt>Selected</dt><dd><bdi>--attribute</bdi> <bdi>title</bdi>");
    has("No change is selected.");
    lacks("Nothing is deleted, no group");
}
END_TEST

/* ---- Objects ---- */

START_TEST(old_and_new_stand_side_by_side)
{
    cs_change row = row_of("CN=ada", CS_OMODT_UPDATE, "department");

    row.display_name = CS_LITERAL("Ada");
    row.object_type = CS_LITERAL("user");
    row.old_value = CS_LITERAL("Sales West");
    row.new_value = CS_LITERAL("Sales East");
    object(NULL);
    add_row(&row);
    row.attribute = CS_LITERAL("title");
    row.old_value = CS_NO_TEXT;
    add_row(&row);
    end_without_facts();
    has("<span class=\"op update\">Updated</span> <bdi>Ada</bdi></h3> <span "
        "class=\"type\"><bdi>user</bdi></span> <span class=\"n\">2 changes</span> <span "
        "class=\"dn\"><bdi>CN=ada</bdi></span></summary>");
    has("<th scope=\"row\"><bdi>department</bdi> <small>changed</small></th><td><bdi>Sales "
        "<del>We</del>st</bdi></td><td><bdi>Sales <ins>Ea</ins>st</bdi></td></tr>");
    has("<td><span class=\"n\">none known</span></td><td><ins><bdi>Sales East</bdi></ins></td>");
}
END_TEST

START_TEST(an_object_that_stays_as_it_is_changes_nothing)
{
    const cs_change row = row_of("CN=ada", CS_OMODT_NONE, NULL);

    object(NULL);
    add_row(&row);
    end_without_facts();
    has("<p>Nothing changes.</p>");
}
END_TEST

START_TEST(what_is_created_has_values_only)
{
    cs_change row = row_of("CN=ada", CS_OMODT_ADD, "title");

    row.new_value = CS_LITERAL("Countess");
    object(NULL);
    add_row(&row);
    end_without_facts();
    has("<th scope=\"col\">Value</th>");
    has("<td><bdi>Countess</bdi></td></tr>");
    lacks("Before</th>");
}
END_TEST

static void change_members(long long removed, size_t given)
{
    cs_change row = row_of("CN=sales", CS_OMODT_UPDATE, "member");
    cs_text values[CS_PAGE_VALUES];

    for (size_t i = 0; i < given; i++)
        values[i] = CS_LITERAL("CN=somebody");
    row.added = 0;
    row.removed = removed;
    object(NULL);
    add(&(cs_page_change){.row = &row, .removed = values, .removed_count = given});
}

START_TEST(of_many_values_the_first_are_shown_and_the_rest_counted)
{
    change_members(1100, CS_PAGE_VALUES);
    end_without_facts();
    ck_assert_uint_eq(count("<li><del><bdi>CN=somebody</bdi></del></li>"), 2 * CS_PAGE_VALUES);
    has("<p class=\"q\">1,100 removed</p>");
    has("<summary>95 more</summary>");
    has("<p class=\"n\">1,000 more, not on this page</p>");
    has("<p class=\"q\">none added</p>");
}
END_TEST

static void replace_addresses(long long removed)
{
    cs_change row = row_of("CN=ada", CS_OMODT_UPDATE, "proxyAddresses");
    const cs_text before[] = {CS_LITERAL("stays"), CS_LITERAL("goes")};
    const cs_text after[] = {CS_LITERAL("comes"), CS_LITERAL("stays")};

    row.amodt = CS_AMODT_REPLACE;
    row.added = 2;
    row.removed = removed;
    object(NULL);
    add(&(cs_page_change){
        .row = &row, .added = after, .added_count = 2, .removed = before, .removed_count = 2});
    end_without_facts();
}

START_TEST(what_a_replacement_keeps_is_not_marked)
{
    replace_addresses(2);
    has("<p class=\"q\">2 before</p><ul><li><span><bdi>stays</bdi></span></li><li><del><bdi>goes"
        "</bdi></del></li></ul></td>");
    has("<p class=\"q\">2 after</p><ul><li><ins><bdi>comes</bdi></ins></li><li><span><bdi>stays"
        "</bdi></span></li></ul></td>");
}
END_TEST

START_TEST(where_not_all_is_known_a_replacement_is_not_marked)
{
    replace_addresses(3);
    has("<p class=\"q\">2 after</p><ul><li><span><bdi>comes</bdi></span></li>");
    has("<p class=\"n\">1 more, not on this page</p>");
}
END_TEST

START_TEST(an_unknown_number_of_values_is_said_to_be_one)
{
    change_members(CS_COUNT_NONE, 0);
    change_members(7, 0);
    end_without_facts();
    has("<p class=\"q\">an unknown number removed</p></td>");
    has("<p class=\"q\">7 removed</p><p class=\"n\">7 not listed here</p>");
}
END_TEST

START_TEST(the_first_objects_are_shown_and_the_rest_counted)
{
    for (int i = 0; i < CS_PAGE_OBJECTS + 1500; i++) {
        ck_assert_int_eq(cs_page_wants_values(page), i <= CS_PAGE_OBJECTS);
        deleted("CN=ada");
    }
    end_without_facts();
    ck_assert_uint_eq(count("<details class=\"o\" id=\"o"), CS_PAGE_OBJECTS);
    has("These are the first 1,000 of 2,500 objects, in the order of the file. The rest is "
        "described at the end of the list.</p>");
    has("<strong>1,500 more objects are not shown here.</strong>");
    has("<code>csanalyzer export.xml</code>");
}
END_TEST

START_TEST(few_objects_are_unfolded)
{
    for (int i = 0; i < 20; i++)
        deleted("CN=ada");
    end_without_facts();
    ck_assert_uint_eq(count("\" open><summary><h3><span"), 20);
}
END_TEST

START_TEST(an_object_that_is_too_large_is_cut)
{
    static char value[400];
    cs_change row = row_of("CN=ada", CS_OMODT_UPDATE, "title");

    memset(value, 'x', sizeof value);
    row.new_value = (cs_text){value, sizeof value};
    object(NULL);
    for (int i = 0; i < 5000; i++)
        add_row(&row);
    end_without_facts();
    ck_assert_uint_lt(strlen(document), (2 << 20));
    has("<span class=\"n\">5,000 changes</span>");
    has(" more changes of this object would make the page too large.</p>");
}
END_TEST

/* ---- What needs eyes first ---- */

START_TEST(deletes_are_listed_with_a_link)
{
    deleted("CN=ada");
    end_without_facts();
    has("<h3>Objects that are deleted</h3> <span class=\"n\">1 object</span>");
    has("<th scope=\"row\"><a href=\"#o1\"><bdi>CN=ada</bdi></a></th><td>Deleted</td>");
}
END_TEST

START_TEST(a_list_is_bounded_and_says_how_to_see_the_rest)
{
    for (int i = 0; i < 612; i++)
        deleted("CN=ada");
    end_without_facts();
    ck_assert_uint_eq(count("<td>Deleted</td>"), 50);
    has("<p>There are 562 more. This command lists all of them: <code>csanalyzer --omodt "
        "delete,delete-add,obsolete export.xml</code></p>");
}
END_TEST

START_TEST(groups_that_lose_most_come_first)
{
    for (int i = 1; i <= 60; i++)
        change_members(i, 0);
    end_without_facts();
    const char *first = strstr(document, "<h3>Members removed from groups");
    ck_assert_ptr_nonnull(first);
    has("60 objects</span>");
    has("<p>There are 10 more.");
    const char *most = strstr(first, "60 removed"), *least = strstr(first, "11 removed");
    ck_assert(most != NULL && least != NULL && most < least);
    const char *objects = strstr(first, "<h2 id=\"objects\">");
    ck_assert(strstr(first, ">10 removed") > objects);
}
END_TEST

START_TEST(groups_that_lose_as_many_come_in_the_order_of_the_file)
{
    static const char *const groups[] = {"CN=third", "CN=first", "CN=second"};

    for (size_t i = 0; i < 3; i++) {
        cs_change row = row_of(groups[i], CS_OMODT_UPDATE, "member");
        row.added = 0;
        row.removed = i == 0 ? 1 : 2;
        object(NULL);
        add_row(&row);
    }
    end_without_facts();
    const char *list = strstr(document, "<h3>Members removed from groups");
    ck_assert_ptr_nonnull(list);
    ck_assert(strstr(list, "CN=first") < strstr(list, "CN=second"));
    ck_assert(strstr(list, "CN=second") < strstr(list, "CN=third"));
}
END_TEST

START_TEST(of_a_single_member_before_and_after_are_listed)
{
    cs_change row = row_of("CN=sales", CS_OMODT_UPDATE, "member");

    row.new_value = CS_LITERAL("CN=comes");
    object(NULL);
    add_row(&row); /* takes nobody out */
    row.dn = CS_LITERAL("CN=service");
    row.old_value = CS_LITERAL("CN=goes");
    object(NULL);
    add_row(&row);
    end_without_facts();
    has("<h3>Members removed from groups</h3> <span class=\"n\">1 object</span>");
    has("<a href=\"#o2\"><bdi>CN=service</bdi></a></th><td><bdi>CN=<del>go</del>es</bdi></td>"
        "<td><bdi>CN=<ins>com</ins>es</bdi></td></tr>");
    lacks("<a href=\"#o1\">");
}
END_TEST

START_TEST(an_object_that_is_not_on_the_page_is_listed_without_a_link)
{
    for (int i = 0; i < CS_PAGE_OBJECTS; i++)
        deleted("CN=ada");
    change_members(7, 0);
    end_without_facts();
    has("<th scope=\"row\"><bdi>CN=sales</bdi>");
}
END_TEST

START_TEST(changes_of_identity_are_listed_and_those_of_new_objects_are_not)
{
    cs_change row = row_of("CN=ada", CS_OMODT_UPDATE, "USERPRINCIPALNAME");

    row.old_value = CS_LITERAL("a@contoso.com");
    row.new_value = CS_LITERAL("b@contoso.com");
    object(NULL);
    add_row(&row);
    row.attribute = CS_LITERAL("sourceAnchor");
    row.omodt = CS_OMODT_ADD;
    object(NULL);
    add_row(&row);
    end_without_facts();
    has("Sign-in names that change");
    lacks("Source anchors that change");
}
END_TEST

START_TEST(an_object_counts_once_in_a_list)
{
    cs_change row = row_of("CN=ada", CS_OMODT_UPDATE, "accountEnabled");

    row.new_value = CS_LITERAL("true");
    object(NULL);
    add_row(&row);
    add_row(&row);
    end_without_facts();
    has("<h3>Accounts switched on or off</h3> <span class=\"n\">1 object</span>");
}
END_TEST

START_TEST(it_says_which_attributes_it_watches)
{
    ck_assert(cs_page_watches(CS_LITERAL("proxyaddresses")));
    ck_assert(cs_page_watches(CS_LITERAL("member")));
    ck_assert(cs_page_watches(CS_LITERAL("ExplicitMember"))); /* of MIM */
    ck_assert(!cs_page_watches(CS_LITERAL("title")));
    ck_assert(!cs_page_watches(CS_NO_TEXT));
}
END_TEST

/* ---- Totals ---- */

START_TEST(totals_are_those_of_the_summary)
{
    cs_summary summary = {.objects = 1300, .pending = 1200};

    for (int i = 0; i < 1200; i++)
        ck_assert(cs_summary_object(&summary, i < 1100 ? CS_OMODT_ADD : CS_OMODT_DELETE, i < 3,
                                    i % 2 ? CS_LITERAL("user") : CS_LITERAL(""), &error));
    for (int i = 0; i < 300; i++)
        ck_assert(cs_summary_attribute(&summary, CS_LITERAL("title"), &error));
    for (int i = 0; i < 12; i++)
        ck_assert(cs_summary_attribute(&summary, CS_LITERAL("mail"), &error));
    ck_assert(cs_summary_attribute(&summary, CS_LITERAL("dn"), &error));
    end(&(cs_page_facts){.summaries = {&summary}});
    cs_summary_free(&summary);
    has("1,200 of 1,300 objects change.");
    has("<tr><th scope=\"row\">All</th><td>1,100</td><td class=\"zero\">0</td><td>100</td>"
        "<td>3</td></tr>");
    has("<tr><th scope=\"row\"><span class=\"n\">no type</span></th><td>550</td>");
    has("<tr><th scope=\"row\"><bdi>title</bdi></th><td>300</td><td><svg role=\"img\" "
        "aria-label=\"25 percent\"");
    has("<bdi>mail</bdi></th><td>12</td><td><svg role=\"img\" aria-label=\"1 percent\"");
    has("<bdi>dn</bdi> <small>renamed or moved</small></th><td>1</td><td><svg role=\"img\" "
        "aria-label=\"under 1 percent\"");
}
END_TEST

START_TEST(a_single_change_has_totals)
{
    cs_summary summary = {.objects = 1, .pending = 1};

    ck_assert(cs_summary_object(&summary, CS_OMODT_DELETE, false, CS_LITERAL("user"), &error));
    end(&(cs_page_facts){.summaries = {&summary}});
    cs_summary_free(&summary);
    has("1 of 1 object changes.</p>\n<dl");
    has("<li><a href=\"#totals\">");
}
END_TEST

START_TEST(the_most_changed_attributes_are_listed)
{
    cs_summary summary = {.objects = 100, .pending = 100};

    for (char c = 'a'; c <= 'z'; c++)
        for (char i = 'a'; i <= c; i++)
            ck_assert(cs_summary_attribute(&summary, (cs_text){&c, 1}, &error));
    end(&(cs_page_facts){.summaries = {&summary}});
    cs_summary_free(&summary);
    const char *z = strstr(document, "<bdi>z</bdi></th><td>26</td>"),
               *g = strstr(document, "<bdi>g</bdi></th><td>7</td>");
    ck_assert(z != NULL && g != NULL && z < g);
    lacks("<bdi>f</bdi></th>");
    has("And 6 more attributes.");
}
END_TEST

START_TEST(limits_are_said_in_plain_words)
{
    static const char *const given[] = {"delete:user=1", "update=2%", "@mail=0",
                                        "removed@member=1000"};
    const cs_who who = {CS_LITERAL("CN=ada"), CS_LITERAL("Ada")};
    cs_limits limits = {.total = 1500};
    cs_limit_counts counts;

    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        ck_assert(cs_limits_add(&limits, given[i], false, &error));
    ck_assert(cs_limit_counts_begin(&counts, &limits, &error));
    for (int i = 0; i < 1001; i++)
        cs_limit_counts_object(&counts, &who, CS_OMODT_DELETE, false, CS_LITERAL("user"));
    cs_limit_counts_object(&counts, &who, CS_OMODT_UPDATE, false, CS_LITERAL("group"));
    cs_limit_counts_attribute(&counts, &who, CS_LITERAL("member"), 1001, 2000);
    end(&(cs_page_facts){.limits = &counts});
    cs_limit_counts_free(&counts);
    cs_limits_free(&limits);
    has("2 limits are exceeded</h2>");
    has("<li class=\"bad\"><strong>Exceeded.</strong> Objects of type <bdi>user</bdi> deleted: "
        "<strong>1,001</strong>. Allowed: 1.<p>The first of them:</p>");
    has("Values of <bdi>member</bdi> removed from a single object: <strong>1,001</strong>. "
        "Allowed: 1,000. 1 object loses more than that.<p>It is:</p>");
    has("<li><strong>Within the limit.</strong> Objects updated: <strong>1</strong>. Allowed: 2% "
        "of 1,500 "
        "objects.</li>");
    has("<li><strong>Within the limit.</strong> Objects that change <bdi>mail</bdi>: "
        "<strong>0</strong>. "
        "Allowed: 0.</li>");
}
END_TEST

/* ---- Two sides ---- */

static void make_compared(void)
{
    static const cs_page_file files[] = {{CS_PAGE_ACTIVE, "a.xml"}, {CS_PAGE_STAGING, "b.xml"}};

    cs_page_free(page);
    options.program = "csdiff";
    options.compared = true;
    options.files = files;
    options.file_count = 2;
    page = cs_page_new(&options, &error);
    ck_assert_ptr_nonnull(page);
}

START_TEST(both_sides_of_an_object_stand_together)
{
    make_compared();
    cs_change row = row_of("CN=ada", CS_OMODT_UPDATE, "title");
    row.new_value = CS_LITERAL("Countess");
    object("contoso.com");
    add(&(cs_page_change){.side = CS_PAGE_ACTIVE, .row = &row});
    row = row_of("CN=ada", CS_OMODT_DELETE, NULL);
    add(&(cs_page_change){.side = CS_PAGE_STAGING, .row = &row});
    end(&(cs_page_facts){.compared = &(cs_page_compared){.different = 1, .same = 1200}});
    has("Differences between two servers");
    has("<dt>Active side</dt><dd><bdi>a.xml</bdi></dd>\n<dt>Staging "
        "side</dt><dd><bdi>b.xml</bdi></dd>");
    has("<span class=\"op update\">Active: Updated</span> <span class=\"op delete\">Staging: "
        "Deleted</span> <bdi>CN=ada</bdi>");
    has("<tr><td class=\"side\">Active</td><th scope=\"row\"><bdi>title</bdi>");
    has("<tr><td class=\"side s\">Staging</td><td colspan=\"3\">The object is deleted");
    has("Change on both sides in the same way (not listed below)</th><td>1,200</td>");
    has("<small class=\"side\">Staging</small></th><td>Deleted</td>");
}
END_TEST

START_TEST(no_difference_is_said_to_be_none)
{
    make_compared();
    end(&(cs_page_facts){.compared = &(cs_page_compared){.same = 3}});
    has("Nothing differs.");
}
END_TEST
