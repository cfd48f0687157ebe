#!/usr/bin/env python3
"""csimport from LDIF, as it is run (doc/directory.md): what is staged, confirmed and refused."""
import base64
import csv
import io
import os
import sqlite3

from harness import Run, check, expect, finish, temporary_directory, write

PENDING = "/f:m"


def guid(number):
    return b"\0" * 15 + bytes([number])


def b64(data):
    return base64.b64encode(data).decode()


def entry(dn, number=None, **attributes):
    """An entry of LDIF; values are a text, bytes or a list of them."""
    lines = ["dn: " + dn]
    if "objectClass" not in attributes:
        attributes = {"objectClass": ["top", "person", "organizationalPerson", "user"],
                      **attributes}
    if number is not None:
        attributes["objectGUID"] = guid(number)
    for name, values in attributes.items():
        name = name.replace("__", ";").replace("_", "-")
        for value in values if isinstance(values, list) else [values]:
            lines.append(name + ":: " + b64(value) if isinstance(value, bytes)
                         else name + ": " + value)
    return "\n".join(lines) + "\n\n"


def ldif(*entries):
    return ("version: 1\n\n" + "".join(entries)).encode()


class Space:
    """A directory with a database, in which LDIF is imported into the connector "ad"."""

    def __enter__(self):
        self.directory = temporary_directory()
        self.path = self.directory.__enter__()
        return self

    def __exit__(self, *exception):
        return self.directory.__exit__(*exception)

    def load(self, data, *options):
        write(self.path, "in.ldif", data)
        return Run("-n", "ad", *options, "in.ldif", program="csimport", cwd=self.path)

    def xml(self, *options):
        return Run("ad", "-", "-q", *options, program="csexport", cwd=self.path).out

    def rows(self, section="pending-import"):
        """What is pending: DN, OMODT, attribute, AMODT, old value, new value of each row; added and
        removed values are counts."""
        out = Run("-", section, input=self.xml(), cwd=self.path).out.decode()
        rows = [list(row.values()) for row in csv.DictReader(io.StringIO(out))]
        return [[row[0]] + row[3:8] + [value for value in row[8:] if value] for row in rows]

    def database(self):
        return sqlite3.connect(os.path.join(self.path, "connectorspace.db"))

    def stage(self, dn, omodt, attribute=None, value=None, **more):
        """Stages a pending export."""
        columns = {"connector": "ad", "dn": dn, "omodt": omodt, "attribute": attribute,
                   "value": value, **more}
        db = self.database()
        db.execute("INSERT INTO pending_export (%s) VALUES (%s)" % (
            ", ".join(columns), ", ".join("?" * len(columns))), list(columns.values()))
        db.commit()
        db.close()


def said(run, line, status=0):
    return [expect("status", run.status, status), expect("stdout", run.out.decode(), line),
            expect("stderr", run.err, "")]


# ---- What is staged ----------------------------------------------------------------------------

def test_full_import():
    data = ldif(entry("CN=Ada,DC=contoso,DC=com", 1, title="Countess"),
                entry("CN=Bob,DC=contoso,DC=com", 2, manager="CN=Ada,DC=contoso,DC=com"))
    with Space() as space:
        check("before anything was synchronized all are adds",
              *said(space.load(data), "ad: 2 adds, 0 updates, 0 deletes pending, 0 unchanged\n"))
        check("csexport /f:m writes every object once",
              expect("objects", space.xml(PENDING).count(b"<cs-object "), 2))
        check("and the report shows them", expect("rows", space.rows(), [
            ["CN=Ada,DC=contoso,DC=com", "Add", "objectGUID", "Add", "", b64(guid(1))],
            ["CN=Ada,DC=contoso,DC=com", "Add", "title", "Add", "", "Countess"],
            ["CN=Bob,DC=contoso,DC=com", "Add", "manager", "Add", "", "CN=Ada,DC=contoso,DC=com"],
            ["CN=Bob,DC=contoso,DC=com", "Add", "objectGUID", "Add", "", b64(guid(2))]]))
        before = space.xml()
        check("imported again, the same is pending",
              *said(space.load(data), "ad: 2 adds, 0 updates, 0 deletes pending, 0 unchanged\n"),
              expect("the space", space.xml(), before))
        check("an add that is gone before it was synchronized goes", *said(
            space.load(ldif(entry("CN=Ada,DC=contoso,DC=com", 1, title="Countess"))),
            "ad: 1 add, 0 updates, 1 delete pending, 0 unchanged\n"),
              expect("objects", space.xml().count(b"<cs-object "), 1))


def test_synchronized():
    data = ldif(entry("CN=Ada,DC=contoso,DC=com", 1, title="Countess"),
                entry("CN=Bob,DC=contoso,DC=com", 2))
    with Space() as space:
        check("--synchronized", *said(space.load(data, "--synchronized"),
                                      "ad: 2 adds, 0 updates, 0 deletes synchronized, "
                                      "0 unchanged\n"))
        check("imported again: nothing pending",
              *said(space.load(data), "ad: 0 adds, 0 updates, 0 deletes pending, 2 unchanged\n"),
              expect("rows", space.rows(), []))
        check("--synchronized removes what is gone",
              *said(space.load(ldif(entry("CN=Ada,DC=contoso,DC=com", 1, title="Lady")),
                               "--synchronized"),
                    "ad: 0 adds, 1 update, 1 delete synchronized, 0 unchanged\n"),
              expect("objects", space.xml().count(b"<cs-object "), 1))


# Each: a name, attributes before and after, and the rows of what is pending.
CHANGES = [
    ("a value is changed", {"title": "A"}, {"title": "B"}, [["title", "Update", "A", "B"]]),
    ("a value changes its case", {"title": "a"}, {"title": "A"}, [["title", "Update", "a", "A"]]),
    ("an attribute comes", {}, {"title": "B"}, [["title", "Add", "", "B"]]),
    ("an attribute goes", {"title": "A"}, {}, [["title", "Delete", "A", ""]]),
    ("an empty value is one", {}, {"info": ""}, [["info", "Add", "", ""]]),
    ("values come and go", {"proxyAddresses": ["a", "b"]}, {"proxyAddresses": ["c", "b"]},
     [["proxyAddresses", "Update", "", "", "1", "1"]]),
    ("values change their order", {"proxyAddresses": ["a", "b"]}, {"proxyAddresses": ["b", "a"]},
     []),
    ("an unknown attribute gets a second value", {"x": "a"}, {"x": ["a", "b"]},
     [["x", "Update", "", "", "1", "0"]]),
    ("a binary value", {"thumbnailPhoto": b"\0\1"}, {"thumbnailPhoto": b"\0\2"},
     [["thumbnailPhoto", "Update", "AAE=", "AAI="]]),
    ("a value that is no text is binary", {}, {"x": b"\xff\0"}, [["x", "Add", "", "/wA="]]),
    ("letters beyond ASCII", {"cn": "Zoë"}, {"cn": "Жанна"}, [["cn", "Update", "Zoë", "Жанна"]]),
    ("an integer", {"userAccountControl": "512"}, {"userAccountControl": "514"},
     [["userAccountControl", "Update", "0x200", "0x202"]]),
    ("a negative integer of 32 bits", {}, {"groupType": "-2147483646"},
     [["groupType", "Add", "", "0x80000002"]]),
    ("a negative integer of 64 bits", {}, {"maxPwdAge": "-1"},
     [["maxPwdAge", "Add", "", "0xffffffffffffffff"]]),
    ("an integer that is none", {}, {"countryCode": "none"}, [["countryCode", "Add", "", "none"]]),
    ("a boolean", {}, {"isDeleted": "FALSE"}, [["isDeleted", "Add", "", "false"]]),
    ("a reference in another case", {"manager": "CN=A"}, {"manager": "cn=a"}, []),
    ("the target of a reference is renamed, its GUID is the same",
     {"manager": "<GUID=%s>;CN=A" % ("0a" * 16)}, {"manager": "<GUID=%s>;CN=B" % ("0a" * 16)}, []),
    (";binary is not part of the name", {}, {"userCertificate__binary": b"\1"},
     [["userCertificate", "Add", "", "", "1", "0"]]),
    ("another option is", {}, {"title__lang_de": "Gräfin"},
     [["title;lang-de", "Add", "", "Gräfin"]]),
    ("ranges of values are put together", {},
     {"member__range=0-1": ["CN=a", "CN=b"], "member__range=2-*": ["CN=c"]},
     [["member", "Add", "", "", "3", "0"]]),
    ("what is left out by itself", {}, {"memberOf": "CN=a", "uSNChanged": "1", "whenChanged": "x",
                                        "unicodePwd": b"\1", "pwdHistory": "x"}, []),
]


def test_changes():
    dn = "CN=Ada,DC=contoso,DC=com"
    for name, before, after, rows in CHANGES:
        with Space() as space:
            space.load(ldif(entry(dn, 1, **before)), "--synchronized")
            run = space.load(ldif(entry(dn, 1, **after)))
            check(name, *said(run, "ad: 0 adds, %d update%s, 0 deletes pending, %d unchanged\n" % (
                bool(rows), "" if rows else "s", not rows)),
                  expect("rows", space.rows(), [[dn, "Update"] + row for row in rows]))


def test_objects():
    ada, bob = entry("CN=Ada,OU=A,DC=x", 1), entry("CN=Bob,OU=A,DC=x", 2)
    with Space() as space:
        space.load(ldif(ada, bob), "--synchronized")
        check("a move is one change", *said(
            space.load(ldif(bob, entry("CN=Ada,OU=B,DC=x", 1))),
            "ad: 0 adds, 1 update, 0 deletes pending, 1 unchanged\n"),
              expect("rows", space.rows(), [
                  ["CN=Ada,OU=A,DC=x", "Update", "dn", "Update", "CN=Ada,OU=A,DC=x",
                   "CN=Ada,OU=B,DC=x"]]))
        check("moved back: nothing pending", *said(
            space.load(ldif(ada, bob)), "ad: 0 adds, 0 updates, 0 deletes pending, 2 unchanged\n"),
              expect("rows", space.rows(), []))
        check("what is gone is a pending delete", *said(
            space.load(ldif(ada)), "ad: 0 adds, 0 updates, 1 delete pending, 1 unchanged\n"),
              expect("rows", space.rows(), [["CN=Bob,OU=A,DC=x", "Delete", "", "", "", ""]]))
        check("and stays one", *said(
            space.load(ldif(ada)), "ad: 0 adds, 0 updates, 1 delete pending, 1 unchanged\n"))
        check("re-created under the same DN: a delete and an add", *said(
            space.load(ldif(ada, entry("CN=Bob,OU=A,DC=x", 3))),
            "ad: 1 add, 0 updates, 1 delete pending, 1 unchanged\n"),
              expect("objects", [row[1] for row in space.rows()], ["Delete", "Add"]))


def test_types():
    for name, attributes, wanted in (
            ("the last class", {}, "user"),
            ("classes in the other order",
             {"objectClass": ["inetOrgPerson", "organizationalPerson", "person", "top"]},
             "inetOrgPerson"),
            ("structuralObjectClass", {"structuralObjectClass": "account"}, "account"),
            ("with its superclasses", {"structuralObjectClass": ["top", "group"]}, "group")):
        with Space() as space:
            space.load(ldif(entry("CN=a", 1, **attributes)))
            check("object type: " + name, None if b'object-type="%s"' % wanted.encode()
                  in space.xml() else space.xml().decode())


def test_anchors():
    uuid = entry("uid=ada,dc=x", entryUUID="0b0a0908-0706-0504-0302-010000000001", uid="ada")
    with Space() as space:
        space.load(ldif(uuid), "--synchronized")
        moved = uuid.replace("uid=ada,dc=x", "uid=ada,ou=b,dc=x")
        check("entryUUID is the anchor", *said(
            space.load(ldif(moved)), "ad: 0 adds, 1 update, 0 deletes pending, 0 unchanged\n"),
              expect("rows", [row[2] for row in space.rows()], ["dn"]))
    with Space() as space:
        space.load(ldif(entry("uid=ada,dc=x", uid="ada")), "--synchronized")
        check("without either it is the DN, in any case", *said(
            space.load(ldif(entry("UID=Ada,DC=X", uid="ada"))),
            "ad: 0 adds, 1 update, 0 deletes pending, 0 unchanged\n"))
    for name, attributes in (("too short", {"objectGUID": b"\1"}),
                             ("no UUID", {"entryUUID": "x"}),
                             ("two", {"objectGUID": [guid(1), guid(2)]})):
        with Space() as space:
            run = space.load(ldif(entry("CN=a", **attributes)))
            check("an anchor that is none: " + name, expect("status", run.status, 2), expect(
                "stderr", run.err,
                "csimport: the entry's %s is not one of 16 bytes (in.ldif, byte offset 12, object "
                '1, DN "CN=a")\n' % next(iter(attributes))))


def engine_object(number, dn, anchor, inside):
    return ('<cs-object cs-dn="%s" id="{00000000-0000-0000-0000-%012d}" object-type="user" x="1">'
            "<synchronized-hologram><entry dn=\"%s\"><anchor encoding=\"base64\">%s</anchor>"
            "<novel/>%s</entry></synchronized-hologram><connector>1</connector><new>y</new>"
            "<ma-name>ad</ma-name></cs-object>" % (dn, number, dn, anchor, inside))


def test_objects_of_a_file():
    """Objects that an engine's own file brought are met again by anchor, then by DN."""
    title = '<attr name="title" type="string" multivalued="false"><value>A</value></attr>'
    xml = "<cs-objects>%s%s</cs-objects>" % (
        engine_object(1, "CN=Ada", b64(guid(1)), title),
        engine_object(2, "CN=Bob", "VQBz", title))
    with Space() as space:
        write(space.path, "in.xml", xml.encode())
        Run("in.xml", program="csimport", cwd=space.path)
        before = space.xml()
        wanted = ("--attributes", "title,objectClass")
        bare = {"objectClass": []}
        run = space.load(ldif(entry("CN=Ada L", 1, title="A", **bare),
                              entry("cn=bob", 2, title="B", **bare)), *wanted)
        check("objects of a file are met by anchor, then by DN",
              *said(run, "ad: 0 adds, 2 updates, 0 deletes pending, 0 unchanged\n"),
              expect("ids", [piece[:38] for piece in space.xml().split(b'id="')[1:]],
                     [piece[:38] for piece in before.split(b'id="')[1:]]),
              expect("what the file had beyond", [space.xml().count(word) for word in (
                  b"<novel>", b"<new>y</new>", b'x="1"')], [2, 2, 2]))
        space.load(ldif(entry("CN=Ada", 1, title="A", **bare),
                        entry("CN=Bob", 2, title="A", **bare)), *wanted)
        check("and are as they were once nothing is pending",
              expect("the space", space.xml().replace(
                  b"<import-delta-operation>none</import-delta-operation>", b""), before))


# ---- Exports -----------------------------------------------------------------------------------

def test_confirmed():
    dn = "CN=Ada,DC=x"
    with Space() as space:
        space.load(ldif(entry(dn, 1, title="A", proxyAddresses=["a", "b"])), "--synchronized")
        space.stage(dn, "update", "title", "A", amodt="update", vmodt="delete")
        space.stage(dn, "update", "title", "B", amodt="update", vmodt="add")
        space.stage(dn, "update", "proxyAddresses", "c", amodt="update", vmodt="add",
                    multivalued=1)
        check("an export that has arrived in part", *said(
            space.load(ldif(entry(dn, 1, title="B", proxyAddresses=["a", "b"]))),
            "ad: 0 adds, 0 updates, 0 deletes pending, 1 unchanged, exports of 1 object "
            "confirmed\n"),
              expect("what is still to be exported", space.rows("unapplied-export"),
                     [[dn, "Update", "proxyAddresses", "Update", "", "", "1", "0"]]),
              expect("pending imports", space.rows(), []))
        check("the rest arrives", *said(
            space.load(ldif(entry(dn, 1, title="B", proxyAddresses=["c", "a", "b"]))),
            "ad: 0 adds, 0 updates, 0 deletes pending, 1 unchanged, exports of 1 object "
            "confirmed\n"),
              expect("exports", space.rows("unapplied-export"), []),
              None if b"<export-delta-operation>none</export-delta-operation>" in space.xml()
              else space.xml().decode())
        space.stage(dn, "delete")
        check("a delete has not arrived while the object is there", *said(
            space.load(ldif(entry(dn, 1, title="B", proxyAddresses=["c", "a", "b"]))),
            "ad: 0 adds, 0 updates, 0 deletes pending, 1 unchanged\n"))
        check("a delete that has arrived takes the object along", *said(
            space.load(ldif()), "ad: 0 adds, 0 updates, 0 deletes pending, 0 unchanged, exports "
            "of 1 object confirmed\n"), expect("objects", space.xml().count(b"<cs-object "), 0))


def test_confirmed_add():
    with Space() as space:
        space.load(ldif(entry("CN=Bob,DC=x", 1)), "--synchronized")
        space.stage("CN=Ada,DC=x", "add", "title", "A", object_type="user")
        space.stage("CN=Bob,DC=x", "update", newdn="CN=Robert,DC=x")
        check("an add that has not arrived stays", *said(
            space.load(ldif(entry("CN=Bob,DC=x", 1))),
            "ad: 0 adds, 0 updates, 0 deletes pending, 1 unchanged\n"),
              expect("exports", [row[:2] for row in space.rows("unapplied-export")],
                     [["CN=Bob,DC=x", "Update"], ["CN=Ada,DC=x", "Add"]]))
        bare = {"objectClass": []}
        check("an add and a rename that have arrived", *said(
            space.load(ldif(entry("CN=Robert,DC=x", 1),
                            entry("CN=Ada,DC=x", 2, title="A", info="i", **bare))),
            "ad: 0 adds, 1 update, 0 deletes pending, 1 unchanged, exports of 2 objects "
            "confirmed\n"),
              expect("exports", space.rows("unapplied-export"), []),
              expect("what the directory added itself", [row[2] for row in space.rows()],
                     ["info", "objectGUID"]))


# ---- Limits ------------------------------------------------------------------------------------

def test_limit():
    all_three = ldif(*[entry("CN=%d" % i, i) for i in range(3)])
    for limit, passes in (("delete=1", False), ("delete=2", True), ("delete=60%", False),
                          ("delete=67%", True), ("delete:user=0", False),
                          ("delete:group=0", True)):
        with Space() as space:
            space.load(all_three, "--synchronized")
            before = space.xml()
            run = space.load(ldif(entry("CN=0", 0)), "--limit", limit)
            check("--limit %s" % limit, expect("status", run.status, 0 if passes else 3),
                  None if passes else expect("the space", space.xml(), before),
                  None if passes or "nothing has been changed" in run.err else run.err)


# ---- What is refused changes nothing -----------------------------------------------------------

def test_refused():
    good = entry("CN=b", 2)
    for name, data, what in (
            ("the same entry twice", ldif(good, good), "the entry occurs twice"),
            ("a range without its end", ldif(good, entry("CN=a", 1, **{
                "member__range=0-1": ["CN=a", "CN=b"]})), "the entry is incomplete"),
            ("a range with a hole", ldif(good, entry("CN=a", 1, **{
                "member__range=2-*": ["CN=a"]})), 'from 0 on are missing'),
            ("a search that failed", ldif(good) + b"search: 2\nresult: 4 Size limit exceeded\n",
             "the file is incomplete"),
            ("a cut file", ldif(good, entry("CN=a", 1))[:-4], "ends inside a line"),
            ("a change record", ldif(good) + b"dn: CN=c\nchangetype: delete\n", "a change record"),
            ("a URL", ldif(good) + b"dn: CN=c\njpegPhoto:< file:///etc/passwd\n", "is a URL"),
            ("bytes that are not UTF-8", ldif(good) + b"dn: CN=\xff\ncn: a\n", "not valid UTF-8")):
        for prefilled in (False, True):
            with Space() as space:
                if prefilled:
                    space.load(ldif(good, entry("CN=old", 9)), "--synchronized")
                before = space.xml() if prefilled else None
                run = space.load(data)
                check("refused%s: %s" % (", into a filled database" if prefilled else "", name),
                      expect("status", run.status, 2), None if what in run.err else run.err,
                      expect("the space", space.xml() if prefilled else None, before),
                      expect("files", os.path.exists(os.path.join(
                          space.path, "connectorspace.db")), prefilled))


def test_usage():
    data = ldif(entry("CN=a", 1))
    for name, arguments, what in (
            ("no connector", ["in.ldif"], "LDIF does not say which connector it is of"),
            ("--merge", ["-n", "a", "--merge", "in.ldif"], "\"--merge\" is for csexport files"),
            ("an unknown format", ["--from", "csv", "in.ldif"], "takes xml or ldif"),
            ("another limit", ["-n", "a", "--limit", "add=1", "in.ldif"],
             "takes delete=N or delete:TYPE=N"),
            ("no attribute", ["-n", "a", "--attributes", ",", "in.ldif"], "names no attribute"),
            ("--synchronized with XML", ["--synchronized", "in.xml"], "\"--synchronized\" is for LDIF"),
            ("--limit with XML", ["--limit", "delete=1", "in.xml"], "\"--limit\" is for LDIF"),
            ("--attributes with XML", ["--attributes", "cn", "in.xml"],
             "\"--attributes\" is for LDIF")):
        with temporary_directory() as here:
            write(here, "in.ldif", data)
            write(here, "in.xml", b"<cs-objects/>")
            run = Run(*arguments, program="csimport", cwd=here)
            check("wrong usage: " + name, expect("status", run.status, 2),
                  None if what in run.err and "--help" in run.err else run.err)


# ---- How it is read ----------------------------------------------------------------------------

def test_forms():
    data = ldif(entry("CN=Zoë", 1))
    line = "ad: 1 add, 0 updates, 0 deletes pending, 0 unchanged\n"
    for name, form in (("UTF-16, as ldifde -u writes it", data.decode().encode("utf-16")),
                       ("CRLF", data.replace(b"\n", b"\r\n")),
                       ("a comment first", b"# extended LDIF\n#\n" + data)):
        with Space() as space:
            check("LDIF is recognized: " + name, *said(space.load(form), line))
    with Space() as space:
        check("--from ldif", *said(space.load(b"\n" + data, "--from", "ldif"), line))
        run = space.load(data, "--from", "xml")
        check("--from xml", expect("status", run.status, 2))
        run = Run("-n", "ad", "-", program="csimport", cwd=space.path, input=data)
        check("standard input", *said(run, line))
        run = space.load(data + b"# search reference\nref: ldap://other/\n\n")
        check("references are counted", expect("stdout", run.out.decode(), line), expect(
            "stderr", run.err, "csimport: 1 reference to other servers passed over\n"))


def test_attributes():
    data = ldif(entry("CN=a", 1, title="t", mail="m", memberOf="CN=b"))
    with Space() as space:
        write(space.path, "list.txt", b"# what we need\nTITLE\n\nmemberOf\n")
        for name, value, wanted in (("a list", "mail, Title", ["mail", "title"]),
                                    ("a file", "./list.txt", ["memberOf", "title"])):
            space.load(data, "--attributes", value)
            check("--attributes: " + name,
                  expect("attributes", sorted(row[2] for row in space.rows()), wanted))


def main():
    test_full_import()
    test_synchronized()
    test_changes()
    test_objects()
    test_types()
    test_anchors()
    test_objects_of_a_file()
    test_confirmed()
    test_confirmed_add()
    test_limit()
    test_refused()
    test_usage()
    test_forms()
    test_attributes()
    finish()


main()
