"""The figures: each of the rows beside the workbooks is in a cell of each workbook, and each cell is one of them."""
import datetime
import re
from decimal import Decimal

from books import Proof, filled, place, value_of, without_notes


def compare(board_return):
    """Proves each sheet; gives the cells found, by section, workbook, row and key."""
    found = {}
    for section in board_return.sections:
        for is_board in (True, False):
            sheet = board_return.sheet(section, is_board)
            proof = Proof(f"two-workbooks/figures/{'board' if is_board else 'accessible'}/{section.name}")
            by_crosstab = is_board and section.is_crosstab
            cells, used = (crosstab if by_crosstab else table)(proof, section, sheet, is_board)
            compare_cells(proof, section, sheet, cells, is_board)
            left_over(proof, sheet, used | {cell.coordinate for cell in cells.values()})
            proof.end()
            found[section.name, is_board] = cells
        compare_formats(section, found[section.name, True], found[section.name, False])
    return found


def compare_cells(proof, section, sheet, cells, is_board):
    if not proof.same(f"{sheet.title}: the keys", list(section.headings), list(section.rows[0])):
        return
    for number, row in enumerate(section.rows):
        for key in section.keys:
            cell, expected = cells.get((number, key)), section.expected(row, key, is_board)
            if cell is None:
                proof.same(f"{sheet.title}: row {number + 1}, {key}", expected, "no cell")
            else:
                proof.same(place(cell), expected, value_of(cell))


def left_over(proof, sheet, used):
    """Nothing stands beside the figures; above them are lines of text in the first column alone, and below them those
    that say what a symbol means."""
    top = min(sheet[at].row for at in used)
    for at in sorted(filled(sheet) - used):
        cell = sheet[at]
        is_meaning = isinstance(cell.value, str) and bool(re.match(r"\[[a-z]+\] means ", cell.value))
        is_text = cell.column == 1 and isinstance(cell.value, str) and (cell.row < top or is_meaning)
        proof.same(f"{place(cell)} is told of", True, is_text)


def table(proof, section, sheet, is_board):
    """The cells of a table: below its line of headings, which on a board's sheet is repeated on each page."""
    top, bottom = board_rows(proof, sheet, 1) if is_board else marked_rows(proof, sheet)
    headings = {}
    for cell in sheet[top]:
        if cell.value is not None:
            proof.same(f"{place(cell)}: a heading twice", False, without_notes(cell.value) in headings)
            headings[without_notes(cell.value)] = cell.column
    proof.same(f"{sheet.title}: headings", [section.headings[key] for key in section.keys], list(headings))
    proof.same(f"{sheet.title}: rows", len(section.rows), bottom - top)
    cells = {}
    for number in range(bottom - top):
        for key in section.keys:
            if section.headings[key] in headings:
                cells[number, key] = sheet.cell(top + 1 + number, headings[section.headings[key]])
    return cells, {cell.coordinate for cell in sheet[top]}


def board_rows(proof, sheet, levels):
    """The last line of headings, and the last row before a free one, beneath which symbols are explained. The lines of
    headings are those that each page repeats."""
    lines = re.fullmatch(r"\$(\d+):\$(\d+)", sheet.print_title_rows or "")
    first, last = (int(lines[1]), int(lines[2])) if lines else (0, 0)
    proof.same(f"{sheet.title}: lines of headings that each page repeats", levels, last - first + 1)
    rows = {sheet[at].row for at in filled(sheet)}
    bottom = max(last, 1)
    while bottom + 1 in rows:
        bottom += 1
    legend = [sheet.cell(row, 1).value for row in sorted(rows) if row > bottom]
    explained = symbols(sheet, last, bottom) if "Summary" in sheet.parent.sheetnames else set() # plain ones are not
    proof.same(f"{sheet.title}: what symbols mean", explained, {line.split(" means ")[0] for line in legend})
    return max(last, 1), bottom


def symbols(sheet, last, bottom):
    """The symbols among the figures, in their brackets."""
    cells = (cell.value for line in sheet.iter_rows(last + 1, bottom) for cell in line)
    return {value for value in cells if isinstance(value, str) and re.fullmatch(r"\[[a-z]+\]", value)}


def marked_rows(proof, sheet):
    proof.same(f"{sheet.title}: tables", 1, len(sheet.tables))
    marked = next(iter(sheet.tables.values()))
    first, last = marked.ref.split(":")
    proof.same(f"{sheet.title}: the table begins at the left", 1, sheet[first].column)
    names = [column.name for column in marked.tableColumns]
    line = [cell.value for cell in sheet[first:f"{sheet[last].column_letter}{sheet[first].row}"][0]]
    proof.same(f"{sheet.title}: headings of the table and of its cells", names, line)
    return sheet[first].row, sheet[last].row


def crosstab(proof, section, sheet, is_board):
    """The cells of a crosstab: the headings above a column say which row it is, the label beside a line which key."""
    levels = len(section.across)
    last, bottom = board_rows(proof, sheet, levels)
    top = last - levels + 1
    over = merged_over(proof, sheet, top, last)
    corner = sheet.cell(top, 1)
    proof.same(place(corner), section.options.get("corner"), corner.value)
    columns, used = {}, {corner.coordinate}
    for at in range(2, sheet.max_column + 1):
        heads = [over.get((line, at), sheet.cell(line, at)) for line in range(top, last + 1)]
        path = tuple(value_of(head) for head in heads)
        if any(part is not None for part in path):
            proof.same(f"{place(heads[-1])}: headings twice", False, path in columns)
            columns[path] = at, heads
    paths = [tuple(section.expected(row, key, is_board) for key in section.across) for row in section.rows]
    proof.same(f"{sheet.title}: headings", sorted(paths, key=str), sorted(columns, key=str))
    labels = {without_notes(sheet.cell(line, 1).value): line for line in range(last + 1, bottom + 1)}
    proof.same(f"{sheet.title}: labels", [section.headings[key] for key in section.down], list(labels))
    used |= {sheet.cell(line, 1).coordinate for line in labels.values()}
    return crosstab_cells(section, sheet, paths, columns, labels), used


def crosstab_cells(section, sheet, paths, columns, labels):
    cells = {}
    for number, path in enumerate(paths):
        at, heads = columns.get(path, (None, []))
        cells.update({(number, key): head for key, head in zip(section.across, heads)})
        for key in section.down:
            line = labels.get(section.headings[key])
            if at and line:
                cells[number, key] = sheet.cell(line, at)
    return cells


def merged_over(proof, sheet, top, last):
    """The cell whose text stands over each place of the headings. Nothing else is merged."""
    over = {}
    for area in sheet.merged_cells.ranges:
        inside = area.min_row == area.max_row and top <= area.min_row < last and area.min_col > 1
        proof.same(f"{sheet.title}!{area.coord} is merged as a heading", True, inside)
        for at in range(area.min_col, area.max_col + 1):
            over[area.min_row, at] = sheet.cell(area.min_row, area.min_col)
    return over


def compare_formats(section, board, accessible):
    """A number is shown alike in both workbooks, and with all of its digits."""
    proof = Proof(f"two-workbooks/formats/{section.name}")
    for at in sorted(set(board) & set(accessible), key=str):
        value = value_of(board[at])
        if isinstance(value, (Decimal, datetime.datetime)) and accessible[at].value is not None:
            proof.same(f"{place(board[at])} and {place(accessible[at])}", board[at].number_format,
                       accessible[at].number_format)
        if isinstance(value, Decimal):
            decimals = max(0, -value.normalize().as_tuple().exponent)
            shown = shown_decimals(board[at].number_format, value)
            proof.same(f"{place(board[at])}: {value} in {board[at].number_format}: decimals shown", True,
                       shown >= decimals)
    proof.end()


def shown_decimals(number_format, value):
    """How many decimals a format such as +0.0;-0.0;0.0 or [>=1000]#,##0;[<0]-0.0;0.0 shows of the value."""
    parts = number_format.split(";")
    tests = [re.match(r"\[([<>]=?)(-?\d+)\]", part) for part in parts]
    if any(tests):
        holds = {">=": value.__ge__, ">": value.__gt__, "<=": value.__le__, "<": value.__lt__}
        part = next(part for part, test in zip(parts, tests) if not test or holds[test[1]](Decimal(test[2])))
    elif value == 0 and len(parts) > 2:
        part = parts[2]
    else:
        part = parts[1] if value < 0 and len(parts) > 1 else parts[0]
    found = re.search(r"\.([0#?]+)", part)
    return len(found[1]) if found else 0
