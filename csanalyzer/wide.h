/* The layout `wide`: which columns there are is known once all objects have been read. */
#ifndef CSANALYZER_WIDE_H
#define CSANALYZER_WIDE_H

#include "base/error.h"
#include "options.h"
#include "report/changes.h"
#include "waiting.h"

/* Adds a change to the record of an object. */
void wide_put_change(cs_buffer *to, const cs_change *change, bool decode);

/* The attributes that change anywhere. */
typedef struct wide_names {
    void *tree;
    size_t count;
} wide_names;

/* Notes the attributes of an object: the body of its record behind the keys, in which the
 * operation and `columns` fields come first. */
bool wide_note(wide_names *names, cs_text body, size_t columns, cs_error *error);

/* Writes header and rows. */
bool wide_write(const wide_names *names, const cs_columns *columns, cs_table *table, waiting *rows,
                cs_error *error);

void wide_free(wide_names *names);

#endif
