#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "sys/interrupt.h"
#include "unit.h"
#include "xml/read/input.h"

/* The forms in which a file may come. */
typedef struct form {
    const char *name;
    size_t unit; /* bytes */
    bool big_endian;
    bool marked; /* with a byte-order mark */
} form;

static const form forms[] = {
    {"UTF-8", 1, false, false},    {"UTF-8 with a mark", 1, false, true},
    {"UTF-16LE", 2, false, false}, {"UTF-16LE with a mark", 2, false, true},
    {"UTF-16BE", 2, true, false},  {"UTF-16BE with a mark", 2, true, true},
};

enum {
    FORMS = sizeof forms / sizeof *forms
};

static void add_byte(cs_buffer *to, unsigned byte)
{
    char c = (char)byte;

    cs_buffer_add(to, (cs_text){&c, 1});
}

static void add_unit(cs_buffer *to, const form *f, unsigned unit)
{
    add_byte(to, f->big_endian ? unit >> 8 : unit & 0xFF);
    add_byte(to, f->big_endian ? unit & 0xFF : unit >> 8);
}

/* Adds UTF-8 text in another form. */
static void add_text(cs_buffer *to, const form *f, cs_text t)
{
    if (f->unit == 1) {
        cs_buffer_add(to, t);
        return;
    }
    while (t.n > 0) {
        uint32_t code = 0;
        size_t n = cs_utf8_decode(t.s, t.n, &code);
        ck_assert_uint_gt(n, 0);
        t = (cs_text){t.s + n, t.n - n};
        if (code > 0xFFFF) {
            add_unit(to, f, 0xD800 + ((code - 0x10000) >> 10));
            code = 0xDC00 + (code & 0x3FF);
        }
        add_unit(to, f, code);
    }
}

/* Begins a file: its mark. */
static void add_mark(cs_buffer *to, const form *f)
{
    if (f->marked)
        add_text(to, f, CS_LITERAL("\uFEFF"));
}

/* A file of that form. */
static cs_buffer file_of(const form *f, cs_text t)
{
    cs_buffer file = {.s = NULL};

    add_mark(&file, f);
    add_text(&file, f, t);
    return file;
}

/* Adds up what an input delivers; how it ended. Every run is as wide as it moves on. */
static cs_next read_text(cs_input *in, cs_buffer *text, cs_error *error)
{
    cs_text run;
    cs_next got;
    uint64_t before = 0;

    while ((got = cs_input_next(in, &run, error)) == CS_ITEM) {
        ck_assert_uint_gt(run.n, 0);
        ck_assert_uint_eq(cs_utf8_xml_prefix(run.s, run.n), run.n);
        uint64_t width = cs_input_width(in, run), now = cs_input_delivered(in);
        uint64_t mark = now - before - width; /* it is delivered with the first run */
        ck_assert(mark == 0 || (before == 0 && mark <= 3));
        ck_assert_uint_le(now, cs_input_position(in));
        before = now;
        cs_buffer_add(text, run);
    }
    return got;
}

static cs_next read_memory(cs_text file, size_t chunk, cs_buffer *text, cs_error *error)
{
    cs_input *in = cs_input_memory(file.s, file.n, "export.xml", error);

    ck_assert_ptr_nonnull(in);
    cs_input_chunk(in, chunk);
    cs_next got = read_text(in, text, error);
    if (got == CS_END) {
        cs_text more;
        ck_assert_uint_eq(cs_input_delivered(in), file.n);
        ck_assert_uint_eq(cs_input_position(in), file.n);
        ck_assert_int_eq(cs_input_next(in, &more, error), CS_END); /* the end stays the end */
    }
    cs_input_close(in);
    return got;
}

static void expect_text(cs_text file, const char *name, cs_text expected)
{
    for (size_t chunk = 1; chunk <= file.n + 1; chunk++) {
        cs_buffer text = {.s = NULL};
        cs_error error = {.set = false};
        cs_next got = read_memory(file, chunk, &text, &error);
        ck_assert_msg(got == CS_END, "%s, chunks of %zu: %s", name, chunk, error.what);
        ck_assert_msg(cs_text_equal(cs_buffer_text(&text), expected), "%s, chunks of %zu: %.*s",
                      name, chunk, (int)text.n, text.s);
        cs_buffer_free(&text);
    }
}

/* An error at that byte of the file, behind exactly that text, whatever the chunks. */
static void expect_error(cs_text file, const char *name, cs_text before, const char *what,
                         uint64_t offset)
{
    for (size_t chunk = 1; chunk <= file.n + 1; chunk++) {
        cs_buffer text = {.s = NULL};
        cs_error error = {.set = false};
        cs_next got = read_memory(file, chunk, &text, &error);
        ck_assert_msg(got == CS_FAILED, "%s, chunks of %zu: no error", name, chunk);
        ck_assert_msg(strstr(error.what, what) != NULL, "%s, chunks of %zu: \"%s\" is not \"%s\"",
                      name, chunk, error.what, what);
        ck_assert_msg(error.has_offset && error.offset == offset,
                      "%s, chunks of %zu: offset %llu is not %llu", name, chunk,
                      (unsigned long long)error.offset, (unsigned long long)offset);
        ck_assert_str_eq(error.file, "export.xml");
        ck_assert_msg(cs_text_equal(cs_buffer_text(&text), before), "%s, chunks of %zu: %.*s", name,
                      chunk, (int)text.n, text.s);
        cs_buffer_free(&text);
    }
}

/* ---- Encodings ---- */

START_TEST(every_form_gives_the_same_text)
{
    const cs_text texts[] = {
        CS_LITERAL("<a>R&amp;D</a>"),
        CS_LITERAL("<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n<a b='\t'>\u00E9\u20AC"
                   "\U0001F600\uFEFF\U0010FFFF\uFFFD and plain text of some length</a>"),
        CS_LITERAL("<"),
        CS_LITERAL("<?"),
        CS_LITERAL("<?xml"),
        CS_LITERAL("<?xml version='1.0'?"),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (size_t k = 0; k < FORMS; k++) {
            cs_buffer file = file_of(&forms[k], texts[i]);
            expect_text(cs_buffer_text(&file), forms[k].name, texts[i]);
            cs_buffer_free(&file);
        }
    }
}
END_TEST

START_TEST(without_a_mark_only_the_first_character_tells)
{
    /* Text that does not begin with a `<` is UTF-8 where nothing says otherwise. */
    expect_text(CS_LITERAL("  <a/>"), "blanks first", CS_LITERAL("  <a/>"));
    expect_text(CS_LITERAL("a"), "one byte", CS_LITERAL("a"));
    expect_error(CS_LITERAL(" \0<\0"), "UTF-16 behind a blank", CS_LITERAL(" "), "NUL", 1);
}
END_TEST

START_TEST(a_file_may_be_empty)
{
    for (size_t k = 0; k < FORMS; k++) {
        cs_buffer file = file_of(&forms[k], CS_LITERAL(""));
        expect_text(cs_buffer_text(&file), forms[k].name, CS_LITERAL(""));
        cs_buffer_free(&file);
    }
}
END_TEST

START_TEST(half_a_mark_is_none)
{
    expect_error(CS_LITERAL("\xEF"), "one byte", CS_LITERAL(""), "UTF-8", 0);
    expect_error(CS_LITERAL("\xEF\xBB"), "two bytes", CS_LITERAL(""), "UTF-8", 0);
    expect_error(CS_LITERAL("\xEF\xBB<"), "and text", CS_LITERAL(""), "UTF-8", 0);
    expect_error(CS_LITERAL("\xFF"), "of UTF-16LE", CS_LITERAL(""), "UTF-8", 0);
    expect_error(CS_LITERAL("\xFE<"), "of UTF-16BE", CS_LITERAL(""), "UTF-8", 0);
}
END_TEST

START_TEST(other_encodings_do_not_pass)
{
    /* The mark of UTF-32 begins with that of UTF-16. */
    expect_error(CS_LITERAL("\xFF\xFE\0\0<\0\0\0"), "UTF-32LE", CS_LITERAL(""), "NUL", 2);
    expect_error(CS_LITERAL("\0\0\xFE\xFF\0\0\0<"), "UTF-32BE", CS_LITERAL(""), "NUL", 0);
    expect_error(CS_LITERAL("<a>caf\xE9</a>"), "Latin-1", CS_LITERAL("<a>caf"), "UTF-8", 6);
}
END_TEST

/* ---- Labels: the bytes beat them, but another encoding is refused ---- */

START_TEST(a_label_may_name_either_encoding)
{
    static const char *const labels[] = {
        "encoding=\"utf-8\"",  "encoding='UTF-16'",         "encoding = \"Utf-16LE\"",
        "encoding\t=\n'utf8'", "\r\nencoding=\"utf-16be\"", "standalone='yes'",
    };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        for (size_t k = 0; k < FORMS; k++) {
            char text[120];
            int n = snprintf(text, sizeof text, "<?xml version='1.0' %s ?><a/>", labels[i]);
            cs_buffer file = file_of(&forms[k], (cs_text){text, (size_t)n});
            expect_text(cs_buffer_text(&file), labels[i], (cs_text){text, (size_t)n});
            cs_buffer_free(&file);
        }
    }
}
END_TEST

START_TEST(any_other_label_is_refused)
{
    static const char *const labels[] = {
        "iso-8859-1",
        "windows-1252",
        "us-ascii-8",
        "utf-32",
        "utf-16-le",
        "ucs-22",
        "utf-7",
        "",
        " utf-8",
        "utf-8 ",
        "utf",
        "utf-88",
        "a-name-so-long-that-nobody-would-ever-think-of-it-as-that-of-an-encoding-at-all",
    };
    const char start[] = "<?xml version='1.0' encoding=\"";

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        for (size_t k = 0; k < FORMS; k++) {
            char text[200], what[100];
            int n = snprintf(text, sizeof text, "%s%s\"?><a/>", start, labels[i]);
            snprintf(what, sizeof what, "\"%.30s", labels[i]);
            cs_buffer file = file_of(&forms[k], (cs_text){text, (size_t)n});
            size_t mark = !forms[k].marked ? 0 : forms[k].unit == 1 ? 3 : 2;
            expect_error(cs_buffer_text(&file), labels[i], CS_LITERAL(""), what,
                         mark + (sizeof start - 1) * forms[k].unit);
            cs_buffer_free(&file);
        }
    }
}
END_TEST

START_TEST(only_a_declaration_holds_a_label)
{
    const cs_text texts[] = {
        CS_LITERAL("<a encoding='latin1'/>"),
        CS_LITERAL("<?xml-stylesheet encoding='latin1'?><a/>"),
        CS_LITERAL("<?xmlx encoding='latin1'?><a/>"),
        CS_LITERAL(" <?xml version='1.0' encoding='latin1'?><a/>"), /* the parser's to refuse */
        CS_LITERAL("<?xml version='1.0'?><?p encoding='latin1'?><a/>"),
        CS_LITERAL("<?xml version='1.0' xencoding='latin1'?><a/>"),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_text(texts[i], texts[i].s, texts[i]);
}
END_TEST

/* Until it ends, it is none. */
START_TEST(no_part_of_a_declaration_holds_a_label)
{
    const cs_text whole = CS_LITERAL("<?xml version='1.0' encoding='latin1'?>");

    for (size_t n = 0; n < whole.n; n++) {
        for (size_t k = 0; k < FORMS; k++) {
            const cs_text part = {whole.s, n};
            cs_buffer file = file_of(&forms[k], part);
            if (n > 0 || !forms[k].marked)
                expect_text(cs_buffer_text(&file), "a part", n > 0 ? part : CS_NO_TEXT);
            cs_buffer_free(&file);
        }
    }
}
END_TEST

/* The parser is who judges a declaration; a label that does not end is taken as it is. */
START_TEST(a_label_ends_with_its_declaration)
{
    static const struct {
        const char *declaration, *label;
        uint64_t at;
    } others[] = {{"<?xml encoding='utf-?8'?>", "\"utf-?8\"", 16},
                  {"<?xml encoding='utf-x?>", "\"utf-x\"", 16},
                  {"<?xml encoding='?>", "\"\"", 16},
                  {"<?xml encoding?>", "\"\"", 15}};
    const cs_text known = CS_LITERAL("<?xml encoding='utf-8?>");

    expect_text(known, known.s, known);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        expect_error(cs_text_from(others[i].declaration), others[i].declaration, CS_LITERAL(""),
                     others[i].label, others[i].at);
}
END_TEST

/* Of a name without end so much is said. */
START_TEST(a_long_label_is_cut)
{
    const char name[] = "x23456789012345678901234567890123456789012345678901234567890123";

    for (int more = 0; more < 2; more++) {
        char file[200], what[100];
        int n = snprintf(file, sizeof file, "<?xml encoding='%s%s'?>", name, more ? "4" : "");
        snprintf(what, sizeof what, "the encoding \"%s\" is", name);
        expect_error((cs_text){file, (size_t)n}, "long", CS_LITERAL(""), what, 16);
    }
}
END_TEST

/* White space does not hide a label, however much of it there is. */
START_TEST(a_label_far_behind_is_found)
{
    static const size_t blanks[] = {100, 65000, 70000, 300000, 1500000};

    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        cs_buffer file = {.s = NULL}, text = {.s = NULL};
        cs_error error = {.set = false};
        cs_buffer_puts(&file, "<?xml version='1.0'");
        for (size_t k = 0; k < blanks[i]; k++)
            cs_buffer_puts(&file, " ");
        cs_buffer_puts(&file, "encoding='iso-8859-1'?><a/>");
        ck_assert_msg(read_memory(cs_buffer_text(&file), 100000, &text, &error) == -1,
                      "behind %zu blanks", blanks[i]);
        cs_buffer_free(&file);
        cs_buffer_free(&text);
    }
}
END_TEST

/* ---- Bad text: what is wrong, where, and everything before it ---- */

START_TEST(bad_utf8_ends_the_text_at_its_place)
{
    static const struct {
        cs_text bytes;
        const char *what;
    } bad[] = {
        {{"\x80", 1}, "UTF-8"},
        {{"\xC0\x80", 2}, "UTF-8"},
        {{"\xE2\x82", 2}, "UTF-8"}, /* cut short */
        {{"\xF0\x9F\x98", 3}, "UTF-8"},
        {{"\xED\xA0\x80", 3}, "UTF-8"}, /* half of a surrogate pair */
        {{"\xF4\x90\x80\x80", 4}, "UTF-8"},
        {{"\xFF", 1}, "UTF-8"},
        {{"\0", 1}, "NUL"},
        {{"\x01", 1}, "cannot hold"},
        {{"\x0B", 1}, "cannot hold"},
        {{"\x1F", 1}, "cannot hold"},
        {{"\xEF\xBF\xBE", 3}, "cannot hold"},
        {{"\xEF\xBF\xBF", 3}, "cannot hold"},
    };
    const cs_text before = CS_LITERAL("<a>sixteen bytes, or more \u20AC");

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        for (int more = 0; more <= 1; more++) {
            for (int marked = 0; marked <= 1; marked++) {
                cs_buffer file = file_of(&forms[marked], before);
                cs_buffer_add(&file, bad[i].bytes);
                cs_buffer_puts(&file, more ? "</a>" : "");
                expect_error(cs_buffer_text(&file), bad[i].what, before, bad[i].what,
                             (marked ? 3 : 0) + before.n);
                cs_buffer_free(&file);
            }
        }
    }
}
END_TEST

START_TEST(bad_utf16_ends_the_text_at_its_place)
{
    static const struct {
        unsigned units[2];
        size_t count;
        const char *what;
    } bad[] = {
        {{0xD800}, 1, "half of a surrogate pair"},
        {{0xDBFF, 0xD800}, 2, "half of a surrogate pair"},
        {{0xDC00}, 1, "half of a surrogate pair"},
        {{0xDFFF, 0xDFFF}, 2, "half of a surrogate pair"},
        {{0x0000}, 1, "NUL"},
        {{0x0001}, 1, "cannot hold"},
        {{0xFFFE}, 1, "cannot hold"},
        {{0xFFFF}, 1, "cannot hold"},
    };
    const cs_text before = CS_LITERAL("<a>eight units, or more \u20AC\U0001F600");

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        for (int more = 0; more <= 1; more++) {
            for (size_t k = 2; k < FORMS; k++) {
                cs_buffer file = file_of(&forms[k], before);
                size_t place = file.n;
                for (size_t u = 0; u < bad[i].count; u++)
                    add_unit(&file, &forms[k], bad[i].units[u]);
                add_text(&file, &forms[k], more ? CS_LITERAL("</a>") : CS_LITERAL(""));
                expect_error(cs_buffer_text(&file), bad[i].what, before, bad[i].what, place);
                cs_buffer_free(&file);
            }
        }
    }
}
END_TEST

START_TEST(utf16_comes_in_pairs_of_bytes)
{
    for (size_t k = 2; k < FORMS; k++) {
        cs_buffer file = file_of(&forms[k], CS_LITERAL("<a/>"));
        size_t place = file.n;
        add_byte(&file, ' ');
        expect_error(cs_buffer_text(&file), forms[k].name, CS_LITERAL("<a/>"),
                     "odd number of bytes", place);
        /* Half of a pair and half of the other half. */
        file.n = place;
        add_unit(&file, &forms[k], 0xD83D);
        add_byte(&file, 0xDE);
        expect_error(cs_buffer_text(&file), forms[k].name, CS_LITERAL("<a/>"), "UTF-16", place);
        cs_buffer_free(&file);
    }
}
END_TEST

/* ---- Places ---- */

START_TEST(a_text_is_as_wide_as_it_is_in_the_file)
{
    const cs_text text = CS_LITERAL("<a>\u00E9\u20AC\U0001F600</a>"); /* 3 + 1 + 1 + 2 + 4 units */

    for (size_t k = 0; k < FORMS; k++) {
        cs_buffer file = file_of(&forms[k], text);
        cs_error error = {.set = false};
        cs_input *in = cs_input_memory(file.s, file.n, "export.xml", &error);
        cs_text run;
        ck_assert_int_eq(cs_input_next(in, &run, &error), CS_ITEM);
        ck_assert_uint_eq(cs_input_width(in, run), forms[k].unit == 1 ? text.n : 2 * 11);
        ck_assert_uint_eq(cs_input_width(in, (cs_text){run.s, 3}), 3 * forms[k].unit);
        ck_assert_uint_eq(cs_input_width(in, (cs_text){run.s, 0}), 0);
        ck_assert_uint_eq(cs_input_delivered(in), file.n);
        cs_input_close(in);
        cs_buffer_free(&file);
    }
}
END_TEST

START_TEST(memory_is_no_file)
{
    cs_error error = {.set = false};
    cs_input *in = cs_input_memory("<a/>", 4, "export.xml", &error);

    ck_assert_str_eq(cs_input_name(in), "export.xml");
    ck_assert_uint_eq(cs_input_size(in), 0);
    ck_assert_ptr_null(cs_input_stat(in));
    cs_input_close(in);
    cs_input_close(NULL);
}
END_TEST

/* ---- Files and pipes ---- */

/* Puts bytes into a temporary file, whose name is in `path`. */
static void make_file(char *path, cs_text bytes)
{
    strcpy(path, "/tmp/cstools-input-XXXXXX");
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes.s, bytes.n), (ssize_t)bytes.n);
    close(fd);
}

START_TEST(a_file_is_read_in_chunks_of_any_size)
{
    char path[64];
    const cs_text text = CS_LITERAL("<a>\u20AC and more</a>");

    make_file(path, text);
    for (size_t chunk = 1; chunk <= 2 * text.n; chunk++) {
        cs_buffer got = {.s = NULL};
        cs_error error = {.set = false};
        cs_input *in = cs_input_open(path, &error);
        ck_assert_ptr_nonnull(in);
        ck_assert_str_eq(cs_input_name(in), path);
        ck_assert_uint_eq(cs_input_size(in), text.n);
        ck_assert_int_eq(cs_input_stat(in)->st_size, (off_t)text.n);
        ck_assert_uint_eq(cs_input_position(in), 0);
        cs_input_chunk(in, chunk);
        ck_assert_int_eq(read_text(in, &got, &error), 0);
        ck_assert(cs_text_equal(cs_buffer_text(&got), text));
        cs_input_close(in);
        cs_buffer_free(&got);
    }
    unlink(path);
}
END_TEST

START_TEST(a_large_file_comes_in_several_runs)
{
    char path[64];
    cs_buffer file = {.s = NULL}, got = {.s = NULL};
    cs_error error = {.set = false};

    for (int i = 0; i < 100000; i++) /* three bytes each: no chunk ends with a character */
        cs_buffer_puts(&file, "\u20AC");
    make_file(path, cs_buffer_text(&file));
    cs_input *in = cs_input_open(path, &error);
    ck_assert_int_eq(read_text(in, &got, &error), 0);
    ck_assert(cs_text_equal(cs_buffer_text(&got), cs_buffer_text(&file)));
    cs_input_close(in);
    cs_buffer_free(&file);
    cs_buffer_free(&got);
    unlink(path);
}
END_TEST

START_TEST(a_dash_is_standard_input)
{
    int ends[2], standard = dup(STDIN_FILENO);
    cs_buffer got = {.s = NULL};
    cs_error error = {.set = false};

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "<a/>", 4), 4);
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    cs_input *in = cs_input_open("-", &error);
    ck_assert_ptr_nonnull(in);
    ck_assert_str_eq(cs_input_name(in), "standard input");
    ck_assert_uint_eq(cs_input_size(in), 0); /* a pipe has none */
    ck_assert_int_eq(read_text(in, &got, &error), 0);
    ck_assert(cs_text_is(cs_buffer_text(&got), "<a/>"));
    cs_input_close(in);
    ck_assert_int_eq(fcntl(STDIN_FILENO, F_GETFD), 0); /* is not ours to close */
    cs_buffer_free(&got);
    dup2(standard, STDIN_FILENO);
    close(standard);
}
END_TEST

static void expect_unopened(const char *path, const char *what)
{
    cs_error error = {.set = false};

    ck_assert_ptr_null(cs_input_open(path, &error));
    ck_assert_msg(strstr(error.what, what) != NULL, "%s", error.what);
    ck_assert_msg(strstr(error.what, path) != NULL, "%s", error.what);
}

START_TEST(what_cannot_be_opened_is_named)
{
    expect_unopened("/tmp/no such directory/export.xml", "No such file");
    expect_unopened("/tmp", "directory");
    expect_unopened("", "No such file");
}
END_TEST

START_TEST(a_failing_read_is_an_error)
{
    cs_error error = {.set = false};
    cs_text run;
    cs_input *in = cs_input_open("/proc/self/mem", &error); /* nothing is at its address 0 */

    ck_assert_ptr_nonnull(in);
    ck_assert_int_eq(cs_input_next(in, &run, &error), CS_FAILED);
    ck_assert_msg(strstr(error.what, "cannot read \"/proc/self/mem\"") != NULL, "%s", error.what);
    cs_input_close(in);
}
END_TEST

/* Reads a pipe that stays open: what is bad in it must be said before more comes. */
static void expect_error_at_once(cs_text bytes, const char *what)
{
    int ends[2];
    cs_buffer got = {.s = NULL};
    cs_error error = {.set = false};

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], bytes.s, bytes.n), (ssize_t)bytes.n);
    dup2(ends[0], STDIN_FILENO);
    cs_input *in = cs_input_open("-", &error);
    ck_assert_int_eq(read_text(in, &got, &error), -1);
    ck_assert(cs_text_is(cs_buffer_text(&got), "<a>"));
    ck_assert_msg(strstr(error.what, what) != NULL, "%s", error.what);
    cs_input_close(in);
    cs_buffer_free(&got);
    close(ends[0]);
    close(ends[1]);
}

START_TEST(what_is_bad_is_said_before_more_comes)
{
    static const char half_pair[] = "<\0a\0>\0\x00\xD8z";

    expect_error_at_once(CS_LITERAL("<a>\xFF"), "not valid UTF-8");
    expect_error_at_once(CS_LITERAL("<a>\xE2\x28"), "not valid UTF-8");
    expect_error_at_once((cs_text){half_pair, sizeof half_pair}, "half of a surrogate pair");
}
END_TEST

/* In a process of its own: reads a pipe that stays open, until it is interrupted. */
static void wait_to_be_interrupted(int pipe_end)
{
    cs_error error = {.set = false};
    cs_buffer got = {.s = NULL};

    cs_interrupt_install();
    dup2(pipe_end, STDIN_FILENO);
    cs_input *in = cs_input_open("-", &error);
    cs_next result = read_text(in, &got, &error);
    bool ok = result == CS_FAILED && error.cause == CS_CAUSE_INTERRUPTED &&
              cs_text_is(cs_buffer_text(&got), "<a>text");
    cs_input_close(in);
    cs_buffer_free(&got);
    _exit(ok ? 0 : 1);
}

START_TEST(waiting_for_a_pipe_can_be_interrupted)
{
    int ends[2], status;

    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], "<a>text", 7), 7);
    pid_t child = fork();
    if (child == 0)
        wait_to_be_interrupted(ends[0]);
    usleep(300000);
    while (waitpid(child, &status, WNOHANG) == 0) {
        kill(child, SIGINT);
        usleep(20000);
    }
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 0);
    close(ends[0]);
    close(ends[1]);
}
END_TEST
