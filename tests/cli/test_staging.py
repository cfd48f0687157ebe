#!/usr/bin/env python3
"""Staging pending exports with plain SQL: the view pending_export, as a sync engine uses it."""
import functools
import os
import sqlite3
import time

from harness import ROOT, Run, check, expect, finish, temporary_directory, write

SCHEMA = os.path.join(ROOT, "common", "store", "schema.sql")
COLUMNS = ("connector", "guid", "dn", "object_type", "omodt", "newdn", "attribute", "type",
           "multivalued", "amodt", "vmodt", "value")
GUID_A = "{00000000-0000-4000-8000-00000000000A}"
GUID_B = "{00000000-0000-4000-8000-00000000000B}"
ADA = "uid=ada,ou=people,dc=contoso,dc=com"


class Database:
    """A database as `sqlite3 connectorspace.db < schema.sql` makes it, foreign keys off."""

    def __init__(self, path=":memory:"):
        with open(SCHEMA, encoding="utf-8") as file:
            script = file.read()
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript(script)
        # As the programs open it: functions that a schema must not call are refused.
        self.db.execute("PRAGMA trusted_schema = OFF")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.db.close()

    def run(self, sql, *parameters):
        return self.db.execute(sql, parameters).fetchall()

    def stage(self, verb="INSERT", **row):
        row = {"connector": "hr", "dn": ADA, "omodt": "update", **row}
        self.run("%s INTO pending_export (%s) VALUES (%s)" % (
            verb, ", ".join(row), ", ".join("?" * len(row))), *row.values())

    def view(self, *columns):
        return self.run("SELECT %s FROM pending_export" % ", ".join(columns))

    def dump(self):
        """Everything that is stored."""
        return [self.run("SELECT * FROM %s" % table) for table in
                ("connector", "object", "attribute", "image", "value")]


def title(**row):
    """A change of the title."""
    return {"attribute": "title", "amodt": "update", "value": "Countess", **row}


# ---- What a row becomes --------------------------------------------------------------------------

def test_columns():
    with Database() as d:
        check("the view's columns", expect("columns", tuple(
            row[1] for row in d.run("PRAGMA table_info(pending_export)")), COLUMNS))
        d.run("INSERT INTO pending_export (connector, dn, object_type, omodt, attribute, amodt, "
              "value) VALUES ('hr', 'uid=ada,ou=people,dc=contoso,dc=com', 'person', 'update', "
              "'title', 'update', 'Countess')")
        [row] = d.view(*COLUMNS)
        check("the documented example", expect("row", row[:1] + row[2:], (
            "hr", ADA, "person", "update", None, "title", "string", 0, "update", None,
            "Countess")))
        [made_up] = d.run("SELECT guid GLOB '{????????-????-4???-[89AB]???-????????????}' "
                          "AND guid NOT GLOB '*[^-{}0-9A-F]*' FROM pending_export")
        check("a guid is made up", expect("is one", made_up, (1,)))
        check("the delta has the object's dn",
              expect("dn", d.run("SELECT part, operation, dn, newdn FROM image"),
                     [(1, "update", ADA, None)]))


def test_finding():
    with Database() as d:
        d.stage(guid=GUID_A.lower(), **title())
        d.stage(guid=GUID_A, dn=None, attribute="mail", value="ada@contoso.com")
        d.stage(dn=ADA.upper(), attribute="department", value="Sales")
        check("by guid in any case, by dn in any case", expect(
            "objects", d.run("SELECT guid, dn, (SELECT count(*) FROM value) FROM object"),
            [(GUID_A, ADA, 3)]))
        d.run("INSERT INTO object (connector_id, guid, dn) VALUES (1, ?, ?)", GUID_B, ADA)
        d.stage(guid=GUID_B, **title())
        check("by guid among objects of one dn", expect(
            "rows", d.run("SELECT guid, count(*) FROM pending_export GROUP BY guid"),
            [(GUID_A, 3), (GUID_B, 1)]))
        d.stage(connector="it", guid=GUID_A, **title())
        check("another connector has objects of its own",
              expect("objects", d.run("SELECT count(*) FROM object"), [(3,)]))


def test_types():
    cases = (
        ("nothing said", {}, ("attr", "string", 0), ("string", 0)),
        ("several values", {"multivalued": 1}, ("attr", "string", 1), ("string", 1)),
        ("several values as text", {"multivalued": "1"}, ("attr", "string", 1), ("string", 1)),
        ("a binary value", {"type": "binary"}, ("attr", "binary", 0), ("binary", 0)),
        ("a reference", {"type": "reference", "multivalued": 1}, ("dn-attr", None, 1),
         ("reference", 1)),
        ("the object class", {"attribute": "objectClass"}, ("objectclass", None, 1),
         ("string", 1)),
    )
    for name, row, stored, shown in cases:
        with Database() as d:
            d.stage(**title(**row))
            check("type: " + name,
                  expect("stored", d.run("SELECT element, type, multivalued FROM attribute"),
                         [stored]),
                  expect("shown", d.view("type", "multivalued"), [shown]))


def test_known_attributes():
    """What the connector's schema says is the default, and is used again."""
    schema = (("proxyAddresses", "attr", "string", 1, None), ("manager", "dn-attr", None, 0, None),
              ("odd", "attr", "string", 1, 'x="1"'), ("age", "attr", "years", 0, None),
              ("two", "attr", "binary", 0, None), ("two", "attr", "string", 1, None))
    cases = (
        ("multivalued", {"attribute": "proxyAddresses"}, "attr", "string", 1, 6),
        ("a reference", {"attribute": "manager"}, "dn-attr", None, 0, 6),
        ("its type said", {"attribute": "manager", "type": "reference"}, "dn-attr", None, 0, 6),
        ("a type of its own", {"attribute": "age", "type": "years"}, "attr", "years", 0, 6),
        ("the first of two", {"attribute": "two"}, "attr", "binary", 0, 6),
        ("the other of two", {"attribute": "two", "type": "string"}, "attr", "string", 1, 6),
        ("neither of two", {"attribute": "two", "type": "binary", "multivalued": 1}, "attr",
         "binary", 1, 7),
        ("another spelling is not copied", {"attribute": "odd"}, "attr", "string", 1, 7),
        ("another multivalued", {"attribute": "manager", "multivalued": 1}, "dn-attr", None, 1, 7),
        ("another type", {"attribute": "proxyAddresses", "type": "binary"}, "attr", "binary", 1,
         7),
    )
    for name, row, *wanted in cases:
        with Database() as d:
            d.run("INSERT INTO connector (name) VALUES ('hr')")
            d.db.executemany("INSERT INTO attribute (connector_id, name, element, type, "
                             "multivalued, spelling) VALUES (1, ?, ?, ?, ?, ?)", schema)
            d.stage(**title(**row))
            [found] = d.run("SELECT element, type, multivalued, (SELECT count(*) FROM attribute), "
                            "spelling FROM value JOIN attribute USING (attribute_id)")
            check("known attribute: " + name, expect("used", found, (*wanted, None)))


def test_values():
    with Database() as d:
        for value in ("a", "b", ""):
            d.stage(attribute="mail", multivalued=1, amodt="update", vmodt="add", value=value)
        d.stage(attribute="mail", vmodt="delete", value="a")
        d.stage(attribute="title", amodt="update", vmodt="delete", value="Miss")
        d.stage(attribute="title", vmodt="add", value="Countess")
        d.stage(attribute="fax", amodt="delete")
        d.stage(attribute="fax", amodt="delete")
        d.stage(attribute="room", amodt="delete", value="1")
        check("values in their order", expect(
            "rows", d.view("attribute", "multivalued", "amodt", "vmodt", "value"),
            [("mail", 1, "update", "add", "a"), ("mail", 1, "update", "add", "b"),
             ("mail", 1, "update", "add", ""), ("mail", 1, "update", "delete", "a"),
             ("title", 0, "update", "delete", "Miss"), ("title", 0, "update", "add", "Countess"),
             ("fax", 0, "delete", None, None), ("room", 0, "delete", None, "1")]))
        check("stored in their order", expect(
            "rows", d.run("SELECT attr, position FROM value"),
            [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (2, 0), (3, 0)]))


def test_object_changes():
    with Database() as d:
        d.stage(dn="a", omodt="delete")
        d.stage(dn="a", omodt="delete")
        d.stage(dn="b", omodt="update", newdn="c")
        d.stage(dn="b", omodt="update", newdn="c", attribute="title", value="x")
        d.stage(dn="d", omodt="add", object_type="person")
        d.stage(dn="d", omodt="add", attribute="title", value="y", newdn="e")
        d.stage(dn="f", omodt="delete-add")
        d.stage(dn="f", omodt="delete-add", object_type="person")
        check("changes of the object alone", expect(
            "rows", d.view("dn", "object_type", "omodt", "newdn", "attribute", "value"),
            [("a", None, "delete", None, None, None), ("b", None, "update", "c", "title", "x"),
             ("d", "person", "add", "e", "title", "y"),
             ("f", "person", "delete-add", None, None, None)]))


def test_none():
    """A delta that is none is no pending export, and gives way to one."""
    with Database() as d:
        d.stage(guid=GUID_A, **title(newdn="b"))
        d.run("UPDATE image SET operation = 'none', anchor = 'QQ=='")
        check("none is not shown", expect("rows", d.view("*"), []))
        d.stage(omodt="add", attribute="mail", value="ada@contoso.com")
        check("none gives way", expect(
            "rows", d.view("omodt", "newdn", "attribute", "value"),
            [("add", None, "mail", "ada@contoso.com")]),
              expect("anchor", d.run("SELECT anchor, operation FROM image"), [("QQ==", "add")]))


# ---- What is refused ---------------------------------------------------------------------------

STAGED = (
    dict(guid=GUID_A, dn="a", object_type="person", omodt="update", newdn="z",
         **{"attribute": "title", "amodt": "update", "vmodt": "add", "value": "x"}),
    dict(guid=GUID_A, attribute="mail", multivalued=1, amodt="add", value="x", dn="a"),
    dict(guid=GUID_A, attribute="fax", amodt="delete", dn="a"),
    dict(guid=GUID_A, attribute="room", amodt="delete", value="1", dn="a"),
    dict(guid=GUID_A, attribute="plain", value="1", dn="a"),
    dict(dn="d", omodt="delete"),
)

REFUSED = (
    ("a pending export needs the name of its connector",
     dict(connector=None), dict(connector=""), dict(connector=1), dict(connector=b"hr")),
    ("a value is text: put a number in quotes, give a binary value as base64",
     title(value=1), title(value=1.5), title(value=b"\x00")),
    ("guid, dn, object_type, newdn and attribute are text",
     dict(dn=1), dict(dn=b"a"), dict(guid=2.5), dict(object_type=1), dict(newdn=b"z"),
     dict(attribute=1, value="x")),
    ("a pending export needs a dn or a guid", dict(dn=None)),
    ("guid, dn, newdn and attribute are not empty: what there is not is NULL",
     dict(dn=""), dict(guid=""), dict(newdn=""), title(attribute="")),
    ("omodt is add, replace, update, delete, delete-add or obsolete",
     dict(omodt=None), dict(omodt="none"), dict(omodt="Add"), dict(omodt="modify"),
     dict(omodt=""), dict(omodt=1), dict(omodt=b"add")),
    ("amodt is add, replace, update, delete or NULL",
     title(amodt="Update"), title(amodt=""), title(amodt=1), title(amodt=b"add")),
    ("vmodt is add, delete or NULL", title(vmodt="replace"), title(vmodt=""), title(vmodt=0)),
    ("multivalued is 0, 1 or NULL",
     title(multivalued=2), title(multivalued="true"), title(multivalued=0.5),
     title(multivalued=b"1")),
    ("type, multivalued, amodt and value need an attribute",
     dict(type="string"), dict(multivalued=0), dict(amodt="add"), dict(value="x"),
     dict(value="x", vmodt="add")),
    ("a vmodt needs a value", title(vmodt="add", value=None), dict(vmodt="add")),
    ("a delete is of the whole object: it takes no attribute",
     title(omodt="delete"), title(dn="d", omodt="delete")),
    ("an object that goes takes no newdn",
     dict(omodt="delete", newdn="b"), dict(omodt="obsolete", newdn="b")),
    ("not UTF-8, or a character that XML lacks: give a binary value as base64",
     title(value="\ufffe"), title(value="a\uffffb"), dict(dn="a\ufffe"),
     title(value="a\0b"), title(value="\x01"), title(value="\x08"), title(value="\x0b"),
     title(value="\x0c"), title(value="\x0e"), title(value="\x1f"), title(dn="a\x1b"),
     title(newdn="a\0"), title(attribute="a\x02"), dict(object_type="\x03"),
     dict(connector="h\x7f\x04r")),
    ("several objects have this dn: give the guid of the one that is meant",
     title(dn="twice"), title(dn="TWICE")),
    ("the object of this dn has another guid", title(dn="a", guid=GUID_B)),
    ("there is no object of this guid: a new one needs a dn too", title(guid=GUID_B, dn=None)),
    ("a guid is written {XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}",
     title(guid="ada"), title(guid=GUID_B[1:-1]), title(guid=GUID_B.replace("0", "G"))),
    ("the object of this guid has another dn", title(guid=GUID_A, dn="b")),
    ("the object has another object_type", title(dn="a", object_type="group")),
    ("another omodt is staged for the object: delete its pending export first",
     title(dn="a", omodt="add"), dict(dn="a", omodt="delete"), title(dn="d", omodt="update"),
     dict(dn="d", omodt="obsolete")),
    ("another newdn is staged for the object: delete its pending export first",
     title(dn="a", newdn="y")),
    ("the attribute is staged with another type or multivalued",
     title(dn="a", type="binary", vmodt="delete"), title(dn="a", multivalued=1, vmodt="delete"),
     dict(dn="a", attribute="mail", multivalued=0, value="y"),
     title(dn="a", type="odd", vmodt="delete")),
    ("another amodt is staged for the attribute: delete its rows first",
     title(dn="a", amodt="replace"), title(dn="a", amodt="delete", value=None),
     dict(dn="a", attribute="mail", amodt="update", value="y"),
     dict(dn="a", attribute="plain", amodt="add", value="y")),
    ("an attribute whose amodt is delete takes no value that is added",
     title(amodt="delete", vmodt="add"), dict(dn="a", attribute="room", vmodt="add", value="2")),
    ("the attribute is staged with values: delete its rows first",
     title(dn="a", value=None), dict(dn="a", attribute="room", amodt="delete")),
    ("the attribute is staged without a value: delete its row first",
     dict(dn="a", attribute="fax", amodt="delete", value="1")),
    ("a single-valued attribute takes one value of each vmodt",
     title(dn="a", value="y"), title(dn="a", vmodt="add"),
     dict(dn="a", attribute="room", amodt="delete", value="2"),
     dict(dn="a", attribute="room", value="1", vmodt="delete"),
     dict(dn="a", attribute="plain", amodt="update", vmodt="add", value="2")),
    ("type is string, binary, integer, boolean, reference or NULL",
     title(type="String"), title(type=""), title(type=1), title(type="years")),
)


def staged_database():
    d = Database()
    for row in STAGED:
        d.stage(**row)
    for guid in (1, 2):
        d.run("INSERT INTO object (connector_id, guid, dn) VALUES (1, ?, 'twice')", str(guid))
    return d


def refusal(d, verb, row):
    """What staging the row is refused with; None where it is not."""
    try:
        d.stage(verb, **row)
    except sqlite3.IntegrityError as error:
        return str(error)
    return None


def test_refused():
    """Each contradiction has its message, changes nothing, and no conflict clause helps."""
    for message, *rows in REFUSED:
        problems = []
        with staged_database() as d:
            before = d.dump()
            for row in rows:
                for verb in ("INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL",
                             "REPLACE"):
                    problems.append(expect("%s of %r" % (verb, row), refusal(d, verb, row),
                                           message))
            problems.append(expect("what is stored", d.dump(), before))
        check("refused: " + message, *problems)


def test_not_text():
    """Bytes that are not UTF-8, as a script in Latin-1 has them; what SQLite reads as some other
    character passes here, and csexport refuses it. U+FFFD is a character as any."""
    for name, data, refused in (
            ("Latin-1", b"Ren\xe9e", True), ("Latin-1 at the end", b"Ren\xe9", True),
            ("half a pair", b"\xed\xa0\x80", True), ("too long", b"\xc0\x80", True),
            ("no byte of UTF-8", b"\xff", True),
            ("U+FFFD in a character", b"\xc3\xef\xbf\xbd\xa9", True),
            ("U+FFFD", b"a\xef\xbf\xbdb", False), ("UTF-8", "Renée 😀 \u0378".encode(), False)):
        with Database() as d:
            try:
                d.run("INSERT INTO pending_export (connector, dn, omodt, attribute, value) VALUES "
                      "('hr', 'a', 'add', 'title', CAST(? AS TEXT))", data)
                said = None
            except sqlite3.IntegrityError as error:
                said = str(error)
            check("bytes: " + name, expect("refused", said is not None, refused),
                  None if not said or "not UTF-8" in said else said)


def test_all_or_nothing():
    """A statement of several rows, one of them wrong, stages none of them."""
    with Database() as d:
        try:
            d.run("INSERT OR REPLACE INTO pending_export (connector, dn, omodt) VALUES "
                  "('hr', 'a', 'add'), ('hr', 'b', 'sub')")
            problem = "not refused"
        except sqlite3.IntegrityError:
            problem = None
        check("all rows or none", problem, expect("stored", d.dump(), [[]] * 5))


def test_or_replace():
    """What is no contradiction is staged whatever the conflict clause, and replaces nothing."""
    with Database() as d:
        for verb in ("REPLACE", "INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR ABORT"):
            d.stage(verb, attribute="mail", multivalued=1, value=verb)
            d.stage(verb, attribute=verb, value="x")
        check("a conflict clause replaces nothing", expect(
            "counts", d.run("SELECT count(*), count(DISTINCT guid) FROM pending_export"),
            [(8, 1)]), expect("objects", d.run("SELECT object_id FROM object"), [(1,)]))


def test_update():
    with staged_database() as d:
        before = d.dump()
        try:
            d.run("UPDATE OR IGNORE pending_export SET value = 'y'")
            message = None
        except sqlite3.IntegrityError as error:
            message = str(error)
        check("no UPDATE", expect("message", message, "pending_export takes no UPDATE: delete the "
                                  "row, insert it as it should be"),
              expect("what is stored", d.dump(), before))


# ---- Taking back -------------------------------------------------------------------------------

def test_delete():
    with staged_database() as d:
        everything = len(d.view("*"))
        d.run("DELETE FROM pending_export WHERE dn = 'a' AND attribute = 'mail'")
        check("one attribute is taken back", expect(
            "attributes", d.run("SELECT DISTINCT attribute FROM pending_export WHERE dn = 'A'"),
            [("title",), ("fax",), ("room",), ("plain",)]))
        d.run("DELETE FROM pending_export WHERE connector = 'hr' AND dn = 'a'")
        check("all of an object is taken back", expect(
            "rows", (everything, d.view("dn")), (6, [("d",)])),
              expect("objects", d.run("SELECT dn FROM object"), [("d",), ("twice",), ("twice",)]),
              expect("images", d.run("SELECT count(*) FROM image"), [(1,)]),
              expect("values", d.run("SELECT count(*) FROM value"), [(0,)]))
        d.run("DELETE FROM pending_export")
        check("an object's change is taken back", expect(
            "objects", d.run("SELECT dn FROM object"), [("twice",), ("twice",)]))
        [last] = d.run("SELECT seq FROM sqlite_sequence WHERE name = 'object'")
        d.run("DELETE FROM object")
        d.stage(dn="new")
        check("an object's id is not used twice", expect(
            "ids", d.run("SELECT object_id FROM object"), [(last[0] + 1,)]))


def test_delete_values():
    with Database() as d:
        for value in ("a", "b", "c", "a"):
            d.stage(attribute="mail", multivalued=1, value=value)
        d.stage(**title())
        d.run("DELETE FROM pending_export WHERE value IN ('b', 'Countess')")
        check("one value is taken back", expect("values", d.view("value"), [("a",), ("c",), ("a",)]))
        d.run("DELETE FROM pending_export WHERE value = 'c'")
        d.stage(attribute="mail", value="d")
        check("the attribute is found again", expect(
            "rows", d.run("SELECT attr, position, value FROM value"),
            [(0, 0, "a"), (0, 3, "a"), (0, 4, "d")]))
        d.run("DELETE FROM pending_export WHERE value = 'a'")
        d.stage(attribute="mail", value="e")
        check("the first value is taken back", expect(
            "rows", d.run("SELECT attr, position, value FROM value"), [(0, 0, "d"), (0, 1, "e")]))


def test_delete_keeps():
    """An object of which more is known outlives its pending export."""
    for name, change in (("a hologram", "INSERT INTO image (object_id, part) VALUES (1, 5)"),
                         ("details", "UPDATE object SET details = '<cs-object/>'"),
                         ("its state", "UPDATE object SET is_connector = 1"),
                         ("an error", "UPDATE object SET export_error = '<export-errordetail/>'")):
        with Database() as d:
            d.stage(**title())
            d.run(change)
            d.run("DELETE FROM pending_export")
            check("an object stays with " + name,
                  expect("objects", d.run("SELECT dn FROM object"), [(ADA,)]),
                  expect("rows", d.view("*"), []))


def test_export_operation():
    """The object says in one word what is pending, as csexport writes it (doc/answers.md)."""
    for omodt, word in (("add", "add"), ("update", "modify"), ("replace", "modify"),
                        ("delete", "delete"), ("obsolete", "delete"),
                        ("delete-add", "delete-add")):
        with Database() as d:
            d.run("INSERT INTO connector (name) VALUES ('hr')")
            d.run("INSERT INTO object (connector_id, guid, dn, is_connector) VALUES (1, ?, ?, 1)",
                  GUID_A, ADA)
            d.stage(omodt=omodt)
            staged = d.run("SELECT export_operation FROM object")
            d.run("DELETE FROM pending_export")
            check("export_operation of " + omodt, expect("staged", staged, [(word,)]),
                  expect("taken back", d.run("SELECT export_operation FROM object"), [("none",)]))
    with Database() as d:
        d.run("INSERT INTO connector (name) VALUES ('hr')")
        d.run("INSERT INTO object (connector_id, guid, dn, is_connector, export_operation) "
              "VALUES (1, ?, ?, 1, 'none')", GUID_A, ADA)
        d.run("INSERT INTO image (object_id, part, operation) VALUES (1, 1, 'none')")
        d.stage(**title())
        d.stage(attribute="mail", value="ada@contoso.com")
        staged = d.run("SELECT export_operation FROM object")
        d.run("DELETE FROM pending_export WHERE attribute = 'mail'")
        one_left = d.run("SELECT export_operation FROM object")
        d.run("DELETE FROM pending_export")
        check("export_operation of an object without a pending export",
              expect("staged", staged, [("modify",)]), expect("one left", one_left, [("modify",)]),
              expect("taken back", d.run("SELECT export_operation FROM object"), [("none",)]))


def test_version_1():
    """A database of the version before: it is read as it is, and the next import upgrades it."""
    with temporary_directory() as here:
        path = os.path.join(here, "connectorspace.db")
        empty = write(here, "empty.xml", b"<cs-objects></cs-objects>")
        with Database(path) as d:
            with open(SCHEMA.replace("schema.sql", "schema_1.sql"), encoding="utf-8") as file:
                d.db.executescript(file.read())
            d.stage(guid=GUID_A, **title())
            old = d.dump()
        read = Run("hr", "-", "-q", "-d", path, program="csexport")
        with Database(os.path.join(here, "new.db")) as new:
            wanted = new.run("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")
        broken = Run("-q", "-n", "it", "-d", path, write(here, "broken.xml", b"<cs-objects>"),
                     program="csimport")
        db = sqlite3.connect(path)
        version = db.execute("PRAGMA user_version").fetchone()
        db.close()
        check("version 1 is read, and stays where an import fails",
              expect("csexport", (read.status, read.err), (0, "")),
              None if b"Countess" in read.out else read.out,
              expect("csimport", broken.status, 2), expect("version", version, (1,)))
        run = Run("-q", "-n", "it", "-d", path, empty, program="csimport")
        db = sqlite3.connect(path)
        check("an import brings version 1 to version 2",
              expect("csimport", (run.status, run.err), (0, "")),
              expect("version", db.execute("PRAGMA user_version").fetchone(), (2,)),
              expect("the tables", db.execute(
                  "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall(),
                  wanted),
              expect("objects", db.execute("SELECT * FROM object").fetchall(), old[1]))
        db.execute("DELETE FROM pending_export")
        check("what version 1 has staged can be taken back",
              expect("objects", db.execute("SELECT * FROM object").fetchall(), []))
        db.close()


def test_cascades():
    """Foreign keys are off, and still nothing is left that a later object could inherit."""
    cases = (
        ("an object", "DELETE FROM object WHERE dn = 'a'", [2, 4, 6, 2, 1]),
        ("every object", "DELETE FROM object", [2, 0, 6, 0, 0]),
        ("a connector", "DELETE FROM connector WHERE name = 'hr'", [1, 1, 1, 1, 1]),
        ("an image", "DELETE FROM image WHERE object_id = 1", [2, 5, 6, 2, 1]),
        ("an object, by REPLACE with its id",
         "INSERT OR REPLACE INTO object (object_id, connector_id, guid, dn) "
         "VALUES (1, 1, 'new', 'new')", [2, 5, 6, 2, 1]),
        ("an image, by REPLACE", "INSERT OR REPLACE INTO image (object_id, part, operation) "
         "VALUES (1, 1, 'add')", [2, 5, 6, 3, 1]),
    )
    for keys in ("OFF", "ON"):
        for name, statement, counts in cases:
            with staged_database() as d:
                d.stage(connector="it", **title())
                d.run("PRAGMA foreign_keys = " + keys)
                d.run(statement)
                left = [len(table) for table in d.dump()]
                check("deleted with foreign keys %s: %s" % (keys, name),
                      expect("rows left", left, counts),
                      expect("foreign keys", d.run("PRAGMA foreign_key_check"), []))


# ---- From end to end ---------------------------------------------------------------------------

def test_export():
    """What is staged comes out of csexport."""
    with temporary_directory() as here:
        path = os.path.join(here, "connectorspace.db")
        with Database(path) as d:
            d.stage(guid=GUID_A, object_type="person", attribute="manager", type="reference",
                    amodt="update", vmodt="add", value="uid=grace & co")
            d.stage(attribute="photo", type="binary", amodt="add", value="QQ==")
            d.stage(attribute="proxyAddresses", multivalued=1, vmodt="delete", value="smtp:a")
            d.stage(attribute="title", amodt="delete")
            d.stage(guid=GUID_B, dn="uid=alan", omodt="delete")
            run = Run("hr", "-", "-q", "-d", path, program="csexport")
        wanted = (
            '<cs-object cs-dn="%s" id="%s" object-type="person"><unapplied-export>'
            '<delta operation="update" dn="%s"><dn-attr name="manager" operation="update" '
            'multivalued="false"><dn-value operation="add"><dn>uid=grace &amp; co</dn></dn-value>'
            '</dn-attr><attr name="photo" operation="add" type="binary" multivalued="false">'
            '<value encoding="base64">QQ==</value></attr><attr name="proxyAddresses" '
            'type="string" multivalued="true"><value operation="delete">smtp:a</value></attr>'
            '<attr name="title" operation="delete" type="string" multivalued="false"></attr>'
            '</delta></unapplied-export>' % (ADA, GUID_A, ADA)).encode()
        deleted = ('<cs-object cs-dn="uid=alan" id="%s"><unapplied-export><delta '
                   'operation="delete" dn="uid=alan"></delta></unapplied-export>' % GUID_B).encode()
        check("staged and exported", expect("status", run.status, 0), expect("stderr", run.err, ""),
              None if wanted in run.out else "%r is not in %r" % (wanted, run.out),
              None if deleted in run.out else "%r is not in %r" % (deleted, run.out))


# ---- Time --------------------------------------------------------------------------------------

@functools.cache
def a_second():
    """How long a second is here: on a slow machine, what SQLite needs for some five million steps of
    a loop. That takes it a second or less where nothing else goes on."""
    start = time.process_time()
    sqlite3.connect(":memory:").execute(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 500000) "
        "SELECT sum(x % 7) FROM n").fetchone()
    return max(1, 10 * (time.process_time() - start))


def timed(name, seconds, action, *problems):
    """A case that must be over in time: that of the processor, since a machine may be busy."""
    with temporary_directory() as here, Database(os.path.join(here, "connectorspace.db")) as d:
        start = time.process_time()
        action(d)
        taken = time.process_time() - start
        rows = len(d.view("value"))
    check(name, None if taken < seconds * a_second() else "%.2f s" % taken,
          *(problem(rows) for problem in problems))


def stage_many(d, rows):
    d.run("BEGIN")
    d.db.executemany("INSERT INTO pending_export (connector, dn, object_type, omodt, attribute, "
                     "multivalued, amodt, value) VALUES ('hr', ?, 'person', 'update', ?, 1, "
                     "'update', ?)", rows)
    d.run("COMMIT")


def test_time():
    def ten_thousand(rows):
        return expect("rows", rows, 10000)

    objects = [("uid=%d,ou=people,dc=contoso,dc=com" % i, "title", "Countess")
               for i in range(10000)]
    values = [(ADA, "member", "uid=%d,ou=people,dc=contoso,dc=com" % i) for i in range(10000)]
    mixed = [("uid=%d" % (i % 1000), "attribute%d" % (i // 1000), "x") for i in range(10000)]
    timed("10,000 objects in one statement in a second", 1, lambda d: d.run(
        "INSERT INTO pending_export (connector, dn, omodt, attribute, value) VALUES " +
        ",".join("('hr', 'uid=%d', 'update', 'title', 'x')" % i for i in range(10000))),
          ten_thousand)
    timed("10,000 objects in a second", 1, lambda d: stage_many(d, objects), ten_thousand)
    timed("10,000 values of an attribute in a second", 1, lambda d: stage_many(d, values),
          ten_thousand)
    timed("10,000 attributes of 1,000 objects in a second", 1, lambda d: stage_many(d, mixed),
          ten_thousand)

    def there_and_back(d):
        stage_many(d, values)
        d.run("DELETE FROM pending_export WHERE dn = ?", ADA)

    timed("10,000 values taken back", 4, there_and_back, lambda rows: expect("rows", rows, 0))


def main():
    test_columns()
    test_finding()
    test_types()
    test_known_attributes()
    test_values()
    test_object_changes()
    test_none()
    test_refused()
    test_not_text()
    test_all_or_nothing()
    test_or_replace()
    test_update()
    test_delete()
    test_delete_values()
    test_delete_keeps()
    test_export_operation()
    test_version_1()
    test_cascades()
    test_export()
    test_time()
    finish()


main()
