#!/usr/bin/env python3
"""Makes the configurations of two small servers of contoso.com, as Get-ADSyncServerConfiguration
writes them: active/ and staging/.

    testdata/config/generate.py [DIRECTORY]     beside this file, unless told otherwise

Between them they have every kind of rule, function, operator, filter and run step. Staging differs
from active in what must differ, and in a few things that must not: see DIFFERENCES.
"""
import os
import sys
import uuid
from xml.sax.saxutils import escape

AD = "{6E2B1F60-93A4-4F1C-9E1B-0D5C3A9F1A01}"
CLOUD = "{6E2B1F60-93A4-4F1C-9E1B-0D5C3A9F1A02}"
TEXT, NUMBER, FLAG, BINARY, REFERENCE = (
    "1.3.6.1.4.1.1466.115.121.1.%d" % number for number in (15, 27, 7, 5, 12))

DIFFERENCES = """A container less, a custom rule disabled, the scope of another, a flow, the value of
a deletion threshold, a default rule of another version, an attribute that is not selected."""


class Server:
    """What is so on one server only."""

    def __init__(self, name, number):
        self.name, self.number, self.staging = name, number, number == 2

    def guid(self, what):
        return "{%s}" % uuid.uuid5(uuid.NAMESPACE_DNS, "%s.%d.contoso.com" % (what, self.number))


# ---- Schemas ----

PERSON = [
    ("accountEnabled", FLAG, 1), ("accountName", TEXT, 1), ("cloudFiltered", FLAG, 1),
    ("company", TEXT, 1), ("countryCode", NUMBER, 1), ("deletedAt", TEXT, 1),
    ("department", TEXT, 1), ("description", TEXT, 0), ("displayName", TEXT, 1),
    ("domainFQDN", TEXT, 1), ("employeeNumber", NUMBER, 1), ("extension", TEXT, 0),
    ("forestNetbios", TEXT, 1), ("mail", TEXT, 1), ("mailNickname", TEXT, 1),
    ("manager", REFERENCE, 1), ("objectSid", BINARY, 1), ("proxyAddresses", TEXT, 0),
    ("pwdLastSet", TEXT, 1), ("sourceAnchor", TEXT, 1), ("sourceObjectType", TEXT, 1),
    ("thumbprint", TEXT, 1), ("title", TEXT, 1), ("userCertificate", BINARY, 0),
    ("userPrincipalName", TEXT, 1),
]
GROUP = [
    ("cloudFiltered", FLAG, 1), ("displayName", TEXT, 1), ("groupType", NUMBER, 1),
    ("mail", TEXT, 1), ("member", REFERENCE, 0), ("memberCount", NUMBER, 1),
    ("sourceAnchor", TEXT, 1), ("sourceObjectType", TEXT, 1),
]
FOREST = [
    ("adminDescription", TEXT, 1), ("company", TEXT, 1), ("countryCode", NUMBER, 1),
    ("department", TEXT, 1), ("description", TEXT, 0), ("displayName", TEXT, 1),
    ("employeeNumber", NUMBER, 1), ("groupType", NUMBER, 1), ("info", TEXT, 1),
    ("isCriticalSystemObject", FLAG, 1), ("mail", TEXT, 1), ("mailNickname", TEXT, 1),
    ("manager", REFERENCE, 1), ("member", REFERENCE, 0), ("msDS-ExternalDirectoryObjectId", TEXT, 1),
    ("objectGUID", BINARY, 1), ("objectSid", BINARY, 1), ("otherTelephone", TEXT, 0),
    ("proxyAddresses", TEXT, 0), ("pwdLastSet", NUMBER, 1), ("sAMAccountName", TEXT, 1),
    ("title", TEXT, 1), ("userAccountControl", NUMBER, 1), ("userCertificate", BINARY, 0),
    ("userPrincipalName", TEXT, 1), ("whenChanged", TEXT, 1),
]
TENANT = [
    ("accountEnabled", FLAG, 1), ("cloudAnchor", TEXT, 1), ("company", TEXT, 1),
    ("countryCode", NUMBER, 1), ("department", TEXT, 1), ("description", TEXT, 1),
    ("displayName", TEXT, 1), ("mail", TEXT, 1), ("manager", REFERENCE, 1),
    ("member", REFERENCE, 0), ("proxyAddresses", TEXT, 0), ("sourceAnchor", TEXT, 1),
    ("title", TEXT, 1), ("userPrincipalName", TEXT, 1),
]


def attribute_type(name, syntax, single):
    return ('<dsml:attribute-type id="%s" single-value="%s"><dsml:name>%s</dsml:name>'
            '<dsml:syntax>%s</dsml:syntax></dsml:attribute-type>\n' % (
                name, "true" if single else "false", name, syntax))


def object_class(name, attributes):
    return '<dsml:class id="%s" type="structural"><dsml:name>%s</dsml:name>\n%s</dsml:class>\n' % (
        name, name, "".join('<dsml:attribute ref="#%s" required="false" />\n' % attribute
                            for attribute, *_ in attributes))


def schema(classes):
    types = {attribute[0]: attribute for attributes in classes.values() for attribute in attributes}
    return ('<schema><dsml:dsml xmlns:dsml="http://www.dsml.org/DSML">\n<dsml:directory-schema>\n'
            + "".join(object_class(name, attributes) for name, attributes in classes.items())
            + "".join(attribute_type(*types[name]) for name in sorted(types))
            + "</dsml:directory-schema>\n</dsml:dsml></schema>\n")


# ---- The metaverse's document ----

def parameter(name, value, more=""):
    head = '<parameter name="%s" type="string" use="SynchronizationGlobal" dataType="String"%s' % (
        name, more)
    return head + (">%s</parameter>\n" % escape(value) if value else " />\n")


def global_parameters(server):
    return "".join(parameter("Microsoft." + name, value) for name, value in [
        ("Synchronize.SynchronizationPolicy", "Delta"),
        ("SynchronizationOption.JoinCriteria", "ObjectSID"),
        ("OptionalFeature.ExportDeletionThreshold", "True"),
        ("OptionalFeature.ExportDeletionThresholdValue", "5000" if server.staging else "500"),
        ("SynchronizationOption.AnchorAttribute", "objectGUID"),
        ("SynchronizationOption.UPNAttribute", "userPrincipalName"),
        ("SynchronizationOption.CustomAttribute", ""),
        ("OptionalFeature.FilterAAD", "False"),
        ("OptionalFeature.GroupFiltering", "False"),
        ("AADFilter.AttributeExclusionList", ""),
        ("AADFilter.ApplicationList", ""),
        ("OptionalFeature.PasswordHashSync", "True"),
        ("OptionalFeature.HybridExchange", "True"),
        ("Synchronize.TimeInterval", "00:30:00"),
        ("Synchronize.ServerConfigurationVersion", "2.1.16.0" if server.staging else "2.1.15.0"),
        ("Synchronize.NextStartTime", "Tue, 03 Nov 2026 14:%d9:16 GMT" % server.number),
        ("Synchronize.StagingMode", "True" if server.staging else "False"),
    ])


def metaverse(server):
    return ("<saved-mv-configuration server='%s' export-date='2026-11-0%d 14:28:09.784'>\n"
            "<mv-data>\n<format-version>1</format-version>\n<version>%d</version>\n%s"
            "<password-change-history-size>24</password-change-history-size>\n<password-sync />\n"
            "<parameter-values>\n%s</parameter-values>\n</mv-data>\n</saved-mv-configuration>\n" % (
                server.name, server.number, 600 + server.number,
                schema({"person": PERSON, "group": GROUP}), global_parameters(server)))


# ---- Connectors ----

STEPS = [
    ("Full Import", '<step-type type="full-import"><import-subtype>to-cs</import-subtype></step-type>'),
    ("Delta Import",
     '<step-type type="delta-import"><import-subtype>to-cs</import-subtype></step-type>'),
    ("Full Synchronization", '<step-type type="apply-rules"><apply-rules-subtype>'
     'reevaluate-flow-connectors</apply-rules-subtype></step-type>'),
    ("Delta Synchronization", '<step-type type="apply-rules"><apply-rules-subtype>'
     'apply-pending</apply-rules-subtype></step-type>'),
    ("Export", '<step-type type="export" />'),
]


def run_profiles(server, connector, partition):
    return "<ma-run-data>\n%s</ma-run-data>\n" % "".join(
        "<run-configuration><id>%s</id>\n<name>%s</name>\n<version>%d</version>\n<configuration>"
        "<step>%s<threshold><object>0</object><batch-size>50</batch-size></threshold>"
        "<partition>%s</partition><custom-data><adma-step-data><page-size>500</page-size>"
        "<time-limit>120</time-limit></adma-step-data></custom-data></step></configuration>"
        "</run-configuration>\n" % (server.guid(connector + name), name, server.number, step,
                                    partition.upper())
        for name, step in STEPS)


def partition(server, connector, name, object_types, containers, data, parameters=""):
    included, excluded = containers
    return (
        "<ma-partition-data>\n<partition>\n<id>%s</id>\n<name>%s</name>\n"
        "<creation-time>2026-01-0%d 11:41:43.550</creation-time>\n<version>%d</version>\n"
        "<selected>1</selected>\n<display-name>%s</display-name>\n<filter>\n<object-classes>\n%s"
        "</object-classes>\n<containers>\n<exclusions>\n%s</exclusions>\n<inclusions>\n%s"
        "</inclusions>\n</containers>\n</filter>\n<custom-data>%s</custom-data>\n%s</partition>\n"
        "</ma-partition-data>\n" % (
            server.guid(connector + "partition"), name, server.number, 600 + server.number,
            name, "".join("<object-class>%s</object-class>\n" % word for word in object_types),
            "".join("<exclusion>%s</exclusion>\n" % word for word in excluded),
            "".join("<inclusion>%s</inclusion>\n" % word for word in included), data, parameters))


def connector(server, guid, name, category, subtype, parts):
    before, after = parts
    return (
        "<ma-data>\n<format-version>1</format-version>\n<id>%s</id>\n<name>%s</name>\n"
        "<category>%s</category>\n<description />\n<subtype>%s</subtype>\n"
        "<creation-time>2026-01-0%d 11:40:09.106</creation-time>\n<version>%d</version>\n"
        "<internal-version>0</internal-version>\n<password-sync-allowed>0</password-sync-allowed>\n"
        "%s<join />\n<projection />\n<export-attribute-flow />\n%s<component_mappings />\n"
        "<password-sync>\n<maximum-retry-count>10</maximum-retry-count>\n"
        "<retry-interval>60</retry-interval>\n</password-sync>\n<encrypted-attributes />\n"
        "</ma-data>\n" % (guid, name, category, subtype, server.number, 600 + server.number,
                          before, after))


def inclusion(attributes):
    return "<attribute-inclusion>\n%s</attribute-inclusion>\n" % "".join(
        "<attribute>%s</attribute>\n" % name for name in attributes)


def forest(server):
    selected = [name for name, *_ in FOREST if name != "whenChanged"]
    if server.staging:
        selected = [name for name in reversed(selected) if name != "otherTelephone"]
    settings = (
        "<private-configuration>\n<adma-configuration>\n<forest-name>contoso.com</forest-name>\n"
        "<forest-guid>{00000000-0000-0000-0000-000000000000}</forest-guid>\n"
        "<forest-port>0</forest-port>\n<forest-login-domain>contoso.com</forest-login-domain>\n"
        "<forest-login-user>MSOL_%s</forest-login-user>\n<sign-and-seal>1</sign-and-seal>\n"
        '<ssl-bind crl-check="0">0</ssl-bind>\n<simple-bind>0</simple-bind>\n'
        "<password-hash-sync-config>\n<enabled>1</enabled>\n<target>%s</target>\n"
        "</password-hash-sync-config>\n<parameter-values>\n%s</parameter-values>\n"
        "</adma-configuration>\n</private-configuration>\n" % (
            server.guid("account")[1:9], CLOUD, "".join([
                parameter("password", "bm90IGEgcGFzc3dvcmQg" + str(server.number),
                          ' encrypted="1"'),
                parameter("Connector.GroupFilteringGroupDn", ""),
                parameter("Forest.FQDN", "contoso.com"),
                parameter("Forest.LDAP", "DC=contoso,DC=com"),
                parameter("Forest.Netbios", "CONTOSO")])))
    data = ("<adma-partition-data><dn>DC=contoso,DC=com</dn><name>contoso.com</name>"
            "<guid>{C58EA1C0-26F4-4A1B-9D0C-C5B36C7E1C73}</guid><is-domain>1</is-domain>"
            "<last-dc>DC0%d.contoso.com</last-dc><cookie>TVNEUwMAAABub3QgYSBjb29raWUg%d</cookie>"
            "</adma-partition-data>" % (server.number, server.number))
    domain = "<parameter-values>\n%s</parameter-values>\n" % "".join([
        parameter("Domain.FQDN", "contoso.com"), parameter("Domain.LDAP", "DC=contoso,DC=com"),
        parameter("Domain.Netbios", "CONTOSO")])
    containers = ["OU=People,DC=contoso,DC=com", "OU=Groups,DC=contoso,DC=com"]
    if not server.staging:
        containers.append("OU=Partners,DC=contoso,DC=com")
    return connector(
        server, AD, "contoso.com", "AD", "", (
            schema({"user": FOREST, "group": FOREST}) + settings + inclusion(selected),
            partition(server, "ad", "DC=contoso,DC=com",
                      ["user", "group", "contact", "organizationalUnit", "domainDNS"],
                      (containers, ["DC=contoso,DC=com"]), data, domain)
            + run_profiles(server, "ad", server.guid("adpartition"))))


def tenant(server):
    settings = (
        "<private-configuration>\n<MAConfig>\n<primary_class_mappings>\n%s"
        "</primary_class_mappings>\n<extension-config>\n"
        "<filename>Microsoft.Azure.ActiveDirectory.Connector.dll</filename>\n"
        "<assembly-version>2.1.1%d.0</assembly-version>\n</extension-config>\n<importing>\n<anchor>\n"
        '%s</anchor>\n</importing>\n<parameter-values>\n%s</parameter-values>\n'
        "<aad-password-reset-config><enabled>0</enabled></aad-password-reset-config>\n"
        "</MAConfig>\n</private-configuration>\n" % (
            "".join("<mapping><primary_class>%s</primary_class><oc-value>%s</oc-value></mapping>\n"
                    % (name, name) for name in ("user", "group")),
            4 + server.number,
            "".join('<attribute object_class="%s">cloudAnchor</attribute>\n' % name
                    for name in ("user", "group")),
            parameter("UserName", "Sync_%s_0123@contoso.onmicrosoft.com" % server.name)
            + '<parameter name="Password" type="encrypted-string" use="connectivity" '
              'dataType="String" encrypted="1">bm90IGEgcGFzc3dvcmQ%d</parameter>\n' % server.number))
    return connector(
        server, CLOUD, "contoso.onmicrosoft.com - AAD", "Extensible2",
        "Windows Azure Active Directory (Microsoft)", (
            schema({"user": TENANT, "group": TENANT}) + settings
            + inclusion(name for name, *_ in TENANT),
            partition(server, "cloud", "default", ["user", "group"], ([""], []),
                      "<water-mark>bm90IGEgd2F0ZXItbWFyayA%d</water-mark>" % server.number)
            + run_profiles(server, "cloud", server.guid("cloudpartition"))))


# ---- Rules ----

def flow(target, source=None, expression=None, constant=None, merge="Update", once=False):
    if constant is not None:
        inside = "<src>%s</src>\n" % escape(constant)
    else:
        inside = "<src>%s</src>\n" % "".join(
            "<attr>%s</attr>" % name for name in ([source] if source else []))
    if expression is not None:
        inside += "      <expression>%s</expression>\n" % escape(expression)
    return ("    <mapping%s>\n      <dest>%s</dest>\n      %s      <valueMergeType>%s"
            "</valueMergeType>\n    </mapping>\n" % (
                ' execute-once="true"' if once else "", target, inside, merge))


def scope(*groups):
    return "".join("    <conditions>\n%s    </conditions>\n" % "".join(
        "      <scope>\n        <csAttribute>%s</csAttribute>\n        <csOperator>%s</csOperator>\n"
        "        <csValue>%s</csValue>\n      </scope>\n" % tuple(map(escape, condition))
        for condition in group) for group in groups)


def join(*groups):
    return "".join("    <conditions>\n%s    </conditions>\n" % "".join(
        "      <condition>\n%s        <csAttribute>%s</csAttribute>\n"
        "        <ilmAttribute>%s</ilmAttribute>\n      </condition>\n" % (
            "        <caseSensitive>True</caseSensitive>\n" if len(condition) > 2 else "",
            condition[0], condition[1])
        for condition in group) for group in groups)


def rule(server, name, precedence, types, link="Join", tag="", flows=(), scopes="", joins="",
         inbound=True, disabled=False, description=""):
    guid = server.guid(name)
    return name, guid, (
        "<synchronizationRule>\n  <id>%s</id>\n  <internal-id>%s</internal-id>\n"
        "  <version>%d</version>\n  <name>%s</name>\n%s%s  <direction>%s</direction>\n"
        "  <disabled>%s</disabled>\n  <connector>%s</connector>\n"
        "  <sourceObjectType>%s</sourceObjectType>\n  <targetObjectType>%s</targetObjectType>\n"
        "  <linkType>%s</linkType>\n  <precedence>%d</precedence>\n"
        "  <precedence-after>{00000000-0000-0000-0000-000000000000}</precedence-after>\n"
        "  <precedence-before>{00000000-0000-0000-0000-000000000000}</precedence-before>\n"
        "  <softDeleteExpiryInterval>00:00:00</softDeleteExpiryInterval>\n"
        "  <EnablePasswordSync>false</EnablePasswordSync>\n  <attribute-mappings>\n%s"
        "  </attribute-mappings>\n  <relationshipCriteria>\n%s  </relationshipCriteria>\n"
        "  <synchronizationCriteria>\n%s  </synchronizationCriteria>\n</synchronizationRule>\n" % (
            guid, guid, server.number, escape(name),
            "  <description>%s</description>\n" % escape(description) if description
            else "  <description />\n",
            "  <immutable-tag>%s</immutable-tag>\n" % tag if tag else "  <immutable-tag />\n",
            "Inbound" if inbound else "Outbound", disabled,
            (CLOUD if " AAD - " in name else AD).lower(), types[0], types[1], link, precedence, "".join(flows), joins,
            scopes))


# Every function, each in a flow that makes some sense of it.
TEXTS = [
    'UCase(LCase(PCase([displayName])))', 'LTrim(RTrim(Trim([displayName])))',
    'Left([displayName], 10) & Right([displayName], 5) & Mid([displayName], 2, 3)',
    'PadLeft([sAMAccountName], 20, "0") & PadRight([sAMAccountName], 20, " ")',
    'Replace(ReplaceChars([displayName], "ä:ae"), "  ", " ")',
    'Word([displayName], 1, " ") & CRLF & CStr(Len([displayName]))',
    'Join(RemoveDuplicates([description]), "; ") & CStr(Count([description]))',
    'ItemOrNull(Split([info], ";", 2), 1)', 'Item([description], 1)',
    'IIF(Contains([proxyAddresses], "SMTP:", CaseInsensitive) > 0, "smtp", NULL)',
    'IIF(InStr([mail], "@", 1, vbTextCompare) > InStrRev([mail], "."), [mail], [info])',
    'DNComponent(CRef([dn]), 1) & DNComponentRev(CRef([dn]), 1, "DC")',
    'EscapeDNComponent([displayName])', 'ConvertToUTF8Hex(ConvertFromUTF8Hex([info]))',
    'ConvertToBase64([objectGUID])', 'ConvertFromBase64([info], "UTF8")',
    'StringFromSid([objectSid]) & StringFromGuid([objectGUID])',
    'FormatDateTime(DateAdd("d", -1, DateFromNum([pwdLastSet])), "yyyyMMdd")',
    'IIF(IsDate([info]), FormatDateTime(CDate([info]), "yyyy"), FormatDateTime(Now(), "yyyy"))',
    'Switch([countryCode] = 276, "DE", [countryCode] = 840, "US", True, "??")',
    'IIF(IsNullOrEmpty([info]) || IsEmpty([title]) && IsNull([mail]), "x", AuthoritativeNull)',
    'IIF(IsNumeric([info]) || IsGuid([info]) || IsString([info]), [info], IgnoreThisFlow)',
    'With($a, [displayName], Left($a, 5))', 'Guid()',
    'IIF(IsCert([userCertificate]), CertSubject([userCertificate]), NULL)',
    'CertThumbprint([userCertificate]) & CertHashString([userCertificate])',
    'CertIssuer([userCertificate]) & CertIssuerDN([userCertificate]) & '
    'CertIssuerOid([userCertificate])',
    'CertSubjectNameDN([userCertificate]) & CertSubjectNameOid([userCertificate]) & '
    'CertSerialNumber([userCertificate])',
    'CertFormat([userCertificate]) & CertFriendlyName([userCertificate]) & '
    'CertNameInfo([userCertificate], "EmailName", False)',
    'CertKeyAlgorithm([userCertificate]) & CertKeyAlgorithmParams([userCertificate])',
    'CertPublicKeyOid([userCertificate]) & CertPublicKeyParametersOid([userCertificate]) & '
    'CertSignatureAlgorithmOid([userCertificate])',
    'FormatDateTime(CertNotAfter([userCertificate]), "yyyy") & '
    'FormatDateTime(CertNotBefore([userCertificate]), "yyyy") & '
    'CStr(CertVersion([userCertificate]))',
    'Join(CertExtensionOids([userCertificate]), " ")',
]
NUMBERS = [
    'BitAnd([userAccountControl], 2) + BitOr([userAccountControl], 1) * 2 - -1',
    'CNum([info]) + RandomNum(1, 10) + NumFromDate(Now()) + ValueCount("description")',
]
VALUES = [
    'Where($item, [proxyAddresses], InStr($item, "smtp:") > 0)',
    'Select($item, [proxyAddresses], LCase($item))',
]
FILTERS = [
    ("department", "EQUAL", "Sales"), ("department", "NOTEQUAL", "Support"),
    ("countryCode", "LESSTHAN", "900"), ("countryCode", "LESSTHAN_OR_EQUAL", "899"),
    ("employeeNumber", "GREATERTHAN", "1"), ("employeeNumber", "GREATERTHAN_OR_EQUAL", "2"),
    ("title", "CONTAINS", "a"), ("title", "NOTCONTAINS", "intern"), ("mail", "STARTSWITH", "a"),
    ("mail", "NOTSTARTSWITH", "admin"), ("mail", "ENDSWITH", "contoso.com"),
    ("mail", "NOTENDSWITH", "test.contoso.com"), ("info", "ISNULL", ""),
    ("displayName", "ISNOTNULL", ""), ("company", "ISIN", "Fabrikam;Northwind"),
    ("company", "ISNOTIN", "Tailspin"), ("userAccountControl", "ISBITSET", "512"),
    ("userAccountControl", "ISBITNOTSET", "2"), ("dn", "ISMEMBEROF", "CN=All,DC=contoso,DC=com"),
    ("dn", "ISNOTMEMBEROF", "CN=None,DC=contoso,DC=com"),
]


def inbound_rules(server):
    user, group = ("user", "person"), ("group", "group")
    yield rule(
        server, "In from AD - User Join", 100, user, "Provision", "Microsoft.InfromADUserJoin.900", [
            flow("sourceObjectType", constant="User"),
            flow("cloudFiltered", expression='IIF(IsPresent([isCriticalSystemObject]) || '
                 'IsPresent([sAMAccountName]) = False || [sAMAccountName] = "SUPPORT" || '
                 'Left([sAMAccountName], 4) = "AAD_", True, NULL)'),
        ], scope([("isCriticalSystemObject", "NOTEQUAL", "True"),
                  ("adminDescription", "NOTSTARTSWITH", "User_")]),
        join([("objectSid", "objectSid")], [("mail", "mail"), ("sAMAccountName", "accountName", 1)]))
    yield rule(
        server, "In from AD - User Common", 102, user, tag="Microsoft.InfromADUserCommon.90%d"
        % server.number, flows=[
            flow("accountName", "sAMAccountName"), flow("objectSid", "objectSid"),
            flow("company", expression="Trim([company])"),
            flow("department", expression="Trim([%s])" % (
                "info" if server.staging else "department")),
            flow("displayName", expression="IIF(IsNullOrEmpty([displayName]), [sAMAccountName], "
                                           "[displayName])"),
            flow("mail", "mail"), flow("manager", "manager"), flow("title", "title"),
            flow("countryCode", "countryCode"), flow("employeeNumber", "employeeNumber"),
            flow("domainFQDN", expression="%Domain.FQDN%"),
            flow("forestNetbios", expression="%Forest.Netbios%"),
            flow("sourceAnchor", expression="ConvertToBase64([objectGUID])"),
            flow("userPrincipalName", expression='IIF(IsPresent([userPrincipalName]), '
                 '[userPrincipalName], [sAMAccountName] & "@" & %Domain.FQDN%)'),
            flow("accountEnabled",
                 expression="IIF(BitAnd([userAccountControl], &H2) = 0, True, False)"),
            flow("proxyAddresses", expression='RemoveDuplicates(ImportedValue("proxyAddresses"))'),
        ], description="What every user has.")
    yield rule(
        server, "In from AD - Group Common", 104, group, "Provision",
        "Microsoft.InfromADGroupCommon.900", [
            flow("displayName", "displayName"), flow("member", "member"), flow("mail", "mail"),
            flow("memberCount", expression='ValueCount("member")'),
            flow("groupType", "groupType"), flow("sourceObjectType", constant="Group"),
            flow("sourceAnchor", expression="ConvertToBase64([objectGUID])"),
        ], joins=join([("objectGUID", "sourceAnchor")]))
    yield rule(
        server, "Contoso - In from AD - Texts", 50, user, flows=[
            *(flow("extension" if number else "deletedAt", expression=expression, once=number == 0)
              for number, expression in enumerate(TEXTS[:2])),
            *(flow("description", expression=expression) for expression in VALUES[:1]),
        ], scopes=scope(FILTERS[:10] if server.staging else FILTERS[:11], FILTERS[11:]))
    for number, expression in enumerate(TEXTS[2:] + NUMBERS + VALUES[1:]):
        yield rule(server, "Contoso - In from AD - Function %02d" % number, 51 + number, user, flows=[
            flow("employeeNumber" if expression in NUMBERS else "extension" if expression in VALUES
                 else "mailNickname", expression=expression)])
    yield rule(
        server, "Contoso - In from AD - Sticky", 96, user, "StickyJoin", flows=[
            flow("thumbprint", expression="IIF(IsPresent([mail]), NULL, Error(\"No mail & no "
                                          "\"\"thumb\"\"\"))")],
        joins=join([("mail", "mail")]), disabled=server.staging)
    yield rule(server, "Contoso - In from AD - Old", 97, user, flows=[
        flow("pwdLastSet", expression="CStr([pwdLastSet])")], disabled=True)
    yield rule(
        server, "In from AAD - User Join", 110, ("user", "person"), inbound=True,
        tag="Microsoft.InfromAADUserJoin.900", flows=[],
        joins=join([("sourceAnchor", "sourceAnchor")]))


def outbound_rules(server):
    filtered = scope([("cloudFiltered", "NOTEQUAL", "True"), ("sourceAnchor", "ISNOTNULL", "")])
    user, group = ("person", "user"), ("group", "group")
    yield rule(
        server, "Out to AAD - User Join", 120, user, "Provision", "Microsoft.OuttoAADUserJoin.900", [
            flow("dn", expression='"CN={" & ConvertToUTF8Hex([sourceAnchor]) & "}"'),
            flow("sourceAnchor", expression="IIF(IsPresent([sourceAnchor]), [sourceAnchor], "
                                            "Error(\"no anchor\"))"),
            flow("userPrincipalName", "userPrincipalName"),
            flow("accountEnabled", "accountEnabled"),
        ], filtered, join([("sourceAnchor", "sourceAnchor")]), inbound=False)
    yield rule(
        server, "Out to AAD - User Identity", 121, user, tag="Microsoft.OuttoAADUserIdentity.900",
        flows=[flow("company", "company"), flow("department", "department"),
               flow("displayName", "displayName"), flow("mail", "mail"), flow("title", "title"),
               flow("manager", "manager"), flow("countryCode", "countryCode"),
               flow("proxyAddresses", "proxyAddresses", merge="MergeCaseInsensitive")],
        scopes=filtered, joins=join([("sourceAnchor", "sourceAnchor")]), inbound=False)
    yield rule(
        server, "Out to AAD - Group Join", 122, group, "Provision",
        "Microsoft.OuttoAADGroupJoin.900", [
            flow("dn", expression='"CN={" & ConvertToUTF8Hex([sourceAnchor]) & "}"'),
            flow("displayName", "displayName"), flow("mail", "mail"),
            flow("member", expression='IIF([memberCount] > 50000, Error("too many members"), '
                 'IgnoreThisFlow)'),
            flow("sourceAnchor", "sourceAnchor"),
        ], filtered, join([("sourceAnchor", "sourceAnchor")]), inbound=False)
    yield rule(
        server, "Out to AD - User Write Back", 123, user, tag="Microsoft.OuttoADUserWriteBack.900",
        flows=[flow("msDS-ExternalDirectoryObjectId", "sourceAnchor")],
        joins=join([("objectSid", "objectSid")]), inbound=False)


# ---- Files ----

def files(server):
    yield "GlobalSettings/MV.xml", metaverse(server)
    yield "Connectors/Connector_%s.xml" % AD.lower(), forest(server)
    yield "Connectors/Connector_%s.xml" % CLOUD.lower(), tenant(server)
    for _, guid, text in (*inbound_rules(server), *outbound_rules(server)):
        yield "SynchronizationRules/SynchronizationRule_%s.xml" % guid, text


def main():
    top = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    for folder, server in (("active", Server("SYNC01", 1)), ("staging", Server("SYNC02", 2))):
        for name, text in files(server):
            path = os.path.join(top, folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)


if __name__ == "__main__":
    main()
