"""Races the workbook reader against openpyxl and exceljs at the same work, after `cargo bench` has timed it.

    python infra/race.py TARGET_DIR

What it needs is pinned and installed beside the product: infra/local/requirements-bench.txt, tests/workbooks/package.json.
"""

import json
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "infra" / "local"))

import npm  # noqa: E402
import venvs  # noqa: E402

WORKBOOKS = ROOT / "tests" / "workbooks"
FULL = WORKBOOKS / "openpyxl-100-rows.xlsx"
TIMES = 50


def ours(target):
    """Milliseconds of each sample that Criterion took."""
    sample = json.loads((target / "criterion" / "100 rows" / "read" / "new" / "sample.json").read_text())
    return [time / count / 1e6 for time, count in zip(sample["times"], sample["iters"])]


def theirs(*command):
    done = subprocess.run([*map(str, command), str(FULL), str(TIMES)], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def main():
    npm.install(WORKBOOKS, "exceljs")
    python = venvs.ensure("bench") / "python"
    race = [
        ("read_claims", ours(pathlib.Path(sys.argv[1]))),
        ("openpyxl, read-only", theirs(python, WORKBOOKS / "race" / "read_openpyxl.py")),
        ("exceljs, warm", theirs("node", WORKBOOKS / "race" / "read_exceljs.mjs")),
    ]
    first = race[0][1]
    print("100 rows read, checked and turned into claims")
    print(f"{'':24}{'median':>12}{'fastest':>12}{'times, by median and by fastest':>36}")
    for name, taken in race:
        median, fastest = statistics.median(taken), min(taken)
        times = f"{median / statistics.median(first):.1f}, {fastest / min(first):.1f}"
        print(f"{name:24}{median:9.2f} ms{fastest:9.2f} ms{times:>36}")


main()
