"""`cargo lambda build` of the whole workspace, with the pinned cargo-lambda and zig."""

import os
import subprocess
import sys

import venvs

if __name__ == "__main__":
    tools = venvs.ensure("deploy")
    # Its own zig comes first; the profile is ours as it stands: cargo-lambda's defaults would abort on
    # a panic, which the runtime turns into an answer.
    environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    command = [
        str(tools / "cargo-lambda"), "lambda", "build", "--workspace", "--bins", "--locked", "--disable-optimizations",
        "--lambda-dir", os.path.join(os.environ["CARGO_TARGET_DIR"], "lambda"), *sys.argv[1:],
    ]
    sys.exit(subprocess.run(command, cwd=venvs.ROOT, env=environment).returncode)
