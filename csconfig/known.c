#include "known.h"

typedef struct known {
    const char *path;
    fact_class class;
} known;

/* A path that ends in a slash stands for all that is in the element, too. */
static const known elements[] = {
    /* the metaverse's document */
    {"saved-mv-configuration/@server", CLASS_EXPECTED},
    {"saved-mv-configuration/@export-date", CLASS_NOISE},
    {"mv-data/format-version", CLASS_CHANGED},
    {"mv-data/parameter-values", CLASS_CHANGED},
    {"mv-data/version", CLASS_NOISE},
    {"mv-data/password-change-history-size", CLASS_CHANGED},
    {"mv-data/password-sync/", CLASS_CHANGED},
    {"mv-data/import-attribute-flow/", CLASS_CHANGED},
    {"mv-data/mv-deletion/", CLASS_CRITICAL},
    {"mv-data/provisioning/", CLASS_CHANGED},
    {"mv-data/extension/", CLASS_CHANGED},
    /* a connector's document */
    {"ma-data/format-version", CLASS_CHANGED},
    {"ma-data/id", CLASS_NOISE},
    {"ma-data/category", CLASS_CHANGED},
    {"ma-data/subtype", CLASS_CHANGED},
    {"ma-data/ma-listname", CLASS_CHANGED},
    {"ma-data/ma-companyname", CLASS_CHANGED},
    {"ma-data/creation-time", CLASS_NOISE},
    {"ma-data/last-modification-time", CLASS_NOISE},
    {"ma-data/version", CLASS_NOISE},
    {"ma-data/internal-version", CLASS_NOISE},
    {"ma-data/password-sync-allowed", CLASS_CHANGED},
    {"ma-data/join/", CLASS_CRITICAL},
    {"ma-data/projection/", CLASS_CRITICAL},
    {"ma-data/stay-disconnector/", CLASS_CRITICAL},
    {"ma-data/export-attribute-flow/", CLASS_CHANGED},
    {"ma-data/provisioning-cleanup/", CLASS_CHANGED},
    {"ma-data/extension/", CLASS_CHANGED},
    {"ma-data/controller-configuration/", CLASS_CHANGED},
    {"ma-data/dn-construction/", CLASS_CHANGED},
    {"ma-data/ma-ui-settings/", CLASS_NOISE},
    {"ma-data/component_mappings/", CLASS_CHANGED},
    {"ma-data/password-sync/", CLASS_CHANGED},
    {"ma-data/password-sync/maximum-retry-count", CLASS_CHANGED},
    {"ma-data/encrypted-attributes/", CLASS_CHANGED},
    {"ma-data/private-configuration", CLASS_CHANGED},
    /* a connector to Active Directory */
    {"adma-configuration", CLASS_CHANGED},
    {"adma-configuration/parameter-values", CLASS_CHANGED},
    {"adma-configuration/forest-name", CLASS_CHANGED},
    {"adma-configuration/forest-guid", CLASS_NOISE},
    {"adma-configuration/forest-port", CLASS_CHANGED},
    {"adma-configuration/forest-login-domain", CLASS_EXPECTED},
    {"adma-configuration/forest-login-user", CLASS_EXPECTED},
    {"adma-configuration/sign-and-seal", CLASS_CHANGED},
    {"adma-configuration/default-ssl-strength", CLASS_CHANGED},
    {"adma-configuration/ssl-bind", CLASS_CHANGED},
    {"adma-configuration/ssl-bind/@crl-check", CLASS_CHANGED},
    {"adma-configuration/simple-bind", CLASS_CHANGED},
    {"adma-configuration/password-hash-sync-config", CLASS_CHANGED},
    {"adma-configuration/password-hash-sync-config/enabled", CLASS_CHANGED},
    {"adma-configuration/password-hash-sync-config/target", CLASS_CHANGED},
    /* a connector that is made with a library */
    {"MAConfig", CLASS_CHANGED},
    {"MAConfig/parameter-values", CLASS_CHANGED},
    {"MAConfig/extension-config", CLASS_CHANGED},
    {"MAConfig/aad-password-reset-config", CLASS_CHANGED},
    {"MAConfig/primary_class_mappings/", CLASS_CHANGED},
    {"MAConfig/change_type_attribute", CLASS_CHANGED},
    {"MAConfig/add_change_type_value", CLASS_CHANGED},
    {"MAConfig/modify_change_type_value", CLASS_CHANGED},
    {"MAConfig/delete_change_type_value", CLASS_CHANGED},
    {"MAConfig/ldap-dn", CLASS_CHANGED},
    {"MAConfig/case_normalize_dn_for_anchor", CLASS_CHANGED},
    {"MAConfig/extension-config/filename", CLASS_CHANGED},
    {"MAConfig/extension-config/import-default-page-size", CLASS_CHANGED},
    {"MAConfig/extension-config/import-max-page-size", CLASS_CHANGED},
    {"MAConfig/extension-config/export-default-page-size", CLASS_CHANGED},
    {"MAConfig/extension-config/export-max-page-size", CLASS_CHANGED},
    {"MAConfig/extension-config/export-mode", CLASS_CHANGED},
    {"MAConfig/extension-config/import-mode", CLASS_CHANGED},
    {"MAConfig/extension-config/export-enabled", CLASS_CHANGED},
    {"MAConfig/extension-config/import-enabled", CLASS_CHANGED},
    {"MAConfig/extension-config/capability-bits", CLASS_CHANGED},
    {"MAConfig/extension-config/export-type", CLASS_CHANGED},
    {"MAConfig/extension-config/discovery-partition", CLASS_CHANGED},
    {"MAConfig/extension-config/discovery-schema", CLASS_CHANGED},
    {"MAConfig/extension-config/discovery-hierarchy", CLASS_CHANGED},
    {"MAConfig/extension-config/password-management-enabled", CLASS_CHANGED},
    {"MAConfig/extension-config/assembly-version", CLASS_VERSION},
    {"MAConfig/file-type", CLASS_CHANGED},
    {"MAConfig/importing/", CLASS_CHANGED},
    {"MAConfig/exporting/", CLASS_CHANGED},
    {"MAConfig/parameter-definitions/", CLASS_CHANGED},
    {"MAConfig/possible_component_mappings/", CLASS_CHANGED},
    {"MAConfig/aad-password-reset-config/enabled", CLASS_CHANGED},
    {"MAConfig/aad-password-reset-config/modified-timestamp", CLASS_NOISE},
    {"MAConfig/aad-password-reset-config/adal-authority", CLASS_CHANGED},
    /* a partition */
    {"partition/parameter-values", CLASS_CHANGED},
    {"partition/custom-data", CLASS_CHANGED},
    {"partition/custom-data/adma-partition-data", CLASS_CHANGED},
    {"partition/custom-data/ecma-partition-data", CLASS_CHANGED},
    {"partition/id", CLASS_NOISE},
    {"partition/creation-time", CLASS_NOISE},
    {"partition/last-modification-time", CLASS_NOISE},
    {"partition/version", CLASS_NOISE},
    {"partition/display-name", CLASS_CHANGED},
    {"partition/custom-data/water-mark", CLASS_NOISE},
    {"partition/custom-data/adma-partition-data/dn", CLASS_CHANGED},
    {"partition/custom-data/adma-partition-data/name", CLASS_CHANGED},
    {"partition/custom-data/adma-partition-data/guid", CLASS_NOISE},
    {"partition/custom-data/adma-partition-data/sign-and-seal", CLASS_CHANGED},
    {"partition/custom-data/adma-partition-data/is-domain", CLASS_CHANGED},
    {"partition/custom-data/adma-partition-data/last-dc", CLASS_NOISE},
    {"partition/custom-data/adma-partition-data/preferred-dcs/", CLASS_CHANGED},
    {"partition/custom-data/adma-partition-data/dc-failover", CLASS_CHANGED},
    {"partition/custom-data/adma-partition-data/ssl-bind", CLASS_CHANGED},
    {"partition/custom-data/adma-partition-data/ssl-bind/@crl-check", CLASS_CHANGED},
    {"partition/custom-data/adma-partition-data/simple-bind", CLASS_CHANGED},
    {"partition/custom-data/adma-partition-data/cookie", CLASS_NOISE},
    {"partition/custom-data/ecma-partition-data/dn", CLASS_CHANGED},
    {"partition/custom-data/ecma-partition-data/name", CLASS_CHANGED},
    {"partition/custom-data/ecma-partition-data/is-domain", CLASS_CHANGED},
    /* a run profile */
    {"run-configuration/id", CLASS_NOISE},
    {"run-configuration/version", CLASS_NOISE},
    /* a rule */
    {"synchronizationRule/id", CLASS_NOISE},
    {"synchronizationRule/internal-id", CLASS_NOISE},
    {"synchronizationRule/version", CLASS_NOISE},
    {"synchronizationRule/connector", CLASS_CRITICAL},
    {"synchronizationRule/direction", CLASS_CRITICAL},
    {"synchronizationRule/precedence-after", CLASS_NOISE},
    {"synchronizationRule/precedence-before", CLASS_NOISE},
    {"synchronizationRule/softDeleteExpiryInterval", CLASS_CHANGED},
    {"synchronizationRule/EnablePasswordSync", CLASS_CHANGED},
};

static bool is_word_of(cs_text name, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cs_text_equal_nocase(name, cs_text_from(words[i])))
            return true;
    return false;
}

#define IS_WORD_OF(name, words) is_word_of(name, words, sizeof(words) / sizeof *(words))

/* The path without what it may begin with: a table knows it by its end. */
static cs_text shortened(cs_text path)
{
    static const char *const prefixes[] = {"saved-mv-configuration/mv-data",
                                           "saved-ma-configuration/ma-data"};
    static const char *const inner[] = {"ma-data/private-configuration/",
                                        "ma-data/ma-partition-data/", "ma-data/ma-run-data/"};

    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (cs_text_starts(path, prefixes[i]))
            path = cs_text_skip(path, cs_text_find(path, '/') + 1);
    for (size_t i = 0; i < sizeof inner / sizeof *inner; i++)
        if (cs_text_starts(path, inner[i]))
            path = cs_text_skip(path, strlen(inner[i]));
    return path;
}

/* True for the path itself and, where it ends in a slash, for what is in the element. */
static bool covers(const char *known_path, cs_text path)
{
    size_t n = strlen(known_path);

    if (known_path[n - 1] != '/')
        return cs_text_is(path, known_path);
    return cs_text_starts(path, known_path) || cs_text_equal(path, (cs_text){known_path, n - 1});
}

bool known_element(cs_text path, fact_class *class)
{
    path = shortened(path);
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (covers(elements[i].path, path)) {
            *class = elements[i].class;
            return true;
        }
    return false;
}

bool known_is_noise(cs_text name)
{
    static const char *const words[] = {
        "id",
        "guid",
        "internal-id",
        "version",
        "internal-version",
        "creation-time",
        "last-modification-time",
        "modified-timestamp",
        "last-dc",
        "cookie",
        "water-mark",
        "export-date",
    };

    return IS_WORD_OF(name, words);
}

/* ---- Parameters ---- */

/* A name without what all of them begin with. */
static cs_text short_name(cs_text name)
{
    return cs_text_starts(name, "Microsoft.") ? cs_text_skip(name, strlen("Microsoft.")) : name;
}

fact_class known_parameter(cs_text name)
{
    static const char *const critical[] = {
        "SynchronizationOption.AnchorAttribute",   "SynchronizationOption.UPNAttribute",
        "SynchronizationOption.JoinCriteria",      "SynchronizationOption.CustomAttribute",
        "OptionalFeature.ExportDeletionThreshold", "OptionalFeature.ExportDeletionThresholdValue",
        "OptionalFeature.GroupFiltering",          "OptionalFeature.FilterAAD",
        "Connector.GroupFilteringGroupDn",
    };
    static const char *const expected[] = {
        "Synchronize.StagingMode",
        "forest-login-user",
        "forest-login-domain",
        "UserName",
        "Password",
    };
    static const char *const noise[] = {"Synchronize.NextStartTime", "Connector.ID", "forest-guid",
                                        "last-dc", "guid"};

    name = short_name(name);
    if (IS_WORD_OF(name, critical) || cs_text_starts(name, "AADFilter."))
        return CLASS_CRITICAL;
    if (IS_WORD_OF(name, expected))
        return CLASS_EXPECTED;
    if (cs_text_is(name, "Synchronize.ServerConfigurationVersion"))
        return CLASS_VERSION;
    return IS_WORD_OF(name, noise) ? CLASS_NOISE : CLASS_CHANGED;
}

bool known_is_decisive(cs_text parameter)
{
    static const char *const decisive[] = {
        "SynchronizationOption.",
        "OptionalFeature.",
        "AADFilter.",
        "Synchronize.StagingMode",
        "Synchronize.ServerConfigurationVersion",
    };

    for (size_t i = 0; i < sizeof decisive / sizeof *decisive; i++)
        if (cs_text_starts(short_name(parameter), decisive[i]))
            return true;
    return false;
}

bool known_is_critical_target(cs_text attribute)
{
    static const char *const critical[] = {"sourceAnchor",   "userPrincipalName", "proxyAddresses",
                                           "accountEnabled", "cloudFiltered",     "member"};

    return IS_WORD_OF(attribute, critical);
}

/* ---- Secrets ---- */

static bool ends_with(cs_text name, const char *word)
{
    cs_text end = cs_text_from(word);

    return name.n >= end.n && cs_text_equal_nocase(cs_text_skip(name, name.n - end.n), end);
}

bool known_is_secret(cs_text name)
{
    static const char *const words[] = {"password",   "passwd",    "pwd",        "cookie",
                                        "water-mark", "watermark", "key",        "keys",
                                        "secret",     "secrets",   "credential", "credentials"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ends_with(name, words[i]))
            return true;
    return false;
}
