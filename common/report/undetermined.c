#include "report/undetermined.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/error.h"
#include "base/json.h"
#include "base/terminal.h"

enum {
    EXPORTS = 1u << CS_UNAPPLIED_EXPORT | 1u << CS_ESCROWED_EXPORT | 1u << CS_UNCONFIRMED_EXPORT
};

static cs_field operation_field(cs_part section)
{
    return section == CS_PENDING_IMPORT ? CS_FIELD_IMPORT_DELTA_OPERATION
                                        : CS_FIELD_EXPORT_DELTA_OPERATION;
}

unsigned cs_evidence_fields(cs_part section)
{
    return 1u << operation_field(section);
}

void cs_evidence_note(cs_evidence *e, const cs_object *object, cs_part section)
{
    bool import = section == CS_PENDING_IMPORT;
    unsigned element = 1u << (import ? CS_PENDING_IMPORT : CS_UNAPPLIED_EXPORT);
    unsigned pending = import ? element : EXPORTS;
    cs_text operation = object->fields[operation_field(section)];

    e->objects++;
    if (object->drop || object->pending & pending)
        return;
    if (object->deltas == 0 && !(object->elements & element) && !operation.s)
        cs_sighting_note(&e->silent, object->dn);
    operation = cs_text_strip(operation);
    if (operation.n > 0 && !cs_text_is(operation, "none"))
        cs_sighting_note(&e->contrary, object->dn);
}

void cs_evidence_add(cs_evidence *e, const cs_evidence *more)
{
    e->objects += more->objects;
    cs_sighting_add(&e->silent, &more->silent);
    cs_sighting_add(&e->contrary, &more->contrary);
}

cs_undetermined cs_evidence_judge(const cs_evidence *e)
{
    if (e->contrary.count > 0)
        return (cs_undetermined){CS_CONTRADICTION, e->contrary.count, e->contrary.first};
    if (e->objects > 0 && e->silent.count == e->objects)
        return (cs_undetermined){CS_SILENT, e->silent.count, e->silent.first};
    return (cs_undetermined){CS_DETERMINED, 0, ""};
}

void cs_undetermined_text(const cs_undetermined *u, cs_part section, const char *prefix,
                          const char *file, cs_buffer *to)
{
    bool import = section == CS_PENDING_IMPORT, one = u->objects == 1;
    const char *operation = cs_field_name(operation_field(section));
    char name[300], first[600], line[512];

    if (u->reason == CS_DETERMINED)
        return;
    cs_escape(name, sizeof name, cs_text_from(file));
    cs_escape(first, sizeof first, cs_text_from(u->first));
    cs_buffer_puts(to, prefix);
    cs_buffer_puts(to, name);
    cs_buffer_puts(to, ": this file cannot tell what is pending: ");
    if (u->reason == CS_SILENT && one)
        snprintf(line, sizeof line, "its only object has neither a delta nor an %s", operation);
    else if (u->reason == CS_SILENT)
        snprintf(line, sizeof line, "none of its %" PRIu64 " objects has a delta or an %s",
                 u->objects, operation);
    else
        snprintf(line, sizeof line, "%" PRIu64 " object%s an %s, but not the delta", u->objects,
                 one ? " has" : "s have", operation);
    cs_buffer_puts(to, line);
    cs_buffer_puts(to, one ? ", \"" : ", the first is \"");
    cs_buffer_puts(to, first);
    snprintf(line, sizeof line,
             "\"; export it with \"csexport CONNECTOR FILE /f:%c\", without /o:\n",
             import ? 'm' : 'x');
    cs_buffer_puts(to, line);
}

void cs_undetermined_json(const cs_undetermined *u, cs_buffer *to)
{
    char number[64];

    if (u->reason == CS_DETERMINED) {
        cs_buffer_puts(to, "null");
        return;
    }
    cs_buffer_puts(to, u->reason == CS_SILENT ? "{\"reason\":\"silent\""
                                              : "{\"reason\":\"contradiction\"");
    snprintf(number, sizeof number, ",\"objects\":%" PRIu64 ",\"first\":", u->objects);
    cs_buffer_puts(to, number);
    cs_json_string(to, cs_text_from(u->first));
    cs_buffer_puts(to, "}");
}
