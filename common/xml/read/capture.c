#include "xml/read/capture.h"

#include <stdlib.h>

#include "base/array.h"
#include "xml/escape.h"

static const cs_text no_text = {"", 0};

void cs_capture_begin(cs_capture *capture, cs_buffer *to, bool verbatim)
{
    capture->to = to;
    capture->verbatim = verbatim;
    capture->depth = 0;
    capture->run.n = 0;
    capture->names.n = 0;
    capture->scope_count = 0;
    capture->scope_names.n = 0;
}

void cs_capture_free(cs_capture *capture)
{
    cs_buffer_free(&capture->run);
    cs_buffer_free(&capture->names);
    cs_buffer_free(&capture->scope_names);
    free(capture->levels);
    free(capture->scopes);
}

/* ---- Namespaces ---- */

static cs_text scope_text(const cs_capture *capture, size_t at, size_t n)
{
    return (cs_text){cs_buffer_text(&capture->scope_names).s + at, n};
}

/* The namespace that `prefix` stands for in what is kept so far; empty where it has none. */
static cs_text namespace_of(const cs_capture *capture, cs_text prefix)
{
    for (size_t i = capture->scope_count; i-- > 0;) {
        const struct cs_capture_scope *scope = &capture->scopes[i];
        if (cs_text_equal(scope_text(capture, scope->prefix_at, scope->prefix_n), prefix))
            return scope_text(capture, scope->uri_at, scope->uri_n);
    }
    return no_text;
}

static void put_declaration(cs_buffer *to, cs_text prefix, cs_text uri)
{
    cs_buffer_puts(to, prefix.n > 0 ? " xmlns:" : " xmlns");
    cs_buffer_add(to, prefix);
    cs_buffer_puts(to, "=\"");
    cs_escape_attribute(to, uri);
    cs_buffer_puts(to, "\"");
}

static void declare(cs_capture *capture, cs_text prefix, cs_text uri)
{
    void *scopes = cs_grown(capture->scopes, capture->scope_count, &capture->scope_room,
                            sizeof *capture->scopes);
    if (!scopes) {
        capture->to->failed = true;
        return;
    }
    capture->scopes = scopes;
    struct cs_capture_scope *scope = &capture->scopes[capture->scope_count++];
    scope->prefix_at = capture->scope_names.n;
    scope->prefix_n = prefix.n;
    cs_buffer_add(&capture->scope_names, prefix);
    scope->uri_at = capture->scope_names.n;
    scope->uri_n = uri.n;
    cs_buffer_add(&capture->scope_names, uri);
    put_declaration(capture->to, prefix, uri);
}

/* Declares the namespace of a name that is used here, unless what is kept already does. */
static void declare_used(cs_capture *capture, const cs_name *name)
{
    if (cs_text_is(name->prefix, "xml"))
        return;
    if (!cs_text_equal(namespace_of(capture, name->prefix), name->uri))
        declare(capture, name->prefix, name->uri);
}

/* ---- Elements ---- */

static void put_name(cs_buffer *to, const cs_name *name)
{
    cs_buffer_add(to, name->prefix);
    if (name->prefix.n > 0)
        cs_buffer_puts(to, ":");
    cs_buffer_add(to, name->local);
}

static void put_attribute(cs_buffer *to, const cs_tag_attribute *attribute)
{
    cs_buffer_puts(to, " ");
    put_name(to, &attribute->name);
    cs_buffer_puts(to, "=\"");
    cs_escape_attribute(to, attribute->value);
    cs_buffer_puts(to, "\"");
}

void cs_capture_attribute(cs_buffer *to, const cs_tag *tag, size_t i)
{
    const cs_name *name = &tag->attributes[i].name;
    bool declared = name->prefix.n == 0 || cs_text_is(name->prefix, "xml");

    for (size_t k = 0; k < i && !declared; k++)
        declared = cs_text_equal(tag->attributes[k].name.prefix, name->prefix);
    if (!declared)
        put_declaration(to, name->prefix, name->uri);
    put_attribute(to, &tag->attributes[i]);
}

/* Writes the text since the last tag; white space alone is dropped beside elements. */
static void flush_run(cs_capture *capture, bool beside_element)
{
    cs_text run = cs_buffer_text(&capture->run);

    if (capture->verbatim || !beside_element || !cs_text_is_blank(run))
        cs_escape_text(capture->to, run);
    capture->to->failed |= capture->run.failed;
    capture->run.n = 0;
}

static bool push_level(cs_capture *capture, const cs_tag *tag)
{
    void *levels =
        cs_grown(capture->levels, capture->depth, &capture->level_room, sizeof *capture->levels);
    if (!levels) {
        capture->to->failed = true;
        return false;
    }
    capture->levels = levels;
    struct cs_capture_level *level = &capture->levels[capture->depth++];
    level->parent = false;
    level->scopes = capture->scope_count;
    level->name_at = capture->names.n;
    put_name(&capture->names, &tag->name);
    level->name_n = capture->names.n - level->name_at;
    return true;
}

void cs_capture_start(cs_capture *capture, const cs_tag *tag)
{
    if (capture->depth > 0)
        capture->levels[capture->depth - 1].parent = true;
    flush_run(capture, true);
    if (!push_level(capture, tag))
        return;
    cs_buffer_puts(capture->to, "<");
    put_name(capture->to, &tag->name);
    for (size_t i = 0; i < tag->namespace_count; i++)
        declare(capture, tag->namespaces[i].prefix, tag->namespaces[i].uri);
    declare_used(capture, &tag->name);
    for (size_t i = 0; i < tag->attribute_count; i++) {
        if (tag->attributes[i].name.prefix.n > 0)
            declare_used(capture, &tag->attributes[i].name);
        put_attribute(capture->to, &tag->attributes[i]);
    }
    cs_buffer_puts(capture->to, ">");
}

void cs_capture_text(cs_capture *capture, cs_text text)
{
    cs_buffer_add(&capture->run, text);
}

void cs_capture_end(cs_capture *capture)
{
    if (capture->depth == 0)
        return;
    struct cs_capture_level *level = &capture->levels[--capture->depth];
    capture->to->failed |= capture->names.failed || capture->scope_names.failed;
    flush_run(capture, level->parent);
    cs_buffer_puts(capture->to, "</");
    cs_buffer_add(capture->to, (cs_text){capture->names.s + level->name_at, level->name_n});
    cs_buffer_puts(capture->to, ">");
    capture->names.n = level->name_at;
    if (capture->scope_count > level->scopes) {
        capture->scope_names.n = capture->scopes[level->scopes].prefix_at;
        capture->scope_count = level->scopes;
    }
}
