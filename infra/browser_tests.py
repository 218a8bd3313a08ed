"""Runs tests/browser in a real Chromium, against the cloud that PORTAL_JSON tells of.

    with_cloud.py -- python3 infra/browser_tests.py [file of tests ...]

What the tests need of npm installs itself; so does Chromium, where this is Debian and it may.
"""

import os
import pathlib
import shutil
import subprocess
import sys

import npm

TESTS = pathlib.Path(__file__).resolve().parents[1] / "tests" / "browser"
NAMES = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"]


def chromium() -> str:
    """Where it is."""
    if found := known():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing chromium", file=sys.stderr, flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], **quiet)
    if found := known():
        return found
    sys.exit("error: the browser tests need Chromium or Chrome: install one, or say where it is with CHROMIUM=")


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
    return subprocess.run([*command, *tests], cwd=TESTS, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
