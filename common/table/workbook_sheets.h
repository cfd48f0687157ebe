/* The workbook itself, as far as it is libxlsxwriter's. */
#ifndef CS_TABLE_WORKBOOK_SHEETS_H
#define CS_TABLE_WORKBOOK_SHEETS_H

#include <xlsxwriter.h>

#include "table/workbook.h"
#include "table/workbook_internal.h"

/* A kind of rows, on as many sheets as it takes. */
typedef struct workbook_series {
    const char *title;
    lxw_worksheet *sheet; /* the last */
    lxw_row_t row;        /* where the next goes */
    unsigned sheets;
} workbook_series;

enum {
    ADDS,
    UPDATES,
    DELETES,
    SERIES
};

struct cs_workbook {
    int fd; /* what the library writes to: a file without a name */
    lxw_workbook *book;
    lxw_format *bold, *text;
    lxw_worksheet *summary;
    lxw_row_t summary_row;
    workbook_series series[SERIES];
    cs_text *header;
    size_t columns;
    cs_buffer names; /* of the columns */
    cs_buffer cell;
    uint64_t cut;
};

/* True if a call of the library that returned `code` did all it should; sets the error otherwise.
 * Out of memory, the library may leave something out and report success. errno still tells; set it
 * to zero before the call. */
bool cs_workbook_worked(lxw_error code, cs_error *error);

/* Puts a text into a cell; an empty text leaves the cell empty. */
bool cs_workbook_put(cs_workbook *workbook, lxw_worksheet *sheet, lxw_row_t row, size_t column,
                     cs_text text, lxw_format *format, cs_error *error);

/* Writes the first sheet. */
bool cs_workbook_put_summary(cs_workbook *workbook, const cs_facts *facts, cs_error *error);

#endif
