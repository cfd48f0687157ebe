#include "ldif/read.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/base64.h"
#include "base/buffer.h"
#include "base/utf8.h"

enum {
    LONGEST_VALUE = 16 << 20,  /* bytes, as in XML (doc/csexport-xml.md, Limits) */
    LONGEST_RECORD = 512 << 20 /* bytes of text */
};

struct cs_ldif {
    cs_input *input;
    cs_buffer text;      /* what has been read and not been used up; */
    size_t used;         /* this much of it has been */
    uint64_t offset;     /* where text.s + used stands in the file */
    bool started, ended; /* the input has given its first bytes, its last */
    bool begun;          /* a record has been read: no version line may follow */
    bool more;           /* the server had more pages to give when the last result was written */
    uint64_t references;
    cs_entry entry;
    cs_entry_value *values; /* of the entry, or the lines of what is no entry */
    size_t room;
};

/* A record's lines, while they are taken up. */
typedef struct record {
    char *at, *end;    /* the rest of its text */
    const char *start; /* of the line that is being read, for messages */
} record;

cs_ldif *cs_ldif_new(cs_input *input, cs_error *error)
{
    cs_ldif *ldif = calloc(1, sizeof *ldif);

    if (ldif)
        ldif->input = input;
    else
        cs_fail_memory(error);
    return ldif;
}

uint64_t cs_ldif_references(const cs_ldif *ldif)
{
    return ldif->references;
}

void cs_ldif_free(cs_ldif *ldif)
{
    if (!ldif)
        return;
    cs_buffer_free(&ldif->text);
    free(ldif->values);
    free(ldif);
}

bool cs_ldif_is_likely(cs_text start)
{
    static const char *const words[] = {"#", "version:", "dn:", "ref:", "search:"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (start.n >= strlen(words[i]) &&
            cs_text_equal_nocase(cs_text_first(start, strlen(words[i])), cs_text_from(words[i])))
            return true;
    return false;
}

/* ---- A record's text ---- */

/* Reads more text behind what is there; false on failure. Sets `ended` at the end. */
static bool read_more(cs_ldif *ldif, cs_error *error)
{
    cs_text text;

    if (ldif->used > 0) {
        ldif->text.n -= ldif->used;
        memmove(ldif->text.s, ldif->text.s + ldif->used, ldif->text.n);
        ldif->used = 0;
    }
    int got = cs_input_next(ldif->input, &text, error);
    if (got < 0)
        return false;
    ldif->ended = got == 0;
    if (ldif->ended)
        return true;
    if (!ldif->started)
        ldif->offset = cs_input_delivered(ldif->input) - cs_input_width(ldif->input, text);
    ldif->started = true;
    cs_buffer_add(&ldif->text, text);
    return !ldif->text.failed || cs_fail_memory(error);
}

/* Where the record that begins at `used` ends, behind the line break of its last line, and where
 * the next one begins, behind the blank line: looked for from `*from` on, which moves. False where
 * more text is needed to tell. */
static bool find_end(const cs_ldif *ldif, size_t *from, size_t *end, size_t *next)
{
    const char *s = ldif->text.s;
    const char *feed;

    while (*from < ldif->text.n && (feed = memchr(s + *from, '\n', ldif->text.n - *from)) != NULL) {
        size_t at = (size_t)(feed - s) + 1;
        size_t blank = at < ldif->text.n && s[at] == '\r' ? at + 1 : at;
        if (blank >= ldif->text.n)
            return false;
        if (s[blank] == '\n') {
            *end = at;
            *next = blank + 1;
            return true;
        }
        *from = at;
    }
    return false;
}

/* Passes over line breaks in front of a record. False where more text is needed. */
static bool pass_blank_lines(cs_ldif *ldif)
{
    const char *s = ldif->text.s;
    size_t at = ldif->used, n = ldif->text.n;

    while (at < n && (s[at] == '\n' || (s[at] == '\r' && at + 1 < n && s[at + 1] == '\n')))
        at += s[at] == '\n' ? 1 : 2;
    if (at > ldif->used)
        ldif->offset += cs_input_width(ldif->input, (cs_text){s + ldif->used, at - ldif->used});
    ldif->used = at;
    return at < n && !(s[at] == '\r' && at + 1 == n);
}

/* Reads the text of the next record, all of its lines: 1, 0 at the end of the file, -1 on failure.
 */
static int read_record(cs_ldif *ldif, record *r, size_t *next, cs_error *error)
{
    size_t from, end;

    while (!pass_blank_lines(ldif)) {
        if (ldif->ended && ldif->used == ldif->text.n)
            return 0;
        if (ldif->ended)
            break;
        if (!read_more(ldif, error))
            return -1;
    }
    from = ldif->used;
    while (!find_end(ldif, &from, &end, next)) {
        if (ldif->text.n - ldif->used > LONGEST_RECORD) {
            cs_fail_cause(error, CS_CAUSE_LIMIT, "the record is longer than 512 MiB");
            return -1;
        }
        if (ldif->ended) {
            *next = end = ldif->text.n;
            break;
        }
        from -= ldif->used;
        if (!read_more(ldif, error))
            return -1;
    }
    *r = (record){.at = ldif->text.s + ldif->used, .end = ldif->text.s + end};
    if (r->end[-1] == '\n')
        return 1;
    cs_fail(error, "the file ends inside a line; it is incomplete");
    return -1;
}

/* ---- Lines ---- */

/* Takes the next logical line: folded lines are joined where they stand (RFC 2849, note 2),
 * comments are passed over. 1, 0 after the last one, -1 where it is no line of LDIF. */
static int take_line(record *r, cs_text *line, cs_error *error)
{
    do {
        if (r->at == r->end)
            return 0;
        char *to = r->at;
        r->start = to;
        if (*to == ' ') {
            cs_fail(error,
                    "a line begins with a space, but there is no line before it to continue");
            return -1;
        }
        for (bool first = true; first || (r->at < r->end && *r->at == ' '); first = false) {
            char *from = first ? r->at : r->at + 1;
            char *feed = memchr(from, '\n', (size_t)(r->end - from)); /* each line has one */
            size_t n = (size_t)(feed - from);
            n -= n > 0 && from[n - 1] == '\r';
            if (to != from)
                memmove(to, from, n);
            to += n;
            r->at = feed + 1;
        }
        *line = (cs_text){r->start, (size_t)(to - r->start)};
    } while (line->s[0] == '#');
    if (!cs_text_has(*line, '\r'))
        return 1;
    cs_fail(error, "a carriage return that does not end a line");
    return -1;
}

/* Decodes the value where it stands. */
static bool decode_value(cs_text *value, cs_error *error)
{
    char *to = (char *)(uintptr_t)value->s; /* in the reader's own buffer */
    size_t n;

    if (!cs_base64_decode(*value, to, &n))
        return cs_fail(error, "a value after \"::\" is not base64");
    value->n = n;
    return true;
}

/* Splits a line into a name and a value. */
static bool split_line(cs_text line, cs_entry_value *to, cs_error *error)
{
    size_t colon = cs_text_find(line, ':');

    if (colon == line.n)
        return cs_fail(error, "a line without a colon: \"%.*s\"", CS_PRINTED(line, 60));
    to->name = cs_text_first(line, colon);
    if (!cs_entry_is_name(to->name))
        return cs_fail(error, "\"%.*s\" is not the name of an attribute", CS_PRINTED(to->name, 60));
    cs_text value = cs_text_skip(line, colon + 1);
    bool base64 = value.n > 0 && value.s[0] == ':';
    if (value.n > 0 && value.s[0] == '<')
        return cs_fail(error,
                       "the value of \"%.*s\" is a URL (\":<\"), and files that an input names are "
                       "not read",
                       CS_PRINTED(to->name, 60));
    value = cs_text_skip(value, base64);
    while (value.n > 0 && value.s[0] == ' ')
        value = cs_text_skip(value, 1);
    while (base64 && cs_text_ends(value, ' '))
        value.n--;
    if (value.n > LONGEST_VALUE / 3 * (base64 ? 4 : 3))
        return cs_fail(error, "the value of \"%.*s\" is longer than 16 MiB",
                       CS_PRINTED(to->name, 60));
    to->bytes = value;
    return !base64 || decode_value(&to->bytes, error);
}

/* Takes all lines of the record. */
static bool take_lines(cs_ldif *ldif, record *r, cs_error *error)
{
    cs_text line;
    int got;

    ldif->entry.count = 0;
    while ((got = take_line(r, &line, error)) == 1) {
        cs_entry_value *list =
            cs_grown(ldif->values, ldif->entry.count, &ldif->room, sizeof *ldif->values);
        if (!list)
            return cs_fail_memory(error);
        ldif->values = list;
        if (!split_line(line, &list[ldif->entry.count], error))
            return false;
        ldif->entry.count++;
        if (ldif->entry.count == 1 && cs_text_equal_nocase(list[0].name, CS_LITERAL("dn")))
            ldif->entry.dn = list[0].bytes;
    }
    return got == 0;
}

/* ---- Records ---- */

static bool is_named(const cs_entry_value *value, const char *name)
{
    return cs_text_equal_nocase(value->name, cs_text_from(name));
}

static bool ends_with(cs_text t, const char *end)
{
    size_t n = strlen(end);

    return t.n >= n && memcmp(t.s + t.n - n, end, n) == 0;
}

/* Judges the result that ldapsearch writes after the entries (ldapsearch(1)). */
static bool judge_result(cs_ldif *ldif, cs_error *error)
{
    ldif->more = false;
    for (size_t i = 0; i < ldif->entry.count; i++) {
        const cs_entry_value *line = &ldif->values[i];
        if (is_named(line, "result") && !cs_text_is(line->bytes, "0") &&
            !cs_text_starts(line->bytes, "0 "))
            return cs_fail(error,
                           "the search ended with the result \"%.*s\"; the file is incomplete",
                           CS_PRINTED(line->bytes, 80));
        if (is_named(line, "pagedresults"))
            ldif->more = !ends_with(line->bytes, "cookie=");
    }
    return true;
}

/* Checks the lines of an entry, of which the first is its DN. */
static bool judge_entry(cs_ldif *ldif, cs_error *error)
{
    cs_entry *entry = &ldif->entry;

    entry->values = ldif->values + 1;
    entry->count--;
    if (entry->dn.n == 0)
        return cs_fail(error, "the record's DN is empty: the root of a server is not an object");
    if (cs_utf8_xml_prefix(entry->dn.s, entry->dn.n) < entry->dn.n)
        return cs_fail(error, "the record's DN is not text in UTF-8");
    if (entry->count == 0)
        return cs_fail(error, "the record has a DN and nothing else%s",
                       ldif->ended ? ": the file may have been cut" : "");
    if (is_named(&entry->values[0], "changetype") || is_named(&entry->values[0], "control"))
        return cs_fail(error, "a change record (\"%.*s\"); csimport reads entries, not changes",
                       CS_PRINTED(entry->values[0].name, 20));
    for (size_t i = 0; i < entry->count; i++)
        if (is_named(&entry->values[i], "dn"))
            return cs_fail(error, "the record has a second DN; a blank line is missing before it");
    return true;
}

/* Judges the record whose lines have been taken: 1 where it is an entry, 0 where it is none, -1 on
 * failure. */
static int judge(cs_ldif *ldif, cs_error *error)
{
    cs_entry *entry = &ldif->entry;

    if (entry->count > 0 && !ldif->begun && is_named(ldif->values, "version")) {
        if (!cs_text_is(ldif->values[0].bytes, "1")) {
            cs_fail(error, "LDIF of version \"%.*s\"; only version 1 is known",
                    CS_PRINTED(ldif->values[0].bytes, 20));
            return -1;
        }
        memmove(ldif->values, ldif->values + 1, --entry->count * sizeof *ldif->values);
        if (entry->count > 0 && is_named(ldif->values, "dn"))
            entry->dn = ldif->values[0].bytes;
    }
    if (entry->count == 0)
        return 0;
    ldif->begun = true;
    if (is_named(ldif->values, "search") || is_named(ldif->values, "result"))
        return judge_result(ldif, error) ? 0 : -1;
    if (is_named(ldif->values, "ref")) {
        ldif->references += entry->count;
        return 0;
    }
    if (is_named(ldif->values, "dn"))
        return judge_entry(ldif, error) ? 1 : -1;
    cs_fail(error, "a record must begin with its DN (\"dn: …\"), not with \"%.*s\"",
            CS_PRINTED(ldif->values[0].name, 60));
    return -1;
}

int cs_ldif_next(cs_ldif *ldif, const cs_entry **entry, cs_error *error)
{
    cs_entry *e = &ldif->entry;
    int got = 0;

    while (got == 0) {
        record r = {.at = NULL};
        size_t next;
        e->dn = CS_NO_TEXT;
        got = read_record(ldif, &r, &next, error);
        e->offset = ldif->offset;
        if (got == 0 && ldif->more) {
            cs_fail(error, "the server had more pages; the file is incomplete");
            got = -1;
        }
        if (got == 0)
            return 0;
        if (got == 1) {
            ldif->offset += cs_input_width(ldif->input, (cs_text){r.at, next - ldif->used});
            ldif->used = next;
            got = take_lines(ldif, &r, error) ? judge(ldif, error) : -1;
        }
        if (got < 0) {
            cs_error_place(error, cs_input_name(ldif->input), e->offset, e->number + 1, e->dn);
            return -1;
        }
    }
    e->number++;
    *entry = e;
    return 1;
}
