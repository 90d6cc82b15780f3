"""The charts: each shows what the definition says, from cells that hold what their sheet does, and says so in words."""
import posixpath
import re
import xml.etree.ElementTree as tree
import zipfile
from decimal import Decimal

from books import Proof, filled, place, value_of

SPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "d": "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "r": "http://schemas.openxmlformats.org/package/2006/relationships",
}
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
KINDS = {"line": ("lineChart", None), "column": ("barChart", "col"), "bar": ("barChart", "bar")}


class Package:
    """The parts of a workbook, and what they lead to."""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)

    def part(self, name):
        return tree.fromstring(self.zip.read(name))

    def leads_to(self, name):
        folder, base = posixpath.split(name)
        rels = f"{folder}/_rels/{base}.rels"
        if rels not in self.zip.namelist():
            return {}
        targets = [(one.get("Id"), one.get("Target")) for one in self.part(rels).findall("r:Relationship", SPACES)]
        return {id: posixpath.normpath(posixpath.join(folder, target)) for id, target in targets}

    def charts(self):
        """(sheet's name, frame's anchor, chart) for each chart, in the order of the sheets."""
        parts = self.leads_to("xl/workbook.xml")
        for sheet in self.part("xl/workbook.xml").iter(f"{{{SPACES['m']}}}sheet"):
            page = parts[sheet.get(ID)]
            for drawing in (part for part in self.leads_to(page).values() if "/drawings/" in part):
                for anchor in self.part(drawing):
                    chart = anchor.find(".//c:chart", SPACES)
                    yield sheet.get("name"), anchor, self.part(self.leads_to(drawing)[chart.get(ID)])


def prove(board_return, found):
    book = board_return.books[True]
    expected = [(section, options) for section in board_return.sections
                for options in section.options.get("charts", [])]
    actual = list(Package(board_return.paths[True]).charts())
    proof = Proof("two-workbooks/charts/there are")
    proof.same("charts by sheet", [section.name for section, _ in expected], [name for name, _, _ in actual])
    proof.same("charts of the accessible workbook", 0, len(list(Package(board_return.paths[False]).charts())))
    proof.end()
    used = set()
    for (section, options), (name, anchor, chart) in zip(expected, actual):
        proof = Proof(f"two-workbooks/charts/{options['title']}")
        words(proof, section, options, anchor, chart)
        below = int(anchor.find("d:from/d:row", SPACES).text) # counted from 0
        last = max(book[name][at].row for at in filled(book[name]))
        proof.same(f"{name}: the chart lies below all cells", True, below >= last)
        figures(proof, book, section, options, chart, found[section.name, True], used)
        proof.end()
    nothing_else(book["Chart data"], used, [options["title"] for _, options in expected])


def nothing_else(sheet, used, titles):
    """What charts refer to, their corners and titles are all that the page of their figures has."""
    proof = Proof("two-workbooks/charts/no other figures")
    others = [sheet[at] for at in filled(sheet) - used if sheet[at].row > 2]
    for cell in others:
        is_text = cell.column == 1 and isinstance(cell.value, str)
        proof.same(f"{place(cell)}: {cell.value!r} is a chart's text", True, is_text)
    texts = [cell.value for cell in sorted(others, key=lambda cell: cell.row)]
    proof.same(f"{sheet.title}: titles", titles, texts[::2]) # and each with its corner
    proof.end()


def words(proof, section, options, anchor, chart):
    where = section.name
    kind, direction = KINDS[options["kind"]]
    plot = chart.find(f".//c:{kind}", SPACES)
    proof.same(f"{where}: kind of chart", options["kind"], options["kind"] if plot is not None else None)
    if direction:
        proof.same(f"{where}: bars", direction, plot.find("c:barDir", SPACES).get("val"))
    proof.same(f"{where}: alternative text", options["alt"], anchor.find(".//d:cNvPr", SPACES).get("descr"))
    proof.same(f"{where}: title", options["title"], title_of(chart.find("c:chart", SPACES)))
    x_title = options.get("x_title", section.headings[options["x"]])
    proof.same(f"{where}: title of the categories' axis", x_title, title_of(chart.find(".//c:catAx", SPACES)))
    proof.same(f"{where}: title of the figures' axis", options["y_title"], title_of(chart.find(".//c:valAx", SPACES)))


def title_of(of):
    title = of.find("c:title", SPACES)
    return None if title is None else "".join(text.text or "" for text in title.iter(f"{{{SPACES['a']}}}t"))


def figures(proof, book, section, options, chart, cells, used):
    """The series of the chart are those of the sheet's cells, as many and in their order."""
    series = list(chart.iter(f"{{{SPACES['c']}}}ser"))
    expected = expected_series(section, options, cells)
    names = [referred(proof, book, one.find("c:tx", SPACES), used)[0] for one in series]
    proof.same(f"{section.name}: series", list(expected), names)
    for name, one in zip(names, series):
        points = expected.get(name, {})
        categories = referred(proof, book, one.find("c:cat", SPACES), used)
        proof.same(f"{section.name}: categories of {name}", list(points), categories)
        values = referred(proof, book, one.find("c:val", SPACES), used)
        for category, value in zip(categories, values):
            proof.same(f"{section.name}: {name} of {category}", points.get(category), value)


def expected_series(section, options, cells):
    """{series: {category: figure}} of the rows that the chart shows. A symbol is no figure: there is a gap."""
    keys = options["y"] if isinstance(options["y"], list) else [options["y"]]
    series, order = {}, {}
    for number, row in enumerate(section.rows):
        if not holds(options.get("where"), row):
            continue
        category = shown(cells[number, options["x"]])
        order.setdefault(category)
        for key in keys:
            name = shown(cells[number, options["by"]]) if "by" in options else section.in_charts[key]
            value = value_of(cells[number, key])
            series.setdefault(name, {})[category] = None if isinstance(value, str) else value
    return {name: {category: points.get(category) for category in order} for name, points in series.items()}


def holds(condition, row):
    """Such conditions as the definition's charts have: one column that is, or is not, a text."""
    if not condition:
        return True
    column, operator, text = re.fullmatch(r"(\w+) (=|<>) '([^']*)'", condition).groups()
    return (row[column] == text) == (operator == "=")


def shown(cell):
    """The text that a cell shows: the formats here of keys are months of dates, and whole numbers."""
    if cell.number_format == "mmm-yy":
        return cell.value.strftime("%b-%y")
    return str(cell.value)


def referred(proof, book, of, used):
    """The values of the cells that a part of a chart refers to, which its own copy of them must equal."""
    formula = of.find(".//c:f", SPACES).text
    name, cells = re.fullmatch(r"'([^']+)'!(\$[A-Z]+\$\d+(?::\$[A-Z]+\$\d+)?)", formula).groups()
    area = book[name][cells.replace("$", "")]
    area = [line[0] for line in area] if isinstance(area, tuple) else [area]
    copy = {int(point.get("idx")): point.find("c:v", SPACES).text for point in of.iter(f"{{{SPACES['c']}}}pt")}
    proof.same(f"{formula}: cells", str(len(area)), of.find(".//c:ptCount", SPACES).get("val"))
    for number, cell in enumerate(area):
        value = value_of(cell)
        copied = copy.get(number)
        if copied is not None and isinstance(value, Decimal):
            copied = Decimal(repr(float(copied))) # with the 16 digits of a real, as in the cell
        proof.same(f"{place(cell)}: the chart's copy", value, copied)
        used.add(cell.coordinate)
    return [value_of(cell) for cell in area]
