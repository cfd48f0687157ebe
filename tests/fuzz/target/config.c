/* An expression on the first line: what can be parsed prints to a text that parses to an equal
 * tree. Then a document: it is a configuration, of which a tree is read, or an error. */
#include "../fuzz.h"
#include "config/rule.h"

static void check_expression(cs_text text)
{
    cs_arena memory = {.limit = 64 << 20};
    cs_error error = {.set = false};
    cs_buffer printed = {0};
    cs_expression *tree = cs_expression_parse(&memory, text, &error);

    if (!tree && !error.set)
        fuzz_fail("no tree, and no error");
    if (tree) {
        cs_expression_print(tree, &printed);
        cs_expression *again = cs_expression_parse(&memory, cs_buffer_text(&printed), &error);
        if (!again || !cs_expression_equal(tree, again))
            fuzz_fail("another tree from \"%.*s\"", (int)printed.n, printed.s);
    }
    cs_buffer_free(&printed);
    cs_arena_free(&memory);
}

static void check_document(cs_text text)
{
    cs_arena memory = {.limit = 64 << 20};
    cs_error error = {.set = false};
    cs_node *root = cs_tree_read(text, "fuzz.xml", &memory, &error);
    cs_rule rule;

    if (!root != error.set)
        fuzz_fail("a tree and an error, or neither");
    if (root && !cs_rule_read(root, CS_LITERAL("fuzz.xml"), &memory, &rule, &error) && !error.set)
        fuzz_fail("no rule, and no error");
    cs_arena_free(&memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    cs_text rest = {(const char *)bytes, size};

    check_expression(fuzz_take(&rest, '\n'));
    check_document(rest);
    return 0;
}
