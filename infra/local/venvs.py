"""The virtual environments under .venv/: made once, made again when their pins change."""

import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENVS = ROOT / ".venv"


def ensure(name: str) -> pathlib.Path:
    """The bin folder of the environment that requirements-<name>.txt describes."""
    pins = pathlib.Path(__file__).with_name(f"requirements-{name}.txt")
    wanted = hashlib.sha256(pins.read_bytes() + sys.version.encode()).hexdigest()
    home = VENVS / name
    stamp = home / "pins.sha256"
    VENVS.mkdir(exist_ok=True)
    # Several tests may start at once; one of them installs.
    with open(VENVS / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            print(f"installing {pins.name} into {home.relative_to(ROOT)}", file=sys.stderr, flush=True)
            shutil.rmtree(home, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
            subprocess.run(
                [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--requirement", str(pins)],
                check=True,
            )
            stamp.write_text(wanted)
    return home / "bin"


def enter(name: str) -> None:
    """Go on in that environment's Python, as the same process."""
    python = ensure(name) / "python"
    if pathlib.Path(sys.prefix) != python.parent.parent:
        os.execv(python, [str(python), *sys.argv])


if __name__ == "__main__":
    for each in sys.argv[1:]:
        print(ensure(each))
