"""What a folder's package-lock.json names, installed from npm: once, and again when it changes."""

import hashlib
import pathlib
import shutil
import subprocess
import sys


def install(folder: pathlib.Path, what: str) -> None:
    """`npm ci`, unless what the lock file names is there already."""
    stamp = folder / "node_modules" / ".installed"
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    if not shutil.which("npm"):
        sys.exit(f"error: {what} from npm: install Node.js 20 or newer")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=folder, check=True)
    stamp.write_text(wanted)
