/* A row of the report put into a buffer, and taken out again (pack.h): what it says of an
 * attribute, and the first of the values that it counts. What it says of the object does not travel
 * along. */
#ifndef CS_REPORT_PACKED_CHANGE_H
#define CS_REPORT_PACKED_CHANGE_H

#include "base/pack.h"
#include "report/changes.h"

enum {
    CS_ROW_VALUES = 100 /* of those added, and of those removed */
};

/* How rows are put. */
typedef struct cs_row_options {
    bool decode; /* values as people read them */
    bool values; /* with the values that are counted, as far as they are known */
} cs_row_options;

/* Adds the row that `changes` has just given. */
void cs_row_pack(cs_buffer *to, const cs_row_options *options, cs_changes *changes,
                 const cs_change *row);

typedef struct cs_packed_row {
    cs_change change; /* without the object, and without `source` */
    bool integer;     /* its values are integers */
    size_t added_count, removed_count;
    cs_text added[CS_ROW_VALUES], removed[CS_ROW_VALUES];
} cs_packed_row;

/* Takes a row off `from`; its texts point there. */
void cs_row_unpack(cs_text *from, cs_packed_row *row);

#endif
