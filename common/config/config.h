/* What a server is configured to do: its global settings, its connectors, its metaverse's schema
 * and its rules, from the files of a folder (doc/config.md).
 *
 *     cs_config *config = cs_config_read("active", &error);
 *     …
 *     cs_config_free(config);
 *
 * Everything lives as long as the configuration. What a file has beyond the model is in its tree.
 */
#ifndef CS_CONFIG_CONFIG_H
#define CS_CONFIG_CONFIG_H

#include "config/folder.h"
#include "config/rule.h"
#include "config/schema.h"

typedef struct cs_partition {
    cs_text id, name;
    const cs_node *node;
} cs_partition;

typedef struct cs_connector {
    cs_text id, name;
    cs_text category, subtype;
    cs_text realm; /* the forest or tenant; "" where the file names none */
    cs_schema schema;
    cs_text *selected; /* attributes, by name, ASCII case ignored */
    size_t selected_count;
    cs_partition *partitions;
    size_t partition_count;
    const cs_node *node; /* ma-data */
    cs_text file;
} cs_connector;

/* Two documents with one id. */
typedef struct cs_config_twice {
    const char *what;          /* "rule", "connector" */
    cs_text id, first, second; /* files */
} cs_config_twice;

typedef struct cs_config {
    cs_arena memory;
    const char *path; /* as the user named it */
    cs_folder folder;
    const cs_node *metaverse; /* mv-data; NULL where no file has it */
    cs_text metaverse_file;
    cs_text server;           /* its name, "" where it is not known */
    cs_schema schema;         /* of the metaverse */
    cs_connector *connectors; /* by name */
    size_t connector_count;
    cs_rule *rules; /* by connector, direction, precedence and name */
    size_t rule_count;
    cs_config_twice *twice;
    size_t twice_count;
} cs_config;

/* Reads the folder, or the one file, `path`. NULL where a file is damaged or missing. That two
 * files hold one rule is no error here: `twice` names them. */
cs_config *cs_config_read(const char *path, cs_error *error);

/* Takes NULL. */
void cs_config_free(cs_config *config);

/* The value of a global parameter, "Microsoft.Synchronize.StagingMode"; absent where there is none.
 */
cs_text cs_config_parameter(const cs_config *config, const char *name);

/* The connector of a GUID, with braces or without, in any case; NULL for none. */
const cs_connector *cs_config_connector(const cs_config *config, cs_text id);

/* True where the connector imports the attribute, or exports it. */
bool cs_connector_selects(const cs_connector *connector, cs_text attribute);

/* True for a connector to Active Directory, and for one to the cloud's directory. */
bool cs_connector_is_forest(const cs_connector *connector);
bool cs_connector_is_cloud(const cs_connector *connector);

/* True where both are one GUID: braces and case do not count. */
bool cs_id_equal(cs_text a, cs_text b);

#endif
