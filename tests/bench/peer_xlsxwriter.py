"""XlsxWriter in its mode of constant memory, from a CSV file: peer_xlsxwriter.py DATA OUT"""
import csv
import sys

import xlsxwriter

with open(sys.argv[1], newline="", encoding="utf-8") as data:
    book = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True})
    sheet = book.add_worksheet()
    rows = csv.reader(data)
    heading = next(rows)
    for column, name in enumerate(heading):
        sheet.write_string(0, column, name)
    numbers = [name.startswith("number") for name in heading]
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            if numbers[column]:
                sheet.write_number(number, column, float(text))
            else:
                sheet.write_string(number, column, text)
    book.close()
