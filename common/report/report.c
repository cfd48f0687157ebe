#include "report/report.h"

#include <stdio.h>

const cs_text cs_report_header[CS_REPORT_COLUMNS] = {
    {"DN", 2},           {"ObjectType", 10},    {"DisplayName", 11}, {"OMODT", 5},
    {"Attribute", 9},    {"AMODT", 5},          {"OldValue", 8},     {"NewValue", 8},
    {"ValuesAdded", 11}, {"ValuesRemoved", 13},
};

/* A number of values as a field, absent where it is unknown. */
static cs_text count_field(long long count, char *digits, size_t size)
{
    if (count == CS_COUNT_NONE)
        return CS_NO_TEXT;
    int n = snprintf(digits, size, "%lld", count);
    return (cs_text){digits, (size_t)n};
}

void cs_report_fields(const cs_change *change, cs_report_row *row)
{
    cs_text *to = row->fields;

    *to++ = change->dn;
    *to++ = change->object_type;
    *to++ = change->display_name;
    *to++ = cs_text_from(cs_omodt_title(change->omodt));
    *to++ = change->attribute;
    *to++ =
        change->amodt != CS_AMODT_ABSENT ? cs_text_from(cs_amodt_title(change->amodt)) : CS_NO_TEXT;
    *to++ = change->old_value;
    *to++ = change->new_value;
    *to++ = count_field(change->added, row->added, sizeof row->added);
    *to++ = count_field(change->removed, row->removed, sizeof row->removed);
}
