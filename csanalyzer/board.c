#include "board.h"

#include "decode.h"
#include "pack.h"

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

/* Puts a value as it is shown. */
static void put_value(cs_buffer *to, const cs_change *change, bool decode, cs_text value)
{
    cs_buffer scratch = {0};

    if (decode && value.s)
        value = cs_decode(change->attribute, change->source ? change->source->type : (cs_text){0},
                          value, &scratch);
    cs_pack_text(to, value);
    to->failed |= scratch.failed;
    cs_buffer_free(&scratch);
}

/* Puts the first values of an attribute: those with that VMODT, or all of them. An absent one ends
 * them. */
static void put_values(cs_buffer *to, const cs_change *change, const cs_attribute *a,
                       cs_vmodt vmodt, bool decode)
{
    size_t left = CS_PAGE_VALUES;

    for (const cs_value *v = a ? cs_first_value(a) : NULL; v && left > 0; v = cs_next_value(v)) {
        if (vmodt != CS_VMODT_ABSENT && cs_vmodt_effective(v->vmodt, change->amodt) != vmodt)
            continue;
        put_value(to, change, decode, cs_value_shown(a, v));
        left--;
    }
    cs_pack_text(to, (cs_text){0});
}

void board_put(cs_buffer *to, cs_changes *changes, const cs_change *change, bool begins,
               bool decode)
{
    const cs_attribute *a = change->added != CS_COUNT_NONE ? change->source : NULL;
    const cs_attribute *replaced = cs_changes_replaced(changes, change);

    cs_pack_number(to, begins);
    cs_pack_text(to, changes->object->fields[CS_FIELD_MA_NAME]);
    cs_pack_text(to, change->dn);
    cs_pack_text(to, change->object_type);
    cs_pack_text(to, change->display_name);
    cs_pack_number(to, change->omodt);
    cs_pack_text(to, change->attribute);
    cs_pack_number(to, change->amodt);
    put_value(to, change, decode, change->old_value);
    put_value(to, change, decode, change->new_value);
    cs_pack_number(to, (uint64_t)(change->added - CS_COUNT_NONE));
    cs_pack_number(to, (uint64_t)(change->removed - CS_COUNT_NONE));
    put_values(to, change, a, CS_VMODT_ADD, decode);
    if (replaced)
        put_values(to, change, replaced, CS_VMODT_ABSENT, decode);
    else
        put_values(to, change, a, CS_VMODT_DELETE, decode);
}

/* ---- Out of a record ---- */

static size_t get_values(cs_text *from, cs_text values[CS_PAGE_VALUES])
{
    cs_text value;
    size_t count = 0;

    while ((value = cs_unpack_text(from)).s)
        values[count++] = value;
    return count;
}

bool board_take(board *b, cs_text body, cs_error *error)
{
    cs_text added[CS_PAGE_VALUES], removed[CS_PAGE_VALUES];
    cs_change row = {0};

    bool begins = cs_unpack_number(&body) != 0;
    cs_text connector = cs_unpack_text(&body);
    row.dn = cs_unpack_text(&body);
    row.object_type = cs_unpack_text(&body);
    row.display_name = cs_unpack_text(&body);
    row.omodt = (cs_omodt)cs_unpack_number(&body);
    row.attribute = cs_unpack_text(&body);
    row.amodt = (cs_amodt)cs_unpack_number(&body);
    row.old_value = cs_unpack_text(&body);
    row.new_value = cs_unpack_text(&body);
    row.added = (long long)cs_unpack_number(&body) + CS_COUNT_NONE;
    row.removed = (long long)cs_unpack_number(&body) + CS_COUNT_NONE;
    cs_page_change change = {.row = &row, .added = added, .removed = removed};
    change.added_count = get_values(&body, added);
    change.removed_count = get_values(&body, removed);
    return (!begins || cs_page_object(b->page, connector, error)) &&
           cs_page_add(b->page, &change, error);
}

bool board_end(board *b, const cs_summary *summary, const cs_limits *limits, cs_output *output,
               cs_error *error)
{
    const cs_page_facts facts = {.summaries = {summary}, .limits = limits};

    return cs_page_end(b->page, &facts, output, error);
}
