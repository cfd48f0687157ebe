#!/usr/bin/env python3
"""The page that csanalyzer --format html writes, read as HTML: it is well-formed, loads and runs
nothing, shows every value as text, and counts what --summary=json counts. How it looks is for
tests/page/check.mjs to say (make check-page).

Two pages with all that there is on pages lie in testdata/, without their style. To write them anew:
test_page.py --write; then `git diff` says what has changed."""
import base64
import hashlib
import json
import os
import re
import sys
import unicodedata
from html.parser import HTMLParser

sys.path.insert(0, os.path.join(os.path.dirname(__file__), os.pardir, "support"))  # for --write
import documents
from documents import escaped
from formats import HOSTILE, document, update
from harness import (BIN, TESTDATA, Run, check, expect, finish, read, sanitized,
                     temporary_directory, write)

VOID = {"meta", "br", "rect"}
# What a page may be made of; nothing here runs, loads or sends anything.
ELEMENTS = set("html head meta title style body a header h1 h2 h3 dl dt dd p nav ul li main section "
               "details summary table thead tbody tfoot tr th td bdi span small strong em code del "
               "ins div footer svg rect br".split())
ATTRIBUTES = set("lang charset http-equiv content name class href id open scope colspan role "
                 "viewBox preserveAspectRatio width height aria-label aria-labelledby".split())
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Page(HTMLParser):
    """A page: what is wrong with it, its text, the text of each <bdi>, and its tables by class."""

    def __init__(self, data):
        super().__init__(convert_charrefs=True)
        self.problems, self.open, self.text, self.values = [], [], [], []
        self.tables, self.rows, self.levels = {}, [], []
        self.ids, links = set(), []
        self.links = links
        self.source = data.decode()
        self.feed(self.source)
        self.close()
        self.problems += ["not closed: %s" % name for name in self.open]
        self.problems += ["a link to nowhere: %s" % link for link in links if link not in self.ids]
        self.problems += ["a bidi control"] * bool(BIDI.search(self.source))

    def handle_starttag(self, tag, attributes):
        allowed = {name.lower() for name in ATTRIBUTES}
        given = dict(attributes)
        self.problems += ["<%s>" % tag] * (tag not in ELEMENTS)
        self.problems += ["<%s %s=%r>" % (tag, *a) for a in attributes if a[0] not in allowed]
        self.problems += ["<th> without scope"] * (tag == "th" and "scope" not in given)
        if "id" in given:
            self.problems += ["the id %s twice" % given["id"]] * (given["id"] in self.ids)
            self.ids.add(given["id"])
        if "href" in given:
            self.problems += ["href=%r" % given["href"]] * (not given["href"].startswith("#"))
            self.links.append(given["href"][1:])
        if tag not in VOID:
            self.open.append(tag)
        if tag == "bdi":
            self.values.append("")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "table":
            self.rows = self.tables.setdefault(given["class"], [])
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if tag in VOID and tag != "br":
            return
        if not self.open or self.open[-1] != tag:
            self.problems.append("</%s> in %s" % (tag, self.open[-3:]))
        else:
            self.open.pop()

    def handle_data(self, data):
        if "style" in self.open:
            return
        self.text.append(data)
        if "bdi" in self.open:
            self.values[-1] += data
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data

    def handle_comment(self, data):
        self.problems.append("a comment")

    def handle_pi(self, data):
        self.problems.append("a processing instruction")

    def row(self, table, first):
        """The cells of the table's first row that begins with that text, without the first."""
        rows = [row for row in self.tables.get(table, ()) if row and row[0] == first]
        return rows[0][1:] if rows else None

    def says(self, *words):
        """A problem where the page does not say all of that."""
        text = "".join(self.text)
        return "\n".join("not said: " + w for w in words if w not in text) or None


def page(*arguments, status=0, **options):
    """Runs csanalyzer; gives the page and what is wrong with the run or with it."""
    run = Run("--format", "html", *arguments, **options)
    found = Page(run.out)
    return found, [expect("exit status", run.status, status)] + found.problems[:10]


def sample(name):
    return os.path.join(TESTDATA, name)


# ---- The document ----------------------------------------------------------------------------

def samples_are_well_formed():
    for name in ("aad", "onprem", "odd", "drop", "aad-utf16le"):
        found, problems = page(sample(name + ".xml"))
        jumps = [b for a, b in zip([0] + found.levels, found.levels) if b > a + 1]
        check("testdata/%s.xml: a page" % name, *problems, expect("jumps", jumps, []),
              expect("headings of the first level", found.levels.count(1), 1))
    for section in ("escrowed-export", "unconfirmed-export", "pending-import"):
        found, problems = page(sample("aad.xml"), section)
        check("testdata/aad.xml, %s: a page" % section, *problems)
    found, problems = page(input=b"<cs-objects/>")
    check("a page of nothing", *problems, found.says("Nothing changes."))


def policy_allows_its_style_alone():
    run = Run("--format", "html", sample("aad.xml"))
    style = re.search(b"<style>(.*)</style>", run.out, re.DOTALL)[1]
    policy = re.search(b'http-equiv="Content-Security-Policy" content="([^"]*)"', run.out)[1]
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    check("the policy allows nothing but the style sheet", expect(
        "policy", policy.decode(),
        "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'" % digest),
        expect("it stands first", run.out.find(b"Content-Security-Policy") < 100, True))


# ---- Pages that lie in testdata/ -------------------------------------------------------------

def changes():
    """A change of every kind, to an object of every kind."""
    change, attribute, value, pending = (documents.change, documents.attribute, documents.value,
                                         documents.pending)
    yield pending("CN=ada", "update", change("displayName", "Ada B", "Ada L"),
                  change("userPrincipalName", "ada@contoso.com", "ada@fabrikam.com"),
                  change("title", None, "Countess"), change("pager", "12", None),
                  change("description", "\u00e4" * 240 + "1" + "\u00e4" * 240,
                         "\u00e4" * 240 + "2" + "\u00e4" * 240),
                  change("info", "\u00e4" * 241 + "1" + "\u00e4" * 241,
                         "\u00e4" * 241 + "2" + "\u00e4" * 241),
                  change("comment", "s" * 9 + "x" * 402, "s" * 9 + "y" * 400))
    for amodt in ("add", "replace", "update", "delete"):
        yield pending("CN=attribute %s" % amodt, "update",
                      attribute("title", value("Dr"), amodt=amodt, kind="string"),
                      attribute("proxyAddresses", value("a", "add"), value("b", "add"),
                                value("c", "delete"), amodt=amodt, multivalued=True))
    for omodt in ("add", "delete", "delete-add", "obsolete", "replace", "update"):
        yield pending("CN=%s" % omodt, omodt)
        yield pending("CN=%s with a title" % omodt, omodt, change("title", None, "Dr"),
                      object_type="")
    for n in (1, 5, 6, 7, 120):
        members = [value("CN=%d" % i, "delete", "dn-value") for i in range(n)]
        yield pending("CN=%d leave" % n, "update", attribute(
            "member", value("CN=new", "add", "dn-value"), *members, amodt="update",
            multivalued=True, element="dn-attr"), object_type="g")
    yield pending("CN=new group", "add", attribute(
        "member", *[value("CN=%d" % i, "add", "dn-value") for i in range(7)], multivalued=True,
        element="dn-attr"), attribute("displayName", value("N")), object_type="group")
    yield pending("CN=moves", "update", change("displayName", "M", "m"),
                  change("accountEnabled", "true", "false"), change("sourceAnchor", "a", "b"),
                  newdn="CN=moved")


def both_sides():
    """Two exports: of many attributes and object types, from many connectors; then with less."""
    active = list(changes()) + [
        documents.pending("CN=%d" % i, "update", change, object_type="type %d" % i).replace(
            "</cs-object>", "<ma-name>connector %d</ma-name></cs-object>" % (i % 7))
        for i in range(22) for change in [documents.change("attribute %d" % i, "a", "b")]]
    staging = active[::2] + [documents.pending("CN=add", "delete"),
                              documents.pending("CN=b", "add", documents.change("sn", None, "B"))]
    return documents.document(*active), documents.document(*staging)


def kept(data):
    """A page as it lies in testdata/: what other files say is not said again."""
    data = re.sub(b"<style>.*?</style>", b"<style></style>", data, flags=re.DOTALL)
    data = re.sub(b"'sha256-[^']*'", b"'sha256'", data)
    return re.sub(rb"(Made by \w+) [0-9.]+\.", rb"\1.", data)


def pages_of_testdata():
    with temporary_directory() as directory:
        active, staging = both_sides()
        write(directory, "active.xml", active)
        write(directory, "staging.xml", staging)
        limits = [word for limit in (
            "delete=0", "add:group=5", "update=30%", "@title=1", "rename=1", "removed@member=6",
            "removed@proxyAddresses=9")
                  for word in ("--limit", limit)]
        for name, program, arguments, status in (
                ("page.html", "csanalyzer", [*limits, "--objects=60", "active.xml"], 3),
                ("page-compared.html", "csdiff", ["active.xml", "staging.xml"], 1)):
            run = Run("--format", "html", *arguments, program=program, cwd=directory)
            if "--write" in sys.argv:
                write(TESTDATA, name, kept(run.out))
            check("testdata/%s" % name, expect("exit status", run.status, status),
                  expect("page", kept(run.out), read(name)), *Page(run.out).problems[:10])


# ---- It is always the same -------------------------------------------------------------------

def it_is_the_same_every_time():
    for arguments in ((), ("--sort",), ("--limit", "delete=1", "--decode")):
        runs = [Run("--format", "html", "-j", jobs, *arguments, sample("aad.xml")).out
                for jobs in ("1", "8", "8")]
        check("the same for any number of threads %s" % " ".join(arguments),
              expect("-j 8", runs[1], runs[0]), expect("again", runs[2], runs[0]))


def it_appears_whole():
    with temporary_directory() as directory:
        target = os.path.join(directory, "page.html")
        run = Run("--format", "html", "-o", target, sample("aad.xml"))
        with open(target, "rb") as file:
            data = file.read()
        check("-o writes the same", expect("exit status", run.status, 0), expect(
            "page", data, Run("--format", "html", sample("aad.xml")).out))
        run = Run("--format", "html", "-o", target, input=b"<cs-objects><cs-object")
        with open(target, "rb") as file:
            check("bad input leaves the old page", expect("exit status", run.status, 2),
                  expect("page", file.read(), data))
    full = Run("--format", "html", "-o", "/dev/full", sample("aad.xml"))
    check("a full disk is an error", expect("exit status", full.status, 2))
    nowhere = Run("--format", "html", sample("aad.xml"),
                  env=dict(os.environ, SQLITE_TMPDIR="/nonexistent", TMPDIR="/nonexistent"))
    check("it needs no temporary file where objects are few", expect(
        "exit status", nowhere.status, 0))


# ---- What it says ----------------------------------------------------------------------------

def numbers(cells):
    return [int(cell.replace(",", "")) for cell in cells or ()]


def counts_are_those_of_the_summary():
    for name in ("aad.xml", "onprem.xml", "odd.xml", "drop.xml"):
        summary = json.loads(Run("--summary=json", sample(name)).out)
        found, problems = page(sample(name))
        types = summary["objectTypes"]
        check("testdata/%s: counts" % name, *problems, *[
            expect(kind, numbers(found.row("totals", kind or "no type")), list(wanted.values()))
            for kind, wanted in types.items()], expect(
                "all", numbers(found.row("totals", "All")),
                [summary[key] for key in ("adds", "updates", "deletes", "renames")]),
            found.says("%d of %d objects change." % (summary["withChange"], summary["objects"])))
        most = sorted(summary["attributes"].items(), key=lambda a: (-a[1], a[0].encode()))[:20]
        bars = [(row[0].removesuffix(" renamed or moved"), *numbers(row[1:2]))
                for row in found.tables["bars"][1:]]
        check("testdata/%s: attributes" % name, expect(
            "bars", bars, [(a or "empty", n) for a, n in most]))


def a_kind_without_objects_is_grey():
    found, problems = page("-", input=documents.document(
        documents.pending("CN=a", "add"), documents.pending("CN=b", "update"),
        documents.pending("CN=c", "update", newdn="CN=d")))
    check("what there is none of is grey", *problems, *[
        expect(words, re.findall('<div class="([a-z]+)"><dt>%s</dt><dd>(.*?)</dd>' % words,
                                 found.source), [wanted])
        for words, wanted in (("created", ("add", "1")), ("updated", ("update", "2")),
                              ("deleted", ("none", "0")), ("renamed or moved", ("update", "1")))])


def limits_in_plain_words():
    found, problems = page("--limit", "delete=1", "--limit", "removed@member=2", "--limit",
                           "add=100", sample("aad.xml"), status=3)
    check("limits", *problems, found.says(
        "2 limits are exceeded", "Exceeded. Objects deleted: 4. Allowed: 1.",
        "Exceeded. Values of member removed from a single object: 3. Allowed: 2.",
        "Within the limit. Objects created: 4. Allowed: 100.", "Ken Thompson"))
    found, problems = page("--limit", "delete=100", sample("aad.xml"))
    check("limits that are kept", *problems, found.says("No limit is exceeded"),
          None if "limits" in found.links else "no link to the limits")


def what_was_replaced_is_listed():
    found, problems = page("--dn", "CN={34446A6C353659582B48376D3343456D374D495076413D3D}",
                           sample("aad.xml"))
    cells = found.row("changes", "proxyAddresses replaced")
    check("an attribute that is replaced lists what was there", *problems, expect(
        "cells", cells, ["3 beforeSMTP:robin@contoso.comsmtp:robin@contoso.onmicrosoft.com"
                         "X500:/o=Contoso/ou=Exchange/cn=Recipients/cn=robin",
                         "1 afterSMTP:robin@contoso.com"]), expect(
                             "what stays", "<span><bdi>SMTP:robin@contoso.com</bdi></span>"
                             in found.source, True))


def choosing():
    found, problems = page("--attribute", "title", "--omodt", "update", sample("aad.xml"))
    attributes = {row[0].split(" ")[0] for row in found.tables["changes"]}
    check("only chosen changes are listed", *problems,
          expect("attributes", attributes, {"Attribute", "title"}),
          found.says("--attribute title --omodt update"))
    found, problems = page("--attribute", "nothing", sample("aad.xml"))
    check("nothing chosen", *problems, found.says("No change is selected."))


def decoding():
    found, problems = page("--decode", sample("aad.xml"))
    check("--decode", *problems, expect("country code", found.row(
        "changes", "countryCode changed"), ["0", "840"]))


def sorting():
    found, _ = page("--sort", sample("aad.xml"))
    dns = re.findall('<span class="dn"><bdi>([^<]*)</bdi></span></summary>', found.source)
    check("--sort sorts the objects", expect("DNs", dns, sorted(dns)),
          expect("many", len(dns) > 10, True))


def usage():
    for options in (("--layout", "values"), ("--columns", "DN"), ("--all-objects",),
                    ("--summary=json",), ("--excel",), ("--delimiter", ";")):
        run = Run("--format", "html", *options, sample("aad.xml"))
        check("usage: --format html %s" % " ".join(options), expect("exit status", run.status, 2),
              expect("output", run.out, b""), None if "--help" in run.err else run.err)


# ---- Hostile values --------------------------------------------------------------------------

MARKUP = "</script></style></bdi><img src=x onerror=alert(1)>"
HERE = HOSTILE + [MARKUP, "&lt;b&gt; &amp; &#60;", "\" onmouseover=\"alert(1)\" '", "👩‍💻 naïve",
                  "<!-- --!> <?php ?>", "a  b ", "\xa0", "x\u2066y\u2069"]


def shown(value):
    """The text of a value on the page."""
    def sign(match):
        c, at = match[0], match.start()
        if c == " ":
            around = value[at - 1:at] + value[at + 1:at + 2]
            return "␣" if at in (0, len(value) - 1) or around.split() != [around] else " "
        if unicodedata.category(c) in ("Cf", "Cc", "Zs", "Zl", "Zp") and c != "\u200d":
            return {"\n": "↵\n", "\t": "⇥"}.get(c, "U+%04X" % ord(c))
        return c
    return re.sub(r"[\s\S]", sign, value)


def hostile_values():
    for i, value in enumerate(HERE):
        found, problems = page(input=document(update("old", value), update(value, "new")))
        wanted = shown(value)
        if len(value) > 400:
            wanted = wanted[:100]  # of what is long, the beginning
        check("hostile value %d is text, before and after" % i, *problems, expect(
            "how often", sum(v.startswith(wanted) for v in found.values), 2))


def markup_everywhere():
    hostile = escaped(MARKUP)
    data = ('<cs-objects><cs-object cs-dn="%s" object-type="%s"><unapplied-export><delta '
            'operation="update" dn="D" newdn="%s"><attr name="displayName"><value>%s</value></attr>'
            '<attr name="%s" multivalued="true"><value>%s</value></attr></delta></unapplied-export>'
            '<ma-name>%s</ma-name></cs-object></cs-objects>' % (7 * (hostile,))).encode()
    with temporary_directory() as directory:
        path = write(directory, "a<b>&'\".xml", data)
        found, problems = page("--limit", "@%s=0" % MARKUP, "--dn", "*<img*", "--exclude-attribute",
                               "<b>", path, status=3)
    check("markup in every name is text", *problems, expect(
        "how often", sum(MARKUP in value for value in found.values) > 7, True),
        found.says("a<b>&'\".xml", "*<img*"))


def what_differs_in_long_values():
    long = "x" * 40000
    found, problems = page(input=document(update(long + "1", long + "2")))
    check("of 40,000 characters what differs is shown", *problems,
          expect("short", len(found.source) < 40000, True),
          found.says("39,880 characters that are the same"))
    found, problems = page(input=document(update("", "😀" * 40000)))
    check("40,000 characters are cut, and said to be", *problems,
          found.says("39,600 further characters"),
          expect("replacement character", "\ufffd" in found.source, False))


# ---- Size ------------------------------------------------------------------------------------

def many(count):
    objects = ['<cs-object cs-dn="CN=%d" object-type="user"><unapplied-export><delta operation='
               '"%s" dn="CN=%d"><attr name="title"><value>v%d</value></attr>'
               '<attr name="userPrincipalName"><value>u%d</value></attr></delta>'
               '</unapplied-export></cs-object>' % (i, "update" if i % 5 else "delete", i, i, i)
               for i in range(1, count + 1)]
    return ("<cs-objects>%s</cs-objects>" % "".join(objects)).encode()


def only_the_first_objects():
    found, problems = page("-", input=many(2500))
    text = "".join(found.text)
    sections = re.findall('id="o([0-9]+)"', found.source)
    check("2,500 objects: the first 1,000 are shown", *problems,
          expect("sections", sections, [str(i) for i in range(1, 1001)]),
          expect("the last", "v999" in text and "v1001" not in text, True),
          found.says("These are the first 1,000 of 2,500 objects",
                     "1,500 more objects are not shown here.",
                     "There are 450 more. This command lists all of them: csanalyzer --omodt "
                     "delete,delete-add,obsolete FILE",
                     "There are 1,950 more. This command lists all of them: csanalyzer --attribute "
                     "userPrincipalName FILE"))


def threads_do_not_count():
    data = many(20000)
    with temporary_directory() as directory:
        path = write(directory, "many.xml", data)
        one, eight = (Run("--format", "html", "-j", jobs, path).out for jobs in "18")
        check("20,000 objects: the same for any number of threads", expect("page", eight, one))


def memory_is_bounded():
    if sanitized():
        return
    with temporary_directory() as directory:
        path = write(directory, "many.xml", many(200000))
        target = os.path.join(directory, "page.html")
        pid = os.spawnv(os.P_NOWAIT, os.path.join(BIN, "csanalyzer"),
                        ["csanalyzer", "-j2", "--format", "html", "-o", target, path])
        _, status, usage_of = os.wait4(pid, 0)
        check("200,000 objects in bounded memory", expect("exit status", status, 0),
              None if usage_of.ru_maxrss < 32 * 1024 else "%d KiB" % usage_of.ru_maxrss,
              expect("small page", os.path.getsize(target) < 2 << 20, True))


def main():
    samples_are_well_formed()
    policy_allows_its_style_alone()
    pages_of_testdata()
    it_is_the_same_every_time()
    it_appears_whole()
    counts_are_those_of_the_summary()
    a_kind_without_objects_is_grey()
    limits_in_plain_words()
    what_was_replaced_is_listed()
    choosing()
    decoding()
    sorting()
    usage()
    hostile_values()
    markup_everywhere()
    what_differs_in_long_values()
    only_the_first_objects()
    threads_do_not_count()
    memory_is_bounded()
    finish()


main()
