#include <stdio.h>

#include "base/buffer.h"
#include "ldif/read.h"
#include "unit.h"

/* What the file's entries are, each as "DN|name=value|name=value\n"; or, where it is refused, what
 * the error says, its offset and its record. Read in pieces of every small size: all are the same.
 */
static void show(const char *file, size_t n, size_t chunk, cs_buffer *to)
{
    cs_error error = {.set = false};
    cs_input *input = cs_input_memory(file, n, "users.ldif", &error);
    cs_ldif *ldif = cs_ldif_new(input, &error);
    const cs_entry *entry;
    int got;

    cs_input_chunk(input, chunk);
    while ((got = cs_ldif_next(ldif, &entry, &error)) == 1) {
        cs_buffer_add(to, entry->dn);
        for (size_t i = 0; i < entry->count; i++) {
            cs_buffer_puts(to, "|");
            cs_buffer_add(to, entry->values[i].name);
            cs_buffer_puts(to, "=");
            cs_buffer_add(to, entry->values[i].bytes);
        }
        cs_buffer_puts(to, "\n");
    }
    if (cs_ldif_references(ldif) > 0)
        cs_buffer_puts(to, "references\n");
    if (got < 0) {
        char place[600];
        snprintf(place, sizeof place, " (%s %d %d %s)\n", error.file, (int)error.offset,
                 (int)error.object, error.dn);
        cs_buffer_puts(to, error.what);
        cs_buffer_puts(to, place);
    }
    cs_ldif_free(ldif);
    cs_input_close(input);
}

static void expect_bytes(const char *file, size_t n, const char *expected)
{
    for (size_t chunk = 1; chunk <= n + 1; chunk++) {
        cs_buffer to = {.s = NULL};
        show(file, n, chunk, &to);
        cs_text shown = cs_buffer_text(&to);
        ck_assert_msg(cs_text_is(shown, expected), "%.*s\nis not\n%s", (int)shown.n, shown.s,
                      expected);
        cs_buffer_free(&to);
    }
}

static void expect(const char *file, const char *expected)
{
    expect_bytes(file, strlen(file), expected);
}

START_TEST(entries_are_read)
{
    expect("version: 1\n\ndn: CN=a\ncn: a\nmail: b\nMail: c\n\ndn: CN=d\nou:\n",
           "CN=a|cn=a|mail=b|Mail=c\nCN=d|ou=\n");
    expect("version: 1\ndn: CN=a\ncn: a\n", "CN=a|cn=a\n");
    expect("dn: CN=a\r\ncn: a\r\n\r\n\r\ndn: CN=b\r\ncn: b\r\n\r\n", "CN=a|cn=a\nCN=b|cn=b\n");
    expect("", "");
    expect("\n\r\n# nothing\n", "");
}
END_TEST

START_TEST(lines_are_unfolded)
{
    expect("dn: CN=a,\n DC=b\ncn:\n  x\n \n  y\n", "CN=a,DC=b|cn=x y\n");
    expect("dn:: Q049\n YQ==\ncn: 1\r\n 2\r\n", "CN=a|cn=12\n");
}
END_TEST

START_TEST(comments_are_passed_over)
{
    expect("# a\n b\n\n#\ndn: CN=a\n# c: d\ncn: a # b\n", "CN=a|cn=a # b\n");
}
END_TEST

START_TEST(base64_is_decoded)
{
    expect("dn:: Q049YQ==\ncn:: w7w=\nx::\ny;binary:: AQ== \n",
           "CN=a|cn=\xC3\xBC|x=|y;binary=\x01\n");
    expect("dn: CN=a\ncn:: w7w\n", "a value after \"::\" is not base64 (users.ldif 0 1 CN=a)\n");
}
END_TEST

START_TEST(other_encodings_are_read)
{
    static const char utf16[] = "\xFF\xFE"
                                "d\0n\0:\0 \0a\0=\0\xFC\0\r\0\n\0b\0:\0c\0\r\0\n\0\r\0\n\0"
                                "d\0n\0:\0x\0\n\0";

    expect_bytes(utf16, sizeof utf16 - 1,
                 "a=\xC3\xBC|b=c\nthe record has a DN and nothing else: the file may have been cut "
                 "(users.ldif 34 2 x)\n");
    expect("\xEF\xBB\xBF"
           "dn: a=\xC3\xBC\nb: c\n",
           "a=\xC3\xBC|b=c\n");
}
END_TEST

START_TEST(what_ldapsearch_adds_is_understood)
{
    expect("# extended LDIF\n#\n\n# a\ndn: a=b\na: b\n\n# search reference\nref: ldap://c/\n\n"
           "# search result\nsearch: 2\nresult: 0 Success\ncontrol: 1.2 false MAUCAQAEAA==\n"
           "pagedresults: cookie=\n\n# numResponses: 2\n",
           "a=b|a=b\nreferences\n");
    expect("dn: a=b\na: b\n\nsearch: 2\nresult: 4 Size limit exceeded\n",
           "a=b|a=b\nthe search ended with the result \"4 Size limit exceeded\"; the file is "
           "incomplete (users.ldif 14 2 )\n");
    expect("dn: a=b\na: b\n\nsearch: 2\nresult: 0 Success\npagedresults: cookie=AAA=\n",
           "a=b|a=b\nthe server had more pages; the file is incomplete (users.ldif 68 2 )\n");
}
END_TEST

START_TEST(what_is_no_entry_is_refused)
{
    expect("dn: a=b\nchangetype: delete\n", "a change record (\"changetype\"); csimport "
                                            "reads entries, not changes (users.ldif 0 1 a=b)\n");
    expect("dn: a=b\njpegPhoto:< file:///etc/passwd\n",
           "the value of \"jpegPhoto\" is a URL (\":<\"), and files that an input names are not "
           "read (users.ldif 0 1 a=b)\n");
    expect("version: 2\ndn: a=b\na: b\n",
           "LDIF of version \"2\"; only version 1 is known (users.ldif 0 1 )\n");
    expect("dn: a=b\na: b\n\ncn: c\n", "a=b|a=b\na record must begin with its DN (\"dn: …\"), "
                                       "not with \"cn\" (users.ldif 14 2 )\n");
    expect("dn: a=b\na: b\ndn: c=d\nc: d\n",
           "the record has a second DN; a blank line is missing before it (users.ldif 0 1 a=b)\n");
    expect("dn:\nobjectClass: top\n",
           "the record's DN is empty: the root of a server is not an object "
           "(users.ldif 0 1 )\n");
    expect("dn: a=b\n\ndn: c=d\nc: d\n",
           "the record has a DN and nothing else (users.ldif 0 1 a=b)\n");
}
END_TEST

START_TEST(a_file_that_is_cut_is_refused)
{
    expect("dn: a=b\na: b", "the file ends inside a line; it is incomplete (users.ldif 0 1 )\n");
    expect("dn: a=b\na: b\n\ndn: c=d\n",
           "a=b|a=b\nthe record has a DN and nothing else: the file may have been cut (users.ldif "
           "14 2 c=d)\n");
}
END_TEST

START_TEST(what_is_no_ldif_is_refused)
{
    expect("dn: a=b\nnonsense\n", "a line without a colon: \"nonsense\" (users.ldif 0 1 a=b)\n");
    expect("dn: a=b\na b: c\n", "\"a b\" is not the name of an attribute (users.ldif 0 1 a=b)\n");
    expect(" dn: a=b\n", "a line begins with a space, but there is no line before it to continue "
                         "(users.ldif 0 1 )\n");
    expect("dn: a=b\na: b\rc: d\n",
           "a carriage return that does not end a line (users.ldif 0 1 a=b)\n");
}
END_TEST

START_TEST(ldif_is_told_by_its_first_line)
{
    ck_assert(cs_ldif_is_likely(CS_LITERAL("version: 1\n")));
    ck_assert(cs_ldif_is_likely(CS_LITERAL("DN:: Q049YQ==\n")));
    ck_assert(cs_ldif_is_likely(CS_LITERAL("# extended LDIF\n")));
    ck_assert(!cs_ldif_is_likely(CS_LITERAL("<cs-objects>")));
    ck_assert(!cs_ldif_is_likely(CS_LITERAL("DN,OMODT\n")));
    ck_assert(!cs_ldif_is_likely(CS_LITERAL("")));
}
END_TEST
