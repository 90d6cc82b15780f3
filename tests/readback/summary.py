"""The summary of the board's workbook, the links of both, and how their pages are set up for print."""
import re

from books import Proof, filled, place, simple_name, value_of, without_notes

LOCATION = re.compile(r"'((?:[^']|'')+)'!A1")


def prove(board_return, found):
    sheet = board_return.books[True].worksheets[0]
    scorecard = next(section for section in board_return.sections if section.options.get("exceptions"))
    titles = {cell.value: cell.row for cell in sheet["A"] if cell.value}
    exceptions(sheet, scorecard, found[scorecard.name, True], titles["What is not as it should be"])
    contents(sheet, board_return.sections, titles["In this workbook"])


def exceptions(sheet, scorecard, cells, top):
    """The rows that are Amber or Red, each cell with its link and format as in the sheet; and how many."""
    proof = Proof("two-workbooks/summary/exceptions")
    key = scorecard.options["status"]
    statuses = [row[key] for row in scorecard.rows]
    counts = [statuses.count(status) for status in ("Green", "Amber", "Red")]
    none = len(statuses) - sum(counts)
    expected = "{} in all: {} Green, {} Amber, {} Red".format(len(statuses), *counts)
    proof.same(f"{sheet.title}!A{top + 1}", expected + (f", {none} without a status." if none else "."),
               sheet.cell(top + 1, 1).value)
    numbers = [number for number, status in enumerate(statuses) if status in ("Amber", "Red")]
    proof.same(f"{sheet.title}: there are exceptions to see", True, len(numbers) > 0)
    lines = [[cell.value for cell in sheet[top + 3]]]
    proof.same(f"{sheet.title}: headings", [[scorecard.headings[key] for key in scorecard.keys]], lines)
    for line, number in enumerate(numbers, top + 4):
        for at, key in enumerate(scorecard.keys, 1):
            same_cell(proof, cells[number, key], sheet.cell(line, at))
    after = [cell.value for cell in sheet[top + 4 + len(numbers)]]
    proof.same(f"{sheet.title}: what stands below the exceptions", [None] * len(after), after)
    proof.end()


def same_cell(proof, expected, cell):
    for what in (value_of, lambda of: of.number_format, location):
        proof.same(place(cell), what(expected), what(cell))


def contents(sheet, sections, top):
    """A link each to every sheet of the return, in their order, that says where it leads."""
    proof = Proof("two-workbooks/summary/contents")
    for line, section in enumerate(sections, top + 1):
        cell = sheet.cell(line, 1)
        proof.same(place(cell), f"{section.name}: {section.options['title']}", cell.value)
        proof.same(place(cell), f"'{section.name}'!A1", location(cell))
    proof.same(f"{sheet.title}: the last row", top + len(sections), max(sheet[at].row for at in filled(sheet)))
    proof.end()


def location(cell):
    return cell.hyperlink.location if cell.hyperlink else None


def links(board_return, is_board):
    """Each link leads to the first cell, which is there, of the sheet that its text names."""
    book = board_return.books[is_board]
    proof = Proof(f"two-workbooks/links/{'board' if is_board else 'accessible'}")
    linked = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.hyperlink]
    for cell in linked:
        leads = LOCATION.fullmatch(location(cell) or "")
        name = leads[1].replace("''", "'") if leads else None
        proof.same(f"{place(cell)} leads to a sheet: {location(cell)}", True, name in book.sheetnames)
        proof.same(f"{place(cell)} leads within the workbook", None, cell.hyperlink.target)
        if name in book.sheetnames:
            proof.same(f"{place(cell)}: something is at {location(cell)}", True, book[name]["A1"].value is not None)
            said = cell.value.split(": ")[0]
            proof.same(place(cell), name, said if is_board else simple_name(said))
    # Beside the summary's or the contents' links, each row of a sheet that has links has one.
    for section in (section for section in board_return.sections if section.options.get("link")):
        sheet = board_return.sheet(section, is_board)
        rows = len({cell.row for cell in linked if cell.parent is sheet})
        proof.same(f"{sheet.title}: rows with a link", len(section.rows), rows)
    proof.end()


def pages(board_return):
    """A board prints A4 across, one page wide, with headings and numbers on each page."""
    proof = Proof("two-workbooks/print/board")
    for sheet in board_return.books[True]:
        setup, where = sheet.page_setup, sheet.title
        proof.same(f"{where}: paper, 9 is A4", 9, setup.paperSize)
        proof.same(f"{where}: orientation", "landscape", setup.orientation)
        proof.same(f"{where}: fits to pages", True, sheet.sheet_properties.pageSetUpPr.fitToPage)
        proof.same(f"{where}: pages wide", 1, 1 if setup.fitToWidth is None else setup.fitToWidth)
        proof.same(f"{where}: the footer's right", "Page &P of &N", sheet.oddFooter.right.text)
        proof.same(f"{where}: the footer's left", board_return.options["title"], sheet.oddFooter.left.text)
        proof.same(f"{where}: header", "", said(sheet.oddHeader))
    proof.end()
    proof = Proof("two-workbooks/print/accessible")
    for sheet in board_return.books[False]:
        parts = (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter, sheet.firstHeader,
                 sheet.firstFooter)
        proof.same(f"{sheet.title}: header and footer", "", "".join(said(part) for part in parts))
        proof.same(f"{sheet.title}: rows repeated", None, sheet.print_title_rows)
        proof.same(f"{sheet.title}: merged cells", [], [area.coord for area in sheet.merged_cells.ranges])
    proof.end()


def said(part):
    return "".join(side.text or "" for side in (part.left, part.center, part.right))


def titles(board_return):
    """Each sheet begins with its title; in the accessible workbook it bears the marks of its notes."""
    proof = Proof("two-workbooks/titles")
    for section in board_return.sections:
        for is_board in (True, False):
            cell = board_return.sheet(section, is_board)["A1"]
            proof.same(place(cell), section.options["title"], cell.value if is_board else without_notes(cell.value))
    proof.end()
