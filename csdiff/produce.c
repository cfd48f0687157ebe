#include "produce.h"

#include "base/pack.h"
#include "names/dn.h"
#include "report/view.h"

/* ---- Keys ---- */

/* Adds the DN as it is compared. */
static void put_dn(const producer *p, cs_text dn, cs_buffer *to)
{
    const cs_mapping *mapping = p->pending.mapping;
    cs_buffer plain = {0};

    cs_dn_normalize(mapping ? &plain : to, dn);
    if (mapping)
        cs_mapping_apply_dn(mapping, cs_buffer_text(&plain), to);
    to->failed |= plain.failed;
    cs_buffer_free(&plain);
}

/* Adds the value of the attribute that is the key, as values are compared. */
static void put_value(const producer *p, cs_text value, cs_buffer *to)
{
    if (p->pending.mapping)
        cs_mapping_apply(p->pending.mapping, value, to);
    else
        cs_buffer_add(to, value);
    for (size_t i = 0; p->pending.ignore_case && i < to->n; i++)
        to->s[i] = cs_ascii_lower(to->s[i]);
}

static void put_key(const producer *p, cs_object *object, cs_arena *arena, cs_buffer *to)
{
    const cs_view view = {object, p->options->section, arena};
    cs_image *delta = cs_object_delta(object, p->options->section);

    switch (p->options->key) {
    case KEY_DN:
        put_dn(p, object->dn, to);
        break;
    case KEY_SOURCE_ANCHOR:
        cs_buffer_add(to, cs_view_source_anchor(&view, delta));
        break;
    case KEY_ATTRIBUTE:
        put_value(p, cs_view_first(&view, delta, p->options->key_attribute), to);
        break;
    }
}

static bool fail_key(const producer *p, const cs_object *object, cs_error *error)
{
    switch (p->options->key) {
    case KEY_DN:
        cs_fail(error, "an object with an empty DN cannot be compared");
        break;
    case KEY_SOURCE_ANCHOR:
        cs_fail(error, "the object has no source anchor, which is the key");
        break;
    case KEY_ATTRIBUTE:
        cs_fail(error, "the object has no %s, which is the key", p->options->key_attribute.s);
        break;
    }
    cs_error_dn(error, object->dn);
    return false;
}

/* ---- An object ---- */

bool diff_produce(const producer *p, cs_batch *batch, cs_object *object, cs_arena *arena,
                  cs_error *error)
{
    tally *counts = batch->tally;
    cs_buffer key = {0}, packed = {0};

    cs_findings_note(&counts->findings, object, p->options->section);
    if (!cs_wanted_note(p->options->wanted, object, arena, error))
        return false;
    int got = cs_pending_pack(&p->pending, object, arena, &packed, error);
    counts->objects++;
    counts->pending += got > 0;
    bool ok = got >= 0;
    if (got < 0)
        cs_error_dn(error, object->dn);
    if (got > 0) {
        put_key(p, object, arena, &key);
        cs_pack_text(&batch->out, cs_buffer_text(&key));
        cs_pack_text(&batch->out, cs_buffer_text(&packed));
        batch->out.failed |= key.failed;
        ok =
            (key.n > 0 || key.failed || fail_key(p, object, error)) && cs_batch_spill(batch, error);
    }
    cs_buffer_free(&key);
    cs_buffer_free(&packed);
    return ok;
}
