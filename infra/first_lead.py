"""Invites the first who leads HFS's staff: first_lead.py STACK ADDRESS NAME

Everyone else is invited by who leads (POST /people). Who and where comes from the environment, as for any
AWS tool (AWS_PROFILE, AWS_REGION). Twice is the same as once.
"""

import os
import sys
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "local"))
import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

import boto3

from people import on_record


def invite(stack: str, address: str, name: str) -> None:
    described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in described}
    pool, users = outputs["UserPoolId"], boto3.client("cognito-idp")
    try:
        username = users.admin_get_user(UserPoolId=pool, Username=address)["Username"]
    except users.exceptions.UserNotFoundException:
        attributes = {"email": address, "email_verified": "true", "name": name}
        username = users.admin_create_user(
            UserPoolId=pool, Username=str(uuid.uuid4()), DesiredDeliveryMediums=["EMAIL"],
            UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
        )["User"]["Username"]
    # On record first, as for everyone.
    on_record(users, boto3.client("dynamodb"), pool, outputs["TableName"], username, "HFS", name, True)
    users.admin_add_user_to_group(UserPoolId=pool, Username=username, GroupName="hfs_lead")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    invite(*sys.argv[1:])
