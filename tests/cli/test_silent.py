#!/usr/bin/env python3
"""Nothing silent. Every place where a byte could be lost, cut or changed on its way through the
programs: it comes out exactly, or the program says so with the object's DN, and its status is 2.

What a document may not hold is in test_malformed.py, byte by byte, for csanalyzer; here it is shown
to every program. What a workbook's cell cannot hold is in test_formats.py, what a page leaves out
in test_page.py, the password history in test_csimport.py, what the view refuses in
test_staging.py."""
import csv
import io
import json
import os
import sqlite3

import workbook
from documents import (attribute, cs_object, delta, document, escaped, hologram, pending,
                       value)
from harness import Run, check, expect, finish, temporary_directory, write

NAME = "hr"
DN = "CN=Ada,DC=contoso"


def allowed(code):
    """True for what XML 1.0 can hold (section 2.2)."""
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or \
        0x10000 <= code


csv.field_size_limit(1 << 30)
EVERYTHING = "".join(chr(code) for code in range(0x110000) if allowed(code))
TEXTS = (
    ("spaces around", " \t a \n "), ("line ends", "\r\n\n\r\r\n"), ("a CR alone", "\r"),
    ("a space alone", " "), ("quotes", "\"\"'\"\""), ("markup", "<![CDATA[]]>&amp;&#0;<!--"),
    ("what ends CDATA", "]]>"), ("what a spreadsheet runs", "=1+1"), ("an apostrophe", "'=1"),
    ("a separator", "a,b;c\td"), ("C1 controls", "".join(map(chr, range(0x7F, 0xA0)))),
    ("direction", "\u202e\u2066\u200f"), ("other line ends", "\x85\u2028\u2029"),
    ("a byte-order mark", "\ufeff"), ("characters that are none", "\ufdd0\U0001fffe\U0010ffff"),
    ("what stands for a lost one", "\ufffd"), ("composed and not", "\u00e9e\u0301"),
    ("an escape of workbooks", "_x000D_ _x005F_x0041_"), ("an escape of JSON", "\\u0041\\n\\"),
    ("a percent", "%00%s%n"), ("zeros", "00123"), ("a large number", "123456789012345678901234567"),
)


def one(text, dn=DN, name="title", number=1):
    """An object that gets a value."""
    return pending(dn, "add", attribute(name, value(text).replace("]]>", "]]&gt;")), number=number)


def with_value(text):
    return document(one(text))


def run(program, *arguments, **options):
    return Run("-q", *arguments, program=program, **options)


# ---- What is kept: the texts of a column, one of each object -------------------------------------

COLUMNS = ("DN", "Attribute", "Value")
VALUES = ("--layout", "values", "--columns", ",".join(COLUMNS))


def through_csv(data, column, *options):
    done = run("csanalyzer", "--raw", *VALUES, *options, input=data)
    text = done.out.decode("utf-8-sig" if "--excel" in options else "utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    return [row[COLUMNS.index(column)] for row in rows[1:]]


def through_json(data, column):
    done = run("csanalyzer", "--format", "jsonl", *VALUES, input=data)
    return [json.loads(line)[column] for line in done.out.split(b"\n")[:-1]]


def through_workbook(data, column, here):
    """None in a build without workbooks."""
    path = os.path.join(here, "out.xlsx")
    done = run("csanalyzer", "--format", "xlsx", *VALUES, "-o", path, input=data)
    if "libxlsxwriter" in done.err:
        return None
    adds = next(sheet for sheet in workbook.read(path) if sheet.name == "Adds")
    return [(row + [""] * 3)[COLUMNS.index(column)] for row in adds.rows[1:]]


def through_database(data, here):
    """The document as csexport writes it, after csimport."""
    path = os.path.join(here, "some.db")
    done = run("csimport", "-d", path, "-n", NAME, "-", input=data)
    assert done.status == 0, done.err
    done = run("csexport", "-d", path, NAME, "-")
    os.remove(path)
    return done.out


def kept(place, column, texts, data):
    """Every way through the programs gives the texts back."""
    with temporary_directory() as here:
        again = through_database(data, here)
        ways = [("CSV", through_csv(data, column)),
                ("CSV, --excel", through_csv(data, column, "--excel")),
                ("JSON", through_json(data, column)),
                ("a workbook", through_workbook(data, column, here)),
                ("the database", through_csv(again, column))]
        difference = run("csdiff", write(here, "a.xml", data), write(here, "b.xml", again))
    for way, found in ways:
        if found is None:
            continue
        check("kept in %s, through %s" % (place, way), expect("texts", len(found), len(texts)),
              *(expect(name, ascii(text), ascii(wanted))
                for (name, _), text, wanted in zip(TEXTS, found, texts)))
    check("kept in %s, says csdiff" % place, expect("status", difference.status, 0),
          difference.err)


def test_kept():
    texts = [text for _, text in TEXTS]
    values = [one(text, dn="CN=%d" % i, number=i) for i, text in enumerate(texts)]
    kept("values", "Value", texts, document(*values))
    kept("values in UTF-16", "Value", texts, document(*values, encoding="utf-16-le"))
    inside = ["a%sa" % text for text in texts]
    kept("attributes' names", "Attribute", inside, document(
        *(one("x", dn="CN=%d" % i, name=text, number=i) for i, text in enumerate(inside))))
    kept("DNs", "DN", inside, document(
        *(one("x", dn=text, number=i) for i, text in enumerate(inside))))


def test_everything():
    """Every character that XML can hold, in one value; it is longer than a workbook's cell."""
    for encoding in ("utf-8", "utf-16-le"):
        data = document(one(EVERYTHING), encoding=encoding)
        with temporary_directory() as here:
            again = through_database(data, here)
        check("kept: every character, in " + encoding,
              *("%s differs" % way for way, found in (
                  ("CSV", through_csv(data, "Value")), ("JSON", through_json(data, "Value")),
                  ("the database", through_csv(again, "Value"))) if found != [EVERYTHING]))


def test_twice():
    """What is there twice stays there twice, in its order."""
    twice = (attribute("title", value("a"), value("a"), amodt="update", multivalued=True),
             attribute("mail", value("b"), amodt="update"),
             attribute("title", value("c"), value("a"), amodt="update", multivalued=True),
             attribute("title", value("d"), kind="binary"),
             attribute("Title", value("e")))
    data = document(pending(DN, "update", *twice, number=1, after=(
        hologram("synchronized-hologram", *twice),)))
    wanted = [("title", "a"), ("title", "a"), ("mail", "b"), ("title", "c"), ("title", "a"),
              ("title", "d"), ("Title", "e")]
    with temporary_directory() as here:
        again = through_database(data, here)
    for way, text in (("as it is", data), ("through the database", again)):
        done = run("csanalyzer", "--raw", "--layout", "values", "--columns", "Attribute,Value",
                   input=text)
        rows = list(csv.reader(io.StringIO(done.out.decode())))[1:]
        check("an attribute twice, " + way, expect("values", sorted(map(tuple, rows)),
                                                   sorted(wanted)),
              expect("in the document", text.count(b'name="title"'), 6))


def test_unknown():
    """What nobody knows goes through the database as it is, text and XML attributes to the byte."""
    unknown = '<odd a="&#9;&#10;&#13; ">t \n&#13;<odder b="1"></odder> .\t</odd>'
    data = document(pending(DN, "add", attribute("title", unknown, value("x")), unknown, number=1,
                            after=(unknown,)), unknown)
    with temporary_directory() as here:
        again = through_database(data, here).decode()
    check("what is unknown is kept", expect("how often", again.count(unknown), 4))


# ---- What is refused: a document -----------------------------------------------------------------

BAD = (("a byte alone", b"\x80"), ("a letter of Latin-1", b"\xe9t\xe9"), ("too long", b"\xc0\x80"),
       ("cut", b"\xe2\x82"), ("half a pair", b"\xed\xa0\x80"), ("too large", b"\xf4\x90\x80\x80"),
       ("a NUL", b"\0"), ("a control character", b"\x1b"), ("U+FFFE", b"\xef\xbf\xbe"),
       ("U+FFFF", b"\xef\xbf\xbf"), ("a reference to NUL", b"&#0;"),
       ("a reference to a control character", b"&#x1B;"), ("a reference to U+FFFE", b"&#xFFFE;"))


def refused_by_all(name, data, reason=""):
    """Every program that reads documents says so, with the DN, and leaves everything as it was."""
    with temporary_directory() as here:
        write(here, "good.xml", with_value("x"))
        write(here, "bad.xml", data)
        write(here, "out", b"old")
        run("csimport", "-d", "some.db", "-n", NAME, "good.xml", cwd=here)
        before = {entry.name: (entry.stat().st_size, entry.stat().st_mtime_ns)
                  for entry in os.scandir(here)}
        problems = []
        for program, *arguments in (
                ("csanalyzer", "-o", "out", "bad.xml"), ("csanalyzer", "-o", "new", "bad.xml"),
                ("csanalyzer", "--format", "jsonl", "--sort", "-o", "out", "bad.xml"),
                ("csdiff", "-o", "out", "good.xml", "bad.xml"),
                ("csdiff", "-o", "new", "bad.xml", "good.xml"),
                ("csimport", "-d", "some.db", "-n", NAME, "bad.xml"),
                ("csimport", "-d", "some.db", "-n", NAME, "--merge", "bad.xml"),
                ("csimport", "-d", "new.db", "-n", NAME, "bad.xml")):
            done = run(program, *arguments, cwd=here)
            problems += (expect("status of " + program, done.status, 2),
                         None if all(part in done.err for part in (DN, reason, "bad.xml")) else
                         "%s says %r" % (program, done.err))
        after = {entry.name: (entry.stat().st_size, entry.stat().st_mtime_ns)
                 for entry in os.scandir(here)}
        check("refused: " + name, *problems, expect("files", after, before))


def test_refused():
    for name, bad in BAD:
        refused_by_all(name, with_value("a@@b").replace(b"@@", bad))
    for name, bad in (("a lone half", "\ud800"), ("halves in the wrong order", "\udc00\ud800"),
                      ("a NUL", "\0"), ("U+FFFE", "\ufffe")):
        data = with_value("a@@b").decode().replace("@@", bad)
        refused_by_all(name + ", in UTF-16",
                       b"\xff\xfe" + data.encode("utf-16-le", "surrogatepass"))
    delta_twice = delta("add", dn=DN) * 2
    refused_by_all("a delta twice", document(cs_object(
        DN, "<unapplied-export>%s</unapplied-export>" % delta_twice, number=1)), "delta")
    refused_by_all("a hologram twice", document(cs_object(
        DN, *[hologram("synchronized-hologram")] * 2, number=1)), "synchronized-hologram")
    refused_by_all("an XML attribute twice", with_value("x").replace(
        b'<delta ', b'<delta newdn="a" newdn="b" '))


LIMIT = 16 << 20  # the longest value, in bytes of UTF-8


def test_limit():
    for name, text in (("bytes", "x" * LIMIT), ("characters", "é" * (LIMIT // 2))):
        with temporary_directory() as here:
            again = through_database(with_value(text), here)
        check("the longest value is kept: " + name,
              None if through_csv(again, "Value") == [text] else "it is another")
        refused_by_all("a value that is longer: " + name, with_value(text + "x"), "16 MiB")


# ---- What is refused: a database -----------------------------------------------------------------

def test_database():
    """What SQL has put past the view, wherever it is: csexport writes it exactly or refuses."""
    columns = (("value", "value"), ("image", "dn"), ("image", "newdn"), ("image", "anchor"),
               ("object", "dn"), ("object", "type"), ("object", "guid"), ("attribute", "name"),
               ("attribute", "type"), ("value", "anchor"))
    values = [(name, data) for name, data in BAD if not data.startswith(b"&")]
    with temporary_directory() as here:
        run("csimport", "-d", "some.db", "-n", NAME, "-", input=with_value("x"), cwd=here)
        with open(os.path.join(here, "some.db"), "rb") as file:
            good = file.read()
    for table, column in columns:
        for name, data in values + [("a blob", None)]:
            with temporary_directory() as here:
                path = write(here, "some.db", good)
                db = sqlite3.connect(path)
                db.execute("UPDATE %s SET %s = %s" % (
                    table, column, "x'00'" if data is None else "CAST(? AS TEXT)"),
                    () if data is None else (b"a" + data + b"b",))
                db.commit()
                db.close()
                done = run("csexport", "-d", path, NAME, "out", cwd=here)
                named = DN in done.err or (column, table) in (("dn", "object"),)
                check("in the database, %s in %s.%s" % (name, table, column),
                      expect("status", done.status, 2), None if named and path in done.err else
                      "it says %r" % done.err, expect("files", os.listdir(here), ["some.db"]))


def main():
    test_kept()
    test_everything()
    test_twice()
    test_unknown()
    test_refused()
    test_limit()
    test_database()
    finish()


main()
