/* What the commands write. */
#ifndef CS_CSCONFIG_REPORT_H
#define CS_CSCONFIG_REPORT_H

#include "compare.h"
#include "options.h"

/* The mapping of names that would make two servers equal, as the lines of a file; nothing is added
 * where none would. */
bool report_suggestion(const comparison *c, cs_buffer *to, cs_error *error);

/* A comparison in each of its formats. `suggestion` is the lines of a mapping, or empty. */
void report_diff_text(const comparison *c, const config_options *options, cs_text suggestion,
                      cs_buffer *to);
void report_diff_markdown(const comparison *c, const config_options *options, cs_text suggestion,
                          cs_buffer *to);
void report_diff_html(const comparison *c, const config_options *options, cs_text suggestion,
                      cs_buffer *to);
void report_diff_jsonl(const comparison *c, cs_buffer *to);

/* The facts of one server, one object a line. */
void report_show_jsonl(const facts *f, cs_buffer *to);

/* Adds a text that is harmless for a terminal, in one line. */
void report_plain(cs_text text, cs_buffer *to);

#endif
