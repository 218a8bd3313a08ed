"""LocalStack in Docker, in the place of MiniStack: `make run CLOUD=localstack`."""

import json
import os
import pathlib
import platform
import subprocess
import time
import urllib.request

from emulator import API_ID, CloudError
from venvs import ROOT

COMPOSE = ["docker", "compose", "--file", str(ROOT / "infra" / "compose.yaml"), "--project-name", "portal"]


class LocalStack:
    """The container of infra/compose.yaml, for as long as this process wants it."""

    id_tag = "_custom_id_"
    reads_routes = True

    def __init__(self, port: int, state: pathlib.Path):
        self.port = port
        self.state = state
        self.started = False
        self.environment = os.environ | {"PORT": str(port), "STATE": str(state / "localstack")}

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def inside(self) -> str:
        """The address that functions in their containers, and tokens, know this cloud by."""
        return f"http://localhost.localstack.cloud:{self.port}"

    @property
    def portal_url(self) -> str:
        return f"http://{API_ID}.execute-api.localhost.localstack.cloud:{self.port}"

    @property
    def mails(self) -> str:
        return f"{self.endpoint}/_aws/ses"

    def parameters(self) -> dict:
        arm = platform.machine() in ("arm64", "aarch64")
        return {
            "Architecture": "arm64" if arm else "x86_64",
            "PortalUrl": self.portal_url,
            "KeysEndpoint": self.inside,
            "SignInEndpoint": self.endpoint,
        }

    def issuer_parameters(self, pool: str) -> dict:
        """Its tokens carry its own address, which holds the pool's id: known after a first deployment."""
        return {"TokenIssuer": f"{self.inside}/{pool}", "JwksUrl": f"{self.inside}/{pool}/.well-known/jwks.json"}

    def start(self) -> None:
        if self.alive():
            raise CloudError("LocalStack of this project runs already; whoever started it has to stop it")
        self.started = True
        done = subprocess.run([*COMPOSE, "up", "--detach", "--wait"], env=self.environment)
        if done.returncode != 0:
            raise CloudError("docker compose could not start LocalStack (is Docker running, LOCALSTACK_AUTH_TOKEN set?)")
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.endpoint}/_localstack/health", timeout=2) as answer:
                    if "services" in json.load(answer):
                        return
            except OSError:
                time.sleep(0.5)
        raise CloudError(f"LocalStack did not answer within 60 s; the end of its log:\n{self.tail()}")

    def alive(self) -> bool:
        told = subprocess.run([*COMPOSE, "ps", "--quiet"], env=self.environment, capture_output=True, text=True)
        return bool(told.stdout.strip())

    def tail(self) -> str:
        command = [*COMPOSE, "logs", "--tail", "20"]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True).stdout

    def stop(self) -> None:
        """End it gracefully: that is when it writes its state."""
        self._down(30)

    def abandon(self) -> None:
        self._down(0)

    def _down(self, seconds: int) -> None:
        if self.started:
            subprocess.run([*COMPOSE, "down", "--timeout", str(seconds)], env=self.environment)
