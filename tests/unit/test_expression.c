#include "rules/expression.h"
#include "unit.h"

/* The normal form of an expression; it must be its own normal form. */
static void expect(const char *written, const char *normal)
{
    cs_arena memory = {0};
    cs_error error = {.set = false};
    cs_buffer printed = {0};
    cs_expression *tree = cs_expression_parse(&memory, cs_text_from(written), &error);

    ck_assert_msg(tree != NULL, "%s: %s", written, error.what);
    cs_expression_print(tree, &printed);
    ck_assert_msg(cs_text_is(cs_buffer_text(&printed), normal), "%s gives %.*s", written,
                  (int)printed.n, printed.s);
    cs_expression *again = cs_expression_parse(&memory, cs_text_from(normal), &error);
    ck_assert_msg(again != NULL, "%s: %s", normal, error.what);
    ck_assert(cs_expression_equal(tree, again));
    cs_buffer_free(&printed);
    cs_arena_free(&memory);
}

static void refuse(const char *written, const char *what)
{
    cs_arena memory = {0};
    cs_error error = {.set = false};

    ck_assert_msg(!cs_expression_parse(&memory, cs_text_from(written), &error), "%s", written);
    ck_assert_str_eq(error.what, what);
    cs_arena_free(&memory);
}

START_TEST(every_kind_of_operand)
{
    expect("\"text\"", "\"text\"");
    expect("14", "14");
    expect("-2147483648", "-2147483648");
    expect("&HFF", "255");
    expect("true", "True");
    expect("FALSE", "False");
    expect("Null", "NULL");
    expect("authoritativenull", "AuthoritativeNull");
    expect("ignorethisflow", "IgnoreThisFlow");
    expect("CrLf", "CRLF");
    expect("[ mS-DS-ConsistencyGuid ]", "[mS-DS-ConsistencyGuid]");
    expect("%Domain.FQDN%", "%Domain.FQDN%");
    expect("With( $a , [b], $a)", "With($a, [b], $a)");
    expect("InStr([a],\"b\",1,VBTextCompare)", "InStr([a], \"b\", 1, vbTextCompare)");
    expect("Now()", "Now()");
    expect("-[a]", "-[a]");
}
END_TEST

START_TEST(a_sign_twice_is_one_of_it)
{
    expect("\"\\\\0ACNF:\"", "\"\\\\0ACNF:\"");
    expect("\"say \"\"a\"\"\"", "\"say \"\"a\"\"\"");
    expect("\"say \\\"a\\\"\"", "\"say \"\"a\"\"\"");
    expect("\"\"", "\"\"");
    expect("Replace([a],\"\\r\\n\",\"\")", "Replace([a], \"\\\\r\\\\n\", \"\")");
}
END_TEST

START_TEST(comparisons_bind_before_and_and_or)
{
    expect("IsPresent([a])||[b]=False||[c]=\"x\"&&[d]>0",
           "IsPresent([a]) || [b] = False || [c] = \"x\" && [d] > 0");
    expect("([a] || [b]) && [c]", "([a] || [b]) && [c]");
    expect("((([a])))", "[a]");
    expect("[a]&\"@\"&%Domain.FQDN%", "[a] & \"@\" & %Domain.FQDN%");
    expect("[a] & ([b] & [c])", "[a] & ([b] & [c])");
    expect("1+2*3", "1 + 2 * 3");
    expect("(1+2)*3", "(1 + 2) * 3");
    expect("7+CNum(Mid([k],5,2))-1", "7 + CNum(Mid([k], 5, 2)) - 1");
    expect("-([a]+1)", "-([a] + 1)");
    expect("[a]<>1&&[b]<=2&&[c]>=3&&[d]<4", "[a] <> 1 && [b] <= 2 && [c] >= 3 && [d] < 4");
}
END_TEST

START_TEST(names_keep_their_case)
{
    cs_arena memory = {0};
    cs_error error = {.set = false};
    cs_expression *a = cs_expression_parse(&memory, CS_LITERAL("Trim([mail])"), &error);
    cs_expression *b = cs_expression_parse(&memory, CS_LITERAL("Trim([Mail])"), &error);
    cs_expression *c = cs_expression_parse(&memory, CS_LITERAL("trim([mail])"), &error);
    cs_expression *d = cs_expression_parse(&memory, CS_LITERAL(" Trim( [mail] ) "), &error);

    ck_assert(!cs_expression_equal(a, b));
    ck_assert(!cs_expression_equal(a, c));
    ck_assert(cs_expression_equal(a, d));
    cs_arena_free(&memory);
}
END_TEST

START_TEST(what_is_wrong_is_named_with_its_place)
{
    refuse("", "the expression ends too early at character 1");
    refuse("IIF([a], 1", "a comma or a closing bracket is missing at character 11");
    refuse("Trim([a]", "a comma or a closing bracket is missing at character 9");
    refuse("[a", "a name without a closing bracket at character 1");
    refuse("\"\u00E4\" & \"b", "a text without a closing quote at character 7");
    refuse("([a]", "a closing bracket is missing at character 5");
    refuse("[a] [b]", "unexpected text after the end of the expression at character 5");
    refuse("[a] &&", "the expression ends too early at character 7");
    refuse("foo", "a word that is neither a constant nor a function at character 1");
    refuse("99999999999999999999", "a number that is too large at character 1");
    refuse("12a", "a malformed number at character 3");
    refuse("[]", "an empty name at character 1");
    refuse("[a] ? 1", "an unexpected character at character 5");
    refuse("f(,1)", "a value is missing at character 3");
}
END_TEST

START_TEST(nothing_is_nested_without_end)
{
    cs_arena memory = {0};
    cs_error error = {.set = false};
    cs_buffer deep = {0}, wide = {0};

    for (int i = 0; i < 100000; i++) {
        cs_buffer_puts(&deep, "(");
        cs_buffer_puts(&wide, "1+");
    }
    cs_buffer_puts(&wide, "1");
    ck_assert(!cs_expression_parse(&memory, cs_buffer_text(&deep), &error));
    ck_assert(error.set);
    error.set = false;
    ck_assert(!cs_expression_parse(&memory, cs_buffer_text(&wide), &error));
    ck_assert(error.set);
    cs_buffer_free(&deep);
    cs_buffer_free(&wide);
    cs_arena_free(&memory);
}
END_TEST
