/* The functions that expressions may call: what is published of them, and what the default rules
 * use besides (doc/config.md, "Functions"). */
#ifndef CS_RULES_FUNCTION_H
#define CS_RULES_FUNCTION_H

#include "rules/expression.h"

/* What a value is. */
typedef enum cs_value_type {
    CS_ANY, /* anything, or not known */
    CS_TEXT,
    CS_NUMBER,
    CS_BOOLEAN,
    CS_BINARY,
    CS_REFERENCE, /* a DN */
    CS_DATE
} cs_value_type;

enum {
    CS_FUNCTION_ARGUMENTS = 4,   /* whose types are listed; further ones have that of the last */
    CS_FUNCTION_ANY_COUNT = 1000 /* as `most`: there is no limit */
};

/* What else is to be known of a function. */
enum {
    CS_FUNCTION_LAZY = 1 << 0,        /* evaluates only the arguments that it needs */
    CS_FUNCTION_VALUES = 1 << 1,      /* takes all values of its first argument at once; others are
                                         applied to each value */
    CS_FUNCTION_MULTI = 1 << 2,       /* may give several values */
    CS_FUNCTION_ALIKE = 1 << 3,       /* gives what its arguments are: IIF, Switch */
    CS_FUNCTION_PAIRS = 1 << 4,       /* takes pairs of arguments */
    CS_FUNCTION_UNSTEADY = 1 << 5,    /* depends on clock, zone or chance */
    CS_FUNCTION_STATE = 1 << 6,       /* depends on the state of the connector space */
    CS_FUNCTION_CERTIFICATE = 1 << 7, /* reads an X.509 certificate */
    CS_FUNCTION_UNPUBLISHED = 1 << 8, /* used by default rules, and not in the published list */
    CS_FUNCTION_VARIABLE = 1 << 9     /* its first argument is a variable that it defines */
};

typedef struct cs_function {
    const char *name;
    int least, most; /* arguments */
    cs_value_type result;
    cs_value_type arguments[CS_FUNCTION_ARGUMENTS];
    unsigned flags;
} cs_function;

/* The function of that name, in that case; NULL where none is known. */
const cs_function *cs_function_find(cs_text name);

/* The function whose name is that but for its case; NULL where none is known. */
const cs_function *cs_function_like(cs_text name);

/* The `index`th function, by name; NULL after the last. */
const cs_function *cs_function_at(size_t index);

/* True where it can be called with that many arguments. */
bool cs_function_takes(const cs_function *function, size_t arguments);

/* "text", "number" … */
const char *cs_value_type_name(cs_value_type type);

#endif
