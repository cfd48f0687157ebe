/* Expressions from their text. */
#include "rules/lexer.h"

enum {
    DEEPEST = 200,         /* operands within operands */
    LONGEST = 1 << 20,     /* bytes of an expression */
    LOOSEST_BINDING = 1,   /* of an operator */
    TIGHTEST_BINDING = 100 /* tighter than every operator */
};

typedef struct parser {
    rules_lexer lexer;
    cs_arena *arena;
    cs_error *error;
    int depth;
} parser;

static cs_expression *parse_operations(parser *p, int least);

static cs_expression *out_of_memory(parser *p)
{
    cs_fail_memory(p->error);
    return NULL;
}

static cs_expression *fail(parser *p, const char *what)
{
    rules_lexer_fail(&p->lexer, p->lexer.token.at, what, p->error);
    return NULL;
}

static bool advance(parser *p)
{
    return rules_lexer_next(&p->lexer, p->error);
}

static cs_expression *make(parser *p, cs_expression_kind kind, cs_text text)
{
    cs_expression *node = cs_arena_zalloc(p->arena, sizeof *node);

    if (!node)
        return out_of_memory(p);
    node->kind = kind;
    node->height = 1;
    node->text = cs_arena_copy(p->arena, text);
    return text.s && !node->text.s ? out_of_memory(p) : node;
}

/* Gives the node another operand, for which the list may have to grow. */
static bool add_operand(parser *p, cs_expression *node, cs_expression *operand)
{
    size_t room = 2;

    while (room < node->count)
        room *= 2;
    if (node->count == 0 || room == node->count) {
        size_t more = node->count == 0 ? room : 2 * room;
        cs_expression **larger = cs_arena_alloc(p->arena, more * sizeof(cs_expression *));
        if (!larger)
            return out_of_memory(p) != NULL;
        if (node->count > 0)
            memcpy(larger, node->operands, node->count * sizeof(cs_expression *));
        node->operands = larger;
    }
    node->operands[node->count++] = operand;
    if (node->height <= operand->height)
        node->height = operand->height + 1;
    return node->height <= CS_EXPRESSION_HEIGHT ||
           rules_lexer_fail(&p->lexer, p->lexer.token.at, "operations are nested too deeply",
                            p->error);
}

/* ---- What stands between operators ---- */

static cs_expression *parse_text(parser *p)
{
    cs_expression *node = make(p, CS_EXPR_TEXT, p->lexer.token.text);

    if (node) /* the copy is ours to change; what is undone only gets shorter */
        node->text.n = rules_literal_decode(p->lexer.token.text, (char *)node->text.s);
    return node && advance(p) ? node : NULL;
}

/* A word without brackets: a constant, or what a function takes as a choice. */
static cs_expression *parse_word(parser *p, cs_text word)
{
    static const struct {
        const char *word;
        cs_expression_kind kind;
        int64_t number;
    } constants[] = {
        {"True", CS_EXPR_BOOLEAN, 1},
        {"False", CS_EXPR_BOOLEAN, 0},
        {"NULL", CS_EXPR_NULL, 0},
        {"AuthoritativeNull", CS_EXPR_AUTHORITATIVE_NULL, 0},
        {"IgnoreThisFlow", CS_EXPR_IGNORE, 0},
        {"CRLF", CS_EXPR_CRLF, 0},
        {"vbTextCompare", CS_EXPR_WORD, 0},
        {"vbBinaryCompare", CS_EXPR_WORD, 0},
        {"CaseInsensitive", CS_EXPR_WORD, 0},
        {"CaseSensitive", CS_EXPR_WORD, 0},
    };

    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++) {
        cs_text name = cs_text_from(constants[i].word);
        if (!cs_text_equal_nocase(word, name))
            continue;
        cs_expression *node =
            make(p, constants[i].kind, constants[i].kind == CS_EXPR_WORD ? name : CS_NO_TEXT);
        if (node)
            node->number = constants[i].number;
        return node;
    }
    rules_lexer_fail(&p->lexer, (size_t)(word.s - p->lexer.text.s),
                     "a word that is neither a constant nor a function", p->error);
    return NULL;
}

static cs_expression *parse_call(parser *p, cs_text name)
{
    cs_expression *node = make(p, CS_EXPR_CALL, name);
    bool more = true;

    if (!node || !advance(p)) /* the bracket */
        return NULL;
    if (p->lexer.token.kind == TOKEN_CLOSE)
        return advance(p) ? node : NULL;
    while (more) {
        cs_expression *argument = parse_operations(p, LOOSEST_BINDING);
        if (!argument || !add_operand(p, node, argument))
            return NULL;
        more = p->lexer.token.kind == TOKEN_COMMA;
        if (!more && p->lexer.token.kind != TOKEN_CLOSE)
            return fail(p, "a comma or a closing bracket is missing");
        if (!advance(p))
            return NULL;
    }
    return node;
}

static cs_expression *parse_name(parser *p)
{
    cs_text word = p->lexer.token.text;

    if (!advance(p))
        return NULL;
    return p->lexer.token.kind == TOKEN_OPEN ? parse_call(p, word) : parse_word(p, word);
}

static cs_expression *parse_bracket(parser *p)
{
    if (!advance(p))
        return NULL;
    cs_expression *node = parse_operations(p, LOOSEST_BINDING);
    if (!node)
        return NULL;
    if (p->lexer.token.kind != TOKEN_CLOSE)
        return fail(p, "a closing bracket is missing");
    return advance(p) ? node : NULL;
}

/* A minus sign in front of a number makes it negative. */
static cs_expression *parse_negation(parser *p)
{
    if (!advance(p))
        return NULL;
    cs_expression *operand = parse_operations(p, TIGHTEST_BINDING);
    if (!operand)
        return NULL;
    if (operand->kind == CS_EXPR_NUMBER && operand->number >= 0) {
        operand->number = -operand->number;
        return operand;
    }
    cs_expression *node = make(p, CS_EXPR_NEGATION, CS_NO_TEXT);
    return node && add_operand(p, node, operand) ? node : NULL;
}

static cs_expression *parse_operand(parser *p)
{
    rules_token token = p->lexer.token;
    cs_expression *node;

    switch (token.kind) {
    case TOKEN_TEXT:
        return parse_text(p);
    case TOKEN_NUMBER:
        node = make(p, CS_EXPR_NUMBER, CS_NO_TEXT);
        if (node)
            node->number = token.number;
        break;
    case TOKEN_ATTRIBUTE:
        node = make(p, CS_EXPR_ATTRIBUTE, token.text);
        break;
    case TOKEN_PARAMETER:
        node = make(p, CS_EXPR_PARAMETER, token.text);
        break;
    case TOKEN_VARIABLE:
        node = make(p, CS_EXPR_VARIABLE, token.text);
        break;
    case TOKEN_WORD:
        return parse_name(p);
    case TOKEN_OPEN:
        return parse_bracket(p);
    case TOKEN_OPERATOR:
        return token.op == CS_MINUS ? parse_negation(p) : fail(p, "a value is missing");
    default:
        return fail(p, token.kind == TOKEN_END ? "the expression ends too early"
                                               : "a value is missing");
    }
    return node && advance(p) ? node : NULL;
}

/* An operand and what operators that bind at least that much make of it. */
static cs_expression *parse_operations(parser *p, int least)
{
    if (p->depth == DEEPEST)
        return fail(p, "brackets are nested too deeply");
    p->depth++;
    cs_expression *left = parse_operand(p);
    while (left && p->lexer.token.kind == TOKEN_OPERATOR &&
           cs_operator_binding(p->lexer.token.op) >= least) {
        cs_operator op = p->lexer.token.op;
        cs_expression *node = make(p, CS_EXPR_OPERATION, CS_NO_TEXT);
        if (!node || !advance(p))
            return NULL;
        node->op = op;
        cs_expression *right = parse_operations(p, cs_operator_binding(op) + 1);
        left = right && add_operand(p, node, left) && add_operand(p, node, right) ? node : NULL;
    }
    p->depth--;
    return left;
}

cs_expression *cs_expression_parse(cs_arena *arena, cs_text text, cs_error *error)
{
    parser p = {.lexer = {.text = text}, .arena = arena, .error = error};

    if (text.n > LONGEST) {
        cs_fail(error, "the expression is longer than %d bytes", LONGEST);
        return NULL;
    }
    if (!advance(&p))
        return NULL;
    cs_expression *tree = parse_operations(&p, LOOSEST_BINDING);
    if (tree && p.lexer.token.kind != TOKEN_END)
        return fail(&p, "unexpected text after the end of the expression");
    return tree;
}
