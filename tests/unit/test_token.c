#include <stdio.h>
#include <stdlib.h>

#include "unit.h"
#include "xml/token.h"

/* A copy that ends with its allocation, so that a sanitizer sees what is read behind the padding.
 */
static char *padded(const char *text)
{
    const size_t n = strlen(text);
    char *copy = calloc(1, n + CS_SCAN_PADDING);

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, text, n);
    return copy;
}

/* How many bytes of `text` are the end tag of `name`; -1 where it is not that tag. */
static int end_tag(const char *text, const char *name)
{
    char *copy = padded(text), *name_copy = padded(name);
    const char *end = cs_scan_end_tag(copy, name_copy, strlen(name));
    int passed = end ? (int)(end - copy) : -1;

    free(copy);
    free(name_copy);
    return passed;
}

START_TEST(an_end_tag_has_the_name_of_its_start_tag)
{
    ck_assert_int_eq(end_tag("</attr>", "attr"), 7);
    ck_assert_int_eq(end_tag("</attr \t\r\n><", "attr"), 11);
    ck_assert_int_eq(end_tag("</attribute>", "attr"), -1);
    ck_assert_int_eq(end_tag("</att>", "attr"), -1);
    ck_assert_int_eq(end_tag("</attr /", "attr"), -1);
    ck_assert_int_eq(end_tag("</pending-import>", "pending-import"), 17);
    ck_assert_int_eq(end_tag("</pending-import-hologram>", "pending-import-hologram"), 26);
    ck_assert_int_eq(end_tag("</pending-import-hologran>", "pending-import-hologram"), -1);
}
END_TEST

START_TEST(an_end_tag_may_be_cut_off)
{
    char name[4 * CS_SCAN_PADDING + 1];

    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ck_assert_int_eq(end_tag("</", "attr"), -1);
    ck_assert_int_eq(end_tag("</attr", "attr"), -1);
    ck_assert_int_eq(end_tag("</attr ", "attr"), -1);
    ck_assert_int_eq(end_tag("</", name), -1);
    ck_assert_int_eq(end_tag("</aaaaaaaa", name), -1);
}
END_TEST

/* ---- Start tags ---- */

static cs_scan_tags tags;

/* How many bytes the start tag takes that begins `text`; -1 where it is left to libxml2. Its XML
 * attributes are still there when this returns. */
static int start_tag(const char *text, cs_scan_tag *tag)
{
    static char *copy;

    free(copy);
    copy = padded(text);
    const char *end = cs_scan_start_tag(&tags, copy, tag);
    return end ? (int)(end - copy) : -1;
}

START_TEST(a_start_tag_is_taken_or_left)
{
    static const struct {
        const char *text;
        int size;
        unsigned flags;
    } cases[] = {
        {"<attr>text", 6, 0},
        {"<a-b.c_1>", 9, 0},
        {"<attr/>", 7, CS_SCAN_CLOSED},
        {"<attr \t\r\n/>", 11, CS_SCAN_CLOSED},
        {"<attr name=\"a\">", 15, CS_SCAN_NAMED},
        {"<attr\nname = 'a' type=\"\">", 25, CS_SCAN_NAMED},
        {"<attr name='displayName'>", 25, CS_SCAN_NAMED | CS_SCAN_DISPLAY_NAME},
        {"<attr name='displaynamf'>", 25, CS_SCAN_NAMED},
        {"<attr name='a&amp;'>", 20, CS_SCAN_NAMED | CS_SCAN_ODD_NAME},
        {"<attr nams='displayName'>", 25, 0},
        {"<attr a='>'>", 12, 0},
        {"<attr a='\u00E9\u20AC\U0001F600'>", 20, 0},
        {"<1a>", -1, 0},
        {"<\u00E9>", -1, 0},
        {"<p:attr>", -1, 0},
        {"<attr xmlns='u'>", -1, 0},
        {"<attr xmlnt='u'>", 16, 0},
        {"<attr a='1' b='2' a='3'>", -1, 0},
        {"<attr a='1'b='2'>", -1, 0},
        {"<attr a>", -1, 0},
        {"<attr a=1>", -1, 0},
        {"<attr a='<'>", -1, 0},
        {"<attr a='&b;'>", -1, 0},
        {"<attr a='\x01'>", -1, 0},
        {"<attr a='\xFF'>", -1, 0},
        {"<attr a='1", -1, 0},
        {"<attr /", -1, 0},
        {"<attr / >", -1, 0},
        {"<attr", -1, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_scan_tag tag;
        ck_assert_msg(start_tag(cases[i].text, &tag) == cases[i].size, "%s", cases[i].text);
        ck_assert_msg(cases[i].size < 0 || tag.flags == cases[i].flags, "%s", cases[i].text);
    }
}
END_TEST

static void expect_attribute(const cs_scan_tag *tag, size_t i, const char *name, const char *value,
                             bool decode)
{
    cs_scan_attribute a = cs_scan_tag_attribute(tag, i);

    ck_assert(cs_text_is((cs_text){a.name, a.name_n}, name));
    ck_assert(cs_text_is((cs_text){a.value, a.value_n}, value));
    ck_assert_int_eq(a.decode, decode);
}

START_TEST(a_tag_has_its_xml_attributes)
{
    cs_scan_tag tag;

    ck_assert_int_eq(start_tag("<dn-attr name=\"member\" a='' b='x\ty' c='&lt;'/>", &tag), 46);
    ck_assert_int_eq(tag.kind, CS_KIND_DN_ATTR);
    ck_assert_uint_eq(tag.name_n, 7);
    ck_assert_uint_eq(tag.count, 4);
    expect_attribute(&tag, 0, "name", "member", false);
    expect_attribute(&tag, 1, "a", "", false);
    expect_attribute(&tag, 2, "b", "x\ty", true);
    expect_attribute(&tag, 3, "c", "&lt;", true);
}
END_TEST

START_TEST(a_tag_with_too_many_xml_attributes_is_left)
{
    for (int count = CS_SCAN_MOST; count <= CS_SCAN_MOST + 1; count++) {
        char text[1024] = "<attr";
        int n = (int)strlen(text);
        cs_scan_tag tag;
        for (int i = 0; i < count; i++)
            n += snprintf(text + n, sizeof text - (size_t)n, " a%d=''", i);
        strcpy(text + n, ">");
        ck_assert_int_eq(start_tag(text, &tag), count > CS_SCAN_MOST ? -1 : n + 1);
    }
}
END_TEST

/* True where the tag is known when it comes again, and is the same then. */
static bool is_remembered(const char *text)
{
    cs_scan_tag first, again;
    int size = start_tag(text, &first);

    ck_assert_int_gt(size, 0);
    ck_assert_int_eq(start_tag(text, &again), size);
    ck_assert_int_eq(again.kind, first.kind);
    ck_assert_uint_eq(again.flags, first.flags);
    ck_assert_uint_eq(again.name_n, first.name_n);
    ck_assert_uint_eq(again.count, first.count);
    return again.known != NULL;
}

START_TEST(tags_that_come_again_are_remembered)
{
    cs_scan_tag tag;

    ck_assert(is_remembered("<a>"));
    ck_assert(is_remembered("<value>"));
    ck_assert(is_remembered("<dn-value>"));
    ck_assert(is_remembered("<attr a='1' b='2' c='3' d='4' e='5' f='6'>"));
    ck_assert(is_remembered("<anchor encoding='base64'/>"));
    ck_assert(is_remembered("<attr name=\"msDS-ExternalDirectoryObjectId\" type=\"string\" "
                            "multivalued=\"false\" a=\"1\">"));
    ck_assert_int_gt(start_tag("<attr name=\"displayName\" type='string' operation=\"add\">", &tag),
                     0);
    ck_assert(is_remembered("<attr name=\"displayName\" type='string' operation=\"add\">"));
    ck_assert_int_gt(start_tag("<attr name=\"displayName\" type='string' operation=\"add\">", &tag),
                     0);
    expect_attribute(&tag, 0, "name", "displayName", false);
    expect_attribute(&tag, 1, "type", "string", false);
    expect_attribute(&tag, 2, "operation", "add", false);
}
END_TEST

START_TEST(tags_of_one_object_and_odd_ones_are_not_remembered)
{
    ck_assert(!is_remembered("<cs-object cs-dn='CN=ada'>"));
    ck_assert(!is_remembered("<delta dn='CN=ada'>"));
    ck_assert(!is_remembered("<export-error a='1'>"));
    ck_assert(!is_remembered("<attr a='1' b='2' c='3' d='4' e='5' f='6' g='7'>"));
    ck_assert(!is_remembered("<attr a='&lt;'>"));
    ck_assert(!is_remembered("<attr a='>'>")); /* its first > is not its end */
    ck_assert(!is_remembered("<attr aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa='1' "
                             "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb='2' ccc='3'>"));
}
END_TEST

START_TEST(tags_that_differ_in_a_byte_are_not_taken_for_another)
{
    char text[] = "<attr name=\"displayName\" type=\"string\" multivalued=\"false\">";

    for (size_t i = 12; i < 23; i++) {
        cs_scan_tag tag;
        char was = text[i];
        is_remembered(text);
        text[i] = '-';
        ck_assert_int_gt(start_tag(text, &tag), 0);
        ck_assert_int_eq(cs_scan_tag_attribute(&tag, 0).value[i - 12], '-');
        ck_assert_uint_eq(tag.flags, CS_SCAN_NAMED);
        text[i] = was;
    }
}
END_TEST

/* More tags of one size than are remembered: many of them meet in one place. */
START_TEST(tags_of_a_size_are_not_taken_for_each_other)
{
    for (int round = 0; round < 2; round++) {
        for (char c = 'a'; c <= 'z'; c++) {
            for (int n = 1; n < 30; n++) {
                char text[CS_SCAN_TAG_SIZE], name[32] = "", type[32] = "";
                cs_scan_tag tag;
                memset(name, c, (size_t)n);
                memset(type, c, (size_t)(30 - n));
                snprintf(text, sizeof text, "<attr name='%s' type='%s'>", name, type);
                ck_assert_int_eq(start_tag(text, &tag), (int)strlen(text));
                expect_attribute(&tag, 0, "name", name, false);
                expect_attribute(&tag, 1, "type", type, false);
            }
        }
    }
}
END_TEST

START_TEST(the_next_object_is_found)
{
    cs_text text = CS_LITERAL("<cs-objects><cs-object><a/></cs-object><cs-object/>");

    ck_assert_uint_eq(cs_scan_next_object(text, 0), 12);
    ck_assert_uint_eq(cs_scan_next_object(text, 12), 12);
    ck_assert_uint_eq(cs_scan_next_object(text, 13), 39);
    ck_assert_uint_eq(cs_scan_next_object(text, 40), text.n);
    ck_assert_uint_eq(cs_scan_next_object(CS_LITERAL("<"), 0), 1);
}
END_TEST

START_TEST(an_object_begins_with_its_whole_name)
{
    ck_assert(cs_scan_is_object(CS_LITERAL("<cs-object>"), 0));
    ck_assert(cs_scan_is_object(CS_LITERAL("a<cs-object/"), 1));
    ck_assert(cs_scan_is_object(CS_LITERAL("<cs-object\tcs-dn"), 0));
    ck_assert(!cs_scan_is_object(CS_LITERAL("<cs-objects>"), 0));
    ck_assert(!cs_scan_is_object(CS_LITERAL("<cs-objecu>"), 0));
    ck_assert(!cs_scan_is_object(CS_LITERAL("<cs-object"), 0)); /* cut off: who knows */
    ck_assert(!cs_scan_is_object(CS_LITERAL("a<cs-object>"), 0));
}
END_TEST

/* ---- The rest ---- */

/* How many bytes are passed up to the next `<`; -1 where the text is left to libxml2. */
static int text_run(const char *text, bool *decode)
{
    char *copy = padded(text);

    *decode = false;
    const char *end = cs_scan_text(copy, decode);
    int passed = end ? (int)(end - copy) : -1;
    free(copy);
    return passed;
}

START_TEST(text_goes_up_to_the_next_tag)
{
    static const struct {
        const char *text;
        int size;
        bool decode;
    } cases[] = {
        {"<a>", 0, false},
        {"text that is longer than a vector\t\n<a>", 35, false},
        {"\u00E9\u20AC\U0001F600<", 9, false},
        {"]]<", 2, false},
        {"]>]<", 3, false},
        {"a>b\"'<", 5, false},
        {"a\rb<", 3, true},
        {"&lt;&gt;&amp;&quot;&apos;<", 25, true},
        {"&#65;&#x41;&#xe9;&#xE9;&#x10FFFF;&#00000065;<", 44, true},
        {"]]><", -1, false},
        {"&nbsp;<", -1, true},
        {"&lt<", -1, true},
        {"&#;<", -1, true},
        {"&#x;<", -1, true},
        {"&#65<", -1, true},
        {"&#6A;<", -1, true},
        {"&#xG;<", -1, true},
        {"&#0;<", -1, true},
        {"&#xD800;<", -1, true},
        {"&#x110000;<", -1, true},
        {"&#000000065;<", -1, true},
        {"\x1F<", -1, false},
        {"\xC3<", -1, false},
        {"\uFFFF<", -1, false},
        {"text", -1, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool decode;
        ck_assert_msg(text_run(cases[i].text, &decode) == cases[i].size, "%s", cases[i].text);
        ck_assert_msg(decode == cases[i].decode, "%s", cases[i].text);
    }
}
END_TEST

START_TEST(comments_cdata_and_instructions_are_passed)
{
    static const struct {
        const char *text;
        int size;
        const char *inside; /* of a CDATA section */
    } cases[] = {
        {"<!---->x", 7, NULL},
        {"<!-- a - b > \u00E9\r\n-->", 20, NULL},
        {"<![CDATA[]]>", 12, ""},
        {"<![CDATA[a]]b]>\t&]]>", 20, "a]]b]>\t&"},
        {"<![CDATA[]]]>", 13, "]"},
        {"<?a?>", 5, NULL},
        {"<?xm l?>", 8, NULL},
        {"<?a b?c>?>", 10, NULL},
        {"<!-- a -- b -->", -1, NULL},
        {"<!-- a", -1, NULL},
        {"<!-- \x01-->", -1, NULL},
        {"<!- a -->", -1, NULL},
        {"<![CDATA[ ]] >", -1, NULL},
        {"<![CDATE[]]>", -1, NULL},
        {"<!DOCTYPE a>", -1, NULL},
        {"<?xml a?>", -1, NULL},
        {"<?XmL-stylesheet a?>", -1, NULL},
        {"<?"
         "?>",
         -1, NULL},
        {"<?a", -1, NULL},
        {"<?a=b?>", -1, NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *copy = padded(cases[i].text);
        bool decode = false;
        cs_text inside;
        const char *end = cs_scan_misc(copy, &inside, &decode);
        ck_assert_msg((end ? (int)(end - copy) : -1) == cases[i].size, "%s", cases[i].text);
        ck_assert_msg(!end || cs_text_equal(inside, cs_text_from(cases[i].inside)), "%s",
                      cases[i].text);
        ck_assert_msg(!end || !decode, "%s", cases[i].text);
        free(copy);
    }
}
END_TEST

static void expect_decoded(const char *text, const char *expected, const char *in_tag,
                           const char *cdata)
{
    cs_buffer as_text = {.s = NULL}, as_tag = {.s = NULL}, as_lines = {.s = NULL};

    cs_scan_decode(&as_text, cs_text_from(text), false);
    cs_scan_decode(&as_tag, cs_text_from(text), true);
    cs_scan_decode_lines(&as_lines, cs_text_from(text));
    ck_assert_msg(cs_text_is(cs_buffer_text(&as_text), expected), "%s", text);
    ck_assert_msg(cs_text_is(cs_buffer_text(&as_tag), in_tag), "%s in a tag", text);
    ck_assert_msg(cs_text_is(cs_buffer_text(&as_lines), cdata), "%s in CDATA", text);
    cs_buffer_free(&as_text);
    cs_buffer_free(&as_tag);
    cs_buffer_free(&as_lines);
}

START_TEST(references_and_line_ends_are_decoded)
{
    expect_decoded("a&lt;b&#xE9;", "a<b\u00E9", "a<b\u00E9", "a&lt;b&#xE9;");
    expect_decoded("a\nb\tc", "a\nb\tc", "a b c", "a\nb\tc");
    expect_decoded("a\r\nb\rc\r\r\n\r", "a\nb\nc\n\n\n", "a b c   ", "a\nb\nc\n\n\n");
    expect_decoded("&#13;&#10;", "\r\n", "\r\n", "&#13;&#10;");
    expect_decoded("&#xa;&#xAf;&#xfA;", "\n\u00AF\u00FA", "\n\u00AF\u00FA", "&#xa;&#xAf;&#xfA;");
}
END_TEST
