/* The page for those who sign a change: one HTML file that explains itself and loads nothing.
 *
 * Objects arrive one by one, each followed by its changes. The first CS_PAGE_OBJECTS are kept in a
 * temporary file. What deserves attention first is collected from all objects, in lists of a fixed
 * length. The document is written after the last object. The same input gives the same bytes.
 * Nothing from a file can become markup, reorder the text beside it, or hide.
 *
 *     page = cs_page_new(&options, &error);
 *     for each object: cs_page_object(page, connector, &error);
 *         for each change of it: cs_page_add(page, &change);
 *     cs_page_end(page, &facts, output, &error);
 *     cs_page_free(page);
 */
#ifndef CS_PAGE_PAGE_H
#define CS_PAGE_PAGE_H

#include "report/changes.h"
#include "report/limit.h"
#include "report/packed_change.h"
#include "report/summary.h"
#include "sys/output.h"

enum {
    CS_PAGE_OBJECTS = 1000,            /* whose changes the page shows */
    CS_PAGE_VALUES = CS_PACKED_VALUES, /* that it shows of those added, and of those removed */
};

typedef struct cs_page cs_page;

/* Where a change is pending. */
typedef enum cs_page_side {
    CS_PAGE_ACTIVE, /* of a page that compares nothing: the one side there is */
    CS_PAGE_STAGING,
    CS_PAGE_SIDES
} cs_page_side;

/* Where what is shown comes from. Everything is borrowed until cs_page_free(). */
typedef struct cs_page_file {
    cs_page_side side;
    const char *name; /* "-" is standard input */
} cs_page_file;

/* Words of a command line. */
typedef struct cs_page_words {
    const char *const *list;
    size_t count;
} cs_page_words;

typedef struct cs_page_options {
    const char *program; /* that makes the page, and that shows what has no room on it */
    bool compared;       /* the page shows what differs between two sides */
    cs_part section;
    const cs_page_file *files;
    size_t file_count;
    cs_page_words chosen;   /* options that choose what is listed, or how it is compared, as they
                               were given; often none */
    cs_page_words operands; /* the rest of a command line that reads the same input again */
} cs_page_options;

/* NULL on failure. */
cs_page *cs_page_new(const cs_page_options *options, cs_error *error);

/* False once the page has all the objects that it shows. Then a change may come without its values,
 * unless it deserves attention (cs_page_watches()). Any thread may ask. */
bool cs_page_wants_values(const cs_page *page);

/* True for an attribute whose changes deserve attention first. */
bool cs_page_watches(cs_text attribute);

/* Begins an object; `connector` is its ma-name, or absent. Its changes follow, at least one. */
bool cs_page_object(cs_page *page, cs_text connector, cs_error *error);

/* A change of the object at hand. Texts may be gone when the call returns. */
typedef struct cs_page_change {
    cs_page_side side;
    const cs_change *row; /* its `source` is not looked at */
    /* Of a multi-valued attribute: the first CS_PAGE_VALUES of what is added and of what is
     * removed, as far as they are known. `row` counts them all. */
    const cs_text *added, *removed;
    size_t added_count, removed_count;
} cs_page_change;

/* Takes a change. A long value is shortened, and marked as such. If memory runs out, the next
 * cs_page_object() or cs_page_end() fails. */
void cs_page_add(cs_page *page, const cs_page_change *change);

/* Takes a change of that side as cs_row_unpack() gives it. */
void cs_page_add_packed(cs_page *page, cs_page_side side, const cs_packed_change *packed);

/* Of a comparison: how many objects there are where. */
typedef struct cs_page_compared {
    uint64_t only_active, only_staging, different, same;
} cs_page_compared;

/* What is known when all objects have passed. */
typedef struct cs_page_facts {
    /* The totals of each side; a page that compares nothing has one. NULL is left out. */
    const cs_summary *summaries[CS_PAGE_SIDES];
    const cs_limit_counts *limits;    /* may be NULL */
    const cs_page_compared *compared; /* NULL where nothing is compared */
    /* A line for each file that cannot tell what is pending (cs_undetermined_text()), absent if all
     * can: then the page claims nothing about what does not happen. */
    cs_text undetermined;
    bool import; /* the file is the drop file of an import: its changes were found, not pending */
} cs_page_facts;

/* Writes the document. */
bool cs_page_end(cs_page *page, const cs_page_facts *facts, cs_output *output, cs_error *error);

void cs_page_free(cs_page *page);

#endif
