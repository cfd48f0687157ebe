/* Elements that nothing knows better: each that holds a text is a fact, and so is each XML
 * attribute. */
#include "gather.h"
#include "known.h"

static cs_text present(cs_text t)
{
    return t.s ? t : CS_LITERAL("");
}

/* ---- Secrets ---- */

static bool says_encrypted(const cs_node *node)
{
    cs_text type = present(cs_node_value(node, "type"));

    return cs_is_true(present(cs_node_value(node, "encrypted"))) ||
           cs_text_starts(type, "encrypted");
}

/* A parameter is known by its name. */
static bool is_secret_by_name(const cs_node *node)
{
    cs_text name = present(cs_node_value(node, "name"));

    return known_is_secret(node->name) || known_is_secret(name);
}

/* What is in an element that is a secret is one, too. */
bool gather_is_secret(const cs_node *node)
{
    for (const cs_node *n = node; n; n = n->parent)
        if (says_encrypted(n) || is_secret_by_name(n))
            return true;
    return false;
}

bool gather_is_secret_attribute(const cs_node *node, const cs_node_attribute *attribute)
{
    static const char *const harmless[] = {"name", "type", "use", "dataType", "encrypted"};

    if (known_is_secret(attribute->name))
        return true;
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (cs_text_is(attribute->name, harmless[i]))
            return false;
    return gather_is_secret(node);
}

static void hide(fact *made)
{
    made->value = CS_LITERAL(FACT_HIDDEN);
    made->hidden = true;
}

/* ---- One fact ---- */

/* The path of a node, and of an XML attribute of it where one is given, as a C string. */
static const char *path_of(const place *at, const cs_node *node, const cs_node_attribute *attribute)
{
    cs_buffer *work = &at->facts->work;

    work->n = 0;
    cs_node_path(node, work);
    if (attribute) {
        cs_buffer_puts(work, "/@");
        cs_buffer_add(work, attribute->name);
    }
    return gather_worked(at->facts).s;
}

/* The class and the area of what stands at a path: what is not known is `other`. */
static void classify(const place *at, fact *made, const char *path, cs_text name)
{
    fact_class class = CLASS_CHANGED;

    if (!known_element(cs_text_from(path), &class)) {
        made->area = AREA_OTHER;
        if (known_is_noise(name))
            class = CLASS_NOISE;
    }
    made->class = made->presence = class;
    made->area = at->area == AREA_OTHER ? AREA_OTHER : made->area;
}

static void add_attribute(const place *at, const cs_node *node, const cs_node_attribute *attribute)
{
    const char *path = path_of(at, node, attribute);
    bool secret = gather_is_secret_attribute(node, attribute);
    fact *made =
        gather_add(at, path, attribute->value, secret ? FORM_EXACT : FORM_FOLDED, CS_NO_TEXT);

    classify(at, made, path, attribute->name);
    if (secret)
        hide(made);
}

void gather_attributes(const place *at, const cs_node *node)
{
    for (const cs_node_attribute *a = node->attributes; a; a = a->next)
        add_attribute(at, node, a);
}

/* How the text of an element is compared. */
static fact_form form_of(const cs_node *node)
{
    cs_text t = node->text;

    if (gather_is_secret(node))
        return FORM_EXACT;
    return cs_text_starts(t, "DC=") || cs_text_starts(t, "OU=") || cs_text_starts(t, "CN=")
               ? FORM_DN
               : FORM_FOLDED;
}

static void add_text(const place *at, const cs_node *node)
{
    const char *path = path_of(at, node, NULL);
    fact *made = gather_add(at, path, node->text, form_of(node), CS_NO_TEXT);

    classify(at, made, path, node->name);
    if (gather_is_secret(node) && node->text.n > 0)
        hide(made);
}

/* ---- Several of one name ---- */

/* What tells elements of one name apart; absent where nothing does. */
static cs_text identity(const cs_node *node)
{
    static const char *const attributes[] = {"name", "object_class", "id", "ref"};
    static const char *const children[] = {"name", "primary_class", "dn_component", "object_class"};

    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        cs_text found = cs_node_value(node, attributes[i]);
        if (found.n > 0)
            return found;
    }
    for (size_t i = 0; i < sizeof children / sizeof *children; i++) {
        cs_text found = cs_node_text_at(node, children[i]);
        if (found.n > 0)
            return found;
    }
    return CS_NO_TEXT;
}

/* All that an element holds, in one line; of very much, the beginning. */
static void put_whole(const cs_node *node, bool secrets, size_t most, cs_buffer *to)
{
    bool hidden = !secrets && gather_is_secret(node);

    if (to->n > most)
        return;
    cs_buffer_puts(to, to->n > 0 ? "; " : "");
    cs_buffer_add(to, node->name);
    for (const cs_node_attribute *a = node->attributes; a; a = a->next) {
        cs_buffer_puts(to, " ");
        cs_buffer_add(to, a->name);
        cs_buffer_puts(to, "=");
        cs_buffer_add(to, !secrets && gather_is_secret_attribute(node, a) ? CS_LITERAL(FACT_HIDDEN)
                                                                          : a->value);
    }
    if (node->text.n > 0) {
        cs_buffer_puts(to, ": ");
        cs_buffer_add(to, hidden ? CS_LITERAL(FACT_HIDDEN) : node->text);
    }
    for (const cs_node *n = node->children; n; n = n->next)
        put_whole(n, secrets, most, to);
}

static cs_text whole(const place *at, const cs_node *node, bool secrets, size_t most)
{
    cs_buffer *work = &at->facts->work;

    work->n = 0;
    put_whole(node, secrets, most, work);
    return gather_worked(at->facts);
}

/* An element with others in it: it is a fact of its own only where one side does not have it. */
static void add_container(const place *at, const cs_node *node)
{
    enum {
        ENOUGH = 400 /* bytes */
    };
    const char *path = path_of(at, node, NULL);
    fact *made = gather_add(at, path, whole(at, node, false, ENOUGH), FORM_FOLDED, CS_NO_TEXT);

    made->container = made->quiet = true;
    made->compare = CS_LITERAL("");
    classify(at, made, path, node->name);
}

/* An element that only its content tells from others of its name. */
static void add_whole(const place *at, const cs_node *node)
{
    const char *path = path_of(at, node, NULL);
    bool plain = !node->children && !node->attributes && !gather_is_secret(node);
    cs_text value = plain ? node->text : whole(at, node, false, SIZE_MAX);
    cs_text all =
        gather_form(at->facts, plain ? node->text : whole(at, node, true, SIZE_MAX), FORM_FOLDED);
    fact *made = gather_add(at, path, value, FORM_FOLDED, all);

    made->compare = all;
    made->paired = true;
    classify(at, made, path, node->name);
}

/* Of an element with very many children each counts as one of many. */
static bool is_one_of_many(const cs_node *parent, const cs_node *node)
{
    enum {
        VERY_MANY = 1000
    };
    size_t count = 0, all = 0;

    for (const cs_node *n = parent->children; n && count < 2 && all < VERY_MANY; n = n->next) {
        count += cs_text_equal(n->name, node->name);
        all++;
    }
    return count > 1 || all == VERY_MANY;
}

static bool is_parameter(const cs_node *node)
{
    return cs_text_is(node->name, "parameter") && node->parent &&
           cs_text_is(node->parent->name, "parameter-values") && cs_node_value(node, "name").s;
}

/* Adds the facts of a child; `at` is the place of its parent. */
static void add_child(const place *at, const cs_node *parent, const cs_node *node)
{
    cs_text id = identity(node);
    place inside = *at;

    if (is_parameter(node)) {
        inside.key = gather_key(at->facts, at->key, node->name);
        gather_parameter(&inside, node);
    } else if (!is_one_of_many(parent, node)) {
        inside.key = gather_key(at->facts, at->key, node->name);
        gather_elements(&inside, node);
    } else if (id.s) {
        inside.key = gather_key(at->facts, at->key, node->name);
        inside.key = gather_key(at->facts, inside.key, gather_form(at->facts, id, FORM_FOLDED));
        if (!inside.name.s)
            inside.name = id;
        else
            inside.note = id;
        gather_elements(&inside, node);
    } else {
        add_whole(at, node);
    }
}

void gather_elements(const place *at, const cs_node *node)
{
    place inside = *at;

    if (node->children)
        add_container(at, node);
    else
        add_text(at, node);
    inside.parent = gather_last(at->facts);
    gather_attributes(&inside, node);
    if (node->children && node->text.n > 0)
        add_text(&inside, node);
    for (const cs_node *n = node->children; n; n = n->next)
        add_child(&inside, node, n);
}

/* ---- Parameters ---- */

void gather_parameter(const place *at, const cs_node *node)
{
    static const char *const usual[] = {"name",     "type",      "use",
                                        "dataType", "intrinsic", "encrypted"};
    cs_text name = present(cs_node_value(node, "name"));
    place inside = *at;

    inside.name = name;
    inside.key = gather_key(at->facts, at->key, gather_form(at->facts, name, FORM_FOLDED));
    fact *made = gather_add(&inside, "parameter", node->text, form_of(node), CS_NO_TEXT);
    made->class = made->presence = known_parameter(name);
    if (gather_is_secret(node) && node->text.n > 0)
        hide(made);
    inside.parent = gather_last(at->facts);
    for (const cs_node_attribute *a = node->attributes; a; a = a->next) {
        bool known = false;
        if (cs_text_is(a->name, "name"))
            continue;
        add_attribute(&inside, node, a);
        for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
            known |= cs_text_is(a->name, usual[i]);
        if (known && at->facts->count > 0) {
            fact *last = &at->facts->list[gather_last(at->facts)];
            last->area = at->area;
            last->quiet = true;
        }
    }
    for (const cs_node *n = node->children; n; n = n->next)
        add_child(&inside, node, n);
}
