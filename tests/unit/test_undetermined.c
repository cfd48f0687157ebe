#include "report/undetermined.h"
#include "unit.h"

enum {
    EXPORT = 1u << CS_UNAPPLIED_EXPORT,
    ESCROWED = 1u << CS_ESCROWED_EXPORT,
    IMPORT = 1u << CS_PENDING_IMPORT
};

/* An object with what counts of it: which elements, deltas and pending deltas it has, and its
 * export-delta-operation and import-delta-operation. */
static cs_object object(unsigned elements, unsigned deltas, unsigned pending, const char *export,
                        const char *import)
{
    cs_object o = {
        .dn = CS_LITERAL("CN=a"), .elements = elements, .deltas = deltas, .pending = pending};

    o.fields[CS_FIELD_EXPORT_DELTA_OPERATION] = cs_text_from(export);
    o.fields[CS_FIELD_IMPORT_DELTA_OPERATION] = cs_text_from(import);
    return o;
}

static cs_undetermined_reason judge(cs_object o, cs_part section)
{
    cs_evidence evidence = {0};

    cs_evidence_note(&evidence, &o, section);
    return cs_evidence_judge(&evidence).reason;
}

START_TEST(an_object_that_says_nothing_is_silent)
{
    ck_assert_int_eq(judge(object(0, 0, 0, NULL, NULL), CS_UNAPPLIED_EXPORT), CS_SILENT);
    ck_assert_int_eq(judge(object(0, 0, 0, NULL, "none"), CS_ESCROWED_EXPORT), CS_SILENT);
    ck_assert_int_eq(judge(object(EXPORT, 0, 0, "none", NULL), CS_PENDING_IMPORT), CS_SILENT);
}
END_TEST

START_TEST(an_empty_element_an_operation_or_a_delta_tells)
{
    ck_assert_int_eq(judge(object(EXPORT, 0, 0, NULL, NULL), CS_UNAPPLIED_EXPORT), CS_DETERMINED);
    ck_assert_int_eq(judge(object(0, 0, 0, "none", NULL), CS_UNAPPLIED_EXPORT), CS_DETERMINED);
    ck_assert_int_eq(judge(object(0, 0, 0, "", NULL), CS_UNAPPLIED_EXPORT), CS_DETERMINED);
    ck_assert_int_eq(judge(object(IMPORT, IMPORT, IMPORT, NULL, NULL), CS_UNAPPLIED_EXPORT),
                     CS_DETERMINED);
    ck_assert_int_eq(judge(object(EXPORT, EXPORT, EXPORT, "add", NULL), CS_UNAPPLIED_EXPORT),
                     CS_DETERMINED);
}
END_TEST

/* Any of the three export deltas explains the operation. */
START_TEST(an_operation_without_a_delta_contradicts)
{
    ck_assert_int_eq(judge(object(EXPORT, 0, 0, "delete", NULL), CS_UNAPPLIED_EXPORT),
                     CS_CONTRADICTION);
    ck_assert_int_eq(judge(object(EXPORT, EXPORT, 0, " modify\n", NULL), CS_UNAPPLIED_EXPORT),
                     CS_CONTRADICTION);
    ck_assert_int_eq(judge(object(IMPORT, IMPORT, IMPORT, "modify", NULL), CS_UNCONFIRMED_EXPORT),
                     CS_CONTRADICTION);
    ck_assert_int_eq(judge(object(EXPORT, EXPORT, EXPORT, "modify", "add"), CS_PENDING_IMPORT),
                     CS_CONTRADICTION);
    ck_assert_int_eq(
        judge(object(ESCROWED, ESCROWED, ESCROWED, "modify", NULL), CS_UNAPPLIED_EXPORT),
        CS_DETERMINED);
}
END_TEST

START_TEST(an_object_of_a_drop_file_is_neither)
{
    cs_object o = object(0, 0, 0, NULL, NULL);

    o.drop = true;
    ck_assert_int_eq(judge(o, CS_UNAPPLIED_EXPORT), CS_DETERMINED);
}
END_TEST

START_TEST(a_file_without_objects_is_determined)
{
    const cs_evidence none = {0};

    ck_assert_int_eq(cs_evidence_judge(&none).reason, CS_DETERMINED);
}
END_TEST

/* Some silent, others not: those have nothing pending. One contradiction is enough. */
START_TEST(what_threads_note_adds_up)
{
    cs_evidence all = {0}, first = {0}, second = {0};
    cs_object silent = object(0, 0, 0, NULL, NULL), plain = object(EXPORT, 0, 0, "none", NULL),
              contrary = object(0, 0, 0, "add", NULL);

    silent.dn = CS_LITERAL("CN=s");
    contrary.dn = CS_LITERAL("CN=c");
    cs_evidence_note(&first, &silent, CS_UNAPPLIED_EXPORT);
    cs_evidence_add(&all, &first);
    ck_assert_int_eq(cs_evidence_judge(&all).reason, CS_SILENT);
    cs_evidence_note(&second, &plain, CS_UNAPPLIED_EXPORT);
    cs_evidence_add(&all, &second);
    ck_assert_int_eq(cs_evidence_judge(&all).reason, CS_DETERMINED);
    cs_evidence_note(&all, &contrary, CS_UNAPPLIED_EXPORT);
    cs_undetermined verdict = cs_evidence_judge(&all);
    ck_assert_int_eq(verdict.reason, CS_CONTRADICTION);
    ck_assert_uint_eq(verdict.objects, 1);
    ck_assert_str_eq(verdict.first, "CN=c");
}
END_TEST

START_TEST(the_first_dn_is_cut_at_a_character)
{
    char dn[600];
    cs_sighting sighting = {0};

    for (size_t i = 0; i < sizeof dn; i += 2)
        memcpy(dn + i, "\u00e9", 2);
    cs_sighting_note(&sighting, (cs_text){dn, sizeof dn});
    ck_assert_uint_eq(strlen(sighting.first), 510);
    cs_sighting_note(&sighting, CS_LITERAL("CN=later"));
    ck_assert_uint_eq(sighting.count, 2);
    ck_assert_mem_eq(sighting.first, dn, 510);
}
END_TEST

static void expect_text(cs_undetermined verdict, cs_part section, const char *line,
                        const char *json)
{
    cs_buffer text = {0};

    cs_undetermined_text(&verdict, section, "csanalyzer: ", "a.xml", &text);
    cs_buffer_puts(&text, "|");
    cs_undetermined_json(&verdict, &text);
    size_t n = strlen(line);
    ck_assert_uint_eq(text.n, n + 1 + strlen(json));
    ck_assert_mem_eq(text.s, line, n);
    ck_assert_mem_eq(text.s + n + 1, json, strlen(json));
    cs_buffer_free(&text);
}

START_TEST(the_line_says_why_and_what_to_do)
{
    expect_text((cs_undetermined){CS_DETERMINED, 0, ""}, CS_UNAPPLIED_EXPORT, "", "null");
    expect_text((cs_undetermined){CS_SILENT, 2, "CN=a\x1b"}, CS_UNAPPLIED_EXPORT,
                "csanalyzer: a.xml: this file cannot tell what is pending: none of its 2 objects "
                "has a delta or an export-delta-operation, the first is \"CN=a\\x1B\"; export it "
                "with \"csexport CONNECTOR FILE /f:x\", without /o:\n",
                "{\"reason\":\"silent\",\"objects\":2,\"first\":\"CN=a\\u001b\"}");
    expect_text((cs_undetermined){CS_CONTRADICTION, 1, "CN=a"}, CS_PENDING_IMPORT,
                "csanalyzer: a.xml: this file cannot tell what is pending: 1 object has an "
                "import-delta-operation, but not the delta, \"CN=a\"; export it with \"csexport "
                "CONNECTOR FILE /f:m\", without /o:\n",
                "{\"reason\":\"contradiction\",\"objects\":1,\"first\":\"CN=a\"}");
}
END_TEST
