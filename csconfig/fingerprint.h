/* The default rules that are known: fingerprints of what they do, by tag. */
#ifndef CS_CSCONFIG_FINGERPRINT_H
#define CS_CSCONFIG_FINGERPRINT_H

#include "config/rule.h"

typedef enum fingerprint_result {
    FINGERPRINT_SAME,
    FINGERPRINT_CHANGED, /* the tag is known, and the rule does something else */
    FINGERPRINT_UNKNOWN  /* the tag's version is not known */
} fingerprint_result;

/* Looks at a default rule. */
fingerprint_result fingerprint_check(const cs_rule *rule);

#endif
