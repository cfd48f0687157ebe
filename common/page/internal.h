/* What the files of the page share. */
#ifndef CS_PAGE_INTERNAL_H
#define CS_PAGE_INTERNAL_H

#include <stdatomic.h>

#include "page/page.h"
#include "page/text.h"
#include "sys/sorter.h"

enum {
    PAGE_LISTED = 50,           /* entries of each list of what deserves attention */
    PAGE_CONNECTORS = 5,        /* names of connectors that are shown */
    PAGE_NAME = 200,            /* characters shown of a name */
    PAGE_DN = 400,              /* of a DN */
    PAGE_VALUE = 400,           /* of one of many values */
    PAGE_OBJECT_SIZE = 1 << 20, /* bytes after which an object's further changes are left out */
    PAGE_ALL_OBJECTS_SIZE = 1 << 26, /* bytes after which further objects are left out */
};

/* ---- text.c ---- */

/* Adds a command line that a person can copy: the program, `more` as it stands, the words that
 * choose, the operands. Words that a shell does not take as they are get quotes. */
void page_command(cs_buffer *to, const cs_page_options *options, const char *more);

/* ---- change.c: an object and its changes ---- */

/* The words for what happens to an object, and its class in page.css. */
const char *page_omodt_words(cs_omodt omodt);
const char *page_omodt_class(cs_omodt omodt);

const char *page_side_name(cs_page_side side);

/* The object at hand. */
typedef struct page_object {
    uint64_t number;              /* from 1 */
    bool kept;                    /* the page shows it */
    cs_buffer head, dn, rows;     /* as HTML */
    uint64_t changes, attributes; /* how many, and how many of them are of an attribute */
    uint64_t left_out;            /* how many of them are not in `rows` */
    bool seen[CS_PAGE_SIDES];     /* it has a change on that side */
    cs_omodt omodt[CS_PAGE_SIDES];
    bool table; /* the table of changes has begun */
} page_object;

/* Adds a change, which `changes` counts already, to the object's HTML. */
void page_object_add(page_object *object, bool compared, const cs_page_change *change);

/* Adds the object as a section that folds, but for the start of its tag. */
void page_object_end(page_object *object, bool compared, cs_buffer *to);

/* Adds what is removed from a multi-valued attribute. */
void page_removed(cs_buffer *to, const cs_page_change *change);

/* Adds the cells for before and after. */
void page_before_after(cs_buffer *to, const cs_page_change *change);

/* ---- attention.c: what deserves attention first ---- */

typedef struct page_loss {
    uint64_t removed; /* UINT64_MAX where it is unknown */
    cs_buffer row;
} page_loss;

typedef struct page_list {
    uint64_t count; /* of all that belong here */
    size_t shown;
    uint64_t last; /* number of the object that was counted last */
    cs_buffer rows;
} page_list;

enum {
    PAGE_WATCHED = 4 /* attributes, each with a list */
};

typedef struct page_attention {
    page_list deletes, watched[PAGE_WATCHED];
    page_list members;             /* its rows are in `losses` */
    page_loss losses[PAGE_LISTED]; /* the largest, in order */
} page_attention;

/* Looks at a change of the object at hand. */
void page_attention_add(page_attention *attention, const page_object *object, bool compared,
                        const cs_page_change *change);

/* Adds the section of the document. */
void page_attention_write(page_attention *attention, const cs_page_options *options,
                          const cs_page_facts *facts, cs_buffer *to);

void page_attention_free(page_attention *attention);

/* ---- totals.c: how much there is of what ---- */

void page_limits_write(const cs_page_facts *facts, cs_buffer *to);
void page_totals_write(const cs_page_options *options, const cs_page_facts *facts, cs_buffer *to);

/* ---- shell.c: what stands around it all ---- */

typedef struct page_connectors {
    cs_buffer names[PAGE_CONNECTORS]; /* each as it is in the file, cut where it is long */
    size_t count;
    bool more;
} page_connectors;

void page_head_write(const cs_page_options *options, const page_connectors *connectors,
                     const cs_page_facts *facts, cs_buffer *to);
/* Says which files cannot tell what is pending; nothing if all can. */
void page_undetermined_write(const cs_page_facts *facts, cs_buffer *to);

void page_legend_write(const cs_page_options *options, cs_buffer *to);
void page_foot_write(const cs_page_options *options, cs_buffer *to);

#endif
