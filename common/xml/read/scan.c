#include "xml/read/scan.h"

#include <stdlib.h>

#include "xml/read/build.h"
#include "xml/tag.h"

/* An open element. */
typedef struct frame {
    const char *start; /* of its start tag */
    size_t name_n;
    cs_kind kind;
} frame;

struct cs_scan {
    cs_build *build;
    unsigned parts, fields; /* that are asked for, as bits */
    bool everything;
    const char *text, *at, *end; /* the run, and where we are in it */
    bool last;
    bool failed;    /* an object could not be looked into */
    cs_error error; /* of the builder; only that there is one counts */
    unsigned depth; /* open elements, the root included; frames[depth] is the innermost */
    frame frames[CS_MAX_DEPTH + 1];
    cs_scan_tags tags;
    cs_tag_attribute attributes[CS_SCAN_MOST]; /* of the tag that is given to the builder */
    cs_buffer decoded;
};

/* What a hologram that was passed over leaves behind. */
typedef struct lazy_hologram {
    cs_lazy lazy; /* first: the image points to it */
    cs_scan *scan;
    const char *content;      /* behind the entry's start tag */
    const char *display_name; /* the first attribute of that name, or NULL */
    bool shown;               /* that one is built, as the image's only attribute so far */
} lazy_hologram;

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

/* ---- Open elements ---- */

static bool push(cs_scan *s, const cs_scan_tag *tag)
{
    if (s->depth == CS_MAX_DEPTH)
        return false;
    s->frames[++s->depth] = (frame){tag->start, tag->name_n, tag->kind};
    return true;
}

/* True for an element that may be as long as an object may. */
static bool may_be_long(cs_kind kind)
{
    return kind == CS_KIND_ATTR || kind == CS_KIND_DN_ATTR || kind == CS_KIND_OBJECTCLASS ||
           kind == CS_KIND_ENTRY || kind == CS_KIND_DELTA || cs_kind_is_part(kind) ||
           kind == CS_KIND_CS_OBJECT;
}

/* Passes the end tag of the innermost element. Whether a very long value is too long is left to
 * libxml2 and the builder. */
static const char *pop(cs_scan *s, const char *p)
{
    const frame *f = &s->frames[s->depth--];

    p = cs_scan_end_tag(p, f->start + 1, f->name_n);
    if (p && p - f->start > CS_MAX_VALUE && !may_be_long(f->kind))
        return NULL;
    return p;
}

/* ---- Elements that are passed over ---- */

/* What a hologram is watched for. */
typedef struct watch {
    unsigned section_depth;
    const char *entry; /* behind the start tag of its entry */
    bool empty_entry;  /* which was an empty-element tag */
    const char *display_name;
} watch;

/* Looks at a start tag inside a hologram: false where the contract is broken. */
static bool watch_tag(cs_scan *s, const cs_scan_tag *tag, watch *w)
{
    if (s->depth == w->section_depth) {
        if (tag->kind != CS_KIND_ENTRY)
            return true;
        if (w->entry)
            return false; /* an entry twice */
        w->entry = tag->end;
        w->empty_entry = tag->flags & CS_SCAN_CLOSED;
        return true;
    }
    if (s->depth != w->section_depth + 1 || s->frames[s->depth].kind != CS_KIND_ENTRY)
        return true;
    if (tag->kind != CS_KIND_ATTR && tag->kind != CS_KIND_DN_ATTR)
        return true;
    if (tag->flags & CS_SCAN_DISPLAY_NAME && !w->display_name)
        w->display_name = tag->start;
    return tag->flags & CS_SCAN_NAMED &&
           !(tag->flags & (CS_SCAN_ODD_NAME | CS_SCAN_ODD_MULTIVALUED));
}

/* True where the innermost element of a hologram may hold only elements. An unknown element may
 * hold text, and so may what is in it: there this is too strict, and libxml2 has the word. */
static bool holds_elements(const cs_scan *s)
{
    cs_kind kind = s->frames[s->depth].kind;

    return kind == CS_KIND_DN_VALUE || may_be_long(kind);
}

/* Passes everything up to the end of the innermost element, and that end. `w` NULL: nothing is
 * known of what is inside. */
static const char *pass_over(cs_scan *s, const char *p, watch *w)
{
    const unsigned depth = s->depth;
    bool decode = false;
    cs_scan_tag tag;
    cs_text cdata;

    while (s->depth >= depth) {
        if (*p != '<') {
            const char *from = p;
            p = cs_scan_text(p, &decode);
            if (!p ||
                (w && holds_elements(s) && !cs_text_is_blank((cs_text){from, (size_t)(p - from)})))
                return NULL;
        }
        switch (p[1]) {
        case '/':
            p = pop(s, p);
            break;
        case '!':
        case '?':
            p = cs_scan_misc(p, &cdata, &decode);
            if (w && holds_elements(s) && !cs_text_is_blank(cdata))
                return NULL;
            break;
        default:
            p = cs_scan_start_tag(&s->tags, p, &tag);
            if (!p || (w && !watch_tag(s, &tag, w)))
                return NULL;
            if (!(tag.flags & CS_SCAN_CLOSED) ? !push(s, &tag) : s->depth == CS_MAX_DEPTH)
                return NULL;
        }
        if (!p)
            return NULL;
    }
    return p;
}

/* ---- Elements that are built ---- */

static uint64_t place(const cs_scan *s, const char *p)
{
    return (uint64_t)(p - s->text);
}

/* Gives the builder a start tag. */
static bool build_start(cs_scan *s, const cs_scan_tag *tag)
{
    s->decoded.n = 0;
    for (size_t i = 0; i < tag->count; i++) {
        cs_scan_attribute a = cs_scan_tag_attribute(tag, i);
        cs_tag_attribute *to = &s->attributes[i];
        to->name = (cs_name){.local = {a.name, a.name_n}};
        to->value = (cs_text){a.value, a.value_n};
        if (!a.decode)
            continue;
        /* Decoded text is never longer: with this much room nothing is moved later. */
        if (s->decoded.n == 0 && !cs_buffer_reserve(&s->decoded, (size_t)(tag->end - tag->start)))
            return false;
        size_t at = s->decoded.n;
        cs_scan_decode(&s->decoded, to->value, true);
        to->value = cs_text_skip(cs_buffer_text(&s->decoded), at);
    }
    cs_tag t = {.kind = tag->kind,
                .name.local = {tag->start + 1, tag->name_n},
                .attributes = s->attributes,
                .attribute_count = tag->count};
    if (!cs_build_start(s->build, &t, place(s, tag->start), &s->error))
        return false;
    if (tag->flags & CS_SCAN_CLOSED)
        return cs_build_end(s->build, place(s, tag->end), &s->error);
    return push(s, tag);
}

/* Gives the builder text. */
static bool build_text(cs_scan *s, cs_text text, bool decode, bool cdata)
{
    if (decode) {
        s->decoded.n = 0;
        if (cdata)
            cs_scan_decode_lines(&s->decoded, text);
        else
            cs_scan_decode(&s->decoded, text, false);
        if (s->decoded.failed)
            return false;
        text = cs_buffer_text(&s->decoded);
    }
    return cs_build_text(s->build, text, &s->error);
}

/* Passes one token at `p` and gives it to the builder. */
static const char *build_token(cs_scan *s, const char *p)
{
    const char *from = p;
    bool decode = false;
    cs_scan_tag tag;
    cs_text cdata;

    if (*p != '<') {
        p = cs_scan_text(p, &decode);
        return p && build_text(s, (cs_text){from, (size_t)(p - from)}, decode, false) ? p : NULL;
    }
    switch (p[1]) {
    case '/':
        p = pop(s, p);
        return p && cs_build_end(s->build, place(s, p), &s->error) ? p : NULL;
    case '!':
    case '?':
        p = cs_scan_misc(p, &cdata, &decode);
        if (p && cdata.s && !build_text(s, cdata, decode, true))
            return NULL;
        return p;
    default:
        p = cs_scan_start_tag(&s->tags, p, &tag);
        return p && build_start(s, &tag) ? p : NULL;
    }
}

/* Builds everything up to the end of the innermost element, and that end. */
static const char *build_rest(cs_scan *s, const char *p)
{
    const unsigned depth = s->depth;

    while (p && s->depth >= depth)
        p = build_token(s, p);
    return p;
}

/* ---- Holograms that are looked into ---- */

/* Builds the element at `p`, or (where `whole`) the rest of the element `p` is in, as the inside of
 * the image. It has been checked, so that only memory can fail. */
static void build_inside(lazy_hologram *h, cs_image *image, const char *p, bool whole)
{
    cs_scan *s = h->scan;
    const unsigned depth = s->depth;

    cs_build_reopen(s->build, image);
    if (whole) {
        static const char start[CS_SCAN_PADDING] = "<entry>";
        s->frames[++s->depth] = (frame){start, strlen("entry"), CS_KIND_ENTRY};
        p = build_rest(s, p);
    } else {
        do
            p = build_token(s, p);
        while (p && s->depth > depth);
    }
    if (!p)
        s->failed = true;
    s->depth = depth;
    cs_build_close(s->build);
}

static const cs_attribute *find_lazily(cs_image *image, cs_element element, cs_text name,
                                       cs_arena *arena)
{
    lazy_hologram *h = (lazy_hologram *)(void *)image->lazy;

    if (element != CS_OBJECTCLASS && cs_text_is(name, "displayName")) {
        if (h->display_name && !h->shown)
            build_inside(h, image, h->display_name, false);
        h->shown = true;
        return image->attributes;
    }
    image->lazy = NULL;
    image->attributes = NULL;
    image->count = 0;
    build_inside(h, image, h->content, true);
    return element == CS_OBJECTCLASS ? cs_image_objectclass(image, arena)
                                     : cs_image_find(image, name, arena);
}

/* Leaves in the object what answers for the hologram that was passed over. */
static bool leave_lazy(cs_scan *s, cs_part part, const watch *w)
{
    lazy_hologram *h = cs_build_alloc(s->build, sizeof *h, &s->error);

    if (!h)
        return false;
    h->lazy.find = find_lazily;
    h->scan = s;
    h->content = w->entry;
    h->display_name = w->display_name;
    return cs_build_put_lazy(s->build, part, w->empty_entry ? NULL : &h->lazy, &s->error);
}

static const char *pass_hologram(cs_scan *s, const cs_scan_tag *tag)
{
    cs_part part = cs_kind_part(tag->kind);
    const char *p = tag->end;

    if (!cs_build_pass_part(s->build, part, &s->error))
        return NULL;
    if (tag->flags & CS_SCAN_CLOSED)
        return p;
    if (!push(s, tag))
        return NULL;
    watch w = {.section_depth = s->depth};
    p = pass_over(s, p, &w);
    if (p && w.entry && s->parts & 1u << part && !leave_lazy(s, part, &w))
        return NULL;
    return p;
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
        return pass_hologram(s, &tag);
    bool wanted = cs_kind_is_field(tag.kind) && s->fields & 1u << cs_kind_field(tag.kind);
    if (is_part || wanted || s->everything) {
        if (!build_start(s, &tag))
            return NULL;
        return tag.flags & CS_SCAN_CLOSED ? p : build_rest(s, p);
    }
    if (tag.flags & CS_SCAN_CLOSED)
        return p;
    return push(s, &tag) ? pass_over(s, p, NULL) : NULL;
}

/* The object whose start tag has just been read, up to its end. */
static const char *scan_object(cs_scan *s, const char *p)
{
    const unsigned depth = s->depth;

    while (p && s->depth >= depth) {
        bool is_child = p[0] == '<' && p[1] != '/' && p[1] != '!' && p[1] != '?';
        p = is_child ? scan_child(s, p) : build_token(s, p);
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
            if (!build_start(s, &tag))
                return -1;
            p = tag.flags & CS_SCAN_CLOSED ? p : scan_object(s, p);
        } else if (p && !(tag.flags & CS_SCAN_CLOSED)) {
            p = push(s, &tag) ? pass_over(s, p, NULL) : NULL;
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
