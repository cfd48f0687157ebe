#!/usr/bin/env python3
"""The report of csanalyzer: on testdata/, on hand-made documents whose rows stand beside them, and
on random documents, where tests/oracle.py says what must come out.

usage: test_report.py [SEED]   (with SEED: writes that random document)
"""
import os
import random
import subprocess
import sys
import time

from harness import (BIN, TESTDATA, Run, check, encodings, expect, finish, read, rounds,
                     temporary_directory)

import make  # testdata/make.py
import oracle

HEADER = ",".join('"%s"' % column for column in oracle.COLUMNS) + "\n"


def flags(options):
    """The options of oracle.report() as csanalyzer takes them."""
    return ((["--raw"] if options.get("raw") else [])
            + (["--excel"] if options.get("excel") else [])
            + (["--delimiter", options["delimiter"]] if "delimiter" in options else []))


def same_report(run, wanted, warnings=()):
    lines = run.err.splitlines()
    said = len(lines) == len(warnings) and all(
        words in line for words, line in zip(warnings, lines))
    return [expect("exit status", run.status, 0), expect("standard output", run.out, wanted),
            None if said else "standard error: %r, not %r" % (run.err, warnings)]


# ---- testdata/ -----------------------------------------------------------------------------

def generated_files_are_reproduced():
    for name, content in make.all_files().items():
        check("testdata: make.py writes %s" % name, expect(name, read(name), content))
    kept = oracle.normal_form(read("odd.export.xml")) == oracle.normal_form(read("odd.xml"))
    check("testdata: odd.export.xml has all of odd.xml", None if kept else "they differ")


def goldens():
    for name, source, section, options in make.REPORTS:
        wanted, path = read(name), os.path.join(TESTDATA, source)
        arguments = flags(options)
        check("testdata: %s" % name, *same_report(Run(*arguments, path, section), wanted))
        with open(path, "rb") as file:
            check("testdata: %s, from standard input" % name,
                  *same_report(Run(*arguments, "-", section, stdin=file), wanted))
        if section == oracle.SECTIONS[0]:
            check("testdata: %s, the section left out" % name,
                  *same_report(Run(*arguments, path), wanted))
            check("testdata: %s, the file left out" % name,
                  *same_report(Run(*arguments, input=read(source)), wanted))


def goldens_into_a_file():
    with temporary_directory() as directory:
        for name, source, section, options in make.REPORTS:
            target = os.path.join(directory, name)
            run = Run("-o", target, *flags(options), os.path.join(TESTDATA, source), section)
            with open(target, "rb") as file:
                check("testdata: -o %s" % name, *same_report(run, b""),
                      expect(name, file.read(), read(name)))
        check("testdata: -o leaves nothing else behind",
              expect("files", sorted(os.listdir(directory)), sorted(r[0] for r in make.REPORTS)))


def goldens_in_every_encoding():
    for name, source in (("aad.csv", "aad.xml"), ("odd.csv", "odd.xml"), ("drop.csv", "drop.xml")):
        text = oracle.characters(read(source))
        for encoding, data in encodings(text):
            check("testdata: %s from %s" % (name, encoding), *same_report(Run(input=data),
                                                                          read(name)))


def the_vendors_own_line():
    path = os.path.join(TESTDATA, "aad.xml")
    check("CSExportAnalyzer export.xml",
          *same_report(Run(path, program="CSExportAnalyzer"), read("aad.csv")))


# ---- Hand-made documents -------------------------------------------------------------------

def export(*objects):
    return "<cs-objects>%s</cs-objects>" % "".join(objects)


def cs_object(delta="", synchronized=None, more="", attributes='cs-dn="D" object-type="T"'):
    hologram = "" if synchronized is None else (
        "<synchronized-hologram><entry>%s</entry></synchronized-hologram>" % synchronized)
    return "<cs-object %s><unapplied-export>%s</unapplied-export>%s%s</cs-object>" % (
        attributes, delta, hologram, more)


def update(content, synchronized=None, more=""):
    return export(cs_object('<delta operation="update" dn="D">%s</delta>' % content, synchronized,
                            more))


NAME = '<attr name="displayName"><value>%s</value></attr>'
DROP = ('<mmsml xmlns="http://www.microsoft.com/mms/mmsml/v2" step-type="export">'
        '<directory-entries>%s</directory-entries></mmsml>')

# Name, document, and the rows without the columns that are the same in all of them: with DN "D",
# ObjectType "T", DisplayName "" and OMODT "Update" where a row has six fields.
BY_HAND = (
    ("no object", export(), ()),
    ("a self-closed root", "<cs-objects/>", ()),
    ("an object without a delta", export(cs_object()), ()),
    ("an object without a section", '<cs-objects><cs-object cs-dn="D"/></cs-objects>', ()),
    ("a delta without anything", update(""), (("", "", "", "", "", ""),)),
    ("old and new value", update(
        '<attr name="a" operation="update"><value operation="delete">o</value>'
        '<value operation="add">n</value></attr>'), (("a", "Update", "o", "n", "", ""),)),
    ("the old value comes from the hologram", update(
        '<attr name="a"><value>n</value></attr>',
        '<attr name="a"><value>o</value><value>p</value></attr>'),
     (("a", "Update", "o", "n", "", ""),)),
    ("the old value of an Add does not", update(
        '<attr name="a" operation="add"><value>n</value></attr>',
        '<attr name="a"><value>o</value></attr>'), (("a", "Add", "", "n", "", ""),)),
    ("an empty old value is an old value", update(
        '<attr name="a"><value operation="delete"/><value>n</value></attr>',
        '<attr name="a"><value>o</value></attr>'), (("a", "Update", "", "n", "", ""),)),
    ("two values of one kind are multi-valued", update(
        '<attr name="a" multivalued="false"><value>1</value><value>2</value></attr>'),
     (("a", "Update", "", "", "2", "0"),)),
    ("replace: removed is what there was", update(
        '<attr name="a" operation="replace" multivalued="true"><value>1</value></attr>',
        '<attr name="a"><value>1</value><value>2</value></attr>'),
     (("a", "Replace", "", "", "1", "2"),)),
    ("replace: removed is 0 where the entry lacks it", update(
        '<attr name="a" operation="replace" multivalued="true"><value>1</value></attr>', ""),
     (("a", "Replace", "", "", "1", "0"),)),
    ("replace: removed is unknown without an entry", update(
        '<attr name="a" operation="replace" multivalued="true"><value>1</value>'
        '<value operation="delete">2</value></attr>', None,
        "<synchronized-hologram></synchronized-hologram>"),
     (("a", "Replace", "", "", "1", ""),)),
    ("delete: the values that it names count", update(
        '<attr name="a" operation="delete" multivalued="true"><value>1</value></attr>',
        '<attr name="a"><value>1</value><value>2</value></attr>'),
     (("a", "Delete", "", "", "0", "1"),)),
    ("delete: without values what there was counts", update(
        '<attr name="a" operation="delete" multivalued="true"/>',
        '<attr name="a"><value>1</value><value>2</value></attr>'),
     (("a", "Delete", "", "", "0", "2"),)),
    ("a reference is the text of its dn, stripped", update(
        '<dn-attr name="a"><dn-value><anchor>QQ==</anchor><dn> \t\r\n CN=x y&#13; </dn>'
        '</dn-value></dn-attr>'), (("a", "Update", "", "CN=x y", "", ""),)),
    ("other values are not stripped", update(
        '<attr name="a" type="reference"><value> x </value></attr>'),
     (("a", "Update", "", " x ", "", ""),)),
    ("a value is all character data below it", update(
        '<attr name="a"><value>a<b>c<!-- not this --><d>e</d></b>f</value></attr>'),
     (("a", "Update", "", "acef", "", ""),)),
    ("objectclass: an update counts", update(
        '<attr name="a"><value>n</value></attr><objectclass><oc-value operation="add">x</oc-value>'
        '<oc-value operation="delete">y</oc-value><oc-value>z</oc-value></objectclass>'),
     (("objectClass", "Update", "", "", "2", "1"), ("a", "Update", "", "n", "", ""))),
    ("objectclass: not without a value, and not in an add", export(
        cs_object('<delta operation="update"><objectclass/></delta>'),
        cs_object('<delta operation="add"><objectclass><oc-value>x</oc-value></objectclass>'
                  '</delta>')),
     (("", "", "", "", "", ""), ("D", "T", "", "Add", "", "", "", "", "", ""))),
    ("a rename comes first", export(cs_object(
        '<delta operation="update" dn="CN=a" newdn="CN=b"><attr name="x"><value>n</value></attr>'
        '</delta>')),
     (("dn", "Update", "CN=a", "CN=b", "", ""), ("x", "Update", "", "n", "", ""))),
    ("a deletion is one row", export(cs_object(
        '<delta operation="delete" dn="CN=a" newdn="CN=b"><attr name="x"><value>n</value></attr>'
        '</delta>')), (("D", "T", "", "Delete", "", "", "", "", "", ""),)),
    ("the same attribute twice", update(
        '<attr name="a"><value>1</value></attr><attr name="a"><value>2</value></attr>'),
     (("a", "Update", "", "1", "", ""), ("a", "Update", "", "2", "", ""))),
    ("the name: the hologram of the export is first", export(cs_object(
        '<delta operation="delete"/>', NAME % "second",
        "<unapplied-export-hologram><entry>%s</entry></unapplied-export-hologram>"
        % (NAME % "first"))), (("D", "T", "first", "Delete", "", "", "", "", "", ""),)),
    ("the name: then what is synchronized", export(cs_object(
        '<delta operation="delete"/>', NAME % "second",
        "<pending-import-hologram><entry>%s</entry></pending-import-hologram>"
        "<unapplied-export-hologram><entry/></unapplied-export-hologram>" % (NAME % "third"))),
     (("D", "T", "second", "Delete", "", "", "", "", "", ""),)),
    ("the name: then what was imported", export(cs_object(
        '<delta operation="delete"/>', "",
        "<pending-import-hologram><entry>%s</entry></pending-import-hologram>" % (NAME % "third"))),
     (("D", "T", "third", "Delete", "", "", "", "", "", ""),)),
    ("the name: an empty one is none", export(cs_object(
        '<delta operation="delete"/>', NAME % "second",
        "<unapplied-export-hologram><entry>%s</entry></unapplied-export-hologram>" % (NAME % ""))),
     (("D", "T", "second", "Delete", "", "", "", "", "", ""),)),
    ("the name: another attribute, in any case", export(cs_object(
        '<delta operation="delete"/>',
        '<attr name="NAME"><value>n</value></attr><attr name="DisplayName"><value/></attr>'
        '<attr name="Cn"><value></value><value>c</value></attr>')),
     (("D", "T", "c", "Delete", "", "", "", "", "", ""),)),
    ("the values of passwords are hidden", export(cs_object(
        '<delta operation="update"><attr name="UnicodePwd"><value operation="delete"></value>'
        '<value>secret</value></attr><attr name="userPassword"><value>a</value><value>b</value>'
        '</attr></delta>')),
     (("UnicodePwd", "Update", "(hidden)", "(hidden)", "", ""),
      ("userPassword", "Update", "", "", "2", "0"))),
    ("the name: last the delta's last added value", export(cs_object(
        '<delta operation="update"><attr name="displayName"><value>1</value><value>2</value>'
        '<value operation="delete">3</value></attr></delta>')),
     (("D", "T", "2", "Update", "displayName", "Update", "", "", "2", "1"),)),
    ("the name: not what the delta deletes", export(cs_object(
        '<delta operation="update"><attr name="displayName" operation="delete"><value>1</value>'
        '</attr></delta>')), (("displayName", "Delete", "1", "", "", ""),)),
    ("the name: not that of other holograms", export(cs_object(
        '<delta operation="update"/>', None,
        "<escrowed-export-hologram><entry>%s</entry></escrowed-export-hologram>" % (NAME % "no"))),
     (("", "", "", "", "", ""),)),
    ("a name spelled with references", update(
        '<attr name="&#x61;"><value>n</value></attr>',
        '<attr name="displ&#97;yName"><value>N</value></attr><attr name="&#97;"><value>o</value>'
        "</attr>"), (("D", "T", "N", "Update", "a", "Update", "o", "n", "", ""),)),
    ("a drop file", DROP % (
        '<delta operation="add" dn="CN=a"><primary-objectclass>user</primary-objectclass>'
        '<attr name="displayName"><value>A</value></attr></delta>'
        '<delta operation="none" dn="CN=b"/><delta operation="delete" dn="CN=c"/>'),
     (("CN=a", "user", "A", "Add", "displayName", "Add", "", "A", "", ""),
      ("CN=c", "", "", "Delete", "", "", "", "", "", ""))),
    ("a drop file with a prefix", DROP.replace("xmlns=", "xmlns:m=").replace("<", "<m:").replace(
        "<m:/", "</m:") % '<m:delta operation="delete" dn="CN=a"/><delta operation="bogus"/>',
     (("CN=a", "", "", "Delete", "", "", "", "", "", ""),)),
    ("a long value", update('<attr name="a"><value>%s</value></attr>' % ("0123456789" * 20000)),
     (("a", "Update", "", "0123456789" * 20000, "", ""),)),
    ("a long value of odd characters", update(
        '<attr name="a"><value>%s</value></attr>' % ("é€😀" * 70000)),
     (("a", "Update", "", "é€😀" * 70000, "", ""),)),
    ("a long value in many pieces", update('<attr name="a"><value>%s</value></attr>' % (
        "a&amp;<![CDATA[<]]><!-- x -->&#x41;<?p?>\r\n" * 20000)),
     (("a", "Update", "", "a&<A\n" * 20000, "", ""),)),
    ("many values", update('<dn-attr name="a" multivalued="true">%s</dn-attr>' % (
        '<dn-value operation="add"><dn>CN=x</dn></dn-value>' * 5000
        + '<dn-value operation="delete"><dn>CN=x</dn></dn-value>' * 3000)),
     (("a", "Update", "", "", "5000", "3000"),)),
    ("many attributes", update(
        "".join('<attr name="a%d"><value>%d</value></attr>' % (i, i) for i in range(3000)),
        "".join('<attr name="a%d"><value>o%d</value></attr>' % (i, i) for i in range(3000))),
     tuple(("a%d" % i, "Update", "o%d" % i, str(i), "", "") for i in range(3000))),
    ("deep unknown elements", export("<x>" * 200 + "</x>" * 200, cs_object(
        '<delta operation="delete"/>', more="<y>" * 200 + "</y>" * 200)),
     (("D", "T", "", "Delete", "", "", "", "", "", ""),)),
)


def hand_made():
    for name, document, rows in BY_HAND:
        rows = [row if len(row) == 10 else ("D", "T", "", "Update") + row for row in rows]
        wanted = (HEADER + "".join('"%s"\n' % '","'.join(row) for row in rows)).encode("utf-8")
        data = document.encode("utf-8")
        warnings = oracle.warnings(data, "unapplied-export")
        check("by hand: " + name, *same_report(Run(input=data), wanted, warnings),
              expect("tests/oracle.py", oracle.report(data), wanted))


# The guard against spreadsheet formulas: a value as XML, the field guarded, the field with --raw.
GUARDED = (
    ("=1", "'=1", "=1"), ("+1", "'+1", "+1"), ("-1", "'-1", "-1"), ("@x", "'@x", "@x"),
    ("&#9;x", "'\tx", "\tx"), ("&#13;x", "'\rx", "\rx"), ("&#10;x", "'\nx", "\nx"),
    ("&#9;=", "'\t'=", "\t="), ("a;=b", "a;'=b", "a;=b"), ("a;+-b", "a;'+-b", "a;+-b"),
    ("a&#9;@b", "a\t'@b", "a\t@b"), ("a&#13;-b", "a\r'-b", "a\r-b"),
    ("a&#10;=b", "a\n'=b", "a\n=b"), ("a&#13;&#10;=b", "a\r\n'=b", "a\r\n=b"),
    (";=;=", ";'=;'=", ";=;="), ("==", "'==", "=="), ("a=b", "a=b", "a=b"),
    ("a,=b", "a,'=b", "a,=b"), ("a; =b", "a; '=b", "a; =b"), ("'=b", "'=b", "'=b"),
    ("a|=b", "a|'=b", "a|=b"), ("Manager - Europe", "Manager - Europe", "Manager - Europe"),
    ("a,+b|-c @d", "a,+b|-c @d", "a,+b|-c @d"), (" =b", " '=b", " =b"), (" +b", " +b", " +b"),
    ("\u00a0=b", "'\u00a0=b", "\u00a0=b"), ("\u200b\ufeff+b", "'\u200b\ufeff+b", "\u200b\ufeff+b"),
    (" \u2060 -b", "' \u2060 -b", " \u2060 -b"), ("\u00a0b=c", "\u00a0b=c", "\u00a0b=c"),
    ("\uff1d1", "'\uff1d1", "\uff1d1"), ("\uff0b1", "'\uff0b1", "\uff0b1"),
    ("\uff0d1", "'\uff0d1", "\uff0d1"), ("\uff20a", "'\uff20a", "\uff20a"),
    (" \uff1d1", "' \uff1d1", " \uff1d1"), ("a;\uff1d1", "a;\uff1d1", "a;\uff1d1"), ("\"=b", '""=b', '""=b'),
    ("=\"b\"", "'=\"\"b\"\"", "=\"\"b\"\""), ("", "", ""), (";", ";", ";"),
)


def guard():
    data = update("".join('<attr name="a"><value>%s</value></attr>' % xml
                          for xml, _, _ in GUARDED)).encode("utf-8")
    for option, column in (([], 1), (["--raw"], 2)):
        wanted = HEADER + "".join('"D","T","","Update","a","Update","","%s","",""\n' % row[column]
                                  for row in GUARDED)
        check("formulas " + (option or ["guarded"])[0],
              *same_report(Run(*option, input=data), wanted.encode("utf-8")))


def forms():
    data = update('<attr name="a;b"><value>x\ny</value></attr>').encode("utf-8")
    plain = HEADER + '"D","T","","Update","a;b","Update","","x\ny","",""\n'
    semicolon = plain.replace('","', '";"')
    excel = "\ufeff" + plain.replace('"\n', '"\r\n')
    for arguments, wanted in (
            (["--excel"], excel), (["--delimiter", ";"], semicolon),
            (["--delimiter=;"], semicolon), (["--delimiter", "\t"], plain.replace('","', '"\t"')),
            (["--delimiter", "\\t"], plain.replace('","', '"\t"')),
            (["--delimiter", "tab"], plain.replace('","', '"\t"')),
            (["--excel", "--delimiter", ";", "--raw"],
             "\ufeff" + semicolon.replace('"\n', '"\r\n'))):
        check("form: " + " ".join(arguments).replace("\t", "TAB"),
              *same_report(Run(*arguments, "-", input=data), wanted.encode("utf-8")))


def no_delimiter():
    for word in ("", '"', ";;", "\n", "\r", "\x1f", "\x7f", "\u00e9"):
        run = Run("--delimiter", word, "-", input=b"<cs-objects/>")
        check("no delimiter: %s" % ascii(word), expect("exit status", run.status, 2),
              expect("standard output", run.out, b""),
              None if "takes one ASCII character" in run.err else run.err)


def slow_pipe():
    """A pipe that gives a byte at a time: characters and tags come in pieces."""
    text = update('<attr name="é"><value>€😀&amp;<![CDATA[]]]]><![CDATA[>]]></value></attr>')
    for encoding, data in encodings(text)[::4]:
        with subprocess.Popen([os.path.join(BIN, "csanalyzer")], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, bufsize=0) as process:
            for i in range(len(data)):
                process.stdin.write(data[i:i + 1])
                if i % 16 == 0:
                    time.sleep(0.0005)
            process.stdin.close()
            out = process.stdout.read()
        check("a byte at a time, " + encoding, expect("exit status", process.returncode, 0),
              expect("standard output", out, oracle.report(data)))


def environment():
    """The locale, the time zone and the working directory do not matter."""
    for variables in ({"LC_ALL": "C"}, {"LC_ALL": "de_DE.UTF-8"}, {"LC_ALL": "tr_TR.UTF-8"}, {}):
        run = Run(os.path.join(TESTDATA, "aad.xml"), env=variables, cwd="/")
        check("locale %s" % variables.get("LC_ALL", "unset"), *same_report(run, read("aad.csv")))


# ---- Random documents ----------------------------------------------------------------------

TEXTS = ("", " ", "Sales", "R&D", "=1+1", "+1", "-x", "@y", "\tx", "\rx", "\nx", "a;=b", "a\n-b",
         "a\r\n@b", 'say "no"', "a,b", "<cs-object cs-dn='x'>", "]]>", "-->", "?>", "&amp;", "é",
         "日本語", "😀", "\u202eabc", "\ufeff", "\x85\u2028", "\U0001fffe", "  x  ", "\u00a0x",
         "CN={6d61}", "0x200", "true", "QQ==", "x" * 300)
NAMES = ("displayName", "displayname", "a", "b", "c", "member", "=name", "objectClass", "", "é")


class Writer:
    """Writes documents, spelled in as many ways as XML allows."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, share):
        return self.random.random() < share

    def character(self, c, special):
        if c in special or self.chance(0.05):
            return self.pick("&#%d;" % ord(c), "&#x%x;" % ord(c), "&#x%X;" % ord(c),
                             "&#000%d;" % ord(c))
        return c

    def text(self, text):
        """Character data that decodes to `text`."""
        out = []
        while text:
            n = self.random.randint(1, len(text))
            piece, text = text[:n], text[n:]
            if self.chance(0.2) and "]]>" not in piece and "\r" not in piece:
                out.append("<![CDATA[%s]]>" % piece)
            elif self.chance(0.1):
                out.append(piece.replace("&", "&amp;").replace("<", "&lt;").replace(
                    ">", "&gt;").replace("\r", "&#xD;"))
            else:
                out.append("".join(self.character(c, "<&>\r") for c in piece))
            out.append(self.noise(0.1))
        return "".join(out)

    def noise(self, share):
        """What is no content at all."""
        if not self.chance(share):
            return ""
        return self.pick("<!-- x -->", "<!---->", "<?p?>", "<?p <cs-object> ?>",
                         "<!-- <cs-object cs-dn='decoy'/> </value> -->")

    def space(self):
        """What may stand between elements."""
        out = ""
        while self.chance(0.2):
            out += self.pick(" ", "\n", "\r\n", "\t", self.noise(1), self.unknown(0.5))
        return out

    def unknown(self, share):
        if not self.chance(share):
            return ""
        return self.pick("<future/>", "<future>decoy</future>",
                         '<x:delta xmlns:x="urn:decoy" operation="bogus"/>',
                         '<delta xmlns="urn:decoy"><attr/></delta>',
                         '<future><delta operation="bogus"/><entry/><entry/></future>',
                         "<future a='1'><![CDATA[</cs-object>]]></future>")

    def element(self, name, content, /, **attributes):
        """An element; attributes that are None are left out, `_` stands for a hyphen."""
        pairs = [(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items()
                 if value is not None]
        if self.chance(0.1):
            pairs.append(("future", "kept"))
        self.random.shuffle(pairs)
        start = name
        for key, value in pairs:
            quote = self.pick('"', "'")
            value = "".join(self.character(c, "<&\t\n\r" + quote) for c in value)
            start += self.pick(" ", "  ", "\n", "\t") + key + self.pick("=", " = ", "=\n")
            start += quote + value + quote
        start += self.pick("", "", " ")
        if content == "" and self.chance(0.5):
            return "<%s/>" % start
        return "<%s>%s</%s%s>" % (start, content, name, self.pick("", " "))

    def value(self, kind, vmodt):
        operation = self.pick(None, "add", "delete") if vmodt else None
        text = self.pick(*TEXTS)
        if kind != "dn-attr":
            name = "value" if kind == "attr" else "oc-value"
            return self.element(name, self.text(text), operation=operation)
        parts = [self.element("dn", self.text(self.pick("", " ", "\r\n") + text))
                 if self.chance(0.9) else "",
                 self.element("anchor", "QQ==") if self.chance(0.5) else ""]
        self.random.shuffle(parts)
        return self.element("dn-value", self.space().join(parts), operation=operation)

    def attribute(self, in_delta):
        kind = self.pick("attr", "attr", "dn-attr")
        values = [self.value(kind, in_delta) for _ in range(self.random.choice((0, 1, 1, 2, 2, 3)))]
        amodt = self.pick(None, None, "", "add", "replace", "update", "delete")
        return self.element(
            kind, self.space().join(values), name=self.pick(*NAMES),
            operation=amodt if in_delta else None,
            type_=self.pick(None, "string", "binary", "future") if kind == "attr" else None,
            multivalued=self.pick(None, "true", "false", "1", "0", "TRUE", "True"))

    def image(self, in_delta, in_drop_file=False):
        children = [self.attribute(in_delta) for _ in range(self.random.randint(0, 4))]
        if self.chance(0.4):
            values = [self.value("oc", in_delta) for _ in range(self.random.randint(0, 3))]
            children.append(self.element(
                "objectclass", "".join(values),
                operation=self.pick(None, None, "add", "replace", "update", "delete")
                if in_delta else None))
        if self.chance(0.5):
            children.append(self.element("anchor", "QQ=="))
        if self.chance(0.5):
            children.append(self.element("primary-objectclass", self.text(self.pick(*TEXTS))))
        self.random.shuffle(children)
        content = "".join(self.space() + child for child in children)
        dn = self.pick("" if in_drop_file else None, "", "CN=a", "CN=b", "=dn")
        if not in_delta:
            return self.element("entry", content, dn=dn)
        return self.element("delta", content, dn=dn, newdn=self.pick(None, None, "", "CN=a", "+n"),
                            operation=self.pick(*oracle.OMODT, "update", "update"))

    def cs_object(self):
        children = []
        for names, in_delta in ((oracle.SECTIONS, True), (oracle.HOLOGRAMS, False)):
            for name in names:
                share = 0.8 if name in (oracle.SECTIONS[0], oracle.HOLOGRAMS[0]) else 0.4
                if self.chance(share):
                    content = self.image(in_delta) if self.chance(0.9) else ""
                    children.append(self.element(name, self.space() + content + self.space()))
        children += [self.element("connector", "1"), self.element("ma-name", "contoso.com")]
        if self.chance(0.3):
            self.random.shuffle(children)
        return self.element("cs-object", "".join(self.space() + child for child in children),
                            cs_dn=self.pick(*TEXTS),
                            object_type=self.pick(None, "", "user", "=type"))

    def document(self):
        count = self.random.randint(0, 6)
        if self.chance(0.15):
            deltas = "".join(self.space() + self.image(True, True) for _ in range(count))
            # An element without a prefix is in the drop file's namespace: so is every delta.
            return '<mmsml xmlns="%s"><directory-entries>%s</directory-entries></mmsml>' % (
                oracle.DROP_NAMESPACE, deltas)
        content = "".join(self.space() + self.cs_object() for _ in range(count))
        return self.noise(0.2) + self.element("cs-objects", content) + self.noise(0.2)


def random_document(seed):
    """Encoding, bytes, section and options of a random document."""
    writer = Writer(seed)
    forms_of_it = encodings(writer.document())
    encoding, data = forms_of_it[seed % len(forms_of_it)]
    section = oracle.SECTIONS[seed // 3 % 4] if seed % 3 == 0 else oracle.SECTIONS[0]
    return encoding, data, section, {"raw": seed % 5 == 0, "excel": seed % 7 == 0,
                                     "delimiter": writer.pick(",", ";", "\t", "|")}


def random_documents():
    count = rounds(120, 400)
    wrong = 0
    for seed in range(count):
        encoding, data, section, options = random_document(seed)
        problems = [p for p in same_report(Run(*flags(options), "-", section, input=data),
                                           oracle.report(data, section, **options),
                                           oracle.warnings(data, section)) if p]
        if problems:
            wrong += 1
            if wrong <= 5:
                check("random document %d (%s, %s)" % (seed, encoding, section), *problems,
                      "`%s %d` writes the document" % (sys.argv[0], seed))
    check("%d random documents" % count, "%d differ" % wrong if wrong else None)


# ---- Large documents -----------------------------------------------------------------------

DECOY = '<cs-object cs-dn="decoy"><unapplied-export><delta operation="add"/></unapplied-export>'
MUCH = 1 << 20  # characters: more than a program reads or hands out at a time


def large_documents():
    """Documents of some MiB, that a program may read in pieces: wherever a piece begins, what only
    looks like an object is none."""
    text = oracle.characters(read("aad.xml"))
    start, end = text.index("<cs-object "), text.rindex("</cs-objects>")
    head, objects, tail = text[:start], text[start:end] * 3, text[end:]
    decoys = (DECOY + "</cs-object>") * (MUCH // len(DECOY))
    value = '<attr name="a"><value>%s</value></attr>'
    rows = cs_object('<delta operation="update">%s</delta>' % "".join(
        '<attr name="a%d"><value>%s</value></attr>' % (i, "v" * 1000) for i in range(MUCH // 500)))
    for name, middle in (
            ("nothing else", ""),
            ("a comment", "<!--%s-->" % decoys),
            ("an instruction", "<?p %s?>" % decoys),
            ("unknown elements", "<future>%s</future>" % decoys),
            ("an object of unknown elements", cs_object(more="<future>%s</future>" % decoys)),
            ("CDATA", cs_object('<delta operation="update">%s</delta>' % (
                value % ("<![CDATA[%s]]>" % decoys)))),
            ("CDATA that looks like an end", cs_object('<delta operation="update">%s</delta>' % (
                value % ("<![CDATA[</value></attr></delta></unapplied-export></cs-object>%s]]>"
                         % (DECOY * (MUCH // len(DECOY))))))),
            ("a comment in a value", cs_object('<delta operation="update">%s</delta>' % (
                value % ("a<!--%s-->b" % decoys)))),
            ("an XML attribute", cs_object(more='<x y="%s"/>' % decoys.replace("<", "&lt;").replace(
                '"', "'"))),
            ("a hologram", cs_object(
                '<delta operation="update"><attr name="a"/></delta>',
                '<attr name="b"><value>%s</value></attr><attr name="a"><value>o</value></attr>'
                % ("é€😀" * (MUCH // 3)))),
            ("white space", " \r\n\t" * (MUCH // 4)),
            ("a prefix behind more rows than are kept",
             rows + cs_object(more='<n:x xmlns:n="urn:n"/>') + rows),
            ("another spelling of the end", "<cs-object cs-dn='D'></cs-object >" * 1000)):
        document = head + objects + middle + objects + tail
        wanted = oracle.report(document.encode("utf-8"))
        forms_of_it = encodings(document)
        for encoding, data in (forms_of_it[0], forms_of_it[6], forms_of_it[8]):
            for jobs in ("1", "2", "5"):
                check("large: %s, %s, -j %s" % (name, encoding, jobs),
                      *same_report(Run("-j", jobs, "-", input=data), wanted))


# ---- Mutants -------------------------------------------------------------------------------

PIECES = ("<", ">", "/", "&", ";", "=", '"', "'", " ", "\n", "\r", "x", "-", "?", "!", "]", "[",
          "&amp;", "&#65;", "&#x41;", "&lt;", "]]>", "-->", "<!--", "<![CDATA[", "<?", "?>", "/>",
          "</", "<x>", "</x>", "<x/>", "<!-- x -->", "<?p x?>", "<![CDATA[x]]>", "é", "\x1b",
          "\x00", "\ufffe", "<value>", "</value>", "<entry>", "<delta>", "<cs-object>", "add",
          "delete", "update", " operation=\"add\"", " name=\"a\"", " multivalued=\"1\"", "</entry>",
          "<synchronized-hologram>", "</cs-object>", "</cs-objects>", "<!DOCTYPE x>", "\t", "1")


def mutants(count=None, first=0):
    """A plain document with one or two changes of a few characters: refused or reported as
    tests/oracle.py says."""
    original = export(
        cs_object('<delta operation="update" dn="D" newdn="E">'
                  '<anchor encoding="base64">QQ==</anchor>'
                  '<dn-attr name="m" operation="update" multivalued="true">'
                  '<dn-value operation="add"><dn>CN=x</dn></dn-value></dn-attr>'
                  '<attr name="a" operation="update" type="string" multivalued="false">'
                  '<value operation="delete">R&amp;D</value><value operation="add">n</value></attr>'
                  '<attr name="b"><value>x</value></attr></delta>',
                  NAME % "N" + '<attr name="b"><value>o</value></attr>',
                  "<x><y z='1'>text</y></x>"),
        cs_object('<delta operation="delete" dn="F"/>', None,
                  "<pending-import-hologram><entry>%s</entry></pending-import-hologram>"
                  % (NAME % "P")))
    wrong = 0
    count = count or rounds(150, 600)
    for seed in range(first, first + count):
        rng = random.Random(seed)
        text = original
        for _ in range(rng.randint(1, 2)):
            at = rng.randrange(len(text))
            cut = rng.choice((0, 0, 1, 1, 2, 5, rng.randrange(60)))
            text = text[:at] + (rng.choice(PIECES) if rng.random() < 0.8 else "") + text[at + cut:]
        data = text.encode("utf-8")
        try:
            wanted = oracle.report(data)
        except oracle.Malformed as reason:
            wanted = reason
        run = Run(input=data)
        if isinstance(wanted, oracle.Malformed):
            good = run.status == 2 and run.err.startswith("csanalyzer: ")
        else:
            good = run.status == 0 and run.out == wanted
        if not good:
            wrong += 1
            if wrong <= 5:
                check("mutant %d" % seed, "%r\n gives %d, %r\n%s\n the oracle says %s" % (
                    text, run.status, run.err, run.out.decode(), wanted))
    check("%d mutants" % count, "%d differ" % wrong if wrong else None)


def main():
    if len(sys.argv) > 1:
        sys.stdout.buffer.write(random_document(int(sys.argv[1]))[1])
        return
    generated_files_are_reproduced()
    goldens()
    goldens_into_a_file()
    goldens_in_every_encoding()
    the_vendors_own_line()
    hand_made()
    guard()
    forms()
    no_delimiter()
    slow_pipe()
    environment()
    random_documents()
    large_documents()
    mutants()
    finish()


if __name__ == "__main__":
    main()
