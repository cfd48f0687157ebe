/* Which rows of a report are shown. */
#ifndef CS_REPORT_FILTER_H
#define CS_REPORT_FILTER_H

#include "base/error.h"
#include "report/changes.h"

/* Words of which one has to match; empty matches everything. */
typedef struct cs_words {
    cs_text *list;
    size_t count;
} cs_words;

/* A row is shown where each list that is not empty has a word that matches it: types and
 * attributes as words, DNs as patterns (`*` any characters, `?` one), all ignoring ASCII case.
 * A row that speaks of the object alone has no attribute to match. */
typedef struct cs_row_filter {
    cs_words object_types, attributes, excluded_attributes, dns;
    unsigned omodts; /* as bits (1u << CS_OMODT_ADD …); 0 for all */
} cs_row_filter;

/* Adds the words of an option's value, with commas between. They borrow the value. */
bool cs_words_add(cs_words *words, const char *list, cs_error *error);

/* Adds a pattern; a DN has commas, so it is one. */
bool cs_words_add_whole(cs_words *words, const char *word, cs_error *error);

/* True where `text` is one of the words, ignoring ASCII case. */
bool cs_words_have(const cs_words *words, cs_text text);

/* Adds operations: words of the XML or the report ("delete-add", "DeleteAdd"), ignoring case. */
bool cs_row_filter_add_omodts(cs_row_filter *filter, const char *list, cs_error *error);

/* True where rows of the object may be shown at all, and where this one is. */
bool cs_row_filter_has_object(const cs_row_filter *filter, const cs_change *row);
bool cs_row_filter_has_change(const cs_row_filter *filter, const cs_change *row);

void cs_row_filter_free(cs_row_filter *filter);

/* True where `text` matches the pattern; in time that grows with both lengths multiplied at most.
 */
bool cs_glob_match(cs_text pattern, cs_text text);

#endif
