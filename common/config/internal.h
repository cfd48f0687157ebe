/* What the parts of the room share. */
#ifndef CS_CONFIG_INTERNAL_H
#define CS_CONFIG_INTERNAL_H

#include "config/config.h"

/* Reads the element `ma-data`. */
bool config_connector_read(const cs_node *node, cs_text file, cs_arena *arena,
                           cs_connector *connector, cs_error *error);

#endif
