#include "names/dn.h"
#include "unit.h"
#include "words.h"

static void expect(const char *dn, const char *normal)
{
    cs_buffer found = {0};

    cs_dn_normalize(&found, cs_text_from(dn));
    ck_assert_msg(cs_text_is(cs_buffer_text(&found), normal), "\"%s\" is \"%.*s\", not \"%s\"", dn,
                  (int)found.n, found.s ? found.s : "", normal);
    cs_buffer_free(&found);
}

START_TEST(ascii_case_is_gone)
{
    expect("CN=Ada,DC=Contoso", "cn=ada,dc=contoso");
    expect("CN=\u00C4da", "cn=\u00C4da");
    expect("", "");
}
END_TEST

START_TEST(spaces_around_separators_are_gone)
{
    expect(" CN = Ada Lovelace , OU=People +  L = London;DC=com ",
           "cn=ada lovelace,ou=people+l=london;dc=com");
    expect("CN=Ada  Lovelace", "cn=ada  lovelace");
    expect("CN=\t\r\n Ada \n,DC=com", "cn=ada,dc=com");
    expect("CN=,DC= ", "cn=,dc=");
    expect("   ", "");
}
END_TEST

START_TEST(only_the_first_equals_sign_separates)
{
    expect("CN=a = b,OU = c", "cn=a = b,ou=c");
    expect("CN=YWRh==", "cn=ywrh==");
}
END_TEST

START_TEST(what_is_escaped_separates_nothing)
{
    expect("CN=Lovelace\\, Ada,DC=com", "cn=lovelace\\, ada,dc=com");
    expect("CN=Ada\\  ,DC=com", "cn=ada\\ ,dc=com");
    expect("CN=\\ Ada,DC=com", "cn=\\ ada,dc=com");
    expect("CN=a\\2C b\\\\ , DC=com", "cn=a\\2c b\\\\,dc=com");
    expect("CN=a \\", "cn=a \\");
}
END_TEST

START_TEST(quotes_hold_together)
{
    expect("CN= \"Lovelace , Ada \" , DC=com", "cn=\"lovelace , ada \",dc=com");
    expect("CN=\"a\\\" , b\" , DC=com", "cn=\"a\\\" , b\",dc=com");
    expect("CN=\"a , B", "cn=\"a , b");
    /* A quote further on is a character like any other. */
    expect("CN=6\" pipe , DC=com", "cn=6\" pipe,dc=com");
}
END_TEST

START_TEST(what_is_no_dn_is_taken_the_same_way)
{
    expect("Employee 0001", "employee 0001");
    expect("Lovelace, Ada", "lovelace,ada");
}
END_TEST

/* What is the same stays the same, and case never tells. */
START_TEST(a_normal_form_is_its_own)
{
    char s[8];

    for (unsigned number = 0; number < 137257; number++) { /* of up to six letters */
        cs_text dn = word_of(number, "aA ,=\\\"", s);
        cs_buffer once = {0}, twice = {0};
        cs_dn_normalize(&once, dn);
        cs_dn_normalize(&twice, cs_buffer_text(&once));
        ck_assert_msg(cs_text_equal(cs_buffer_text(&once), cs_buffer_text(&twice)),
                      "\"%.*s\" is \"%.*s\" and then \"%.*s\"", (int)dn.n, s, (int)once.n, once.s,
                      (int)twice.n, twice.s);
        ck_assert(!cs_text_has(cs_buffer_text(&once), 'A'));
        cs_buffer_free(&once);
        cs_buffer_free(&twice);
    }
}
END_TEST

START_TEST(it_goes_behind_what_is_there)
{
    cs_buffer buffer = {0};

    cs_buffer_puts(&buffer, "A ");
    cs_dn_normalize(&buffer, CS_LITERAL(" B "));
    cs_dn_normalize(&buffer, CS_NO_TEXT);
    ck_assert(cs_text_is(cs_buffer_text(&buffer), "A b"));
    cs_buffer_free(&buffer);
}
END_TEST
