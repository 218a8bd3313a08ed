"""Runs MiniStack as this process, with the one thing changed that stands in the portal's way."""

import ctypes
import signal
import sys


def end_with_parent() -> None:
    """Have the kernel end this process gracefully when the one that started it is gone."""
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    end_with_parent()
    from ministack import app

    # MiniStack answers /health on every host name, the API's too, where it is a route of ours.
    app._HEALTH_PATHS = tuple(path for path in app._HEALTH_PATHS if path != "/health")
    sys.argv = ["ministack"]
    app.main()
