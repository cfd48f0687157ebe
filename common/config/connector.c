/* A connector's document. */
#include <stdlib.h>

#include "config/internal.h"

static cs_text present(cs_text t)
{
    return t.s ? t : CS_LITERAL("");
}

bool cs_connector_is_forest(const cs_connector *connector)
{
    return cs_text_equal_nocase(connector->category, CS_LITERAL("AD"));
}

bool cs_connector_is_cloud(const cs_connector *connector)
{
    return cs_text_starts(connector->subtype, "Windows Azure Active Directory") ||
           cs_text_starts(connector->subtype, "Microsoft Entra");
}

/* The tenant's name is in that of the account that signs in to it. */
static cs_text tenant_of(const cs_node *node)
{
    const cs_node *values = cs_node_at(node, "private-configuration/MAConfig/parameter-values");

    for (const cs_node *n = cs_node_first(values, "parameter"); n; n = cs_node_again(n))
        if (cs_text_equal_nocase(present(cs_node_value(n, "name")), CS_LITERAL("UserName"))) {
            size_t at = cs_text_find(n->text, '@');
            return at < n->text.n ? cs_text_skip(n->text, at + 1) : CS_LITERAL("");
        }
    return CS_LITERAL("");
}

static cs_text realm_of(const cs_node *node)
{
    cs_text forest = cs_node_text_at(node, "private-configuration/adma-configuration/forest-name");

    return forest.n > 0 ? forest : tenant_of(node);
}

static int compare_names(const void *a, const void *b)
{
    return cs_name_compare(*(const cs_text *)a, *(const cs_text *)b);
}

static bool read_selected(const cs_node *node, cs_arena *arena, cs_connector *connector)
{
    const cs_node *inclusion = cs_node_at(node, "attribute-inclusion");
    size_t count = cs_node_count(inclusion, "attribute");

    connector->selected = cs_arena_alloc(arena, (count + 1) * sizeof *connector->selected);
    if (!connector->selected)
        return false;
    for (const cs_node *n = cs_node_first(inclusion, "attribute"); n; n = cs_node_again(n))
        connector->selected[connector->selected_count++] = n->text;
    qsort(connector->selected, count, sizeof *connector->selected, compare_names);
    return true;
}

static bool read_partitions(const cs_node *node, cs_arena *arena, cs_connector *connector)
{
    const cs_node *data = cs_node_at(node, "ma-partition-data");
    size_t count = cs_node_count(data, "partition");

    connector->partitions = cs_arena_alloc(arena, (count + 1) * sizeof *connector->partitions);
    if (!connector->partitions)
        return false;
    for (const cs_node *n = cs_node_first(data, "partition"); n; n = cs_node_again(n))
        connector->partitions[connector->partition_count++] = (cs_partition){
            .id = present(cs_node_text_at(n, "id")),
            .name = present(cs_node_text_at(n, "name")),
            .node = n,
        };
    return true;
}

bool config_connector_read(const cs_node *node, cs_text file, cs_arena *arena,
                           cs_connector *connector, cs_error *error)
{
    *connector = (cs_connector){
        .id = present(cs_node_text_at(node, "id")),
        .name = present(cs_node_text_at(node, "name")),
        .category = present(cs_node_text_at(node, "category")),
        .subtype = present(cs_node_text_at(node, "subtype")),
        .realm = realm_of(node),
        .node = node,
        .file = file,
    };
    if (connector->id.n == 0 || connector->name.n == 0)
        return cs_fail(error, "the connector has no %s", connector->id.n == 0 ? "id" : "name");
    if (!read_selected(node, arena, connector) || !read_partitions(node, arena, connector))
        return cs_fail(error, "the configuration is too large");
    return cs_schema_read(cs_node_at(node, "schema"), arena, &connector->schema, error);
}

bool cs_connector_selects(const cs_connector *connector, cs_text attribute)
{
    size_t low = 0, high = connector->selected_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        cs_text found = connector->selected[middle];
        if (cs_text_equal_nocase(found, attribute))
            return true;
        if (cs_name_compare(found, attribute) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
