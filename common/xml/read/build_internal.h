/* What the files of the builder share: build.c hears of each tag and text and knows where they
 * stand; build_object.c knows the root and the objects, build_image.c what is inside a delta or a
 * hologram, build_value.c the values of its attributes, build_state.c what all of them need: open
 * elements, the memory of an object, and the elements whose text counts. */
#ifndef CS_XML_READ_BUILD_INTERNAL_H
#define CS_XML_READ_BUILD_INTERNAL_H

#include "xml/read/build.h"
#include "xml/read/capture.h"

#define CS_DROP_NAMESPACE "http://www.microsoft.com/mms/mmsml/v2"

/* Where the innermost open element stands. */
typedef enum cs_build_state {
    CS_AT_DOCUMENT,
    CS_AT_OBJECTS,   /* in the root of a csexport file */
    CS_AT_DROP,      /* in the root of a drop file */
    CS_AT_ENTRIES,   /* in its directory-entries */
    CS_AT_OBJECT,    /* in a cs-object */
    CS_AT_SECTION,   /* in unapplied-export and the like */
    CS_AT_IMAGE,     /* in a delta or an entry */
    CS_AT_ATTRIBUTE, /* in attr, dn-attr or objectclass */
    CS_AT_DN_VALUE,
    CS_AT_LEAF,    /* in an element whose text counts */
    CS_AT_MARKUP,  /* in an element inside such text */
    CS_AT_UNKNOWN, /* in an element that is passed over */
    CS_AT_KEPT,    /* in an element that is kept as it stands */
} cs_build_state;

/* Which text a leaf holds. */
typedef enum cs_leaf {
    CS_LEAF_ANCHOR,
    CS_LEAF_PARENT_ANCHOR,
    CS_LEAF_PRIMARY_OBJECTCLASS,
    CS_LEAF_VALUE, /* value or oc-value */
    CS_LEAF_DN,    /* dn of a dn-value */
    CS_LEAF_DN_ANCHOR,
    CS_LEAF_FIELD,
} cs_leaf;

/* An object and the memory that it lives in. */
typedef struct cs_slot {
    cs_arena own;
    cs_arena *arena; /* that one, or the one that all kept objects share */
    cs_object object;
    struct cs_slot *next;
} cs_slot;

struct cs_build {
    unsigned parts, fields; /* to build, as bits */
    bool everything;
    cs_shape shape;
    cs_buffer step; /* of a drop file: its step-type */
    cs_build_state states[CS_MAX_DEPTH + 1];
    size_t namespaces[CS_MAX_DEPTH + 1]; /* declarations in scope, at each depth */
    unsigned depth;                      /* open elements; states[depth] is where we are */

    cs_slot *current; /* the object being built, NULL between objects */
    cs_slot *finished, **finished_tail;
    cs_slot *taken; /* the object that the caller looks at; the last of them where they are kept */
    bool keep;
    cs_arena kept; /* the memory of kept objects */
    cs_slot *spare;
    uint64_t count;     /* objects begun */
    uint64_t object_at; /* where the current one begins */

    unsigned parts_seen; /* of the current object, as bits */
    cs_part part;        /* of the section we are in */
    bool building;       /* that part is asked for */
    bool image_seen;     /* the section has its delta or entry */
    cs_image *image;     /* NULL where it is only checked */
    cs_attribute **attribute_tail;
    cs_attribute *attribute; /* the open one; where it is only checked, `checked_attribute` */
    cs_attribute checked_attribute;
    cs_value **value_tail;
    cs_value *value;           /* the open one, or NULL */
    bool dn_seen, anchor_seen; /* of the open dn-value */

    cs_leaf leaf;
    cs_field field;      /* of a CS_LEAF_FIELD */
    bool collect;        /* the leaf's text is wanted */
    bool captured;       /* the leaf's element goes into a frame */
    bool plain;          /* the leaf has nothing but its usual attributes */
    bool markup;         /* there are elements in its text */
    size_t leaf_size;    /* bytes of text so far */
    cs_vmodt leaf_vmodt; /* of a value */
    cs_buffer text;

    cs_capture capture;
    cs_buffer root_frame, object_frame, image_frame, value_frame;
    size_t frame_mark;         /* where the captured element begins in its frame */
    size_t text_mark;          /* where its text begins */
    uint64_t objects_pending;  /* objects that the root's frame has no hole for yet */
    size_t attributes_pending; /* attributes that the image's frame has no hole for yet */
    size_t attributes_framed;
};

/* Opens a child element: where we are from now on. False where elements nest too deep. */
bool cs_build_push(cs_build *b, cs_build_state state, cs_error *error);

/* Opens an element that the contract does not know: kept in `frame` where everything is asked for
 * (and `frame` is not NULL), else passed over. */
bool cs_build_unknown(cs_build *b, const cs_tag *tag, cs_buffer *frame, cs_error *error);

/* False, with the error of an operation that the contract does not know; `what` has it. */
bool cs_build_fail_word(cs_error *error, const char *what, cs_text word);

/* The value of the XML attribute `name` without a prefix; absent where the tag has none. */
cs_text cs_tag_value(const cs_tag *tag, const char *name);

/* Adds the XML attributes that are not among `known` (ended by NULL) to a start tag. */
void cs_build_put_extras(cs_buffer *to, const cs_tag *tag, const char *const *known);

/* Copies a text into the object's memory. */
bool cs_build_copy(cs_build *b, cs_text from, cs_text *to, cs_error *error);

/* The same for a frame, from a buffer. */
bool cs_build_copy_frame(cs_build *b, const cs_buffer *from, cs_text *to, cs_error *error);

/* Opens an element whose text counts. `usual` says that its tag has just what it always has; else
 * its XML attributes other than operation (of a value) go into `frame` with it. `frame` NULL:
 * nothing is kept. */
bool cs_build_open_leaf(cs_build *b, cs_leaf leaf, const cs_tag *tag, bool usual, cs_buffer *frame,
                        cs_error *error);

/* The name of the leaf's element. */
cs_text cs_build_leaf_name(const cs_build *b);

/* The leaf's text, while it is being closed. */
cs_text cs_build_leaf_text(const cs_build *b);

/* The text of a leaf, and elements inside it. */
bool cs_build_add_leaf_text(cs_build *b, cs_text text, cs_error *error);
bool cs_build_start_markup(cs_build *b, const cs_tag *tag, cs_error *error);

/* The memory for an object; NULL where there is none. */
cs_slot *cs_build_new_slot(cs_build *b);

/* The root and the objects, in build_object.c. `at` is the byte offset of the tag. */
bool cs_build_fail_root(cs_error *error);
bool cs_build_start_root(cs_build *b, const cs_tag *tag, cs_error *error);
bool cs_build_end_root(cs_build *b, cs_error *error);
bool cs_build_begin_object(cs_build *b, uint64_t at, cs_error *error);
bool cs_build_end_object(cs_build *b, uint64_t at, cs_error *error);
bool cs_build_start_in_objects(cs_build *b, const cs_tag *tag, uint64_t at, cs_error *error);
bool cs_build_start_in_object(cs_build *b, const cs_tag *tag, cs_error *error);
bool cs_build_start_in_section(cs_build *b, const cs_tag *tag, cs_error *error);
bool cs_build_start_drop_delta(cs_build *b, const cs_tag *tag, cs_error *error);
bool cs_build_end_drop_delta(cs_build *b, uint64_t at, cs_error *error);
bool cs_build_end_section(cs_build *b, cs_error *error);
bool cs_build_end_field(cs_build *b, cs_error *error);

/* The inside of a section, in build_image.c. */
bool cs_build_start_image(cs_build *b, const cs_tag *tag, cs_error *error);
bool cs_build_start_in_image(cs_build *b, const cs_tag *tag, cs_error *error);
bool cs_build_end_image(cs_build *b, cs_error *error);
bool cs_build_frame_image(cs_build *b, cs_error *error);
bool cs_build_end_image_text(cs_build *b, cs_error *error); /* anchor, parent-anchor, … */

/* The inside of an attribute, in build_value.c. */
bool cs_build_start_in_attribute(cs_build *b, const cs_tag *tag, cs_error *error);
bool cs_build_start_in_dn_value(cs_build *b, const cs_tag *tag, cs_error *error);
bool cs_build_end_dn_value(cs_build *b, cs_error *error);
bool cs_build_end_value_leaf(cs_build *b, cs_error *error); /* value, or what is in a dn-value */
bool cs_build_end_unknown_value(cs_build *b, cs_error *error);

#endif
