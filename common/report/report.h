/* The change report: change rows as fields of its columns (doc/csv.md, Default columns). */
#ifndef CS_REPORT_REPORT_H
#define CS_REPORT_REPORT_H

#include "report/changes.h"

enum {
    CS_REPORT_COLUMNS = 10
};

/* The columns' names, in order. */
extern const cs_text cs_report_header[CS_REPORT_COLUMNS];

/* A row's fields. They live as long as the row's texts and `row` itself. */
typedef struct cs_report_row {
    cs_text fields[CS_REPORT_COLUMNS];
    char added[24], removed[24];
} cs_report_row;

void cs_report_fields(const cs_change *change, cs_report_row *row);

#endif
