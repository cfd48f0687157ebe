#include "page_input.h"

#include <stdlib.h>

_Static_assert((int)ACTIVE == (int)CS_PAGE_ACTIVE && (int)STAGING == (int)CS_PAGE_STAGING,
               "a side of the page is a side");

/* ---- The start ---- */

/* Adds what names a file on a command line: an option, unless it can stand alone. */
static size_t add_operand(const char **words, const diff_file *file, bool alone)
{
    if (alone) {
        words[0] = file->path;
        return 1;
    }
    words[0] = file->side == ACTIVE ? "--active" : "--staging";
    words[1] = file->path;
    return 2;
}

static void name_files(diff_page *p, const diff_options *o)
{
    bool alone = o->snapshots[ACTIVE] == 1 && o->snapshots[STAGING] == 1;
    size_t count = 0;

    for (size_t i = 0; i < o->file_count; i++)
        alone = alone && (o->files[i].path[0] != '-' || strcmp(o->files[i].path, "-") == 0);
    for (size_t i = 0; i < o->file_count; i++) {
        p->files[i] = (cs_page_file){(cs_page_side)o->files[i].side, o->files[i].path};
        count += add_operand(p->operands + count, &o->files[i], alone);
    }
    p->options.operands = (cs_page_words){p->operands, count};
}

bool diff_page_begin(diff_page *p, const diff_options *o, cs_error *error)
{
    *p = (diff_page){.files = calloc(o->file_count, sizeof *p->files),
                     .operands = calloc(2 * o->file_count, sizeof *p->operands)};
    if (!p->files || !p->operands)
        return cs_fail_memory(error);
    p->options = (cs_page_options){.program = "csdiff",
                                   .compared = true,
                                   .section = o->section,
                                   .files = p->files,
                                   .file_count = o->file_count,
                                   .chosen = {o->report.chosen, o->report.chosen_count}};
    name_files(p, o);
    p->page = cs_page_new(&p->options, error);
    return p->page != NULL;
}

/* ---- Objects ---- */

static bool is_rename(const cs_pending_change *change)
{
    return change->amodt == CS_AMODT_UPDATE && cs_text_is(change->attribute, "dn");
}

bool diff_page_count(diff_page *p, diff_side side, cs_pending pending, cs_error *error)
{
    cs_summary *summary = &p->summaries[side];
    cs_pending_change change;
    cs_text last = {0};
    bool renamed = false, ok = true;

    while (ok && cs_pending_next(&pending, &change)) {
        renamed |= is_rename(&change);
        if (change.attribute.s && !(last.s && cs_text_equal(last, change.attribute)))
            ok = cs_summary_attribute(summary, change.attribute, error);
        last = change.attribute;
    }
    summary->pending++;
    return ok && cs_summary_object(summary, pending.omodt, renamed, pending.object_type, error);
}

bool diff_page_object(diff_page *p, cs_text connector, cs_error *error)
{
    return cs_page_object(p->page, connector, error);
}

void diff_page_row(diff_page *p, diff_side side, const cs_packed_change *row)
{
    cs_page_add_packed(p->page, (cs_page_side)side, row);
}

/* ---- The end ---- */

bool diff_page_end(diff_page *p, const diff_options *options, const diff_outcome *outcome,
                   const uint64_t objects[SIDES], cs_output *output, cs_error *error)
{
    const counts *totals = &outcome->totals;
    const cs_page_compared compared = {.only_active = totals->objects[ONLY_ACTIVE],
                                       .only_staging = totals->objects[ONLY_STAGING],
                                       .different = totals->objects[DIFFERENT],
                                       .same = totals->objects[SAME]};
    cs_buffer doubt = {0};

    diff_undetermined_text(options, outcome, &doubt);
    const cs_page_facts facts = {.summaries = {&p->summaries[ACTIVE], &p->summaries[STAGING]},
                                 .compared = &compared,
                                 .undetermined = cs_buffer_text(&doubt)};
    for (diff_side side = ACTIVE; side < SIDES; side++)
        p->summaries[side].objects = objects[side];
    bool ok = !doubt.failed ? cs_page_end(p->page, &facts, output, error) : cs_fail_memory(error);
    cs_buffer_free(&doubt);
    return ok;
}

void diff_page_free(diff_page *p)
{
    cs_page_free(p->page);
    free(p->files);
    free(p->operands);
    for (diff_side side = ACTIVE; side < SIDES; side++)
        cs_summary_free(&p->summaries[side]);
}
