#include <stdio.h>
#include <stdlib.h>

#include "../../csdiff/pending.h"
#include "base/pack.h"
#include "unit.h"
#include "xml/read/reader.h"

/* ---- From XML to what is pending, as one text ---- */

static const cs_row_filter all = {0};
static const cs_words none = {0};

/* How the object is looked at; the rest of the options is as usual. */
typedef struct look {
    const cs_row_filter *filter;
    const cs_words *ignored;
    const cs_mapping *mapping;
    bool ignore_case, values;
} look;

static const look usual = {.filter = &all, .ignored = &none};

/* Packs the object that holds the delta, and a hologram where there is one; empty for nothing. */
static cs_buffer pack_object(const look *l, const char *delta, const char *hologram)
{
    cs_buffer document = {0}, packed = {0};
    cs_error error = {0};
    cs_object *object;
    const cs_pending_options options = {.section = CS_UNAPPLIED_EXPORT,
                                        .filter = l->filter,
                                        .ignored = l->ignored,
                                        .ignore_case = l->ignore_case,
                                        .mapping = l->mapping,
                                        .row = {.values = l->values}};

    cs_buffer_puts(&document, "<cs-objects><cs-object cs-dn=\"CN=ada\" object-type=\"user\">"
                              "<unapplied-export>");
    cs_buffer_puts(&document, delta);
    cs_buffer_puts(&document, "</unapplied-export><synchronized-hologram>");
    cs_buffer_puts(&document, hologram);
    cs_buffer_puts(&document, "</synchronized-hologram></cs-object></cs-objects>");
    cs_input *input = cs_input_memory(document.s, document.n, "export.xml", &error);
    const cs_reader_options parts = {.parts = cs_changes_parts(CS_UNAPPLIED_EXPORT)};
    cs_reader *reader = cs_reader_new(input, &parts, &error);
    ck_assert_msg(cs_reader_next(reader, &object, &error) == CS_ITEM, "%s", error.what);
    int got = cs_pending_pack(&options, object, cs_reader_arena(reader), &packed, &error);
    ck_assert_int_eq(got, packed.n > 0);
    cs_reader_free(reader);
    cs_input_close(input);
    cs_buffer_free(&document);
    return packed;
}

/* Packs an update that holds those attributes. */
static cs_buffer pack_update(const look *l, const char *attributes)
{
    cs_buffer delta = {0};

    cs_buffer_puts(&delta, "<delta operation=\"update\">");
    cs_buffer_puts(&delta, attributes);
    cs_buffer_puts(&delta, "</delta>");
    cs_buffer_add(&delta, (cs_text){"", 1});
    cs_buffer packed = pack_object(l, delta.s, "");
    cs_buffer_free(&delta);
    return packed;
}

static void put(cs_buffer *to, const char *before, cs_text text)
{
    cs_buffer_puts(to, before);
    cs_buffer_add(to, text);
}

static void put_number(cs_buffer *to, const char *before, long long number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%lld", number);
    put(to, before, cs_text_from(digits));
}

/* `old>new` or `+added-removed`. */
static void show_row(cs_buffer *to, const cs_change *row)
{
    cs_buffer_puts(to, " ");
    if (row->added != CS_COUNT_NONE) {
        put_number(to, "+", row->added);
        put_number(to, "-", row->removed);
    } else {
        cs_buffer_add(to, row->old_value);
        put(to, ">", row->new_value);
    }
}

/* A change as `name Amodt {Vmodt value, …} row row`, a line each. */
static cs_buffer show(cs_text packed)
{
    cs_buffer to = {0};
    cs_pending pending = cs_pending_open(packed);
    cs_pending_change change;
    cs_packed_change row;

    while (cs_pending_next(&pending, &change)) {
        cs_buffer_add(&to, change.attribute.s ? change.attribute : CS_LITERAL("(object)"));
        put(&to, " ", cs_text_from(cs_amodt_title(change.amodt)));
        cs_buffer_puts(&to, change.implied ? " implied {" : " {");
        for (const char *between = ""; change.values.n > 0; between = ", ") {
            put(&to, between,
                cs_text_from(cs_vmodt_title((cs_vmodt)cs_unpack_number(&change.values))));
            put(&to, " ", cs_unpack_text(&change.values));
        }
        cs_buffer_puts(&to, "}");
        while (cs_pending_next_row(&pending, &change, &row))
            show_row(&to, &row.change);
        cs_buffer_puts(&to, "\n");
    }
    return to;
}

static void expect(cs_buffer packed, const char *shown)
{
    cs_buffer found = packed.n > 0 ? show(cs_buffer_text(&packed)) : (cs_buffer){0};

    ck_assert_msg(cs_text_is(cs_buffer_text(&found), shown), "%.*s\nnot\n%s", (int)found.n,
                  found.s ? found.s : "", shown);
    cs_buffer_free(&found);
    cs_buffer_free(&packed);
}

#define ATTR(name, operation, values)                                                              \
    "<attr name=\"" name "\" operation=\"" operation "\" multivalued=\"false\">" values "</attr>"
#define MULTI(name, operation, values)                                                             \
    "<attr name=\"" name "\" operation=\"" operation "\" multivalued=\"true\">" values "</attr>"
#define ADD(value) "<value operation=\"add\">" value "</value>"
#define DELETE(value) "<value operation=\"delete\">" value "</value>"

/* ---- What is packed ---- */

START_TEST(changes_are_sorted_by_name_and_values_too)
{
    expect(pack_update(&usual, ATTR("title", "update", ADD("b") DELETE("a"))
                                   ATTR("Title", "update", ADD("x"))
                                       MULTI("mail", "update", ADD("2") DELETE("9") ADD("1"))),
           "Title Update {Add x} >x\n"
           "mail Update {Add 1, Add 2, Delete 9} +2-1\n"
           "title Update {Add b, Delete a} a>b\n");
}
END_TEST

START_TEST(the_order_and_the_number_of_a_value_do_not_count)
{
    cs_buffer a = pack_update(&usual, MULTI("mail", "update", ADD("1") ADD("2") DELETE("3")));
    cs_buffer b = pack_update(&usual, MULTI("mail", "update", DELETE("3") ADD("2") ADD("1")));
    cs_buffer c =
        pack_update(&usual, MULTI("mail", "update", ADD("2") ADD("2") ADD("1") DELETE("3")));

    ck_assert(cs_text_equal(cs_buffer_text(&a), cs_buffer_text(&b)));
    cs_buffer_free(&a);
    cs_buffer_free(&b);
    expect(c, "mail Update {Add 1, Add 2, Delete 3} +3-1\n");
}
END_TEST

START_TEST(an_attribute_that_comes_twice_is_one_change_with_both_rows)
{
    expect(pack_update(&usual, ATTR("t", "update", ADD("2")) ATTR("u", "update", ADD("x"))
                                   ATTR("t", "update", ADD("1")) ATTR("t", "add", ADD("3"))
                                       ATTR("t", "update", "")),
           "t Add {Add 3} >3\n"
           "t Update {Add 1, Add 2} >2 >1 >\n"
           "u Update {Add x} >x\n");
}
END_TEST

START_TEST(an_old_value_of_the_hologram_is_shown_and_does_not_count)
{
    cs_buffer packed = pack_object(
        &usual, "<delta operation=\"update\">" ATTR("title", "update", ADD("new")) "</delta>",
        "<entry>" ATTR("title", "", "<value>old</value>") "</entry>");

    expect(packed, "title Update {Add new} old>new\n");
}
END_TEST

START_TEST(the_object_alone_and_a_rename_are_changes)
{
    expect(pack_object(&usual, "<delta operation=\"delete\"/>", ""), "(object)  { } >\n");
    expect(pack_object(&usual, "<delta operation=\"update\"/>", ""), "(object)  { } >\n");
    expect(pack_object(&usual, "<delta operation=\"update\" dn=\"CN=a\" newdn=\"CN=b\"/>", ""),
           "dn Update {Add cn=b, Delete cn=a} CN=a>CN=b\n");
    expect(pack_object(&usual, "<delta operation=\"none\"/>", ""), "");
    expect(pack_object(&usual, "", ""), "");
}
END_TEST

START_TEST(who_it_is_travels_along)
{
    cs_buffer packed =
        pack_object(&usual, "<delta operation=\"delete\"/>",
                    "<entry>" ATTR("displayName", "", "<value>Ada</value>") "</entry>");
    cs_pending pending = cs_pending_open(cs_buffer_text(&packed));
    cs_pending_change change;
    cs_packed_change row;

    ck_assert(cs_pending_next(&pending, &change));
    ck_assert(cs_pending_next_row(&pending, &change, &row));
    ck_assert(cs_text_is(row.change.dn, "CN=ada"));
    ck_assert(cs_text_is(row.change.object_type, "user"));
    ck_assert(cs_text_is(row.change.display_name, "Ada"));
    ck_assert_int_eq(row.change.omodt, CS_OMODT_DELETE);
    ck_assert_ptr_null(row.change.old_value.s);
    ck_assert(!cs_pending_next_row(&pending, &change, &row));
    ck_assert(!cs_pending_next(&pending, &change));
    cs_buffer_free(&packed);
}
END_TEST

START_TEST(values_travel_along_where_they_are_asked_for)
{
    const look some = {.filter = &all, .ignored = &none, .values = true};
    cs_buffer packed = pack_update(&some, MULTI("mail", "update", ADD("3") DELETE("9") ADD("1"))
                                              ATTR("title", "update", ADD("x")));
    cs_pending pending = cs_pending_open(cs_buffer_text(&packed));
    cs_pending_change change;
    cs_packed_change row;

    ck_assert(cs_pending_next(&pending, &change));
    ck_assert(cs_pending_next_row(&pending, &change, &row));
    ck_assert_uint_eq(row.added_count, 2);
    ck_assert(cs_text_is(row.added[0], "3"));
    ck_assert(cs_text_is(row.added[1], "1"));
    ck_assert_uint_eq(row.removed_count, 1);
    ck_assert(cs_text_is(row.removed[0], "9"));
    ck_assert(cs_pending_next(&pending, &change));
    ck_assert(cs_pending_next_row(&pending, &change, &row));
    ck_assert_uint_eq(row.added_count, 0);
    cs_buffer_free(&packed);
}
END_TEST

START_TEST(what_a_replace_takes_travels_along_from_the_hologram)
{
    enum {
        MANY = CS_PACKED_VALUES + 1
    };
    const look some = {.filter = &all, .ignored = &none, .values = true};
    cs_buffer entry = {0};

    cs_buffer_puts(&entry, "<entry><attr name=\"mail\" multivalued=\"true\">");
    for (int i = 0; i < MANY; i++)
        cs_buffer_puts(&entry, i == 0 ? "<value>first</value>" : "<value>further</value>");
    cs_buffer_add(&entry, CS_LITERAL("</attr></entry>\0"));
    cs_buffer packed = pack_object(
        &some, "<delta operation=\"update\">" MULTI("mail", "replace", ADD("1")) "</delta>",
        entry.s);
    cs_pending pending = cs_pending_open(cs_buffer_text(&packed));
    cs_pending_change change;
    cs_packed_change row;

    ck_assert(cs_pending_next(&pending, &change));
    ck_assert(cs_pending_next_row(&pending, &change, &row));
    ck_assert_uint_eq(row.added_count, 1);
    ck_assert_int_eq(row.change.removed, MANY);
    ck_assert_uint_eq(row.removed_count, CS_PACKED_VALUES);
    ck_assert(cs_text_is(row.removed[0], "first"));
    ck_assert(cs_text_is(row.removed[CS_PACKED_VALUES - 1], "further"));
    cs_buffer_free(&packed);
    cs_buffer_free(&entry);
}
END_TEST

/* ---- What counts ---- */

START_TEST(case_can_be_ignored_but_not_in_binary_values)
{
    const look folded = {.filter = &all, .ignored = &none, .ignore_case = true};

    expect(
        pack_update(
            &folded,
            ATTR("title", "update",
                 ADD("Engineer \u00C9") ADD(
                     "ENGINEER \u00C9")) "<attr name=\"x\" type=\"binary\">" ADD("QQ==") "</attr>"),
        "title Update {Add engineer \u00C9} +2-0\n"
        "x Update {Add QQ==} >QQ==\n");
    expect(pack_update(&folded, ATTR("title", "update", ADD("Engineer"))),
           "title Update {Add engineer} >Engineer\n");
}
END_TEST

START_TEST(attributes_can_be_ignored)
{
    cs_words ignored = {0};
    cs_error error = {0};

    ck_assert(cs_words_add(&ignored, "TITLE,mail", &error));
    const look some = {.filter = &all, .ignored = &ignored};
    expect(pack_update(&some, ATTR("title", "update", ADD("x")) ATTR("pager", "update", ADD("1"))),
           "pager Update {Add 1} >1\n");
    /* An update is nothing beyond its attributes; every other operation remains. */
    expect(pack_update(&some, ATTR("title", "update", ADD("x"))), "");
    expect(pack_object(&some, "<delta operation=\"add\">" ATTR("title", "add", ADD("x")) "</delta>",
                       ""),
           "(object)  implied { } >\n");
    expect(pack_object(&some, "<delta operation=\"add\"/>", ""), "(object)  { } >\n");
    expect(pack_update(&some, ""), "(object)  { } >\n");
    free(ignored.list);
}
END_TEST

START_TEST(what_is_not_chosen_is_not_there)
{
    cs_row_filter filter = {0};
    cs_words ignored = {0};
    cs_error error = {0};
    static const char add[] = "<delta operation=\"add\">" ATTR("title", "add", ADD("x")) "</delta>";

    ck_assert(cs_words_add(&filter.attributes, "pager", &error));
    const look chosen = {.filter = &filter, .ignored = &none};
    expect(pack_update(&chosen, ATTR("title", "update", ADD("x")) ATTR("pager", "add", ADD("1"))),
           "pager Add {Add 1} >1\n");
    expect(pack_object(&chosen, add, ""), "");
    /* A row of the object alone is not chosen, and so does not stand for the operation. */
    ck_assert(cs_words_add(&filter.attributes, "title", &error));
    ck_assert(cs_words_add(&ignored, "title", &error));
    const look both = {.filter = &filter, .ignored = &ignored};
    expect(pack_object(&both, add, ""), "");
    cs_row_filter_free(&filter);
    free(ignored.list);

    filter = (cs_row_filter){.omodts = 1u << CS_OMODT_DELETE};
    expect(pack_object(&(look){.filter = &filter, .ignored = &none}, add, ""), "");
}
END_TEST

/* ---- Two of them ---- */

static cs_pending operation(cs_omodt omodt, const char *type)
{
    return (cs_pending){.omodt = omodt, .object_type = cs_text_from(type)};
}

START_TEST(what_is_made_anew_has_a_type)
{
    static const struct {
        cs_omodt a_omodt;
        const char *a;
        cs_omodt b_omodt;
        const char *b;
        bool same;
    } cases[] = {
        {CS_OMODT_ADD, "user", CS_OMODT_ADD, "User", true},
        {CS_OMODT_ADD, "user", CS_OMODT_ADD, "contact", false},
        {CS_OMODT_DELETE_ADD, "user", CS_OMODT_DELETE_ADD, "contact", false},
        {CS_OMODT_ADD, "user", CS_OMODT_ADD, "", true},
        {CS_OMODT_ADD, NULL, CS_OMODT_ADD, "user", true},
        {CS_OMODT_ADD, "user", CS_OMODT_UPDATE, "user", false},
        {CS_OMODT_UPDATE, "user", CS_OMODT_UPDATE, "contact", true},
        {CS_OMODT_DELETE, "user", CS_OMODT_DELETE, "contact", true},
        {CS_OMODT_DELETE, "user", CS_OMODT_OBSOLETE, "user", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const cs_pending a = operation(cases[i].a_omodt, cases[i].a);
        const cs_pending b = operation(cases[i].b_omodt, cases[i].b);
        ck_assert_msg(cs_pending_same_operation(&a, &b) == cases[i].same, "case %zu", i);
    }
}
END_TEST

/* Expects what two snapshots have in common; NULL for nothing. */
static void expect_common(const char *first, const char *second, const char *shown)
{
    cs_buffer a = pack_object(&usual, first, ""), b = pack_object(&usual, second, ""), common = {0};

    ck_assert_int_eq(cs_pending_intersect(cs_buffer_text(&a), cs_buffer_text(&b), &common),
                     shown != NULL);
    if (!shown)
        cs_buffer_free(&common);
    expect(common, shown ? shown : "");
    cs_buffer_free(&a);
    cs_buffer_free(&b);
}

#define UPDATE(attributes) "<delta operation=\"update\">" attributes "</delta>"

START_TEST(snapshots_have_in_common_what_is_the_same_in_both)
{
    static const char title[] = UPDATE(ATTR("title", "update", ADD("x")));

    expect_common(title, title, "title Update {Add x} >x\n");
    expect_common(
        UPDATE(ATTR("a", "add", ADD("1")) ATTR("b", "add", ADD("1")) ATTR("d", "add", ADD("1"))),
        UPDATE(ATTR("a", "add", ADD("2")) ATTR("b", "add", ADD("1")) ATTR("c", "add", ADD("1"))
                   ATTR("d", "update", ADD("1"))),
        "b Add {Add 1} >1\n");
    expect_common(title, UPDATE(ATTR("title", "update", ADD("y"))), NULL);
    expect_common(title, UPDATE(ATTR("title", "update", DELETE("x"))), NULL);
    expect_common(title, UPDATE(), NULL);
    expect_common(UPDATE(), UPDATE(), "(object)  { } >\n");
    expect_common(
        title, "<delta operation=\"replace\">" ATTR("title", "update", ADD("x")) "</delta>", NULL);
}
END_TEST

START_TEST(an_operation_is_in_common_even_where_its_attributes_are_not)
{
    expect_common("<delta operation=\"add\">" ATTR("title", "add", ADD("x")) "</delta>",
                  "<delta operation=\"add\">" ATTR("title", "add", ADD("y")) "</delta>",
                  "(object)  implied { } >\n");
    expect_common("<delta operation=\"delete\"/>", "<delta operation=\"delete\"/>",
                  "(object)  { } >\n");
    expect_common("<delta operation=\"delete\"/>", "<delta operation=\"add\"/>", NULL);
}
END_TEST
