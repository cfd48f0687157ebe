/* What the holograms of an object have in common is stored once, and comes back in each. */
#include <stdio.h>
#include <string.h>

#include "store_fixture.h"

#include "unit.h"

#define TEXT(literal) CS_LITERAL(literal)

enum {
    MOST = 24 /* attributes of a hologram */
};

/* Rows of `shared`: part, place, count, from part, from place. */
static const char rows[] =
    "SELECT part, attr, count, from_part, from_attr FROM shared ORDER BY part, attr";

/* ---- Holograms from a text ---- */

typedef struct hologram {
    cs_image image;
    cs_attribute attributes[MOST];
    cs_value values[MOST];
} hologram;

/* An attribute for each pair of characters: its name, its value. */
static void make_hologram(hologram *h, const char *pairs)
{
    *h = (hologram){.image.count = strlen(pairs) / 2};
    ck_assert_uint_le(h->image.count, MOST);
    for (size_t i = 0; i < h->image.count; i++) {
        h->values[i].text = (cs_text){pairs + 2 * i + 1, 1};
        h->attributes[i] = (cs_attribute){.name = {pairs + 2 * i, 1},
                                          .type = TEXT("string"),
                                          .values = &h->values[i],
                                          .count = 1,
                                          .next = &h->attributes[i + 1]};
    }
    if (h->image.count > 0) {
        h->attributes[h->image.count - 1].next = NULL;
        h->image.attributes = h->attributes;
    }
}

typedef struct holograms {
    hologram synchronized, unapplied, unconfirmed, imported;
    cs_object object;
} holograms;

/* An object with those holograms; one that is NULL is not there. */
static void make_object(holograms *h, const char *synchronized, const char *unapplied,
                        const char *unconfirmed, const char *imported)
{
    struct {
        hologram *to;
        const char *pairs;
        cs_part part;
    } all[] = {{&h->synchronized, synchronized, CS_SYNCHRONIZED_HOLOGRAM},
               {&h->unapplied, unapplied, CS_UNAPPLIED_EXPORT_HOLOGRAM},
               {&h->unconfirmed, unconfirmed, CS_UNCONFIRMED_EXPORT_HOLOGRAM},
               {&h->imported, imported, CS_PENDING_IMPORT_HOLOGRAM}};

    h->object = new_object(GUID_A, "CN=ada");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!all[i].pairs)
            continue;
        make_hologram(all[i].to, all[i].pairs);
        h->object.parts[all[i].part] = &all[i].to->image;
    }
}

/* Imports an object with holograms of one attribute each, the last of which is also its pending
 * import. What is shared are `wanted`, and the object comes back. */
static void assert_shared(const place *here, cs_attribute *synchronized, cs_attribute *unapplied,
                          const char *wanted)
{
    cs_image before = {.attributes = synchronized, .count = 1};
    cs_image after = {.attributes = unapplied, .count = 1};
    cs_object object = new_object(GUID_A, "CN=ada");

    object.parts[CS_SYNCHRONIZED_HOLOGRAM] = &before;
    object.parts[CS_UNAPPLIED_EXPORT_HOLOGRAM] = &after;
    object.parts[CS_PENDING_IMPORT_HOLOGRAM] = &after;
    import_all(here, &object, 1);
    assert_stored(here, &object);
    assert_rows(here->path, rows, wanted);
}

/* ---- What is shared ---- */

static const struct {
    const char *synchronized, *unapplied, *unconfirmed, *imported;
    const char *shared; /* the rows */
} cases[] = {
    /* Nobody changes the object: everything is there once. */
    {"a1b2c3", "a1b2c3", NULL, "a1b2c3", "6|0|3|5|0\n9|0|3|5|0"},
    /* An export changes an attribute, adds one, removes one. */
    {"a1b2c3d4", "a1b9c3d4", NULL, NULL, "6|0|1|5|0\n6|2|2|5|2"},
    {"a1b2c3d4", "a9b2c3d4", NULL, NULL, "6|1|3|5|1"},
    {"a1b2c3d4", "a1b2c3d9", NULL, NULL, "6|0|3|5|0"},
    {"a1b2", "a1x7b2", NULL, NULL, "6|0|1|5|0\n6|2|1|5|1"},
    {"a1b2", "x7a1b2", NULL, NULL, "6|1|2|5|0"},
    {"a1b2", "a1b2x7", NULL, NULL, "6|0|2|5|0"},
    {"a1b2c3", "a1c3", NULL, NULL, "6|0|1|5|0\n6|1|1|5|2"},
    /* All of them change. */
    {"a1b2", "a8b9", NULL, NULL, ""},
    /* What two have in common is with the first of all that has it. */
    {"a1b2c3", "a1b9c3", "a1b9c3", NULL, "6|0|1|5|0\n6|2|1|5|2\n8|0|1|5|0\n8|1|1|6|1\n8|2|1|5|2"},
    {"a1b2", "a1b9", NULL, "a1b2", "6|0|1|5|0\n9|0|2|5|0"},
    {NULL, "a1b2", "a1b2", "a1b2", "8|0|2|6|0\n9|0|2|6|0"},
    /* The same attribute twice. */
    {"a1a1a2", "a1a1a2", NULL, NULL, "6|0|3|5|0"},
    {"a1a2", "a2a1", NULL, NULL, ""},
    /* Another order is kept, and what comes too early is stored again. */
    {"a1b2c3", "c3a1b2", NULL, NULL, "6|0|1|5|2"},
    /* What many that are missing stand before, too: seven are passed over, eight are not. */
    {"a1b1c1d1e1f1g1z5", "z5", NULL, NULL, "6|0|1|5|7"},
    {"a1b1c1d1e1f1g1h1z5", "z5", NULL, NULL, ""},
    {"a1", "", NULL, "a1", "9|0|1|5|0"},
    {"", "a1", NULL, "", ""},
};

LOOP_TEST(what_holograms_have_in_common_is_stored_once, sizeof cases / sizeof *cases)
{
    place here = new_place();
    holograms h;

    make_object(&h, cases[_i].synchronized, cases[_i].unapplied, cases[_i].unconfirmed,
                cases[_i].imported);
    import_all(&here, &h.object, 1);
    assert_stored(&here, &h.object);
    assert_rows(here.path, rows, cases[_i].shared);
    remove_place(&here);
}
END_TEST

/* Each has something that the first has not. */
START_TEST(what_differs_in_anything_is_stored_itself)
{
    place here = new_place();
    cs_value values[] = {{.text = TEXT("1")},
                         {.text = TEXT("2")},
                         {.text = TEXT("")},
                         {.text = TEXT("1"), .anchor = TEXT("QQ==")},
                         {.text = TEXT("1"), .frame = TEXT("<value x=\"1\"><?value?></value>")}};
    const cs_attribute first = {
        .name = TEXT("title"), .type = TEXT("string"), .values = &values[0], .count = 1};
    cs_attribute others[10];
    size_t count = 0;

    for (; count < sizeof others / sizeof *others; count++)
        others[count] = first;
    for (size_t i = 1; i < 5; i++)
        others[i - 1].values = &values[i];
    others[4].values = NULL;
    others[4].count = 0;
    others[5].multivalued = true;
    others[6].type = TEXT("");
    others[7].name = TEXT("Title");
    others[8].spelling = TEXT("");
    others[9].element = CS_DN_ATTR;
    for (size_t i = 0; i < count; i++) {
        cs_attribute one = first;
        assert_shared(&here, &one, &others[i], "9|0|1|6|0");
    }
    remove_place(&here);
}
END_TEST

/* One value more is another list of values. */
START_TEST(an_attribute_is_shared_with_all_its_values_or_not)
{
    place here = new_place();
    cs_value values[] = {{.text = TEXT("1"), .next = &values[1]}, {.text = TEXT("2")}};
    cs_value alone = {.text = TEXT("1")};
    cs_attribute one = {.name = TEXT("title"), .multivalued = true, .values = &alone, .count = 1};
    cs_attribute two = {.name = TEXT("title"), .multivalued = true, .values = values, .count = 2};

    assert_shared(&here, &one, &two, "9|0|1|6|0");
    remove_place(&here);
}
END_TEST

/* A delta's rows are the queue: they are all there. */
START_TEST(deltas_share_nothing)
{
    place here = new_place();
    holograms h;

    make_object(&h, "a1b2", NULL, NULL, NULL);
    cs_image delta = h.synchronized.image;
    delta.omodt = CS_OMODT_ADD;
    h.object.parts[CS_UNAPPLIED_EXPORT] = h.object.parts[CS_PENDING_IMPORT] = &delta;
    import_all(&here, &h.object, 1);
    assert_stored(&here, &h.object);
    assert_rows(here.path, "SELECT part, count(*) FROM image_value GROUP BY part", "1|2\n4|2\n5|2");
    assert_rows(here.path, rows, "");
    remove_place(&here);
}
END_TEST

/* What has been kept in mind of one object says nothing of the next. */
START_TEST(objects_share_nothing_with_each_other)
{
    place here = new_place();
    holograms h[2];
    cs_object objects[2];

    make_object(&h[0], "a1b2", "a1b2", NULL, NULL);
    make_object(&h[1], NULL, "a1b2", NULL, NULL);
    objects[0] = h[0].object;
    objects[1] = h[1].object;
    objects[1].id = TEXT(GUID_B);
    import_all(&here, objects, 2);
    assert_rows(here.path, "SELECT object_id, part, count(*) FROM value GROUP BY 1, 2",
                "1|5|2\n2|6|2");
    assert_rows(here.path, rows, "6|0|2|5|0");
    remove_place(&here);
}
END_TEST

/* ---- In SQL ---- */

START_TEST(a_view_has_the_values_of_every_hologram)
{
    place here = new_place();
    holograms h;

    make_object(&h, "a1b2c3d4", "x0a1b9d4", NULL, "a1b2c3d4");
    import_all(&here, &h.object, 1);
    assert_rows(here.path,
                "SELECT part, group_concat(attr || name || value, ' ') FROM "
                "(SELECT * FROM image_value JOIN attribute USING (attribute_id) "
                "ORDER BY part, attr) GROUP BY part",
                "5|0a1 1b2 2c3 3d4\n6|0x0 1a1 2b9 3d4\n9|0a1 1b2 2c3 3d4");
    remove_place(&here);
}
END_TEST

/* From a connection whose foreign keys are off, as they are at first. */
static const char *const removals[] = {
    "DELETE FROM connector",
    "DELETE FROM object",
    "DELETE FROM image",
    "INSERT OR REPLACE INTO object SELECT * FROM object",
    "INSERT OR REPLACE INTO image SELECT * FROM image",
};

LOOP_TEST(what_is_shared_goes_with_its_hologram, sizeof removals / sizeof *removals)
{
    place here = new_place();
    holograms h;

    make_object(&h, "a1b2", "a1b2", NULL, "a1b9");
    import_all(&here, &h.object, 1);
    run_sql(here.path, removals[_i]);
    assert_rows(here.path, "SELECT (SELECT count(*) FROM shared), (SELECT count(*) FROM value)",
                "0|0");
    remove_place(&here);
}
END_TEST

/* Done to one hologram, and says nothing of those that have the same values. */
static const struct {
    const char *sql, *values;
} edits[] = {
    {"DELETE FROM image WHERE part = 5", "6|0a1 1b9 2c3\n8|0a1 1b9 2c3\n9|0a1 1b2 2c3"},
    {"DELETE FROM value WHERE part = 5", "6|0a1 1b9 2c3\n8|0a1 1b9 2c3\n9|0a1 1b2 2c3"},
    {"DELETE FROM value WHERE part = 5 AND attr = 2",
     "5|0a1 1b2\n6|0a1 1b9 2c3\n8|0a1 1b9 2c3\n9|0a1 1b2 2c3"},
    {"UPDATE value SET value = 'x' WHERE part = 5 AND attr = 2",
     "5|0a1 1b2 2cx\n6|0a1 1b9 2c3\n8|0a1 1b9 2c3\n9|0a1 1b2 2c3"},
    {"UPDATE value SET value = 'x' WHERE part = 6",
     "5|0a1 1b2 2c3\n6|0a1 1bx 2c3\n8|0a1 1b9 2c3\n9|0a1 1b2 2c3"},
    {"INSERT INTO value (object_id, part, attr, position, attribute_id, value) "
     "SELECT object_id, part, attr, 1, attribute_id, 'x' FROM value WHERE part = 5 AND attr = 0",
     "5|0a1 0ax 1b2 2c3\n6|0a1 1b9 2c3\n8|0a1 1b9 2c3\n9|0a1 1b2 2c3"},
    {"INSERT OR REPLACE INTO value (object_id, part, attr, position, attribute_id, value) "
     "SELECT object_id, part, attr, position, attribute_id, 'x' FROM value WHERE part = 5",
     "5|0ax 1bx 2cx\n6|0a1 1b9 2c3\n8|0a1 1b9 2c3\n9|0a1 1b2 2c3"},
    {"INSERT OR REPLACE INTO image (object_id, part) VALUES (1, 5);"
     "INSERT INTO value (object_id, part, attr, position, attribute_id, value) "
     "VALUES (1, 5, 0, 0, 1, 'x')",
     "5|0ax\n6|0a1 1b9 2c3\n8|0a1 1b9 2c3\n9|0a1 1b2 2c3"},
};

LOOP_TEST(an_edit_changes_one_hologram, sizeof edits / sizeof *edits)
{
    static const char *const foreign_keys[] = {"", "PRAGMA foreign_keys = ON;"};
    holograms h;
    char sql[800];

    for (int i = 0; i < 2; i++) {
        place here = new_place();
        make_object(&h, "a1b2c3", "a1b9c3", "a1b9c3", "a1b2c3");
        import_all(&here, &h.object, 1);
        snprintf(sql, sizeof sql, "%s%s", foreign_keys[i], edits[_i].sql);
        run_sql(here.path, sql);
        assert_rows(here.path,
                    "SELECT part, group_concat(attr || name || value, ' ') FROM "
                    "(SELECT * FROM image_value JOIN attribute USING (attribute_id) "
                    "ORDER BY part, attr, position) GROUP BY part",
                    edits[_i].values);
        remove_place(&here);
    }
}
END_TEST

/* ---- Damage ---- */

/* Done to holograms "a1b2c3" and "a1b9c3". */
static const struct {
    const char *sql, *what;
} damages[] = {
    {"UPDATE shared SET part = 7", "part 7 cannot share attributes of part 5"},
    {"UPDATE shared SET part = 10", "part 10 cannot share attributes of part 5"},
    {"PRAGMA ignore_check_constraints = 1; UPDATE shared SET part = -1",
     "part -1 cannot share attributes of part 5"},
    {"PRAGMA ignore_check_constraints = 1; UPDATE shared SET part = 1",
     "part 1 cannot share attributes of part 5"},
    {"PRAGMA ignore_check_constraints = 1; UPDATE shared SET from_part = 6",
     "part 6 cannot share attributes of part 6"},
    {"PRAGMA ignore_check_constraints = 1; UPDATE shared SET from_part = 0",
     "part 6 cannot share attributes of part 0"},
    {"DROP TRIGGER image_delete; DELETE FROM image WHERE part = 5",
     "part 6 cannot share attributes of part 5"},
    {"PRAGMA ignore_check_constraints = 1; UPDATE shared SET count = 0",
     "a hologram shares 0 attributes"},
    {"UPDATE shared SET count = 9 WHERE attr = 0",
     "a hologram shares 9 attributes of the part 5 that are not all there"},
    {"UPDATE shared SET from_attr = 3 WHERE attr = 2",
     "a hologram shares 1 attributes of the part 5 that are not all there"},
    {"UPDATE shared SET from_attr = -1 WHERE attr = 2",
     "a hologram shares 1 attributes of the part 5 that are not all there"},
    {"DROP TRIGGER value_delete; DELETE FROM value WHERE part = 5 AND attr = 2",
     "a hologram shares 1 attributes of the part 5 that are not all there"},
    {"DROP TRIGGER value_delete; DELETE FROM value",
     "a hologram shares 1 attributes of the part 5 that are not all there"},
    {"UPDATE shared SET count = 2 WHERE attr = 0", "a hologram has two attributes at place 1"},
    {"UPDATE value SET attr = 2 WHERE part = 6", "a hologram has two attributes at place 2"},
    {"UPDATE shared SET attr = 9223372036854775807 WHERE attr = 2",
     "a hologram has two attributes at place 9223372036854775807"},
};

LOOP_TEST(damage_is_an_error_not_a_loss, sizeof damages / sizeof *damages)
{
    place here = new_place();
    holograms h;
    cs_error error;

    make_object(&h, "a1b2c3", "a1b9c3", NULL, NULL);
    import_all(&here, &h.object, 1);
    run_damage(here.path, damages[_i].sql);
    read_failure(&here, &error);
    ck_assert_str_eq(error.what, damages[_i].what);
    ck_assert_str_eq(error.dn, "CN=ada");
    remove_place(&here);
}
END_TEST
