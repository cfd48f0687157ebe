#!/usr/bin/env python3
"""csanalyzer as the reviewer of a staging server uses it: layouts, columns, choosing, decoding,
summary and limits, each compared with a plain program over the default report (which
test_report.py compares with the description) or over the XML itself.

usage: test_reviewer.py [SEED]
"""
import base64
import csv
import io
import json
import os
import pty
import random
import re
import subprocess
import sys
import tempfile
import uuid

from documents import (attribute, change, cloud_dn, cs_object, delta, document, hologram,
                       mixed_object, pending, value)
from harness import (BIN, ROOT, TESTDATA, Run, check, encodings, expect, finish, read, sanitized,
                     temporary_directory, write)

import oracle

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 3
MIB = 1 << 20
LAYOUTS = ("changes", "values", "objects", "wide")
IDENTITY = ["DN", "ObjectType", "DisplayName", "OMODT"]


def mixed(count):
    r = random.Random(SEED)
    return document(*(mixed_object(r, number) for number in range(count)))


# ---- Reports --------------------------------------------------------------------------------

def table(data, delimiter=","):
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), delimiter=delimiter,
                           strict=True))


def rows_of(*arguments, status=0, **options):
    """Header and rows of a run that has to succeed."""
    run = Run("--raw", *arguments, **options)
    if run.status != status:
        raise AssertionError("%r: exit status %d, %s" % (arguments, run.status, run.err))
    rows = table(run.out)
    return rows[0], rows[1:]


def same_rows(found, wanted):
    """A problem at the first row that differs."""
    for number, (one, other) in enumerate(zip(found, wanted)):
        if one != other:
            return "row %d: %.700r instead of %.700r" % (number, one, other)
    return expect("rows", len(found), len(wanted))


FULL = "ID,DN,ObjectType,DisplayName,OMODT,Attribute,AMODT,OldValue,NewValue,ValuesAdded," \
    "ValuesRemoved"


def full_report(path):
    """The rows of the default report as dictionaries, with the ID of their object."""
    header, rows = rows_of("--columns", FULL, path)
    return [dict(zip(header, row)) for row in rows]


def by_object(report):
    objects = {}
    for row in report:
        objects.setdefault(row["ID"], []).append(row)
    return objects


def testdata(name):
    return os.path.join(TESTDATA, name)


# ---- 1. Layouts -----------------------------------------------------------------------------

def values_of_xml(data, section="unapplied-export"):
    """The rows of layout `values`, out of the XML."""
    for item in oracle.objects(data):
        change_of = item.deltas.get(section)
        if change_of is None or change_of.omodt == "None":
            continue
        who = [item.dn, item.object_type, oracle.display_name(item, change_of), change_of.omodt]
        if change_of.omodt == "Delete":
            yield who + [""] * 4
            continue
        rows = []
        if change_of.newdn not in ("", change_of.dn):
            rows += [["dn", "Update", "Delete", change_of.dn],
                     ["dn", "Update", "Add", change_of.newdn]]
        attributes = list(change_of.attributes)
        if (change_of.objectclass and change_of.objectclass.values
                and change_of.omodt in ("Update", "Replace")):
            attributes.insert(0, change_of.objectclass)
        for a in attributes:
            rows += [[a.name, a.amodt, vmodt.capitalize(), text] for vmodt, text in a.values] \
                or [[a.name, a.amodt, "", ""]]
        for row in rows or [[""] * 4]:
            yield who + row


def layout_values(path):
    for name, section in ((testdata("aad.xml"), "unapplied-export"),
                          (testdata("aad.xml"), "pending-import"),
                          (testdata("onprem.xml"), "unapplied-export"),
                          (testdata("odd.xml"), "unapplied-export"),
                          (testdata("drop.xml"), "unapplied-export"), (path, "unapplied-export")):
        header, rows = rows_of("--layout", "values", name, section)
        with open(name, "rb") as file:
            wanted = list(values_of_xml(file.read(), section))
        check("values: every value of %s, %s" % (os.path.basename(name), section),
              expect("header", header, IDENTITY + ["Attribute", "AMODT", "VMODT", "Value"]),
              same_rows(rows, wanted))


def objects_of(report):
    """The rows of layout `objects`, out of the default report."""
    for rows in by_object(report).values():
        names = list(dict.fromkeys(row["Attribute"] for row in rows if row["Attribute"]))
        yield [rows[0][column] for column in IDENTITY] + [str(len(names)), "; ".join(names)]


def layout_objects(path, report):
    for name, full in ((testdata("aad.xml"), full_report(testdata("aad.xml"))), (path, report)):
        header, rows = rows_of("--layout", "objects", name)
        check("objects: a row an object of " + os.path.basename(name),
              expect("header", header, IDENTITY + ["Attributes", "AttributeNames"]),
              same_rows(rows, list(objects_of(full))))


def pivot(report):
    """Header and rows of layout `wide`, out of the default report."""
    kinds, objects = set(), by_object(report)
    for row in report:
        if row["Attribute"]:
            kinds.add((row["Attribute"].encode(), row["ValuesAdded"] != ""))
    columns = []
    for name, multiple in sorted(kinds):
        columns += [(name.decode(), "")] if multiple else [(name.decode(), " old"),
                                                          (name.decode(), " new")]
    rows = []
    for changes in objects.values():
        cells = {}
        for row in changes:
            if row["ValuesAdded"] != "":
                cells.setdefault((row["Attribute"], ""), []).append("%s added, %s removed" % (
                    row["ValuesAdded"], row["ValuesRemoved"] or "an unknown number"))
            elif row["Attribute"]:
                cells.setdefault((row["Attribute"], " old"), []).append(row["OldValue"])
                cells.setdefault((row["Attribute"], " new"), []).append(row["NewValue"])
        rows.append([changes[0][column] for column in IDENTITY]
                    + ["; ".join(cells.get(column, [])) for column in columns])
    return IDENTITY + [name + suffix for name, suffix in columns], rows


def layout_wide(path, report):
    for name, full in ((testdata("aad.xml"), full_report(testdata("aad.xml"))),
                       (testdata("onprem.xml"), full_report(testdata("onprem.xml"))),
                       (path, report)):
        wanted_header, wanted = pivot(full)
        header, rows = rows_of("--layout", "wide", name)
        check("wide: attributes side by side in " + os.path.basename(name),
              expect("header", header, wanted_header), same_rows(rows, wanted))
    header, rows = rows_of("--layout", "wide", "--attribute", "title,member", path)
    check("wide: columns of the chosen attributes only",
          expect("header", header, IDENTITY + ["Member", "Title old", "Title new", "member",
                                               "title old", "title new"]),
          None if rows else "no rows")


def wide_has_a_bound():
    def attributes(count):
        return document(*(pending("CN=%d" % first, "update", *(
            change("a%05d" % i, None, "x") for i in range(first, min(first + 100, count))))
                          for first in range(0, count, 100)))

    header, rows = rows_of("--layout", "wide", input=attributes(8000))
    check("wide: 8000 attributes have room", expect("columns", len(header), 4 + 16000),
          expect("rows", len(rows), 80))
    run = Run("--layout", "wide", input=attributes(8001))
    check("wide: 8001 have none", expect("exit status", run.status, 2),
          expect("standard output", run.out, b""),
          None if "wide" in run.err and "8000" in run.err else run.err)


def the_default_stays(path):
    for name in (testdata("aad.xml"), path):
        plain = Run(name)
        check("changes: asked for by name, %s is the default report" % os.path.basename(name),
              expect("standard output", Run("--layout", "changes", name).out, plain.out),
              expect("with its own columns",
                     Run("--columns", ",".join(oracle.COLUMNS).swapcase(), name).out, plain.out))


# ---- 2. Columns -----------------------------------------------------------------------------

EXAMPLE = ("CN={714E52566836554B77555772666F674F3675363846413D3D}", "qNRVh6UKwUWrfogO6u68FA==",
           "8755d4a8-0aa5-45c1-ab7e-880eeaeebc14")


def deletes_have_an_identity():
    r = random.Random(SEED)
    anchors = [r.randbytes(16) for _ in range(500)]
    wanted = [list(EXAMPLE)] + [[cloud_dn(anchor), base64.b64encode(anchor).decode(),
                                 str(uuid.UUID(bytes_le=anchor))] for anchor in anchors]
    data = document(*(pending(dn, "delete") for dn, _, _ in wanted))
    for layout in LAYOUTS:
        header, rows = rows_of("--layout", layout, "--columns", "DN,SourceAnchor,ObjectGUID",
                               input=data)
        check("identity: deletes without holograms, " + layout,
              expect("header", header, ["DN", "SourceAnchor", "ObjectGUID"]),
              same_rows(rows, wanted))
    lower = EXAMPLE[0].replace("CN", "cn").lower()
    cases = [(lower, EXAMPLE[1], EXAMPLE[2]), (cloud_dn(b"ada"), "YWRh", ""),
             ("CN={7}", "", ""), ("CN={zz}", "", ""), ("CN=ada,DC=contoso", "", ""),
             ("CN={1b5b}", "", "")]
    _, rows = rows_of("--columns", "DN,SourceAnchor,ObjectGUID",
                      input=document(*(pending(dn, "delete") for dn, _, _ in cases)))
    check("identity: a DN that holds none", same_rows(rows, [list(case) for case in cases]))


def columns_by_hand():
    held = hologram("synchronized-hologram",
                    attribute("userPrincipalName", value("ada@contoso.com")),
                    attribute("mail", value("mail@contoso.com")),
                    attribute("sourceAnchor", value("")),
                    attribute("onPremisesSamAccountName", value("ada")),
                    attribute("onPremisesDistinguishedName", value("CN=Ada,DC=contoso")))
    rest = ("<ma-name>contoso.com - AAD</ma-name><mv-link lineage-id='x'>{51DF}</mv-link>"
            "<last-export-delta-time>2016-09-01 10:11:13.456</last-export-delta-time>")
    data = document(
        pending(EXAMPLE[0], "update", change("title", "A", "a"), after=(held, rest), number=7,
                newdn="CN=new"),
        pending("CN=Grace,DC=contoso", "update",
                attribute("sAMAccountName", value("grace"), kind="string"),
                attribute("objectGUID", value(EXAMPLE[1]), kind="binary")))
    _, rows = rows_of("--attribute", "title,samaccountname", "--columns",
                      "ID,Connector,UserPrincipalName,Mail,SourceAnchor,OnPremisesSamAccountName,"
                      "OnPremisesDN,ObjectGUID,NewDN,AttributeType,Multivalued,MetaverseID,"
                      "LastExport,Note", input=data)
    check("columns: where the values come from", same_rows(rows, [
        ["{00000007-0000-0000-0000-000000000000}", "contoso.com - AAD", "ada@contoso.com",
         "mail@contoso.com", EXAMPLE[1], "ada", "CN=Ada,DC=contoso", EXAMPLE[2], "CN=new", "string",
         "false", "{51DF}", "2016-09-01 10:11:13.456", "case only"],
        ["", "", "", "", "", "grace", "CN=Grace,DC=contoso", EXAMPLE[2], "", "string", "false", "",
         "", ""]]))
    older = document(pending("CN=a", "update", after=(
        "<cs-mv-links><cs-mv-value>{1}</cs-mv-value><cs-mv-value>{2}</cs-mv-value>"
        "</cs-mv-links>",)))
    _, rows = rows_of("--columns", "metaverseid,MetaverseID", input=older)
    check("columns: the older link, a column twice, in any case",
          same_rows(rows, [["{1}", "{1}"]]))


def columns_of_attributes():
    before = hologram("synchronized-hologram",
                      "<objectclass><oc-value>top</oc-value></objectclass>",
                      attribute("title", value("old")),
                      attribute("mails", value("a"), value("b"), value("c"), multivalued=True),
                      attribute("kept", value("k")))
    after = hologram("unapplied-export-hologram", attribute("title", value("held")))
    title = change("title", None, "new")
    mails = attribute("mails", value("b", "delete"), value("d", "add"), multivalued=True)
    gone = attribute("kept", amodt="delete")
    asked = "@title:old,@title,@mails:old,@mails,@kept:old,@kept,@objectClass:old,@none"
    held = ["old", "held", "a; b; c", "", "k", "", "top", ""]
    cases = (
        ("by the delta", pending("CN=a", "update", title, mails, gone, after=(before,)),
         ["old", "new", "a; b; c", "a; c; d", "k", "", "top", ""]),
        ("untouched attributes", pending("CN=a", "update", mails, after=(before,)),
         ["old", "old", "a; b; c", "a; c; d", "k", "k", "top", ""]),
        ("by the hologram", pending("CN=a", "update", title, mails, after=(before, after)), held),
        ("without holograms", pending("CN=a", "update", change("title", "x", "y"), mails),
         ["x", "y", "b", "d", "", "", "", ""]),
        ("a replace starts empty", pending("CN=a", "replace", title, after=(before,)),
         ["old", "new", "a; b; c", "", "k", "", "top", ""]),
        ("a delete leaves nothing", pending("CN=a", "delete", title, after=(before,)),
         ["old", "", "a; b; c", "", "k", "", "top", ""]))
    for name, xml, wanted in cases:
        header, rows = rows_of("--layout", "objects", "--columns", asked, input=document(xml))
        check("columns: @name and @name:old, " + name, same_rows(rows, [wanted]),
              expect("header", header, ["title old", "title", "mails old", "mails", "kept old",
                                        "kept", "objectClass old", "none"]))
    for section in ("escrowed-export", "unconfirmed-export", "pending-import"):
        xml = cs_object("CN=a", "<%s>%s</%s>" % (section, delta("update", mails), section), before,
                        hologram(section + "-hologram", attribute("title", value("held"))))
        _, rows = rows_of("--columns", asked, "-", section, input=document(xml))
        check("columns: @name after, %s" % section, same_rows(rows, [held]))


def notes():
    cases = (("a", "A", "case only"), ("a b", "ab", "space only"), ("a", "a\n", "space only"),
             ("a", " A", ""), ("a", "b", ""), ("a", "a", ""), (None, "a", ""), ("a", None, ""),
             ("\u00e9", "\u00c9", ""), ("", " ", "space only"))
    for old, new, wanted in cases:
        _, rows = rows_of("--columns", "Note",
                          input=document(pending("CN=a", "update", change("t", old, new))))
        check("note: %r to %r" % (old, new), same_rows(rows, [[wanted]]))


def errors():
    on_itself = ("<export-errordetail error-type='type' date-occurred='date'><export-status>"
                 "<error-code>0x1</error-code><error-literal>literal</error-literal>"
                 "<server-error-detail>a &lt; <![CDATA[b & c]]></server-error-detail>"
                 "</export-status></export-errordetail>")
    below = ("<import-errordetail><import-error error-type='' date-occurred='date'>"
             "<error-type>below</error-type><import-status><error-name>name</error-name>"
             "<extra-error-details/></import-status></import-error></import-errordetail>")
    data = document(cs_object("CN=export", on_itself), cs_object("CN=import", below),
                    cs_object("CN=both", on_itself, below), cs_object("CN=none"),
                    pending("CN=pending", "delete"))
    columns = "DN,OMODT,ErrorType,ErrorCode,ErrorDate,ErrorDetail"
    exported = ["type", "0x1", "date", "a < b & c"]
    imported = ["below", "", "date", ""]
    rest = [["CN=none", "None", "", "", "", ""]]
    wanted = [["CN=export", "None"] + exported, ["CN=import", "None"] + imported,
              ["CN=both", "None"] + exported] + rest
    for layout in LAYOUTS:
        _, rows = rows_of("--layout", layout, "--all-objects", "--columns", columns, input=data)
        check("errors: both shapes, %s" % layout,
              same_rows(rows, wanted + [["CN=pending", "Delete", "", "", "", ""]]))
    _, rows = rows_of("--all-objects", "--columns", columns, "-", "pending-import", input=data)
    wanted[2] = ["CN=both", "None"] + imported
    check("errors: of the import in its section",
          same_rows(rows, wanted + [["CN=pending", "None", "", "", "", ""]]))
    _, rows = rows_of("--all-objects", "--layout", "objects", "--columns",
                      "ErrorType,ErrorCode,ErrorDate", testdata("aad.xml"))
    check("errors: of aad.xml", expect("rows", [row for row in rows if any(row)], [
        ["AttributeValueMustBeUnique", "0x8023134a", "2016-09-02 11:12:13.987"],
        ["dn-attributes-failure", "", "2016-09-01 10:11:14.000"]]), expect("count", len(rows), 35))


# ---- 3. Choosing, sorting -------------------------------------------------------------------

def matches(pattern, text):
    expression = "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return re.fullmatch(expression, text, re.DOTALL | re.IGNORECASE | re.ASCII) is not None


def folded(words):
    return {word.lower() for word in words}


def chosen(row, types=(), omodts=(), attributes=(), excluded=(), dns=()):
    """The plain filter."""
    return ((not types or row["ObjectType"].lower() in folded(types))
            and (not omodts or row["OMODT"].lower() in
                 {word.replace("-", "").lower() for word in omodts})
            and (not attributes or row["Attribute"].lower() in folded(attributes))
            and (row["Attribute"] == "" or row["Attribute"].lower() not in folded(excluded))
            and (not dns or any(matches(pattern, row["DN"]) for pattern in dns)))


FILTERS = (
    (["--object-type", "USER"], {"types": ["user"]}),
    (["--object-type", "user,group", "--object-type", "device"],
     {"types": ["user", "group", "device"]}),
    (["--omodt", "delete,Delete-Add"], {"omodts": ["delete", "delete-add"]}),
    (["--omodt", "deleteADD", "--omodt", "obsolete"], {"omodts": ["deleteadd", "obsolete"]}),
    (["--attribute", "TITLE,dn", "--attribute", "member"],
     {"attributes": ["title", "dn", "member"]}),
    (["--exclude-attribute", "TITLE,dn", "--exclude-attribute", "member"],
     {"excluded": ["title", "dn", "member"]}),
    (["--dn", "cn={*}"], {"dns": ["cn={*}"]}),
    (["--dn", "CN=\u00fc?????,*dc=COM", "--dn", "=??"],
     {"dns": ["cn=\u00fc?????,*dc=com", "=??"]}),
    (["--object-type", "nobody"], {"types": ["nobody"]}),
    (["--object-type", "user,contact", "--omodt", "update,replace,add", "--attribute",
      "title,department,member,pager", "--exclude-attribute", "Department", "--dn", "CN=*",
      "--dn", "*contoso*"],
     {"types": ["user", "contact"], "omodts": ["update", "replace", "add"],
      "attributes": ["title", "department", "member", "pager"], "excluded": ["department"],
      "dns": ["CN=*", "*contoso*"]}))


def choosing(path, report):
    for arguments, filters in FILTERS:
        wanted = [row for row in report if chosen(row, **filters)]
        _, rows = rows_of("--columns", FULL, *arguments, path)
        check("choosing: %s" % " ".join(arguments),
              same_rows(rows, [list(row.values()) for row in wanted]))
        _, rows = rows_of("--layout", "objects", *arguments, path)
        check("choosing: %s, objects" % " ".join(arguments),
              same_rows(rows, list(objects_of(wanted))))
        _, rows = rows_of("--layout", "wide", *arguments, path)
        check("choosing: %s, wide" % " ".join(arguments), same_rows(rows, pivot(wanted)[1]))


def a_question_mark_is_a_character():
    data = document(*(pending("CN=" + name, "delete")
                      for name in ("\u00e9", "ab", "\u5c0f", "a")))
    for pattern, wanted in (("CN=?", ["CN=\u00e9", "CN=\u5c0f", "CN=a"]), ("CN=??", ["CN=ab"]),
                            ("*??b", ["CN=ab"]), ("CN=*?", ["CN=\u00e9", "CN=ab", "CN=\u5c0f",
                                                            "CN=a"])):
        _, rows = rows_of("--columns", "DN", "--dn", pattern, input=data)
        check("choosing: --dn %s" % pattern, same_rows(rows, [[dn] for dn in wanted]))


def all_objects(path):
    _, rows = rows_of("--all-objects", "--columns", "ID,OMODT", "--layout", "objects", path)
    _, none = rows_of("--all-objects", "--omodt", "none", "--columns", "ID,OMODT", path)
    with open(path, "rb") as file:
        count = file.read().count(b"<cs-object ")
    check("all objects: each has a row", expect("rows", len(rows), count),
          expect("in order", rows, sorted(rows)))
    check("all objects: those without a change alone",
          same_rows(none, [row for row in rows if row[1] == "None"]))


def sorting(path):
    for layout in LAYOUTS:
        header, rows = rows_of("--layout", layout, path)
        name = header.index("Attribute") if "Attribute" in header else None
        rows.sort(key=lambda row, name=name: (row[0].encode(),
                                              row[name].encode() if name else b""))
        sorted_header, found = rows_of("--layout", layout, "--sort", path)
        check("sort: %d rows of layout %s" % (len(rows), layout),
              expect("header", sorted_header, header), same_rows(found, rows))
    _, rows = rows_of("--columns", "NewValue,DN,Attribute", path)
    rows.sort(key=lambda row: (row[1].encode(), row[2].encode()))
    _, found = rows_of("--sort", "--columns", "NewValue", path)
    check("sort: by columns that are not shown", same_rows(found, [row[:1] for row in rows]))
    empty, _ = rows_of("--sort", input=document())
    check("sort: no rows", expect("header", empty, list(oracle.COLUMNS)))


# ---- 4. Decoding ----------------------------------------------------------------------------

DECODED = (
    ("objectSid", "binary", "AQUAAAAAAAUVAAAAqz3cO74MK0ZDF6wo9AEAAA==", "S-1-5-21-"),
    ("objectGUID", "binary", EXAMPLE[1], EXAMPLE[2]),
    ("accountExpires", "integer", "0x7fffffffffffffff", "never"),
    ("accountExpires", "integer", "0x0", "never"),
    ("pwdLastSet", "integer", "0x1d203e3c84b4000", "2016-09-01T00:00:00Z"),
    ("whenCreated", "string", "20160901000001.0Z", "2016-09-01T00:00:01Z"),
    ("userAccountControl", "integer", "0x202", "514 (ACCOUNTDISABLE, NORMAL_ACCOUNT)"),
    ("groupType", "integer", "0x80000002", "-2147483646 (GLOBAL, SECURITY)"),
    ("countryCode", "integer", "0x348", "840"),
    ("title", "string", "0x348", "0x348"))


def decoding():
    for name, kind, written, wanted in DECODED:
        data = document(pending("CN=a", "update", change(name, written, written, kind), after=(
            hologram("synchronized-hologram", attribute(name, value(written), kind=kind)),)))
        for arguments in (["--columns", "OldValue,NewValue"],
                          ["--layout", "values", "--columns", "Value"],
                          ["--columns", "@%s,@%s:old" % (name, name)],
                          ["--layout", "wide", "--columns", "@" + name]):
            _, rows = rows_of("--decode", *arguments, input=data)
            _, plain = rows_of(*arguments, input=data)
            cells = [cell for row in rows for cell in row]
            check("decode: %s %s, %s" % (name, written, " ".join(arguments)),
                  None if cells and all(cell.startswith(wanted) for cell in cells) else cells,
                  expect("undecoded", {cell for row in plain for cell in row}, {written}))


# ---- 5. Summary -----------------------------------------------------------------------------

ADDS, UPDATES = ("Add", "DeleteAdd"), ("Update", "Replace")
DELETES = ("Delete", "DeleteAdd", "Obsolete")


def operations(objects):
    """What the summary says of objects, each as the rows of the default report."""
    omodts = [rows[0]["OMODT"] for rows in objects]
    return {"adds": sum(omodt in ADDS for omodt in omodts),
            "updates": sum(omodt in UPDATES for omodt in omodts),
            "deletes": sum(omodt in DELETES for omodt in omodts),
            "renames": sum(any(row["Attribute"] == "dn" for row in rows) for rows in objects)}


def summary_of(report, seen):
    objects = list(by_object(report).values())
    types = {rows[0]["ObjectType"] for rows in objects}
    names = {row["Attribute"] for row in report} - {""}
    return {"objects": seen, "withChange": len(objects), "withoutChange": seen - len(objects),
            **operations(objects),
            "objectTypes": {kind: operations([rows for rows in objects
                                              if rows[0]["ObjectType"] == kind])
                            for kind in sorted(types)},
            "attributes": {name: len({row["ID"] for row in report if row["Attribute"] == name})
                           for name in sorted(names)}}


def summary_text(text):
    """What --summary says, as --summary=json says it."""
    lines = "".join(line for line in text.splitlines(True) if not line.startswith("csanalyzer: "))
    totals, types, attributes = (block.splitlines() for block in lines.rstrip("\n").split("\n\n"))
    keys = ("adds", "updates", "deletes", "renames")
    found = dict(zip(("objects", "withChange", "withoutChange"),
                     (int(line.split()[0]) for line in totals)))
    rows = [line.split(None, 4) for line in types[1:]]
    counted = {row[4]: dict(zip(keys, map(int, row[:4]))) for row in rows}
    found.update(counted.pop("in all"))
    found["objectTypes"] = {"" if kind == "(none)" else kind: counted[kind] for kind in counted}
    found["attributes"] = {line.split(None, 1)[1]: int(line.split()[0]) for line in attributes[1:]}
    return found


def summary(path, report):
    for name, full in ((testdata("aad.xml"), full_report(testdata("aad.xml"))), (path, report)):
        with open(name, "rb") as file:
            seen = len(oracle.objects(file.read()))
        wanted = summary_of(full, seen)
        for more in ([], ["--sort", "--layout", "wide"],
                     ["--object-type", "none", "--all-objects"]):
            run = Run("--summary=json", *more, name)
            check("summary: JSON of %s %s" % (os.path.basename(name), " ".join(more)),
                  expect("exit status", run.status, 0),
                  expect("totals", json.loads(run.out), {"undetermined": None, **wanted}))
            run = Run("--summary", "-q", *more, name)
            check("summary: text of %s %s" % (os.path.basename(name), " ".join(more)),
                  expect("exit status", run.status, 0),
                  expect("rows", run.out, Run(*more, name).out),
                  expect("totals", summary_text(run.err), wanted))


def summary_is_json():
    name = 'a"\\\u202e\u0085\t\x7f'
    data = document(pending("CN=a", "update", change(name, "x", "y"), object_type=name))
    run = Run("--summary=json", "--limit", "@%s=0" % name, input=data)
    found = json.loads(run.out)
    check("summary: any name is JSON", expect("type", list(found["objectTypes"]), [name]),
          expect("attribute", list(found["attributes"]), [name]),
          expect("limits", found["limits"], [{"limit": "@%s=0" % name, "figure": 1,
                                              "exceeded": True}]),
          None if run.out.isascii() else "not ASCII")
    run = Run("--summary=json", "--limit", b"@\xff=0", input=data)
    check("summary: JSON of a limit that is not UTF-8",
          expect("limit", json.loads(run.out)["limits"][0]["limit"], "@\ufffd=0"))


def summary_is_lost(path):
    for name, lost in (("a full disk", {"stderr": open("/dev/full", "wb")}),
                       ("no standard error", {"preexec_fn": lambda: os.close(2)})):
        for more, status in ((["--summary"], 2), (["--summary", "--limit", "add=0"], 2), ([], 0),
                             (["--limit", "add=0"], 3), (["--summary=json"], 0)):
            run = Run(*more, path, **lost)
            check("summary: %s, %s" % (name, " ".join(more)),
                  expect("exit status", run.status, status),
                  expect("standard output", run.out, Run(*more, path).out))


# ---- 6. Limits ------------------------------------------------------------------------------

def named(row):
    """An object in a message: its DN, and its name as far as there is room, on one line."""
    name = row["DisplayName"].replace("\n", "\\x0A")
    if len(name) > 99:
        name = name[:96] + "\u2026"
    return '"%s"%s' % (row["DN"], " (%s)" % name if name else "")


def counted_by(objects, what):
    """The objects that a limit on operations or an attribute counts, as a message names them."""
    if what.startswith("@"):
        return [named(rows[0]) for rows in objects
                if any(row["Attribute"].lower() == what[1:].lower() for row in rows)]
    word, _, kind = what.partition(":")
    return [named(rows[0]) for rows in objects
            if operations([rows])[word + "s"]
            and (not kind or rows[0]["ObjectType"].lower() == kind.lower())]


def exceeded(run, what, figure, first):
    """Problems where a run does not say that a limit is exceeded."""
    wanted = 'csanalyzer: limit %s is exceeded: %s; the first %s %s\n' % (
        what, figure, "are" if len(first) > 1 else "is", ", ".join(first))
    return [expect("exit status", run.status, 3),
            None if wanted in run.err else "%r is not in %r" % (wanted, run.err)]


# A limit on what the file does not hold may be misspelt.
UNHEARD_OF = {"delete:nobody": 'csanalyzer: --limit: no object has the type "nobody"\n',
              "@nothing": 'csanalyzer: --limit: no object has the attribute "nothing"\n'}


def limit_at(name, path, what, figure, text, first, complete):
    """A limit at N-1, N and N+1, where N is the figure."""
    for most in (figure - 1, figure, figure + 1):
        if most < 0:
            continue
        limit = "%s=%d" % (what, most)
        run = Run("--limit", limit, path)
        problems = [expect("the report", run.out, complete)]
        if most < figure:
            problems += exceeded(run, limit, text, first)
        else:
            problems += [expect("exit status", run.status, 0),
                         expect("message", run.err, UNHEARD_OF.get(what, ""))]
        check("limit: %s of %s" % (limit, name), *problems)


def limits_on_objects(path, report):
    complete = Run(path).out
    objects = list(by_object(report).values())
    for what in ("add", "update", "delete", "rename", "add:user", "update:GROUP", "delete:contact",
                 "rename:device", "delete:nobody", "@title", "@SOURCEANCHOR", "@dn",
                 "@objectClass", "@nothing"):
        dns = counted_by(objects, what)
        if not dns and "no" not in what:
            raise AssertionError("the file has nothing for " + what)
        limit_at("a mixed file", path, what, len(dns),
                 "%d object%s" % (len(dns), "" if len(dns) == 1 else "s"), dns[:5], complete)


def limits_on_values(directory):
    def group(dn, *removed, old=None):
        members = attribute("member", *(value(dn, "delete", "dn-value") for dn in removed),
                            value("new", "add", "dn-value"), amodt="update", multivalued=True,
                            element="dn-attr")
        return pending(dn, "update", members, change("title", old, "t"), object_type="group")

    path = write(directory, "groups.xml", document(
        group("CN=a", "1", "2", "3"), group("CN=b", "1", "2", "3", "4", old="o"),
        group("CN=c", "1", "2", "3", "4"), group("CN=d")))
    complete = Run(path).out
    limit_at("groups", path, "removed@member", 4,
             "4 values taken from one object, 2 objects over the limit",
             ['"CN=b"', '"CN=c"'], complete)
    limit_at("groups", path, "removed@TITLE", 1,
             "1 value taken from one object, 1 object over the limit", ['"CN=b"'], complete)
    unknown = attribute("member", value("x", "add", "dn-value"), amodt="replace", multivalued=True,
                        element="dn-attr")
    for name, after, figure, status in (
            ("an unknown number", (), None, 3),
            ("a known number", (hologram("synchronized-hologram", attribute(
                "member", *[value(str(i), None, "dn-value") for i in range(50)],
                multivalued=True, element="dn-attr")),), 50, 0)):
        run = Run("--summary=json", "--limit", "removed@member=50",
                  input=document(pending("CN=a", "update", unknown, after=after)))
        check("limit: %s of values taken" % name, expect("exit status", run.status, status),
              expect("figure", json.loads(run.out)["limits"][0]["figure"], figure),
              None if (status == 0) == ("unknown number" not in run.err) else run.err)
    twice = document(pending("CN=a", "update", change("title", "a", "b"),
                             change("Title", "c", "d")))
    run = Run("--limit", "@title=1", "--limit", "removed@title=1", input=twice)
    check("limit: an attribute twice is one object, and two values",
          *exceeded(run, "removed@title=1",
                    "2 values taken from one object, 1 object over the limit", ['"CN=a"']),
          expect("lines", run.err.count("exceeded"), 1))


def limits_in_percent(path, report):
    figure = len(counted_by(list(by_object(report).values()), "delete"))
    for percent, total, passes in (
            ("10%", 10 * figure, True), ("9.99%", 10 * figure, False),
            ("10%", 10 * figure - 1, False), ("10.000001%", 10 * figure, True),
            ("100%", figure, True), ("100%", figure - 1, False),
            ("0%", 10 ** 15, False), ("0.000001%", 10 ** 8 * figure, True),
            ("0.000001%", 10 ** 8 * figure - 1, False)):
        run = Run("--limit", "delete=" + percent, "--objects", str(total), path)
        check("limit: %d deletes at %s of %d" % (figure, percent, total),
              expect("exit status", run.status, 0 if passes else 3),
              expect("message", "%d objects of %d;" % (figure, total) in run.err, not passes))


def limits_see_everything(path):
    """Whatever rows are chosen, and however they are shown."""
    for more in (["--object-type", "nobody"], ["--omodt", "add"], ["--attribute", "title"],
                 ["--dn", "nobody"], ["--layout", "objects"], ["--layout", "wide", "--sort"],
                 ["--layout", "values"], ["--exclude-attribute", "member"], ["--decode"],
                 ["--all-objects"], ["--summary"], ["-q"]):
        run = Run("--limit", "delete=0", "--limit", "add=100000", "--limit", "@member=1",
                  "--limit", "removed@proxyAddresses=0", *more, path)
        check("limit: whatever is shown, %s" % " ".join(more),
              expect("exit status", run.status, 3), expect("exceeded", re.findall(
                  "limit (.*?) is exceeded", run.err),
                  ["delete=0", "@member=1", "removed@proxyAddresses=0"]),
              expect("the report", run.out, Run(*more, path).out))
    run = Run("--summary=json", "--limit", "delete=0", "--limit", "delete=99999999", path)
    found = json.loads(run.out)
    check("limit: in JSON too", expect("exit status", run.status, 3),
          expect("limits", found["limits"],
                 [{"limit": "delete=0", "figure": found["deletes"], "exceeded": True},
                  {"limit": "delete=99999999", "figure": found["deletes"], "exceeded": False}]))
    with temporary_directory() as directory:
        target = os.path.join(directory, "out.csv")
        run = Run("--limit", "delete=0", "-o", target, path)
        with open(target, "rb") as file:
            check("limit: the file is complete", expect("exit status", run.status, 3),
                  expect("report", file.read(), Run(path).out))
    run = Run("--limit", "add=0", "-o", "/dev/full", path)
    check("limit: trouble beats a limit", expect("exit status", run.status, 2))
    run = Run("--limit", "add=0", input=document(pending("CN=a", "add")) + b"<")
    check("limit: a malformed file beats a limit", expect("exit status", run.status, 2))


def operations_count():
    for operation, counted in (("add", ["add"]), ("update", ["update"]), ("replace", ["update"]),
                               ("delete", ["delete"]), ("delete-add", ["add", "delete"]),
                               ("obsolete", ["delete"]), ("none", [])):
        words = ["add", "update", "delete", "rename"]
        run = Run(*(f"--limit={word}=0" for word in words),
                  input=document(pending("CN=a", operation)))
        check("limit: what a %s counts as" % operation, expect(
            "limits", re.findall("limit (.*?)=0", run.err),
            [word for word in words if word in counted]))
    run = Run("--limit=rename=0", "--limit=update=0",
              input=document(pending("CN=a", "update", newdn="CN=b")))
    check("limit: a rename counts beside its operation", expect(
        "limits", re.findall("limit (.*?)=0", run.err), ["rename", "update"]))


# ---- All of them ----------------------------------------------------------------------------

EVERY_OPTION = (
    [], ["--layout", "values"], ["--layout", "objects"], ["--layout", "wide"], ["--sort"],
    ["--layout", "wide", "--sort"], ["--layout", "objects", "--sort"], ["--decode"],
    ["--columns", "SourceAnchor,ObjectGUID,@title,@member:old,Note,ErrorType,Connector,ID"],
    ["--all-objects", "--columns", "DN,Connector"], ["--dn", "cn={*"], ["--attribute", "title"],
    ["--exclude-attribute", "title"], ["--object-type", "user"], ["--omodt", "delete"],
    ["--summary"], ["--summary=json"], ["--excel", "--delimiter", ";"],
    ["--limit", "delete=1", "--limit", "removed@member=1", "--limit", "@title=1"])


def jobs_do_not_count(path):
    for arguments in EVERY_OPTION:
        one, four = Run("-j1", *arguments, path), Run("-j4", *arguments, path)
        check("jobs: %s" % " ".join(arguments), expect("exit status", four.status, one.status),
              expect("standard output", four.out, one.out),
              expect("standard error", four.err, one.err))


def encodings_do_not_count():
    """Nor does, with them, which of the parsers reads the file."""
    for name in ("aad.xml", "odd.xml", "drop.xml"):
        spelled = encodings(oracle.characters(read(name)))
        for arguments in EVERY_OPTION:
            wanted = Run(*arguments, testdata(name))
            runs = [(encoding, Run(*arguments, input=data)) for encoding, data in spelled]
            check("encodings: %s %s" % (" ".join(arguments), name),
                  *(expect("%s from %s" % (what, encoding), getattr(run, what),
                           getattr(wanted, what))
                    for encoding, run in runs for what in ("status", "out", "err")))


def a_closed_pipe():
    for arguments in EVERY_OPTION:
        reading, writing = os.pipe()
        os.close(reading)
        run = Run(*arguments, testdata("aad.xml"), stdout=writing)
        os.close(writing)
        check("closed pipe: " + " ".join(arguments), expect("exit status", run.status, 2),
              expect("message", run.err, ""))


def ways_to_write(path):
    for layout in LAYOUTS:
        arguments = ["--layout", layout, "--sort", path]
        raw = table(Run("--raw", *arguments).out)
        safe = [[oracle.guarded(cell) for cell in row] for row in raw]
        plain = Run(*arguments).out
        check("ways to write: guarded, " + layout, same_rows(table(plain), safe),
              None if safe != raw else "nothing to guard")
        for delimiter in (";", "\t", "tab", "|"):
            run = Run("--delimiter", delimiter, *arguments)
            check("ways to write: delimiter %r, %s" % (delimiter, layout), same_rows(
                table(run.out, "\t" if delimiter == "tab" else delimiter), safe))
        wanted = "\ufeff".encode() + b"".join(
            oracle.record(row, False, True, ",").encode() for row in raw)
        check("ways to write: excel, " + layout,
              expect("bytes", Run("--excel", *arguments).out, wanted))
        wanted = b"".join(oracle.record(row, True, False, ",").encode() for row in raw)
        check("ways to write: raw, " + layout,
              expect("bytes", Run("--raw", *arguments).out, wanted))


WRONG = (
    (["--layout", "tall"], "unknown layout"), (["--layout"], "layout"),
    (["--layout", "wide", "--layout", "wide"], "layout"),
    (["--columns", "Nothing"], 'unknown column "Nothing"'), (["--columns", ""], "unknown column"),
    (["--columns", "DN,"], "unknown column"), (["--columns", "@"], "name"),
    (["--columns", "@:old"], "name"), (["--columns", "DN", "--columns", "DN"], "columns"),
    (["--layout", "values", "--columns", "OldValue"], "OldValue"),
    (["--layout", "values", "--columns", "Note"], "Note"),
    (["--layout", "objects", "--columns", "Attribute"], "Attribute"),
    (["--layout", "wide", "--columns", "AttributeNames"], "AttributeNames"),
    (["--columns", "Value"], "Value"),
    (["--object-type", ""], "empty"), (["--object-type", "a,,b"], "empty"),
    (["--object-type", "a,"], "empty"), (["--attribute", ",a"], "empty"),
    (["--attribute", "a,"], "empty"), (["--exclude-attribute", ""], "empty"),
    (["--omodt", "modify"], "modify"), (["--omodt", ""], "operation"),
    (["--omodt", "add,"], "operation"), (["--dn"], "dn"),
    (["--summary=xml"], "xml"), (["--summary="], "summary"),
    (["--summary", "--summary"], "summary"),
    (["--sort=x"], "sort"), (["--decode=x"], "decode"), (["--all-objects=x"], "all-objects"),
    (["--limit", "delete"], "delete"), (["--limit", "delete="], "number"),
    (["--limit", "delete=x"], "number"), (["--limit", "delete=-1"], "number"),
    (["--limit", "delete=1.5"], "number"), (["--limit", "delete=1e3"], "number"),
    (["--limit", "delete= 1"], "number"), (["--limit", "delete=9999999999999999"], "number"),
    (["--limit", "delete:=1"], "TYPE"), (["--limit", "modify=1"], "modify"),
    (["--limit", "Delete=1"], "Delete"), (["--limit", "@=1"], "ATTRIBUTE"),
    (["--limit", "removed@=1"], "ATTRIBUTE"), (["--limit", "=1"], "limit"),
    (["--limit", "delete=5%"], "--objects"), (["--limit", "@title=0%"], "--objects"),
    (["--limit", "delete=5%", "--objects", "0"], "--objects"),
    (["--limit", "delete=101%", "--objects", "5"], "percentage"),
    (["--limit", "delete=.5%", "--objects", "5"], "percentage"),
    (["--limit", "delete=5.%", "--objects", "5"], "percentage"),
    (["--limit", "delete=1.2.3%", "--objects", "5"], "percentage"),
    (["--limit", "delete=0.0000001%", "--objects", "5"], "percentage"),
    (["--limit", "removed@member=101%"], "percentage"),
    (["--objects", "x"], "--objects"), (["--objects", "-5"], "--objects"),
    (["--objects", "5", "--objects", "5"], "--objects"), (["--delimiter", "ab"], "--delimiter"))


def wrong_usage():
    with temporary_directory() as directory:
        target = os.path.join(directory, "out.csv")
        for arguments, word in WRONG:
            run = Run(*arguments, "-o", target, testdata("aad.xml"))
            if arguments in (["--layout"], ["--dn"]):
                run = Run(testdata("aad.xml"), *arguments)
            check("wrong usage: %s" % " ".join(arguments), expect("exit status", run.status, 2),
                  expect("standard output", run.out, b""),
                  None if run.err.startswith("csanalyzer: ") and word in run.err else run.err,
                  expect("files", os.listdir(directory), []))


# ---- Memory ---------------------------------------------------------------------------------

# A process of its own starts the program, for the memory of the one that starts it counts too.
LAUNCHER = ("import os, sys\n"
            "pid = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)\n"
            "_, status, usage = os.wait4(pid, 0)\n"
            "os.write(int(sys.argv[1]), b'%d %d' % (os.waitstatus_to_exitcode(status),"
            " usage.ru_maxrss))\n")


def expect_memory(name, program, *arguments):
    """Checks that a run is done, and took little memory."""
    with tempfile.TemporaryFile() as report:
        subprocess.run([sys.executable, "-I", "-S", "-c", LAUNCHER, str(report.fileno()),
                        os.path.join(BIN, program), *arguments],
                       check=True, pass_fds=[report.fileno()], stderr=subprocess.DEVNULL, timeout=120)
        report.seek(0)
        status, used = map(int, report.read().split())
    check("memory: " + name, None if status in (0, 3) else "exit status %d" % status,
          "it took %d KiB" % used if used * 1024 > 64 * MIB and not sanitized() else None)


def stored(directory, large):
    """What is stored comes and goes an object at a time: 85 MB in all."""
    database = os.path.join(directory, "large.db")
    with open(large, "rb") as file:
        path = write(directory, "larger.xml", file.read().replace(
            b"</cs-object>", b"<new>" + b"z" * 5000 + b"</new></cs-object>"))
    expect_memory("csimport", "csimport", "-q", "-d", database, path)
    expect_memory("csexport", "csexport", "-q", "-d", database, "contoso.com - AAD", os.devnull)


def memory(directory):
    many = write(directory, "many.xml", document(pending("CN=a", "update", *(
        change("a", str(i), "x" * 20) for i in range(20000)))))
    large = write(directory, "large.xml", mixed(14000))
    for path, arguments in ([(large, arguments) for arguments in EVERY_OPTION]
                            + [(many, ["--layout", layout]) for layout in LAYOUTS]):
        expect_memory("%s on %s" % (" ".join(arguments), os.path.basename(path)), "csanalyzer",
                      *arguments, "-o", os.devnull, path)
    stored(directory, large)
    sorting(large)


# ---- Terminal -------------------------------------------------------------------------------

DANGEROUS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def on_terminal(*arguments):
    """Exit status, and what is shown, of a run with nothing but a terminal."""
    master, slave = pty.openpty()
    with subprocess.Popen([os.path.join(BIN, "csanalyzer"), *arguments], stdin=slave, stdout=slave,
                          stderr=slave) as process:
        os.close(slave)
        shown = b""
        try:
            while piece := os.read(master, 65536):
                shown += piece
        except OSError:
            pass
        os.close(master)
    return process.returncode, shown.decode().replace("\r\n", "\n")


def terminal(directory):
    evil = "\u009b2J\u202e\x7f\u2066\u0085\t"
    path = write(directory, "evil.xml", document(
        pending("CN=" + evil, "update", change(evil, evil, evil), object_type=evil, newdn=evil,
                after=(hologram("synchronized-hologram", attribute("displayName", value(evil))),))))
    for layout in LAYOUTS:
        for more in ([], ["--raw"], ["--sort"], ["--summary"], ["--decode"],
                     ["--columns", "DN,@" + evil], ["--limit", "@%s=0" % evil]):
            status, shown = on_terminal("--layout", layout, *more, path)
            found = DANGEROUS.search(shown)
            check("terminal: %s %s" % (layout, ascii(" ".join(more))),
                  expect("exit status", status, 3 if "--limit" in more else 0),
                  "%r in %r" % (found[0], shown) if found else None,
                  None if "2J" in shown else "nothing is shown")
    for arguments in (["--summary=json", "--limit", "update=0"], ["--columns", evil],
                      ["--layout", evil], ["--limit", evil], ["--attribute", evil + ","]):
        status, shown = on_terminal(*arguments, path)
        found = DANGEROUS.search(shown)
        check("terminal: %s" % ascii(" ".join(arguments)),
              expect("exit status", status, 3 if "update=0" in arguments else 2),
              "%r in %r" % (found[0], shown) if found else None)


def main():
    with temporary_directory() as directory:
        path = write(directory, "mixed.xml", mixed(2500))
        report = full_report(path)
        the_default_stays(path)
        layout_values(path)
        layout_objects(path, report)
        layout_wide(path, report)
        wide_has_a_bound()
        deletes_have_an_identity()
        columns_by_hand()
        columns_of_attributes()
        notes()
        errors()
        choosing(path, report)
        a_question_mark_is_a_character()
        all_objects(path)
        sorting(path)
        decoding()
        summary(path, report)
        summary_is_json()
        summary_is_lost(testdata("aad.xml"))
        limits_on_objects(path, report)
        limits_on_values(directory)
        limits_in_percent(path, report)
        limits_see_everything(path)
        operations_count()
        jobs_do_not_count(path)
        encodings_do_not_count()
        a_closed_pipe()
        ways_to_write(path)
        wrong_usage()
        memory(directory)
        terminal(directory)
    finish()


if __name__ == "__main__":
    main()
