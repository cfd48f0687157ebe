#include "facts.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "gather.h"
#include "names/dn.h"

const char *fact_area_name(fact_area area)
{
    static const char *const names[] = {"global", "connector", "rule", "metaverse", "other"};

    return names[area];
}

const char *fact_class_name(fact_class class)
{
    static const char *const names[] = {"critical", "changed", "version", "expected", "noise"};

    return names[class];
}

/* ---- Texts ---- */

cs_text gather_copy(facts *f, cs_text t)
{
    cs_text copy = cs_arena_copy(&f->memory, t);

    f->failed |= t.s && !copy.s;
    return t.s && !copy.s ? CS_LITERAL("") : copy;
}

cs_text gather_worked(facts *f)
{
    f->failed |= f->work.failed;
    return gather_copy(f, cs_buffer_text(&f->work));
}

cs_text gather_key(facts *f, cs_text key, cs_text word)
{
    f->work.n = 0;
    cs_buffer_add(&f->work, key);
    cs_buffer_puts(&f->work, "\x1f"); /* no character of XML */
    cs_buffer_add(&f->work, word);
    return gather_worked(f);
}

static bool is_guid(cs_text t)
{
    return t.n == 38 && t.s[0] == '{' && t.s[37] == '}';
}

/* What refers to a connector is compared by what it refers to. */
static bool put_reference(facts *f, cs_text t)
{
    const cs_connector *connector = is_guid(t) ? cs_config_connector(f->config, t) : NULL;
    char number[32];

    if (!connector)
        return false;
    snprintf(number, sizeof number, "\x1f%zu", f->connectors[connector - f->config->connectors]);
    cs_buffer_puts(&f->work, number);
    return true;
}

static void put_folded(facts *f, cs_text t)
{
    size_t from = f->work.n;

    if (is_guid(t))
        t = (cs_text){t.s + 1, t.n - 2};
    if (f->mapping)
        cs_mapping_apply(f->mapping, t, &f->work);
    else
        cs_buffer_add(&f->work, t);
    for (size_t i = from; i < f->work.n; i++)
        f->work.s[i] = cs_ascii_lower(f->work.s[i]);
}

static void put_dn(facts *f, cs_text t)
{
    cs_buffer normal = {0};

    cs_dn_normalize(f->mapping ? &normal : &f->work, t);
    if (f->mapping)
        cs_mapping_apply_dn(f->mapping, cs_buffer_text(&normal), &f->work);
    f->failed |= normal.failed;
    cs_buffer_free(&normal);
}

cs_text gather_form(facts *f, cs_text t, fact_form form)
{
    f->work.n = 0;
    t = cs_text_strip(t);
    if (form == FORM_DN)
        put_dn(f, t);
    else if (form == FORM_FOLDED && !put_reference(f, t))
        put_folded(f, t);
    else if (form == FORM_EXACT && f->mapping)
        cs_mapping_apply(f->mapping, t, &f->work);
    else if (form == FORM_EXACT)
        cs_buffer_add(&f->work, t);
    return gather_worked(f);
}

/* ---- Facts ---- */

fact *gather_add(const place *at, const char *property, cs_text value, fact_form form, cs_text more)
{
    static fact lost; /* where memory has run out; never looked at */
    facts *f = at->facts;
    fact *larger = cs_grown(f->list, f->count, &f->room, sizeof *f->list);

    f->failed |= !larger;
    if (!larger)
        return &lost;
    f->list = larger;
    cs_text key = gather_key(f, at->key, cs_text_from(property));
    f->list[f->count] = (fact){
        .area = at->area,
        .class = CLASS_CHANGED,
        .presence = CLASS_CHANGED,
        .connector = at->connector,
        .name = at->name,
        .property = gather_copy(f, cs_text_from(property)),
        .value = value,
        .note = at->note,
        .key = more.s ? gather_key(f, key, more) : key,
        .compare = gather_form(f, value, form),
        .parents = {at->parent, NO_FACT},
        .rule = at->rule,
        .of = at->of,
    };
    return &f->list[f->count++];
}

size_t gather_last(const facts *f)
{
    return f->count - 1;
}

/* ---- Documents ---- */

static cs_text numbered(facts *f, const char *what, size_t number)
{
    char word[48];

    snprintf(word, sizeof word, "%s\x1f%zu", what, number);
    return gather_copy(f, cs_text_from(word));
}

static void gather_rules(facts *f)
{
    for (size_t i = 0; i < f->config->rule_count; i++) {
        const cs_rule *rule = &f->config->rules[i];
        const cs_connector *of = cs_config_connector(f->config, rule->connector);
        place at = {
            .facts = f,
            .area = AREA_RULE,
            .of = of,
            .rule = rule,
            .connector = of->name,
            .name = rule->name,
            .key = numbered(f, "rule", f->rules[i]),
            .parent = NO_FACT,
        };
        gather_rule(&at, rule);
    }
}

static void gather_connectors(facts *f)
{
    for (size_t i = 0; i < f->config->connector_count; i++) {
        const cs_connector *connector = &f->config->connectors[i];
        place at = {
            .facts = f,
            .area = AREA_CONNECTOR,
            .of = connector,
            .connector = connector->name,
            .key = numbered(f, "connector", f->connectors[i]),
            .parent = NO_FACT,
        };
        gather_connector(&at, connector);
    }
}

/* What is neither a connector's nor the metaverse's nor a rule's document. */
static void gather_others(facts *f)
{
    for (size_t i = 0; i < f->config->folder.count; i++) {
        const cs_config_file *file = &f->config->folder.files[i];
        if (!file->root || cs_text_is(file->root->name, "ma-data") ||
            cs_text_is(file->root->name, "mv-data") ||
            cs_text_is(file->root->name, "saved-mv-configuration") ||
            cs_text_is(file->root->name, "saved-ma-configuration") ||
            cs_text_is(file->root->name, "synchronizationRule"))
            continue;
        place at = {
            .facts = f,
            .area = AREA_OTHER,
            .name = file->name,
            .key = gather_key(f, CS_LITERAL("file"), gather_form(f, file->name, FORM_FOLDED)),
            .parent = NO_FACT,
        };
        gather_elements(&at, file->root);
    }
}

bool facts_gather(facts *f, cs_error *error)
{
    const place global = {
        .facts = f, .area = AREA_GLOBAL, .key = CS_LITERAL("global"), .parent = NO_FACT};

    if (f->config->metaverse)
        gather_metaverse(&global);
    gather_connectors(f);
    gather_rules(f);
    gather_others(f);
    return !f->failed || cs_fail_memory(error);
}

void facts_free(facts *f)
{
    free(f->list);
    cs_arena_free(&f->memory);
    cs_buffer_free(&f->work);
}
