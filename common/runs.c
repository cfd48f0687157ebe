#include "runs.h"

#include "scan_token.h"
#include "utf8.h"

static const char object_tag[] = "<cs-object";

enum {
    TAG_UNITS = sizeof object_tag - 1
};

enum tuning {
    LONGEST_RUN = 8 << 20 /* bytes; what is longer is read as it comes, by libxml2 */
};

void cs_runs_begin(cs_runs *runs, cs_input *input, size_t size)
{
    *runs = (cs_runs){.input = input, .size = size, .offset = cs_input_delivered(input)};
}

void cs_runs_free(cs_runs *runs)
{
    cs_buffer_free(&runs->rest);
}

void cs_run_free(cs_run *run)
{
    cs_buffer_free(&run->raw);
    cs_buffer_free(&run->text);
}

/* ---- Where objects begin ---- */

static bool ends_name(unsigned char c)
{
    return cs_is_space((char)c) || c == '>' || c == '/';
}

static unsigned unit_at(cs_text s, size_t at, cs_encoding encoding)
{
    unsigned char first = (unsigned char)s.s[at], second = (unsigned char)s.s[at + 1];

    return encoding == CS_UTF_16LE ? first | (unsigned)second << 8 : second | (unsigned)first << 8;
}

static bool is_object_utf16(cs_text s, size_t at, cs_encoding encoding)
{
    if (s.n - at < 2 * (TAG_UNITS + 1))
        return false;
    for (size_t i = 0; i < TAG_UNITS; i++)
        if (unit_at(s, at + 2 * i, encoding) != (unsigned char)object_tag[i])
            return false;
    unsigned behind = unit_at(s, at + 2 * TAG_UNITS, encoding);
    return behind < 0x80 && ends_name((unsigned char)behind);
}

/* Where the first object begins; `s.n` where none does. */
static size_t first_object(cs_text s, cs_encoding encoding)
{
    if (encoding == CS_UTF_8) {
        const char *at = s.n > 0 ? memchr(s.s, '<', s.n) : NULL;
        while (at && !cs_scan_is_object(s, (size_t)(at - s.s)))
            at = memchr(at + 1, '<', (size_t)(s.s + s.n - at) - 1);
        return at ? (size_t)(at - s.s) : s.n;
    }
    for (size_t at = 0; at + 2 <= s.n; at += 2)
        if (is_object_utf16(s, at, encoding))
            return at;
    return s.n;
}

/* Where the last object begins, behind `from`; 0 where none does. */
static size_t last_object(cs_text s, size_t from, cs_encoding encoding)
{
    if (encoding == CS_UTF_8) {
        for (size_t at = s.n; at > from + 1; at--)
            if (s.s[at - 1] == '<' && cs_scan_is_object(s, at - 1))
                return at - 1;
        return 0;
    }
    for (size_t at = s.n & ~(size_t)1; at >= from + 4; at -= 2)
        if (is_object_utf16(s, at - 2, encoding))
            return at - 2;
    return 0;
}

/* ---- Runs ---- */

/* Fills the run up to `size` bytes; sets `last` at the end of the file. */
static bool fill(cs_runs *runs, cs_run *run, size_t size, cs_error *error)
{
    char *to = cs_buffer_reserve(&run->raw, size - run->raw.n + CS_SCAN_PADDING);

    if (!to)
        return cs_fail(error, "out of memory");
    while (run->raw.n < size) {
        ssize_t got =
            cs_input_bytes(runs->input, run->raw.s + run->raw.n, size - run->raw.n, error);
        if (got < 0)
            return false;
        if (got == 0) {
            run->last = true;
            break;
        }
        run->raw.n += (size_t)got;
    }
    return true;
}

int cs_runs_next(cs_runs *runs, cs_run *run, cs_error *error)
{
    cs_encoding encoding = cs_input_encoding(runs->input);

    run->raw.n = 0;
    run->last = false;
    run->whole = true;
    run->offset = runs->offset;
    if (runs->ended)
        return 0;
    cs_buffer_add(&run->raw, cs_buffer_text(&runs->rest));
    runs->rest.n = 0;
    size_t searched = 0; /* so far there is no object but the first */
    /* By steps: doubled, a large object would bring as much again of what follows it. */
    for (size_t size = runs->size;; size += runs->size) {
        if (run->raw.failed || (run->raw.n < size && !fill(runs, run, size, error)))
            return cs_fail(error, "out of memory"), -1;
        if (run->last) {
            runs->ended = true;
            return 1;
        }
        cs_text raw = cs_buffer_text(&run->raw);
        size_t cut = last_object(raw, searched, encoding);
        if (cut > 0) {
            cs_buffer_add(&runs->rest, (cs_text){raw.s + cut, raw.n - cut});
            run->raw.n = cut;
            runs->offset += cut;
            return runs->rest.failed ? (cs_fail(error, "out of memory"), -1) : 1;
        }
        /* A tag may have been cut off at the end of what was there. */
        searched = raw.n > 2 * TAG_UNITS + 2 ? (raw.n - 2 * TAG_UNITS - 2) & ~(size_t)1 : 0;
        if (size >= LONGEST_RUN) {
            run->whole = false;
            runs->ended = true;
            return 1;
        }
    }
}

bool cs_run_take_prologue(cs_run *run, cs_encoding encoding, cs_buffer *prologue)
{
    cs_text raw = cs_buffer_text(&run->raw);
    size_t first = first_object(raw, encoding);

    if (first == raw.n)
        return false;
    cs_buffer_add(prologue, (cs_text){raw.s, first});
    memmove(run->raw.s, run->raw.s + first, raw.n - first);
    run->raw.n -= first;
    run->offset += first;
    return !prologue->failed;
}

cs_text cs_run_text(cs_run *run, cs_encoding encoding)
{
    cs_buffer *text = &run->raw;
    cs_text raw = cs_buffer_text(text);

    if (encoding != CS_UTF_8) {
        text = &run->text;
        text->n = 0;
        char *to = cs_buffer_reserve(text, raw.n / 2 * 3);
        if (!to || cs_utf16_to_utf8((const unsigned char *)raw.s, raw.n, encoding == CS_UTF_16BE,
                                    to, &text->n) < raw.n)
            return CS_NO_TEXT;
    }
    char *padding = cs_buffer_reserve(text, CS_SCAN_PADDING);
    if (!padding)
        return CS_NO_TEXT;
    memset(padding, 0, CS_SCAN_PADDING);
    return cs_buffer_text(text);
}
