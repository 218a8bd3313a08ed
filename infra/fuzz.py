"""Fuzzes the workbook readers, guided by what code is reached: libFuzzer by cargo-fuzz, from the corpus of real files.

    python infra/fuzz.py TARGET_DIR SECONDS

Each of the two targets runs for so many seconds: `file` changes the bytes of a file, `parts` the XML inside. What
crashes, hangs for 5 s or needs 512 MB is kept in TARGET_DIR/fuzz-artifacts and fails the run; it becomes a test. What reaches
new code is kept beside it and begun with the next time.
"""

import os
import pathlib
import subprocess
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
FUZZ = ROOT / "crates" / "workbook" / "fuzz"
WORKBOOKS = ROOT / "tests" / "workbooks"
CARGO_FUZZ = "0.13.2"
# A full workbook's XML has 150 kB: smaller ones say the same and are changed ten times as often.
LARGEST = 60_000


def cargo_fuzz(folder: pathlib.Path) -> pathlib.Path:
    """Where it is, once it has been installed."""
    program = folder / "bin" / "cargo-fuzz"
    if not program.exists():
        install = ["cargo", "install", "cargo-fuzz", "--locked", "--version", CARGO_FUZZ, "--root", folder]
        subprocess.run(list(map(str, install)), check=True, env=os.environ | {"CARGO_TARGET_DIR": str(folder / "build")})
    return program


def seeds(folder: pathlib.Path) -> None:
    """Lays the corpus where each target begins."""
    for name in ("file", "parts"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for path in sorted(WORKBOOKS.glob("*.xlsx")):
        data = path.read_bytes()
        if not data.startswith(b"PK"):
            continue
        with zipfile.ZipFile(path) as book:
            parts = b"".join(name.encode() + b"\xfe" + book.read(name) + b"\xff" for name in book.namelist())
        for name, seed in (("file", data), ("parts", parts)):
            if len(seed) <= LARGEST:
                (folder / name / path.stem).write_bytes(seed)


def main(target: pathlib.Path, seconds: int) -> int:
    program = cargo_fuzz(target / "tools")
    corpus, artifacts = target / "fuzz-corpus", target / "fuzz-artifacts"
    seeds(corpus)
    environment = os.environ | {"CARGO_TARGET_DIR": str(target / "fuzz")}
    for name in ("parts", "file"):
        (artifacts / name).mkdir(parents=True, exist_ok=True)
        # There is no unsafe code of ours: without a sanitizer the stable compiler does.
        run = [program, "fuzz", "run", "--fuzz-dir", FUZZ, "--sanitizer", "none", "--release", name, corpus / name, "--"]
        limits = [f"-max_total_time={seconds}", f"-max_len={LARGEST}", "-timeout=5", "-rss_limit_mb=512", f"-artifact_prefix={artifacts / name}/", "-print_final_stats=1"]
        code = subprocess.run([*map(str, run), *limits], env=environment, cwd=ROOT).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), int(sys.argv[2])))
