#include "config/tree.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>

/* A tree that is being built. */
typedef struct building {
    cs_arena *arena;
    cs_node *root, *open; /* the element that is not yet complete */
    cs_node *last;        /* its last child */
    cs_buffer text;       /* since the last tag */
    unsigned depth;
    xmlParserCtxtPtr parser;
    cs_error *error;
} building;

static void stop(building *b, const char *why)
{
    cs_fail(b->error, "%s at line %d", why, xmlSAX2GetLineNumber(b->parser));
    xmlStopParser(b->parser);
}

static cs_text copy(building *b, const xmlChar *s, size_t n)
{
    cs_text t = cs_arena_copy(b->arena, (cs_text){(const char *)s, n});

    if (!t.s)
        stop(b, "the configuration is too large");
    return t;
}

/* Gives the open element the text that has come since the last tag. */
static void take_text(building *b)
{
    cs_text text = cs_text_strip(cs_buffer_text(&b->text));

    if (b->text.failed)
        stop(b, "out of memory");
    if (b->open && text.n > 0) {
        cs_text before = b->open->text;
        char *joined = cs_arena_alloc(b->arena, before.n + text.n + 1);
        if (!joined) {
            stop(b, "the configuration is too large");
        } else {
            cs_text_copy(joined, before);
            cs_text_copy(joined + before.n, text);
            joined[before.n + text.n] = '\0';
            b->open->text = (cs_text){joined, before.n + text.n};
        }
    }
    b->text.n = 0;
}

/* ---- Call-backs of libxml2 ---- */

static void add_attributes(building *b, cs_node *node, int count, const xmlChar **list)
{
    cs_node_attribute **end = &node->attributes;

    for (int i = 0; i < count; i++) {
        const xmlChar **a = list + 5 * (size_t)i; /* name, prefix, URI, value, end of the value */
        cs_node_attribute *made = cs_arena_zalloc(b->arena, sizeof *made);
        if (!made) {
            stop(b, "the configuration is too large");
            return;
        }
        made->name = copy(b, a[0], strlen((const char *)a[0]));
        made->value = copy(b, a[3], (size_t)(a[4] - a[3]));
        *end = made;
        end = &made->next;
    }
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int namespace_count, const xmlChar **namespaces, int attribute_count,
                     int defaulted, const xmlChar **attributes)
{
    building *b = context;
    cs_node *node = cs_arena_zalloc(b->arena, sizeof *node);

    (void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)defaulted;
    take_text(b);
    if (!node || b->depth == CS_TREE_DEPTH) {
        stop(b, node ? "elements are nested too deeply" : "the configuration is too large");
        return;
    }
    node->name = copy(b, name, strlen((const char *)name));
    node->text = CS_LITERAL("");
    node->parent = b->open;
    add_attributes(b, node, attribute_count, attributes);
    if (b->last)
        b->last->next = node;
    else if (b->open)
        b->open->children = node;
    else
        b->root = node;
    b->open = node;
    b->last = NULL;
    b->depth++;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    building *b = context;

    (void)name, (void)prefix, (void)uri;
    if (!b->open) /* it has been stopped */
        return;
    take_text(b);
    b->last = b->open;
    b->open = b->open->parent;
    b->depth--;
}

static void on_text(void *context, const xmlChar *s, int n)
{
    building *b = context;

    cs_buffer_add(&b->text, (cs_text){(const char *)s, (size_t)n});
}

static void on_document_type(void *context, const xmlChar *name, const xmlChar *id,
                             const xmlChar *uri)
{
    (void)name, (void)id, (void)uri;
    stop(context, "a document type, which is not read,");
}

static void on_error(void *context, xmlErrorPtr found)
{
    building *b = context;

    if (found->level < XML_ERR_ERROR)
        return;
    cs_text what = cs_text_strip(cs_text_from(found->message ? found->message : "damaged XML"));
    /* The rest of a message may quote the document. */
    cs_fail(b->error, "not well-formed: %.*s at line %d",
            CS_PRINTED(cs_text_first(what, cs_text_find(what, '\n')), 200), found->line);
}

/* libxml2 prints on standard error what it has no context for, such as a lack of memory. */
static void say_nothing(void *context, const char *format, ...)
{
    (void)context, (void)format;
}

/* What is not well-formed is an error even where libxml2 would go on. */
static bool parse(building *b, cs_text text)
{
    enum {
        PIECE = 64 << 10
    };
    bool ok = true;

    for (size_t at = 0; ok && at < text.n; at += PIECE) {
        size_t n = text.n - at < PIECE ? text.n - at : PIECE;
        ok = xmlParseChunk(b->parser, text.s + at, (int)n, 0) == 0 && !b->error->set;
    }
    ok = ok && xmlParseChunk(b->parser, NULL, 0, 1) == 0 && !b->error->set;
    if (!ok || !b->root)
        return cs_fail(b->error, "not well-formed: no element");
    return true;
}

cs_node *cs_tree_read(cs_text text, const char *name, cs_arena *arena, cs_error *error)
{
    building b = {.arena = arena, .error = error};
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
        .characters = on_text,
        .ignorableWhitespace = on_text,
        .cdataBlock = on_text,
        .internalSubset = on_document_type,
        .serror = on_error,
    };

    xmlSetGenericErrorFunc(NULL, say_nothing); /* of this thread */
    b.parser = xmlCreatePushParserCtxt(&sax, &b, NULL, 0, NULL);
    if (!b.parser) {
        cs_fail_memory(error);
    } else {
        /* The text is UTF-8, whatever its declaration says of the file. Entities cannot be declared
         * without a document type, which is refused: NOENT is about the five that XML has. */
        xmlCtxtUseOptions(b.parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT);
        if (!parse(&b, text))
            b.root = NULL;
        xmlFreeParserCtxt(b.parser);
    }
    if (error->set)
        cs_error_file(error, name);
    cs_buffer_free(&b.text);
    return error->set ? NULL : b.root;
}

/* ---- Looking into a tree ---- */

static cs_node *named(cs_node *node, cs_text name)
{
    while (node && !cs_text_equal(node->name, name))
        node = node->next;
    return node;
}

cs_node *cs_node_first(const cs_node *parent, const char *name)
{
    return parent ? named(parent->children, cs_text_from(name)) : NULL;
}

cs_node *cs_node_again(const cs_node *node)
{
    return named(node->next, node->name);
}

size_t cs_node_count(const cs_node *parent, const char *name)
{
    size_t count = 0;

    for (cs_node *n = cs_node_first(parent, name); n; n = cs_node_again(n))
        count++;
    return count;
}

cs_node *cs_node_at(const cs_node *node, const char *path)
{
    cs_text rest = cs_text_from(path);
    cs_node *at = (cs_node *)node;

    while (at && rest.n > 0) {
        cs_text step = cs_text_first(rest, cs_text_find(rest, '/'));
        at = named(at->children, step);
        rest = cs_text_skip(rest, step.n < rest.n ? step.n + 1 : step.n);
    }
    return at;
}

cs_text cs_node_text_at(const cs_node *node, const char *path)
{
    const cs_node *at = cs_node_at(node, path);

    return at ? at->text : CS_NO_TEXT;
}

cs_text cs_node_value(const cs_node *node, const char *name)
{
    for (const cs_node_attribute *a = node->attributes; a; a = a->next)
        if (cs_text_is(a->name, name))
            return a->value;
    return CS_NO_TEXT;
}

void cs_node_path(const cs_node *node, cs_buffer *to)
{
    if (node->parent) {
        cs_node_path(node->parent, to);
        cs_buffer_puts(to, "/");
    }
    cs_buffer_add(to, node->name);
}

bool cs_is_true(cs_text value)
{
    return cs_text_is(value, "1") || cs_text_equal_nocase(value, CS_LITERAL("true"));
}
