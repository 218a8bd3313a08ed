"""Prints a bearer token of a demo account of the running cloud: sign_in.py provider.demo"""

import sys

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

import seed
from cloud import client, running
from emulator import CloudError

if __name__ == "__main__":
    try:
        portal = running()
        users = client(portal["endpoint"], "cognito-idp")
        print(seed.access_token(portal, sys.argv[1]))
    except (IndexError, users.exceptions.NotAuthorizedException):
        sys.exit(f"error: say who: make token USER=… (one of {', '.join(seed.ACCOUNTS)})")
    except CloudError as error:
        sys.exit(f"error: {error}")
