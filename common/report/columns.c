#include "report/columns_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/nearest.h"

/* Layouts as bits. */
enum {
    CHANGES = 1 << CS_LAYOUT_CHANGES,
    VALUES = 1 << CS_LAYOUT_VALUES,
    OBJECTS = 1 << CS_LAYOUT_OBJECTS,
    WIDE = 1 << CS_LAYOUT_WIDE,
    ROWS = CHANGES | VALUES, /* that speak of an attribute */
    ALL = CHANGES | VALUES | OBJECTS | WIDE
};

enum {
    ERRORS = 1 << CS_FIELD_IMPORT_ERROR | 1 << CS_FIELD_EXPORT_ERROR,
    WIDTH = 24 /* in characters, of a column that says nothing else */
};

/* Every column: the layouts that have it and those that show it unasked, the fields that a reader
 * must build for it, what it holds, whether it may differ between the rows of an object, and its
 * width in a workbook. */
static const struct known {
    const char *name;
    unsigned char layouts, usual;
    cs_cell kind;
    bool of_row;
    unsigned width, fields;
} known[COLUMNS] = {
    [COLUMN_DN] = {"DN", ALL, ALL, CS_CELL_TEXT, false, 44, 0},
    [COLUMN_OBJECT_TYPE] = {"ObjectType", ALL, ALL, CS_CELL_TEXT, false, 13, 0},
    [COLUMN_DISPLAY_NAME] = {"DisplayName", ALL, ALL, CS_CELL_TEXT, false, 26, 0},
    [COLUMN_OMODT] = {"OMODT", ALL, ALL, CS_CELL_TEXT, false, 11, 0},
    [COLUMN_ATTRIBUTE] = {"Attribute", ROWS, ROWS, CS_CELL_TEXT, true, 26, 0},
    [COLUMN_AMODT] = {"AMODT", ROWS, ROWS, CS_CELL_TEXT, true, 10, 0},
    [COLUMN_OLD_VALUE] = {"OldValue", CHANGES, CHANGES, CS_CELL_TEXT, true, 36, 0},
    [COLUMN_NEW_VALUE] = {"NewValue", CHANGES, CHANGES, CS_CELL_TEXT, true, 36, 0},
    [COLUMN_VALUES_ADDED] = {"ValuesAdded", CHANGES, CHANGES, CS_CELL_NUMBER, true, 13, 0},
    [COLUMN_VALUES_REMOVED] = {"ValuesRemoved", CHANGES, CHANGES, CS_CELL_NUMBER, true, 15, 0},
    [COLUMN_VMODT] = {"VMODT", VALUES, VALUES, CS_CELL_TEXT, true, 10, 0},
    [COLUMN_VALUE] = {"Value", VALUES, VALUES, CS_CELL_TEXT, true, 40, 0},
    [COLUMN_ATTRIBUTES] = {"Attributes", OBJECTS, OBJECTS, CS_CELL_NUMBER, true, 11, 0},
    [COLUMN_ATTRIBUTE_NAMES] = {"AttributeNames", OBJECTS, OBJECTS, CS_CELL_JSON, true, WIDTH, 0},
    [COLUMN_ID] = {"ID", ALL, 0, CS_CELL_TEXT, false, WIDTH, 0},
    [COLUMN_CONNECTOR] = {"Connector", ALL, 0, CS_CELL_TEXT, false, WIDTH, 1 << CS_FIELD_MA_NAME},
    [COLUMN_USER_PRINCIPAL_NAME] = {"UserPrincipalName", ALL, 0, CS_CELL_TEXT, false, WIDTH,
                                    1 << CS_FIELD_USER_PRINCIPAL_NAME},
    [COLUMN_MAIL] = {"Mail", ALL, 0, CS_CELL_TEXT, false, WIDTH, 0},
    [COLUMN_SOURCE_ANCHOR] = {"SourceAnchor", ALL, 0, CS_CELL_TEXT, false, WIDTH, 0},
    [COLUMN_ON_PREMISES_SAM_ACCOUNT_NAME] = {"OnPremisesSamAccountName", ALL, 0, CS_CELL_TEXT,
                                             false, WIDTH, 1 << CS_FIELD_ACCOUNT_NAME},
    [COLUMN_ON_PREMISES_DN] = {"OnPremisesDN", ALL, 0, CS_CELL_TEXT, false, WIDTH, 0},
    [COLUMN_OBJECT_GUID] = {"ObjectGUID", ALL, 0, CS_CELL_TEXT, false, WIDTH, 0},
    [COLUMN_NEW_DN] = {"NewDN", ALL, 0, CS_CELL_TEXT, false, WIDTH, 0},
    [COLUMN_ATTRIBUTE_TYPE] = {"AttributeType", ROWS, 0, CS_CELL_TEXT, true, WIDTH, 0},
    [COLUMN_MULTIVALUED] = {"Multivalued", ROWS, 0, CS_CELL_FLAG, true, WIDTH, 0},
    [COLUMN_METAVERSE_ID] = {"MetaverseID", ALL, 0, CS_CELL_TEXT, false, WIDTH,
                             1 << CS_FIELD_MV_LINK},
    [COLUMN_LAST_EXPORT] = {"LastExport", ALL, 0, CS_CELL_TEXT, false, WIDTH,
                            1 << CS_FIELD_LAST_EXPORT_DELTA_TIME},
    [COLUMN_JOINED] = {"Joined", ALL, 0, CS_CELL_TEXT, false, 10, 1 << CS_FIELD_CONNECTOR},
    [COLUMN_CONNECTOR_STATE] = {"ConnectorState", ALL, 0, CS_CELL_TEXT, false, WIDTH,
                                1 << CS_FIELD_CONNECTOR_STATE},
    [COLUMN_DISCONNECTION_REASON] = {"DisconnectionReason", ALL, 0, CS_CELL_TEXT, false, WIDTH,
                                     1 << CS_FIELD_DISCONNECTION_TYPE},
    [COLUMN_DISCONNECTION_TIME] = {"DisconnectionTime", ALL, 0, CS_CELL_TEXT, false, WIDTH,
                                   1 << CS_FIELD_DISCONNECTION_TIME},
    [COLUMN_STEP] = {"Step", ALL, 0, CS_CELL_TEXT, false, WIDTH, 0},
    [COLUMN_ERROR_TYPE] = {"ErrorType", ALL, 0, CS_CELL_TEXT, false, WIDTH, ERRORS},
    [COLUMN_ERROR_CODE] = {"ErrorCode", ALL, 0, CS_CELL_TEXT, false, WIDTH, ERRORS},
    [COLUMN_ERROR_DATE] = {"ErrorDate", ALL, 0, CS_CELL_TEXT, false, WIDTH, ERRORS},
    [COLUMN_ERROR_FIRST] = {"ErrorFirst", ALL, 0, CS_CELL_TEXT, false, WIDTH, ERRORS},
    [COLUMN_RETRY_COUNT] = {"RetryCount", ALL, 0, CS_CELL_NUMBER, false, 12, ERRORS},
    [COLUMN_ERROR_REASON] = {"ErrorReason", ALL, 0, CS_CELL_TEXT, false, 40, ERRORS},
    [COLUMN_ERROR_NAME] = {"ErrorName", ALL, 0, CS_CELL_TEXT, false, WIDTH, ERRORS},
    [COLUMN_ERROR_DETAIL] = {"ErrorDetail", ALL, 0, CS_CELL_TEXT, false, 40, ERRORS},
    [COLUMN_ERROR_EXTRA] = {"ErrorExtra", ALL, 0, CS_CELL_TEXT, false, 40, ERRORS},
    [COLUMN_ERROR_STEP] = {"ErrorStep", ALL, 0, CS_CELL_TEXT, false, WIDTH, ERRORS},
    [COLUMN_ERROR_ATTRIBUTE] = {"ErrorAttribute", ALL, 0, CS_CELL_TEXT, false, WIDTH, ERRORS},
    [COLUMN_ERROR_EXTENSION] = {"ErrorExtension", ALL, 0, CS_CELL_TEXT, false, WIDTH, ERRORS},
    [COLUMN_ERROR_CONTEXT] = {"ErrorContext", ALL, 0, CS_CELL_TEXT, false, WIDTH, ERRORS},
    [COLUMN_ERROR_CALL_STACK] = {"ErrorCallStack", ALL, 0, CS_CELL_TEXT, false, 40, ERRORS},
    [COLUMN_ERROR_XML] = {"ErrorXML", ALL, 0, CS_CELL_TEXT, false, 40, ERRORS},
    [COLUMN_NOTE] = {"Note", CHANGES, 0, CS_CELL_TEXT, true, WIDTH, 0},
};

/* The usual columns of layout `changes` come first, in their order. */
_Static_assert(COLUMN_VALUES_REMOVED + 1 == CS_USUAL_COLUMNS, "ten columns");

cs_layout cs_layout_from(const char *name, cs_error *error)
{
    static const cs_text names[CS_LAYOUTS] = {
        {"changes", 7}, {"values", 6}, {"objects", 7}, {"wide", 4}};
    cs_layout layout = 0;

    while (layout < CS_LAYOUTS && !cs_text_is(names[layout], name))
        layout++;
    if (layout == CS_LAYOUTS)
        cs_fail_unknown(error, "layout", cs_text_from(name), names, CS_LAYOUTS);
    return layout;
}

bool column_is_of_row(int id)
{
    return id < COLUMNS && known[id].of_row;
}

cs_cell column_kind(const cs_column *column, const cs_change *change)
{
    switch (column->id) {
    case COLUMN_OLD_VALUE:
    case COLUMN_NEW_VALUE:
    case COLUMN_VALUE:
        return change->source && cs_text_is(change->source->type, "integer") ? CS_CELL_NUMBER
                                                                             : CS_CELL_TEXT;
    case COLUMN_VALUE_AFTER:
    case COLUMN_VALUE_BEFORE:
        return CS_CELL_JSON;
    default: /* the same in every row */
        return known[column->id].kind;
    }
}

/* ---- Which columns ---- */

static bool add_column(cs_columns *columns, int id, cs_text header, cs_text attribute,
                       cs_error *error)
{
    cs_column *list = realloc(columns->list, (columns->count + 1) * sizeof *list);

    if (!list)
        return cs_fail_memory(error);
    columns->list = list;
    list[columns->count++] = (cs_column){id, header, attribute};
    columns->fields |= id < COLUMNS ? known[id].fields : 0;
    return true;
}

static bool usual_columns(cs_columns *columns, cs_layout layout, cs_error *error)
{
    for (int id = 0; id < COLUMNS; id++)
        if (known[id].usual & 1u << layout &&
            !add_column(columns, id, cs_text_from(known[id].name), CS_NO_TEXT, error))
            return false;
    columns->usual = layout == CS_LAYOUT_CHANGES;
    return true;
}

/* `@name` or `@name:old`; the word is changed into the header. */
static bool read_attribute_column(cs_columns *columns, char *word, cs_error *error)
{
    static const char old[] = ":old";
    size_t n = strlen(word), end = n >= strlen(old) ? n - strlen(old) : 0;
    bool before = end > 0 && cs_text_equal_nocase(cs_text_from(word + end), CS_LITERAL(":old"));

    if (before)
        n = end;
    if (n < 2)
        return cs_fail_usage(error, "column \"@\" needs the name of an attribute");
    cs_text attribute = {word + 1, n - 1};
    if (before)
        memcpy(word + n, " old", strlen(old)); /* "name old" */
    return add_column(columns, before ? COLUMN_VALUE_BEFORE : COLUMN_VALUE_AFTER,
                      cs_text_from(word + 1), attribute, error);
}

/* The columns that the layout has, the nearest to the word first. */
static bool fail_column(const char *word, cs_layout layout, cs_error *error)
{
    cs_text names[COLUMNS];
    size_t count = 0;

    for (int id = 0; id < COLUMNS; id++)
        if (known[id].layouts & 1u << layout)
            names[count++] = cs_text_from(known[id].name);
    return cs_fail_unknown(error, "column", cs_text_from(word), names, count);
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
        return add_column(columns, id, name, CS_NO_TEXT, error);
    }
    return fail_column(word, layout, error);
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

bool cs_columns_differ(const cs_columns *columns, cs_error *error)
{
    for (size_t i = 0; i < columns->count; i++)
        for (size_t j = 0; j < i; j++)
            if (cs_text_equal(columns->list[i].header, columns->list[j].header))
                return cs_fail_usage(error, "column \"%s\" is given twice",
                                     columns->list[i].header.s);
    return true;
}

void cs_columns_free(cs_columns *columns)
{
    free(columns->list);
    free(columns->words);
}

cs_text *cs_columns_header(const cs_columns *columns)
{
    cs_text *header = calloc(columns->count + 1, sizeof *header);

    for (size_t i = 0; header && i < columns->count; i++)
        header[i] = columns->list[i].header;
    return header;
}

void cs_columns_kinds(const cs_columns *columns, const cs_change *change, cs_cell *kinds)
{
    for (size_t i = 0; i < columns->count; i++)
        kinds[i] = column_kind(&columns->list[i], change);
}

unsigned cs_column_width(cs_text header)
{
    for (int id = 0; id < COLUMNS; id++)
        if (cs_text_is(header, known[id].name))
            return known[id].width;
    return cs_text_is(header, "Side") ? 10 : WIDTH; /* csdiff has one more column */
}

/* ---- The usual columns ---- */

void cs_usual_header(cs_text header[CS_USUAL_COLUMNS])
{
    for (int id = 0; id < CS_USUAL_COLUMNS; id++)
        header[id] = cs_text_from(known[id].name);
}

/* A number of values as a field, absent if unknown. */
static cs_text count_field(long long count, char *digits, size_t size)
{
    if (count == CS_COUNT_NONE)
        return CS_NO_TEXT;
    int n = snprintf(digits, size, "%lld", count);
    return (cs_text){digits, (size_t)n};
}

void cs_usual_fields(const cs_change *change, cs_usual_row *row)
{
    cs_text *to = row->fields;

    to[COLUMN_DN] = change->dn;
    to[COLUMN_OBJECT_TYPE] = change->object_type;
    to[COLUMN_DISPLAY_NAME] = change->display_name;
    to[COLUMN_OMODT] = cs_text_from(cs_omodt_title(change->omodt));
    to[COLUMN_ATTRIBUTE] = change->attribute;
    to[COLUMN_AMODT] =
        change->amodt != CS_AMODT_ABSENT ? cs_text_from(cs_amodt_title(change->amodt)) : CS_NO_TEXT;
    to[COLUMN_OLD_VALUE] = change->old_value;
    to[COLUMN_NEW_VALUE] = change->new_value;
    to[COLUMN_VALUES_ADDED] = count_field(change->added, row->added, sizeof row->added);
    to[COLUMN_VALUES_REMOVED] = count_field(change->removed, row->removed, sizeof row->removed);
}

void cs_usual_kinds(bool integer, cs_cell kinds[CS_USUAL_COLUMNS])
{
    for (int id = 0; id < CS_USUAL_COLUMNS; id++)
        kinds[id] = known[id].kind;
    kinds[COLUMN_OLD_VALUE] = kinds[COLUMN_NEW_VALUE] = integer ? CS_CELL_NUMBER : CS_CELL_TEXT;
}
