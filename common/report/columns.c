#include "report/columns_internal.h"

#include <stdlib.h>

/* Layouts as bits. */
enum {
    C = 1 << CS_LAYOUT_CHANGES,
    V = 1 << CS_LAYOUT_VALUES,
    O = 1 << CS_LAYOUT_OBJECTS,
    W = 1 << CS_LAYOUT_WIDE,
    ALL = C | V | O | W
};

static const unsigned errors = 1u << CS_FIELD_IMPORT_ERROR | 1u << CS_FIELD_EXPORT_ERROR;

/* Which layouts have a column, and which show it unasked; what it needs of the reader. */
static const struct {
    const char *name;
    unsigned layouts, usual;
    int field; /* CS_FIELDS: none, -1: both error details */
} known[COLUMNS] = {
    [DN] = {"DN", ALL, ALL, CS_FIELDS},
    [OBJECT_TYPE] = {"ObjectType", ALL, ALL, CS_FIELDS},
    [DISPLAY_NAME] = {"DisplayName", ALL, ALL, CS_FIELDS},
    [OMODT] = {"OMODT", ALL, ALL, CS_FIELDS},
    [ATTRIBUTE] = {"Attribute", C | V, C | V, CS_FIELDS},
    [AMODT] = {"AMODT", C | V, C | V, CS_FIELDS},
    [OLD_VALUE] = {"OldValue", C, C, CS_FIELDS},
    [NEW_VALUE] = {"NewValue", C, C, CS_FIELDS},
    [VALUES_ADDED] = {"ValuesAdded", C, C, CS_FIELDS},
    [VALUES_REMOVED] = {"ValuesRemoved", C, C, CS_FIELDS},
    [VMODT] = {"VMODT", V, V, CS_FIELDS},
    [VALUE] = {"Value", V, V, CS_FIELDS},
    [ATTRIBUTES] = {"Attributes", O, O, CS_FIELDS},
    [ATTRIBUTE_NAMES] = {"AttributeNames", O, O, CS_FIELDS},
    [ID] = {"ID", ALL, 0, CS_FIELDS},
    [CONNECTOR] = {"Connector", ALL, 0, CS_FIELD_MA_NAME},
    [USER_PRINCIPAL_NAME] = {"UserPrincipalName", ALL, 0, CS_FIELDS},
    [MAIL] = {"Mail", ALL, 0, CS_FIELDS},
    [SOURCE_ANCHOR] = {"SourceAnchor", ALL, 0, CS_FIELDS},
    [ON_PREMISES_SAM_ACCOUNT_NAME] = {"OnPremisesSamAccountName", ALL, 0, CS_FIELDS},
    [ON_PREMISES_DN] = {"OnPremisesDN", ALL, 0, CS_FIELDS},
    [OBJECT_GUID] = {"ObjectGUID", ALL, 0, CS_FIELDS},
    [NEW_DN] = {"NewDN", ALL, 0, CS_FIELDS},
    [ATTRIBUTE_TYPE] = {"AttributeType", C | V, 0, CS_FIELDS},
    [MULTIVALUED] = {"Multivalued", C | V, 0, CS_FIELDS},
    [METAVERSE_ID] = {"MetaverseID", ALL, 0, CS_FIELD_MV_LINK},
    [LAST_EXPORT] = {"LastExport", ALL, 0, CS_FIELD_LAST_EXPORT_DELTA_TIME},
    [ERROR_TYPE] = {"ErrorType", ALL, 0, -1},
    [ERROR_CODE] = {"ErrorCode", ALL, 0, -1},
    [ERROR_DATE] = {"ErrorDate", ALL, 0, -1},
    [ERROR_DETAIL] = {"ErrorDetail", ALL, 0, -1},
    [NOTE] = {"Note", C, 0, CS_FIELDS},
};

cs_layout cs_layout_from(const char *name)
{
    static const char *const names[CS_LAYOUTS] = {"changes", "values", "objects", "wide"};
    cs_layout layout = 0;

    while (layout < CS_LAYOUTS && strcmp(name, names[layout]) != 0)
        layout++;
    return layout;
}

/* ---- Which columns ---- */

static bool add_column(cs_columns *columns, int id, cs_text header, cs_text attribute)
{
    cs_column *list = realloc(columns->list, (columns->count + 1) * sizeof *list);

    if (!list)
        return false;
    columns->list = list;
    list[columns->count++] = (cs_column){id, header, attribute};
    if (id < COLUMNS && known[id].field == -1)
        columns->fields |= errors;
    else if (id < COLUMNS && known[id].field < CS_FIELDS)
        columns->fields |= 1u << known[id].field;
    return true;
}

static bool usual_columns(cs_columns *columns, cs_layout layout, cs_error *error)
{
    for (int id = 0; id < COLUMNS; id++)
        if (known[id].usual & 1u << layout &&
            !add_column(columns, id, cs_text_from(known[id].name), CS_NO_TEXT))
            return cs_fail_memory(error);
    return true;
}

/* `@name` or `@name:old`; the word is changed into the header. */
static bool read_attribute_column(cs_columns *columns, char *word, cs_error *error)
{
    static const char old[] = ":old";
    size_t n = strlen(word);
    bool before = n > strlen(old) && strcmp(word + n - strlen(old), old) == 0;

    if (before)
        n -= strlen(old);
    if (n < 2)
        return cs_fail_usage(error, "column \"@\" needs the name of an attribute");
    cs_text attribute = {word + 1, n - 1};
    if (before)
        word[n] = ' '; /* "name old" */
    if (!add_column(columns, before ? VALUE_BEFORE : VALUE_AFTER, cs_text_from(word + 1),
                    attribute))
        return cs_fail_memory(error);
    return true;
}

static bool read_column(cs_columns *columns, cs_layout layout, char *word, cs_error *error)
{
    if (word[0] == '@')
        return read_attribute_column(columns, word, error);
    for (int id = 0; id < COLUMNS; id++) {
        cs_text name = cs_text_from(known[id].name);
        if (!cs_text_equal_nocase(name, cs_text_from(word)))
            continue;
        if (!(known[id].layouts & 1u << layout))
            return cs_fail_usage(error, "this layout has no column \"%s\"", known[id].name);
        return add_column(columns, id, name, CS_NO_TEXT) || cs_fail_memory(error);
    }
    return cs_fail_usage(error, "unknown column \"%s\"", word);
}

bool cs_columns_read(cs_columns *columns, cs_layout layout, const char *list, cs_error *error)
{
    *columns = (cs_columns){0};
    if (!list)
        return usual_columns(columns, layout, error);
    columns->words = strdup(list);
    if (!columns->words)
        return cs_fail_memory(error);
    for (char *rest = columns->words, *word; (word = strsep(&rest, ",")) != NULL;)
        if (!read_column(columns, layout, word, error))
            return false;
    return true;
}

void cs_columns_free(cs_columns *columns)
{
    free(columns->list);
    free(columns->words);
}

cs_text *cs_columns_header(const cs_columns *columns)
{
    cs_text *header = calloc(columns->count, sizeof *header);

    for (size_t i = 0; header && i < columns->count; i++)
        header[i] = columns->list[i].header;
    return header;
}
