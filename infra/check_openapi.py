"""Lints docs/openapi.yaml: is it OpenAPI 3.1, are its schemas JSON Schema?"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "local"))
from venvs import ROOT, ensure


if __name__ == "__main__":
    linter = [ensure("check") / "openapi-spec-validator", "--schema", "3.1", "--validation-errors", "all"]
    if subprocess.run([*linter, "docs/openapi.yaml"], cwd=ROOT).returncode != 0:
        sys.exit("docs/openapi.yaml: openapi-spec-validator found something")
