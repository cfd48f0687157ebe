/* The formats of a report. */
#ifndef CS_TABLE_FORMAT_H
#define CS_TABLE_FORMAT_H

typedef enum cs_format {
    CS_FORMAT_CSV,
    CS_FORMAT_JSONL, /* a JSON object a line */
    CS_FORMAT_XLSX,  /* a workbook */
    CS_FORMAT_HTML,  /* a page to read */
    CS_FORMATS
} cs_format;

/* The format of that name; CS_FORMATS where there is none. */
cs_format cs_format_from(const char *name);

#endif
