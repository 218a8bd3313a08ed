"""One MiniStack process: on which port, with which state, started and stopped."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request

REGION = "us-east-1"
KEY = SECRET = "test"


# Pinned, so that the API's address outlives the stack. MiniStack takes eight hex digits.
API_ID = "d15b07e5"


class CloudError(Exception):
    """Something a person has to know, in words for that person."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def who_listens(port: int) -> str:
    """Names the program on the port, where the system lets us see it."""
    try:
        wanted = f":{port:04X}"
        inodes = set()
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            for line in pathlib.Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[1].endswith(wanted) and fields[3] == "0A":
                    inodes.add(f"socket:[{fields[9]}]")
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if any(os.readlink(fd) in inodes for fd in (process / "fd").iterdir()):
                    command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                    return f"process {process.name} ({command[:120]})"
            except OSError:
                continue
    except OSError:
        pass
    return "another program"


def environment(port: int, state: pathlib.Path) -> dict:
    """All that MiniStack, and so every function, gets to see of this machine."""
    passed = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    scratch = state / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    return passed | {
        "TMPDIR": str(scratch),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        # Functions inherit it: that is how their SDK finds this cloud and no other.
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": REGION,
        # Roles get what the template grants them, no more.
        "AUTH": "true",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state / "s3"),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "INFO",
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": "127.0.0.1,localhost,.localhost",
    }


class Emulator:
    """A MiniStack that this process started. It never touches one that it did not start."""

    # The tag by which a stack pins the ids of its APIs.
    id_tag = "ms-custom-id"
    # It makes the HTTP API, not its routes: routes.py does.
    reads_routes = False

    def __init__(self, port: int, state: pathlib.Path):
        self.port = port
        self.state = state
        self.log = state / "ministack.log"
        self.process = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def portal_url(self) -> str:
        return f"http://{API_ID}.execute-api.localhost:{self.port}"

    @property
    def mails(self) -> str:
        return f"{self.endpoint}/_ministack/ses/messages"

    def parameters(self) -> dict:
        """What the template has to know of this cloud. Its tokens carry the real Cognito's issuer."""
        return {"Architecture": "x86_64", "PortalUrl": self.portal_url, "KeysEndpoint": self.endpoint,
                "SignInEndpoint": self.endpoint}

    def issuer_parameters(self, pool: str) -> dict:
        return {}

    def start(self) -> None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                raise CloudError(
                    f"port {self.port} is taken by {who_listens(self.port)}. "
                    f"Stop that, or choose another: make run PORT={self.port + 1}"
                )
        self.state.mkdir(parents=True, exist_ok=True)
        launcher = pathlib.Path(__file__).with_name("launcher.py")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(launcher)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=self.state,
                env=environment(self.port, self.state),
                # Ctrl-C is for us; we then end it in our own order.
                start_new_session=True,
            )
        self.wait_until_ready(30)

    def wait_until_ready(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise CloudError(f"MiniStack ended with {self.process.returncode}; the end of its log:\n{self.tail()}")
            try:
                with urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=1) as answer:
                    if "services" in json.load(answer):
                        return
            except OSError:
                time.sleep(0.1)
        raise CloudError(f"MiniStack did not answer within {seconds:.0f} s; the end of its log:\n{self.tail()}")

    def tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """End it gracefully: that is when it writes its state."""
        self._end(signal.SIGTERM)

    def abandon(self) -> None:
        """End it without a word, so that its state stays as the last graceful stop left it."""
        self._end(signal.SIGKILL)

    def _end(self, how: int) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            print("MiniStack did not stop within 30 s: its state of this run is lost", file=sys.stderr)
            self.process.kill()
            self.process.wait()
