/* What the gatherers of facts share. */
#ifndef CS_CSCONFIG_GATHER_H
#define CS_CSCONFIG_GATHER_H

#include "facts.h"

/* Where a gatherer is: what the facts that it adds have in common. */
typedef struct place {
    facts *facts;
    fact_area area;
    const cs_connector *of;
    const cs_rule *rule;
    cs_text connector; /* the name that facts bear */
    cs_text name;      /* the same */
    cs_text note;      /* the same */
    cs_text key;       /* what the keys begin with */
    size_t parent;
} place;

/* ---- facts.c ---- */

/* Adds a fact of the place, with this property and value; the value's form says how it is compared.
 * The key is that of the place, the property, and `more` (which may be absent). The fact may be
 * changed until the next one is added. */
fact *gather_add(const place *at, const char *property, cs_text value, fact_form form,
                 cs_text more);

/* The index of the fact that was added last. */
size_t gather_last(const facts *f);

/* Copies; where memory has run out the text is empty and `failed` set. */
cs_text gather_copy(facts *f, cs_text t);

/* The text in a form that can be compared, with its names mapped. */
cs_text gather_form(facts *f, cs_text t, fact_form form);

/* The key followed by another word. */
cs_text gather_key(facts *f, cs_text key, cs_text word);

/* The text in the buffer `work`, copied. */
cs_text gather_worked(facts *f);

/* ---- elements.c ---- */

/* Adds facts for all that is in an element that nothing else knows. */
void gather_elements(const place *at, const cs_node *node);

/* The same for its XML attributes. */
void gather_attributes(const place *at, const cs_node *node);

/* A parameter: its name is in `name`, its value the text. */
void gather_parameter(const place *at, const cs_node *node);

/* True where the value of the element, or of the XML attribute, must not be shown. */
bool gather_is_secret(const cs_node *node);
bool gather_is_secret_attribute(const cs_node *node, const cs_node_attribute *attribute);

/* ---- connector.c, metaverse.c, rule.c ---- */

void gather_connector(const place *at, const cs_connector *connector);
void gather_metaverse(const place *at);
void gather_rule(const place *at, const cs_rule *rule);
void gather_schema_attributes(const place *at, const cs_schema *schema, const char *property,
                              fact_class class);

#endif
