/* Which objects stand in a run, and which of their children are built? */
#include "xml/read/scan.h"

#include <stdlib.h>

#include "xml/read/scan_internal.h"

cs_scan *cs_scan_new(const cs_reader_options *options, cs_error *error)
{
    cs_scan *s = calloc(1, sizeof *s);

    if (!s) {
        cs_fail_memory(error);
        return NULL;
    }
    s->parts = options->parts ? options->parts : (1u << CS_PARTS) - 1;
    s->fields = options->fields;
    s->everything = options->everything;
    s->build = cs_build_new(options, error);
    if (!s->build) {
        cs_scan_free(s);
        return NULL;
    }
    return s;
}

void cs_scan_free(cs_scan *s)
{
    if (!s)
        return;
    cs_build_free(s->build);
    cs_buffer_free(&s->decoded);
    free(s);
}

void cs_scan_begin(cs_scan *s, const char *text, size_t n, bool last)
{
    s->text = s->at = text;
    s->end = text + n;
    s->last = last;
    s->depth = 1;
    s->failed = false;
    s->error = (cs_error){0};
    cs_build_restart(s->build, 0);
}

void cs_scan_keep(cs_scan *s)
{
    cs_build_keep(s->build);
}

cs_arena *cs_scan_arena(cs_scan *s)
{
    return cs_build_arena(s->build);
}

/* ---- Objects ---- */

/* A child of an object: built where it is asked for, else passed over. */
static const char *scan_child(cs_scan *s, const char *p)
{
    cs_scan_tag tag;

    p = cs_scan_start_tag(&s->tags, p, &tag);
    if (!p)
        return NULL;
    bool is_part = cs_kind_is_part(tag.kind);
    if (is_part && !s->everything && !cs_part_is_delta(cs_kind_part(tag.kind)))
        return cs_scan_pass_hologram(s, &tag);
    bool wanted = cs_kind_is_field(tag.kind) && s->fields & 1u << cs_kind_field(tag.kind);
    if (is_part || wanted || s->everything) {
        if (!cs_scan_build_start(s, &tag))
            return NULL;
        return tag.flags & CS_SCAN_CLOSED ? p : cs_scan_build_rest(s, p);
    }
    if (tag.flags & CS_SCAN_CLOSED)
        return p;
    return cs_scan_push(s, &tag) ? cs_scan_pass_over(s, p, NULL) : NULL;
}

/* The object whose start tag has just been read, up to its end. */
static const char *scan_object(cs_scan *s, const char *p)
{
    const unsigned depth = s->depth;

    while (p && s->depth >= depth) {
        bool is_child = p[0] == '<' && p[1] != '/' && p[1] != '!' && p[1] != '?';
        p = is_child ? scan_child(s, p) : cs_scan_build_token(s, p);
    }
    return p;
}

/* The root's end, behind which there is only white space. */
static bool scan_root_end(cs_scan *s, const char *p)
{
    static const char name[CS_SCAN_PADDING] = "cs-objects";

    p = cs_scan_end_tag(p, name, strlen(name));
    while (p && p < s->end && cs_is_space(*p))
        p++;
    return p == s->end && s->last;
}

/* Something in the root: 1 where it is an object, 0 where it is not, -1 where it is not plain. */
static int scan_in_root(cs_scan *s)
{
    bool unused = false;
    cs_scan_tag tag;
    cs_text cdata;
    const char *p = s->at;
    int is_object = 0;

    if (*p != '<')
        return -1; /* white space has been passed: the builder refuses all other text */
    if (p[1] == '!' || p[1] == '?') {
        p = cs_scan_misc(p, &cdata, &unused);
        if (!cs_text_is_blank(cdata))
            return -1;
    } else {
        p = cs_scan_start_tag(&s->tags, p, &tag);
        is_object = p && tag.kind == CS_KIND_CS_OBJECT;
        if (s->everything && !is_object)
            return -1; /* the root's frame is made by the reader */
        if (is_object) {
            if (!cs_scan_build_start(s, &tag))
                return -1;
            p = tag.flags & CS_SCAN_CLOSED ? p : scan_object(s, p);
        } else if (p && !(tag.flags & CS_SCAN_CLOSED)) {
            p = cs_scan_push(s, &tag) ? cs_scan_pass_over(s, p, NULL) : NULL;
        }
    }
    s->at = p;
    return p ? is_object : -1;
}

cs_scan_result cs_scan_next(cs_scan *s, cs_object **object)
{
    if (s->failed)
        return CS_SCAN_NOT_PLAIN;
    for (;;) {
        /* White space is all that may stand before the end of a run. */
        while (s->at < s->end && cs_is_space(*s->at))
            s->at++;
        if (s->at == s->end)
            return s->last ? CS_SCAN_NOT_PLAIN : CS_SCAN_END;
        if (s->at[0] == '<' && s->at[1] == '/') {
            bool ended = scan_root_end(s, s->at);
            s->at = s->end;
            s->last = false;
            return ended ? CS_SCAN_END : CS_SCAN_NOT_PLAIN;
        }
        int got = scan_in_root(s);
        if (got < 0)
            return CS_SCAN_NOT_PLAIN;
        if (got > 0) {
            *object = cs_build_take(s->build);
            return CS_SCAN_OBJECT;
        }
    }
}
