"""Uploads a filled claims workbook as a demo account, and says what was found: upload.py FILE [USER]"""

import http.client
import json
import pathlib
import sys
import time
import urllib.parse
import uuid

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

import seed
from cloud import request, running
from emulator import CloudError


def upload(portal: dict, file: pathlib.Path, token: str) -> dict:
    """The upload, once the workbook was read."""
    content = file.read_bytes()
    asked = {"purpose": "claims", "name": file.name, "size": len(content)}
    slot = expect(201, request(portal, "POST", "/uploads", token, asked))
    post_form(slot["url"], slot["fields"], file.name, content)
    while True:
        found = expect(200, request(portal, "GET", f"/uploads/{slot['upload_id']}", token))
        if found["status"] != "waiting":
            return found
        time.sleep(0.3)


def post_form(url: str, fields: dict, name: str, content: bytes) -> None:
    """The form post that a browser makes: the fields first, the file last."""
    boundary = uuid.uuid4().hex
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n')
    body = "".join(parts).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    target = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(target.hostname, target.port, timeout=60)
    try:
        connection.request("POST", target.path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
        answer = connection.getresponse()
        said = answer.read().decode(errors="replace")
    finally:
        connection.close()
    if answer.status not in (200, 201, 204):
        raise CloudError(f"the bucket refused the file: {answer.status} {said[:300]}")


def expect(status: int, answer: tuple) -> dict:
    if answer[0] != status:
        raise CloudError(f"{answer[0]}: {json.dumps(answer[1])[:600]}")
    return answer[1]


if __name__ == "__main__":
    if len(sys.argv) < 2 or not pathlib.Path(sys.argv[1]).is_file():
        sys.exit("error: say which workbook: make upload FILE=claims.xlsx")
    try:
        here = running()
        user = sys.argv[2] if len(sys.argv) > 2 and sys.argv[2] else "provider.demo"
        print(json.dumps(upload(here, pathlib.Path(sys.argv[1]), seed.access_token(here, user)), indent=2))
    except CloudError as error:
        sys.exit(f"error: {error}")
