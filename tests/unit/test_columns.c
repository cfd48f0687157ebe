#include <stdio.h>
#include <stdlib.h>

#include "decode/errordetail.h"
#include "report/columns.h"
#include "unit.h"
#include "xml/read/reader.h"

/* ---- Which columns ---- */

/* The headers that a list gives, with bars between. */
static void expect_headers(cs_layout layout, const char *list, const char *expected)
{
    cs_columns columns;
    cs_error error = {.set = false};
    cs_buffer found = {.s = NULL};

    ck_assert_msg(cs_columns_read(&columns, layout, list, &error), "%s", error.what);
    cs_text *header = cs_columns_header(&columns);
    for (size_t i = 0; i < columns.count; i++) {
        cs_buffer_puts(&found, i > 0 ? "|" : "");
        cs_buffer_add(&found, header[i]);
    }
    ck_assert_msg(cs_text_is(cs_buffer_text(&found), expected), "%.*s", (int)found.n, found.s);
    free(header);
    cs_buffer_free(&found);
    cs_columns_free(&columns);
}

START_TEST(each_layout_has_its_own_columns)
{
    expect_headers(CS_LAYOUT_CHANGES, NULL,
                   "DN|ObjectType|DisplayName|OMODT|Attribute|AMODT|OldValue|NewValue|ValuesAdded|"
                   "ValuesRemoved");
    expect_headers(CS_LAYOUT_VALUES, NULL,
                   "DN|ObjectType|DisplayName|OMODT|Attribute|AMODT|VMODT|Value");
    expect_headers(CS_LAYOUT_OBJECTS, NULL,
                   "DN|ObjectType|DisplayName|OMODT|Attributes|AttributeNames");
    expect_headers(CS_LAYOUT_WIDE, NULL, "DN|ObjectType|DisplayName|OMODT");
}
END_TEST

START_TEST(a_list_picks_and_orders)
{
    expect_headers(CS_LAYOUT_CHANGES, "newvalue,DN,dn,NOTE", "NewValue|DN|DN|Note");
    expect_headers(CS_LAYOUT_WIDE, "@mail,@mail:old,@:old:old,@a:b", "mail|mail old|:old old|a:b");
}
END_TEST

START_TEST(unknown_columns_are_wrong_usage)
{
    static const struct {
        cs_layout layout;
        const char *list;
    } cases[] = {{CS_LAYOUT_CHANGES, ""},         {CS_LAYOUT_CHANGES, "DN,"},
                 {CS_LAYOUT_CHANGES, "Nothing"},  {CS_LAYOUT_CHANGES, " DN"},
                 {CS_LAYOUT_CHANGES, "@"},        {CS_LAYOUT_CHANGES, "@:old"},
                 {CS_LAYOUT_CHANGES, "Value"},    {CS_LAYOUT_VALUES, "OldValue"},
                 {CS_LAYOUT_VALUES, "Note"},      {CS_LAYOUT_OBJECTS, "Attribute"},
                 {CS_LAYOUT_WIDE, "Multivalued"}, {CS_LAYOUT_WIDE, "Attributes"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_columns columns;
        cs_error error = {.set = false};
        ck_assert_msg(!cs_columns_read(&columns, cases[i].layout, cases[i].list, &error), "%s",
                      cases[i].list);
        ck_assert_int_eq(error.cause, CS_CAUSE_USAGE);
        cs_columns_free(&columns);
    }
}
END_TEST

START_TEST(a_reader_builds_what_columns_need)
{
    cs_columns columns;
    cs_error error = {.set = false};

    ck_assert(cs_columns_read(&columns, CS_LAYOUT_CHANGES, "DN,@mail,ID", &error));
    ck_assert_uint_eq(columns.fields, 0);
    cs_columns_free(&columns);
    static const char *const errors[] = {"Connector,ErrorType", "Connector,ErrorCode",
                                         "Connector,ErrorDate", "Connector,ErrorDetail"};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        ck_assert(cs_columns_read(&columns, CS_LAYOUT_CHANGES, errors[i], &error));
        ck_assert_uint_eq(columns.fields, 1u << CS_FIELD_MA_NAME | 1u << CS_FIELD_IMPORT_ERROR |
                                              1u << CS_FIELD_EXPORT_ERROR);
        cs_columns_free(&columns);
    }
}
END_TEST

START_TEST(layouts_have_names)
{
    cs_error error = {.set = false};

    ck_assert_int_eq(cs_layout_from("changes", &error), CS_LAYOUT_CHANGES);
    ck_assert_int_eq(cs_layout_from("wide", &error), CS_LAYOUT_WIDE);
    ck_assert(!error.set);
    ck_assert_int_eq(cs_layout_from("", &error), CS_LAYOUTS);
    ck_assert_int_eq(cs_layout_from("Wide", &error), CS_LAYOUTS);
    ck_assert_int_eq(error.cause, CS_CAUSE_USAGE);
}
END_TEST

/* ---- What stands in them ---- */

/* What stands for a field that is absent; JSON lines have null there, and "" for an empty one. */
static const char *absent = "";

/* Reads the one object of `xml` and adds a line for each of its changes: the columns of `list`,
 * with bars between. */
static void add_rows(cs_buffer *to, cs_reader *reader, cs_part section, const cs_columns *columns)
{
    const cs_showing showing = {0};
    cs_error error = {.set = false};
    cs_object *object = NULL;
    cs_changes changes;
    const cs_change *change;

    ck_assert_msg(cs_reader_next(reader, &object, &error) == CS_ITEM, "%s", error.what);
    const cs_view view = {object, section, cs_reader_arena(reader)};
    cs_changes_begin(&changes, object, section, view.arena);
    cs_filler filler = {
        .columns = columns, .view = &view, .delta = changes.delta, .showing = &showing};
    while ((change = cs_changes_next(&changes)) != NULL) {
        const cs_cells cells = {.change = change};
        ck_assert(cs_filler_row(&filler, &cells, &error));
        for (size_t i = 0; i < columns->count; i++) {
            cs_buffer_puts(to, filler.fields[i].s ? "" : absent);
            cs_buffer_add(to, filler.fields[i]);
            cs_buffer_puts(to, i + 1 < columns->count ? "|" : "\n");
        }
    }
    cs_filler_free(&filler);
}

static void expect_rows(cs_part section, const char *list, const char *object, const char *expected)
{
    cs_columns columns;
    cs_error error = {.set = false};
    cs_buffer xml = {.s = NULL}, rows = {.s = NULL};

    cs_buffer_puts(&xml, "<cs-objects>");
    cs_buffer_puts(&xml, object);
    cs_buffer_puts(&xml, "</cs-objects>");
    ck_assert(cs_columns_read(&columns, CS_LAYOUT_CHANGES, list, &error));
    const cs_reader_options options = {.parts = cs_changes_parts(section) |
                                                1u << cs_hologram_after(section),
                                       .fields = columns.fields};
    cs_input *input = cs_input_memory(xml.s, xml.n, "export.xml", &error);
    cs_reader *reader = cs_reader_new(input, &options, &error);
    add_rows(&rows, reader, section, &columns);
    ck_assert_msg(cs_text_is(cs_buffer_text(&rows), expected), "%s\ngives\n%.*s\nnot\n%s", object,
                  (int)rows.n, rows.s, expected);
    cs_reader_free(reader);
    cs_input_close(input);
    cs_columns_free(&columns);
    cs_buffer_free(&xml);
    cs_buffer_free(&rows);
}

#define OBJECT(dn, inside)                                                                         \
    "<cs-object cs-dn='" dn "' id='{1}' object-type='user'>" inside "</cs-object>"
#define DELTA(operation, inside)                                                                   \
    "<unapplied-export><delta operation='" operation "' dn='CN=a'>" inside                         \
    "</delta></unapplied-export>"
#define HOLOGRAM(part, inside) "<" part "><entry>" inside "</entry></" part ">"
#define BEFORE(inside) HOLOGRAM("synchronized-hologram", inside)
#define ATTR(name, value) "<attr name='" name "'><value>" value "</value></attr>"

START_TEST(the_source_anchor_comes_from_the_attribute_or_the_dn)
{
    static const char list[] = "SourceAnchor,ObjectGUID";
#define CLOUD "CN={714E52566836554B77555772666F674F3675363846413D3D}"
#define BASE64 "qNRVh6UKwUWrfogO6u68FA=="
    static const char known[] = BASE64 "|8755d4a8-0aa5-45c1-ab7e-880eeaeebc14\n";

    expect_rows(CS_UNAPPLIED_EXPORT, list, OBJECT(CLOUD, DELTA("delete", "")), known);
    expect_rows(CS_UNAPPLIED_EXPORT, list,
                OBJECT("CN=a", DELTA("delete", "") BEFORE(ATTR("sourceAnchor", BASE64))), known);
    expect_rows(CS_UNAPPLIED_EXPORT, list,
                OBJECT(CLOUD, DELTA("delete", "") BEFORE(ATTR("sourceAnchor", ""))), known);
    expect_rows(CS_UNAPPLIED_EXPORT, list,
                OBJECT(CLOUD, DELTA("delete", "") BEFORE(ATTR("sourceAnchor", "ada"))), "ada|\n");
    expect_rows(CS_UNAPPLIED_EXPORT, list, OBJECT("CN=a", DELTA("delete", "")), "|\n");
    expect_rows(CS_UNAPPLIED_EXPORT, list,
                OBJECT("CN=a", DELTA("delete", "") BEFORE(ATTR("objectGUID", BASE64))),
                "|8755d4a8-0aa5-45c1-ab7e-880eeaeebc14\n");
}
END_TEST

START_TEST(identity_comes_from_the_first_hologram_that_knows_it)
{
    static const char list[] = "Mail,UserPrincipalName,OnPremisesSamAccountName,OnPremisesDN";

    expect_rows(CS_UNAPPLIED_EXPORT, list,
                OBJECT("CN=a,DC=contoso",
                       DELTA("delete", "")
                           BEFORE(ATTR("mail", "before") ATTR("sAMAccountName", "sam"))
                               HOLOGRAM("pending-import-hologram",
                                        ATTR("mail", "import") ATTR("userPrincipalName", "upn"))),
                "before|upn|sam|CN=a,DC=contoso\n");
    expect_rows(CS_UNAPPLIED_EXPORT, list,
                OBJECT("CN={61}", DELTA("obsolete", "")
                                      BEFORE(ATTR("onPremisesDistinguishedName", "CN=p")
                                                 ATTR("sAMAccountName", "sam")
                                                     ATTR("onPremisesSamAccountName", "on"))),
                "||on|CN=p\n");
    expect_rows(CS_UNAPPLIED_EXPORT, list, OBJECT("CN={61}", DELTA("delete", "")), "|||\n");
}
END_TEST

START_TEST(what_nobody_knows_is_absent)
{
    static const char deleted[] = OBJECT("CN={6}", DELTA("delete", ""));
    static const char emptied[] =
        OBJECT("CN=a", DELTA("update", ATTR("m", "")) BEFORE(ATTR("mail", "")));

    absent = "null";
    expect_rows(CS_UNAPPLIED_EXPORT, "SourceAnchor,ObjectGUID,Mail,UserPrincipalName,NewDN",
                deleted, "null|null|null|null|null\n");
    expect_rows(CS_UNAPPLIED_EXPORT, "OnPremisesSamAccountName,OnPremisesDN,Note", deleted,
                "null|null|null\n");
    expect_rows(CS_UNAPPLIED_EXPORT, "AMODT,OldValue,NewValue,ValuesAdded,Attribute", deleted,
                "null|null|null|null|null\n");
    expect_rows(CS_UNAPPLIED_EXPORT, "AttributeType,Multivalued,Connector,MetaverseID,LastExport",
                deleted, "null|null|null|null|null\n");
    expect_rows(CS_UNAPPLIED_EXPORT, "ErrorType,ErrorCode,ErrorDate,ErrorDetail", deleted,
                "null|null|null|null\n");
    expect_rows(CS_UNAPPLIED_EXPORT, "Mail,OldValue,NewValue", emptied, "null|null|\n");
}
END_TEST

#define MAILS(values) "<attr name='m' multivalued='true' operation='update'>" values "</attr>"
#define THREE "<attr name='m'><value>a</value><value>b</value><value>c</value></attr>"

START_TEST(values_before_and_after_a_change)
{
    static const char list[] = "@m:old,@m";
    static const char update[] =
        DELTA("update", MAILS("<value operation='delete'>b</value><value>d</value>"));
    static const struct {
        const char *object, *rows;
    } cases[] = {
        {OBJECT("CN=a", "%s" BEFORE(THREE)), "a; b; c|a; c; d\n"},
        {OBJECT("CN=a", "%s"), "b|d\n"},
        {OBJECT("CN=a", "%s" BEFORE("")), "|d\n"},
        {OBJECT("CN=a", "%s" BEFORE(THREE)
                            HOLOGRAM("unapplied-export-hologram", ATTR("m", "as it will be"))),
         "a; b; c|as it will be\n"},
        {OBJECT("CN=a", "%s" BEFORE(THREE) HOLOGRAM("unapplied-export-hologram", "")),
         "a; b; c|\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char object[1024];
        const char *hole = strstr(cases[i].object, "%s");
        snprintf(object, sizeof object, "%.*s%s%s", (int)(hole - cases[i].object), cases[i].object,
                 update, hole + 2);
        expect_rows(CS_UNAPPLIED_EXPORT, list, object, cases[i].rows);
    }
}
END_TEST

START_TEST(what_a_change_leaves)
{
    static const struct {
        const char *object, *rows;
    } cases[] = {
        {OBJECT("CN=a", DELTA("delete", "") BEFORE(THREE)), "a; b; c|\n"},
        {OBJECT("CN=a", DELTA("obsolete", "") BEFORE(THREE)), "a; b; c|\n"},
        {OBJECT("CN=a", DELTA("replace", "") BEFORE(THREE)), "a; b; c|\n"},
        {OBJECT("CN=a", DELTA("delete-add", "") BEFORE(THREE)), "a; b; c|\n"},
        {OBJECT("CN=a", DELTA("update", "") BEFORE(THREE)), "a; b; c|a; b; c\n"},
        {OBJECT("CN=a", DELTA("update", "<attr name='m' operation='delete'/>") BEFORE(THREE)),
         "a; b; c|\n"},
        {OBJECT("CN=a",
                DELTA("update", "<attr name='m' operation='replace'><value>x</value></attr>")
                    BEFORE(THREE)),
         "a; b; c|x\n"},
        {OBJECT("CN=a",
                DELTA("update", MAILS("<value operation='delete'>c</value>"
                                      "<value operation='delete'>b</value>"
                                      "<value operation='delete'>a</value>")) BEFORE(THREE)),
         "a; b; c|\n"},
        {OBJECT("CN=a", DELTA("update", ATTR("m", "x")) BEFORE(ATTR("m", "o"))), "o|x\n"},
        {OBJECT("CN=a", DELTA("update", ATTR("M", "x")) BEFORE(ATTR("m", "o"))), "o|o\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_rows(CS_UNAPPLIED_EXPORT, "@m:old,@m", cases[i].object, cases[i].rows);
}
END_TEST

START_TEST(each_section_has_its_hologram)
{
    static const char object[] = OBJECT(
        "CN=a",
        "<escrowed-export><delta operation='update'/></escrowed-export>"
        "<pending-import><delta operation='update'/></pending-import>" BEFORE(ATTR("m", "before"))
            HOLOGRAM("unapplied-export-hologram", ATTR("m", "unapplied"))
                HOLOGRAM("escrowed-export-hologram", ATTR("m", "escrowed"))
                    HOLOGRAM("pending-import-hologram", ATTR("m", "imported")));

    expect_rows(CS_ESCROWED_EXPORT, "@m", object, "escrowed\n");
    expect_rows(CS_PENDING_IMPORT, "@m", object, "imported\n");
}
END_TEST

START_TEST(the_classes_are_an_attribute)
{
    expect_rows(CS_UNAPPLIED_EXPORT, "@objectClass:old,@objectClass,AttributeType,Multivalued",
                OBJECT("CN=a", DELTA("update", "<objectclass><oc-value>user</oc-value>"
                                               "</objectclass>")
                                   BEFORE("<objectclass><oc-value>top</oc-value></objectclass>")),
                "top|top; user||true\n");
}
END_TEST

START_TEST(a_note_says_what_differs)
{
    static const struct {
        const char *object, *rows;
    } cases[] = {
#define CHANGE(old, new)                                                                           \
    OBJECT("CN=a", DELTA("update", "<attr name='t'><value operation='delete'>" old                 \
                                   "</value><value>" new "</value></attr>"))
        {CHANGE("Ada", "ADA"), "case only\n"},
        {CHANGE("a da", " ada&#10;"), "space only\n"},
        {CHANGE("", " "), "space only\n"},
        {CHANGE("Ada", "a da"), "\n"},
        {CHANGE("ada", "ada"), "\n"},
        {CHANGE("ada", "grace"), "\n"},
        {OBJECT("CN=a", DELTA("update", ATTR("t", " "))), "\n"},
        {OBJECT("CN=a", DELTA("delete", "")), "\n"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_rows(CS_UNAPPLIED_EXPORT, "Note", cases[i].object, cases[i].rows);
}
END_TEST

START_TEST(columns_of_the_object_and_the_attribute)
{
    expect_rows(CS_UNAPPLIED_EXPORT,
                "ID,Connector,MetaverseID,LastExport,Attribute,AttributeType,Multivalued,NewDN",
                OBJECT("CN=a",
                       "<unapplied-export><delta operation='update' dn='CN=a' newdn='CN=b'>"
                       "<dn-attr name='r'/><attr name='s' type='integer' multivalued='1'/>"
                       "</delta></unapplied-export><ma-name>AAD</ma-name><mv-link>\n{2}</mv-link>"
                       "<last-export-delta-time>then</last-export-delta-time>"),
                "{1}|AAD|{2}|then|dn||false|CN=b\n"
                "{1}|AAD|{2}|then|r|reference|false|CN=b\n"
                "{1}|AAD|{2}|then|s|integer|true|CN=b\n");
}
END_TEST

/* What the columns hold of that change: n(umber), f(lag), t(ext) or j(SON). */
static void expect_cells(const char *list, const cs_change *change, const char *expected)
{
    static const char letters[] = {
        [CS_CELL_TEXT] = 't', [CS_CELL_NUMBER] = 'n', [CS_CELL_FLAG] = 'f', [CS_CELL_JSON] = 'j'};
    cs_columns columns;
    cs_error error = {.set = false};
    cs_cell cells[16] = {0};

    ck_assert(cs_columns_read(&columns, CS_LAYOUT_CHANGES, list, &error));
    ck_assert_uint_eq(columns.count, strlen(expected));
    cells[columns.count] = CS_CELL_JSON;
    cs_columns_kinds(&columns, change, cells);
    for (size_t i = 0; i < columns.count; i++)
        ck_assert_int_eq(letters[cells[i]], expected[i]);
    ck_assert_int_eq(cells[columns.count], CS_CELL_JSON); /* is not ours */
    cs_columns_free(&columns);
}

START_TEST(a_cell_is_a_number_where_the_attribute_is_one)
{
    static const cs_attribute integer = {.type = {"integer", 7}}, string = {.type = {"string", 6}};

    expect_cells("DN,OldValue,NewValue,ValuesAdded,ValuesRemoved,Multivalued,@m,@m:old,Note",
                 &(cs_change){.source = &integer}, "tnnnnfjjt");
    expect_cells("OldValue,NewValue,ValuesAdded", &(cs_change){.source = &string}, "ttn");
    expect_cells("OldValue,NewValue,ValuesAdded", &(cs_change){.source = NULL}, "ttn");
}
END_TEST

/* ---- Error details ---- */

static void expect_detail(const char *xml, const char *expected)
{
    cs_arena arena = {0};
    cs_buffer found = {.s = NULL};
    cs_error_detail detail = cs_error_detail_read(cs_text_from(xml), &arena);
    const cs_text texts[] = {
        detail.parts[CS_ERROR_TYPE], detail.parts[CS_ERROR_CODE], detail.parts[CS_ERROR_DATE],
        cs_error_detail_either(&detail, CS_ERROR_LITERAL, CS_ERROR_NAME),
        cs_error_detail_either(&detail, CS_ERROR_SERVER_DETAIL, CS_ERROR_EXTRA_DETAILS)};

    for (size_t i = 0; i < 5; i++) {
        cs_buffer_puts(&found, i > 0 ? "|" : "");
        cs_buffer_add(&found, texts[i]);
    }
    ck_assert_msg(cs_text_is(cs_buffer_text(&found), expected), "%s gives %.*s",
                  xml ? xml : "nothing", (int)found.n, found.s);
    cs_buffer_free(&found);
    cs_arena_free(&arena);
}

START_TEST(both_shapes_of_error_details_are_read)
{
    expect_detail(NULL, "||||");
    expect_detail("<export-errordetail/>", "||||");
    expect_detail("<export-errordetail error-type=\"t\" date-occurred=\"d\"><export-status>"
                  "<error-code>c</error-code><error-literal>l</error-literal></export-status>"
                  "</export-errordetail>",
                  "t|c|d|l|");
    expect_detail("<import-errordetail><import-error error-type=\"t\" date-occurred=\"d\">"
                  "<import-status><error-name>n</error-name></import-status></import-error>"
                  "</import-errordetail>",
                  "t||d|n|");
}
END_TEST

START_TEST(the_first_detail_that_says_something_counts)
{
    expect_detail("<e><error-name>n</error-name><error-literal>l</error-literal>"
                  "<extra-error-details>e</extra-error-details>"
                  "<server-error-detail>s</server-error-detail></e>",
                  "|||l|s");
    expect_detail("<e error-type=\"\"><server-error-detail></server-error-detail>"
                  "<error-type>t</error-type><error-type>u</error-type>"
                  "<error-name>a &lt; b</error-name></e>",
                  "t|||a < b|");
    expect_detail("<e error-type=\"t\"><e error-type=\"u\" date-occurred=\"d\"></e></e>", "t||d||");
}
END_TEST

/* A database can hold anything. */
START_TEST(damaged_details_are_read_as_far_as_they_go)
{
    expect_detail("<e><error-code>5</error-code><", "|5|||");
    expect_detail("<e error-type=\"t\"></a>", "t||||");
    expect_detail("", "||||");
}
END_TEST
