"""Reads a claims workbook with openpyxl, read-only, and turns its rows into claims with their faults: the work of
`read_claims`, but for what is hidden or merged, which a read-only openpyxl does not know, and odd formats, as one would write it in Python. Prints
how long each reading took, in milliseconds, after as many to warm up.

    python read_openpyxl.py FILE TIMES
"""

import collections
import datetime
import io
import json
import re
import sys
import time

import openpyxl

DAYS = ["Date filed with MCO", "MCO answer date", "Date of birth", "Service from", "Service to", "Denial date"]
AMOUNTS = ["Billed", "Paid", "Expected"]
SHAPES = {
    "MCO tracking number": r"[A-Za-z0-9/._ -]{3,40}", "RIN": r"[0-9]{9}", "MCO claim number": r"[A-Za-z0-9-]{6,38}",
    "Claim type": r"837P|837I|837D|pharmacy", "CARC": r"[0-9]{1,3}|[A-Z][0-9]{1,3}", "RARC": r"(?:MA|M|N)[0-9]{1,4}",
    "Procedure or revenue code": r"[A-Za-z0-9]{5}|[0-9]{3,4}", "Authorization number": r"[A-Za-z0-9-]{1,30}",
    "Rendering NPI": r"[12][0-9]{9}", "Member last name": r".{1,60}", "Member first name": r".{1,60}",
    "Comment": r"[\s\S]{0,500}",
}
SHAPES = {heading: re.compile(shape) for heading, shape in SHAPES.items()}
REQUIRED = {
    "MCO tracking number", "Date filed with MCO", "Member last name", "Member first name", "RIN", "Date of birth",
    "Service from", "Service to", "MCO claim number", "Claim type", "Billed", "Paid", "Expected",
}
TODAY = datetime.date(2026, 11, 24)
# Numbers in which zeros in front may have been lost: their most digits.
MAY_LACK_ZEROS = {"MCO tracking number": 40, "MCO claim number": 38, "Authorization number": 30}
# Each day and the one that it must follow.
ORDER = [
    ("Service to", "Service from"), ("Service from", "Date of birth"), ("Denial date", "Service from"),
    ("MCO answer date", "Date filed with MCO"), ("Date filed with MCO", "Service from"),
]
# What looks like a blank, what nobody sees, what is wider than ASCII.
BLANKS = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
UNSEEN = dict.fromkeys([0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
PLAIN = BLANKS | UNSEEN | WIDE
TICKET = {
    "MCO": re.compile(r"[A-Z]{2,8}"), "Program": re.compile(r"[A-Z0-9]{2,8}"), "Category": re.compile(r"[a-z_]+(/[a-z_]+)?"),
    "Provider NPI": re.compile(r"[12][0-9]{9}"), "Medicaid ID": re.compile(r"[A-Za-z0-9]{7,12}"),
}


def luhn(npi):
    total = 24
    for place, digit in enumerate(map(int, reversed(npi))):
        total += digit if place % 2 == 0 else digit * 2 - 9 if digit > 4 else digit * 2
    return total % 10 == 0


def day(value):
    match value:
        case datetime.datetime():
            return value.date()
        case str():
            for pattern in ("%Y-%m-%d", "%m/%d/%Y"):
                try:
                    return datetime.datetime.strptime(value.strip(), pattern).date()
                except ValueError:
                    pass
    return None


def cents(value):
    if isinstance(value, str):
        value = value.strip().lstrip("$").replace(",", "")
    try:
        return round(float(value) * 100)
    except ValueError:
        return None


def plain(value):
    return str(value).translate(PLAIN).strip()


def read(file):
    book = openpyxl.load_workbook(io.BytesIO(file), read_only=True, data_only=True)
    claims, faults, warnings, seen = [], [], [], {}
    ticket = {plain(row[0]): plain(row[1]) for row in book["Ticket"].iter_rows(values_only=True) if len(row) > 1}
    for label, shape in TICKET.items():
        code = ticket.get(label, "").split(" – ")[0]
        if not shape.fullmatch(code) or label == "Provider NPI" and not luhn(code):
            faults.append((0, label, "shape"))
    rows = book["Claims"].iter_rows(values_only=True)
    headings = [str(heading or "").strip() for heading in next(rows)]
    for number, row in enumerate(rows, start=2):
        claim = {}
        for heading, value in zip(headings, row):
            if value is None:
                if heading in REQUIRED:
                    faults.append((number, heading, "missing"))
                continue
            if heading in DAYS:
                read_value = day(value)
                if isinstance(value, (int, float)):
                    warnings.append((number, heading, "day_from_number"))
                if read_value is None or read_value > TODAY:
                    faults.append((number, heading, "date"))
            elif heading in AMOUNTS:
                read_value = cents(value)
                if read_value is None or not 0 <= read_value <= 1_000_000_000:
                    faults.append((number, heading, "money"))
            else:
                read_value = plain(value)
                if isinstance(value, (int, float)) and value < 10 ** (MAY_LACK_ZEROS.get(heading, 0) - 1):
                    warnings.append((number, heading, "zeros_perhaps_lost"))
                if not SHAPES[heading].fullmatch(read_value):
                    faults.append((number, heading, "shape"))
                elif heading == "Rendering NPI" and not luhn(read_value):
                    faults.append((number, heading, "check_digit"))
            claim[heading] = read_value
        for later, earlier in ORDER:
            if claim.get(later) and claim.get(earlier) and claim[later] < claim[earlier]:
                faults.append((number, later, "order"))
        if (claim.get("Paid") or 0) > (claim.get("Billed") or 0):
            warnings.append((number, "Paid", "over_billed"))
        tracking = claim.get("MCO tracking number", "")
        if tracking == claim.get("MCO claim number") or not any(map(str.isdigit, tracking)):
            warnings.append((number, "MCO tracking number", "odd"))
        key = (claim.get("MCO claim number"), claim.get("Service from"))
        if seen.setdefault(key, number) != number:
            faults.append((number, "MCO claim number", "duplicate"))
        claims.append(claim)
    reasons = collections.Counter(claim["CARC"] for claim in claims if "CARC" in claim)
    [(common, _)] = reasons.most_common(1) or [(None, 0)]
    for number, claim in enumerate(claims, start=2):
        if claim.get("CARC", common) != common:
            warnings.append((number, "CARC", "dissimilar"))
    return ticket, claims, faults, warnings


def main():
    with open(sys.argv[1], "rb") as opened:
        file = opened.read()
    ticket, claims, faults, warnings = read(file)
    if (len(ticket), len(claims), len(faults), len(warnings)) != (5, 100, 0, 0):
        sys.exit(f"error: read {len(ticket)} lines, {len(claims)} claims, {faults[:3]}, {warnings[:3]}")
    for _ in range(int(sys.argv[2])):
        read(file)
    taken = []
    for _ in range(int(sys.argv[2])):
        start = time.perf_counter()
        read(file)
        taken.append((time.perf_counter() - start) * 1000)
    print(json.dumps(taken))


main()
