"""Who is in these workbooks: nobody. And how a file is kept the same when it is made again."""

import datetime
import pathlib
import re
import zipfile

HERE = pathlib.Path(__file__).parent
DAY = datetime.date

HEADINGS = [
    "MCO tracking number", "Date filed with MCO", "MCO answer date", "Member last name", "Member first name",
    "RIN", "Date of birth", "Service from", "Service to", "MCO claim number", "Claim type", "Billed", "Paid",
    "Expected", "Denial date", "CARC", "RARC", "Procedure or revenue code", "Authorization number",
    "Rendering NPI", "Comment",
]

TICKET = [
    ("MCO", "ABHIL"), ("Program", "HCI"), ("Category", "claim_denial/authorization"),
    ("Provider NPI", 1234567893), ("Medicaid ID", "363456789001"),
]


def claim(number):
    """A good claim, its values as Python has them."""
    return [
        f"PDXGR{number:07}", DAY(2026, 10, 20), datetime.datetime(2026, 11, 5, 9, 30), "Example", "Member",
        f"{12345000 + number:09}", DAY(1980, 2, 29), DAY(2026, 8, 1), DAY(2026, 8, 3), f"23ABC{number:07}", "837I",
        1250.0 + number, 0, 980.25, DAY(2026, 9, 30), 197, "N54", 99284, "A-77", 1234567893, None,
    ]


def fix_times(path):
    """Writes a zip again with fixed times, so that making it again changes nothing."""
    with zipfile.ZipFile(path) as made:
        parts = [(info.filename, made.read(info)) for info in made.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as again:
        for part, content in parts:
            if part == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>2026-01-01T00:00:00Z", content
                )
            again.writestr(zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
