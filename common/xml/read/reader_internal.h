/* What the files of the reader share: reader.c gives libxml2 the text, reader_sax.c hears what it
 * calls back and passes that to the builder. */
#ifndef CS_XML_READ_READER_INTERNAL_H
#define CS_XML_READ_READER_INTERNAL_H

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "base/buffer.h"
#include "xml/read/build.h"
#include "xml/read/reader.h"

struct cs_reader {
    cs_input *input;
    cs_build *build;
    xmlParserCtxtPtr parser;
    uint64_t given;               /* bytes of text that it has been given */
    cs_error error;               /* what a call-back found */
    bool no_more;                 /* the input is at its end */
    bool ended;                   /* and libxml2 knows */
    cs_buffer unfinished;         /* what it had not passed before it was told so; */
    bool cut;                     /* it ends inside markup, of which libxml2 makes what it can */
    bool paused;                  /* the input has stopped in front of an object */
    size_t pause_after;           /* somebody waits for a place to go on from, so far apart */
    cs_buffer held;               /* text that waits until a piece is complete, */
    size_t held_from;             /* from here on; */
    uint64_t held_width;          /* so many bytes of the file */
    cs_text piece;                /* the piece at hand: */
    uint64_t piece_place;         /* where it begins in the text, */
    uint64_t piece_offset;        /* and in the file; */
    size_t piece_seen;            /* so far places in it have been asked for: */
    uint64_t piece_width;         /* so many bytes of the file */
    cs_tag_attribute *attributes; /* of the start tag at hand */
    size_t attribute_room;
    cs_tag_namespace *namespaces;
    size_t namespace_room;
};

/* The text that libxml2 has been given and has not passed. */
static inline cs_text cs_reader_rest(const cs_reader *r, const xmlChar *at)
{
    const xmlParserInput *in = r->parser->input;

    if (!in || !in->end || at > in->end)
        return (cs_text){"", 0};
    return (cs_text){(const char *)at, (size_t)(in->end - at)};
}

/* Where in the text a place in libxml2's buffer is: bytes of UTF-8 from its start. */
static inline uint64_t cs_reader_place(const cs_reader *r, const xmlChar *at)
{
    return r->given - cs_reader_rest(r, at).n;
}

/* The place in its buffer that libxml2 has come to. */
static inline const xmlChar *cs_reader_here(const cs_reader *r)
{
    return r->parser->input ? r->parser->input->cur : NULL;
}

/* Notes the place of the first error and stops libxml2. */
void cs_reader_stop(cs_reader *r);

/* A parser that calls back into reader_sax.c, with `r`; NULL out of memory. */
xmlParserCtxtPtr cs_reader_parser(cs_reader *r);

#endif
