"""Calls a function of the running cloud with an event from standard input: invoke.py validate-workbook < event.json"""

import json
import sys

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

from cloud import client, running
from emulator import CloudError


def invoke(portal: dict, name: str, event: bytes):
    """What the function answers; the name is that of its folder in the template, such as browse."""
    # Every function's name begins with the stack's, as the sweeper's does.
    stack = portal["deadline_sweeper"].removesuffix("-deadline-sweeper")
    answer = client(portal["endpoint"], "lambda").invoke(FunctionName=f"{stack}-{name}", Payload=event)
    said = json.loads(answer["Payload"].read() or b"null")
    if "FunctionError" in answer:
        raise CloudError(f"{name} failed: {json.dumps(said)}")
    return said


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        print(json.dumps(invoke(running(), sys.argv[1], sys.stdin.buffer.read()), indent=2))
    except CloudError as error:
        sys.exit(f"error: {error}")
