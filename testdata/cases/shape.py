"""The shape of a csexport file: elements and XML attributes in the order in which the vendor writes
them, without a line break between them, so that csimport and csexport give the same bytes back."""
import base64
import hashlib
from dataclasses import dataclass, field, replace

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
SECTIONS = ("unapplied-export", "escrowed-export", "unconfirmed-export", "pending-import")
HOLOGRAMS = ("synchronized-hologram", "unapplied-export-hologram", "escrowed-export-hologram",
             "unconfirmed-export-hologram", "pending-import-hologram")


# ---- Made-up data, the same on every machine ----

def some_bytes(seed, count):
    return hashlib.shake_256(seed.encode()).digest(count)


def b64(data):
    return base64.b64encode(data).decode()


def guid(seed):
    h = some_bytes("guid " + seed, 16).hex().upper()
    return "{%s-%s-%s-%s-%s}" % (h[:8], h[8:12], h[12:16], h[16:20], h[20:])


# ---- XML ----

def escaped(text):
    return (text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            .replace("\r", "&#13;"))


def escaped_attribute(text):
    return (escaped(text).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;"))


def tag(name, content="", *attributes):
    """An element; `attributes` are pairs, those that are None are left out."""
    start = "".join(' %s="%s"' % (key, escaped_attribute(value))
                    for key, value in attributes if value is not None)
    return "<%s%s>%s</%s>" % (name, start, content, name)


# ---- Attributes and changes ----

@dataclass(frozen=True)
class Ref:
    """The value of a reference."""
    dn: str
    anchor: str

    def xml(self):
        return tag("dn", escaped(self.dn)) + tag("anchor", self.anchor, ("encoding", "base64"))


@dataclass(frozen=True)
class Attribute:
    """As a hologram has it, or as a delta changes it: then with `operation` (None: the delta's
    decides), and `values` are pairs of a VMODT (or None) and the value."""
    name: str
    values: tuple
    type: str = "string"
    multivalued: bool = False
    operation: str = None
    extra: tuple = ()  # unknown XML attributes

    def xml(self, in_delta=False):
        values = self.values if in_delta else [(None, value) for value in self.values]
        if self.type == "reference":
            kind, own_type, value_kind, encoding = "dn-attr", None, "dn-value", None
        else:
            kind, own_type, value_kind = "attr", self.type, "value"
            encoding = "base64" if self.type == "binary" else None
        content = "".join(tag(value_kind, v.xml() if isinstance(v, Ref) else escaped(v),
                              ("operation", vmodt), ("encoding", encoding))
                          for vmodt, v in values)
        return tag(kind, content, ("name", self.name), ("operation", self.operation),
                   ("type", own_type), ("multivalued", "true" if self.multivalued else "false"),
                   *self.extra)


def applied(attributes, changes):
    """The attributes once the changes are made: what the hologram of a delta holds."""
    result = {a.name: a for a in attributes}
    for change in changes:
        if not isinstance(change, Attribute):
            continue
        old = list(result[change.name].values) if change.name in result else []
        deleted = [v for vmodt, v in change.values if vmodt == "delete"]
        added = [v for vmodt, v in change.values if vmodt != "delete"]
        if change.operation == "delete":
            values = []
        elif change.operation == "replace" or (not change.multivalued and added):
            values = added
        else:
            values = [v for v in old if v not in deleted] + added
        result.pop(change.name, None) if not values else result.update(
            {change.name: replace(change, operation=None, values=tuple(values), extra=())})
    return sorted(result.values(), key=lambda a: (a.type != "reference", a.name.lower()))


# ---- Deltas, holograms, objects ----

@dataclass
class Identity:
    """What stands at the head of a delta or a hologram."""
    dn: str
    anchor: str
    parent_anchor: str
    classes: tuple

    def head(self, classes=True):
        head = tag("anchor", self.anchor, ("encoding", "base64"))
        head += tag("parent-anchor", self.parent_anchor, ("encoding", "base64"))
        if classes:
            head += tag("primary-objectclass", self.classes[-1])
            head += tag("objectclass", "".join(tag("oc-value", c) for c in self.classes))
        return head


def delta(operation, identity, *changes, newdn=None, objectclass="", classes=None, extra=""):
    """`classes` says whether primary-objectclass and objectclass stand in it: by default where an
    object is made. `objectclass` is that element where the delta changes the classes."""
    if classes is None:
        classes = operation in ("add", "replace", "delete-add")
    content = identity.head(classes) + objectclass + "".join(
        change if isinstance(change, str) else change.xml(in_delta=True) for change in changes)
    return tag("delta", content + extra, ("operation", operation), ("dn", identity.dn),
               ("newdn", newdn))


def entry(identity, attributes):
    return tag("entry", identity.head() + "".join(a.xml() for a in attributes),
               ("dn", identity.dn))


def flags(values):
    """The single-value elements between the holograms and the sequencers."""
    usual = {"connector": "1", "connector-state": "normal", "seen-by-import": "1",
             "rebuild-in-progress": "0", "obsoletion": "0", "need-full-sync": "0",
             "placeholder-parent": "0", "placeholder-link": "0", "placeholder-delete": "0",
             "pending": "0", "ref-retry": "0", "rename-retry": "0",
             "import-delta-operation": "none", "export-delta-operation": "none",
             "pending-ref-delete": "0"}
    usual.update(values)
    return "".join(tag(name, value) for name, value in usual.items())


def sequencers(number):
    def one(name, batch):
        return tag(name, tag("batch-number", str(batch)) + tag("sequence-number", str(number)))
    return tag("sequencers", one("original", 1) + one("current", 3) + one("unapplied", 2))


MV_OBJECT = "mv-link"      # joined, the usual shape
MV_OLD = "cs-mv-links"     # joined, the older shape
MV_NONE = "disconnector"   # not joined


def link(seed, shape):
    attributes = (("lineage-id", guid("lineage " + seed)), ("lineage-type", "projection"),
                  ("lineage-time", "2016-09-01 10:11:12.000"))
    target = guid("metaverse " + seed)
    if shape == MV_OBJECT:
        return tag("mv-link", target, *attributes)
    if shape == MV_OLD:
        return tag("cs-mv-links", tag("cs-mv-value", target, *attributes))
    return (tag("disconnection-type", "explicit") + tag("disconnection-id", guid("rule " + seed))
            + tag("disconnection-time", "2016-09-02 07:00:00.250"))


@dataclass
class Connector:
    name: str
    guid: str
    partition: str
    tail: object                    # function: key -> the elements behind the times
    objects: list = field(default_factory=list)

    def add(self, key, identity, object_type, sections=None, holograms=None, values=None,
            errors="", linked=MV_OBJECT, extra="", transient=None):
        """An object. `sections` and `holograms` are content by element name, `values` the
        single-value elements that are not as usual."""
        content = "".join(tag(name, (sections or {}).get(name, "")) for name in SECTIONS)
        content += "".join(tag(name, (holograms or {}).get(name, "")) for name in HOLOGRAMS)
        content += flags(values or {})
        content += sequencers(len(self.objects) + 1)
        content += tag("ma-id", self.guid) + tag("ma-name", escaped(self.name))
        content += tag("partition-id", self.partition)
        content += errors + link(key, linked)
        content += tag("last-import-delta-time", "2016-09-01 10:11:12.123")
        content += tag("last-export-delta-time", "2016-09-01 10:11:13.456")
        content += self.tail(key) + extra
        content += tag("anchor", identity.anchor, ("encoding", "base64"))
        self.objects.append(tag("cs-object", content, ("cs-dn", identity.dn),
                                ("id", guid(self.name + key)), ("object-type", object_type),
                                ("transient", transient)))

    def document(self):
        return DECLARATION + tag("cs-objects", "".join(self.objects))


# ---- Short ways to write changes ----

def single(name, old, new, type="string", operation="update"):
    """A single-valued change: the old value, then the new one; either may be None."""
    values = ((("delete", old),) if old is not None else ()) + (
        (("add", new),) if new is not None else ())
    return Attribute(name, values, type, False, operation)


def multi(name, added=(), deleted=(), type="string", operation="update"):
    values = tuple(("add", v) for v in added) + tuple(("delete", v) for v in deleted)
    return Attribute(name, values, type, True, operation)


def gone(name, type="string", multivalued=False):
    """A deletion of an attribute that names no values."""
    return Attribute(name, (), type, multivalued, "delete")


def all_added(attributes):
    """The changes of a delta that makes an object."""
    return [replace(a, operation="add", values=tuple(("add", v) for v in a.values))
            for a in attributes]
