"""Races the workbook reader against openpyxl and exceljs at the same work: 100 rows read, checked, turned into claims.

    python infra/race.py TARGET_DIR

They take short turns, so that what else the machine does hits all of them: how many times as long another one takes is
measured in each round by the medians, and the median of the rounds is told. The fastest reading of each is what a
quiet machine would need. Ours is compiled and linked as it is deployed. What the others need is pinned and installed
beside the product: infra/local/requirements-bench.txt, tests/workbooks/package.json.
"""

import json
import os
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
ROUNDS = 30


def run(command, times):
    command = [*map(str, command), str(FULL), str(times)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    npm.install(WORKBOOKS, "exceljs")
    python = venvs.ensure("bench") / "python"
    target = pathlib.Path(sys.argv[1])
    build = ["cargo", "build", "--workspace", "--profile", "bench", "--example", "time_reading"]
    subprocess.run(build, cwd=ROOT, check=True, env=os.environ | {"CARGO_TARGET_DIR": str(target)})
    ours = target / "release" / "examples" / "time_reading"
    race = {
        "read_claims": ([ours], 40),
        "openpyxl, read-only": ([python, WORKBOOKS / "race" / "read_openpyxl.py"], 5),
        "exceljs, warm": (["node", WORKBOOKS / "race" / "read_exceljs.mjs"], 20),
    }
    taken = {name: [] for name in race}
    for _ in range(ROUNDS):
        for name, (command, times) in race.items():
            taken[name].append(run(command, times))
    first = taken["read_claims"]
    print("100 rows read, checked and turned into claims")
    print(f"{'':22}{'median':>12}{'fastest':>12}{'times ours, by median':>24}{'by fastest':>14}")
    for name, rounds in taken.items():
        ratios = [statistics.median(one) / statistics.median(own) for one, own in zip(rounds, first)]
        times = sum(rounds, [])
        by_fastest = min(times) / min(sum(first, []))
        told = f"{statistics.median(times):9.2f} ms{min(times):9.2f} ms{statistics.median(ratios):24.1f}{by_fastest:14.1f}"
        print(f"{name:22}{told}")


main()
