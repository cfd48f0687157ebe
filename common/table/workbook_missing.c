/* In place of workbook.c where libxlsxwriter was not there when the program was built. */
#include "table/workbook.h"

cs_workbook *cs_workbook_new(cs_error *error)
{
    cs_fail(error, "this build cannot write workbooks: it was built without libxlsxwriter");
    return NULL;
}

/* Without a workbook there is no call of these. */

bool cs_workbook_header(cs_workbook *workbook, const cs_text *header, size_t count, cs_error *error)
{
    (void)header;
    (void)count;
    (void)error;
    return workbook != NULL;
}

bool cs_workbook_row(cs_workbook *workbook, cs_omodt omodt, const cs_text *fields, cs_error *error)
{
    (void)omodt;
    (void)fields;
    (void)error;
    return workbook != NULL;
}

uint64_t cs_workbook_cut(const cs_workbook *workbook)
{
    return workbook != NULL;
}

bool cs_workbook_write(cs_workbook *workbook, const cs_facts *facts, cs_output *out,
                       cs_error *error)
{
    (void)facts;
    (void)out;
    (void)error;
    return workbook != NULL;
}

void cs_workbook_free(cs_workbook *workbook)
{
    (void)workbook;
}
