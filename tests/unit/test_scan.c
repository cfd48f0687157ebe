#include <stdlib.h>

#include "unit.h"
#include "xml/read/scan.h"

/* What the scanner takes by itself. Whatever it leaves to libxml2 comes out the same, but slowly.
 */

enum {
    LEFT = -1 /* to libxml2 */
};

/* How many objects there are in a run, which must stay as it was; LEFT where it is not plain. Looks
 * into the hologram of each. */
static int objects_in(cs_scan *scan, const char *text, bool last)
{
    const size_t n = strlen(text);
    char *copy = calloc(1, n + CS_SCAN_PADDING);
    cs_scan_result result;
    cs_object *object;
    int count = 0;

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, n);
    cs_scan_begin(scan, copy, n, last);
    while ((result = cs_scan_next(scan, &object)) == CS_SCAN_OBJECT) {
        cs_image *image = object->parts[CS_SYNCHRONIZED_HOLOGRAM];
        if (image)
            cs_image_find(image, CS_LITERAL("title"), cs_scan_arena(scan));
        count++;
    }
    ck_assert_mem_eq(copy, text, n + 1);
    free(copy);
    return result == CS_SCAN_END ? count : LEFT;
}

/* A run that is plain, or not: with what is asked for at least, and with everything. */
static void expect(const char *text, bool last, int objects, int objects_of_everything)
{
    static const cs_reader_options some = {.parts = 1u << CS_UNAPPLIED_EXPORT |
                                                    1u << CS_SYNCHRONIZED_HOLOGRAM,
                                           .fields = 1u << CS_FIELD_MA_NAME},
                                   all = {.everything = true};
    cs_error error = {.set = false};

    for (int everything = 0; everything < 2; everything++) {
        cs_scan *scan = cs_scan_new(everything ? &all : &some, &error);
        ck_assert_ptr_nonnull(scan);
        int found = objects_in(scan, text, last);
        ck_assert_msg(found == (everything ? objects_of_everything : objects), "%s%s: %d", text,
                      everything ? " (everything)" : "", found);
        cs_scan_free(scan);
    }
}

#define OBJECT(inside) "<cs-object cs-dn='CN=ada' object-type='user'>" inside "</cs-object>"
#define HOLOGRAM(inside) OBJECT("<synchronized-hologram>" inside "</synchronized-hologram>")
#define TITLE "<attr name='title'><value>Countess</value></attr>"

START_TEST(ordinary_objects_are_taken)
{
    expect(" <cs-object cs-dn='CN=ada'/>\n" OBJECT("") "\n", false, 2, 2);
    expect(OBJECT("<unapplied-export><delta operation='update' dn='CN=ada'>" TITLE
                  "</delta></unapplied-export><ma-name>hr</ma-name><ma-id>{1}</ma-id>"),
           false, 1, 1);
    expect(OBJECT("\r\n<!-- c --><?p i?><new a='1'><new/>t<![CDATA[<]]></new><unapplied-export/>"),
           false, 1, 1);
    expect(HOLOGRAM("<entry dn='CN=ada'>" TITLE "</entry>"), false, 1, 1);
    expect(HOLOGRAM("<entry/>") HOLOGRAM(""), false, 2, 2);
    expect(OBJECT("<synchronized-hologram/>"), false, 1, 1);
    expect(HOLOGRAM("<new/><entry><new><attr/></new><objectclass><oc-value>user</oc-value>"
                    "</objectclass></entry>"),
           false, 1, 1);
    expect("", false, 0, 0);
}
END_TEST

START_TEST(a_decoded_text_stays_where_it_is)
{
    static const cs_reader_options options = {.parts = 0};
    cs_error error = {.set = false};
    cs_scan *scan = cs_scan_new(&options, &error);
    cs_object *object;
    char text[8192];

    snprintf(text, sizeof text, "<cs-object cs-dn='CN=a&lt;' object-type='%06000d&amp;'/>", 0);
    size_t n = strlen(text);
    memset(text + n, 0, CS_SCAN_PADDING);
    cs_scan_begin(scan, text, n, false);
    ck_assert_int_eq(cs_scan_next(scan, &object), CS_SCAN_OBJECT);
    ck_assert(cs_text_is(object->dn, "CN=a<"));
    ck_assert_uint_eq(object->type.n, 6001);
    cs_scan_free(scan);
}
END_TEST

START_TEST(the_last_run_has_the_roots_end)
{
    expect(OBJECT("") "</cs-objects>\n", true, 1, 1);
    expect("</cs-objects >", true, 0, 0);
    expect(OBJECT(""), true, LEFT, LEFT);
    expect(OBJECT("") "</cs-objects>", false, LEFT, LEFT);
    expect(OBJECT("") "</cs-object>", true, LEFT, LEFT);
    expect(OBJECT("") "</cs-objects>" OBJECT(""), true, LEFT, LEFT);
    expect(OBJECT("") "</cs-objects><!-- c -->", true, LEFT, LEFT);
}
END_TEST

START_TEST(what_the_root_holds_beside_objects_is_kept_by_the_reader)
{
    expect("<new><new/>t</new>" OBJECT("") "<new/><!-- c --><?p i?>", false, 1, LEFT);
    expect("<!-- c -->" OBJECT("") "<?p i?>", false, 1, 1);
    expect(OBJECT("") "text", false, LEFT, LEFT);
    expect("text" OBJECT(""), false, LEFT, LEFT);
    expect("<![CDATA[text]]>" OBJECT(""), false, LEFT, LEFT);
    expect("<![CDATA[ ]]>" OBJECT(""), false, 1, 1);
}
END_TEST

START_TEST(text_where_only_elements_can_stand_is_left)
{
    expect(OBJECT("..."), false, LEFT, LEFT);
    expect(OBJECT("<unapplied-export>...</unapplied-export>"), false, LEFT, LEFT);
    expect(HOLOGRAM("..."), false, LEFT, LEFT);
    expect(HOLOGRAM("<entry>...</entry>"), false, LEFT, LEFT);
    expect(HOLOGRAM("<entry><attr name='a'><![CDATA[x]]></attr></entry>"), false, LEFT, LEFT);
    expect(HOLOGRAM("<entry><dn-attr name='a'><dn-value>x</dn-value></dn-attr></entry>"), false,
           LEFT, LEFT);
    expect(HOLOGRAM("\n<entry>\t<attr name='a'> <![CDATA[\r]]><value>x</value></attr></entry> "),
           false, 1, 1);
}
END_TEST

START_TEST(multivalued_is_a_boolean)
{
    expect(HOLOGRAM("<entry><attr name='a' multivalued='True'/><attr name='b' multivalued='0'/>"
                    "<attr name='c' multivalued='FALSE'/><attr name='d' multivalued='1'/></entry>"),
           false, 1, 1);
    expect(HOLOGRAM("<entry><attr name='a' multivalued='yes'/></entry>"), false, LEFT, LEFT);
    expect(HOLOGRAM("<entry><dn-attr name='a' multivalued=''/></entry>"), false, LEFT, LEFT);
    expect(OBJECT("<unapplied-export><delta operation='add'><attr name='a' multivalued=' true'/>"
                  "</delta></unapplied-export>"),
           false, LEFT, LEFT);
}
END_TEST

START_TEST(what_is_malformed_is_left)
{
    expect(OBJECT("") "<cs-object cs-dn='CN=ada'>", false, LEFT, LEFT);
    expect(OBJECT("<new>"), false, LEFT, LEFT);
    expect(OBJECT("<new></newt>"), false, LEFT, LEFT);
    expect(OBJECT("</new>"), false, LEFT, LEFT);
    expect(OBJECT("<new a='1' a='2'/>"), false, LEFT, LEFT);
    expect(OBJECT("<p:new/>"), false, LEFT, LEFT);
    expect(OBJECT("<new>&new;</new>"), false, LEFT, LEFT);
    expect(OBJECT("<new>\x01</new>"), false, LEFT, LEFT);
    expect(OBJECT("<!DOCTYPE new>"), false, LEFT, LEFT);
    expect(HOLOGRAM("<entry><new></entry>"), false, LEFT, LEFT);
    expect(HOLOGRAM("<entry>" TITLE), false, LEFT, LEFT);
}
END_TEST

START_TEST(what_breaks_the_contract_is_left)
{
    expect("<cs-object object-type='user'/>", false, LEFT, LEFT);
    expect(HOLOGRAM("<entry/><entry/>"), false, LEFT, LEFT);
    expect(HOLOGRAM("<entry><attr/></entry>"), false, LEFT, LEFT);
    expect(HOLOGRAM("<entry><dn-attr a='1'/></entry>"), false, LEFT, LEFT);
    expect(OBJECT("<synchronized-hologram/><synchronized-hologram/>"), false, LEFT, LEFT);
    expect(OBJECT("<unapplied-export><delta/><delta/></unapplied-export>"), false, LEFT, LEFT);
}
END_TEST

/* Elements within elements: `inner` of them in an object. */
static int nested(unsigned inner, const char *innermost)
{
    static const cs_reader_options options = {.parts = 1u << CS_UNAPPLIED_EXPORT};
    cs_buffer xml = {.s = NULL};
    cs_error error = {.set = false};
    cs_scan *scan = cs_scan_new(&options, &error);

    cs_buffer_puts(&xml, "<cs-object cs-dn='CN=ada'>");
    for (unsigned i = 0; i < inner; i++)
        cs_buffer_puts(&xml, "<n>");
    cs_buffer_puts(&xml, innermost);
    for (unsigned i = 0; i < inner; i++)
        cs_buffer_puts(&xml, "</n>");
    cs_buffer_puts(&xml, "</cs-object>");
    cs_buffer_add(&xml, (cs_text){"", 1});
    int found = objects_in(scan, xml.s, false);
    cs_buffer_free(&xml);
    cs_scan_free(scan);
    return found;
}

START_TEST(depth_has_its_limit)
{
    ck_assert_int_eq(nested(CS_MAX_DEPTH - 2, ""), 1); /* below the root and the object */
    ck_assert_int_eq(nested(CS_MAX_DEPTH - 1, ""), LEFT);
    ck_assert_int_eq(nested(CS_MAX_DEPTH - 3, "<n/>"), 1);
    ck_assert_int_eq(nested(CS_MAX_DEPTH - 2, "<n/>"), LEFT);
}
END_TEST

START_TEST(a_hologram_is_what_it_would_be_if_it_were_built_at_once)
{
    static const cs_reader_options options = {.parts = 1u << CS_SYNCHRONIZED_HOLOGRAM};
    static const char text[] = HOLOGRAM(
        "<entry><attr name='pager'><value>1</value></attr><attr name='displayName'><value>Ada"
        "</value></attr><attr name='displayName'><value>2</value></attr>" TITLE "</entry>");
    char copy[sizeof text + CS_SCAN_PADDING] = {0};
    cs_error error = {.set = false};
    cs_object *object = NULL;
    cs_scan *scan = cs_scan_new(&options, &error);

    memcpy(copy, text, sizeof text);
    cs_scan_begin(scan, copy, sizeof text - 1, false);
    ck_assert_int_eq(cs_scan_next(scan, &object), CS_SCAN_OBJECT);
    cs_image *image = object->parts[CS_SYNCHRONIZED_HOLOGRAM];
    cs_arena *arena = cs_scan_arena(scan);
    for (int i = 0; i < 2; i++)
        ck_assert(cs_text_is(cs_image_find(image, CS_LITERAL("displayName"), arena)->values->text,
                             "Ada"));
    ck_assert(
        cs_text_is(cs_image_find(image, CS_LITERAL("title"), arena)->values->text, "Countess"));
    ck_assert_ptr_null(cs_image_find(image, CS_LITERAL("mail"), arena));
    ck_assert_ptr_null(cs_image_objectclass(image, arena));
    ck_assert_uint_eq(image->count, 4);
    ck_assert(
        cs_text_is(cs_image_find(image, CS_LITERAL("displayName"), arena)->values->text, "Ada"));
    ck_assert_int_eq(cs_scan_next(scan, &object), CS_SCAN_END);
    cs_scan_free(scan);
}
END_TEST
