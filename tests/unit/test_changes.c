#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buffer.h"
#include "report/changes.h"
#include "report/columns.h"
#include "unit.h"
#include "xml/read/reader.h"

/* ---- From XML to rows, as one text ---- */

/* How the rows are read and shown. */
typedef struct view {
    cs_part section;
    bool who;        /* DN, ObjectType and DisplayName, too */
    bool everything; /* the reader is asked for everything */
} view;

static const view pending = {.section = CS_UNAPPLIED_EXPORT};
static const view pending_who = {.section = CS_UNAPPLIED_EXPORT, .who = true};

/* Adds the rows of an object: fields with a bar between, a line each. */
static void add_rows(cs_buffer *to, const view *v, cs_object *object, cs_arena *arena)
{
    cs_changes changes;
    const cs_change *change;
    cs_usual_row row;

    cs_changes_begin(&changes, object, v->section, arena);
    while ((change = cs_changes_next(&changes)) != NULL) {
        cs_usual_fields(change, &row);
        for (size_t i = v->who ? 0 : 3; i < CS_USUAL_COLUMNS; i++) {
            cs_buffer_add(to, row.fields[i]);
            cs_buffer_puts(to, i + 1 < CS_USUAL_COLUMNS ? "|" : "\n");
        }
    }
    ck_assert_ptr_null(cs_changes_next(&changes)); /* the end stays the end */
}

static cs_buffer rows_of(const view *v, cs_text document)
{
    cs_buffer rows = {.s = NULL};
    cs_error error = {.set = false};
    const cs_reader_options options = {.parts = cs_changes_parts(v->section),
                                       .everything = v->everything};
    cs_input *input = cs_input_memory(document.s, document.n, "export.xml", &error);
    cs_reader *reader = cs_reader_new(input, &options, &error);
    cs_object *object;
    cs_next got;

    while ((got = cs_reader_next(reader, &object, &error)) == CS_ITEM)
        add_rows(&rows, v, object, cs_reader_arena(reader));
    ck_assert_msg(got == CS_END, "%s", error.what);
    cs_reader_free(reader);
    cs_input_close(input);
    return rows;
}

static void expect(const view *v, cs_text document, const char *expected)
{
    cs_buffer rows = rows_of(v, document);

    ck_assert_msg(cs_text_is(cs_buffer_text(&rows), expected), "%.*s\ngives\n%.*s\nnot\n%s",
                  (int)document.n, document.s, (int)rows.n, rows.s ? rows.s : "", expected);
    cs_buffer_free(&rows);
}

/* The rows of objects; those of an object that is read for something else, too, are the same. */
static void expect_rows(const view *v, const char *objects, const char *expected)
{
    cs_buffer document = {.s = NULL};
    view everything = *v;

    cs_buffer_puts(&document, "<cs-objects>");
    cs_buffer_puts(&document, objects);
    cs_buffer_puts(&document, "</cs-objects>");
    expect(v, cs_buffer_text(&document), expected);
    everything.everything = true;
    expect(&everything, cs_buffer_text(&document), expected);
    cs_buffer_free(&document);
}

/* A case: an object, its rows, and the sentence of doc/csv.md as a comment. */
typedef struct change_case {
    const char *object, *rows;
} change_case;

static void expect_cases(const view *v, const change_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_rows(v, cases[i].object, cases[i].rows);
}

#define EXPECT_CASES(v, cases) expect_cases((v), (cases), sizeof(cases) / sizeof *(cases))

/* An object with a pending export of that operation; of those XML attributes and children. */
#define DELTA(operation, more, inside)                                                             \
    "<unapplied-export><delta operation='" operation "' dn='CN=ada'" more ">" inside               \
    "</delta></unapplied-export>"
#define SYNCHRONIZED(inside)                                                                       \
    "<synchronized-hologram><entry dn='CN=ada'>" inside "</entry></synchronized-hologram>"
#define OBJECT(inside) "<cs-object cs-dn='CN=ada' object-type='user'>" inside "</cs-object>"
#define CHANGE(operation, inside) OBJECT(DELTA(operation, "", inside))
#define CHANGE_OF(operation, inside, before)                                                       \
    OBJECT(DELTA(operation, "", inside) SYNCHRONIZED(before))

/* ---- Which objects, which rows ---- */

START_TEST(objects_without_a_change_give_no_row)
{
    static const change_case cases[] = {
        /* "For every object that has a delta in the section whose operation is not `none`" */
        {OBJECT(""), ""},
        {OBJECT("<unapplied-export/>"), ""},
        {OBJECT("<unapplied-export> <other/> </unapplied-export>"), ""},
        {CHANGE("none", "<attr name='title'><value>x</value></attr>"), ""},
        {OBJECT("<pending-import><delta operation='add'/></pending-import>"), ""},
        {OBJECT(SYNCHRONIZED("<attr name='title'><value>x</value></attr>")), ""},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

START_TEST(every_operation_is_told)
{
    static const change_case cases[] = {
        /* "None of these, or OMODT `Delete`: exactly one row, with Attribute, AMODT, the values
         * and the counts empty." */
        {CHANGE("add", ""), "Add||||||\n"},
        {CHANGE("replace", ""), "Replace||||||\n"},
        {CHANGE("update", ""), "Update||||||\n"},
        {CHANGE("delete", ""), "Delete||||||\n"},
        {CHANGE("delete-add", ""), "DeleteAdd||||||\n"},
        {CHANGE("obsolete", ""), "Obsolete||||||\n"},
        {CHANGE("update", "<anchor>QQ==</anchor><new/>"), "Update||||||\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

START_TEST(a_deletion_lists_no_attributes)
{
    static const change_case cases[] = {
        /* "A deletion lists no attributes, whatever the delta holds." */
        {OBJECT(DELTA("delete", " newdn='CN=grace'",
                      "<objectclass><oc-value>user</oc-value></objectclass>"
                      "<attr name='title' operation='delete'><value>x</value></attr>"
                      "<dn-attr name='manager'><dn-value><dn>CN=b</dn></dn-value></dn-attr>")),
         "Delete||||||\n"},
        /* A delete-add is no deletion. */
        {CHANGE("delete-add", "<attr name='title'><value>x</value></attr>"),
         "DeleteAdd|title|Add||x||\n"},
        /* "An obsolete" neither. */
        {CHANGE("obsolete", "<attr name='title'><value>x</value></attr>"),
         "Obsolete|title|Update||x||\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

START_TEST(a_rename_is_a_row)
{
    static const change_case cases[] = {
        /* "`newdn`, not empty and not equal to `dn` character for character: a row with Attribute
         * `dn`, AMODT `Update`, OldValue the `dn`, NewValue the `newdn`." */
        {OBJECT(DELTA("update", " newdn='CN=grace'", "")), "Update|dn|Update|CN=ada|CN=grace||\n"},
        {OBJECT(DELTA("update", " newdn=''", "")), "Update||||||\n"},
        {OBJECT(DELTA("update", " newdn='CN=ada'", "")), "Update||||||\n"},
        {OBJECT(DELTA("update", " newdn='cn=ada'", "")), "Update|dn|Update|CN=ada|cn=ada||\n"},
        {OBJECT(DELTA("update", " newdn=' CN=ada'", "")), "Update|dn|Update|CN=ada| CN=ada||\n"},
        {OBJECT(DELTA("add", " newdn='CN=grace'", "")), "Add|dn|Update|CN=ada|CN=grace||\n"},
        /* The delta's dn counts, not the object's. */
        {OBJECT("<unapplied-export><delta operation='update' dn='CN=x' newdn='CN=ada'/>"
                "</unapplied-export>"),
         "Update|dn|Update|CN=x|CN=ada||\n"},
        {OBJECT("<unapplied-export><delta operation='update' newdn='CN=y'/></unapplied-export>"),
         "Update|dn|Update||CN=y||\n"},
        /* A rename counts as a row: nothing is said of the object alone. */
        {OBJECT(DELTA("update", " newdn='CN=b'", "<attr name='title'><value>x</value></attr>")),
         "Update|dn|Update|CN=ada|CN=b||\nUpdate|title|Update||x||\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

#define USER "<oc-value>user</oc-value>"

START_TEST(the_object_class_is_a_row_in_updates_and_replaces)
{
    static const change_case cases[] = {
        /* "`objectclass` with at least one `oc-value` in an `update` or `replace` delta: a row
         * with Attribute `objectClass`, as a multi-valued attribute" */
        {CHANGE("update", "<objectclass>" USER "</objectclass>"),
         "Update|objectClass|Update|||1|0\n"},
        {CHANGE("update", "<objectclass><oc-value operation='delete'>top</oc-value>" USER USER
                          "</objectclass>"),
         "Update|objectClass|Update|||2|1\n"},
        {CHANGE("update", "<objectclass/>"), "Update||||||\n"},
        {CHANGE("update", "<objectclass><new/><value>x</value></objectclass>"), "Update||||||\n"},
        {CHANGE("add", "<objectclass>" USER "</objectclass>"), "Add||||||\n"},
        {CHANGE("delete-add", "<objectclass>" USER "</objectclass>"), "DeleteAdd||||||\n"},
        {CHANGE("obsolete", "<objectclass>" USER "</objectclass>"), "Obsolete||||||\n"},
        /* "AMODT is the `operation` of `objectclass` where it has one, else the object's." */
        {CHANGE("update", "<objectclass operation='add'>" USER "</objectclass>"),
         "Update|objectClass|Add|||1|0\n"},
        {CHANGE("update", "<objectclass operation='delete'>" USER "</objectclass>"),
         "Update|objectClass|Delete|||0|1\n"},
        {CHANGE("update", "<objectclass operation=''>" USER "</objectclass>"),
         "Update|objectClass|Update|||1|0\n"},
        /* With AMODT Replace the number removed is that of the hologram. */
        {CHANGE_OF("replace", "<objectclass>" USER "</objectclass>",
                   "<attr name='objectClass'><value>x</value></attr><objectclass>" USER USER USER
                   "</objectclass>"),
         "Replace|objectClass|Replace|||1|3\n"},
        {CHANGE_OF("replace", "<objectclass>" USER "</objectclass>", ""),
         "Replace|objectClass|Replace|||1|0\n"},
        {CHANGE("replace", "<objectclass>" USER "</objectclass>"),
         "Replace|objectClass|Replace|||1|\n"},
        /* It comes before the attributes, wherever it stands. */
        {CHANGE("update", "<attr name='b'><value>1</value></attr><objectclass>" USER
                          "</objectclass><attr name='a'><value>2</value></attr>"),
         "Update|objectClass|Update|||1|0\nUpdate|b|Update||1||\nUpdate|a|Update||2||\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

START_TEST(attributes_are_rows_in_document_order)
{
    static const change_case cases[] = {
        /* "One row for each `dn-attr` and each `attr`, in document order." */
        {CHANGE("add", "<attr name='b'><value>1</value></attr>"
                       "<dn-attr name='c'><dn-value><dn>CN=x</dn></dn-value></dn-attr>"
                       "<attr name='a'><value>2</value></attr>"),
         "Add|b|Add||1||\nAdd|c|Add||CN=x||\nAdd|a|Add||2||\n"},
        /* "The same attribute twice in a delta gives a row each." */
        {CHANGE("update", "<attr name='a'><value>1</value></attr><dn-attr name='a'/>"
                          "<attr name='a'><value>2</value></attr>"),
         "Update|a|Update||1||\nUpdate|a|Update||||\nUpdate|a|Update||2||\n"},
        /* A row even where nothing is in it. */
        {CHANGE("update", "<attr name=''/>"), "Update||Update||||\n"},
        {CHANGE("update", "<attr name='objectClass'><value>x</value></attr>"),
         "Update|objectClass|Update||x||\n"},
        {CHANGE("update", "<attr name='dn'><value>x</value></attr>"), "Update|dn|Update||x||\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

/* ---- AMODT ---- */

START_TEST(the_operation_of_an_attribute)
{
    static const change_case cases[] = {
        /* "AMODT where the attribute has no `operation`: `Add` if OMODT is Add or DeleteAdd,
         * `Replace` if Replace, else `Update`." */
        {CHANGE("add", "<attr name='a'><value>x</value></attr>"), "Add|a|Add||x||\n"},
        {CHANGE("delete-add", "<attr name='a'><value>x</value></attr>"), "DeleteAdd|a|Add||x||\n"},
        {CHANGE("replace", "<attr name='a'><value>x</value></attr>"), "Replace|a|Replace||x||\n"},
        {CHANGE("update", "<attr name='a'><value>x</value></attr>"), "Update|a|Update||x||\n"},
        {CHANGE("obsolete", "<attr name='a'><value>x</value></attr>"), "Obsolete|a|Update||x||\n"},
        {CHANGE("add", "<attr name='a' operation=''><value>x</value></attr>"), "Add|a|Add||x||\n"},
        /* Where it has one, that counts. */
        {CHANGE("add", "<attr name='a' operation='update'><value>x</value></attr>"),
         "Add|a|Update||x||\n"},
        {CHANGE("update", "<attr name='a' operation='add'><value>x</value></attr>"),
         "Update|a|Add||x||\n"},
        {CHANGE("update", "<attr name='a' operation='replace'><value>x</value></attr>"),
         "Update|a|Replace||x||\n"},
        {CHANGE("update", "<dn-attr name='a' operation='delete'/>"), "Update|a|Delete||||\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

/* ---- Single-valued ---- */

#define TITLE(operation, values)                                                                   \
    "<attr name='title' operation='" operation "' multivalued='false'>" values "</attr>"
#define ADDED(value) "<value operation='add'>" value "</value>"
#define REMOVED(value) "<value operation='delete'>" value "</value>"
#define HAD "<attr name='title'><value>had</value><value>2</value></attr>"

START_TEST(a_single_value_is_old_and_new)
{
    static const change_case cases[] = {
        /* "NewValue is the value with VMODT add, OldValue the one with VMODT delete", in either
         * order. */
        {CHANGE("update", TITLE("update", ADDED("new") REMOVED("old"))),
         "Update|title|Update|old|new||\n"},
        {CHANGE("update", TITLE("update", REMOVED("old") ADDED("new"))),
         "Update|title|Update|old|new||\n"},
        {CHANGE("update", TITLE("update", REMOVED("old"))), "Update|title|Update|old|||\n"},
        {CHANGE("update", TITLE("update", ADDED("new"))), "Update|title|Update||new||\n"},
        /* "Absent means `delete` where the AMODT is Delete, else `add`." */
        {CHANGE("update", TITLE("update", "<value>new</value>")), "Update|title|Update||new||\n"},
        {CHANGE("update", TITLE("delete", "<value>old</value>")), "Update|title|Delete|old|||\n"},
        {CHANGE("update", TITLE("delete", ADDED("new"))), "Update|title|Delete||new||\n"},
        /* `multivalued` is `true` or `1` in any case; an attribute without it has one value. */
        {CHANGE("update", "<attr name='a' multivalued='0'><value>x</value></attr>"),
         "Update|a|Update||x||\n"},
        {CHANGE("update", "<attr name='a' multivalued='True'><value>x</value></attr>"),
         "Update|a|Update|||1|0\n"},
        {CHANGE("update", "<attr name='a' multivalued='False'><value>x</value></attr>"),
         "Update|a|Update||x||\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

START_TEST(the_old_value_may_come_from_the_hologram)
{
    static const change_case cases[] = {
        /* "Where the delta names no old value and AMODT is not Add, OldValue is the first value
         * the attribute has in `synchronized-hologram`, else empty." */
        {CHANGE_OF("update", TITLE("update", ADDED("new")), HAD),
         "Update|title|Update|had|new||\n"},
        {CHANGE_OF("update", TITLE("replace", ADDED("new")), HAD),
         "Update|title|Replace|had|new||\n"},
        {CHANGE_OF("update", TITLE("delete", ""), HAD), "Update|title|Delete|had|||\n"},
        {CHANGE_OF("update", TITLE("update", ""), HAD), "Update|title|Update|had|||\n"},
        {CHANGE_OF("obsolete", "<attr name='title'/>", HAD), "Obsolete|title|Update|had|||\n"},
        {CHANGE_OF("update", TITLE("add", ADDED("new")), HAD), "Update|title|Add||new||\n"},
        {CHANGE_OF("add", "<attr name='title'><value>new</value></attr>", HAD),
         "Add|title|Add||new||\n"},
        {CHANGE_OF("update", TITLE("update", ADDED("new")), ""), "Update|title|Update||new||\n"},
        {CHANGE_OF("update", TITLE("update", ADDED("new")), "<attr name='title'/>"),
         "Update|title|Update||new||\n"},
        /* One that the delta names wins, even if empty. */
        {CHANGE_OF("update", TITLE("update", REMOVED("")), HAD), "Update|title|Update||||\n"},
        {CHANGE_OF("update", TITLE("update", REMOVED("old")), HAD), "Update|title|Update|old|||\n"},
        /* An unknown element is no value. */
        {CHANGE_OF("update", TITLE("update", ADDED("new")),
                   "<attr name='title'><new>x</new><value>had</value></attr>"),
         "Update|title|Update|had|new||\n"},
        /* "the first `dn-attr` or `attr` of exactly that name" */
        {CHANGE_OF("update", TITLE("update", ADDED("new")),
                   "<attr name='Title'><value>no</value></attr>"
                   "<dn-attr name='title'><dn-value><dn> CN=had </dn></dn-value></dn-attr>" HAD),
         "Update|title|Update|CN=had|new||\n"},
        {CHANGE_OF("update", TITLE("update", ADDED("new")), "<attr name='title'/>" HAD),
         "Update|title|Update||new||\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

START_TEST(more_than_one_value_of_a_kind_makes_it_multivalued)
{
    static const change_case cases[] = {
        /* "More than one value of the same VMODT makes an attribute multi-valued, whatever it
         * says." */
        {CHANGE("update", TITLE("update", ADDED("a") ADDED("b"))), "Update|title|Update|||2|0\n"},
        {CHANGE("update", TITLE("update", REMOVED("a") REMOVED("b") ADDED("c"))),
         "Update|title|Update|||1|2\n"},
        {CHANGE("update", TITLE("delete", REMOVED("a") "<value>b</value>")),
         "Update|title|Delete|||0|2\n"},
        {CHANGE("update", TITLE("update", "<new/>" ADDED("a") "<new/>")),
         "Update|title|Update||a||\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

/* ---- Multi-valued ---- */

#define MANY(operation, values)                                                                    \
    "<attr name='title' operation='" operation "' multivalued='true'>" values "</attr>"

START_TEST(many_values_are_counted)
{
    static const change_case cases[] = {
        /* "ValuesAdded counts VMODT add, ValuesRemoved counts VMODT delete; both are always
         * printed, `0` included." */
        {CHANGE("update", MANY("update", ADDED("a") REMOVED("b") ADDED("c"))),
         "Update|title|Update|||2|1\n"},
        {CHANGE("update", MANY("update", "")), "Update|title|Update|||0|0\n"},
        {CHANGE("update", MANY("add", "<value>a</value>")), "Update|title|Add|||1|0\n"},
        {CHANGE("update", MANY("delete", "<value>a</value>" ADDED("b"))),
         "Update|title|Delete|||1|1\n"},
        {CHANGE("update", "<attr name='a' multivalued='1'><value>x</value></attr>"),
         "Update|a|Update|||1|0\n"},
        {CHANGE("update", "<dn-attr name='member' multivalued='true'><dn-value operation='delete'/>"
                          "<dn-value/></dn-attr>"),
         "Update|member|Update|||1|1\n"},
        /* What is no value does not count. */
        {CHANGE("update", MANY("update", "<new/><dn-value/><value>a</value>")),
         "Update|title|Update|||1|0\n"},
        /* The hologram says nothing here. */
        {CHANGE_OF("update", MANY("update", ADDED("a")), HAD), "Update|title|Update|||1|0\n"},
        {CHANGE_OF("update", MANY("delete", REMOVED("a")), HAD), "Update|title|Delete|||0|1\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

START_TEST(the_number_removed_may_come_from_the_hologram)
{
    static const change_case cases[] = {
        /* "With AMODT Replace, or with AMODT Delete and no value in the delta, ValuesRemoved is
         * the number of values the attribute has in `synchronized-hologram`" */
        {CHANGE_OF("update", MANY("replace", ADDED("a")), HAD), "Update|title|Replace|||1|2\n"},
        {CHANGE_OF("update", MANY("replace", REMOVED("a")), HAD), "Update|title|Replace|||0|2\n"},
        {CHANGE_OF("update", MANY("replace", ""), HAD), "Update|title|Replace|||0|2\n"},
        {CHANGE_OF("update", MANY("delete", ""), HAD), "Update|title|Delete|||0|2\n"},
        {CHANGE_OF("update", MANY("delete", "<new/>"), HAD), "Update|title|Delete|||0|2\n"},
        {CHANGE_OF("replace", "<attr name='title' multivalued='true'/>", HAD),
         "Replace|title|Replace|||0|2\n"},
        {CHANGE_OF("update", TITLE("replace", ADDED("a") ADDED("b")), HAD),
         "Update|title|Replace|||2|2\n"},
        {CHANGE_OF("update", MANY("delete", ""),
                   "<attr name='title'><new/><value>1</value><new/></attr>"),
         "Update|title|Delete|||0|1\n"},
        /* "`0` where the `entry` there lacks the attribute" */
        {CHANGE_OF("update", MANY("delete", ""), ""), "Update|title|Delete|||0|0\n"},
        {CHANGE_OF("update", MANY("delete", ""), "<attr name='title'/>" HAD),
         "Update|title|Delete|||0|0\n"},
        /* "empty where the object has no `entry` there (unknown, which is not 0)" */
        {CHANGE("update", MANY("delete", "")), "Update|title|Delete|||0|\n"},
        {OBJECT(DELTA("update", "", MANY("replace", ADDED("a"))) "<synchronized-hologram/>"),
         "Update|title|Replace|||1|\n"},
        {OBJECT(DELTA("update", "", MANY("delete", "")) "<unapplied-export-hologram><entry>" HAD
                                                        "</entry></unapplied-export-hologram>"),
         "Update|title|Delete|||0|\n"},
        /* A section that comes after counts, too. */
        {OBJECT(SYNCHRONIZED(HAD) DELTA("update", "", MANY("delete", ""))),
         "Update|title|Delete|||0|2\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

START_TEST(what_the_delta_does_not_mention_gets_no_row)
{
    static const change_case cases[] = {
        /* "A `replace` or `delete-add` also drops what the delta does not mention; those
         * attributes get no row of their own." */
        {CHANGE_OF("replace", "<attr name='a'><value>x</value></attr>", HAD),
         "Replace|a|Replace||x||\n"},
        {CHANGE_OF("delete-add", "", HAD), "DeleteAdd||||||\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

/* ---- Values ---- */

START_TEST(values_are_the_text_below_the_element)
{
    static const change_case cases[] = {
        /* "the character data below the element after XML decoding, comments left out" */
        {CHANGE("update", TITLE("update", "<value>R&amp;D &#x20AC;<!-- no --><?no no?> x</value>")),
         "Update|title|Update||R&D \u20AC x||\n"},
        {CHANGE("update", TITLE("update", "<value>a<b c='no'>b<d/></b><![CDATA[<c>]]></value>")),
         "Update|title|Update||ab<c>||\n"},
        /* "base64 and hex stay as they are" */
        {CHANGE("update", "<attr name='a' type='binary'><value encoding='base64'> QQ==</value>"
                          "</attr><attr name='b' type='integer'><value>0x200</value></attr>"),
         "Update|a|Update|| QQ==||\nUpdate|b|Update||0x200||\n"},
        /* "all other values are kept to the character" */
        {CHANGE("update", TITLE("update", "<value> \t x \n</value>")),
         "Update|title|Update|| \t x \n||\n"},
        {CHANGE("update", "<attr name='a' type='reference'><value> CN=x </value></attr>"),
         "Update|a|Update|| CN=x ||\n"},
        /* "Of a `dn-value` it is the text of its `dn` (empty without one), outer white space
         * (space, tab, CR, LF) stripped" */
        {CHANGE("update", "<dn-attr name='a'><dn-value><anchor>QQ==</anchor><dn> \t&#13;\n CN=x y "
                          "\n</dn><dn>no</dn></dn-value></dn-attr>"),
         "Update|a|Update||CN=x y||\n"},
        {CHANGE("update", "<dn-attr name='a'><dn-value operation='add'><anchor>QQ==</anchor>"
                          "</dn-value><dn-value operation='delete'><dn>CN=x</dn></dn-value>"
                          "</dn-attr>"),
         "Update|a|Update|CN=x|||\n"},
    };
    EXPECT_CASES(&pending, cases);
}
END_TEST

/* ---- Who ---- */

#define NAMED(part, values)                                                                        \
    "<" part "><entry><attr name='displayName'>" values "</attr></entry></" part ">"
#define NAME(value) "<value>" value "</value>"
#define RENAMING DELTA("update", "", "<attr name='displayName'>" NAME("D") NAME("E") "</attr>")
#define RENAMED(name) "CN=ada|user|" name "|Update|displayName|Update|||2|0\n"

START_TEST(the_display_name_comes_from_the_first_that_has_one)
{
    static const change_case cases[] = {
        /* "from the first of `unapplied-export-hologram`, `synchronized-hologram`,
         * `pending-import-hologram` where that attribute has a value" */
        {OBJECT(RENAMING NAMED("pending-import-hologram", NAME("C")) NAMED(
             "synchronized-hologram", NAME("B")) NAMED("unapplied-export-hologram", NAME("A"))),
         RENAMED("A")},
        {OBJECT(RENAMING NAMED("pending-import-hologram", NAME("C")) NAMED(
             "synchronized-hologram", NAME("B")) NAMED("unapplied-export-hologram", "")),
         RENAMED("B")},
        {OBJECT(
             RENAMING NAMED("pending-import-hologram", NAME("C")) "<unapplied-export-hologram/>"),
         RENAMED("C")},
        /* "the first that is not empty" */
        {OBJECT(RENAMING NAMED("synchronized-hologram", NAME("B"))
                    NAMED("unapplied-export-hologram", NAME("") NAME("A"))),
         RENAMED("A")},
        {OBJECT(RENAMING NAMED("synchronized-hologram", NAME("B"))
                    NAMED("unapplied-export-hologram", NAME(""))),
         RENAMED("B")},
        {OBJECT(RENAMING NAMED("unapplied-export-hologram", "<new>x</new>" NAME("A"))),
         RENAMED("A")},
        {OBJECT(RENAMING NAMED("synchronized-hologram", NAME("B"))
                    NAMED("unapplied-export-hologram", "<new>x</new>")),
         RENAMED("B")},
        /* Of no other hologram. */
        {OBJECT(RENAMING NAMED("escrowed-export-hologram", NAME("X"))
                    NAMED("unconfirmed-export-hologram", NAME("Y"))),
         RENAMED("E")},
        /* "else the delta's last added value of it, else empty" */
        {OBJECT(RENAMING), RENAMED("E")},
        {CHANGE("update", "<attr name='displayName'>" REMOVED("D") ADDED("E")
                              REMOVED("F") "<new>x</new></attr>"),
         "CN=ada|user|E|Update|displayName|Update|||1|2\n"},
        {CHANGE("update", "<attr name='displayName' operation='delete'>" NAME("D") "</attr>"),
         "CN=ada|user||Update|displayName|Delete|D|||\n"},
        {CHANGE("update", "<attr name='DisplayName'>" NAME("D") "</attr>"),
         "CN=ada|user|D|Update|DisplayName|Update||D||\n"},
        /* "the first `dn-attr` or `attr` of exactly that name" */
        {CHANGE("delete", "<dn-attr name='displayName'><dn-value><dn> CN=x </dn></dn-value>"
                          "</dn-attr><attr name='displayName'>" NAME("D") "</attr>"),
         "CN=ada|user|CN=x|Delete||||||\n"},
    };
    EXPECT_CASES(&pending_who, cases);
}
END_TEST

START_TEST(rows_name_the_object)
{
    static const change_case cases[] = {
        /* "DN: `cs-dn` of the object", "ObjectType: `object-type`" */
        {"<cs-object cs-dn='CN=x &quot;y&quot;' object-type='group'>" DELTA("delete", "",
                                                                            "") "</cs-object>",
         "CN=x \"y\"|group||Delete||||||\n"},
        {"<cs-object cs-dn=''>" DELTA("delete", "", "") "</cs-object>", "|||Delete||||||\n"},
        /* "In document order." */
        {"<cs-object cs-dn='b'>" DELTA("delete", "", "") "</cs-object><cs-object cs-dn='c'/>"
                                                         "<cs-object cs-dn='a'>" DELTA(
                                                             "add", "", "") "</cs-object>",
         "b|||Delete||||||\na|||Add||||||\n"},
    };
    EXPECT_CASES(&pending_who, cases);
}
END_TEST

/* ---- Sections and shapes ---- */

START_TEST(each_section_is_reported_by_itself)
{
    static const char object[] =
        OBJECT("<unapplied-export><delta operation='add'/></unapplied-export>"
               "<escrowed-export><delta operation='update'/></escrowed-export>"
               "<unconfirmed-export><delta operation='delete'/></unconfirmed-export>"
               "<pending-import><delta operation='replace'/></pending-import>");
    static const char *const rows[] = {"Add||||||\n", "Update||||||\n", "Delete||||||\n",
                                       "Replace||||||\n"};

    for (cs_part section = CS_UNAPPLIED_EXPORT; section <= CS_PENDING_IMPORT; section++)
        expect_rows(&(view){.section = section}, object, rows[section]);
}
END_TEST

/* "A drop file has none; its deltas are what is reported, whatever section is asked for." */
START_TEST(a_drop_file_has_no_sections)
{
    const cs_text document = CS_LITERAL(
        "<mmsml xmlns='http://www.microsoft.com/mms/mmsml/v2' step-type='export'>"
        "<directory-entries>"
        "<delta operation='update' dn='CN=ada' newdn='CN=b'><primary-objectclass>user"
        "</primary-objectclass><attr name='displayName'><value>Ada</value></attr>"
        "<attr name='m' operation='replace' multivalued='true'><value>1</value></attr></delta>"
        "<delta operation='none' dn='CN=c'/>"
        "<delta operation='delete' dn='CN=d'/>"
        "</directory-entries></mmsml>");
    for (cs_part section = CS_UNAPPLIED_EXPORT; section <= CS_PENDING_IMPORT; section++)
        expect(&(view){.section = section, .who = true}, document,
               /* "DN: in a drop file the delta's `dn`", "ObjectType: in a drop file
                * `primary-objectclass`, else empty" */
               "CN=ada|user|Ada|Update|dn|Update|CN=ada|CN=b||\n"
               "CN=ada|user|Ada|Update|displayName|Update||Ada||\n"
               "CN=ada|user|Ada|Update|m|Replace|||1|\n"
               "CN=d|||Delete||||||\n");
}
END_TEST

/* ---- Large objects ---- */

/* An object of `n` attributes or object classes in the delta, and as many in the hologram. */
static cs_buffer large_object(size_t n, const char *in_delta, const char *in_hologram)
{
    cs_buffer to = {.s = NULL};

    cs_buffer_puts(&to, "<cs-objects><cs-object cs-dn='CN=ada'><unapplied-export>"
                        "<delta operation='replace'>");
    for (size_t i = 0; i < n; i++)
        cs_buffer_puts(&to, in_delta);
    cs_buffer_puts(&to, "</delta></unapplied-export><synchronized-hologram><entry>");
    for (size_t i = 0; i < n; i++)
        cs_buffer_puts(&to, in_hologram);
    cs_buffer_puts(&to, "</entry></synchronized-hologram></cs-object></cs-objects>");
    return to;
}

/* Whatever a file holds, time follows its size: with its square, this would take minutes. */
SLOW_LOOP_TEST(large_objects_take_no_more_than_their_size, 3)
{
    static const char *const inside[][2] = {
        {"<attr name='a'><value>1</value></attr>", "<attr name='b'/>"},
        {"<attr name='a' multivalued='1'/>", "<attr name='a'><value/></attr>"},
        {"<objectclass><oc-value/></objectclass>", "<attr name='a'/>"},
    };
    enum {
        COUNT = 60000
    };
    cs_buffer document = large_object(COUNT, inside[_i][0], inside[_i][1]);
    clock_t begun = clock();
    cs_buffer rows = rows_of(&pending, cs_buffer_text(&document));
    size_t lines = 0;

    ck_assert_int_lt(clock() - begun, 3 * CLOCKS_PER_SEC);
    for (size_t i = 0; i < rows.n; i++)
        lines += rows.s[i] == '\n';
    ck_assert_uint_eq(lines, COUNT);
    cs_buffer_free(&document);
    cs_buffer_free(&rows);
}
END_TEST
