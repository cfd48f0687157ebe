/* The columns of a report, and what stands in them (doc/csv.md). */
#ifndef CS_REPORT_COLUMNS_H
#define CS_REPORT_COLUMNS_H

#include "base/error.h"
#include "base/json.h"
#include "report/changes.h"
#include "report/shown.h"
#include "report/view.h"

/* What a row is. */
typedef enum cs_layout {
    CS_LAYOUT_CHANGES, /* a changed attribute of an object */
    CS_LAYOUT_VALUES,  /* a single value of it */
    CS_LAYOUT_OBJECTS, /* an object */
    CS_LAYOUT_WIDE,    /* an object, its attributes side by side */
    CS_LAYOUTS
} cs_layout;

/* The layout of that name; CS_LAYOUTS if the name is unknown, with the reason in `error`. */
cs_layout cs_layout_from(const char *name, cs_error *error);

typedef struct cs_column {
    int id;
    cs_text header;
    cs_text attribute; /* of `@name` and `@name:old` */
} cs_column;

typedef struct cs_columns {
    cs_column *list;
    size_t count;
    unsigned fields; /* what a reader must build for them, as bits */
    bool usual;      /* the columns that layout `changes` shows unasked */
    char *words;     /* the memory of the names */
} cs_columns;

/* The columns of a layout, or those of `list` (names with commas between, ASCII case ignored),
 * which may be NULL. False for an unknown column or one that the layout does not have. Free with
 * cs_columns_free(). */
bool cs_columns_read(cs_columns *columns, cs_layout layout, const char *list, cs_error *error);

void cs_columns_free(cs_columns *columns);

/* False, as wrong usage, if two columns have the same name: JSON could not tell them apart. */
bool cs_columns_differ(const cs_columns *columns, cs_error *error);

/* Their names, in an array that the caller frees; NULL out of memory. */
cs_text *cs_columns_header(const cs_columns *columns);

/* How wide a spreadsheet shows the column of that name, in characters. */
unsigned cs_column_width(cs_text header);

/* ---- The usual columns ---- */

enum {
    CS_USUAL_COLUMNS = 10
};

/* A change in the usual columns. The fields live as long as the change's texts and the struct. */
typedef struct cs_usual_row {
    cs_text fields[CS_USUAL_COLUMNS];
    char added[24], removed[24];
} cs_usual_row;

/* Their names; the fields of a change, its values as they are; what these hold, where `integer`
 * says that its values are integers. */
void cs_usual_header(cs_text header[CS_USUAL_COLUMNS]);
void cs_usual_fields(const cs_change *change, cs_usual_row *row);
void cs_usual_kinds(bool integer, cs_cell kinds[CS_USUAL_COLUMNS]);

/* ---- Any columns ---- */

/* What a row is made of. */
typedef struct cs_cells {
    const cs_change *change; /* the object's identity, and but for layout `objects` the change */
    cs_vmodt vmodt;          /* of layout `values` */
    cs_text value;
    size_t attribute_count; /* of layout `objects` */
    cs_text attribute_names;
} cs_cells;

/* Fills the fields of an object's rows, one row after the other. */
typedef struct cs_filler {
    /* To be set; the rest starts as zeroes. */
    const cs_columns *columns;
    const cs_view *view;
    cs_image *delta; /* NULL without a change */
    const cs_showing *showing;
    bool json; /* several values are a JSON array, not joined with "; " */

    /* The row that was filled last: `columns->count` fields, and what they hold. */
    const cs_text *fields;
    const cs_cell *kinds;
    uint64_t hidden; /* values that were hidden so far */

    cs_usual_row usual;
    cs_text *room;
    cs_cell *kind_room;
    bool has_object_fields;
    cs_arena memory; /* of the row's fields */
    cs_buffer scratch;
    bool failed;
} cs_filler;

/* Fills a row; the fields live until the next one, and those that are the same in all rows of the
 * object as long as the object. */
bool cs_filler_row(cs_filler *filler, const cs_cells *cells, cs_error *error);

void cs_filler_free(cs_filler *filler);

/* What the fields of a row hold; `change` may be NULL if no column has values of a change. */
void cs_columns_kinds(const cs_columns *columns, const cs_change *change, cs_cell *kinds);

#endif
