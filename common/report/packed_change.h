/* A row of the report put into a buffer, and taken out again (pack.h): what it says of an
 * attribute, and the first of the values that it counts. What it says of the object does not travel
 * along. */
#ifndef CS_REPORT_PACKED_CHANGE_H
#define CS_REPORT_PACKED_CHANGE_H

#include "base/pack.h"
#include "report/changes.h"
#include "report/shown.h"

enum {
    CS_PACKED_VALUES = 100 /* of those added, and of those removed */
};

/* How rows are put. */
typedef struct cs_pack_options {
    cs_showing showing;
    bool values; /* with the values that are counted, as far as they are known */
} cs_pack_options;

/* Adds the row that `changes` has just given. */
void cs_change_pack(cs_buffer *to, const cs_pack_options *options, cs_changes *changes,
                    const cs_change *row);

typedef struct cs_packed_change {
    cs_change change; /* without the object, and without `source` */
    bool integer;     /* its values are integers */
    bool hidden;      /* its values are those of a password, and hidden */
    size_t added_count, removed_count;
    cs_text added[CS_PACKED_VALUES], removed[CS_PACKED_VALUES];
} cs_packed_change;

/* Takes a row off `from`; its texts point there. */
void cs_change_unpack(cs_text *from, cs_packed_change *row);

#endif
