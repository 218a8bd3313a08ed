"""Puts an account of the user pool on record with its organisation, as `POST /people` does."""

import datetime


def on_record(users, table, pool: str, name_of_table: str, username: str, organisation: str, name: str, lead: bool):
    """Twice is the same as once. `organisation` is HFS, or MCO#ABHIL."""
    account = users.admin_get_user(UserPoolId=pool, Username=username)
    attributes = {each["Name"]: each["Value"] for each in account["UserAttributes"]}
    sub, pk = attributes["sub"], f"ORGANISATION#{organisation}"
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    person = {
        "id": {"S": sub}, "username": {"S": account["Username"]}, "email": {"S": attributes["email"]},
        "name": {"S": name}, "lead": {"BOOL": lead}, "invited_by": {"S": "deployment"}, "invited_at": {"S": now},
    }
    try:
        table.put_item(
            TableName=name_of_table,
            Item={"pk": {"S": pk}, "sk": {"S": f"PERSON#{sub}"}, "person": {"M": person}},
            # Who has left since stays gone.
            ConditionExpression="attribute_not_exists(pk)",
        )
    except table.exceptions.ConditionalCheckFailedException:
        return
    if lead:
        table.update_item(
            TableName=name_of_table, Key={"pk": {"S": pk}, "sk": {"S": "LEADS"}},
            UpdateExpression="ADD leads :lead", ExpressionAttributeValues={":lead": {"SS": [sub]}},
        )
