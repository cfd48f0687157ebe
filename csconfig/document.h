/* A document with headings, paragraphs, tables and lists, as Markdown or as HTML. No text can
 * become markup. */
#ifndef CS_CSCONFIG_DOCUMENT_H
#define CS_CSCONFIG_DOCUMENT_H

#include "base/buffer.h"

typedef struct document {
    cs_buffer *to;
    bool html;
    bool in_row;  /* of a table: Markdown spells some characters otherwise there */
    size_t cells; /* of the row at hand, so far */
} document;

/* Begins and ends the document; `lead` is the first paragraph. */
void document_begin(document *d, cs_text title, cs_text lead);
void document_end(document *d);

/* Headings: of a section (level 2) and below. `id` is what links lead to, NULL for none. */
void document_heading(document *d, int level, cs_text text, const char *id);

/* A part that HTML folds away. */
void document_fold(document *d, cs_text summary, const char *id);
void document_fold_end(document *d);

/* A paragraph: what is added until its end. */
void document_paragraph(document *d);
void document_paragraph_end(document *d);

/* A list: items, each ended. */
void document_list(document *d);
void document_item(document *d);
void document_item_end(document *d);
void document_list_end(document *d);

/* A table: its heads (ended by NULL); rows of cells, each begun. */
void document_table(document *d, const char *const *heads);
void document_row(document *d);
void document_cell(document *d);
void document_row_end(document *d);
void document_table_end(document *d);

/* Text within all these: plain, or as it stands in a file (in letters of one width). */
void document_text(document *d, cs_text text);
void document_words(document *d, const char *words);
void document_code(document *d, cs_text text);

/* A link within the document; Markdown has only the text. */
void document_link(document *d, cs_text text, const char *id);

#endif
