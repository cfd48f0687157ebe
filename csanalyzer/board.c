#include "board.h"

#include "report/packed_change.h"

bool board_begin(board *b, const analyzer_options *options, cs_error *error)
{
    b->file = (cs_page_file){CS_PAGE_ACTIVE, options->input};
    b->operands[0] = options->input;
    b->operands[1] = cs_part_name(options->section);
    b->options = (cs_page_options){
        .program = "csanalyzer",
        .section = options->section,
        .files = &b->file,
        .file_count = 1,
        .chosen = {options->report.chosen, options->report.chosen_count},
        .operands = {b->operands, options->section == CS_UNAPPLIED_EXPORT ? 1 : 2},
    };
    b->page = cs_page_new(&b->options, error);
    return b->page != NULL;
}

void board_free(board *b)
{
    cs_page_free(b->page);
}

/* ---- Into a record ---- */

void board_put(cs_buffer *to, cs_changes *changes, const cs_change *change, bool begins,
               bool decode)
{
    const cs_pack_options options = {.decode = decode, .values = true};

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

bool board_take(board *b, cs_text body, cs_error *error)
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
    if (begins && !cs_page_object(b->page, connector, error))
        return false;
    cs_page_add_packed(b->page, CS_PAGE_ACTIVE, &row);
    return true;
}

bool board_end(board *b, const cs_summary *summary, const cs_limits *limits, cs_output *output,
               cs_error *error)
{
    const cs_page_facts facts = {.summaries = {summary}, .limits = limits};

    return cs_page_end(b->page, &facts, output, error);
}
