"""Brings the local cloud up, and keeps it until Ctrl-C.

    up.py --port 4566 --state .local/cloud --portal-json .local/portal.json
    up.py --port 0 --state DIR --portal-json FILE --fresh
"""

import argparse
import contextlib
import json
import pathlib
import shutil
import signal
import sys
import time

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

import deploy
import routes
import scan
import seed
from cloud import client
from emulator import REGION, CloudError, Emulator, free_port
from localstack import LocalStack


CLOUDS = {"ministack": Emulator, "localstack": LocalStack}


class Stopped(Exception):
    """Someone asked this process to end."""


def main() -> int:
    options = arguments()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop_once)
    try:
        with up(options.port, options.state, options.portal_json, options.fresh, say, CLOUDS[options.cloud]) as portal:
            greet(portal)
            wait(portal)
    except Stopped:
        say("stopped")
        return 0
    except CloudError as error:
        print(f"\nerror: {error}", file=sys.stderr)
        return 1
    return 0


def arguments():
    parser = argparse.ArgumentParser(description="Bring the local cloud up, and keep it until Ctrl-C.")
    parser.add_argument("--port", type=int, default=4566, help="0 for a free one")
    parser.add_argument("--cloud", choices=CLOUDS, default="ministack")
    parser.add_argument("--state", type=pathlib.Path, default=venvs.ROOT / ".local" / "cloud")
    parser.add_argument("--portal-json", type=pathlib.Path, default=venvs.ROOT / ".local" / "portal.json")
    parser.add_argument("--fresh", action="store_true", help="start from nothing, and leave nothing")
    return parser.parse_args()


def stop_once(number, frame):
    # A second Ctrl-C must not break the saving of the state.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def say(text: str) -> None:
    print(text, flush=True)


@contextlib.contextmanager
def up(port: int, state: pathlib.Path, portal_json: pathlib.Path, fresh: bool, tell, kind=Emulator):
    """The cloud, deployed and seeded, for as long as the block lasts."""
    began = time.monotonic()
    state = state.resolve()
    if fresh:
        shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True, exist_ok=True)
    emulator = kind(port or free_port(), state)
    settled = False
    try:
        emulator.start()
        tell(f"MiniStack answers on {emulator.endpoint} ({time.monotonic() - began:.1f} s)")
        if bring_up_to_date(emulator, tell):
            tell(f"deployed ({time.monotonic() - began:.1f} s)")
        portal = describe(emulator)
        seed.seed(portal)
        settled = True
        portal_json.parent.mkdir(parents=True, exist_ok=True)
        portal_json.write_text(json.dumps(portal, indent=2) + "\n")
        tell(f"seeded ({time.monotonic() - began:.1f} s)")
        portal["_emulator"] = emulator
        with scan.scanner(portal):
            yield portal
    finally:
        if settled and not fresh:
            emulator.stop()
        else:
            # Half a deployment is not worth keeping: the state stays as the last good run left it.
            emulator.abandon()
        if settled:
            portal_json.unlink(missing_ok=True)
        if fresh:
            shutil.rmtree(state, ignore_errors=True)


def bring_up_to_date(emulator, tell) -> bool:
    """Deploy, unless this very template with these very binaries is there already."""
    stamp = emulator.state / "deployed.json"
    wanted = deploy.fingerprint(emulator)
    cloudformation = client(emulator.endpoint, "cloudformation")
    if stamp.exists() and json.loads(stamp.read_text()) == wanted and stands(cloudformation):
        return False
    stamp.unlink(missing_ok=True)
    tell("deploying template.yaml with sam deploy")
    log = emulator.state / "deploy.log"
    deploy.sam_deploy(emulator, log, {})
    if more := emulator.issuer_parameters(deploy.outputs(cloudformation)["UserPoolId"]):
        deploy.sam_deploy(emulator, log, more)
    if not emulator.reads_routes:
        arns = routes.function_arns(cloudformation, client(emulator.endpoint, "lambda"))
        count = routes.make(cloudformation, client(emulator.endpoint, "apigatewayv2"), arns)
        tell(f"{count} routes")
    stamp.write_text(json.dumps(wanted))
    return True


def stands(cloudformation) -> bool:
    try:
        status = cloudformation.describe_stacks(StackName=deploy.STACK)["Stacks"][0]["StackStatus"]
    except cloudformation.exceptions.ClientError:
        return False
    return status in ("CREATE_COMPLETE", "UPDATE_COMPLETE")


def describe(emulator) -> dict:
    """What portal.json says."""
    out = deploy.outputs(client(emulator.endpoint, "cloudformation"))
    return {
        "url": out["Url"],
        "issuer": out["Issuer"],
        "client_id": out["ClientId"],
        "user_pool_id": out["UserPoolId"],
        "table": out["TableName"],
        "bucket": out["BucketName"],
        "endpoint": emulator.endpoint,
        "region": REGION,
        "jwks_url": f"{emulator.endpoint}/{out['UserPoolId']}/.well-known/jwks.json",
        "deadline_sweeper": out["DeadlineSweeper"],
        "send_notices": out["SendNotices"],
        "log_group": out["FunctionLogs"],
        "mails": emulator.mails,
    }


def greet(portal: dict) -> None:
    say(f"""
The portal is up:  {portal['url']}

  curl {portal['url']}/health
  curl -H "Authorization: Bearer $(make -s token USER=provider.demo)" {portal['url']}/registrations
  make mails · make notices · make sweep NOW=2027-01-05T12:00:00Z · make logs

Accounts: {', '.join(seed.ACCOUNTS)}; password {seed.PASSWORD}
Ctrl-C stops it; what it holds is there again the next time.
""")


def wait(portal: dict) -> None:
    emulator = portal["_emulator"]
    while emulator.alive():
        time.sleep(0.5)
    raise CloudError(f"the cloud ended by itself; the end of its log:\n{emulator.tail()}")


if __name__ == "__main__":
    sys.exit(main())
