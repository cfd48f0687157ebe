"""A drop file: deltas alone, UTF-16 with a byte-order mark."""
from cases.onprem import USERS, identity, ref
from cases.shape import Attribute, delta, gone, multi, single, tag

NAMESPACE = "http://www.microsoft.com/mms/mmsml/v2"


def document():
    ada, grace = identity("CN=Ada Lovelace"), identity("CN=Grace Murray")
    ken, linus = identity("CN=Ken Thompson"), identity("CN=Linus Torvalds")
    group = identity("CN=Sales", "OU=Groups,DC=contoso,DC=com", ("top", "group"))
    deltas = [
        delta("add", ada, Attribute("manager", (("add", ref("CN=Grace Hopper")),), "reference",
                                    False, "add"),
              single("displayName", None, "Ada Lovelace, Countess", operation="add"),
              multi("proxyAddresses", ["SMTP:ada@contoso.com", "smtp:al@contoso.com"],
                    operation="add"),
              single("userAccountControl", None, "0x200", "integer", operation="add")),
        delta("update", grace, single("sn", "Murray", "Hopper"),
              Attribute("title", (("add", "=Rear Admiral"),)),
              newdn="CN=Grace Hopper," + USERS),
        delta("update", group,
              Attribute("member", tuple(("add", ref("CN=Member %d" % i)) for i in range(5)) + (
                  ("delete", ref("CN=Member 9")),), "reference", True, "update"),
              multi("description", ["new"], operation="replace"),   # no hologram: unknown
              gone("info"), gone("otherMailbox", multivalued=True)),
        delta("delete", ken),
        delta("delete-add", linus, single("displayName", None, "Линус", operation=None)),
        delta("replace", identity("CN=Empty"), classes=False),
        delta("none", identity("CN=Untouched")),
    ]
    return ('<?xml version="1.0" encoding="UTF-16"?>' + tag("mmsml", tag(
        "directory-entries", "".join(deltas)), ("xmlns", NAMESPACE), ("step-type", "export")))
