/* A synchronization rule (doc/config.md). */
#ifndef CS_CONFIG_RULE_H
#define CS_CONFIG_RULE_H

#include "config/tree.h"
#include "rules/expression.h"

typedef enum cs_flow_kind {
    CS_FLOW_DIRECT,     /* the values of an attribute */
    CS_FLOW_CONSTANT,   /* a text */
    CS_FLOW_EXPRESSION, /* what an expression gives */
} cs_flow_kind;

/* What a rule makes of one attribute. */
typedef struct cs_flow {
    cs_text target;
    cs_flow_kind kind;
    cs_text source;      /* the attribute, the constant, or the expression as it is written */
    cs_expression *tree; /* of an expression; NULL where it cannot be parsed */
    cs_text wrong;       /* why not */
    cs_text merge;       /* Update, Replace, Merge, MergeCaseInsensitive */
    bool once;           /* only where the object is made */
    const cs_node *node;
} cs_flow;

/* A condition of a scope. */
typedef struct cs_clause {
    cs_text attribute, operation, value; /* `value` is never absent */
} cs_clause;

/* Conditions that must all hold. */
typedef struct cs_clauses {
    cs_clause *list;
    size_t count;
} cs_clauses;

/* An equality of a join. */
typedef struct cs_equality {
    cs_text connector_attribute, metaverse_attribute;
    bool case_sensitive;
} cs_equality;

typedef struct cs_equalities {
    cs_equality *list;
    size_t count;
} cs_equalities;

typedef struct cs_rule {
    cs_text id, name, description, tag;
    cs_text connector; /* a GUID as it is written */
    bool outbound, disabled;
    cs_text source_type, target_type; /* object types; "*" is any */
    cs_text link;                     /* Provision, Join, StickyJoin */
    int precedence;
    cs_flow *flows;
    size_t flow_count;
    cs_clauses *scope; /* one of them must hold; none at all: every object is in scope */
    size_t scope_count;
    cs_equalities *joins; /* tried in this order */
    size_t join_count;
    const cs_node *node;
    cs_text file;
} cs_rule;

/* Reads the element `synchronizationRule`. An expression that cannot be parsed is no error. */
bool cs_rule_read(const cs_node *node, cs_text file, cs_arena *arena, cs_rule *rule,
                  cs_error *error);

/* True for a rule that came with the product. */
bool cs_rule_is_default(const cs_rule *rule);

/* The tag without its version, "Microsoft.InfromADUserJoin", and the version, "003"; absent where
 * it has none. */
cs_text cs_rule_tag_base(const cs_rule *rule);
cs_text cs_rule_tag_version(const cs_rule *rule);

/* Calls `visit` with each attribute that the flow reads. */
typedef void cs_flow_visit(cs_text attribute, void *context);
void cs_flow_reads(const cs_flow *flow, cs_flow_visit *visit, void *context);

#endif
