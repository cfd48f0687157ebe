#include <errno.h>

#include "table/workbook_sheets.h"

bool cs_workbook_worked(lxw_error code, cs_error *error)
{
    if (errno == ENOMEM)
        return cs_fail_memory(error);
    return code == LXW_NO_ERROR ||
           cs_fail(error, "cannot write the workbook: %s", lxw_strerror(code));
}

bool cs_workbook_put(cs_workbook *w, lxw_worksheet *sheet, lxw_row_t row, size_t column,
                     cs_text text, lxw_format *format, cs_error *error)
{
    if (text.n == 0)
        return true;
    w->cut += !cs_workbook_cell(&w->cell, text);
    if (w->cell.failed)
        return cs_fail_memory(error);
    errno = 0;
    return cs_workbook_worked(
        worksheet_write_string(sheet, row, (lxw_col_t)column, w->cell.s, format), error);
}
