/* Runs the unit tests. CK_RUN_SUITE=name runs one suite, CK_RUN_CASE=name one case. */
#include <stdio.h>
#include <stdlib.h>

#include "suites.h"

int main(void)
{
    SRunner *runner = srunner_create(NULL);

    setvbuf(stdout, NULL, _IOLBF, 0); /* a failure is seen at once */
    srunner_add_suite(runner, arena_suite());
    srunner_add_suite(runner, tempfile_suite());
    srunner_add_suite(runner, buffer_suite());
    srunner_add_suite(runner, cli_suite());
    srunner_add_suite(runner, error_suite());
    srunner_add_suite(runner, escape_suite());
    srunner_add_suite(runner, frame_suite());
    srunner_add_suite(runner, grow_suite());
    srunner_add_suite(runner, interrupt_suite());
    srunner_add_suite(runner, output_suite());
    srunner_add_suite(runner, progress_suite());
    srunner_add_suite(runner, text_suite());
    srunner_add_suite(runner, writer_suite());
    srunner_add_suite(runner, utf8_suite());
    srunner_add_suite(runner, input_suite());
    srunner_add_suite(runner, json_suite());
    srunner_add_suite(runner, object_suite());
    srunner_add_suite(runner, report_suite());
    srunner_add_suite(runner, csv_suite());
    srunner_add_suite(runner, changes_suite());
    srunner_add_suite(runner, store_suite());
    srunner_add_suite(runner, store_objects_suite());
    srunner_add_suite(runner, store_shared_suite());
    srunner_add_suite(runner, store_import_suite());
    srunner_add_suite(runner, store_interrupted_suite());
    srunner_add_suite(runner, store_select_suite());
    srunner_add_suite(runner, decode_suite());
    srunner_add_suite(runner, reader_suite());
    srunner_add_suite(runner, choose_suite());
    srunner_add_suite(runner, limit_suite());
    srunner_add_suite(runner, summary_suite());
    srunner_add_suite(runner, table_suite());
    srunner_add_suite(runner, workbook_suite());
    srunner_add_suite(runner, columns_suite());
    srunner_add_suite(runner, pack_suite());
    srunner_add_suite(runner, dn_suite());
    srunner_add_suite(runner, mapping_suite());
    srunner_add_suite(runner, nearest_suite());
    srunner_add_suite(runner, pending_suite());
    srunner_add_suite(runner, sorter_suite());
    srunner_add_suite(runner, page_suite());
    srunner_add_suite(runner, page_text_suite());
    srunner_add_suite(runner, scan_suite());
    srunner_add_suite(runner, scan_token_suite());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
