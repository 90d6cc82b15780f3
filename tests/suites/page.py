"""Checks a page that the sink html wrote, or shows what stands in its tables.

    page.py check PAGE            prints what is wrong with it, a line each; nothing where all is well
    page.py cells PAGE SECTION    prints the first table of the section with that id, a row a line: value|value|...
    page.py rows PAGE SECTION JSON    ... or says where that table and the records in the file differ

It is stricter than browsers are: what they mend or guess is a fault here.
"""
import json
import re
import sys
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser

VOID = {"meta", "img"}
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# What may stand in what: only of elements with few parents.
PARENTS = {"tr": {"thead", "tbody"}, "td": {"tr"}, "th": {"tr"}, "thead": {"table"}, "tbody": {"table"},
           "caption": {"table"}, "colgroup": {"table"}, "li": {"ul"}, "figcaption": {"figure"}, "summary": {"details"}}


class Table:
    def __init__(self):
        self.rows, self.groups, self.caption, self.spans = [], [], "", {}

    def place(self, cell):
        """Puts the cell at the first free place of its row, as browsers do."""
        row = self.rows[-1]
        at = sum(width for width, _ in row["cells"]) + sum(
            width for (start, width), rows in self.spans.items() if rows > 0 and not row["new"].get((start, width)))
        if cell["rows"] > 1:
            self.spans[(at, cell["columns"])] = cell["rows"]
            row["new"][(at, cell["columns"])] = True
        row["cells"].append((cell["columns"], cell))

    def width(self):
        """The columns of the row that ends; those that reach down into it count."""
        row = self.rows[-1]
        width = sum(columns for columns, _ in row["cells"]) + sum(
            columns for (start, columns), rows in self.spans.items() if rows > 0 and not row["new"].get((start, columns)))
        self.spans = {key: rows - 1 for key, rows in self.spans.items() if rows > 1}
        return width


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.wrong, self.open, self.ids, self.links, self.named = [], [], {}, [], []
        self.heading, self.tables, self.table, self.cell, self.headings = 0, [], None, None, {}
        self.counts, self.svg_titles, self.styles = {}, 0, ""
        self.section = None
        self.feed(text)
        self.close()
        if self.open:
            self.tell("never closed: " + ", ".join(name for name, _ in self.open))

    def tell(self, what):
        self.wrong.append("line %d: %s" % (self.getpos()[0], what))

    def handle_decl(self, decl):
        self.counts["doctype"] = self.counts.get("doctype", 0) + 1
        if decl != "doctype html" or self.getpos() != (1, 0):
            self.tell("doctype")

    def handle_comment(self, data):
        self.tell("a comment")

    def unknown_decl(self, data):
        self.tell("a declaration")

    def handle_pi(self, data):
        self.tell("a processing instruction")

    def handle_startendtag(self, name, attributes):
        self.start(name, attributes)
        if not any(element == "svg" for element, _ in self.open):
            self.tell("<%s/> outside a drawing" % name)

    def handle_starttag(self, name, attributes):
        self.start(name, attributes)
        if name not in VOID:
            self.open.append((name, dict(attributes)))

    def start(self, name, attributes):
        self.counts[name] = self.counts.get(name, 0) + 1
        plain = dict(attributes)
        if len(plain) != len(attributes):
            self.tell("an attribute twice in <%s>" % name)
        source = self.get_starttag_text()
        if not re.fullmatch(r'<[A-Za-z0-9]+(\s+[A-Za-z-]+="[^"<]*")*\s*/?>', source):
            self.tell("not written as it should be: " + source)
        for key, value in attributes:
            self.attribute(name, key, value or "")
        parent = self.open[-1][0] if self.open else None
        if name in PARENTS and parent not in PARENTS[name]:
            self.tell("<%s> in <%s>" % (name, parent))
        if name in ("script", "link", "iframe", "object", "embed", "form", "input", "base", "image", "use", "foreignobject"):
            self.tell("<%s>" % name)
        if name in HEADINGS:
            if HEADINGS[name] > self.heading + 1:
                self.tell("<%s> after a heading of level %d" % (name, self.heading))
            self.heading = HEADINGS[name]
        self.structure(name, plain)

    def attribute(self, name, key, value):
        if key == "src" and name == "img":
            if not re.fullmatch("data:image/(png|jpeg);base64,[A-Za-z0-9+/]+={0,2}", value):
                self.tell("a picture from elsewhere: " + value[:60])
            return
        if key in ("style", "src", "srcset", "data", "action", "ping") or key.startswith("on"):
            self.tell("the attribute %s of <%s>" % (key, name))
        if key == "id":
            if value in self.ids:
                self.tell("the id %s again" % value)
            if not re.fullmatch(r"[A-Za-z0-9-]+", value):
                self.tell("the id %s" % value)
            self.ids[value] = name
        if key in ("href", "xlink:href"):
            if not value.startswith("#"):
                self.tell("a link out of the page: " + value)
            self.links.append((self.getpos()[0], value[1:]))
        if key in ("aria-labelledby", "aria-describedby"):
            self.named += [(self.getpos()[0], id) for id in value.split()]
        for address in re.findall(r"(?:[a-z]+:)?//[^\s\"]*|url\([^)]*\)", value):
            if not (key == "xmlns" and address == "http://www.w3.org/2000/svg") and not re.fullmatch(r"url\(#[A-Za-z0-9_-]+\)", address):
                self.tell("an address: " + address)

    def structure(self, name, plain):
        if name == "section":
            if not plain.get("aria-labelledby"):
                self.tell("a section without a name")
            self.section = plain.get("id")
        if name == "img" and not plain.get("alt"):
            self.tell("a picture without a text in its place")
        if name == "svg" and plain.get("role") != "img":
            self.tell("a drawing that is no image")
        if name == "title" and self.open[-1][0] == "svg" and plain.get("id"):
            self.svg_titles += 1
        if name == "div" and plain.get("role") == "region" and (plain.get("tabindex") != "0" or not plain.get("aria-labelledby")):
            self.tell("a region that cannot be reached, or has no name")
        if name == "table":
            self.table = Table()
            self.tables.append((self.section, self.table))
            if not any(element == "div" and attributes.get("role") == "region" for element, attributes in self.open):
                self.tell("a table outside a region")
        if name == "colgroup":
            self.table.groups.append(int(plain.get("span", 1)))
        if name == "tr":
            self.table.rows.append({"cells": [], "new": {}, "of": self.open[-1][0], "line": self.getpos()[0]})
        if name in ("td", "th"):
            self.begin_cell(name, plain)

    def begin_cell(self, name, plain):
        self.cell = {"name": name, "text": "", "columns": int(plain.get("colspan", 1)), "rows": int(plain.get("rowspan", 1)), "scope": plain.get("scope")}
        part = self.open[-2][0] if len(self.open) > 1 else None
        wanted = {"thead": ("col", "colgroup"), "tbody": ("row",)}.get(part, ())
        if name == "th" and plain.get("scope") not in wanted:
            self.tell("a heading with the scope %s in <%s>" % (plain.get("scope"), part))
        if name == "td" and "scope" in plain:
            self.tell("a cell with a scope")
        self.table.place(self.cell)

    def handle_endtag(self, name):
        if not self.open or self.open[-1][0] != name:
            self.tell("</%s> where <%s> is open" % (name, self.open[-1][0] if self.open else None))
            return
        self.open.pop()
        if name in ("td", "th"):
            if name == "th" and not self.cell["text"].strip():
                self.tell("a heading without a text")
            self.cell = None
        if name == "tr":
            self.table.rows[-1]["width"] = self.table.width()
        if name == "table":
            self.end_table()
        if name == "section":
            self.section = None

    def end_table(self):
        table, self.table = self.table, None
        widths = {row["width"] for row in table.rows}
        if len(widths) != 1:
            self.tell("a table with rows of %s columns" % " and ".join(map(str, sorted(widths))))
        elif table.groups and sum(table.groups) != widths.pop():
            self.tell("groups of columns that are not the table's")
        if not table.caption.strip():
            self.tell("a table without a caption")
        if not any(row["of"] == "thead" for row in table.rows):
            self.tell("a table without headings")
        grouped = [cell["columns"] for row in table.rows for _, cell in row["cells"] if cell["scope"] == "colgroup"]
        if grouped and len(table.groups) < len(grouped) + 1:
            self.tell("headings of groups that are not there")

    def handle_data(self, data):
        inside = [name for name, _ in self.open]
        if "style" in inside:
            self.styles += data
        elif self.cell is not None:
            if not any(attributes.get("aria-hidden") for _, attributes in self.open):
                self.cell["text"] += data
        elif inside and inside[-1] in HEADINGS:
            self.headings[inside[-1]] = self.headings.get(inside[-1], "") + data
        elif inside and inside[-1] == "caption":
            self.table.caption += data
        if data.strip() and (not inside or inside[-1] in ("html", "head", "body", "main", "section", "table", "thead", "tbody", "tr", "ul", "nav")):
            self.tell("a text in <%s>: %s" % (inside[-1] if inside else None, data.strip()[:40]))

    def whole(self):
        """What is wrong with the page as a whole."""
        for line, target in self.links:
            if target not in self.ids:
                self.wrong.append("line %d: a link to #%s, which is not there" % (line, target))
        for line, target in self.named:
            if target not in self.ids:
                self.wrong.append("line %d: named by #%s, which is not there" % (line, target))
        for name, count in (("doctype", 1), ("html", 1), ("h1", 1), ("main", 1), ("style", 1)):
            if self.counts.get(name, 0) != count:
                self.wrong.append("%d of %s" % (self.counts.get(name, 0), name))
        if self.svg_titles != self.counts.get("svg", 0):
            self.wrong.append("drawings without a title")
        if re.search(r"url\(|@import|//|expression\(|</", self.styles):
            self.wrong.append("the style fetches something")


def differences(rows, records):
    """Where a table's rows are not the records: a number may be rounded, a null blank or a symbol."""
    if len(rows) != len(records):
        yield "%d rows for %d records" % (len(rows), len(records))
    for at, (row, record) in enumerate(zip(rows, records), 1):
        values = list(record.values())
        if len(row) != len(values):
            yield "row %d has %d cells for %d values" % (at, len(row), len(values))
        for cell, value in zip(row, values):
            if value is None:
                good = re.fullmatch(r"(\[[a-z]+\])?", cell)
            elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                good = True  # dates have formats of many kinds
            elif isinstance(value, str):
                good = cell in (value, "[%s]" % value)  # a text may be a symbol as well
            else:
                shown = Decimal(cell.replace(",", ""))
                good = shown == Decimal(str(value)).quantize(Decimal(1).scaleb(shown.as_tuple().exponent), ROUND_HALF_UP)
            if not good:
                yield "row %d: %s for %s" % (at, cell, value)


def main():
    what, path = sys.argv[1:3]
    data = open(path, "rb").read()
    text = data.decode("utf-8")
    page = Page(text)
    if what in ("cells", "rows"):
        tables = [table for section, table in page.tables if section == sys.argv[3]]
        if not tables:
            sys.exit("there is no such table")
        rows = [[cell["text"].strip() for _, cell in row["cells"]] for row in tables[0].rows if what == "cells" or row["of"] == "tbody"]
        if what == "cells":
            print("\n".join("|".join(row) for row in rows))
        else:
            print("\n".join(differences(rows, json.load(open(sys.argv[4])))))
        return
    page.whole()
    if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text):
        page.wrong.append("control characters")
    if not re.search('<html lang="[A-Za-z0-9-]+">', text) or not re.search("<title>[^<]+</title>", text):
        page.wrong.append("no language or title")
    # An & begins a reference, and the few that there are need no list of names.
    for reference in re.findall(r"&[^;\s]{0,8};?", text[text.index("</style>"):]):
        if reference not in ("&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#160;"):
            page.wrong.append("a reference: " + reference)
    print("\n".join(page.wrong), end="\n" if page.wrong else "")


main()
