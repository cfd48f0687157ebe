"""csanalyzer's default report, from elements with the interface of ElementTree.

It holds what the bench's generated files need: one section, no drop file, nothing but text in a
value, no limits.
"""

import re

TITLES = {"update": "Update", "add": "Add", "delete": "Delete", "replace": "Replace",
          "delete-add": "DeleteAdd", "obsolete": "Obsolete"}
DEFAULT_AMODT = {"Add": "Add", "DeleteAdd": "Add", "Replace": "Replace"}

HEADER = ('"DN","ObjectType","DisplayName","OMODT","Attribute","AMODT",'
          '"OldValue","NewValue","ValuesAdded","ValuesRemoved"\n')

FORMULA = re.compile("^(?=[=+\\-@\t\r\n])|(?<=[;\t\r\n])(?=[+\\-@])|(?<=[;,| \t\r\n])(?==)")


def field(text):
    """The field in quotes, harmless for a spreadsheet."""
    return '"' + FORMULA.sub("'", text).replace('"', '""') + '"'


def find(image, name):
    """The first attribute of that name in a delta or an entry."""
    for child in image:
        if child.get("name") == name and child.tag in ("attr", "dn-attr"):
            return child
    return None


def text_of(value):
    if value.tag == "dn-value":
        value = value.find("dn")
    return (value.text or "") if value is not None else ""


def display_name(item, delta):
    for place in ("unapplied-export-hologram", "synchronized-hologram", "pending-import-hologram"):
        entry = item.find(place + "/entry")
        attribute = find(entry, "displayName") if entry is not None else None
        if attribute is not None and len(attribute):
            return text_of(attribute[0])
    attribute = find(delta, "displayName")
    added = []
    if attribute is not None:
        usual = "delete" if attribute.get("operation") == "delete" else "add"
        added = [value for value in attribute if value.get("operation", usual) == "add"]
    return text_of(added[-1]) if added else ""


def attribute_row(start, attribute, omodt, entry):
    amodt = TITLES.get(attribute.get("operation")) or DEFAULT_AMODT.get(omodt, "Update")
    is_class = attribute.tag == "objectclass"
    name = "objectClass" if is_class else attribute.get("name")
    usual = "delete" if amodt == "Delete" else "add"
    added, removed = [], []
    for value in attribute:
        (added if value.get("operation", usual) == "add" else removed).append(value)
    known = None
    if entry is not None and amodt != "Add" and (not removed or amodt == "Replace"):
        known = entry.find("objectclass") if is_class else find(entry, name)
    old = new = additions = removals = ""
    if (is_class or attribute.get("multivalued") in ("true", "1")
            or len(added) > 1 or len(removed) > 1):
        additions, removals = len(added), len(removed)
        if amodt == "Replace" or (amodt == "Delete" and not len(attribute)):
            removals = "" if entry is None else 0 if known is None else len(known)
    else:
        new = text_of(added[0]) if added else ""
        if removed:
            old = text_of(removed[0])
        elif known is not None and len(known):
            old = text_of(known[0])
    return f'{start}{field(name)},"{amodt}",{field(old)},{field(new)},"{additions}","{removals}"\n'


def rows(item):
    """The rows of a cs-object."""
    delta = item.find("unapplied-export/delta")
    if delta is None or delta.get("operation") == "none":
        return
    omodt = TITLES[delta.get("operation")]
    start = (f'{field(item.get("cs-dn"))},{field(item.get("object-type", ""))},'
             f'{field(display_name(item, delta))},"{omodt}",')
    nothing = start + '"","","","","",""\n'
    if omodt == "Delete":
        yield nothing
        return
    empty = True
    if delta.get("newdn", "") not in ("", delta.get("dn")):
        yield f'{start}"dn","Update",{field(delta.get("dn"))},{field(delta.get("newdn"))},"",""\n'
        empty = False
    classes = delta.find("objectclass")
    changes = [child for child in delta if child.tag in ("dn-attr", "attr")]
    if classes is not None and len(classes) and omodt in ("Update", "Replace"):
        changes.insert(0, classes)
    entry = item.find("synchronized-hologram/entry")
    for attribute in changes:
        yield attribute_row(start, attribute, omodt, entry)
        empty = False
    if empty:
        yield nothing
