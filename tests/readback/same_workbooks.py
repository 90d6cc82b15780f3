"""Whether two workbooks are the same to a reader, whoever wrote their rows.

    same_workbooks.py ONE OTHER       says each difference, and fails when there is one

Parts are compared as XML. Of sheets also what they stand for: a text is the same in its cell as in the table of strings, and
a style is what its number leads to. Numbers are the same when OTHER's have ONE's 16 digits.
"""

import re
import sys
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MOST_TOLD = 20


def text_of(element):
    """What a cell's or a string's element says, and whether its edges are kept."""
    parts = list(element.iter(MAIN + "t"))
    text = "".join(part.text or "" for part in parts)
    if text != text.strip(" \t\n") and any(part.get(SPACE) != "preserve" for part in parts):
        return "edges not kept: " + text
    return text


class Book:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        if self.zip.testzip():
            raise ValueError(path + ": a part is damaged")
        self.parts = self.zip.namelist()
        self.strings = []
        if "xl/sharedStrings.xml" in self.parts:
            self.strings = [text_of(item) for item in self.root("xl/sharedStrings.xml").iter(MAIN + "si")]
        styles = self.root("xl/styles.xml")
        self.formats = {item.get("numFmtId"): item.get("formatCode") for item in styles.iter(MAIN + "numFmt")}
        self.lists = {
            name: [ElementTree.tostring(item) for item in styles.find(MAIN + name)] for name in ("fonts", "fills", "borders")
        }
        self.styles = [self.style_of(item) for item in styles.find(MAIN + "cellXfs")]

    def root(self, part):
        return ElementTree.fromstring(self.zip.read(part))

    def style_of(self, item):
        """What a style's numbers lead to."""
        number = item.get("numFmtId")
        return (
            self.formats.get(number, number),
            self.lists["fonts"][int(item.get("fontId"))],
            self.lists["fills"][int(item.get("fillId"))],
            self.lists["borders"][int(item.get("borderId"))],
            b"".join(ElementTree.tostring(child) for child in item),
        )

    def cell_of(self, element):
        """Kind, value, style."""
        kind, value = element.get("t", "n"), element.findtext(MAIN + "v")
        if kind == "s":
            kind, value = "text", self.strings[int(value)]
        elif kind == "inlineStr":
            kind, value = "text", text_of(element)
        elif kind == "n" and value is None:
            kind = "blank"
        return kind, value, self.styles[int(element.get("s", "0"))]

    def sheet(self, part):
        """Rows by number, and the rest of the sheet."""
        root = self.root(part)
        data = root.find(MAIN + "sheetData")
        rows = {}
        last = 0
        for row in data:
            number = int(row.get("r"))
            if number <= last:
                raise ValueError("%s: row %d after row %d" % (part, number, last))
            last = number
            cells = {cell.get("r"): self.cell_of(cell) for cell in row}
            if len(cells) != len(row) or any(not name.endswith(str(number)) for name in cells):
                raise ValueError("%s: row %d has cells of other names" % (part, number))
            marks = {key: row.get(key) for key in row.keys() if key not in ("r", "spans")}
            rows[number] = (marks, cells)
        data.clear()
        return rows, ElementTree.tostring(root)


def same_value(one, other):
    if one == other:
        return True
    if one[0] != "n" or other[0] != "n" or one[2] != other[2]:
        return False
    return "%.16G" % (float(other[1]) + 0.0) == "%.16G" % (float(one[1]) + 0.0)  # -0 is 0


def told(one, other):
    """A cell that differs, its style only where that does."""
    if one and other and one[2] == other[2]:
        one, other = one[:2], other[:2]
    return "%s, and %s" % (one, other)


def sheet_differences(part, one, other):
    (rows, rest), (other_rows, other_rest) = one.sheet(part), other.sheet(part)
    if rest != other_rest:
        yield "%s: beside its rows: %s, and %s" % (part, rest.decode(), other_rest.decode())
    for number in sorted(rows.keys() | other_rows.keys()):
        marks, cells = rows.get(number, ({}, {}))
        other_marks, other_cells = other_rows.get(number, ({}, {}))
        if marks != other_marks:
            yield "%s, row %d: %s, and %s" % (part, number, marks, other_marks)
        for name in sorted(cells.keys() | other_cells.keys()):
            if name not in cells or name not in other_cells or not same_value(cells[name], other_cells[name]):
                yield "%s, %s: %s" % (part, name, told(cells.get(name), other_cells.get(name)))


def differences(one, other):
    # Which texts stand in the table of strings, and what numbers styles have, may differ.
    free = {"xl/sharedStrings.xml", "xl/styles.xml"}
    if [part for part in one.parts if part not in free] != [part for part in other.parts if part not in free]:
        yield "parts: %s, and %s" % (one.parts, other.parts)
    for part in one.parts:
        if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", part):
            yield from sheet_differences(part, one, other)
        elif part in other.parts and part not in free and one.zip.read(part) != other.zip.read(part):
            yield "%s: %s, and %s" % (part, one.zip.read(part), other.zip.read(part))


def main():
    count = 0
    for difference in differences(Book(sys.argv[1]), Book(sys.argv[2])):
        count += 1
        if count <= MOST_TOLD:
            print(difference[:2000])
    return 1 if count else 0


sys.exit(main())
