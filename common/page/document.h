/* What every page begins and ends with: it loads nothing and runs nothing. */
#ifndef CS_PAGE_DOCUMENT_H
#define CS_PAGE_DOCUMENT_H

#include "base/buffer.h"

/* Adds the head of the document; `title` is HTML, as page_plain() makes it. The body follows. */
void page_document_begin(cs_text title, cs_buffer *to);

/* Adds the foot, which names the program, and ends the document; `main` is open until then. */
void page_document_end(const char *program, cs_buffer *to);

#endif
