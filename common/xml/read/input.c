#include "xml/read/input.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "sys/source.h"
#include "xml/token.h"

enum tuning {
    READ_SIZE = 128 << 10
};

enum {
    LONGEST_DECLARATION = 16 << 20 /* code units; an XML declaration has about forty */
};

struct cs_input {
    cs_source *source;
    size_t chunk;
    cs_encoding encoding;
    bool started;        /* the encoding is known and the label has been checked */
    bool ended;          /* no more bytes will come */
    bool pausing;        /* a pause is asked for, */
    size_t pause_after;  /* when so many more bytes have been delivered */
    bool paused;         /* it is due now */
    size_t looked_at;    /* code units in which the XML declaration does not end */
    bool resumed;        /* bytes in `raw` have been put back */
    cs_buffer raw;       /* bytes read; */
    size_t used;         /* so many of them have been delivered */
    uint64_t raw_offset; /* where `raw` begins in the file */
    cs_buffer converted; /* what was UTF-16 */
    cs_error bad;        /* what is wrong right behind the text that was delivered last */
};

/* An input over `source`, which it takes; NULL where that is NULL, or out of memory. */
static cs_input *new_input(cs_source *source, cs_error *error)
{
    cs_input *in = source ? calloc(1, sizeof *in) : NULL;

    if (!in) {
        cs_source_close(source);
        cs_fail_memory(error);
        return NULL;
    }
    in->source = source;
    in->chunk = READ_SIZE;
    return in;
}

cs_input *cs_input_open(const char *path, cs_error *error)
{
    return new_input(cs_source_open(path, error), error);
}

cs_input *cs_input_memory(const void *bytes, size_t size, const char *name, cs_error *error)
{
    return new_input(cs_source_memory(bytes, size, name, error), error);
}

void cs_input_chunk(cs_input *in, size_t bytes)
{
    in->chunk = bytes;
}

const char *cs_input_name(const cs_input *in)
{
    return cs_source_name(in->source);
}

uint64_t cs_input_position(const cs_input *in)
{
    return in->raw_offset + in->raw.n;
}

uint64_t cs_input_done(const cs_input *in)
{
    return cs_source_done(in->source);
}

uint64_t cs_input_size(const cs_input *in)
{
    return cs_source_size(in->source);
}

const struct stat *cs_input_stat(const cs_input *in)
{
    return cs_source_stat(in->source);
}

void cs_input_close(cs_input *in)
{
    if (!in)
        return;
    cs_source_close(in->source);
    cs_buffer_free(&in->raw);
    cs_buffer_free(&in->converted);
    free(in);
}

/* Reads once more into `raw`. */
static bool fill(cs_input *in, cs_error *error)
{
    char *to = cs_buffer_reserve(&in->raw, in->chunk);

    if (!to)
        return cs_fail_memory(error);
    ssize_t got = cs_source_read(in->source, to, in->chunk, error);
    if (got < 0)
        return false;
    in->raw.n += (size_t)got;
    in->ended = got == 0;
    return true;
}

/* ---- The start of the file: encoding and label ---- */

static size_t unit_size(const cs_input *in)
{
    return in->encoding == CS_UTF_8 ? 1 : 2;
}

/* How many code units there are, and the i-th where it is ASCII, else 0. */
static size_t unit_count(const cs_input *in)
{
    return (in->raw.n - in->used) / unit_size(in);
}

static char unit(const cs_input *in, size_t i)
{
    const unsigned char *u = (const unsigned char *)in->raw.s + in->used + i * unit_size(in);

    if (in->encoding == CS_UTF_16LE)
        return u[1] == 0 ? (char)u[0] : 0;
    if (in->encoding == CS_UTF_16BE)
        return u[0] == 0 ? (char)u[1] : 0;
    return (char)u[0];
}

/* The bytes beat the label: a byte-order mark, else the zero half of the first `<`. */
static void detect_encoding(cs_input *in)
{
    const char *s = in->raw.s;
    size_t n = in->raw.n;

    if (n >= 2 && (memcmp(s, "\xFF\xFE", 2) == 0 || memcmp(s, "\xFE\xFF", 2) == 0)) {
        in->encoding = s[0] == '\xFF' ? CS_UTF_16LE : CS_UTF_16BE;
        in->used = 2;
    } else if (n >= 2 && (memcmp(s, "<\0", 2) == 0 || memcmp(s, "\0<", 2) == 0)) {
        in->encoding = s[0] == '<' ? CS_UTF_16LE : CS_UTF_16BE;
    } else if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) {
        in->used = 3;
    }
}

/* True where the word stands at `at`, in a declaration, whose `?` ends any word. */
static bool units_are(const cs_input *in, size_t at, const char *word)
{
    for (size_t i = 0; word[i]; i++)
        if (unit(in, at + i) != word[i])
            return false;
    return true;
}

/* Where the XML declaration ends (its `?`); 0 where the text cannot begin with one, SIZE_MAX where
 * more of it is needed to tell. */
static size_t declaration_end(cs_input *in)
{
    static const char start[] = "<?xml";
    size_t n = unit_count(in);

    for (size_t i = 0; i < sizeof start - 1 && i < n; i++)
        if (unit(in, i) != start[i])
            return 0;
    if (n >= sizeof start && !cs_is_space(unit(in, sizeof start - 1)))
        return 0;
    size_t i = in->looked_at > sizeof start ? in->looked_at : sizeof start;
    for (; i + 1 < n && i < LONGEST_DECLARATION; i++)
        if (unit(in, i) == '?' && unit(in, i + 1) == '>')
            return i;
    in->looked_at = i;
    return in->ended || n >= LONGEST_DECLARATION ? 0 : SIZE_MAX;
}

/* The encoding's name in the declaration that ends at `end`, cut to the buffer's size; its place,
 * 0 where there is none. The parser judges the declaration; this only looks for the word. */
static size_t find_label(const cs_input *in, size_t end, char *label, size_t size)
{
    for (size_t i = 5; i < end; i++) {
        if (!cs_is_space(unit(in, i)) || !units_are(in, i + 1, "encoding"))
            continue;
        size_t at = i + 9, n = 0;
        while (at < end && (cs_is_space(unit(in, at)) || unit(in, at) == '='))
            at++;
        char quote = unit(in, at++);
        for (size_t k = at; k < end && unit(in, k) != quote && n + 1 < size; k++)
            label[n++] = unit(in, k);
        label[n] = '\0';
        return at;
    }
    return 0;
}

static bool check_label(cs_input *in, size_t end, cs_error *error)
{
    static const char *const known[] = {
        "utf-8",    "utf8",    "us-ascii",        "ascii", "utf-16",    "utf16",      "utf-16le",
        "utf-16be", "unicode", "iso-10646-ucs-2", "ucs-2", "csunicode", "unicodefffe"};
    char label[64];
    size_t at = find_label(in, end, label, sizeof label);

    if (at == 0)
        return true;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (cs_text_equal_nocase(cs_text_from(label), cs_text_from(known[i])))
            return true;
    cs_fail_cause(
        error, CS_CAUSE_MALFORMED,
        "the encoding \"%s\" is neither UTF-8 nor UTF-16: export the file again, or convert "
        "it (\"iconv -f WINDOWS-1252 -t UTF-8 FILE\") and change its label to UTF-8",
        label);
    cs_error_place(error, cs_input_name(in), in->used + at * unit_size(in), 0, CS_NO_TEXT);
    return false;
}

bool cs_input_start(cs_input *in, cs_error *error)
{
    if (in->started)
        return true;
    while (in->raw.n < 4 && !in->ended)
        if (!fill(in, error))
            return false;
    detect_encoding(in);
    size_t end;
    while ((end = declaration_end(in)) == SIZE_MAX)
        if (!fill(in, error))
            return false;
    in->started = true;
    return end == 0 || check_label(in, end, error);
}

bool cs_input_peek(cs_input *in, char *to, size_t size, size_t *n, cs_error *error)
{
    if (!cs_input_start(in, error))
        return false;
    while (unit_count(in) < size && !in->ended)
        if (!fill(in, error))
            return false;
    for (*n = 0; *n < size && *n < unit_count(in); ++*n)
        to[*n] = unit(in, *n) & 0x80 ? '\0' : unit(in, *n);
    return true;
}

/* ---- Text ---- */

static void note_bad(cs_input *in, cs_cause cause, const char *what)
{
    cs_fail_cause(&in->bad, cause, "%s", what);
    cs_error_place(&in->bad, cs_input_name(in), in->raw_offset + in->used, 0, CS_NO_TEXT);
}

/* What is wrong with the bytes at `s`, which are not a character that XML allows. */
static const char *what_is_bad(const char *s, size_t n)
{
    uint32_t code;

    if (cs_utf8_decode(s, n, &code) == 0)
        return "not valid UTF-8; if it was saved in another encoding, run \"iconv -f WINDOWS-1252 "
               "-t UTF-8 FILE\", or export it again";
    if (code == 0)
        return "a NUL character, which XML cannot hold";
    return "a character that XML cannot hold";
}

/* The valid text at the front of `raw`; what stops it is noted in `bad`, unless more bytes may
 * complete it. */
static cs_text deliver_utf8(cs_input *in)
{
    const char *s = cs_buffer_text(&in->raw).s + in->used;
    size_t n = in->raw.n - in->used;
    size_t good = cs_utf8_xml_prefix(s, n);

    in->used += good;
    if (good < n && (in->ended || !cs_utf8_is_partial(s + good, n - good)))
        note_bad(in, CS_CAUSE_MALFORMED,
                 cs_utf8_is_partial(s + good, n - good)
                     ? "not valid UTF-8: the file ends inside a character"
                     : what_is_bad(s + good, n - good));
    return (cs_text){s, good};
}

static cs_text deliver_utf16(cs_input *in)
{
    const unsigned char *s = (const unsigned char *)cs_buffer_text(&in->raw).s + in->used;
    size_t n = in->raw.n - in->used;
    in->converted.n = 0;
    char *to = cs_buffer_reserve(&in->converted, n / 2 * 3);

    if (!to) {
        note_bad(in, CS_CAUSE_MEMORY, "out of memory");
        return (cs_text){"", 0};
    }
    size_t written;
    size_t read = cs_utf16_to_utf8(s, n, in->encoding == CS_UTF_16BE, to, &written);
    size_t good = cs_utf8_xml_prefix(to, written);
    if (good < written) {
        in->used += cs_utf8_as_utf16_size(to, good);
        note_bad(in, CS_CAUSE_MALFORMED, what_is_bad(to + good, written - good));
        return (cs_text){to, good};
    }
    in->used += read;
    size_t left = n - read;
    if (left >= 4 || (in->ended && left >= 2))
        note_bad(in, CS_CAUSE_MALFORMED, "not valid UTF-16: half of a surrogate pair");
    else if (in->ended && left > 0)
        note_bad(in, CS_CAUSE_MALFORMED,
                 "not valid UTF-16: an odd number of bytes: the file ends inside a character");
    return (cs_text){to, good};
}

/* Drops what has been delivered from `raw`. */
static void forget_delivered(cs_input *in)
{
    size_t left = in->raw.n - in->used;

    if (left > 0)
        memmove(in->raw.s, in->raw.s + in->used, left);
    in->raw_offset += in->used;
    in->raw.n = left;
    in->used = 0;
}

void cs_input_pause(cs_input *in, size_t after)
{
    in->pausing = true;
    in->pause_after = after;
}

/* Cuts the text that is about to be delivered where a pause is due. */
static void cut_for_pause(cs_input *in, cs_text *text)
{
    size_t at = in->pause_after;

    if (at > text->n) {
        in->pause_after -= text->n;
        return;
    }
    at = cs_scan_next_object(*text, at);
    in->pause_after = 0;
    if (at == text->n)
        return;
    in->used -= cs_input_width(in, (cs_text){text->s + at, text->n - at});
    in->bad.set = false; /* it is further on, and will be met again */
    in->pausing = false;
    in->paused = true;
    text->n = at;
}

/* The valid text at the front of `raw`. */
static cs_text deliver(cs_input *in)
{
    cs_text text = in->encoding == CS_UTF_8 ? deliver_utf8(in) : deliver_utf16(in);

    if (in->pausing)
        cut_for_pause(in, &text);
    return text;
}

cs_next cs_input_next(cs_input *in, cs_text *text, cs_error *error)
{
    if (!in->started && !cs_input_start(in, error))
        return CS_FAILED;
    bool first = in->resumed || (in->raw_offset == 0 && in->raw.n > 0);
    in->resumed = false;
    for (;; first = false) {
        if (in->paused) {
            in->paused = false;
            return CS_PAUSED;
        }
        if (in->bad.set) {
            *error = error->set ? *error : in->bad;
            return CS_FAILED;
        }
        if (!first) {
            forget_delivered(in);
            if (in->ended && in->raw.n == 0)
                return CS_END;
            if (!in->ended && !fill(in, error))
                return CS_FAILED;
        }
        *text = deliver(in);
        if (text->n > 0)
            return CS_ITEM;
    }
}

uint64_t cs_input_width(const cs_input *in, cs_text text)
{
    return in->encoding == CS_UTF_8 ? text.n : cs_utf8_as_utf16_size(text.s, text.n);
}

uint64_t cs_input_delivered(const cs_input *in)
{
    return in->raw_offset + in->used;
}

/* ---- The bytes as they stand in the file ---- */

cs_encoding cs_input_encoding(const cs_input *in)
{
    return in->encoding;
}

ssize_t cs_input_bytes(cs_input *in, char *to, size_t size, cs_error *error)
{
    size_t left = in->raw.n - in->used;

    if (left > 0) {
        size = size < left ? size : left;
        memcpy(to, in->raw.s + in->used, size);
        in->used += size;
        return (ssize_t)size;
    }
    forget_delivered(in);
    ssize_t got = in->ended ? 0 : cs_source_read(in->source, to, size, error);
    if (got > 0)
        in->raw_offset += (uint64_t)got;
    return got;
}

bool cs_input_resume(cs_input *in, cs_text bytes, cs_error *error)
{
    cs_buffer raw = {0};
    uint64_t end = in->raw_offset + in->used;

    cs_buffer_add(&raw, bytes);
    cs_buffer_add(&raw, (cs_text){cs_buffer_text(&in->raw).s + in->used, in->raw.n - in->used});
    if (raw.failed)
        return cs_fail_memory(error);
    cs_buffer_free(&in->raw);
    in->raw = raw;
    in->used = 0;
    in->raw_offset = end - bytes.n;
    in->resumed = true;
    return true;
}
