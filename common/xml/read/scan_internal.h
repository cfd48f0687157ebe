/* What the files of the scanner share: scan.c takes the objects of a run, scan_hologram.c passes
 * over holograms and builds them when they are looked into, scan_element.c passes over or builds
 * any element. */
#ifndef CS_XML_READ_SCAN_INTERNAL_H
#define CS_XML_READ_SCAN_INTERNAL_H

#include "xml/read/build.h"
#include "xml/read/scan.h"
#include "xml/tag.h"

/* An open element. */
typedef struct cs_scan_frame {
    const char *start; /* of its start tag */
    size_t name_n;
    cs_kind kind;
} cs_scan_frame;

struct cs_scan {
    cs_build *build;
    unsigned parts, fields; /* that are asked for, as bits */
    bool everything;
    const char *text, *at, *end; /* the run, and where we are in it */
    bool last;
    bool failed;    /* an object could not be looked into */
    cs_error error; /* of the builder; only that there is one counts */
    unsigned depth; /* open elements, the root included; frames[depth] is the innermost */
    cs_scan_frame frames[CS_MAX_DEPTH + 1];
    cs_scan_tags tags;
    cs_tag_attribute attributes[CS_SCAN_MOST]; /* of the tag that is given to the builder */
    cs_buffer decoded;
};

/* What a hologram is watched for. */
typedef struct cs_scan_watch {
    unsigned section_depth;
    const char *entry; /* behind the start tag of its entry */
    bool empty_entry;  /* which was an empty-element tag */
    const char *display_name;
} cs_scan_watch;

/* Opens the element of a start tag; false where elements nest too deep. */
static inline bool cs_scan_push(cs_scan *s, const cs_scan_tag *tag)
{
    if (s->depth == CS_MAX_DEPTH)
        return false;
    s->frames[++s->depth] = (cs_scan_frame){tag->start, tag->name_n, tag->kind};
    return true;
}

/* Each of these returns where it stopped, NULL where the text is not plain. */

/* Passes everything up to the end of the innermost element, and that end. `w` NULL: nothing is
 * known of what is inside. */
const char *cs_scan_pass_over(cs_scan *s, const char *p, cs_scan_watch *w);

/* Passes one token at `p` and gives it to the builder. */
const char *cs_scan_build_token(cs_scan *s, const char *p);

/* Builds everything up to the end of the innermost element, and that end. */
const char *cs_scan_build_rest(cs_scan *s, const char *p);

/* Passes the hologram whose start tag is at hand; where it is asked for, leaves in the object what
 * builds it. */
const char *cs_scan_pass_hologram(cs_scan *s, const cs_scan_tag *tag);

/* Gives the builder a start tag, and the end of an empty-element tag; false where the contract is
 * broken. */
bool cs_scan_build_start(cs_scan *s, const cs_scan_tag *tag);

#endif
