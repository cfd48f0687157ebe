/* The report as a page for the change board: what the threads say of a change, and how it gets onto
 * the page. */
#include "base/pack.h"
#include "report/packed_change.h"
#include "sink.h"

static bool begin_page(sink *s, cs_error *error)
{
    const analyzer_options *o = s->options;

    s->page_file = (cs_page_file){CS_PAGE_ACTIVE, o->input};
    s->page_operands[0] = o->input;
    s->page_operands[1] = cs_part_name(o->section);
    s->page_options = (cs_page_options){
        .program = "csanalyzer",
        .section = o->section,
        .files = &s->page_file,
        .file_count = 1,
        .chosen = {o->report.chosen, o->report.chosen_count},
        .operands = {s->page_operands, o->section == CS_UNAPPLIED_EXPORT ? 1 : 2},
    };
    s->page = cs_page_new(&s->page_options, error);
    return s->page != NULL;
}

/* ---- Into a record ---- */

void page_put_change(cs_buffer *to, const analyzer_options *o, cs_changes *changes,
                     const cs_change *change, bool begins)
{
    const cs_pack_options options = {.showing = o->report.showing, .values = true};

    cs_pack_number(to, begins);
    cs_pack_text(to, changes->object->fields[CS_FIELD_MA_NAME]);
    cs_change_pack(to, &options, changes, change);
    cs_pack_text(to, change->dn);
    cs_pack_text(to, change->object_type);
    cs_pack_text(to, change->display_name);
    cs_pack_number(to, change->omodt);
    cs_pack_text(to, change->attribute);
    cs_pack_number(to, change->amodt);
}

/* ---- Out of a record ---- */

static bool take_change(sink *s, cs_text body, cs_error *error)
{
    cs_packed_change row;

    bool begins = cs_unpack_number(&body) != 0;
    cs_text connector = cs_unpack_text(&body);
    cs_change_unpack(&body, &row);
    row.change.dn = cs_unpack_text(&body);
    row.change.object_type = cs_unpack_text(&body);
    row.change.display_name = cs_unpack_text(&body);
    row.change.omodt = (cs_omodt)cs_unpack_number(&body);
    row.change.attribute = cs_unpack_text(&body);
    row.change.amodt = (cs_amodt)cs_unpack_number(&body);
    if (begins && !cs_page_object(s->page, connector, error))
        return false;
    cs_page_add_packed(s->page, CS_PAGE_ACTIVE, &row);
    return true;
}

static bool end_page(sink *s, totals *t, cs_error *error)
{
    const analyzer_options *o = s->options;
    const cs_undetermined verdict = cs_evidence_judge(&t->findings.evidence);
    cs_buffer doubt = {0};

    cs_undetermined_text(&verdict, o->section, "", o->input, &doubt);
    const cs_page_facts facts = {.summaries = {&t->summary},
                                 .limits = &t->limits,
                                 .undetermined = cs_buffer_text(&doubt),
                                 .import = cs_findings_is_import(&t->findings, o->section)};
    bool ok =
        !doubt.failed ? cs_page_end(s->page, &facts, s->output, error) : cs_fail_memory(error);
    cs_buffer_free(&doubt);
    return ok;
}

const sink_kind page_sink = {begin_page, NULL, take_change, end_page};
