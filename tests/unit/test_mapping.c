#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "names/mapping.h"
#include "unit.h"

/* Reads a mapping from a file of those bytes. */
static cs_mapping *read_bytes(cs_text bytes, cs_error *error)
{
    char path[] = "/tmp/cstools-test-XXXXXX";
    int fd = mkstemp(path);

    *error = (cs_error){0};
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes.s, bytes.n), (ssize_t)bytes.n);
    close(fd);
    cs_mapping *mapping = cs_mapping_read(path, error);
    unlink(path);
    return mapping;
}

static cs_mapping *mapping_of(const char *lines)
{
    cs_error error;
    cs_mapping *mapping = read_bytes(cs_text_from(lines), &error);

    ck_assert_msg(mapping != NULL, "%s", error.what);
    return mapping;
}

typedef void apply(const cs_mapping *mapping, cs_text text, cs_buffer *to);

static void expect(apply *how, const cs_mapping *mapping, const char *text, const char *replaced)
{
    cs_buffer found = {0};

    how(mapping, cs_text_from(text), &found);
    ck_assert_msg(cs_text_is(cs_buffer_text(&found), replaced), "\"%s\" is \"%.*s\", not \"%s\"",
                  text, (int)found.n, found.s ? found.s : "", replaced);
    cs_buffer_free(&found);
}

START_TEST(names_are_replaced_wherever_they_stand)
{
    cs_mapping *m = mapping_of("contoso.com\tfabrikam.com\nOU=Sales\tOU=Vertrieb\n");

    expect(cs_mapping_apply, m, "ada@contoso.com", "ada@fabrikam.com");
    expect(cs_mapping_apply, m, "Contoso.COM", "fabrikam.com");
    expect(cs_mapping_apply, m, "CN=a,OU=Sales,OU=sales", "CN=a,OU=Vertrieb,OU=Vertrieb");
    expect(cs_mapping_apply, m, "mail.contoso.com/contoso.com", "mail.fabrikam.com/fabrikam.com");
    expect(cs_mapping_apply, m, "", "");
    expect(cs_mapping_apply, m, "nothing of it", "nothing of it");
    cs_mapping_free(m);
}
END_TEST

START_TEST(words_are_replaced_whole)
{
    cs_mapping *m = mapping_of("OU=Sales\tOU=Vertrieb\ncontoso.com\tfabrikam.com\n(x)\ty\n");

    expect(cs_mapping_apply, m, "OU=SalesEurope", "OU=SalesEurope");
    expect(cs_mapping_apply, m, "OU=Sales-EU", "OU=Sales-EU");
    expect(cs_mapping_apply, m, "OU=Sales\u00E9", "OU=Sales\u00E9");
    expect(cs_mapping_apply, m, "xOU=Sales", "xOU=Sales");
    expect(cs_mapping_apply, m, "ada@mycontoso.com", "ada@mycontoso.com");
    expect(cs_mapping_apply, m, "contoso.common", "contoso.common");
    /* Where a name begins or ends in something else, what stands there does not matter. */
    expect(cs_mapping_apply, m, "a(x)b", "ayb");
    cs_mapping_free(m);
}
END_TEST

/* Letters, digits, "-", "_" and all that is not ASCII. */
START_TEST(every_byte_makes_a_word_or_ends_one)
{
    static const char makes_words[] =
        "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    cs_mapping *m = mapping_of("ab\tz\n");

    for (int byte = 1; byte < 256; byte++) {
        bool makes_word = byte >= 0x80 || strchr(makes_words, byte);
        char before[] = {(char)byte, 'a', 'b', '\0'}, behind[] = {'a', 'b', (char)byte, '\0'};
        char replaced[] = {(char)byte, 'z', '\0'};
        expect(cs_mapping_apply, m, before, makes_word ? before : replaced);
        memcpy(replaced, (char[]){'z', (char)byte}, 2);
        expect(cs_mapping_apply, m, behind, makes_word ? behind : replaced);
    }
    cs_mapping_free(m);
}
END_TEST

START_TEST(the_longest_name_counts_and_is_not_looked_at_again)
{
    cs_mapping *m = mapping_of("a\tb\nb\ta\na.b\tlong\na.b.c\ta\n");

    expect(cs_mapping_apply, m, "a", "b");
    expect(cs_mapping_apply, m, "b,a", "a,b");
    expect(cs_mapping_apply, m, "a.b", "long");
    expect(cs_mapping_apply, m, "a.b.c.b", "a.a");
    cs_mapping_free(m);
}
END_TEST

START_TEST(dns_are_mapped_in_their_normal_form)
{
    cs_mapping *m = mapping_of("OU=Old Sales, DC=Contoso,DC=com\tOU=Sales , DC=Fabrikam\n");

    expect(cs_mapping_apply_dn, m, "cn=ada,ou=old sales,dc=contoso,dc=com",
           "cn=ada,ou=sales,dc=fabrikam");
    expect(cs_mapping_apply, m, "OU=Old Sales, DC=contoso,DC=com", "OU=Sales , DC=Fabrikam");
    cs_mapping_free(m);
}
END_TEST

START_TEST(files_are_read_as_people_write_them)
{
    cs_error error;
    cs_mapping *m = mapping_of("\n\r\na\tb\r\n\nc\t");

    expect(cs_mapping_apply, m, "a c", "b ");
    cs_mapping_free(m);
    m = read_bytes(CS_LITERAL("\xEF\xBB\xBF"
                              "a\tb"),
                   &error);
    expect(cs_mapping_apply, m, "a", "b");
    cs_mapping_free(m);
    m = read_bytes(CS_LITERAL("\xFF\xFE"
                              "a\0\t\0b\0\r\0\n\0"),
                   &error);
    expect(cs_mapping_apply, m, "a", "b");
    cs_mapping_free(m);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused_with_its_line)
{
    static const struct {
        const char *lines, *what;
    } cases[] = {
        {"a\tb\nno tab\n", "line 2 has no tab between two names"},
        {"a\tb\tc", "line 1 has more than one tab"},
        {"\n\tb", "line 2 has no name before its tab"},
        {" \tb", "line 1 has no name before its tab"},
        {"a\tb\n\nA\tc\n", "line 3 maps a name that an earlier line already maps"},
        {"a,b\tx\na , B\ty\n", "line 2 maps a name that an earlier line already maps"},
        {"\n\n", "the file contains no names"},
        {"", "the file contains no names"},
        {"a\t\x01", "a character that XML cannot hold"},
        {"a\t\xFF", "not valid UTF-8; if it was saved in another encoding, run \"iconv -f "
                    "WINDOWS-1252 -t UTF-8 FILE\", or export it again"},
    };
    cs_error error;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_ptr_null(read_bytes(cs_text_from(cases[i].lines), &error));
        ck_assert_str_eq(error.what, cases[i].what);
        ck_assert_ptr_nonnull(strstr(error.file, "cstools-test-"));
    }
    error = (cs_error){0};
    ck_assert_ptr_null(cs_mapping_read("/nowhere/map.txt", &error));
    ck_assert_str_eq(error.what, "cannot open \"/nowhere/map.txt\": No such file or directory");
    cs_mapping_free(NULL);
}
END_TEST

/* Time by the text's length, not by that of what is replaced in it again and again. */
START_TEST(many_names_and_a_long_text)
{
    enum {
        NAMES = 20000,
        LENGTH = 1 << 20
    };
    cs_buffer lines = {0}, text = {0}, found = {0};
    cs_error error;
    char line[64];

    for (int i = 0; i < NAMES; i++) {
        snprintf(line, sizeof line, "OU=%d\tOU=x%d\n", i, i);
        cs_buffer_puts(&lines, line);
    }
    cs_mapping *m = read_bytes(cs_buffer_text(&lines), &error);
    while (text.n < LENGTH)
        cs_buffer_puts(&text, "CN=a,OU=19999,OU=none;");
    cs_mapping_apply(m, cs_buffer_text(&text), &found);
    ck_assert_uint_eq(found.n, text.n + text.n / 22);
    cs_mapping_free(m);
    cs_buffer_free(&lines);
    cs_buffer_free(&text);
    cs_buffer_free(&found);
}
END_TEST
