"""Types into a workbook with LibreOffice Calc, as a person does, and saves it.

    python3 calc.py FROM.xlsx TO.xlsx < entries.json

Entries are [sheet, cell, text]: each is put in by the command that the keyboard gives, so that Calc reads it as it
reads what is typed: a text cell keeps its zeros, any other may become a number or a day. Wants Debian's
libreoffice-calc and python3-uno, and the system's own Python, since uno belongs to it.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

EXCEL = "Calc MS Excel 2007 XML"
# Seconds to start in; a machine that is busy takes ten.
PATIENCE = 90


def named(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def connected(pipe: str, office: subprocess.Popen):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if office.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.2)


def typed(context, source: pathlib.Path, target: pathlib.Path, entries: list) -> None:
    make = context.ServiceManager.createInstanceWithContext
    desktop = make("com.sun.star.frame.Desktop", context)
    keys = make("com.sun.star.frame.DispatchHelper", context)
    book = desktop.loadComponentFromURL(source.as_uri(), "_blank", 0, named(Hidden=True))
    try:
        controller = book.getCurrentController()
        frame = controller.getFrame()
        for sheet, cell, text in entries:
            controller.setActiveSheet(book.getSheets().getByName(sheet))
            keys.executeDispatch(frame, ".uno:GoToCell", "", 0, named(ToPoint=cell))
            keys.executeDispatch(frame, ".uno:EnterString", "", 0, named(StringName=text))
        book.storeToURL(target.as_uri(), named(FilterName=EXCEL))
    finally:
        book.close(True)


def main() -> None:
    source, target = (pathlib.Path(path).resolve() for path in sys.argv[1:])
    entries = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as home:
        pipe = pathlib.Path(home).name
        command = ["soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{home}/profile"]
        # Of its own: a LibreOffice that somebody has open is left alone.
        office = subprocess.Popen([*command, f"--accept=pipe,name={pipe};urp;"], stderr=subprocess.DEVNULL)
        try:
            context = connected(pipe, office)
            typed(context, source, target, entries)
            context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()
            office.wait(PATIENCE)
        finally:
            office.kill()


if __name__ == "__main__":
    main()
