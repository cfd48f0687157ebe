/* What is wrong or suspicious in the configuration of one server (doc/config.md, "check"). */
#ifndef CS_CSCONFIG_CHECK_H
#define CS_CSCONFIG_CHECK_H

#include "config/config.h"
#include "options.h"

typedef enum check_level {
    LEVEL_ERROR,
    LEVEL_WARNING
} check_level;

typedef struct finding {
    check_level level;
    const char *code;
    cs_text connector, rule, attribute; /* absent where it is not about one */
    cs_text text;
} finding;

typedef struct checking {
    const cs_config *config;
    finding *list; /* errors first, then by code, connector, rule and attribute */
    size_t count, room;
    size_t errors;
    cs_arena memory;
    bool failed; /* memory has run out */
} checking;

/* Looks at everything. Free it in any case. */
bool check_run(checking *c, cs_error *error);

void check_free(checking *c);

void report_check_text(const checking *c, cs_buffer *to);
void report_check_jsonl(const checking *c, cs_buffer *to);

/* ---- What the checks share ---- */

/* Adds a finding about a rule (NULL for none) and an attribute; the text as printf() makes it. A
 * finding of the same code, rule and attribute is not added again. */
void check_add(checking *c, check_level level, const char *code, const cs_rule *rule,
               cs_text attribute, const char *format, ...) __attribute__((format(printf, 6, 7)));

void check_global(checking *c);
void check_rules(checking *c);
void check_scope(checking *c, const cs_rule *rule);
void check_flows(checking *c, const cs_rule *rule);
void check_attributes(checking *c, const cs_rule *rule);

/* True where the enabled rule feeds the metaverse's attribute of that object type ("*" is any). */
bool check_feeds(const cs_rule *rule, cs_text type, cs_text attribute);

/* The object type in the metaverse, and in the connector space, that the rule is about. */
cs_text check_metaverse_type(const cs_rule *rule);

/* True where the flow reads the attribute. */
bool check_reads(const cs_flow *flow, cs_text attribute);

#endif
