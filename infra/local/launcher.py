"""Runs MiniStack as this process, with three things changed that stand in the portal's way."""

import ctypes
import email.utils
import signal
import sys
import urllib.parse


def end_with_parent() -> None:
    """Have the kernel end this process gracefully when the one that started it is gone."""
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def leave_health_to_the_api(app) -> None:
    """MiniStack answers /health on every host name, the API's too, where it is a route of ours."""
    app._HEALTH_PATHS = tuple(path for path in app._HEALTH_PATHS if path != "/health")


def authorize_mail_by_its_sender(iam_actions) -> None:
    """MiniStack asks a role for SES v1 on `*`; AWS asks for it on the sender's identity."""
    of_version_2 = iam_actions._ses_v2_resource_arn

    def resource_arn(method, path, body, region, account_id):
        form = urllib.parse.parse_qs(body.decode(errors="replace")) if path == "/" and body else {}
        if "Source" not in form:
            return of_version_2(method, path, body, region, account_id)
        sender = email.utils.parseaddr(form["Source"][0])[1]
        return f"arn:aws:ses:{region}:{account_id}:identity/{sender}"

    iam_actions._ses_v2_resource_arn = resource_arn


def keep_groups_when_renewing(cognito) -> None:
    """MiniStack's token endpoint renews a token without its groups; Cognito puts in those that hold now."""
    made = cognito._fake_token

    def fake_token(sub, pool_id, client_id, token_type="access", username="", *rest, **named):
        if named.get("trigger_source") == "TokenGeneration_RefreshTokens" and not named.get("groups"):
            users = (cognito._get_pool_unscoped(pool_id) or {}).get("_users", {})
            named["groups"] = list(users.get(username, {}).get("_groups", []))
        return made(sub, pool_id, client_id, token_type, username, *rest, **named)

    cognito._fake_token = fake_token


if __name__ == "__main__":
    end_with_parent()
    from ministack import app
    from ministack.core import iam_actions
    from ministack.services import cognito

    leave_health_to_the_api(app)
    authorize_mail_by_its_sender(iam_actions)
    keep_groups_when_renewing(cognito)
    sys.argv = ["ministack"]
    app.main()
