/* The report as a workbook for a spreadsheet (Office Open XML), by libxlsxwriter in constant
 * memory: what has been written waits in temporary files that have no name.
 *
 * Sheets: Summary, Adds, Updates, Deletes, and further ones ("Adds 2") past the 1,048,576 rows
 * that a sheet holds. Every field is a text cell, so that a spreadsheet neither evaluates nor
 * rounds it. A build without libxlsxwriter has workbook_missing.c in place of workbook.c. */
#ifndef CS_TABLE_WORKBOOK_H
#define CS_TABLE_WORKBOOK_H

#include "model/object.h"
#include "report/summary.h"
#include "sys/output.h"

typedef struct cs_workbook cs_workbook;

/* What stands on the first sheet beside the summary. */
typedef struct cs_facts {
    const cs_text (*lines)[2]; /* a name and what it is: file, section, … */
    size_t count;
    const cs_summary *summary; /* NULL where there is none */
    cs_text warnings;          /* lines of text; absent if there are none */
    cs_text first;             /* such lines that the sheet begins with */
} cs_facts;

/* NULL on failure, and in a build without the library. */
cs_workbook *cs_workbook_new(cs_error *error);

/* The columns' names, at least one; they and their number must stay as they are. Before the first
 * row, and in any workbook. */
bool cs_workbook_header(cs_workbook *workbook, const cs_text *header, size_t count,
                        cs_error *error);

/* Adds a row of `count` fields, as many as the header has, to the sheet of its operation: Adds has
 * `Add`, Deletes has `Delete`, `DeleteAdd` and `Obsolete`, Updates has the rest. A field past the
 * 32,767 UTF-16 code units that a cell holds is cut, at a character, and ends in a mark. */
bool cs_workbook_row(cs_workbook *workbook, cs_omodt omodt, const cs_text *fields, cs_error *error);

/* How many fields have been cut. */
uint64_t cs_workbook_cut(const cs_workbook *workbook);

/* Writes the workbook to `out`. Nothing can be added afterwards. */
bool cs_workbook_write(cs_workbook *workbook, const cs_facts *facts, cs_output *out,
                       cs_error *error);

void cs_workbook_free(cs_workbook *workbook);

#endif
