"""Plays GuardDuty Malware Protection for the running cloud: scan.py

Tags every file that was put to a ticket and has no tag yet, and sends the same event to the same
function as GuardDuty does. Its only signature is the EICAR test file's.
"""

import contextlib
import json
import sys
import threading

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

import botocore.exceptions

import invoke
from cloud import client, running
from emulator import CloudError

TAG = "GuardDutyMalwareScanStatus"
PREFIX = "attachments/"
# In two parts, so that no scanner on this machine takes this script for the test file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SAMPLE = venvs.ROOT / "events" / "receive-file" / "scan-result.json"


def verdict(content: bytes) -> str:
    return "THREATS_FOUND" if EICAR in content else "NO_THREATS_FOUND"


def event(bucket: str, key: str, version: str, said: str) -> dict:
    """GuardDuty's event, as the sample has it."""
    sample = json.loads(SAMPLE.read_text())
    sample["detail"]["s3ObjectDetails"] |= {"bucketName": bucket, "objectKey": key, "versionId": version}
    sample["detail"]["scanResultDetails"]["scanResultStatus"] = said
    return sample


class Scanner:
    """Remembers what it has looked into, and whom it still has to tell."""

    def __init__(self, portal: dict):
        self.portal = portal
        self.s3 = client(portal["endpoint"], "s3")
        self.known = set()
        self.untold = {}

    def scan(self) -> dict:
        """Scan what is not known yet, and say how many files got which verdict."""
        bucket, counts = self.portal["bucket"], {}
        for page in self.s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=PREFIX):
            for each in page.get("Versions", []):
                if (each["Key"], each["VersionId"]) not in self.known:
                    self.look(bucket, each["Key"], each["VersionId"])
        for (key, version), said in list(self.untold.items()):
            told = json.dumps(event(bucket, key, version, said)).encode()
            invoke.invoke(self.portal, "receive-file", told)
            del self.untold[key, version]
            counts[said] = counts.get(said, 0) + 1
        return counts

    def look(self, bucket: str, key: str, version: str) -> None:
        at = {"Bucket": bucket, "Key": key, "VersionId": version}
        if all(tag["Key"] != TAG for tag in self.s3.get_object_tagging(**at)["TagSet"]):
            said = verdict(self.s3.get_object(**at)["Body"].read())
            self.s3.put_object_tagging(**at, Tagging={"TagSet": [{"Key": TAG, "Value": said}]})
            self.untold[key, version] = said
        self.known.add((key, version))


@contextlib.contextmanager
def scanner(portal: dict, every: float = 1.0):
    """A scanner beside the cloud, for as long as the block lasts."""
    ended = threading.Event()

    def work():
        at_work, told = Scanner(portal), False
        while not ended.wait(every):
            try:
                at_work.scan()
            except (OSError, CloudError, botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
                if not told and not ended.is_set():
                    print(f"the malware scanner failed, and goes on: {error}", file=sys.stderr, flush=True)
                    told = True

    thread = threading.Thread(target=work, name="scanner", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(10)


if __name__ == "__main__":
    try:
        print(json.dumps(Scanner(running()).scan(), indent=2))
    except CloudError as error:
        sys.exit(f"error: {error}")
