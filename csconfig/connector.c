/* The facts of a connector. */
#include <stdio.h>
#include <stdlib.h>

#include "gather.h"
#include "known.h"

static cs_text present(cs_text t)
{
    return t.s ? t : CS_LITERAL("");
}

static cs_text note_of(facts *f, const char *before, cs_text name)
{
    f->work.n = 0;
    cs_buffer_puts(&f->work, before);
    cs_buffer_add(&f->work, name);
    return gather_worked(f);
}

static bool is_named(const cs_node *node, const char *name)
{
    return cs_text_is(node->name, name);
}

/* ---- Schema ---- */

typedef struct words {
    cs_text *list;
    size_t count;
} words;

static int compare_words(const void *a, const void *b)
{
    return cs_name_compare(*(const cs_text *)a, *(const cs_text *)b);
}

static void add_word(facts *f, words *to, const char *before, cs_text word)
{
    to->list[to->count++] = note_of(f, before, word);
}

/* What a class, or what its content rule adds to it, refers to. */
static void add_references(facts *f, const cs_schema *schema, const cs_node *node, words *to)
{
    for (const cs_node *n = node->children; n; n = n->next) {
        cs_text reference = present(cs_node_value(n, "ref"));
        if (is_named(n, "attribute")) {
            const cs_schema_attribute *found = cs_schema_attribute_of(schema, reference);
            add_word(f, to,
                     cs_is_true(present(cs_node_value(n, "required"))) ? "required attribute "
                                                                       : "attribute ",
                     found ? found->name : reference);
        } else if (is_named(n, "aux-class")) {
            const cs_schema_class *found = cs_schema_class_of(schema, reference);
            add_word(f, to, "auxiliary class ", found ? found->name : reference);
        } else if (!is_named(n, "name")) {
            add_word(f, to, "", n->name);
        }
    }
}

static size_t count_children(const cs_node *node)
{
    size_t count = 0;

    for (const cs_node *n = node->children; n; n = n->next)
        count++;
    return count;
}

/* The content rule of a class; NULL for none. */
static const cs_node *content_rule(const cs_node **rules, size_t count, cs_text id)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = cs_text_compare(present(cs_node_value(rules[middle], "id")), id);
        if (order == 0)
            return rules[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static int compare_rules(const void *a, const void *b)
{
    return cs_text_compare(present(cs_node_value(*(const cs_node *const *)a, "id")),
                           present(cs_node_value(*(const cs_node *const *)b, "id")));
}

/* The words in order, with a comma between them. */
static cs_text joined(facts *f, words *of)
{
    qsort(of->list, of->count, sizeof *of->list, compare_words);
    f->work.n = 0;
    for (size_t i = 0; i < of->count; i++) {
        cs_buffer_puts(&f->work, i > 0 ? ", " : "");
        cs_buffer_add(&f->work, of->list[i]);
    }
    return gather_worked(f);
}

static void add_class(const place *at, const cs_schema *schema, const cs_schema_class *class,
                      const cs_node *rule)
{
    facts *f = at->facts;
    size_t most = 8 + count_children(class->node) + (rule ? count_children(rule) : 0);
    words of = {cs_arena_alloc(&f->memory, most * sizeof *of.list), 0};
    cs_text superior = cs_node_value(class->node, "superior");
    place inside = *at;

    if (!of.list) {
        f->failed = true;
        return;
    }
    if (superior.s) {
        const cs_schema_class *found = cs_schema_class_of(schema, superior);
        add_word(f, &of, "superior ", found ? found->name : superior);
    }
    add_word(f, &of, "", present(cs_node_value(class->node, "type")));
    add_references(f, schema, class->node, &of);
    if (rule)
        add_references(f, schema, rule, &of);
    inside.name = class->name;
    inside.key = gather_key(f, at->key, gather_form(f, class->name, FORM_FOLDED));
    fact *made =
        gather_add(&inside, "ma-data/schema/class", joined(f, &of), FORM_FOLDED, CS_NO_TEXT);
    made->list = made->quiet = true;
}

static void gather_schema(const place *at, const cs_connector *connector)
{
    const cs_schema *schema = &connector->schema;
    const cs_node *inside = cs_node_at(schema->node, "dsml/directory-schema");
    size_t count = cs_node_count(inside, "dit-content-rule"), i = 0;
    const cs_node **rules =
        cs_arena_alloc(&at->facts->memory, (count + 1) * sizeof(const cs_node *));

    if (!rules) {
        at->facts->failed = true;
        return;
    }
    for (const cs_node *n = cs_node_first(inside, "dit-content-rule"); n; n = cs_node_again(n))
        rules[i++] = n;
    qsort(rules, count, sizeof(const cs_node *), compare_rules);
    for (i = 0; i < schema->class_count; i++)
        add_class(at, schema, &schema->classes[i],
                  content_rule(rules, count, present(schema->classes[i].id)));
    gather_schema_attributes(at, schema, "ma-data/schema/attribute-type", CLASS_CHANGED);
    for (const cs_node *n = inside ? inside->children : NULL; n; n = n->next)
        if (!is_named(n, "class") && !is_named(n, "attribute-type") &&
            !is_named(n, "dit-content-rule"))
            gather_elements(at, n);
}

/* ---- Partitions ---- */

static void add_chosen(const place *at, const char *property, cs_text name, const char *value,
                       fact_form form, fact_class class)
{
    place inside = *at;

    inside.name = name;
    fact *made = gather_add(&inside, property, cs_text_from(value), FORM_FOLDED,
                            gather_form(at->facts, name, form));
    made->class = made->presence = class;
}

static bool includes(const cs_node *list, const char *word, cs_text container)
{
    for (const cs_node *n = cs_node_first(list, word); n; n = cs_node_again(n))
        if (cs_text_equal_nocase(n->text, container))
            return true;
    return false;
}

/* A container that is in both lists is one fact. */
static void gather_containers(const place *at, const cs_node *containers)
{
    const cs_node *in = cs_node_at(containers, "inclusions");
    const cs_node *out = cs_node_at(containers, "exclusions");

    for (const cs_node *n = cs_node_first(in, "inclusion"); n; n = cs_node_again(n))
        add_chosen(at, "container", n->text,
                   includes(out, "exclusion", n->text) ? "included and excluded" : "included",
                   FORM_DN, CLASS_CRITICAL);
    for (const cs_node *n = cs_node_first(out, "exclusion"); n; n = cs_node_again(n))
        if (!includes(in, "inclusion", n->text))
            add_chosen(at, "container", n->text, "excluded", FORM_DN, CLASS_CRITICAL);
    for (const cs_node *n = containers ? containers->children : NULL; n; n = n->next)
        if (n != in && n != out)
            gather_elements(at, n);
}

static void gather_filter(const place *at, const cs_node *filter)
{
    for (const cs_node *n = filter->children; n; n = n->next) {
        if (is_named(n, "object-classes")) {
            for (const cs_node *c = n->children; c; c = c->next)
                if (is_named(c, "object-class"))
                    add_chosen(at, "object-type", c->text, "selected", FORM_FOLDED, CLASS_CRITICAL);
                else
                    gather_elements(at, c);
        } else if (is_named(n, "containers")) {
            gather_containers(at, n);
        } else {
            gather_elements(at, n);
        }
    }
}

static void gather_partition(const place *at, const cs_node *node)
{
    cs_text name = present(cs_node_text_at(node, "name"));
    facts *f = at->facts;
    place inside = *at;

    inside.name = name;
    inside.key = gather_key(f, gather_key(f, at->key, CS_LITERAL("partition")),
                            gather_form(f, name, FORM_DN));
    bool selected = cs_is_true(present(cs_node_text_at(node, "selected")));
    fact *made =
        gather_add(&inside, "partition", cs_text_from(selected ? "selected" : "not selected"),
                   FORM_FOLDED, CS_NO_TEXT);
    made->class = made->presence = CLASS_CRITICAL;
    inside.parent = gather_last(f);
    place noted = inside;
    noted.note = note_of(f, "partition ", name);
    gather_attributes(&inside, node);
    for (const cs_node *n = node->children; n; n = n->next) {
        place deeper = noted;
        if (is_named(n, "filter"))
            gather_filter(&noted, n);
        else if (is_named(n, "parameter-values"))
            gather_elements(&noted, n);
        else if (!is_named(n, "name") && !is_named(n, "selected")) {
            deeper.note = at->note;
            gather_elements(&deeper, n);
        }
    }
}

/* ---- Run profiles ---- */

static cs_text partition_name(const cs_connector *connector, cs_text id)
{
    for (size_t i = 0; i < connector->partition_count; i++)
        if (cs_id_equal(connector->partitions[i].id, id))
            return connector->partitions[i].name;
    /* Where there is only one partition, no other can be meant. */
    return connector->partition_count == 1 ? connector->partitions[0].name : CS_NO_TEXT;
}

/* Adds a step as people read it, or (`shown` false) as it is compared: without ids, with secrets.
 */
static void put_step(const cs_connector *connector, const cs_node *node, bool shown, cs_buffer *to)
{
    bool hidden = shown && gather_is_secret(node);
    cs_text partition =
        is_named(node, "partition") ? partition_name(connector, node->text) : CS_NO_TEXT;

    if (node->text.n > 0 || node->attributes) {
        cs_buffer_puts(to, to->n > 0 && !cs_text_ends(cs_buffer_text(to), '\n') ? ", " : "");
        cs_buffer_add(to, node->name);
    }
    for (const cs_node_attribute *a = node->attributes; a; a = a->next) {
        cs_buffer_puts(to, " ");
        if (!cs_text_is(a->name, "type")) {
            cs_buffer_add(to, a->name);
            cs_buffer_puts(to, "=");
        }
        cs_buffer_add(to, shown && gather_is_secret_attribute(node, a) ? CS_LITERAL(FACT_HIDDEN)
                                                                       : a->value);
    }
    cs_buffer_puts(to, node->text.n > 0 ? " " : "");
    if (partition.s) {
        cs_buffer_add(to, partition);
        cs_buffer_puts(to, shown ? " " : "");
    }
    if (!partition.s || shown)
        cs_buffer_add(to, hidden && node->text.n > 0 ? CS_LITERAL(FACT_HIDDEN) : node->text);
    for (const cs_node *n = node->children; n; n = n->next)
        put_step(connector, n, shown, to);
}

static cs_text steps_of(const place *at, const cs_node *configuration, bool shown)
{
    cs_buffer text = {0};
    size_t number = 0;
    char word[32];

    for (const cs_node *n = configuration ? configuration->children : NULL; n; n = n->next) {
        snprintf(word, sizeof word, "%s%zu: ", number > 0 ? "\n" : "", number + 1);
        cs_buffer step = {0};
        put_step(at->of, n, shown, &step);
        cs_buffer_puts(&text, word);
        cs_buffer_join(&text, &step);
        cs_buffer_free(&step);
        number++;
    }
    at->facts->failed |= text.failed;
    cs_text all = gather_copy(at->facts, cs_buffer_text(&text));
    cs_buffer_free(&text);
    return all;
}

static void gather_run_profile(const place *at, const cs_node *node)
{
    cs_text name = present(cs_node_text_at(node, "name"));
    const cs_node *configuration = cs_node_at(node, "configuration");
    facts *f = at->facts;
    place inside = *at;

    inside.name = name;
    inside.key =
        gather_key(f, gather_key(f, at->key, CS_LITERAL("run")), gather_form(f, name, FORM_FOLDED));
    cs_text compare = gather_form(f, steps_of(at, configuration, false), FORM_FOLDED);
    fact *made = gather_add(&inside, "run-profile", steps_of(at, configuration, true), FORM_FOLDED,
                            CS_NO_TEXT);
    made->compare = compare;
    inside.parent = gather_last(f);
    gather_attributes(&inside, node);
    for (const cs_node *n = node->children; n; n = n->next)
        if (n != configuration && !is_named(n, "name"))
            gather_elements(&inside, n);
}

/* ---- The document ---- */

/* Parts that are lists; each child of a name is handed over, all others are elements like any. */
static void gather_list(const place *at, const cs_node *list, const char *name,
                        void (*gather)(const place *at, const cs_node *node))
{
    gather_attributes(at, list);
    for (const cs_node *n = list->children; n; n = n->next)
        if (is_named(n, name))
            gather(at, n);
        else
            gather_elements(at, n);
}

static void gather_selected(const place *at, const cs_node *node)
{
    add_chosen(at, "attribute", node->text, "selected", FORM_FOLDED, CLASS_CHANGED);
}

static void gather_part(const place *at, const cs_node *node)
{
    if (is_named(node, "attribute-inclusion")) {
        gather_list(at, node, "attribute", gather_selected);
    } else if (is_named(node, "ma-partition-data")) {
        gather_list(at, node, "partition", gather_partition);
    } else if (is_named(node, "ma-run-data")) {
        gather_list(at, node, "run-configuration", gather_run_profile);
    } else if (is_named(node, "schema")) {
        gather_schema(at, at->of);
    } else if (is_named(node, "name") || is_named(node, "description")) {
        place inside = *at;
        inside.name = at->connector;
        gather_add(&inside, is_named(node, "name") ? "name" : "description", node->text,
                   FORM_FOLDED, CS_NO_TEXT);
    } else {
        gather_elements(at, node);
    }
}

void gather_connector(const place *at, const cs_connector *connector)
{
    place inside = *at;

    inside.name = connector->name;
    fact *made = gather_add(&inside, "presence", CS_LITERAL("present"), FORM_FOLDED, CS_NO_TEXT);
    made->class = made->presence = CLASS_CRITICAL;
    inside.name = CS_NO_TEXT;
    inside.parent = gather_last(at->facts);
    gather_attributes(&inside, connector->node);
    for (const cs_node *n = connector->node->children; n; n = n->next)
        gather_part(&inside, n);
    if (!connector->node->parent)
        return;
    gather_attributes(&inside, connector->node->parent);
    for (const cs_node *n = connector->node->parent->children; n; n = n->next)
        if (n != connector->node)
            gather_elements(&inside, n);
}
