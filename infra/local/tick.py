"""Runs a scheduled function of the running cloud now: tick.py deadline-sweeper [TIME], tick.py send-notices

The event is the sample of events/<function>/schedule.json, at TIME or the present.
"""

import datetime
import json
import sys
import uuid

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

from cloud import client, running
from emulator import CloudError


def event(function: str, time: str) -> dict:
    sample = json.loads((venvs.ROOT / "events" / function / "schedule.json").read_text())
    return sample | {"id": str(uuid.uuid4()), "time": time}


def run(portal: dict, function: str, time: str):
    answer = client(portal["endpoint"], "lambda").invoke(
        FunctionName=portal[function.replace("-", "_")], Payload=json.dumps(event(function, time)).encode()
    )
    said = json.loads(answer["Payload"].read() or b"null")
    if "FunctionError" in answer:
        raise CloudError(f"{function} failed: {json.dumps(said)}")
    return said


if __name__ == "__main__":
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    given = [each for each in sys.argv[2:] if each]
    try:
        print(json.dumps(run(running(), sys.argv[1].replace("_", "-"), given[0] if given else now), indent=2))
    except CloudError as error:
        sys.exit(f"error: {error}")
