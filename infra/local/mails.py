"""Lists the mails that the running cloud has taken, oldest first."""

import json
import sys
import urllib.request

import venvs

if __name__ == "__main__":
    venvs.enter("cloud")

from cloud import running
from emulator import CloudError


def taken(portal: dict) -> list:
    """Every mail, oldest first: from, to, subject, text."""
    with urllib.request.urlopen(portal["mails"], timeout=10) as answer:
        messages = json.load(answer)["messages"]
    # MiniStack keeps a list for each account, LocalStack one list.
    if isinstance(messages, dict):
        messages = [each for account in messages.values() for each in account]
    return [plain(each) for each in sorted(messages, key=lambda each: each["Timestamp"])]


def plain(message: dict) -> dict:
    """MiniStack's or LocalStack's record of a mail, in the words of a mail."""
    return {
        "from": message["Source"],
        "to": message["To"] if "To" in message else message["Destination"]["ToAddresses"],
        "subject": message["Subject"],
        "text": message["BodyText"] if "BodyText" in message else message["Body"]["text_part"],
    }


def show(mail: dict) -> str:
    return f"From: {mail['from']}\nTo: {', '.join(mail['to'])}\nSubject: {mail['subject']}\n\n{mail['text']}\n{'-' * 72}"


if __name__ == "__main__":
    try:
        mails = taken(running())
        print("\n".join(map(show, mails)) if mails else "no mail yet (make notices sends what is due)")
    except CloudError as error:
        sys.exit(f"error: {error}")
