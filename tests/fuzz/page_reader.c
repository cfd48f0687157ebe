#include "page_reader.h"

#include <stdint.h>

enum {
    DEEPEST = 32
};

static const char elements[] =
    " a bdi body br code dd del details div dl dt em footer h1 h2 h3 head header html ins li main "
    "meta"
    " nav p rect section small span strong style summary svg table tbody td tfoot th thead title tr"
    " ul ";
static const char attributes[] =
    " aria-label aria-labelledby charset class colspan content height href "
    "http-equiv id lang name open role"
    " preserveAspectRatio scope viewBox width ";

/* Takes `word` off `rest`. */
static bool take(cs_text *rest, const char *word)
{
    size_t n = strlen(word);

    if (rest->n < n || memcmp(rest->s, word, n) != 0)
        return false;
    *rest = (cs_text){rest->s + n, rest->n - n};
    return true;
}

/* Takes what stands in front of one of `ends`, which is there. */
static cs_text take_until(cs_text *rest, const char *ends)
{
    size_t n = 0;

    while (n < rest->n && !strchr(ends, rest->s[n]))
        n++;
    cs_text taken = {rest->s, n};
    *rest = (cs_text){rest->s + n, rest->n - n};
    return taken;
}

/* True where the word is one of a list with blanks around each. */
static bool is_one(cs_text word, const char *list)
{
    size_t n = strlen(list);

    for (const char *at = list;
         word.n > 0 && (at = memmem(at, n - (size_t)(at - list), word.s, word.n)); at++)
        if (at[-1] == ' ' && at[word.n] == ' ')
            return true;
    return false;
}

static const char *take_attribute(cs_text *rest)
{
    cs_text name = take_until(rest, "= />\"<");

    if (!is_one(name, attributes))
        return "an attribute that the page has not";
    if (!take(rest, "="))
        return NULL;
    if (!take(rest, "\""))
        return "a value without quotes";
    cs_text value = take_until(rest, "\"<");
    if (!take(rest, "\""))
        return "a tag in a value";
    return cs_text_is(name, "href") && (value.n == 0 || value.s[0] != '#') ? "a link outside"
                                                                           : NULL;
}

/* A start tag behind its `<`: puts its element on the stack, unless it has no end tag. */
static const char *take_start(cs_text *rest, cs_text *stack, size_t *depth)
{
    cs_text name = take_until(rest, " />");
    const char *wrong = NULL;

    if (!is_one(name, elements))
        return "an element that the page has not";
    while (!wrong && take(rest, " "))
        wrong = take_attribute(rest);
    bool empty = take(rest, "/") || is_one(name, " br meta ");
    if (wrong || !take(rest, ">"))
        return wrong ? wrong : "a tag without an end";
    if (!empty && *depth == DEEPEST)
        return "elements too deep";
    if (!empty)
        stack[(*depth)++] = name;
    if (cs_text_is(name, "style"))
        take_until(rest, "<");
    return NULL;
}

static const char *take_end(cs_text *rest, const cs_text *stack, size_t *depth)
{
    cs_text name = take_until(rest, ">");

    if (!take(rest, ">") || *depth == 0 || !cs_text_equal(name, stack[--*depth]))
        return "the wrong end tag";
    return NULL;
}

const char *fuzz_page(cs_text page, cs_text *rest)
{
    cs_text stack[DEEPEST];
    size_t depth = 0;
    const char *wrong = NULL;

    *rest = page;
    if (!take(rest, "<!DOCTYPE html>"))
        return "no page";
    while (!wrong && (take_until(rest, "<"), rest->n > 0)) {
        if (take(rest, "</"))
            wrong = take_end(rest, stack, &depth);
        else if (take(rest, "<"))
            wrong = take_start(rest, stack, &depth);
    }
    return wrong ? wrong : depth > 0 ? "a page that is cut off" : NULL;
}
