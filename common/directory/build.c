#include "directory/build.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <uuid/uuid.h>

#include "base/base64.h"
#include "base/utf8.h"
#include "directory/internal.h"

enum {
    ANCHOR_SIZE = 16 /* bytes of an objectGUID or entryUUID */
};

/* ---- Values as a connector space keeps them ---- */

static bool is_text(cs_text bytes)
{
    return cs_utf8_xml_prefix(bytes.s, bytes.n) == bytes.n;
}

/* Reads a decimal integer (RFC 4517, 3.3.16). */
static bool read_integer(cs_text text, int64_t *number)
{
    bool negative = text.n > 1 && text.s[0] == '-';
    uint64_t value = 0, most = negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX;

    if (text.n == 0 || text.n > 20)
        return false;
    for (size_t i = negative; i < text.n; i++) {
        unsigned digit = (unsigned)(unsigned char)text.s[i] - '0';
        if (digit > 9 || value > (most - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *number = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

/* True where the value has the form of the syntax. */
static bool has_form(cs_text bytes, cs_syntax syntax)
{
    int64_t number;

    switch (syntax) {
    case CS_SYNTAX_INTEGER:
    case CS_SYNTAX_LARGE:
        return read_integer(bytes, &number);
    case CS_SYNTAX_BOOLEAN:
        return cs_text_is(bytes, "TRUE") || cs_text_is(bytes, "FALSE");
    case CS_SYNTAX_BINARY:
        return true;
    default:
        return is_text(bytes);
    }
}

/* The syntax that all values of the attribute have: its own, else a string, else binary. */
static cs_syntax find_syntax(const cs_gathered *g)
{
    cs_syntax syntax = g->schema.syntax;

    for (const cs_value *v = g->attribute.values; v; v = v->next)
        if (!has_form(v->text, syntax))
            syntax = is_text(v->text) && syntax != CS_SYNTAX_STRING ? CS_SYNTAX_STRING
                                                                    : CS_SYNTAX_BINARY;
    return syntax;
}

static bool to_base64(cs_arena *arena, cs_text bytes, cs_text *base64)
{
    char *to = cs_arena_alloc(arena, cs_base64_size(bytes.n) + 1);

    if (to)
        cs_base64_encode(bytes, to);
    *base64 = (cs_text){to, cs_base64_size(bytes.n)};
    return to;
}

/* Integers are hexadecimal, a negative one as its two's complement of the syntax's width. */
static bool to_hexadecimal(cs_arena *arena, cs_text decimal, cs_syntax syntax, cs_text *hex)
{
    char text[24];
    int64_t number;

    read_integer(decimal, &number);
    bool narrow = syntax == CS_SYNTAX_INTEGER && number >= INT32_MIN && number < 0;
    uint64_t bits = narrow ? (uint32_t)number : (uint64_t)number;
    int n = snprintf(text, sizeof text, "0x%" PRIx64, bits);
    *hex = cs_arena_copy(arena, (cs_text){text, (size_t)n});
    return hex->s;
}

/* Takes an extended DN, "<GUID=…>;<SID=…>;CN=…" ([MS-ADTS] 3.1.1.3.4.1.5), apart. */
static bool take_extended(cs_arena *arena, cs_value *value)
{
    unsigned char guid[ANCHOR_SIZE];
    cs_text t = value->text;
    unsigned byte;

    if (!cs_text_starts(t, "<GUID=") || cs_text_find(t, '>') != 6 + 2 * ANCHOR_SIZE)
        return true;
    for (size_t i = 0; i < ANCHOR_SIZE; i++) {
        char pair[3] = {t.s[6 + 2 * i], t.s[7 + 2 * i], '\0'};
        if (sscanf(pair, "%2x", &byte) != 1)
            return true;
        guid[i] = (unsigned char)byte;
    }
    while (t.n > 0 && t.s[0] == '<') {
        size_t end = cs_text_find(t, '>');
        t = cs_text_skip(t, end < t.n ? end + 1 : t.n);
        t = cs_text_skip(t, t.n > 0 && t.s[0] == ';');
    }
    value->text = t;
    return to_base64(arena, (cs_text){(char *)guid, sizeof guid}, &value->anchor);
}

static bool convert_value(cs_arena *arena, cs_value *value, cs_syntax syntax)
{
    switch (syntax) {
    case CS_SYNTAX_BINARY:
        return to_base64(arena, value->text, &value->text);
    case CS_SYNTAX_INTEGER:
    case CS_SYNTAX_LARGE:
        return to_hexadecimal(arena, value->text, syntax, &value->text);
    case CS_SYNTAX_BOOLEAN:
        value->text = cs_text_is(value->text, "TRUE") ? CS_LITERAL("true") : CS_LITERAL("false");
        return true;
    case CS_SYNTAX_REFERENCE:
        return take_extended(arena, value);
    default:
        return true;
    }
}

/* Turns what was gathered into an attribute of a hologram. */
static bool finish(cs_building *b, cs_gathered *g)
{
    static const cs_text words[] = {
        [CS_SYNTAX_STRING] = {"string", 6},   [CS_SYNTAX_BINARY] = {"binary", 6},
        [CS_SYNTAX_INTEGER] = {"integer", 7}, [CS_SYNTAX_LARGE] = {"integer", 7},
        [CS_SYNTAX_BOOLEAN] = {"boolean", 7},
    };
    cs_attribute *a = &g->attribute;

    if (cs_text_equal_nocase(a->name, CS_LITERAL("objectClass"))) {
        a->element = CS_OBJECTCLASS;
        a->name = CS_LITERAL("objectClass");
    }
    cs_syntax syntax = find_syntax(g);
    if (a->element == CS_OBJECTCLASS && syntax != CS_SYNTAX_STRING)
        return cs_fail(b->error, "the entry's objectClass is not text in UTF-8");
    if (syntax == CS_SYNTAX_REFERENCE)
        a->element = CS_DN_ATTR;
    else if (a->element == CS_ATTR)
        a->type = words[syntax];
    a->multivalued = a->element != CS_OBJECTCLASS && (g->schema.multivalued || a->count > 1);
    for (cs_value *v = a->values; v; v = v->next)
        if (!convert_value(b->arena, v, syntax))
            return cs_building_full(b);
    return true;
}

/* ---- Which object it is ---- */

/* The anchor's bytes: of objectGUID, else of entryUUID; false where the entry has neither. */
static bool find_anchor(cs_building *b, unsigned char anchor[ANCHOR_SIZE])
{
    const cs_gathered *guid = cs_gathered_find(b, "objectGUID"),
                      *uuid = cs_gathered_find(b, "entryUUID");
    const cs_gathered *g = guid ? guid : uuid;
    char text[40] = "";

    if (!g)
        return false;
    cs_text bytes = g->attribute.values->text;
    bool good = g->attribute.count == 1;
    if (good && guid) {
        good = bytes.n == ANCHOR_SIZE;
        memcpy(anchor, bytes.s, good ? ANCHOR_SIZE : 0);
    } else if (good) {
        snprintf(text, sizeof text, "%.*s", CS_PRINTED(bytes, sizeof text - 1));
        good = bytes.n < sizeof text && uuid_parse(text, anchor) == 0;
    }
    return good || cs_fail(b->error, "the entry's %s is not one of 16 bytes",
                           guid ? "objectGUID" : "entryUUID");
}

/* Makes the id: a UUIDv5 in the connector's own name space, which is one of its name in ours. */
static void make_id(cs_text connector, cs_text anchor, char id[CS_ID_ROOM])
{
    static const uuid_t ours = {0x3b, 0x6c, 0x52, 0xd9, 0x0f, 0x1a, 0x4c, 0x7e,
                                0x9d, 0x44, 0x61, 0xe8, 0x2b, 0x70, 0xc5, 0x13};
    uuid_t space, made;
    char text[37];

    uuid_generate_sha1(space, ours, connector.s, connector.n);
    uuid_generate_sha1(made, space, anchor.s, anchor.n);
    uuid_unparse_upper(made, text);
    snprintf(id, CS_ID_ROOM, "{%s}", text);
}

static bool identify(cs_building *b, cs_text connector)
{
    unsigned char bytes[ANCHOR_SIZE];
    cs_text anchor = {(char *)bytes, sizeof bytes};
    cs_found *found = b->found;

    found->anchor = CS_NO_TEXT;
    if (find_anchor(b, bytes)) {
        make_id(connector, anchor, found->id);
        return to_base64(b->arena, anchor, &found->anchor) || cs_building_full(b);
    }
    if (b->error->set)
        return false;
    /* DNs compare ignoring ASCII case. */
    char *lower = cs_arena_alloc(b->arena, b->entry->dn.n + 1);
    if (!lower)
        return cs_building_full(b);
    for (size_t i = 0; i < b->entry->dn.n; i++)
        lower[i] = cs_ascii_lower(b->entry->dn.s[i]);
    make_id(connector, (cs_text){lower, b->entry->dn.n}, found->id);
    return true;
}

/* structuralObjectClass, else the last class that is no superclass of another one: servers list
 * them in either order. */
static cs_text find_type(const cs_building *b)
{
    const cs_gathered *structural = cs_gathered_find(b, "structuralObjectClass");
    const cs_gathered *classes = structural ? structural : cs_gathered_find(b, "objectClass");
    cs_text type = CS_NO_TEXT;

    for (const cs_value *v = classes ? classes->attribute.values : NULL; v; v = v->next) {
        bool general = cs_text_equal_nocase(v->text, CS_LITERAL("top")) ||
                       cs_schema_is_superclass(v->text, type);
        if (is_text(v->text) && (!type.s || !general))
            type = v->text;
    }
    return type;
}

/* ---- The whole of it ---- */

/* Puts the attributes of the element behind `*next`, which moves. */
static void put_attributes(cs_building *b, cs_element element, cs_attribute ***next)
{
    for (cs_gathered *g = b->first; g; g = g->after) {
        if (!g->wanted || g->attribute.element != element)
            continue;
        **next = &g->attribute;
        *next = &g->attribute.next;
        b->found->entry->count++;
    }
}

bool cs_directory_build(const cs_entry *entry, cs_text connector, const cs_wanted *wanted,
                        cs_arena *arena, cs_found *found, cs_error *error)
{
    cs_building b = {
        .entry = entry, .names = wanted, .arena = arena, .found = found, .error = error};

    b.last = &b.first;
    if (!cs_gather(&b) || !identify(&b, connector))
        return false;
    found->type = find_type(&b);
    for (cs_gathered *g = b.first; g; g = g->after)
        if (g->wanted && !finish(&b, g))
            return false;
    cs_image *image = cs_arena_zalloc(arena, sizeof *image);
    if (!image)
        return cs_building_full(&b);
    found->entry = image;
    image->dn = entry->dn;
    image->anchor = found->anchor;
    image->primary_objectclass = found->type;
    cs_attribute **next = &image->attributes;
    put_attributes(&b, CS_OBJECTCLASS, &next);
    put_attributes(&b, CS_DN_ATTR, &next);
    put_attributes(&b, CS_ATTR, &next);
    return true;
}
