/* The documentation of one server. */
#ifndef CS_CSCONFIG_SHOW_H
#define CS_CSCONFIG_SHOW_H

#include "document.h"
#include "facts.h"

/* Writes it; `d->to` and `d->html` are set. */
void show_document(document *d, const facts *f);

/* ---- What its parts share ---- */

typedef struct showing {
    document *d;
    const facts *f;
    bool *told; /* by the fact's number: it has been shown */
} showing;

void show_global(showing *s);
void show_connectors(showing *s);
void show_rules(showing *s);
void show_metaverse(showing *s);
void show_rest(showing *s);

/* A text that printf() makes, at most 256 bytes. */
const char *show_word(char word[256], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A row of a table: a name, as it stands in the file, and a value. */
void show_pair(showing *s, cs_text name, cs_text value);

/* Why the rule deserves to be read first, "custom", "changed" (a default rule); NULL for no reason.
 */
const char *show_why_first(const cs_rule *rule);

#endif
