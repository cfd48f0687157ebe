/* What an import puts into the database, and what comes out of it again. */
#include <stdio.h>
#include <stdlib.h>

#include "store_fixture.h"

#include "unit.h"

#define TEXT(literal) CS_LITERAL(literal)

static const cs_filter everything = {.kind = CS_FILTER_NONE};

/* ---- There and back ---- */

/* Links values or attributes in their order. */
static cs_value *link_values(cs_value *values, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++)
        values[i].next = &values[i + 1];
    return values;
}

static cs_attribute *link_attributes(cs_attribute *attributes, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++)
        attributes[i].next = &attributes[i + 1];
    return attributes;
}

#define VALUES(array) .values = link_values(array, sizeof(array) / sizeof *(array))

START_TEST(an_object_without_anything)
{
    place here = new_place();
    cs_object object = new_object(GUID_A, "CN=ada");

    import_all(&here, &object, 1);
    assert_stored(&here, &object);
    remove_place(&here);
}
END_TEST

START_TEST(every_column_of_an_object)
{
    place here = new_place();
    cs_object object = new_object(GUID_A, "CN=Ada Lovelace,OU=Größe,DC=contoso");

    object.type = TEXT("user");
    object.fields[CS_FIELD_CONNECTOR] = TEXT("0");
    object.fields[CS_FIELD_IMPORT_DELTA_OPERATION] = TEXT("none");
    object.fields[CS_FIELD_EXPORT_DELTA_OPERATION] = TEXT("");
    object.fields[CS_FIELD_IMPORT_ERROR] = TEXT("<import-errordetail a=\"1\"/>");
    object.fields[CS_FIELD_EXPORT_ERROR] = TEXT("<export-errordetail>x</export-errordetail>");
    object.frame = TEXT("<cs-object transient=\"1\"><?connector?><new/></cs-object>");
    import_all(&here, &object, 1);
    assert_stored(&here, &object);
    assert_rows(here.path,
                "SELECT guid, dn, type, is_connector, import_operation, export_operation, "
                "import_error IS NULL, export_error, details LIKE '<cs-object t%' FROM object",
                GUID_A "|CN=Ada Lovelace,OU=Größe,DC=contoso|user|0|none||0|"
                       "<export-errordetail>x</export-errordetail>|1");
    remove_place(&here);
}
END_TEST

START_TEST(the_id_is_stored_in_upper_case)
{
    place here = new_place();
    cs_object object = new_object("{0c0b0a09-0807-0605-0403-02010000000f}", "CN=ada");

    import_all(&here, &object, 1);
    object.id = TEXT("{0C0B0A09-0807-0605-0403-02010000000F}");
    assert_stored(&here, &object);
    remove_place(&here);
}
END_TEST

START_TEST(every_kind_of_value)
{
    place here = new_place();
    cs_value plain[] = {{.text = TEXT("Sales\r\n\t<&>\"'"), .vmodt = CS_VMODT_DELETE},
                        {.text = TEXT(""), .vmodt = CS_VMODT_ADD},
                        {.text = TEXT("+1"), .frame = TEXT("<value x=\"1\"><?value?></value>")},
                        {.frame = TEXT("<new><value/></new>"), .unknown = true},
                        {.text = TEXT("日本"), .vmodt = CS_VMODT_ADD}};
    cs_value references[] = {
        {.text = TEXT(" CN=b "), .anchor = TEXT("QQ=="), .vmodt = CS_VMODT_ADD},
        {.text = TEXT("CN=c"), .anchor = TEXT("")},
        {.frame = TEXT("<dn-value><other/></dn-value>")},
        {.frame = TEXT("<dn-value/>")},
        {.text = TEXT("CN=d")}};
    cs_value classes[] = {{.text = TEXT("top")}, {.frame = TEXT("<oc-values/>"), .unknown = true}};
    cs_attribute attributes[] = {
        {.element = CS_OBJECTCLASS, .name = TEXT("objectClass"), VALUES(classes), .count = 1},
        {.element = CS_DN_ATTR,
         .amodt = CS_AMODT_UPDATE,
         .name = TEXT("manager"),
         .multivalued = true,
         VALUES(references),
         .count = 5},
        {.amodt = CS_AMODT_REPLACE,
         .name = TEXT("title"),
         .type = TEXT("string"),
         VALUES(plain),
         .count = 4},
        {.amodt = CS_AMODT_DELETE, .name = TEXT("mail"), .type = TEXT("")}};
    cs_image delta = {
        .omodt = CS_OMODT_UPDATE, .attributes = link_attributes(attributes, 4), .count = 4};
    cs_object object = new_object(GUID_A, "CN=ada");

    object.parts[CS_UNAPPLIED_EXPORT] = &delta;
    import_all(&here, &object, 1);
    assert_stored(&here, &object);
    assert_rows(here.path, "SELECT attr, position, value, extension FROM value WHERE attr = 3",
                "3|0|NULL|NULL");
    assert_rows(here.path,
                "SELECT position, vmodt, value, anchor FROM value WHERE attr = 1 AND position < 2",
                "0|add| CN=b |QQ==\n1|NULL|CN=c|");
    remove_place(&here);
}
END_TEST

START_TEST(every_part_with_all_its_columns)
{
    place here = new_place();
    cs_image images[CS_PARTS];
    cs_attribute attribute = {.name = TEXT("title"), .type = TEXT("string")};
    cs_object object = new_object(GUID_A, "CN=ada");

    for (cs_part part = 0; part < CS_PARTS; part++) {
        images[part] = (cs_image){.dn = TEXT("CN=old"),
                                  .newdn = TEXT("CN=new"),
                                  .anchor = TEXT("QQ=="),
                                  .parent_anchor = TEXT(""),
                                  .primary_objectclass = TEXT("user"),
                                  .frame = TEXT("<x><?anchor?></x>"),
                                  .attributes = &attribute,
                                  .count = 1};
        images[part].omodt = cs_part_is_delta(part) ? CS_OMODT_DELETE_ADD : CS_OMODT_NONE;
        object.parts[part] = &images[part];
    }
    import_all(&here, &object, 1);
    assert_stored(&here, &object);
    assert_rows(here.path, "SELECT group_concat(operation), count(*) FROM image",
                "delete-add,delete-add,delete-add,delete-add|9");
    remove_place(&here);
}
END_TEST

START_TEST(every_operation)
{
    for (cs_omodt omodt = CS_OMODT_NONE; omodt < CS_OMODT_UNKNOWN; omodt++) {
        place here = new_place();
        cs_image delta = {.omodt = omodt};
        cs_object object = new_object(GUID_A, "CN=ada");
        object.parts[CS_PENDING_IMPORT] = &delta;
        import_all(&here, &object, 1);
        assert_stored(&here, &object);
        remove_place(&here);
    }
}
END_TEST

/* The order of the file, which no sorting gives. */
START_TEST(the_same_attribute_twice_stays_twice)
{
    place here = new_place();
    cs_value one[] = {{.text = TEXT("b")}, {.text = TEXT("a")}}, two[] = {{.text = TEXT("a")}};
    cs_attribute attributes[] = {
        {.name = TEXT("z"), .type = TEXT("string"), VALUES(one), .count = 2},
        {.name = TEXT("a"), .type = TEXT("string")},
        {.name = TEXT("z"), .type = TEXT("string"), VALUES(two), .count = 1}};
    cs_image entry = {.attributes = link_attributes(attributes, 3), .count = 3};
    cs_object object = new_object(GUID_A, "CN=ada");

    object.parts[CS_SYNCHRONIZED_HOLOGRAM] = &entry;
    import_all(&here, &object, 1);
    assert_stored(&here, &object);
    assert_rows(here.path, "SELECT count(*) FROM attribute", "2");
    remove_place(&here);
}
END_TEST

START_TEST(attributes_that_are_written_differently_differ)
{
    place here = new_place();
    cs_attribute attributes[] = {
        {.name = TEXT("title"), .type = TEXT("string")},
        {.name = TEXT("title"), .type = TEXT("string"), .multivalued = true},
        {.name = TEXT("title"), .type = TEXT("")},
        {.name = TEXT("title")},
        {.name = TEXT("title"), .spelling = TEXT("")},
        {.name = TEXT("title"), .spelling = TEXT("x=\"1\"")},
        {.name = TEXT("Title")},
        {.element = CS_DN_ATTR, .name = TEXT("title")},
        {.name = TEXT("title"), .type = TEXT("string")}};
    cs_image entry = {.attributes = link_attributes(attributes, 9), .count = 9};
    cs_object object = new_object(GUID_A, "CN=ada");

    object.parts[CS_SYNCHRONIZED_HOLOGRAM] = &entry;
    import_all(&here, &object, 1);
    assert_stored(&here, &object);
    assert_rows(here.path, "SELECT count(*) FROM attribute", "8");
    /* Those that are there are used again. */
    import_all(&here, &object, 1);
    assert_stored(&here, &object);
    assert_rows(here.path, "SELECT count(*) FROM attribute", "8");
    remove_place(&here);
}
END_TEST

/* More names than are kept in mind, and names longer than are. */
START_TEST(any_number_of_attributes)
{
    enum {
        COUNT = 20000
    };
    place here = new_place();
    cs_attribute *attributes = calloc(COUNT, sizeof *attributes);
    char(*names)[16] = calloc(COUNT, sizeof *names);
    char *longest = malloc(100000);
    cs_object object = new_object(GUID_A, "CN=ada");

    memset(longest, 'n', 100000);
    for (int i = 0; i < COUNT; i++) {
        snprintf(names[i], sizeof names[i], "name%d", i % (COUNT / 2));
        attributes[i].name = i % 100 ? cs_text_from(names[i]) : (cs_text){longest, 100000};
    }
    cs_image entry = {.attributes = link_attributes(attributes, COUNT), .count = COUNT};
    object.parts[CS_SYNCHRONIZED_HOLOGRAM] = &entry;
    import_all(&here, &object, 1);
    assert_stored(&here, &object);
    assert_rows(here.path, "SELECT count(*) FROM attribute", "9901");
    free(attributes);
    free(names);
    free(longest);
    remove_place(&here);
}
END_TEST

START_TEST(a_long_value)
{
    place here = new_place();
    char *text = malloc(5000000);
    cs_object object = new_object(GUID_A, "CN=ada");

    memset(text, 'x', 5000000);
    cs_value value = {.text = {text, 5000000}};
    cs_attribute attribute = {.name = TEXT("photo"), .values = &value, .count = 1};
    cs_image entry = {.attributes = &attribute, .count = 1};
    object.parts[CS_PENDING_IMPORT_HOLOGRAM] = &entry;
    import_all(&here, &object, 1);
    assert_stored(&here, &object);
    free(text);
    remove_place(&here);
}
END_TEST

/* ---- Elements that the columns cannot give back ---- */

#define FRAME_BEFORE "<cs-object><a/><?connector?><b/><?ma-id?><?ma-name?>"
#define FRAME_BEHIND "<?import-errordetail?><c>&lt;?ma-name?&gt;</c></cs-object>"

static const struct {
    cs_field field;
    const char *text, *frame;
} literals[] = {
    {CS_FIELD_CONNECTOR, "1", FRAME_BEFORE FRAME_BEHIND},
    {CS_FIELD_CONNECTOR, " 1 ",
     "<cs-object><a/><connector> 1 </connector><b/><?ma-id?><?ma-name?>" FRAME_BEHIND},
    {CS_FIELD_CONNECTOR, "",
     "<cs-object><a/><connector></connector><b/><?ma-id?><?ma-name?>" FRAME_BEHIND},
    {CS_FIELD_MA_ID, "{b891884f}",
     "<cs-object><a/><?connector?><b/><ma-id>{b891884f}</ma-id><?ma-name?>" FRAME_BEHIND},
    {CS_FIELD_MA_NAME, "Fabrikam & <Sons>",
     "<cs-object><a/><?connector?><b/><?ma-id?><ma-name>Fabrikam &amp; "
     "&lt;Sons&gt;</ma-name>" FRAME_BEHIND},
};

LOOP_TEST(what_a_column_cannot_give_back_stands_in_the_frame, sizeof literals / sizeof *literals)
{
    place here = new_place();
    cs_object objects[] = {new_object(GUID_A, "CN=first"), new_object(GUID_B, "CN=ada")};
    uint64_t total;

    objects[1].frame = TEXT(FRAME_BEFORE FRAME_BEHIND);
    objects[1].fields[literals[_i].field] = cs_text_from(literals[_i].text);
    import_all(&here, objects, 2);
    cs_store *store = open_connector(&here, MA_NAME, everything, &total);
    next_object(store);
    const cs_object *found = next_object(store);
    assert_text(found->frame, cs_text_from(literals[_i].frame));
    assert_text(found->fields[CS_FIELD_MA_NAME], TEXT(MA_NAME));
    assert_text(found->fields[CS_FIELD_MA_ID], TEXT(MA_ID));
    cs_store_close(store);
    remove_place(&here);
}
END_TEST

START_TEST(an_object_without_a_frame_gets_one_for_it)
{
    place here = new_place();
    cs_object object = new_object(GUID_A, "CN=ada");

    object.fields[CS_FIELD_MA_NAME] = TEXT("fabrikam");
    object.fields[CS_FIELD_CONNECTOR] = TEXT("yes");
    import_all(&here, &object, 1);
    object.frame = TEXT("<cs-object><connector>yes</connector><?import-delta-operation?>"
                        "<?export-delta-operation?><?import-errordetail?><?export-errordetail?>"
                        "<?ma-id?><ma-name>fabrikam</ma-name></cs-object>");
    object.fields[CS_FIELD_MA_NAME] = TEXT(MA_NAME);
    object.fields[CS_FIELD_CONNECTOR] = CS_NO_TEXT;
    assert_stored(&here, &object);
    remove_place(&here);
}
END_TEST

/* ---- Rows that somebody has edited ---- */

/* As in a damaged file: the tables themselves do not take it. */
#define WITH_NULLS                                                                                 \
    "PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = replace(sql, 'TEXT NOT NULL', "    \
    "'TEXT'); "                                                                                    \
    "PRAGMA writable_schema = RESET; "

static const struct {
    const char *sql, *what;
} damages[] = {
    {"UPDATE object SET dn = 'CN=a' || char(0) || 'b'",
     "the object's dn holds U+0000, which XML does not allow"},
    {WITH_NULLS "UPDATE object SET dn = NULL", "an object has no dn"},
    {WITH_NULLS "UPDATE object SET guid = NULL", "the object has no guid"},
    {WITH_NULLS "UPDATE attribute SET name = NULL", "an attribute has no name"},
    {"UPDATE object SET details = CAST(x'C0AF' AS TEXT)",
     "the object's details holds a byte that is not UTF-8, which XML does not allow"},
    {"UPDATE object SET type = x'41'", "the object's type is a BLOB in the database, not text"},
    {"PRAGMA ignore_check_constraints = 1; UPDATE object SET is_connector = 2",
     "is_connector is neither 0 nor 1"},
    {"UPDATE value SET value = 'a' || char(8)",
     "the attribute \"title\": a value holds U+0008, which XML does not allow"},
    {"UPDATE value SET value = x'00'",
     "the attribute \"title\": a value is a BLOB in the database, not text"},
    {"UPDATE value SET value = 'a' || char(65534)",
     "the attribute \"title\": a value holds U+FFFE, which XML does not allow"},
    {"UPDATE value SET value = CAST(x'EDA080' AS TEXT)",
     "the attribute \"title\": a value holds a byte that is not UTF-8, which XML does not allow"},
    {"UPDATE value SET extension = '<other/>'",
     "the attribute \"title\": a value's extension holds another element"},
    {"UPDATE value SET attribute_id = 99",
     "a value refers to attribute 99, which the connector does not define"},
    {"UPDATE attribute SET connector_id = 99",
     "a value refers to attribute 1, which the connector does not define"},
    {"UPDATE attribute SET name = char(1)",
     "an attribute's name holds U+0001, which XML does not allow"},
    {"PRAGMA ignore_check_constraints = 1; UPDATE attribute SET element = 'x'",
     "an attribute has the unknown element \"x\""},
    {"PRAGMA ignore_check_constraints = 1; UPDATE value SET amodt = 'x'",
     "an attribute has the invalid operation \"x\""},
    {"PRAGMA ignore_check_constraints = 1; UPDATE value SET vmodt = 'x'",
     "the attribute \"title\": a value has the invalid operation \"x\""},
    {"PRAGMA ignore_check_constraints = 1; UPDATE image SET operation = 'x'",
     "a delta has the invalid operation \"x\""},
    {"PRAGMA ignore_check_constraints = 1; UPDATE image SET operation = NULL",
     "a delta has the invalid operation \"\""},
    {"PRAGMA ignore_check_constraints = 1; UPDATE image SET part = 5",
     "a hologram has the invalid operation \"update\""},
    {"PRAGMA ignore_check_constraints = 1; UPDATE image SET part = 5, operation = NULL; "
     "UPDATE value SET part = 5, amodt = 'update'",
     "an attribute has the invalid operation \"update\""},
    {"PRAGMA ignore_check_constraints = 1; UPDATE image SET part = 5, operation = NULL; "
     "UPDATE value SET part = 5, vmodt = 'add'",
     "the attribute \"title\": a value has the invalid operation \"add\""},
    {"PRAGMA ignore_check_constraints = 1; UPDATE image SET part = 10",
     "the object has the invalid part 10"},
    {"UPDATE value SET part = 2", "the object has values in part 2, which it lacks"},
    {"UPDATE value SET part = 12", "the object has values in part 12, which it lacks"},
    {"INSERT INTO value (object_id, part, attr, position, attribute_id, amodt, value) "
     "SELECT object_id, part, attr, 1, attribute_id, 'add', 'b' FROM value",
     "the rows of the attribute \"title\" disagree on attribute_id or amodt"},
    {"INSERT INTO value (object_id, part, attr, position, attribute_id, value) "
     "SELECT object_id, part, attr, 1, 99, 'b' FROM value",
     "the rows of the attribute \"title\" disagree on attribute_id or amodt"},
};

LOOP_TEST(an_edited_row_is_an_error_not_a_loss, sizeof damages / sizeof *damages)
{
    place here = new_place();
    pending a;
    cs_error error;

    make_pending(&a, GUID_A, "CN=ada", "Countess");
    import_all(&here, &a.object, 1);
    run_damage(here.path, damages[_i].sql);
    read_failure(&here, &error);
    ck_assert_str_eq(error.what, damages[_i].what);
    /* Of an object whose DN cannot be shown, the id is. */
    ck_assert_str_eq(error.dn, _i <= 1 ? GUID_A : "CN=ada");
    ck_assert_str_eq(error.file, here.path);
    remove_place(&here);
}
END_TEST

START_TEST(a_name_that_xml_cannot_hold_is_an_error)
{
    place here = new_place();
    const cs_connector *list;
    cs_error error = {.set = false};

    import_all(&here, NULL, 0);
    run_sql(here.path, "UPDATE connector SET name = 'a' || char(0)");
    cs_store *store = cs_store_open(here.path, NULL, NULL, &error);
    ck_assert_int_eq(cs_store_connectors(store, false, &list, &error), -1);
    ck_assert_str_eq(error.what, "a connector's name holds U+0000, which XML does not allow");
    cs_store_close(store);
    remove_place(&here);
}
END_TEST

/* Gaps in the numbers, and a NULL beside values, say nothing. */
START_TEST(rows_made_by_sql_are_read)
{
    place here = new_place();
    cs_value values[] = {{.text = TEXT("a")}, {.text = TEXT("b"), .vmodt = CS_VMODT_ADD}};
    cs_attribute attribute = {
        .name = TEXT("title"), .type = TEXT("string"), VALUES(values), .count = 2};
    cs_image delta = {
        .omodt = CS_OMODT_ADD, .attributes = &attribute, .count = 1, .dn = TEXT("CN=ada")};
    cs_object object = new_object(GUID_A, "CN=ada");

    object.parts[CS_UNAPPLIED_EXPORT] = &delta;
    object.fields[CS_FIELD_IMPORT_ERROR] = CS_NO_TEXT;
    import_all(&here, NULL, 0);
    run_sql(here.path,
            "INSERT INTO object (connector_id, guid, dn, import_error) VALUES (1, '" GUID_A "', "
            "'CN=ada', '');"
            "INSERT INTO attribute (connector_id, name, element, type, multivalued) VALUES "
            "(1, 'title', 'attr', 'string', 0);"
            "INSERT INTO image (object_id, part, operation, dn) VALUES (1, 1, 'add', 'CN=ada');"
            "INSERT INTO value (object_id, part, attr, position, attribute_id, vmodt, value) "
            "VALUES (1, 1, 7, 3, 1, NULL, 'a'), (1, 1, 7, 4, 1, NULL, NULL), "
            "(1, 1, 7, 9, 1, 'add', 'b')");
    assert_stored(&here, &object);
    remove_place(&here);
}
END_TEST
