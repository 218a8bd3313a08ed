"""A running local cloud, as portal.json describes it."""

import http.client
import json
import os
import pathlib
import urllib.parse

import boto3
import botocore.config

from emulator import KEY, REGION, SECRET, CloudError
from venvs import ROOT

PORTAL_JSON = ROOT / ".local" / "portal.json"


def client(endpoint: str, service: str):
    """An SDK client that cannot reach a real account, whatever this machine is signed in to."""
    session = boto3.session.Session(
        aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name=REGION
    )
    config = botocore.config.Config(proxies={}, retries={"max_attempts": 2}, read_timeout=120)
    return session.client(service, endpoint_url=endpoint, config=config)


def running() -> dict:
    """What the running cloud wrote about itself."""
    path = pathlib.Path(os.environ.get("PORTAL_JSON", PORTAL_JSON))
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        raise CloudError(f"there is no {path.name} to read: start the cloud first (make run)") from None


def request(portal: dict, method: str, path: str, token: str | None = None, body=None, headers=None):
    """One request to the API: status and decoded JSON. Resolves *.localhost by itself, as browsers do."""
    endpoint = urllib.parse.urlsplit(portal["endpoint"])
    connection = http.client.HTTPConnection(endpoint.hostname, endpoint.port, timeout=60)
    sent = {"Host": urllib.parse.urlsplit(portal["url"]).netloc, "Accept": "application/json"} | (headers or {})
    if token:
        sent["Authorization"] = f"Bearer {token}"
    payload = None
    if body is not None:
        sent["Content-Type"] = "application/json"
        payload = json.dumps(body)
    try:
        connection.request(method, path, payload, sent)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    finally:
        connection.close()
    try:
        return answer.status, json.loads(text)
    except ValueError:
        return answer.status, text
