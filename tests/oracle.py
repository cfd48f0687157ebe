"""The change report, written a second time from its description alone.

The tests ask this program what csanalyzer must print. It reads the whole document, is slow, and is
meant to be compared with doc/csexport-xml.md and doc/csv.md sentence by sentence. It says whether a
document is malformed, but knows no limits and no places.

usage: oracle.py [--raw] [--excel] [--delimiter C] FILE [SECTION]

As a module: report(data, section, ...) gives the exact bytes or raises Malformed, and
normal_form(data) gives what csimport followed by csexport must keep of a document.
"""
import argparse
import re
import sys
from xml.parsers import expat

SECTIONS = ("unapplied-export", "escrowed-export", "unconfirmed-export", "pending-import")
HOLOGRAMS = ("synchronized-hologram", "unapplied-export-hologram", "escrowed-export-hologram",
             "unconfirmed-export-hologram", "pending-import-hologram")
TOWER = SECTIONS + HOLOGRAMS[1:]  # "The four deltas, and the four holograms other than ..."

NO_NAMESPACE = ""
DROP_NAMESPACE = "http://www.microsoft.com/mms/mmsml/v2"

OMODT = {"none": "None", "add": "Add", "replace": "Replace", "update": "Update",
         "delete": "Delete", "delete-add": "DeleteAdd", "obsolete": "Obsolete"}
AMODT = {"add": "Add", "replace": "Replace", "update": "Update", "delete": "Delete"}
VMODT = ("add", "delete")

COLUMNS = ("DN", "ObjectType", "DisplayName", "OMODT", "Attribute", "AMODT", "OldValue",
           "NewValue", "ValuesAdded", "ValuesRemoved")


# "The values of ... (any ASCII case) are `(hidden)`" (doc/answers.md, Passwords)
PASSWORDS = {"unicodepwd", "userpassword", "export_password", "dbcspwd", "ntpwdhistory",
             "lmpwdhistory", "supplementalcredentials", "ms-mcs-admpwd", "mslaps-password",
             "mslaps-encryptedpassword", "mslaps-passwordhistory",
             "mslaps-encryptedpasswordhistory", "msds-managedpassword"}


class Malformed(Exception):
    """The document is not one that csanalyzer accepts."""


# ---- Bytes to characters -------------------------------------------------------------------

def characters(data):
    """The document's text. The bytes beat the label."""
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"),
                        (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            text = decode(data[len(mark):], codec)
            break
    else:
        if data[:2] == b"<\0":
            text = decode(data, "utf-16-le")
        elif data[:2] == b"\0<":
            text = decode(data, "utf-16-be")
        else:
            text = decode(data, "utf-8")
    # "NUL, other control characters, lone surrogates, bad UTF-8 are errors, never repaired."
    # (Python's decoders refuse the last two.)
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text):
        raise Malformed("a character that XML forbids")
    if text.startswith("\ufeff"):
        raise Malformed("text before the root element")
    # "XML 1.0", whose fifth edition reads any 1.x as if it were 1.0.
    version = re.match(r"""<\?xml\s+version\s*=\s*["']([^"'>]*)["']""", text)
    if version and not re.fullmatch(r"1\.[0-9]+", version.group(1)):
        raise Malformed("XML " + version.group(1))
    # "Any other encoding is refused."
    label = re.match(r"""<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']""", text)
    if label and label.group(1).lower() not in ("utf-8", "utf-16", "utf-16le", "utf-16be"):
        raise Malformed("encoding " + label.group(1))
    return text


def decode(data, codec):
    try:
        return data.decode(codec)
    except UnicodeDecodeError as reason:
        raise Malformed(str(reason)) from reason


# ---- Characters to elements ----------------------------------------------------------------

class Element:
    """An element: its children are Elements and strings, in document order. Comments and
    processing instructions leave no trace; CDATA and references are decoded."""

    def __init__(self, namespace, name, attributes):
        self.namespace, self.name, self.attributes = namespace, name, attributes
        self.children = []

    def elements(self, name):
        """The child elements of that name that are not in a foreign namespace."""
        return [child for child in self.children if isinstance(child, Element)
                and child.name == name and child.namespace == self.namespace]

    def only(self, name):
        """The child of that name, None where there is none; twice is malformed."""
        found = self.elements(name)
        if len(found) > 1:
            raise Malformed("%s twice in %s" % (name, self.name))
        return found[0] if found else None

    def first(self, name):
        """The first child of that name, None where there is none."""
        return (self.elements(name) or [None])[0]

    def text(self):
        """The character data below the element."""
        return "".join(child if isinstance(child, str) else child.text()
                       for child in self.children)


def only_elements(element):
    """The element, which may hold elements and white space, nothing else."""
    if any(isinstance(child, str) and child.strip(" \t\r\n") for child in element.children):
        raise Malformed("text where only elements are allowed")
    return element


def parse(data):
    """The root element."""
    text = characters(data)
    top = Element(NO_NAMESPACE, "", {})
    open_elements = [top]

    def start(name, pairs):
        namespace, _, local = name.rpartition("\n")
        element = Element(namespace, local, dict(zip(pairs[::2], pairs[1::2])))
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_name):
        open_elements.pop()

    def character_data(data):
        open_elements[-1].children.append(data)

    def doctype(*_):
        raise Malformed("a document type declaration")

    parser = expat.ParserCreate("UTF-8", "\n")
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = character_data
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(text.encode("utf-8"), True)
    except expat.ExpatError as reason:
        raise Malformed(str(reason)) from reason
    return top.children[0]


# ---- Elements to objects -------------------------------------------------------------------

class Attribute:
    """An attr, dn-attr or objectclass of a delta (with `omodt`) or of a hologram (without)."""

    def __init__(self, element, omodt=None):
        self.kind = only_elements(element).name
        word = lower(element.attributes.get("multivalued", "false"))
        if word not in ("true", "1", "false", "0"):
            raise Malformed("multivalued is neither true nor false")
        self.multivalued = word in ("true", "1")
        if self.kind == "objectclass":
            self.name, self.multivalued = "objectClass", True
        elif "name" in element.attributes:
            self.name = element.attributes["name"]
        else:
            raise Malformed("an attribute without a name")
        self.amodt = self.modification_type(element, omodt) if omodt else None
        self.values = []  # (VMODT, text)
        value_name = {"attr": "value", "dn-attr": "dn-value", "objectclass": "oc-value"}[self.kind]
        for value in element.elements(value_name):
            self.values.append((self.value_modification_type(value), self.value_text(value)))

    @staticmethod
    def modification_type(element, omodt):
        word = element.attributes.get("operation", "")
        if word:
            if word not in AMODT:
                raise Malformed("unknown operation " + word)
            return AMODT[word]
        # "`Add` if OMODT is Add or DeleteAdd, `Replace` if Replace, else `Update`."
        return {"Add": "Add", "DeleteAdd": "Add", "Replace": "Replace"}.get(omodt, "Update")

    def value_modification_type(self, value):
        if self.amodt is None:
            return None  # in a hologram
        default = "delete" if self.amodt == "Delete" else "add"
        word = value.attributes.get("operation", default)
        if word not in VMODT:
            raise Malformed("unknown operation " + word)
        return word

    def value_text(self, value):
        if self.kind == "dn-attr":
            dn = only_elements(value).first("dn")
            return dn.text().strip(" \t\r\n") if dn else ""
        return value.text()

    def having(self, vmodt):
        return [text for word, text in self.values if word == vmodt]

    def texts(self):
        return [text for _, text in self.values]


class Image:
    """A delta or a hologram's entry."""

    def __init__(self, element):
        self.dn = only_elements(element).attributes.get("dn", "")
        self.newdn = element.attributes.get("newdn", "")
        self.omodt = None
        if element.name == "delta":
            word = element.attributes.get("operation")
            if word not in OMODT:
                raise Malformed("unknown or missing operation")
            self.omodt = OMODT[word]
        primary = element.first("primary-objectclass")
        self.primary_objectclass = primary.text() if primary else ""
        objectclass = element.first("objectclass")
        self.objectclass = Attribute(objectclass, self.omodt) if objectclass else None
        self.attributes = [Attribute(child, self.omodt) for child in element.children
                           if isinstance(child, Element) and child.namespace == element.namespace
                           and child.name in ("attr", "dn-attr")]

    def find(self, name):
        """The first `dn-attr` or `attr` of exactly that name."""
        return next((a for a in self.attributes if a.name == name), None)

    def find_in_any_case(self, name):
        """The same, else the first whose name differs in ASCII case alone."""
        return self.find(name) or next(
            (a for a in self.attributes if lower(a.name) == lower(name)), None)


def lower(name):
    """ASCII capitals as small letters."""
    return re.sub("[A-Z]", lambda letter: letter.group().lower(), name)


class Object:
    """What the report is made of: deltas and holograms by the name of their element."""

    def __init__(self, dn, object_type, deltas, holograms, elements=None):
        self.dn, self.object_type = dn, object_type
        self.deltas, self.holograms = deltas, holograms
        self.elements = elements  # its first children by name; None in a drop file


def objects(data):
    """The objects of a document of either shape, in document order."""
    root = parse(data)
    if (root.namespace, root.name) == (NO_NAMESPACE, "cs-objects"):
        return [export_object(only_elements(element))
                for element in only_elements(root).elements("cs-object")]
    if (root.namespace, root.name) == (DROP_NAMESPACE, "mmsml"):
        return [drop_object(delta)
                for entries in only_elements(root).elements("directory-entries")
                for delta in only_elements(entries).elements("delta")]
    raise Malformed("neither a csexport file nor a drop file")


def export_object(element):
    if "cs-dn" not in element.attributes:
        raise Malformed("cs-dn missing")

    def images(names, child_name):
        found = {}
        for name in names:
            place = element.only(name)
            child = only_elements(place).only(child_name) if place else None
            if child:
                found[name] = Image(child)
        return found

    return Object(element.attributes["cs-dn"], element.attributes.get("object-type", ""),
                  images(SECTIONS, "delta"), images(HOLOGRAMS, "entry"),
                  {child.name: child for child in reversed(element.children)
                   if isinstance(child, Element) and child.namespace == element.namespace})


def drop_object(element):
    # "A drop file has none [sections]; its deltas are what is reported, whatever section is
    # asked for." "The DN is the delta's": missing is malformed, as cs-dn is.
    if "dn" not in element.attributes:
        raise Malformed("dn missing")
    delta = Image(element)
    return Object(delta.dn, delta.primary_objectclass, dict.fromkeys(SECTIONS, delta), {})


# ---- Objects to rows -----------------------------------------------------------------------

def rows(item, section):
    """The rows of one object, each a tuple of text in the order of COLUMNS."""
    delta = item.deltas.get(section)
    if delta is None or delta.omodt == "None":
        return
    synchronized = item.holograms.get("synchronized-hologram")
    start = (item.dn, item.object_type, display_name(item, delta), delta.omodt)
    alone = start + ("",) * 6
    if delta.omodt == "Delete":
        yield alone
        return
    nothing = True
    if delta.newdn != "" and delta.newdn != delta.dn:
        nothing = False
        yield start + ("dn", "Update", delta.dn, delta.newdn, "", "")
    if delta.objectclass and delta.objectclass.values and delta.omodt in ("Update", "Replace"):
        nothing = False
        known = synchronized.objectclass if synchronized else None
        yield start + multivalued_columns(delta.objectclass, synchronized, known)
    for attribute in delta.attributes:
        nothing = False
        known = synchronized.find(attribute.name) if synchronized else None
        if (attribute.multivalued or len(attribute.having("add")) > 1
                or len(attribute.having("delete")) > 1):
            yield start + multivalued_columns(attribute, synchronized, known)
        else:
            yield start + single_valued_columns(attribute, known)
    if nothing:
        yield alone


def display_name(item, delta):
    """"The first that is not empty of displayName, cn, name, AccountName, userPrincipalName, ...
    of the holograms in their order, then the delta." (doc/answers.md)"""
    for name in ("displayName", "cn", "name", "AccountName", "userPrincipalName"):
        texts = []
        for hologram in ("unapplied-export-hologram", "synchronized-hologram",
                         "pending-import-hologram"):
            entry = item.holograms.get(hologram)
            attribute = entry.find_in_any_case(name) if entry else None
            texts += attribute.texts() if attribute else []
        attribute = delta.find_in_any_case(name)
        texts += reversed(attribute.having("add")) if attribute else []
        for text in texts:
            if text != "":
                return text
    return ""


def single_valued_columns(attribute, known):
    added, deleted = attribute.having("add"), attribute.having("delete")
    new = added[0] if added else ""
    if deleted:
        old = deleted[0]
    elif attribute.amodt != "Add" and known and known.values:
        old = known.texts()[0]
    else:
        old = ""
    if lower(attribute.name) in PASSWORDS:
        # A value that is there is hidden, even an empty one.
        has_old = bool(deleted) or (attribute.amodt != "Add" and bool(known and known.values))
        old, new = "(hidden)" if has_old else "", "(hidden)" if added else ""
    return (attribute.name, attribute.amodt, old, new, "", "")


def multivalued_columns(attribute, synchronized, known):
    removed = str(len(attribute.having("delete")))
    if attribute.amodt == "Replace" or (attribute.amodt == "Delete" and not attribute.values):
        if synchronized is None:
            removed = ""
        else:
            removed = str(len(known.values)) if known else "0"
    return (attribute.name, attribute.amodt, "", "", str(len(attribute.having("add"))), removed)


# ---- What is said of a file (doc/answers.md) ----------------------------------------------

def pending(item, sections):
    return [name for name in sections
            if name in item.deltas and item.deltas[name].omodt != "None"]


def undetermined(items, section):
    """"silent", "contradiction" or None."""
    imports = section == "pending-import"
    sections = ("pending-import",) if imports else SECTIONS[:3]
    field = "import-delta-operation" if imports else "export-delta-operation"
    silent = 0
    for item in items:
        if item.elements is None:
            continue
        operation = item.elements.get(field)
        if (not item.deltas and sections[0] not in item.elements and operation is None):
            silent += 1
        if (operation is not None and operation.text().strip(" \t\r\n") not in ("", "none")
                and not pending(item, sections)):
            return "contradiction"
    return "silent" if items and silent == len(items) else None


def warnings(data, section):
    """Words out of each line that is printed of the file, in order."""
    items = objects(data)
    said = ["this file cannot tell what is pending"] if undetermined(items, section) else []
    exports = [item for item in items if item.elements is not None]
    if (len(exports) == len(items) and not any(pending(item, (section,)) for item in items)
            and any(pending(item, SECTIONS) for item in items)):
        said.append("no object has a change in " + section)
    if any("(hidden)" in row for item in items for row in rows(item, section)):
        said.append("--show-passwords")
    return said


# ---- Rows to CSV ---------------------------------------------------------------------------

ODD_BLANKS = "\u00a0\u2007\u200b-\u200d\u202f\u2060\ufeff"


def guarded(field):
    """The field made harmless for a spreadsheet."""
    field = re.sub(r"((?<=[;\t\r\n])[+\-@]|(?<=[;,|\t\r\n ])=)", r"'\1", field)
    starts = re.match("[\t\r\n=+\\-@\uff1d\uff0b\uff0d\uff20]"
                      "|[ %s]*[%s][ %s]*[=+\\-@\uff1d\uff0b\uff0d\uff20]"
                      "| +[\uff1d\uff0b\uff0d\uff20]" % (3 * (ODD_BLANKS,)), field)
    return "'" + field if starts else field


def record(fields, raw, excel, delimiter):
    if not raw:
        fields = [guarded(field) for field in fields]
    quoted = ['"' + field.replace('"', '""') + '"' for field in fields]
    return delimiter.join(quoted) + ("\r\n" if excel else "\n")


def report(data, section="unapplied-export", raw=False, excel=False, delimiter=","):
    """The exact bytes of the report; raises Malformed."""
    if section not in SECTIONS:
        raise ValueError("unknown section " + section)
    records = [record(COLUMNS, raw, excel, delimiter)]
    for item in objects(data):
        records += [record(row, raw, excel, delimiter) for row in rows(item, section)]
    return ("\ufeff" if excel else "").encode("utf-8") + "".join(records).encode("utf-8")


# ---- What a round trip keeps ---------------------------------------------------------------

def normal_form(data):
    """A csexport file as nested tuples that are equal where csimport followed by csexport may make
    one of the other: white space between elements, XML spelling and the order of XML attributes do
    not count, nor does multivalued="1" for "true", an absent tower element for an empty one, or
    password change history."""
    root = parse(data)
    objects(data)
    return normal_element(root)


def normal_element(element):
    attributes = dict(element.attributes)
    if element.name in ("attr", "dn-attr") and attributes.get("multivalued") == "1":
        attributes["multivalued"] = "true"
    children = []
    for child in element.children:
        if isinstance(child, Element):
            normal = normal_element(child)
            if element.name != "cs-object" or not is_left_out(child.name, normal):
                children.append(normal)
        elif children and isinstance(children[-1], str):
            children[-1] += child
        else:
            children.append(child)
    if any(not isinstance(child, str) for child in children):
        children = [child for child in children
                    if not isinstance(child, str) or child.strip(" \t\r\n")]
    elif element.name == "cs-objects" or element.name == "cs-object" or element.name in TOWER:
        children = []
    return (element.namespace, element.name, tuple(sorted(attributes.items())), tuple(children))


def is_left_out(name, normal):
    _, _, attributes, children = normal
    return name == "password-change-history" or (name in TOWER and not attributes and not children)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--raw", action="store_true")
    options.add_argument("--excel", action="store_true")
    options.add_argument("--delimiter", default=",")
    options.add_argument("file")
    options.add_argument("section", nargs="?", default=SECTIONS[0], choices=SECTIONS)
    given = options.parse_args()
    with open(given.file, "rb") as file:
        data = file.read()
    try:
        sys.stdout.buffer.write(report(data, given.section, given.raw, given.excel,
                                       given.delimiter))
    except Malformed as reason:
        sys.exit("malformed: %s" % reason)


if __name__ == "__main__":
    main()
