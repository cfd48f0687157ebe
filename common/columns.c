#include "columns.h"

#include <stdio.h>
#include <stdlib.h>

#include "decode.h"
#include "errordetail.h"
#include "json.h"

enum column_id {
    DN,
    OBJECT_TYPE,
    DISPLAY_NAME,
    OMODT,
    ATTRIBUTE,
    AMODT,
    OLD_VALUE,
    NEW_VALUE,
    VALUES_ADDED,
    VALUES_REMOVED,
    VMODT,
    VALUE,
    ATTRIBUTES,
    ATTRIBUTE_NAMES,
    ID,
    CONNECTOR,
    USER_PRINCIPAL_NAME,
    MAIL,
    SOURCE_ANCHOR,
    ON_PREMISES_SAM_ACCOUNT_NAME,
    ON_PREMISES_DN,
    OBJECT_GUID,
    NEW_DN,
    ATTRIBUTE_TYPE,
    MULTIVALUED,
    METAVERSE_ID,
    LAST_EXPORT,
    ERROR_TYPE,
    ERROR_CODE,
    ERROR_DATE,
    ERROR_DETAIL,
    NOTE,
    COLUMNS,
    VALUE_AFTER = COLUMNS, /* @name */
    VALUE_BEFORE           /* @name:old */
};

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
            !add_column(columns, id, cs_text_from(known[id].name), (cs_text){0}))
            return cs_fail(error, "out of memory");
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
        return cs_fail_usage(error, "a column \"@\" without the name of an attribute");
    cs_text attribute = {word + 1, n - 1};
    if (before)
        word[n] = ' '; /* "name old" */
    if (!add_column(columns, before ? VALUE_BEFORE : VALUE_AFTER, cs_text_from(word + 1),
                    attribute))
        return cs_fail(error, "out of memory");
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
        return add_column(columns, id, name, (cs_text){0}) || cs_fail(error, "out of memory");
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
        return cs_fail(error, "out of memory");
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
    cs_text *header = calloc(columns->count + 1, sizeof *header);

    for (size_t i = 0; header && i < columns->count; i++)
        header[i] = columns->list[i].header;
    return header;
}

/* ---- What stands in them ---- */

/* A row that is being filled. */
typedef struct filling {
    const cs_row *row;
    cs_arena *arena;
    cs_buffer scratch;
    bool failed;
} filling;

static cs_text keep(filling *f, cs_text text)
{
    cs_text kept = cs_arena_copy(f->arena, text);

    f->failed |= text.s && !kept.s;
    return kept;
}

static cs_text keep_count(filling *f, long long count)
{
    char digits[24];

    if (count == CS_COUNT_NONE)
        return (cs_text){0};
    int n = snprintf(digits, sizeof digits, "%lld", count);
    return keep(f, (cs_text){digits, (size_t)n});
}

/* A value as it is to be shown: decoded where that is asked for. */
static cs_text shown(filling *f, cs_text name, cs_text type, cs_text value)
{
    if (!f->row->decode || !value.s)
        return value;
    f->scratch.n = 0;
    cs_text text = cs_decode(name, type, value, &f->scratch);
    f->failed |= f->scratch.failed;
    return text.s == value.s ? value : keep(f, text);
}

static cs_text change_value(filling *f, cs_text value)
{
    const cs_change *c = f->row->change;

    return shown(f, c->attribute, c->source ? c->source->type : (cs_text){0}, value);
}

/* Puts the values of an attribute together. */
typedef struct joining {
    filling *filling;
    cs_buffer text;
    size_t count;
    bool several; /* it can have more than one */
} joining;

static void join_value(void *user, const cs_attribute *attribute, cs_text value)
{
    joining *j = user;

    if (j->count++ > 0)
        cs_buffer_puts(&j->text, "; ");
    cs_buffer_add(&j->text, shown(j->filling, attribute->name, attribute->type, value));
}

static bool is_integer(const cs_attribute *attribute)
{
    return cs_text_is(attribute->type, "integer");
}

static void join_json(void *user, const cs_attribute *attribute, cs_text value)
{
    joining *j = user;

    if (j->count++ > 0)
        cs_buffer_puts(&j->text, ",");
    j->several |= attribute->multivalued;
    cs_json_value(&j->text, shown(j->filling, attribute->name, attribute->type, value),
                  is_integer(attribute) ? CS_CELL_NUMBER : CS_CELL_TEXT);
}

/* As JSON, one value is itself, and several are an array, as is one of an attribute that can have
 * several; none is absent. */
static cs_text joined_values(filling *f, cs_text name, bool before)
{
    bool json = f->row->json;
    joining j = {.filling = f};

    if (json)
        cs_buffer_puts(&j.text, "[");
    cs_view_values(f->row->view, name, before, json ? join_json : join_value, &j);
    if (json)
        cs_buffer_puts(&j.text, "]");
    cs_text text = cs_buffer_text(&j.text);
    if (json && !j.several && j.count < 2 && !j.text.failed)
        text = j.count == 0 ? (cs_text){0} : (cs_text){text.s + 1, text.n - 2};
    f->failed |= j.text.failed;
    text = keep(f, text);
    cs_buffer_free(&j.text);
    return text;
}

static cs_text first_value(filling *f, cs_text name)
{
    return cs_view_first(f->row->view, f->row->delta, name);
}

static cs_text on_premises_name(filling *f)
{
    cs_text name = first_value(f, CS_LITERAL("onPremisesSamAccountName"));

    return name.s ? name : first_value(f, CS_LITERAL("sAMAccountName"));
}

/* The attribute that the cloud connector has, else the DN of a connector whose DNs say something.
 */
static cs_text on_premises_dn(filling *f)
{
    cs_text dn = first_value(f, CS_LITERAL("onPremisesDistinguishedName"));

    if (dn.s)
        return dn;
    dn = f->row->view->object->dn;
    bool opaque = dn.n > 4 && cs_text_equal_nocase((cs_text){dn.s, 4}, CS_LITERAL("CN={"));
    return opaque ? (cs_text){0} : dn;
}

/* Of several links of the older form, the first: each is a GUID in braces. */
static cs_text metaverse_id(const cs_object *object)
{
    cs_text link = cs_text_strip(object->fields[CS_FIELD_MV_LINK]);
    const char *end = link.n > 0 ? memchr(link.s, '}', link.n) : NULL;

    return end ? (cs_text){link.s, (size_t)(end - link.s) + 1} : link;
}

static cs_text error_field(filling *f, int id)
{
    const cs_object *object = f->row->view->object;
    bool import = f->row->view->section == CS_PENDING_IMPORT;
    cs_text xml = object->fields[import ? CS_FIELD_IMPORT_ERROR : CS_FIELD_EXPORT_ERROR];

    if (!xml.s)
        xml = object->fields[import ? CS_FIELD_EXPORT_ERROR : CS_FIELD_IMPORT_ERROR];
    cs_error_detail detail = cs_error_detail_read(xml, f->arena);
    switch (id) {
    case ERROR_TYPE:
        return detail.type;
    case ERROR_CODE:
        return detail.code;
    case ERROR_DATE:
        return detail.date;
    default:
        return detail.detail;
    }
}

/* ---- Note ---- */

static cs_text without_space(cs_buffer *to, cs_text text)
{
    size_t from = to->n;

    for (size_t i = 0; i < text.n; i++)
        if (!cs_is_space(text.s[i]))
            cs_buffer_add(to, (cs_text){text.s + i, 1});
    return (cs_text){cs_buffer_text(to).s + from, to->n - from};
}

static cs_text note(filling *f)
{
    cs_text old = f->row->change->old_value, new = f->row->change->new_value;

    if (!old.s || !new.s || cs_text_equal(old, new))
        return (cs_text){0};
    if (cs_text_equal_nocase(old, new))
        return CS_LITERAL("case only");
    f->scratch.n = 0;
    if (!cs_buffer_reserve(&f->scratch, old.n + new.n + 1))
        return (cs_text){0};
    cs_text a = without_space(&f->scratch, old), b = without_space(&f->scratch, new);
    return cs_text_equal(a, b) ? CS_LITERAL("space only") : (cs_text){0};
}

/* ---- A field ---- */

static cs_text attribute_type(const cs_change *change)
{
    if (!change->source)
        return (cs_text){0};
    return change->source->element == CS_DN_ATTR ? CS_LITERAL("reference") : change->source->type;
}

static cs_text multivalued(const cs_change *change)
{
    if (!change->attribute.s)
        return (cs_text){0};
    return change->added != CS_COUNT_NONE ? CS_LITERAL("true") : CS_LITERAL("false");
}

/* A field that is the same in each row of the object. */
static cs_text object_field(filling *f, const cs_column *column)
{
    const cs_row *row = f->row;
    const cs_object *object = row->view->object;

    switch (column->id) {
    case DN:
        return row->change->dn;
    case OBJECT_TYPE:
        return row->change->object_type;
    case DISPLAY_NAME:
        return row->change->display_name;
    case OMODT:
        return cs_text_from(cs_omodt_title(row->change->omodt));
    case ID:
        return object->id;
    case CONNECTOR:
        return object->fields[CS_FIELD_MA_NAME];
    case USER_PRINCIPAL_NAME:
        return first_value(f, CS_LITERAL("userPrincipalName"));
    case MAIL:
        return first_value(f, CS_LITERAL("mail"));
    case SOURCE_ANCHOR:
        return cs_view_source_anchor(row->view, row->delta);
    case ON_PREMISES_SAM_ACCOUNT_NAME:
        return on_premises_name(f);
    case ON_PREMISES_DN:
        return on_premises_dn(f);
    case OBJECT_GUID:
        return cs_view_object_guid(row->view, row->delta);
    case NEW_DN:
        return row->delta ? row->delta->newdn : (cs_text){0};
    case METAVERSE_ID:
        return metaverse_id(object);
    case LAST_EXPORT:
        return object->fields[CS_FIELD_LAST_EXPORT_DELTA_TIME];
    case VALUE_AFTER:
        return joined_values(f, column->attribute, false);
    case VALUE_BEFORE:
        return joined_values(f, column->attribute, true);
    default:
        return error_field(f, column->id);
    }
}

/* True for a column whose field may differ between the rows of an object. */
static bool is_of_row(int id)
{
    return (id >= ATTRIBUTE && id <= ATTRIBUTE_NAMES) || id == ATTRIBUTE_TYPE ||
           id == MULTIVALUED || id == NOTE;
}

/* A word, absent where there is none. */
static cs_text word(const char *title)
{
    return (cs_text){title[0] ? title : NULL, strlen(title)};
}

static cs_text row_field(filling *f, const cs_column *column)
{
    const cs_change *change = f->row->change;

    switch (column->id) {
    case ATTRIBUTE:
        return change->attribute;
    case AMODT:
        return word(cs_amodt_title(change->amodt));
    case OLD_VALUE:
        return change_value(f, change->old_value);
    case NEW_VALUE:
        return change_value(f, change->new_value);
    case VALUES_ADDED:
        return keep_count(f, change->added);
    case VALUES_REMOVED:
        return keep_count(f, change->removed);
    case VMODT:
        return word(cs_vmodt_title(f->row->vmodt));
    case VALUE:
        return change_value(f, f->row->value);
    case ATTRIBUTES:
        return keep_count(f, (long long)f->row->attribute_count);
    case ATTRIBUTE_NAMES:
        return f->row->attribute_names;
    case ATTRIBUTE_TYPE:
        return attribute_type(change);
    case MULTIVALUED:
        return multivalued(change);
    default:
        return note(f);
    }
}

bool cs_columns_object_fields(const cs_columns *columns, const cs_row *row, cs_arena *arena,
                              cs_text *fields)
{
    filling f = {.row = row, .arena = arena};

    for (size_t i = 0; i < columns->count; i++)
        if (!is_of_row(columns->list[i].id))
            fields[i] = object_field(&f, &columns->list[i]);
    cs_buffer_free(&f.scratch);
    return !f.failed;
}

bool cs_columns_row_fields(const cs_columns *columns, const cs_row *row, cs_arena *arena,
                           cs_text *fields)
{
    filling f = {.row = row, .arena = arena};

    for (size_t i = 0; i < columns->count; i++)
        if (is_of_row(columns->list[i].id))
            fields[i] = row_field(&f, &columns->list[i]);
    cs_buffer_free(&f.scratch);
    return !f.failed;
}

static cs_cell cell_of(const cs_column *column, const cs_change *change)
{
    switch (column->id) {
    case VALUES_ADDED:
    case VALUES_REMOVED:
    case ATTRIBUTES:
        return CS_CELL_NUMBER;
    case OLD_VALUE:
    case NEW_VALUE:
    case VALUE:
        return change->source && is_integer(change->source) ? CS_CELL_NUMBER : CS_CELL_TEXT;
    case MULTIVALUED:
        return CS_CELL_FLAG;
    case VALUE_AFTER:
    case VALUE_BEFORE:
    case ATTRIBUTE_NAMES:
        return CS_CELL_JSON;
    default:
        return CS_CELL_TEXT;
    }
}

void cs_columns_cells(const cs_columns *columns, const cs_change *change, cs_cell *cells)
{
    for (size_t i = 0; i < columns->count; i++)
        cells[i] = cell_of(&columns->list[i], change);
}
