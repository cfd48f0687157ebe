#!/usr/bin/env python3
"""csdiff as the owner of two servers uses it. What it must find is worked out by a plain comparison
of sets over what csanalyzer prints with `--layout values`, for a hundred random pairs of files.

usage: test_csdiff.py [SEED [PAIRS]]
"""
import csv
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
import zipfile
from html import unescape

import workbook
from documents import (MULTIPLE, OPERATIONS, SINGLE, TEXTS, attribute, change, cloud_dn, cs_object,
                       delta, document, hologram, mixed_change, pending, value)
from harness import (BIN, TESTDATA, Run, check, encodings, expect, finish, read, rounds,
                     temporary_directory, write)

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 5
PAIRS = int(sys.argv[2]) if len(sys.argv) > 2 else rounds(40, 100)
REPORT = ["DN", "ObjectType", "DisplayName", "OMODT", "Attribute", "AMODT", "OldValue", "NewValue",
          "ValuesAdded", "ValuesRemoved"]
HEADER = ["Side"] + REPORT
PLACES = ("onlyActive", "onlyStaging", "different", "same")


def testdata(name):
    return os.path.join(TESTDATA, name)


def diff(*arguments, **options):
    return Run(*arguments, program="csdiff", **options)


def table(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


class Pair:
    """Two documents as files, and what csdiff says of them."""

    def __init__(self, directory, active, staging):
        self.active = write(directory, "active.xml", active)
        self.staging = write(directory, "staging.xml", staging)

    def run(self, *arguments):
        return diff(*arguments, self.active, self.staging)

    def rows(self, *arguments):
        """The rows, without their header; the exit status has to fit them."""
        run = self.run("--raw", "-q", *arguments)
        rows = table(run.out)
        problem = expect("header", rows[:1], [HEADER]) or expect(
            "exit status", run.status, 1 if len(rows) > 1 else 0) or expect(
            "standard error", re.sub("csdiff: --[a-z-]+: no object .*\n", "", run.err), "")
        if problem:
            raise AssertionError(problem)
        return rows[1:]

    def found(self, *arguments):
        """The rows as texts: side, DN, OMODT, attribute, AMODT, old value, new value."""
        return [" ".join((row[0], row[1], *row[4:9])).strip() for row in self.rows(*arguments)]

    def objects(self, *arguments):
        """How many objects are only active, only staging, different, and the same."""
        return list(json.loads(self.run("--summary=json", "-q",
                                        *arguments).out)["objects"].values())

    def changes(self, *arguments):
        """The same of changes."""
        return list(json.loads(self.run("--summary=json", "-q",
                                        *arguments).out)["changes"].values())


def pair(directory, active, staging):
    return Pair(directory, document(*active), document(*staging))


# ---- A plain comparison ---------------------------------------------------------------------

def ascii_lower(text):
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)


def normal(dn):
    """A DN without escapes, as it is compared."""
    return re.sub(r" *([,;+]) *", r"\1", re.sub(r"^ *([^=,]*?) *= *", r"\1=", re.sub(
        r"([,;+] *[^=,]*?) *= *", r"\1=", ascii_lower(dn)))).strip()


def analyzed(path, *arguments):
    run = Run("--raw", *arguments, path)
    if run.status != 0:
        raise AssertionError(run.err)
    return table(run.out)[1:]


class Side:
    """What csanalyzer says of one side: for each object its operation, for each change its set of
    values, and the rows of the report."""

    def __init__(self, path):
        self.operations, self.changes, self.rows = {}, {}, []
        for dn, kind, _, omodt, name, amodt, vmodt, text in analyzed(path, "--layout", "values"):
            self.operations[normal(dn)] = (omodt, ascii_lower(kind))
            values = self.changes.setdefault((normal(dn), name, amodt), set())
            if vmodt: # an attribute listed twice has the values of both
                values.add((vmodt, normal(text) if name == "dn" else text))
        for row in analyzed(path):
            self.rows.append(((normal(row[0]), row[4], row[5]), row))


def same_operation(one, other):
    """What is made anew has a type, where both sides name one."""
    if one is None or other is None or one[0] != other[0]:
        return False
    return one[0] not in ("Add", "DeleteAdd") or one[1] == other[1] or "" in (one[1], other[1])


def plain_comparison(active, staging):
    """The rows that csdiff must print, and its count of objects."""
    order = ("", "Add", "Replace", "Update", "Delete")
    sides = {"Active": Side(active), "Staging": Side(staging)}
    rows, differing = [], set()
    for number, (title, here, there) in enumerate((
            ("Active", sides["Active"], sides["Staging"]),
            ("Staging", sides["Staging"], sides["Active"]))):
        for key, row in here.rows:
            same = (same_operation(here.operations[key[0]], there.operations.get(key[0]))
                    and here.changes[key] == there.changes.get(key))
            if not same:
                differing.add(key[0])
                rows.append(((key[0].encode(), key[1].encode(), number, order.index(key[2])),
                             [title] + row))
    rows.sort(key=lambda row: row[0])
    objects = dict.fromkeys(PLACES, 0)
    for dn in set(sides["Active"].operations) | set(sides["Staging"].operations):
        if dn not in sides["Staging"].operations:
            objects["onlyActive"] += 1
        elif dn not in sides["Active"].operations:
            objects["onlyStaging"] += 1
        else:
            objects["different" if dn in differing else "same"] += 1
    return [row for _, row in rows], objects


def compared(p):
    """A problem where csdiff does not find what the plain comparison finds."""
    wanted, objects = plain_comparison(p.active, p.staging)
    found = p.rows()
    for number, (one, other) in enumerate(zip(found, wanted)):
        if one != other:
            return "row %d: %r instead of %r" % (number, one, other)
    totals = json.loads(p.run("--summary=json", "-q").out)
    return expect("rows", len(found), len(wanted)) or expect("objects", totals["objects"], objects)


# ---- Random pairs ---------------------------------------------------------------------------

def respelled(r, dn):
    """The DN in another spelling."""
    dn = "".join(c.swapcase() if c.isascii() and r.random() < 0.2 else c for c in dn)
    return re.sub("[,=]", lambda separator: " " * r.randrange(3) + separator[0]
                  + " " * r.randrange(3), dn) if not dn.upper().startswith("CN={") else dn


def shuffled(r, xml):
    """The element with its children in another order, and so theirs; spelled by another hand."""
    def shuffle(element):
        children = list(element)
        r.shuffle(children)
        element[:] = children
        for child in children:
            shuffle(child)

    element = ET.fromstring(xml)
    shuffle(element)
    return ET.tostring(element, encoding="unicode")


def random_object(r, dn, spelled, operation, changes, kind):
    parts = []
    if operation:
        parts.append("<unapplied-export>%s</unapplied-export>" % shuffled(r, delta(
            operation, *changes, dn=dn, newdn="CN=moved" if "move" in kind else None)))
    if r.random() < 0.5:
        parts.append(hologram("synchronized-hologram", *(
            attribute(name, *(value(r.choice(TEXTS)) for _ in range(r.randrange(4))))
            for name in r.sample(SINGLE + MULTIPLE, 4))))
    return cs_object(spelled, *parts, object_type=kind)


def mutated(r, operation, changes, kind):
    """What the other server would do instead."""
    changes = list(changes)
    what = r.randrange(5)
    if what == 0:
        operation = r.choice(OPERATIONS)
    elif what == 1 and changes:
        changes[r.randrange(len(changes))] = mixed_change(r)
    elif what == 2 and changes:
        del changes[r.randrange(len(changes))]
    elif what == 3:
        changes.append(mixed_change(r))
    else:
        kind = r.choice(("user", "contact", "user to move"))
    return operation, changes, kind


def random_pair(r):
    sides = [], []
    for number in range(r.randrange(1, 40)):
        dn = r.choice((cloud_dn(r.randbytes(16)),
                       "CN=%d \u00fc,OU=Some People,DC=contoso,DC=com" % number, "Employee %d" % number))
        doing = (r.choice(OPERATIONS), [mixed_change(r) for _ in range(r.randrange(6))],
                 r.choice(("user", "User", "group", "", "user to move")))
        for side in sides:
            if r.random() < 0.9:
                spelled = dn if side is sides[0] else respelled(r, dn)
                side.append(random_object(r, dn, spelled, *(
                    mutated(r, *doing) if r.random() < 0.2 else doing)))
    for side in sides:
        r.shuffle(side)
    return [document(*side) for side in sides]


def random_pairs(directory):
    problems = []
    for number in range(PAIRS):
        r = random.Random("%d %d" % (SEED, number))
        problem = compared(Pair(directory, *random_pair(r)))
        if problem:
            problems.append("seed %d, pair %d: %s" % (SEED, number, problem))
    check("%d random pairs: as a plain comparison of sets says" % PAIRS, *problems[:3])


# ---- What does not count, and what does -----------------------------------------------------

EVERYTHING = [
    pending("CN=ada,OU=People,DC=contoso,DC=com", "update",
            change("title", "Engineer & more", "Countess <1>"),
            attribute("proxyAddresses", value("SMTP:ada@contoso.com", "add"),
                      value("smtp:a@contoso.com", "delete"), value("smtp:b@contoso.com", "add"),
                      amodt="update", multivalued=True),
            attribute("member", value("CN=x", "add", "dn-value"), value("CN=y", "add", "dn-value"),
                      multivalued=True, element="dn-attr")),
    pending("CN=bob,OU=People,DC=contoso,DC=com", "add",
            attribute("description", value("two\nlines \u5c0f"), amodt="add")),
    pending("CN=cy,OU=People,DC=contoso,DC=com", "delete"),
    pending("CN=dee,OU=People,DC=contoso,DC=com", "update", newdn="CN=dee,OU=Left,DC=contoso,DC=com"),
]


def styled(data):
    """The same document by somebody with another taste."""
    text = data.decode()
    text = re.sub(r'="([^"<]*)"', lambda found: "='%s'" % found[1], text)
    text = re.sub(r">([^<>&]+)</value>", lambda found: "><![CDATA[%s]]></value>" % found[1], text)
    text = text.replace("Engineer &amp; more", "Engin&#x65;er<!-- no -->&#32;&amp; more")
    text = re.sub(r"(<(?!/?(?:value|dn|!|\?))[^>]*>)", "\\1\n\t<?pi?>", text)
    return '<?xml version="1.0"?>\n<!-- by hand -->\n' + text.replace("<?pi?></cs-objects>", "</cs-objects>")


def style_does_not_count(directory):
    plain = document(*EVERYTHING)
    r = random.Random(SEED)
    others = [("the order of attributes and values",
               document(*(shuffled(r, item) for item in EVERYTHING))),
              ("the order of objects", document(*reversed(EVERYTHING))),
              ("white space and XML style", styled(plain).encode())]
    others += [("the encoding: " + name, data) for name, data in encodings(plain.decode())]
    for name, data in others:
        p = Pair(directory, plain, data)
        run = p.run()
        check("does not count: " + name, expect("exit status", run.status, 0),
              expect("rows", table(run.out), [HEADER]), expect("objects", p.objects(), [0, 0, 0, 4]))


def what_counts(directory):
    def update(*changes):
        return [pending("CN=ada", "update", *changes)]

    def mail(*values, amodt="update"):
        return attribute("mail", *values, amodt=amodt, multivalued=True)

    cases = [
        ("old and new value swapped", update(change("title", "a", "b")),
         update(change("title", "b", "a")),
         ["Active CN=ada Update title Update a b", "Staging CN=ada Update title Update b a"]),
        ("other values, as many", update(mail(value("1", "add"), value("2", "delete"))),
         update(mail(value("1", "add"), value("3", "delete"))),
         ["Active CN=ada Update mail Update", "Staging CN=ada Update mail Update"]),
        ("another AMODT", update(mail(value("1", "add"))), update(mail(value("1", "add"),
                                                                       amodt="replace")),
         ["Active CN=ada Update mail Update", "Staging CN=ada Update mail Replace"]),
        ("an attribute more", update(change("title", "a", "b"), change("pager", None, "1")),
         update(change("title", "a", "b")), ["Active CN=ada Update pager Update  1"]),
        ("another operation, all else the same", update(change("title", "a", "b")),
         [pending("CN=ada", "replace", change("title", "a", "b"))],
         ["Active CN=ada Update title Update a b", "Staging CN=ada Replace title Update a b"]),
        ("a delete on one side", [pending("CN=ada", "delete")], [], ["Active CN=ada Delete"]),
        ("a move", update(), [pending("CN=ada", "update", newdn="CN=eve")],
         ["Active CN=ada Update", "Staging CN=ada Update dn Update CN=ada CN=eve"]),
        ("another type of what is added", [pending("CN=ada", "add")],
         [pending("CN=ada", "add", object_type="contact")],
         ["Active CN=ada Add", "Staging CN=ada Add"]),
        ("the number of a value", update(mail(value("1", "add"))),
         update(mail(value("1", "add"), value("1", "add"))), []),
        ("the type of what is there", update(change("title", "a", "b")),
         [pending("CN=ada", "update", change("title", "a", "b"), object_type="contact")], []),
        ("an object without a change", [], [pending("CN=ada", "none")], []),
        ("a name in small letters", update(change("title", "a", "b")),
         update(change("Title", "a", "b")),
         ["Staging CN=ada Update Title Update a b", "Active CN=ada Update title Update a b"]),
    ]
    for name, active, staging, rows in cases:
        check(("counts: " if rows else "does not count: ") + name,
              expect("rows", pair(directory, active, staging).found(), rows))


def spelling_does_not_count(directory):
    p = pair(directory, [pending("CN=a", "update", newdn="CN=b,OU=x")],
             [pending("cn=A", "update", newdn="CN=b, ou=X")])
    check("a rename is the same however the DN is spelled", expect("rows", p.found(), []))
    empty = '<attr name="t" operation="update" type="string" multivalued="true"/>'
    full = empty[:-2] + '><value operation="add">x</value></attr>'
    p = pair(directory, [pending("CN=a", "update", full + empty)], [pending("CN=a", "update", full)])
    check("an attribute listed twice is one change with the values of both",
          expect("rows", p.found(), []))
    p = pair(directory, [pending("CN=a", "update", empty)], [pending("CN=a", "update", full)])
    check("an attribute without values is not one with values", expect("rows", len(p.found()), 2))


def the_two_sides_stand_together(directory):
    active = [pending("CN=b", "update", change("x", "1", "2"), change("A", "1", "2")),
              pending("cn=A,DC=z", "update", change("x", "1", "2"))]
    staging = [pending("CN=A , DC=Z", "update", change("x", "1", "3")),
               pending("cn=B", "update", change("x", "1", "3"), change("A", "1", "3"))]
    check("rows: sorted by DN and attribute, both sides together, DNs as the files have them",
          expect("rows", pair(directory, active, staging).found(),
                 ["Active cn=A,DC=z Update x Update 1 2", "Staging CN=A , DC=Z Update x Update 1 3",
                  "Active CN=b Update A Update 1 2", "Staging cn=B Update A Update 1 3",
                  "Active CN=b Update x Update 1 2", "Staging cn=B Update x Update 1 3"]))


# ---- Snapshots ------------------------------------------------------------------------------

def four_snapshots(directory):
    stays, real = change("title", "a", "b"), change("pager", None, "1")
    transient = pending("CN=transit", "update", change("title", "x", "y"))

    def ada(*changes, operation="update"):
        return pending("CN=ada", operation, *changes)

    def compare(*documents):
        arguments = ["--raw", "-q"]
        for number, (side, objects) in enumerate(documents):
            arguments += ["--" + side, write(directory, "%d.xml" % number, document(*objects))]
        return [" ".join((row[0], row[1], *row[4:9])).strip()
                for row in table(diff(*arguments).out)[1:]]

    found = compare(("active", [ada(stays, change("mail", None, "1")), transient]),
                    ("active", [ada(stays, change("mail", None, "2")), pending("CN=new", "add")]),
                    ("staging", [transient, ada(real, stays)]),
                    ("staging", [ada(stays, real)]))
    check("snapshots: a transient is dropped, a real one kept",
          expect("rows", found, ["Staging CN=ada Update pager Update  1"]))
    found = compare(("staging", [ada(stays)]), ("active", [ada(stays)]),
                    ("staging", [ada(real, stays)]))
    check("snapshots: sides in any order, and not as many of each", expect("rows", found, []))
    found = compare(("active", [ada(stays)]), ("active", [ada(stays, operation="replace")]),
                    ("staging", []))
    check("snapshots: with another operation nothing is the same", expect("rows", found, []))
    found = compare(("active", [ada(stays, operation="add")]),
                    ("active", [ada(real, operation="add")]), ("staging", []))
    check("snapshots: an add is pending even where its attributes change",
          expect("rows", found, ["Active CN=ada Add"]))
    found = compare(("active", [ada(stays)]), ("active", [ada(stays), transient]),
                    ("active", [transient]), ("staging", [ada(stays)]))
    check("snapshots: two of three are not all",
          expect("rows", found, ["Staging CN=ada Update title Update a b"]))


# ---- Keys -----------------------------------------------------------------------------------

def cloud(anchor, *changes, after=()):
    return pending("CN={%s}" % anchor.encode().hex().upper(), "update", *changes, after=after)


def keys(directory):
    title, other = change("title", "a", "b"), change("title", "a", "c")

    def named(dn, name, *changes, part="synchronized-hologram"):
        return pending(dn, "update", *changes, after=[hologram(part, attribute(
            "employeeID", value(name)))])

    p = pair(directory, [cloud("YWRh", title), cloud("Ym9i", title)],
             [pending("CN=bob", "update", other, after=[hologram(
                 "synchronized-hologram", attribute("sourceAnchor", value("Ym9i")))]),
              pending("CN=ada", "update", change("sourceAnchor", None, "YWRh"), title)])
    check("key sourceanchor: of the attribute, or out of the DN of the cloud",
          expect("rows", p.found("--key", "sourceanchor"),
                 ["Staging CN=ada Update sourceAnchor Update  YWRh",
                  "Active CN={596D3969} Update title Update a b",
                  "Staging CN=bob Update title Update a c"]),
          expect("by DN", p.objects(), [2, 2, 0, 0]))
    p = pair(directory, [named("CN=a", "7", title), named("CN=b", "8", title)],
             [named("CN=x", "8", title), named("CN=y", "7", other)])
    check("key @attribute", expect("rows", p.found("--key", "@employeeID"),
                                   ["Active CN=a Update title Update a b",
                                    "Staging CN=y Update title Update a c"]))
    p = pair(directory, [named("CN=a", "E7", title)], [named("CN=x", "e7", title)])
    check("key @attribute: case counts, unless it is ignored",
          expect("objects", p.objects("--key", "@employeeID"), [1, 1, 0, 0]),
          expect("objects", p.objects("--key", "@employeeID", "--ignore-case"), [0, 0, 0, 1]))
    cases = [
        ("no source anchor", "sourceanchor", [pending("CN=ada", "update", title)],
         'the object has no source anchor, which is the key (%s, DN "CN=ada")'),
        ("no value of the attribute", "@employeeID", [named("CN=a", "", title)],
         'the object has no employeeID, which is the key (%s, DN "CN=a")'),
        ("an empty DN", "dn", [pending(" ", "update", title)],
         'an object with an empty DN cannot be compared (%s, DN " ")'),
        ("the same DN twice", "dn", [pending("CN=ada,DC=z", "update", title),
                                     pending("cn=Ada , dc=z", "delete")],
         'two objects have the same DN (%s, DN "cn=Ada , dc=z")'),
        ("the same value twice", "@employeeID", [named("CN=a", "1", title),
                                                 named("CN=b", "1", title)],
         'two objects have the same employeeID, which is the key (%s, DN "CN=b")'),
        ("the same anchor twice", "sourceanchor", [cloud("YWRh", title), pending(
            "CN=ada", "update", change("sourceAnchor", None, "YWRh"))],
         'two objects have the same source anchor, which is the key (%s, DN "CN=ada")'),
    ]
    for name, key, objects, message in cases:
        for side, (active, staging) in (("active", (objects, [])), ("staging", ([], objects))):
            p = pair(directory, active, staging)
            run = p.run("--key", key, "--output", os.path.join(directory, "out.csv"))
            file = "%s side, %s" % (side, getattr(p, side))
            check("key: %s, %s side" % (name, side), expect("exit status", run.status, 2),
                  expect("message", run.err, "csdiff: %s\n" % (message % file)),
                  expect("files", "out.csv" in os.listdir(directory), False))
    p = pair(directory, [named("CN=a", "7", title), pending("CN=group", "update", title,
                                                            object_type="group")], [])
    check("key: what is not chosen needs none",
          expect("objects", p.objects("--key", "@employeeID", "--object-type", "user"),
                 [1, 0, 0, 0]))
    p = pair(directory, [pending("CN=ada", "none"), cs_object("CN=ada"), cs_object("")], [])
    check("key: nor what has no change", expect("objects", p.objects(), [0, 0, 0, 0]))


# ---- What is ignored, mapped, chosen --------------------------------------------------------

def ignoring(directory):
    p = pair(directory,
             [pending("CN=a", "update", change("Title", "x", "y"), change("mail", "1", "2")),
              pending("CN=b", "add", change("title", None, "y")),
              pending("CN=c", "update", change("title", "x", "y")),
              pending("CN=d", "add", change("title", None, "y"))],
             [pending("CN=a", "update", change("mail", "1", "2")),
              pending("CN=b", "update", change("title", None, "y")),
              pending("CN=d", "add", change("pager", None, "1"))])
    check("ignore-attribute: neither compared nor shown; an operation remains",
          expect("rows", p.found("--ignore-attribute", "TITLE,x"),
                 ["Active CN=b Add", "Staging CN=d Add pager Update  1"]),
          expect("objects", p.objects("--ignore-attribute", "TITLE,x"), [1, 0, 1, 1]),
          expect("changes", p.changes("--ignore-attribute", "TITLE,x"), [1, 1, 0, 1]))
    p = pair(directory,
             [pending("CN=a", "update", change("mail", "Ada@x", "ADA@x"),
                      change("sid", "QUJD", "QUJE", kind="binary"))],
             [pending("CN=a", "update", change("mail", "ada@x", "ada@X"),
                      change("sid", "qUJD", "QUJE", kind="binary"))])
    check("ignore-case: in values, but not in binary ones",
          expect("rows", p.found("--ignore-case"), ["Active CN=a Update sid Update QUJD QUJE",
                                                    "Staging CN=a Update sid Update qUJD QUJE"]),
          expect("rows without", len(p.found()), 4))


def mapping(directory):
    def moved(domain, unit, parts):
        return [pending("CN=a , OU=%s, %s" % (unit, parts), "update",
                        change("mail", "a@%s" % domain, "b@%s" % domain.upper()),
                        attribute("manager", value("CN=m,OU=%s,%s" % (unit, parts), "add",
                                                   "dn-value"), element="dn-attr"))]

    p = pair(directory, moved("contoso.com", "Old Sales", "DC=contoso,DC=com"),
             moved("fabrikam.com", "Vertrieb", "DC=fabrikam,DC=com"))
    lines = "contoso.com\tfabrikam.com\r\n\r\nDC=contoso,DC=com\tDC=fabrikam,DC=com\n" \
        "OU=Old Sales\tOU=Vertrieb"
    for name, data in (("UTF-8", lines.encode()), ("UTF-16", lines.encode("utf-16"))):
        path = write(directory, "map.txt", data)
        check("map: names in DNs, references and values of the active side, " + name,
              expect("rows", p.found("--map", path, "--ignore-case"), []),
              expect("objects", p.objects("--map", path, "--ignore-case"), [0, 0, 0, 1]))
    rows = p.rows("--map", path)
    check("map: what is shown is what the file says",
          expect("rows", [(row[0], row[1], row[8]) for row in rows],
                 [("Active", "CN=a , OU=Old Sales, DC=contoso,DC=com", "b@CONTOSO.COM"),
                  ("Staging", "CN=a , OU=Vertrieb, DC=fabrikam,DC=com", "b@FABRIKAM.COM")]))
    run = diff("--map", path, p.staging, p.active)
    check("map: not the other way round", expect("exit status", run.status, 1))
    for name, data, message in (
            ("no tab", b"a\tb\nc", "line 2 has no tab between two names (%s)"),
            ("a name twice", b"a\tb\n\nA\tc\n",
             "line 3 maps a name that an earlier line already maps (%s)"),
            ("nothing", b"", "the file contains no names (%s)"),
            ("no text", b"a\tb\n\xff", "not valid UTF-8; if it was saved in another encoding, run \"iconv -f "
             "WINDOWS-1252 -t UTF-8 FILE\", or export it again (%s, byte offset 4)")):
        path = write(directory, "map.txt", data)
        run = p.run("--map", path)
        check("map: " + name, expect("exit status", run.status, 2),
              expect("message", run.err, "csdiff: %s\n" % (message % path)))


def choosing(directory):
    p = pair(directory,
             [pending("CN=a,OU=X", "update", change("title", "1", "2"), change("mail", "1", "2")),
              pending("CN=b,OU=X", "delete", object_type="group")],
             [pending("CN=c,OU=Y", "add", change("title", "1", "2"), object_type="Group")])
    a = ["Active CN=a,OU=X Update mail Update 1 2", "Active CN=a,OU=X Update title Update 1 2"]
    b, c = ["Active CN=b,OU=X Delete"], ["Staging CN=c,OU=Y Add title Update 1 2"]
    for arguments, rows in ((["--attribute", "TITLE"], a[1:] + c),
                            (["--exclude-attribute", "title"], a[:1] + b),
                            (["--object-type", "group"], b + c), (["--omodt", "add,delete"], b + c),
                            (["--dn", "*,ou=x"], a + b), (["--dn", "*", "--attribute", "no"], [])):
        check("choosing: " + " ".join(arguments), expect("rows", p.found(*arguments), rows))
    p = Pair(directory, read("aad.xml"), document())
    for section in ("escrowed-export", "unconfirmed-export", "pending-import"):
        check("section: " + section,
              expect("rows", sorted(row[1:] for row in p.rows("--section", section)),
                     sorted(table(Run("--raw", p.active, section).out)[1:])))
    p = Pair(directory, read("drop.xml"), read("drop.xml"))
    check("a drop file is compared as well", expect("exit status", p.run().status, 0))


# ---- Output ---------------------------------------------------------------------------------

def formats(directory):
    active = [pending("CN==a", "update", change("title", "=1", "b"),
                      change("count", "0", "7", kind="integer"),
                      attribute("mail", value("x", "add"), amodt="update", multivalued=True))]
    p = pair(directory, active, [])
    plain = p.run()
    check("csv: guarded against formulas, quoted",
          expect("standard output", plain.out.split(b"\n")[3],
                 b'"Active","CN==a","user","","Update","title","Update","\'=1","b","",""'))
    check("csv: --excel --delimiter tab",
          expect("standard output", p.run("--excel", "--delimiter", "tab").out,
                 b"\xef\xbb\xbf" + plain.out.replace(b'","', b'"\t"').replace(b"\n", b"\r\n")))
    found = [json.loads(line) for line in p.run("--format", "jsonl").out.splitlines()]
    wanted = dict(zip(HEADER, ["Active", "CN==a", "user", None, "Update", "count", "Update", 0, 7,
                               None, None]))
    check("jsonl: numbers are numbers, nothing is null", expect("first row", found[0], wanted),
          expect("counts", (found[1]["ValuesAdded"], found[1]["ValuesRemoved"]), (1, 0)))
    run = p.run("--format", "jsonl", "--raw", "--decode")
    check("jsonl: no more than the rows", expect("lines", run.out.count(b"\n"), 3))
    p = pair(directory, [pending("CN=a", "update", change("userAccountControl", "0x200", "0x202",
                                                             kind="integer"))],
             [])
    check("decode", expect("rows", p.found("--decode"), [
        "Active CN=a Update userAccountControl Update 512 (NORMAL_ACCOUNT) "
        "514 (ACCOUNTDISABLE, NORMAL_ACCOUNT)"]))
    out = os.path.join(directory, "out.xlsx")
    run = p.run("--format", "xlsx", "-o", out)
    if "without" in run.err and run.status == 2:
        check("xlsx: a build without it says so", expect("exit status", run.status, 2))
        return
    with zipfile.ZipFile(out) as book:
        texts = "".join(book.read(name).decode() for name in book.namelist()
                        if name.endswith(".xml"))
    check("xlsx: the rows, the files and the totals",
          *("no %r in it" % text for text in ("userAccountControl", "Side", p.active, p.staging,
                                              "1         1  only on the active side")
            if text not in texts))


def text_of(html):
    """What a person reads on a page."""
    text = re.sub(r"<style.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(text).split())


def page(directory):
    evil = "<script>alert(1)</script>"

    def group(*values):
        return pending("CN=group", "update", attribute("member", *values, amodt="update",
                                                       multivalued=True), object_type="group",
                       after=["<ma-name>contoso.com - AAD</ma-name>"])

    p = pair(directory,
             [pending("CN=ada", "update", change("title", "old", evil)), pending("CN=b", "delete"),
              group(value("CN=1", "add"), value("CN=2", "delete")), pending("CN=c", "delete")],
             [pending("CN=ada", "update", change("title", "old", "other")),
              group(value("CN=1", "add"), value("CN=3", "delete")), pending("CN=c", "delete")])
    run = p.run("--format", "html", "--key", "dn", "--exclude-attribute=mail", "--ignore-case")
    html, text = run.out.decode(), text_of(run.out.decode())
    check("html: a page that says what was compared, and how", expect("status", run.status, 1),
          *("no %r in it" % wanted for wanted in (
              "Differences between two servers", "contoso.com - AAD", p.active, p.staging,
              "--key dn --exclude-attribute mail --ignore-case", "Only what matches is compared",
              "only on the active side 1 ", "only on the staging side 0 ",
              "not in the same way 2 ", "in the same way (not listed below) 1 ",
              "3 objects, in the order in which they are compared.", "active side", evil,
              "CN=2", "CN=3") if wanted not in text))
    check("html: no markup out of a value", "it has" if "<script" in html else None)
    check("html: what is the same is not listed", "it is" if "CN=c" in text else None)
    check("html: the same whatever the threads",
          expect("bytes", p.run("--format", "html", "-j", "1").out,
                 p.run("--format", "html", "--jobs", "4").out))
    p = pair(directory, [pending("CN=c", "delete")], [pending("CN=c", "delete")])
    check("html: nothing differs", None if "Nothing differs." in text_of(
        p.run("--format", "html").out.decode()) else "it is not said")


def totals(directory):
    p = pair(directory, [pending("CN=a", "update", change("x", "1", "2"), change("y", "1", "2")),
                         pending("CN=b", "delete"), pending("CN=c", "delete")],
             [pending("CN=a", "update", change("x", "1", "3"), change("y", "1", "2"),
                      change("z", "1", "2")), pending("CN=c", "delete")])
    text = "   objects   changes\n" \
        "         1         1  only on the active side\n" \
        "         0         1  only on the staging side\n" \
        "         1         1  on both but different\n" \
        "         1         2  the same\n"
    check("totals: on standard error", expect("standard error", p.run().err, text))
    check("totals: not with -q", expect("standard error", p.run("-q").err, ""))
    check("totals: but with --summary", expect("standard error", p.run("-q", "--summary").err, text))
    run = p.run("--summary=json", "-q")
    check("totals: as JSON in place of the rows", expect("exit status", run.status, 1),
          expect("standard output", json.loads(run.out),
                 {"undetermined": None, "objects": dict(zip(PLACES, (1, 0, 1, 1))),
                  "changes": dict(zip(PLACES, (1, 1, 1, 2)))}),
          expect("lines", run.out.count(b"\n"), 1))
    for name, lost in (("a full disk", {"stderr": open("/dev/full", "wb")}),
                       ("no standard error", {"preexec_fn": lambda: os.close(2)})):
        for more, status in (([], 2), (["-q"], 1), (["-q", "--summary"], 2)):
            run = diff(*more, p.active, p.staging, **lost)
            check("totals: %s, %s" % (name, " ".join(more)),
                  expect("exit status", run.status, status),
                  expect("standard output", run.out, p.run(*more).out))


def silent(dn):
    """An object of a file that was written without deltas."""
    return cs_object(dn, hologram("synchronized-hologram"))


def undetermined(directory):
    """A file that cannot tell what is pending closes the gate (doc/answers.md)."""
    contrary = cs_object("CN=a", "<export-delta-operation>delete</export-delta-operation>")
    known = pending("CN=b", "update", change("title", "1", "2"))
    for name, active, reason, objects in (
            ("silent", [silent("CN=a"), silent("CN=c")], "silent", 2),
            ("contradiction", [contrary, known], "contradiction", 1)):
        p = pair(directory, active, [known])
        run = p.run("-q")
        wanted = [HEADER] + ([["Staging", "CN=b", "user", "", "Update", "title", "Update", "1", "2",
                               "", ""]] if reason == "silent" else [])
        check("undetermined, %s: exit status 2, and the rows all the same" % name,
              expect("exit status", run.status, 2), expect("rows", table(run.out), wanted),
              expect("lines", run.err.count("\n"), 1),
              None if run.err.startswith("csdiff: %s: this file cannot tell" % p.active)
              else run.err)
        run = p.run("-q", "--accept-undetermined")
        check("undetermined, %s: accepted" % name, expect("exit status", run.status,
                                                          len(wanted) - 1),
              expect("lines", run.err.count("\n"), 1))
        found = json.loads(p.run("-q", "--summary=json").out)
        check("undetermined, %s: first in the totals" % name,
              expect("first key", list(found)[0], "undetermined"),
              expect("verdict", found["undetermined"],
                     {"reason": reason, "objects": objects, "first": "CN=a"}))
        text = text_of(p.run("-q", "--format", "html").out.decode("utf-8"))
        check("undetermined, %s: first on the page, which claims nothing else" % name,
              None if "What is pending cannot be told" in text else "it is not said",
              *["it says " + claim for claim in ("No difference is about", "Nothing differs",
                                                 "would do alike", "in the same way")
                if claim in text])
        path = os.path.join(directory, "undetermined.xlsx")
        p.run("-q", "-o", path)
        check("undetermined, %s: first in the workbook" % name,
              None if "cannot tell" in workbook.read(path)[0].rows[0][0] else "it is not")
    p = pair(directory, [silent("CN=a"), known], [known])
    check("undetermined: not if one object has a change", expect("rows", p.found(), []))
    p = pair(directory, [], [])
    check("undetermined: not a file without objects", expect("rows", p.found(), []))


def warnings(directory):
    p = pair(directory, [pending("CN=a", "update", change("title", "1", "2"))],
             [pending("CN=a", "update", change("title", "1", "2"))])
    for options, line, strict in (
            (["--ignore-attribute", "titel"],
             'csdiff: --ignore-attribute: no object has the attribute "titel"', 2),
            (["--ignore-attribute", "department"],
             'csdiff: --ignore-attribute: no object has the attribute "department"', 0),
            (["--attribute", "title"], "", 0)):
        run = p.run("-q", *options)
        check("warning: " + " ".join(options), expect("exit status", run.status, 0),
              None if run.err.startswith(line) and bool(run.err) == bool(line) else run.err,
              expect("exit status of --strict", p.run("-q", "--strict", *options).status, strict))
    p = pair(directory, [pending("CN=a", "add", change("unicodePwd", None, "secret1"))],
             [pending("CN=a", "add", change("unicodePwd", None, "secret2"))])
    for options in ([], ["--format", "jsonl"], ["--format", "html"]):
        run = p.run("-q", *options)
        check("passwords: compared, and hidden " + " ".join(options),
              expect("exit status", run.status, 1),
              None if b"(hidden)" in run.out and b"secret" not in run.out
              else run.out[-500:],
              None if "values of passwords are hidden" in run.err or
              "value of a password is hidden" in run.err else run.err)
    check("passwords: shown", expect("rows", p.found("--show-passwords"), [
        "Active CN=a Add unicodePwd Update  secret1",
        "Staging CN=a Add unicodePwd Update  secret2"]))


def threads_do_not_count(directory):
    r = random.Random(SEED)
    p = Pair(directory, *random_pair(r))
    outputs = {p.run("-j", str(jobs)).out for jobs in (1, 2, 8)}
    check("threads: the output does not depend on them", expect("outputs", len(outputs), 1))


# ---- Trouble --------------------------------------------------------------------------------

def malformed(directory):
    good = document(*EVERYTHING)
    bad = [("not well-formed", good[:-5], "not well-formed"),
           ("not an export", b"<root/>", ""), ("empty", b"", ""),
           ("an unknown operation", document(pending("CN=eve", "explode")), "explode")]
    for name, data, word in bad:
        for side in ("active", "staging"):
            p = Pair(directory, *((data, good) if side == "active" else (good, data)))
            out = write(directory, "out.csv", b"old")
            run = p.run("-o", out)
            with open(out, "rb") as file:
                kept = file.read()
            check("malformed: %s, %s side" % (name, side), expect("exit status", run.status, 2),
                  expect("old output", kept, b"old"),
                  None if word in run.err and "(%s side, %s" % (side, getattr(p, side)) in run.err
                  else "message: " + run.err,
                  expect("lines", run.err.count("\n"), 1))
    run = diff("--active", testdata("aad.xml"), "--active", "missing.xml", "--staging",
               testdata("aad.xml"))
    check("a file that is missing", expect("exit status", run.status, 2), expect(
        "message", run.err, 'csdiff: cannot open "missing.xml": No such file or directory '
        '(active side, missing.xml)\n'))


def usage():
    a, b = testdata("aad.xml"), testdata("onprem.xml")
    for arguments, message in (
            ([], "no file for the active side"), ([a], "no file for the staging side"),
            ([a, b, "c"], 'unexpected argument "c"'),
            (["--active", a], "no file for the staging side"),
            (["--staging", a, b], 'unexpected argument "%s": --active and --staging name the files' % b),
            (["-", "-"], "standard input is named more than once"),
            (["--map", "-", "-", a], "standard input is named more than once"),
            (["--key", "DN", a, b], 'unknown key "DN": use dn, sourceanchor or @ATTRIBUTE'),
            (["--key", "@", a, b], 'unknown key "@": use dn, sourceanchor or @ATTRIBUTE'),
            (["--section", "delta", a, b],
             'unknown section "delta": use unapplied-export, escrowed-export, '
             'unconfirmed-export or pending-import'),
            (["--summary=json", "--format", "html", a, b],
             'option "--summary=json" replaces the report, so "--format" has no effect'),
            (["--format", "pdf", a, b], 'unknown format "pdf": use csv, jsonl, xlsx or html'),
            (["C:\\a.xml", b],
             '"C:\\a.xml" is a Windows path; use "./C:\\a.xml" for a file with that name here'),
            ([a, b, "-o", "C:\\a.csv"],
             '"C:\\a.csv" is a Windows path; use "./C:\\a.csv" for a file with that name here'),
            ([a, b, "--map", "\\\\server\\map"],
             '"\\\\server\\map" is a Windows path; use "./\\\\server\\map" for a file with that name here'),
            (["--summary=xml", a, b], 'option "--summary" takes text or json, not "xml"'),
            (["-j", "0", a, b], 'option "--jobs" takes a number from 1 to 64, not "0"'),
            (["--ignore-attribute", "a,,b", a, b], 'an empty word in the list "a,,b"'),
            (["--map", "x", "--map", "y", a, b], 'option "--map" is given twice')):
        run = diff(*arguments)
        check("usage: " + " ".join(arguments).replace(TESTDATA, "."),
              expect("exit status", run.status, 2), expect(
                  "message", run.err, "csdiff: %s\nTry 'csdiff --help'.\n" % message))


def pipes(directory):
    export = read("aad.xml")
    run = diff(testdata("aad.xml"), "-", input=export)
    check("standard input is one side", expect("exit status", run.status, 0))
    shell = subprocess.run(["bash", "-c", "csdiff -q <(cat %s) <(cat %s)" % (
        testdata("aad.xml"), testdata("aad-utf16le.xml"))],
        env=dict(os.environ, PATH=BIN + ":" + os.environ["PATH"]), capture_output=True, check=False)
    check("both sides are pipes", expect("exit status", shell.returncode, 1),
          expect("standard error", shell.stderr, b""))
    database = os.path.join(directory, "cs.db")
    Run("-d", database, testdata("aad.xml"), program="csimport")
    shell = subprocess.run(["bash", "-c",
                            "csdiff -q <(csexport -d %s 'contoso.com - AAD' - /f:x) %s" % (
                                database, testdata("aad.xml"))],
                           env=dict(os.environ, PATH=BIN + ":" + os.environ["PATH"]),
                           capture_output=True, check=False)
    check("what csexport writes is what was imported", expect("exit status", shell.returncode, 0),
          expect("standard error", shell.stderr, b""))
    fifo = os.path.join(directory, "fifo")
    os.mkfifo(fifo)
    holder = os.open(fifo, os.O_RDWR)
    run = diff(fifo, fifo)
    check("the same pipe on both sides is wrong usage", expect("exit status", run.status, 2),
          expect("message", run.err, "csdiff: \"%s\" and \"%s\" are the same pipe, which can be read only once\n"
                 "Try 'csdiff --help'.\n" % (fifo, fifo)))
    run = diff("-", "/dev/stdin", input=export)
    check("nor under another name", expect("exit status", run.status, 2),
          expect("standard output", run.out, b""))
    process = subprocess.Popen([os.path.join(BIN, "csdiff"), "-o", os.path.join(directory, "out"),
                                testdata("aad.xml"), fifo], stderr=subprocess.PIPE)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, message = process.communicate(timeout=30)
    os.close(holder)
    check("interrupted while it waits", expect("exit status", process.returncode, 2),
          expect("message", message.split(b" (")[0].rstrip(), b"csdiff: interrupted"),
          expect("files", sorted(os.listdir(directory)), ["cs.db", "fifo"]))


def output_is_no_input(directory):
    for side in ("active", "staging"):
        p = Pair(directory, read("aad.xml"), read("onprem.xml"))
        before = os.stat(getattr(p, side)).st_mtime_ns
        run = p.run("-o", getattr(p, side))
        check("an output that is an input is refused, %s side" % side,
              expect("exit status", run.status, 2),
              expect("file", os.stat(getattr(p, side)).st_mtime_ns, before))
    names = write(directory, "map.txt", b"contoso.com\tfabrikam.com\n")
    run = p.run("--map", names, "-o", names)
    with open(names, "rb") as file:
        check("an output that is the map is refused", expect("exit status", run.status, 2), expect(
            "message", run.err, 'csdiff: the output "%s" is also the input\n' % names), expect(
            "file", file.read(), b"contoso.com\tfabrikam.com\n"))
    run = diff(testdata("aad.xml"), testdata("onprem.xml"), stdout=open("/dev/full", "wb"))
    check("a full disk is trouble", expect("exit status", run.status, 2))


# ---- Larger files ---------------------------------------------------------------------------

def shares(directory):
    """One per cent, half and all of a larger file differ."""
    count = 2000
    r = random.Random(SEED)

    def person(i, mail):
        return pending("CN=person %d,OU=People,DC=contoso,DC=com" % i, "update",
                       change("title", "Engineer", "Countess"), change("mail", "old%d" % i, mail),
                       attribute("member", *(value("CN=%d" % (i * k), "add", "dn-value")
                                             for k in range(20)),
                                 multivalued=True, element="dn-attr"))

    for share in (1, 50, 100):
        differing = set(r.sample(range(count), count * share // 100))
        active = [person(i, "new%d" % i) for i in range(count)]
        staging = [person(i, ("other%d" if i in differing else "new%d") % i) for i in range(count)]
        r.shuffle(staging)
        p = pair(directory, active, staging)
        check("%d %% differ" % share, compared(p), expect(
            "objects", p.objects(), [0, 0, len(differing), count - len(differing)]))


def main():
    for test in (random_pairs, style_does_not_count, what_counts, spelling_does_not_count,
                 the_two_sides_stand_together,
                 four_snapshots, keys, ignoring, mapping, choosing, formats, page, totals, undetermined, warnings,
                 threads_do_not_count, malformed, pipes, output_is_no_input, shares):
        with temporary_directory() as directory:
            test(directory)
    usage()
    finish()


if __name__ == "__main__":
    main()
