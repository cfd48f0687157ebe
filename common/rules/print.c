/* Expressions in their normal form, and what else can be asked of a tree. */
#include <inttypes.h>

#include "rules/expression.h"

static const struct {
    const char *sign;
    int binding;
} operators[] = {
    [CS_OR] = {"||", 1},        [CS_AND] = {"&&", 2},           [CS_EQUAL] = {"=", 3},
    [CS_NOT_EQUAL] = {"<>", 3}, [CS_LESS] = {"<", 3},           [CS_LESS_EQUAL] = {"<=", 3},
    [CS_GREATER] = {">", 3},    [CS_GREATER_EQUAL] = {">=", 3}, [CS_JOIN] = {"&", 4},
    [CS_PLUS] = {"+", 5},       [CS_MINUS] = {"-", 5},          [CS_TIMES] = {"*", 6},
};

const char *cs_operator_sign(cs_operator op)
{
    return operators[op].sign;
}

int cs_operator_binding(cs_operator op)
{
    return operators[op].binding;
}

/* ---- Printing ---- */

static void print_literal(cs_text text, cs_buffer *to)
{
    cs_buffer_puts(to, "\"");
    for (size_t i = 0; i < text.n; i++) {
        if (text.s[i] == '\\' || text.s[i] == '"')
            cs_buffer_add(to, (cs_text){text.s + i, 1}); /* a sign twice is one of it */
        cs_buffer_add(to, (cs_text){text.s + i, 1});
    }
    cs_buffer_puts(to, "\"");
}

static void print_between(const char *before, cs_text text, const char *after, cs_buffer *to)
{
    cs_buffer_puts(to, before);
    cs_buffer_add(to, text);
    cs_buffer_puts(to, after);
}

static void print_number(int64_t number, cs_buffer *to)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, number);
    cs_buffer_puts(to, digits);
}

/* Prints an operand, in brackets where it binds less than `least`. */
static void print_operand(const cs_expression *operand, int least, cs_buffer *to)
{
    bool brackets = operand->kind == CS_EXPR_OPERATION && cs_operator_binding(operand->op) < least;

    cs_buffer_puts(to, brackets ? "(" : "");
    cs_expression_print(operand, to);
    cs_buffer_puts(to, brackets ? ")" : "");
}

static void print_operation(const cs_expression *tree, cs_buffer *to)
{
    int binding = cs_operator_binding(tree->op);

    print_operand(tree->operands[0], binding, to);
    print_between(" ", cs_text_from(cs_operator_sign(tree->op)), " ", to);
    print_operand(tree->operands[1], binding + 1, to);
}

static void print_call(const cs_expression *tree, cs_buffer *to)
{
    print_between("", tree->text, "(", to);
    for (size_t i = 0; i < tree->count; i++) {
        cs_buffer_puts(to, i > 0 ? ", " : "");
        cs_expression_print(tree->operands[i], to);
    }
    cs_buffer_puts(to, ")");
}

/* A minus sign in front of a negative number would be read as one of two others. */
static void print_negation(const cs_expression *tree, cs_buffer *to)
{
    const cs_expression *operand = tree->operands[0];
    bool brackets = operand->kind == CS_EXPR_OPERATION;

    cs_buffer_puts(to, brackets ? "-(" : "-");
    cs_expression_print(operand, to);
    cs_buffer_puts(to, brackets ? ")" : "");
}

void cs_expression_print(const cs_expression *tree, cs_buffer *to)
{
    switch (tree->kind) {
    case CS_EXPR_TEXT:
        print_literal(tree->text, to);
        break;
    case CS_EXPR_NUMBER:
        print_number(tree->number, to);
        break;
    case CS_EXPR_BOOLEAN:
        cs_buffer_puts(to, tree->number ? "True" : "False");
        break;
    case CS_EXPR_NULL:
        cs_buffer_puts(to, "NULL");
        break;
    case CS_EXPR_AUTHORITATIVE_NULL:
        cs_buffer_puts(to, "AuthoritativeNull");
        break;
    case CS_EXPR_IGNORE:
        cs_buffer_puts(to, "IgnoreThisFlow");
        break;
    case CS_EXPR_CRLF:
        cs_buffer_puts(to, "CRLF");
        break;
    case CS_EXPR_WORD:
        cs_buffer_add(to, tree->text);
        break;
    case CS_EXPR_ATTRIBUTE:
        print_between("[", tree->text, "]", to);
        break;
    case CS_EXPR_PARAMETER:
        print_between("%", tree->text, "%", to);
        break;
    case CS_EXPR_VARIABLE:
        print_between("$", tree->text, "", to);
        break;
    case CS_EXPR_CALL:
        print_call(tree, to);
        break;
    case CS_EXPR_NEGATION:
        print_negation(tree, to);
        break;
    case CS_EXPR_OPERATION:
        print_operation(tree, to);
        break;
    }
}

/* ---- Asking ---- */

bool cs_expression_equal(const cs_expression *a, const cs_expression *b)
{
    if (a->kind != b->kind || a->op != b->op || a->number != b->number || a->count != b->count ||
        !cs_text_equal(a->text, b->text))
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!cs_expression_equal(a->operands[i], b->operands[i]))
            return false;
    return true;
}

void cs_expression_walk(const cs_expression *tree, cs_expression_visit *visit, void *context)
{
    for (size_t i = 0; i < tree->count; i++)
        cs_expression_walk(tree->operands[i], visit, context);
    visit(tree, context);
}
