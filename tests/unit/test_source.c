#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buffer.h"
#include "sys/source.h"
#include "unit.h"

/* Appends `text` to `to` as one gzip member. */
static void add_member(cs_buffer *to, cs_text text)
{
    z_stream stream = {0};

    ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&stream, text.n);
    char *at = cs_buffer_reserve(to, room);
    ck_assert_ptr_nonnull(at);
    stream.next_in = (unsigned char *)(uintptr_t)text.s;
    stream.avail_in = (unsigned)text.n;
    stream.next_out = (unsigned char *)at;
    stream.avail_out = (unsigned)room;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    to->n += room - stream.avail_out;
    deflateEnd(&stream);
}

/* Reads all of `file`, `step` bytes at a time, into `out`; false with the error. */
static bool read_all(cs_text file, size_t step, cs_buffer *out, cs_error *error)
{
    cs_source *source = cs_source_memory(file.s, file.n, "a.gz", error);
    ssize_t got;

    ck_assert_ptr_nonnull(source);
    do {
        char *to = cs_buffer_reserve(out, step);
        got = cs_source_read(source, to, step, error);
        ck_assert_int_le(got, (ssize_t)step);
        out->n += got > 0 ? (size_t)got : 0;
    } while (got > 0);
    cs_source_close(source);
    return got == 0;
}

static void expect_text(cs_text file, cs_text wanted)
{
    static const size_t steps[] = {1, 7, 65536};

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        cs_buffer out = {0};
        cs_error error = {0};
        ck_assert_msg(read_all(file, steps[i], &out, &error), "%s", error.what);
        ck_assert(cs_text_equal(cs_buffer_text(&out), wanted));
        cs_buffer_free(&out);
    }
}

static void expect_failure(cs_text file, cs_cause cause)
{
    cs_buffer out = {0};
    cs_error error = {0};

    ck_assert(!read_all(file, 4096, &out, &error));
    ck_assert_int_eq(error.cause, cause);
    ck_assert_str_eq(error.file, "a.gz");
    cs_buffer_free(&out);
}

START_TEST(plain_bytes_come_as_they_are)
{
    static const char *const texts[] = {"", "<", "\x1F", "<cs-objects/>", "B", "BZ", "PK", "7z"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_text(cs_text_from(texts[i]), cs_text_from(texts[i]));
}
END_TEST

START_TEST(gzip_members_are_unpacked_one_after_the_other)
{
    cs_buffer file = {0}, wanted = {0};

    for (int i = 0; i < 1500; i++) /* longer than what is read at a time */
        cs_buffer_puts(&wanted, "<cs-object cs-dn=\"CN=Ada Lovelace,DC=contoso,DC=com\"/>");
    add_member(&file, cs_buffer_text(&wanted));
    expect_text(cs_buffer_text(&file), cs_buffer_text(&wanted));
    add_member(&file, CS_LITERAL(""));
    add_member(&file, CS_LITERAL("end"));
    cs_buffer_puts(&wanted, "end");
    expect_text(cs_buffer_text(&file), cs_buffer_text(&wanted));
    cs_buffer_add(&file, CS_LITERAL("\0\0\0")); /* padding, as on a tape */
    expect_text(cs_buffer_text(&file), cs_buffer_text(&wanted));
    cs_buffer_free(&file);
    cs_buffer_free(&wanted);
}
END_TEST

START_TEST(gzip_that_is_cut_anywhere_is_refused)
{
    cs_buffer file = {0};

    add_member(&file, CS_LITERAL("<cs-objects></cs-objects>"));
    for (size_t n = 2; n < file.n; n++)
        expect_failure((cs_text){file.s, n}, CS_CAUSE_MALFORMED);
    size_t whole = file.n;
    add_member(&file, CS_LITERAL("more"));
    for (size_t n = whole + 1; n < file.n; n++)
        expect_failure((cs_text){file.s, n}, CS_CAUSE_MALFORMED);
    cs_buffer_free(&file);
}
END_TEST

START_TEST(a_wrong_checksum_length_or_tail_is_refused)
{
    cs_buffer file = {0};

    add_member(&file, CS_LITERAL("<cs-objects></cs-objects>"));
    for (size_t back = 1; back <= 8; back++) { /* CRC-32 and length */
        file.s[file.n - back] ^= 1;
        expect_failure(cs_buffer_text(&file), CS_CAUSE_MALFORMED);
        file.s[file.n - back] ^= 1;
    }
    cs_buffer_puts(&file, "tail");
    expect_failure(cs_buffer_text(&file), CS_CAUSE_MALFORMED);
    file.n -= 4;
    cs_buffer_add(&file, CS_LITERAL("\0\x1F"));
    expect_failure(cs_buffer_text(&file), CS_CAUSE_MALFORMED);
    cs_buffer_free(&file);
}
END_TEST

START_TEST(other_archives_are_refused_with_the_command_that_unpacks_them)
{
    static const struct {
        const char *start;
        const char *command;
    } cases[] = {
        {"PK\3\4....", "unzip FILE"},           {"PK\5\6....", "unzip FILE"},
        {"7z\xBC\xAF\x27\x1C..", "7z x FILE"},  {"\xFD\67zXZ\0..", "xz -d FILE"},
        {"\x28\xB5\x2F\xFD..", "zstd -d FILE"}, {"BZh9....", "bzip2 -d FILE"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cs_buffer out = {0};
        cs_error error = {0};
        ck_assert(!read_all((cs_text){cases[i].start, 6}, 4096, &out, &error));
        ck_assert_int_eq(error.cause, CS_CAUSE_CONTRACT);
        ck_assert_msg(strstr(error.what, cases[i].command) != NULL, "%s", error.what);
        ck_assert_uint_eq(out.n, 0);
        cs_buffer_free(&out);
    }
}
END_TEST

START_TEST(progress_counts_the_bytes_of_the_file)
{
    cs_buffer file = {0}, wanted = {0};
    cs_error error = {0};
    char to[4096];

    for (int i = 0; i < 10000; i++)
        cs_buffer_puts(&wanted, "all the same ");
    add_member(&file, cs_buffer_text(&wanted));
    cs_source *source = cs_source_memory(file.s, file.n, "a.gz", &error);
    while (cs_source_read(source, to, sizeof to, &error) > 0)
        ck_assert_uint_le(cs_source_done(source), file.n);
    ck_assert_uint_eq(cs_source_done(source), file.n);
    cs_source_close(source);
    cs_buffer_free(&file);
    cs_buffer_free(&wanted);
}
END_TEST
