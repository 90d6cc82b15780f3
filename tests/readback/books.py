"""The board's return as it is read back: its definition, the rows beside it, and its two workbooks."""
import datetime
import json
import pathlib
import re
from decimal import Decimal

import openpyxl

HERE = pathlib.Path(__file__).parent
STATUSES = ("Green", "Amber", "Red")
ARROWS = {"Improved": "▲ Improved", "Worsened": "▼ Worsened", "No change": "► No change"}


class Proof:
    """One test: what differs is gathered with its place, and told at the end."""

    def __init__(self, name):
        self.name, self.faults, self.count = name, [], 0

    def same(self, place, expected, actual):
        self.count += 1
        if expected != actual:
            self.faults.append(f"{place}: expected {expected!r}, is {actual!r}")
        return expected == actual

    def end(self):
        if self.count == 0: # a proof of nothing is none
            self.faults.append("nothing was compared")
        print("not ok" if self.faults else "ok", self.name)
        for fault in self.faults[:20]:
            print("   ", fault)


class Section:
    """A sheet of the definition, with the rows that stand beside the workbook."""

    def __init__(self, options, rows, headings):
        self.options, self.rows = options, rows
        self.name = options["name"]
        self.headings = {key: heading.split("=")[0] for key, heading in headings.items()} # "": not shown
        self.in_charts = {key: heading.split("=")[-1] for key, heading in headings.items()}
        self.is_crosstab = options.get("layout") == "crosstab"
        across = options.get("across", [])
        self.across = across if isinstance(across, list) else [across]
        self.down = [line if isinstance(line, str) else line["column"] for line in options.get("down", [])]
        shown = [key for key in headings if headings[key]]
        self.keys = self.across + self.down if self.is_crosstab else shown

    def of_figures(self, key):
        return any(isinstance(row[key], (int, Decimal)) for row in self.rows)

    def of_dates(self, key):
        texts = [row[key] for row in self.rows if row[key] is not None]
        return bool(texts) and all(re.fullmatch(r"\d{4}-\d\d-\d\d", str(text)) for text in texts)

    def expected(self, row, key, is_board):
        """What the cell holds: a text among figures, or that is no status or direction, is a symbol."""
        value = row[key]
        if not isinstance(value, str):
            return value
        if key in (self.options.get("status"), self.options.get("travel")):
            words = {status: status for status in STATUSES} if key == self.options.get("status") else ARROWS
            return f"[{value}]" if value not in words else words[value] if is_board else value
        if self.of_figures(key):
            return f"[{value}]"
        return datetime.datetime.strptime(value, "%Y-%m-%d") if self.of_dates(key) else value


class Return:
    def __init__(self, definition, folder):
        definition, folder = pathlib.Path(definition), pathlib.Path(folder)
        steps = json.loads(definition.read_text(encoding="utf-8"))["steps"]
        self.options = next(step for step in steps if step.get("id") == "board")
        twins = {twin["sheet"]: pathlib.Path(twin["json"]).name for twin in self.options["twins"]}
        headings = read_headings()
        self.sections = []
        for options in self.options["sheets"]:
            name = options["name"]
            rows = json.loads((folder / twins[name]).read_text(encoding="utf-8"), parse_float=Decimal)
            self.sections.append(Section(options, rows, headings.get(name, {})))
        self.paths = {True: folder / "board-return.xlsx", False: folder / "board-return-accessible.xlsx"}
        self.books = {is_board: openpyxl.load_workbook(path) for is_board, path in self.paths.items()}

    def sheet(self, section, is_board):
        return self.books[is_board][section.name if is_board else simple_name(section.name)]


def read_headings():
    lines = (HERE / "headings.txt").read_text(encoding="utf-8").splitlines()
    split = [line.split("|") for line in lines if not line.startswith("#")]
    return {parts[0]: dict(pair.split("=", 1) for pair in parts[1:]) for parts in split}


def simple_name(name):
    """An accessible workbook's names have letters, digits and _ alone, and do not begin with a digit."""
    simple = re.sub("[^0-9A-Za-z]+", "_", name).strip("_")
    return "_" + simple if simple[0].isdigit() else simple


def without_notes(text):
    return re.sub(r"( \[note \d+\])+$", "", text) if isinstance(text, str) else text


def place(cell):
    return f"{cell.parent.title}!{cell.coordinate}"


def value_of(cell):
    """A number as the decimal that it shows, so that it equals what JSON has to the last digit."""
    value = cell.value
    return Decimal(repr(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def filled(sheet):
    return {cell.coordinate for line in sheet.iter_rows() for cell in line if cell.value is not None}
