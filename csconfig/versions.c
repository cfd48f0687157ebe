/* Default rules of two versions. */
#include "compare.h"

enum {
    ACTIVE,
    STAGING
};

/* True where both rules are one default rule in two versions. */
static bool are_versions(const difference *d)
{
    if (!d->facts[ACTIVE] && !d->facts[STAGING])
        return false;
    const cs_rule *a = d->facts[ACTIVE] ? d->facts[ACTIVE]->rule : NULL;
    const cs_rule *s = d->facts[STAGING] ? d->facts[STAGING]->rule : NULL;

    return a && s && cs_rule_is_default(a) && cs_rule_is_default(s) &&
           cs_text_equal_nocase(cs_rule_tag_base(a), cs_rule_tag_base(s)) &&
           !cs_text_equal_nocase(a->tag, s->tag);
}

static const cs_rule *rule_of(const difference *d)
{
    const fact *any = d->facts[ACTIVE] ? d->facts[ACTIVE] : d->facts[STAGING];

    return any->rule;
}

/* The line that says that the rule's versions differ; NULL where they do not. */
static difference *version_line(const comparison *c, const difference *of)
{
    const cs_rule *rule = rule_of(of);

    for (size_t i = 0; rule && i < c->count; i++) {
        difference *d = &c->list[i];
        if (cs_text_is(d->property, "version") && are_versions(d) &&
            (d->facts[ACTIVE]->rule == rule || d->facts[STAGING]->rule == rule))
            return d;
    }
    return NULL;
}

static cs_text tags(comparison *c, const difference *version)
{
    c->work.n = 0;
    cs_buffer_add(&c->work, version->values[ACTIVE]);
    cs_buffer_puts(&c->work, " and ");
    cs_buffer_add(&c->work, version->values[STAGING]);
    return compare_worked(c);
}

/* What is neither critical nor a flow is named in the line of the versions. */
static void name_in(comparison *c, difference *version, cs_text property)
{
    c->work.n = 0;
    cs_buffer_add(&c->work, version->note);
    cs_buffer_puts(&c->work, version->note.n > 0 ? ", " : "also differs: ");
    cs_buffer_add(&c->work, property);
    version->note = compare_worked(c);
}

void compare_versions(comparison *c)
{
    size_t kept = 0;

    for (size_t i = 0; i < c->count; i++)
        if (cs_text_is(c->list[i].property, "version") && are_versions(&c->list[i]))
            c->list[i].class = CLASS_VERSION;
    for (size_t i = 0; i < c->count; i++) {
        difference d = c->list[i];
        difference *version = version_line(c, &d);
        c->list[kept] = d;
        if (!version || cs_text_is(d.property, "version") || d.class > CLASS_CHANGED) {
            kept++;
        } else if (d.class == CLASS_CRITICAL) {
            c->list[kept++].note = tags(c, version);
        } else if (cs_text_starts(d.property, "flow:")) {
            c->list[kept++].class = CLASS_VERSION;
        } else {
            name_in(c, version, d.property);
        }
    }
    c->count = kept;
}
