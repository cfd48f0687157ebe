/* How the writer's XML gets out: checked, whole or not at all. */
#include <inttypes.h>
#include <stdio.h>

#include "base/terminal.h"
#include "base/utf8.h"
#include "xml/write/internal.h"

enum tuning {
    FLUSH_FROM = 1 << 20 /* bytes that wait before they are handed on, so that memory is bounded */
};

/* ---- Failing ---- */

/* Ends the writing of this object and of all others. */
static void fail(cs_writer *writer, cs_cause cause, const char *what)
{
    if (writer->failed)
        return;
    writer->failed = true;
    cs_fail_cause(writer->error, cause, "%s", what);
    if (writer->object) {
        cs_error_place(writer->error, NULL, 0, 0, writer->object->dn);
        writer->error->has_offset = false; /* there is no file that it could be an offset in */
    }
}

void cs_writer_damaged(cs_writer *writer)
{
    fail(writer, CS_CAUSE_OTHER,
         writer->object ? "the object's details are damaged"
                        : "the stored root element of the document is damaged");
}

/* The name of the attribute in which the byte `at` of the buffer lies, as written; absent where it
 * is not known. */
static cs_text attribute_at(const cs_buffer *buffer, size_t at)
{
    static const char *const starts[] = {"<attr name=\"", "<dn-attr name=\""};

    for (size_t i = at; i-- > 0;) {
        cs_text rest = {buffer->s + i, at - i};
        if (rest.s[0] != '<')
            continue;
        for (size_t k = 0; k < sizeof starts / sizeof *starts; k++) {
            if (!cs_text_starts(rest, starts[k]))
                continue;
            cs_text name = cs_text_skip(rest, strlen(starts[k]));
            size_t end = cs_text_find(name, '"');
            if (end < name.n)
                return (cs_text){name.s, end};
        }
        if (cs_text_starts(rest, "<cs-") || cs_text_starts(rest, "</"))
            break;
    }
    return CS_NO_TEXT;
}

/* Says which byte XML has no place for; a database can hold any. */
static void fail_character(cs_writer *writer, size_t at)
{
    const cs_buffer *buffer = &writer->buffer;
    cs_text name = attribute_at(buffer, at);
    uint32_t code = 0;
    char what[300], character[40];

    if (cs_utf8_decode(buffer->s + at, buffer->n - at, &code) == 0)
        snprintf(character, sizeof character, "a byte that is not UTF-8");
    else
        snprintf(character, sizeof character, "U+%04" PRIX32, code);
    if (name.s)
        snprintf(what, sizeof what, "the attribute \"%.*s\" holds %s, which XML does not allow",
                 CS_PRINTED(name, 200), character);
    else
        snprintf(what, sizeof what, "the object holds %s, which XML does not allow", character);
    fail(writer, CS_CAUSE_OTHER, what);
}

/* ---- Handing on ---- */

/* The length of the character at the start of `t`, and its code point, where it is a dangerous one;
 * otherwise 0. The C0 controls that XML allows are its white space. */
static size_t dangerous_character(cs_text t, uint32_t *code)
{
    if ((unsigned char)t.s[0] < 0x7F)
        return 0;
    size_t size = cs_utf8_decode(t.s, t.n, code);
    return cs_is_dangerous(*code) ? size : 0;
}

/* `xml` with such characters as references: the same to whoever reads it. Names stay. */
static cs_text tamed(cs_writer *writer, cs_text xml)
{
    cs_buffer *to = &writer->shown;
    bool tag = false;
    char quote = 0;
    size_t from = 0, size = 1;

    to->n = 0;
    for (size_t i = 0; i < xml.n; i += size) {
        char c = xml.s[i];
        uint32_t code = 0;
        size = 1;
        if (quote != 0)
            quote = c == quote ? 0 : quote;
        else if (tag && (c == '"' || c == '\''))
            quote = c;
        else if (c == '<' || c == '>')
            tag = c == '<';
        if (tag && quote == 0)
            continue;
        size_t dangerous = dangerous_character(cs_text_skip(xml, i), &code);
        if (dangerous == 0)
            continue;
        char reference[16];
        snprintf(reference, sizeof reference, "&#x%" PRIX32 ";", code);
        cs_buffer_add(to, (cs_text){xml.s + from, i - from});
        cs_buffer_puts(to, reference);
        from = i + dangerous;
        size = dangerous;
    }
    cs_buffer_add(to, cs_text_skip(xml, from));
    return cs_buffer_text(to);
}

void cs_writer_hand_on(cs_writer *writer)
{
    cs_text xml = cs_buffer_text(&writer->buffer);

    if (writer->buffer.failed || writer->scratch.failed)
        fail(writer, CS_CAUSE_MEMORY, "out of memory");
    if (writer->failed) {
        writer->buffer.n = 0;
        return;
    }
    size_t fine = cs_utf8_xml_prefix(xml.s, xml.n);
    if (fine < xml.n) {
        fail_character(writer, fine);
        return;
    }
    if (cs_output_is_terminal(writer->out))
        xml = tamed(writer, xml);
    if (writer->shown.failed)
        fail(writer, CS_CAUSE_MEMORY, "out of memory");
    else if (!cs_output_write(writer->out, xml, writer->error))
        writer->failed = true;
    writer->buffer.n = 0;
}

void cs_writer_hand_on_much(cs_writer *writer)
{
    if (writer->buffer.n >= FLUSH_FROM)
        cs_writer_hand_on(writer);
}

/* ---- Tags ---- */

void cs_writer_attribute(cs_writer *writer, const char *name, cs_text value)
{
    if (!value.s)
        return;
    CS_PUT(writer, " ");
    cs_writer_puts(writer, name);
    CS_PUT(writer, "=\"");
    cs_escape_attribute(&writer->buffer, value);
    CS_PUT(writer, "\"");
}

void cs_writer_others(cs_writer *writer, cs_text others, const cs_known *fields, size_t count)
{
    cs_frame_attribute attribute;

    while (cs_frame_attribute_next(&others, &attribute) > 0) {
        bool written = false;
        for (size_t i = 0; i < count; i++)
            written = written || (fields[i].value.s && cs_text_is(attribute.name, fields[i].name));
        if (written)
            continue;
        CS_PUT(writer, " ");
        cs_buffer_add(&writer->buffer, attribute.whole);
    }
}

void cs_writer_token(cs_writer *writer, const cs_token *token)
{
    switch (token->kind) {
    case CS_TOKEN_OPEN:
        CS_PUT(writer, "<");
        cs_buffer_add(&writer->buffer, token->name);
        cs_buffer_add(&writer->buffer, token->text);
        CS_PUT(writer, ">");
        break;
    case CS_TOKEN_CLOSE:
        CS_PUT(writer, "</");
        cs_buffer_add(&writer->buffer, token->name);
        CS_PUT(writer, ">");
        break;
    case CS_TOKEN_TEXT:
        cs_buffer_add(&writer->buffer, token->text);
        break;
    default:
        break;
    }
}

bool cs_writer_opens(const cs_token *token, const char *name)
{
    return token->kind == CS_TOKEN_OPEN && cs_text_is(token->name, name) &&
           cs_frame_attribute_value(token->text, "xmlns").n == 0;
}

bool cs_writer_is_stray(const cs_token *token, size_t deepest)
{
    return token->kind == CS_TOKEN_TEXT && token->depth <= deepest &&
           !cs_text_is_blank(token->text);
}

bool cs_writer_number(cs_text t, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (t.s[i] < '0' || t.s[i] > '9')
            return false;
        *number = *number * 10 + (uint64_t)(t.s[i] - '0');
    }
    return t.n > 0 && t.n < 20;
}
