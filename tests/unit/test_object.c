#include <stdio.h>

#include "model/object.h"
#include "unit.h"

/* ---- Words ---- */

START_TEST(parts_have_the_names_of_their_elements)
{
    static const char *const names[] = {
        "unapplied-export",         "escrowed-export",
        "unconfirmed-export",       "pending-import",
        "synchronized-hologram",    "unapplied-export-hologram",
        "escrowed-export-hologram", "unconfirmed-export-hologram",
        "pending-import-hologram",
    };
    ck_assert_uint_eq(sizeof names / sizeof *names, CS_PARTS);
    for (cs_part part = 0; part < CS_PARTS; part++) {
        ck_assert_str_eq(cs_part_name(part), names[part]);
        ck_assert_int_eq(cs_part_from(cs_text_from(names[part])), part);
        ck_assert_int_eq(cs_part_is_delta(part), part < 4);
    }
    ck_assert_int_eq(cs_part_from(CS_LITERAL("unapplied-expor")), CS_NO_PART);
    ck_assert_int_eq(cs_part_from(CS_LITERAL("Unapplied-Export")), CS_NO_PART);
    ck_assert_int_eq(cs_part_from(CS_LITERAL("")), CS_NO_PART);
    ck_assert_int_eq(cs_part_from(CS_NO_TEXT), CS_NO_PART);
}
END_TEST

START_TEST(fields_have_the_names_of_their_elements)
{
    static const char *const names[] = {
        [CS_FIELD_CONNECTOR] = "connector",
        [CS_FIELD_IMPORT_DELTA_OPERATION] = "import-delta-operation",
        [CS_FIELD_EXPORT_DELTA_OPERATION] = "export-delta-operation",
        [CS_FIELD_MA_ID] = "ma-id",
        [CS_FIELD_MA_NAME] = "ma-name",
        [CS_FIELD_MV_LINK] = "mv-link",
        [CS_FIELD_LAST_EXPORT_DELTA_TIME] = "last-export-delta-time",
        [CS_FIELD_CONNECTOR_STATE] = "connector-state",
        [CS_FIELD_DISCONNECTION_TYPE] = "disconnection-type",
        [CS_FIELD_DISCONNECTION_TIME] = "disconnection-time",
        [CS_FIELD_ACCOUNT_NAME] = "account-name",
        [CS_FIELD_USER_PRINCIPAL_NAME] = "user-principal-name",
        [CS_FIELD_IMPORT_ERROR] = "import-errordetail",
        [CS_FIELD_EXPORT_ERROR] = "export-errordetail",
    };
    for (cs_field field = 0; field < CS_FIELDS; field++)
        ck_assert_str_eq(cs_field_name(field), names[field]);
}
END_TEST

START_TEST(words_of_objects)
{
    static const struct {
        cs_omodt omodt;
        const char *word, *title;
    } words[] = {
        {CS_OMODT_NONE, "none", "None"},
        {CS_OMODT_ADD, "add", "Add"},
        {CS_OMODT_REPLACE, "replace", "Replace"},
        {CS_OMODT_UPDATE, "update", "Update"},
        {CS_OMODT_DELETE, "delete", "Delete"},
        {CS_OMODT_DELETE_ADD, "delete-add", "DeleteAdd"},
        {CS_OMODT_OBSOLETE, "obsolete", "Obsolete"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        ck_assert_str_eq(cs_omodt_word(words[i].omodt), words[i].word);
        ck_assert_str_eq(cs_omodt_title(words[i].omodt), words[i].title);
        ck_assert_int_eq(cs_omodt_from(cs_text_from(words[i].word)), words[i].omodt);
    }
    ck_assert_ptr_null(cs_omodt_word(CS_OMODT_UNKNOWN));
}
END_TEST

START_TEST(words_of_attributes)
{
    static const struct {
        cs_amodt amodt;
        const char *word, *title;
    } words[] = {
        {CS_AMODT_ADD, "add", "Add"},
        {CS_AMODT_REPLACE, "replace", "Replace"},
        {CS_AMODT_UPDATE, "update", "Update"},
        {CS_AMODT_DELETE, "delete", "Delete"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        ck_assert_str_eq(cs_amodt_word(words[i].amodt), words[i].word);
        ck_assert_str_eq(cs_amodt_title(words[i].amodt), words[i].title);
        ck_assert_int_eq(cs_amodt_from(cs_text_from(words[i].word)), words[i].amodt);
    }
    ck_assert_ptr_null(cs_amodt_word(CS_AMODT_ABSENT));
    ck_assert_str_eq(cs_amodt_title(CS_AMODT_ABSENT), "");
}
END_TEST

START_TEST(words_of_values)
{
    ck_assert_str_eq(cs_vmodt_word(CS_VMODT_ADD), "add");
    ck_assert_str_eq(cs_vmodt_word(CS_VMODT_DELETE), "delete");
    ck_assert_ptr_null(cs_vmodt_word(CS_VMODT_ABSENT));
    ck_assert_int_eq(cs_vmodt_from(CS_LITERAL("add")), CS_VMODT_ADD);
    ck_assert_int_eq(cs_vmodt_from(CS_LITERAL("delete")), CS_VMODT_DELETE);
    ck_assert_int_eq(cs_vmodt_from(CS_LITERAL("replace")), CS_VMODT_UNKNOWN);
}
END_TEST

START_TEST(words_are_compared_exactly)
{
    static const char *const wrong[] = {"", "Add", "ADD", " add", "add ", "ad", "addd", "add\n"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_int_eq(cs_omodt_from(cs_text_from(wrong[i])), CS_OMODT_UNKNOWN);
        ck_assert_int_eq(cs_amodt_from(cs_text_from(wrong[i])), CS_AMODT_UNKNOWN);
        ck_assert_int_eq(cs_vmodt_from(cs_text_from(wrong[i])), CS_VMODT_UNKNOWN);
    }
    ck_assert_int_eq(cs_omodt_from((cs_text){"add\0", 4}), CS_OMODT_UNKNOWN);
    ck_assert_int_eq(cs_omodt_from((cs_text){"additional", 3}), CS_OMODT_ADD);
    ck_assert_int_eq(cs_amodt_from(CS_LITERAL("none")), CS_AMODT_UNKNOWN);
}
END_TEST

/* ---- Values ---- */

START_TEST(the_modification_of_a_value_follows_the_attribute)
{
    for (cs_amodt amodt = CS_AMODT_ABSENT; amodt < CS_AMODT_UNKNOWN; amodt++) {
        cs_vmodt absent = amodt == CS_AMODT_DELETE ? CS_VMODT_DELETE : CS_VMODT_ADD;
        ck_assert_int_eq(cs_vmodt_effective(CS_VMODT_ABSENT, amodt), absent);
        ck_assert_int_eq(cs_vmodt_effective(CS_VMODT_ADD, amodt), CS_VMODT_ADD);
        ck_assert_int_eq(cs_vmodt_effective(CS_VMODT_DELETE, amodt), CS_VMODT_DELETE);
    }
}
END_TEST

START_TEST(only_references_are_shown_without_outer_white_space)
{
    const cs_value value = {.text = CS_LITERAL(" \t\r\n CN=a b\u00A0 \n")};
    const cs_attribute attr = {.element = CS_ATTR, .type = CS_LITERAL("reference")};
    const cs_attribute dn_attr = {.element = CS_DN_ATTR};
    const cs_attribute objectclass = {.element = CS_OBJECTCLASS};

    ck_assert(cs_text_equal(cs_value_shown(&attr, &value), value.text));
    ck_assert(cs_text_equal(cs_value_shown(&objectclass, &value), value.text));
    ck_assert(cs_text_is(cs_value_shown(&dn_attr, &value), "CN=a b\u00A0")); /* no XML blank */
}
END_TEST

/* ---- Looking up an attribute ---- */

enum {
    MOST = 300
};

/* An image of attributes n0, n1, … each of which is there twice, with an objectclass in front. */
typedef struct sample {
    cs_image image;
    cs_attribute attributes[1 + 2 * MOST];
    char names[MOST][24];
} sample;

static void make_sample(sample *s, size_t names)
{
    cs_attribute *a = s->attributes;

    *s = (sample){.image.attributes = a, .image.count = 1 + 2 * names};
    *a++ = (cs_attribute){.element = CS_OBJECTCLASS, .name = CS_LITERAL("objectClass")};
    for (size_t i = 0; i < 2 * names; i++, a++) {
        char *name = s->names[i % names];
        sprintf(name, "n%zu", i % names);
        a[-1].next = a;
        *a = (cs_attribute){.element = i % 3 == 0 ? CS_DN_ATTR : CS_ATTR,
                            .name = cs_text_from(name)};
    }
}

/* Small images are searched through, large ones get an index where there is memory for it. */
START_TEST(the_first_of_exactly_that_name_is_found)
{
    static sample s;

    for (size_t names = 1; names <= MOST; names += names < 70 ? 1 : 23) {
        for (int how = 0; how <= 2; how++) {
            cs_arena arena = {.limit = how == 2 ? 1 : 0};
            make_sample(&s, names);
            for (size_t i = 0; i < names; i++) {
                cs_text name = cs_text_from(s.names[i]);
                ck_assert_ptr_eq(cs_image_find(&s.image, name, how > 0 ? &arena : NULL),
                                 &s.attributes[1 + i]);
            }
            static const char *const others[] = {"", "n", "m9", "n00", "N1", "n1 ", "objectClass"};
            for (size_t i = 0; i < sizeof others / sizeof *others; i++)
                ck_assert_ptr_null(
                    cs_image_find(&s.image, cs_text_from(others[i]), how > 0 ? &arena : NULL));
            cs_arena_free(&arena);
        }
    }
}
END_TEST

START_TEST(a_name_may_be_empty_or_the_start_of_another)
{
    enum {
        COUNT = 100
    };
    cs_attribute attributes[COUNT] = {{0}};
    char as[COUNT];
    cs_arena arena = {.first = NULL};
    cs_image image = {.attributes = attributes, .count = COUNT};

    memset(as, 'a', sizeof as);
    for (size_t i = 0; i < COUNT; i++) { /* the longest first */
        attributes[i].name = (cs_text){as, COUNT - 1 - i};
        attributes[i].next = i + 1 < COUNT ? &attributes[i + 1] : NULL;
    }
    for (size_t i = 0; i < COUNT; i++)
        ck_assert_ptr_eq(cs_image_find(&image, (cs_text){as, COUNT - 1 - i}, &arena),
                         &attributes[i]);
    ck_assert_ptr_null(cs_image_find(&image, (cs_text){as, COUNT}, &arena));
    cs_arena_free(&arena);
}
END_TEST

START_TEST(an_image_may_have_no_attributes)
{
    cs_image image = {.attributes = NULL};

    ck_assert_ptr_null(cs_image_find(&image, CS_LITERAL("title"), NULL));
}
END_TEST
