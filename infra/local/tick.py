"""Runs a scheduled function of the running cloud now: tick.py deadline_sweeper [TIME], tick.py send_notices

The event is the one that EventBridge sends on the schedule; TIME becomes its `time`.
"""

import datetime
import json
import sys
import uuid

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

from cloud import client, running
from emulator import REGION, CloudError


def event(time: str) -> dict:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": time,
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:000000000000:rule/by-hand"],
        "detail": {},
    }


def run(portal: dict, which: str, time: str):
    answer = client(portal["endpoint"], "lambda").invoke(
        FunctionName=portal[which], Payload=json.dumps(event(time)).encode()
    )
    said = json.loads(answer["Payload"].read() or b"null")
    if "FunctionError" in answer:
        raise CloudError(f"{which} failed: {json.dumps(said)}")
    return said


if __name__ == "__main__":
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    given = [each for each in sys.argv[2:] if each]
    try:
        print(json.dumps(run(running(), sys.argv[1], given[0] if given else now), indent=2))
    except CloudError as error:
        sys.exit(f"error: {error}")
