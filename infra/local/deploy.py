"""The real `sam deploy` of the real template, into the local cloud."""

import hashlib
import json
import os
import pathlib
import subprocess

try:
    import tomllib
except ModuleNotFoundError:
    import tomli as tomllib

from emulator import API_ID, KEY, REGION, SECRET, CloudError
from venvs import ROOT, ensure

STACK = "portal"
HERE = pathlib.Path(__file__).parent


def parameters(cloud) -> dict:
    """The template's parameters: samconfig.toml's `local`, and what only this cloud knows."""
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    fixed = dict(each.split("=", 1) for each in config["local"]["deploy"]["parameters"]["parameter_overrides"])
    return fixed | cloud.parameters()


def fingerprint(cloud) -> str:
    """Changes whenever a deployment would."""
    digest = hashlib.sha256(json.dumps(parameters(cloud), sort_keys=True).encode())
    files = [ROOT / "template.yaml", *sorted((ROOT / "build").glob("*/bootstrap")),
             *sorted(path for path in (ROOT / "build").glob("*/assets/**/*") if path.is_file()),
             *sorted(HERE.glob("*.py")), *sorted(HERE.glob("requirements-*.txt"))]
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def missing_binaries() -> list:
    lines = (ROOT / "template.yaml").read_text().splitlines()
    folders = [line.split("CodeUri:")[1].strip() for line in lines if "CodeUri: build/" in line]
    return [folder for folder in folders if not (ROOT / folder / "bootstrap").is_file()]


def sam_deploy(cloud, log: pathlib.Path, more: dict) -> None:
    if missing := missing_binaries():
        raise CloudError(f"no bootstrap in {', '.join(missing)}: run `make build` first")
    overrides = [f"{name}={value}" for name, value in (parameters(cloud) | more).items()]
    command = [
        str(ensure("sam") / "sam"), "deploy", "--config-env", "local", "--stack-name", STACK,
        "--no-progressbar", "--tags", f"{cloud.id_tag}={API_ID}",
        "--parameter-overrides", *overrides,
    ]
    passed = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = passed | {
        "AWS_ENDPOINT_URL": cloud.endpoint,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": REGION,
        # No profile of this machine may lead a local deployment to a real account.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SAM_CLI_TELEMETRY": "0",
        "NO_PROXY": "127.0.0.1,localhost,.localhost",
    }
    with open(log, "w") as out:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        end = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
        raise CloudError(f"sam deploy failed ({done.returncode}):\n{end}")


def outputs(cloudformation) -> dict:
    stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
