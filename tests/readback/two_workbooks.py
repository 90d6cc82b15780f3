"""Reads the board's return back, its two workbooks and the rows beside them, and prints a line a proof.

usage: two_workbooks.py DEFINITION FOLDER
"""
import sys

import books
import charts
import figures
import summary


def main(definition, folder):
    board_return = books.Return(definition, folder)
    found = figures.compare(board_return)
    summary.titles(board_return)
    charts.prove(board_return, found)
    for is_board in (True, False):
        summary.links(board_return, is_board)
    if board_return.options["profile"] == "board": # the plain one has no summary, and prints as it may
        summary.prove(board_return, found)
        summary.pages(board_return)


main(*sys.argv[1:])
