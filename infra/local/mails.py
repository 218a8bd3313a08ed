"""Lists the mails that the running cloud has taken, oldest first."""

import json
import sys
import urllib.request

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

from cloud import running
from emulator import CloudError


def taken(portal: dict) -> list:
    """Every mail: from, to, subject, text."""
    with urllib.request.urlopen(portal["mails"], timeout=10) as answer:
        return json.load(answer)["messages"]


if __name__ == "__main__":
    try:
        for mail in taken(running()):
            print(json.dumps(mail, indent=2, ensure_ascii=False))
    except CloudError as error:
        sys.exit(f"error: {error}")
