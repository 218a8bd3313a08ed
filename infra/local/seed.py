"""The demo accounts, the plans' contacts and one approved provider. Twice is the same as once."""

import json

from cloud import client, request
from emulator import CloudError
from people import on_record

PASSWORD = "Portal-Demo-1"

# User name → (address, group). All of them under domains that nobody can own.
ACCOUNTS = {
    "provider.demo": ("pat.clerk@prairie.example.org", None),
    "billing.demo": ("bo.biller@billing.example.org", None),
    "mco.abhil": ("ann.reviewer@abhil.mco.example.org", "mco_ABHIL"),
    "mco.mer": ("mel.reviewer@mer.mco.example.org", "mco_MER"),
    "hfs.staff": ("sam.staff@hfs.example.org", "hfs_staff"),
    "hfs.lead": ("lee.lead@hfs.example.org", "hfs_lead"),
}

PROVIDER = {
    "provider_name": "Prairie Community Hospital",
    "npi": "1234567893",
    "medicaid_id": "363456789001",
    "tin": "371234567",
    "provider_type": "hospital",
    "street": "100 E Monroe St",
    "city": "Springfield",
    "state": "IL",
    "zip": "62701",
    "contact_name": "Pat Clerk",
    "contact_phone": "217-555-0100",
    "contact_email": "billing@prairie.example.org",
    "acting_as": "provider_staff",
}


# The people on record with an organisation: user name → (organisation, name, whether they lead).
PEOPLE = {
    "mco.abhil": ("MCO#ABHIL", "Ann Reviewer", False),
    "mco.mer": ("MCO#MER", "Mel Reviewer", False),
    "hfs.staff": ("HFS", "Sam Staff", False),
    "hfs.lead": ("HFS", "Lee Lead", True),
}


def seed(portal: dict) -> None:
    accounts(portal)
    people(portal)
    contacts(portal)
    approved_provider(portal)


def accounts(portal: dict) -> None:
    users = client(portal["endpoint"], "cognito-idp")
    pool = portal["user_pool_id"]
    for name, (address, group) in ACCOUNTS.items():
        try:
            users.admin_create_user(
                UserPoolId=pool, Username=name, MessageAction="SUPPRESS",
                UserAttributes=[{"Name": "email", "Value": address}, {"Name": "email_verified", "Value": "true"}],
            )
        except users.exceptions.UsernameExistsException:
            continue
        users.admin_set_user_password(UserPoolId=pool, Username=name, Password=PASSWORD, Permanent=True)
        if group:
            users.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)


def people(portal: dict) -> None:
    """Puts them on record with their organisations, as an invitation does."""
    users = client(portal["endpoint"], "cognito-idp")
    table = client(portal["endpoint"], "dynamodb")
    for username, (organisation, name, lead) in PEOPLE.items():
        on_record(users, table, portal["user_pool_id"], portal["table"], username, organisation, name, lead)


def plan_codes(portal: dict) -> list:
    """The plans the template knows: one group each."""
    users = client(portal["endpoint"], "cognito-idp")
    groups = users.list_groups(UserPoolId=portal["user_pool_id"], Limit=60)["Groups"]
    return sorted(each["GroupName"].removeprefix("mco_") for each in groups if each["GroupName"].startswith("mco_") and each["GroupName"] != "mco_lead")


def contacts(portal: dict) -> None:
    """Where the notices to each plan go."""
    table = client(portal["endpoint"], "dynamodb")
    for code in plan_codes(portal):
        name = code.lower()
        try:
            table.put_item(
                TableName=portal["table"],
                Item={
                    "pk": {"S": f"MCO#{code}"},
                    "sk": {"S": "CONTACT"},
                    "email": {"S": f"disputes.{name}@mco.example.org"},
                    "escalation_email": {"S": f"escalations.{name}@mco.example.org"},
                },
                # A contact that someone changed stays changed.
                ConditionExpression="attribute_not_exists(pk)",
            )
        except table.exceptions.ConditionalCheckFailedException:
            continue


def access_token(portal: dict, name: str) -> str:
    users = client(portal["endpoint"], "cognito-idp")
    answer = users.initiate_auth(
        ClientId=portal["client_id"], AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
    )
    return answer["AuthenticationResult"]["AccessToken"]


def approved_provider(portal: dict) -> None:
    """Registers the demo provider the way anyone does: by the API."""
    clerk = access_token(portal, "provider.demo")
    listed = expect(200, request(portal, "GET", "/registrations", clerk), "list the demo registrations")
    registrations = listed["registrations"] if isinstance(listed, dict) else listed
    if any(each["status"] == "approved" for each in registrations):
        return
    made = expect(
        201, request(portal, "POST", "/registrations", clerk, PROVIDER, {"Idempotency-Key": "seed-registration"}),
        "register the demo provider",
    )
    if made["status"] != "pending":
        raise CloudError(f"the demo registration is {made['status']}, not pending: {json.dumps(made)}")
    staff = access_token(portal, "hfs.staff")
    expect(
        200, request(portal, "POST", f"/registrations/{made['registration_id']}/decision", staff,
                     {"decision": "approve"}, {"Idempotency-Key": "seed-approval"}),
        "approve the demo provider",
    )


def expect(status: int, answer: tuple, what: str):
    if answer[0] != status:
        raise CloudError(f"failed to {what}: {answer[0]}, {json.dumps(answer[1])[:600]}")
    return answer[1]
