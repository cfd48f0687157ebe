/* A small XML document as a tree, in an arena: what configurations are read from.
 *
 * Names stand without their prefix; the white space around a text is gone, and so are comments. A
 * document type is refused, and what is nested deeper than CS_TREE_DEPTH. */
#ifndef CS_CONFIG_TREE_H
#define CS_CONFIG_TREE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

enum {
    CS_TREE_DEPTH = 100
};

/* An XML attribute. */
typedef struct cs_node_attribute {
    cs_text name, value;
    struct cs_node_attribute *next;
} cs_node_attribute;

/* An element. */
typedef struct cs_node {
    cs_text name, text; /* `text` is never absent */
    cs_node_attribute *attributes;
    struct cs_node *parent, *children, *next;
} cs_node;

/* Reads the document in `text`, UTF-8; `name` is for messages. NULL where it is damaged, or where
 * the arena has no more room. */
cs_node *cs_tree_read(cs_text text, const char *name, cs_arena *arena, cs_error *error);

/* The first child of that name, at or after `node`; NULL where none is left:
 *
 *     for (n = cs_node_first(parent, "attr"); n; n = cs_node_again(n)) */
cs_node *cs_node_first(const cs_node *parent, const char *name);
cs_node *cs_node_again(const cs_node *node);

/* How many children of that name there are. */
size_t cs_node_count(const cs_node *parent, const char *name);

/* The element that `path` ("filter/containers") leads to by first children; NULL for none. `node`
 * may be NULL. */
cs_node *cs_node_at(const cs_node *node, const char *path);

/* Its text, or that of a child; absent where there is no such element. */
cs_text cs_node_text_at(const cs_node *node, const char *path);

/* The value of an XML attribute; absent where there is none. */
cs_text cs_node_value(const cs_node *node, const char *name);

/* Adds the names from the root to the element: "ma-data/schema". */
void cs_node_path(const cs_node *node, cs_buffer *to);

/* True for "1" and "true", in any case. */
bool cs_is_true(cs_text value);

#endif
