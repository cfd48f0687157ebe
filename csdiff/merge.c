#include "merge.h"

/* ---- The two sides of an object ---- */

/* A walk through the changes of one side. */
typedef struct walk {
    diff_side side;
    cs_pending pending;
    cs_pending at;            /* the same, in front of `change` */
    cs_pending_change change; /* the next one */
    bool more;
} walk;

static void next_change(walk *w)
{
    w->at = w->pending;
    w->more = cs_pending_next(&w->pending, &w->change);
}

static walk begin_walk(const merger *m, diff_side side)
{
    walk w = {.side = side};

    if (m->sides[side].packed.n > 0)
        w.pending = cs_pending_open(cs_buffer_text(&m->sides[side].packed));
    next_change(&w);
    return w;
}

/* True where the other side, whose changes of the attribute begin at `other`, does the same. */
static bool is_shared(cs_pending other, const cs_pending_change *change)
{
    cs_pending_change c;

    while (cs_pending_next(&other, &c) && cs_text_equal(c.attribute, change->attribute))
        if (cs_pending_compare(&c, change) == 0)
            return cs_text_equal(c.values, change->values);
    return false;
}

/* Two objects as they are compared. */
typedef struct comparison {
    merger *m;
    walk walks[SIDES];
    bool same_operation;
    bool begun; /* something differs */
} comparison;

static bool write_change(comparison *c, walk *w, cs_error *error)
{
    cs_packed_change row;

    if (!c->begun && !diff_rows_object(c->m->rows, w->pending.connector, error))
        return false;
    c->begun = true;
    while (cs_pending_next_row(&w->pending, &w->change, &row))
        if (!diff_rows_put(c->m->rows, w->side, &row, error))
            return false;
    return true;
}

/* True if the side's next change is of that attribute, and only stands for the operation, which
 * both sides have in common. */
static bool is_implied(const comparison *c, diff_side side, cs_text name)
{
    const walk *w = &c->walks[side];

    return c->same_operation && w->more && w->change.implied &&
           cs_text_equal(w->change.attribute, name);
}

/* Writes what one side does to the attribute at hand and the other does not, and passes over the
 * rest: 1, 0 where there was nothing to write, -1 on failure. */
static int write_attribute(comparison *c, diff_side side, cs_text name, cs_pending other,
                           cs_error *error)
{
    walk *w = &c->walks[side];
    int written = 0;

    for (; w->more && cs_text_equal(w->change.attribute, name); next_change(w)) {
        if (c->same_operation && (w->change.implied || is_shared(other, &w->change)))
            continue;
        if (!write_change(c, w, error))
            return -1;
        written = 1;
    }
    return written;
}

static counted where(bool active, bool staging, bool differs)
{
    if (!differs)
        return SAME;
    if (active && staging)
        return DIFFERENT;
    return active ? ONLY_ACTIVE : ONLY_STAGING;
}

/* Compares what both sides do to the attribute that comes next. */
static bool compare_attribute(comparison *c, cs_error *error)
{
    walk *active = &c->walks[ACTIVE], *staging = &c->walks[STAGING];
    int order = !active->more ? 1
                : !staging->more
                    ? -1
                    : cs_text_compare(active->change.attribute, staging->change.attribute);
    cs_text name = order <= 0 ? active->change.attribute : staging->change.attribute;
    const cs_pending of_active = active->at, of_staging = staging->at;
    bool is_counted = !is_implied(c, ACTIVE, name) && !is_implied(c, STAGING, name);

    int first = write_attribute(c, ACTIVE, name, of_staging, error);
    int second = first < 0 ? -1 : write_attribute(c, STAGING, name, of_active, error);
    if (second < 0)
        return false;
    if (is_counted)
        c->m->totals.changes[where(order <= 0, order >= 0, first || second)]++;
    return true;
}

static bool count_side(merger *m, diff_side side, cs_error *error)
{
    const cs_pending pending = cs_pending_open(cs_buffer_text(&m->sides[side].packed));

    return diff_rows_count(m->rows, side, &pending, error);
}

static bool compare_sides(merger *m, bool active, bool staging, cs_error *error)
{
    comparison c = {.m = m, .walks = {begin_walk(m, ACTIVE), begin_walk(m, STAGING)}};

    c.same_operation =
        active && staging &&
        cs_pending_same_operation(&c.walks[ACTIVE].pending, &c.walks[STAGING].pending);
    if ((active && !count_side(m, ACTIVE, error)) || (staging && !count_side(m, STAGING, error)))
        return false;
    while (c.walks[ACTIVE].more || c.walks[STAGING].more)
        if (!compare_attribute(&c, error))
            return false;
    m->totals.objects[where(active, staging, c.begun)]++;
    return true;
}

/* ---- Snapshots ---- */

/* Adds what a further snapshot has. */
static bool add_snapshot(merger *m, side_state *s, cs_text packed, cs_error *error)
{
    if (s->met++ == 0) {
        cs_buffer_add(&s->packed, packed);
    } else if (s->packed.n > 0) {
        m->spare.n = 0;
        if (!cs_pending_intersect(cs_buffer_text(&s->packed), packed, &m->spare))
            m->spare.n = 0;
        const cs_buffer common = m->spare;
        m->spare = s->packed;
        s->packed = common;
    }
    return !s->packed.failed || cs_fail_memory(error);
}

/* True where the object is pending in every snapshot of the side; else it is not pending. */
static bool is_pending(const merger *m, diff_side side, side_state *s)
{
    if (s->met < m->options->snapshots[side])
        s->packed.n = 0;
    return s->packed.n > 0;
}

/* Compares the object at hand, and forgets it. */
static bool finish_object(merger *m, cs_error *error)
{
    bool active = is_pending(m, ACTIVE, &m->sides[ACTIVE]);
    bool staging = is_pending(m, STAGING, &m->sides[STAGING]);
    bool ok = !(active || staging) || compare_sides(m, active, staging, error);

    for (diff_side i = ACTIVE; i < SIDES; i++)
        m->sides[i].met = m->sides[i].packed.n = 0;
    return ok;
}

static bool fail_twice(const merger *m, size_t file, cs_text packed, cs_error *error)
{
    switch (m->options->key) {
    case KEY_DN:
        cs_fail(error, "two objects have the same DN");
        break;
    case KEY_SOURCE_ANCHOR:
        cs_fail(error, "two objects have the same source anchor, which is the key");
        break;
    case KEY_ATTRIBUTE:
        cs_fail(error, "two objects have the same %s, which is the key",
                m->options->key_attribute.s);
        break;
    }
    cs_error_dn(error, cs_pending_open(packed).dn);
    diff_error_file(error, &m->options->files[file]);
    return false;
}

bool diff_merger_take(merger *m, cs_text key, size_t file, cs_text packed, cs_error *error)
{
    if (m->has_key && cs_text_equal(cs_buffer_text(&m->key), key)) {
        if (file == m->file)
            return fail_twice(m, file, packed, error);
    } else {
        if (m->has_key && !finish_object(m, error))
            return false;
        m->key.n = 0;
        cs_buffer_add(&m->key, key);
        m->has_key = true;
    }
    m->file = file;
    return (!m->key.failed || cs_fail_memory(error)) &&
           add_snapshot(m, &m->sides[m->options->files[file].side], packed, error);
}

bool diff_merger_end(merger *m, cs_error *error)
{
    return !m->has_key || finish_object(m, error);
}

void diff_merger_free(merger *m)
{
    cs_buffer_free(&m->key);
    cs_buffer_free(&m->spare);
    for (diff_side i = ACTIVE; i < SIDES; i++)
        cs_buffer_free(&m->sides[i].packed);
}
