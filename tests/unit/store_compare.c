/* What is read from a database, compared with what it should hold. */
#include "store_fixture.h"

static const cs_filter everything = {.kind = CS_FILTER_NONE};

void assert_text(cs_text found, cs_text wanted)
{
    ck_assert_msg(!found.s == !wanted.s && cs_text_equal(found, wanted), "\"%.*s\" is not \"%.*s\"",
                  (int)found.n, found.s ? found.s : "", (int)wanted.n, wanted.s ? wanted.s : "");
}

static void assert_value(const cs_value *found, const cs_value *wanted)
{
    assert_text(found->text, wanted->text);
    assert_text(found->anchor, wanted->anchor);
    assert_text(found->frame, wanted->frame);
    ck_assert_int_eq(found->vmodt, wanted->vmodt);
    ck_assert_int_eq(found->unknown, wanted->unknown);
}

static void assert_attribute(const cs_attribute *found, const cs_attribute *wanted)
{
    const cs_value *v = found->values, *w = wanted->values;

    ck_assert_int_eq(found->element, wanted->element);
    ck_assert_int_eq(found->amodt, wanted->amodt);
    ck_assert_int_eq(found->multivalued, wanted->multivalued);
    assert_text(found->name, wanted->name);
    assert_text(found->type, wanted->type);
    assert_text(found->spelling, wanted->spelling);
    ck_assert_uint_eq(found->count, wanted->count);
    for (; v && w; v = v->next, w = w->next)
        assert_value(v, w);
    ck_assert(!v && !w);
}

static void assert_image(const cs_image *found, const cs_image *wanted)
{
    const cs_attribute *a = found->attributes, *b = wanted->attributes;

    ck_assert_int_eq(found->omodt, wanted->omodt);
    assert_text(found->dn, wanted->dn);
    assert_text(found->newdn, wanted->newdn);
    assert_text(found->anchor, wanted->anchor);
    assert_text(found->parent_anchor, wanted->parent_anchor);
    assert_text(found->primary_objectclass, wanted->primary_objectclass);
    assert_text(found->frame, wanted->frame);
    ck_assert_uint_eq(found->count, wanted->count);
    for (; a && b; a = a->next, b = b->next)
        assert_attribute(a, b);
    ck_assert(!a && !b);
}

void assert_stored(const place *here, const cs_object *wanted)
{
    static const cs_field kept[] = {CS_FIELD_CONNECTOR,
                                    CS_FIELD_IMPORT_DELTA_OPERATION,
                                    CS_FIELD_EXPORT_DELTA_OPERATION,
                                    CS_FIELD_MA_ID,
                                    CS_FIELD_MA_NAME,
                                    CS_FIELD_IMPORT_ERROR,
                                    CS_FIELD_EXPORT_ERROR};
    const cs_object *end;
    cs_error error = {.set = false};
    uint64_t total;
    cs_store *store = open_connector(here, MA_NAME, everything, &total);
    const cs_object *found = next_object(store);

    assert_text(found->dn, wanted->dn);
    assert_text(found->id, wanted->id);
    assert_text(found->type, wanted->type);
    assert_text(found->frame, wanted->frame);
    ck_assert(!found->drop);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        assert_text(found->fields[kept[i]], wanted->fields[kept[i]]);
    for (cs_part part = 0; part < CS_PARTS; part++) {
        ck_assert_int_eq(!found->parts[part], !wanted->parts[part]);
        if (found->parts[part])
            assert_image(found->parts[part], wanted->parts[part]);
    }
    ck_assert_int_eq(next_chosen(store, &end, &error), 0);
    ck_assert_uint_eq(total, 1);
    cs_store_close(store);
}
