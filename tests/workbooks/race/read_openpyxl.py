"""Reads a claims workbook with openpyxl, read-only, and turns its rows into claims with their faults: the work of
`read_claims`, as one would write it in Python. Prints how long each reading took, in milliseconds.

    python read_openpyxl.py FILE TIMES
"""

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


def read(file):
    book = openpyxl.load_workbook(io.BytesIO(file), read_only=True, data_only=True)
    ticket = {row[0]: row[1] for row in book["Ticket"].iter_rows(values_only=True) if len(row) > 1}
    rows = book["Claims"].iter_rows(values_only=True)
    headings = [str(heading or "").strip() for heading in next(rows)]
    claims, faults, seen = [], [], {}
    for number, row in enumerate(rows, start=2):
        claim = {}
        for heading, value in zip(headings, row):
            if value is None:
                if heading in REQUIRED:
                    faults.append((number, heading, "missing"))
                continue
            if heading in DAYS:
                read_value = day(value)
                if read_value is None or read_value > TODAY:
                    faults.append((number, heading, "date"))
            elif heading in AMOUNTS:
                read_value = cents(value)
                if read_value is None or not 0 <= read_value <= 1_000_000_000:
                    faults.append((number, heading, "money"))
            else:
                read_value = str(value).replace("\u00a0", " ").strip()
                if not SHAPES[heading].fullmatch(read_value):
                    faults.append((number, heading, "shape"))
                elif heading == "Rendering NPI" and not luhn(read_value):
                    faults.append((number, heading, "check_digit"))
            claim[heading] = read_value
        first, last = claim.get("Service from"), claim.get("Service to")
        if first and last and last < first:
            faults.append((number, "Service to", "order"))
        key = (claim.get("MCO claim number"), first)
        if seen.setdefault(key, number) != number:
            faults.append((number, "MCO claim number", "duplicate"))
        claims.append(claim)
    return ticket, claims, faults


def main():
    with open(sys.argv[1], "rb") as opened:
        file = opened.read()
    ticket, claims, faults = read(file)
    if (len(ticket), len(claims), len(faults)) != (5, 100, 0):
        sys.exit(f"error: read {len(ticket)} lines, {len(claims)} claims, {faults[:3]}")
    taken = []
    for _ in range(int(sys.argv[2])):
        start = time.perf_counter()
        read(file)
        taken.append((time.perf_counter() - start) * 1000)
    print(json.dumps(taken))


main()
