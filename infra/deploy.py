"""`sam deploy` to an AWS account: deploy.py dev|prod arm64|x86_64

Who and where comes from the environment, as for any AWS tool (AWS_PROFILE, AWS_REGION); what, from
samconfig.toml. SAM shows the change set and asks before it changes anything.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "local"))
try:
    import tomllib
except ModuleNotFoundError:
    sys.exit("error: make deploy needs Python 3.11 or newer")

from venvs import ROOT, ensure


def version() -> str:
    """The commit, marked when the tree holds more than that."""
    told = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    return told.stdout.strip() or "unversioned"


def main(stage: str, architecture: str) -> int:
    if os.environ.get("AWS_ENDPOINT_URL"):
        sys.exit("error: AWS_ENDPOINT_URL is set; this deploys to a real account")
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    parameters = config[stage]["deploy"]["parameters"]["parameter_overrides"]
    command = [
        str(ensure("sam") / "sam"), "deploy", "--config-env", stage,
        "--parameter-overrides", *parameters, f"Architecture={architecture}", f"Version={version()}",
    ]
    return subprocess.run(command, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
