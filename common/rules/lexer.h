/* The tokens of an expression. */
#ifndef CS_RULES_LEXER_H
#define CS_RULES_LEXER_H

#include "rules/expression.h"

typedef enum rules_token_kind {
    TOKEN_END,
    TOKEN_TEXT,      /* "…" */
    TOKEN_NUMBER,    /* 14, &HFF */
    TOKEN_WORD,      /* a name without any sign around it */
    TOKEN_ATTRIBUTE, /* […] */
    TOKEN_PARAMETER, /* %…% */
    TOKEN_VARIABLE,  /* $… */
    TOKEN_OPERATOR,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA
} rules_token_kind;

typedef struct rules_token {
    rules_token_kind kind;
    size_t at;    /* its first byte in the expression */
    cs_text text; /* without the signs around it; of TOKEN_TEXT as it is written */
    int64_t number;
    cs_operator op;
} rules_token;

typedef struct rules_lexer {
    cs_text text; /* the whole expression */
    size_t at;
    rules_token token; /* that was read last */
} rules_lexer;

/* Reads the next token. */
bool rules_lexer_next(rules_lexer *lexer, cs_error *error);

/* Says what is wrong at byte `at`. Always false. */
bool rules_lexer_fail(const rules_lexer *lexer, size_t at, const char *what, cs_error *error);

/* The characters that the inside of a literal stands for: `\\` is one backslash, `""` and `\"` are
 * one quote. Writes at most `written.n` bytes to `to`: how many. */
size_t rules_literal_decode(cs_text written, char *to);

#endif
