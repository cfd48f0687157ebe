#!/usr/bin/env python3
"""csimport, then csexport, is the same document.

"The same" is judged by Python's own XML parser and by nothing of this toolkit: every object, XML
attribute, element and text, in its order. What may differ is what doc/cli.md names: white space
between elements, XML spelling, multivalued="1", an empty tower element for an absent one beside
others, and the password change history.
"""
import itertools
import os
import random
import re
import xml.etree.ElementTree as ET

from documents import document
from harness import Run, check, expect, finish, read, temporary_directory, write

DELTAS = ("unapplied-export", "escrowed-export", "unconfirmed-export", "pending-import")
HOLOGRAMS = ("synchronized-hologram", "unapplied-export-hologram", "escrowed-export-hologram",
             "unconfirmed-export-hologram", "pending-import-hologram")
PARTS = DELTAS + HOLOGRAMS
TOWER = DELTAS + HOLOGRAMS[1:]
VALUES = {"attr": "value", "dn-attr": "dn-value", "objectclass": "oc-value"}
ONE_TEXT = ("anchor", "parent-anchor", "primary-objectclass")
WHITE = " \t\r\n"


# ---- What counts in a document ---------------------------------------------------------------

def content(element, verbatim):
    """Texts and elements, in their order; white space beside elements only where it counts."""
    pieces = [element.text or ""]
    for child in element:
        pieces += [child, child.tail or ""]
    if verbatim or len(pieces) == 1:
        return [piece for piece in pieces if not isinstance(piece, str) or piece]
    return [piece for piece in pieces if not isinstance(piece, str) or piece.strip(WHITE)]


def plain(element, verbatim=False):
    """An element of which everything counts."""
    return (element.tag, dict(element.attrib),
            [piece if isinstance(piece, str) else plain(piece, verbatim)
             for piece in content(element, verbatim)])


def structure(element, inner):
    """An element that holds elements: `inner` says what counts in a child."""
    return (element.tag, dict(element.attrib),
            [piece if isinstance(piece, str) else inner(piece)
             for piece in content(element, False)
             if not isinstance(piece, str) or piece.strip(WHITE)])


def value(element):
    if element.tag == "dn-value":
        return structure(element, lambda child: plain(child, child.tag in ("dn", "anchor")))
    return plain(element, element.tag in ("value", "oc-value"))


def attribute(element):
    if element.tag in ONE_TEXT:
        return plain(element, True)
    if element.tag not in VALUES:
        return plain(element)
    tag, attributes, children = structure(element, value)
    if attributes.get("multivalued") == "1":
        attributes["multivalued"] = "true"
    return tag, attributes, children


def part(element):
    if element.tag not in PARTS:
        return plain(element)
    inner = "delta" if element.tag in DELTAS else "entry"
    return structure(element, lambda child: structure(child, attribute) if child.tag == inner
                     else plain(child))


def an_object(element):
    if element.tag != "cs-object":
        return plain(element)
    tag, attributes, children = structure(element, part)
    return tag, attributes, [child for child in children if child[0] != "password-change-history"]


def what_counts(data):
    return structure(ET.fromstring(data), an_object)


def without_added_parts(came_out, went_in):
    """Leaves out the empty tower elements of objects that had another one but not these."""
    tag, attributes, children = came_out
    if tag == "cs-objects":
        pairs = itertools.zip_longest(children, went_in[2])
        return tag, attributes, [without_added_parts(child, other) if child and other else child
                                 for child, other in pairs]
    if tag != "cs-object":
        return came_out
    had = {child[0] for child in went_in[2]}
    if had.isdisjoint(TOWER):
        return came_out
    return tag, attributes, [child for child in children
                             if child not in [(name, {}, []) for name in TOWER]
                             or child[0] in had]


def difference(found, wanted, path=""):
    """Where two documents begin to differ; None where they do not."""
    if found == wanted:
        return None
    if isinstance(found, str) or isinstance(wanted, str) or not found or not wanted:
        return "%s: %r instead of %r" % (path, found, wanted)
    path += "/" + wanted[0]
    if found[:2] != wanted[:2]:
        return "%s: %r instead of %r" % (path, found[:2], wanted[:2])
    for index, (a, b) in enumerate(itertools.zip_longest(found[2], wanted[2])):
        problem = difference(a, b, "%s[%d]" % (path, index))
        if problem:
            return problem
    return "%s differs" % path


# ---- There and back --------------------------------------------------------------------------

def there_and_back(data, *options):
    """Problems of a document's import and export; none where it is the same."""
    with temporary_directory() as here:
        database = os.path.join(here, "space.db")
        file = write(here, "in.xml", data)
        imported = Run("-q", "-d", database, *options, file, program="csimport")
        if imported.status != 0:
            return ["csimport: %d, %s" % (imported.status, imported.err)]
        names = Run("--list", "-d", database, program="csexport").out.decode().splitlines()
        name = names[1].split("\t")[0]
        exported = Run(name, "-", "-d", database, program="csexport")
        if exported.status != 0:
            return ["csexport: %d, %s" % (exported.status, exported.err)]
        went_in = what_counts(data)
        came_out = without_added_parts(what_counts(exported.out), went_in)
        problems = [difference(came_out, went_in)]

        # What came out goes in again.
        again = os.path.join(here, "again.db")
        Run("-q", "-d", again, "-n", name, write(here, "out.xml", exported.out),
            program="csimport")
        second = Run(name, "-", "-d", again, program="csexport")
        if second.status != 0:
            return problems + ["the second time: " + second.err]
        problems.append(difference(what_counts(second.out), what_counts(exported.out)))
        return problems


def cs_object(inside, number=1, extra="", name="contoso.com"):
    return ('<cs-object cs-dn="CN=%d" id="{00000000-0000-0000-0000-%012d}" object-type="user"%s>%s'
            "<ma-name>%s</ma-name></cs-object>" % (number, number, extra, inside, name))


def update(inside, extra=""):
    return ('<unapplied-export><delta operation="update" dn="CN=1"%s>%s</delta></unapplied-export>'
            % (extra, inside))


def attr(inside, extra=' operation="update" type="string" multivalued="false"'):
    return update('<attr name="title"%s>%s</attr>' % (extra, inside))


SINGLE = "".join(
    "<%s>%s</%s>" % (name, text, name) for name, text in (
        ("connector", "1"), ("connector-state", "normal"), ("seen-by-import", "1"),
        ("rebuild-in-progress", "0"), ("obsoletion", "0"), ("need-full-sync", "0"),
        ("placeholder-parent", "0"), ("placeholder-link", "0"), ("placeholder-delete", "0"),
        ("pending", "0"), ("ref-retry", "0"), ("rename-retry", "0"),
        ("import-delta-operation", "none"), ("export-delta-operation", "modify"),
        ("pending-ref-delete", "0"),
        ("sequencers", "<original><batch-number>1</batch-number></original><current/>"),
        ("ma-id", "{B891884F-051E-4A83-95AF-2544101C9083}"), ("partition-id", "{1}"),
        ("mv-link", "{2}"), ("disconnection-time", ""),
        ("last-import-delta-time", "2016-09-01 10:11:12.123"), ("partition-name", " a  b ")))

CASES = {
    "no objects of a connector that is named": (document(), "-n", "contoso.com"),
    "single-value elements": document(cs_object(SINGLE)),
    "single-value elements before the parts": document(cs_object(SINGLE + attr(""))),
    "parts in another order": document(cs_object(
        "<pending-import-hologram/><connector>0</connector>" + attr("<value>a</value>") +
        "<escrowed-export/><synchronized-hologram/>")),
    "elements with XML attributes, twice, blank or unusual": document(cs_object(
        '<connector x="1">1</connector><connector>0</connector>'), cs_object(
            "<connector>yes</connector><import-delta-operation/><import-delta-operation>add"
            "</import-delta-operation><ma-id/>", 2), cs_object(
                "<connector> 1 </connector><ma-id> {1} </ma-id>", 3), cs_object(
                    '<connector/><ma-id x="1">{1}</ma-id>', 4)),
    "errors": document(cs_object(
        '<import-errordetail/><export-errordetail retry-count="1"><export-status><error-literal> x '
        "</error-literal></export-status></export-errordetail>"), cs_object(
            '<import-errordetail a="&lt;">t&#13;</import-errordetail><export-errordetail/>'
            "<export-errordetail>second</export-errordetail>", 2)),
    "ids in lower case, without braces or object-type": document(
        '<cs-object cs-dn="CN=a" id="{0c0b0a09-0807-0605-0403-020100000001}"><ma-name>a</ma-name>'
        "</cs-object>",
        '<cs-object cs-dn="CN=b" id="0C0B0A09-0807-0605-0403-020100000002" object-type="">'
        "</cs-object>"),
    "the same DN in two spellings": document(
        '<cs-object cs-dn="CN=a" id="{00000000-0000-0000-0000-000000000001}"><ma-name>a</ma-name>'
        "</cs-object>",
        '<cs-object cs-dn="cn=A" id="{00000000-0000-0000-0000-000000000002}"/>'),
    "text to the character": document(cs_object(attr(
        '<value operation="delete"> \t\n </value><value operation="add">R&amp;D &lt;b&gt; ]]&gt; '
        '"\'&#13;&#10;&#9; \u00e9 \u65e5\u672c \U0001f600 \x7f \u0085</value>'))),
    "XML attributes to the character": document(cs_object(
        "", extra=' a="&#9;&#10;&#13; &quot;&apos;&lt;&gt;&amp; \u202e"')),
    "CDATA, comments, processing instructions": document(cs_object(attr(
        "<!-- a --><?b c?><value operation='add'>a<!-- <b> --><![CDATA[<c> & ]]]]><![CDATA[>]]>"
        "<?d?>e</value>") + "<!-- --><future><?attr 3?><?connector?>t<!-- x -->u</future>")),
    "multivalued in every way": document(cs_object(update("".join(
        '<attr name="a%d" type="string"%s/><dn-attr name="b%d"%s/>' % (i, m, i, m)
        for i, m in enumerate(("", ' multivalued="true"', ' multivalued="false"',
                               ' multivalued="1"', ' multivalued="0"', ' multivalued="TRUE"',
                               ' multivalued="False"')))))),
    "types in every way": document(cs_object(update("".join(
        '<attr name="a%d"%s multivalued="false"><value operation="add">0x1</value></attr>' % (i, t)
        for i, t in enumerate(("", ' type=""', ' type="binary"', ' type="new"',
                               ' type="reference"')))))),
    "operations in every way": document(cs_object(
        update('<attr name="a"/><attr name="b" operation=""/><objectclass operation="">'
               '<oc-value/></objectclass><dn-attr name="c"><dn-value/></dn-attr>') +
        '<synchronized-hologram><entry dn="a" operation="x" newdn="y"><attr name="a" '
        'operation="bogus"><value operation="bogus"/></attr><dn-attr name="b" operation="add">'
        '<dn-value operation="delete"><dn/></dn-value></dn-attr></entry></synchronized-hologram>')),
    "DNs in every way": document(cs_object(
        '<unapplied-export><delta operation="none"/></unapplied-export><escrowed-export>'
        '<delta operation="delete-add" dn="" newdn=""/></escrowed-export><pending-import>'
        '<delta operation="obsolete" dn="a" newdn="b"/></pending-import>')),
    "anchors in every way": document(cs_object(update(
        '<anchor>QQ==</anchor><anchor encoding="base64">Qg==</anchor><parent-anchor '
        'encoding="base64"/><primary-objectclass x="1">u</primary-objectclass>')), cs_object(update(
            '<attr name="a"/><primary-objectclass>u</primary-objectclass><anchor '
            'encoding="base64"/><attr name="b"/>'), 2), cs_object(update(
                "<anchor>Q<b>Q</b>==</anchor>"), 3)),
    "references in every way": document(cs_object(update(
        '<dn-attr name="manager" type="reference" operation="add" multivalued="true">'
        '<dn-value operation="add"><dn> CN=a </dn><anchor encoding="base64">QQ==</anchor>'
        "</dn-value><dn-value><anchor>QQ==</anchor><dn>CN=b</dn></dn-value><dn-value/>"
        "<dn-value><anchor "
        'encoding="base64"/></dn-value><dn-value x="1"><dn y="2">c</dn><dn>d</dn><new/></dn-value>'
        "<dn-value><dn>e<b>f</b></dn></dn-value></dn-attr>"))),
    "encodings in every way": document(cs_object(
        attr('<value>QQ==</value><value encoding="base64">QQ==</value><value encoding="hex"/>'
             '<value encoding="base64" operation="add" x="1">QQ==</value>',
             ' type="binary" multivalued="true"') + "<escrowed-export><delta operation='add'>"
        '<attr name="a" type="string"><value encoding="base64">QQ==</value></attr></delta>'
        "</escrowed-export>")),
    "markup in values": document(cs_object(attr(
        '<value operation="add"> a <b x="1"> c </b> <d/> e </value>') +
        '<escrowed-export><delta operation="add"><attr name="b" type="binary"><value '
        'encoding="base64">Q<i/>Q</value></attr><objectclass><oc-value>a<b/></oc-value>'
        "</objectclass></delta></escrowed-export>")),
    "unknown elements": document(cs_object(
        "<future/><unapplied-export><future>a</future><delta operation='update'><future/><attr "
        "name='a'><future/><value>1</value><future><value>2</value></future></attr><future/>"
        "<objectclass><future/><oc-value/><future/></objectclass><entry/></delta><future/>"
        "</unapplied-export><future> <a/> t <b/> </future>"), "<future><cs-object/></future>",
        cs_object("", 2), root='<cs-objects future="1">'),
    "unknown elements and nothing else": document(cs_object(
        "<unapplied-export><future/></unapplied-export><escrowed-export x='1'/><pending-import>"
        "<entry/></pending-import>"), "<a/>"),
    "unknown XML attributes": document(cs_object(
        "<unapplied-export a='1'><delta b='2' operation='update'><attr c='3' name='n' d='4'><value "
        "e='5'>v</value></attr><objectclass f='6'><oc-value g='7'/></objectclass></delta>"
        "</unapplied-export><connector-state h='8'/>", extra=" transient='1'")),
    "namespaces": document(cs_object(
        '<x:new x:a="1" b="2"><x:c/></x:new><connector xmlns="urn:d">0</connector><connector>1'
        '</connector><y:z xmlns:y="urn:y"><y:z/></y:z><unapplied-export x:a="1"><delta x:b="1" '
        'operation="update"><x:attr name="a"/><attr x:c="1" x:d="2" name="a"><x:value/><value '
        'x:e="1">v</value><value xmlns="urn:d">w</value></attr><anchor xmlns="urn:d"/></delta>'
        '<delta xmlns="urn:d"/></unapplied-export>', extra=' x:t="1"'), "<x:root/>",
        '<cs-object xmlns="urn:d"/>', root='<cs-objects xmlns:x="urn:x" x:r="1">'),
    "what two objects share": document(
        cs_object("<ma-id>{a}</ma-id>"), cs_object("<ma-id>{A}</ma-id>", 2),
        '<cs-object cs-dn="CN=3" id="{3}"/>',
        '<cs-object cs-dn="CN=4" id="{4}"><ma-name> contoso.com </ma-name></cs-object>'),
    "a thousand members": document(cs_object(update(
        '<dn-attr name="member" operation="update" multivalued="true">' + "".join(
            '<dn-value operation="add"><dn>CN=%d</dn></dn-value>' % i for i in range(1200)) +
        "</dn-attr>"))),
    "a large value": document(cs_object(attr("<value>%s</value>" % ("a\u00e9" * 1000000)))),
    "nested as deep as may be": document(cs_object("<a>" * 253 + "</a>" * 253)),
    "objects that disagree, put into one": (document(
        cs_object("<ma-id>{A}</ma-id>"), cs_object("<ma-id>{B}</ma-id>", 2, name="fabrikam.com"),
        '<cs-object cs-dn="CN=3" id="{3}"/>'), "-n", "mine"),
}

# What is refused, never passed over.
REFUSED = {
    "text in an object": cs_object("text"),
    "text in a section": cs_object("<unapplied-export>text</unapplied-export>"),
    "text in a delta": cs_object(update("text")),
    "text in an attr": cs_object(attr("text")),
    "text in a dn-value": cs_object(update(
        '<dn-attr name="a"><dn-value>text</dn-value></dn-attr>')),
}


# ---- Documents that nobody thought of --------------------------------------------------------

class Generator:
    """Writes documents with something unknown in every place, spelled in every way."""

    TEXTS = ("", " ", "\n", "a", " a ", "R&D", "<b>", "]]>", "\u00e9", "\u65e5\u672c", "\U0001f600",
             "\"'", "a\tb\nc", "a\rb", "=1+1", "0x200", "QQ==", "a" * 70)
    NAMES = ("future", "x:future", "y:z", "value", "attr", "delta", "entry", "dn", "anchor",
             "new-1")

    def __init__(self, seed):
        self.random = random.Random(seed)

    def maybe(self, chance):
        return self.random.random() < chance

    def spelled(self, text):
        """Character data."""
        pieces = []
        for character in text:
            way = self.random.randrange(8)
            if character == "\r" or way == 0:
                pieces.append("&#%d;" % ord(character))
            elif way == 1 and character != "]":
                pieces.append("<![CDATA[%s]]>" % character)
            else:
                pieces.append({"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(character, character))
            if way == 2 and self.maybe(0.2):
                pieces.append(self.random.choice(("<!-- <c> -->", "<?p i?>", "<![CDATA[]]>")))
        return "".join(pieces)

    def tag(self, name, attributes):
        pieces = ["<" + name]
        attributes = list(attributes)
        self.random.shuffle(attributes)
        for key, text in attributes:
            quote = self.random.choice("\"'")
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(quote, "&#%d;" %
                                                                           ord(quote))
            for character in "\t\n\r":
                text = text.replace(character, "&#x%x;" % ord(character))
            pieces.append(self.random.choice((" ", "\n  ")) + key + "=" + quote + text + quote)
        return "".join(pieces)

    def between(self):
        """What may stand between elements."""
        return self.random.choice(("", "", "", " ", "\n  ", "<!-- c -->", " <?p i?>\n"))

    def element(self, name, attributes, inside):
        """`inside` is a text that is spelled already, or a list of elements."""
        if isinstance(inside, list):
            inside = self.between() + "".join(child + self.between() for child in inside)
        if not inside and self.maybe(0.5):
            return self.tag(name, attributes) + "/>"
        return self.tag(name, attributes) + ">" + inside + "</" + name + " >"

    def unknown_attributes(self):
        names = ("future", "x:a", "x:b", "xml:lang", "a-1")
        return [(name, self.random.choice(self.TEXTS)) for name in names if self.maybe(0.03)]

    def unknown(self, depth=0):
        """An element that nobody knows; a name that is known elsewhere is in a namespace."""
        name = self.random.choice(self.NAMES)
        attributes = self.unknown_attributes()
        if name.startswith("y:"):
            attributes.append(("xmlns:y", "urn:y%d" % self.random.randrange(2)))
        elif depth == 0 and name not in ("future", "x:future"):
            attributes.append(("xmlns", "urn:d"))
        if depth > 2 or self.maybe(0.4):
            return self.element(name, attributes, self.spelled(self.random.choice(self.TEXTS)))
        children = [self.unknown(depth + 1) for _ in range(self.random.randrange(3))]
        if self.maybe(0.3):
            children.insert(0, self.spelled(self.random.choice(self.TEXTS[3:])))
        return self.element(name, attributes, children)

    def with_unknown(self, children, chance=0.05):
        """The children, in their order, with unknown ones among them."""
        result = []
        for child in children + [None]:
            while self.maybe(chance):
                result.append(self.unknown())
            if child is not None:
                result.append(child)
        return result

    def leaf(self, name, attributes, texts=None):
        return self.element(name, attributes + self.unknown_attributes(),
                            self.spelled(self.random.choice(texts or self.TEXTS)))

    def optional(self, name, *texts, chance=0.7):
        return [(name, self.random.choice(texts))] if self.maybe(chance) else []

    def a_value(self, element, kind, delta):
        attributes = self.optional("operation", "add", "delete") if delta else []
        attributes += self.unknown_attributes()
        if element == "dn-attr":
            children = [self.leaf("dn", [])] if self.maybe(0.95) else []
            if self.maybe(0.7):
                children.append(self.leaf("anchor", self.optional("encoding", "base64",
                                                                  chance=0.9)))
            if self.maybe(0.1):
                children.reverse()
            return self.element("dn-value", attributes, self.with_unknown(children, 0.02))
        if self.maybe(0.95 if kind == "binary" else 0.02):
            attributes.append(("encoding", "base64"))
        inside = self.spelled(self.random.choice(self.TEXTS))
        if self.maybe(0.03):
            inside += self.unknown() + self.spelled(self.random.choice(self.TEXTS))
        return self.element(VALUES[element], attributes, inside)

    def an_attribute(self, delta):
        element = self.random.choice(("attr", "attr", "attr", "dn-attr", "objectclass"))
        kind = self.random.choice(("string", "binary", "integer", "boolean", ""))
        attributes = self.unknown_attributes()
        if delta:
            attributes += self.optional("operation", "add", "replace", "update", "delete", "")
        if element != "objectclass":
            attributes += [("name", self.random.choice(("title", "mail", "R&D", "\u00e9", "a b")))]
            attributes += self.optional("multivalued", "true", "false", "1", "0", chance=0.9)
            if element == "attr" or self.maybe(0.1):
                attributes += [("type", kind)] if kind else []
        values = [self.a_value(element, kind, delta) for _ in range(self.random.randrange(4))]
        return self.element(element, attributes, self.with_unknown(values, 0.03))

    def an_image(self, name, delta):
        attributes = self.optional("dn", "CN=a", "", "CN=\"R&D\"") + self.unknown_attributes()
        if delta:
            attributes += self.optional("newdn", "CN=b", "", chance=0.1)
            attributes += self.optional("operation", "none", "add", "replace", "update", "delete",
                                        "delete-add", "obsolete", chance=1)
        base64 = self.optional("encoding", "base64", chance=0.95)
        children = [self.leaf(child, base64 if child != "primary-objectclass" else [])
                    for child in ONE_TEXT if self.maybe(0.6)]
        children += [self.an_attribute(delta) for _ in range(self.random.randrange(5))]
        if self.maybe(0.2):
            self.random.shuffle(children)
        return self.element(name, attributes, self.with_unknown(children, 0.03))

    def a_part(self, name):
        delta = name in DELTAS
        children = ([self.an_image("delta" if delta else "entry", delta)]
                    if self.maybe(0.5) else [])
        return self.element(name, self.unknown_attributes(), self.with_unknown(children, 0.03))

    def single(self):
        names = ("connector", "connector-state", "pending", "import-delta-operation",
                 "export-delta-operation", "mv-link", "last-export-delta-time", "partition-name",
                 "import-errordetail", "export-errordetail", "password-change-history")
        texts = ("1", "0", "none", "modify", "", " ", "R&D")
        children = [self.leaf(name, [], texts) for name in names if self.maybe(0.5)]
        if self.maybe(0.2):
            children.append(self.leaf(self.random.choice(names), [], texts))
        if self.maybe(0.5):
            children.append(self.element("export-errordetail", self.unknown_attributes(),
                                         self.with_unknown([self.leaf("export-status", [])])))
        return children

    def an_object(self, number):
        children = [self.a_part(name) for name in PARTS if self.maybe(0.9)] + self.single()
        if number == 0 or self.maybe(0.8):
            children.append("<ma-name>contoso.com</ma-name>")
        if self.maybe(0.8):
            children.append("<ma-id>{%s}</ma-id>" % self.random.choice("Aa"))
        if self.maybe(0.3):
            self.random.shuffle(children)
        guid = "{%08x-0000-0000-0000-%012x}" % (number, self.random.getrandbits(48))
        attributes = [("cs-dn", "CN=%d" % number),
                      ("id", guid if self.maybe(0.1) else guid.upper())]
        attributes += self.optional("object-type", "user", "") + self.unknown_attributes()
        return self.element("cs-object", attributes, self.with_unknown(children))

    def document(self):
        objects = [self.an_object(number) for number in range(self.random.randrange(1, 16))]
        attributes = [("xmlns:x", "urn:x")] + self.unknown_attributes()
        root = self.element("cs-objects", attributes, self.with_unknown(objects, 0.1))
        return ('<?xml version="1.0" encoding="UTF-8"?>' + root).encode()


DROP = "http://www.microsoft.com/mms/mmsml/v2"


def check_uniform():
    """What comes out of each of these is spelled like that."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    with temporary_directory() as here:
        for name, went_in, came_out in (
                ("XML attributes", '<attr z="1" type="string" b="2" operation="add" a="3" '
                 'name="n"/>',
                 '<attr name="n" operation="add" type="string" z="1" b="2" a="3"></attr>'),
                ("multivalued", '<attr multivalued="1" type="string" name="n"/>',
                 '<attr name="n" type="string" multivalued="true"></attr>'),
                ("multivalued beside what is unknown", '<attr z="1" multivalued="1" a="2" '
                 'name="n"/>', '<attr name="n" z="1" multivalued="1" a="2"></attr>'),
                ("namespaces", '<x:a x:b="1"><c/></x:a>',
                 '<x:a xmlns:x="urn:x" x:b="1"><c></c></x:a>')):
            parts = ["<%s></%s>" % (part, part) for part in TOWER]
            inside = "<unapplied-export><delta operation=\"update\">%s</delta></unapplied-export>"
            database = os.path.join(here, name)
            Run("-q", "-d", database, write(here, "in.xml", document(
                cs_object(inside % went_in), root='<cs-objects xmlns:x="urn:x" xmlns:y="urn:y">')),
                program="csimport")
            check("made uniform: " + name, expect(
                "document", Run("contoso.com", "-", "-d", database, program="csexport").out,
                head.encode() + document(cs_object(inside % came_out + "".join(parts[1:])))))


def check_drop_file():
    """A drop file comes out as objects that have its deltas, and nothing else of it."""
    deltas = ('<delta operation="add" dn="CN=1" x="1"><anchor encoding="base64">QQ==</anchor>'
              "<primary-objectclass>user</primary-objectclass><objectclass><oc-value>top</oc-value>"
              '</objectclass><attr name="title" operation="add" type="string" multivalued="false">'
              '<value operation="add"> Countess </value></attr></delta>',
              '<delta operation="delete" dn="CN=2"/>')
    with temporary_directory() as here:
        file = write(here, "drop.xml", ('<mmsml xmlns="%s" step-type="export"><a/>'
                                        '<directory-entries b="1"><c/>%s</directory-entries><d>e'
                                        "</d></mmsml>" % (DROP, "<c/>".join(deltas))).encode(
                                            "utf-16"))
        database = os.path.join(here, "space.db")
        run = Run("-q", "-n", "contoso.com", "-d", database, file, program="csimport")
        came_out = Run("contoso.com", "-", "-d", database, program="csexport").out
    objects = ET.fromstring(came_out)
    ids = [element.attrib.pop("id") for element in objects]
    check("a drop file", expect("csimport", run.err, ""), expect(
        "root", (objects.tag, objects.attrib, {element.tag for element in objects}),
        ("cs-objects", {}, {"cs-object"})), expect(
        "attributes", [element.attrib for element in objects],
        [{"cs-dn": "CN=1", "object-type": "user"}, {"cs-dn": "CN=2"}]), *(
            difference(structure(element.find("unapplied-export/delta"), attribute),
                       structure(ET.fromstring(text), attribute))
            for element, text in zip(objects, deltas)),
          None if all(re.fullmatch(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", made)
                      for made in ids) and len(set(ids)) == 2 else "ids: %r" % ids)


def check_generated(first, last):
    problems = []
    for seed in range(first, last):
        problems += ["seed %d: %s" % (seed, problem)
                     for problem in there_and_back(Generator(seed).document()) if problem]
    check("documents generated from seeds %d to %d" % (first, last - 1), *problems[:3])


def check_refused(name, inside):
    with temporary_directory() as here:
        database = os.path.join(here, "space.db")
        run = Run("-d", database, write(here, "in.xml", document(inside)), program="csimport")
        check("refused: " + name, expect("status", run.status, 2),
              None if 'DN "CN=1"' in run.err else "no DN in: " + run.err,
              "a database is left" if os.path.exists(database) else None)


def main():
    for name in ("aad.xml", "onprem.xml", "aad-utf16le.xml", "aad-utf16be.xml"):
        check("testdata/" + name, *there_and_back(read(name)))
    for name, case in CASES.items():
        check(name, *there_and_back(*(case if isinstance(case, tuple) else (case,))))
    for name, inside in REFUSED.items():
        check_refused(name, inside)
    check_uniform()
    check_drop_file()
    for first in range(0, 80, 20):
        check_generated(first, first + 20)
    finish()


main()
