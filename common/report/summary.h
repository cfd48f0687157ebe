/* How much there is of what: operations by object type, attributes by number of objects. */
#ifndef CS_REPORT_SUMMARY_H
#define CS_REPORT_SUMMARY_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "report/undetermined.h"

/* How many objects are added, updated, deleted and renamed. A delete-add counts as an add and as a
 * delete, a replace as an update, an obsolete as a delete; a rename counts beside its operation. */
typedef struct cs_operations {
    uint64_t adds, updates, deletes, renames;
} cs_operations;

void cs_operations_count(cs_operations *operations, cs_omodt omodt, bool renamed);

/* What is counted under a name: an object type, or an attribute (of which only `objects`). */
typedef struct cs_counted {
    cs_text name;
    uint64_t objects; /* with a change of it */
    cs_operations operations;
} cs_counted;

typedef struct cs_summary {
    uint64_t objects, pending; /* seen, and with a change in the section */
    cs_operations all;
    void *types, *attributes; /* trees of names */
    size_t names;             /* bytes that the names take */
} cs_summary;

/* An empty summary needs no initialisation beyond zeroes. */

/* Counts an object with a change, and an attribute of it (once for each object). Names past 16 MiB
 * in all are counted together, as "(other)". False out of memory. */
bool cs_summary_object(cs_summary *summary, cs_omodt omodt, bool renamed, cs_text type,
                       cs_error *error);
bool cs_summary_attribute(cs_summary *summary, cs_text name, cs_error *error);

/* Calls `each` for every object type, or attribute, in the order of their names, by byte. */
void cs_summary_types(const cs_summary *summary,
                      void (*each)(void *user, const cs_counted *counted), void *user);
void cs_summary_attributes(const cs_summary *summary,
                           void (*each)(void *user, const cs_counted *counted), void *user);

/* Adds the summary as text to read on a terminal (names escaped), or as a JSON object without its
 * end (`{…` but for the last brace), so that more can follow; it begins with the verdict on the
 * file. */
void cs_summary_text(const cs_summary *summary, cs_buffer *to);
void cs_summary_json(const cs_summary *summary, const cs_undetermined *verdict, cs_buffer *to);

void cs_summary_free(cs_summary *summary);

#endif
