#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "unit.h"

/* Another decoder and encoder, written from RFC 3629 and slow on purpose, to compare with. */

enum {
    LAST_CODE = 0x10FFFF,
    LONGEST_RUN = 40 /* more than two of the blocks that are looked at together */
};

static bool is_between(int byte, int low, int high)
{
    return byte >= low && byte <= high;
}

/* The bytes that may come second behind `first`, as the syntax of RFC 3629, section 4, lists them;
 * false where no character of several bytes begins so. */
static bool second_bytes(int first, int *low, int *high)
{
    *low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    *high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    return is_between(first, 0xC2, 0xF4);
}

static size_t length_by_first(int first)
{
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* How many bytes at the start of `s` are as they should be, of a character that takes `*length`. */
static size_t good_bytes(const unsigned char *s, size_t n, size_t *length)
{
    int low = 0, high = 0;
    bool begins = second_bytes(s[0], &low, &high);

    *length = begins || s[0] < 0x80 ? length_by_first(s[0]) : 0;
    if (*length == 0)
        return 0;
    size_t good = 1;
    while (good < *length && good < n &&
           is_between(s[good], good == 1 ? low : 0x80, good == 1 ? high : 0xBF))
        good++;
    return good;
}

static size_t slow_encode(uint32_t code, char *to)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const int marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length; i-- > 1; code /= 64)
        to[i] = (char)(0x80 + code % 64);
    to[0] = (char)(marks[length] + (int)code);
    return length;
}

static size_t slow_encode_utf16(uint32_t code, bool big_endian, unsigned char *to)
{
    uint32_t units[2] = {code, 0};
    size_t count = 1;

    if (code > 0xFFFF) {
        units[0] = 0xD800 + (code - 0x10000) / 0x400;
        units[1] = 0xDC00 + (code - 0x10000) % 0x400;
        count = 2;
    }
    for (size_t i = 0; i < count; i++) {
        to[2 * i + !big_endian] = (unsigned char)(units[i] / 256);
        to[2 * i + big_endian] = (unsigned char)(units[i] % 256);
    }
    return 2 * count;
}

static bool is_surrogate(uint32_t code)
{
    return code >= 0xD800 && code <= 0xDFFF;
}

/* XML 1.0, production 2. */
static bool xml_allows(uint32_t code)
{
    return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code <= 0xD7FF) ||
           (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= LAST_CODE);
}

/* A copy of exactly `n` bytes, so that a sanitizer sees every byte that is read behind them. */
static char *exact_copy(const void *s, size_t n)
{
    char *copy = malloc(n > 0 ? n : 1);

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, s, n);
    return copy;
}

static size_t xml_prefix_of(const void *s, size_t n)
{
    char *copy = exact_copy(s, n);
    size_t prefix = cs_utf8_xml_prefix(copy, n);

    free(copy);
    return prefix;
}

/* ---- UTF-8 ---- */

START_TEST(every_code_point_is_decoded)
{
    for (uint32_t code = 0; code <= LAST_CODE; code++) {
        char s[4];
        uint32_t decoded = 0xFFFFFFFF;
        size_t n = slow_encode(code, s);

        if (is_surrogate(code)) {
            ck_assert_uint_eq(cs_utf8_decode(s, n, &decoded), 0);
        } else if (cs_utf8_decode(s, n, &decoded) != n || decoded != code) {
            ck_abort_msg("U+%04X is decoded as U+%04X", code, decoded);
        }
    }
}
END_TEST

/* Overlong forms, surrogates, stray continuations, too large a code point, the bytes that are none
 * at all: decided as the syntax of RFC 3629 does, for all sequences of up to three bytes and of
 * four with the bytes at the bounds. */
START_TEST(every_sequence_is_judged_by_the_syntax)
{
    static const unsigned char bounds[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F,
                                           0xA0, 0xBF, 0xC0, 0xE0, 0xF0, 0xFF};
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            for (size_t i = 0; i < sizeof bounds * sizeof bounds; i++) {
                unsigned char s[] = {(unsigned char)first, (unsigned char)second,
                                     bounds[i / sizeof bounds], bounds[i % sizeof bounds]};
                uint32_t code;
                size_t length, good = good_bytes(s, sizeof s, &length);
                size_t expected = good == length ? length : 0;
                if (cs_utf8_decode((char *)s, sizeof s, &code) != expected)
                    ck_abort_msg("%02X %02X %02X %02X", s[0], s[1], s[2], s[3]);
            }
        }
    }
}
END_TEST

START_TEST(a_character_cut_short_is_partial_and_nothing_else_is)
{
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            for (unsigned third = 0; third < 256; third++) {
                unsigned char s[] = {(unsigned char)first, (unsigned char)second,
                                     (unsigned char)third};
                for (size_t n = third == 0 ? 1 : 3; n <= 3; n++) {
                    size_t length, good = good_bytes(s, n, &length);
                    bool expected = good == n && n < length;
                    if (cs_utf8_is_partial((char *)s, n) != expected)
                        ck_abort_msg("%zu of %02X %02X %02X", n, s[0], s[1], s[2]);
                }
            }
        }
    }
    ck_assert(!cs_utf8_is_partial("", 0));
    ck_assert(!cs_utf8_is_partial("\xF0\x9F\x98\x80", 4)); /* this one is whole */
}
END_TEST

START_TEST(a_character_is_not_read_past_the_end)
{
    static const char *const characters[] = {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};

    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
        for (size_t n = 1; n < strlen(characters[i]); n++) {
            char *cut = exact_copy(characters[i], n);
            uint32_t code;
            ck_assert_uint_eq(cs_utf8_decode(cut, n, &code), 0);
            ck_assert_uint_eq(cs_utf8_xml_prefix(cut, n), 0);
            ck_assert(cs_utf8_is_partial(cut, n));
            free(cut);
        }
    }
}
END_TEST

START_TEST(the_prefix_holds_the_characters_that_xml_allows)
{
    for (uint32_t code = 0; code <= LAST_CODE; code++) {
        char s[6] = "x";
        size_t n = slow_encode(code, s + 1);
        s[1 + n] = 'y';
        size_t expected = xml_allows(code) ? n + 2 : 1;
        if (cs_utf8_xml_prefix(s, n + 2) != expected)
            ck_abort_msg("U+%04X", code);
    }
}
END_TEST

/* Plain text is looked at in blocks: every length around them, and every place for what is not
 * plain. */
START_TEST(the_prefix_stops_at_the_place)
{
    static const struct {
        const char *bytes;
        bool allowed;
    } odd[] = {
        {"\t", true},        {"\n", true},        {"\r", true},
        {"\x7F", true},      {"\xC2\x85", true},  {"\xE2\x82\xAC", true},
        {"\x01", false},     {"\x1F", false},     {"\x80", false},
        {"\xFF", false},     {"\xC0\x80", false}, {"\xED\xA0\x80", false},
        {"\xE2\x82", false}, {"\xF0\x9F", false}, {"\xEF\xBF\xBE", false},
        {"\xC3", false},     {"\xF4\x90", false}, {"\xF0\x9F\x98\x80", true},
    };
    for (size_t k = 0; k < sizeof odd / sizeof *odd; k++) {
        for (size_t before = 0; before <= LONGEST_RUN; before++) {
            for (size_t after = 0; after <= LONGEST_RUN; after++) {
                char s[2 * LONGEST_RUN + 4];
                size_t n = strlen(odd[k].bytes);
                memset(s, 'x', sizeof s);
                memcpy(s + before, odd[k].bytes, n);
                size_t prefix = xml_prefix_of(s, before + n + after);
                ck_assert_uint_eq(prefix, odd[k].allowed ? before + n + after : before);
            }
        }
    }
}
END_TEST

START_TEST(nul_is_not_allowed_and_does_not_end_the_text)
{
    ck_assert_uint_eq(xml_prefix_of("", 0), 0);
    ck_assert_uint_eq(xml_prefix_of("\0", 1), 0);
    ck_assert_uint_eq(xml_prefix_of("ab\0cd", 5), 2);
}
END_TEST

/* ---- UTF-16 ---- */

/* Converts with no byte of room to spare, and returns how much of `in` was used. */
static size_t convert(const unsigned char *in, size_t n, bool big_endian, char *out,
                      size_t *written)
{
    unsigned char *from = (unsigned char *)exact_copy(in, n);
    char *to = malloc(n / 2 * 3 + 1);
    char *tight = to + 1; /* and no byte behind */

    ck_assert_ptr_nonnull(to);
    size_t used = cs_utf16_to_utf8(from, n, big_endian, tight, written);
    ck_assert_uint_le(*written, n / 2 * 3);
    memcpy(out, tight, *written);
    free(to);
    free(from);
    return used;
}

SLOW_TEST(every_code_point_comes_out_of_utf16)
{
    for (uint32_t code = 0; code <= LAST_CODE; code++) {
        unsigned char in[4];
        char out[6], expected[4];
        size_t written, length = slow_encode(code, expected);

        if (is_surrogate(code))
            continue;
        for (int big_endian = 0; big_endian <= 1; big_endian++) {
            size_t n = slow_encode_utf16(code, big_endian, in);
            size_t used = cs_utf16_to_utf8(in, n, big_endian, out, &written);
            if (used != n || written != length || memcmp(out, expected, length) != 0)
                ck_abort_msg("U+%04X", code);
        }
        ck_assert_uint_eq(cs_utf8_as_utf16_size(expected, length), code > 0xFFFF ? 4 : 2);
    }
}
END_TEST

/* ASCII is converted in blocks of eight: every place of another character around them. */
START_TEST(every_place_among_ascii)
{
    static const uint32_t codes[] = {0x00, 0x7F, 0x80, 0xFF, 0x7FF, 0x800, 0x20AC, 0x8041, 0x1F600};

    for (size_t k = 0; k < sizeof codes / sizeof *codes; k++) {
        for (size_t before = 0; before <= LONGEST_RUN / 2; before++) {
            for (size_t after = 0; after <= LONGEST_RUN / 2; after++) {
                for (int big_endian = 0; big_endian <= 1; big_endian++) {
                    unsigned char in[4 * LONGEST_RUN];
                    char out[4 * LONGEST_RUN], expected[4 * LONGEST_RUN];
                    size_t n = 0, length = 0, written;
                    for (size_t i = 0; i < before + 1 + after; i++) {
                        uint32_t code = i == before ? codes[k] : (uint32_t)('a' + i % 26);
                        n += slow_encode_utf16(code, big_endian, in + n);
                        length += slow_encode(code, expected + length);
                    }
                    ck_assert_uint_eq(convert(in, n, big_endian, out, &written), n);
                    ck_assert_uint_eq(written, length);
                    ck_assert_mem_eq(out, expected, length);
                }
            }
        }
    }
}
END_TEST

/* Half of a pair stops it, and so does what may be the first half of a whole one. */
START_TEST(half_a_surrogate_pair_stops_it)
{
    static const struct {
        const char *units; /* big-endian */
        size_t n;
    } halves[] = {
        {"\xD8\x00", 2},                 /* at the end: the rest may yet come */
        {"\xDB\xFF", 2},                 /* of the last one, too */
        {"\xD8\x00\xDC", 3},             /* nor is half of the other half enough */
        {"\xD8\x00\x00\x41", 4},         /* the first half without the second */
        {"\xD8\x00\xD8\x00\xDC\x00", 6}, /* and before a whole pair */
        {"\xD8\x00\xE0\x00", 4},         /* just behind the second halves */
        {"\xDC\x00", 2},                 /* the second half alone */
        {"\xDF\xFF\xDC\x00", 4},         /* twice */
        {"\x00", 1},                     /* half a unit */
    };
    for (size_t k = 0; k < sizeof halves / sizeof *halves; k++) {
        for (size_t before = 0; before <= LONGEST_RUN / 2; before++) {
            for (int big_endian = 0; big_endian <= 1; big_endian++) {
                unsigned char in[LONGEST_RUN + 8];
                char out[2 * LONGEST_RUN];
                size_t written, n = 2 * before + halves[k].n;
                for (size_t i = 0; i < before; i++)
                    slow_encode_utf16('x', big_endian, in + 2 * i);
                for (size_t i = 0; i < halves[k].n; i++)
                    in[2 * before + (big_endian ? i : i ^ 1)] = (unsigned char)halves[k].units[i];
                if (!big_endian && halves[k].n % 2 == 1) /* the last byte has no partner */
                    in[n - 1] = in[n];
                ck_assert_uint_eq(convert(in, n, big_endian, out, &written), 2 * before);
                ck_assert_uint_eq(written, before);
            }
        }
    }
}
END_TEST

START_TEST(nothing_comes_of_nothing)
{
    size_t written = 1;
    char out[1];

    ck_assert_uint_eq(cs_utf16_to_utf8((const unsigned char *)"", 0, false, out, &written), 0);
    ck_assert_uint_eq(written, 0);
    ck_assert_uint_eq(cs_utf8_as_utf16_size("", 0), 0);
}
END_TEST

START_TEST(the_width_as_utf16_is_that_of_the_characters)
{
    const char text[] = "R&D \u00E9\u20AC\U0001F600x";

    ck_assert_uint_eq(cs_utf8_as_utf16_size(text, sizeof text - 1), 2 * (4 + 1 + 1 + 2 + 1));
}
END_TEST
