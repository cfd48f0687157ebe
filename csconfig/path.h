/* Where an attribute comes from and goes to. */
#ifndef CS_CSCONFIG_PATH_H
#define CS_CSCONFIG_PATH_H

#include "config/config.h"

/* Writes the ways of all attributes of the metaverse that are called so, or that an attribute of a
 * connector that is called so feeds or is fed by; `connector` names the only one that counts, NULL
 * for all. Fails where nothing is called so. */
bool path_report(const cs_config *config, const char *attribute, const char *connector,
                 cs_buffer *to, cs_error *error);

#endif
