/* A program's report. */
#ifndef CS_FUZZ_JUDGE_H
#define CS_FUZZ_JUDGE_H

#include "table/table.h"

/* Fails unless the report is well-formed in its format; `summary`: it is one, as JSON. CSV has as
 * many fields in each record as in the first. */
void fuzz_check_report(cs_text report, const cs_table_options *table, bool summary);

#endif
