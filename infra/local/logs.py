"""Prints what the functions of the running cloud have logged, oldest first."""

import sys

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

from cloud import client, running
from emulator import CloudError


def logged(portal: dict):
    logs = client(portal["endpoint"], "logs")
    for page in logs.get_paginator("filter_log_events").paginate(logGroupName=portal["log_group"]):
        yield from page["events"]


if __name__ == "__main__":
    try:
        for each in sorted(logged(running()), key=lambda event: event["timestamp"]):
            print(each["message"].rstrip())
    except CloudError as error:
        sys.exit(f"error: {error}")
    except BrokenPipeError:
        pass
