"""The cloud connector, "contoso.com - AAD": each block is a case of testdata/README.md."""
from dataclasses import replace

from cases.shape import (MV_NONE, MV_OLD, Attribute, Connector, Identity, Ref, all_added,
                         applied, b64, delta, entry, escaped, gone, guid, multi, single,
                         some_bytes, tag)

UNAPPLIED, ESCROWED, UNCONFIRMED, IMPORT = ("unapplied-export", "escrowed-export",
                                            "unconfirmed-export", "pending-import")
SYNCHRONIZED, AFTER, IMPORTED = ("synchronized-hologram", "unapplied-export-hologram",
                                 "pending-import-hologram")


def source_anchor(key):
    return b64(some_bytes("source " + key, 16))


def cloud_anchor(key, kind="User"):
    return kind + "_" + guid("cloud " + key)[1:-1].lower()


def dn(key):
    """The cloud connector's DN: the source anchor's base64, its ASCII in hexadecimal."""
    return "CN={%s}" % source_anchor(key).encode("ascii").hex().upper()


def identity(key, kind="user"):
    anchor = b64(cloud_anchor(key, kind.capitalize()).encode("utf-16-le"))
    return Identity(dn(key), anchor, "", (kind,))


def ref(key, kind="user"):
    return Ref(dn(key), identity(key, kind).anchor)


def text(name, value):
    return Attribute(name, (value,))


def user(key, given, surname, display=None, manager=None):
    """A user as the cloud knows it, by name."""
    display = display or given + " " + surname
    upn = key + "@contoso.com"
    attributes = [
        Attribute("accountEnabled", ("true",), "boolean"),
        text("alias", key),
        text("cloudAnchor", cloud_anchor(key)),
        Attribute("cloudMastered", ("false",), "boolean"),
        text("commonName", display),
        Attribute("countryCode", ("0x0",), "integer"),
        text("department", "R&D"),
        text("displayName", display),
        text("dnsDomainName", "contoso.com"),
        text("givenName", given),
        text("lastPasswordChangeTimestamp", "20160901101112.0Z"),
        text("mail", upn),
        text("netBiosName", "CONTOSO"),
        Attribute("onPremiseSecurityIdentifier", (b64(some_bytes("sid " + key, 28)),), "binary"),
        text("onPremisesDistinguishedName", "CN=%s,OU=Users,OU=Corp,DC=contoso,DC=com" % display),
        text("onPremisesSamAccountName", key),
        text("physicalDeliveryOfficeName", "Building 4"),
        Attribute("proxyAddresses", ("SMTP:" + upn, "smtp:%s@contoso.onmicrosoft.com" % key,
                                     "X500:/o=Contoso/ou=Exchange/cn=Recipients/cn=" + key),
                  multivalued=True),
        text("sourceAnchor", source_anchor(key)),
        text("sourceObjectType", "User"),
        text("surname", surname),
        text("telephoneNumber", "(425) 555 0100"),
        text("title", "Engineer"),
        text("usageLocation", "US"),
        text("userPrincipalName", upn),
    ]
    if manager:
        attributes.insert(0, Attribute("manager", (ref(manager),), "reference"))
    return attributes


def contact(key, display):
    return [text("cloudAnchor", cloud_anchor(key, "Contact")), text("displayName", display),
            text("mail", key + "@fabrikam.com"), text("sourceAnchor", source_anchor(key))]


def operations(exported="none", imported="none"):
    return {"import-delta-operation": imported, "export-delta-operation": exported}


def updated(connector, key, before, *changes, **more):
    """An object with a pending update of `before`; both of its holograms are there."""
    who = identity(key)
    connector.add(key, who, "user", {UNAPPLIED: delta("update", who, *changes)},
                  {SYNCHRONIZED: entry(who, before), AFTER: entry(who, applied(before, changes))},
                  operations("modify"), **more)


def plain_cases(c):
    who, new = identity("ada"), user("ada", "Ada", "Lovelace", manager="grace")
    c.add("ada", who, "user", {UNAPPLIED: delta("add", who, *all_added(new))},
          {AFTER: entry(who, new)}, operations("add"))

    updated(c, "grace", user("grace", "Grace", "Hopper", manager="ada"),
            Attribute("manager", (("delete", ref("ada")), ("add", ref("edsger"))), "reference",
                      False, "update"),
            single("accountEnabled", "true", "false", "boolean"),
            single("countryCode", "0x0", "0x348", "integer"),
            Attribute("department", (("add", "R&D <East>"), ("delete", "R&D")),
                      operation="update"),  # the new value first
            single("onPremiseSecurityIdentifier", b64(some_bytes("sid grace", 28)),
                   b64(some_bytes("new sid grace", 28)), "binary"),
            multi("proxyAddresses", ["smtp:grace.hopper@contoso.com", "smtp:gh@contoso.com"],
                  ["X500:/o=Contoso/ou=Exchange/cn=Recipients/cn=grace"]),
            single("thumbnailPhoto", None, b64(some_bytes("photo of grace", 1200)), "binary"))

    updated(c, "edsger", user("edsger", "Edsger", "Dijkstra", manager="grace"),
            Attribute("manager", (("add", ref("ada")),), "reference", False, "update"),
            single("department", None, "Algorithms"),      # no old value: the hologram's
            single("title", "Engineer", None),              # no new value
            single("mobile", None, "425 555 0142"),         # no old value anywhere
            gone("physicalDeliveryOfficeName"),             # a deletion without values
            gone("proxyAddresses", multivalued=True),       # ValuesRemoved from the hologram
            gone("otherTelephone", multivalued=True),       # which lacks this one: 0
            Attribute("telephoneNumber", (("delete", "(425) 555 0100"),), operation="delete"),
            Attribute("usageLocation", (("add", "NL"),), operation="replace"),
            Attribute("extensionAttribute1", (("add", "new here"),), operation="add"),
            Attribute("alias", (("add", "ewd"),), operation="add"))  # Add names no old value

    updated(c, "barbara", user("barbara", "Barbara", "Liskov", manager="ada"),
            Attribute("manager", (("add", ref("grace")),), "reference"),
            Attribute("title", (("delete", "Engineer"), ("add", "Institute Professor"))),
            Attribute("proxyAddresses", ((None, "smtp:liskov@contoso.com"),), multivalued=True),
            Attribute("department", ((None, "R&D"),), operation="delete"),  # absent VMODT: delete
            Attribute("otherMails", (("add", "b@fabrikam.com"), ("add", "l@fabrikam.com"))),
            Attribute("description", ()))

    before = user("robin", "Robin", "Milner")
    updated(c, "robin", before,
            multi("proxyAddresses", ["SMTP:robin@contoso.com"], operation="replace"),
            multi("otherMails", ["a@fabrikam.com", "b@fabrikam.com"], operation="replace"),
            multi("secretaries", [], [], operation="update"),
            single("title", "Engineer", "Senior Engineer"),
            single("title", "Senior Engineer", "Fellow"))  # the same attribute twice

    updated(c, "amir", user("amir", "Amir", "Pnueli"))  # an update without an attribute


def object_operations(c):
    who, before = identity("ken"), user("ken", "Ken", "Thompson")
    c.add("ken", who, "user", {UNAPPLIED: delta("delete", who)}, {SYNCHRONIZED: entry(who, before)},
          operations("delete"))

    who, before = identity("dennis"), user("dennis", "Dennis", "Ritchie")
    c.add("dennis", who, "user",
          {UNAPPLIED: delta("delete", who, gone("displayName"), gone("mail"), classes=True)},
          {SYNCHRONIZED: entry(who, before)}, operations("delete"))

    who, before = identity("john"), user("john", "John", "McCarthy")
    new = user("john", "John", "Backus")
    c.add("john", who, "user",
          {UNAPPLIED: delta("delete-add", who, *[a for a in all_added(new) if a.name in
                            ("accountEnabled", "cloudAnchor", "displayName", "proxyAddresses")],
                            Attribute("surname", (("add", "Backus"),)))},
          {SYNCHRONIZED: entry(who, before), AFTER: entry(who, new)}, operations("delete-add"))

    who, before = identity("linus"), user("linus", "Linus", "Torvalds", manager="ken")
    changes = [Attribute("manager", (("add", ref("ada")),), "reference"),
               Attribute("displayName", (("add", "Linus T."),)),
               Attribute("proxyAddresses", (("add", "SMTP:linus@contoso.com"),), multivalued=True),
               Attribute("title", (("add", "Maintainer"),), operation="replace"),
               Attribute("otherMails", (("add", "l@fabrikam.com"),), multivalued=True)]
    c.add("linus", who, "user", {UNAPPLIED: delta("replace", who, *changes)},
          {SYNCHRONIZED: entry(who, before), AFTER: entry(who, applied((), changes))},
          operations("modify"))

    who, before = identity("radia"), user("radia", "Radia", "Perlman")
    c.add("radia", who, "user", {UNAPPLIED: delta("obsolete", who)},
          {SYNCHRONIZED: entry(who, before)}, {**operations("delete"), "obsoletion": "1"})

    who, before = identity("tim"), user("tim", "Tim", "Lee")
    c.add("tim", who, "user", {UNAPPLIED: delta("none", who, single("title", "Engineer", "Sir"))},
          {SYNCHRONIZED: entry(who, before), AFTER: entry(who, before)})

    who, before = identity("vint"), user("vint", "Vint", "Cerf")
    c.add("vint", who, "user", holograms={SYNCHRONIZED: entry(who, before)})


FORMULAS = (
    ("department", "=1+1"), ("telephoneNumber", "+1 425 555 0199"), ("title", "-2+3"),
    ("extensionAttribute1", "@SUM(1;2)"), ("extensionAttribute2", "\t=1"),
    ("extensionAttribute3", "\r=1"), ("extensionAttribute4", "\n=1"),
    ("extensionAttribute5", "a;=1;+2;-3;@4; =5"), ("extensionAttribute6", "a,=1"),
    ("extensionAttribute7", "a\n=1\r\n-2\t@3\r+4"), ("extensionAttribute8", "'=1"),
    ("extensionAttribute9", " =1"), ("extensionAttribute10", "\uff1d1"),
    ("extensionAttribute11", "a;;=1"), ("extensionAttribute12", "\ttab first"),
    ("extensionAttribute13", "=\"quoted\"&A1"), ("extensionAttribute14", "1-2+3=2@4"),
)


def awkward_values(c):
    updated(c, "donald", user("donald", "Donald", "Knuth", "=cmd|' /C calc'!A0"),
            *[single(name, "=old" if name == "department" else None, value)
              for name, value in FORMULAS])

    updated(c, "margaret", user("margaret", "Margaret", "Hamilton", 'Margaret "Apollo", Hamilton'),
            single("department", "R&D", 'Quotes "inside", commas, \'apostrophes\''),
            single("extensionAttribute1", None, "first line\nsecond line"),
            single("extensionAttribute2", None, "first line\r\nsecond line\r\n"),
            single("extensionAttribute3", None, "a\rb"),
            single("extensionAttribute4", None, "tab\there; semicolon"),
            single("extensionAttribute5", None, "  spaces at both ends  "),
            single("extensionAttribute6", None, " "),
            single("extensionAttribute7", None, "<value operation=\"add\">&amp; ]]></value>"),
            single("extensionAttribute8", None, '"'),
            single("extensionAttribute9", None, ""),
            single("extensionAttribute10", "", "was empty"),
            single("extensionAttribute11", None, "long " + "abcdefghij" * 300),
            single("extensionAttribute12", None, "\\n \\x1b %s %n ${x} <!-- x --> <?x?>"))

    japanese = user("sakura", "さくら", "小林", "小林 さくら")
    who = identity("sakura")
    c.add("sakura", who, "user", {UNAPPLIED: delta("add", who, *all_added(japanese))},
          {AFTER: entry(who, japanese)}, operations("add"))

    updated(c, "anna", user("anna", "Анна", "Ахматова"),
            single("department", "R&D", "Литература"),
            single("title", "Engineer", "Ποιήτρια · Dichterin · poète"),
            single("givenName", "Анна", "عائشة"),                          # right to left
            single("surname", "Ахматова", "שלום \u202emoc.osotnoc\u202c"),  # and overridden
            single("extensionAttribute1", None, "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 𝒜𝓭𝓪 𠮷野家"),
            single("extensionAttribute2", None, "e\u0301 is not \u00e9"),
            single("extensionAttribute3", None, "no\u00a0break, line\u2028separator, \ufeffmark"),
            single("extensionAttribute4", None, "\x7f \x85 \x9b31m controls that XML allows"),
            single("extensionAttribute5", None, "\ud7ff\ue000\ufffd\U0001fffe\U0010ffff edges"),
            single("extensionAttribute6", None, "हिन्दी ไทย 한국어 አማርኛ"))


def other_sections(c):
    """What is in progress, unconfirmed or imported."""
    who, before = identity("leslie"), user("leslie", "Leslie", "Lamport")
    changes = [single("department", "R&D", "Time"),
               multi("proxyAddresses", ["smtp:clock@contoso.com"], [])]
    c.add("leslie", who, "user", {IMPORT: delta("update", who, *changes)},
          {SYNCHRONIZED: entry(who, before), IMPORTED: entry(who, applied(before, changes))},
          {**operations("none", "modify"), "pending": "1"})

    who, new = identity("frances"), user("frances", "Frances", "Allen")
    c.add("frances", who, "user", {IMPORT: delta("add", who, *all_added(new))},
          {IMPORTED: entry(who, new)},
          {**operations("none", "add"), "connector": "0", "connector-state": "normal"},
          linked=MV_NONE)

    who, before = identity("niklaus"), user("niklaus", "Niklaus", "Wirth")
    c.add("niklaus", who, "user", {IMPORT: delta("delete", who)},
          {SYNCHRONIZED: entry(who, before)}, operations("none", "delete"))

    who, before = identity("tony"), user("tony", "Tony", "Hoare")
    first = [single("title", "Engineer", "Sir")]
    second = [single("department", None, "Null references")]
    c.add("tony", who, "user",
          {UNAPPLIED: delta("update", who, *second), ESCROWED: delta("update", who, *first)},
          {SYNCHRONIZED: entry(who, before),
           AFTER: entry(who, applied(applied(before, first), second)),
           "escrowed-export-hologram": entry(who, applied(before, first))}, operations("modify"))

    who, before = identity("kathleen"), user("kathleen", "Kathleen", "Booth")
    changes = [single("title", "Engineer", "Assembler")]
    c.add("kathleen", who, "user", {UNCONFIRMED: delta("update", who, *changes)},
          {SYNCHRONIZED: entry(who, before),
           "unconfirmed-export-hologram": entry(who, applied(before, changes))})


def states(c):
    """Disconnectors, errors, older and newer shapes."""
    who, before = identity("jean"), user("jean", "Jean", "Bartik")
    c.add("jean", who, "user", holograms={SYNCHRONIZED: entry(who, before)},
          values={"connector": "0", "connector-state": "explicit"}, linked=MV_NONE)

    changes = [single("userPrincipalName", "noel@contoso.com", "ada@contoso.com")]
    updated(c, "noel", user("noel", "Noël", "O'Neil"), *changes, errors=tag(
        "export-errordetail", tag("export-status", tag(
            "error-literal", "AttributeValueMustBeUnique") + tag("error-code", "0x8023134a")
            + tag("error-name", "AttributeValueMustBeUnique") + tag("server-error-detail", escaped(
                "Unable to update this object because UserPrincipalName \"ada@contoso.com\" is "
                "already in use & must be unique.\r\nTracking Id: 0c0b0a09"))
            + tag("extra-error-details", "") + tag("algorithm-step", "export")),
        ("first-occurred", "2016-09-01 10:11:14.000"), ("date-occurred", "2016-09-02 11:12:13.987"),
        ("retry-count", "3"), ("error-type", "AttributeValueMustBeUnique")))

    who, before = identity("lukasz"), user("lukasz", "Łukasz", "Ångström")
    c.add("lukasz", who, "user", holograms={SYNCHRONIZED: entry(who, before)}, linked=MV_OLD,
          errors=tag("import-errordetail", tag("import-error", tag("import-status", tag(
              "algorithm-step", "staging") + tag("error-name", "import-dn-syntax-violation")),
              ("first-occurred", "2016-09-01 10:11:14.000"),
              ("date-occurred", "2016-09-01 10:11:14.000"), ("retry-count", "0"),
              ("error-type", "dn-attributes-failure"))))

    changes = [replace(single("title", "Engineer", "Architect"),
                       extra=(("provenance", "rule \"1\" & 2"),))]
    who, before = identity("zoe"), user("zoe", "Zoë", "Müller")
    c.add("zoe", who, "user",
          {UNAPPLIED: delta("update", who, *changes, extra=tag("future-hint", "kept", ("v", "2")))},
          {SYNCHRONIZED: entry(who, before), AFTER: entry(who, applied(before, changes))},
          operations("modify"), transient="1",
          extra=tag("assigned-policies", tag("policy", "baseline", ("name", "p1"))
                    + tag("cs-object", tag("unapplied-export", tag("delta", tag(
                        "attr", tag("value", "decoy"), ("name", "decoy")),
                        ("operation", "add"), ("dn", "CN={DECOY}"))), ("cs-dn", "CN={DECOY}"))))


def display_names(c):
    """Where DisplayName comes from, one contact each."""
    def one(key, after, synchronized, imported, *changes):
        who = identity(key, "contact")
        holograms = {name: entry(who, attributes) for name, attributes in (
            (SYNCHRONIZED, synchronized), (AFTER, after), (IMPORTED, imported))
            if attributes is not None}
        c.add(key, who, "contact", {UNAPPLIED: delta("update", who, *changes)}, holograms,
              operations("modify"))

    mail = single("mail", None, "new@fabrikam.com")
    nameless = [text("mail", "old@fabrikam.com")]
    one("name-after", contact("a", "From the export's hologram"), contact("a", "Synchronized"),
        contact("a", "Imported"), mail)
    one("name-empty", [text("displayName", ""), *nameless], contact("b", "Not this"), None, mail)
    one("name-valueless", [Attribute("displayName", ())], contact("c", "Synchronized"), None, mail)
    one("name-synchronized", nameless, contact("d", "Synchronized"), contact("d", "Imported"), mail)
    one("name-imported", nameless, nameless, contact("e", "Imported"), mail)
    one("name-delta", nameless, None, None,
        multi("displayName", ["First added", "Last added"], ["Deleted"]), mail)
    one("name-none", None, None, None, mail,
        multi("proxyAddresses", ["smtp:x@fabrikam.com"], operation="replace"),  # no entry: unknown
        gone("otherMails", multivalued=True),
        gone("displayName"))


def groups(c):
    who = identity("sales", "group")
    members = [ref("member %d" % i) for i in range(30)]
    before = [Attribute("member", tuple(members[:20]), "reference", True),
              text("cloudAnchor", cloud_anchor("sales", "Group")), text("displayName", "Sales"),
              Attribute("mailEnabled", ("true",), "boolean"), text("mailNickname", "sales"),
              Attribute("securityEnabled", ("false",), "boolean"),
              text("sourceAnchor", source_anchor("sales"))]
    changes = [Attribute("member", tuple(("add", m) for m in members[20:])
                         + tuple(("delete", m) for m in members[:3]), "reference", True, "update"),
               Attribute("owner", (("add", ref("ada")), ("add", ref("grace"))), "reference", False,
                         "update"),  # two values: multi-valued, whatever it says
               single("securityEnabled", "false", "true", "boolean")]
    c.add("sales", who, "group", {UNAPPLIED: delta("update", who, *changes)},
          {SYNCHRONIZED: entry(who, before), AFTER: entry(who, applied(before, changes))},
          operations("modify"))

    who = identity("laptop", "device")
    new = [Attribute("registeredOwner", (ref("ada"),), "reference", True),
           Attribute("accountEnabled", ("true",), "boolean"),
           Attribute("deviceId", (b64(some_bytes("device", 16)),), "binary"),
           text("displayName", "LAPTOP-0001"), text("deviceOSType", "Windows 10"),
           Attribute("userCertificate", (b64(some_bytes("certificate", 600)),), "binary", True)]
    c.add("laptop", who, "device", {UNAPPLIED: delta("add", who, *all_added(new))},
          {AFTER: entry(who, new)}, operations("add"))


def tail(key):
    return (tag("partition-name", "default") + tag("fully-qualified-domain-name", "")
            + tag("domain-name", "") + tag("account-name", "")
            + tag("user-principal-name", escaped(key + "@contoso.com"))
            + tag("partition-display-name", "default"))


def document(*cases):
    c = Connector("contoso.com - AAD", "{B891884F-051E-4A83-95AF-2544101C9083}",
                  guid("partition of the cloud"), tail)
    for case in cases or (plain_cases, object_operations, awkward_values, other_sections, states,
                          display_names, groups):
        case(c)
    return c.document()


def few_objects(c):
    """For the same document in other encodings."""
    updated(c, "maja", user("maja", "Mája", "Žižková"),
            single("department", "R&D", "Výzkum 🚀"), single("title", "Engineer", "=Inženýrka\r\n"))
    who = identity("ken")
    c.add("ken", who, "user", {UNAPPLIED: delta("delete", who)},
          {SYNCHRONIZED: entry(who, user("ken", "Ken", "Thompson"))}, operations("delete"))
    who = identity("vint")
    c.add("vint", who, "user", holograms={SYNCHRONIZED: entry(who, user("vint", "Vint", "Cerf"))})
