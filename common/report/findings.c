#include "report/findings.h"

#include <inttypes.h>

#include "base/error.h"
#include "base/terminal.h"

void cs_findings_note(cs_findings *f, const cs_object *object, cs_part section)
{
    cs_evidence_note(&f->evidence, object, section);
    if (object->corrupted)
        cs_sighting_note(&f->corrupted, object->dn);
    if (object->drop) {
        f->drops++;
        f->imports +=
            cs_text_is(object->step, "full-import") || cs_text_is(object->step, "delta-import");
        return;
    }
    for (unsigned part = 0; object->pending && part < CS_SECTIONS; part++)
        f->pending[part] += object->pending >> part & 1;
}

void cs_findings_add(cs_findings *f, const cs_findings *more)
{
    cs_evidence_add(&f->evidence, &more->evidence);
    cs_sighting_add(&f->corrupted, &more->corrupted);
    for (unsigned part = 0; part < CS_SECTIONS; part++)
        f->pending[part] += more->pending[part];
    f->imports += more->imports;
    f->drops += more->drops;
    f->hidden += more->hidden;
}

bool cs_findings_is_import(const cs_findings *f, cs_part section)
{
    return f->imports > 0 && section != CS_PENDING_IMPORT;
}

/* Adds "PREFIX FILE: ". */
static void begin_line(const cs_findings_about *about, cs_buffer *to)
{
    char name[300];

    cs_escape(name, sizeof name, cs_text_from(about->file));
    cs_buffer_puts(to, about->prefix);
    cs_buffer_puts(to, name);
    cs_buffer_puts(to, ": ");
}

/* The section has no change, but others do. */
static bool put_other_sections(const cs_findings *f, const cs_findings_about *about, cs_buffer *to)
{
    const char *separator = "";

    if (f->pending[about->section] > 0 || f->drops > 0)
        return false;
    for (unsigned part = 0; part < CS_SECTIONS; part++) {
        if (f->pending[part] == 0)
            continue;
        if (!separator[0]) {
            begin_line(about, to);
            cs_buffer_printf(to, "no object has a change in %s, but ",
                             cs_part_name(about->section));
        }
        cs_buffer_printf(to, "%s%" PRIu64 " in %s", separator, f->pending[part],
                         cs_part_name((cs_part)part));
        separator = ", ";
    }
    if (!separator[0])
        return false;
    cs_buffer_printf(to, "; name the section to see them\n");
    return true;
}

bool cs_findings_text(const cs_findings *f, const cs_findings_about *about, cs_buffer *to)
{
    cs_undetermined verdict = cs_evidence_judge(&f->evidence);
    char dn[600];

    cs_undetermined_text(&verdict, about->section, about->prefix, about->file, to);
    bool strict = put_other_sections(f, about, to);
    if (f->corrupted.count > 0) {
        strict = true;
        cs_escape(dn, sizeof dn, cs_text_from(f->corrupted.first));
        begin_line(about, to);
        cs_buffer_printf(to, "%" PRIu64 " %s corrupted, and the engine discards %s changes: ",
                         f->corrupted.count, f->corrupted.count == 1 ? "object is" : "objects are",
                         f->corrupted.count == 1 ? "its" : "their");
        cs_buffer_puts(to, f->corrupted.count == 1 ? "\"" : "the first is \"");
        cs_buffer_puts(to, dn);
        cs_buffer_puts(to, "\"\n");
    }
    if (cs_findings_is_import(f, about->section)) {
        strict = true;
        begin_line(about, to);
        cs_buffer_printf(
            to, "this is the drop file of an import: it holds what was found in the directory, not "
                "what is pending for it\n");
    }
    if (f->hidden > 0) {
        begin_line(about, to);
        cs_buffer_printf(to, "%" PRIu64 " %s hidden; --show-passwords shows %s\n", f->hidden,
                         f->hidden == 1 ? "value of a password is" : "values of passwords are",
                         f->hidden == 1 ? "it" : "them");
    }
    return strict;
}
