/* What does libxml2 say of the text it is given, and where does that stand in the file? */
#include <stdlib.h>

#include "xml/read/complaint.h"
#include "xml/read/reader_internal.h"

enum {
    NAMES_SIZE = 512 << 20 /* what the names of elements and XML attributes may take */
};

/* ---- Places ---- */

/* The byte offset in the file of a place in libxml2's buffer. */
static uint64_t file_offset(cs_reader *r, const xmlChar *at)
{
    uint64_t place = cs_reader_place(r, at);
    size_t n = place >= r->piece_place ? (size_t)(place - r->piece_place) : 0;

    if (place < r->piece_place || n > r->piece.n) {
        uint64_t behind = cs_input_width(r->input, cs_reader_rest(r, at)) + r->held_width;
        uint64_t end = cs_input_delivered(r->input);
        /* In front of the text there is a byte-order mark that the file may not have. */
        return behind < end ? end - behind : 0;
    }
    /* In the piece at hand places come one behind the other. */
    if (n < r->piece_seen)
        r->piece_seen = r->piece_width = 0;
    r->piece_width +=
        cs_input_width(r->input, (cs_text){r->piece.s + r->piece_seen, n - r->piece_seen});
    r->piece_seen = n;
    return r->piece_offset + r->piece_width;
}

void cs_reader_stop(cs_reader *r)
{
    const xmlChar *at = cs_reader_here(r);

    cs_error_place(&r->error, cs_input_name(r->input), at ? file_offset(r, at) : 0,
                   cs_build_number(r->build), cs_build_dn(r->build));
    xmlStopParser(r->parser);
}

/* ---- Call-backs of libxml2 ---- */

static cs_text borrow(const xmlChar *s)
{
    return cs_text_from((const char *)s);
}

/* Makes room for what a start tag has. */
static bool make_room(cs_reader *r, size_t attributes, size_t namespaces)
{
    if (attributes > r->attribute_room) {
        void *bigger = realloc(r->attributes, 2 * attributes * sizeof *r->attributes);
        if (!bigger)
            return false;
        r->attributes = bigger;
        r->attribute_room = 2 * attributes;
    }
    if (namespaces > r->namespace_room) {
        void *bigger = realloc(r->namespaces, 2 * namespaces * sizeof *r->namespaces);
        if (!bigger)
            return false;
        r->namespaces = bigger;
        r->namespace_room = 2 * namespaces;
    }
    return true;
}

/* Where the markup after the root begins that libxml2 is in, or stands in front of. */
static const xmlChar *markup_start(const cs_reader *r)
{
    const xmlChar *base = r->parser->input->base, *at = cs_reader_here(r);

    if (at < r->parser->input->end && (*at == '<' || *at == 0xEF))
        return at;
    for (const xmlChar *p = at; p > base; p--)
        if (p[-1] == '<')
            return p - 1;
        else if (p[-1] == '>')
            break;
    return at;
}

/* The `<` of the start tag at hand, which libxml2 keeps in its buffer until the tag is done. */
static const xmlChar *tag_start(const cs_reader *r)
{
    const xmlChar *base = r->parser->input->base, *at = r->parser->input->cur;

    while (at > base && *at != '<')
        at--;
    return at;
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count,
                     int defaulted, const xmlChar **attributes)
{
    cs_reader *r = user;
    size_t count = (size_t)attribute_count, spaces = (size_t)namespace_count;

    (void)defaulted;
    if (r->error.set || r->cut)
        return;
    if (!make_room(r, count, spaces)) {
        cs_fail_memory(&r->error);
        cs_reader_stop(r);
        return;
    }
    for (size_t i = 0; i < count; i++, attributes += 5)
        r->attributes[i] = (cs_tag_attribute){
            {borrow(attributes[0]), borrow(attributes[1]), borrow(attributes[2])},
            {(const char *)attributes[3], (size_t)(attributes[4] - attributes[3])}};
    for (size_t i = 0; i < spaces; i++, namespaces += 2)
        r->namespaces[i] = (cs_tag_namespace){borrow(namespaces[0]), borrow(namespaces[1])};
    cs_tag tag = {.name = {borrow(local), borrow(prefix), borrow(uri)},
                  .attributes = r->attributes,
                  .attribute_count = count,
                  .namespaces = r->namespaces,
                  .namespace_count = spaces};
    tag.kind = cs_build_kind(r->build, &tag.name);
    const xmlChar *at = tag_start(r);
    uint64_t before = cs_build_number(r->build);
    bool ok = cs_build_start(r->build, &tag, cs_reader_place(r, at), &r->error);
    cs_object *object = cs_build_current(r->build);
    if (object && object->number != before)
        object->offset = file_offset(r, at);
    if (!ok)
        cs_reader_stop(r);
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    cs_reader *r = user;

    (void)local;
    (void)prefix;
    (void)uri;
    if (!r->error.set && !cs_build_end(r->build, cs_reader_place(r, cs_reader_here(r)), &r->error))
        cs_reader_stop(r);
}

static void on_text(void *user, const xmlChar *text, int size)
{
    cs_reader *r = user;
    cs_text t = {(const char *)text, (size_t)size};

    if (!r->error.set && !cs_build_text(r->build, t, &r->error))
        cs_reader_stop(r);
}

static void on_doctype(void *user, const xmlChar *name, const xmlChar *public_id,
                       const xmlChar *system_id)
{
    cs_reader *r = user;

    (void)name;
    (void)public_id;
    (void)system_id;
    if (r->error.set)
        return;
    cs_fail(&r->error, "a document type declaration is not allowed");
    cs_reader_stop(r);
}

static void on_error(void *user, xmlErrorPtr e)
{
    cs_reader *r = user;

    /* Where memory ends while the parser is made, there is none yet: cs_reader_parser() has the
     * word. */
    if (!r->parser || r->error.set || e->level < XML_ERR_ERROR)
        return;
    bool open = cs_build_is_open(r->build);
    bool begun = cs_build_shape(r->build) != CS_SHAPE_UNKNOWN;
    cs_complaint_place place = open ? CS_IN_ROOT : begun ? CS_AFTER_ROOT : CS_BEFORE_ROOT;
    const xmlChar *at = place == CS_AFTER_ROOT && !r->ended ? markup_start(r) : cs_reader_here(r);
    cs_text rest = r->ended ? cs_buffer_text(&r->unfinished) : cs_reader_rest(r, at);
    cs_describe_complaint(e, place, r->ended, rest, &r->error);
    if (place == CS_AFTER_ROOT && !r->ended && cs_begins_document(rest))
        cs_error_place(&r->error, cs_input_name(r->input), file_offset(r, at), 0, CS_NO_TEXT);
    cs_reader_stop(r);
}

/* ---- The parser ---- */

/* libxml2 prints on standard error what it has no context for, such as a lack of memory. */
static void say_nothing(void *user, const char *format, ...)
{
    (void)user;
    (void)format;
}

xmlParserCtxtPtr cs_reader_parser(cs_reader *r)
{
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .internalSubset = on_doctype,
        .serror = on_error,
    };
    xmlSetGenericErrorFunc(NULL, say_nothing); /* of this thread */
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);

    if (!parser)
        return NULL;
    /* What is fed is UTF-8 whatever the label says. Entities cannot be declared without a document
     * type, which is refused: NOENT is about the five that XML has. Our own limits are checked
     * here and in the builder, in place of libxml2's. */
    xmlCtxtUseOptions(parser,
                      XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_HUGE);
    xmlDictSetLimit(parser->dict, NAMES_SIZE);
    return parser;
}
