#include "table/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"

struct cs_table {
    const cs_table_options *options;
    cs_output *out;
    cs_workbook *workbook; /* of CS_FORMAT_XLSX, else NULL */
    const cs_text *header;
    size_t count;
    cs_buffer row;
};

cs_table *cs_table_new(const cs_table_options *options, cs_output *out, cs_error *error)
{
    cs_table *table = calloc(1, sizeof *table);

    if (!table) {
        cs_fail_memory(error);
        return NULL;
    }
    *table = (cs_table){.options = options, .out = out};
    if (options->format == CS_FORMAT_XLSX) {
        table->workbook = cs_workbook_new(error);
        if (!table->workbook) {
            free(table);
            return NULL;
        }
    }
    return table;
}

/* Writes what is in `row`, and empties it. */
static bool flush_row(cs_table *table, cs_error *error)
{
    bool ok = !table->row.failed ? cs_output_write(table->out, cs_buffer_text(&table->row), error)
                                 : cs_fail_memory(error);

    table->row.n = 0;
    return ok;
}

bool cs_table_header(cs_table *table, const cs_text *header, size_t count, cs_error *error)
{
    table->header = header;
    table->count = count;
    if (table->workbook)
        return cs_workbook_header(table->workbook, header, count, error);
    if (table->options->format != CS_FORMAT_CSV)
        return true;
    if (table->options->mark)
        cs_buffer_puts(&table->row, "\xEF\xBB\xBF");
    cs_csv_record(&table->row, &table->options->csv, header, count);
    return flush_row(table, error);
}

void cs_table_format(cs_buffer *to, const cs_table_options *options, const cs_text *header,
                     size_t count, const cs_fields *row)
{
    if (options->format == CS_FORMAT_CSV)
        cs_csv_record(to, &options->csv, row->list, count);
    else
        cs_json_record(to, header, row->list, row->cells, count);
}

bool cs_table_row(cs_table *table, const cs_fields *row, cs_error *error)
{
    if (table->workbook)
        return cs_workbook_row(table->workbook, row->omodt, row->list, error);
    cs_table_format(&table->row, table->options, table->header, table->count, row);
    return flush_row(table, error);
}

bool cs_table_formatted(cs_table *table, cs_text rows, cs_error *error)
{
    return cs_output_write(table->out, rows, error);
}

bool cs_table_end(cs_table *table, const cs_facts *facts, cs_error *error)
{
    return !table->workbook || cs_workbook_write(table->workbook, facts, table->out, error);
}

uint64_t cs_table_cut(const cs_table *table)
{
    return table->workbook ? cs_workbook_cut(table->workbook) : 0;
}

void cs_table_cut_text(uint64_t cut, const char *prefix, cs_buffer *to)
{
    char number[64];

    if (cut == 0)
        return;
    snprintf(number, sizeof number, "%" PRIu64 " value%s", cut, cut == 1 ? " was" : "s were");
    cs_buffer_puts(to, prefix);
    cs_buffer_puts(to, number);
    cs_buffer_puts(to, " cut at 32,767 characters, the most a cell holds\n");
}

void cs_table_free(cs_table *table)
{
    if (!table)
        return;
    cs_workbook_free(table->workbook);
    cs_buffer_free(&table->row);
    free(table);
}
