"""Holds the running API against its own description: schemathesis sends what the description allows, and what
it does not, as nobody, a provider, a plan and HFS. It finds answers that are not described, and any 5xx.

    fuzz_api.py [examples an operation]
"""

import datetime
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse
import uuid

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

import seed
from cloud import request, running
from emulator import CloudError

PEOPLE = [None, "provider.demo", "mco.abhil", "hfs.staff", "hfs.lead"]
# The same cases every time, so that a run that fails can be run again.
SEED = "20261124"
CHECKS = ",".join([
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
])


def main(examples: str) -> int:
    portal = running()
    tool = venvs.ensure("fuzz") / "schemathesis"
    tokens = {who: seed.access_token(portal, who) for who in PEOPLE if who}
    ticket = filed(portal, tokens["provider.demo"])
    endpoint = urllib.parse.urlsplit(portal["endpoint"])
    failed = []
    with tempfile.TemporaryDirectory(prefix="portal-fuzz-") as scratch:
        # An invented id finds nothing: half of what is sent is about a ticket that is there.
        config = pathlib.Path(scratch) / "schemathesis.toml"
        config.write_text(f'[parameters]\n"path.id" = ["{ticket}", "{uuid.uuid4()}"]\n')
        for who in PEOPLE:
            print(f"--- as {who or 'nobody'}", file=sys.stderr, flush=True)
            command = [
                tool, "--config-file", config, "run", venvs.ROOT / "docs" / "openapi.yaml",
                # *.localhost is this machine, whatever its resolver says.
                "--url", f"http://127.0.0.1:{endpoint.port}",
                "--header", f"Host: {urllib.parse.urlsplit(portal['url']).netloc}",
                "--checks", CHECKS, "--max-examples", examples, "--seed", SEED,
                "--phases", "examples,fuzzing", "--continue-on-failure", "--no-shrink",
                # It would end the session that asks: nothing after it would be answered.
                "--exclude-path", "/me/sign-out",
                "--suppress-health-check", "all", "--warnings", "off", "--workers", "2",
            ]
            if who:
                command += ["--header", f"Authorization: Bearer {tokens[who]}"]
            # What it found stays on the screen; its own files, none.
            if subprocess.run(command, cwd=scratch, env=os.environ | {"NO_PROXY": "127.0.0.1"}).returncode != 0:
                failed.append(who or "nobody")
    if failed:
        print(f"error: the API answered what it does not describe, as {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def filed(portal: dict, clerk: str) -> str:
    """A ticket of the demo provider, with its plan now: the description's own example, with today's dates."""
    status, described = request(portal, "GET", "/openapi.json")
    if status != 200:
        raise CloudError(f"failed to read the description: {status}")
    dispute = described["components"]["requestBodies"]["Dispute"]["content"]["application/json"]["examples"]["typed"]["value"]
    day = lambda ago: str(datetime.date.today() - datetime.timedelta(days=ago))
    number = uuid.uuid4().hex[:10].upper()
    dispute |= {"filed_with_mco": day(45), "mco_answered": day(35), "mco_tracking_number": f"FUZZ{number}"}
    dispute["claims"][0] |= {
        "mco_claim_number": f"FUZZ{number}", "service_from": day(120), "service_to": day(119), "denied_on": day(60),
    }
    made = seed.expect(201, request(portal, "POST", "/tickets", clerk, dispute), "file a ticket")
    if made["state"] != "with_mco":
        raise CloudError(f"the ticket is {made['state']}, not with its plan")
    return made["ticket_id"]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "20"))
    except CloudError as error:
        sys.exit(f"error: {error}")
