#include <errno.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/terminal.h"
#include "unit.h"

/* What cs_error_print() prints, in a buffer that lives until the next call. */
static const char *printed(const cs_error *error)
{
    static char text[8192];
    FILE *to = fmemopen(text, sizeof text, "w");

    ck_assert_ptr_nonnull(to);
    ck_assert_int_eq(cs_error_print(error, "csanalyzer", to), CS_EXIT_TROUBLE);
    fclose(to);
    return text;
}

static const char *escaped(cs_text t)
{
    static char text[256];

    ck_assert_uint_eq(cs_escape(text, sizeof text, t), strlen(text));
    return text;
}

START_TEST(shows_what_and_where)
{
    cs_error error = {.set = false};

    ck_assert(!cs_fail(&error, "unknown operation \"%s\"", "bogus"));
    cs_error_place(&error, "export.xml", 1234, 3, CS_LITERAL("CN=Ada"));
    ck_assert_str_eq(printed(&error), "csanalyzer: unknown operation \"bogus\" (export.xml, byte "
                                      "offset 1234, object 3, DN \"CN=Ada\")\n");
}
END_TEST

START_TEST(leaves_out_what_is_not_known)
{
    cs_error plain = {.set = false}, with_file = plain, in_no_object = plain, memory = plain;

    cs_fail_memory(&plain);
    ck_assert_str_eq(printed(&plain), "csanalyzer: out of memory\n");

    cs_fail(&with_file, "not XML");
    cs_error_file(&with_file, "a.xml");
    ck_assert_str_eq(printed(&with_file), "csanalyzer: not XML (a.xml)\n");

    cs_fail(&in_no_object, "not XML");
    cs_error_place(&in_no_object, "a.xml", 0, 0, CS_NO_TEXT);
    ck_assert_str_eq(printed(&in_no_object), "csanalyzer: not XML (a.xml, byte offset 0)\n");

    cs_fail(&memory, "not XML");
    cs_error_place(&memory, NULL, 7, 0, CS_NO_TEXT);
    ck_assert_str_eq(printed(&memory), "csanalyzer: not XML (byte offset 7)\n");
}
END_TEST

START_TEST(first_error_wins_and_what_is_known_of_the_place_stays)
{
    cs_error error = {.set = false};

    cs_error_place(&error, "nothing.xml", 1, 1, CS_LITERAL("CN=None")); /* no error yet */
    cs_fail(&error, "first");
    cs_fail(&error, "second");
    cs_fail_errno(&error, EPIPE, "third");
    cs_fail_usage(&error, "fourth");
    cs_error_place(&error, "a.xml", 5, 0, CS_NO_TEXT);
    cs_error_place(&error, "b.xml", 6, 2, CS_LITERAL("CN=B"));
    cs_error_place(&error, "c.xml", 7, 3, CS_LITERAL("CN=C"));
    cs_error_file(&error, "d.xml");
    ck_assert_str_eq(printed(&error), "csanalyzer: first (a.xml, byte offset 5, object 2, "
                                      "DN \"CN=B\")\n");
}
END_TEST

START_TEST(names_may_be_a_letter_long)
{
    cs_error error = {.set = false};

    cs_fail(&error, "no");
    cs_error_place(&error, "a", 0, 1, CS_LITERAL("b"));
    ck_assert_str_eq(printed(&error), "csanalyzer: no (a, byte offset 0, object 1, DN \"b\")\n");
}
END_TEST

START_TEST(errno_is_spelled_out)
{
    cs_error error = {.set = false};

    cs_fail_errno(&error, ENOSPC, "cannot write \"%s\"", "a.csv");
    ck_assert_str_eq(printed(&error),
                     "csanalyzer: cannot write \"a.csv\": No space left on device\n");
}
END_TEST

START_TEST(closed_pipe_is_silent)
{
    cs_error error = {.set = false};

    cs_fail_errno(&error, EPIPE, "cannot write standard output");
    ck_assert_int_eq(error.cause, CS_CAUSE_PIPE);
    ck_assert_str_eq(printed(&error), "");
}
END_TEST

START_TEST(wrong_usage_points_to_help)
{
    cs_error error = {.set = false};

    cs_fail_usage(&error, "unknown option \"--bogus\"");
    ck_assert_str_eq(printed(&error), "csanalyzer: unknown option \"--bogus\"\n"
                                      "Try 'csanalyzer --help'.\n");
}
END_TEST

/* Keeps more of `character`, behind `shift` other bytes, than fits where an error keeps texts. */
static void expect_cut_behind(const char *character, size_t shift)
{
    char name[2001] = "", end[32];
    size_t size = strlen(character);
    cs_error error = {.set = false};

    memset(name, 'x', shift);
    for (size_t i = shift; i + size < sizeof name; i += size)
        memcpy(name + i, character, size + 1);
    cs_fail_errno(&error, EACCES, "cannot read %s", name);
    cs_error_place(&error, name, 1, 1, cs_text_from(name));

    const char *line = printed(&error);
    const char *const behind[] = {": Permission denied (", ", byte offset 1", "\")\n"};
    ck_assert_ptr_null(strstr(line, "\\x"));
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        snprintf(end, sizeof end, "%s\u2026%s", character, behind[i]);
        ck_assert_msg(strstr(line, end) != NULL, "%s: %s", end, line);
    }
}

START_TEST(long_texts_are_cut_at_a_character)
{
    static const char *const characters[] = {"\u00E9", "\u20AC", "\U0001F600"};

    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++)
        for (size_t shift = 0; shift < strlen(characters[i]); shift++)
            expect_cut_behind(characters[i], shift);
}
END_TEST

START_TEST(texts_that_just_fit_are_not_cut)
{
    cs_error error = {.set = false}, longer = error;
    char name[sizeof error.file + 1];

    memset(name, 'a', sizeof name);
    name[sizeof error.file - 1] = '\0';
    cs_fail(&error, "no");
    cs_error_file(&error, name);
    ck_assert_str_eq(error.file, name);

    name[sizeof error.file - 1] = 'a';
    name[sizeof error.file] = '\0';
    cs_fail(&longer, "no");
    cs_error_file(&longer, name);
    ck_assert_uint_eq(strlen(longer.file), sizeof error.file - 1);
    ck_assert_str_eq(longer.file + strlen(longer.file) - 4, "a\u2026");
}
END_TEST

START_TEST(nothing_hostile_reaches_the_terminal)
{
    cs_error error = {.set = false};

    cs_fail(&error, "unknown element \"%s\"", "\x1B]0;owned\x07");
    cs_error_place(&error, "a\nb.xml", 1, 1, CS_LITERAL("CN=\u202Egpj.exe"));
    ck_assert_str_eq(printed(&error), "csanalyzer: unknown element \"\\x1B]0;owned\\x07\" "
                                      "(a\\x0Ab.xml, byte offset 1, object 1, "
                                      "DN \"CN=\\u{202E}gpj.exe\")\n");
}
END_TEST

START_TEST(every_kind_of_dangerous_character_is_escaped)
{
    ck_assert_str_eq(escaped(CS_LITERAL("\t\n\r\x1F\x7F")), "\\x09\\x0A\\x0D\\x1F\\x7F");
    ck_assert_str_eq(escaped(CS_LITERAL("a\0b")), "a\\x00b");
    ck_assert_str_eq(escaped(CS_LITERAL("\xC2\x80\xC2\x9F")), "\\u{0080}\\u{009F}");
    ck_assert_str_eq(escaped(CS_LITERAL("\u061C\u200E\u200F")), "\\u{061C}\\u{200E}\\u{200F}");
    ck_assert_str_eq(escaped(CS_LITERAL("\u2028\u2029\u202A")), "\\u{2028}\\u{2029}\\u{202A}");
    ck_assert_str_eq(escaped(CS_LITERAL("\u202E\u2066\u2069")), "\\u{202E}\\u{2066}\\u{2069}");
    ck_assert_str_eq(escaped(CS_LITERAL("\u200B\u2060\uFEFF")), "\\u{200B}\\u{2060}\\u{FEFF}");
}
END_TEST

START_TEST(bytes_that_are_not_utf8_are_escaped_one_by_one)
{
    ck_assert_str_eq(escaped(CS_LITERAL("\x80z")), "\\x80z");
    ck_assert_str_eq(escaped(CS_LITERAL("\xC3")), "\\xC3");                   /* cut short */
    ck_assert_str_eq(escaped(CS_LITERAL("\xC0\xAF")), "\\xC0\\xAF");          /* overlong */
    ck_assert_str_eq(escaped(CS_LITERAL("\xED\xA0\x80")), "\\xED\\xA0\\x80"); /* surrogate */
    ck_assert_str_eq(escaped(CS_LITERAL("\xE2\x82"
                                        "A")),
                     "\\xE2\\x82"
                     "A");
    ck_assert_str_eq(escaped(CS_LITERAL("\xF4\x90\x80\x80")), "\\xF4\\x90\\x80\\x80");
}
END_TEST

START_TEST(ordinary_text_stays)
{
    const char *text = "back\\slash \"quote\" \u00E9 \u65E5\u672C \U0001F600 \u0645\u200C\u0646";

    ck_assert_str_eq(escaped(cs_text_from(text)), text);
}
END_TEST

START_TEST(escaping_stops_where_the_room_ends)
{
    char buffer[6] = "?????";

    ck_assert_uint_eq(cs_escape(buffer, 0, CS_LITERAL("ab")), 0);
    ck_assert_str_eq(buffer, "?????");
    ck_assert_uint_eq(cs_escape(buffer, 1, CS_LITERAL("ab")), 0);
    ck_assert_str_eq(buffer, "");
    ck_assert_uint_eq(cs_escape(buffer, sizeof buffer, CS_LITERAL("ab\x1B")), 2);
    ck_assert_str_eq(buffer, "ab");
    ck_assert_uint_eq(cs_escape(buffer, sizeof buffer, CS_LITERAL("a\x1Bz")), 5);
    ck_assert_str_eq(buffer, "a\\x1B");
}
END_TEST

START_TEST(long_text_is_printed_whole)
{
    char text[5000], *shown = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&shown, &size);

    ck_assert_ptr_nonnull(to);
    memset(text, '\x01', sizeof text);
    cs_print_escaped(to, (cs_text){text, sizeof text});
    fclose(to);
    ck_assert_uint_eq(size, 4 * sizeof text);
    ck_assert_int_eq(strncmp(shown + size - 8, "\\x01\\x01", 8), 0);
    free(shown);
}
END_TEST
