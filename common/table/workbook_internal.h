/* What the files of the workbook share. */
#ifndef CS_TABLE_WORKBOOK_INTERNAL_H
#define CS_TABLE_WORKBOOK_INTERNAL_H

#include "base/buffer.h"
#include "base/error.h"

/* Puts a field into `cell` as a cell holds it, ended by a NUL: what a spreadsheet would take for an
 * escape (_x000D_, ECMA-376 part 1, 22.9.2.19) is escaped itself, and past 32,767 UTF-16 code
 * units it is cut. False where it was cut. Out of memory `cell->failed` tells. */
bool cs_workbook_cell(cs_buffer *cell, cs_text field);

/* Checks that the workbook in the file `fd` holds `count` sheets, each of more bytes than
 * `least[i]`: libxlsxwriter does not notice everything that goes wrong with its temporary files. */
bool cs_workbook_check(int fd, const uint64_t *least, size_t count, cs_error *error);

#endif
