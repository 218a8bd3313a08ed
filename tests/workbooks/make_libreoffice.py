"""Makes the workbooks of this folder as people make them with LibreOffice Calc (Debian: libreoffice-calc).

    python make_libreoffice.py

It saves what it is given: our own blank workbook filled in, the CSV of a billing system, a sheet typed by hand.
"""

import csv
import datetime
import pathlib
import subprocess
import tempfile
from xml.sax.saxutils import quoteattr

from people import HEADINGS, HERE, TICKET, claim, fix_times

AS_TEXT = 'Text - txt - csv (StarCalc):44,34,76,1'


def save_as(source, name, kind="xlsx", infilter=None):
    """Opens a file and saves it under another name."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", kind, "--outdir", f"{folder}/out"]
        command += [f"--infilter={infilter}"] if infilter else []
        subprocess.run([*command, str(source)], check=True, capture_output=True)
        made = pathlib.Path(folder, "out", f"{source.stem}.{kind}")
        (HERE / name).write_bytes(made.read_bytes())
    if kind in ("xlsx", "ods"):
        fix_times(HERE / name)


def cell(value, style="", formula=""):
    given = f" table:style-name={quoteattr(style)}" if style else ""
    if formula:
        given += f" table:formula={quoteattr(formula)}"
    match value:
        case None:
            return "<table:table-cell/>"
        case datetime.datetime():
            given += f' office:value-type="date" office:date-value="{value.isoformat()}"'
        case datetime.date():
            given += f' office:value-type="date" office:date-value="{value.isoformat()}"'
        case int() | float():
            given += f' office:value-type="float" office:value="{value}"'
        case str():
            return f'<table:table-cell{given} office:value-type="string">{value}</table:table-cell>'
    return f"<table:table-cell{given}/>"


def row(values, hidden=False):
    filtered = ' table:visibility="filter"' if hidden else ""
    cells = "".join(value if isinstance(value, str) and value.startswith("<table") else cell(
        f"<text:p>{value}</text:p>" if isinstance(value, str) else value) for value in values)
    return f"<table:table-row{filtered}>{cells}</table:table-row>"


def sheet(name, rows, columns=""):
    return f"<table:table table:name={quoteattr(name)}>{columns}{''.join(rows)}</table:table>"


def typed_by_hand():
    """A title over the headings, a filter that hides a row, a hidden column, formulas, text in two styles."""
    rows = [row(["Claims of September"]), row([]), row([*HEADINGS, "Our note"])]
    for number in range(1, 4):
        values = claim(number)
        if number == 1:
            values[3] = cell("<text:p>Exam<text:span text:style-name=\"T1\">ple</text:span></text:p>")
            values[11] = cell(1251, formula="of:=1250+1")
            values[5] = cell("<text:p>012345001</text:p>", formula='of:=TEXT(12345001;"000000000")')
        if number == 2:
            values[1] = cell("<text:p>10/20/2026</text:p>")
            values[9] = cell("<text:p>\u00a023ABC0000002\u200b</text:p>")
            values[5] = cell("<text:p>\uff10\uff11\uff12\uff13\uff14\uff15\uff10\uff10\uff12</text:p>")
        if number == 3:
            values[12] = cell(0, formula="of:=1/0")
        rows.append(row([*values, "internal"], hidden=number == 2))
    columns = '<table:table-column table:number-columns-repeated="6"/><table:table-column table:visibility="collapse"/>'
    body = sheet("Claims", rows, columns) + sheet("Ticket", [row(line) for line in TICKET])
    return (
        '<?xml version="1.0" encoding="UTF-8"?><office:document '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
        'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet" office:version="1.3">'
        '<office:automatic-styles><style:style style:name="T1" style:family="text">'
        '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document>"
    )


def main():
    # The way that is meant: download the blank workbook, fill it in, save it.
    save_as(HERE / "rust_xlsxwriter-claims-1.xlsx", "libreoffice-blank-filled.xlsx")

    with tempfile.TemporaryDirectory() as folder:
        # A billing system's CSV, opened with a double click: every RIN loses its zero.
        made = pathlib.Path(folder, "Claims.csv")
        with open(made, "w", newline="") as file:
            csv.writer(file).writerows([HEADINGS, *(claim(number) for number in range(1, 4))])
        save_as(made, "libreoffice-from-csv.xlsx", infilter=AS_TEXT)

        made = pathlib.Path(folder, "typed.fods")
        made.write_text(typed_by_hand())
        save_as(made, "libreoffice-typed.xlsx")
        # The same in the formats that are not taken.
        save_as(made, "libreoffice.ods", "ods")
        save_as(made, "libreoffice.xls", "xls")


if __name__ == "__main__":
    main()
