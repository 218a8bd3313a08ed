"""Puts the style sheet, script, fonts and pictures of the pages where `browse` serves them: build/browse/assets/.

USWDS comes from npm at the version and digest that web/package-lock.json names. Only what the style
sheet refers to is taken: one font format of each face, no scripts, no sources. What is ours comes from
web/assets. A file is written only
when it changed, so that an unchanged build is not deployed again.
"""

import gzip
import pathlib
import re
import sys

import npm

ROOT = pathlib.Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
DIST = WEB / "node_modules" / "@uswds" / "uswds" / "dist"
TARGET = ROOT / "build" / "browse" / "assets"
SERVED = {".css", ".js", ".svg", ".png", ".woff2"}


def style_sheet() -> bytes:
    uswds = (DIST / "css" / "uswds.min.css").read_text()
    uswds = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", uswds)
    # Browsers of the last ten years read woff2: the other formats would only be named.
    uswds = re.sub(r",\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)", "", uswds)
    return (uswds + "\n" + (WEB / "assets" / "portal.css").read_text()).encode()


def files() -> dict:
    """Path below assets/ → content."""
    css = style_sheet()
    found = {"css/portal.css": css}
    for reference in sorted(set(re.findall(r"url\([\"']?\.\./([^)\"'#?]+)", css.decode()))):
        path = DIST / reference
        if path.suffix in SERVED and path.is_file():
            found[reference] = path.read_bytes()
    for path in sorted((WEB / "assets").iterdir()):
        if path.suffix in SERVED and path.name != "portal.css":
            found[path.name] = path.read_bytes()
    return found


def write(path: pathlib.Path, content: bytes) -> bool:
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def main() -> int:
    npm.install(WEB, "the pages' style sheet comes")
    wanted = {}
    for name, content in files().items():
        wanted[name] = content
        if pathlib.Path(name).suffix in (".css", ".js", ".svg"):
            wanted[name + ".gz"] = gzip.compress(content, 9, mtime=0)
    changed = sum([write(TARGET / name, content) for name, content in wanted.items()])
    for path in TARGET.rglob("*"):
        if path.is_file() and str(path.relative_to(TARGET)) not in wanted:
            path.unlink()
    sheet = len(wanted["css/portal.css.gz"])
    print(f"build/browse/assets: {len(wanted)} files, style sheet {sheet} bytes compressed, changed: {changed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
