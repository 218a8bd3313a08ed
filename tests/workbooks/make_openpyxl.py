"""Makes the workbooks of this folder as people make them with openpyxl 3.1.

    python make_openpyxl.py

writes them beside this file. The members in them do not exist.
"""

import datetime

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from people import HEADINGS, HERE, TICKET, claim, fix_times


def ticket_sheet(book):
    sheet = book.create_sheet("Ticket")
    for line in TICKET:
        sheet.append(line)


def workbook(rows, headings=HEADINGS, mac=False):
    book = openpyxl.Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "Claims"
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    ticket_sheet(book)
    return book


def save(book, name):
    """Saves with fixed times, so that making it again changes nothing."""
    fixed = datetime.datetime(2026, 1, 1)
    book.properties.created = book.properties.modified = fixed
    path = HERE / name
    book.save(path)
    fix_times(path)


def main():
    save(workbook([claim(n) for n in range(1, 101)]), "openpyxl-100-rows.xlsx")
    save(workbook([claim(n) for n in range(1, 4)], mac=True), "openpyxl-1904.xlsx")

    # Text where numbers belong and numbers where text belongs, odd blanks, rich text, a formula.
    untidy = workbook([claim(1), claim(2), claim(3), claim(4)], [f" {h.upper()}\u00a0" for h in HEADINGS])
    sheet = untidy["Claims"]
    sheet["B2"], sheet["H2"], sheet["L2"] = "10/20/2026", "2026-08-01", "$1,251.00"
    sheet["D2"] = CellRichText("Exam", TextBlock(InlineFont(b=True), "ple"))
    sheet["J2"] = "\ufeff23ABC\u20130000001\u200b"
    sheet["F3"] = 12345002
    sheet["L4"] = "=1250+3"
    sheet["T5"] = "1.234567893E9"
    sheet["V1"] = "Our own column"
    sheet["V2"] = "internal"
    sheet.row_dimensions[4].hidden = True
    for row in sheet.iter_rows(min_row=6, max_row=300, max_col=21):
        for cell in row:
            cell.fill = PatternFill("solid", fgColor="FFFFEE")
    save(untidy, "openpyxl-untidy.xlsx")

    save(workbook([claim(n) for n in range(1, 102)]), "openpyxl-101-rows.xlsx")


if __name__ == "__main__":
    main()
