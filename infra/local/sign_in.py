"""Prints a bearer token of a demo account of the running cloud: sign_in.py provider.demo"""

import sys

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

import botocore.exceptions

import seed
from cloud import running
from emulator import CloudError

if __name__ == "__main__":
    who = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        if who not in seed.ACCOUNTS:
            raise CloudError(f"say who, as in `make token USER=provider.demo`; one of {', '.join(seed.ACCOUNTS)}")
        print(seed.access_token(running(), who))
    except (CloudError, botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
        sys.exit(f"error: {error}")
