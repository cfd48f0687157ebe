/* The suites, one for each part of common/. */
#ifndef CS_TEST_SUITES_H
#define CS_TEST_SUITES_H

#include <check.h>

Suite *arena_suite(void);
Suite *tempfile_suite(void);
Suite *buffer_suite(void);
Suite *cli_suite(void);
Suite *error_suite(void);
Suite *escape_suite(void);
Suite *frame_suite(void);
Suite *grow_suite(void);
Suite *interrupt_suite(void);
Suite *output_suite(void);
Suite *progress_suite(void);
Suite *text_suite(void);
Suite *writer_suite(void);
Suite *utf8_suite(void);
Suite *input_suite(void);
Suite *json_suite(void);
Suite *object_suite(void);
Suite *report_suite(void);
Suite *csv_suite(void);
Suite *changes_suite(void);
Suite *store_suite(void);
Suite *store_objects_suite(void);
Suite *store_shared_suite(void);
Suite *store_import_suite(void);
Suite *store_interrupted_suite(void);
Suite *store_select_suite(void);
Suite *decode_suite(void);
Suite *reader_suite(void);
Suite *choose_suite(void);
Suite *limit_suite(void);
Suite *summary_suite(void);
Suite *table_suite(void);
Suite *workbook_suite(void);
Suite *columns_suite(void);
Suite *pack_suite(void);
Suite *dn_suite(void);
Suite *mapping_suite(void);
Suite *nearest_suite(void);
Suite *pending_suite(void);
Suite *sorter_suite(void);
Suite *page_suite(void);
Suite *page_text_suite(void);
Suite *scan_suite(void);
Suite *scan_token_suite(void);

#endif
