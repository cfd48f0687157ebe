"""The on-premises connector, "contoso.com": each block is a case of testdata/README.md."""
from dataclasses import replace

from cases.shape import (MV_NONE, Attribute, Connector, Identity, Ref, all_added, applied, b64,
                         delta, entry, escaped, gone, guid, multi, single, some_bytes, tag)

UNAPPLIED, IMPORT = "unapplied-export", "pending-import"
SYNCHRONIZED, AFTER, IMPORTED = ("synchronized-hologram", "unapplied-export-hologram",
                                 "pending-import-hologram")
USERS = "OU=Users,OU=Corp,DC=contoso,DC=com"
PERSON = ("top", "person", "organizationalPerson", "user")


def object_guid(key):
    return b64(some_bytes("objectGUID " + key, 16))


def identity(rdn, parent=USERS, classes=PERSON):
    return Identity(rdn + "," + parent, object_guid(rdn), object_guid(parent), classes)


def ref(rdn, parent=USERS):
    return Ref(rdn + "," + parent, object_guid(rdn))


def text(name, value):
    return Attribute(name, (value,))


def person(who, key, given, surname, manager=None):
    """A user as the directory knows it, by name."""
    display = given + " " + surname
    attributes = [
        Attribute("accountExpires", ("0x7fffffffffffffff",), "integer"),
        text("cn", display), text("company", "Contoso"), text("department", "R&D"),
        Attribute("description", ("Made by a test",), multivalued=True),
        text("displayName", display), text("givenName", given), text("mail", key + "@contoso.com"),
        Attribute("mS-DS-ConsistencyGuid", (who.anchor,), "binary"),
        Attribute("msExchHideFromAddressLists", ("false",), "boolean"),
        Attribute("objectGUID", (who.anchor,), "binary"),
        Attribute("objectSid", (b64(some_bytes("sid " + key, 28)),), "binary"),
        Attribute("otherMailbox", ("%s@fabrikam.com" % key,), multivalued=True),
        Attribute("proxyAddresses", ("SMTP:%s@contoso.com" % key, "smtp:%s@fabrikam.com" % key),
                  multivalued=True),
        Attribute("pwdLastSet", ("0x1d2042e6b5a8000",), "integer"), text("sAMAccountName", key),
        text("sn", surname), text("telephoneNumber", "(425) 555 0100"), text("title", "Engineer"),
        Attribute("userAccountControl", ("0x200",), "integer"),
        text("userPrincipalName", key + "@contoso.com"),
    ]
    if manager:
        attributes.insert(0, Attribute("manager", (ref(manager),), "reference"))
    return attributes


def operations(exported="none", imported="none"):
    return {"import-delta-operation": imported, "export-delta-operation": exported}


def moved(connector, key, who, newdn, before, *changes, **delta_options):
    """An update of an object that perhaps is renamed as well."""
    after = replace(who, dn=newdn or who.dn)
    connector.add(key, who, "user",
                  {UNAPPLIED: delta("update", who, *changes, newdn=newdn, **delta_options)},
                  {SYNCHRONIZED: entry(who, before), AFTER: entry(after, applied(before, changes))},
                  operations("modify"))


def writeback(c):
    who = identity("CN=Ada Lovelace")
    moved(c, "ada", who, None, person(who, "ada", "Ada", "Lovelace", "CN=Grace Hopper"),
          single("msDS-KeyCredentialLink", None, b64(some_bytes("key", 64)), "binary"),
          single("mS-DS-ConsistencyGuid", who.anchor, b64(some_bytes("other", 16)), "binary"),
          single("msExchHideFromAddressLists", "false", "true", "boolean"),
          single("userAccountControl", "0x200", "0x202", "integer"),
          single("accountExpires", None, "0x0", "integer"),
          Attribute("manager", (("delete", ref("CN=Grace Hopper")),
                                ("add", ref("CN=O\\'Neil\\, Noël \"N\""))), "reference", False,
                    "update"),
          multi("proxyAddresses", ["X500:/o=Contoso/cn=ada"], ["smtp:ada@fabrikam.com"]),
          multi("description", ["only one value, yet counted"]))

    classes = PERSON[:3] + ("user", "inetOrgPerson")
    who = identity("CN=Frances Allen", classes=classes)
    new = person(who, "frances", "Frances", "Allen", "CN=Ada Lovelace")
    c.add("frances", who, "inetOrgPerson", {UNAPPLIED: delta("add", who, *all_added(new))},
          {AFTER: entry(who, new)}, operations("add"))


def renames(c):
    who = identity("CN=Grace Murray")
    moved(c, "grace", who, "CN=Grace Hopper," + USERS, person(who, "grace", "Grace", "Murray"),
          single("sn", "Murray", "Hopper"), single("displayName", None, "Grace Hopper"))

    who = identity("CN=Edsger Dijkstra")
    moved(c, "edsger", who, "CN=Edsger Dijkstra,OU=Emeriti,DC=contoso,DC=com",
          person(who, "edsger", "Edsger", "Dijkstra"))  # moved, nothing else

    who = identity("CN=barbara liskov")
    moved(c, "barbara", who, "CN=Barbara Liskov," + USERS,
          person(who, "barbara", "Barbara", "Liskov"))  # only the case

    who = identity("CN=Ken Thompson")
    moved(c, "ken", who, who.dn, person(who, "ken", "Ken", "Thompson"))  # renamed to what it is

    who = identity("CN=Dennis Ritchie")
    moved(c, "dennis", who, "", person(who, "dennis", "Dennis", "Ritchie"),
          single("title", "Engineer", "Author"))  # an empty newdn is none

    who = identity("CN=John McCarthy")
    c.add("john", who, "user",
          {UNAPPLIED: delta("delete", who, newdn="CN=John McCarthy,OU=Gone,DC=contoso,DC=com")},
          {SYNCHRONIZED: entry(who, person(who, "john", "John", "McCarthy"))},
          operations("delete"))  # a deletion lists nothing

    who = identity('CN=Tim \\"TBL\\" Lee\\, Sir+UID=tim')
    moved(c, "tim", who, 'CN=Tim Lee & Söhne <tim>\\, "Sir"+UID=tim,' + USERS,
          person(who, "tim", "Tim", "Lee"))


def object_classes(c):
    def oc(*values, operation=None):
        return tag("objectclass", "".join(tag("oc-value", v, ("operation", vmodt))
                                          for vmodt, v in values), ("operation", operation))

    who = identity("CN=Radia Perlman")
    before = person(who, "radia", "Radia", "Perlman")
    moved(c, "radia", who, None, before, objectclass=oc(
        ("add", "inetOrgPerson"), ("add", "posixAccount"), ("delete", "mailRecipient"),
        operation="update"))

    who = identity("CN=Linus Torvalds")
    before = person(who, "linus", "Linus", "Torvalds")
    moved(c, "linus", who, None, before, single("title", "Engineer", "Maintainer"),
          objectclass=oc((None, "posixAccount")))  # the object's operation decides

    who = identity("CN=Vint Cerf")
    before = person(who, "vint", "Vint", "Cerf")
    moved(c, "vint", who, None, before, objectclass=oc())  # no oc-value: no row of it

    who = identity("CN=Niklaus Wirth")
    changes = [text("displayName", "Niklaus Wirth"), text("sAMAccountName", "niklaus")]
    c.add("niklaus", who, "user",
          {UNAPPLIED: delta("replace", who, *[replace(a, values=(("add", a.values[0]),))
                                              for a in changes])},
          {SYNCHRONIZED: entry(who, person(who, "niklaus", "Niklaus", "Wirth")),
           AFTER: entry(who, changes)}, operations("modify"))


def big_group(c):
    """A group whose members nearly all change: 1,100 come, 25 go."""
    who = identity("CN=All Employees", "OU=Groups,DC=contoso,DC=com", ("top", "group"))
    members = [ref("CN=Employee %04d" % i, "OU=Staff,DC=contoso,DC=com") for i in range(1150)]
    plain = [text("cn", "All Employees"), text("displayName", "All Employees"),
             Attribute("groupType", ("0x80000002",), "integer"),
             text("sAMAccountName", "all-employees")]
    before = [Attribute("member", tuple(members[:50]), "reference", True), *plain]
    change = Attribute("member", tuple(
        ("delete", m) if i < 25 else ("add", m) for i, m in enumerate(members)
        if i < 25 or i >= 50), "reference", True, "update")
    c.add("employees", who, "group", {UNAPPLIED: delta("update", who, change)},
          {SYNCHRONIZED: entry(who, before), AFTER: entry(who, applied(before, [change]))},
          operations("modify"))

    who = identity("CN=Old List", "OU=Groups,DC=contoso,DC=com", ("top", "group"))
    before = [Attribute("member", tuple(members[:7]), "reference", True),
              text("displayName", "Old List")]
    changes = [gone("member", "reference", True)]
    c.add("old-list", who, "group", {UNAPPLIED: delta("update", who, *changes)},
          {SYNCHRONIZED: entry(who, before), AFTER: entry(who, before[1:])}, operations("modify"))

    who = identity("CN=New List", "OU=Groups,DC=contoso,DC=com", ("top", "group"))
    before = [before[0], text("displayName", "New List")]
    changes = [Attribute("member", tuple(("add", m) for m in members[:4]), "reference", True,
                         "replace"), gone("managedBy", "reference")]
    c.add("new-list", who, "group", {UNAPPLIED: delta("update", who, *changes)},
          {SYNCHRONIZED: entry(who, before), AFTER: entry(who, applied(before, changes))},
          operations("modify"))


def states(c):
    who = identity("CN=Donald Knuth")
    before = person(who, "donald", "Donald", "Knuth")
    changes = [single("telephoneNumber", "(425) 555 0100", "+1 425 555 0199"),
               multi("description", ["=1+1"], ["Made by a test"])]
    c.add("donald", who, "user", {UNAPPLIED: delta("update", who, *changes)},
          {SYNCHRONIZED: entry(who, before), AFTER: entry(who, applied(before, changes))},
          operations("modify"), errors=tag("export-errordetail", tag(
              "export-error", tag("export-status", tag("algorithm-step", "export")
                                  + tag("error-name", "permission-issue")
                                  + tag("error-literal",
                                        escaped("Insufficient access rights > 8344"))
                                  + tag("error-code", "8344")
                                  + tag("server-error-detail", escaped(
                                      "00002098: SecErr: DSID-03150F94, problem 4003\r\n"))
                                  + tag("rules-error-info", tag("context", "")),
                                  ("step", "1")),
              ("first-occurred", "2016-09-01 10:11:14.000"),
              ("date-occurred", "2016-09-03 01:02:03.004"), ("retry-count", "12"),
              ("error-type", "permission-issue"))))

    who = identity("CN=Tony Hoare")
    before = person(who, "tony", "Tony", "Hoare")
    changes = [single("department", "R&D", "Quicksort")]
    c.add("tony", who, "user", {IMPORT: delta("update", who, *changes,
                                              newdn="CN=Sir Tony Hoare," + USERS)},
          {SYNCHRONIZED: entry(who, before),
           IMPORTED: entry(replace(who, dn="CN=Sir Tony Hoare," + USERS),
                           applied(before, changes))},
          {**operations("none", "modify"), "pending": "1"},
          errors=tag("import-errordetail", tag("import-status", tag(
              "error-literal", "flow-multi-values-to-single-value") + tag(
                  "extension-error-info", tag("extension-name", "rules.dll")
                  + tag("call-stack", "at line 1\n   at line 2"))),
              ("first-occurred", "2016-09-01 10:11:14.000"),
              ("date-occurred", "2016-09-01 10:11:14.000"), ("retry-count", "1"),
              ("error-type", "flow-multi-values-to-single-value")))

    who = identity("CN=WS0001", "CN=Computers,DC=contoso,DC=com", PERSON + ("computer",))
    before = [text("cn", "WS0001"), text("operatingSystem", "Windows 10"),
              Attribute("userAccountControl", ("0x1000",), "integer")]
    c.add("ws0001", who, "computer", holograms={SYNCHRONIZED: entry(who, before)},
          values={"connector": "0", "connector-state": "stay"}, linked=MV_NONE)

    who = identity("OU=Emeriti", "DC=contoso,DC=com", ("top", "organizationalUnit"))
    c.add("emeriti", who, "organizationalUnit",
          values={"placeholder-parent": "1", "placeholder-link": "1", "seen-by-import": "0"},
          linked=MV_NONE)

    who = identity("CN=Fabrikam Sales", "OU=Contacts,DC=contoso,DC=com",
                   ("top", "person", "organizationalPerson", "contact"))
    new = [text("displayName", "Fabrikam Sales"), text("mail", "sales@fabrikam.com"),
           text("targetAddress", "SMTP:sales@fabrikam.com")]
    c.add("fabrikam", who, "contact", {UNAPPLIED: delta("add", who, *all_added(new))},
          {AFTER: entry(who, new)}, operations("add"))


def tail(key):
    return (tag("partition-name", "DC=contoso,DC=com")
            + tag("fully-qualified-domain-name", "contoso.com") + tag("domain-name", "CONTOSO")
            + tag("account-name", escaped(key))
            + tag("user-principal-name", escaped(key + "@contoso.com"))
            + tag("partition-display-name", "DC=contoso,DC=com"))


def document():
    c = Connector("contoso.com", guid("connector on premises"),
                  guid("partition on premises"), tail)
    for case in (writeback, renames, object_classes, big_group, states):
        case(c)
    return c.document()
