#include "rules/lexer.h"

bool rules_lexer_fail(const rules_lexer *lexer, size_t at, const char *what, cs_error *error)
{
    size_t character = 1;

    for (size_t i = 0; i < at && i < lexer->text.n; i++)
        character += ((unsigned char)lexer->text.s[i] & 0xC0) != 0x80;
    return cs_fail(error, "%s at character %zu", what, character);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (cs_ascii_lower(c) >= 'a' && cs_ascii_lower(c) <= 'z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool is_name(char c)
{
    return is_letter(c) || is_digit(c) || c == '.' || c == '-';
}

/* The value of a digit in a base of up to 16; 16 where it is none. */
static int digit_value(char c)
{
    c = cs_ascii_lower(c);
    if (is_digit(c))
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* ---- One kind of token each; the lexer stands on its first character ---- */

static bool read_number(rules_lexer *lexer, size_t skip, int base, cs_error *error)
{
    cs_text t = lexer->text;
    size_t i = lexer->at + skip, first = i;
    uint64_t number = 0;

    for (; i < t.n && digit_value(t.s[i]) < base; i++) {
        number = number * (uint64_t)base + (uint64_t)digit_value(t.s[i]);
        /* What passes this does not fit, even negated. */
        if (number > (uint64_t)INT64_MAX)
            return rules_lexer_fail(lexer, lexer->at, "a number that is too large", error);
    }
    if (i == first || (i < t.n && (is_letter(t.s[i]) || t.s[i] == '.')))
        return rules_lexer_fail(lexer, i, "a malformed number", error);
    lexer->token.kind = TOKEN_NUMBER;
    lexer->token.number = (int64_t)number;
    lexer->at = i;
    return true;
}

static bool read_text(rules_lexer *lexer, cs_error *error)
{
    cs_text t = lexer->text;
    size_t first = lexer->at + 1, i = first;

    for (; i < t.n; i++) {
        char next = '\0';
        if (i + 1 < t.n)
            next = t.s[i + 1];
        if (t.s[i] == '\\' && (next == '\\' || next == '"'))
            i++;
        else if (t.s[i] == '"' && next == '"')
            i++;
        else if (t.s[i] == '"')
            break;
    }
    if (i >= t.n)
        return rules_lexer_fail(lexer, lexer->at, "a text without a closing quote", error);
    lexer->token.kind = TOKEN_TEXT;
    lexer->token.text = (cs_text){t.s + first, i - first};
    lexer->at = i + 1;
    return true;
}

/* A name between two signs. */
static bool read_enclosed(rules_lexer *lexer, rules_token_kind kind, char end, cs_error *error)
{
    cs_text rest = cs_text_skip(lexer->text, lexer->at + 1);
    size_t n = cs_text_find(rest, end);

    if (n == rest.n)
        return rules_lexer_fail(lexer, lexer->at, "a name without a closing bracket", error);
    lexer->token.kind = kind;
    lexer->token.text = cs_text_strip(cs_text_first(rest, n));
    if (lexer->token.text.n == 0)
        return rules_lexer_fail(lexer, lexer->at, "an empty name", error);
    lexer->at += n + 2;
    return true;
}

static void read_word(rules_lexer *lexer, size_t skip, rules_token_kind kind)
{
    cs_text t = lexer->text;
    size_t first = lexer->at + skip, i = first;

    /* A hyphen is part of a variable's or function's name only in front of a letter. */
    while (i < t.n && is_name(t.s[i]) &&
           (t.s[i] != '-' || (i + 1 < t.n && is_letter(t.s[i + 1]) && kind == TOKEN_VARIABLE)))
        i++;
    lexer->token.kind = kind;
    lexer->token.text = (cs_text){t.s + first, i - first};
    lexer->at = i;
}

/* The longest operator that stands there. */
static bool read_operator(rules_lexer *lexer, cs_error *error)
{
    static const struct {
        const char *sign;
        cs_operator op;
    } signs[] = {
        {"||", CS_OR},   {"&&", CS_AND},           {"<>", CS_NOT_EQUAL}, {"<=", CS_LESS_EQUAL},
        {"<", CS_LESS},  {">=", CS_GREATER_EQUAL}, {">", CS_GREATER},    {"==", CS_EQUAL},
        {"=", CS_EQUAL}, {"&", CS_JOIN},           {"+", CS_PLUS},       {"-", CS_MINUS},
        {"*", CS_TIMES},
    };
    cs_text rest = cs_text_skip(lexer->text, lexer->at);

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (cs_text_starts(rest, signs[i].sign)) {
            lexer->token.kind = TOKEN_OPERATOR;
            lexer->token.op = signs[i].op;
            lexer->at += strlen(signs[i].sign);
            return true;
        }
    return rules_lexer_fail(lexer, lexer->at, "an unexpected character", error);
}

bool rules_lexer_next(rules_lexer *lexer, cs_error *error)
{
    cs_text t = lexer->text;

    while (lexer->at < t.n && cs_is_space(t.s[lexer->at]))
        lexer->at++;
    lexer->token = (rules_token){.kind = TOKEN_END, .at = lexer->at};
    if (lexer->at == t.n)
        return true;
    char c = t.s[lexer->at];
    char next = '\0';
    if (lexer->at + 1 < t.n)
        next = t.s[lexer->at + 1];
    if (c == '(' || c == ')' || c == ',') {
        lexer->token.kind = c == '(' ? TOKEN_OPEN : c == ')' ? TOKEN_CLOSE : TOKEN_COMMA;
        lexer->at++;
        return true;
    }
    if (c == '"')
        return read_text(lexer, error);
    if (c == '[')
        return read_enclosed(lexer, TOKEN_ATTRIBUTE, ']', error);
    if (c == '%')
        return read_enclosed(lexer, TOKEN_PARAMETER, '%', error);
    if (is_digit(c))
        return read_number(lexer, 0, 10, error);
    if (c == '&' && (next == 'H' || next == 'h') && lexer->at + 2 < t.n &&
        digit_value(t.s[lexer->at + 2]) < 16)
        return read_number(lexer, 2, 16, error);
    if (c == '$' && is_letter(next)) {
        read_word(lexer, 1, TOKEN_VARIABLE);
        return true;
    }
    if (!is_letter(c))
        return read_operator(lexer, error);
    read_word(lexer, 0, TOKEN_WORD);
    return true;
}

size_t rules_literal_decode(cs_text written, char *to)
{
    size_t n = 0;

    for (size_t i = 0; i < written.n; i++) {
        char next = '\0';
        if (i + 1 < written.n)
            next = written.s[i + 1];
        if ((written.s[i] == '\\' && (next == '\\' || next == '"')) ||
            (written.s[i] == '"' && next == '"'))
            i++;
        to[n++] = written.s[i];
    }
    return n;
}
