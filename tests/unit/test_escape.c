#include <stdio.h>

#include "xml/escape.h"

#include "unit.h"

typedef void escape_function(cs_buffer *to, cs_text t);

static void expect(escape_function *escape, cs_text in, const char *out)
{
    cs_buffer buffer = {.s = NULL};

    escape(&buffer, in);
    ck_assert_msg(cs_text_is(cs_buffer_text(&buffer), out), "%.*s is not %s", (int)buffer.n,
                  buffer.s, out);
    cs_buffer_free(&buffer);
}

START_TEST(text_spells_what_would_not_come_back)
{
    expect(cs_escape_text, CS_LITERAL("R&D <a> ]]> \"q\"\t'\n\r"),
           "R&amp;D &lt;a&gt; ]]&gt; \"q\"\t'\n&#13;");
    expect(cs_escape_text, CS_LITERAL(""), "");
    expect(cs_escape_text, CS_NO_TEXT, "");
}
END_TEST

START_TEST(attributes_spell_the_quote_and_line_breaks_too)
{
    expect(cs_escape_attribute, CS_LITERAL("R&D <a> \"q\"\t'\n\r"),
           "R&amp;D &lt;a&gt; &quot;q&quot;&#9;'&#10;&#13;");
}
END_TEST

START_TEST(other_bytes_stay)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        char bytes[] = {(char)byte, (char)byte};
        cs_text t = {bytes, sizeof bytes};
        cs_buffer buffer = {.s = NULL};

        if (byte == '&' || byte == '<' || byte == '>' || byte == '\r')
            continue;
        cs_escape_text(&buffer, t);
        ck_assert(cs_text_equal(cs_buffer_text(&buffer), t));
        if (byte != '"' && byte != '\t' && byte != '\n') {
            cs_escape_attribute(&buffer, t);
            ck_assert_uint_eq(buffer.n, 4);
        }
        cs_buffer_free(&buffer);
    }
}
END_TEST

/* The fast path looks at sixteen bytes at a time: every length around that, and every place. */
START_TEST(every_place_in_every_length)
{
    static const char special[] = {'&', '<', '>', '\r', '"', '\t', '\n'};
    static const char *const spelled[] = {"&amp;",  "&lt;", "&gt;", "&#13;",
                                          "&quot;", "&#9;", "&#10;"};

    for (size_t which = 0; which < sizeof special; which++) {
        for (size_t length = 1; length <= 50; length++) {
            for (size_t place = 0; place < length; place++) {
                char in[50], out[64];
                memset(in, 'x', length);
                in[place] = special[which];
                snprintf(out, sizeof out, "%.*s%s%.*s", (int)place, in, spelled[which],
                         (int)(length - place - 1), in + place + 1);
                expect(cs_escape_attribute, (cs_text){in, length}, out);
            }
        }
    }
}
END_TEST

START_TEST(runs_of_nothing_but_specials)
{
    char in[40], out[40 * 5 + 1] = "";

    memset(in, '&', sizeof in);
    for (size_t i = 0; i < sizeof in; i++)
        strcat(out, "&amp;");
    expect(cs_escape_text, (cs_text){in, sizeof in}, out);
}
END_TEST

START_TEST(adds_behind_what_is_there)
{
    cs_buffer buffer = {.s = NULL};

    cs_buffer_puts(&buffer, "<value>");
    cs_escape_text(&buffer, CS_LITERAL("a<b"));
    ck_assert(cs_text_is(cs_buffer_text(&buffer), "<value>a&lt;b"));
    cs_buffer_free(&buffer);
}
END_TEST
