"""Races the workbook reader against openpyxl and exceljs at the same work: 100 rows read, checked, turned into claims.

    python infra/race.py TARGET_DIR

They take turns, so that what else the machine does hits all of them; the fastest reading of each is what a quiet
machine would need. What they need is pinned and installed beside the product: infra/local/requirements-bench.txt,
tests/workbooks/package.json.
"""

import json
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "infra" / "local"))

import npm
import venvs

WORKBOOKS = ROOT / "tests" / "workbooks"
FULL = WORKBOOKS / "openpyxl-100-rows.xlsx"
ROUNDS = 8


def run(command, times):
    command = [*map(str, command), str(FULL), str(times)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    npm.install(WORKBOOKS, "exceljs")
    python = venvs.ensure("bench") / "python"
    build = ["cargo", "build", "--workspace", "--profile", "bench", "--example", "time_reading"]
    subprocess.run(build, cwd=ROOT, check=True)
    ours = pathlib.Path(sys.argv[1]) / "release" / "examples" / "time_reading"
    race = {
        "read_claims": ([ours], 200),
        "openpyxl, read-only": ([python, WORKBOOKS / "race" / "read_openpyxl.py"], 12),
        "exceljs, warm": (["node", WORKBOOKS / "race" / "read_exceljs.mjs"], 60),
    }
    taken = {name: [] for name in race}
    for _ in range(ROUNDS):
        for name, (command, times) in race.items():
            taken[name] += run(command, times)
    first = taken["read_claims"]
    print("100 rows read, checked and turned into claims")
    print(f"{'':22}{'median':>12}{'fastest':>12}{'times ours, by median':>24}{'by fastest':>14}")
    for name, times in taken.items():
        median, fastest = statistics.median(times), min(times)
        ratios = f"{median / statistics.median(first):24.1f}{fastest / min(first):14.1f}"
        print(f"{name:22}{median:9.2f} ms{fastest:9.2f} ms{ratios}")


main()
