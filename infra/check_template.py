"""Lints template.yaml for errors (cfn-lint) and for what an auditor would ask (checkov)."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "local"))
from venvs import ROOT, ensure

if __name__ == "__main__":
    tools = ensure("check")
    checks = [
        [tools / "cfn-lint", "template.yaml"],
        [tools / "checkov", "--config-file", "infra/checkov.yaml", "--file", "template.yaml"],
    ]
    failed = [check[0].name for check in checks if subprocess.run(check, cwd=ROOT).returncode != 0]
    if failed:
        sys.exit(f"template.yaml: {' and '.join(failed)} found something")
    print("template.yaml: cfn-lint and checkov found nothing")
