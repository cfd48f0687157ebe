/* SIDs and GUIDs out of their base64. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include "base/base64.h"
#include "decode/decode.h"
#include "decode/internal.h"

enum {
    GUID_SIZE = 16,
    SID_HEAD = 8,  /* revision, number of sub-authorities, 6 bytes of authority */
    SID_MOST = 15, /* sub-authorities ([MS-DTYP] 2.4.2) */
    SID_REVISION = 1
};

typedef struct bytes {
    unsigned char s[SID_HEAD + 4 * SID_MOST + 2]; /* the longest SID, and what a last group holds */
    size_t n;
} bytes;

/* The bytes, where they are base64 and no more than any of these values has. */
static bool from_base64(cs_text text, bytes *out)
{
    return text.n > 0 && text.n / 4 * 3 <= sizeof out->s && cs_base64_decode(text, out->s, &out->n);
}

/* ---- GUID ---- */

/* The first three groups are numbers, the lowest byte first; the others stand as they are
 * ([MS-DTYP] 2.3.4.2). */
static void put_guid(const unsigned char *s, char guid[CS_GUID_ROOM])
{
    static const int order[] = {3,  2, 1, 0,  -1, 5,  4,  -1, 7,  6,
                                -1, 8, 9, -1, 10, 11, 12, 13, 14, 15};
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (order[i] < 0) {
            *guid++ = '-';
            continue;
        }
        *guid++ = digits[s[order[i]] >> 4];
        *guid++ = digits[s[order[i]] & 0x0F];
    }
    *guid = '\0';
}

bool cs_decode_guid(cs_text base64, char guid[CS_GUID_ROOM])
{
    bytes b;

    if (!from_base64(base64, &b) || b.n != GUID_SIZE)
        return false;
    put_guid(b.s, guid);
    return true;
}

/* ---- SID ---- */

/* [MS-DTYP] 2.4.2.1: the authority is decimal below 2 to the 32nd, else all of its digits in
 * hex. Sub-authorities are there, at least one, the lowest byte first (2.4.2.2). */
/* "8755d4a8-0aa5-45c1-ab7e-880eeaeebc14" with or without braces. */
static bool read_guid_text(cs_text value, char guid[CS_GUID_ROOM])
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    char text[CS_GUID_ROOM];

    if (value.n == sizeof form - 1 + 2 && value.s[0] == '{' && cs_text_ends(value, '}'))
        value = (cs_text){value.s + 1, value.n - 2};
    if (value.n != sizeof form - 1)
        return false;
    for (size_t i = 0; i < value.n; i++) {
        if (form[i] == '-' ? value.s[i] != '-' : cs_hex_digit(value.s[i]) < 0)
            return false;
        text[i] = cs_ascii_lower(value.s[i]);
    }
    text[value.n] = '\0';
    memcpy(guid, text, sizeof text);
    return true;
}

bool cs_read_guid(cs_text value, char guid[CS_GUID_ROOM])
{
    value = cs_text_strip(value);
    return read_guid_text(value, guid) || cs_decode_guid(value, guid);
}

static bool decode_sid(cs_text value, cs_buffer *to)
{
    bytes b;
    uint64_t authority = 0;
    char part[32];

    if (!from_base64(value, &b) || b.n < SID_HEAD || b.s[0] != SID_REVISION || b.s[1] < 1 ||
        b.s[1] > SID_MOST || b.n != SID_HEAD + 4 * (size_t)b.s[1])
        return false;
    for (size_t i = 2; i < SID_HEAD; i++)
        authority = authority << 8 | b.s[i];
    snprintf(part, sizeof part, authority <= UINT32_MAX ? "S-1-%" PRIu64 : "S-1-0x%012" PRIx64,
             authority);
    cs_buffer_puts(to, part);
    for (size_t i = SID_HEAD; i < b.n; i += 4) {
        uint32_t sub = b.s[i] | (uint32_t)b.s[i + 1] << 8 | (uint32_t)b.s[i + 2] << 16 |
                       (uint32_t)b.s[i + 3] << 24;
        snprintf(part, sizeof part, "-%" PRIu32, sub);
        cs_buffer_puts(to, part);
    }
    return true;
}

/* ---- Which attributes ---- */

static bool ends_in(cs_text name, cs_text end)
{
    return name.n >= end.n && cs_text_equal_nocase((cs_text){name.s + name.n - end.n, end.n}, end);
}

/* Attributes of a SID whose names do not say so at their end. */
static bool is_sid(cs_text name)
{
    static const char *const names[] = {"sIDHistory",
                                        "securityIdentifier",
                                        "onPremiseSecurityIdentifier",
                                        "onPremisesSecurityIdentifier",
                                        "tokenGroups",
                                        "tokenGroupsGlobalAndUniversal",
                                        "tokenGroupsNoGCAcceptable",
                                        "msDS-QuotaTrustee",
                                        "msExchMasterAccountHistory"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (cs_text_equal_nocase(name, cs_text_from(names[i])))
            return true;
    return ends_in(name, CS_LITERAL("sid"));
}

static bool is_guid(cs_text name)
{
    return ends_in(name, CS_LITERAL("guid")) ||
           cs_text_equal_nocase(name, CS_LITERAL("invocationId"));
}

bool cs_decode_binary(cs_text name, cs_text value, cs_buffer *to)
{
    char guid[CS_GUID_ROOM];

    if (is_sid(name))
        return decode_sid(value, to);
    if (!is_guid(name) || !cs_decode_guid(value, guid))
        return false;
    cs_buffer_puts(to, guid);
    return true;
}
