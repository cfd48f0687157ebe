/* The scanner's tokens: tags and text, checked as XML demands, or not taken at all.
 *
 * The text ends in CS_SCAN_PADDING zero bytes that may be read: a zero byte is nothing that XML
 * allows, so everything stops at it, and whole vectors can be loaded near the end. Every function
 * returns where it stopped, NULL where the text is not plain: malformed, or something that is left
 * to libxml2 (prefixes and namespace declarations, names beyond ASCII, document types). */
#ifndef CS_XML_TOKEN_H
#define CS_XML_TOKEN_H

#include <stdint.h>

#include "base/buffer.h"
#include "model/names.h"

enum {
    CS_SCAN_PADDING = 64,
    CS_SCAN_TAG_SIZE = 96,     /* longer tags are not remembered */
    CS_SCAN_TAG_ATTRIBUTES = 6 /* nor are those with more XML attributes */
};

/* What a start tag is, as bits. */
enum {
    CS_SCAN_CLOSED = 1,          /* an empty-element tag */
    CS_SCAN_NAMED = 2,           /* has an XML attribute `name` */
    CS_SCAN_DISPLAY_NAME = 4,    /* and that is "displayName" */
    CS_SCAN_ODD_NAME = 8,        /* or it holds references: what it is is not known yet */
    CS_SCAN_ODD_MULTIVALUED = 16 /* has an XML attribute `multivalued` that is no boolean */
};

/* Where an XML attribute stands in its tag, and whether it needs decoding. */
typedef struct cs_scan_attribute {
    const char *name, *value;
    size_t name_n, value_n;
    bool decode; /* holds references or white space other than blanks */
} cs_scan_attribute;

/* A start tag that has been seen, and is known to be well-formed. Directories repeat themselves:
 * nearly every tag of an export is one that has just been checked, byte for byte. */
typedef struct cs_scan_known {
    char text[CS_SCAN_TAG_SIZE]; /* filled up with zeroes */
    struct {
        uint8_t name, name_n, value, value_n; /* places in `text` */
    } attributes[CS_SCAN_TAG_ATTRIBUTES];
    uint8_t size; /* bytes of `text`, 0 for a free entry */
    uint8_t name_n, kind, flags, count;
    uint8_t unused[3]; /* makes it a power of two */
} cs_scan_known;

enum {
    CS_SCAN_SETS = 256,      /* a power of two */
    CS_SCAN_VALUE = 1 << 20, /* the longest XML attribute that is taken */
    CS_SCAN_MOST = 64        /* XML attributes in a tag: nobody writes more */
};

typedef struct cs_scan_tags {
    cs_scan_known known[CS_SCAN_SETS][2];       /* the newer of a set first */
    cs_scan_attribute attributes[CS_SCAN_MOST]; /* of a tag that is not remembered */
} cs_scan_tags;

/* A start tag at hand. */
typedef struct cs_scan_tag {
    const char *start, *end; /* from its `<` to behind its `>` */
    cs_kind kind;
    unsigned flags;
    size_t name_n;              /* its name is behind the `<` */
    const cs_scan_known *known; /* its XML attributes; NULL: they are in `attributes` */
    const cs_scan_attribute *attributes;
    size_t count;
} cs_scan_tag;

/* True where the start tag of a cs-object stands at `at`, as far as the bytes there tell. */
bool cs_scan_is_object(cs_text text, size_t at);

/* Where the first object from `at` on begins; where none does, the text's end. */
size_t cs_scan_next_object(cs_text text, size_t at);

/* Reads the start tag at `p`, a `<`. */
const char *cs_scan_start_tag(cs_scan_tags *tags, const char *p, cs_scan_tag *tag);

/* The i-th XML attribute of a tag. */
cs_scan_attribute cs_scan_tag_attribute(const cs_scan_tag *tag, size_t i);

/* Passes text up to the next `<`. `*decode` is set where it holds references or CR. */
const char *cs_scan_text(const char *p, bool *decode);

/* Passes the end tag at `p`, which must be that of `name`, as it stands in its start tag. */
const char *cs_scan_end_tag(const char *p, const char *name, size_t name_n);

/* Passes a comment, a CDATA section or a processing instruction; of a CDATA section `*text` is what
 * is inside, else it is absent. */
const char *cs_scan_misc(const char *p, cs_text *text, bool *decode);

/* Adds text with its references and line ends decoded. `in_tag`: white space becomes blanks. */
void cs_scan_decode(cs_buffer *to, cs_text text, bool in_tag);

/* The same for a CDATA section, where only line ends are. */
void cs_scan_decode_lines(cs_buffer *to, cs_text text);

#endif
