#include "report/known.h"

#include <stdlib.h>
#include <strings.h>

/* Attributes that Active Directory with the schema extensions of Exchange, Skype for Business and
 * LAPS, LDAP directories, Microsoft Entra Connect and MIM define, sorted ignoring ASCII case. */
static const char *const attributes[] = {
    /* clang-format off */
    "accountEnabled", "accountExpires", "accountName", "adminCount", "adminDescription",
    "adminDisplayName", "alias", "altRecipient", "altSecurityIdentities", "assistant", "authOrig",
    "authOrigBL", "badPasswordTime", "badPwdCount", "businessCategory", "c", "cloudAnchor",
    "cloudFiltered", "cloudMastered", "cloudNoFlow", "cloudSOAExchMailbox", "cloudSourceAnchor",
    "cn", "co", "codePage", "comment", "company", "connectorObjectType", "contactType",
    "countryCode", "countryLetterCode", "createTimeStamp", "dBCSPwd", "deletedItemFlags",
    "deliverAndRedirect", "deliveryMechanism", "department", "departmentNumber", "description",
    "deviceId", "deviceObjectVersion", "deviceOSType", "deviceOSVersion", "deviceTrustType",
    "directReports", "displayName", "displayNamePrintable", "distinguishedName", "division",
    "dLMemDefault", "dLMemRejectPerms", "dLMemRejectPermsBL", "dLMemSubmitPerms",
    "dLMemSubmitPermsBL", "dNSHostName", "domain", "domainFQDN", "domainNetBios",
    "domainNetBIOSName", "email", "employeeID", "employeeNumber", "employeeType", "explicitMember",
    "export_password", "extensionAttribute1", "extensionAttribute10", "extensionAttribute11",
    "extensionAttribute12", "extensionAttribute13", "extensionAttribute14", "extensionAttribute15",
    "extensionAttribute2", "extensionAttribute3", "extensionAttribute4", "extensionAttribute5",
    "extensionAttribute6", "extensionAttribute7", "extensionAttribute8", "extensionAttribute9",
    "facsimileTelephoneNumber", "firstName", "forceChangePassword", "forestFQDN",
    "garbageCollPeriod", "generationQualifier", "gidNumber", "givenName", "groupType",
    "hideDLMembership", "homeDirectory", "homeDrive", "homeMDB", "homeMTA", "homePhone",
    "homePostalAddress", "houseIdentifier", "immutableId", "importedFrom", "info", "initials",
    "internationalISDNNumber", "invocationId", "ipPhone", "isCriticalSystemObject", "isDeleted",
    "jobTitle", "jpegPhoto", "l", "labeledURI", "lastKnownParent", "lastLogoff", "lastLogon",
    "lastLogonTimestamp", "lastName", "lastPasswordChangeTimestamp", "legacyExchangeDN",
    "lmPwdHistory", "localeID", "location", "lockoutTime", "loginShell", "logonCount", "mail",
    "mailNickname", "managedBy", "managedObjects", "manager", "mAPIRecipient", "maxPwdAge",
    "member", "memberOf", "middleName", "minPwdAge", "mobile", "mobilePhone",
    "ms-DS-ConsistencyGuid", "mS-DS-CreatorSID", "ms-Mcs-AdmPwd", "ms-Mcs-AdmPwdExpirationTime",
    "msDS-AllowedToDelegateTo", "msDS-cloudExtensionAttribute1", "msDS-cloudExtensionAttribute2",
    "msDS-ExternalDirectoryObjectId", "msDS-HABSeniorityIndex", "msDS-KeyCredentialLink",
    "msDS-ManagedPassword", "msDS-PhoneticCompanyName", "msDS-PhoneticDepartment",
    "msDS-PhoneticDisplayName", "msDS-PhoneticFirstName", "msDS-PhoneticLastName",
    "msDS-preferredDataLocation", "msDS-SupportedEncryptionTypes",
    "msDS-User-Account-Control-Computed", "msDS-UserPasswordExpiryTimeComputed",
    "msExchArchiveGUID", "msExchArchiveName", "msExchArchiveStatus", "msExchAssistantName",
    "msExchAuditAdmin", "msExchAuditDelegate", "msExchAuditDelegateAdmin", "msExchAuditOwner",
    "msExchBlockedSendersHash", "msExchBypassAudit", "msExchBypassModerationFromDLMembersLink",
    "msExchBypassModerationLink", "msExchCoManagedByLink", "msExchDelegateListBL",
    "msExchDelegateListLink", "msExchELCExpirySuspensionEnd", "msExchELCExpirySuspensionStart",
    "msExchELCMailboxFlags", "msExchEnableModeration", "msExchExtensionCustomAttribute1",
    "msExchExtensionCustomAttribute2", "msExchExtensionCustomAttribute3",
    "msExchExtensionCustomAttribute4", "msExchExtensionCustomAttribute5",
    "msExchHideFromAddressLists", "msExchImmutableID", "msExchLitigationHoldDate",
    "msExchLitigationHoldOwner", "msExchMailboxAuditEnable", "msExchMailboxAuditLogAgeLimit",
    "msExchMailboxGuid", "msExchMasterAccountSid", "msExchModeratedByLink", "msExchModerationFlags",
    "msExchPoliciesExcluded", "msExchPoliciesIncluded", "msExchRecipientDisplayType",
    "msExchRecipientTypeDetails", "msExchRemoteRecipientType", "msExchRequireAuthToSendTo",
    "msExchResourceCapacity", "msExchResourceDisplay", "msExchResourceMetaData",
    "msExchResourceSearchProperties", "msExchRetentionComment", "msExchRetentionURL",
    "msExchSafeRecipientsHash", "msExchSafeSendersHash", "msExchSenderHintTranslations",
    "msExchTeamMailboxExpiration", "msExchTeamMailboxOwners", "msExchTeamMailboxSharePointUrl",
    "msExchUMDtmfMap", "msExchUserCulture", "msExchUserHoldPolicies", "msExchVersion",
    "msExchWhenMailboxCreated", "msLAPS-EncryptedPassword", "msLAPS-EncryptedPasswordHistory",
    "msLAPS-Password", "msLAPS-PasswordExpirationTime", "msLAPS-PasswordHistory",
    "msOrg-IsOrganizational", "msRTCSIP-ApplicationOptions", "msRTCSIP-DeploymentLocator",
    "msRTCSIP-Line", "msRTCSIP-OptionFlags", "msRTCSIP-OwnerUrn", "msRTCSIP-PrimaryUserAddress",
    "msRTCSIP-UserEnabled", "name", "netbiosName", "ntPwdHistory", "ntSecurityDescriptor",
    "objectCategory", "objectClass", "objectGUID", "objectSid", "onPremisesDistinguishedName",
    "onPremiseSecurityIdentifier", "onPremisesSamAccountName", "onPremisesSecurityIdentifier",
    "oOFReplyToOriginator", "organizationalUnit", "organizationName",
    "otherFacsimileTelephoneNumber", "otherHomePhone", "otherIpPhone", "otherMailbox",
    "otherMobile", "otherPager", "otherTelephone", "ou", "pager", "passwordNotRequired",
    "personalPager", "personalTitle", "physicalDeliveryOfficeName", "postalAddress", "postalCode",
    "postOfficeBox", "preferredDataLocation", "preferredLanguage", "primaryGroupID",
    "primaryTelexNumber", "profilePath", "proxyAddresses", "publicDelegates", "publicDelegatesBL",
    "pwdLastSet", "reportToOriginator", "reportToOwner", "roomNumber", "sAMAccountName",
    "sAMAccountType", "scriptPath", "secretary", "securityEnabled", "securityIdentifier",
    "securityProtocol", "seeAlso", "serialNumber", "servicePrincipalName", "shadowAlias",
    "shadowCommonName", "shadowDisplayName", "shadowLegacyExchangeDN", "shadowMail", "shadowMobile",
    "shadowOtherMobile", "shadowProxyAddresses", "shadowTargetAddress", "shadowUserPrincipalName",
    "showInAddressBook", "sIDHistory", "sn", "sourceAnchor", "sourceAnchorBinary",
    "sourceObjectType", "st", "state", "stateOrProvince", "street", "streetAddress",
    "stsRefreshTokensValidFrom", "submissionContLength", "supplementalCredentials", "syncState",
    "targetAddress", "telephoneAssistant", "telephoneNumber", "teletexTerminalIdentifier",
    "telexNumber", "thumbnailLogo", "thumbnailPhoto", "title", "tokenGroups", "uid", "uidNumber",
    "unauthOrig", "unauthOrigBL", "unicodePwd", "url", "usageLocation", "userAccountControl",
    "userCert", "userCertificate", "userParameters", "userPassword", "userPKCS12",
    "userPrincipalName", "userSMIMECertificate", "userState", "userStateChangedOn", "userType",
    "uSNChanged", "uSNCreated", "whenChanged", "whenCreated", "wWWHomePage", "x121Address",
    "x500uniqueIdentifier",
    /* clang-format on */
};

/* Object types, sorted likewise. */
static const char *const types[] = {
    /* clang-format off */
    "approval", "approvalResponse", "builtinDomain", "computer", "contact", "container",
    "detectedRuleEntry", "device", "domain", "domainDNS", "dynamicDistributionGroup",
    "expectedRuleEntry", "foreignSecurityPrincipal", "group", "groupOfNames", "groupOfUniqueNames",
    "inetOrgPerson", "locality", "mailRecipient", "msDS-Device", "msDS-GroupManagedServiceAccount",
    "msDS-ManagedServiceAccount", "msExchDynamicDistributionList", "organization",
    "organizationalPerson", "organizationalRole", "organizationalUnit", "person", "posixAccount",
    "posixGroup", "printQueue", "publicFolder", "role", "room", "serviceConnectionPoint",
    "synchronizationRule", "user",
    /* clang-format on */
};

/* Attributes that hold passwords, or hashes of them, by the length of their names. */
static const char *const passwords[] = {
    /* clang-format off */
    "dBCSPwd", "unicodePwd", "userPassword", "ntPwdHistory", "lmPwdHistory", "ms-Mcs-AdmPwd",
    "export_password", "msLAPS-Password", "msDS-ManagedPassword", "msLAPS-PasswordHistory",
    "supplementalCredentials", "msLAPS-EncryptedPassword", "msLAPS-EncryptedPasswordHistory",
    /* clang-format on */
};

enum {
    LONGEST = 64
};

static int compare(const void *name, const void *entry)
{
    return strcasecmp(name, *(const char *const *)entry);
}

static bool is_in(cs_text name, const char *const *list, size_t count)
{
    char word[LONGEST + 1];

    if (name.n == 0 || name.n > LONGEST || cs_text_has(name, '\0'))
        return false;
    memcpy(word, name.s, name.n);
    word[name.n] = '\0';
    return bsearch(word, list, count, sizeof *list, compare) != NULL;
}

bool cs_is_known_attribute(cs_text name)
{
    return is_in(name, attributes, sizeof attributes / sizeof *attributes);
}

bool cs_is_known_type(cs_text name)
{
    return is_in(name, types, sizeof types / sizeof *types);
}

bool cs_is_password(cs_text name)
{
    /* Every row asks: the length and the last letter tell most names apart. */
    static const unsigned lengths = 1u << 7 | 1u << 10 | 1u << 12 | 1u << 13 | 1u << 15 | 1u << 20 |
                                    1u << 22 | 1u << 23 | 1u << 24 | 1u << 31;
    char last = name.n > 0 && name.n < 32 ? cs_ascii_lower(name.s[name.n - 1]) : '\0';

    if (!(lengths >> (name.n % 32) & 1) || (last != 'd' && last != 'y' && last != 's'))
        return false;
    for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++)
        if (cs_text_equal_nocase(name, cs_text_from(passwords[i])))
            return true;
    return false;
}
