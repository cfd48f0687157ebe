/* How is libxml2 given the text, piece by piece, until an object is ready? What it calls back is in
 * reader_sax.c. */
#include "xml/read/reader.h"

#include <stdlib.h>

#include "xml/read/complaint.h"
#include "xml/read/reader_internal.h"
#include "xml/token.h"

enum tuning {
    PIECE_SIZE = 32 << 10, /* how much text libxml2 gets at a time */
    TAG_AHEAD = 16,        /* more than is needed to see what may be an object */
    STUCK_FROM = 64 << 10, /* text that libxml2 holds back from here on is one piece of markup */
    PAUSE_AFTER = 1 << 20
};

enum {
    LONGEST_MARKUP = 17 << 20, /* a single tag, comment or processing instruction: a tag has room
                                  for the longest value */
    MOST_ATTRIBUTES = 5000     /* in a tag that is longer than a piece */
};

/* ---- Reading ---- */

cs_reader *cs_reader_new(cs_input *input, const cs_reader_options *options, cs_error *error)
{
    cs_reader *r = calloc(1, sizeof *r);

    if (!r) {
        cs_fail_memory(error);
        return NULL;
    }
    r->input = input;
    r->piece = CS_LITERAL("");
    r->build = cs_build_new(options, error);
    r->parser = r->build ? cs_reader_parser(r) : NULL;
    if (!r->parser) {
        cs_fail_memory(error);
        cs_reader_free(r);
        return NULL;
    }
    return r;
}

void cs_reader_free(cs_reader *r)
{
    if (!r)
        return;
    if (r->parser)
        xmlFreeParserCtxt(r->parser);
    cs_build_free(r->build);
    cs_buffer_free(&r->held);
    cs_buffer_free(&r->unfinished);
    free(r->attributes);
    free(r->namespaces);
    free(r);
}

/* The verdict of libxml2: what it returns, what it noted, and what a call-back found. */
static bool give(cs_reader *r, const char *bytes, size_t n, bool last)
{
    r->given += n;
    int code = xmlParseChunk(r->parser, bytes, (int)n, last);

    if (!r->error.set && (code != XML_ERR_OK || !r->parser->wellFormed)) {
        cs_fail(&r->error, "not well-formed");
        cs_reader_stop(r);
    }
    return !r->error.set;
}

/* How many XML attributes an unfinished start tag has so far; 0 for other markup. Not to be asked
 * of less than two bytes. */
static size_t count_attributes(cs_text tag)
{
    const char *p = tag.s, *end = tag.s + tag.n;
    size_t count = 0;

    if (p[0] != '<' || p[1] == '!' || p[1] == '?')
        return 0;
    while (p < end && *p != '>') {
        const char *quote = *p == '"' || *p == '\'' ? memchr(p + 1, *p, (size_t)(end - p) - 1) : p;
        count += quote != p;
        p = quote ? quote + 1 : end;
    }
    return count;
}

/* What libxml2 holds back is one piece of markup: fails where there is too much of it. libxml2
 * compares each XML attribute of a tag with all the others. */
static bool check_markup(cs_reader *r)
{
    cs_text rest = cs_reader_rest(r, cs_reader_here(r));

    if (rest.n > LONGEST_MARKUP)
        return cs_fail(&r->error, "a tag, comment or instruction over %d MiB", CS_MAX_VALUE >> 20);
    if (rest.n >= STUCK_FROM && count_attributes(rest) > MOST_ATTRIBUTES)
        return cs_fail(&r->error, "a tag with more than %d XML attributes", MOST_ATTRIBUTES);
    return true;
}

/* Gives libxml2 the piece at hand, and looks after what it makes of it. */
static bool give_checked(cs_reader *r)
{
    /* A byte-order mark of our own, so that libxml2 does not take one of the text's for it. */
    if (r->given == 0 && !give(r, "\xEF\xBB\xBF", 3, false))
        return false;
    r->piece_place = r->given;
    if (!give(r, r->piece.s, r->piece.n, false))
        return false;
    if (check_markup(r) &&
        cs_build_check_size(r->build, cs_reader_place(r, cs_reader_here(r)), &r->error))
        return true;
    cs_reader_stop(r);
    return false;
}

/* ---- Pieces ----
 *
 * libxml2 looks at what it has been given so far, and where it says that an error is depends on how
 * the text was cut. So it is cut at places that the text itself names, whatever the reads and
 * wherever the reader began: in front of what may be an object, and every so many bytes from there.
 */

/* How long a piece may be. Markup that goes on and on is looked at again from its start whenever
 * more comes: then pieces grow with it, so that time stays linear. */
static size_t longest_piece(const cs_reader *r)
{
    size_t stuck = r->given > 0 ? cs_reader_rest(r, cs_reader_here(r)).n : 0;

    return stuck < STUCK_FROM ? PIECE_SIZE : stuck;
}

/* Moves a cut so that it is not inside a character, and not behind a CR, which libxml2 would keep
 * back, unless there is hardly anything else. */
static size_t clean_cut(const char *s, size_t cut)
{
    size_t least = cut / 2;

    while (cut > least && (((unsigned char)s[cut] & 0xC0) == 0x80 || s[cut - 1] == '\r'))
        cut--;
    return cut;
}

/* Where the first piece of what is held ends; 0 where more text must come to tell. */
static size_t piece_end(const cs_reader *r, bool last)
{
    cs_text held = cs_text_skip(cs_buffer_text(&r->held), r->held_from);
    size_t longest = longest_piece(r);

    if (held.n >= longest + TAG_AHEAD)
        held.n = longest + TAG_AHEAD;
    else if (!last)
        return 0;
    size_t at = cs_scan_next_object(held, 1);
    return at <= longest ? at : clean_cut(held.s, longest);
}

/* Gives libxml2 the next piece; false where none is complete, or something is wrong. */
static bool give_piece(cs_reader *r, bool last)
{
    size_t n = r->held_from < r->held.n ? piece_end(r, last) : 0;

    if (n == 0)
        return false;
    r->piece = (cs_text){r->held.s + r->held_from, n};
    r->piece_offset = cs_input_delivered(r->input) - r->held_width;
    r->piece_seen = r->piece_width = 0;
    r->held_from += n;
    r->held_width -= cs_input_width(r->input, r->piece);
    return give_checked(r);
}

/* Gives all that is held. */
static bool give_held(cs_reader *r)
{
    while (give_piece(r, true))
        continue;
    return !r->error.set;
}

/* Takes fresh text over; what has been given is forgotten. */
static bool hold(cs_reader *r, cs_text fresh)
{
    size_t left = r->held.n - r->held_from;

    if (left > 0 && r->held_from > 0)
        memmove(r->held.s, r->held.s + r->held_from, left);
    r->held.n = left;
    r->held_from = 0;
    cs_buffer_add(&r->held, fresh);
    r->held_width += cs_input_width(r->input, fresh);
    if (!r->held.failed)
        return true;
    cs_fail_memory(&r->error);
    cs_reader_stop(r);
    return false;
}

/* Ends the document, after all of the text has been given. */
static bool give_end(cs_reader *r)
{
    r->ended = true;
    if (r->given == 0) {
        cs_fail(&r->error, "not XML: the file is empty");
        cs_reader_stop(r);
        return false;
    }
    cs_buffer_add(&r->unfinished, cs_reader_rest(r, cs_reader_here(r)));
    r->cut = cs_ends_early(cs_buffer_text(&r->unfinished));
    return give(r, "", 0, true);
}

bool cs_reader_resume(cs_reader *r, uint64_t objects, cs_error *error)
{
    static const char root[] = "<cs-objects>";

    if (!give(r, root, sizeof root - 1, false)) {
        *error = error->set ? *error : r->error;
        return false;
    }
    cs_build_restart(r->build, objects);
    return true;
}

static cs_next finish_with_error(cs_reader *r, cs_error *error)
{
    r->ended = true;
    if (!error->set)
        *error = r->error;
    return CS_FAILED;
}

void cs_reader_pause(cs_reader *r, size_t after)
{
    r->pause_after = after;
    cs_input_pause(r->input, after);
}

/* True where everything before the input's place is done with: between objects, and not inside a
 * comment or CDATA section in which an object only seems to begin. */
static bool is_between_objects(const cs_reader *r)
{
    return r->held_from == r->held.n && cs_build_is_between(r->build) &&
           cs_text_is_blank(cs_reader_rest(r, cs_reader_here(r))) &&
           r->parser->instate == XML_PARSER_CONTENT;
}

/* Takes more text from the input: what it says. Its error counts only where libxml2 has nothing to
 * say of the text before. */
static cs_next take_text(cs_reader *r)
{
    cs_error error = {0};
    cs_text fresh;
    cs_next got = cs_input_next(r->input, &fresh, &error);

    if (got == CS_ITEM)
        hold(r, fresh);
    if (got != CS_FAILED || !give_held(r))
        return got;
    r->error = error;
    cs_error_place(&r->error, cs_input_name(r->input), cs_input_position(r->input),
                   cs_build_number(r->build), cs_build_dn(r->build));
    return got;
}

/* The input has paused: true where it can go on without this reader. */
static bool end_pause(cs_reader *r)
{
    r->paused = false;
    if (is_between_objects(r))
        return true;
    cs_input_pause(r->input, r->pause_after);
    return false;
}

cs_next cs_reader_next(cs_reader *r, cs_object **object, cs_error *error)
{
    for (;;) {
        *object = cs_build_take(r->build);
        if (*object)
            return CS_ITEM;
        if (r->error.set)
            return finish_with_error(r, error);
        if (r->ended)
            return CS_END;
        if (give_piece(r, r->paused || r->no_more) || r->error.set)
            continue;
        if (r->paused && end_pause(r))
            return CS_PAUSED;
        if (r->no_more) {
            give_end(r);
            continue;
        }
        cs_next got = take_text(r);
        r->no_more = got == CS_END;
        r->paused = got == CS_PAUSED;
    }
}

uint64_t cs_reader_count(const cs_reader *r)
{
    return cs_build_count(r->build);
}

cs_arena *cs_reader_arena(cs_reader *r)
{
    return cs_build_arena(r->build);
}

cs_shape cs_reader_shape(const cs_reader *r)
{
    return cs_build_shape(r->build);
}

cs_text cs_reader_root_frame(const cs_reader *r)
{
    return cs_build_root_frame(r->build);
}
