#include "xml/read/runs.h"

#include "base/utf8.h"
#include "xml/token.h"

enum {
    TAG_UNITS = sizeof "<cs-object" /* with what ends the name */
};

enum tuning {
    LOOK_BACK = 64,       /* bytes; more than the tag of an object that is not there whole */
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

static bool is_object(cs_text s, size_t at, cs_encoding encoding)
{
    char tag[3 * TAG_UNITS];
    size_t n = 0;

    if (encoding == CS_UTF_8)
        return cs_scan_is_object(s, at);
    s = cs_text_first(cs_text_skip(s, at), 2 * TAG_UNITS);
    cs_utf16_to_utf8((const unsigned char *)s.s, s.n, encoding == CS_UTF_16BE, tag, &n);
    return cs_scan_is_object((cs_text){tag, n}, 0);
}

/* Where the first object begins; `s.n` where none does. */
static size_t first_object(cs_text s, cs_encoding encoding)
{
    if (encoding == CS_UTF_8)
        return cs_scan_next_object(s, 0);
    for (size_t at = 0; at + 1 < s.n; at += 2)
        if (is_object(s, at, encoding))
            return at;
    return s.n;
}

/* Where the last object begins, at `from` or behind it; 0 where none does. */
static size_t last_object(cs_text s, size_t from, cs_encoding encoding)
{
    size_t unit = encoding == CS_UTF_8 ? 1 : 2, at = s.n;
    const char *found;

    while ((found = memrchr(s.s + from, '<', at - from))) {
        at = (size_t)(found - s.s);
        at -= at % unit;
        if (is_object(s, at, encoding))
            return at;
    }
    return 0;
}

/* ---- Runs ---- */

/* Fills the run up to `size` bytes; sets `last` at the end of the file. */
static bool fill(cs_runs *runs, cs_run *run, size_t size, cs_error *error)
{
    char *to = cs_buffer_reserve(&run->raw, size - run->raw.n + CS_SCAN_PADDING);

    if (!to)
        return cs_fail_memory(error);
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

cs_next cs_runs_next(cs_runs *runs, cs_run *run, cs_error *error)
{
    cs_encoding encoding = cs_input_encoding(runs->input);

    run->raw.n = 0;
    run->last = false;
    run->whole = true;
    run->offset = runs->offset;
    if (runs->ended)
        return CS_END;
    cs_buffer_join(&run->raw, &runs->rest);
    runs->rest.n = 0;
    size_t searched = 0; /* so far there is no object but the first */
    /* By steps: doubled, a large object would bring as much again of what follows it. */
    for (size_t size = runs->size;; size += runs->size) {
        if (run->raw.failed || (run->raw.n < size && !fill(runs, run, size, error)))
            return cs_fail_memory(error), CS_FAILED;
        if (run->last) {
            runs->ended = true;
            return CS_ITEM;
        }
        cs_text raw = cs_buffer_text(&run->raw);
        size_t cut = last_object(raw, searched, encoding);
        if (cut > 0) {
            cs_buffer_add(&runs->rest, cs_text_skip(raw, cut));
            run->raw.n = cut;
            runs->offset += cut;
            return runs->rest.failed ? (cs_fail_memory(error), CS_FAILED) : CS_ITEM;
        }
        if (raw.n > LOOK_BACK)
            searched = (raw.n - LOOK_BACK) & ~(size_t)1;
        if (size >= LONGEST_RUN) {
            run->whole = false;
            runs->ended = true;
            return CS_ITEM;
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
