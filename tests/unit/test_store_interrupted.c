/* Each step of SQLite's machine fails, one in each run: an import is done or says why not, and then
 * the database is as it was; what is read is whole, or the reading fails. */
#include <stdlib.h>

#include "store/internal.h"
#include "store_fixture.h"
#include "unit.h"

/* Which step is to fail, and how many there have been. */
typedef struct fault {
    long at, steps;
} fault;

static int fail_once(void *user)
{
    fault *f = user;

    return ++f->steps == f->at;
}

static char *everything(const place *here)
{
    return query(here->path,
                 "SELECT o.guid, o.dn, i.part, i.operation, a.name, v.attr, v.position, v.vmodt, "
                 "v.value FROM object o JOIN image i USING (object_id) JOIN value v USING "
                 "(object_id, part) JOIN attribute a USING (attribute_id) ORDER BY 1, 3, 6, 7");
}

/* A database with two objects. */
static place two_objects(pending old[2])
{
    place here = new_place();

    make_pending(&old[0], GUID_A, "CN=ada", "Miss");
    make_pending(&old[1], GUID_B, "CN=grace", "Dr");
    import_all(&here, (const cs_object[]){old[0].object, old[1].object}, 2);
    return here;
}

START_TEST(an_import_is_done_or_undone)
{
    pending old[2], new[2];
    place here = two_objects(old);
    char *before = everything(&here);
    fault f = {.at = 1};
import how = {.name = MA_NAME, .guid = MA_ID, .merge = true, .step = fail_once, .user = & f };
    cs_error error;

    make_pending(&new[0], GUID_B, "CN=grace", "Admiral");
    make_pending(&new[1], GUID_C, "CN=joan", "Ms");
    const cs_object objects[] = {new[0].object, new[1].object};
    while (!import_objects(&here, &how, objects, 2, &error)) {
        char *now = everything(&here);
        ck_assert_str_eq(now, before);
        free(now);
        ck_assert_int_ge(f.steps, f.at);
        f = (fault){.at = f.at + 1};
    }
    ck_assert_int_lt(f.steps, f.at); /* none that failed was taken for one that did not */
    ck_assert_int_gt(f.at, 100);
    free(before);
    remove_place(&here);
}
END_TEST

/* How many objects are read with the fault; -1 where that fails. */
static int read_struck(const place *here, fault *f, const pending *wanted)
{
    cs_error error = {.set = false};
    const cs_connector *connectors;
    const cs_object *object;
    uint64_t total;
    int got = -1, count = 0;
    cs_store *store = cs_store_open(here->path, NULL, NULL, &error);

    ck_assert_msg(store != NULL, "%s", error.what);
    sqlite3_progress_handler(store->db, 1, fail_once, f);
    if (cs_store_connectors(store, true, &connectors, &error) == 1 &&
        cs_store_select(store, &connectors[0], &(cs_filter){.kind = CS_FILTER_PENDING_EXPORTS},
                        &total, &error)) {
        ck_assert_uint_eq(total, 2);
        ck_assert_uint_eq(connectors[0].updates, 2);
        for (; (got = next_chosen(store, &object, &error)) > 0; count++) {
            assert_text(object->dn, wanted[count].object.dn);
            const cs_attribute *title = object->parts[CS_UNAPPLIED_EXPORT]->attributes;
            assert_text(title->values->text, wanted[count].value.text);
            ck_assert_ptr_null(title->next);
        }
    }
    cs_store_close(store);
    ck_assert_int_eq(got < 0, error.set);
    return got < 0 ? -1 : count;
}

START_TEST(what_is_read_is_whole)
{
    pending old[2];
    place here = two_objects(old);
    int count;

    fault f = {.at = 1};
    while ((count = read_struck(&here, &f, old)) < 0) {
        ck_assert_int_ge(f.steps, f.at);
        f = (fault){.at = f.at + 1};
    }
    ck_assert_int_eq(count, 2);
    ck_assert_int_lt(f.steps, f.at);
    ck_assert_int_gt(f.at, 100);
    remove_place(&here);
}
END_TEST
