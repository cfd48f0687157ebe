#include <stdio.h>

#include "base/utf8.h"
#include "page/internal.h"
#include "unit.h"
#include "words.h"

static void expect(cs_buffer *found, const char *expected)
{
    ck_assert(!found->failed);
    ck_assert_msg(cs_text_is(cs_buffer_text(found), expected), "found    %.*s\nexpected %s",
                  (int)found->n, found->s ? found->s : "", expected);
    cs_buffer_free(found);
}

static void expect_value(const char *value, const char *expected)
{
    cs_buffer html = {.s = NULL};

    page_value(&html, cs_text_from(value), 10);
    expect(&html, expected);
}

START_TEST(a_value_is_never_markup)
{
    expect_value("</a><b>&\"'", "<bdi>&lt;/a&gt;&lt;b&gt;&amp;\"'</bdi>");
    expect_value("=1+1", "<bdi>=1+1</bdi>");
    expect_value("&amp;", "<bdi>&amp;amp;</bdi>");
}
END_TEST

START_TEST(what_cannot_be_seen_is_shown_by_its_number)
{
    expect_value("a\u202Eb", "<bdi>a<span class=\"c\">U+202E</span>b</bdi>");
    expect_value("\u200B", "<bdi><span class=\"c\">U+200B</span></bdi>");
    expect_value("\u00A0", "<bdi><span class=\"c\">U+00A0</span></bdi>");
    expect_value("\r", "<bdi><span class=\"c\">U+000D</span></bdi>");
    expect_value("\U000E0041", "<bdi><span class=\"c\">U+E0041</span></bdi>");
    expect_value("\xFF", "<bdi><span class=\"c\">byte FF</span></bdi>");
}
END_TEST

/* The value of one character, as UTF-8. */
static cs_text one_character(char s[4], uint32_t c)
{
    return (cs_text){s, cs_utf8_encode(s, c)};
}

static bool is_shown_by_its_number(uint32_t c)
{
    char s[4], sign[16];
    cs_buffer html = {.s = NULL};

    page_value(&html, one_character(s, c), 10);
    snprintf(sign, sizeof sign, "U+%04X", (unsigned)c);
    bool found = memmem(html.s, html.n, sign, strlen(sign)) != NULL;
    cs_buffer_free(&html);
    return found;
}

START_TEST(the_characters_that_cannot_be_seen_are_those_of_unicode)
{
    /* General categories Cf, Cc, Zs, Zl and Zp, but for the joiners, and the Hangul fillers. */
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x7F, 0xA0},     {0xAD, 0xAD},       {0x34F, 0x34F},   {0x61C, 0x61C},   {0x115F, 0x1160},
        {0x1680, 0x1680}, {0x17B4, 0x17B5},   {0x180B, 0x180F}, {0x2000, 0x200B}, {0x200E, 0x200F},
        {0x2028, 0x202F}, {0x205F, 0x206F},   {0x3164, 0x3164}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0},
        {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
    };

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        ck_assert_msg(!is_shown_by_its_number(ranges[i].first - 1), "%X", ranges[i].first - 1);
        ck_assert_msg(is_shown_by_its_number(ranges[i].first), "%X", ranges[i].first);
        ck_assert_msg(is_shown_by_its_number(ranges[i].last), "%X", ranges[i].last);
        ck_assert_msg(!is_shown_by_its_number(ranges[i].last + 1), "%X", ranges[i].last + 1);
    }
}
END_TEST

START_TEST(what_is_drawn_with_the_character_before_is_not_parted_from_it)
{
    /* Combining marks, joiners, variation selectors, skin tones. */
    static const struct {
        uint32_t first, last;
    } ranges[] = {{0x300, 0x36F},   {0x1AB0, 0x1AFF},   {0x1DC0, 0x1DFF},
                  {0x200C, 0x200D}, {0x20D0, 0x20FF},   {0xFE00, 0xFE0F},
                  {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF}};

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        const uint32_t codes[] = {ranges[i].first - 1, ranges[i].first, ranges[i].last,
                                  ranges[i].last + 1};
        for (size_t k = 0; k < 4; k++) {
            char s[5] = "a";
            cs_text mark = one_character(s + 1, codes[k]);
            bool inside = k == 1 || k == 2;
            ck_assert_msg(page_is_boundary((cs_text){s, 1 + mark.n}, 1) != inside, "%X", codes[k]);
        }
    }
}
END_TEST

START_TEST(blanks_and_line_breaks_that_are_overlooked_have_signs)
{
    expect_value("a b", "<bdi>a b</bdi>");
    expect_value(" a", "<bdi><span class=\"c\">␣</span>a</bdi>");
    expect_value("a ", "<bdi>a<span class=\"c\">␣</span></bdi>");
    expect_value("a  b", "<bdi>a<span class=\"c\">␣</span><span class=\"c\">␣</span>b</bdi>");
    expect_value("a\nb", "<bdi>a<span class=\"c\">↵</span>\nb</bdi>");
    expect_value("a\tb", "<bdi>a<span class=\"c\">⇥</span>b</bdi>");
    expect_value("", "<bdi><span class=\"n\">empty</span></bdi>");
}
END_TEST

START_TEST(writing_of_any_direction_and_emoji_stay_as_they_are)
{
    expect_value("שלום", "<bdi>שלום</bdi>");
    expect_value("👩\u200D💻", "<bdi>👩\u200D💻</bdi>");
    expect_value("می\u200Cخواهم", "<bdi>می\u200Cخواهم</bdi>");
}
END_TEST

START_TEST(a_long_value_is_shortened_and_says_so)
{
    expect_value("1234567890", "<bdi>1234567890</bdi>");
    expect_value("12345678901", "<bdi>1234567890</bdi><span class=\"n\">… (shortened: 11 "
                                "characters in all)</span>");
}
END_TEST

START_TEST(the_cut_is_never_within_what_is_drawn_as_one)
{
    /* The tenth character is a woman that a joiner ties to her computer. */
    expect_value("123456789👩\u200D💻", "<bdi>123456789</bdi><span class=\"n\">… (shortened: 12 "
                                      "characters in all)</span>");
    /* Nothing but marks: there is no better place. */
    expect_value("\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
                 "<bdi>\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301</bdi><span "
                 "class=\"n\">… (shortened: 11 characters in all)</span>");
}
END_TEST

START_TEST(a_title_takes_no_elements)
{
    cs_buffer html = {.s = NULL};

    page_plain(&html, CS_LITERAL("</title>\u202E\n"), 20);
    expect(&html, "&lt;/title&gt;[U+202E][U+000A]");
    page_plain(&html, CS_LITERAL("12345"), 3);
    expect(&html, "123…");
}
END_TEST

START_TEST(numbers_have_commas)
{
    static const struct {
        uint64_t number;
        const char *expected;
    } cases[] = {{0, "0"},
                 {999, "999"},
                 {1000, "1,000"},
                 {1234567, "1,234,567"},
                 {UINT64_MAX, "18,446,744,073,709,551,615"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_buffer html = {.s = NULL};
        page_number(&html, cases[i].number);
        expect(&html, cases[i].expected);
    }
}
END_TEST

/* ---- Two values side by side ---- */

static void expect_pair(const char *old_value, const char *new_value, const char *before,
                        const char *after)
{
    cs_buffer old_html = {.s = NULL}, new_html = {.s = NULL};

    page_pair(&old_html, cs_text_from(old_value), &new_html, cs_text_from(new_value));
    expect(&old_html, before);
    expect(&new_html, after);
}

START_TEST(what_differs_is_marked)
{
    expect_pair("noel@contoso.com", "ada@contoso.com", "<bdi><del>noel</del>@contoso.com</bdi>",
                "<bdi><ins>ada</ins>@contoso.com</bdi>");
    expect_pair("R&D", "R&D <East>", "<bdi>R&amp;D</bdi>",
                "<bdi>R&amp;D<ins> &lt;East&gt;</ins></bdi>");
    expect_pair("same", "same", "<bdi>same</bdi>", "<bdi>same</bdi>");
    expect_pair("a", "", "<bdi><del>a</del></bdi>", "<bdi><span class=\"n\">empty</span></bdi>");
}
END_TEST

START_TEST(values_with_little_in_common_differ_as_a_whole)
{
    expect_pair("Engineer", "Sir", "<bdi><del>Engineer</del></bdi>", "<bdi><ins>Sir</ins></bdi>");
}
END_TEST

START_TEST(a_blank_more_is_seen)
{
    expect_pair("Ada", "Ada ", "<bdi>Ada</bdi>",
                "<bdi>Ada<ins><span class=\"c\">␣</span></ins></bdi>");
}
END_TEST

START_TEST(a_mark_holds_whole_characters)
{
    /* é and è share their first byte; e with an accent shares its e with the plain one. */
    expect_pair("caféteria", "cafèteria", "<bdi>caf<del>é</del>teria</bdi>",
                "<bdi>caf<ins>è</ins>teria</bdi>");
    expect_pair("cafe\u0301teria", "cafeteria", "<bdi>caf<del>e\u0301</del>teria</bdi>",
                "<bdi>caf<ins>e</ins>teria</bdi>");
    /* é and ũ share their last byte, and two letters the accent that is behind them. */
    expect_pair("caféteria", "cafũteria", "<bdi>caf<del>é</del>teria</bdi>",
                "<bdi>caf<ins>ũ</ins>teria</bdi>");
    expect_pair("cafe\u0301teria", "cafu\u0301teria", "<bdi>caf<del>e\u0301</del>teria</bdi>",
                "<bdi>caf<ins>u\u0301</ins>teria</bdi>");
}
END_TEST

/* `n` times that character, then `end`. */
static cs_text repeated(cs_buffer *to, char c, size_t n, const char *end)
{
    for (size_t i = 0; i < n; i++)
        cs_buffer_add(to, (cs_text){&c, 1});
    cs_buffer_puts(to, end);
    return cs_buffer_text(to);
}

/* Two values of `n` x, `middle`, and `m` y, which differ behind that: of the first is shown that so
 * many characters are the `same`, and `shown` y. */
static void expect_difference(size_t n, const char *middle, size_t m, const char *same,
                              size_t shown)
{
    cs_buffer a = {.s = NULL}, b = {.s = NULL}, before = {.s = NULL}, after = {.s = NULL};
    cs_buffer expected = {.s = NULL};

    repeated(&a, 'x', n, middle);
    cs_buffer_join(&b, &a);
    page_pair(&before, repeated(&a, 'y', m, "1"), &after, repeated(&b, 'y', m, "2"));
    cs_buffer_puts(&expected, "<bdi><span class=\"n\">[");
    cs_buffer_puts(&expected, same);
    cs_buffer_puts(&expected, " characters that are the same]</span>");
    repeated(&expected, 'y', shown, "<del>1</del></bdi>");
    cs_buffer_add(&expected, (cs_text){"", 1});
    expect(&before, expected.s);
    cs_buffer_free(&after);
    cs_buffer_free(&a);
    cs_buffer_free(&b);
    cs_buffer_free(&expected);
}

START_TEST(of_long_values_the_difference_is_shown)
{
    expect_difference(0, "", 40000, "39,880", 120);
}
END_TEST

START_TEST(what_is_shown_before_a_difference_begins_with_a_whole_character)
{
    expect_difference(200, "e\u0301", 119, "202", 119);
}
END_TEST

START_TEST(a_long_difference_is_shortened)
{
    cs_buffer a = {.s = NULL}, before = {.s = NULL}, after = {.s = NULL};

    page_pair(&before, repeated(&a, 'x', 40000, ""), &after, CS_LITERAL("y"));
    ck_assert_uint_lt(before.n, 600);
    cs_buffer_add(&before, (cs_text){"", 1});
    ck_assert_ptr_nonnull(strstr(before.s, "[and 39,600 further characters]"));
    cs_buffer_free(&a);
    cs_buffer_free(&before);
    cs_buffer_free(&after);
}
END_TEST

/* The note that so many characters are the same on both sides. */
static void put_same(cs_buffer *to, size_t n)
{
    char text[80];

    snprintf(text, sizeof text, "<span class=\"n\">[%zu characters that are the same]</span>", n);
    cs_buffer_puts(to, text);
}

/* A middle of y, of which 400 are shown. */
static void put_middle(cs_buffer *to, size_t n, const char *element)
{
    char text[80];

    snprintf(text, sizeof text, "<%s>", element);
    cs_buffer_puts(to, text);
    snprintf(text, sizeof text, "</%s>", element);
    repeated(to, 'y', n > 400 ? 400 : n, text);
    if (n > 400) {
        snprintf(text, sizeof text, "<span class=\"n\">[and %zu further character%s]</span>",
                 n - 400, n == 401 ? "" : "s");
        cs_buffer_puts(to, text);
    }
}

/* A value whose middle differs, as it is shown: `head` x, `middle` y, `tail` z. At most 240
 * characters that are the same are shown, or 120 next to the difference. */
static void put_shown(cs_buffer *to, size_t head, size_t middle, size_t tail, const char *element)
{
    cs_buffer_puts(to, "<bdi>");
    if (head > 240)
        put_same(to, head - 120);
    repeated(to, 'x', head > 240 ? 120 : head, "");
    if (middle > 0)
        put_middle(to, middle, element);
    repeated(to, 'z', tail > 240 ? 120 : tail, "");
    if (tail > 240)
        put_same(to, tail - 120);
    cs_buffer_puts(to, "</bdi>");
}

static void expect_shown(size_t head, size_t middle, size_t tail)
{
    cs_buffer a = {.s = NULL}, b = {.s = NULL}, before = {.s = NULL}, after = {.s = NULL};
    cs_buffer expected = {.s = NULL};

    repeated(&a, 'x', head, "");
    repeated(&a, 'y', middle, "");
    repeated(&a, 'z', tail, "");
    repeated(&b, 'x', head, "");
    repeated(&b, 'z', tail, "");
    page_pair(&before, cs_buffer_text(&a), &after, cs_buffer_text(&b));
    put_shown(&expected, head, middle, tail, "del");
    ck_assert_msg(cs_text_equal(cs_buffer_text(&before), cs_buffer_text(&expected)),
                  "%zu %zu %zu: %.*s", head, middle, tail, (int)before.n, before.s);
    expected.n = 0;
    put_shown(&expected, head, 0, tail, "ins");
    ck_assert_msg(cs_text_equal(cs_buffer_text(&after), cs_buffer_text(&expected)),
                  "%zu %zu %zu: %.*s", head, middle, tail, (int)after.n, after.s);
    cs_buffer_free(&a);
    cs_buffer_free(&b);
    cs_buffer_free(&before);
    cs_buffer_free(&after);
    cs_buffer_free(&expected);
}

START_TEST(what_is_the_same_is_shortened_from_a_length_on)
{
    static const size_t lengths[] = {1, 119, 120, 121, 239, 240, 241, 242, 500};
    static const size_t middles[] = {1, 399, 400, 401, 402};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++)
            for (size_t m = 0; m < sizeof middles / sizeof *middles; m++)
                expect_shown(lengths[i], middles[m], lengths[k]);
}
END_TEST

static void put_side(cs_buffer *to, cs_text value, size_t head, size_t tail, const char *element)
{
    size_t middle = value.n - head - tail;
    char text[60];

    snprintf(text, sizeof text, "<bdi>%s%.*s%s%s%s%.*s",
             value.n == 0 ? "<span class=\"n\">empty</span>" : "", (int)head, value.s,
             middle > 0 ? "<" : "", middle > 0 ? element : "", middle > 0 ? ">" : "", (int)middle,
             value.s + head);
    cs_buffer_puts(to, text);
    snprintf(text, sizeof text, "%s%s%s%.*s</bdi>", middle > 0 ? "</" : "",
             middle > 0 ? element : "", middle > 0 ? ">" : "", (int)tail, value.s + value.n - tail);
    cs_buffer_puts(to, text);
}

/* The longest beginning that both have, then the longest end of what is left; neither where they
 * are less than half of the shorter one. */
static void expect_parts(cs_text a, cs_text b)
{
    size_t shorter = a.n < b.n ? a.n : b.n, head = shorter, tail;
    cs_buffer before = {.s = NULL}, after = {.s = NULL}, expected = {.s = NULL};

    while (memcmp(a.s, b.s, head) != 0)
        head--;
    tail = shorter - head;
    while (memcmp(a.s + a.n - tail, b.s + b.n - tail, tail) != 0)
        tail--;
    if (2 * (head + tail) < shorter)
        head = tail = 0;
    page_pair(&before, a, &after, b);
    put_side(&expected, a, head, tail, "del");
    cs_buffer_add(&before, cs_buffer_text(&after));
    put_side(&expected, b, head, tail, "ins");
    ck_assert_msg(cs_text_equal(cs_buffer_text(&before), cs_buffer_text(&expected)),
                  "%.*s is not %.*s", (int)before.n, before.s, (int)expected.n, expected.s);
    cs_buffer_free(&before);
    cs_buffer_free(&after);
    cs_buffer_free(&expected);
}

START_TEST(all_short_words_are_parted)
{
    char first[6], second[6];

    for (unsigned i = 0; i < 127; i++) /* of up to six letters */
        for (unsigned k = 0; k < 127; k++)
            expect_parts(word_of(i, "ab", first), word_of(k, "ab", second));
}
END_TEST

/* ---- Command lines ---- */

static void expect_command(const char *word, const char *expected)
{
    const char *const chosen[] = {"--omodt", "delete"};
    const cs_page_options options = {
        .program = "csanalyzer", .chosen = {chosen, 2}, .operands = {&word, 1}};
    cs_buffer html = {.s = NULL};

    page_command(&html, &options, " --summary");
    expect(&html, expected);
}

START_TEST(a_command_can_be_copied_into_a_shell)
{
    expect_command("a.xml", "<code>csanalyzer --summary --omodt delete a.xml</code>");
    expect_command("contoso.com - AAD.xml",
                   "<code>csanalyzer --summary --omodt delete 'contoso.com - AAD.xml'</code>");
    expect_command("it's $HOME <b>",
                   "<code>csanalyzer --summary --omodt delete 'it'\\''s $HOME &lt;b&gt;'</code>");
    expect_command("", "<code>csanalyzer --summary --omodt delete ''</code>");
}
END_TEST

START_TEST(a_file_that_cannot_be_named_is_called_file)
{
    expect_command("-", "<code>csanalyzer --summary --omodt delete FILE</code>");
    expect_command("a\nb", "<code>csanalyzer --summary --omodt delete FILE</code>");
    expect_command("a\u202Eb", "<code>csanalyzer --summary --omodt delete FILE</code>");
}
END_TEST
