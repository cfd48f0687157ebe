/* A configuration as a list of facts: single things that are so, each with a name and a value. What
 * is documented and what is compared is this list, so that nothing of a file is lost: what no
 * gatherer knows is a fact of the area `other`. */
#ifndef CS_CSCONFIG_FACTS_H
#define CS_CSCONFIG_FACTS_H

#include "config/config.h"
#include "names/mapping.h"

typedef enum fact_area {
    AREA_GLOBAL,
    AREA_CONNECTOR,
    AREA_RULE,
    AREA_METAVERSE,
    AREA_OTHER,
    AREAS
} fact_area;

/* What it means that two servers differ in it (doc/config.md, "diff"). */
typedef enum fact_class {
    CLASS_CRITICAL,
    CLASS_CHANGED,
    CLASS_VERSION,
    CLASS_EXPECTED,
    CLASS_NOISE,
    CLASSES
} fact_class;

/* How values and names are compared. */
typedef enum fact_form {
    FORM_FOLDED, /* ASCII case, and the braces of a GUID, do not count */
    FORM_EXACT,
    FORM_DN
} fact_form;

enum {
    FACT_PARENTS = 2
};

#define NO_FACT SIZE_MAX /* no place of a fact in its list */

typedef struct fact {
    fact_area area;
    fact_class class;    /* of a difference in the value */
    fact_class presence; /* of its being on one side only */
    cs_text connector;   /* its name; absent for none */
    cs_text name;        /* of the rule, parameter, container …; absent for none */
    cs_text property;
    cs_text value; /* as people read it; never of what is hidden */
    cs_text note;
    cs_text key;                  /* facts of two servers with one key are about one thing */
    cs_text compare;              /* the value, in the form in which it is compared */
    size_t parents[FACT_PARENTS]; /* facts without which it cannot be; NO_FACT for none */
    const cs_rule *rule;
    const cs_connector *of; /* the connector, or that of the rule */
    bool hidden;            /* the value is a secret */
    bool list;              /* the value is a list of words: only those that differ are shown */
    bool paired;            /* where all else is gone, facts of one property are one that changed */
    bool container;         /* it only is there; what is in it are facts of their own */
    bool quiet;             /* what it says is in other facts, too: documents leave it out */
} fact;

typedef struct facts {
    const cs_config *config;
    const cs_mapping *mapping; /* of the names in keys and in what is compared; NULL for none */
    const size_t *connectors;  /* the number of each connector: those of two servers that match have
                                  the same */
    const size_t *rules;       /* the same of each rule */
    fact *list;
    size_t count, room;
    cs_arena memory;
    cs_buffer work;
    bool failed; /* memory has run out */
} facts;

/* Fills in the list: `config`, `mapping`, `connectors` and `rules` are set. */
bool facts_gather(facts *f, cs_error *error);

void facts_free(facts *f);

const char *fact_area_name(fact_area area);
const char *fact_class_name(fact_class class);

/* What stands for the value of what is hidden. */
#define FACT_HIDDEN "(hidden)"

#endif
