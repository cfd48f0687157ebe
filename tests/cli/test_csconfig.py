#!/usr/bin/env python3
"""csconfig: single changes of a configuration, one line each; planted faults; what must be shown, and
what must not.

The changes are made to testdata/config/active and, where it is there, to a real configuration in
../shared/data/entra-config.
"""
import contextlib
import glob
import html
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(__file__), os.pardir, "support"))
from harness import (BIN, ROOT, TESTDATA, Run, check, expect, finish, sanitized,
                     temporary_directory)

OURS = os.path.join(TESTDATA, "config", "active")
STAGING = os.path.join(TESTDATA, "config", "staging")
REAL = os.path.abspath(os.path.join(ROOT, os.pardir, "shared", "data", "entra-config"))


def run(*arguments):
    return Run(*arguments, program="csconfig")


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def documents(folder):
    return sorted(path for path in glob.glob(os.path.join(folder, "*", "*.xml")))


def find(folder, what):
    """The file of the connector to Active Directory or the cloud, of the metaverse, or of a rule."""
    marks = {"AD": "<category>AD<", "CLOUD": "<category>Extensible2<",
             "MV": "<saved-mv-configuration"}
    mark = marks.get(what, "<name>%s</name>" % what)
    for path in documents(folder):
        if mark in read(path):
            return path
    raise LookupError(what)


@contextlib.contextmanager
def changed(made, where, pattern, new):
    """A copy with one change, which is undone in the end."""
    path = find(made, where)
    before = read(path)
    try:
        change(made, where, pattern, new)
        yield
    finally:
        write(path, before)


def copy(folder, directory):
    made = os.path.join(directory, "copy")
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(folder, made)
    return made


def change(folder, where, pattern, new):
    """Changes the first place in the file that matches; None removes the file."""
    path = find(folder, where)
    if pattern is None:
        os.remove(path)
        return
    text, count = re.subn(pattern, new, read(path), count=1, flags=re.DOTALL)
    if count == 0:
        raise LookupError("%s in %s" % (pattern, where))
    write(path, text)


def diff(active, staging, *options):
    done = run("diff", "--format=jsonl", *options, active, staging)
    return done, [json.loads(line) for line in done.out.decode().splitlines()]


# ---- Single changes ----

USER, COMMON = "In from AD - User Join", "In from AD - User Common"


def parameter(name, value, wanted):
    return ("parameter %s" % name, "MV",
            r'(<parameter name="Microsoft\.%s"[^>]*?) ?(?:/>|>[^<]*</parameter>)' % re.escape(name),
            r"\1>%s</parameter>" % value, wanted, "global", "parameter", "Microsoft." + name)


def element(name, where, tag, value, wanted, area, title=None):
    """A change of an element's text; its path is the property."""
    return (title or "%s %s" % (where, tag), where, r"<%s>[^<]*</%s>" % (tag, tag),
            "<%s>%s</%s>" % (tag, value, tag), wanted, area, re.compile("%s$" % tag), name)


CRITICAL, CHANGED, VERSION, EXPECTED, NOISE = "critical", "changed", "version", "expected", "noise"

# Name, file, pattern, replacement; class, area, property (or a pattern for it), name.
CHANGES = [
    parameter("SynchronizationOption.AnchorAttribute", "mS-DS-ConsistencyGuid", CRITICAL),
    parameter("SynchronizationOption.UPNAttribute", "mail", CRITICAL),
    parameter("SynchronizationOption.JoinCriteria", "Mail", CRITICAL),
    parameter("OptionalFeature.ExportDeletionThreshold", "False", CRITICAL),
    parameter("OptionalFeature.ExportDeletionThresholdValue", "7", CRITICAL),
    parameter("OptionalFeature.GroupFiltering", "True", CRITICAL),
    parameter("OptionalFeature.FilterAAD", "True", CRITICAL),
    parameter("AADFilter.AttributeExclusionList", "mail", CRITICAL),
    parameter("AADFilter.ApplicationList", "SharePoint", CRITICAL),
    parameter("OptionalFeature.PasswordHashSync", "Other", CHANGED),
    parameter("OptionalFeature.HybridExchange", "Other", CHANGED),
    parameter("Synchronize.TimeInterval", "01:00:00", CHANGED),
    parameter("Synchronize.SynchronizationPolicy", "Initial", CHANGED),
    parameter("Synchronize.ServerConfigurationVersion", "9.9", VERSION),
    parameter("Synchronize.StagingMode", "Other", EXPECTED),
    parameter("Synchronize.NextStartTime", "tomorrow", NOISE),
    ("a parameter is gone", "MV", r'<parameter name="Microsoft.Synchronize.TimeInterval".*?'
     r"</parameter>", "", CHANGED, "global", "parameter", "Microsoft.Synchronize.TimeInterval"),
    ("server name", "MV", "server='[^']*'", "server='OTHER'", EXPECTED, "global",
     re.compile("@server$"), None),
    ("export date", "MV", "export-date='[^']*'", "export-date='now'", NOISE, "global", None, None),
    element(None, "MV", "version", "1", NOISE, "global"),
    element(None, "MV", "password-change-history-size", "1", CHANGED, "global"),
    ("a metaverse attribute of a type", "MV", r'<dsml:attribute ref="#company"[^>]*>', "", CHANGED,
     "metaverse", "attribute", "company"),
    ("a metaverse attribute's type", "MV",
     r'(<dsml:attribute-type id="company"[^>]*>.*?<dsml:syntax>)[^<]*', r"\g<1>1.2.3", CHANGED,
     "metaverse", "attribute", "company"),
    ("what nothing knows in the metaverse", "MV", "<password-sync />",
     "<password-sync /><novelty><a b='c'>1</a><d>2</d></novelty>", CHANGED, "other",
     re.compile("novelty$"), None),
    ("connector name", "AD", r"<name>contoso\.com</name>", "<name>Forest</name>", CHANGED,
     "connector", "name", "Forest"),
    ("connector name's case", "AD", r"<name>contoso\.com</name>", "<name>CONTOSO.com</name>", NOISE,
     "connector", "name", None),
    ("connector description", "AD", "<description />", "<description>x</description>", CHANGED,
     "connector", "description", "contoso.com"),
    element(None, "AD", "creation-time", "then", NOISE, "connector"),
    element(None, "AD", "internal-version", "7", NOISE, "connector"),
    element(None, "AD", "password-sync-allowed", "1", CHANGED, "connector"),
    element(None, "AD", "forest-login-user", "someone", EXPECTED, "connector"),
    element(None, "AD", "forest-port", "389", CHANGED, "connector"),
    element(None, "AD", "sign-and-seal", "0", CHANGED, "connector"),
    element(None, "AD", "maximum-retry-count", "3", CHANGED, "connector"),
    ("a flag of an XML attribute", "AD", 'crl-check="0"', 'crl-check="1"', CHANGED, "connector",
     re.compile("@crl-check$"), None),
    ("password hash synchronization", "AD", r"(<password-hash-sync-config>\s*<enabled>)\d", r"\g<1>7",
     CHANGED, "connector", re.compile("enabled$"), None),
    ("group filter", "AD", r'(<parameter name="Connector.GroupFilteringGroupDn"[^>]*?)(?: ?/>|>[^<]*'
     "</parameter>)", r"\1>CN=G,DC=contoso,DC=com</parameter>", CRITICAL, "connector", "parameter",
     "Connector.GroupFilteringGroupDn"),
    ("a domain's name", "AD", r'(<parameter name="Domain.Netbios"[^>]*>)[^<]*', r"\1OTHER", CHANGED,
     "connector", "parameter", "Domain.Netbios"),
    ("a container more", "AD", "</inclusions>",
     "<inclusion>OU=New,DC=contoso,DC=com</inclusion></inclusions>", CRITICAL, "connector",
     "container", "OU=New,DC=contoso,DC=com"),
    ("a container less", "AD", "<inclusion>[^<]+</inclusion>", "", CRITICAL, "connector",
     "container", None),
    ("a container out instead of in", "AD", "<exclusion>(DC=[^<]*)</exclusion>(.*<inclusions>)",
     r"\2<inclusion>\1</inclusion>", CRITICAL, "connector", "container", "DC=contoso,DC=com"),
    ("a container's case and spaces", "AD", "<exclusion>DC=contoso,DC=com",
     "<exclusion>dc=Contoso, DC=com", NOISE, "connector", "container", None),
    ("an object type less", "AD", "<object-class>contact</object-class>", "", CRITICAL, "connector",
     "object-type", "contact"),
    ("an object type more", "AD", "<object-class>contact</object-class>",
     "<object-class>contact</object-class><object-class>printer</object-class>", CRITICAL,
     "connector", "object-type", "printer"),
    ("a partition not selected", "AD", "<selected>1<", "<selected>0<", CRITICAL, "connector",
     "partition", "DC=contoso,DC=com"),
    ("a partition's id", "AD", r"(<partition>\s*<id>\{)....", r"\g<1>0000", NOISE, "connector", None,
     None),
    ("an attribute not selected", "AD", "<attribute>mail</attribute>", "", CHANGED, "connector",
     "attribute", "mail"),
    ("an attribute more", "AD", "<attribute>mail</attribute>",
     "<attribute>mail</attribute><attribute>pager2</attribute>", CHANGED, "connector", "attribute",
     "pager2"),
    ("attributes in another order", "AD", "(<attribute>mail</attribute>)(.*?)</attribute-inclusion>",
     r"\2\1</attribute-inclusion>", NOISE, "connector", None, None),
    ("a run profile's step", "AD", "<page-size>500<", "<page-size>100<", CHANGED, "connector",
     "run-profile", None),
    ("a run profile less", "AD", "<run-configuration>.*?</run-configuration>", "", CHANGED,
     "connector", "run-profile", None),
    ("a run profile's id", "AD", r"(<run-configuration>\s*<id>\{)....", r"\g<1>0000", NOISE,
     "connector", None, None),
    element(None, "AD", "cookie", "dGhlIGNvb2tpZQ==", NOISE, "connector"),
    element(None, "CLOUD", "water-mark", "dGhlIHdhdGVy", NOISE, "connector"),
    element(None, "AD", "last-dc", "DC7.contoso.com", NOISE, "connector"),
    ("a password", "CLOUD", r'(<parameter name="Password"[^>]*?) ?(?:/>|>[^<]*</parameter>)',
     r"\1>dGhlIHBhc3N3b3Jk</parameter>", EXPECTED, "connector", "parameter", "Password"),
    ("the account of the tenant", "CLOUD", "Sync_[^@<]*@", "Sync_other@", EXPECTED, "connector",
     "parameter", "UserName"),
    element(None, "CLOUD", "assembly-version", "9.9", VERSION, "connector"),
    ("the anchor of a type", "CLOUD", '(object_class="user">)cloudAnchor', r"\1other", CHANGED,
     "connector", re.compile("anchor/attribute$|dn/attribute$"), "user"),
    ("an object type's name", "CLOUD", "<oc-value>user<", "<oc-value>people<", CHANGED, "connector",
     re.compile("oc-value$"), "user"),
    ("a schema's attribute", "CLOUD",
     r'(<dsml:attribute-type id="mail" single-value=")true"', r'\1false"', CHANGED, "connector",
     re.compile("attribute-type$"), "mail"),
    ("the provisioning hierarchy", "AD", "<component_mappings />",
     "<component_mappings><mapping><dn_component>OU</dn_component><object_class>organizationalUnit"
     "</object_class></mapping></component_mappings>", CHANGED, "connector",
     re.compile("component_mappings/mapping$"), None),
    ("what nothing knows in a connector", "AD", "<component_mappings />",
     "<component_mappings /><novelty>1</novelty>", CHANGED, "other", re.compile("novelty$"), None),
    ("a rule is disabled", USER, "<disabled>False<", "<disabled>True<", CRITICAL, "rule", "enabled",
     USER),
    ("a rule's name", USER, "<name>[^<]*", "<name>Another", CHANGED, "rule", "name", "Another"),
    ("a rule's name in another case", USER, "<name>In from", "<name>IN FROM", NOISE, "rule", "name",
     None),
    ("a rule's link type", USER, "<linkType>Provision<", "<linkType>Join<", CRITICAL, "rule",
     "link-type", USER),
    ("a rule's description", USER, "<description />", "<description>x</description>", CHANGED,
     "rule", "description", USER),
    ("a rule's object type", USER, "<sourceObjectType>user<", "<sourceObjectType>contact<",
     CRITICAL, "rule", "object-type", USER),
    ("a rule's id", USER, r"<id>\{....", "<id>{0000", NOISE, "rule", None, None),
    element(None, USER, "version", "77", NOISE, "rule"),
    ("a rule's neighbour", USER, r"<precedence-after>\{....", "<precedence-after>{1111", NOISE,
     "rule", None, None),
    element(USER, USER, "softDeleteExpiryInterval", "01:00:00", CHANGED, "rule"),
    element(USER, USER, "EnablePasswordSync", "true", CHANGED, "rule"),
    ("a rule's join", USER, "<csAttribute>objectSid(.*?</ilm)", r"<csAttribute>mail\1", CRITICAL,
     "rule", "join", USER),
    ("a join's case", USER, "(<condition>)(?! *<caseS)", r"\1<caseSensitive>True</caseSensitive>",
     CRITICAL, "rule", "join", USER),
    ("a rule's scope", USER, "<csOperator>NOTEQUAL<", "<csOperator>EQUAL<", CRITICAL, "rule",
     "scope", USER),
    ("a scope's order", USER, r"(<scope>.*?</scope>)(\s*)(<scope>.*?</scope>)", r"\3\2\1", NOISE,
     "rule", None, None),
    ("a scope's flag in another case", USER, "<csValue>T(?:RUE|rue)<", "<csValue>true<", NOISE,
     "rule", "scope", None),
    ("a rule's tag", COMMON, r"(<immutable-tag>[^<]*\.)\d+", r"\g<1>999", VERSION, "rule", "version",
     COMMON),
    ("a rule's precedence that passes others", COMMON, "<precedence>[^<]*", "<precedence>3",
     CRITICAL, "rule", "precedence", COMMON),
    ("a critical flow", USER, "(<expression>.*?IsPresent.*?),", r"\1 &amp;&amp; True,", CRITICAL, "rule",
     "flow:cloudFiltered", USER),
    ("spaces in an expression", USER, r"\|\| *IsPresent\( *", "||  IsPresent( ", NOISE, "rule",
     "flow:cloudFiltered", None),
    ("the case of an attribute in an expression", USER, r"\[sAMAccountName\]", "[SAMAccountName]",
     CRITICAL, "rule", "flow:cloudFiltered", USER),
    ("another flow", COMMON, r"Trim\(\[company\]\)", "Trim([department])", CHANGED, "rule",
     "flow:company", COMMON),
    ("how a flow merges", COMMON, r"(Trim\(\[company\]\)</expression>\s*<valueMergeType>)Update",
     r"\1Merge", CHANGED, "rule", "flow:company", COMMON),
    ("when a flow is applied", COMMON, r"<mapping>(\s*<dest>company)",
     r'<mapping execute-once="true">\1', CHANGED, "rule", "flow:company", COMMON),
    ("a flow less", COMMON, r"<mapping>\s*<dest>company</dest>.*?</mapping>", "", CHANGED, "rule",
     "flow:company", COMMON),
    ("a flow more", COMMON, "<attribute-mappings>", "<attribute-mappings><mapping><dest>room</dest>"
     "<src>x</src></mapping>", CHANGED, "rule", "flow:room", COMMON),
    ("flows in another order", COMMON, "(<mapping>.*?</mapping>)(.*)</attribute-mappings>",
     r"\2\1</attribute-mappings>", NOISE, "rule", None, None),
    ("what nothing knows in a rule", COMMON, "<direction>", "<novelty>1</novelty><direction>",
     CHANGED, "other", re.compile("novelty$"), COMMON),
    ("what nothing knows in a flow", COMMON, "<valueMergeType>", "<novelty>1</novelty>"
     "<valueMergeType>", CHANGED, "other", re.compile("novelty$"), COMMON),
    ("a rule less", COMMON, None, None, CRITICAL, "rule", "presence", COMMON),
]


def matches(found, wanted):
    if wanted is None:
        return True
    if isinstance(wanted, re.Pattern):
        return bool(wanted.search(found or ""))
    return found == wanted


def judge(done, lines, wanted, area, prop, name):
    above = [line for line in lines if line["class"] != NOISE]
    status = 1 if wanted in (CRITICAL, CHANGED) else 0
    problem = expect("exit status", done.status, status)
    if wanted == NOISE:
        return problem or (above and "above noise: %s" % above)
    if len(above) != 1:
        return "%d lines: %s" % (len(above), json.dumps(above[:4], indent=1))
    line = above[0]
    good = (line["class"] == wanted and line["area"] == area and matches(line["property"], prop)
            and matches(line["name"], name))
    return problem or (not good and "found %s" % line)


def test_changes(folder, title):
    done, lines = diff(folder, folder)
    check("%s: nothing differs from itself" % title, expect("exit status", done.status, 0),
          expect("lines", lines, []))
    with temporary_directory() as directory:
        made = copy(folder, directory)
        for name, where, pattern, new, wanted, area, prop, shown in CHANGES:
            with changed(made, where, pattern, new):
                done, lines = diff(folder, made)
            check("%s: %s" % (title, name), judge(done, lines, wanted, area, prop, shown))


# ---- Other names, other versions ----

NAMES = [("contoso.onmicrosoft.com", "fabrikam.onmicrosoft.com"), ("contoso.com", "fabrikam.com"),
         ("DC=contoso,DC=com", "DC=fabrikam,DC=com"), ("CONTOSO", "FABRIKAM")]


def test_names(folder, title):
    with temporary_directory() as directory:
        made = copy(folder, directory)
        for path in documents(made):
            text = read(path)
            for old, new in NAMES:
                text = text.replace(old, new)
            write(path, text)
        mapping = os.path.join(directory, "map")
        write(mapping, "".join("%s\t%s\n" % pair for pair in NAMES))
        done, lines = diff(folder, made, "--map", mapping)
        above = [line for line in lines if line["class"] not in (NOISE, EXPECTED)]
        check("%s: with a map other names are equal" % title,
              expect("exit status", done.status, 0), expect("lines", above, []))
        first = run("diff", folder, made).out.decode().splitlines()[0]
        check("%s: the first line says which names are others" % title,
              "contoso.com → fabrikam.com" not in first and first)


def test_versions(folder, title):
    with temporary_directory() as directory:
        made = copy(folder, directory)
        for path in documents(made):
            text = re.sub(r"(<immutable-tag>Microsoft\.[^<]*\.)\d+", r"\g<1>777", read(path))
            write(path, text.replace("Trim([company])", "LCase(Trim([company]))"))
        done, lines = diff(folder, made)
        wrong = [line for line in lines if line["class"] not in (VERSION, NOISE)]
        check("%s: two versions of the default rules differ in versions only" % title,
              expect("exit status", done.status, 0), expect("lines", wrong, []),
              expect("the flow", "flow:company" in {line["property"] for line in lines}, True))
        change(made, USER, r"\|\| *IsPresent", "&amp;&amp; IsPresent")
        _, lines = diff(folder, made)
        critical = [line for line in lines if line["class"] == CRITICAL]
        check("%s: what is critical stays so across versions" % title,
              expect("lines", len(critical), 1),
              expect("tags", ".777" in (critical[0]["note"] or ""), True))


def test_precedence():
    with temporary_directory() as directory:
        made = copy(OURS, directory)
        for path in documents(made):
            write(path, re.sub(r"<precedence>(\d+)<",
                               lambda found: "<precedence>%d<" % (int(found[1]) + 7), read(path)))
        done, lines = diff(OURS, made)
        check("a shift of all rules is noise", expect("exit status", done.status, 0),
              expect("classes", {line["class"] for line in lines}, {NOISE}))


def test_renamed_custom_rule():
    with temporary_directory() as directory:
        made = copy(OURS, directory)
        custom = "Contoso - In from AD - Sticky"
        change(made, custom, "<name>[^<]*", "<name>Another name")
        change(made, "Another name", r"<id>\{....", "<id>{9999")
        done, lines = diff(OURS, made)
        check("a custom rule that is renamed is one line",
              judge(done, lines, CHANGED, "rule", "name", "Another name"))


# ---- Faults ----

CUSTOM, TEXTS = "Contoso - In from AD - Sticky", "Contoso - In from AD - Texts"
OUT = "Out to AAD - User Identity"


def add_flow(target, inside):
    return ("<attribute-mappings>", "<attribute-mappings><mapping><dest>%s</dest>%s"
            "<valueMergeType>Update</valueMergeType></mapping>" % (target, inside))


FAULTS = [
    ("scope-never", "error", TEXTS, "<csOperator>NOTEQUAL<", "<csOperator>EQUAL<"),
    ("scope-never", "error", USER, "</synchronizationCriteria>", "<conditions><scope><csAttribute>mail"
     "</csAttribute><csOperator>ISNULL</csOperator></scope><scope><csAttribute>mail</csAttribute>"
     "<csOperator>STARTSWITH</csOperator><csValue>a</csValue></scope></conditions>"
     "</synchronizationCriteria>"),
    ("feeder-disabled", "error", OUT, "<attr>title</attr>", "<attr>pwdLastSet</attr>"),
    ("attribute-not-selected", "error", "AD", "<attribute>title</attribute>", ""),
    ("attribute-unknown", "error", COMMON, "<attr>title</attr>", "<attr>titel</attr>"),
    ("attribute-unknown", "error", COMMON, "<dest>title</dest>", "<dest>titel</dest>"),
    ("type-mismatch", "warning", COMMON, "<attr>title</attr>", "<attr>countryCode</attr>"),
    ("type-mismatch", "error", TEXTS, *add_flow("title", "<src><attr>countryCode</attr></src>")),
    ("type-mismatch", "error", TEXTS, *add_flow("title", "<src><attr>otherTelephone</attr></src>")),
    ("merge-mixed", "error", COMMON, r"(<dest>mailNickname.*?|<dest>proxyAddresses.*?)"
     "<valueMergeType>Update", r"\1<valueMergeType>Merge"),
    ("precedence-same", "error", COMMON, "<precedence>[^<]*", "<precedence>100"),
    ("precedence-custom", "warning", TEXTS, "<precedence>[^<]*", "<precedence>150"),
    ("function-unknown", "error", COMMON, r"Trim\(", "trim("),
    ("function-arguments", "error", COMMON, r"Trim\(\[company\]\)", "Trim([company], 1)"),
    ("expression-syntax", "error", COMMON, r"Trim\(\[company\]\)", "Trim([company]"),
    ("cloudfiltered-false", "warning", USER, "True, NULL", "True, False"),
    ("type-no-join", "warning", TEXTS, "<sourceObjectType>user<", "<sourceObjectType>contact<"),
    ("anchor-no-flow", "error", "In from AD - Group Common", "<dest>sourceAnchor</dest>",
     "<dest>displayName</dest>"),
    ("threshold-off", "warning", "MV", '(ExportDeletionThreshold"[^>]*>)True', r"\1False"),
    ("anchor-contradiction", "error", "MV", "(AnchorAttribute[^>]*>)objectGUID",
     r"\1mS-DS-ConsistencyGuid"),
    ("upn-contradiction", "error", "MV", "(UPNAttribute[^>]*>)userPrincipalName", r"\1mail"),
]


def findings(folder):
    done = run("check", "--format=jsonl", folder)
    return done, [json.loads(line) for line in done.out.decode().splitlines()]


def test_faults():
    done, before = findings(OURS)
    check("check finds no error in the configuration", expect("exit status", done.status, 0),
          expect("errors", [line for line in before if line["level"] == "error"], []))
    check("check counts default rules of unknown versions in one line",
          expect("texts", [line["text"][:16] for line in before if line["code"] == "default-unknown"],
                 ["8 default rules "]))
    extra = add_flow("proxyAddresses", "<src><attr>proxyAddresses</attr></src>")
    with temporary_directory() as directory:
        for code, level, where, pattern, new in FAULTS:
            made = copy(OURS, directory)
            if code == "merge-mixed":
                change(made, TEXTS, *extra)
            change(made, where, pattern, new)
            done, lines = findings(made)
            found = [line for line in lines if line["code"] == code and line not in before]
            check("check finds %s in %s" % (code, where),
                  not found and "it finds %s" % lines,
                  found and expect("level", found[0]["level"], level),
                  level == "error" and expect("exit status", done.status, 1))
        made = copy(OURS, directory)
        shutil.copy(find(made, COMMON), os.path.join(made, "again.xml"))
        done, lines = findings(made)
        check("check finds id-twice", expect("codes", [line["code"] for line in lines
                                                       if line["level"] == "error"], ["id-twice"]))
        shown = run("show", made)
        check("show refuses a rule that is there twice", expect("exit status", shown.status, 2),
              "again.xml" not in shown.err and shown.err)
    text = run("check", OURS).out.decode()
    check("check as text", not text.endswith("0 errors, %d warning%s\n" % (
        len(before), "" if len(before) == 1 else "s")) and text)


def test_real_check():
    done, lines = findings(REAL)
    check("check finds no error in the default rules", expect("exit status", done.status, 0),
          expect("errors", [line for line in lines if line["level"] == "error"], []),
          expect("changed", [line for line in lines if line["code"].startswith("default-")], []))
    with temporary_directory() as directory:
        made = copy(REAL, directory)
        change(made, COMMON, r"Trim\(\[company\]\)", "LCase([company])")
        _, lines = findings(made)
        check("check finds a default rule that is changed",
              expect("rules", [line["rule"] for line in lines if line["code"] == "default-changed"],
                     [COMMON]))


# ---- What is shown, and what is not ----

SECRETS = re.compile("cookie|water-mark|^password$", re.IGNORECASE)


def secrets(folder):
    found = set()
    for path in documents(folder):
        for node in ElementTree.parse(path).getroot().iter():
            name = node.get("name") or node.tag
            if node.text and (SECRETS.search(name) or node.get("encrypted") == "1"):
                found.add(node.text.strip())
    return {secret for secret in found if len(secret) > 8}


def texts(folder):
    for path in documents(folder):
        for node in ElementTree.parse(path).getroot().iter():
            if node.text and node.text.strip():
                yield node.text.strip()


def plain(data, form):
    text = data.decode()
    if form == "html":
        return html.unescape(re.sub("<[^>]*>", "", text))
    if form == "md":
        return text + re.sub(r"\\([\\`*_<\[\]|&~#+>-])", r"\1", text)
    return "\n".join(str(value) for line in text.splitlines() for value in json.loads(line).values())


def test_show(folder, title):
    hidden = secrets(folder)
    check("%s: there is something to hide" % title, not hidden and "no secret")
    for form in ("md", "html", "jsonl"):
        done = run("show", "--format", form, folder)
        shown = plain(done.out, form)
        flat = " ".join(shown.split())
        missing = sorted({text for text in texts(folder) if text not in hidden and text not in shown
                          and " ".join(text.split()) not in flat})
        check("%s: show --format %s has all" % (title, form), expect("exit status", done.status, 0),
              missing and "missing: %s" % missing[:5],
              "shown: a secret" if any(secret in done.out.decode() for secret in hidden) else None)


def test_secrets():
    hidden = secrets(OURS) | secrets(STAGING)
    for form in ("text", "md", "html", "jsonl"):
        out = run("diff", "--all", "--format", form, OURS, STAGING).out.decode()
        check("diff --format %s hides secrets" % form,
              [secret for secret in hidden if secret in out] and "a secret is shown",
              "(hidden)" not in out and "it does not say that they differ")


def test_page():
    done = run("diff", "--format=html", OURS, STAGING)
    page = done.out.decode()
    check("the page has a verdict", expect("exit status", done.status, 1),
          "4 critical differences: " not in page and page[:3000])
    check("the page runs nothing", "<script" in page and "a script")
    check("the page marks what differs", not ("<del>" in page and "<ins>" in page) and "no marks")
    text = run("diff", OURS, STAGING).out.decode()
    check("text counts the rest", not re.match(r"4 critical, 1 changed, 4 version, \d+ expected, "
                                               r"\d+ noise\n", text) and text[:200])
    check("text leaves out the rest", "expected: " in text and text)
    check("--all shows it", "expected: " not in run("diff", "--all", OURS, STAGING).out.decode()
          and "nothing")
    markdown = run("diff", "--format", "md", OURS, STAGING).out.decode()
    check("Markdown has a table", "| What | Active | Staging | Note |" not in markdown and markdown)


# ---- Files ----

def refuses(name, folder, message, command="show"):
    done = run(command, folder)
    check(name, expect("exit status", done.status, 2), expect("output", done.out, b""),
          not re.search(message, done.err) and done.err)


def test_files():
    with temporary_directory() as directory:
        made = copy(OURS, directory)
        os.remove(find(made, "MV"))
        refuses("a missing metaverse is named", made, "file is missing.*saved-mv-configuration")
        made = copy(OURS, directory)
        os.remove(find(made, "CLOUD"))
        refuses("a missing connector is named", made, "file is missing: there is no ma-data .*of rule")
        made = copy(OURS, directory)
        path = find(made, USER)
        write(path, read(path)[:-30])
        refuses("a damaged file is named", made, re.escape(os.path.basename(path)))
        made = copy(OURS, directory)
        write(find(made, "MV"), "<!DOCTYPE a [<!ENTITY b 'c'>]><saved-mv-configuration/>")
        refuses("a document type is refused", made, "document type.*MV.xml")
        made = copy(OURS, directory)
        write(os.path.join(directory, "outside.xml"), "<synchronizationRule/>")
        os.symlink(os.path.join(directory, "outside.xml"), os.path.join(made, "link.xml"))
        refuses("a link that leads out is not followed", made, "symbolic link .*link.xml")
        os.remove(os.path.join(made, "link.xml"))
        os.symlink(find(made, USER), os.path.join(made, "link.xml"))
        check("a link within adds nothing", expect("lines", diff(OURS, made)[1], []))
        os.remove(os.path.join(made, "link.xml"))
        write(os.path.join(made, "deep.xml"), "<a>" * 200 + "</a>" * 200)
        refuses("what is nested too deeply is refused", made, "nested too deeply.*deep.xml")
        write(os.path.join(made, "deep.xml"), "")
        refuses("an empty file is refused", made, "deep.xml")
        os.remove(os.path.join(made, "deep.xml"))
        os.mkfifo(os.path.join(made, "pipe.xml"))
        refuses("a pipe is refused", made, "not a regular file.*pipe.xml")
        os.remove(os.path.join(made, "pipe.xml"))
        write(os.path.join(made, "notes.txt"), "hello")
        check("other files are named", "notes.txt (no XML document, not read)" not in
              run("show", made).out.decode() and "not named")
        write(os.path.join(made, "other.xml"), "<settings><a>1</a></settings>")
        done, lines = diff(OURS, made)
        check("another document is listed by its path", expect("lines", [
            (line["class"], line["area"], line["name"], line["property"]) for line in lines],
            [(CHANGED, "other", "other.xml", "settings")]))
        made = copy(OURS, directory)
        path = find(made, COMMON)
        with open(path, "wb") as file:
            file.write(("\ufeff" + read(find(OURS, COMMON))).encode("utf-16-le"))
        check("UTF-16 is read", expect("lines", diff(OURS, made)[1], []))
    refuses("an empty folder is refused", "/proc/self/fdinfo", "csconfig: ")
    refuses("a missing folder is named", "missing-folder", "missing-folder")


def test_output():
    with temporary_directory() as directory:
        path = os.path.join(directory, "out.md")
        done = run("show", "-q", "-o", path, OURS)
        check("-o writes the file", expect("exit status", done.status, 0), expect("out", done.out, b""),
              not read(path).startswith("# Configuration of SYNC01\n") and read(path)[:80])
        done = run("diff", "--output", os.path.join(directory, "missing", "x"), OURS, STAGING)
        check("-o that cannot be written is trouble", expect("exit status", done.status, 2))
    for words, message in [
            (("show", "--map", "x", OURS), "show takes no --map"),
            (("check", "--all", OURS), "check takes no --all"),
            (("show", "--connector", "x", OURS), "show takes no --connector"),
            (("check", "--format", "html", OURS), 'unknown format "html": for check it is text or jsonl'),
            (("diff", OURS), "which configurations?"), ((), "what to do?"),
            (("look", OURS), 'unknown command "look"'), (("show", OURS, "x"), "too many arguments")]:
        done = run(*words)
        check("csconfig %s" % " ".join(words[:2]), expect("exit status", done.status, 2),
              message not in done.err and done.err)


def test_path():
    done = run("path", OURS, "department")
    text = done.out.decode()
    check("path shows the ways of an attribute", expect("exit status", done.status, 0),
          not re.search(r"person department in the metaverse\n  comes from.*\n +102  contoso.com: In "
                        r"from AD - User Common\n +user department ← Trim\(\[department\]\)\n  goes to\n"
                        r" +121 ", text) and text)
    only = run("path", "--connector", "CONTOSO.com", OURS, "department").out.decode()
    check("path --connector leaves out the others", "onmicrosoft" in only and only)
    check("path names an attribute that is not there",
          expect("exit status", run("path", OURS, "nothing").status, 2))
    check("path names a connector that is not there",
          expect("exit status", run("path", "--connector", "x", OURS, "mail").status, 2))


def test_generator():
    with temporary_directory() as directory:
        subprocess.run([os.path.join(TESTDATA, "config", "generate.py"), directory], check=True)
        for side in ("active", "staging"):
            made = {os.path.relpath(path, directory): read(path)
                    for path in documents(os.path.join(directory, side))}
            kept = {os.path.relpath(path, os.path.join(TESTDATA, "config")): read(path)
                    for path in documents(os.path.join(TESTDATA, "config", side))}
            check("testdata/config/%s is what generate.py makes" % side, made != kept and "it is not")


def test_time():
    best = 9.0
    for _ in range(5):  # the processor's time: others may use it, too
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run("check", REAL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    check("65 files in 0.3 s", not sanitized() and best > 0.3 and "%.2f s" % best)


def main():
    test_generator()
    test_changes(OURS, "testdata")
    test_names(OURS, "testdata")
    test_versions(OURS, "testdata")
    test_precedence()
    test_renamed_custom_rule()
    test_faults()
    test_show(OURS, "testdata")
    test_secrets()
    test_page()
    test_files()
    test_output()
    test_path()
    if os.path.isdir(REAL):
        test_changes(REAL, "real")
        test_names(REAL, "real")
        test_versions(REAL, "real")
        test_show(REAL, "real")
        test_real_check()
        test_time()
    else:
        check("SKIPPED: there is no real configuration in %s" % os.path.relpath(REAL, ROOT))
    finish()


main()
