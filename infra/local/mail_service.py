"""Takes the mail service from the running cloud's sender, and gives it back: mail_service.py down, mail_service.py up

Down, the sender's role is denied SES: what a mail service that refuses everything looks like.
"""

import json
import sys

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

from cloud import client, running
from emulator import CloudError

POLICY = "mail-is-down"


def put(portal: dict, state: str) -> None:
    iam = client(portal["endpoint"], "iam")
    function = client(portal["endpoint"], "lambda").get_function_configuration(FunctionName=portal["send_notices"])
    role = function["Role"].rsplit("/", 1)[1]
    if state == "down":
        deny = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ses:*", "Resource": "*"}]}
        iam.put_role_policy(RoleName=role, PolicyName=POLICY, PolicyDocument=json.dumps(deny))
    else:
        try:
            iam.delete_role_policy(RoleName=role, PolicyName=POLICY)
        except iam.exceptions.NoSuchEntityException:
            return


if __name__ == "__main__":
    if sys.argv[1:] not in (["down"], ["up"]):
        sys.exit(__doc__)
    try:
        put(running(), sys.argv[1])
    except CloudError as error:
        sys.exit(f"error: {error}")
