/* The formats of a report, and what they must know of a field beside its text. */
#ifndef CS_FORMAT_H
#define CS_FORMAT_H

#include "text.h"

typedef enum cs_format {
    CS_FORMAT_CSV,
    CS_FORMAT_JSONL, /* a JSON object a line */
    CS_FORMAT_XLSX,  /* a workbook */
    CS_FORMAT_HTML,  /* a page to read */
    CS_FORMATS
} cs_format;

/* The format of that name; CS_FORMATS where there is none. */
cs_format cs_format_from(const char *name);

/* What a field holds. Only JSON tells them apart. */
typedef enum cs_cell {
    CS_CELL_TEXT,
    CS_CELL_NUMBER, /* a number where it is written as one, else a text */
    CS_CELL_FLAG,   /* "true" or "false" */
    CS_CELL_JSON    /* JSON already */
} cs_cell;

#endif
