"""Reads a workbook with nothing but the standard library, as a second opinion on libxlsxwriter."""
import re
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def decoded(text):
    """Text as a spreadsheet shows it: _x000D_ is a carriage return."""
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def column(reference):
    """The number of the column of a cell, "AB7" for one, from 0."""
    number = 0
    for letter in re.match("[A-Z]+", reference)[0]:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


class Sheet:
    """A sheet's name, its rows of texts (numbers too), the types of its cells, and its features:
    `layout` has the number of each row with its texts, those in bold within asterisks."""

    def __init__(self, name, stream, bold):
        self.name, self.rows, self.types, self.frozen, self.filter = name, [], set(), False, None
        self.bold, self.layout, self.widths = bold, [], []
        for _, element in ElementTree.iterparse(stream):
            if element.tag == MAIN + "pane":
                self.frozen = element.get("state") == "frozen" and element.get("ySplit") == "1"
            elif element.tag == MAIN + "autoFilter":
                self.filter = element.get("ref")
            elif element.tag == MAIN + "col":
                self.widths += [int(float(element.get("width")))] * (
                    1 + int(element.get("max")) - int(element.get("min")))
            elif element.tag == MAIN + "row":
                self.rows.append(self.row(element))
                self.layout.append((int(element.get("r")), " ".join(
                    "*%s*" % text if cell.get("s") in self.bold else text for text, cell in
                    zip(filter(None, self.rows[-1]), element.iter(MAIN + "c")))))
                element.clear()

    def row(self, element):
        fields = []
        for cell in element.iter(MAIN + "c"):
            at = column(cell.get("r"))
            fields += [""] * (at + 1 - len(fields))
            inside = cell.find(MAIN + "is/" + MAIN + "t")
            value = cell.find(MAIN + "v")
            if inside is not None:
                fields[at] = decoded(inside.text or "")
            elif value is not None:
                fields[at] = value.text
            self.types.add(cell.get("t", "n"))
        return fields


def bold_styles(archive):
    """The numbers of the styles whose font is bold."""
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    fonts = [font.find(MAIN + "b") is not None for font in styles.find(MAIN + "fonts")]
    return {str(number) for number, style in enumerate(styles.find(MAIN + "cellXfs"))
            if fonts[int(style.get("fontId"))]}


def read(path):
    """The sheets of a workbook, in order."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = [(sheet.get("name"), sheet.get(RELATION + "id")) for sheet in
                 ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(MAIN + "sheet")]
        targets = {relation.get("Id"): relation.get("Target") for relation in
                   ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))}
        sheets = []
        for name, identity in names:
            with archive.open("xl/" + targets[identity]) as stream:
                sheets.append(Sheet(name, stream, bold_styles(archive)))
        return sheets
