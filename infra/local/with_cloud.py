"""Runs a command beside a fresh cloud of its own, and returns that command's exit code.

    with_cloud.py -- cargo nextest run -p portal-stories

The command finds the cloud by the environment's PORTAL_JSON. Nothing is left behind.
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

import up
from emulator import CloudError


KEPT = venvs.ROOT / ".local" / "last-failed-cloud.log"


def main(command: list) -> int:
    signal.signal(signal.SIGTERM, up.stop_once)
    signal.signal(signal.SIGHUP, up.stop_once)
    signal.signal(signal.SIGINT, up.stop_once)
    with tempfile.TemporaryDirectory(prefix="portal-") as scratch:
        home = pathlib.Path(scratch)
        portal_json = home / "portal.json"
        try:
            with up.up(0, home / "cloud", portal_json, True, tell) as portal:
                environment = os.environ | {"PORTAL_JSON": str(portal_json)}
                tell(f"should it fail, the cloud's own log will be in {KEPT.relative_to(venvs.ROOT)}")
                code = subprocess.run(command, env=environment).returncode
                if code != 0:
                    keep_log(portal["_emulator"].log)
                return code if code >= 0 else 128 - code
        except up.Stopped:
            return 130
        except CloudError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1


def tell(text: str) -> None:
    # The command's own output stays alone on stdout.
    print(text, file=sys.stderr, flush=True)


def keep_log(log: pathlib.Path) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_bytes(log.read_bytes())


if __name__ == "__main__":
    if "--" not in sys.argv or not sys.argv[sys.argv.index("--") + 1:]:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[sys.argv.index("--") + 1:]))
