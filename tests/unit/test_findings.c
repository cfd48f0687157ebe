#include "report/findings.h"
#include "report/known.h"
#include "report/shown.h"
#include "unit.h"

static const cs_findings_about about = {"csdiff: ", "a.xml", CS_UNAPPLIED_EXPORT};

/* What is printed for one object, and whether --strict refuses it. */
static void expect(const cs_object *object, uint64_t hidden, const char *lines, bool strict)
{
    cs_findings findings = {0}, all = {0};
    cs_buffer text = {0};

    cs_findings_note(&findings, object, CS_UNAPPLIED_EXPORT);
    findings.hidden = hidden;
    cs_findings_add(&all, &findings);
    ck_assert_int_eq(cs_findings_text(&all, &about, &text), strict);
    ck_assert_msg(cs_text_is(cs_buffer_text(&text), lines), "%.*s", (int)text.n,
                  text.s ? text.s : "");
    cs_buffer_free(&text);
}

START_TEST(nothing_is_said_of_a_plain_file)
{
    const cs_object object = {.dn = CS_LITERAL("CN=a"), .elements = 1, .deltas = 1, .pending = 1};

    expect(&object, 0, "", false);
}
END_TEST

START_TEST(changes_of_other_sections_are_counted)
{
    const cs_object object = {.dn = CS_LITERAL("CN=a"),
                              .deltas = 1u << CS_ESCROWED_EXPORT | 1u << CS_PENDING_IMPORT,
                              .pending = 1u << CS_ESCROWED_EXPORT | 1u << CS_PENDING_IMPORT};

    expect(&object, 0,
           "csdiff: a.xml: no object has a change in unapplied-export, but 1 in escrowed-export, "
           "1 in pending-import; name the section to see them\n",
           true);
}
END_TEST

START_TEST(corrupted_objects_are_counted)
{
    const cs_object object = {.dn = CS_LITERAL("CN=a"), .elements = 1, .corrupted = true};

    expect(&object, 0,
           "csdiff: a.xml: 1 object is corrupted, and the engine discards its changes: "
           "\"CN=a\"\n",
           true);
}
END_TEST

START_TEST(the_drop_file_of_an_import_is_none_of_an_export)
{
    cs_object object = {.dn = CS_LITERAL("CN=a"), .deltas = 1, .pending = 1, .drop = true};

    expect(&object, 0, "", false);
    object.step = CS_LITERAL("export");
    expect(&object, 0, "", false);
    object.step = CS_LITERAL("full-import");
    expect(&object, 0,
           "csdiff: a.xml: this is the drop file of an import: it holds what was found in the "
           "directory, not what is pending for it\n",
           true);
}
END_TEST

START_TEST(hidden_passwords_are_counted)
{
    const cs_object object = {.dn = CS_LITERAL("CN=a"), .elements = 1, .deltas = 1, .pending = 1};

    expect(&object, 1,
           "csdiff: a.xml: 1 value of a password is hidden; --show-passwords shows it\n", false);
}
END_TEST

START_TEST(passwords_are_hidden_unless_asked_for)
{
    static const char *const passwords[] = {
        "unicodePwd",      "userPassword",           "export_password",
        "dBCSPwd",         "ntPwdHistory",           "lmPwdHistory",
        "msLAPS-Password", "ms-Mcs-AdmPwd",          "supplementalCredentials",
        "UNICODEPWD",      "msDS-ManagedPassword",   "msLAPS-EncryptedPassword",
        "mslaps-password", "msLAPS-PasswordHistory", "msLAPS-EncryptedPasswordHistory"};
    static const char *const others[] = {"", "pwdLastSet", "unicodePw", "unicodePwds", "title"};
    const cs_showing hide = {0}, show = {.passwords = true};
    const cs_text value = CS_LITERAL("secret");
    cs_buffer scratch = {0};

    for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++) {
        const cs_text name = cs_text_from(passwords[i]);
        ck_assert(cs_is_known_attribute(name));
        cs_text shown = cs_shown(&hide, name, CS_NO_TEXT, value, &scratch);
        ck_assert(cs_is_hidden(shown) && cs_text_is(shown, "(hidden)"));
        ck_assert_ptr_eq(cs_shown(&show, name, CS_NO_TEXT, value, &scratch).s, value.s);
        ck_assert_ptr_null(cs_shown(&hide, name, CS_NO_TEXT, CS_NO_TEXT, &scratch).s);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert(
            !cs_is_hidden(cs_shown(&hide, cs_text_from(others[i]), CS_NO_TEXT, value, &scratch)));
}
END_TEST

/* The lists are searched by halves, so each name must be found. */
START_TEST(well_known_names_are_known)
{
    static const char *const names[] = {
        "accountEnabled",        "ACCOUNTENABLED",       "member",
        "proxyAddresses",        "x500uniqueIdentifier", "wWWHomePage",
        "mS-DS-ConsistencyGuid", "ms-Mcs-AdmPwd",        "msDS-KeyCredentialLink"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_msg(cs_is_known_attribute(cs_text_from(names[i])), "%s", names[i]);
    ck_assert(!cs_is_known_attribute(CS_LITERAL("proxyAdresses")));
    ck_assert(!cs_is_known_attribute(CS_NO_TEXT));
    ck_assert(cs_is_known_type(CS_LITERAL("User")) && !cs_is_known_type(CS_LITERAL("usr")));
}
END_TEST
