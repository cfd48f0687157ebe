"""What the tests of formats share: values that are hard to carry, and what becomes of them."""
import documents
from documents import escaped

MOST_UNITS = 32767  # UTF-16 code units in a cell
HOSTILE = [
    "</script><img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "@SUM(1+1)", "00123", "1E10",
    "-5", "x" * 40000, "one\ntwo\tthree", " outer space ", "\u05e9\u05dc\u05d5\u05dd \u202eabc",
    "\U0001f600" * 20000, "y" * (MOST_UNITS - 7) + "\U0001f600" * 10, "_x000D_", "_x005F_", "a;=b",
    'quote " and, comma', "\ufeffmark", "TRUE", "2026-11-25", "\u2028\u2029", "'apostrophe", "#N/A",
    "z" * MOST_UNITS, "z" * (MOST_UNITS + 1)]


def document(*deltas):
    """One object for each delta."""
    return documents.document(*(
        documents.cs_object("CN=%d" % i, "<unapplied-export>%s</unapplied-export>" % delta)
        for i, delta in enumerate(deltas)))


def update(old, new, kind="string", name="title"):
    return ('<delta operation="update"><attr name="%s" operation="update" type="%s">'
            '<value operation="delete">%s</value><value operation="add">%s</value></attr></delta>'
            % (name, kind, escaped(old), escaped(new)))


SHEET_OF = {"Add": "Adds", "Delete": "Deletes", "DeleteAdd": "Deletes", "Obsolete": "Deletes"}


def as_cell(text):
    """A value as a cell holds it."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_UNITS:
        return text
    kept = units[:2 * (MOST_UNITS - len(" [cut]"))].decode("utf-16-le", "ignore")
    return kept + " [cut]"


def on_sheets(rows, header):
    """The rows by sheet, padded as cells are."""
    sheets = {"Adds": [], "Updates": [], "Deletes": []}
    operation = header.index("OMODT")
    for row in rows:
        cells = [as_cell(field) for field in row]
        while cells and not cells[-1]:
            cells.pop()
        sheets[SHEET_OF.get(row[operation], "Updates")].append(cells)
    return sheets
