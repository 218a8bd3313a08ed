"""Puts each function's binary where template.yaml looks for it: build/<name>/bootstrap.

    binaries.py TARGET/release              from `cargo build`: TARGET/release/<name>
    binaries.py TARGET/lambda --for-aws     from `cargo lambda build`: TARGET/lambda/<name>/bootstrap

A file is written only when it changed, so that an unchanged build is not deployed again.
"""

import filecmp
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Amazon Linux 2023, which provided.al2023 is, has this one.
NEWEST_GLIBC = (2, 34)
LARGEST_MIB = 20


def names() -> list:
    """The functions of the template: its CodeUri folders."""
    return sorted(set(re.findall(r"^\s+CodeUri: build/([a-z0-9-]+)/$", (ROOT / "template.yaml").read_text(), re.M)))


def needed_glibc(binary: pathlib.Path) -> tuple:
    versions = re.findall(rb"GLIBC_(\d+)\.(\d+)", binary.read_bytes())
    return max(((int(major), int(minor)) for major, minor in versions), default=(0, 0))


def unfit_for_aws(name: str, binary: pathlib.Path) -> list:
    """Why this binary would not start there, or is not what was meant."""
    reasons = []
    glibc = needed_glibc(binary)
    if glibc > NEWEST_GLIBC:
        reasons.append(f"{name} needs glibc {glibc[0]}.{glibc[1]}; Amazon Linux 2023 has 2.34")
    mib = binary.stat().st_size / 1048576
    if mib > LARGEST_MIB:
        reasons.append(f"{name} is {mib:.0f} MiB; was it built with --profile dist?")
    return reasons


def place(source: pathlib.Path, name: str) -> bool:
    """Copy it into build/, if it is not there already."""
    target = ROOT / "build" / name / "bootstrap"
    if target.exists() and filecmp.cmp(source, target, shallow=False):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    # Renamed into place: a cloud that reads build/ meanwhile sees the old binary or the new one.
    fresh = ROOT / "build" / f".{name}.new"
    shutil.copyfile(source, fresh)
    fresh.chmod(0o755)
    fresh.replace(target)
    return True


def main(arguments: list) -> int:
    built = pathlib.Path(arguments[0])
    for_aws = "--for-aws" in arguments
    sources = {name: built / name / "bootstrap" if for_aws else built / name for name in names()}
    faults = [f"no binary {path.name} in {built} for {name}" for name, path in sources.items() if not path.is_file()]
    if not faults and for_aws:
        faults = [reason for name, path in sources.items() for reason in unfit_for_aws(name, path)]
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    if faults:
        return 1
    changed = [name for name, path in sources.items() if place(path, name)]
    print(f"build/: {len(sources)} functions, changed: {', '.join(changed) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
