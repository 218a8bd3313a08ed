"""Runs tests/browser in a real Chromium, against the cloud that PORTAL_JSON tells of.

    with_cloud.py -- python3 infra/browser_tests.py [file of tests ...]

What the tests need of npm installs itself; so do Chromium and LibreOffice, where this is Debian and they may.
"""

import os
import pathlib
import shutil
import subprocess
import sys

import npm

TESTS = pathlib.Path(__file__).resolve().parents[1] / "tests" / "browser"
# The tests that want LibreOffice too.
CALC = "round-trip.test.mjs"
NAMES = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"]


def chromium() -> str:
    """Where it is."""
    if found := known():
        return found
    installed("chromium")
    if found := known():
        return found
    sys.exit("error: the browser tests need Chromium or Chrome: install one, or say where it is with CHROMIUM=")


def libreoffice() -> None:
    """Its Calc, and the Python that can type into it."""
    if has_calc():
        return
    installed("libreoffice-calc", "python3-uno")
    if not has_calc():
        sys.exit("error: round-trip.test.mjs types into a workbook with LibreOffice: install libreoffice-calc and python3-uno, "
                 "or say with CALC_PYTHON= which Python has its uno")


def has_calc() -> bool:
    python = os.environ.get("CALC_PYTHON", "/usr/bin/python3")
    if not shutil.which("soffice") or not shutil.which(python):
        return False
    return subprocess.run([python, "-c", "import uno"], capture_output=True).returncode == 0


def installed(*packages: str) -> None:
    """As Debian's packages, where that may be done."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("installing", *packages, file=sys.stderr, flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], **quiet)


def known() -> str:
    named = os.environ.get("CHROMIUM")
    if named and not shutil.which(named):
        sys.exit(f"error: CHROMIUM={named}: there is no such program")
    return named or next(filter(None, map(shutil.which, NAMES)), "")


def main(files: list) -> int:
    npm.install(TESTS, "the browser tests' tools come")
    environment = os.environ | {"CHROMIUM": chromium()}
    # One file at a time: the functions they call share this machine's processors with the browser.
    command = ["node", "--test", "--test-concurrency=1"]
    tests = files or sorted(path.name for path in TESTS.glob("*.test.mjs"))
    if CALC in tests:
        libreoffice()
    return subprocess.run([*command, *tests], cwd=TESTS, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
