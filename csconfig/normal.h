/* Parts of a rule as text: as people read them, and in the one form in which they are compared. */
#ifndef CS_CSCONFIG_NORMAL_H
#define CS_CSCONFIG_NORMAL_H

#include "config/rule.h"
#include "names/mapping.h"

/* As people read them. A scope is "(a and b) or (c)", or "all objects"; a join "a = b, else c = d",
 * or "none"; the source of a flow is an attribute's name, a "constant", or an expression as it is
 * written. */
void normal_show_scope(const cs_rule *rule, cs_buffer *to);
void normal_show_joins(const cs_rule *rule, cs_buffer *to);
void normal_show_flow(const cs_flow *flow, cs_buffer *to);

/* In the form in which they are compared: scopes as sets of sets, joins as a list of sets,
 * expressions by their tree. Names are mapped where `mapping` is not NULL. */
void normal_scope(const cs_rule *rule, const cs_mapping *mapping, cs_buffer *to);
void normal_joins(const cs_rule *rule, const cs_mapping *mapping, cs_buffer *to);
void normal_flow(const cs_flow *flow, const cs_mapping *mapping, cs_buffer *to);

/* All that a rule does, but for its name, place and precedence: rules with equal content do the
 * same. */
void normal_content(const cs_rule *rule, const cs_mapping *mapping, cs_buffer *to);

/* A hash of the content (FNV-1a, 64 bits). */
uint64_t normal_fingerprint(const cs_rule *rule);

#endif
