/* The columns of a report, and what stands in them. */
#ifndef CS_REPORT_COLUMNS_H
#define CS_REPORT_COLUMNS_H

#include "base/error.h"
#include "base/json.h"
#include "report/changes.h"
#include "report/view.h"

/* What a row is. */
typedef enum cs_layout {
    CS_LAYOUT_CHANGES, /* a changed attribute of an object */
    CS_LAYOUT_VALUES,  /* a single value of it */
    CS_LAYOUT_OBJECTS, /* an object */
    CS_LAYOUT_WIDE,    /* an object, its attributes side by side */
    CS_LAYOUTS
} cs_layout;

/* The layout of that name; CS_LAYOUTS where there is none. */
cs_layout cs_layout_from(const char *name);

typedef struct cs_column {
    int id;
    cs_text header;
    cs_text attribute; /* of `@name` and `@name:old` */
} cs_column;

typedef struct cs_columns {
    cs_column *list;
    size_t count;
    unsigned fields; /* what a reader must build for them, as bits */
    char *words;     /* the memory of the names */
} cs_columns;

/* The columns of a layout, or those of `list` (names with commas between, ASCII case ignored),
 * which may be NULL. False for an unknown column or one that the layout does not have. Free with
 * cs_columns_free(). */
bool cs_columns_read(cs_columns *columns, cs_layout layout, const char *list, cs_error *error);

void cs_columns_free(cs_columns *columns);

/* Their names, in an array that is the caller's to free; NULL out of memory. */
cs_text *cs_columns_header(const cs_columns *columns);

/* What a row is made of. `view` and `delta` (NULL without a change) are always there, the rest as
 * the layout has it. */
typedef struct cs_cells {
    const cs_view *view;
    cs_image *delta;
    const cs_change *change; /* the object's identity, and but for objects the change */
    cs_vmodt vmodt;          /* of layout `values` */
    cs_text value;
    size_t attribute_count; /* of layout `objects` */
    cs_text attribute_names;
    bool decode; /* values of the directory as people read them */
    bool json;   /* several values as a JSON array, not with "; " between */
} cs_cells;

/* Fills the fields that are the same in each row of an object, and those that are not: both have
 * `columns->count` in all, in their places. They live in `arena` or as long as the object; false
 * out of memory. */
bool cs_columns_object_fields(const cs_columns *columns, const cs_cells *row, cs_arena *arena,
                              cs_text *fields);
bool cs_columns_row_fields(const cs_columns *columns, const cs_cells *row, cs_arena *arena,
                           cs_text *fields);

/* What the fields of a row hold, where lists are JSON; `change` may be NULL where no column is of
 * the values of a change. */
void cs_columns_cells(const cs_columns *columns, const cs_change *change, cs_cell *cells);

#endif
