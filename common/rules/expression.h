/* Expressions of synchronization rules, as a tree (doc/config.md, "Expressions").
 *
 *     cs_expression *tree = cs_expression_parse(&arena, text, &error);
 *     …
 *     cs_expression_print(tree, &buffer);
 *
 * The tree lives in the arena, and its texts are copied there. It is read from the leaves up: each
 * node owns its operands, there is no state, and two expressions that differ only in white space,
 * in brackets that change nothing, or in how a literal is written have equal trees. Names of
 * functions, attributes and parameters keep their case, for the engine tells them apart by it. */
#ifndef CS_RULES_EXPRESSION_H
#define CS_RULES_EXPRESSION_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

typedef enum cs_expression_kind {
    CS_EXPR_TEXT,               /* "text": `text` without quotes, escapes undone */
    CS_EXPR_NUMBER,             /* 14, -1, &HFF: `number` */
    CS_EXPR_BOOLEAN,            /* True, False: `number` is 1 or 0 */
    CS_EXPR_NULL,               /* NULL */
    CS_EXPR_AUTHORITATIVE_NULL, /* AuthoritativeNull */
    CS_EXPR_IGNORE,             /* IgnoreThisFlow */
    CS_EXPR_CRLF,               /* CRLF: a line break */
    CS_EXPR_WORD,               /* a bare word that a function takes: vbTextCompare */
    CS_EXPR_ATTRIBUTE,          /* [name]: `text` is the name */
    CS_EXPR_PARAMETER,          /* %Name%: `text` is the name */
    CS_EXPR_VARIABLE,           /* $name: `text` is the name */
    CS_EXPR_CALL,               /* name(…): `text` is the name, `operands` the arguments */
    CS_EXPR_NEGATION,           /* -x: one operand */
    CS_EXPR_OPERATION           /* x op y: two operands */
} cs_expression_kind;

/* The operators, those that bind least first: all of a line bind alike. */
typedef enum cs_operator {
    CS_OR,  /* || */
    CS_AND, /* && */
    CS_EQUAL,
    CS_NOT_EQUAL,
    CS_LESS,
    CS_LESS_EQUAL,
    CS_GREATER,
    CS_GREATER_EQUAL,
    CS_JOIN, /* &, which puts texts together */
    CS_PLUS,
    CS_MINUS,
    CS_TIMES
} cs_operator;

enum {
    CS_EXPRESSION_HEIGHT = 1000
};

typedef struct cs_expression {
    cs_expression_kind kind;
    cs_operator op;
    cs_text text;
    int64_t number;
    struct cs_expression **operands;
    size_t count;    /* of `operands` */
    unsigned height; /* 1 without operands, else one more than the highest of them: at most
                        CS_EXPRESSION_HEIGHT, so that a walk may recur */
} cs_expression;

/* Parses the expression. NULL where it is none, with what is wrong and at which character, or where
 * memory is exhausted. */
cs_expression *cs_expression_parse(cs_arena *arena, cs_text text, cs_error *error);

/* Adds the expression in its normal form: one space around operators and after commas, brackets
 * only where they are needed, numbers in decimal. Parsing that gives an equal tree. */
void cs_expression_print(const cs_expression *tree, cs_buffer *to);

/* True where both trees are equal. */
bool cs_expression_equal(const cs_expression *a, const cs_expression *b);

/* Calls `visit` with each node, operands first. */
typedef void cs_expression_visit(const cs_expression *node, void *context);
void cs_expression_walk(const cs_expression *tree, cs_expression_visit *visit, void *context);

/* The operator as it is written. */
const char *cs_operator_sign(cs_operator op);

/* How strongly it binds: more binds first. Operators that bind alike are taken from the left. */
int cs_operator_binding(cs_operator op);

#endif
