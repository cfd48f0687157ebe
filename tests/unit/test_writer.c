#include <fcntl.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "xml/read/reader.h"
#include "xml/write/internal.h"
#include "xml/write/writer.h"

#include "unit.h"

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"

/* The nine parts of an object that has none, but for the first. */
#define PARTS_BUT_FIRST                                                                            \
    DELTAS_BUT_FIRST "<synchronized-hologram></synchronized-hologram>" TOWER_HOLOGRAMS
#define DELTAS_BUT_FIRST                                                                           \
    "<escrowed-export></escrowed-export><unconfirmed-export></unconfirmed-export>"                 \
    "<pending-import></pending-import>"
#define TOWER_HOLOGRAMS                                                                            \
    "<unapplied-export-hologram></unapplied-export-hologram>"                                      \
    "<escrowed-export-hologram></escrowed-export-hologram>"                                        \
    "<unconfirmed-export-hologram></unconfirmed-export-hologram>"                                  \
    "<pending-import-hologram></pending-import-hologram>"
#define TOWER "<unapplied-export></unapplied-export>" DELTAS_BUT_FIRST TOWER_HOLOGRAMS
#define PARTS "<unapplied-export></unapplied-export>" PARTS_BUT_FIRST

/* ---- Writing into memory ---- */

/* Everything that has been written to `fd`; to be freed. */
static char *contents(int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);
    char *text = malloc((size_t)size + 1);

    ck_assert_int_eq(pread(fd, text, (size_t)size, 0), size);
    text[size] = '\0';
    return text;
}

/* The document of `count` objects; NULL, with the reason in `error`, where there is none. To be
 * freed. */
static char *write_objects(const cs_object *objects, size_t count, unsigned items,
                           const char *root_frame, cs_error *error)
{
    char path[64];
    int fd = memfd_create("document", 0);

    *error = (cs_error){.set = false};
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    cs_output *out = cs_output_open(path, NULL, 0, error);
    ck_assert_ptr_nonnull(out);
    cs_writer *writer = cs_writer_new(out, items, cs_text_from(root_frame), error);
    bool ok = writer != NULL;
    for (size_t i = 0; ok && i < count; i++)
        ok = cs_writer_put(writer, &objects[i], error);
    ok = ok && cs_writer_end(writer, error);
    cs_writer_free(writer);
    ck_assert_int_eq(ok, !error->set);
    cs_error late = {.set = false};
    ck_assert(cs_output_commit(out, &late));
    char *text = ok ? contents(fd) : NULL;
    close(fd);
    return text;
}

/* Expects the document to hold `expected` between the root's tags. */
static void expect_document(const cs_object *objects, size_t count, unsigned items,
                            const char *expected)
{
    cs_error error;
    char *text = write_objects(objects, count, items, NULL, &error);
    char *whole = NULL;

    ck_assert_msg(text != NULL, "%s", error.what);
    ck_assert_int_gt(asprintf(&whole, DECLARATION "<cs-objects>%s</cs-objects>", expected), 0);
    ck_assert_str_eq(text, whole);
    free(whole);
    free(text);
}

static void expect_object(const cs_object *object, const char *expected)
{
    expect_document(object, 1, CS_ITEM_ALL, expected);
}

static void expect_damaged(const cs_object *object)
{
    cs_error error;
    char *text = write_objects(object, 1, CS_ITEM_ALL, NULL, &error);

    ck_assert_msg(text == NULL, "%s", text);
    ck_assert_str_eq(error.what, "the object's details are damaged");
    ck_assert_str_eq(error.dn, "CN=ada");
    ck_assert(!error.has_offset);
}

#define TEXT(literal) CS_LITERAL(literal)

/* An object whose pending export is `image`. */
static cs_object with_delta(cs_image *image)
{
    return (cs_object){.dn = TEXT("CN=ada"), .parts = {[CS_UNAPPLIED_EXPORT] = image}};
}

/* Expects an object with the delta of the attribute, an update, to hold `expected` in the delta. */
static void expect_attribute(cs_attribute *attribute, const char *expected)
{
    cs_image image = {.omodt = CS_OMODT_UPDATE, .attributes = attribute, .count = 1};
    cs_object object = with_delta(&image);
    char *whole = NULL;

    ck_assert_int_gt(asprintf(&whole,
                              "<cs-object cs-dn=\"CN=ada\"><unapplied-export><delta "
                              "operation=\"update\">%s</delta></unapplied-export>" PARTS_BUT_FIRST
                              "</cs-object>",
                              expected),
                     0);
    expect_object(&object, whole);
    free(whole);
}

/* ---- Without frames ---- */

START_TEST(no_objects)
{
    expect_document(NULL, 0, CS_ITEM_ALL, "");
}
END_TEST

START_TEST(an_object_without_anything)
{
    cs_object object = {.dn = TEXT("CN=ada")};

    expect_object(&object, "<cs-object cs-dn=\"CN=ada\">" PARTS "</cs-object>");
}
END_TEST

START_TEST(fields_stand_behind_the_parts)
{
    cs_object object = {
        .dn = TEXT("CN=\"R&D\""),
        .id = TEXT("{0C0B0A09-0807-0605-0403-020100000001}"),
        .type = TEXT("user"),
        .fields = {[CS_FIELD_CONNECTOR] = TEXT("1"),
                   [CS_FIELD_IMPORT_DELTA_OPERATION] = TEXT("none"),
                   [CS_FIELD_EXPORT_DELTA_OPERATION] = TEXT("modify"),
                   [CS_FIELD_IMPORT_ERROR] = TEXT("<import-errordetail a=\"1\"/>"),
                   [CS_FIELD_EXPORT_ERROR] =
                       TEXT("<export-errordetail><export-status>x</export-status>"
                            "</export-errordetail>"),
                   [CS_FIELD_MA_ID] = TEXT("{1}"),
                   [CS_FIELD_MA_NAME] = TEXT("R&D")},
    };

    expect_object(&object,
                  "<cs-object cs-dn=\"CN=&quot;R&amp;D&quot;\" "
                  "id=\"{0C0B0A09-0807-0605-0403-020100000001}\" object-type=\"user\">" PARTS
                  "<connector>1</connector><import-delta-operation>none</import-delta-operation>"
                  "<export-delta-operation>modify</export-delta-operation>"
                  "<import-errordetail a=\"1\"></import-errordetail><export-errordetail>"
                  "<export-status>x</export-status></export-errordetail><ma-id>{1}</ma-id>"
                  "<ma-name>R&amp;D</ma-name></cs-object>");
}
END_TEST

START_TEST(a_delta)
{
    cs_value name = {.text = TEXT("group"), .vmodt = CS_VMODT_ADD};
    cs_attribute objectclass = {.element = CS_OBJECTCLASS,
                                .amodt = CS_AMODT_UPDATE,
                                .name = TEXT("objectClass"),
                                .multivalued = true,
                                .values = &name};
    cs_image image = {.omodt = CS_OMODT_UPDATE,
                      .dn = TEXT("CN=ada"),
                      .newdn = TEXT("CN=grace"),
                      .anchor = TEXT("QQ=="),
                      .parent_anchor = TEXT(""),
                      .primary_objectclass = TEXT("user"),
                      .attributes = &objectclass};
    cs_object object = with_delta(&image);

    expect_object(&object,
                  "<cs-object cs-dn=\"CN=ada\"><unapplied-export><delta operation=\"update\" "
                  "dn=\"CN=ada\" newdn=\"CN=grace\"><anchor encoding=\"base64\">QQ==</anchor>"
                  "<parent-anchor encoding=\"base64\"></parent-anchor><primary-objectclass>user"
                  "</primary-objectclass><objectclass operation=\"update\"><oc-value "
                  "operation=\"add\">group</oc-value></objectclass></delta></"
                  "unapplied-export>" PARTS_BUT_FIRST "</cs-object>");
}
END_TEST

START_TEST(an_entry_has_no_operations)
{
    cs_value value = {.text = TEXT("Ada")};
    cs_attribute attribute = {.name = TEXT("displayName"),
                              .type = TEXT("string"),
                              .amodt = CS_AMODT_ADD,
                              .values = &value};
    cs_image image = {.omodt = CS_OMODT_ADD,
                      .dn = TEXT("CN=ada"),
                      .newdn = TEXT("CN=grace"),
                      .attributes = &attribute};
    cs_object object = {.dn = TEXT("CN=ada"), .parts = {[CS_PENDING_IMPORT_HOLOGRAM] = &image}};
    cs_error error;
    char *text = write_objects(&object, 1, CS_ITEM_ALL, NULL, &error);

    ck_assert_ptr_nonnull(
        strstr(text, "<pending-import-hologram><entry dn=\"CN=ada\"><attr name=\"displayName\" "
                     "type=\"string\" multivalued=\"false\"><value>Ada</value></attr></entry>"
                     "</pending-import-hologram></cs-object>"));
    free(text);
}
END_TEST

START_TEST(values_of_an_attr)
{
    cs_value added = {.text = TEXT("R&D\r"), .vmodt = CS_VMODT_ADD};
    cs_value removed = {.text = TEXT(""), .vmodt = CS_VMODT_DELETE, .next = &added};
    cs_attribute attribute = {
        .name = TEXT("a\tb"), .amodt = CS_AMODT_UPDATE, .type = TEXT("string"), .values = &removed};

    expect_attribute(&attribute, "<attr name=\"a&#9;b\" operation=\"update\" type=\"string\" "
                                 "multivalued=\"false\"><value operation=\"delete\"></value>"
                                 "<value operation=\"add\">R&amp;D&#13;</value></attr>");
}
END_TEST

START_TEST(only_binary_values_have_an_encoding)
{
    cs_value value = {.text = TEXT("QQ==")};
    cs_attribute attribute = {
        .name = TEXT("sid"), .type = TEXT("binary"), .multivalued = true, .values = &value};

    expect_attribute(&attribute, "<attr name=\"sid\" type=\"binary\" multivalued=\"true\">"
                                 "<value encoding=\"base64\">QQ==</value></attr>");
}
END_TEST

START_TEST(references)
{
    cs_value plain = {.text = TEXT(" CN=b "), .vmodt = CS_VMODT_ADD};
    cs_value anchored = {.text = TEXT("CN=a"), .anchor = TEXT("QQ=="), .next = &plain};
    cs_attribute attribute = {.element = CS_DN_ATTR,
                              .name = TEXT("manager"),
                              .amodt = CS_AMODT_REPLACE,
                              .values = &anchored};

    expect_attribute(&attribute,
                     "<dn-attr name=\"manager\" operation=\"replace\" multivalued=\"false\">"
                     "<dn-value><dn>CN=a</dn><anchor encoding=\"base64\">QQ==</anchor></dn-value>"
                     "<dn-value operation=\"add\"><dn> CN=b </dn></dn-value></dn-attr>");
}
END_TEST

START_TEST(an_attribute_as_it_was_spelled)
{
    cs_attribute attribute = {.name = TEXT("a"), .multivalued = true};

    attribute.spelling = TEXT("x=\"1\" multivalued=\"TRUE\"");
    expect_attribute(&attribute, "<attr name=\"a\" x=\"1\" multivalued=\"TRUE\"></attr>");
    attribute.spelling = TEXT("");
    expect_attribute(&attribute, "<attr name=\"a\"></attr>");
    attribute.spelling = TEXT("operation=\"\"");
    expect_attribute(&attribute, "<attr name=\"a\" operation=\"\"></attr>");
    attribute.amodt = CS_AMODT_DELETE; /* staged since: the column counts */
    expect_attribute(&attribute, "<attr name=\"a\" operation=\"delete\"></attr>");
}
END_TEST

/* ---- Frames ---- */

START_TEST(framed_values)
{
    cs_value unknown = {.unknown = true, .frame = TEXT("<new><value>no</value></new>")};
    cs_value fixed = {
        .text = TEXT("ab"), .frame = TEXT("<value>a<i>b</i></value>"), .next = &unknown};
    cs_value value = {.text = TEXT("<"),
                      .vmodt = CS_VMODT_ADD,
                      .frame = TEXT("<value x=\"1\"><?value?></value>"),
                      .next = &fixed};
    cs_attribute attribute = {.name = TEXT("a"), .type = TEXT("binary"), .values = &value};

    expect_attribute(&attribute, "<attr name=\"a\" type=\"binary\" multivalued=\"false\">"
                                 "<value operation=\"add\" x=\"1\">&lt;</value>"
                                 "<value>a<i>b</i></value><new><value>no</value></new></attr>");
}
END_TEST

START_TEST(a_value_of_another_namespace_is_unknown)
{
    cs_value value = {.frame = TEXT("<value xmlns=\"urn:n\">a</value>")};
    cs_attribute attribute = {.name = TEXT("a"), .spelling = TEXT(""), .values = &value};

    expect_attribute(&attribute, "<attr name=\"a\"><value xmlns=\"urn:n\">a</value></attr>");
}
END_TEST

START_TEST(a_framed_reference)
{
    cs_value value = {
        .text = TEXT("CN=a"),
        .anchor = TEXT("QQ=="),
        .frame = TEXT("<dn-value><anchor><?anchor?></anchor><dn><?value?></dn><new/></dn-value>")};
    cs_attribute attribute = {.element = CS_DN_ATTR, .name = TEXT("a"), .values = &value};

    expect_attribute(&attribute, "<dn-attr name=\"a\" multivalued=\"false\"><dn-value><anchor>QQ=="
                                 "</anchor><dn>CN=a</dn><new></new></dn-value></dn-attr>");
}
END_TEST

/* Expects an object with a framed delta of the attributes a, b and c. */
static void expect_framed_delta(cs_text frame, const char *expected)
{
    cs_attribute c = {.name = TEXT("c"), .spelling = TEXT("")};
    cs_attribute b = {.name = TEXT("b"), .spelling = TEXT(""), .next = &c};
    cs_attribute a = {.name = TEXT("a"), .spelling = TEXT(""), .next = &b};
    cs_image image = {.omodt = CS_OMODT_ADD,
                      .anchor = TEXT("QQ=="),
                      .primary_objectclass = TEXT("user"),
                      .attributes = &a,
                      .frame = frame};
    cs_object object = with_delta(&image);
    char *whole = NULL;

    ck_assert_int_gt(
        asprintf(&whole, "<cs-object cs-dn=\"CN=ada\">%s" PARTS_BUT_FIRST "</cs-object>", expected),
        0);
    expect_object(&object, whole);
    free(whole);
}

START_TEST(a_framed_delta)
{
    expect_framed_delta(
        TEXT("<unapplied-export y=\"2\"><new/><delta x=\"1\" operation=\"none\"><?attr 1?><new/>"
             "<?primary-objectclass?><?attr 2?><?anchor?></delta><newer/></unapplied-export>"),
        "<unapplied-export y=\"2\"><new></new><delta operation=\"add\" x=\"1\"><attr name=\"a\">"
        "</attr><attr name=\"b\"></attr><new></new><primary-objectclass>user</primary-objectclass>"
        "<attr name=\"c\"></attr><anchor encoding=\"base64\">QQ==</anchor></delta><newer></newer>"
        "</unapplied-export>");
}
END_TEST

START_TEST(what_a_delta_frame_has_no_hole_for_is_not_lost)
{
    expect_framed_delta(
        TEXT("<unapplied-export><delta><?attr 0?><new/></delta></unapplied-export>"),
        "<unapplied-export><delta operation=\"add\"><anchor encoding=\"base64\">QQ==</anchor>"
        "<primary-objectclass>user</primary-objectclass><attr name=\"a\"></attr><new></new>"
        "<attr name=\"b\"></attr><attr name=\"c\"></attr></delta></unapplied-export>");
}
END_TEST

START_TEST(an_element_in_a_delta_frame_stands_for_the_field)
{
    expect_framed_delta(
        TEXT("<unapplied-export><delta><anchor>QQ==</anchor><?primary-objectclass?>"
             "<?primary-objectclass?><n:anchor xmlns:n=\"urn:n\"/><?attr 9?></delta>"
             "</unapplied-export>"),
        "<unapplied-export><delta operation=\"add\"><anchor>QQ==</anchor><primary-objectclass>user"
        "</primary-objectclass><n:anchor xmlns:n=\"urn:n\"></n:anchor><attr name=\"a\"></attr>"
        "<attr name=\"b\"></attr><attr name=\"c\"></attr></delta></unapplied-export>");
}
END_TEST

START_TEST(an_element_of_another_namespace_does_not)
{
    expect_framed_delta(
        TEXT("<unapplied-export><delta xmlns=\"urn:n\"/><delta><anchor xmlns=\"urn:n\"/><?attr 9?>"
             "</delta></unapplied-export>"),
        "<unapplied-export><delta xmlns=\"urn:n\"></delta><delta operation=\"add\"><anchor "
        "encoding=\"base64\">QQ==</anchor><primary-objectclass>user</primary-objectclass><anchor "
        "xmlns=\"urn:n\"></anchor><attr name=\"a\"></attr><attr name=\"b\"></attr><attr "
        "name=\"c\"></attr></delta></unapplied-export>");
}
END_TEST

START_TEST(nor_does_one_inside_of_another)
{
    expect_framed_delta(
        TEXT("<unapplied-export><delta><new><anchor/></new><?attr 9?></delta></unapplied-export>"),
        "<unapplied-export><delta operation=\"add\"><anchor encoding=\"base64\">QQ==</anchor>"
        "<primary-objectclass>user</primary-objectclass><new><anchor></anchor></new><attr "
        "name=\"a\"></attr><attr name=\"b\"></attr><attr name=\"c\"></attr></delta>"
        "</unapplied-export>");
}
END_TEST

/* An object of the frame, joined, with a ma-name and an export error. */
static cs_object framed(cs_text frame)
{
    return (cs_object){
        .dn = TEXT("CN=ada"),
        .frame = frame,
        .fields = {[CS_FIELD_CONNECTOR] = TEXT("1"),
                   [CS_FIELD_EXPORT_ERROR] = TEXT("<export-errordetail>e</export-errordetail>"),
                   [CS_FIELD_MA_NAME] = TEXT("contoso.com")}};
}

static void expect_framed(cs_text frame, const char *expected)
{
    cs_object object = framed(frame);

    expect_object(&object, expected);
}

START_TEST(a_framed_object)
{
    expect_framed(TEXT("<cs-object transient=\"1\" id=\"{0c}\"><?connector?><connector-state>stay"
                       "</connector-state><?export-errordetail?><?ma-name?></cs-object>"),
                  "<cs-object cs-dn=\"CN=ada\" transient=\"1\" id=\"{0c}\">" PARTS
                  "<connector>1</connector><connector-state>stay</connector-state>"
                  "<export-errordetail>e</export-errordetail><ma-name>contoso.com</ma-name>"
                  "</cs-object>");
}
END_TEST

START_TEST(an_xml_attribute_of_the_frame_beats_the_column)
{
    cs_object object = {.dn = TEXT("CN=ada"),
                        .id = TEXT("{0C}"),
                        .frame = TEXT("<cs-object id=\"{0c}\"></cs-object>")};

    expect_object(&object, "<cs-object cs-dn=\"CN=ada\" id=\"{0c}\">" PARTS "</cs-object>");
}
END_TEST

START_TEST(parts_in_an_unusual_order)
{
    expect_framed(
        TEXT("<cs-object><?connector?><?pending-import-hologram?><new><a>b</a></new>"
             "<?export-errordetail?><?unapplied-export?></cs-object>"),
        "<cs-object cs-dn=\"CN=ada\"><escrowed-export></escrowed-export><unconfirmed-export>"
        "</unconfirmed-export><pending-import></pending-import><synchronized-hologram>"
        "</synchronized-hologram><unapplied-export-hologram></unapplied-export-hologram>"
        "<escrowed-export-hologram></escrowed-export-hologram><unconfirmed-export-hologram>"
        "</unconfirmed-export-hologram><connector>1</connector><pending-import-hologram>"
        "</pending-import-hologram><new><a>b</a></new><export-errordetail>e</export-errordetail>"
        "<unapplied-export></unapplied-export></cs-object>");
}
END_TEST

START_TEST(a_part_that_stands_in_the_frame)
{
    cs_text frame = TEXT("<cs-object><?connector?><?export-errordetail?><?unapplied-export "
                         "literal?><unapplied-export x=\"1\"></unapplied-export></cs-object>");
    cs_image staged = {.omodt = CS_OMODT_DELETE};
    cs_object object = framed(frame);

    expect_framed(frame, "<cs-object cs-dn=\"CN=ada\">" PARTS_BUT_FIRST "<connector>1</connector>"
                         "<export-errordetail>e</export-errordetail><unapplied-export x=\"1\">"
                         "</unapplied-export></cs-object>");
    object.parts[CS_UNAPPLIED_EXPORT] = &staged;
    expect_object(&object, "<cs-object cs-dn=\"CN=ada\">" PARTS_BUT_FIRST "<connector>1</connector>"
                           "<export-errordetail>e</export-errordetail><unapplied-export><delta "
                           "operation=\"delete\"></delta></unapplied-export></cs-object>");
}
END_TEST

START_TEST(a_part_that_the_file_did_not_have)
{
    cs_image staged = {.omodt = CS_OMODT_DELETE};
    cs_object object = {.dn = TEXT("CN=ada"),
                        .frame = TEXT("<cs-object><?unapplied-export absent?></cs-object>")};

    expect_object(&object, "<cs-object cs-dn=\"CN=ada\">" PARTS_BUT_FIRST "</cs-object>");
    object.parts[CS_UNAPPLIED_EXPORT] = &staged;
    expect_object(&object, "<cs-object cs-dn=\"CN=ada\"><unapplied-export><delta "
                           "operation=\"delete\"></delta></unapplied-export>" PARTS_BUT_FIRST
                           "</cs-object>");
}
END_TEST

START_TEST(a_field_that_came_later_stands_behind_the_parts)
{
    expect_framed(TEXT("<cs-object><pending>0</pending></cs-object>"),
                  "<cs-object cs-dn=\"CN=ada\">" PARTS "<connector>1</connector>"
                  "<export-errordetail>e</export-errordetail><pending>0</pending></cs-object>");
}
END_TEST

START_TEST(a_field_that_has_gone_leaves_nothing)
{
    expect_framed(TEXT("<cs-object><?ma-id?><?connector?><?export-errordetail?></cs-object>"),
                  "<cs-object cs-dn=\"CN=ada\">" PARTS "<connector>1</connector>"
                  "<export-errordetail>e</export-errordetail></cs-object>");
}
END_TEST

START_TEST(only_the_first_hole_of_a_name_is_filled)
{
    expect_framed(TEXT("<cs-object><?connector?><?connector?><connector>0</connector>"
                       "<?export-errordetail?><?unapplied-export?><?unapplied-export?>"
                       "</cs-object>"),
                  "<cs-object cs-dn=\"CN=ada\">" PARTS_BUT_FIRST "<connector>1</connector>"
                  "<connector>0</connector><export-errordetail>e</export-errordetail>"
                  "<unapplied-export></unapplied-export></cs-object>");
}
END_TEST

START_TEST(a_field_that_stands_in_the_frame)
{
    /* As it was. */
    expect_framed(TEXT("<cs-object><?connector literal?><connector "
                       "x=\"1\"><b>1</b></connector><?export-errordetail?>"
                       "<ma-name>other</ma-name></cs-object>"),
                  "<cs-object cs-dn=\"CN=ada\">" PARTS "<connector x=\"1\"><b>1</b></connector>"
                  "<export-errordetail>e</export-errordetail><ma-name>other</ma-name></cs-object>");
    /* Changed since. */
    expect_framed(TEXT("<cs-object><connector x=\"1\">0</connector><export-errordetail/>"
                       "</cs-object>"),
                  "<cs-object cs-dn=\"CN=ada\">" PARTS "<connector>1</connector>"
                  "<export-errordetail>e</export-errordetail></cs-object>");
}
END_TEST

/* ---- Items ---- */

LOOP_TEST(items, 6)
{
    static const struct {
        unsigned items;
        const char *expected;
    } cases[] = {
        {CS_ITEM_ERRORS, "<export-errordetail>e</export-errordetail>"},
        {CS_ITEM_HOLOGRAM, "<synchronized-hologram></synchronized-hologram>"},
        {CS_ITEM_TOWER, "<unapplied-export-hologram></unapplied-export-hologram>"
                        "<escrowed-export-hologram></escrowed-export-hologram>"
                        "<unconfirmed-export-hologram></unconfirmed-export-hologram>"
                        "<pending-import-hologram></pending-import-hologram>"},
        {CS_ITEM_DELTAS, "<unapplied-export></unapplied-export><escrowed-export></escrowed-export>"
                         "<unconfirmed-export></unconfirmed-export><pending-import>"
                         "</pending-import>"},
        {CS_ITEM_PASSWORD, ""},
        {CS_ITEM_HOLOGRAM | CS_ITEM_ERRORS, "<synchronized-hologram></synchronized-hologram>"
                                            "<export-errordetail>e</export-errordetail>"},
    };
    static const char *const frames[] = {
        NULL, "<cs-object><?connector?><pending><a>0</a></pending><?export-errordetail?><new/>\n"
              "<?ma-name?></cs-object>"};
    char expected[1024];

    for (size_t f = 0; f < 2; f++) {
        cs_object object = framed(cs_text_from(frames[f]));
        snprintf(expected, sizeof expected, "<cs-object cs-dn=\"CN=ada\">%s</cs-object>",
                 cases[_i].expected);
        expect_document(&object, 1, cases[_i].items, expected);
    }
}
END_TEST

START_TEST(items_and_elements_in_the_frame)
{
    cs_object object =
        framed(TEXT("<cs-object a=\"1\"><pending-import x=\"1\"/><connector x=\"1\">1</connector>"
                    "<export-errordetail/></cs-object>"));

    expect_document(&object, 1, CS_ITEM_ERRORS,
                    "<cs-object cs-dn=\"CN=ada\" a=\"1\"><export-errordetail>e"
                    "</export-errordetail></cs-object>");
    expect_document(&object, 1, CS_ITEM_DELTAS,
                    "<cs-object cs-dn=\"CN=ada\" a=\"1\"><unapplied-export></unapplied-export>"
                    "<escrowed-export></escrowed-export><unconfirmed-export></unconfirmed-export>"
                    "<pending-import x=\"1\"></pending-import></cs-object>");
}
END_TEST

/* ---- The root ---- */

#define OBJECT "<cs-object cs-dn=\"CN=o\"></cs-object>"

/* Expects `count` objects in the root's frame to be the document `expected`. */
static void expect_root(const char *frame, size_t count, const char *expected)
{
    cs_object objects[4];
    cs_error error;

    for (size_t i = 0; i < 4; i++)
        objects[i] = (cs_object){.dn = TEXT("CN=o")};
    char *text = write_objects(objects, count, CS_ITEM_PASSWORD, frame, &error);
    ck_assert_msg(text != NULL, "%s", error.what);
    ck_assert_str_eq(text, expected);
    free(text);
}

START_TEST(what_stands_beside_objects)
{
    const char *frame = "<cs-objects z=\"1\"><?objects 2?><n>m</n><?objects 1?><m/></cs-objects>";

    expect_root(frame, 3,
                DECLARATION "<cs-objects z=\"1\">" OBJECT OBJECT "<n>m</n>" OBJECT
                            "<m></m></cs-objects>");
    expect_root("<cs-objects><n/></cs-objects>", 0, DECLARATION "<cs-objects><n></n></cs-objects>");
}
END_TEST

START_TEST(objects_that_came_or_went_since)
{
    const char *frame = "<cs-objects><a/><?objects 1?><b/><?objects 1?><c/></cs-objects>";

    expect_root(frame, 0, DECLARATION "<cs-objects><a></a><b></b><c></c></cs-objects>");
    expect_root(frame, 1, DECLARATION "<cs-objects><a></a>" OBJECT "<b></b><c></c></cs-objects>");
    expect_root(frame, 4,
                DECLARATION "<cs-objects><a></a>" OBJECT "<b></b>" OBJECT OBJECT OBJECT
                            "<c></c></cs-objects>");
    expect_root("<cs-objects><?objects 0000000000000000002?><b/><?objects 09?></cs-objects>", 3,
                DECLARATION "<cs-objects>" OBJECT OBJECT "<b></b>" OBJECT "</cs-objects>");
    expect_root("<cs-objects><n/></cs-objects>", 1,
                DECLARATION "<cs-objects>" OBJECT "<n></n></cs-objects>");
}
END_TEST

LOOP_TEST(a_damaged_root, 14)
{
    static const char *const roots[] = {
        "",
        "<cs-objects>",
        "<other></other>",
        "<cs-objects xmlns=\"urn:n\"></cs-objects>",
        "<cs-objects><?objects x?></cs-objects>",
        "<cs-objects><?objects?></cs-objects>",
        "<cs-objects><?objects 1x?></cs-objects>",
        "<cs-objects><?objects 1/?></cs-objects>",
        "<cs-objects><?objects 1:?></cs-objects>",
        "<cs-objects><?objects 00000000000000000001?></cs-objects>", /* too long for a number */
        "<cs-objects><a><?objects 1?></a></cs-objects>",
        "<cs-objects><?more 1?></cs-objects>",
        "<cs-objects><cs-object cs-dn=\"CN=a\"/></cs-objects>",
        "<cs-objects>text</cs-objects>",
    };
    cs_error error;

    ck_assert_ptr_null(write_objects(NULL, 0, CS_ITEM_ALL, roots[_i], &error));
    ck_assert_str_eq(error.what, "the stored root element of the document is damaged");
}
END_TEST

/* ---- Damage ---- */

LOOP_TEST(a_damaged_object_frame, 20)
{
    static const char *const frames[] = {
        "",
        "<cs-object>",
        "<cs-object",
        "<other></other>",
        "<cs-object xmlns=\"urn:n\"></cs-object>",
        "<cs-object></cs-object><cs-object></cs-object>",
        "<cs-object><?unknown?></cs-object>",
        "<cs-object><?new literal?></cs-object>",
        "<cs-object><?connector 2?></cs-object>",
        "<cs-object><?connector absent?></cs-object>",
        "<cs-object><?tower?></cs-object>",
        "<cs-object><?tower literal?></cs-object>",
        "<cs-object><new><?tower absent?></new></cs-object>",
        "<cs-object><?pending-import 2?></cs-object>",
        "<cs-object><new><?connector?></new></cs-object>",
        "<cs-object><connector><?connector?></connector></cs-object>",
        "<cs-object><pending-import><?connector?></pending-import></cs-object>",
        "<cs-object><!-- --></cs-object>",
        "<cs-object x=\"1\" x=\"2\"></cs-object>",
        "<cs-object>text</cs-object>",
    };
    cs_object object = {.dn = TEXT("CN=ada"), .frame = cs_text_from(frames[_i])};

    expect_damaged(&object);
}
END_TEST

LOOP_TEST(a_damaged_delta_frame, 14)
{
    static const char *const frames[] = {
        "",
        "<delta></delta>",
        "<unapplied-export></unapplied-export>",
        "<unapplied-export><entry></entry></unapplied-export>",
        "<unapplied-export><delta></delta><delta></delta></unapplied-export>",
        "<pending-import><delta></delta></pending-import>",
        "<unapplied-export><delta><?attr?></delta></unapplied-export>",
        "<unapplied-export><delta><?attr x?></delta></unapplied-export>",
        "<unapplied-export><delta><?anchor 1?></delta></unapplied-export>",
        "<unapplied-export><delta><?dn?></delta></unapplied-export>",
        "<unapplied-export><delta><new><?anchor?></new></delta></unapplied-export>",
        "<unapplied-export><?anchor?><delta></delta></unapplied-export>",
        "<unapplied-export>text<delta></delta></unapplied-export>",
        "<unapplied-export><delta>text</delta></unapplied-export>",
    };
    cs_image image = {.omodt = CS_OMODT_ADD, .frame = cs_text_from(frames[_i])};
    cs_object object = with_delta(&image);

    expect_damaged(&object);
}
END_TEST

LOOP_TEST(a_damaged_value, 8)
{
    static const struct {
        const char *frame;
        bool unknown;
    } cases[] = {
        {"", false},
        {"text", true},
        {"<value", false},
        {"<oc-value></oc-value>", false},
        {"<value><?dn?></value>", false},
        {"<value xmlns=\"urn:n\"><?value?></value>", true},
        {"<new><?value?></new>", true},
        {"<a/><b/>", true},
    };
    cs_value value = {.frame = cs_text_from(cases[_i].frame), .unknown = cases[_i].unknown};
    cs_attribute attribute = {.name = TEXT("a"), .values = &value};
    cs_image image = {.omodt = CS_OMODT_ADD, .attributes = &attribute};
    cs_object object = with_delta(&image);

    expect_damaged(&object);
}
END_TEST

START_TEST(a_damaged_attribute_or_error)
{
    cs_attribute attribute = {.name = TEXT("a"), .spelling = TEXT("x=1")};
    cs_image image = {.omodt = CS_OMODT_ADD, .attributes = &attribute};
    cs_object object = with_delta(&image);

    expect_damaged(&object);
    attribute.spelling = TEXT("x=\"1\"><!--");
    expect_damaged(&object);
    attribute.spelling = TEXT("x=\"1\" x=\"1\"");
    expect_damaged(&object);

    object = framed(CS_NO_TEXT);
    object.fields[CS_FIELD_EXPORT_ERROR] = TEXT("text");
    expect_damaged(&object);
    object.fields[CS_FIELD_EXPORT_ERROR] = TEXT("<import-errordetail/>");
    expect_damaged(&object);
    object.fields[CS_FIELD_EXPORT_ERROR] = TEXT("<export-errordetail><?x?></export-errordetail>");
    expect_damaged(&object);
}
END_TEST

LOOP_TEST(characters_that_xml_does_not_allow, 5)
{
    const struct {
        cs_text text;
        const char *what;
    } cases[] = {
        {TEXT("a\x01"), "the attribute \"title\" holds U+0001, which XML does not allow"},
        {TEXT("\0"), "the attribute \"title\" holds U+0000, which XML does not allow"},
        {TEXT("\xEF\xBF\xBF"), "the attribute \"title\" holds U+FFFF, which XML does not allow"},
        {TEXT("\xFF"),
         "the attribute \"title\" holds a byte that is not UTF-8, which XML does not allow"},
        {TEXT("\xED\xA0\x80"),
         "the attribute \"title\" holds a byte that is not UTF-8, which XML does not allow"},
    };
    cs_value value = {.text = cases[_i].text};
    cs_attribute attribute = {.name = TEXT("title"), .values = &value};
    cs_image image = {.omodt = CS_OMODT_ADD, .attributes = &attribute};
    cs_object object = with_delta(&image);
    cs_error error;

    ck_assert_ptr_null(write_objects(&object, 1, CS_ITEM_ALL, NULL, &error));
    ck_assert_str_eq(error.what, cases[_i].what);
    /* The object is in no file: nothing but the DN says where. */
    ck_assert_str_eq(error.dn, "CN=ada");
    ck_assert(!error.has_offset && error.object == 0 && error.file[0] == '\0');
}
END_TEST

START_TEST(a_name_that_xml_does_not_allow_names_no_attribute)
{
    cs_attribute broken = {.name = TEXT("ti\x01tle")};
    cs_attribute attribute = {.name = TEXT("mail"), .next = &broken};
    cs_image image = {.omodt = CS_OMODT_ADD, .attributes = &attribute};
    cs_object object = with_delta(&image);
    cs_error error;

    ck_assert_ptr_null(write_objects(&object, 1, CS_ITEM_ALL, NULL, &error));
    ck_assert_str_eq(error.what, "the object holds U+0001, which XML does not allow");
}
END_TEST

START_TEST(the_numbers_in_frames_fit_64_bits)
{
    static const struct {
        const char *text;
        bool fits;
        uint64_t number;
    } cases[] = {{"0", true, 0},
                 {"42", true, 42},
                 {"007", true, 7},
                 {"9999999999999999999", true, 9999999999999999999u},
                 {"10000000000000000000", false, 0}, /* longer ones could wrap around */
                 {"", false, 0},
                 {"-1", false, 0},
                 {"1:", false, 0},
                 {"1/", false, 0},
                 {" 1", false, 0}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t number;
        bool fits = cs_writer_number(cs_text_from(cases[i].text), &number);
        ck_assert_msg(fits == cases[i].fits, "\"%s\"", cases[i].text);
        ck_assert_msg(!fits || number == cases[i].number, "\"%s\"", cases[i].text);
    }
}
END_TEST

START_TEST(such_a_character_outside_of_attributes)
{
    cs_object object = framed(CS_NO_TEXT);
    cs_error error;

    object.fields[CS_FIELD_MA_NAME] = TEXT("\x02");
    ck_assert_ptr_null(write_objects(&object, 1, CS_ITEM_ALL, NULL, &error));
    ck_assert_str_eq(error.what, "the object holds U+0002, which XML does not allow");
}
END_TEST

static bool is_well_formed(const char *text)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    xmlDocPtr document =
        xmlCtxtReadMemory(parser, text, (int)strlen(text), "document", NULL,
                          XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET);
    bool whole =
        document && parser->wellFormed && parser->lastError.code != XML_NS_ERR_UNDEFINED_NAMESPACE;

    xmlFreeDoc(document);
    xmlFreeParserCtxt(parser);
    return whole;
}

/* Puts every kind of byte in every place of `text`, which `object` holds: it is refused, or the
 * document is XML. */
static void expect_no_damage(const cs_object *object, char *text)
{
    static const char bytes[] = "\0\x01<>&;\"'/?!=: -]x\x80\xC3\xFF";
    cs_error error;

    for (size_t i = 0, size = strlen(text); i < size; i++) {
        char kept = text[i];
        for (size_t k = 0; k < sizeof bytes; k++) {
            text[i] = bytes[k];
            char *written = write_objects(object, 1, CS_ITEM_ALL, NULL, &error);
            ck_assert_msg(!written || is_well_formed(written), "%s", written);
            free(written);
        }
        text[i] = kept;
    }
}

START_TEST(no_damage_gets_out)
{
    char frame[] =
        "<cs-object t='1'><?connector?><n:a xmlns:n=\"urn:n\" n:x=\"&lt;\">&#9;<b/></n:a>"
        "<?unapplied-export literal?><unapplied-export/><?ma-name?></cs-object>";
    char image_frame[] = "<unapplied-export><delta a=\"1\"><?anchor?><?attr 0?></delta><b/>"
                         "</unapplied-export>";
    char spelling[] = "xmlns:n=\"urn:n\" n:x='1' xml:lang=\"&amp;\" multivalued=\"TRUE\"";
    char value_frame[] = "<value x='1'>a<b/><?value?></value>";
    char detail[] = "<export-errordetail a='1'><b>&#x1F600;</b></export-errordetail>";
    cs_object object = framed((cs_text){frame, sizeof frame - 1});
    cs_value value = {.text = TEXT("v"), .frame = {value_frame, sizeof value_frame - 1}};
    cs_attribute attribute = {
        .name = TEXT("a"), .spelling = {spelling, sizeof spelling - 1}, .values = &value};
    cs_image image = {.omodt = CS_OMODT_ADD,
                      .anchor = TEXT("QQ=="),
                      .attributes = &attribute,
                      .frame = {image_frame, sizeof image_frame - 1}};

    object.fields[CS_FIELD_EXPORT_ERROR] = (cs_text){detail, sizeof detail - 1};
    expect_no_damage(&object, frame);
    expect_no_damage(&object, detail);
    object.parts[CS_UNAPPLIED_EXPORT] = &image;
    expect_no_damage(&object, image_frame);
    expect_no_damage(&object, spelling);
    expect_no_damage(&object, value_frame);
}
END_TEST

/* ---- Where it goes ---- */

START_TEST(a_terminal_is_not_driven)
{
    cs_value value = {.text =
                          TEXT("\x7F \xC2\x9B"
                               "31m \xE2\x80\xAE \xE2\x80\x8B \xEF\xBB\xBF \xC3\xA9 \xE2\x82\xAC "
                               "\xEF\xBF\xBD\t")};
    cs_attribute attribute = {.name = TEXT("\xC2\x85"), .spelling = TEXT(""), .values = &value};
    cs_image image = {.omodt = CS_OMODT_ADD, .attributes = &attribute};
    cs_object object = with_delta(&image);
    cs_error error = {.set = false};
    char text[1024] = "";
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    ck_assert(grantpt(master) == 0 && unlockpt(master) == 0);
    object.frame = TEXT("<cs-object><\xD8\x9C x=\"\xD8\x9C\">\xD8\x9C</\xD8\x9C></cs-object>");
    cs_output *out = cs_output_open(ptsname(master), NULL, 0, &error);
    ck_assert_msg(out != NULL, "%s", error.what);
    cs_writer *writer = cs_writer_new(out, CS_ITEM_ALL, CS_NO_TEXT, &error);
    ck_assert(cs_writer_put(writer, &object, &error) && cs_writer_end(writer, &error));
    cs_writer_free(writer);
    ck_assert(cs_output_commit(out, &error));
    ck_assert_int_gt(read(master, text, sizeof text - 1), 0);
    ck_assert_ptr_nonnull(strstr(text, "<attr name=\"&#x85;\"><value>&#x7F; &#x9B;31m &#x202E; "
                                       "&#x200B; &#xFEFF; \xC3\xA9 \xE2\x82\xAC "
                                       "\xEF\xBF\xBD\t</value></attr>"));
    ck_assert_ptr_nonnull(strstr(text, "<\xD8\x9C x=\"&#x61C;\">&#x61C;</\xD8\x9C>"));
    close(master);
}
END_TEST

START_TEST(an_object_larger_than_what_waits)
{
    static char letters[3000000];
    cs_value last = {.text = {letters, sizeof letters}};
    cs_value first = {.text = {letters, sizeof letters}, .next = &last};
    cs_attribute attribute = {.name = TEXT("a"), .values = &first};
    cs_image image = {.omodt = CS_OMODT_ADD, .attributes = &attribute};
    cs_object object = with_delta(&image);
    cs_error error;

    memset(letters, 'x', sizeof letters);
    char *text = write_objects(&object, 1, CS_ITEM_ALL, NULL, &error);
    ck_assert_uint_gt(strlen(text), 2 * sizeof letters);
    ck_assert(is_well_formed(text));
    free(text);
}
END_TEST

START_TEST(a_full_disk_is_for_good)
{
    static char letters[2000000];
    cs_value value = {.text = {letters, sizeof letters}};
    cs_attribute attribute = {.name = TEXT("a"), .values = &value};
    cs_image image = {.omodt = CS_OMODT_ADD, .attributes = &attribute};
    cs_object object = with_delta(&image);
    cs_error error = {.set = false}, second = {.set = false}, third = {.set = false};

    memset(letters, 'x', sizeof letters);
    cs_output *out = cs_output_open("/dev/full", NULL, 0, &error);
    cs_writer *writer = cs_writer_new(out, CS_ITEM_ALL, CS_NO_TEXT, &error);
    ck_assert(!cs_writer_put(writer, &object, &error));
    ck_assert(error.set);
    ck_assert(!cs_writer_put(writer, &object, &second) && second.set);
    ck_assert(!cs_writer_end(writer, &third) && third.set);
    cs_writer_free(writer);
    cs_output_abandon(out);
}
END_TEST

/* ---- What the reader makes of a file ---- */

/* Documents that come out as they went in. */
static const char *const documents[] = {
    "<cs-objects></cs-objects>",
    "<cs-objects a=\"1\"><new x=\"&lt;&#10;\">t<b></b></new></cs-objects>",
    "<cs-objects><n></n><cs-object cs-dn=\"CN=a\">" TOWER "</cs-object><n></n></cs-objects>",
    "<cs-objects><cs-object cs-dn=\"CN=a\" id=\"{0c}\" transient=\"1\">" PARTS
    "<connector>1</connector><pending>0</pending><ma-name>contoso.com - AAD</ma-name></cs-object>"
    "</cs-objects>",
    "<cs-objects><cs-object cs-dn=\"CN=a\">" PARTS "<connector x=\"1\">yes</connector><connector>0"
    "</connector><export-errordetail></export-errordetail><export-errordetail "
    "retry-count=\"1\"><n:x xmlns:n=\"urn:n\"></n:x></export-errordetail></cs-object></cs-objects>",
    "<cs-objects><cs-object cs-dn=\"CN=a\">" PARTS_BUT_FIRST "<connector>1</connector>"
    "<unapplied-export y=\"1\"><new></new><delta operation=\"add\" z=\"1\"><new></new><attr "
    "name=\"a\" operation=\"\"></attr><anchor>QQ==</anchor><attr name=\"b\" type=\"binary\" "
    "multivalued=\"true\"><value>QQ==</value><new>t</new><value operation=\"add\" "
    "encoding=\"base64\">QQ==</value></attr><objectclass o=\"1\"><oc-value>a<b>c</b></oc-value>"
    "</objectclass><new></new></delta></unapplied-export></cs-object></cs-objects>",
    "<cs-objects><cs-object cs-dn=\"CN=a\"><unapplied-export><delta operation=\"update\" "
    "dn=\"\"><dn-attr name=\"a\" multivalued=\"false\"><dn-value><anchor>QQ==</anchor><dn>&lt;"
    "</dn></dn-value><dn-value></dn-value><dn-value><dn></dn><dn></dn></dn-value></dn-attr></delta>"
    "</unapplied-export>" PARTS_BUT_FIRST "</cs-object></cs-objects>",
};

LOOP_TEST(what_was_read_is_written_again, sizeof documents / sizeof *documents)
{
    cs_reader_options options = {.everything = true};
    cs_error error = {.set = false};
    cs_input *input = cs_input_memory(documents[_i], strlen(documents[_i]), "document", &error);
    cs_reader *reader = cs_reader_new(input, &options, &error);
    cs_object *object;
    char path[64], *text, *expected;
    int fd = memfd_create("document", 0);

    /* The root's frame is known at the end, so read all of it first. */
    while (cs_reader_next(reader, &object, &error) == CS_ITEM)
        ;
    ck_assert_msg(!error.set, "%s", error.what);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    cs_output *out = cs_output_open(path, NULL, 0, &error);
    cs_writer *writer = cs_writer_new(out, CS_ITEM_ALL, cs_reader_root_frame(reader), &error);
    ck_assert_msg(writer != NULL, "%s", error.what);
    cs_input *again = cs_input_memory(documents[_i], strlen(documents[_i]), "document", &error);
    cs_reader *second = cs_reader_new(again, &options, &error);
    while (cs_reader_next(second, &object, &error) == CS_ITEM)
        cs_writer_put(writer, object, &error);
    cs_writer_end(writer, &error);
    ck_assert_msg(!error.set, "%s", error.what);
    cs_writer_free(writer);
    ck_assert(cs_output_commit(out, &error));
    text = contents(fd);
    ck_assert_int_gt(asprintf(&expected, DECLARATION "%s", documents[_i]), 0);
    ck_assert_str_eq(text, expected);
    free(text);
    free(expected);
    cs_reader_free(second);
    cs_input_close(again);
    cs_reader_free(reader);
    cs_input_close(input);
    close(fd);
}
END_TEST
