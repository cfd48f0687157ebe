/* A second opinion on the page: its tags, which must be those of the page and no value's. */
#ifndef CS_FUZZ_PAGE_READER_H
#define CS_FUZZ_PAGE_READER_H

#include "base/text.h"

/* NULL where the page is one: elements and attributes that are known to load and run nothing,
 * nested as they are opened; else what is wrong, and `rest` begins there. */
const char *fuzz_page(cs_text page, cs_text *rest);

#endif
