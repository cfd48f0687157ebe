/* The formats of a report. */
#ifndef CS_TABLE_FORMAT_H
#define CS_TABLE_FORMAT_H

#include "base/text.h"

typedef enum cs_format {
    CS_FORMAT_CSV,
    CS_FORMAT_JSONL, /* a JSON object a line */
    CS_FORMAT_XLSX,  /* a workbook */
    CS_FORMAT_HTML,  /* a page to read */
    CS_FORMATS
} cs_format;

/* Their names, which are also how their files end. */
extern const cs_text cs_format_names[CS_FORMATS];

/* The format of that name; CS_FORMATS if there is none. */
cs_format cs_format_from(const char *name);

/* The format that a file's name asks for: CS_FORMAT_XLSX for "report.xlsx", in any ASCII case.
 * CS_FORMATS if it asks for none; `path` may be NULL. */
cs_format cs_format_of_file(const char *path);

#endif
