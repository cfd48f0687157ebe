/* How is an element passed over or given to the builder, up to its end? */
#include "xml/read/scan_internal.h"

/* ---- Open elements ---- */

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
    const cs_scan_frame *f = &s->frames[s->depth--];

    p = cs_scan_end_tag(p, f->start + 1, f->name_n);
    if (p && p - f->start > CS_MAX_VALUE && !may_be_long(f->kind))
        return NULL;
    return p;
}

/* ---- Elements that are passed over ---- */

/* Looks at a start tag inside a hologram: false where the contract is broken. */
static bool watch_tag(cs_scan *s, const cs_scan_tag *tag, cs_scan_watch *w)
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

const char *cs_scan_pass_over(cs_scan *s, const char *p, cs_scan_watch *w)
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
            if (!(tag.flags & CS_SCAN_CLOSED) ? !cs_scan_push(s, &tag) : s->depth == CS_MAX_DEPTH)
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

bool cs_scan_build_start(cs_scan *s, const cs_scan_tag *tag)
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
    return cs_scan_push(s, tag);
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

const char *cs_scan_build_token(cs_scan *s, const char *p)
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
        return p && cs_scan_build_start(s, &tag) ? p : NULL;
    }
}

const char *cs_scan_build_rest(cs_scan *s, const char *p)
{
    const unsigned depth = s->depth;

    while (p && s->depth >= depth)
        p = cs_scan_build_token(s, p);
    return p;
}
