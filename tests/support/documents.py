"""Documents for the tests of the programs: by hand, piece by piece, and at random."""
import base64


def escaped(text):
    for character, reference in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("\r", "&#13;"),
                                 ("\n", "&#10;"), ("\t", "&#9;")):
        text = text.replace(character, reference)
    return text


def value(text, vmodt=None, name="value"):
    operation = ' operation="%s"' % vmodt if vmodt else ""
    inside = "<dn> %s\n</dn>" % escaped(text) if name == "dn-value" else escaped(text)
    return "<%s%s>%s</%s>" % (name, operation, inside, name)


def attribute(name, *values, amodt=None, kind=None, multivalued=False, element="attr"):
    return '<%s name="%s"%s%s multivalued="%s">%s</%s>' % (
        element, escaped(name), ' operation="%s"' % amodt if amodt else "",
        ' type="%s"' % kind if kind else "", "true" if multivalued else "false",
        "".join(values), element)


def change(name, old, new, kind="string"):
    """A single-valued update; None for a value that is not there."""
    values = [value(text, vmodt) for text, vmodt in ((old, "delete"), (new, "add"))
              if text is not None]
    return attribute(name, *values, amodt="update", kind=kind)


def delta(operation, *inside, dn="CN=ada", newdn=None):
    return '<delta operation="%s" dn="%s"%s>%s</delta>' % (
        operation, escaped(dn), ' newdn="%s"' % escaped(newdn) if newdn else "", "".join(inside))


def hologram(part, *inside):
    return "<%s><entry>%s</entry></%s>" % (part, "".join(inside), part)


def cs_object(dn, *parts, object_type="user", number=None):
    identity = ' id="{%08X-0000-0000-0000-000000000000}"' % number if number is not None else ""
    kind = ' object-type="%s"' % escaped(object_type) if object_type else ""
    return '<cs-object cs-dn="%s"%s%s>%s</cs-object>' % (escaped(dn), identity, kind,
                                                         "".join(parts))


def pending(dn, operation, *inside, after=(), **options):
    newdn = options.pop("newdn", None)
    return cs_object(dn, "<unapplied-export>%s</unapplied-export>"
                     % delta(operation, *inside, dn=dn, newdn=newdn), *after, **options)


def document(*objects, root="<cs-objects>", encoding="utf-8"):
    """The bytes of a file; UTF-16 begins with a mark."""
    text = root + "".join(objects) + "</cs-objects>"
    return ("\ufeff" * encoding.startswith("utf-16-") + text).encode(encoding)


def cloud_dn(anchor):
    return "CN={%s}" % base64.b64encode(anchor).hex().upper()


SINGLE = ("title", "department", "Title", "mail", "displayName", "sourceAnchor", "pager")
MULTIPLE = ("member", "proxyAddresses", "otherMails", "Member", "pager")
TEXTS = ("Sales", "sales", "R&D <East>", "=1+1", '"quoted", with comma', "two\nlines", "a;-b", "",
         " blank ", "\u5c0f\u6797", "\u00e9t\u00e9", "x" * 300)
OPERATIONS = (["update"] * 12 + ["add"] * 3 + ["delete"] * 3
              + ["replace", "delete-add", "obsolete", "none", None])


def mixed_change(r):
    name = r.choice(SINGLE + MULTIPLE)
    amodt = r.choice((None, "update", "update", "add", "replace", "delete"))
    if name in MULTIPLE and (name != "pager" or r.random() < 0.5):
        element, kind = ("dn-attr", "dn-value") if name.lower() == "member" else ("attr", "value")
        values = [value("%s %d" % (r.choice(TEXTS), i), r.choice((None, "add", "delete")), kind)
                  for i in range(r.randrange(7))]
        return attribute(name, *values, amodt=amodt, multivalued=True, element=element)
    values = [value(r.choice(TEXTS), vmodt) for vmodt in ("delete", "add") if r.random() < 0.7]
    return attribute(name, *values, amodt=amodt, kind=r.choice((None, "string")))


def mixed_object(r, number):
    dn = r.choice((cloud_dn(r.randbytes(16)), cloud_dn(r.randbytes(16)), "CN=twice,DC=contoso",
                   "cn=\u00fc%d,OU=People,DC=contoso,DC=com" % r.randrange(10 ** 6),
                   "=%d" % r.randrange(100)))
    operation = r.choice(OPERATIONS)
    parts = []
    if operation:
        inside = [mixed_change(r) for _ in range(r.randrange(6))]
        if r.random() < 0.1:
            classes = "".join(value(c, None, "oc-value") for c in ("top", "user")[:r.randrange(3)])
            inside.insert(0, "<objectclass>%s</objectclass>" % classes)
        newdn = r.choice((None,) * 8 + (dn, "CN=moved"))
        parts.append("<unapplied-export>%s</unapplied-export>"
                     % delta(operation, *inside, dn=dn, newdn=newdn))
    if r.random() < 0.6:
        parts.append(hologram("synchronized-hologram", *(
            attribute(name, *(value(r.choice(TEXTS)) for _ in range(r.randrange(4))))
            for name in r.sample(SINGLE + MULTIPLE, 4))))
    parts.append("<ma-name>contoso.com - AAD</ma-name>")
    return cs_object(dn, *parts, number=number,
                     object_type=r.choice(("user", "User", "group", "contact", "device", "")))
