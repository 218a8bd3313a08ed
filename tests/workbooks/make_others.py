"""Makes the workbooks of this folder that come by other ways: PyExcelerate 0.13, and Excel's encryption by
msoffcrypto-tool 6.1.

    python make_others.py
"""

import io

import msoffcrypto.format.ooxml
import pyexcelerate

from people import HEADINGS, HERE, TICKET, claim, fix_times


def main():
    book = pyexcelerate.Workbook()
    book.new_sheet("Claims", data=[HEADINGS, *(claim(number) for number in range(1, 4))])
    book.new_sheet("Ticket", data=[list(line) for line in TICKET])
    book.save(str(HERE / "pyexcelerate.xlsx"))
    fix_times(HERE / "pyexcelerate.xlsx")

    # Its salt is random: made once, and kept.
    encrypted = HERE / "password.xlsx"
    if not encrypted.exists():
        plain = io.BytesIO((HERE / "openpyxl-1904.xlsx").read_bytes())
        with open(encrypted, "wb") as out:
            msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("Portal-Demo-1", out)


if __name__ == "__main__":
    main()
