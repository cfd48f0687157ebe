#include <stdio.h>

#include "decode/errordetail.h"
#include "report/columns_internal.h"
#include "report/known.h"

/* ---- Values ---- */

/* A text that was made in the scratch buffer, kept in an arena. */
static cs_text keep(cs_filler *f, cs_arena *arena, cs_text text)
{
    cs_text kept = cs_arena_copy(arena, text);

    f->failed |= text.s && !kept.s;
    return kept;
}

static cs_text keep_count(cs_filler *f, long long count)
{
    char digits[24];

    if (count == CS_COUNT_NONE)
        return CS_NO_TEXT;
    int n = snprintf(digits, sizeof digits, "%lld", count);
    return keep(f, &f->memory, (cs_text){digits, (size_t)n});
}

/* A value as it is to be shown, until the next one. */
static cs_text shown(cs_filler *f, cs_text name, cs_text type, cs_text value)
{
    f->scratch.n = 0;
    cs_text text = cs_shown(f->showing, name, type, value, &f->scratch);
    f->failed |= f->scratch.failed;
    f->hidden += cs_is_hidden(text);
    return text;
}

/* A value of the change, as long as the row. */
static cs_text change_value(cs_filler *f, const cs_change *change, cs_text value)
{
    const cs_text type = change->source ? change->source->type : CS_NO_TEXT;
    cs_text text = shown(f, change->attribute, type, value);

    return text.s == value.s || cs_is_hidden(text) ? text : keep(f, &f->memory, text);
}

/* Puts the values of an attribute together. */
typedef struct joining {
    cs_filler *filler;
    cs_buffer text;
    size_t count;
    bool several; /* it can have more than one */
} joining;

static void join_value(void *user, const cs_attribute *attribute, cs_text value)
{
    joining *j = user;
    bool json = j->filler->json;

    if (j->count++ > 0)
        cs_buffer_puts(&j->text, json ? "," : "; ");
    cs_text text = shown(j->filler, attribute->name, attribute->type, value);
    if (!json)
        cs_buffer_add(&j->text, text);
    else
        cs_json_value(&j->text, text,
                      cs_text_is(attribute->type, "integer") ? CS_CELL_NUMBER : CS_CELL_TEXT);
}

/* As JSON, one value is itself, and several are an array, as are those of an attribute that can
 * have several, even none; an attribute that is not there is absent. */
static cs_text joined_values(cs_filler *f, cs_text name, bool before)
{
    joining j = {.filler = f};

    if (f->json)
        cs_buffer_puts(&j.text, "[");
    j.several = cs_view_values(f->view, name, before, join_value, &j);
    if (f->json)
        cs_buffer_puts(&j.text, "]");
    cs_text text = cs_buffer_text(&j.text);
    if (f->json && !j.several && j.count < 2 && !j.text.failed)
        text = j.count == 0 ? CS_NO_TEXT : (cs_text){text.s + 1, text.n - 2};
    f->failed |= j.text.failed;
    text = keep(f, f->view->arena, text);
    cs_buffer_free(&j.text);
    return text;
}

/* ---- Of the object ---- */

/* Of several links of the older form, the first: each is a GUID in braces. */
static cs_text metaverse_id(const cs_object *object)
{
    cs_text link = cs_text_strip(object->fields[CS_FIELD_MV_LINK]);
    size_t end = cs_text_find(link, '}');

    return end < link.n ? (cs_text){link.s, end + 1} : link;
}

/* A name out of the attributes, else the object's own element of that meaning. */
static cs_text name_or_field(const cs_filler *f, cs_naming naming, cs_field field)
{
    cs_text name = cs_view_name(f->view, f->delta, naming);

    if (name.s)
        return name;
    name = f->view->object->fields[field];
    return name.n > 0 ? name : CS_NO_TEXT;
}

/* Whether the object is joined to the metaverse; absent if it does not say. */
static cs_text joined(const cs_object *object)
{
    cs_text connector = cs_text_strip(object->fields[CS_FIELD_CONNECTOR]);

    if (cs_text_is(connector, "1"))
        return CS_LITERAL("yes");
    return cs_text_is(connector, "0") ? CS_LITERAL("no") : CS_NO_TEXT;
}

/* The error detail of the section, else the other one. */
static cs_text error_xml(const cs_filler *f)
{
    const cs_object *object = f->view->object;
    bool import = f->view->section == CS_PENDING_IMPORT;
    cs_text xml = object->fields[import ? CS_FIELD_IMPORT_ERROR : CS_FIELD_EXPORT_ERROR];

    return xml.s ? xml : object->fields[import ? CS_FIELD_EXPORT_ERROR : CS_FIELD_IMPORT_ERROR];
}

/* "MVExtension.dll provisioning": which extension, and which of its methods. */
static cs_text extension(cs_filler *f, const cs_error_detail *detail)
{
    cs_text name = detail->parts[CS_ERROR_EXTENSION_NAME];
    cs_text callsite = detail->parts[CS_ERROR_EXTENSION_CALLSITE];

    if (name.n == 0 || callsite.n == 0)
        return name.n > 0 ? name : callsite;
    f->scratch.n = 0;
    cs_buffer_add(&f->scratch, name);
    cs_buffer_puts(&f->scratch, " ");
    cs_buffer_add(&f->scratch, callsite);
    f->failed |= f->scratch.failed;
    return keep(f, f->view->arena, cs_buffer_text(&f->scratch));
}

/* doc/answers.md, Errors. */
static cs_text error_field(cs_filler *f, int id)
{
    const cs_error_detail d = cs_error_detail_read(error_xml(f), f->view->arena);
    cs_text detail;

    switch (id) {
    case COLUMN_ERROR_TYPE:
        return d.parts[CS_ERROR_TYPE];
    case COLUMN_ERROR_CODE:
        return d.parts[CS_ERROR_CODE];
    case COLUMN_ERROR_DATE:
        return d.parts[CS_ERROR_DATE];
    case COLUMN_ERROR_FIRST:
        return d.parts[CS_ERROR_FIRST];
    case COLUMN_RETRY_COUNT:
        return d.parts[CS_ERROR_RETRIES];
    case COLUMN_ERROR_REASON:
        return cs_error_detail_either(&d, CS_ERROR_LITERAL, CS_ERROR_NAME);
    case COLUMN_ERROR_NAME:
        return d.parts[CS_ERROR_NAME];
    case COLUMN_ERROR_DETAIL:
        detail = cs_error_detail_either(&d, CS_ERROR_SERVER_DETAIL, CS_ERROR_EXTRA_DETAILS);
        return detail.n > 0 ? detail : d.parts[CS_ERROR_CALL_STACK];
    case COLUMN_ERROR_EXTRA:
        return d.parts[CS_ERROR_EXTRA_DETAILS];
    case COLUMN_ERROR_STEP:
        return d.parts[CS_ERROR_STEP];
    case COLUMN_ERROR_ATTRIBUTE:
        return d.parts[CS_ERROR_ATTRIBUTE];
    case COLUMN_ERROR_EXTENSION:
        return extension(f, &d);
    case COLUMN_ERROR_CONTEXT:
        return cs_error_detail_either(&d, CS_ERROR_EXTENSION_CONTEXT, CS_ERROR_SCRIPT_CONTEXT);
    case COLUMN_ERROR_CALL_STACK:
        return d.parts[CS_ERROR_CALL_STACK];
    case COLUMN_ERROR_XML:
        return error_xml(f);
    }
    return CS_NO_TEXT;
}

/* A field that is the same in each row of the object. */
static cs_text object_field(cs_filler *f, const cs_column *column, const cs_change *change)
{
    const cs_object *object = f->view->object;

    switch (column->id) {
    case COLUMN_DN:
        return change->dn;
    case COLUMN_OBJECT_TYPE:
        return change->object_type;
    case COLUMN_DISPLAY_NAME:
        return change->display_name;
    case COLUMN_OMODT:
        return cs_text_from(cs_omodt_title(change->omodt));
    case COLUMN_ID:
        return object->id;
    case COLUMN_CONNECTOR:
        return object->fields[CS_FIELD_MA_NAME];
    case COLUMN_USER_PRINCIPAL_NAME:
        return name_or_field(f, CS_NAMING_USER_PRINCIPAL, CS_FIELD_USER_PRINCIPAL_NAME);
    case COLUMN_MAIL:
        return cs_view_name(f->view, f->delta, CS_NAMING_MAIL);
    case COLUMN_SOURCE_ANCHOR:
        return cs_view_source_anchor(f->view, f->delta);
    case COLUMN_ON_PREMISES_SAM_ACCOUNT_NAME:
        return name_or_field(f, CS_NAMING_ACCOUNT, CS_FIELD_ACCOUNT_NAME);
    case COLUMN_ON_PREMISES_DN:
        return cs_view_on_premises_dn(f->view, f->delta);
    case COLUMN_OBJECT_GUID:
        return cs_view_object_guid(f->view, f->delta);
    case COLUMN_NEW_DN:
        return f->delta ? f->delta->newdn : CS_NO_TEXT;
    case COLUMN_METAVERSE_ID:
        return metaverse_id(object);
    case COLUMN_LAST_EXPORT:
        return object->fields[CS_FIELD_LAST_EXPORT_DELTA_TIME];
    case COLUMN_JOINED:
        return joined(object);
    case COLUMN_CONNECTOR_STATE:
        return object->fields[CS_FIELD_CONNECTOR_STATE];
    case COLUMN_DISCONNECTION_REASON:
        return object->fields[CS_FIELD_DISCONNECTION_TYPE];
    case COLUMN_DISCONNECTION_TIME:
        return object->fields[CS_FIELD_DISCONNECTION_TIME];
    case COLUMN_STEP:
        return object->step;
    case COLUMN_VALUE_AFTER:
        return joined_values(f, column->attribute, false);
    case COLUMN_VALUE_BEFORE:
        return joined_values(f, column->attribute, true);
    }
    return error_field(f, column->id);
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

static cs_text note(cs_filler *f, const cs_change *change)
{
    cs_text old = change->old_value, new = change->new_value;

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

/* ---- Of a row ---- */

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

/* A word; absent if empty. */
static cs_text word(const char *title)
{
    return (cs_text){title[0] ? title : NULL, strlen(title)};
}

static cs_text row_field(cs_filler *f, const cs_column *column, const cs_cells *cells)
{
    const cs_change *change = cells->change;

    switch (column->id) {
    case COLUMN_ATTRIBUTE:
        return change->attribute;
    case COLUMN_AMODT:
        return word(cs_amodt_title(change->amodt));
    case COLUMN_OLD_VALUE:
        return change_value(f, change, change->old_value);
    case COLUMN_NEW_VALUE:
        return change_value(f, change, change->new_value);
    case COLUMN_VALUES_ADDED:
        return keep_count(f, change->added);
    case COLUMN_VALUES_REMOVED:
        return keep_count(f, change->removed);
    case COLUMN_VMODT:
        return word(cs_vmodt_title(cells->vmodt));
    case COLUMN_VALUE:
        return change_value(f, change, cells->value);
    case COLUMN_ATTRIBUTES:
        return keep_count(f, (long long)cells->attribute_count);
    case COLUMN_ATTRIBUTE_NAMES:
        return cells->attribute_names;
    case COLUMN_ATTRIBUTE_TYPE:
        return attribute_type(change);
    case COLUMN_MULTIVALUED:
        return multivalued(change);
    case COLUMN_NOTE:
        return note(f, change);
    }
    return CS_NO_TEXT;
}

/* The usual columns, which need no memory but for values that are decoded. */
static void fill_usual(cs_filler *f, const cs_change *change)
{
    cs_text *fields = f->usual.fields;

    cs_usual_fields(change, &f->usual);
    f->fields = fields;
    if (!f->showing->decode && (f->showing->passwords || !cs_is_password(change->attribute)))
        return; /* the values are shown as they are */
    fields[COLUMN_OLD_VALUE] = change_value(f, change, change->old_value);
    fields[COLUMN_NEW_VALUE] = change_value(f, change, change->new_value);
}

static bool make_room(cs_filler *f, cs_error *error)
{
    size_t room = f->columns->count + 1;

    f->room = cs_arena_zalloc(f->view->arena, room * sizeof *f->room);
    f->kind_room = cs_arena_zalloc(f->view->arena, room * sizeof *f->kind_room);
    f->fields = f->room;
    f->kinds = f->kind_room;
    return (f->room && f->kind_room) || cs_fail_object_memory(error);
}

bool cs_filler_row(cs_filler *f, const cs_cells *cells, cs_error *error)
{
    const cs_columns *columns = f->columns;

    cs_arena_reset(&f->memory);
    if (columns->usual && !f->json) {
        fill_usual(f, cells->change);
        return !f->failed || cs_fail_memory(error);
    }
    if (!f->room && !make_room(f, error))
        return false;
    for (size_t i = 0; i < columns->count; i++) {
        const cs_column *column = &columns->list[i];
        if (column_is_of_row(column->id))
            f->room[i] = row_field(f, column, cells);
        else if (!f->has_object_fields)
            f->room[i] = object_field(f, column, cells->change);
    }
    f->has_object_fields = true;
    cs_columns_kinds(columns, cells->change, f->kind_room);
    return !f->failed || cs_fail_memory(error);
}

void cs_filler_free(cs_filler *f)
{
    cs_arena_free(&f->memory);
    cs_buffer_free(&f->scratch);
}
