/* Numbers whose bits or values have names. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include "decode/internal.h"

typedef struct flag {
    uint32_t value;
    const char *name; /* NULL ends a table */
} flag;

/* Microsoft's "UserAccountControl property flags" and [MS-ADTS] 2.2.16. */
static const flag account_control[] = {{0x1, "SCRIPT"},
                                       {0x2, "ACCOUNTDISABLE"},
                                       {0x8, "HOMEDIR_REQUIRED"},
                                       {0x10, "LOCKOUT"},
                                       {0x20, "PASSWD_NOTREQD"},
                                       {0x40, "PASSWD_CANT_CHANGE"},
                                       {0x80, "ENCRYPTED_TEXT_PWD_ALLOWED"},
                                       {0x100, "TEMP_DUPLICATE_ACCOUNT"},
                                       {0x200, "NORMAL_ACCOUNT"},
                                       {0x800, "INTERDOMAIN_TRUST_ACCOUNT"},
                                       {0x1000, "WORKSTATION_TRUST_ACCOUNT"},
                                       {0x2000, "SERVER_TRUST_ACCOUNT"},
                                       {0x10000, "DONT_EXPIRE_PASSWORD"},
                                       {0x20000, "MNS_LOGON_ACCOUNT"},
                                       {0x40000, "SMARTCARD_REQUIRED"},
                                       {0x80000, "TRUSTED_FOR_DELEGATION"},
                                       {0x100000, "NOT_DELEGATED"},
                                       {0x200000, "USE_DES_KEY_ONLY"},
                                       {0x400000, "DONT_REQ_PREAUTH"},
                                       {0x800000, "PASSWORD_EXPIRED"},
                                       {0x1000000, "TRUSTED_TO_AUTH_FOR_DELEGATION"},
                                       {0x2000000, "NO_AUTH_DATA_REQUIRED"},
                                       {0x4000000, "PARTIAL_SECRETS_ACCOUNT"},
                                       {0x8000000, "USE_AES_KEYS"},
                                       {0, NULL}};

/* [MS-ADTS] 2.2.12, in the words of the console: an account group is global, a resource group
 * local to its domain. */
static const flag group_type[] = {
    {0x1, "BUILTIN_LOCAL"}, {0x2, "GLOBAL"},     {0x4, "DOMAIN_LOCAL"},    {0x8, "UNIVERSAL"},
    {0x10, "APP_BASIC"},    {0x20, "APP_QUERY"}, {0x80000000, "SECURITY"}, {0, NULL}};

/* [MS-KILE] 2.2.7. */
static const flag encryption_types[] = {{0x1, "DES_CBC_CRC"},
                                        {0x2, "DES_CBC_MD5"},
                                        {0x4, "RC4_HMAC"},
                                        {0x8, "AES128_CTS_HMAC_SHA1_96"},
                                        {0x10, "AES256_CTS_HMAC_SHA1_96"},
                                        {0x20, "AES256_CTS_HMAC_SHA1_96_SK"},
                                        {0x10000, "FAST_SUPPORTED"},
                                        {0x20000, "COMPOUND_IDENTITY_SUPPORTED"},
                                        {0x40000, "CLAIMS_SUPPORTED"},
                                        {0x80000, "RESOURCE_SID_COMPRESSION_DISABLED"},
                                        {0, NULL}};

/* Microsoft's "SAM-Account-Type attribute". */
static const flag account_types[] = {{0x0, "DOMAIN_OBJECT"},
                                     {0x10000000, "GROUP_OBJECT"},
                                     {0x10000001, "NON_SECURITY_GROUP_OBJECT"},
                                     {0x20000000, "ALIAS_OBJECT"},
                                     {0x20000001, "NON_SECURITY_ALIAS_OBJECT"},
                                     {0x30000000, "NORMAL_USER_ACCOUNT"},
                                     {0x30000001, "MACHINE_ACCOUNT"},
                                     {0x30000002, "TRUST_ACCOUNT"},
                                     {0x40000000, "APP_BASIC_GROUP"},
                                     {0x40000001, "APP_QUERY_GROUP"},
                                     {0, NULL}};

static const struct {
    const char *attribute;
    const flag *flags;
    bool choice; /* one of the values, not a sum of them */
} tables[] = {{"userAccountControl", account_control, false},
              {"msDS-User-Account-Control-Computed", account_control, false},
              {"groupType", group_type, false},
              {"msDS-SupportedEncryptionTypes", encryption_types, false},
              {"sAMAccountType", account_types, true}};

static void put_number(cs_buffer *to, int64_t number)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, number);
    cs_buffer_puts(to, text);
}

static bool put_choice(int64_t number, const flag *choices, cs_buffer *to)
{
    for (const flag *c = choices; c->name; c++)
        if (number == c->value) {
            put_number(to, number);
            cs_buffer_puts(to, " (");
            cs_buffer_puts(to, c->name);
            cs_buffer_puts(to, ")");
            return true;
        }
    return false;
}

static bool put_bits(int64_t number, const flag *flags, cs_buffer *to)
{
    uint64_t rest = number < 0 && number >= INT32_MIN ? (uint32_t)number : (uint64_t)number;
    const char *between = " (";
    char hex[24];

    if (rest == 0)
        return false;
    put_number(to, number);
    for (const flag *f = flags; f->name; f++)
        if (rest & f->value) {
            cs_buffer_puts(to, between);
            cs_buffer_puts(to, f->name);
            between = ", ";
            rest &= ~(uint64_t)f->value;
        }
    if (rest != 0) {
        snprintf(hex, sizeof hex, "0x%" PRIx64, rest);
        cs_buffer_puts(to, between);
        cs_buffer_puts(to, hex);
    }
    cs_buffer_puts(to, ")");
    return true;
}

bool cs_decode_flags(cs_text name, int64_t number, cs_buffer *to)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (cs_text_equal_nocase(name, cs_text_from(tables[i].attribute)))
            return tables[i].choice ? put_choice(number, tables[i].flags, to)
                                    : put_bits(number, tables[i].flags, to);
    return false;
}
