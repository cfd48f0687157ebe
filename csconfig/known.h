/* The elements that configurations are known to have, and what it means that they differ. */
#ifndef CS_CSCONFIG_KNOWN_H
#define CS_CSCONFIG_KNOWN_H

#include "facts.h"

/* True where the element, or the XML attribute, at this path ("ma-data/creation-time",
 * "saved-mv-configuration/@server") is known; then `*class` is that of a difference. */
bool known_element(cs_text path, fact_class *class);

/* True for what holds an id, a time, a counter or the like wherever it stands. */
bool known_is_noise(cs_text name);

/* The class of a difference in the parameter. */
fact_class known_parameter(cs_text name);

/* True for the parameters that decide most; they come first. */
bool known_is_decisive(cs_text parameter);

/* True for attributes into which flows are critical. */
bool known_is_critical_target(cs_text attribute);

/* True where what has this name is a password, a key, a cookie or the like. */
bool known_is_secret(cs_text name);

#endif
