/* Connectors in the documentation. */
#include "show.h"

static bool belongs(const fact *x, const cs_connector *connector, const char *property)
{
    return x->of == connector && !x->rule && cs_text_is(x->property, property);
}

/* A heading and a list of the facts of one property. */
static void show_list(showing *s, const cs_connector *connector, const char *property,
                      const char *title, bool values)
{
    bool any = false;

    for (size_t i = 0; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        if (!belongs(x, connector, property))
            continue;
        if (!any) {
            document_heading(s->d, 4, cs_text_from(title), NULL);
            document_list(s->d);
        }
        any = true;
        document_item(s->d);
        if (x->name.n > 0)
            document_text(s->d, x->name);
        else
            document_words(s->d, "all");
        if (values) {
            document_words(s->d, ": ");
            document_text(s->d, x->value);
        }
        document_item_end(s->d);
        s->told[i] = true;
    }
    if (any)
        document_list_end(s->d);
}

/* The same in one paragraph, with commas. */
static void show_names(showing *s, const cs_connector *connector, const char *property,
                       const char *title)
{
    bool any = false;

    for (size_t i = 0; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        if (!belongs(x, connector, property))
            continue;
        if (!any) {
            document_heading(s->d, 4, cs_text_from(title), NULL);
            document_paragraph(s->d);
        }
        document_words(s->d, any ? ", " : "");
        document_text(s->d, x->name);
        any = true;
        s->told[i] = true;
    }
    if (any)
        document_paragraph_end(s->d);
}

static void show_steps(showing *s, cs_text steps)
{
    while (steps.n > 0) {
        document_text(s->d, cs_text_take_line(&steps));
        document_words(s->d, steps.n > 0 ? "; " : "");
    }
}

static void show_runs(showing *s, const cs_connector *connector)
{
    static const char *const heads[] = {"Run profile", "Steps", NULL};
    bool any = false;

    for (size_t i = 0; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        if (!belongs(x, connector, "run-profile"))
            continue;
        if (!any)
            document_table(s->d, heads);
        any = true;
        document_row(s->d);
        document_cell(s->d);
        document_text(s->d, x->name);
        document_cell(s->d);
        show_steps(s, x->value);
        document_row_end(s->d);
        s->told[i] = true;
    }
    if (any)
        document_table_end(s->d);
}

/* Parameters, and then all other settings by their path. */
static void show_settings(showing *s, const cs_connector *connector)
{
    static const char *const heads[] = {"Setting", "Of", "Value", NULL};

    document_table(s->d, heads);
    for (size_t i = 0; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        bool parameter = cs_text_is(x->property, "parameter");
        if (x->of != connector || x->rule || s->told[i] || x->quiet || x->hidden ||
            x->class == CLASS_NOISE || x->area == AREA_OTHER ||
            cs_text_is(x->property, "ma-data/schema/attribute-type") ||
            cs_text_is(x->property, "presence"))
            continue;
        document_row(s->d);
        document_cell(s->d);
        document_text(s->d, parameter ? x->name : x->property);
        document_cell(s->d);
        document_text(s->d, parameter ? x->note : x->name);
        document_cell(s->d);
        document_code(s->d, x->value);
        document_row_end(s->d);
        s->told[i] = true;
    }
    document_table_end(s->d);
}

/* ---- Schema ---- */

/* The attributes of one type, from the first on that has not been shown. */
static void show_type(showing *s, const cs_connector *connector, size_t first)
{
    cs_text type = s->f->list[first].value;
    bool any = false;

    document_paragraph(s->d);
    document_text(s->d, type);
    document_words(s->d, ": ");
    for (size_t i = first; i < s->f->count; i++) {
        const fact *x = &s->f->list[i];
        if (!belongs(x, connector, "ma-data/schema/attribute-type") || s->told[i] ||
            !cs_text_equal(x->value, type))
            continue;
        document_words(s->d, any ? ", " : "");
        document_text(s->d, x->name);
        any = true;
        s->told[i] = true;
    }
    document_paragraph_end(s->d);
}

static void show_schema(showing *s, const cs_connector *connector)
{
    char word[256];

    show_word(word, "Schema of %.*s", CS_PRINTED(connector->name, 150));
    document_fold(s->d, cs_text_from(word), NULL);
    document_paragraph(s->d);
    document_words(s->d, "Classes: ");
    for (size_t i = 0; i < connector->schema.class_count; i++) {
        document_words(s->d, i > 0 ? ", " : "");
        document_text(s->d, connector->schema.classes[i].name);
    }
    document_paragraph_end(s->d);
    for (size_t i = 0; i < s->f->count; i++)
        if (belongs(&s->f->list[i], connector, "ma-data/schema/attribute-type") && !s->told[i])
            show_type(s, connector, i);
    document_fold_end(s->d);
}

static void tell_presence(showing *s)
{
    for (size_t i = 0; i < s->f->count; i++)
        if (cs_text_is(s->f->list[i].property, "presence"))
            s->told[i] = true;
}

void show_connectors(showing *s)
{
    char id[256];

    tell_presence(s);
    document_heading(s->d, 2, CS_LITERAL("Connectors"), "connectors");
    for (size_t i = 0; i < s->f->config->connector_count; i++) {
        const cs_connector *connector = &s->f->config->connectors[i];
        document_heading(s->d, 3, connector->name, show_word(id, "connector-%zu", i + 1));
        document_paragraph(s->d);
        document_text(s->d, connector->category);
        document_words(s->d, connector->subtype.n > 0 ? ", " : "");
        document_text(s->d, connector->subtype);
        document_words(s->d, connector->realm.n > 0 ? ", " : "");
        document_text(s->d, connector->realm);
        document_paragraph_end(s->d);
        show_list(s, connector, "partition", "Partitions", true);
        show_list(s, connector, "container", "Containers", true);
        show_names(s, connector, "object-type", "Object types");
        show_names(s, connector, "attribute", "Selected attributes");
        document_heading(s->d, 4, CS_LITERAL("Run profiles"), NULL);
        show_runs(s, connector);
        document_heading(s->d, 4, CS_LITERAL("Settings"), NULL);
        show_settings(s, connector);
        show_schema(s, connector);
    }
}
