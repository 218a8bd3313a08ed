"""Makes the workbooks of this folder as people make them with openpyxl 3.1.

    python make_openpyxl.py

writes them beside this file. The members in them do not exist.
"""

import datetime
import pathlib
import zipfile

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = pathlib.Path(__file__).parent
DAY = datetime.date

HEADINGS = [
    "MCO tracking number", "Date filed with MCO", "MCO answer date", "Member last name", "Member first name",
    "RIN", "Date of birth", "Service from", "Service to", "MCO claim number", "Claim type", "Billed", "Paid",
    "Expected", "Denial date", "CARC", "RARC", "Procedure or revenue code", "Authorization number",
    "Rendering NPI", "Comment",
]


def claim(number):
    """A good claim, its values as Python has them."""
    return [
        f"PDXGR{number:07}", DAY(2026, 10, 20), datetime.datetime(2026, 11, 5, 9, 30), "Example", "Member",
        f"{12345000 + number:09}", DAY(1980, 2, 29), DAY(2026, 8, 1), DAY(2026, 8, 3), f"23ABC{number:07}", "837I",
        1250.0 + number, 0, 980.25, DAY(2026, 9, 30), 197, "N54", 99284, "A-77", 1234567893, None,
    ]


def ticket_sheet(book):
    sheet = book.create_sheet("Ticket")
    for line in [("MCO", "ABHIL"), ("Program", "HCI"), ("Category", "claim_denial/authorization"),
                 ("Provider NPI", 1234567893), ("Medicaid ID", "363456789001")]:
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
    with zipfile.ZipFile(path) as made:
        parts = [(info.filename, made.read(info)) for info in made.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as again:
        for part, content in parts:
            if part == "docProps/core.xml":
                start = content.index(b"<dcterms:modified")
                end = content.index(b"</dcterms:modified>")
                stamp = content.rindex(b">", start, end) + 1
                content = content[:stamp] + b"2026-01-01T00:00:00Z" + content[end:]
            again.writestr(zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


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
