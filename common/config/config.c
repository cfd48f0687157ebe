#include "config/config.h"

#include <stdlib.h>

#include "config/internal.h"
#include "sys/interrupt.h"

enum {
    LARGEST = 192 << 20 /* bytes of memory for all documents of a configuration */
};

static bool too_large(cs_error *error)
{
    return cs_fail(error, "the configuration is too large");
}

static bool fail_in(const cs_config *config, cs_text file, cs_error *error)
{
    char name[256];

    snprintf(name, sizeof name, "%s: %.*s", config->path, CS_PRINTED(file, 200));
    cs_error_file(error, name);
    return false;
}

bool cs_id_equal(cs_text a, cs_text b)
{
    cs_text *both[] = {&a, &b};

    for (int i = 0; i < 2; i++)
        if (both[i]->n >= 2 && cs_text_starts(*both[i], "{") && cs_text_ends(*both[i], '}'))
            *both[i] = (cs_text){both[i]->s + 1, both[i]->n - 2};
    return cs_text_equal_nocase(a, b);
}

/* ---- Documents ---- */

/* The element that holds the data of a document: a saved management agent holds one, or several. */
static const cs_node *data_of(const cs_node *root, const char *saved, const char *data)
{
    if (cs_text_is(root->name, data))
        return root;
    return cs_text_is(root->name, saved) ? cs_node_at(root, data) : NULL;
}

static bool note_twice(cs_config *config, const char *what, cs_text id, cs_text first,
                       cs_text second)
{
    config->twice[config->twice_count++] = (cs_config_twice){what, id, first, second};
    return true;
}

static bool take_metaverse(cs_config *config, const cs_node *root, const cs_node *data,
                           cs_text file, cs_error *error)
{
    if (config->metaverse) {
        cs_fail(error, "a second document of the metaverse; the first is in %.*s",
                CS_PRINTED(config->metaverse_file, 200));
        return fail_in(config, file, error);
    }
    config->metaverse = data;
    config->metaverse_file = file;
    cs_text server = cs_node_value(root, "server");
    config->server = server.s ? server : CS_LITERAL("");
    return cs_schema_read(cs_node_at(data, "schema"), &config->memory, &config->schema, error);
}

static bool take_connector(cs_config *config, const cs_node *data, cs_text file, cs_error *error)
{
    cs_connector *connector = &config->connectors[config->connector_count];

    if (!config_connector_read(data, file, &config->memory, connector, error))
        return fail_in(config, file, error);
    for (size_t i = 0; i < config->connector_count; i++)
        if (cs_id_equal(config->connectors[i].id, connector->id))
            return note_twice(config, "connector", connector->id, config->connectors[i].file, file);
    config->connector_count++;
    return true;
}

static bool take_rule(cs_config *config, const cs_node *node, cs_text file, cs_error *error)
{
    cs_rule *rule = &config->rules[config->rule_count];

    if (!cs_rule_read(node, file, &config->memory, rule, error))
        return fail_in(config, file, error);
    for (size_t i = 0; i < config->rule_count; i++)
        if (cs_id_equal(config->rules[i].id, rule->id))
            return note_twice(config, "rule", rule->id, config->rules[i].file, file);
    config->rule_count++;
    return true;
}

static bool take_document(cs_config *config, const cs_config_file *file, cs_error *error)
{
    const cs_node *metaverse = data_of(file->root, "saved-mv-configuration", "mv-data");
    const cs_node *connector = data_of(file->root, "saved-ma-configuration", "ma-data");

    if (metaverse)
        return take_metaverse(config, file->root, metaverse, file->name, error);
    if (connector)
        return take_connector(config, connector, file->name, error);
    if (cs_text_is(file->root->name, "synchronizationRule"))
        return take_rule(config, file->root, file->name, error);
    return true; /* its tree is listed as it is */
}

/* ---- Order ---- */

static int compare_connectors(const void *left, const void *right)
{
    const cs_connector *a = left, *b = right;
    int order = cs_name_compare(a->name, b->name);

    return order ? order : cs_text_compare(a->id, b->id);
}

/* The place of a rule's connector, which is there. */
static size_t place_of(const cs_config *config, const cs_rule *rule)
{
    return (size_t)(cs_config_connector(config, rule->connector) - config->connectors);
}

static int compare_rules(const void *left, const void *right, void *context)
{
    const cs_rule *a = left, *b = right;
    size_t x = place_of(context, a), y = place_of(context, b);

    if (x != y)
        return x < y ? -1 : 1;
    if (a->outbound != b->outbound)
        return a->outbound ? 1 : -1;
    if (a->precedence != b->precedence)
        return a->precedence < b->precedence ? -1 : 1;
    int order = cs_name_compare(a->name, b->name);
    return order ? order : cs_text_compare(a->id, b->id);
}

/* ---- Reading ---- */

/* Nothing can be said of a server of which a file is missing. */
static bool check_complete(const cs_config *config, cs_error *error)
{
    bool mim = config->rule_count == 0;

    if (config->connector_count == 0 && !config->metaverse && mim)
        return cs_fail(error, "no configuration found: there is no ma-data, saved-mv-configuration "
                              "or synchronizationRule");
    if (!mim && !config->metaverse)
        return cs_fail(error, "a file is missing: there is no saved-mv-configuration");
    for (size_t i = 0; i < config->rule_count; i++) {
        const cs_rule *rule = &config->rules[i];
        if (cs_config_connector(config, rule->connector))
            continue;
        cs_fail(error, "a file is missing: there is no ma-data for connector %.*s of rule \"%.*s\"",
                CS_PRINTED(rule->connector, 60), CS_PRINTED(rule->name, 100));
        return fail_in(config, rule->file, error);
    }
    return true;
}

/* A server that has a connector for the cloud has rules. */
static bool check_rules(const cs_config *config, cs_error *error)
{
    bool cloud = false;

    for (size_t i = 0; i < config->connector_count; i++)
        cloud |= cs_connector_is_cloud(&config->connectors[i]);
    return config->rule_count > 0 || !cloud || !config->metaverse ||
           cs_fail(error, "files are missing: there is no synchronizationRule");
}

static bool read_documents(cs_config *config, cs_error *error)
{
    size_t count = config->folder.count + 1;

    config->connectors = cs_arena_alloc(&config->memory, count * sizeof *config->connectors);
    config->rules = cs_arena_alloc(&config->memory, count * sizeof *config->rules);
    config->twice = cs_arena_alloc(&config->memory, count * sizeof *config->twice);
    if (!config->connectors || !config->rules || !config->twice)
        return too_large(error);
    for (size_t i = 0; i < config->folder.count; i++)
        if (!cs_interrupt_check(error) || (config->folder.files[i].root &&
                                           !take_document(config, &config->folder.files[i], error)))
            return false;
    if (!check_complete(config, error) || !check_rules(config, error))
        return false;
    qsort(config->connectors, config->connector_count, sizeof *config->connectors,
          compare_connectors);
    qsort_r(config->rules, config->rule_count, sizeof *config->rules, compare_rules, config);
    return true;
}

cs_config *cs_config_read(const char *path, cs_error *error)
{
    cs_config *config = calloc(1, sizeof *config);

    if (!config) {
        cs_fail_memory(error);
        return NULL;
    }
    config->path = path;
    config->memory.limit = LARGEST;
    config->server = CS_LITERAL("");
    if (cs_folder_read(path, &config->memory, &config->folder, error) &&
        read_documents(config, error))
        return config;
    cs_error_file(error, path);
    cs_config_free(config);
    return NULL;
}

void cs_config_free(cs_config *config)
{
    if (!config)
        return;
    cs_arena_free(&config->memory);
    free(config);
}

/* ---- Asking ---- */

cs_text cs_config_parameter(const cs_config *config, const char *name)
{
    const cs_node *values = cs_node_at(config->metaverse, "parameter-values");

    for (const cs_node *n = cs_node_first(values, "parameter"); n; n = cs_node_again(n)) {
        cs_text found = cs_node_value(n, "name");
        if (found.s && cs_text_equal_nocase(found, cs_text_from(name)))
            return n->text;
    }
    return CS_NO_TEXT;
}

const cs_connector *cs_config_connector(const cs_config *config, cs_text id)
{
    for (size_t i = 0; i < config->connector_count; i++)
        if (cs_id_equal(config->connectors[i].id, id))
            return &config->connectors[i];
    return NULL;
}
