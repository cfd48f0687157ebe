#include <stdio.h>

#include "base/json.h"
#include "decode/decode.h"
#include "decode/errordetail.h"
#include "report/columns_internal.h"

/* A row that is being filled. */
typedef struct filling {
    const cs_cells *row;
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
        return CS_NO_TEXT;
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

    return shown(f, c->attribute, c->source ? c->source->type : CS_NO_TEXT, value);
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
        text = j.count == 0 ? CS_NO_TEXT : (cs_text){text.s + 1, text.n - 2};
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
    return opaque ? CS_NO_TEXT : dn;
}

/* Of several links of the older form, the first: each is a GUID in braces. */
static cs_text metaverse_id(const cs_object *object)
{
    cs_text link = cs_text_strip(object->fields[CS_FIELD_MV_LINK]);
    size_t end = cs_text_find(link, '}');

    return end < link.n ? (cs_text){link.s, end + 1} : link;
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
        return CS_NO_TEXT;
    if (cs_text_equal_nocase(old, new))
        return CS_LITERAL("case only");
    f->scratch.n = 0;
    if (!cs_buffer_reserve(&f->scratch, old.n + new.n + 1))
        return CS_NO_TEXT;
    cs_text a = without_space(&f->scratch, old), b = without_space(&f->scratch, new);
    return cs_text_equal(a, b) ? CS_LITERAL("space only") : CS_NO_TEXT;
}

/* ---- A field ---- */

static cs_text attribute_type(const cs_change *change)
{
    if (!change->source)
        return CS_NO_TEXT;
    return change->source->element == CS_DN_ATTR ? CS_LITERAL("reference") : change->source->type;
}

static cs_text multivalued(const cs_change *change)
{
    if (!change->attribute.s)
        return CS_NO_TEXT;
    return change->added != CS_COUNT_NONE ? CS_LITERAL("true") : CS_LITERAL("false");
}

/* A field that is the same in each row of the object. */
static cs_text object_field(filling *f, const cs_column *column)
{
    const cs_cells *row = f->row;
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
        return row->delta ? row->delta->newdn : CS_NO_TEXT;
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

bool cs_columns_object_fields(const cs_columns *columns, const cs_cells *row, cs_arena *arena,
                              cs_text *fields)
{
    filling f = {.row = row, .arena = arena};

    for (size_t i = 0; i < columns->count; i++)
        if (!is_of_row(columns->list[i].id))
            fields[i] = object_field(&f, &columns->list[i]);
    cs_buffer_free(&f.scratch);
    return !f.failed;
}

bool cs_columns_row_fields(const cs_columns *columns, const cs_cells *row, cs_arena *arena,
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
