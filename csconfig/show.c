#include "show.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "fingerprint.h"
#include "known.h"

const char *show_word(char word[256], const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(word, 256, format, arguments);
    va_end(arguments);
    return word;
}

void show_pair(showing *s, cs_text name, cs_text value)
{
    document_row(s->d);
    document_cell(s->d);
    document_text(s->d, name);
    document_cell(s->d);
    document_code(s->d, value);
    document_row_end(s->d);
}

const char *show_why_first(const cs_rule *rule)
{
    if (!cs_rule_is_default(rule))
        return "custom";
    return fingerprint_check(rule) == FINGERPRINT_CHANGED ? "changed" : NULL;
}

/* ---- Global settings ---- */

static void show_parameters(showing *s, bool decisive)
{
    static const char *const heads[] = {"Parameter", "Value", NULL};

    document_table(s->d, heads);
    for (size_t i = 0; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        if (x->area != AREA_GLOBAL || !cs_text_is(x->property, "parameter") ||
            x->class == CLASS_NOISE || known_is_decisive(x->name) != decisive)
            continue;
        show_pair(s, x->name, x->value);
        s->told[i] = true;
    }
    document_table_end(s->d);
}

void show_global(showing *s)
{
    static const char *const heads[] = {"Setting", "Value", NULL};

    if (!s->f->config->metaverse)
        return;
    document_heading(s->d, 2, CS_LITERAL("Global settings"), "global");
    document_heading(s->d, 3, CS_LITERAL("What decides most"), NULL);
    show_parameters(s, true);
    document_heading(s->d, 3, CS_LITERAL("Other parameters"), NULL);
    show_parameters(s, false);
    document_table(s->d, heads);
    for (size_t i = 0; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        if (x->area != AREA_GLOBAL || x->quiet || s->told[i] || x->class == CLASS_NOISE)
            continue;
        show_pair(s, x->property, x->value);
        s->told[i] = true;
    }
    document_table_end(s->d);
}

/* ---- What is left ---- */

/* The name and property of a fact that is listed by its path. */
static void show_listed(showing *s, const fact *x)
{
    document_item(s->d);
    if (x->connector.n > 0) {
        document_text(s->d, x->connector);
        document_words(s->d, ": ");
    }
    if (x->name.n > 0 && !cs_text_equal(x->name, x->connector)) {
        document_text(s->d, x->name);
        document_words(s->d, ": ");
    }
    document_text(s->d, x->property);
    if (x->note.n > 0) {
        document_words(s->d, " (");
        document_text(s->d, x->note);
        document_words(s->d, ")");
    }
    document_words(s->d, " ");
    document_code(s->d, x->value);
    document_item_end(s->d);
}

typedef bool chooses(const showing *s, size_t i);

static bool is_hidden(const showing *s, size_t i)
{
    return s->f->list[i].hidden;
}

static bool is_noise(const showing *s, size_t i)
{
    return s->f->list[i].class == CLASS_NOISE && !cs_text_is(s->f->list[i].property, "precedence");
}

static void show_chosen(showing *s, const char *title, const char *id, const char *lead,
                        chooses *choose)
{
    bool any = false;

    for (size_t i = 0; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        if (s->told[i] || x->quiet || x->container || !choose(s, i))
            continue;
        if (!any) {
            document_heading(s->d, 2, cs_text_from(title), id);
            document_paragraph(s->d);
            document_words(s->d, lead);
            document_paragraph_end(s->d);
            document_list(s->d);
        }
        any = true;
        show_listed(s, x);
        s->told[i] = true;
    }
    if (any)
        document_list_end(s->d);
}

static void show_files(showing *s)
{
    document_heading(s->d, 2, CS_LITERAL("Files"), "files");
    document_list(s->d);
    for (size_t i = 0; i < s->f->config->folder.count; i++) {
        const cs_config_file *file = &s->f->config->folder.files[i];
        document_item(s->d);
        document_text(s->d, file->name);
        document_words(s->d, file->root ? "" : " (no XML document, not read)");
        document_item_end(s->d);
    }
    document_list_end(s->d);
}

static bool is_no_noise(const showing *s, size_t i)
{
    return !is_noise(s, i);
}

/* Times and counters come last, so that a document that is kept can be cut before them. */
void show_rest(showing *s)
{
    show_chosen(s, "Hidden", "hidden", "Passwords, keys and the like, which are never shown.",
                is_hidden);
    show_chosen(s, "Other", "other", "What the files hold beyond all this, by its path.",
                is_no_noise);
    show_files(s);
    show_chosen(s, "Identifiers, times and counters", "noise",
                "What differs between any two servers, or from hour to hour.", is_noise);
}

/* ---- The document ---- */

static cs_text or_unknown(cs_text t)
{
    return t.n > 0 ? t : CS_LITERAL("unknown");
}

static cs_text lead_of(const facts *f, char *text, size_t size)
{
    size_t custom = 0, changed = 0, disabled = 0;
    cs_text staging = cs_config_parameter(f->config, "Microsoft.Synchronize.StagingMode");
    cs_text version =
        cs_config_parameter(f->config, "Microsoft.Synchronize.ServerConfigurationVersion");

    for (size_t i = 0; i < f->config->rule_count; i++) {
        const char *why = show_why_first(&f->config->rules[i]);
        custom += why && why[1] == 'u';
        changed += why && why[1] == 'h';
        disabled += f->config->rules[i].disabled;
    }
    snprintf(
        text, size,
        "%zu connector%s, %zu rule%s: %zu custom, %zu default rule%s that %s been changed, %zu "
        "disabled. Version %.*s, staging mode %.*s.",
        f->config->connector_count, f->config->connector_count == 1 ? "" : "s",
        f->config->rule_count, f->config->rule_count == 1 ? "" : "s", custom, changed,
        changed == 1 ? "" : "s", changed == 1 ? "has" : "have", disabled,
        CS_PRINTED(or_unknown(version), 40), CS_PRINTED(or_unknown(staging), 40));
    return cs_text_from(text);
}

void show_document(document *d, const facts *f)
{
    showing s = {.d = d, .f = f, .told = calloc(f->count + 1, sizeof *s.told)};
    char title[256], lead[512];
    cs_text server = f->config->server.n > 0 ? f->config->server : CS_LITERAL("a server");

    if (!s.told) {
        d->to->failed = true;
        return;
    }
    show_word(title, "Configuration of %.*s", CS_PRINTED(server, 200));
    document_begin(d, cs_text_from(title), lead_of(f, lead, sizeof lead));
    show_global(&s);
    show_connectors(&s);
    show_rules(&s);
    show_metaverse(&s);
    show_rest(&s);
    document_end(d);
    free(s.told);
}
