#!/usr/bin/env python3
"""What csanalyzer does when something is wrong: a message with the place, exit status 2, nothing
half-written, and never more memory than the limits allow."""
import itertools
import os
import subprocess
import sys
import tempfile

from harness import (BIN, MESSAGE, TESTDATA, Run, check, expect, finish, read, sanitized,
                     temporary_directory, write)

import oracle

MIB = 1 << 20
START = '<?xml version="1.0" encoding="UTF-8"?>'
ADA = ('<cs-object cs-dn="CN=Ada" id="{1}" object-type="user"><unapplied-export>'
       '<delta operation="update" dn="CN=Ada"><attr name="title" operation="update">'
       '<value operation="add">Countess</value></attr></delta></unapplied-export></cs-object>')


def document(*objects):
    return START + "<cs-objects>%s</cs-objects>" % "".join(objects)


def one(content, attributes='cs-dn="CN=Grace" id="{2}"'):
    """Ada and behind her an object with this content."""
    return document(ADA, "<cs-object %s>%s</cs-object>" % (attributes, content))


def with_delta(content, operation='operation="update"', section="unapplied-export"):
    return one("<%s><delta %s>%s</delta></%s>" % (section, operation, content, section))


def hologram(content):
    return one("<synchronized-hologram><entry>%s</entry></synchronized-hologram>" % content)


DROP = ('<mmsml xmlns="http://www.microsoft.com/mms/mmsml/v2"><directory-entries>%s'
        '</directory-entries></mmsml>')
VALUE = '<attr name="a"><value>%s</value></attr>'


# ---- The message ---------------------------------------------------------------------------

HOSTILE = [chr(c) for c in itertools.chain(range(0x20), range(0x7f, 0xa0), (0x61c, 0x200e, 0x200f),
                                           range(0x202a, 0x202f), range(0x2066, 0x206a))]


def hostile_in(err):
    found = [hex(ord(c)) for c in err[:-1] if c in HOSTILE]
    return "the message has %s: %r" % (found, err) if found else None


def refused(run, file="standard input", size=None, what=None, object=None, dn=None, within=None,
            out=None):
    """The problems of a run that must have refused its input.

    `size`: the place has a byte offset in a file of so many bytes; `within`: between these two.
    `out`: what standard output may at most hold (the rows before the error)."""
    problems = [expect("exit status", run.status, 2), hostile_in(run.err)]
    if out is not None and not out.startswith(run.out):
        problems.append("rows that are none: %r" % run.out[-300:])
    match = MESSAGE.fullmatch(run.err)
    if not match or match["program"] != "csanalyzer":
        return problems + ["no message of the right shape: %r" % run.err]
    if len(run.err) > 4000:
        problems.append("a message of %d bytes" % len(run.err))
    if what and what not in match["what"]:
        problems.append('"%s" is not in %r' % (what, run.err))
    if file:
        problems.append(expect("file in %r" % run.err, match["file"], file))
    if size is not None or within is not None:
        low, high = within or (0, size)
        if match["offset"] is None or not low <= int(match["offset"]) <= high:
            problems.append("byte offset not from %d to %d in %r" % (low, high, run.err))
    if object is not None:
        problems.append(expect("object in %r" % run.err, match["object"], str(object)))
    if dn is not None:
        problems.append(expect("DN in %r" % run.err, match["dn"], dn))
    return problems


ADAS_ROW = oracle.report(document(ADA).encode())


def message_in_full():
    """The whole line, as the manual shows it."""
    data = one('<unapplied-export><delta operation="bogus" dn="CN=Grace"/></unapplied-export>')
    with temporary_directory() as directory:
        write(directory, "export.xml", data.encode())
        run = Run("export.xml", cwd=directory)
        match = MESSAGE.fullmatch(run.err)
        offset = int(match["offset"]) if match and match["offset"] else -1
        start, end = data.index('<delta operation="bogus"'), data.index("</cs-objects>")
        check("message: the whole line", expect("exit status", run.status, 2),
              expect("standard error", run.err,
                     'csanalyzer: unknown operation "bogus" of a delta (export.xml, byte '
                     'offset %d, object 2, DN "CN=Grace")\n' % offset),
              None if start <= offset <= end else "%d is not in %d-%d" % (offset, start, end))


# ---- Documents that break a rule of the format ----------------------------------------------

# Name, document, what the message says, and whether the second object and its DN are in it.
NO_PLACE, IN_OBJECT = False, True
FORMAT = [
    ("root: another name", "<objects/>", None, NO_PLACE),
    ("root: a cs-object", ADA, None, NO_PLACE),
    ("root: another namespace", '<cs-objects xmlns="urn:x"/>', None, NO_PLACE),
    ("root: a prefix", '<x:cs-objects xmlns:x="urn:x"/>', None, NO_PLACE),
    ("root: another case", "<CS-Objects/>", None, NO_PLACE),
    ("root: a drop file without its namespace", "<mmsml/>", None, NO_PLACE),
    ("root: a drop file of another version",
     '<mmsml xmlns="http://www.microsoft.com/mms/mmsml/v1"/>', None, NO_PLACE),
    ("root: HTML", "<html><body>Sign in</body></html>", None, NO_PLACE),
    ("cs-dn missing", document(ADA, '<cs-object id="{2}"/>'), "cs-dn", NO_PLACE),
    ("cs-dn of another namespace", document(
        ADA, '<cs-object xmlns:x="urn:x" x:cs-dn="CN=Grace"/>'), "cs-dn", NO_PLACE),
    ("dn missing in a drop file", DROP % '<delta operation="add"/>', None, NO_PLACE),
    ("operation: a drop file", DROP % '<delta operation="bogus" dn="x"/>', "bogus", NO_PLACE),
    ("operation: missing in a drop file", DROP % '<delta dn="x"/>', None, NO_PLACE),
    ("operation: missing", with_delta("", ""), None, IN_OBJECT),
    ("operation: of another namespace",
     with_delta("", 'xmlns:x="urn:x" x:operation="add"'), None, IN_OBJECT),
    ("attr without name", with_delta("<attr/>"), None, IN_OBJECT),
    ("dn-attr without name", with_delta('<dn-attr operation="add"/>'), None, IN_OBJECT),
    ("attr without name in a hologram", hologram("<attr/>"), None, IN_OBJECT),
    ("dn-attr without name in a hologram", hologram("<dn-attr/>"), None, IN_OBJECT),
    ("attr without name where the delta is none",
     with_delta("<attr/>", 'operation="none"'), None, IN_OBJECT),
]
for word in ("bogus", "Add", " add", "add ", "", "modify", "deleteadd", "delete_add", "updat",
             "updatex", "adda"):
    FORMAT.append(("operation: %r" % word, with_delta("", 'operation="%s"' % word), word or None,
                   IN_OBJECT))
for word in ("bogus", "Add", " update", "delete-add", "none", "obsolete"):
    FORMAT += [("operation: %r of %s" % (word, kind), with_delta(xml % word), word, IN_OBJECT)
               for kind, xml in (("an attr", '<attr name="a" operation="%s"/>'),
                                 ("a dn-attr", '<dn-attr name="a" operation="%s"/>'),
                                 ("an objectclass", '<objectclass operation="%s"/>'))]
for word in ("bogus", "Add", "update", "replace", ""):
    FORMAT += [("operation: %r of %s" % (word, kind), with_delta(xml % word), word or None,
                IN_OBJECT)
               for kind, xml in (
                   ("a value", '<attr name="a"><value operation="%s">v</value></attr>'),
                   ("a dn-value", '<dn-attr name="a"><dn-value operation="%s"/></dn-attr>'),
                   ("an oc-value", '<objectclass><oc-value operation="%s"/></objectclass>'))]
for section in oracle.SECTIONS:
    FORMAT += [
        ("operation: in " + section, with_delta("", 'operation="bogus"', section), "bogus",
         IN_OBJECT),
        ("operation: of an attr in " + section,
         with_delta('<attr name="a" operation="bogus"/>', section=section), "bogus", IN_OBJECT),
        ("operation: of a value in " + section,
         with_delta('<attr name="a"><value operation="bogus"/></attr>', section=section), "bogus",
         IN_OBJECT),
        ("operation: of an attr that is not listed in " + section,
         with_delta('<attr name="a" operation="bogus"/>', 'operation="delete"', section), "bogus",
         IN_OBJECT),
        ("twice: delta in " + section, one(
            '<%s><delta operation="add"/><delta operation="add"/></%s>' % (section, section)),
         "delta", IN_OBJECT)]
for part in oracle.HOLOGRAMS:
    FORMAT.append(("twice: entry in " + part, one("<%s><entry/><entry/></%s>" % (part, part)),
                   "entry", IN_OBJECT))
for part in oracle.SECTIONS + oracle.HOLOGRAMS:
    FORMAT.append(("twice: " + part, one("<%s/><connector>1</connector><%s></%s>" % (
        part, part, part)), part, IN_OBJECT))


def broken_format():
    for name, text, what, place in FORMAT:
        data = text.encode()
        expected = {"what": what, "out": ADAS_ROW}
        if place:
            start = text.index('<cs-object cs-dn="CN=Grace"')
            expected.update(object=2, dn="CN=Grace", within=(start, len(data)))
        elif name != "operation: missing in a drop file":
            expected.update(size=len(data))
        check("format: " + name, *refused(Run(input=data), **expected), must_be_malformed(data))


def must_be_malformed(data):
    try:
        oracle.report(data)
    except oracle.Malformed:
        return None
    return "tests/oracle.py accepts it"


def place_in_utf16():
    """The byte offset is that in the file, whatever its encoding."""
    text = with_delta('<attr name="é😀" operation="bogus"/>').replace("UTF-8", "UTF-16")
    start, end = text.index("<attr name=\"é"), text.index("</cs-objects>")
    for name, data, unit in (
            ("UTF-8", text.encode("utf-8"), 1),
            ("UTF-16LE", ("\ufeff" + text).encode("utf-16-le"), 2),
            ("UTF-16BE", text.encode("utf-16-be"), 2)):
        low = start * unit
        high = (end + 4) * unit + 2
        check("place: in " + name, *refused(Run(input=data), what="bogus", object=2,
                                            dn="CN=Grace", within=(low, high), out=ADAS_ROW))


# ---- Documents that are not XML -------------------------------------------------------------

NOT_XML = [
    ("empty", ""), ("white space", " \n "), ("no element", START), ("a comment", "<!-- x -->"),
    ("text", "Access denied"), ("text before the root", "x" + document()),
    ("text behind the root", document() + "x"), ("two roots", "<cs-objects/><cs-objects/>"),
    ("an end tag alone", "</cs-objects>"), ("no end tag", "<cs-objects>"),
    ("wrong end tag", "<cs-objects></cs-object>"),
    ("wrong end tag of an unknown element", document("<x><y></x></y>")),
    ("crossed tags", one("<unapplied-export><delta operation=\"add\"></unapplied-export></delta>")),
    ("an end tag with attributes", "<cs-objects></cs-objects x='1'>"),
    ("an attribute without quotes", "<cs-objects x=1/>"),
    ("an attribute without a value", "<cs-objects x/>"),
    ("an attribute twice", "<cs-objects x='1' x='2'/>"),
    ("an attribute twice by namespace",
     "<cs-objects xmlns:a='urn:x' xmlns:b='urn:x' a:x='1' b:x='2'/>"),
    ("attributes without a space between", "<cs-objects x='1'y='2'/>"),
    ("< in an attribute", "<cs-objects x='<'/>"), ("& alone", document("&")),
    ("& alone in an attribute", "<cs-objects x='a&b'/>"), ("& and a space", document("a & b")),
    ("a reference without an end", document("&amp")), ("]]> in text", document("]]>")),
    ("]]> in a value", with_delta(VALUE % "]]>")), ("-- in a comment", document("<!-- -- -->")),
    ("---> of a comment", document("<!-- --->")), ("no end of a comment", "<cs-objects><!--"),
    ("no end of CDATA", "<cs-objects><![CDATA[</cs-objects>"),
    ("CDATA outside the root", document() + "<![CDATA[]]>"),
    ("no end of an instruction", "<cs-objects><?x"), ("an instruction without a name",
                                                      document("<? x?>")),
    ("< and a space", document("< x/>")), ("a name that is none", document("<1/>")),
    ("an unknown declaration", document("<!ELEMENT x ANY>")),
    ("the XML declaration not at the start", "\n" + document()),
    ("the XML declaration twice", START + document()),
    ("the XML declaration without a version", '<?xml encoding="UTF-8"?><cs-objects/>'),
    ("the XML declaration with something else", '<?xml version="1.0" x="1"?><cs-objects/>'),
    ("the XML declaration out of order",
     '<?xml encoding="UTF-8" version="1.0"?><cs-objects/>'),
    ("XML 2.0", '<?xml version="2.0"?><cs-objects/>'),
    ("a prefix without a namespace", "<cs-objects><x:y/></cs-objects>"),
    ("an XML attribute's prefix without a namespace", "<cs-objects x:y='1'/>"),
    ("two colons in a name", "<cs-objects><a:b:c xmlns:a='urn:x'/></cs-objects>"),
    ("a second byte-order mark", "\ufeff\ufeff<cs-objects/>"),
    ("a second byte-order mark in front of objects", "\ufeff\ufeff" + document(ADA)),
    ("an error within an unknown element", one("<x><y z></x>")),
    ("an error within a part that is not asked for",
     one("<escrowed-export-hologram><entry>&nothing;</entry></escrowed-export-hologram>")),
]
for entity in ("&nbsp;", "&foo;", "&#0;", "&#1;", "&#x1F;", "&#xD800;", "&#xDFFF;", "&#xFFFE;",
               "&#xFFFF;", "&#x110000;", "&#99999999999999999999;", "&#;", "&#x;", "&#x4G;",
               "&#-1;", "&#X41;", "&;"):
    NOT_XML += [("reference %s in text" % entity, with_delta(VALUE % entity)),
                ("reference %s in an attribute" % entity,
                 one("", 'cs-dn="%s"' % entity))]

DOCTYPES = [
    ("alone", "<!DOCTYPE cs-objects>%s"),
    ("external", '<!DOCTYPE cs-objects SYSTEM "file:///etc/passwd">%s'),
    ("public", '<!DOCTYPE cs-objects PUBLIC "-//X//Y" "http://localhost:1/x.dtd">%s'),
    ("entity", '<!DOCTYPE cs-objects [<!ENTITY x "text">]>%s'),
    ("external entity", '<!DOCTYPE cs-objects [<!ENTITY x SYSTEM "file:///etc/passwd">]>%s'),
    ("parameter entity",
     '<!DOCTYPE cs-objects [<!ENTITY %% x SYSTEM "file:///etc/passwd"> %%x;]>%s'),
    ("bomb", '<!DOCTYPE cs-objects [<!ENTITY x0 "xxxxxxxxxx">'
     + "".join('<!ENTITY x%d "%s">' % (i + 1, ("&x%d;" % i) * 10) for i in range(12))
     + '<!ENTITY x "&x12;">]>%s'),
    ("endless", '<!DOCTYPE cs-objects [<!ENTITY x "&y;"><!ENTITY y "&x;">]>%s'),
    ("attribute defaults", '<!DOCTYPE cs-objects [<!ATTLIST delta operation CDATA "add">]>%s'),
    ("without an end", "<!DOCTYPE cs-objects ["),
]


def not_xml():
    for name, text in NOT_XML:
        data = text.encode("utf-8")
        check("XML: " + name, *refused(Run(input=data), out=ADAS_ROW),
              must_be_malformed(data))
    for name, doctype in DOCTYPES:
        text = START + (doctype % with_delta(VALUE % "&x;").removeprefix(START)
                        if "%s" in doctype else doctype)
        run = Run(input=text.encode("utf-8"))
        check("doctype: " + name, *refused(run, size=len(text), what="document type", out=ADAS_ROW),
              "it read a file: " + run.err if "root:" in run.err else None,
              must_be_malformed(text.encode("utf-8")))


# ---- Bytes that are no text -----------------------------------------------------------------

BAD_UTF8 = (b"\x80", b"\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xc3", b"\xc3\x28", b"\xe0\x80\x80",
            b"\xe0\x9f\xbf", b"\xe2\x82", b"\xe2\x28\xa1", b"\xed\xa0\x80", b"\xed\xbf\xbf",
            b"\xed\xa0\xbd\xed\xb8\x80", b"\xf0\x80\x80\x80", b"\xf0\x8f\xbf\xbf",
            b"\xf0\x9f\x98", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80",
            b"\xfe", b"\xff", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
CONTROLS = (b"\0", b"\x01", b"\x08", b"\x0b", b"\x0c", b"\x0e", b"\x1b", b"\x1f")
LONE = ("\ud800", "\udbff", "\udc00", "\udfff", "\ude00\ud83d", "\ud83dx", "\ufffe", "\uffff", "\0",
        "\x01", "\x1b")
PLACES = (("a value", with_delta(VALUE % "a@@b")), ("an attribute", one("", 'cs-dn="a@@b"')),
          ("a comment", document("<!-- a@@b -->")), ("CDATA", with_delta(VALUE % "<![CDATA[@@]]>")),
          ("an instruction", document("<?x a@@b?>")), ("the end", document() + "\n@@"),
          ("an unknown element", document("<x>@@</x>")))


def not_text():
    for place, text in PLACES:
        before, after = text.encode("utf-8").split(b"@@")
        for bad in BAD_UTF8 + CONTROLS:
            data = before + bad + after
            within = (len(before), len(before) + len(bad))
            check("bytes: %s in %s" % (bad.hex(" "), place),
                  *refused(Run(input=data), within=within, out=ADAS_ROW), must_be_malformed(data))
        for codec, mark in (("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
            for bad in LONE:
                data = mark + text.replace("@@", bad).encode(codec, "surrogatepass")
                low = 2 + 2 * text.index("@@")
                check("units: %s in %s, %s" % (bad.encode("utf-16-be", "surrogatepass").hex(" ", 2),
                                               place, codec),
                      *refused(Run(input=data), within=(low, low + 4), out=ADAS_ROW),
                      must_be_malformed(data))
    text = document()
    for name, data in (
            ("half a unit", text.encode("utf-16-le") + b"\n"),
            ("half a pair at the end", text.encode("utf-16-le") + b"\x3d\xd8"),
            ("UTF-32LE", ("\ufeff" + text).encode("utf-32-le")),
            ("UTF-32BE", ("\ufeff" + text).encode("utf-32-be")),
            ("UTF-32LE without a mark", text.encode("utf-32-le")),
            ("UTF-16 under the mark of the other order", b"\xfe\xff" + text.encode("utf-16-le")),
            ("UTF-7", b"+ADw-cs-objects/+AD4-"),
            ("EBCDIC", text.encode("cp037")),
            ("one byte", b"<"), ("a mark alone", b"\xef\xbb\xbf"), ("UTF-16 mark", b"\xff\xfe"),
            ("half a UTF-8 mark", b"\xef\xbb"),
            ("a NUL", b"\0"), ("NULs", b"\0" * 300000), ("two bytes", b"\0<"),
            ("gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0"),
            ("SQLite", b"SQLite format 3\0" + bytes(1000)),
            ("all bytes", bytes(range(256)) * 2000)):
        check("bytes: " + name, *refused(Run(input=data), out=b""), must_be_malformed(data))
    for label in ("ISO-8859-1", "iso-8859-15", "windows-1252", "US-ASCII-8", "Shift_JIS", "GB18030",
                  "UTF-7", "UTF-32", "UCS-4", "EBCDIC-CP-US", "x-unknown", "UTF-8x", "UTF-88"):
        for codec in ("utf-8", "utf-16-le"):
            data = document(ADA).replace("UTF-8", label).encode(codec)
            check("encoding: %s over %s" % (label, codec),
                  *refused(Run(input=data), what=label, out=b""), must_be_malformed(data))


# ---- Cut short ------------------------------------------------------------------------------

def truncated():
    """A small file, cut at every byte."""
    text = document(ADA, '<cs-object cs-dn="é😀"><unapplied-export><delta operation="delete"/>'
                    '</unapplied-export><!-- x --><?p x?><x><![CDATA[ ]]>&amp;</x></cs-object>')
    for name, data in (("UTF-8", text.encode("utf-8")),
                       ("UTF-16LE", text.replace("UTF-8", "UTF-16").encode("utf-16-le"))):
        whole, wrong = oracle.report(data), []
        for length in range(len(data)):
            problems = [p for p in refused(Run(input=data[:length]), out=whole) if p]
            if problems:
                wrong.append("%d bytes: %s" % (length, " ".join(problems)))
        check("truncated: %s, every one of %d bytes" % (name, len(data)), *wrong[:5])


# ---- Files that are none --------------------------------------------------------------------

def as_nobody():
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


def unreadable():
    with temporary_directory() as directory:
        os.chmod(directory, 0o755)
        export = write(directory, "export.xml", document(ADA).encode())
        for name, path in (("missing", "none.xml"), ("a directory", directory)):
            run = Run(path, cwd=directory)
            check("file: " + name, *refused(run, file=None, out=b""),
                  None if path in run.err else "it is not named in %r" % run.err)
        check("file: an empty name", *refused(Run(""), file=None, out=b""))
        os.chmod(export, 0)
        program = os.path.join(directory, "csanalyzer")
        with open(os.path.join(BIN, "csanalyzer"), "rb") as file:
            write(directory, "csanalyzer", file.read())
        os.chmod(program, 0o755)
        done = subprocess.run([program, "export.xml"], cwd=directory, preexec_fn=as_nobody,
                              capture_output=True, check=False)
        check("file: unreadable", expect("exit status", done.returncode, 2),
              expect("standard output", done.stdout, b""),
              None if b"export.xml" in done.stderr and b"denied" in done.stderr else done.stderr)
        os.chmod(export, 0o600)
        hostile = "a\x1b[31m\u202e\x9b.xml"
        check("file: a hostile name that is missing",
              *refused(Run(hostile, cwd=directory), file=None, out=b""))
        write(directory, hostile, b"<x/>")
        check("file: a hostile name of a wrong file",
              *refused(Run(hostile, cwd=directory), file=None, out=b""))
    run = Run(stdin=None, preexec_fn=lambda: os.close(0))
    check("file: standard input closed", *refused(run, file=None, out=b""))


# ---- Hostile names --------------------------------------------------------------------------

def hostile():
    evil = "\x7f\x85\x9b31m\u202e\u2066\u200f\u061c\ufeff\u2028"
    for name, text in (
            ("DN", one("<unapplied-export/><unapplied-export/>", 'cs-dn="%s"' % evil)),
            ("DN with line breaks", one("<unapplied-export/><unapplied-export/>",
                                        'cs-dn="a&#10;b&#13;c&#9;d"')),
            ("operation", with_delta("", 'operation="%s"' % evil)),
            ("operation of an attr", with_delta('<attr name="%s" operation="%s"/>' % (evil, evil))),
            ("operation of a value",
             with_delta('<attr name="%s"><value operation="%s"/></attr>' % (evil, evil))),
            ("a long DN", one("<unapplied-export/><unapplied-export/>",
                              'cs-dn="%s"' % ("é" * 100000))),
            ("a long operation", with_delta("", 'operation="%s"' % ("\u202e" * 100000))),
            ("an undeclared entity", document("&\u0391%s;" % ("x" * 1000))),
            ("an element that does not end", "<cs-objects><\u0391\u0301></cs-objects>"),
            ("a root", '<x xmlns="%s"/>' % evil),
            ("an encoding", '<?xml version="1.0" encoding="%s"?><cs-objects/>' % ("x" * 10000))):
        check("hostile: " + name, *refused(Run(input=text.encode("utf-8")), out=ADAS_ROW))
    for arguments in (["x.xml", "\x1b[31m"], ["--\x1b[31m"], ["--delimiter", "\x1b[31m\u202e"],
                      ["-o", "/nowhere/\x1b[31m\u202e", os.path.join(TESTDATA, "aad.xml")]):
        run = Run(*arguments)
        check("hostile: %s" % ascii(arguments[:2]), expect("exit status", run.status, 2),
              *[hostile_in(line + "\n") for line in run.err.splitlines()])


# ---- Output that fails ----------------------------------------------------------------------

def output():
    source = os.path.join(TESTDATA, "aad.xml")
    small = os.path.join(TESTDATA, "drop.xml")
    for path in (source, small):
        with open("/dev/full", "wb") as full:
            run = Run(path, stdout=full)
            check("output: full, %s" % os.path.basename(path), expect("status", run.status, 2),
                  None if "No space left" in run.err else "standard error: %r" % run.err)
        run = Run("-o", "/dev/full", path)
        check("output: -o /dev/full, %s" % os.path.basename(path), expect("status", run.status, 2),
              None if "No space left" in run.err and "/dev/full" in run.err
              else "standard error: %r" % run.err,
              None if os.path.exists("/dev/full") else "it is gone")
        reading, writing = os.pipe()
        os.close(reading)
        run = Run(path, stdout=writing)
        os.close(writing)
        check("output: a closed pipe, %s" % os.path.basename(path), expect("status", run.status, 2),
              expect("standard error", run.err, ""))
    with subprocess.Popen([os.path.join(BIN, "csanalyzer"), "-"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        head, tail = read("onprem.xml").split(b"<cs-object ", 1)
        process.stdin.write(head)
        try:
            process.stdout.close()
            body = (b"<cs-object " + tail).removesuffix(b"</cs-objects>")
            while True:
                process.stdin.write(body)
        except BrokenPipeError:
            pass
        process.stdin = None
        err = process.stderr.read()
    check("output: a pipe that closes on the way", expect("status", process.returncode, 2),
          expect("standard error", err, b""))
    run = Run(small, stdout=None, preexec_fn=lambda: os.close(1))
    check("output: standard output closed", expect("status", run.status, 2),
          None if run.err.startswith("csanalyzer: ") else "standard error: %r" % run.err)


def output_files():
    with temporary_directory() as directory:
        target = os.path.join(directory, "export.csv")
        bad = write(directory, "bad.xml", with_delta("", 'operation="bogus"').encode())
        good = write(directory, "good.xml", document(ADA).encode())
        files = ["bad.xml", "good.xml"]

        check("output file: none after an error", *refused(Run("-o", target, bad), file=bad),
              expect("files", sorted(os.listdir(directory)), files))
        write(directory, "export.csv", b"old")
        check("output file: the old one after an error", *refused(Run("-o", target, bad), file=bad),
              expect("files", sorted(os.listdir(directory)), ["bad.xml", "export.csv", "good.xml"]),
              expect("content", read_file(target), b"old"))
        check("output file: the old one after a missing input",
              *refused(Run("-o", target, os.path.join(directory, "none.xml")), file=None),
              expect("content", read_file(target), b"old"))
        large = write(directory, "large.xml", read("aad.xml") + b"&")
        check("output file: the old one after a late error",
              *refused(Run("-o", target, large), file=large),
              expect("content", read_file(target), b"old"))
        os.remove(large)

        for name in (good, os.path.join(directory, ".", "good.xml")):
            check("output file: the input by %s" % name.replace(directory, "DIRECTORY"),
                  *refused(Run("-o", name, good), file=None),
                  expect("content", read_file(good), document(ADA).encode()))
        os.symlink("good.xml", os.path.join(directory, "symbolic"))
        os.link(good, os.path.join(directory, "hard"))
        for name in ("symbolic", "hard"):
            check("output file: the input by a %s link" % name,
                  *refused(Run("-o", os.path.join(directory, name), good), file=None),
                  expect("content", read_file(good), document(ADA).encode()))
        with open(good, "rb") as file:
            check("output file: the input on standard input",
                  *refused(Run("-o", good, stdin=file), file=None),
                  expect("content", read_file(good), document(ADA).encode()))
        check("output file: a directory that is not there",
              *refused(Run("-o", os.path.join(directory, "no", "x.csv"), good), file=None))
        check("output file: a directory", *refused(Run("-o", directory, good), file=None))
        with tempfile.TemporaryFile() as nameless:  # a link of /proc leads to it, by no name
            run = Run("-o", "/proc/%d/fd/%d" % (os.getpid(), nameless.fileno()), good)
        check("output file: one that has no name any more", *refused(run, file=None),
              None if "its target has no name" in run.err else run.err)
        check("output file: nothing is left",
              expect("files", sorted(os.listdir(directory)),
                     ["bad.xml", "export.csv", "good.xml", "hard", "symbolic"]))


def read_file(path):
    with open(path, "rb") as file:
        return file.read()


# ---- Limits ---------------------------------------------------------------------------------

SANITIZED = sanitized()
CPU_SECONDS = 60 if SANITIZED else 5  # what takes longer is killed, and so fails its test

# Starts the program and says how it ended and how much memory it took. A process of its own, for
# the memory of the process that starts another counts as memory of that one too.
LAUNCHER = """
import os, resource, sys
report, seconds, space = map(int, sys.argv[1:4])
pid = os.fork()
if pid == 0:
    os.close(report)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if space:
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    os.execv(sys.argv[4], sys.argv[4:])
os.close(0)
_, status, usage = os.wait4(pid, 0)
os.write(report, b"%d %d" % (os.waitstatus_to_exitcode(status), usage.ru_maxrss))
"""


class Fed(Run):
    """A run that is fed pieces on standard input until it has ended or they have, with the most
    memory that it took."""

    def __init__(self, pieces, *arguments, address_space=4096 * MIB):
        reading, writing = os.pipe()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            with subprocess.Popen(
                    [sys.executable, "-I", "-S", "-c", LAUNCHER, str(writing), str(CPU_SECONDS),
                     str(0 if SANITIZED else address_space), os.path.join(BIN, "csanalyzer"),
                     *arguments],
                    stdin=subprocess.PIPE, stdout=out, stderr=err, pass_fds=[writing],
                    bufsize=0) as process:
                os.close(writing)
                self.ended_by_itself = False
                try:
                    for piece in pieces:
                        process.stdin.write(piece)
                except BrokenPipeError:
                    self.ended_by_itself = True
                process.stdin.close()
                process.stdin = None
            with os.fdopen(reading, "rb") as report:
                status, memory = report.read().split()
            self.status, self.memory = int(status), int(memory) * 1024
            out.seek(0)
            err.seek(0)
            self.out, self.err = out.read(), err.read().decode("utf-8", "backslashreplace")


def memory_below(run, mib):
    """A problem where the run took more memory; a sanitizer takes more than its share."""
    if run.memory > mib * MIB and not SANITIZED:
        return "it took %d MiB of memory, more than %d" % (run.memory // MIB, mib)
    return None


def nested(depth):
    """A document whose deepest element is the `depth`th, the root being the first."""
    return "<cs-objects>%s%s</cs-objects>" % ("<x>" * (depth - 1), "</x>" * (depth - 1))


def depth():
    check("limit: depth 256", expect("status", Run(input=nested(256).encode()).status, 0))
    check("limit: depth 257", *refused(Run(input=nested(257).encode()), size=3000))
    deep = '<unapplied-export><delta operation="add"><attr name="a"><value>%s%s</value></attr>' \
           "</delta></unapplied-export>"
    for levels, status in ((250, 0), (251, 2)):  # the value is the sixth
        run = Run(input=one(deep % ("<b>" * levels, "</b>" * levels)).encode())
        check("limit: depth %d within a value" % (levels + 6), expect("status", run.status, status),
              *(refused(run, object=2, dn="CN=Grace", out=ADAS_ROW) if status else []))
    endless = Fed(itertools.chain([b"<cs-objects>"], itertools.repeat(b"<x>" * 10000, 10000)))
    check("limit: endless depth", *refused(endless, size=3000), memory_below(endless, 64),
          None if endless.ended_by_itself else "it read on to the end")


def value_pieces(size, before, after, encode=lambda piece: piece):
    yield encode(before)
    while size > 0:
        yield encode(b"x" * min(size, MIB))
        size -= MIB
    yield encode(after)


def value_of(size, kind):
    """A document with one value of `size` bytes in a place."""
    shapes = {
        "a value": with_delta(VALUE % "@@"),
        "a dn": with_delta('<dn-attr name="a"><dn-value><dn>@@</dn></dn-value></dn-attr>'),
        "a value in CDATA": with_delta(VALUE % "<![CDATA[@@]]>"),
        "a hologram's value": one("<synchronized-hologram><entry>%s</entry>"
                                  "</synchronized-hologram>" % (VALUE % "@@")),
    }
    before, after = shapes[kind].encode().split(b"@@")
    return value_pieces(size, before, after)


def utf16(piece):
    return piece.decode().encode("utf-16-le")


def values():
    for kind in ("a value", "a dn", "a value in CDATA", "a hologram's value"):
        run = Fed(value_of(16 * MIB, kind))
        check("limit: %s of 16 MiB" % kind, expect("status", run.status, 0),
              expect("standard error", run.err, ""), memory_below(run, 192))
        run = Fed(value_of(16 * MIB + 1, kind))
        check("limit: %s of a byte more" % kind, *refused(run, object=2, dn="CN=Grace",
                                                          size=17 * MIB, out=ADAS_ROW),
              memory_below(run, 192))
    before, after = with_delta(VALUE % "@@").replace("UTF-8", "UTF-16").encode().split(b"@@")
    run = Fed(value_pieces(16 * MIB, before, after, utf16))
    check("limit: a value of 16 MiB, in UTF-16", expect("status", run.status, 0),
          memory_below(run, 192))
    run = Fed(value_pieces(16 * MIB + 1, before, after, utf16))
    check("limit: a value of a byte more, in UTF-16",
          *refused(run, object=2, dn="CN=Grace", size=34 * MIB), memory_below(run, 192))


def endless():
    """Input that never ends where it may not: an error, in little time and memory. What is a value
    is refused at its limit, long before the end of what is fed here."""
    before = with_delta(VALUE % "@@").encode().split(b"@@")[0]
    start = b"<cs-objects>"
    for name, first, piece, is_value in (
            ("value", before, b"x" * MIB, True),
            ("value of CDATA sections", before, b"<![CDATA[xxxxxxxxxx]]>" * 50000, True),
            ("value of references", before, b"&amp;" * 250000, True),
            ("value of one CDATA section", before + b"<![CDATA[", b"x" * MIB, True),
            ("cs-dn", start + b'<cs-object cs-dn="', b"x" * MIB, True),
            ("comment", start + b"<!--", b"x" * MIB, False),
            ("instruction", start + b"<?p ", b"x" * MIB, False),
            ("name", start + b"<", b"x" * MIB, False),
            ("start tag", start + b"<x", b" " * MIB, False),
            ("XML attributes", start + b"<x", b" a=''" * 200000, False),
            ("end tag", start + b"</x", b" " * MIB, False),
            ("reference", start + b"&", b"x" * MIB, False),
            ("number", start + b"&#", b"1" * MIB, False),
            ("XML declaration", b"<?xml version='1.0' ", b" " * MIB, False),
            ("white space before the root", b" ", b" " * MIB, False),
            ("white space behind the root", b"<cs-objects/>&", b" " * MIB, False)):
        run = Fed(itertools.chain([first], itertools.repeat(piece, 100)),
                  address_space=512 * MIB)
        check("endless: " + name, *refused(run), memory_below(run, 128),
              "it read on to the end" if is_value and not run.ended_by_itself else None)


def large_objects():
    """An object over 512 MiB is refused before it takes so much memory; many small objects, and
    white space, take none."""
    before, after = one("@@").encode().split(b"@@")
    filler = b"<future>" + b"x" * (MIB - 17) + b"</future>"
    run = Fed(itertools.chain([before], itertools.repeat(filler, 514), [after]))
    check("limit: an object of 514 MiB that nobody asked for",
          *refused(run, object=2, dn="CN=Grace", size=514 * MIB, out=ADAS_ROW),
          memory_below(run, 64))
    many = Fed(itertools.chain([b"<cs-objects>"], itertools.repeat(ADA.encode() * 1000, 120),
                               [b"</cs-objects>"]))
    check("memory: 120,000 objects", expect("status", many.status, 0), memory_below(many, 20))
    blank = Fed(itertools.chain([b"<cs-objects>"], itertools.repeat(b" \r\n" * 300000, 60),
                                [ADA.encode() + b"</cs-objects>"]))
    check("memory: 54 MB of white space", expect("status", blank.status, 0),
          expect("standard output", blank.out, ADAS_ROW), memory_below(blank, 64))


def main():
    message_in_full()
    broken_format()
    place_in_utf16()
    not_xml()
    not_text()
    truncated()
    unreadable()
    hostile()
    output()
    output_files()
    depth()
    values()
    endless()
    large_objects()
    finish()


if __name__ == "__main__":
    main()
