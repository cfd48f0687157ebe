/* Which objects and connectors are read. */
#include <stdio.h>
#include <stdlib.h>

#include "store_fixture.h"

#include "unit.h"

#define TEXT(literal) CS_LITERAL(literal)

static const cs_filter everything = {.kind = CS_FILTER_NONE};

/* ---- Which objects ---- */

#define GUID(n) "{0C0B0A09-0807-0605-0403-02010000000" n "}"

/* Five objects, each with something that a filter finds. */
static void fill_for_filters(const place *here)
{
    static cs_image update = {.omodt = CS_OMODT_UPDATE, .anchor = {"QWRh", 4}};
    static cs_image nothing = {.omodt = CS_OMODT_NONE};
    cs_object objects[] = {new_object(GUID("1"), "CN=Ada,OU=Users,DC=contoso"),
                           new_object(GUID("2"), "CN=Hopper\\, Grace,OU=Users,DC=contoso"),
                           new_object(GUID("A"), "CN=\"Turing, Alan\" , OU=Users,DC=contoso"),
                           new_object(GUID("4"), "CN={6D61}"),
                           new_object(GUID("5"), "cn=ada,OU=Users,DC=fabrikam")};

    objects[0].parts[CS_UNAPPLIED_EXPORT] = &update;
    objects[1].parts[CS_PENDING_IMPORT] = &update;
    objects[2].parts[CS_UNAPPLIED_EXPORT] = &nothing;
    objects[2].parts[CS_PENDING_IMPORT] = &nothing;
    objects[2].fields[CS_FIELD_CONNECTOR] = TEXT("0");
    objects[3].fields[CS_FIELD_CONNECTOR] = TEXT("1");
    objects[3].fields[CS_FIELD_IMPORT_ERROR] = TEXT("<import-errordetail/>");
    objects[4].fields[CS_FIELD_EXPORT_ERROR] = TEXT("<export-errordetail/>");
    import_all(here, objects, 5);
    /* Another connector's are never among them. */
    cs_error error;
    ck_assert(import_objects(here, &(import){.name = "hr"}, objects, 5, &error));
}

static const struct {
    cs_filter_kind kind;
    const char *text, *numbers; /* the objects that are chosen */
} filters[] = {
    {CS_FILTER_NONE, NULL, "12345"},
    {CS_FILTER_DN, "CN=Ada,OU=Users,DC=contoso", "1"},
    {CS_FILTER_DN, "cn=ADA,ou=users,dc=CONTOSO", "1"},
    {CS_FILTER_DN, "QWRh", "12"},
    {CS_FILTER_DN, "qwrh", ""},
    {CS_FILTER_DN, "CN=Ada", ""},
    {CS_FILTER_DN, "", ""},
    {CS_FILTER_DN, "CN=' OR '1'='1", ""},
    {CS_FILTER_RDN, "CN=ADA", "15"},
    {CS_FILTER_RDN, "CN=Hopper\\, Grace", "2"},
    {CS_FILTER_RDN, "CN=Hopper\\", ""},
    {CS_FILTER_RDN, "cn=\"turing, alan\"", "3"},
    {CS_FILTER_RDN, "CN={6D61}", "4"},
    {CS_FILTER_RDN, "OU=Users", ""},
    {CS_FILTER_GUID, GUID("A"), "3"},
    {CS_FILTER_GUID, "{0c0b0a09-0807-0605-0403-02010000000a}", "3"},
    {CS_FILTER_GUID, "0c0b0a09-0807-0605-0403-02010000000a", "3"},
    {CS_FILTER_GUID, "0c0b0a09", ""},
    {CS_FILTER_DISCONNECTORS, NULL, "3"},
    {CS_FILTER_IMPORT_ERRORS, NULL, "4"},
    {CS_FILTER_EXPORT_ERRORS, NULL, "5"},
    {CS_FILTER_PENDING_IMPORTS, NULL, "2"},
    {CS_FILTER_PENDING_EXPORTS, NULL, "1"},
};

LOOP_TEST(a_filter_chooses, sizeof filters / sizeof *filters)
{
    static const char *const dns[] = {
        "CN=Ada,OU=Users,DC=contoso", "CN=Hopper\\, Grace,OU=Users,DC=contoso",
        "CN=\"Turing, Alan\" , OU=Users,DC=contoso", "CN={6D61}", "cn=ada,OU=Users,DC=fabrikam"};
    place here = new_place();
    char wanted[400] = "";

    fill_for_filters(&here);
    for (const char *n = filters[_i].numbers; *n; n++) {
        strcat(wanted, *wanted ? "\n" : "");
        strcat(wanted, dns[*n - '1']);
    }
    char *found = chosen(&here, (cs_filter){filters[_i].kind, cs_text_from(filters[_i].text)});
    ck_assert_str_eq(found, wanted);
    free(found);
    remove_place(&here);
}
END_TEST

/* One after the other through the same store, as long as somebody likes. */
START_TEST(objects_can_be_chosen_again)
{
    place here = new_place();
    const cs_connector *list;
    const cs_object *object;
    cs_error error = {.set = false};
    uint64_t total;

    fill_for_filters(&here);
    cs_store *store = cs_store_open(here.path, NULL, NULL, &error);
    ck_assert_int_eq(cs_store_connectors(store, false, &list, &error), 2);
    for (int turn = 0; turn < 4; turn++) {
        ck_assert(cs_store_select(store, &list[turn % 2], &everything, &total, &error));
        ck_assert_uint_eq(total, 5);
        ck_assert(cs_text_is(next_object(store)->fields[CS_FIELD_MA_NAME], list[turn % 2].name));
    }
    for (int i = 0; i < 4; i++)
        next_object(store);
    ck_assert_int_eq(next_chosen(store, &object, &error), 0);
    cs_store_close(store);
    remove_place(&here);
}
END_TEST

START_TEST(connectors_are_counted)
{
    static const cs_omodt operations[] = {CS_OMODT_ADD,        CS_OMODT_REPLACE,  CS_OMODT_UPDATE,
                                          CS_OMODT_DELETE,     CS_OMODT_OBSOLETE, CS_OMODT_NONE,
                                          CS_OMODT_DELETE_ADD, CS_OMODT_UPDATE,   CS_OMODT_UPDATE};
    place here = new_place();
    cs_image deltas[9], import_delta = {.omodt = CS_OMODT_ADD};
    cs_object objects[9];
    char ids[9][64];
    const cs_connector *list;
    cs_error error = {.set = false};

    for (int i = 0; i < 9; i++) {
        snprintf(ids[i], sizeof ids[i], "{0C0B0A09-0807-0605-0403-02010000000%d}", i);
        objects[i] = new_object(ids[i], "CN=ada");
        deltas[i] = (cs_image){.omodt = operations[i]};
        objects[i].parts[CS_UNAPPLIED_EXPORT] = &deltas[i];
        objects[i].parts[CS_PENDING_IMPORT] = &import_delta;
    }
    objects[0].fields[CS_FIELD_IMPORT_ERROR] = TEXT("<import-errordetail/>");
    objects[1].fields[CS_FIELD_EXPORT_ERROR] = TEXT("<export-errordetail/>");
    objects[2].fields[CS_FIELD_EXPORT_ERROR] = TEXT("<export-errordetail/>");
    import_all(&here, objects, 9);
    run_sql(here.path, "INSERT INTO connector (name) VALUES ('Zoo'), ('alps'), ('Émile')");

    cs_store *store = cs_store_open(here.path, NULL, NULL, &error);
    ck_assert_int_eq(cs_store_connectors(store, true, &list, &error), 4);
    /* By name, byte for byte. */
    ck_assert_str_eq(list[0].name, "Zoo");
    ck_assert_str_eq(list[1].name, "alps");
    ck_assert_str_eq(list[2].name, MA_NAME);
    ck_assert_str_eq(list[3].name, "Émile");
    ck_assert_uint_eq(list[2].objects, 9);
    ck_assert_uint_eq(list[2].adds, 2);
    ck_assert_uint_eq(list[2].updates, 4);
    ck_assert_uint_eq(list[2].deletes, 3);
    ck_assert_uint_eq(list[2].import_errors, 1);
    ck_assert_uint_eq(list[2].export_errors, 2);
    ck_assert_uint_eq(list[0].objects + list[0].adds + list[0].updates + list[0].deletes, 0);
    cs_store_close(store);
    remove_place(&here);
}
END_TEST
