/* What an import does with what is there already. */
#include "store_fixture.h"

#include "unit.h"

#define TEXT(literal) CS_LITERAL(literal)

/* ---- Connectors ---- */

/* Imports the object with another connector's name and guid; what that fails with, "" if not. */
static const char *import_as(const place *here, const char *name, const char *guid, cs_error *error)
{
    cs_object object = new_object(GUID_A, "CN=ada");

    import_objects(here, &(import){.name = name, .guid = guid}, &object, 1, error);
    return error->what;
}

START_TEST(another_servers_connector_is_not_overwritten)
{
    place here = new_place();
    cs_error error;

    ck_assert_str_eq(import_as(&here, "hr", "{AA}", &error), "");
    ck_assert_str_eq(import_as(&here, "hr", "{aa}", &error), "");
    ck_assert_str_eq(import_as(&here, "hr", NULL, &error), "");
    ck_assert_str_eq(import_as(&here, "hr", "{BB}", &error),
                     "the database has a connector \"hr\" of another server (ma-id {AA}, here "
                     "{BB}): import this one under another name with -n");
    assert_rows(here.path, "SELECT name, guid FROM connector", "hr|{AA}");
    remove_place(&here);
}
END_TEST

START_TEST(a_guid_that_was_missing_is_filled_in)
{
    place here = new_place();
    cs_error error;

    ck_assert_str_eq(import_as(&here, "hr", NULL, &error), "");
    assert_rows(here.path, "SELECT name, guid FROM connector", "hr|NULL");
    ck_assert_str_eq(import_as(&here, "hr", "{AA}", &error), "");
    assert_rows(here.path, "SELECT name, guid FROM connector", "hr|{AA}");
    remove_place(&here);
}
END_TEST

START_TEST(a_server_may_be_kept_twice)
{
    place here = new_place();
    cs_error error;

    ck_assert_str_eq(import_as(&here, "active", "{AA}", &error), "");
    ck_assert_str_eq(import_as(&here, "staging", "{aa}", &error), "");
    ck_assert_str_eq(import_as(&here, "staging", "{AA}", &error), "");
    assert_rows(here.path, "SELECT name, guid, copy_of FROM connector",
                "active|{AA}|NULL\nstaging|NULL|{aa}");
    assert_rows(here.path, "SELECT count(*), count(DISTINCT connector_id) FROM object", "2|2");
    /* Neither takes what is another server's. */
    ck_assert_str_eq(import_as(&here, "staging", "{BB}", &error),
                     "the database has a connector \"staging\" of another server (ma-id {aa}, here "
                     "{BB}): import this one under another name with -n");
    remove_place(&here);
}
END_TEST

START_TEST(names_of_connectors_are_exact)
{
    place here = new_place();
    cs_error error;

    ck_assert_str_eq(import_as(&here, "HR", NULL, &error), "");
    ck_assert_str_eq(import_as(&here, "hr", NULL, &error), "");
    assert_rows(here.path, "SELECT count(*) FROM connector", "2");
    ck_assert_str_eq(import_as(&here, "", NULL, &error), "the connector has no name");
    remove_place(&here);
}
END_TEST

START_TEST(what_the_root_held_is_kept)
{
    place here = new_place();
    cs_object object = new_object(GUID_A, "CN=ada");
import how = {.name = MA_NAME, .root_frame = "<cs-objects x=\"1\"><?objects 1?></cs-objects>" };
    cs_error error;

    ck_assert(import_objects(&here, &how, &object, 1, &error));
    merge_all(&here, &object, 1);
    assert_rows(here.path, "SELECT extension FROM connector", how.root_frame);
    import_all(&here, &object, 1);
    assert_rows(here.path, "SELECT extension FROM connector", "NULL");
    remove_place(&here);
}
END_TEST

/* ---- Full imports and merges ---- */

static void assert_counts(cs_import_counts counts, uint64_t added, uint64_t replaced,
                          uint64_t removed)
{
    ck_assert_uint_eq(counts.added, added);
    ck_assert_uint_eq(counts.replaced, replaced);
    ck_assert_uint_eq(counts.removed, removed);
}

START_TEST(a_full_import_replaces_all)
{
    place here = new_place();
    pending a, b;
    cs_object other = new_object(GUID_C, "CN=alan");

    make_pending(&a, GUID_A, "CN=ada", "Countess");
    make_pending(&b, GUID_B, "CN=grace", "Admiral");
    cs_object first[] = {a.object, b.object};
    assert_counts(import_all(&here, first, 2), 2, 0, 0);
    b.object.parts[CS_UNAPPLIED_EXPORT] = NULL; /* no longer pending */
    cs_object second[] = {other, b.object};
    assert_counts(import_all(&here, second, 2), 1, 1, 1);
    /* In the order of the file that was imported last. */
    assert_rows(here.path, "SELECT dn FROM object ORDER BY object_id", "CN=alan\nCN=grace");
    assert_rows(here.path, "SELECT (SELECT count(*) FROM image), (SELECT count(*) FROM value)",
                "0|0");
    assert_counts(import_all(&here, NULL, 0), 0, 0, 2);
    assert_rows(here.path, "SELECT count(*) FROM object", "0");
    remove_place(&here);
}
END_TEST

START_TEST(a_merge_keeps_the_rest)
{
    place here = new_place();
    pending a, b, c;

    make_pending(&a, GUID_A, "CN=ada", "Countess");
    make_pending(&b, GUID_B, "CN=grace", "Admiral");
    make_pending(&c, GUID_C, "CN=alan", "Fellow");
    cs_object first[] = {a.object, b.object}, second[] = {c.object, a.object};
    import_all(&here, first, 2);
    a.value.text = TEXT("Analyst");
    assert_counts(merge_all(&here, second, 2), 1, 1, 0);
    assert_rows(here.path, "SELECT dn, value FROM object JOIN value USING (object_id) ORDER BY dn",
                "CN=ada|Analyst\nCN=alan|Fellow\nCN=grace|Admiral");
    assert_rows(here.path, "SELECT count(*) FROM image", "3");
    remove_place(&here);
}
END_TEST

START_TEST(other_connectors_are_left_alone)
{
    place here = new_place();
    pending a;
    cs_error error;

    make_pending(&a, GUID_A, "CN=ada", "Countess");
    import_all(&here, &a.object, 1);
    ck_assert(import_objects(&here, &(import){.name = "hr"}, &a.object, 1, &error));
    assert_counts(import_all(&here, NULL, 0), 0, 0, 1);
    assert_rows(here.path,
                "SELECT name, dn, value FROM connector JOIN object USING (connector_id) "
                "JOIN value USING (object_id)",
                "hr|CN=ada|Countess");
    remove_place(&here);
}
END_TEST

START_TEST(object_ids_are_not_used_twice)
{
    place here = new_place();
    cs_object object = new_object(GUID_A, "CN=ada");

    import_all(&here, &object, 1);
    import_all(&here, NULL, 0);
    import_all(&here, &object, 1);
    assert_rows(here.path, "SELECT object_id FROM object", "2");
    remove_place(&here);
}
END_TEST

/* With the id in another case too; in a new database, an old one and a merge. */
LOOP_TEST(an_id_twice_is_refused, 3)
{
    place here = new_place();
    cs_object objects[] = {new_object(GUID_A, "CN=ada"), new_object(GUID_B, "CN=grace"),
                           new_object("{0c0b0a09-0807-0605-0403-020100000001}", "CN=alan")};
import how = {.name = MA_NAME, .merge = _i == 2 };
    cs_error error;

    if (_i > 0)
        import_all(&here, objects, 2);
    objects[2].number = 3;
    objects[2].offset = 77;
    ck_assert(!import_objects(&here, &how, objects, 3, &error));
    ck_assert_str_eq(error.what, "this id is in the file twice");
    ck_assert_str_eq(error.dn, "CN=alan");
    ck_assert_str_eq(error.file, "");
    ck_assert_uint_eq(error.object, 3);
    ck_assert(error.has_offset && error.offset == 77);
    ck_assert_int_eq(count_files(&here), _i > 0);
    remove_place(&here);
}
END_TEST

START_TEST(an_object_without_id_or_dn_is_refused)
{
    place here = new_place();
    cs_object objects[] = {new_object(NULL, "CN=ada"), new_object("", "CN=ada"),
                           new_object(GUID_A, NULL)};
    cs_error error;

    for (int i = 0; i < 3; i++) {
        ck_assert(!import_objects(&here, &(import){.name = MA_NAME}, &objects[i], 1, &error));
        ck_assert_str_eq(error.what, i < 2 ? "the object has no id" : "the object has no DN");
    }
    remove_place(&here);
}
END_TEST

/* ---- Drop files ---- */

START_TEST(an_object_of_a_drop_file_gets_an_id)
{
    place here = new_place();
    pending a, b;

    make_pending(&a, NULL, "CN=ada", "Countess");
    make_pending(&b, NULL, "CN=grace", "Admiral");
    cs_object objects[] = {a.object, b.object};
    assert_counts(import_drop(&here, false, objects, 2), 2, 0, 0);
    assert_rows(here.path,
                "SELECT count(*), count(DISTINCT guid), min(details IS NULL) FROM object "
                "WHERE guid LIKE '{________-____-4___-____-____________}' "
                "AND substr(guid, 21, 1) IN ('8', '9', 'A', 'B') "
                "AND guid NOT GLOB '*[^-{}0-9A-F]*'",
                "2|2|1");
    remove_place(&here);
}
END_TEST

/* By DN, ignoring ASCII case; the object keeps its id. */
LOOP_TEST(drop_files_match_by_dn, 2)
{
    place here = new_place();
    pending a;
    cs_object before[] = {new_object(GUID_A, "CN=Ada"), new_object(GUID_B, "CN=grace")};

    import_all(&here, before, 2);
    make_pending(&a, NULL, "cn=ADA", "Countess");
    assert_counts(import_drop(&here, _i == 1, &a.object, 1), 0, 1, _i == 1 ? 0 : 1);
    assert_rows(here.path, "SELECT guid, dn FROM object WHERE dn = 'CN=ada'", GUID_A "|cn=ADA");
    assert_rows(here.path, "SELECT count(*) FROM object", _i == 1 ? "2" : "1");
    remove_place(&here);
}
END_TEST

LOOP_TEST(a_dn_twice_in_a_drop_file_is_refused, 3)
{
    place here = new_place();
    cs_object before = new_object(GUID_A, "CN=ada");
    cs_object objects[] = {new_drop_object("CN=ada"), new_drop_object("cn=ADA")};
import how = {.name = MA_NAME, .drop = true, .merge = _i == 2 };
    cs_error error;

    if (_i > 0)
        import_all(&here, &before, 1);
    ck_assert(!import_objects(&here, &how, objects, 2, &error));
    ck_assert_str_eq(error.what, "this DN is in the file twice");
    ck_assert_str_eq(error.dn, "cn=ADA");
    ck_assert_int_eq(count_files(&here), _i > 0);
    remove_place(&here);
}
END_TEST

START_TEST(a_drop_file_cannot_choose_among_objects_of_one_dn)
{
    place here = new_place();
    cs_object before[] = {new_object(GUID_A, "CN=ada"), new_object(GUID_B, "CN=ADA")};
    cs_object object = new_drop_object("CN=ada");
import how = {.name = MA_NAME, .drop = true, .merge = true };
    cs_error error;

    import_all(&here, before, 2);
    ck_assert(!import_objects(&here, &how, &object, 1, &error));
    ck_assert_str_eq(error.what, "the connector has several objects with this DN; a drop file has "
                                 "no id to tell them apart");
    assert_counts(import_drop(&here, false, &object, 1), 0, 1, 1);
    remove_place(&here);
}
END_TEST
