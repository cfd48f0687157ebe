#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "xml/frame.h"

#include "unit.h"

/* Reads all of `text`, as the frame of an element that lies `level` deep: true where it is one. */
static bool holds(cs_text text, size_t level)
{
    cs_frame *frame = malloc(sizeof *frame);
    cs_token token;

    cs_frame_begin(frame, text, level);
    while (cs_frame_next(frame, &token) > CS_TOKEN_END)
        ;
    ck_assert_int_eq(cs_frame_next(frame, &token), token.kind);
    free(frame);
    return token.kind == CS_TOKEN_END;
}

/* The pieces of `text` as "kind depth name|text", one after the other. */
static void expect_pieces(const char *text, const char *expected)
{
    static const char kinds[] = "!.(),?";
    cs_frame frame;
    cs_token token;
    char pieces[1024] = "";

    cs_frame_begin(&frame, cs_text_from(text), 1);
    do {
        size_t n = strlen(pieces);
        cs_frame_next(&frame, &token);
        snprintf(pieces + n, sizeof pieces - n, "%c%zu%.*s|%.*s ", kinds[token.kind], token.depth,
                 (int)token.name.n, token.name.s ? token.name.s : "", (int)token.text.n,
                 token.text.s ? token.text.s : "");
    } while (token.kind > CS_TOKEN_END);
    ck_assert_str_eq(pieces, expected);
}

START_TEST(pieces_come_in_their_order)
{
    expect_pieces("<a x=\"1\"><?hole 3?>text<b></b></a>",
                  "(1a| x=\"1\" ?1hole|3 ,1|text (2b| )2b| )1a| .0| ");
}
END_TEST

START_TEST(an_empty_element_tag_opens_and_closes)
{
    expect_pieces("<a><b y='2' /><b/></a>", "(1a| (2b| y='2' )2b| (2b| )2b| )1a| .0| ");
    expect_pieces("<a/>", "(1a| )1a| .0| ");
}
END_TEST

START_TEST(white_space_around_a_frame_does_not_count)
{
    expect_pieces("\n <a></a>\t\n", "(1a| )1a| .0| ");
}
END_TEST

static const char *const good[] = {
    "<a></a>",
    "<a ></a >",
    "<a x = '1' y=\"2\"></a>",
    "<a x=\"it's &quot;so&quot; &gt; > that\"></a>",
    "<a>&amp;&lt;&gt;&quot;&apos;&#9;&#x1F600;&#65533;</a>",
    "<a>]] > ]]&gt;</a>",
    "<a>\xC3\xA9</a>",
    "<\xC3\xA9l\xC3\xA9ment></\xC3\xA9l\xC3\xA9ment>",
    "<_a-1.b></_a-1.b>",
    "<a xmlns:n=\"urn:n\" n:x=\"1\"><n:b></n:b></a>",
    "<n:a xmlns:n=\"urn:n\"></n:a>",
    "<a xmlns:n=\"urn:n\"><n:b-></n:b-><n:b.></n:b.><n:b0></n:b0><n:b9></n:b9></a>",
    "<a xml:space=\"preserve\" xmlns=\"urn:n\"></a>",
    ("<a x01='' x02='' x03='' x04='' x05='' x06='' x07='' x08='' x09='' x10='' x11='' x12='' "
     "x13='' "
     "x14='' x15='' x16='' x17='' x18=''></a>"),
};

static const char *const bad[] = {
    "",
    "  ",
    "text",
    "<",
    "<a",
    "<a>",
    "</a>",
    "<a></b>",
    "<a><b></a></b>",
    "<a></a><a></a>",
    "<a></a>text",
    "text<a></a>",
    "<?hole?>",
    "<a></a><?hole?>",
    "< a></ a>",
    "<a></a x=\"1\">",
    "<1></1>",
    "<-a></-a>",
    "<a x></a>",
    "<a x=1></a>",
    "<a x=\"1></a>",
    "<a x=\"1\"y=\"2\"></a>",
    "<a x=\"<\"></a>",
    "<a x=\"&\"></a>",
    "<a x=\"1\" x=\"2\"></a>",
    ("<a x01='' x02='' x03='' x04='' x05='' x06='' x07='' x08='' x09='' x10='' x11='' x12='' "
     "x13='' "
     "x14='' x15='' x16='' x17='' x03=''></a>"),
    "<a>&</a>",
    "<a>&amp</a>",
    "<a>&nbsp;</a>",
    "<a>&;</a>",
    "<a>&#;</a>",
    "<a>&#x;</a>",
    "<a>&#X41;</a>",
    "<a>&#0;</a>",
    "<a>&#11;</a>",
    "<a>&#12a;</a>",
    "<a>&#xD800;</a>",
    "<a>&#xFFFE;</a>",
    "<a>&#x110000;</a>",
    "<a>&#99999999999999999999;</a>",
    "<a>]]></a>",
    "<a><!-- comment --></a>",
    "<a><![CDATA[text]]></a>",
    "<!DOCTYPE a><a></a>",
    "<a><?hole></a>",
    "<a><?"
    "?></a>",
    "<a><? hole?></a>",
    "<a\xC2></a\xC2>",
    "<n:a></n:a>",
    "<a n:x=\"1\"></a>",
    "<a><b xmlns:n=\"urn:n\"></b><n:c></n:c></a>",
    "<a xmlns:n=\"\"></a>",
    "<:a></:a>",
    "<xml:a:b></xml:a:b>",
    "<xml:></xml:>",
    "<xml:-a></xml:-a>",
    "<xml:.a></xml:.a>",
    "<xml:0a></xml:0a>",
    "<xml:9a></xml:9a>",
    "<a xml:0a=\"1\"></a>",
};

LOOP_TEST(what_xml_allows, sizeof good / sizeof *good)
{
    ck_assert_msg(holds(cs_text_from(good[_i]), 1), "%s", good[_i]);
}
END_TEST

LOOP_TEST(what_xml_does_not_allow, sizeof bad / sizeof *bad)
{
    ck_assert_msg(!holds(cs_text_from(bad[_i]), 1), "%s", bad[_i]);
}
END_TEST

/* The bytes lie at the very end of what is allocated, for the sanitizer and valgrind to see. */
static bool exact_copy_holds(const char *s, size_t n)
{
    char *copy = malloc(n > 0 ? n : 1);
    memcpy(copy, s, n);
    bool result = holds((cs_text){copy, n}, 1);
    free(copy);
    return result;
}

LOOP_TEST(no_part_of_a_frame_is_one, sizeof good / sizeof *good)
{
    for (size_t n = 0; n < strlen(good[_i]); n++)
        ck_assert_msg(!exact_copy_holds(good[_i], n), "%zu bytes of %s", n, good[_i]);
}
END_TEST

/* What libxml2 says of the text as a document. */
static bool is_document(const char *s, size_t n)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    xmlDocPtr document = xmlCtxtReadMemory(parser, s, (int)n, NULL, "UTF-8",
                                           XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    bool result = document && parser->wellFormed && parser->nsWellFormed;

    xmlFreeDoc(document);
    xmlFreeParserCtxt(parser);
    return result;
}

/* A frame has neither comments nor CDATA sections, and no holes around it: all else is as in a
 * document, but that libxml2 also judges the names of namespaces. Whether the bytes are characters
 * of XML is asked before. */
LOOP_TEST(every_byte_in_every_place, sizeof good / sizeof *good)
{
    bool is_compared = !strstr(good[_i], "xmlns");
    char text[200];
    size_t n = strlen(good[_i]);

    memcpy(text, good[_i], n + 1);
    for (size_t i = 0; i < n; i++) {
        for (int byte = 0; byte < 256; byte++) {
            text[i] = (char)byte;
            bool is_frame = exact_copy_holds(text, n);
            if (is_compared && cs_utf8_xml_prefix(text, n) == n)
                ck_assert_msg(is_frame == is_document(text, n), "%02X at %zu of %s", byte, i,
                              good[_i]);
        }
        text[i] = good[_i][i];
    }
}
END_TEST

/* Whether libxml2 and we agree that `c` may begin a name, and be in one behind ASCII and others. */
static void check_name_with(uint32_t c)
{
    static const char *const before[] = {"", "n", "\xC3\xA9"};
    char text[24], *end;

    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        end = text + snprintf(text, sizeof text, "<%s", before[i]);
        end += cs_utf8_encode(end, c);
        memcpy(end, "/>", 3);
        ck_assert_msg(exact_copy_holds(text, strlen(text)) == is_document(text, strlen(text)),
                      "U+%04X behind '%s'", c, before[i]);
    }
}

START_TEST(a_name_has_the_characters_that_xml_gives_it)
{
    /* Where ranges end beyond U+3001 (XML 1.0, production 4). */
    static const uint32_t ends[] = {0xD7FF, 0xF900, 0xFDCF, 0xFDF0, 0xFFFD, 0x10000, 0xEFFFF};

    for (uint32_t c = 0x21; c < 0x3010; c++)
        check_name_with(c);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        for (uint32_t c = ends[i] - 1; c <= ends[i] + 1; c++)
            check_name_with(c);
}
END_TEST

/* `depth` elements within each other; to be freed. */
static char *nested(size_t depth)
{
    char *text = calloc(depth, strlen("<a></a>") + 1);

    for (size_t i = 0; i < depth; i++)
        strcpy(text + 3 * i, "<a>");
    for (size_t i = 0; i < depth; i++)
        strcpy(text + 3 * depth + 4 * i, "</a>");
    return text;
}

START_TEST(a_frame_nests_no_deeper_than_its_document_may)
{
    char *deep = nested(CS_MAX_DEPTH), *deeper = nested(CS_MAX_DEPTH + 1);

    ck_assert(holds(cs_text_from(deep), 1));
    ck_assert(!holds(cs_text_from(deeper), 1));
    ck_assert(!holds(cs_text_from(deep), 2));
    free(deep);
    deep = nested(CS_MAX_DEPTH - 1);
    ck_assert(holds(cs_text_from(deep), 2));
    free(deep);
    free(deeper);
}
END_TEST

/* An element within another, and prefixes declared in each. */
static bool may_declare(int outside, int inside)
{
    cs_buffer text = {.s = NULL};
    char declared[40];

    cs_buffer_puts(&text, "<a");
    for (int i = 0; i < outside + inside; i++) {
        snprintf(declared, sizeof declared, "%s xmlns:n%d=\"u\"", i == outside ? "><b" : "", i);
        cs_buffer_puts(&text, declared);
    }
    cs_buffer_puts(&text, inside > 0 ? "></b></a>" : "></a>");
    bool held = holds(cs_buffer_text(&text), 1);
    cs_buffer_free(&text);
    return held;
}

START_TEST(a_frame_declares_so_many_prefixes_at_a_time)
{
    ck_assert(may_declare(CS_MAX_NAMESPACES, 0));
    ck_assert(!may_declare(CS_MAX_NAMESPACES + 1, 0));
    ck_assert(may_declare(CS_MAX_NAMESPACES - 1, 1));
    ck_assert(!may_declare(CS_MAX_NAMESPACES, 1));
}
END_TEST

START_TEST(xml_attributes_one_by_one)
{
    cs_text rest = CS_LITERAL(" a=\"1\"  b = '&amp;' ");
    cs_frame_attribute attribute;

    ck_assert(cs_frame_attributes_check(rest));
    ck_assert_int_eq(cs_frame_attribute_next(&rest, &attribute), 1);
    ck_assert(cs_text_is(attribute.name, "a") && cs_text_is(attribute.value, "1"));
    ck_assert_int_eq(cs_frame_attribute_next(&rest, &attribute), 1);
    ck_assert(cs_text_is(attribute.whole, "b = '&amp;'"));
    ck_assert_int_eq(cs_frame_attribute_next(&rest, &attribute), 0);
}
END_TEST

START_TEST(xml_attributes_stand_on_their_own)
{
    ck_assert(cs_frame_attributes_check(CS_LITERAL("")));
    ck_assert(cs_frame_attributes_check(CS_LITERAL(" n:a=\"1\" xmlns:n=\"urn:n\" xml:lang=''")));
    ck_assert(!cs_frame_attributes_check(CS_LITERAL("a=\"1\"")));
    ck_assert(!cs_frame_attributes_check(CS_LITERAL(" a=\"1\" a=\"2\"")));
    ck_assert(!cs_frame_attributes_check(CS_LITERAL(" a=\"1\">")));
    ck_assert(!cs_frame_attributes_check(CS_LITERAL(" n:a=\"1\"")));
    ck_assert(!cs_frame_attributes_check(CS_LITERAL(" xml::a=\"1\"")));
}
END_TEST

START_TEST(an_xml_attribute_by_its_name)
{
    cs_text all = CS_LITERAL(" ab=\"1\" b=\"\"");

    ck_assert(cs_text_is(cs_frame_attribute_value(all, "ab"), "1"));
    ck_assert_ptr_nonnull(cs_frame_attribute_value(all, "b").s);
    ck_assert_ptr_null(cs_frame_attribute_value(all, "a").s);
}
END_TEST
