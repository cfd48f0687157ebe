/* How is a hologram passed over, and what is built of it once somebody looks into it? */
#include "xml/read/scan_internal.h"

/* What a hologram that was passed over leaves behind. */
typedef struct lazy_hologram {
    cs_lazy lazy; /* first: the image points to it */
    cs_scan *scan;
    const char *content;      /* behind the entry's start tag */
    const char *display_name; /* the first attribute of that name, or NULL */
    bool shown;               /* that one is built, as the image's only attribute so far */
} lazy_hologram;

/* Builds the element at `p`, or (where `whole`) the rest of the element `p` is in, as the inside of
 * the image. It has been checked, so that only memory can fail. */
static void build_inside(lazy_hologram *h, cs_image *image, const char *p, bool whole)
{
    cs_scan *s = h->scan;
    const unsigned depth = s->depth;

    cs_build_reopen(s->build, image);
    if (whole) {
        static const char start[CS_SCAN_PADDING] = "<entry>";
        s->frames[++s->depth] = (cs_scan_frame){start, strlen("entry"), CS_KIND_ENTRY};
        p = cs_scan_build_rest(s, p);
    } else {
        do
            p = cs_scan_build_token(s, p);
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
static bool leave_lazy(cs_scan *s, cs_part part, const cs_scan_watch *w)
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

const char *cs_scan_pass_hologram(cs_scan *s, const cs_scan_tag *tag)
{
    cs_part part = cs_kind_part(tag->kind);
    const char *p = tag->end;

    if (!cs_build_pass_part(s->build, part, &s->error))
        return NULL;
    if (tag->flags & CS_SCAN_CLOSED)
        return p;
    if (!cs_scan_push(s, tag))
        return NULL;
    cs_scan_watch w = {.section_depth = s->depth};
    p = cs_scan_pass_over(s, p, &w);
    if (p && w.entry && s->parts & 1u << part && !leave_lazy(s, part, &w))
        return NULL;
    return p;
}
