#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "decode/decode.h"
#include "unit.h"

/* ---- A value, and what is shown of it ---- */

typedef struct shown {
    const char *name, *type, *value;
    const char *expected; /* NULL: the value itself, not so much as a copy */
} shown;

static void expect_shown(const shown *s)
{
    cs_buffer scratch = {.s = NULL};
    cs_text value = cs_text_from(s->value);
    cs_text got = cs_decode(cs_text_from(s->name), cs_text_from(s->type), value, &scratch);

    if (s->expected)
        ck_assert_msg(cs_text_is(got, s->expected), "%s %s: %.*s is not %s", s->name, s->value,
                      (int)got.n, got.s, s->expected);
    else
        ck_assert_msg(got.s == value.s && got.n == value.n && scratch.n == 0,
                      "%s %s is shown as %.*s", s->name, s->value, (int)got.n, got.s);
    cs_buffer_free(&scratch);
}

#define EXPECT_ALL(table)                                                                          \
    for (size_t i = 0; i < sizeof(table) / sizeof *(table); i++)                                   \
    expect_shown(&(table)[i])

/* The base64 of any bytes, to make values of. Ended by a NUL. */
static void to_base64(const unsigned char *s, size_t n, char *to)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        unsigned bits = (unsigned)s[i] << 16 | (i + 1 < n ? (unsigned)s[i + 1] << 8 : 0) |
                        (i + 2 < n ? s[i + 2] : 0);
        *to++ = digits[bits >> 18];
        *to++ = digits[bits >> 12 & 63];
        *to++ = i + 1 < n ? digits[bits >> 6 & 63] : '=';
        *to++ = i + 2 < n ? digits[bits & 63] : '=';
    }
    *to = '\0';
}

/* ---- SIDs ---- */

/* The example SID of Microsoft's "Security identifiers". */
#define ADMINS "AQUAAAAAAAUVAAAA3PTcO4M9K0aCi6YoAAIAAA=="
#define ADMINS_SID "S-1-5-21-1004336348-1177238915-682003330-512"

START_TEST(sids_are_shown_by_their_attribute)
{
    static const shown table[] = {
        {"objectSid", "binary", ADMINS, ADMINS_SID},
        {"OBJECTSID", "binary", ADMINS, ADMINS_SID},
        {"objectSid", NULL, ADMINS, ADMINS_SID},
        {"objectSid", "", ADMINS, ADMINS_SID},
        {"sIDHistory", "binary", ADMINS, ADMINS_SID},
        {"securityIdentifier", "binary", ADMINS, ADMINS_SID},
        {"onPremiseSecurityIdentifier", "binary", ADMINS, ADMINS_SID},
        {"onPremisesSecurityIdentifier", "binary", ADMINS, ADMINS_SID},
        {"msExchMasterAccountSid", "binary", ADMINS, ADMINS_SID},
        {"msExchMasterAccountHistory", "binary", ADMINS, ADMINS_SID},
        {"tokenGroups", "binary", ADMINS, ADMINS_SID},
        {"tokenGroupsGlobalAndUniversal", "binary", ADMINS, ADMINS_SID},
        {"tokenGroupsNoGCAcceptable", "binary", ADMINS, ADMINS_SID},
        {"msDS-QuotaTrustee", "binary", ADMINS, ADMINS_SID},
        {"mS-DS-CreatorSID", "binary", ADMINS, ADMINS_SID},
        {"sid", "binary", ADMINS, ADMINS_SID},
        /* Another attribute or another type may hold the same bytes by chance. */
        {"userCertificate", "binary", ADMINS, NULL},
        {"objectSids", "binary", ADMINS, NULL},
        {"id", "binary", ADMINS, NULL},
        {"", "binary", ADMINS, NULL},
        {NULL, "binary", ADMINS, NULL},
        {"objectSid", "string", ADMINS, NULL},
        {"objectSid", "Binary", ADMINS, NULL},
        {"objectSid", "reference", ADMINS, NULL},
    };

    EXPECT_ALL(table);
}
END_TEST

/* Well-known SIDs and the authorities of [MS-DTYP] 2.4.2.1. */
START_TEST(sids_have_one_to_fifteen_sub_authorities_and_any_authority)
{
    static const shown table[] = {
        {"objectSid", "binary", "AQEAAAAAAAEAAAAA", "S-1-1-0"},
        {"objectSid", "binary", "AQIAAAAAAAUgAAAAIAIAAA==", "S-1-5-32-544"},
        {"objectSid", "binary", "AQEAAP////8BAAAA", "S-1-4294967295-1"},
        {"objectSid", "binary", "AQEAAQAAAAABAAAA", "S-1-0x000100000000-1"},
        {"objectSid", "binary", "AQH/////////////", "S-1-0xffffffffffff-4294967295"},
        {"objectSid", "binary",
         "AQ8AAAAAAAUBAAAAAgAAAAMAAAAEAAAABQAAAAYAAAAHAAAACAAAAAkAAAAKAAAACwAAAAwAAAANAAAADgAA"
         "AA8AAAA=",
         "S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15"},
        {"objectSid", "binary", "AQAAAAAAAAU=", NULL}, /* no sub-authority */
        {"objectSid", "binary",                        /* 16 of them */
         "ARAAAAAAAAUAAAAAAQAAAAIAAAADAAAABAAAAAUAAAAGAAAABwAAAAgAAAAJAAAACgAAAAsAAAAMAAAADQAA"
         "AA4AAAAPAAAA",
         NULL},
        {"objectSid", "binary", "AgEAAAAAAAEAAAAA", NULL},         /* revision 2 */
        {"objectSid", "binary", "AQIAAAAAAAEAAAAA", NULL},         /* says 2, has 1 */
        {"objectSid", "binary", "AQEAAAAAAAEAAAAAAAAAAA==", NULL}, /* says 1, has 2 */
        {"objectSid", "binary", "AQ==", NULL},
        {"objectSid", "binary", "", NULL},
        {"objectSid", "binary", NULL, NULL},
        {"objectSid", "binary", "S-1-5-32-544", NULL},
    };

    EXPECT_ALL(table);
}
END_TEST

/* Every revision, count and length: shown exactly where the three agree. */
START_TEST(sids_are_shown_where_revision_count_and_length_agree)
{
    unsigned char bytes[100] = {0};
    char value[140];

    for (int revision = 0; revision < 256; revision += revision < 3 ? 1 : 63)
        for (int count = 0; count < 256; count += count < 17 ? 1 : 17)
            for (size_t n = 1; n <= sizeof bytes; n++) {
                cs_buffer scratch = {.s = NULL};
                bytes[0] = (unsigned char)revision;
                bytes[1] = n > 1 ? (unsigned char)count : 0;
                to_base64(bytes, n, value);
                cs_text got = cs_decode(CS_LITERAL("objectSid"), CS_LITERAL("binary"),
                                        cs_text_from(value), &scratch);
                bool sid = revision == 1 && count >= 1 && count <= 15 && n == 8u + 4u * count;
                ck_assert_msg((got.s != value) == sid, "%d %d %zu", revision, count, n);
                ck_assert_uint_eq(scratch.n, sid ? 5 + 2 * (size_t)count : 0); /* S-1-0-0… */
                cs_buffer_free(&scratch);
            }
}
END_TEST

/* ---- GUIDs ---- */

#define ADA "qNRVh6UKwUWrfogO6u68FA=="
#define ADA_GUID "8755d4a8-0aa5-45c1-ab7e-880eeaeebc14"

START_TEST(guids_are_shown_by_their_attribute)
{
    static const shown table[] = {
        {"objectGUID", "binary", ADA, ADA_GUID},
        {"objectguid", "binary", ADA, ADA_GUID},
        {"objectGUID", NULL, ADA, ADA_GUID},
        {"mS-DS-ConsistencyGuid", "binary", ADA, ADA_GUID},
        {"msExchMailboxGuid", "binary", ADA, ADA_GUID},
        {"msExchArchiveGUID", "binary", ADA, ADA_GUID},
        {"schemaIDGUID", "binary", ADA, ADA_GUID},
        {"attributeSecurityGUID", "binary", ADA, ADA_GUID},
        {"invocationId", "binary", ADA, ADA_GUID},
        {"objectGUID", "binary",
         "AAAAAAAAAAAAAAAAAAAAAA==", "00000000-0000-0000-0000-000000000000"},
        {"objectGUID", "binary",
         "/////////////////////w==", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
        /* The anchor is base64 to everybody; other attributes hold 16 bytes by chance. */
        {"sourceAnchor", "string", ADA, NULL},
        {"objectGUID", "string", ADA, NULL},
        {"thumbnailPhoto", "binary", ADA, NULL},
        {"guide", "binary", ADA, NULL},
        {"objectGUID", "binary", "qNRVh6UKwUWrfogO6u68", NULL},     /* 15 bytes */
        {"objectGUID", "binary", "qNRVh6UKwUWrfogO6u68FBQ=", NULL}, /* 17 bytes */
        {"objectGUID", "binary", ADA_GUID, NULL},
    };

    EXPECT_ALL(table);
}
END_TEST

/* Each byte has its place ([MS-DTYP] 2.3.4.2). */
START_TEST(guid_bytes_stand_in_the_order_of_microsoft)
{
    unsigned char bytes[16];
    char value[32], guid[CS_GUID_ROOM];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 0x11);
    to_base64(bytes, sizeof bytes, value);
    ck_assert(cs_decode_guid(cs_text_from(value), guid));
    ck_assert_str_eq(guid, "33221100-5544-7766-8899-aabbccddeeff");
}
END_TEST

static bool is_base64_letter(int c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
}

/* Every byte value at every place of a GUID's base64. Its last digit holds two bits that count and
 * four that an encoder leaves zero: A, Q, g and w. */
START_TEST(base64_has_one_spelling)
{
    char value[] = ADA, guid[CS_GUID_ROOM];
    size_t n = strlen(value);

    for (size_t place = 0; place < n; place++)
        for (int c = 0; c < 256; c++) {
            char was = value[place];
            bool good = place >= 22   ? c == '='
                        : place == 21 ? c != 0 && strchr("AQgw", c) != NULL
                                      : is_base64_letter(c);
            value[place] = (char)c;
            memcpy(guid, "as it was", 10);
            ck_assert_msg(cs_decode_guid((cs_text){value, n}, guid) == good, "%d at %zu", c, place);
            ck_assert_int_eq(strcmp(guid, "as it was") != 0, good);
            value[place] = was;
        }
}
END_TEST

START_TEST(base64_that_is_cut_or_has_more_is_no_guid)
{
    static const char *const bad[] = {"",
                                      "=",
                                      "==",
                                      "====",
                                      "qNRVh6UKwUWrfogO6u68FA",
                                      "qNRVh6UKwUWrfogO6u68FA=",
                                      "qNRVh6UKwUWrfogO6u68FA===",
                                      " qNRVh6UKwUWrfogO6u68FA==",
                                      "qNRVh6UKwUWrfogO6u68FA==\n",
                                      "qNRVh6UKwUWr\nfogO6u68FA==",
                                      "qNRVh6UKwUWrfogO6u68====",
                                      "qNRVh6UK=UWrfogO6u68FA==",
                                      ADA ADA};
    char guid[CS_GUID_ROOM];

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!cs_decode_guid(cs_text_from(bad[i]), guid), "%s", bad[i]);
    ck_assert(!cs_decode_guid(CS_NO_TEXT, guid));
}
END_TEST

/* ---- The DN of a cloud connector ---- */

static void expect_anchor(const char *dn, const char *expected)
{
    cs_buffer scratch = {.s = NULL};
    cs_text got = cs_decode_cloud_dn(cs_text_from(dn), &scratch);

    if (expected)
        ck_assert_msg(got.s && cs_text_is(got, expected), "%s: %.*s", dn, (int)got.n, got.s);
    else
        ck_assert_msg(!got.s && scratch.n == 0, "%s: %.*s", dn, (int)got.n, got.s);
    cs_buffer_free(&scratch);
}

START_TEST(cloud_dn_holds_the_source_anchor)
{
    char guid[CS_GUID_ROOM];

    expect_anchor("CN={714E52566836554B77555772666F674F3675363846413D3D}", ADA);
    expect_anchor("cn={714e52566836554b77555772666f674f3675363846413d3d}", ADA);
    expect_anchor("Cn={714E52566836554b77555772666f674F3675363846413D3d}", ADA);
    expect_anchor("CN={656D706C6F7965652034}", "employee 4"); /* an anchor need not be a GUID */
    ck_assert(cs_decode_guid(CS_LITERAL(ADA), guid));
    ck_assert_str_eq(guid, ADA_GUID);
}
END_TEST

START_TEST(cloud_dn_of_another_form_holds_none)
{
    static const char *const dns[] = {"",
                                      "C",
                                      "CN={",
                                      "CN={}",
                                      "CN={7",
                                      "CN={7}",
                                      "CN={71",
                                      "CN={714}",
                                      "CN={714",
                                      "CN={71]",
                                      "CN=71",
                                      "CN=(71)",
                                      "CN={71} ",
                                      " CN={71}",
                                      "CN={ 71}",
                                      "CN={71},DC=contoso",
                                      "OU={71}",
                                      "CN={7G}",
                                      "CN={G7}",
                                      "CN={71}}",
                                      "CN={{71}}",
                                      "CN={0x71}",
                                      "CN={8755d4a8-0aa5-45c1-ab7e-880eeaeebc14}",
                                      "CN=Ada,OU=Users,DC=contoso,DC=com"};

    for (size_t i = 0; i < sizeof dns / sizeof *dns; i++)
        expect_anchor(dns[i], NULL);
    expect_anchor(NULL, NULL);
}
END_TEST

/* Every byte that the hex can stand for, and every byte in the place of a hex digit. */
START_TEST(cloud_dn_takes_printable_ascii_in_hex)
{
    for (int c = 0; c < 256; c++) {
        char dn[16], text[2] = {(char)c, '\0'};
        snprintf(dn, sizeof dn, "CN={%02X}", (unsigned)c);
        expect_anchor(dn, c >= 0x20 && c <= 0x7E ? text : NULL);

        cs_buffer scratch = {.s = NULL};
        memcpy(dn, "CN={4?}", 8);
        dn[5] = (char)c;
        bool hex = c != 0 && strchr("0123456789abcdefABCDEF", c) != NULL;
        ck_assert_msg((cs_decode_cloud_dn((cs_text){dn, 7}, &scratch).s != NULL) == hex, "%d", c);
        cs_buffer_free(&scratch);
    }
}
END_TEST

/* ---- Times ---- */

START_TEST(filetime_is_shown_in_utc)
{
    static const shown table[] = {
        {"pwdLastSet", "integer", "0x1dd7b549b107800", "2026-11-23T14:12:00Z"},
        {"pwdLastSet", "integer", "0x01DD7B549B107800", "2026-11-23T14:12:00Z"},
        {"PWDLASTSET", "integer", "134399167200000000", "2026-11-23T14:12:00Z"},
        {"pwdLastSet", NULL, "134399167200000000", "2026-11-23T14:12:00Z"},
        {"pwdLastSet", "integer", "0x1d2042e6b5a8000", "2016-09-01T08:54:16.3265536Z"},
        {"pwdLastSet", "integer", "134399167205000000", "2026-11-23T14:12:00.5Z"},
        {"pwdLastSet", "integer", "134399167200000001", "2026-11-23T14:12:00.0000001Z"},
        {"accountExpires", "integer", "134399167200000000", "2026-11-23T14:12:00Z"},
        {"lastLogon", "integer", "134399167200000000", "2026-11-23T14:12:00Z"},
        {"lastLogonTimestamp", "integer", "134399167200000000", "2026-11-23T14:12:00Z"},
        {"lastLogoff", "integer", "134399167200000000", "2026-11-23T14:12:00Z"},
        {"badPasswordTime", "integer", "134399167200000000", "2026-11-23T14:12:00Z"},
        {"lockoutTime", "integer", "134399167200000000", "2026-11-23T14:12:00Z"},
        {"creationTime", "integer", "134399167200000000", "2026-11-23T14:12:00Z"},
        {"msDS-UserPasswordExpiryTimeComputed", "integer", "134399167200000000",
         "2026-11-23T14:12:00Z"},
        /* The beginning, the leap years of the rule and its exceptions, the end. */
        {"lastLogon", "integer", "1", "1601-01-01T00:00:00.0000001Z"},
        {"lastLogon", "integer", "0x989680", "1601-01-01T00:00:01Z"},
        {"lastLogon", "integer", "314496000000000", "1601-12-31T00:00:00Z"},
        {"lastLogon", "integer", "315360000000000", "1602-01-01T00:00:00Z"},
        {"lastLogon", "integer", "997056000000000", "1604-02-29T00:00:00Z"},
        {"lastLogon", "integer", "1261440000000000", "1604-12-31T00:00:00Z"},
        {"lastLogon", "integer", "31291488000000000", "1700-02-28T00:00:00Z"},
        {"lastLogon", "integer", "31292352000000000", "1700-03-01T00:00:00Z"},
        {"lastLogon", "integer", "0x19db1ded53e8000", "1970-01-01T00:00:00Z"},
        {"lastLogon", "integer", "0x1bf8311159da980", "2000-02-29T23:59:59Z"},
        {"lastLogon", "integer", "126226944000000000", "2000-12-31T00:00:00Z"},
        {"lastLogon", "integer", "126227808000000000", "2001-01-01T00:00:00Z"},
        {"lastLogon", "integer", "157520159990000000", "2100-02-28T23:59:59Z"},
        {"lastLogon", "integer", "157520160000000000", "2100-03-01T00:00:00Z"},
        {"lastLogon", "integer", "2650467743990000000", "9999-12-31T23:59:59Z"},
        {"lastLogon", "integer", "0x7fffffffffffffff", "30828-09-14T02:48:05.4775807Z"},
        {"accountExpires", "integer", "0x7ffffffffffffffe", "30828-09-14T02:48:05.4775806Z"},
        /* Eight digits are a date in 1601 and not a negative number. */
        {"lastLogon", "integer", "0x80000000", "1601-01-01T00:03:34.7483648Z"},
    };

    EXPECT_ALL(table);
}
END_TEST

START_TEST(filetime_that_is_no_time_is_a_word)
{
    static const shown table[] = {
        /* Microsoft's "Account-Expires attribute": both numbers. */
        {"accountExpires", "integer", "0x0", "never"},
        {"accountExpires", "integer", "0", "never"},
        {"accountExpires", "integer", "0x7fffffffffffffff", "never"},
        {"accountExpires", "integer", "9223372036854775807", "never"},
        {"pwdLastSet", "integer", "0x0", "must change at next logon"},
        {"lockoutTime", "integer", "0x0", "not locked"},
        {"lastLogon", "integer", "0x0", "never"},
        {"lastLogonTimestamp", "integer", "0", "never"},
        {"lastLogoff", "integer", "0x0", "never"},
        {"badPasswordTime", "integer", "0x0", "never"},
        {"creationTime", "integer", "0x0", "never"},
        /* [MS-ADTS] 3.1.1.4.5: the password has expired, and never does. */
        {"msDS-UserPasswordExpiryTimeComputed", "integer", "0x0", "must change at next logon"},
        {"msDS-UserPasswordExpiryTimeComputed", "integer", "0x7fffffffffffffff", "never"},
        {"builtinCreationTime", "integer", "0x0", "never"},
        {"lSACreationTime", "integer", "0x0", "never"},
        {"msDS-ApproximateLastLogonTimeStamp", "integer", "0x0", "never"},
        {"msDS-Cached-Membership-Time-Stamp", "integer", "0x0", "never"},
        {"msDS-LastFailedInteractiveLogonTime", "integer", "0x0", "never"},
        {"msDS-LastSuccessfulInteractiveLogonTime", "integer", "0x0", "never"},
        {"msLAPS-PasswordExpirationTime", "integer", "0x0", "expired"},
        {"ms-Mcs-AdmPwdExpirationTime", "integer", "0x0", "expired"},
        /* "Set it now" is -1; there is no time before 1601. */
        {"pwdLastSet", "integer", "0xffffffffffffffff", NULL},
        {"pwdLastSet", "integer", "-1", NULL},
    };

    EXPECT_ALL(table);
}
END_TEST

START_TEST(filetime_that_is_no_number_stays)
{
    static const shown table[] = {
        {"pwdLastSet", "integer", "never", NULL},
        {"pwdLastSet", "integer", "", NULL},
        {"pwdLastSet", "integer", "0x", NULL},
        {"pwdLastSet", "integer", "0x1dd7b549b10780g", NULL},
        {"pwdLastSet", "integer", "0x00000000000000001", NULL}, /* 17 digits */
        {"pwdLastSet", "integer", "9223372036854775808", NULL},
        {"pwdLastSet", "integer", "18446744073709551617", NULL},
        {"pwdLastSet", "integer", " 134399167200000000", NULL},
        {"pwdLastSet", "integer", "+134399167200000000", NULL},
        {"pwdLastSet", "integer", "0134399167200000000", NULL},
        {"pwdLastSet", "integer", "134399167200000000.0", NULL},
        {"pwdLastSet", "integer", "-", NULL},
        {"pwdLastSet", "integer", "-0", NULL},
        {"pwdLastSet", "integer", "00", NULL},
        {"pwdLastSet", "string", "0x0", NULL}, /* another directory's */
        {"pwdLastSet", "boolean", "0", NULL},
        {"whenever", "integer", "134399167200000000", NULL},
    };

    EXPECT_ALL(table);
}
END_TEST

/* What the C library makes of it: every day of the 400 years that repeat, and days up
 * to the last. */
static void expect_as_libc(int64_t ticks)
{
    char value[32], expected[64];
    time_t seconds = (time_t)(ticks / 10000000 - INT64_C(11644473600));
    struct tm tm;

    ck_assert_ptr_nonnull(gmtime_r(&seconds, &tm));
    snprintf(expected, sizeof expected, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
             tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
    snprintf(value, sizeof value, "%" PRId64, ticks);
    expect_shown(&(shown){"lastLogon", "integer", value, expected});
}

START_TEST(filetime_is_what_the_c_library_says)
{
    enum {
        DAYS_OF_400_YEARS = 146097
    };
    const int64_t second = 10000000, day = 86400 * second;

    for (int64_t days = 1; days <= DAYS_OF_400_YEARS; days++)
        expect_as_libc(days * day - (days % 2) * second);
    for (int64_t days = DAYS_OF_400_YEARS; days < INT64_MAX / day; days += 997)
        expect_as_libc(days * day + (days % 86400) * second);
}
END_TEST

START_TEST(generalized_time_is_shown_in_any_attribute)
{
    static const shown table[] = {
        {"whenCreated", "string", "20160901000001.0Z", "2016-09-01T00:00:01Z"},
        {"lastPasswordChangeTimestamp", "string", "20160901101112.0Z", "2016-09-01T10:11:12Z"},
        {"extensionAttribute1", "string", "20160901000001Z", "2016-09-01T00:00:01Z"},
        {"whenCreated", NULL, "20160901000001.0Z", "2016-09-01T00:00:01Z"},
        {NULL, "string", "20160901000001.0Z", "2016-09-01T00:00:01Z"},
        {"whenCreated", "string", "20160901000001.25Z", "2016-09-01T00:00:01.25Z"},
        {"whenCreated", "string", "20160901000001.2500Z", "2016-09-01T00:00:01.25Z"},
        {"whenCreated", "string", "20160901000001.000000001Z", "2016-09-01T00:00:01.000000001Z"},
        {"whenCreated", "string", "16010101000000.0Z", "1601-01-01T00:00:00Z"},
        {"whenCreated", "string", "00010101000000.0Z", "0001-01-01T00:00:00Z"},
        {"whenCreated", "string", "99991231235959.0Z", "9999-12-31T23:59:59Z"},
        {"whenCreated", "string", "20000229000000.0Z", "2000-02-29T00:00:00Z"},
        {"whenCreated", "string", "20240229000000.0Z", "2024-02-29T00:00:00Z"},
    };

    EXPECT_ALL(table);
}
END_TEST

/* The C library turns a day that a month does not have into one of the next. */
START_TEST(generalized_time_knows_the_days_of_each_month)
{
    for (int month = 0; month < 12; month++) {
        for (int day = 1; day <= 32; day++) {
            struct tm tm = {.tm_year = 2023 - 1900, .tm_mon = month, .tm_mday = day};
            char value[64], expected[64];
            timegm(&tm);
            snprintf(value, sizeof value, "2023%02d%02d000000.0Z", month + 1, day);
            snprintf(expected, sizeof expected, "2023-%02d-%02dT00:00:00Z", month + 1, day);
            expect_shown(
                &(shown){"whenCreated", "string", value, tm.tm_mday == day ? expected : NULL});
        }
    }
}
END_TEST

START_TEST(generalized_time_of_another_form_stays)
{
    static const shown table[] = {
        {"whenCreated", "string", "20230229000000.0Z", NULL}, /* no leap year */
        {"whenCreated", "string", "21000229000000.0Z", NULL},
        {"whenCreated", "string", "20160001000001.0Z", NULL},
        {"whenCreated", "string", "20161301000001.0Z", NULL},
        {"whenCreated", "string", "20160900000001.0Z", NULL},
        {"whenCreated", "string", "20160931000001.0Z", NULL},
        {"whenCreated", "string", "20160901240000.0Z", NULL},
        {"whenCreated", "string", "20160901006000.0Z", NULL},
        {"whenCreated", "string", "20161231235960.0Z", NULL},
        {"whenCreated", "string", "00000101000000.0Z", NULL},
        {"whenCreated", "string", "20160901000001", NULL},
        {"whenCreated", "string", "20160901000001.Z", NULL},
        {"whenCreated", "string", "20160901000001,0Z", NULL},
        {"whenCreated", "string", "20160901000001.0z", NULL},
        {"whenCreated", "string", "20160901000001.0+0100", NULL},
        {"whenCreated", "string", "20160901000001.0ZZ", NULL},
        {"whenCreated", "string", "20160901000001.0Z ", NULL},
        {"whenCreated", "string", " 20160901000001.0Z", NULL},
        {"whenCreated", "string", "20160901000001.-1Z", NULL},
        {"whenCreated", "string", "20160901000001..0Z", NULL},
        {"whenCreated", "string", "20160901000001.0000000001Z", NULL}, /* ten digits */
        {"whenCreated", "string", "201609010000Z", NULL},
        {"whenCreated", "string", "160901000001Z", NULL},
        {"whenCreated", "string", "Z", NULL},
        {"whenCreated", "integer", "20160901000001.0Z", NULL},
        {"whenCreated", "binary", "20160901000001.0Z", NULL},
    };

    EXPECT_ALL(table);
}
END_TEST

/* Every byte value at every place. */
START_TEST(generalized_time_is_digits_alone)
{
    char value[] = "20111111111111.1Z";
    size_t n = strlen(value);

    for (size_t place = 0; place < n; place++)
        for (int c = 0; c < 256; c++) {
            cs_buffer scratch = {.s = NULL};
            char was = value[place];
            value[place] = (char)c;
            cs_text got = cs_decode(CS_LITERAL("whenCreated"), CS_LITERAL("string"),
                                    (cs_text){value, n}, &scratch);
            bool shape = place == 14 ? c == '.' : place == 16 ? c == 'Z' : c >= '0' && c <= '9';
            if (got.s != value)
                ck_assert_msg(shape, "%d at %zu", c, place);
            else /* a digit stays only where it makes a month 21, an hour 31, … */
                ck_assert_msg(!shape || (c > '1' && place >= 4 && place < 14), "%d at %zu", c,
                              place);
            value[place] = was;
            cs_buffer_free(&scratch);
        }
}
END_TEST

/* ---- Numbers ---- */

START_TEST(hex_integers_are_shown_in_decimal)
{
    static const shown table[] = {
        {"countryCode", "integer", "0x0", "0"},
        {"countryCode", "integer", "0x200", "512"},
        {"countryCode", "integer", "0X2fF", "767"},
        {"countryCode", "integer", "0x00000200", "512"},
        /* [MS-ADTS] 3.1.1.2.2.2: an integer has 32 bits, a large one 64, and both a sign. */
        {"countryCode", "integer", "0x7fffffff", "2147483647"},
        {"countryCode", "integer", "0x80000000", "-2147483648"},
        {"countryCode", "integer", "0xffffffff", "-1"},
        {"countryCode", "integer", "0x080000000", "2147483648"},
        {"countryCode", "integer", "0x0000000080000000", "2147483648"},
        {"countryCode", "integer", "0x7fffffffffffffff", "9223372036854775807"},
        {"countryCode", "integer", "0x8000000000000000", "-9223372036854775808"},
        {"countryCode", "integer", "0xffffffffffffffff", "-1"},
        {"msExchRecipientDisplayType", "integer", "0x80000006", "-2147483642"}, /* a remote user */
        {"msExchRecipientTypeDetails", "integer", "0x80000000", "2147483648"},  /* its mailbox */
        {"msExchPreviousRecipientTypeDetails", "integer", "0x80000000", "2147483648"},
        {"msExchRemoteRecipientType", "integer", "0x80000000", "2147483648"},
        {"uSNChanged", "integer", "0xffffffff", "4294967295"},
        {"USNCREATED", "integer", "0xffffffff", "4294967295"},
        {"uSNLastObjRem", "integer", "0xffffffff", "4294967295"},
        {"uSNDSALastObjRemoved", "integer", "0xffffffff", "4294967295"},
        {"maxStorage", "integer", "0xffffffff", "4294967295"},
        {"modifiedCount", "integer", "0xffffffff", "4294967295"},
        {"modifiedCountAtLastProm", "integer", "0xffffffff", "4294967295"},
        {"rIDAllocationPool", "integer", "0xffffffff", "4294967295"},
        {"rIDAvailablePool", "integer", "0xffffffff", "4294967295"},
        {"rIDPreviousAllocationPool", "integer", "0xffffffff", "4294967295"},
        /* Durations are numbers: 42 days. */
        {"maxPwdAge", "integer", "0xffffdeff0aa68000", "-36288000000000"},
        {NULL, "integer", "0x200", "512"},
        {"countryCode", "integer", "512", NULL},
        {"countryCode", "integer", "0x", NULL},
        {"countryCode", "integer", "x200", NULL},
        {"countryCode", "integer", "-0x200", NULL},
        {"countryCode", "integer", "0x-200", NULL},
        {"countryCode", "integer", "0x2 0", NULL},
        {"countryCode", "integer", "0x200h", NULL},
        {"countryCode", "integer", "0x10000000000000000", NULL},
        {"countryCode", "integer", "200", NULL},
        {"countryCode", "string", "0x200", NULL},
        {"countryCode", NULL, "0x200", NULL},
        {"countryCode", "boolean", "0x200", NULL},
    };

    EXPECT_ALL(table);
}
END_TEST

/* Every byte value in the place of a hex digit. */
START_TEST(hex_digits_are_of_either_case)
{
    for (int c = 0; c < 256; c++) {
        cs_buffer scratch = {.s = NULL};
        char value[] = {'0', 'x', (char)c}, expected[8];
        cs_text text = {value, sizeof value};
        const char *digits = "0123456789abcdef0123456789ABCDEF";
        const char *digit = c ? strchr(digits, c) : NULL;
        cs_text got = cs_decode(CS_LITERAL("countryCode"), CS_LITERAL("integer"), text, &scratch);
        snprintf(expected, sizeof expected, "%d", digit ? (int)(digit - digits) % 16 : -1);
        ck_assert_msg(digit ? cs_text_is(got, expected) : got.s == value, "%d", c);
        cs_buffer_free(&scratch);
    }
}
END_TEST

START_TEST(user_account_control_names_its_bits)
{
    static const shown table[] = {
        {"userAccountControl", "integer", "0x200", "512 (NORMAL_ACCOUNT)"},
        {"useraccountcontrol", "integer", "512", "512 (NORMAL_ACCOUNT)"},
        {"userAccountControl", NULL, "512", "512 (NORMAL_ACCOUNT)"},
        {"userAccountControl", "integer", "0x202", "514 (ACCOUNTDISABLE, NORMAL_ACCOUNT)"},
        {"userAccountControl", "integer", "0x10200",
         "66048 (NORMAL_ACCOUNT, DONT_EXPIRE_PASSWORD)"},
        {"userAccountControl", "integer", "0x1000", "4096 (WORKSTATION_TRUST_ACCOUNT)"},
        {"userAccountControl", "integer", "0x82000", /* a domain controller */
         "532480 (SERVER_TRUST_ACCOUNT, TRUSTED_FOR_DELEGATION)"},
        {"userAccountControl", "integer", "0x204", "516 (NORMAL_ACCOUNT, 0x4)"},
        {"userAccountControl", "integer", "0x80000604", "-2147482108 (NORMAL_ACCOUNT, 0x80000404)"},
        {"userAccountControl", "integer", "0x4", "4 (0x4)"},
        {"userAccountControl", "integer", "0x100000200",
         "4294967808 (NORMAL_ACCOUNT, 0x100000000)"},
        {"userAccountControl", "integer", "0x0", "0"},
        {"userAccountControl", "integer", "0", NULL},
        {"userAccountControl", "integer", "0512", NULL},
        {"userAccountControl", "integer", "512 ", NULL},
        {"userAccountControl", "string", "512", NULL},
        {"msDS-User-Account-Control-Computed", "integer", "0x800010",
         "8388624 (LOCKOUT, PASSWORD_EXPIRED)"},
    };

    EXPECT_ALL(table);
}
END_TEST

/* Microsoft's "UserAccountControl property flags" gives the decimal numbers as well; the three at
 * the end are from [MS-ADTS] 2.2.16. */
START_TEST(every_bit_of_user_account_control_has_its_name)
{
    static const shown table[] = {
        {"userAccountControl", "integer", "1", "1 (SCRIPT)"},
        {"userAccountControl", "integer", "2", "2 (ACCOUNTDISABLE)"},
        {"userAccountControl", "integer", "8", "8 (HOMEDIR_REQUIRED)"},
        {"userAccountControl", "integer", "16", "16 (LOCKOUT)"},
        {"userAccountControl", "integer", "32", "32 (PASSWD_NOTREQD)"},
        {"userAccountControl", "integer", "64", "64 (PASSWD_CANT_CHANGE)"},
        {"userAccountControl", "integer", "128", "128 (ENCRYPTED_TEXT_PWD_ALLOWED)"},
        {"userAccountControl", "integer", "256", "256 (TEMP_DUPLICATE_ACCOUNT)"},
        {"userAccountControl", "integer", "512", "512 (NORMAL_ACCOUNT)"},
        {"userAccountControl", "integer", "2048", "2048 (INTERDOMAIN_TRUST_ACCOUNT)"},
        {"userAccountControl", "integer", "4096", "4096 (WORKSTATION_TRUST_ACCOUNT)"},
        {"userAccountControl", "integer", "8192", "8192 (SERVER_TRUST_ACCOUNT)"},
        {"userAccountControl", "integer", "65536", "65536 (DONT_EXPIRE_PASSWORD)"},
        {"userAccountControl", "integer", "131072", "131072 (MNS_LOGON_ACCOUNT)"},
        {"userAccountControl", "integer", "262144", "262144 (SMARTCARD_REQUIRED)"},
        {"userAccountControl", "integer", "524288", "524288 (TRUSTED_FOR_DELEGATION)"},
        {"userAccountControl", "integer", "1048576", "1048576 (NOT_DELEGATED)"},
        {"userAccountControl", "integer", "2097152", "2097152 (USE_DES_KEY_ONLY)"},
        {"userAccountControl", "integer", "4194304", "4194304 (DONT_REQ_PREAUTH)"},
        {"userAccountControl", "integer", "8388608", "8388608 (PASSWORD_EXPIRED)"},
        {"userAccountControl", "integer", "16777216", "16777216 (TRUSTED_TO_AUTH_FOR_DELEGATION)"},
        {"userAccountControl", "integer", "33554432", "33554432 (NO_AUTH_DATA_REQUIRED)"},
        {"userAccountControl", "integer", "67108864", "67108864 (PARTIAL_SECRETS_ACCOUNT)"},
        {"userAccountControl", "integer", "134217728", "134217728 (USE_AES_KEYS)"},
    };

    EXPECT_ALL(table);
}
END_TEST

START_TEST(group_type_names_its_bits)
{
    static const shown table[] = {
        {"groupType", "integer", "0x80000002", "-2147483646 (GLOBAL, SECURITY)"},
        {"groupType", "integer", "0xffffffff80000002", "-2147483646 (GLOBAL, SECURITY)"},
        {"groupType", "integer", "-2147483646", "-2147483646 (GLOBAL, SECURITY)"},
        {"groupType", "integer", "-2147483644", "-2147483644 (DOMAIN_LOCAL, SECURITY)"},
        {"groupType", "integer", "-2147483643",
         "-2147483643 (BUILTIN_LOCAL, DOMAIN_LOCAL, SECURITY)"}, /* CN=Administrators */
        {"groupType", "integer", "-2147483640", "-2147483640 (UNIVERSAL, SECURITY)"},
        {"groupType", "integer", "0x2", "2 (GLOBAL)"}, /* for distribution */
        {"groupType", "integer", "0x8", "8 (UNIVERSAL)"},
        {"groupType", "integer", "0x30", "48 (APP_BASIC, APP_QUERY)"},
        {"groupType", "integer", "0x42", "66 (GLOBAL, 0x40)"},
        {"groupType", "integer", "2147483650", "2147483650 (GLOBAL, SECURITY)"},
        {"groupType", "integer", "-9223372036854775808",
         "-9223372036854775808 (0x8000000000000000)"},
        {"groupType", "integer", "-9223372036854775809", NULL},
        {"groupType", "integer", "9223372036854775808", NULL},
        {"groupType", "integer", "GLOBAL", NULL},
    };

    EXPECT_ALL(table);
}
END_TEST

START_TEST(other_numbers_with_names)
{
    static const shown table[] = {
        /* Microsoft's "SAM-Account-Type attribute": one of the values. */
        {"sAMAccountType", "integer", "0x0", "0 (DOMAIN_OBJECT)"},
        {"sAMAccountType", "integer", "0x10000000", "268435456 (GROUP_OBJECT)"},
        {"sAMAccountType", "integer", "0x10000001", "268435457 (NON_SECURITY_GROUP_OBJECT)"},
        {"sAMAccountType", "integer", "0x20000000", "536870912 (ALIAS_OBJECT)"},
        {"sAMAccountType", "integer", "0x20000001", "536870913 (NON_SECURITY_ALIAS_OBJECT)"},
        {"sAMAccountType", "integer", "0x30000000", "805306368 (NORMAL_USER_ACCOUNT)"},
        {"sAMAccountType", "integer", "0x30000001", "805306369 (MACHINE_ACCOUNT)"},
        {"sAMAccountType", "integer", "0x30000002", "805306370 (TRUST_ACCOUNT)"},
        {"sAMAccountType", "integer", "0x40000000", "1073741824 (APP_BASIC_GROUP)"},
        {"sAMAccountType", "integer", "0x40000001", "1073741825 (APP_QUERY_GROUP)"},
        {"sAMAccountType", "integer", "805306369", "805306369 (MACHINE_ACCOUNT)"},
        {"sAMAccountType", "integer", "0x30000003", "805306371"},
        {"sAMAccountType", "integer", "805306371", NULL},
        /* [MS-KILE] 2.2.7. */
        {"msDS-SupportedEncryptionTypes", "integer", "0x1c",
         "28 (RC4_HMAC, AES128_CTS_HMAC_SHA1_96, AES256_CTS_HMAC_SHA1_96)"},
        {"msDS-SupportedEncryptionTypes", "integer", "0x40003",
         "262147 (DES_CBC_CRC, DES_CBC_MD5, CLAIMS_SUPPORTED)"},
        {"msDS-SupportedEncryptionTypes", "integer", "0x20", "32 (AES256_CTS_HMAC_SHA1_96_SK)"},
        {"msDS-SupportedEncryptionTypes", "integer", "0xb0000",
         "720896 (FAST_SUPPORTED, COMPOUND_IDENTITY_SUPPORTED, "
         "RESOURCE_SID_COMPRESSION_DISABLED)"},
        {"msDS-SupportedEncryptionTypes", "integer", "0x40", "64 (0x40)"},
    };

    EXPECT_ALL(table);
}
END_TEST

/* ---- The rest ---- */

START_TEST(what_is_not_to_be_decoded_is_handed_back)
{
    static const shown table[] = {
        {"displayName", "string", "Ada Lovelace", NULL},
        {"cloudMastered", "boolean", "false", NULL},
        {"manager", "reference", "CN={714E52566836554B77555772666F674F3675363846413D3D}", NULL},
        {"displayName", "string", "", NULL},
        {"displayName", "string", NULL, NULL},
        {"displayName", "no such type", "0x200", NULL},
    };

    EXPECT_ALL(table);
}
END_TEST

START_TEST(scratch_keeps_what_it_held)
{
    cs_buffer scratch = {.s = NULL};

    cs_buffer_puts(&scratch, "before ");
    cs_text got =
        cs_decode(CS_LITERAL("objectGUID"), CS_LITERAL("binary"), CS_LITERAL(ADA), &scratch);
    ck_assert(cs_text_is(got, ADA_GUID));
    ck_assert_ptr_eq(got.s, scratch.s + 7);
    got = cs_decode_cloud_dn(CS_LITERAL("CN={4142}"), &scratch);
    ck_assert(cs_text_is(got, "AB"));
    ck_assert(cs_text_is(cs_buffer_text(&scratch), "before " ADA_GUID "AB"));
    cs_buffer_free(&scratch);
}
END_TEST

START_TEST(without_memory_the_value_is_handed_back)
{
    cs_buffer scratch = {.failed = true};
    cs_text value = CS_LITERAL("0x202");

    ck_assert_ptr_eq(
        cs_decode(CS_LITERAL("userAccountControl"), CS_LITERAL("integer"), value, &scratch).s,
        value.s);
    ck_assert_ptr_null(cs_decode_cloud_dn(CS_LITERAL("CN={4142}"), &scratch).s);
    ck_assert_uint_eq(scratch.n, 0);
}
END_TEST

/* ---- Hostile values ---- */

static const cs_text names[] = {{"objectSid", 9},       {"objectGUID", 10}, {"pwdLastSet", 10},
                                {"accountExpires", 14}, {"groupType", 9},   {"sAMAccountType", 14},
                                {"displayName", 11},    {"countryCode", 11}};
static const cs_text types[] = {{"string", 6},  {"binary", 6},    {"integer", 7},
                                {"boolean", 7}, {"reference", 9}, {NULL, 0}};

enum {
    NAMES = sizeof names / sizeof *names,
    TYPES = sizeof types / sizeof *types
};

/* Whatever the attribute is, the value comes back as it is, by every name and type. */
static void expect_untouched(cs_text value)
{
    for (size_t i = 0; i < NAMES * TYPES; i++) {
        cs_buffer scratch = {.s = NULL};
        cs_text got = cs_decode(names[i / TYPES], types[i % TYPES], value, &scratch);
        ck_assert_msg(got.s == value.s && got.n == value.n && scratch.n == 0, "%.*s %.*s: %.*s",
                      (int)names[i / TYPES].n, names[i / TYPES].s, (int)value.n, value.s,
                      (int)got.n, got.s);
        cs_buffer_free(&scratch);
    }
}

/* A good value with a byte in it that no form has stays, wherever the byte stands; the copy lies
 * in memory of its own size, so that a read beyond it is seen. */
START_TEST(a_bad_byte_anywhere_is_no_value)
{
    static const char *const good[] = {ADMINS, ADA, "0x1dd7b549b107800", "134399167200000000",
                                       "20160901000001.0Z"};

    for (size_t g = 0; g < sizeof good / sizeof *good; g++)
        for (int c = 0; c < 256; c++) {
            size_t n = strlen(good[g]);
            if (is_base64_letter(c) || c == '=' || c == '.' || c == '-')
                continue;
            for (size_t place = 0; place < n; place++) {
                char *value = malloc(n);
                ck_assert_ptr_nonnull(value);
                memcpy(value, good[g], n);
                value[place] = (char)c;
                expect_untouched((cs_text){value, n});
                free(value);
            }
        }
}
END_TEST

/* Random bytes, and random characters out of the forms, too long or too short for any of them by
 * one: what is not handed back is a text of printable ASCII. The numbers are the same each time. */
START_TEST(random_values_come_back)
{
    static const char likely[] = "0123456789abcdefxABCDEFZ.=-+/";
    uint32_t seed = 20161;

    for (int round = 0; round < 20000; round++) {
        char value[100];
        seed = seed * 1664525 + 1013904223;
        size_t n = (seed >> 16) % sizeof value;
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1664525 + 1013904223;
            value[i] = round % 2 ? likely[(seed >> 16) % (sizeof likely - 1)] : (char)(seed >> 16);
        }
        size_t which = (seed >> 8) % (NAMES * TYPES);
        cs_buffer scratch = {.s = NULL};
        cs_text got =
            cs_decode(names[which / TYPES], types[which % TYPES], (cs_text){value, n}, &scratch);
        if (got.s == value) {
            ck_assert_uint_eq(got.n, n);
            ck_assert_uint_eq(scratch.n, 0);
        } else {
            ck_assert_ptr_eq(got.s, scratch.s);
            ck_assert_uint_eq(got.n, scratch.n);
            for (size_t i = 0; i < n; i++)
                ck_assert(memchr(likely, value[i], sizeof likely - 1) ||
                          is_base64_letter(value[i]));
            for (size_t i = 0; i < got.n; i++)
                ck_assert(got.s[i] >= ' ' && got.s[i] <= '~');
        }
        cs_buffer_free(&scratch);
    }
}
END_TEST

/* Megabytes of what begins well are looked at no further than a value goes: a hundred times all
 * names and types take no time. */
START_TEST(long_values_are_not_read)
{
    static const char fill[] = "A0190=Z";
    size_t n = 4 << 20;
    char *value = malloc(n);

    ck_assert_ptr_nonnull(value);
    for (size_t f = 0; f < sizeof fill - 1; f++) {
        memset(value, fill[f], n);
        if (f == 3)
            memcpy(value, "0x", 2);
        for (int round = 0; round < 100; round++)
            expect_untouched((cs_text){value, n});
    }
    free(value);
}
END_TEST

START_TEST(cloud_dn_may_be_long)
{
    cs_buffer scratch = {.s = NULL};
    size_t digits = 4 << 20, n = digits + 5;
    char *dn = malloc(n);

    ck_assert_ptr_nonnull(dn);
    memset(dn, '4', n);
    memcpy(dn, "CN={", 4);
    dn[n - 1] = '}';
    ck_assert_uint_eq(cs_decode_cloud_dn((cs_text){dn, n}, &scratch).n, digits / 2);
    scratch.n = 0;
    dn[n - 2] = '}'; /* in the place of the last digit, and then behind an odd number of them */
    ck_assert_ptr_null(cs_decode_cloud_dn((cs_text){dn, n}, &scratch).s);
    ck_assert_ptr_null(cs_decode_cloud_dn((cs_text){dn, n - 1}, &scratch).s);
    ck_assert_uint_eq(scratch.n, 0);
    cs_buffer_free(&scratch);
    free(dn);
}
END_TEST
