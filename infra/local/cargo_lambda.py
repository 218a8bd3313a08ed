"""`cargo lambda build` of the whole workspace, with the pinned cargo-lambda and zig."""

import os
import subprocess
import sys

import venvs

if __name__ == "__main__":
    tools = venvs.ensure("deploy")
    environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    command = [str(tools / "cargo-lambda"), "lambda", "build", "--workspace", "--bins", *sys.argv[1:]]
    # cargo-lambda aborts on a panic unless told otherwise; the runtime turns ours into an answer.
    environment.setdefault("CARGO_PROFILE_DIST_PANIC", "unwind")
    environment.setdefault("CARGO_PROFILE_RELEASE_PANIC", "unwind")
    sys.exit(subprocess.run(command, cwd=venvs.ROOT, env=environment).returncode)
