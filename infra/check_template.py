"""Lints template.yaml for errors (cfn-lint) and for what an auditor would ask (checkov)."""

import os
import re
import subprocess
import sys

import binaries

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "local"))
from venvs import ROOT, ensure


def without_alarm() -> list:
    """Functions that the list of Fn::ForEach::FunctionAlarms forgets, or remembers in vain."""
    template = (ROOT / "template.yaml").read_text()
    listed = re.search(r"Fn::ForEach::FunctionAlarms:\s+- Name\s+- \[([^\]]+)\]", template).group(1)
    return sorted(set(re.split(r",\s*", listed)) ^ set(binaries.names()))


if __name__ == "__main__":
    if forgotten := without_alarm():
        sys.exit(f"template.yaml: FunctionAlarms and the functions differ in {', '.join(forgotten)}")
    tools = ensure("check")
    checks = [
        [tools / "cfn-lint", "template.yaml"],
        [tools / "checkov", "--config-file", "infra/checkov.yaml", "--file", "template.yaml"],
    ]
    failed = [check[0].name for check in checks if subprocess.run(check, cwd=ROOT).returncode != 0]
    if failed:
        sys.exit(f"template.yaml: {' and '.join(failed)} found something")
    print("template.yaml: cfn-lint and checkov found nothing")
