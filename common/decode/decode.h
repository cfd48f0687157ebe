/* Active Directory values as people read them.
 *
 * A value is decoded by its attribute's name (compared ignoring ASCII case) and its type, never by
 * guessing. Where a rule of the directory decides, its source stands in decode_*.c.
 *
 *   type binary or absent
 *     SIDs     names that end in "sid" (objectSid, msExchMasterAccountSid, …), sIDHistory,
 *              securityIdentifier, onPremiseSecurityIdentifier, onPremisesSecurityIdentifier,
 *              tokenGroups and a few more: S-1-5-21-1004336348-1177238915-682003330-512
 *     GUIDs    names that end in "guid" (objectGUID, mS-DS-ConsistencyGuid, …), invocationId:
 *              lower case, without braces
 *   type integer or absent; the number in hex (0x200) or decimal
 *     times    FILETIME attributes (accountExpires, pwdLastSet, …): 2026-11-23T14:12:00Z, with up
 *              to seven digits of a fraction that is not zero; or a word: "never", "not locked",
 *              "must change at next logon", "expired"
 *     bits     userAccountControl, msDS-User-Account-Control-Computed, groupType and
 *              msDS-SupportedEncryptionTypes: 514 (ACCOUNTDISABLE, NORMAL_ACCOUNT); bits without
 *              a name come last, as one hex number
 *     choices  sAMAccountType: 805306368 (NORMAL_USER_ACCOUNT)
 *   type integer
 *     hex      in decimal. Up to eight digits are a signed 32-bit integer (0x80000002 is
 *              -2147483646), but of an attribute known to be a large integer they are not
 *              negative; nine to sixteen digits are a signed 64-bit integer. Durations
 *              (maxPwdAge, …) are such numbers and nothing more
 *   type string or absent
 *     generalized time of the form 20160901000001.0Z, any attribute: 2016-09-01T00:00:01Z
 *
 * The XML may leave the type out; an empty one is the same as none. */
#ifndef CS_DECODE_DECODE_H
#define CS_DECODE_DECODE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/text.h"

enum {
    CS_GUID_ROOM = 37 /* a GUID as text, its NUL included */
};

/* Shows the value of the attribute `name`: `value` as the report has it, `type` as the XML has it.
 *
 * Returns `value` itself (the same bytes in the same place) where there is nothing to decode, where
 * it is not what it should be (malformed or unusual base64, a wrong length, out of range) and where
 * memory runs out, which `scratch->failed` tells. Never an error, never a loss.
 *
 * Else the text is appended to `scratch`, and the returned text points there: it lives until the
 * next change of `scratch`, so a caller that needs several at once copies each before it asks for
 * the next. What `scratch` held before stays. None of the three texts may lie in `scratch`. Takes
 * time by the length of what is decoded, not by that of a value which cannot be. */
cs_text cs_decode(cs_text name, cs_text type, cs_text value, cs_buffer *scratch);

/* The base64 of 16 bytes as GUID text, "8755d4a8-0aa5-45c1-ab7e-880eeaeebc14" for
 * "qNRVh6UKwUWrfogO6u68FA==", ended by a NUL. False where `base64` is anything else; `guid` is
 * then as it was. */
bool cs_decode_guid(cs_text base64, char guid[CS_GUID_ROOM]);

/* The same for the base64, or for a GUID as text: in braces or not, its letters in either case. */
bool cs_read_guid(cs_text value, char guid[CS_GUID_ROOM]);

/* The source anchor that the DN of a cloud connector's object holds: of `CN={hex}`, the
 * hexadecimal of its ASCII, all of the DN, letters in either case. Appended to `scratch`, where
 * it lives as the text of cs_decode() does; absent where the DN is not of that form, where a byte
 * is not printable ASCII and out of memory (`scratch->failed`). */
cs_text cs_decode_cloud_dn(cs_text dn, cs_buffer *scratch);

#endif
