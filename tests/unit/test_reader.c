#include <glob.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buffer.h"
#include "unit.h"
#include "xml/read/reader.h"

#define COUNT_OF(array) ((int)(sizeof(array) / sizeof *(array)))

/* ---- A reading as text, so that two can be compared ---- */

/* What is in the buffer as a C string. */
static const char *string(cs_buffer *buffer)
{
    char *end = cs_buffer_reserve(buffer, 1);

    ck_assert_ptr_nonnull(end);
    *end = '\0';
    return buffer->s;
}

static void put_number(cs_buffer *to, const char *name, uint64_t number)
{
    char s[64];

    snprintf(s, sizeof s, " %s=%" PRIu64, name, number);
    cs_buffer_puts(to, s);
}

/* An absent text is not shown at all. */
static void put_text(cs_buffer *to, const char *name, cs_text t)
{
    if (t.s == NULL)
        return;
    cs_buffer_puts(to, " ");
    cs_buffer_puts(to, name);
    cs_buffer_puts(to, "=\"");
    cs_buffer_add(to, t);
    cs_buffer_puts(to, "\"");
}

static void put_value(cs_buffer *to, const cs_value *v)
{
    cs_buffer_puts(to, v->unknown ? "\n      unknown" : "\n      value");
    put_text(to, "operation", cs_text_from(cs_vmodt_word(v->vmodt)));
    put_text(to, "text", v->text);
    put_text(to, "anchor", v->anchor);
    put_text(to, "frame", v->frame);
}

static void put_attribute(cs_buffer *to, const cs_attribute *a)
{
    static const char *const elements[] = {"attr", "dn-attr", "objectclass"};
    size_t count = 0;

    cs_buffer_puts(to, "\n    ");
    cs_buffer_puts(to, elements[a->element]);
    put_text(to, "name", a->name);
    put_text(to, "operation", cs_text_from(cs_amodt_word(a->amodt)));
    put_text(to, "type", a->type);
    put_number(to, "multivalued", a->multivalued);
    put_text(to, "spelling", a->spelling);
    for (const cs_value *v = a->values; v; v = v->next) {
        put_value(to, v);
        count += !v->unknown;
    }
    ck_assert_uint_eq(a->count, count);
}

static void put_image(cs_buffer *to, cs_part part, const cs_image *image)
{
    size_t count = 0;

    cs_buffer_puts(to, "\n  ");
    cs_buffer_puts(to, cs_part_name(part));
    if (cs_part_is_delta(part))
        put_text(to, "operation", cs_text_from(cs_omodt_word(image->omodt)));
    put_text(to, "dn", image->dn);
    put_text(to, "newdn", image->newdn);
    put_text(to, "anchor", image->anchor);
    put_text(to, "parent-anchor", image->parent_anchor);
    put_text(to, "primary-objectclass", image->primary_objectclass);
    put_text(to, "frame", image->frame);
    for (const cs_attribute *a = image->attributes; a; a = a->next, count++)
        put_attribute(to, a);
    ck_assert_uint_eq(image->count, count);
}

static void put_object(cs_buffer *to, const cs_object *object)
{
    cs_buffer_puts(to, "object");
    put_number(to, "number", object->number);
    put_number(to, "offset", object->offset);
    put_number(to, "drop", object->drop);
    put_number(to, "password-history", object->password_history);
    put_text(to, "dn", object->dn);
    put_text(to, "id", object->id);
    put_text(to, "type", object->type);
    put_text(to, "frame", object->frame);
    for (cs_field field = 0; field < CS_FIELDS; field++)
        put_text(to, cs_field_name(field), object->fields[field]);
    for (cs_part part = 0; part < CS_PARTS; part++)
        if (object->parts[part])
            put_image(to, part, object->parts[part]);
    cs_buffer_puts(to, "\n");
}

static void put_error(cs_buffer *to, const cs_error *error)
{
    cs_buffer_puts(to, "error");
    put_text(to, "what", cs_text_from(error->what));
    put_text(to, "file", cs_text_from(error->file));
    if (error->has_offset)
        put_number(to, "offset", error->offset);
    put_number(to, "object", error->object);
    put_text(to, "dn", cs_text_from(error->dn));
    cs_buffer_puts(to, "\n");
}

/* How a document is read. */
typedef struct way {
    bool everything;
    unsigned parts, fields;
    size_t chunk; /* 0: as it comes */
} way;

enum {
    ALL_FIELDS = (1 << CS_FIELDS) - 1
};

static const way analysing = {.fields = ALL_FIELDS};
static const way storing = {.everything = true};

/* Everything that a reader says about a document. */
static cs_buffer reading_of(cs_text document, way w)
{
    cs_buffer to = {.s = NULL};
    cs_error error = {.set = false};
    const cs_reader_options options = {
        .parts = w.parts, .fields = w.fields, .everything = w.everything};
    cs_input *input = cs_input_memory(document.s, document.n, "export.xml", &error);
    if (w.chunk > 0)
        cs_input_chunk(input, w.chunk);
    cs_reader *reader = cs_reader_new(input, &options, &error);
    cs_object *object;
    cs_next got;

    ck_assert_ptr_nonnull(reader);
    while ((got = cs_reader_next(reader, &object, &error)) == CS_ITEM)
        put_object(&to, object);
    put_number(&to, "shape", cs_reader_shape(reader));
    if (got == CS_END)
        put_text(&to, "root", cs_reader_root_frame(reader));
    cs_buffer_puts(&to, "\n");
    ck_assert_int_eq(error.set, got == CS_FAILED);
    if (got == CS_FAILED)
        put_error(&to, &error);
    ck_assert_int_eq(cs_reader_next(reader, &object, &error), got); /* and so it stays */
    ck_assert(!to.failed);
    cs_reader_free(reader);
    cs_input_close(input);
    return to;
}

/* The reading is the same in chunks of that size. */
static void expect_same(const char *name, cs_text document, way w, const cs_buffer *whole)
{
    cs_buffer pieces = reading_of(document, w);

    ck_assert_msg(cs_text_equal(cs_buffer_text(whole), cs_buffer_text(&pieces)),
                  "%s: in chunks of %zu it reads\n%.*s\nand as a whole\n%.*s", name, w.chunk,
                  (int)pieces.n, pieces.s, (int)whole->n, whole->s);
    cs_buffer_free(&pieces);
}

/* The same as UTF-16, one byte at a time. The document is ASCII. */
static cs_buffer as_utf16(cs_text document)
{
    cs_buffer to = {.s = NULL};

    for (size_t i = 0; i < document.n; i++)
        cs_buffer_add(&to, (cs_text){(char[]){document.s[i], 0}, 2});
    return to;
}

static void expect_reading(cs_text document, way w, const char *expected)
{
    cs_buffer reading = reading_of(document, w);

    ck_assert_msg(cs_text_is(cs_buffer_text(&reading), expected), "%.*s\nreads\n%.*s\nand not\n%s",
                  (int)document.n, document.s, (int)reading.n, reading.s, expected);
    cs_buffer_free(&reading);
}

/* An object of these children reads as `expected`, which follows what every such object has. */
static void expect_object(const char *inside, way w, const char *expected)
{
    cs_buffer document = {.s = NULL}, reading = {.s = NULL};

    cs_buffer_puts(&document, "<cs-objects><cs-object cs-dn='CN=ada'>");
    cs_buffer_puts(&document, inside);
    cs_buffer_puts(&document, "</cs-object></cs-objects>");
    cs_buffer_puts(&reading, "object number=1 offset=12 drop=0 password-history=0 dn=\"CN=ada\"");
    cs_buffer_puts(&reading, expected);
    cs_buffer_puts(&reading, "\n shape=1\n");
    expect_reading(cs_buffer_text(&document), w, string(&reading));
    cs_buffer_free(&document);
    cs_buffer_free(&reading);
}

/* ---- Shapes ---- */

#define DROP_NAMESPACE "http://www.microsoft.com/mms/mmsml/v2"

START_TEST(a_csexport_file)
{
    expect_reading(CS_LITERAL("<cs-objects/>"), analysing, " shape=1\n");
    expect_reading(
        CS_LITERAL("<cs-objects>\n"
                   "<cs-object cs-dn='CN=ada' id='{0A}' object-type='user'></cs-object>\n"
                   "<other><cs-object cs-dn='CN=no'/></other>"
                   "<cs-object id='' cs-dn=''/>"
                   "</cs-objects>\n"),
        analysing,
        "object number=1 offset=13 drop=0 password-history=0 dn=\"CN=ada\" id=\"{0A}\" "
        "type=\"user\"\n"
        "object number=2 offset=122 drop=0 password-history=0 dn=\"\" id=\"\"\n"
        " shape=1\n");
}
END_TEST

START_TEST(a_drop_file)
{
    const cs_text document =
        CS_LITERAL("<mmsml xmlns='" DROP_NAMESPACE "' step-type='delta-import'>"
                   "<delta operation='add' dn='CN=no'/>"
                   "<directory-entries>"
                   "<delta operation='update' dn='CN=ada' newdn='CN=b'><anchor>QQ==</anchor>"
                   "<primary-objectclass>user</primary-objectclass>"
                   "<attr name='title'><value>x</value></attr></delta>"
                   "<other><delta operation='add' dn='CN=no'/></other><delta xmlns='' dn='CN=no'/>"
                   "<delta operation='delete' dn=''/>"
                   "</directory-entries></mmsml>");
    const char expected[] =
        "object number=1 offset=132 drop=1 password-history=0 dn=\"CN=ada\" type=\"user\"\n"
        "  unapplied-export operation=\"update\" dn=\"CN=ada\" newdn=\"CN=b\" anchor=\"QQ==\" "
        "primary-objectclass=\"user\"\n"
        "    attr name=\"title\" multivalued=0\n"
        "      value text=\"x\"\n"
        "object number=2 offset=379 drop=1 password-history=0 dn=\"\"\n"
        "  unapplied-export operation=\"delete\" dn=\"\"\n"
        " shape=2\n";
    expect_reading(document, analysing, expected);
    expect_reading(document, (way){.parts = 1u << CS_UNAPPLIED_EXPORT}, expected);
}
END_TEST

START_TEST(a_namespace_may_have_a_prefix)
{
    expect_reading(CS_LITERAL("<m:mmsml xmlns:m='" DROP_NAMESPACE "'><m:directory-entries>"
                              "<m:delta operation='add' dn='CN=ada'/><delta dn='CN=no'/>"
                              "</m:directory-entries></m:mmsml>"),
                   analysing,
                   "object number=1 offset=78 drop=1 password-history=0 dn=\"CN=ada\"\n"
                   "  unapplied-export operation=\"add\" dn=\"CN=ada\"\n"
                   " shape=2\n");
}
END_TEST

/* A name can be as long as the file. */
START_TEST(the_name_of_another_root_is_cut)
{
    const char *name = "a2345678901234567890123456789012345678901234567890123456789012345678901234"
                       "567890";
    cs_buffer document = {.s = NULL}, expected = {.s = NULL};

    for (int cut = 0; cut < 2; cut++) {
        document.n = expected.n = 0;
        cs_buffer_puts(&document, "<");
        cs_buffer_puts(&document, name);
        cs_buffer_puts(&document, cut ? "1/>" : "/>");
        cs_buffer_puts(&expected, "the root element is \"");
        cs_buffer_puts(&expected, name);
        cs_buffer_add(&expected, CS_LITERAL("\", neither\0"));
        cs_buffer reading = reading_of(cs_buffer_text(&document), analysing);
        ck_assert_msg(strstr(string(&reading), expected.s) != NULL, "%s", reading.s);
        cs_buffer_free(&reading);
    }
    cs_buffer_free(&document);
    cs_buffer_free(&expected);
}
END_TEST

START_TEST(nothing_else_is_read)
{
    static const char *const documents[] = {
        "<other/>",
        "<CS-objects/>",
        "<cs-object cs-dn='CN=ada'/>",
        "<cs-objects xmlns='urn:x'/>",
        "<x:cs-objects xmlns:x='urn:x'/>",
        "<cs-objects xmlns='" DROP_NAMESPACE "'/>",
        "<mmsml/>",
        "<mmsml xmlns='http://www.microsoft.com/mms/mmsml/v1'/>",
        "<mmsml xmlns='" DROP_NAMESPACE "/'/>",
        "<directory-entries xmlns='" DROP_NAMESPACE "'/>",
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        cs_buffer reading = reading_of(cs_text_from(documents[i]), analysing);
        ck_assert_msg(strstr(string(&reading), " shape=0\nerror what=\"the root element") != NULL,
                      "%s reads %s", documents[i], reading.s);
        cs_buffer_free(&reading);
    }
}
END_TEST

/* ---- What an object has ---- */

#define DELTA(inside)                                                                              \
    "<unapplied-export><delta operation='update'>" inside "</delta></unapplied-export>"
#define ENTRY(inside) "<synchronized-hologram><entry>" inside "</entry></synchronized-hologram>"
#define IN_DELTA "\n  unapplied-export operation=\"update\""
#define IN_ENTRY "\n  synchronized-hologram"

START_TEST(fields)
{
    expect_object("<connector>1</connector><connector-state>normal</connector-state>"
                  "<import-delta-operation>none</import-delta-operation>"
                  "<export-delta-operation>modify</export-delta-operation>"
                  "<ma-id>{0B}</ma-id><ma-name>contoso.com &#45; AAD</ma-name>"
                  "<mv-link lineage-id='x'>{0C}</mv-link>"
                  "<last-export-delta-time> 2024-01-01 </last-export-delta-time>",
                  analysing,
                  " connector=\"1\" import-delta-operation=\"none\" "
                  "export-delta-operation=\"modify\" ma-id=\"{0B}\" "
                  "ma-name=\"contoso.com - AAD\" mv-link=\"{0C}\" "
                  "last-export-delta-time=\" 2024-01-01 \" connector-state=\"normal\"");
    /* Of a disconnector. */
    expect_object("<connector>0</connector><connector-state>explicit</connector-state>"
                  "<disconnection-type>explicit</disconnection-type>"
                  "<disconnection-time>2026-11-01</disconnection-time>"
                  "<account-name>ada</account-name><user-principal-name>ada@contoso.com"
                  "</user-principal-name>",
                  analysing,
                  " connector=\"0\" connector-state=\"explicit\" disconnection-type=\"explicit\" "
                  "disconnection-time=\"2026-11-01\" account-name=\"ada\" "
                  "user-principal-name=\"ada@contoso.com\"");
    /* The first of several, even if empty; text below it counts. */
    expect_object("<ma-name/><ma-name>b</ma-name><ma-id>a<b>c<!-- --></b></ma-id>", analysing,
                  " ma-id=\"ac\" ma-name=\"\"");
    /* An error detail comes as XML, and an empty one is none. */
    expect_object("<import-errordetail error-type='x'/><export-errordetail/>", analysing,
                  " import-errordetail=\"<import-errordetail error-type=\"x\">"
                  "</import-errordetail>\"");
    /* A name in a foreign namespace is another name. */
    expect_object("<ma-id xmlns='urn:x'>x</ma-id><x><ma-id>y</ma-id></x>", analysing, "");
}
END_TEST

START_TEST(fields_that_nobody_asked_for_are_passed_over)
{
    const way w = {.fields = 1u << CS_FIELD_MA_NAME};

    expect_object("<connector>1</connector><ma-id>{0B}</ma-id><ma-name>b</ma-name>"
                  "<export-errordetail>x</export-errordetail>",
                  w, " ma-name=\"b\"");
}
END_TEST

START_TEST(parts_come_in_any_order)
{
    expect_object("<pending-import-hologram><entry dn='CN=c'/></pending-import-hologram>"
                  "<unapplied-export/>"
                  "<pending-import><other/><delta operation='none' dn='CN=b'/></pending-import>"
                  "<synchronized-hologram><entry/></synchronized-hologram>"
                  "<escrowed-export-hologram><delta operation='add'/></escrowed-export-hologram>"
                  "<escrowed-export><entry/></escrowed-export>",
                  analysing,
                  "\n  pending-import operation=\"none\" dn=\"CN=b\""
                  "\n  synchronized-hologram"
                  "\n  pending-import-hologram dn=\"CN=c\"");
}
END_TEST

START_TEST(parts_that_nobody_asked_for_are_passed_over)
{
    const way w = {.parts = 1u << CS_PENDING_IMPORT | 1u << CS_SYNCHRONIZED_HOLOGRAM};

    expect_object(
        DELTA("<attr name='a'/>")
            ENTRY("<dn-attr name='b'><dn-value/></dn-attr>") "<pending-import><delta "
                                                             "operation='add'/></pending-import>",
        w,
        "\n  pending-import operation=\"add\"" IN_ENTRY
        "\n    dn-attr name=\"b\" multivalued=0\n      value");
}
END_TEST

START_TEST(attributes_and_values)
{
    expect_object(
        DELTA("<anchor encoding='base64'>QQ==</anchor><parent-anchor> </parent-anchor>"
              "<primary-objectclass>user</primary-objectclass>"
              "<objectclass operation='add'><oc-value>top</oc-value>"
              "<oc-value operation='delete'/></objectclass>"
              "<dn-attr name='manager' operation='update' multivalued='1'>"
              "<dn-value operation='delete'><anchor>Qg==</anchor><dn> CN=b\n</dn></dn-value>"
              "<dn-value/></dn-attr>"
              "<attr name='' operation='' type='string' multivalued='true'>"
              "<value>a<b>c</b><![CDATA[<d>]]>&amp;</value><value operation='add'/></attr>"),
        analysing,
        IN_DELTA " anchor=\"QQ==\" parent-anchor=\" \" primary-objectclass=\"user\""
                 "\n    objectclass name=\"objectClass\" operation=\"add\" multivalued=1"
                 "\n      value text=\"top\""
                 "\n      value operation=\"delete\" text=\"\""
                 "\n    dn-attr name=\"manager\" operation=\"update\" multivalued=1"
                 "\n      value operation=\"delete\" text=\" CN=b\n\""
                 "\n      value"
                 "\n    attr name=\"\" type=\"string\" multivalued=1"
                 "\n      value text=\"ac<d>&\""
                 "\n      value operation=\"add\" text=\"\"");
}
END_TEST

START_TEST(what_is_unknown_is_passed_over)
{
    expect_object(
        "<new><connector>0</connector><unapplied-export/></new>" DELTA(
            "<new><attr name='no'/></new><x:attr xmlns:x='urn:x'/><entry/><value>no</value>"
            "<attr name='a'><new><value>no</value></new><dn-value/><oc-value/>"
            "<value xmlns='urn:x' operation='other'>no</value><value x='1'>v</value></attr>"
            "<dn-attr name='b'><value/><dn-value><dn xmlns='urn:x'>no</dn><dn>CN=x</dn>"
            "<dn>CN=no</dn></dn-value></dn-attr>"
            "<anchor>A</anchor><anchor>B</anchor>") "<connector>1</connector>",
        analysing,
        " connector=\"1\"" IN_DELTA " anchor=\"A\""
        "\n    attr name=\"a\" multivalued=0"
        "\n      value text=\"v\""
        "\n    dn-attr name=\"b\" multivalued=0"
        "\n      value text=\"CN=x\"");
}
END_TEST

/* A hologram has no operations: what stands there is nobody's business. */
START_TEST(words_in_a_hologram_do_not_count)
{
    expect_object(ENTRY("<objectclass operation='x'><oc-value operation='x'>top</oc-value>"
                        "</objectclass><attr name='a' operation='x'>"
                        "<value operation='delete'>v</value></attr>"
                        "<dn-attr name='b'><dn-value operation='x'/></dn-attr>"),
                  analysing,
                  IN_ENTRY "\n    objectclass name=\"objectClass\" multivalued=1"
                           "\n      value text=\"top\""
                           "\n    attr name=\"a\" multivalued=0"
                           "\n      value text=\"v\""
                           "\n    dn-attr name=\"b\" multivalued=0"
                           "\n      value");
}
END_TEST

/* XML has many ways to say the same. */
START_TEST(spelling_does_not_matter)
{
    expect_reading(
        CS_LITERAL("<?xml version='1.0' encoding=\"UTF-16\" standalone='yes'?>\r\n<!-- <a> -->"
                   "<?p <a>?>\n<cs-objects\n><!----><cs-object\tobject-type\r\n=\r\"a&gt;b'&#10;"
                   "&#x20AC;\"\ncs-dn = '\"&quot;\t\r\n>/>'\n><?p?><unapplied-export ><delta "
                   "operation='&#97;dd'/></unapplied-export\n><connector><!-- - -->1<![CDATA[]]>"
                   "</connector ></cs-object\r></cs-objects><!-- --><?p ?>\r\n"),
        analysing,
        "object number=1 offset=100 drop=0 password-history=0 dn=\"\"\"  >/>\" "
        "type=\"a>b'\n\u20AC\" connector=\"1\"\n  unapplied-export operation=\"add\"\n shape=1\n");
}
END_TEST

START_TEST(password_history_is_noted_and_not_kept)
{
    const cs_text document =
        CS_LITERAL("<cs-objects><cs-object cs-dn='a'><password-change-history><x>secret</x>"
                   "</password-change-history><connector>1</connector></cs-object></cs-objects>");

    expect_reading(document, analysing,
                   "object number=1 offset=12 drop=0 password-history=1 dn=\"a\" connector=\"1\"\n"
                   " shape=1\n");
    expect_reading(document, storing,
                   "object number=1 offset=12 drop=0 password-history=1 dn=\"a\" "
                   "frame=\"<cs-object><?synchronized-hologram absent?><?tower "
                   "absent?><?connector?></cs-object>\" "
                   "connector=\"1\"\n"
                   " shape=1\n");
}
END_TEST

/* ---- Frames: everything asked for ---- */

/* A child of an object, and the frame and field that it makes. */
#define JOINED "<synchronized-hologram/><connector>1</connector>"
#define IS_JOINED " frame=\"<cs-object><?connector?></cs-object>\" connector=\"1\""

/* It says that there is nothing: an object without a frame is one that was made with SQL. */
START_TEST(an_object_with_nothing_beyond_has_an_empty_frame)
{
    static const char frame[] = " frame=\"<cs-object></cs-object>\"";

    expect_object("<synchronized-hologram/>", storing,
                  " frame=\"<cs-object><?tower absent?></cs-object>\"");
    expect_object("<unapplied-export/><synchronized-hologram/>", storing, frame);
    expect_object("<unapplied-export/><pending-import/>\n<synchronized-hologram/>", storing, frame);
}
END_TEST

START_TEST(nothing_unusual_needs_no_frame)
{
    expect_object(
        DELTA("<anchor encoding='base64'>QQ==</anchor><parent-anchor encoding='base64'>Qg=="
              "</parent-anchor><primary-objectclass>user</primary-objectclass>"
              "<objectclass><oc-value>top</oc-value></objectclass>"
              "<dn-attr name='m' operation='update' multivalued='false'>"
              "<dn-value operation='delete'><dn>CN=b</dn><anchor encoding='base64'>Qg==</anchor>"
              "</dn-value><dn-value><dn/></dn-value></dn-attr>"
              "<attr name='a' operation='update' type='string' multivalued='true'>"
              "<value operation='add'>v<!-- --><![CDATA[w]]></value></attr>"
              "<attr name='b' type='binary' multivalued='1'><value encoding='base64'>QQ==</value>"
              "</attr>") JOINED,
        storing,
        IS_JOINED IN_DELTA
        " anchor=\"QQ==\" parent-anchor=\"Qg==\" primary-objectclass=\"user\""
        "\n    objectclass name=\"objectClass\" multivalued=1"
        "\n      value text=\"top\""
        "\n    dn-attr name=\"m\" operation=\"update\" multivalued=0"
        "\n      value operation=\"delete\" text=\"CN=b\" anchor=\"Qg==\""
        "\n      value text=\"\""
        "\n    attr name=\"a\" operation=\"update\" type=\"string\" multivalued=1"
        "\n      value operation=\"add\" text=\"vw\""
        "\n    attr name=\"b\" type=\"binary\" multivalued=1"
        "\n      value text=\"QQ==\"");
}
END_TEST

/* The frame of an object of these children, without its tags. An absent tower element comes back as
 * an empty one if there is another, else not at all; the synchronized hologram is not of the tower
 * (doc/cli.md, doc/answers.md). */
static void expect_object_frame(const char *inside, const char *frame, const char *more)
{
    cs_buffer expected = {.s = NULL};

    cs_buffer_puts(&expected, " frame=\"<cs-object><?synchronized-hologram absent?>");
    bool tower = false;
    for (cs_part part = 0; part < CS_PARTS; part++)
        tower = tower || (part != CS_SYNCHRONIZED_HOLOGRAM && strstr(inside, cs_part_name(part)));
    if (!tower)
        cs_buffer_puts(&expected, "<?tower absent?>");
    cs_buffer_puts(&expected, frame);
    cs_buffer_puts(&expected, "</cs-object>\"");
    cs_buffer_puts(&expected, more);
    expect_object(inside, storing, string(&expected));
    cs_buffer_free(&expected);
}

START_TEST(the_frame_of_an_object_holds_its_children)
{
    expect_object_frame("<connector>1</connector><connector-state>normal</connector-state>",
                        "<?connector?><connector-state>normal</connector-state>",
                        " connector=\"1\" connector-state=\"normal\"");
    expect_object_frame("<import-delta-operation>add</import-delta-operation>"
                        "<export-delta-operation/><ma-id>{0B}</ma-id><ma-name>b</ma-name>",
                        "<?import-delta-operation?><?export-delta-operation?><?ma-id?><?ma-name?>",
                        " import-delta-operation=\"add\" export-delta-operation=\"\" "
                        "ma-id=\"{0B}\" ma-name=\"b\"");
    /* Unknown elements are kept whole, without white space between elements. */
    expect_object_frame("\n<new a='1'>\n <b/>\n <c> d </c>\n</new>\n",
                        "<new a=\"1\"><b></b><c> d </c></new>", "");
    expect_object_frame("<new> a <b/> c </new><new> </new>", "<new> a <b></b> c </new><new> </new>",
                        "");
    /* A hole is made by nobody else. */
    expect_object_frame("<?connector?><new>&lt;?connector?&gt;<!--<?connector?>--><?ma-id?>"
                        "<![CDATA[<?x?>]]></new>",
                        "<new>&lt;?connector?&gt;&lt;?x?&gt;</new>", "");
    expect_object_frame("<new a='&lt;?ma-id?>&quot;&#10;&amp;'/>",
                        "<new a=\"&lt;?ma-id?&gt;&quot;&#10;&amp;\"></new>", "");
}
END_TEST

START_TEST(a_field_that_is_more_than_its_text_stays_as_it_is)
{
    expect_object_frame("<connector>2</connector>", "<?connector literal?><connector>2</connector>",
                        " connector=\"2\"");
    expect_object_frame("<connector x='1'>1</connector>",
                        "<?connector literal?><connector x=\"1\">1</connector>",
                        " connector=\"1\"");
    expect_object_frame("<ma-name>a<b>c</b></ma-name>",
                        "<?ma-name literal?><ma-name>a<b>c</b></ma-name>", " ma-name=\"ac\"");
    expect_object_frame("<ma-name>a</ma-name><ma-name>b</ma-name>",
                        "<?ma-name?><ma-name>b</ma-name>", " ma-name=\"a\"");
    /* These have a field for those who look at them, and no place of their own. */
    expect_object_frame("<mv-link a='1'>{0C}</mv-link>", "<mv-link a=\"1\">{0C}</mv-link>",
                        " mv-link=\"{0C}\"");
    expect_object_frame("<last-export-delta-time>x</last-export-delta-time>",
                        "<last-export-delta-time>x</last-export-delta-time>",
                        " last-export-delta-time=\"x\"");
}
END_TEST

START_TEST(error_details_are_kept_as_xml)
{
    expect_object_frame(
        "<export-errordetail retry-count='2'>\n<export-status><error-literal>a&amp;b"
        "</error-literal>\n</export-status></export-errordetail>",
        "<?export-errordetail?>",
        " export-errordetail=\"<export-errordetail retry-count=\"2\"><export-status>"
        "<error-literal>a&amp;b</error-literal></export-status></export-errordetail>\"");
    expect_object_frame("<import-errordetail>x</import-errordetail>", "<?import-errordetail?>",
                        " import-errordetail=\"<import-errordetail>x</import-errordetail>\"");
    /* An empty one is no error. */
    expect_object_frame("<import-errordetail/>", "<import-errordetail></import-errordetail>", "");
    expect_object_frame("<import-errordetail>\n</import-errordetail>",
                        "<import-errordetail>\n</import-errordetail>", "");
}
END_TEST

START_TEST(xml_attributes_of_an_object)
{
    static const struct {
        const char *document;
        int offset;
        const char *expected;
    } cases[] = {
        {"<cs-objects><cs-object transient='1' cs-dn='a'><synchronized-hologram/></cs-object>"
         "</cs-objects>",
         12, " frame=\"<cs-object transient=\"1\"><?tower absent?></cs-object>\""},
        /* Ids are stored in upper case. */
        {"<cs-objects><cs-object cs-dn='a' id='{0a}'><synchronized-hologram/></cs-object>"
         "</cs-objects>",
         12, " id=\"{0a}\" frame=\"<cs-object id=\"{0a}\"><?tower absent?></cs-object>\""},
        {"<cs-objects xmlns:p='urn:p'><cs-object p:cs-dn='b' xml:lang='en' p:x='1' cs-dn='a'/>"
         "</cs-objects>",
         28,
         " frame=\"<cs-object xmlns:p=\"urn:p\" p:cs-dn=\"b\" xml:lang=\"en\" p:x=\"1\">"
         "<?synchronized-hologram absent?><?tower absent?></cs-object>\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[400];
        snprintf(text, sizeof text,
                 "object number=1 offset=%d drop=0 password-history=0 dn=\"a\"%s\n shape=1\n",
                 cases[i].offset, cases[i].expected);
        expect_reading(cs_text_from(cases[i].document), storing, text);
    }
}
END_TEST

START_TEST(parts_have_holes_where_their_place_is_unusual)
{
    /* In their order and in front: no holes. */
    expect_object_frame("<unapplied-export/><pending-import/><connector>1</connector>",
                        "<?connector?>", " connector=\"1\"");
    expect_object_frame("<connector>1</connector><pending-import/>",
                        "<?connector?><?pending-import?>", " connector=\"1\"");
    expect_object_frame("<pending-import/><unapplied-export/>",
                        "<?pending-import?><?unapplied-export?>", "");
    /* One with more than the usual is there already. */
    expect_object_frame("<connector>1</connector><unapplied-export x='1'/>",
                        "<?connector?><?unapplied-export literal?><unapplied-export x=\"1\">"
                        "</unapplied-export>",
                        " connector=\"1\"");
    expect_object_frame("<escrowed-export><new/></escrowed-export>",
                        "<?escrowed-export literal?><escrowed-export><new></new></escrowed-export>",
                        "");
}
END_TEST

/* The frame of the pending export of an object, which has just this. */
static void expect_image_frame(const char *part, const char *frame, const char *more)
{
    cs_buffer document = {.s = NULL}, expected = {.s = NULL};

    cs_buffer_puts(&document, part);
    cs_buffer_puts(&document, JOINED);
    cs_buffer_puts(&expected, IS_JOINED "\n  unapplied-export operation=\"add\"");
    cs_buffer_puts(&expected, more[0] == ' ' ? more : "");
    cs_buffer_puts(&expected, " frame=\"<unapplied-export>");
    cs_buffer_puts(&expected, frame);
    cs_buffer_puts(&expected, "</unapplied-export>\"");
    cs_buffer_puts(&expected, more[0] == ' ' ? "" : more);
    expect_object(string(&document), storing, string(&expected));
    cs_buffer_free(&document);
    cs_buffer_free(&expected);
}

#define ADD(more, inside)                                                                          \
    "<unapplied-export><delta operation='add'" more ">" inside "</delta></unapplied-export>"
#define ATTR "<attr name='a' multivalued='true'/>"
#define AN_ATTR "\n    attr name=\"a\" multivalued=1"

START_TEST(the_frame_of_an_image_holds_what_is_unusual)
{
    expect_image_frame(ADD(" x='1'", ATTR), "<delta x=\"1\"><?attr 0?></delta>", AN_ATTR);
    expect_image_frame(ADD("", "<new> a </new>"), "<delta><new> a </new></delta>", "");
    expect_image_frame(ADD("", ATTR ATTR "<new/>" ATTR),
                       "<delta><?attr 1?><new></new><?attr 2?></delta>", AN_ATTR AN_ATTR AN_ATTR);
    expect_image_frame("<unapplied-export><a/><delta operation='add'/><b/></unapplied-export>",
                       "<a></a><delta></delta><b></b>", "");
}
END_TEST

START_TEST(an_unusual_order_makes_a_frame)
{
    cs_buffer reading;

    expect_image_frame(ADD("", "<parent-anchor encoding='base64'>B</parent-anchor>"
                               "<anchor encoding='base64'>A</anchor>"),
                       "<delta><?parent-anchor?><?anchor?></delta>",
                       " anchor=\"A\" parent-anchor=\"B\"");
    /* Attributes before anchors. */
    reading = reading_of(CS_LITERAL("<cs-objects><cs-object cs-dn='a'>" ADD(
                             "", ATTR "<anchor encoding='base64'>A"
                                      "</anchor>" ATTR) "</cs-object></cs-objects>"),
                         storing);
    ck_assert_msg(strstr(string(&reading), " frame=\"<unapplied-export><delta><?attr 0?><?anchor?>"
                                           "<?attr 1?></delta></unapplied-export>\"") != NULL,
                  "%s", reading.s);
    cs_buffer_free(&reading);
}
END_TEST

START_TEST(anchors_that_are_not_the_usual_stay_as_they_are)
{
    expect_image_frame(ADD("", "<anchor>A</anchor>"), "<delta><anchor>A</anchor></delta>",
                       " anchor=\"A\"");
    expect_image_frame(ADD("", "<anchor encoding='base64' x='1'> </anchor>"),
                       "<delta><anchor encoding=\"base64\" x=\"1\"> </anchor></delta>",
                       " anchor=\" \"");
    expect_image_frame(ADD("", "<anchor encoding='base64'>a<b/></anchor>"),
                       "<delta><anchor encoding=\"base64\">a<b></b></anchor></delta>",
                       " anchor=\"a\"");
    expect_image_frame(ADD("", "<primary-objectclass x='1'>user</primary-objectclass>"),
                       "<delta><primary-objectclass x=\"1\">user</primary-objectclass></delta>",
                       " primary-objectclass=\"user\"");
    /* Only the first has a place of its own. */
    expect_image_frame(ADD("", "<anchor encoding='base64'>A</anchor>"
                               "<anchor encoding='base64'>B</anchor>"),
                       "<delta><?anchor?><anchor encoding=\"base64\">B</anchor></delta>",
                       " anchor=\"A\"");
}
END_TEST

/* An attribute of a pending export; the XML attributes before `more` are those every one has. */
static void expect_values(const char *attribute, const char *expected)
{
    cs_buffer inside = {.s = NULL}, reading = {.s = NULL};

    cs_buffer_puts(&inside, "<unapplied-export><delta operation='update'>");
    cs_buffer_puts(&inside, attribute);
    cs_buffer_puts(&inside, "</delta></unapplied-export>" JOINED);
    cs_buffer_puts(&reading, IS_JOINED IN_DELTA "\n    ");
    cs_buffer_puts(&reading, expected);
    expect_object(string(&inside), storing, string(&reading));
    cs_buffer_free(&inside);
    cs_buffer_free(&reading);
}

#define OF_A(inside) "<attr name='a' multivalued='true'>" inside "</attr>"
#define IN_A "attr name=\"a\" multivalued=1\n      "

START_TEST(the_frame_of_a_value_has_a_hole_for_its_text)
{
    expect_values(OF_A("<value x='1' operation='add'>v</value>"),
                  IN_A "value operation=\"add\" text=\"v\" "
                       "frame=\"<value x=\"1\"><?value?></value>\"");
    expect_values(OF_A("<value encoding='base64'>v</value>"),
                  IN_A "value text=\"v\" frame=\"<value encoding=\"base64\"><?value?></value>\"");
    expect_values("<attr name='a' type='binary' multivalued='true'><value>v</value></attr>",
                  "attr name=\"a\" type=\"binary\" multivalued=1\n      "
                  "value text=\"v\" frame=\"<value><?value?></value>\"");
    expect_values("<objectclass><oc-value x='&lt;'> top </oc-value></objectclass>",
                  "objectclass name=\"objectClass\" multivalued=1\n      value text=\" top \" "
                  "frame=\"<oc-value x=\"&lt;\"><?value?></oc-value>\"");
}
END_TEST

START_TEST(markup_in_a_value_stays_as_it_is)
{
    expect_values(OF_A("<value operation='add'> a <b> c </b> </value>"),
                  IN_A "value operation=\"add\" text=\" a  c  \" "
                       "frame=\"<value> a <b> c </b> </value>\"");
    expect_values("<attr name='a' type='binary' multivalued='true'>"
                  "<value encoding='base64'>a<b/>&lt;?value?&gt;</value></attr>",
                  "attr name=\"a\" type=\"binary\" multivalued=1\n      value text=\"a<?value?>\" "
                  "frame=\"<value encoding=\"base64\">a<b></b>&lt;?value?&gt;</value>\"");
}
END_TEST

#define OF_M(inside) "<dn-attr name='m' multivalued='true'>" inside "</dn-attr>"
#define IN_M "dn-attr name=\"m\" multivalued=1\n      "
#define ANCHOR "<anchor encoding='base64'>A</anchor>"
#define ANCHOR_HOLE "<anchor encoding=\"base64\"><?anchor?></anchor>"

START_TEST(the_frame_of_a_reference)
{
    expect_values(OF_M("<dn-value>" ANCHOR "<dn>CN=b</dn></dn-value>"),
                  IN_M "value text=\"CN=b\" anchor=\"A\" "
                       "frame=\"<dn-value>" ANCHOR_HOLE "<dn><?value?></dn></dn-value>\"");
    expect_values(OF_M("<dn-value><anchor>A</anchor><dn>CN=b</dn></dn-value>"),
                  IN_M "value text=\"CN=b\" anchor=\"A\" "
                       "frame=\"<dn-value><anchor><?anchor?></anchor><dn><?value?></dn>"
                       "</dn-value>\"");
    expect_values(OF_M("<dn-value operation='add' x='1'><dn>CN=b</dn></dn-value>"),
                  IN_M "value operation=\"add\" text=\"CN=b\" "
                       "frame=\"<dn-value x=\"1\"><dn><?value?></dn></dn-value>\"");
    expect_values(OF_M("<dn-value><dn>a</dn><dn>b</dn><new/></dn-value>"),
                  IN_M "value text=\"a\" frame=\"<dn-value><dn><?value?></dn><dn>b</dn><new></new>"
                       "</dn-value>\"");
    expect_values(OF_M("<dn-value><dn>a<b/></dn>" ANCHOR "</dn-value>"),
                  IN_M "value text=\"a\" anchor=\"A\" "
                       "frame=\"<dn-value><dn>a<b></b></dn>" ANCHOR_HOLE "</dn-value>\"");
    /* Without a dn. */
    expect_values(OF_M("<dn-value/>"), IN_M "value frame=\"<dn-value></dn-value>\"");
    expect_values(OF_M("<dn-value>" ANCHOR "</dn-value>"),
                  IN_M "value anchor=\"A\" frame=\"<dn-value>" ANCHOR_HOLE "</dn-value>\"");
}
END_TEST

START_TEST(an_unknown_element_keeps_its_place_among_the_values)
{
    expect_values(OF_A("<value>v</value><new a='1'> b </new><value>w</value>"),
                  IN_A "value text=\"v\"\n      "
                       "unknown frame=\"<new a=\"1\"> b </new>\"\n      value text=\"w\"");
    expect_values(OF_M("<value>v</value>"), IN_M "unknown frame=\"<value>v</value>\"");
    expect_values(OF_A("<value xmlns='urn:x' operation='other'/>"),
                  IN_A "unknown frame=\"<value xmlns=\"urn:x\" operation=\"other\"></value>\"");
}
END_TEST

START_TEST(the_spelling_of_an_attribute)
{
    expect_values("<attr name='a' multivalued='0'/>",
                  "attr name=\"a\" multivalued=0 spelling=\"multivalued=\"0\"\"");
    expect_values("<attr name='a' multivalued='TRUE'/>",
                  "attr name=\"a\" multivalued=1 spelling=\"multivalued=\"TRUE\"\"");
    expect_values("<attr name='a'/>", "attr name=\"a\" multivalued=0 spelling=\"\"");
    expect_values("<dn-attr name='a' x='&lt;&quot;' multivalued='true'/>",
                  "dn-attr name=\"a\" multivalued=1 "
                  "spelling=\"x=\"&lt;&quot;\" multivalued=\"true\"\"");
    expect_values("<attr name='a' operation='' multivalued='true'/>",
                  "attr name=\"a\" multivalued=1 spelling=\"operation=\"\" multivalued=\"true\"\"");
    expect_values("<objectclass/>", "objectclass name=\"objectClass\" multivalued=1");
    expect_values("<objectclass operation='add' name='x'/>",
                  "objectclass name=\"objectClass\" operation=\"add\" multivalued=1 "
                  "spelling=\"name=\"x\"\"");
    expect_values("<attr name='a' multivalued='true' p:x='1' p:y='2' xmlns:p='urn:p'/>",
                  "attr name=\"a\" multivalued=1 "
                  "spelling=\"multivalued=\"true\" xmlns:p=\"urn:p\" p:x=\"1\" p:y=\"2\"\"");
}
END_TEST

START_TEST(what_a_hologram_says_of_operations_is_kept)
{
    expect_object(ENTRY("<attr name='a' operation='x' multivalued='false'>"
                        "<value operation='delete'>v</value></attr>"
                        "<dn-attr name='m' multivalued='true'><dn-value operation='y'><dn>b</dn>"
                        "</dn-value></dn-attr>") "<connector>1</connector>",
                  storing,
                  " frame=\"<cs-object><?tower absent?><?connector?></cs-object>\" "
                  "connector=\"1\"" IN_ENTRY
                  "\n    attr name=\"a\" multivalued=0 spelling=\"operation=\"x\" "
                  "multivalued=\"false\"\""
                  "\n      value text=\"v\" frame=\"<value operation=\"delete\"><?value?></value>\""
                  "\n    dn-attr name=\"m\" multivalued=1"
                  "\n      value text=\"b\" frame=\"<dn-value operation=\"y\"><dn><?value?></dn>"
                  "</dn-value>\"");
}
END_TEST

START_TEST(what_is_kept_declares_its_namespaces)
{
    expect_reading(
        CS_LITERAL("<cs-objects xmlns:p='urn:p' xmlns:q='urn:q'><cs-object cs-dn='a'>"
                   "<p:new p:a='1'><p:b q:c='2'/><p:d/></p:new>"
                   "<new xmlns='urn:n'><b xmlns=''/><p:c xmlns:p='urn:o'/><p:d/></new>"
                   "<p:connector>1</p:connector></cs-object></cs-objects>"),
        storing,
        "object number=1 offset=44 drop=0 password-history=0 dn=\"a\" frame=\"<cs-object>"
        "<?synchronized-hologram absent?><?tower absent?><p:new xmlns:p=\"urn:p\" p:a=\"1\"><p:b "
        "xmlns:q=\"urn:q\" "
        "q:c=\"2\"></p:b><p:d></p:d>"
        "</p:new>"
        "<new xmlns=\"urn:n\"><b xmlns=\"\"></b><p:c xmlns:p=\"urn:o\"></p:c>"
        "<p:d xmlns:p=\"urn:p\"></p:d></new>"
        "<p:connector xmlns:p=\"urn:p\">1</p:connector></cs-object>\"\n"
        " shape=1\n");
}
END_TEST

START_TEST(the_frame_of_the_root)
{
#define OBJECT "<cs-object cs-dn='a'><connector>1</connector></cs-object>"
    static const struct {
        const char *document, *frame;
    } roots[] = {
        {"<cs-objects/>", ""},
        {"<cs-objects> " OBJECT OBJECT "\n</cs-objects>", ""},
        {"<cs-objects x='1'>" OBJECT "</cs-objects>",
         " root=\"<cs-objects x=\"1\"><?objects 1?></cs-objects>\""},
        {"<cs-objects x='1'/>", " root=\"<cs-objects x=\"1\"></cs-objects>\""},
        {"<cs-objects><new>a</new>" OBJECT OBJECT "<b/><c/>" OBJECT "</cs-objects>",
         " root=\"<cs-objects><new>a</new><?objects 2?><b></b><c></c><?objects 1?>"
         "</cs-objects>\""},
        {"<cs-objects>" OBJECT "<cs-object xmlns='urn:x'/></cs-objects>",
         " root=\"<cs-objects><?objects 1?><cs-object xmlns=\"urn:x\"></cs-object>"
         "</cs-objects>\""},
        {"<mmsml x='1' xmlns='" DROP_NAMESPACE "'><new/></mmsml>", ""},
    };
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        cs_buffer reading = reading_of(cs_text_from(roots[i].document), storing);
        char expected[300];
        snprintf(expected, sizeof expected, "%s\n", roots[i].frame);
        const char *end = strstr(string(&reading), " shape=") + strlen(" shape=1");
        ck_assert_str_eq(end, expected);
        cs_buffer_free(&reading);
    }
}
END_TEST

/* ---- Errors ---- */

/* A document with an error between the two marks `@`, in an object of that number and DN. */
typedef struct error_case {
    const char *document, *what;
    uint64_t object;
    const char *dn;
} error_case;

/* The document without its marks, whose places it gives. */
static cs_buffer unmarked(const char *document, size_t marks[2])
{
    cs_buffer to = {.s = NULL};
    size_t count = 0;

    for (const char *c = document; *c; c++) {
        if (*c == '@' && count < 2)
            marks[count++] = to.n;
        else
            cs_buffer_add(&to, (cs_text){c, 1});
    }
    ck_assert_uint_eq(count, 2);
    return to;
}

static void expect_error(const error_case *c, cs_text document, way w, uint64_t from, uint64_t to)
{
    cs_error error = {.set = false};
    const cs_reader_options options = {
        .parts = w.parts, .fields = w.fields, .everything = w.everything};
    cs_input *input = cs_input_memory(document.s, document.n, "export.xml", &error);
    cs_reader *reader = cs_reader_new(input, &options, &error);
    cs_object *object;
    cs_next got;

    while ((got = cs_reader_next(reader, &object, &error)) == CS_ITEM)
        ;
    ck_assert_msg(got == CS_FAILED, "%s: no error", c->document);
    ck_assert_msg(strstr(error.what, c->what) != NULL, "%s: \"%s\" is not \"%s\"", c->document,
                  error.what, c->what);
    ck_assert_msg(error.has_offset && error.offset >= from && error.offset <= to,
                  "%s: offset %" PRIu64 " is not between %" PRIu64 " and %" PRIu64, c->document,
                  error.offset, from, to);
    ck_assert_msg(error.object == c->object && strcmp(error.dn, c->dn) == 0,
                  "%s: object %" PRIu64 ", DN %s", c->document, error.object, error.dn);
    ck_assert_str_eq(error.file, "export.xml");
    cs_reader_free(reader);
    cs_input_close(input);
}

/* Whoever reads, and whatever the encoding. */
static void expect_errors(const error_case *cases, size_t count)
{
    static const way ways[] = {
        {.everything = true}, {.everything = false}, {.parts = 1u << CS_PENDING_IMPORT_HOLOGRAM}};

    for (size_t i = 0; i < count; i++) {
        size_t marks[2] = {0, 0};
        cs_buffer document = unmarked(cases[i].document, marks);
        cs_buffer wide = as_utf16(cs_buffer_text(&document));
        for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
            expect_error(&cases[i], cs_buffer_text(&document), ways[k], marks[0], marks[1]);
            expect_error(&cases[i], cs_buffer_text(&wide), ways[k], 2 * marks[0], 2 * marks[1]);
        }
        cs_buffer_free(&document);
        cs_buffer_free(&wide);
    }
}

#define EXPECT_ERRORS(cases) expect_errors((cases), sizeof(cases) / sizeof *(cases))

#define SECOND(inside)                                                                             \
    "<cs-objects><cs-object cs-dn='CN=ada'/><cs-object cs-dn='CN=b'>" inside                       \
    "</cs-object></cs-objects>"
#define IN_SECOND(inside) SECOND(DELTA(inside))

START_TEST(what_the_contract_forbids)
{
    static const error_case cases[] = {
        /* "`cs-dn` missing, or a section, hologram, `entry` or `delta` twice in its place, is
         * malformed" */
        {"<cs-objects><cs-object cs-dn='a'/>@<cs-object id='{0A}' cs-DN='b'>@</cs-object>"
         "</cs-objects>",
         "a cs-object without cs-dn", 2, ""},
        {SECOND("<pending-import/><connector>1</connector>@<pending-import>@</pending-import>"),
         "\"pending-import\" occurs twice", 2, "CN=b"},
        {SECOND("<synchronized-hologram/>@<synchronized-hologram/>@"),
         "\"synchronized-hologram\" occurs twice", 2, "CN=b"},
        {SECOND("<pending-import><delta operation='none'/>@<delta operation='none'/>@"
                "</pending-import>"),
         "\"delta\" occurs twice in \"pending-import\"", 2, "CN=b"},
        {SECOND("<synchronized-hologram><entry/><x/>@<entry>@</entry></synchronized-hologram>"),
         "\"entry\" occurs twice in \"synchronized-hologram\"", 2, "CN=b"},
        /* "An attribute has a `name`." */
        {IN_SECOND("@<attr Name='a'>@</attr>"), "an attribute without name", 2, "CN=b"},
        {IN_SECOND("@<dn-attr/>@"), "an attribute without name", 2, "CN=b"},
        {SECOND(ENTRY("@<attr/>@")), "an attribute without name", 2, "CN=b"},
        /* Of a drop file the delta is the object. */
        {"<mmsml xmlns='" DROP_NAMESPACE "'><directory-entries>@<delta operation='add'/>@"
         "</directory-entries></mmsml>",
         "a delta without dn", 1, ""},
        {"<mmsml xmlns='" DROP_NAMESPACE "'><directory-entries><delta operation='add' dn='a'/>"
         "@<delta dn='b' operation='Add'/>@</directory-entries></mmsml>",
         "unknown operation \"Add\" of a delta", 2, "b"},
    };
    EXPECT_ERRORS(cases);
}
END_TEST

START_TEST(words_that_are_not_understood)
{
    static const error_case cases[] = {
        /* "It must be there. This word, and those below, are compared exactly; an unknown one is
         * an error: a change that is not understood is never passed over." */
        {SECOND("<unapplied-export>@<delta>@</delta></unapplied-export>"),
         "a delta without operation", 2, "CN=b"},
        {SECOND("<unapplied-export>@<delta operation=''>@</delta></unapplied-export>"),
         "unknown operation \"\" of a delta", 2, "CN=b"},
        {SECOND("<pending-import>@<delta operation='modify'>@</delta></pending-import>"),
         "unknown operation \"modify\" of a delta", 2, "CN=b"},
        {SECOND("<pending-import>@<delta operation='add '>@</delta></pending-import>"),
         "unknown operation \"add \" of a delta", 2, "CN=b"},
        {IN_SECOND("@<attr name='a' operation='none'>@</attr>"),
         "unknown operation \"none\" of an attribute", 2, "CN=b"},
        {IN_SECOND("@<dn-attr name='a' operation='Add'/>@"),
         "unknown operation \"Add\" of an attribute", 2, "CN=b"},
        {IN_SECOND("@<objectclass operation='obsolete'/>@"),
         "unknown operation \"obsolete\" of an attribute", 2, "CN=b"},
        {IN_SECOND("<attr name='a'>@<value operation='update'>@</value></attr>"),
         "unknown operation \"update\" of a value", 2, "CN=b"},
        {IN_SECOND("<attr name='a'>@<value operation=''/>@</attr>"),
         "unknown operation \"\" of a value", 2, "CN=b"},
        {IN_SECOND("<dn-attr name='a'>@<dn-value operation='replace'/>@</dn-attr>"),
         "unknown operation \"replace\" of a value", 2, "CN=b"},
        {IN_SECOND("<objectclass>@<oc-value operation='ADD'/>@</objectclass>"),
         "unknown operation \"ADD\" of a value", 2, "CN=b"},
    };
    EXPECT_ERRORS(cases);
}
END_TEST

START_TEST(what_xml_forbids)
{
    static const error_case cases[] = {
        {IN_SECOND("<new>@</other>@"), "the end tag \"other\" does not match", 2, "CN=b"},
        {IN_SECOND("<new a='1' @a='2'/>@"), "a redefined", 2, "CN=b"},
        {IN_SECOND("<new a=@1@/>"), "not well-formed", 2, "CN=b"},
        {IN_SECOND("<new a='@<@'/>"), "not well-formed", 2, "CN=b"},
        {IN_SECOND("@&none;@"), "'none' not defined", 2, "CN=b"},
        {IN_SECOND("<new a='@&none;@'/>"), "'none' not defined", 2, "CN=b"},
        {IN_SECOND("@&#0;@"), "not well-formed", 2, "CN=b"},
        {IN_SECOND("@&#xD800;@"), "not well-formed", 2, "CN=b"},
        {IN_SECOND("@<x:new>@</x:new>"), "prefix x", 2, "CN=b"},
        {IN_SECOND("<!@-- a -- @b -->"), "not well-formed", 2, "CN=b"},
        {IN_SECOND("@a]]>@"), "]]>", 2, "CN=b"},
        {IN_SECOND("@<?xml version='1.0'?>@"), "not well-formed", 2, "CN=b"},
        {"<cs-objects/>@<cs-objects/>@", "a second document begins here", 0, ""},
        {"<cs-objects/> @text@", "not well-formed", 0, ""},
        {"<cs-objects/>@</cs-objects>@", "not well-formed", 0, ""},
    };
    EXPECT_ERRORS(cases);
}
END_TEST

/* "a document type declaration: these files never have one"; nothing is expanded or fetched. */
START_TEST(a_document_type_is_refused)
{
    static const error_case cases[] = {
        {"@<!DOCTYPE cs-objects>@<cs-objects/>", "a document type declaration", 0, ""},
        {"@<!DOCTYPE cs-objects SYSTEM 'file:///etc/passwd'>@<cs-objects/>",
         "a document type declaration", 0, ""},
        {"<?xml version='1.0'?>\n@<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d SYSTEM 'e'>]>@"
         "<cs-objects>&b;&d;</cs-objects>",
         "a document type declaration", 0, ""},
        {"@<!DOCTYPE a [<!ENTITY % b SYSTEM 'file:///etc/passwd'>%b;]>@<cs-objects/>",
         "a document type declaration", 0, ""},
        {"@<!DOCTYPE a PUBLIC 'b' 'http://localhost/'>@<cs-objects/>",
         "a document type declaration", 0, ""},
    };
    EXPECT_ERRORS(cases);
}
END_TEST

/* doc/answers.md: a folded element leaves such text, and what it held would be lost in silence. */
START_TEST(text_where_only_elements_can_stand)
{
    static const error_case cases[] = {
        {"<cs-objects>@a@</cs-objects>", "text where", 0, ""},
        {"<cs-objects><cs-object cs-dn='CN=a'/>@...@</cs-objects>", "allowed: \"...\"", 0, ""},
        {SECOND("<synchronized-hologram>@ -@<entry/></synchronized-hologram>"), "allowed: \"-\"", 2,
         "CN=b"},
        {SECOND("<synchronized-hologram><entry>@-@</entry></synchronized-hologram>"), "text where",
         2, "CN=b"},
        {SECOND("<pending-import-hologram><entry><attr name='a'>@-@</attr></entry>"
                "</pending-import-hologram>"),
         "text where", 2, "CN=b"},
        {IN_SECOND("<objectclass>@top@</objectclass>"), "text where", 2, "CN=b"},
        {SECOND("@a@"), "text where", 2, "CN=b"},
        {SECOND("<unapplied-export>@ a @</unapplied-export>"), "text where", 2, "CN=b"},
        {IN_SECOND("@&#97;@"), "text where", 2, "CN=b"},
        {IN_SECOND("<attr name='a'>@<![CDATA[a]]>@</attr>"), "text where", 2, "CN=b"},
        {IN_SECOND("<dn-attr name='a'><dn-value>@a@</dn-value></dn-attr>"), "text where", 2,
         "CN=b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t marks[2] = {0, 0};
        cs_buffer document = unmarked(cases[i].document, marks);
        expect_error(&cases[i], cs_buffer_text(&document), storing, marks[0], marks[1]);
        expect_error(&cases[i], cs_buffer_text(&document), analysing, marks[0], marks[1]);
        cs_buffer_free(&document);
    }
}
END_TEST

/* Wherever a file is cut off, that is what is said, and not that something is too much. */
START_TEST(a_file_that_was_cut_off)
{
    const cs_text document =
        CS_LITERAL("<?xml version='1.0'?><cs-objects><!-- a --><cs-object cs-dn='CN=ada'><?p q?>"
                   "<unapplied-export><delta operation='update'><attr name='a'><value>b&amp;c"
                   "<![CDATA[d]]></value></attr></delta></unapplied-export></cs-object>"
                   "</cs-objects>");

    for (size_t n = 0; n < document.n; n++) {
        cs_buffer reading = reading_of((cs_text){document.s, n}, analysing);
        const char *error = strstr(string(&reading), "error");
        ck_assert_msg(error != NULL, "cut at %zu: no error", n);
        const char *offset = strstr(error, " offset=") + strlen(" offset=");
        ck_assert_uint_le(strtoul(offset, NULL, 10), n);
        ck_assert_msg(strstr(error, "Extra content") == NULL, "cut at %zu: %s", n, error);
        cs_buffer_free(&reading);
    }
}
END_TEST

/* ---- Limits ---- */

/* A document of `count` pieces between a beginning and an end. */
static cs_buffer repeated(const char *begin, const char *piece, size_t count, const char *end)
{
    cs_buffer to = {.s = NULL};
    size_t n = strlen(piece);

    cs_buffer_puts(&to, begin);
    char *s = cs_buffer_reserve(&to, n * count + 1);
    ck_assert_ptr_nonnull(s);
    for (size_t i = 0; i < count; i++)
        memcpy(s + i * n, piece, n);
    to.n += n * count;
    cs_buffer_puts(&to, end);
    return to;
}

/* Reads a document to its end: how that was. */
static cs_next read_all(cs_text document, way w, cs_error *error)
{
    const cs_reader_options options = {
        .parts = w.parts, .fields = w.fields, .everything = w.everything};
    cs_input *input = cs_input_memory(document.s, document.n, "export.xml", error);
    cs_reader *reader = cs_reader_new(input, &options, error);
    cs_object *object;
    cs_next got;

    if (w.chunk > 0)
        cs_input_chunk(input, w.chunk);
    while ((got = cs_reader_next(reader, &object, error)) == CS_ITEM)
        ;
    cs_reader_free(reader);
    cs_input_close(input);
    return got;
}

/* "elements nested deeper than 256" */
START_TEST(elements_nest_so_deep_and_no_deeper)
{
    static const struct {
        const char *begin, *end;
        size_t depth;
    } outside[] = {
        {"<cs-objects>", "</cs-objects>", 1},
        {"<cs-objects><cs-object cs-dn='a'>", "</cs-object></cs-objects>", 2},
        {"<cs-objects><cs-object cs-dn='a'><synchronized-hologram><entry><attr name='a'><value>",
         "</value></attr></entry></synchronized-hologram></cs-object></cs-objects>", 6},
    };
    for (size_t i = 0; i < 2 * sizeof outside / sizeof *outside; i++) {
        const way w = {.everything = i % 2 == 1, .fields = ALL_FIELDS};
        for (size_t depth = 256; depth <= 257; depth++) {
            size_t count = depth - outside[i / 2].depth;
            cs_error error = {.set = false};
            cs_buffer document = repeated(outside[i / 2].begin, "<a>", count, "");
            size_t place = document.n;
            for (size_t k = 0; k < count; k++)
                cs_buffer_puts(&document, "</a>");
            cs_buffer_puts(&document, outside[i / 2].end);
            cs_next got = read_all(cs_buffer_text(&document), w, &error);
            ck_assert_msg(got == (depth <= 256 ? CS_END : CS_FAILED), "depth %zu: %s", depth,
                          error.what);
            ck_assert(depth <= 256 || (strstr(error.what, "deeper than 256") &&
                                       error.offset >= place - 3 && error.offset <= place));
            cs_buffer_free(&document);
        }
    }
}
END_TEST

/* Markup with many quotes in it, long enough for libxml2 to wait for its end. */
static cs_buffer quoting(const char *begin, size_t quotes, const char *filled, const char *end)
{
    cs_buffer to = {.s = NULL}, rest = repeated(filled, " filler", 100000, end);
    char piece[32];

    cs_buffer_puts(&to, begin);
    for (size_t i = 0; i < quotes; i++) {
        snprintf(piece, sizeof piece, " a%zu='>'", i);
        cs_buffer_puts(&to, piece);
    }
    cs_buffer_add(&to, cs_buffer_text(&rest));
    cs_buffer_free(&rest);
    return to;
}

START_TEST(a_long_tag_has_so_many_xml_attributes_and_no_more)
{
    for (size_t count = 5000; count <= 5001; count++) {
        cs_error error = {.set = false};
        /* The last one is long. */
        cs_buffer document = quoting("<cs-objects><x", count - 1, " last='", "'/></cs-objects>");
        cs_next got = read_all(cs_buffer_text(&document), analysing, &error);
        ck_assert_msg(got == (count <= 5000 ? CS_END : CS_FAILED), "%zu: %s", count, error.what);
        ck_assert(count <= 5000 || strstr(error.what, "more than 5000 XML attributes"));
        cs_buffer_free(&document);
    }
}
END_TEST

START_TEST(what_is_quoted_elsewhere_is_no_xml_attribute)
{
    static const char *const markup[][2] = {
        {"<!--", "--></cs-objects>"},
        {"<?p", "?></cs-objects>"},
        {"<x><![CDATA[", "]]></x></cs-objects>"},
        {"<x>", "</x></cs-objects>"},
    };
    for (size_t i = 0; i < sizeof markup / sizeof *markup; i++) {
        cs_error error = {.set = false};
        cs_buffer begin = {.s = NULL};
        cs_buffer_puts(&begin, "<cs-objects>");
        cs_buffer_puts(&begin, markup[i][0]);
        cs_buffer document = quoting(string(&begin), 6000, "", markup[i][1]);
        ck_assert_msg(read_all(cs_buffer_text(&document), analysing, &error) == 0, "%s: %s",
                      markup[i][0], error.what);
        cs_buffer_free(&document);
        cs_buffer_free(&begin);
    }
}
END_TEST

/* Where a text stands that has a limit. */
static const char *const value_places[][2] = {
    {"<attr name='a'><value>", "</value></attr>"},
    {"<attr name='a'><value x='1'>", "</value></attr>"},
    {"<attr name='a'><value><b>", "</b></value></attr>"},
    {"<dn-attr name='a'><dn-value><dn>", "</dn></dn-value></dn-attr>"},
    {"<anchor encoding='base64'>", "</anchor>"},
};

/* "a single value over 16 MiB" */
LOOP_TEST(a_value_is_so_long_and_no_longer, COUNT_OF(value_places))
{
    enum {
        PIECE = 64
    };
    char piece[PIECE + 1], end[200], begin[200];

    memset(piece, 'x', PIECE);
    piece[PIECE] = '\0';
    snprintf(begin, sizeof begin,
             "<cs-objects><cs-object cs-dn='a'><unapplied-export>"
             "<delta operation='add'>%s",
             value_places[_i][0]);
    for (int over = 0; over <= 1; over++) {
        snprintf(end, sizeof end, "%s%s</delta></unapplied-export></cs-object></cs-objects>",
                 over ? "y" : "", value_places[_i][1]);
        cs_buffer document = repeated(begin, piece, (16 << 20) / PIECE, end);
        for (int everything = 0; everything <= 1; everything++) {
            cs_error error = {.set = false}, in_pieces = {.set = false};
            way w = {.everything = everything, .fields = ALL_FIELDS};
            cs_next got = read_all(cs_buffer_text(&document), w, &error);
            ck_assert_msg(got == (over ? CS_FAILED : CS_END), "%s: %s", value_places[_i][0],
                          error.what);
            ck_assert(!over || strstr(error.what, "a value over 16 MiB"));
            w.chunk = 100003;
            ck_assert_int_eq(read_all(cs_buffer_text(&document), w, &in_pieces), got);
            ck_assert_uint_eq(in_pieces.offset, error.offset);
        }
        cs_buffer_free(&document);
    }
}
END_TEST

/* Names are values, too. */
START_TEST(a_name_is_no_longer_than_a_value)
{
    cs_error error = {.set = false};
    cs_buffer document =
        repeated("<cs-objects><cs-object cs-dn='a'><unapplied-export><delta operation='add'>"
                 "<attr name='x",
                 "0123456789abcdef", (16 << 20) / 16, "'/></delta></unapplied-export></cs-object>");

    ck_assert_int_eq(read_all(cs_buffer_text(&document), analysing, &error), -1);
    ck_assert_ptr_nonnull(strstr(error.what, "a value over 16 MiB"));
    cs_buffer_free(&document);
}
END_TEST

/* What is kept of the root lives as long as the reader, so it cannot be just any size. */
LOOP_TEST(what_is_kept_outside_of_objects_has_a_limit, 3)
{
    static const char *const outside[][3] = {
        {"<cs-objects><new>", "0123456789abcdef", "</new></cs-objects>"},
        {"<cs-objects><new>", "<b>0123456</b>", "</new></cs-objects>"},
        {"<cs-objects>", "<new>0123456</new>", "</cs-objects>"},
    };
    cs_buffer document = repeated(outside[_i][0], outside[_i][1],
                                  (48 << 20) / strlen(outside[_i][1]), outside[_i][2]);
    cs_error error = {.set = false};

    ck_assert_int_eq(read_all(cs_buffer_text(&document), analysing, &error), 0);
    ck_assert_int_eq(read_all(cs_buffer_text(&document), storing, &error), -1);
    cs_buffer_free(&document);
}
END_TEST

/* ---- Chunks ---- */

#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }
#define ADA(inside) "<cs-objects><cs-object cs-dn='CN=ada'>" inside "</cs-object></cs-objects>"
#define VALUE(inside) ADA(DELTA("<attr name='a'><value>" inside "</value></attr>"))
#define FIFTY "fifty bytes of plain text, so that it is not short"
#define LONG FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY /* more than libxml2 waits for */
#define MANY "\u00E9\u20AC\U0001F600\U0001F600\u20AC\u00E9"
#define MORE MANY MANY MANY MANY MANY MANY MANY MANY MANY MANY MANY MANY MANY MANY MANY MANY

/* Documents to be read in chunks: first good ones, then bad ones. */
static const cs_text documents[] = {
    TEXT(ADA("")),
    TEXT("<?xml version='1.0' encoding='utf-8'?>\r\n<!-- > --><cs-objects\n>\n<cs-object\tcs-dn"
         " = \"a'>b\"\r\n/>\n<cs-object cs-dn='/>'/></cs-objects>\n<!-- > -->\n<?p?>"),
    TEXT("<cs-objects>\r\r<cs-object cs-dn='a'/>\r\r\r<cs-object cs-dn='b'\r\r/>\r\r\n\r\r"
         "<new a='1'\r\r>\r\r</new></cs-objects>\r\r"),
    TEXT(VALUE("a&amp;b&#13;&#x41;\r\nc\rd<![CDATA[<]]]]><![CDATA[>&amp;\r\r\n]]>e<!-- - > ]]> -->"
               "f<?p > ?>g<m>h</m>]]i] >]")),
    TEXT(VALUE(LONG "&amp;\r\r\n\r" LONG "<![CDATA[" LONG "\r\r\n" LONG "]]]>" LONG "]]")),
    TEXT(ADA("<connector>1</connector><new x:a='1' xmlns:x='urn:x'>  <x:b/> c </new>"
             "<unapplied-export><new/><delta operation='add'><new/><attr name='a'/><new/></delta>"
             "</unapplied-export>")),
    TEXT("<m:mmsml xmlns:m='" DROP_NAMESPACE "'><m:directory-entries><m:delta operation='add'"
         " dn='a'><m:attr name='b'/></m:delta></m:directory-entries></m:mmsml>"),
    TEXT(VALUE("a]]>b")),
    TEXT(VALUE(LONG "]]>" LONG)),
    TEXT(VALUE("a&b;c")),
    TEXT(VALUE("a & b")),
    TEXT(VALUE(LONG "&b" LONG)),
    TEXT(VALUE("&#0;")),
    TEXT(VALUE("<!-- a -- b -->")),
    TEXT(VALUE("<![cdata[ ]]>")),
    TEXT(VALUE("<![CDATA[ ]]")),
    TEXT(VALUE("<![CDATA[" LONG LONG)),
    TEXT(VALUE("<!-- " LONG LONG)),
    TEXT(VALUE("<?p " LONG)),
    TEXT(VALUE("<?xml ?>")),
    TEXT(VALUE("<a b='1' b='2'/>")),
    TEXT(VALUE("<a b='<'/>")),
    TEXT(VALUE("<a b='&c;'/>")),
    TEXT(VALUE("<a b='1'c='2'/>")),
    TEXT(VALUE("<a b='" LONG LONG "/>")),
    TEXT(VALUE("< a/>")),
    TEXT(VALUE("<a:b/>")),
    TEXT(VALUE("<a></b>")),
    TEXT(VALUE("<a></a b>")),
    TEXT(VALUE("</value>")),
    TEXT(VALUE("x") "<a/>"),
    TEXT(VALUE("x") "x"),
    TEXT("x" VALUE("x")),
    TEXT(" <?xml version='1.0'?>" VALUE("x")),
    TEXT("<?xml version='2.0'?>" VALUE("x")),
    TEXT("<!DOCTYPE cs-objects [<!ENTITY a 'b'>]>" VALUE("&a;")),
    TEXT("<cs-objects>  text</cs-objects>"),
    TEXT(ADA(DELTA("\n\n \r\r\n \r\r stray"))),
    TEXT(ADA(DELTA(LONG))),
    TEXT(ADA("<unapplied-export/>\r\r<unapplied-export/>")),
    TEXT(""),
    TEXT(" "),
    TEXT("\r\r"),
    TEXT("<cs-objects"),
    TEXT("<cs-objects>\r\r"),
    TEXT("<cs-objects><cs-object cs-dn='a'/>\r\r<cs-object/></cs-objects>"),
    TEXT("<cs-objects><cs-object cs-dn='a'/><cs-object cs-dn='b'/>\x01"),
    TEXT("<cs-objects><cs-object cs-dn='a'/><cs-object cs-dn='b'><x a='\x01"),
    TEXT("<cs-objects><cs-object cs-dn='a'/><cs-object cs-dn='b'><x>" LONG "\x01"),
    TEXT("<cs-objects><cs-object cs-dn='a'/></cs-objects>\x01"),
};

/* The same beyond ASCII: a character may be cut in two. */
static const cs_text wide_documents[] = {
    TEXT(VALUE(MORE)),
    TEXT(VALUE("<![CDATA[" MORE "]]>")),
    TEXT(VALUE("<\u00E9 \u00E9='" MORE "'><!--" MORE "--><?\u00E9 " MORE "?></\u00E9>")),
};

LOOP_TEST(chunks_do_not_matter, COUNT_OF(documents))
{
    cs_text document = documents[_i];
    char name[24];

    snprintf(name, sizeof name, "document %d", _i);
    for (int everything = 0; everything <= 1; everything++) {
        way w = {.everything = everything, .fields = ALL_FIELDS};
        cs_buffer whole = reading_of(document, w);
        for (w.chunk = 1; w.chunk <= document.n; w.chunk++)
            expect_same(name, document, w, &whole);
        cs_buffer_free(&whole);
    }
    cs_buffer wide = as_utf16(document);
    cs_buffer whole = reading_of(cs_buffer_text(&wide), storing);
    for (way w = {.everything = true, .chunk = 1}; w.chunk <= wide.n; w.chunk += 7)
        expect_same(name, cs_buffer_text(&wide), w, &whole);
    cs_buffer_free(&whole);
    cs_buffer_free(&wide);
}
END_TEST

/* Text is handed on in large pieces, too: the end of one at any place of a document. */
static void expect_same_in_large_pieces(cs_text document, size_t step)
{
    enum {
        LARGE = 32 << 10
    };
    for (size_t before = 0; before <= document.n; before += step) {
        cs_buffer padded = repeated("<!--", "p", LARGE - before, "-->");
        cs_buffer_add(&padded, document);
        cs_buffer whole = reading_of(cs_buffer_text(&padded), storing);
        const way w = {.everything = true, .chunk = 5001};
        expect_same("padded", cs_buffer_text(&padded), w, &whole);
        cs_buffer_free(&whole);
        cs_buffer_free(&padded);
    }
}

LOOP_TEST(large_pieces_do_not_matter, COUNT_OF(documents))
{
    expect_same_in_large_pieces(documents[_i], 5);
}
END_TEST

LOOP_TEST(characters_may_be_cut_in_two, COUNT_OF(wide_documents))
{
    expect_same_in_large_pieces(wide_documents[_i], 1);
    cs_buffer whole = reading_of(wide_documents[_i], storing);
    for (way w = {.everything = true, .chunk = 1}; w.chunk <= 64; w.chunk++)
        expect_same("wide document", wide_documents[_i], w, &whole);
    cs_buffer_free(&whole);
}
END_TEST

static cs_buffer file_bytes(const char *path)
{
    cs_buffer to = {.s = NULL};
    FILE *file = fopen(path, "rb");
    char bytes[4096];
    size_t n;

    ck_assert_msg(file != NULL, "cannot read %s", path);
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        cs_buffer_add(&to, (cs_text){bytes, n});
    fclose(file);
    return to;
}

/* Every small file of testdata at every chunk size up to 64, the large ones at some. */
START_TEST(chunks_of_testdata_do_not_matter)
{
    enum {
        SMALL = 50000
    };
    glob_t files;

    ck_assert_msg(glob("testdata/*.xml", 0, NULL, &files) == 0,
                  "there is no testdata: run the tests at the top of the repository");
    for (size_t i = 0; i < files.gl_pathc; i++) {
        cs_buffer file = file_bytes(files.gl_pathv[i]);
        for (int everything = 0; everything <= 1; everything++) {
            way w = {.everything = everything, .fields = ALL_FIELDS};
            cs_buffer whole = reading_of(cs_buffer_text(&file), w);
            size_t step = file.n <= SMALL ? 1 : 21;
            for (w.chunk = 1; w.chunk <= 64; w.chunk += step)
                expect_same(files.gl_pathv[i], cs_buffer_text(&file), w, &whole);
            for (w.chunk = 100; w.chunk <= 200000; w.chunk = w.chunk * 3 + 1)
                expect_same(files.gl_pathv[i], cs_buffer_text(&file), w, &whole);
            cs_buffer_free(&whole);
        }
        cs_buffer_free(&file);
    }
    globfree(&files);
}
END_TEST

/* ---- Memory and time ---- */

START_TEST(many_objects_may_come_at_once)
{
    enum {
        COUNT = 5000
    };
    cs_buffer document = repeated("<cs-objects>", "<cs-object cs-dn='a'/>", COUNT, "</cs-objects>");
    cs_error error = {.set = false};
    const cs_reader_options options = {.parts = 0};
    cs_input *input = cs_input_memory(document.s, document.n, "export.xml", &error);
    cs_reader *reader = cs_reader_new(input, &options, &error);
    cs_object *object;

    for (uint64_t i = 0; i < COUNT; i++) {
        ck_assert_int_eq(cs_reader_next(reader, &object, &error), CS_ITEM);
        ck_assert_uint_eq(object->number, i + 1);
        ck_assert_uint_eq(object->offset, strlen("<cs-objects>") + i * 22);
        /* What a caller adds lives as long as the object. */
        ck_assert_ptr_nonnull(cs_arena_alloc(cs_reader_arena(reader), 100));
    }
    ck_assert_int_eq(cs_reader_next(reader, &object, &error), CS_END);
    cs_reader_free(reader);
    cs_input_close(input);
    cs_buffer_free(&document);
}
END_TEST

START_TEST(an_object_may_come_in_many_pieces)
{
    enum {
        COUNT = 30000
    };
    cs_buffer document =
        repeated("<cs-objects><cs-object cs-dn='a'><unapplied-export><delta operation='add'>"
                 "<attr name='m' multivalued='true'>",
                 "<value>CN=someone,OU=People,DC=contoso,DC=com</value>", COUNT,
                 "</attr></delta></unapplied-export></cs-object></cs-objects>");
    cs_error error = {.set = false};
    const cs_reader_options options = {.parts = 0};
    cs_input *input = cs_input_memory(document.s, document.n, "export.xml", &error);
    cs_reader *reader = cs_reader_new(input, &options, &error);
    cs_object *object;

    ck_assert_int_eq(cs_reader_next(reader, &object, &error), CS_ITEM);
    const cs_attribute *a = object->parts[CS_UNAPPLIED_EXPORT]->attributes;
    ck_assert_uint_eq(a->count, COUNT);
    for (const cs_value *v = a->values; v; v = v->next)
        ck_assert(cs_text_is(v->text, "CN=someone,OU=People,DC=contoso,DC=com"));
    ck_assert_int_eq(cs_reader_next(reader, &object, &error), CS_END);
    cs_reader_free(reader);
    cs_input_close(input);
    cs_buffer_free(&document);
}
END_TEST

/* A reader may be given up at any place. What it leaves behind, a leak checker sees. */
LOOP_TEST(a_reader_can_be_freed_in_mid_file, COUNT_OF(documents))
{
    const cs_text document = documents[_i];

    for (size_t n = 0; n <= document.n; n++) {
        for (int calls = 0; calls <= 2; calls++) {
            cs_error error = {.set = false};
            const cs_reader_options options = {.everything = true};
            cs_input *input = cs_input_memory(document.s, n, "export.xml", &error);
            cs_reader *reader = cs_reader_new(input, &options, &error);
            cs_object *object;
            for (int i = 0; i < calls; i++)
                cs_reader_next(reader, &object, &error);
            cs_reader_free(reader);
            cs_input_close(input);
        }
    }
    cs_reader_free(NULL);
}
END_TEST

/* Bytes that malloc() has given out. */
static size_t allocated(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

/* "memory follows the largest object": many small objects that come with a large one, again and
 * again, do not make it grow. */
START_TEST(memory_follows_the_largest_object)
{
    enum {
        ROUNDS = 60,
        ALLOWED = 24 << 20
    };
    cs_buffer document = {.s = NULL};
    cs_error error = {.set = false};
    const cs_reader_options options = {.parts = 0};
    cs_object *object;
    size_t most = 0;

    cs_buffer_puts(&document, "<cs-objects>");
    for (int i = 0; i < ROUNDS; i++) {
        cs_buffer large =
            repeated("<cs-object cs-dn=''><pending-import><delta operation='add'><attr name=''>",
                     "<value/>", 35000, "</attr></delta></pending-import></cs-object>");
        cs_buffer small = repeated("", "<cs-object cs-dn=''/>", 3100, "");
        cs_buffer_add(&document, cs_buffer_text(&large));
        cs_buffer_add(&document, cs_buffer_text(&small));
        cs_buffer_free(&large);
        cs_buffer_free(&small);
    }
    cs_buffer_puts(&document, "</cs-objects>");
    size_t before = allocated();
    cs_input *input = cs_input_memory(document.s, document.n, "export.xml", &error);
    cs_reader *reader = cs_reader_new(input, &options, &error);
    while (cs_reader_next(reader, &object, &error) == CS_ITEM)
        if (allocated() > most)
            most = allocated();
    ck_assert_msg(most < before + ALLOWED, "%zu bytes are in use", most - before);
    cs_reader_free(reader);
    cs_input_close(input);
    cs_buffer_free(&document);
}
END_TEST

/* Seconds of processor time that a reading takes. */
static double seconds_for(cs_text document, way w)
{
    cs_error error = {.set = false};
    clock_t begun = clock();

    read_all(document, w, &error);
    return (double)(clock() - begun) / CLOCKS_PER_SEC;
}

enum {
    SMALL_OBJECTS = 7 /* where these begin */
};

/* Long things, each of many pieces. */
static const char *const long_things[][3] = {
    {"<cs-objects><!--", "a > comment ", "--></cs-objects>"},
    {"<cs-objects><?p ", "an instruction > ", "?></cs-objects>"},
    {"<cs-objects><new><![CDATA[", "some > data ", "]]></new></cs-objects>"},
    {"<cs-objects><new><![CDATA[", "more data... ", "]]></new></cs-objects>"},
    {"<cs-objects><new a='", "a value > of an XML attribute ", "'/></cs-objects>"},
    {"<cs-objects><new>", "text &amp; \r\n]]text ", "</new></cs-objects>"},
    {"<cs-objects><new>", "<![CDATA[]]>", "</new></cs-objects>"},
    /* and small objects or parts of them */
    {"<cs-objects>", "<cs-object cs-dn='CN=ada'/>", "</cs-objects>"},
    {"<cs-objects><cs-object cs-dn='CN=ada'>", "<ma-name/>", "</cs-object></cs-objects>"},
    {"<mmsml xmlns='" DROP_NAMESPACE "'><directory-entries>",
     "<delta operation='update' dn='CN=ada'><attr name='a'/></delta>",
     "</directory-entries></mmsml>"},
};

/* The scanner goes on where a reader has paused: in front of an object, of the root's own. */
START_TEST(a_reader_pauses_in_front_of_an_object)
{
    static const char before[] = "<cs-objects><new><cs-object/></new><!-- <cs-object > -->",
                      after[] = "<cs-object cs-dn='CN=c'/></cs-objects>";
    cs_buffer xml = {.s = NULL};
    cs_error error = {.set = false};
    const cs_reader_options options = {.parts = 1u << CS_UNAPPLIED_EXPORT};
    cs_object *object = NULL;

    cs_buffer_puts(&xml, before); /* in which objects only seem to begin */
    cs_buffer_puts(&xml, after);
    cs_input *input = cs_input_memory(xml.s, xml.n, "export.xml", &error);
    cs_reader *reader = cs_reader_new(input, &options, &error);
    cs_reader_pause(reader, 1);
    ck_assert_int_eq(cs_reader_next(reader, &object, &error), CS_PAUSED);
    ck_assert_uint_eq(cs_input_delivered(input), strlen(before));
    cs_reader_free(reader);

    reader = cs_reader_new(input, &options, &error);
    ck_assert(cs_reader_resume(reader, 1, &error));
    ck_assert_int_eq(cs_reader_next(reader, &object, &error), CS_ITEM);
    ck_assert(cs_text_is(object->dn, "CN=c"));
    ck_assert_uint_eq(object->number, 2);
    ck_assert_int_eq(cs_reader_next(reader, &object, &error), CS_END);
    cs_reader_free(reader);
    cs_input_close(input);
    cs_buffer_free(&xml);
}
END_TEST

/* Four times the size takes about four times as long, whatever it is that is long. */
SLOW_LOOP_TEST(time_follows_the_size, COUNT_OF(long_things))
{
    enum {
        LARGE = 12 << 20
    };
    const char *const *thing = long_things[_i];
    size_t count = LARGE / strlen(thing[1]);
    cs_buffer small = repeated(thing[0], thing[1], count / 4, thing[2]);
    cs_buffer large = repeated(thing[0], thing[1], count, thing[2]);

    for (int everything = 0; everything <= 1; everything++) {
        const way w = {.everything = everything, .fields = ALL_FIELDS};
        double quick = seconds_for(cs_buffer_text(&small), w);
        double slow = seconds_for(cs_buffer_text(&large), w);
        ck_assert_msg(slow < 0.4 + 6 * quick, "%s…: %.2f seconds, and %.2f for a quarter", thing[0],
                      slow, quick);
    }
    cs_buffer_free(&small);
    cs_buffer_free(&large);
}
END_TEST

/* A drop file is UTF-16 as a rule: that costs a few times as much, and not many times. */
SLOW_LOOP_TEST(small_objects_in_utf16_are_not_slow, COUNT_OF(long_things) - SMALL_OBJECTS)
{
    const char *const *thing = long_things[SMALL_OBJECTS + _i];
    cs_buffer narrow = repeated(thing[0], thing[1], (2 << 20) / strlen(thing[1]), thing[2]);
    cs_buffer wide = as_utf16(cs_buffer_text(&narrow));
    double quick = seconds_for(cs_buffer_text(&narrow), analysing);
    double slow = seconds_for(cs_buffer_text(&wide), analysing);

    ck_assert_msg(slow < 0.2 + 5 * quick, "%s…: %.2f seconds, and %.2f as UTF-8", thing[0], slow,
                  quick);
    cs_buffer_free(&narrow);
    cs_buffer_free(&wide);
}
END_TEST

/* libxml2 keeps a CR back that text is cut behind; where there are many, cutting in front of all of
 * them would give it one at a time. What is wrong behind them is at its place all the same. */
SLOW_TEST(carriage_returns_are_as_good_as_letters)
{
    static const char begin[] = "<cs-objects xmlns:n='urn:n'><cs-object cs-dn='CN=ada'><a>";
    static const char end[] = "</a></cs-object></wrong>";
    cs_buffer letters = repeated(begin, "x", 2 << 20, end);
    cs_buffer returns = repeated(begin, "\r", 2 << 20, end);
    double quick = seconds_for(cs_buffer_text(&letters), analysing);
    double slow = seconds_for(cs_buffer_text(&returns), analysing);

    ck_assert_msg(slow < 0.4 + 10 * quick, "%.2f seconds, and %.2f for letters", slow, quick);
    cs_error expected = {.set = false}, error = {.set = false};
    ck_assert_int_eq(read_all(cs_buffer_text(&letters), storing, &expected), -1);
    ck_assert_int_eq(read_all(cs_buffer_text(&returns), storing, &error), -1);
    ck_assert_str_eq(error.what, expected.what);
    ck_assert_uint_eq(error.offset, expected.offset);
    cs_buffer_free(&letters);
    cs_buffer_free(&returns);
}
END_TEST

/* Puts a document together whose root or element has many XML attributes or namespaces. */
static cs_buffer crowded(const char *begin, const char *format, size_t count, const char *end)
{
    cs_buffer to = {.s = NULL};
    char piece[80];

    cs_buffer_puts(&to, begin);
    for (size_t i = 0; i < count; i++) {
        snprintf(piece, sizeof piece, format, i, i);
        cs_buffer_puts(&to, piece);
    }
    cs_buffer_puts(&to, end);
    return to;
}

SLOW_LOOP_TEST(a_crowded_tag_ends_soon, 4)
{
    static const char *const tags[][3] = {
        {"<cs-objects><new", " a%zu='%zu'", "/></cs-objects>"},
        {"<cs-objects xmlns:p='urn:p'><new", " p:a%zu='%zu'", "/></cs-objects>"},
        {"<cs-objects><cs-object cs-dn='a' xmlns:p='urn:p'", " p:a%zu='%zu'", "/></cs-objects>"},
        {"<cs-objects><new", " xmlns:a%zu='urn:%zu'", "/></cs-objects>"},
    };
    cs_buffer small = crowded(tags[_i][0], tags[_i][1], 15000, tags[_i][2]);
    cs_buffer large = crowded(tags[_i][0], tags[_i][1], 60000, tags[_i][2]);
    double quick = seconds_for(cs_buffer_text(&small), storing);
    double slow = seconds_for(cs_buffer_text(&large), storing);

    ck_assert_msg(slow < 0.4 + 6 * quick, "%s…: %.2f seconds, and %.2f for a quarter", tags[_i][0],
                  slow, quick);
    cs_buffer_free(&small);
    cs_buffer_free(&large);
}
END_TEST

/* Elements in elements that declare namespaces, and as many elements inside of them all. */
static cs_buffer nested_namespaces(size_t levels)
{
    cs_buffer to = {.s = NULL};

    cs_buffer_puts(&to, "<cs-objects>");
    for (size_t i = 0; i < levels; i++) {
        cs_buffer tag = crowded("<new", " xmlns:a%zu='urn:%zu'", 1000, ">");
        cs_buffer_add(&to, cs_buffer_text(&tag));
        cs_buffer_free(&tag);
    }
    for (size_t i = 0; i < 1000 * levels; i++)
        cs_buffer_puts(&to, "<b/>");
    for (size_t i = 0; i < levels; i++)
        cs_buffer_puts(&to, "</new>");
    cs_buffer_puts(&to, "</cs-objects>");
    return to;
}

SLOW_TEST(many_namespaces_in_scope_end_soon)
{
    cs_buffer small = nested_namespaces(16), large = nested_namespaces(64);
    double quick = seconds_for(cs_buffer_text(&small), analysing);
    double slow = seconds_for(cs_buffer_text(&large), analysing);

    ck_assert_msg(slow < 0.4 + 6 * quick, "%.2f seconds, and %.2f for a quarter", slow, quick);
    cs_buffer_free(&small);
    cs_buffer_free(&large);
}
END_TEST
